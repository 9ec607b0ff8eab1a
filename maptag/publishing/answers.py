"""Answers that stand ready in memory or a file: compressed once, with an ETag, and 304 for who has them already."""

import gzip

from django.http import HttpResponse
from django.utils.cache import get_conditional_response


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
