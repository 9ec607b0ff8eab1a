from django.conf import settings


class CookieSuffixMiddleware:
    """Gives every cookie a name of this site's own.

    A browser keeps cookies by host, whatever the port: of two copies on one machine, each would overwrite the other's
    session, form token and member keys.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        suffix = settings.COOKIE_SUFFIX
        if not suffix:
            return self.get_response(request)
        own = {name.removesuffix(suffix): value for name, value in request.COOKIES.items() if name.endswith(suffix)}
        request.COOKIES = own
        response = self.get_response(request)
        _rename(response.cookies, suffix)
        return response


def _rename(cookies, suffix: str) -> None:
    for name in list(cookies):
        morsel = cookies.pop(name)
        morsel.set(name + suffix, morsel.value, morsel.coded_value)
        dict.__setitem__(cookies, name + suffix, morsel)
