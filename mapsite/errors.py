"""What went wrong outside of our code, as an answer: its status, in words, in the format that was asked for."""

import sys

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.defaults import page_not_found
from procrastinate.exceptions import ConnectorException

from community.open311.rendering import TYPES, fail, xml
from maptag.publishing.access import PublicData

RETRY_SECONDS = 30
WORDS = {
    400: gettext_lazy("보내신 주소나 글에 쓸 수 없는 문자나 값이 들어 있습니다. 고쳐서 다시 보내 주세요."),
    404: gettext_lazy("찾는 것이 없습니다. 주소가 바뀌었거나 내려졌을 수 있습니다."),
    413: gettext_lazy("한 번에 받을 수 있는 것보다 큽니다. 나누어서 보내 주세요."),
    500: gettext_lazy("서버에서 문제가 생겼습니다. 잠시 뒤에 다시 시도해 주세요."),
    503: gettext_lazy("자료를 저장하는 곳에 연결할 수 없습니다. 1분 뒤에 다시 시도해 주세요."),
}
_AWAY = (OperationalError, InterfaceError, ConnectorException)
_UNREADABLE = (DataError, BadRequest, MultiPartParserError, UnreadablePostError)
_TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def status_of(exception) -> int | None:
    """The HTTP status for an exception that is not our code's fault; None for every other."""
    if isinstance(exception, _AWAY):
        return 503
    if isinstance(exception, _TOO_MUCH):
        return 413
    # Half a character (one of two surrogates) can't be stored or sent.
    half = isinstance(exception, UnicodeEncodeError) and "surrogates" in exception.reason
    return 400 if half or isinstance(exception, _UNREADABLE) else None


def answer(request, exception) -> HttpResponse | None:
    """The answer to `request`, in whose view `exception` was raised; None where it is a fault of ours, or no fault."""
    status = status_of(exception)
    if status is None and isinstance(exception, Http404) and _form(request) != "html":
        status = 404
    return respond(request, status) if status else None


def respond(request, status: int) -> HttpResponse:
    """`status` in words: as JSON, XML, Open311's bodies or a page."""
    if status == 503 and hasattr(request, "session"):
        # The session stands in the database that is away: to store it would raise again.
        request.session.modified = False
    response = _BODIES[_form(request)](request, status, str(WORDS[status]))
    if status == 503:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _page(request, status: int, words: str) -> HttpResponse:
    # Without the request: its context asks who is signed in, and so the database.
    return render(None, f"{status}.html", status=status)


def _json(request, status: int, words: str) -> HttpResponse:
    return JsonResponse(
        {"error": words, "errors": {"": [words]}}, status=status, json_dumps_params={"ensure_ascii": False}
    )


def _xml(request, status: int, words: str) -> HttpResponse:
    body = xml([{"code": status, "description": words}], ("errors", "error"))
    return HttpResponse(body, status=status, content_type=TYPES["xml"])


def _open311(request, status: int, words: str) -> HttpResponse:
    return fail(status, [words], "xml" if request.path_info.endswith(".xml") else "json")


_BODIES = {"html": _page, "json": _json, "xml": _xml, "open311": _open311}


def _form(request) -> str:
    """A view of public data says it; else who sends or accepts JSON gets JSON, and everybody else a page."""
    data: PublicData | None = getattr(request, "public_data", None)
    if data:
        return data.errors
    accepted = request.headers.get("Accept", "")
    wants_json = "json" in accepted or request.content_type == "application/json" or request.path_info.endswith(".json")
    wants_json = wants_json or request.path_info.startswith("/api/")
    return "json" if wants_json and "text/html" not in accepted else "html"


def bad_request(request, exception):
    """handler400."""
    return respond(request, status_of(exception) or 400)


def not_found(request, exception):
    """handler404."""
    return page_not_found(request, exception) if _form(request) == "html" else respond(request, 404)


def server_error(request):
    """handler500: also of what a middleware raised, which no `process_exception` sees."""
    return respond(request, status_of(sys.exc_info()[1]) or 500)


def nothing(request, rest=""):
    """An address below /api/ that there is not."""
    raise Http404(_("찾는 것이 없습니다."))
