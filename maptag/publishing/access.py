"""Which views give public data. `mapsite.middleware` opens their answers, the refusals too, to scripts of any site."""

from dataclasses import dataclass

from django.utils.cache import patch_vary_headers

READ = ("GET", "HEAD")
# What a script of another site may read of an answer, beside the few headers that it may always read.
EXPOSED = "ETag, Last-Modified, Link, Retry-After, Content-Disposition, X-Total-Count"


@dataclass(frozen=True, slots=True)
class PublicData:
    """`methods` are answered; what goes wrong is said as `errors`: "json", "xml", or "open311" (its own bodies)."""

    methods: tuple[str, ...] = READ
    errors: str = "json"

    @property
    def allowed(self) -> str:
        return ", ".join([*self.methods, "OPTIONS"])


def public_data(view, methods=READ, errors: str = "json"):
    """Mark `view` as one that gives public data. It must be open without signing in, and read no cookie."""
    view.public_data = PublicData(tuple(methods), errors)
    return view


def open_to_all(response):
    """Let scripts of any site read `response`. Never together with cookies: browsers send none to `*`."""
    response.setdefault("Access-Control-Allow-Origin", "*")
    response.setdefault("Access-Control-Expose-Headers", EXPOSED)
    return response


def preflight(response, data: PublicData):
    """What a browser asks before a request across sites."""
    response["Allow"] = response["Access-Control-Allow-Methods"] = data.allowed
    response["Access-Control-Allow-Headers"] = "*"
    response["Access-Control-Max-Age"] = "86400"
    patch_vary_headers(response, ["Access-Control-Request-Headers"])
    return open_to_all(response)
