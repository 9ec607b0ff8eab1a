"""What is answered when a request fails: its status, in words, in the format that was asked for."""

import sys

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpResponse, HttpResponseNotFound, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import defaults
from procrastinate.exceptions import ConnectorException

from community.open311.rendering import TYPES, fail, xml
from maptag.publishing.access import PublicData
from maptag.publishing.storage import is_full

from .accounts.sessions import wants_json

RETRY_AFTER_S = {503: "30", 507: "600"}
WORDS = {
    400: gettext_lazy("보내신 내용을 읽을 수 없습니다. 쓸 수 없는 문자나 값이 있습니다. 고쳐서 다시 보내 주세요."),
    403: gettext_lazy("이 일을 할 권한이 없습니다. 필요하면 관리자에게 역할을 바꿔 달라고 하세요."),
    404: gettext_lazy("찾는 것이 없습니다. 주소가 바뀌었거나 그사이 내려졌을 수 있습니다."),
    408: gettext_lazy("보내는 데 너무 오래 걸려 끝까지 받지 못했습니다. 인터넷 연결을 확인하고 다시 보내 주세요."),
    413: gettext_lazy("한 번에 받을 수 있는 것보다 큽니다. 나누어서 보내 주세요."),
    500: gettext_lazy("서버에서 문제가 생겼습니다. 저장되지 않았으니 잠시 뒤에 다시 해 주세요."),
    503: gettext_lazy("자료를 저장하는 곳에 연결할 수 없습니다. 1분 뒤에 다시 시도해 주세요."),
    507: gettext_lazy("저장할 공간이 없어 저장하지 못했습니다. 관리자에게 알리고, 공간이 생긴 뒤 다시 보내 주세요."),
}
# Statuses with a page of their own; the others share one.
PAGES = {400, 413, 500, 503}
_AWAY = (OperationalError, InterfaceError, ConnectorException)
_UNREADABLE = (DataError, BadRequest, MultiPartParserError, UnreadablePostError)
_TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def status_of(exception) -> int | None:
    """The HTTP status for an exception that is not our code's fault; None for every other."""
    if is_full(exception):
        return 507
    if isinstance(exception, _AWAY) or _is_of_store(exception):
        return 503
    if isinstance(exception, _TOO_MUCH):
        return 413
    # Half a character (one of two surrogates) can't be stored or sent, nor any in a charset that the request chose.
    is_unsayable = isinstance(exception, UnicodeEncodeError) and (
        "surrogates" in exception.reason or exception.encoding != "utf-8"
    )
    return 400 if is_unsayable or isinstance(exception, _UNREADABLE) else None


def _is_of_store(exception) -> bool:
    """Whether the object store does not answer, or refuses. A file that it does not have is a FileNotFoundError."""
    # Loaded where files are in a store alone: it takes 200 ms.
    botocore = sys.modules.get("botocore.exceptions")
    return botocore is not None and isinstance(exception, botocore.BotoCoreError | botocore.ClientError)


def answer(request, exception) -> HttpResponse | None:
    """The answer to `request`, in whose view `exception` was raised; None where it is a fault of ours, or no fault."""
    status = status_of(exception)
    if status is None and isinstance(exception, Http404) and _form(request) != "html":
        status = 404
    return respond(request, status) if status else None


def respond(request, status: int, message: str = "") -> HttpResponse:
    """`status` in words, WORDS by default: as JSON, XML, Open311's bodies or a page."""
    if status in (503, 507) and hasattr(request, "session"):
        # The session stands in the database that is away or full: to store it would raise again.
        request.session.modified = False
    response = _BODIES[_form(request)](request, status, message or str(WORDS[status]))
    if status in RETRY_AFTER_S:
        response["Retry-After"] = RETRY_AFTER_S[status]
    return response


def _page(request, status: int, message: str) -> HttpResponse:
    # Without the request: its context asks who is signed in, and so the database.
    template = f"{status}.html" if status in PAGES and message == str(WORDS[status]) else "refused.html"
    return render(None, template, {"words": message, "status": status}, status=status)


def _json(request, status: int, message: str, **more) -> HttpResponse:
    body = {"message": message, "errors": {"": [message]}, **more}
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


def _xml(request, status: int, message: str) -> HttpResponse:
    body = xml([{"code": status, "description": message}], ("errors", "error"))
    return HttpResponse(body, status=status, content_type=TYPES["xml"])


def _open311(request, status: int, message: str) -> HttpResponse:
    return fail(status, [message], "json" if request.path_info.endswith(".json") else "xml")


_BODIES = {"html": _page, "json": _json, "xml": _xml, "open311": _open311}


def _form(request) -> str:
    """A view of public data says it; else who sends or accepts JSON gets JSON, and everybody else a page."""
    data: PublicData | None = getattr(request, "public_data", None)
    if data:
        return data.errors
    # Answered before a view was chosen.
    if request.path_info.startswith("/open311/"):
        return "open311"
    is_json = request.content_type == "application/json" or request.path_info.endswith(".json")
    is_json = is_json or request.path_info.startswith("/api/")
    is_page = "text/html" in request.headers.get("Accept", "")
    return "json" if wants_json(request) or (is_json and not is_page) else "html"


def bad_request(request, exception):
    """handler400."""
    return respond(request, status_of(exception) or 400)


def forbidden(request, exception):
    """handler403."""
    return defaults.permission_denied(request, exception) if _form(request) == "html" else respond(request, 403)


def not_found(request, exception):
    """handler404."""
    return defaults.page_not_found(request, exception) if _form(request) == "html" else respond(request, 404)


def server_error(request):
    """handler500: also of what a middleware raised, which no `process_exception` sees."""
    return respond(request, status_of(sys.exc_info()[1]) or 500)


def stale_form(request, reason=""):
    """A form or script from before somebody signed in: its token is no longer the session's."""
    if _form(request) == "html":
        return defaults.permission_denied(request, None, template_name="403_stale.html")
    return _json(request, 403, _("화면이 오래되어 보내지 못했습니다. 새로 고친 뒤 다시 해 주세요."), stale=True)


def nothing(request, rest=""):
    """An address below /api/ that there is not."""
    raise Http404(_("찾는 것이 없습니다."))


class OwnNotFoundMiddleware:
    """While DEBUG is on Django answers an unknown address with the list of all patterns: ours instead."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        # Views that say 404 themselves render; only Django's own answer is of this class.
        is_djangos = settings.DEBUG and not settings.ERROR_DETAILS and isinstance(response, HttpResponseNotFound)
        return not_found(request, Http404()) if is_djangos else response
