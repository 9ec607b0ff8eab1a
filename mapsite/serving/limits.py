"""How much a request may bring, by its route: known before a byte of the body is read."""

from django.conf import settings
from django.urls import Resolver404, resolve

from community.reports import attachments
from community.reports.photos import MOST_BYTES, MOST_PHOTOS

MEGABYTE = 1024 * 1024
# Forms and JSON: Django reads no more of them into memory.
PLAIN = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + MEGABYTE
_PHOTO = MOST_BYTES + MEGABYTE
_PHOTOS = MOST_PHOTOS * MOST_BYTES + MEGABYTE
_ANSWER = attachments.MOST_FILES * attachments.MOST_BYTES + MEGABYTE
# Names of the routes that take files. A new one stands here, else its files end at PLAIN.
FILES = {
    # Scripts send file by file; a form without scripts several at once.
    "importers:uploads": 4 * settings.UPLOAD_MAX_BYTES + MEGABYTE,
    "community-api:add_photo": _PHOTO,
    "community:form": _PHOTOS,
    "community:join": _PHOTOS,
    "community:mine": _PHOTOS,
    "community:handling_act": _ANSWER,
    "community:open311:requests": _PHOTOS,
}
# Browsers say how long a body is. Of one that does not, nobody knows where it ends.
UNSTATED = 4 * MEGABYTE


def most_bytes(path: str) -> int:
    """The longest body in bytes that a request to `path` may have."""
    return FILES.get(_route(path), PLAIN)


def takes_photos(path: str) -> bool:
    return FILES.get(_route(path)) in (_PHOTO, _PHOTOS)


def stated_length(header: str | None) -> int | None:
    """The Content-Length in bytes; None where none is stated. ValueError where it is no number, which not every server
    refuses by itself: int() takes "+5", "1_000" and "５"."""
    if not header:
        return None
    if not (header.isascii() and header.isdigit()):
        raise ValueError(header)
    # Longer than any body; and Python refuses to read numbers of thousands of digits.
    return int(header[:20])


def takes_files(path: str) -> bool:
    return _route(path) in FILES


def _route(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""
