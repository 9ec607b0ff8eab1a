"""Says in words what was not taken of a request's body: too large, too slow, no place left."""

from contextlib import suppress

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _

from community.reports.photos import NO_FILMS
from mapsite import errors
from maptag.publishing.storage import is_full

from .limits import MEGABYTE, most_bytes, stated_length, takes_files, takes_photos

REFUSED = "maptag.refused"


class BodyMiddleware:
    """Answers for bodies that the gateway has not taken; behind another server, refuses by the stated length."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        status = request.META.get(REFUSED) or _refused(request)
        return errors.respond(request, status, _words(request, status)) if status else self.get_response(request)


class FilesMiddleware:
    """Writes the files that came to the temporary folder, here and not in the middle of a view."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        status = _read_files(request) if takes_files(request.path_info) else None
        return errors.respond(request, status) if status else self.get_response(request)


def _read_files(request) -> int | None:
    """The status of what went wrong, or None."""
    try:
        request.POST  # noqa: B018 (reading it is what writes them)
    except MultiPartParserError:
        return 400
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        return 413
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


def _words(request, status: int) -> str:
    """What the gateway knows better than errors.WORDS; "" for the usual ones."""
    limit = most_bytes(request.path_info) // MEGABYTE
    message = _("보내신 내용이 너무 큽니다. 한 번에 %(limit)d MB까지 보낼 수 있습니다. 줄이거나 나누어 보내 주세요.")
    if takes_photos(request.path_info):
        # Not read to its end, it may well be a film: whoever sends one is not to try with a shorter one.
        message = f"{message} {NO_FILMS}"
    return {
        413: message % {"limit": limit},
        503: _("지금 보내는 분이 많습니다. 1분 뒤에 다시 보내 주세요."),
    }.get(status, "")


def _refused(request) -> int | None:
    """The status for what the stated length of the body says already, or None."""
    try:
        length = stated_length(request.META.get("CONTENT_LENGTH"))
    except ValueError:
        return 400
    return 413 if length and length > most_bytes(request.path_info) else None
