"""Pages that may stand in somebody else's page."""

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import conditional_page, require_safe


def embeddable(view):
    """For an iframe on the sites of EMBED_HOSTS."""
    allowed = xframe_options_exempt(csp_replace({"frame-ancestors": settings.EMBED_HOSTS or [NONE]})(view))
    return login_not_required(require_safe(conditional_page(allowed)))


def framed(request, template: str, shown, context: dict):
    """The embed of `shown`, a notice or a campaign, by a template that extends includes/embed.html.

    ?list=0 leaves the list out, ?text=large makes the letters large. "no-cache": what is withdrawn is gone at once.
    """
    asked = {"shown": shown, "with_list": request.GET.get("list") != "0", "large": request.GET.get("text") == "large"}
    response = render(request, template, context | asked)
    response["Cache-Control"] = "no-cache"
    return response


def snippet(path: str, title: str) -> str:
    """What an editor pastes into a news page."""
    return format_html(
        '<iframe src="{}{}" title="{}" width="100%" height="560" loading="lazy" allowfullscreen'
        ' style="border:0"></iframe>',
        settings.SITE_URL,
        path,
        title,
    )
