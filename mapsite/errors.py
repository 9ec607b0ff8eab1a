"""What is answered when a request fails: our pages, also in the demonstration, and JSON for scripts."""

from django.conf import settings
from django.http import Http404, HttpResponseNotFound, JsonResponse
from django.utils.translation import gettext as _
from django.views import defaults

from .accounts.sessions import wants_json


def bad_request(request, exception):
    message = _("보낸 내용을 읽을 수 없습니다. 화면을 새로 고친 뒤 다시 해 주세요.")
    return _json(request, 400, message) or defaults.bad_request(request, exception)


def forbidden(request, exception):
    message = _("이 일을 할 권한이 없습니다. 필요하면 관리자에게 역할을 바꿔 달라고 하세요.")
    return _json(request, 403, message) or defaults.permission_denied(request, exception)


def not_found(request, exception):
    message = _("찾는 것이 없습니다. 그사이 지워졌거나 다른 부서로 넘어갔을 수 있습니다.")
    return _json(request, 404, message) or defaults.page_not_found(request, exception)


def server_error(request):
    message = _("서버에서 문제가 생겼습니다. 저장되지 않았으니 잠시 뒤 다시 해 주세요.")
    return _json(request, 500, message) or defaults.server_error(request)


def stale_form(request, reason=""):
    """A form or script from before somebody signed in: its token is no longer the session's."""
    message = _("화면이 오래되어 보내지 못했습니다. 새로 고친 뒤 다시 해 주세요.")
    return _json(request, 403, message, stale=True) or defaults.permission_denied(
        request, None, template_name="403_stale.html"
    )


def _json(request, status, message, **more):
    return JsonResponse({"message": message, **more}, status=status) if wants_json(request) else None


class OwnNotFoundMiddleware:
    """While DEBUG is on Django answers an unknown address with the list of all patterns: ours instead."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        # Views that say 404 themselves render; only Django's own answer is of this class.
        is_djangos = settings.DEBUG and not settings.ERROR_DETAILS and isinstance(response, HttpResponseNotFound)
        return not_found(request, Http404()) if is_djangos else response
