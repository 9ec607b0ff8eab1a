"""What every request of a member of staff passes: the second factor, and the access log."""

from email.message import Message

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from . import access_log
from .models import AccessEvent

SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")
# Recovery codes alone are paper that somebody may have found.
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# Where one sets the second factor up, and leaves.
ACCOUNT_VIEWS = ("account_", "mfa_", "socialaccount_", "openid_connect_")


class SecondFactorMiddleware:
    """Keeps administrators and auditors to the pages about their account until they have a second factor.

    That a second factor which exists is asked for when signing in is allauth's work.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.ADMIN_SECOND_FACTOR or not getattr(view, "login_required", True):
            return None
        if not request.user.is_authenticated or not request.user.needs_second_factor:
            return None
        name = request.resolver_match.url_name or ""
        if name.startswith(ACCOUNT_VIEWS) or is_mfa_enabled(request.user, SECOND_FACTORS):
            return None
        return _to_second_factor(request)


def _to_second_factor(request):
    message = _("관리자와 감사 담당자는 2단계 인증을 켠 뒤에 일할 수 있습니다. 휴대전화의 인증 앱을 등록해 주세요.")
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"message": message}, status=403)
    messages.warning(request, message)
    return redirect("mfa_activate_totp")


class AccessLogMiddleware:
    """Writes downloads, and what administrators change, to the access log; signing in and out has signals."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        filename = _attachment(response) if response.status_code == 200 else None
        # Who looks at the user makes the answer one person's: only where there is something to log.
        if filename is None and not hasattr(request, "last_admin_entry"):
            return response
        if not getattr(request, "user", None) or not request.user.is_authenticated:
            return response
        if hasattr(request, "last_admin_entry"):
            access_log.log_admin_entries(access_log.client_of(request), request.last_admin_entry)
        if filename is not None:
            detail = f"{filename} ({request.get_full_path()})"
            access_log.log(AccessEvent.Kind.DOWNLOAD, access_log.client_of(request), detail)
        return response

    def process_view(self, request, view, args, kwargs):
        if request.method in SAFE_METHODS or not request.user.is_authenticated:
            return
        if request.resolver_match.app_name == "admin":
            request.last_admin_entry = access_log.last_admin_entry(request.user)
        # What only administrators may do elsewhere (the texts of letters …) is administration as well.
        elif getattr(view, "right", "") == "is_administrator" and request.user.is_administrator:
            client = access_log.client_of(request)
            access_log.log(AccessEvent.Kind.ADMINISTRATION, client, f"{request.method} {request.path}")


def _attachment(response) -> str | None:
    """The file name of a response that a browser saves; None when it is shown instead."""
    header = Message()
    header["Content-Disposition"] = response.get("Content-Disposition", "")
    return (header.get_filename() or "") if header.get_content_disposition() == "attachment" else None
