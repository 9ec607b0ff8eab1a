"""The page of an embed, of a notice or a campaign, by a template that extends includes/embed.html."""

import gzip
import hashlib
from functools import lru_cache

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from . import copies
from .answers import ready

# Pages of some 5 kB each, compressed.
KEPT = 512
# GZipMiddleware's.
LEVEL = 6


def framed(request, copy: copies.Copy, template: str, context):
    """The embed that `template` makes of `context(copy.data)`, a dict with `shown`, the notice or campaign.

    ?list=0 leaves the list out, ?text=large makes the letters large. The page is made once a day and process: it
    follows from the copy, the day and the language, and asks neither the database nor the request.
    """
    look = request.GET.get("list") != "0", request.GET.get("text") == "large"
    compressed, etag = _made(copy, template, context, look, timezone.localdate(), get_language())
    return ready(request, compressed, etag, "text/html; charset=utf-8")


@lru_cache(maxsize=KEPT)
def _made(copy, template, context, look, _day, _language) -> tuple[bytes, str]:
    with_list, large = look
    whole = context(copy.data) | {"with_list": with_list, "large": large}
    page = render_to_string(template, whole, HttpRequest()).encode()
    return gzip.compress(page, LEVEL, mtime=0), f'"{hashlib.sha256(page).hexdigest()[:32]}"'
