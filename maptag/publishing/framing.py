"""Pages that may stand in somebody else's page: which addresses, and what their embeds have in common."""

import re

from csp.constants import HEADER, NONE, SELF
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.html import format_html
from django.views.decorators.http import require_safe

_ANCESTORS = re.compile(r"frame-ancestors[^;]*")


def embeddable(view):
    """For an iframe on the sites of EMBED_HOSTS: public, and marked for FramingMiddleware."""

    def answer(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except (OperationalError, InterfaceError):
            # The usual page of this kind is made for a whole window.
            response = render(None, "maptag/embed_away.html", status=503)
            response["Retry-After"] = "30"
            return response

    public = login_not_required(require_safe(answer))
    public.frameable = True
    return public


class FramingMiddleware:
    """Who may frame an answer follows from its address alone, whoever answers: the view, a 304, a refusal, an error.

    Outermost, since every other middleware may answer too. A frame that is refused once stays the browser's error page.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path_info.startswith(settings.STATIC_URL):
            return response
        if is_frameable(request):
            del response["X-Frame-Options"]
            hosts = settings.EMBED_HOSTS or [NONE]
        else:
            response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
            # Signing in again stands in a frame of our own pages.
            hosts = [SELF if response["X-Frame-Options"] == "SAMEORIGIN" else NONE]
        response[HEADER] = _framed_by(hosts, response.get(HEADER, ""))
        return response


def is_frameable(request) -> bool:
    """Does the request's address lead to a view that is `embeddable`?"""
    match = request.resolver_match
    if match is None:
        # Answered before a view was chosen, or by none.
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return False
    return getattr(match.func, "frameable", False)


def _framed_by(hosts: list[str], policy: str) -> str:
    ancestors = f"frame-ancestors {' '.join(hosts)}"
    return (
        _ANCESTORS.sub(ancestors, policy) if _ANCESTORS.search(policy) else "; ".join(filter(None, [policy, ancestors]))
    )


def snippet(path: str, title: str) -> str:
    """What an editor pastes into a news page."""
    return format_html(
        '<iframe src="{}{}" title="{}" width="100%" height="560" loading="lazy" allowfullscreen'
        ' style="border:0"></iframe>',
        settings.SITE_URL,
        path,
        title,
    )
