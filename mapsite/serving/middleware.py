"""Says in words what was not taken: too large, too slow, no place left."""

import sys
from contextlib import suppress

from django.http import JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import gettext as _

from community.open311.rendering import TYPES, fail
from maptag.publishing.storage import is_full

from .limits import MEGABYTE, most_bytes, takes_files

REFUSED = "maptag.refused"
RETRY_AFTER_S = {503: "60", 507: "600"}


class BodyMiddleware:
    """Answers for bodies that the gateway has not taken; behind another server, refuses by the stated length."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        status = request.META.get(REFUSED)
        if status is None and _stated(request) > most_bytes(request.path_info):
            status = 413
        return refusal(request, status) if status else self.get_response(request)


class StorageFullMiddleware:
    """Answers 507 when a disk is full: of files, of what a request brings, or of the database."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        status = _read_files(request) if takes_files(request.path_info) else None
        return refusal(request, status) if status else self.get_response(request)

    def process_exception(self, request, exception):
        return refusal(request, 507) if is_full(exception) else None


def _read_files(request) -> int | None:
    """Write the files that came to the temporary folder, here and not in the middle of a view; a status on failure."""
    try:
        request.POST  # noqa: B018 (reading it is what writes them)
    except MultiPartParserError:
        return 400
    except OSError as error:
        _close_files(request)
        # Anything else, as a sender who left, is said again where it is read.
        return 507 if is_full(error) else None
    return None


def _close_files(request):
    """What is half written of them: closing one on a full disk fails once more, at the last bytes."""
    for handler in request.upload_handlers:
        with suppress(AttributeError, OSError):
            handler.file.file.close()


def server_error(request):
    """The last resort: what went wrong outside of any view, as storing the session on a full disk."""
    if is_full(sys.exc_info()[1]):
        return refusal(request, 507)
    return render(None, "500.html", status=500)


def refusal(request, status: int):
    """The answer in the form that the request asks for: a page, JSON, or Open311's errors."""
    response = _in_form(request, status, _words(request, status))
    if status in RETRY_AFTER_S:
        response["Retry-After"] = RETRY_AFTER_S[status]
    return response


def _in_form(request, status: int, words: str):
    path = request.path_info
    if path.startswith("/open311/"):
        extension = path.rpartition(".")[2]
        return fail(status, [words], extension if extension in TYPES else "xml")
    if path.startswith("/api/") or _is_from_script(request):
        return JsonResponse({"message": words, "errors": {"": [words]}}, status=status)
    return render(None, "refused.html", {"words": words, "status": status}, status=status)


def _is_from_script(request) -> bool:
    asks_json = request.accepts("application/json") and not request.accepts("text/html")
    return asks_json or request.content_type == "application/json"


def _words(request, status: int) -> str:
    limit = most_bytes(request.path_info) // MEGABYTE
    return {
        400: _("보내신 내용을 읽을 수 없습니다. 다시 보내 주세요."),
        408: _("보내는 데 너무 오래 걸려 끝까지 받지 못했습니다. 인터넷 연결을 확인하고 다시 보내 주세요."),
        411: _("보내신 내용의 길이를 알 수 없습니다. 다시 보내 주세요."),
        413: _("보내신 내용이 너무 큽니다. 한 번에 %(limit)d MB까지 보낼 수 있습니다. 줄이거나 나누어 보내 주세요.")
        % {"limit": limit},
        503: _("지금 보내는 분이 많습니다. 1분 뒤에 다시 보내 주세요."),
        507: _("저장할 공간이 없어 저장하지 못했습니다. 관리자에게 알리고, 공간이 생긴 뒤 다시 보내 주세요."),
    }[status]


def _stated(request) -> int:
    length = request.META.get("CONTENT_LENGTH", "")
    return int(length[:20]) if length and length.isascii() and length.isdigit() else 0
