"""Photos taken in, measured, made smaller and covered. Nothing that a citizen sent is ever served as it came."""

import hashlib

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maptag.publishing.storage import all_or_none

from .models import Photo, ReportEvent
from .picturing import child
from .workflow import Refused

SIZES = ("thumb", "small", "large")
MOST_BYTES = 25 * 1024 * 1024
MOST_PHOTOS = 5
# For hints, never a refusal. Two photographs and a drawn street, blurred by a 250th of their width (which one sees at
# once), had a sharpness of 0.006 to 0.043; as they were, in fog, at night, asphalt or mostly sky, 0.13 and more.
BLURRED = 0.05
# Where even the brightest spot is darker: a lamp at night is a picture of a lamp.
DARK = 50.0
# What makes a picture something else too. XMP, which cameras write, begins with <?xpacket and <x:xmpmeta.
_FOREIGN = (b"<script", b"<!doctype", b"<html", b"<svg", b"<?php", b"%pdf-")
_ZIP_END = b"PK\x05\x06"


def receive(file, device: str = "", **fields) -> Photo:
    """Store an uploaded picture; `fields` are the Photo's. Raises ValidationError, in words for the citizen."""
    content = file.read(MOST_BYTES + 1)
    measured, files = decode(content)
    photo = Photo(device=device, sha256=hashlib.sha256(content).hexdigest(), **fields)
    photo.taken_lon, photo.taken_lat = measured.pop("gps") or (None, None)
    for name, value in measured.items():
        setattr(photo, name, value)
    with all_or_none(default_storage) as names:
        photo.original.save("original", ContentFile(content), save=False)
        names.append(photo.original.name)
        _write_sizes(photo, files, names)
        photo.save()
    return photo


def decode(content: bytes, strokes: list | None = None) -> tuple[dict, dict[str, bytes]]:
    """(what was measured, files by size) of the picture in `content`, by what it is and not by its name.

    Raises ValidationError.
    """
    if len(content) > MOST_BYTES:
        raise ValidationError(_("사진은 25 MB까지 보낼 수 있습니다."))
    if _is_something_else(content):
        raise ValidationError(_("사진이 아닌 내용이 들어 있는 파일입니다."))
    try:
        return child.process(content, strokes)
    except child.Refused as refused:
        raise ValidationError(_REFUSED[refused.reason]) from None


_REFUSED = {
    "too_large": gettext_lazy("4천만 화소보다 큰 사진은 받을 수 없습니다."),
    "unreadable": gettext_lazy("읽을 수 없는 사진입니다. JPEG, PNG, WebP, HEIC 사진을 보내 주세요."),
    "busy": gettext_lazy("지금 사진을 보내는 분이 많습니다. 1분 뒤에 다시 보내 주세요."),
}


def _is_something_else(content: bytes) -> bool:
    lower = content.lower()
    return any(mark in lower for mark in _FOREIGN) or _ZIP_END in content[-66_000:]


def _write_sizes(photo: Photo, files: dict[str, bytes], names: list[str]):
    """Store `files`; each name that is taken is added to `names`."""
    for size, content in files.items():
        names.append(default_storage.save(photo.path(size), ContentFile(content)))


def _delete_sizes(photo: Photo):
    for name in SIZES:
        default_storage.delete(photo.path(name))


def cover(photo: Photo, strokes: list, by):
    """Make faces or plates unreadable: `strokes` are [x, y, radius], as fractions of width, height and width.

    Staff only (`Report.may_handle`). The pictures served get new names, the old ones are deleted after the commit;
    strokes add up over the calls. The original stays locked until `community.retention` deletes it.
    """
    strokes = [*photo.blurred, *_clean_strokes(strokes)]
    with photo.original.open("rb") as original:
        _measured, files = decode(original.read(), strokes)
    before = Photo(pk=photo.pk, edition=photo.edition)
    with all_or_none(default_storage) as names, transaction.atomic():
        photo.edition += 1
        photo.blurred, photo.blurred_at = strokes, timezone.now()
        _write_sizes(photo, files, names)
        photo.save()
        photo.report.record(ReportEvent.Kind.EDITED, by, data={"photo": str(photo.pk), "covered": len(strokes)})
        transaction.on_commit(lambda: _delete_sizes(before))


def _clean_strokes(strokes) -> list[list[float]]:
    try:
        cleaned = [[min(max(float(value), 0.0), 1.0) for value in stroke] for stroke in strokes[:2000]]
    except (TypeError, ValueError):
        cleaned = []
    if not cleaned or any(len(stroke) != 3 for stroke in cleaned):
        raise ValidationError(_("가릴 곳을 칠해 주세요."))
    return cleaned


def set_hidden(photo: Photo, hidden: bool, by, reason: str = ""):
    """Take one photo out of every public place, with the reason that the reporter is told; or show it again.

    Raises workflow.Refused. Its address answers 404 from this transaction on; the files stay, for handlers.
    """
    if not photo.report.may_handle(by):
        raise Refused(_("이 제보는 담당 부서만 다룰 수 있습니다."))
    if hidden and not reason.strip():
        raise Refused(_("사진을 숨기는 까닭을 적어 주세요. 제보하신 분께 그대로 전해집니다."))
    if photo.hidden == hidden:
        return
    with photo.report.changing():
        photo.hidden = hidden
        photo.save(update_fields=["hidden"])
        data = {"photo": str(photo.pk), "hidden": hidden}
        photo.report.record(ReportEvent.Kind.PHOTO, by, reason, data=data)


def forget_original(photo: Photo):
    """Delete what the citizen sent; the pictures that are served stay."""
    photo.original.delete(save=False)
    photo.original = ""
    photo.save(update_fields=["original"])


def forget(photo: Photo):
    """Delete the photo and all of its files."""
    if photo.original:
        photo.original.delete(save=False)
    _delete_sizes(photo)
    photo.delete()
