import logging

from django.db import DataError, InterfaceError, OperationalError
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from community.pages.members import COOKIE

logger = logging.getLogger(__name__)


class DatabaseUnavailableMiddleware:
    """Answers 503 with a page that says so while PostgreSQL is away, instead of a server error."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, OperationalError | InterfaceError):
            response = render(None, "503.html", status=503)
            response["Retry-After"] = "30"
            return response
        return None


class UnstorableMiddleware:
    """Answers 400 to what no column can hold: NUL, half a character, a number out of range. Forms and parsers say so
    where somebody may have typed it; this is for addresses and forms that nobody's browser made."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        half = isinstance(exception, UnicodeEncodeError) and "surrogates" in exception.reason
        if half or isinstance(exception, DataError):
            logger.warning("unstorable input: %s", type(exception).__name__)
            return render(None, "400.html", status=400)
        return None


class PersonalPagesMiddleware:
    """No cache keeps what was made for one person, unless its view says how long it may be kept."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code < 500 and not response.has_header("Cache-Control") and _is_personal(request):
            add_never_cache_headers(response)
        return response


def _is_personal(request) -> bool:
    """A page that never looked at the session, as an embed, is the same for all."""
    signed_in = request.session.accessed and request.user.is_authenticated
    return signed_in or any(name.startswith(COOKIE) for name in request.COOKIES)
