import logging
from http import HTTPStatus

from django.http import HttpResponse
from django.middleware.common import CommonMiddleware
from django.utils.cache import add_never_cache_headers
from django.utils.http import escape_leading_slashes

from community.pages.members import COOKIE
from mapsite.accounts.middleware import AccessLogMiddleware, SecondFactorMiddleware
from mapsite.accounts.sessions import SignInRequiredMiddleware
from maptag.publishing.access import PublicData, open_to_all, preflight

from . import errors

logger = logging.getLogger(__name__)
# Below these there is nothing but public data: also what no view answers.
DATA = ("/api/", "/open311/")


class PublicDataMiddleware:
    """Public data may be read by scripts of any site, whatever the answer is: 200, 304, 400, 404 or 503."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_data = getattr(request, "public_data", None) or request.path_info.startswith(DATA)
        return open_to_all(response) if is_data else response

    def process_view(self, request, view, args, kwargs):
        data: PublicData | None = getattr(view, "public_data", None)
        request.public_data = data
        return preflight(HttpResponse(status=204), data) if data and request.method == "OPTIONS" else None


class SlashMiddleware(CommonMiddleware):
    """Leads to the address with its last slash; what was sent goes along (308).

    Django alone lets the browser ask for it anew without what was sent, and while DEBUG is on it fails.
    """

    def __call__(self, request):
        response = super().__call__(request)
        moved = response.status_code == HTTPStatus.MOVED_PERMANENTLY and request.method not in ("GET", "HEAD")
        if moved and response.get("Location") == self.get_full_path_with_slash(request):
            response.status_code = HTTPStatus.PERMANENT_REDIRECT
        return response

    def get_full_path_with_slash(self, request):
        return escape_leading_slashes(request.get_full_path(force_append_slash=True))


class FaultsMiddleware:
    """Answers what is no fault of ours, PostgreSQL away or input that nothing can hold, in words instead of with 500.

    Forms and parsers refuse such input where somebody may have typed it; this is for what nobody's browser made.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        response = errors.answer(request, exception)
        if response is not None and response.status_code != 404:
            logger.warning("%s: %s", response.status_code, type(exception).__name__)
        return response


class Guarded:
    """A middleware that asks the database, which may be away: no `process_exception` hears of what it raises."""

    def __init__(self, inner):
        self.inner = inner

    def __call__(self, request):
        return self._answered(request, self.inner, request)

    def process_view(self, request, view, args, kwargs):
        return self._answered(request, self.inner.process_view, request, view, args, kwargs)

    @staticmethod
    def _answered(request, call, *args):
        try:
            return call(*args)
        except Exception as exception:
            response = errors.answer(request, exception)
            if response is None:
                raise
            return response


def sign_in(get_response):
    return Guarded(SignInRequiredMiddleware(get_response))


def second_factor(get_response):
    return Guarded(SecondFactorMiddleware(get_response))


def access_log(get_response):
    return Guarded(AccessLogMiddleware(get_response))


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
