"""Photos taken in, measured, made smaller and covered. Nothing that a citizen sent is ever served as it came."""

import hashlib
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maptag.publishing.storage import all_or_none

from ..models import Photo, ReportEvent
from ..workflow import ActionRefused
from .picturing import child

SIZES = ("thumb", "small", "large")
MOST_BYTES = 25 * 1024 * 1024
MOST_PHOTOS = 5
NO_FILMS = gettext_lazy("동영상은 받지 않습니다. 중요한 장면을 사진으로 찍거나 화면을 갈무리해 사진으로 보내 주세요.")
TOO_LARGE = gettext_lazy("사진은 25 MB까지 보낼 수 있습니다. 크기를 줄이거나 화면을 갈무리해 보내 주세요.")
# For hints, never a refusal. Two photographs and a drawn street, blurred by a 250th of their width (which one sees at
# once), had a sharpness of 0.006 to 0.043; as they were, in fog, at night, asphalt or mostly sky, 0.13 and more.
BLURRED = 0.05
# Where even the brightest spot is darker: a lamp at night is a picture of a lamp.
DARK = 50.0
# ISO base media files begin alike: HEIC by its brand is a picture, the others are films.
_STILLS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
_FILMS = (b"\x1a\x45\xdf\xa3", b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3", b"FLV\x01")


@dataclass(frozen=True, slots=True)
class Received:
    """What became of several files: the photos, and for each file that is none a sentence that names it."""

    photos: list[Photo]
    problems: list[str]


def receive_each(files, **fields) -> Received:
    """`receive` for each of `files`: one that can't be read costs neither the others nor the report."""
    received = Received([], [])
    for file in files:
        try:
            received.photos.append(receive(file, **fields))
        except ValidationError as error:
            received.problems.append(problem(getattr(file, "name", "") or "", error))
    return received


def problem(name: str, error: ValidationError) -> str:
    """The error in words that name the photo as its owner does."""
    named = "".join(char for char in name.replace("\\", "/").rsplit("/", 1)[-1] if char.isprintable())[-60:]
    return _("사진 ‘%(name)s’: %(why)s") % {"name": named or _("이름 없음"), "why": " ".join(error.messages)}


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
    """(what was measured, files by size) of the picture in `content`, by its header and not by its name.

    What else stands in the file does no harm: only what is drawn anew from the pixels is ever served. A search for
    marks like <svg in compressed data refused 11 of 900 honest photos, where they stood by chance. Raises
    ValidationError.
    """
    if is_film(content):
        raise ValidationError(NO_FILMS)
    if len(content) > MOST_BYTES:
        raise ValidationError(TOO_LARGE)
    try:
        return child.process(content, strokes)
    except child.PictureRefused as refused:
        raise ValidationError(_REFUSED[refused.reason]) from None


_REFUSED = {
    "too_large": gettext_lazy("4천만 화소보다 큰 사진은 받을 수 없습니다."),
    "large_webp": gettext_lazy("WebP 사진은 2,400만 화소까지 받습니다. JPEG로 바꾸거나 크기를 줄여 보내 주세요."),
    "unreadable": gettext_lazy("읽을 수 없는 사진입니다. JPEG, PNG, WebP, HEIC, AVIF 사진을 보내 주세요."),
    "busy": gettext_lazy("지금 사진을 보내는 분이 많습니다. 1분 뒤에 다시 보내 주세요."),
}


def is_film(content: bytes) -> bool:
    """Whether a file begins as films do; their largest are cut off before they are read to the end."""
    if content[4:8] == b"ftyp":
        return content[8:12] not in _STILLS
    return content.startswith(_FILMS) or (content[:4] == b"RIFF" and content[8:12] == b"AVI ")


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
    strokes add up over the calls. The original stays locked until `community.reports.retention` deletes it.
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

    Raises workflow.ActionRefused. Its address answers 404 from this transaction on; the files stay, for handlers.
    """
    if not photo.report.may_handle(by):
        raise ActionRefused(_("이 제보는 담당 부서만 다룰 수 있습니다."))
    if hidden and not reason.strip():
        raise ActionRefused(_("사진을 숨기는 까닭을 적어 주세요. 제보하신 분께 그대로 전해집니다."))
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
