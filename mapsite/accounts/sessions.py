"""How long somebody stays signed in, and what a request without a session is answered."""

import time

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.middleware import AuthenticationMiddleware, LoginRequiredMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import JsonResponse
from django.shortcuts import resolve_url
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

ACTIVE_AT = "active_at"
# A session is written once in so many seconds at most: each write is a row of the database.
WRITE_EVERY_S = 60
# The steps of signing in, which a page whose session ended opens in a frame of its own.
SIGN_IN_VIEWS = {"account_login", "mfa_authenticate", "mfa_trust", "account_renewed"}


def background(view):
    """Mark a view whose GET a page asks by itself: it keeps nobody signed in."""
    view.is_background = True
    return view


def wants_json(request) -> bool:
    """Whether a script asks, which could make nothing of a page: fetch, XMLHttpRequest, any client of the API."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return True
    if request.headers.get("Sec-Fetch-Dest") == "empty":
        return True
    return request.accepts("application/json") and not request.accepts("text/html")


def is_remembered(session) -> bool:
    """Whether its owner asked to stay signed in on this device."""
    return not session.get_expire_at_browser_close()


def seconds_left(session) -> float | None:
    """Until the session ends unless its owner does something; None where it does not end that way."""
    if not settings.STAFF_IDLE_MINUTES or is_remembered(session):
        return None
    return session.get(ACTIVE_AT, time.time()) + settings.STAFF_IDLE_MINUTES * 60 - time.time()


class SessionAuthenticationMiddleware(AuthenticationMiddleware):
    """`request.user` as Django has it, but nobody once the session has been idle for STAFF_IDLE_MINUTES.

    Decided when somebody looks at the user: a page that never does, as an embed, stays the same for all.
    """

    def process_request(self, request):
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _user_in_time(request))

    def process_response(self, request, response):
        if response.status_code >= 500:
            # The database that holds the session may be what is away.
            return response
        session = getattr(request, "session", None)
        acted = session is not None and session.accessed and not getattr(request, "is_background", True)
        every = min(WRITE_EVERY_S, settings.STAFF_IDLE_MINUTES * 6)
        if acted and request.user.is_authenticated and time.time() - session.get(ACTIVE_AT, 0) >= every:
            stay(session)
        return response


def _user_in_time(request):
    user = get_user(request)
    seconds = seconds_left(request.session) if user.is_authenticated else None
    if seconds is None or seconds > 0:
        return user
    # logout() looks at the user, which is what is being found out here.
    request.user = user
    auth.logout(request)
    request._cached_user = AnonymousUser()
    request.ended_by_idleness = True
    return request._cached_user


def stay(session):
    """Count the idle time anew."""
    if not is_remembered(session):
        session[ACTIVE_AT] = time.time()


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Django's, with answers that a script understands: 401 without a session, 409 with another person's."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        request.is_background = getattr(view_func, "is_background", False) and request.method in ("GET", "HEAD")
        if not getattr(view_func, "login_required", True):
            return None
        if not request.user.is_authenticated:
            return self.handle_no_permission(request, view_func)
        acting = request.headers.get("X-Acting-User")
        return _other_person(request) if acting and acting != str(request.user.pk) else None

    def handle_no_permission(self, request, view_func):
        if wants_json(request):
            message = _("로그인이 끝났습니다. 다시 로그인하면 이어서 할 수 있습니다.")
            return JsonResponse({"message": message, "signed_out": True}, status=401)
        if getattr(request, "ended_by_idleness", False):
            minutes = f"{settings.STAFF_IDLE_MINUTES:g}"
            messages.warning(request, _("%(n)s분 동안 쓰지 않아 로그아웃했습니다.") % {"n": minutes})
        return redirect_to_login(_way_back(request), resolve_url(self.get_login_url(view_func)))

    def process_response(self, request, response):
        """Only our own pages may frame the steps of signing in, and nobody the others."""
        match = request.resolver_match
        if match and match.view_name in SIGN_IN_VIEWS:
            response["X-Frame-Options"] = "SAMEORIGIN"
        return response


def _other_person(request):
    message = _("%(name)s 님으로 로그인되어 있어 앞사람의 일을 저장하지 않았습니다.") % {"name": request.user}
    return JsonResponse({"message": message, "other_person": True}, status=409)


def _way_back(request) -> str:
    """Where signing in leads: to this page, or after a form to the page on which it stood."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if is_ours else resolve_url(settings.LOGIN_REDIRECT_URL)
