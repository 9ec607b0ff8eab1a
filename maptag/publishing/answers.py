"""Data as an answer: whole, with its validators, its links and its licence; compressed once where it stands ready."""

import gzip
import hashlib

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

LICENCE_PAGE = "https://www.kogl.or.kr/info/licenseType1.do"


def links(**relations: str) -> str:
    """The value of a Link header, with the licence; `relations` name addresses without host."""
    absolute = [(name, settings.SITE_URL + path) for name, path in relations.items() if path]
    return ", ".join(f'<{url}>; rel="{name}"' for name, url in [*absolute, ("license", LICENCE_PAGE)])


def data_response(request, body: str | bytes, content_type: str, modified=None, **headers) -> HttpResponse:
    """`body` with an ETag of its content and, where it is known, when it was `modified`; 304 for who has it already.

    To be asked for anew each time: what is withdrawn is gone at once.
    """
    content = body.encode() if isinstance(body, str) else body
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    seconds = int(modified.timestamp()) if modified else None
    response = HttpResponse(content, content_type=content_type)
    response = get_conditional_response(request, etag, seconds, response)
    response["ETag"], response["Cache-Control"] = etag, "no-cache"
    if seconds:
        response["Last-Modified"] = http_date(seconds)
    for header, value in headers.items():
        response[header.replace("_", "-")] = value
    return response


def ready(request, compressed: bytes, etag: str, content_type: str) -> HttpResponse:
    """`compressed` (gzip), or 304. "no-cache": what is withdrawn is gone at once."""
    response = get_conditional_response(request, etag=etag) or _whole(request, compressed, content_type)
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    response["Vary"] = "Accept-Encoding"
    return response


def _whole(request, compressed: bytes, content_type: str) -> HttpResponse:
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(compressed, content_type=content_type, headers={"Content-Encoding": "gzip"})
    return HttpResponse(gzip.decompress(compressed), content_type=content_type)
