"""Photos taken in, measured, made smaller and covered. Nothing that a citizen sent is ever served as it came."""

import hashlib
import io
import warnings
from dataclasses import dataclass
from itertools import product

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageDraw, ImageFilter, ImageOps, ImageStat, UnidentifiedImageError
from pillow_heif import register_heif_opener

from .models import Photo, ReportEvent
from .workflow import Refused

register_heif_opener()

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
SIZES = {"thumb": 320, "small": 800, "large": 1600}
MOST_PIXELS = 40_000_000
MOST_BYTES = 25 * 1024 * 1024
MOST_PHOTOS = 5
# For hints, never a refusal. Two photographs and a drawn street, blurred by a 250th of their width (which one sees at
# once), had a sharpness of 0.006 to 0.043; as they were, in fog, at night, asphalt or mostly sky, 0.13 and more.
BLURRED = 0.05
# Where even the brightest spot is darker: a lamp at night is a picture of a lamp.
DARK = 50.0
_TILES = 6
_FLAT = 100  # variance of luminance: below it there is hardly anything that could be sharp
_LAPLACIAN = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)
# What makes a picture something else too. XMP, which cameras write, begins with <?xpacket and <x:xmpmeta.
_FOREIGN = (b"<script", b"<!doctype", b"<html", b"<svg", b"<?php", b"%pdf-")
_ZIP_END = b"PK\x05\x06"


@dataclass(frozen=True, slots=True)
class Taken:
    """A decoded picture, upright and without metadata; `gps` is (lon, lat) in WGS84 degrees from the EXIF data."""

    picture: Image.Image
    gps: tuple[float, float] | None


def receive(file, device: str = "", **fields) -> Photo:
    """Store an uploaded picture; `fields` are the Photo's. Raises ValidationError, in words for the citizen."""
    content = file.read(MOST_BYTES + 1)
    taken = decode(content)
    photo = Photo(device=device, sha256=hashlib.sha256(content).hexdigest(), **fields)
    photo.width, photo.height = taken.picture.size
    photo.sharpness, photo.brightness = sharpness(taken.picture), brightness(taken.picture)
    photo.taken_lon, photo.taken_lat = taken.gps or (None, None)
    photo.original.save("original", ContentFile(content), save=False)
    _write_sizes(photo, taken.picture)
    photo.save()
    return photo


def decode(content: bytes) -> Taken:
    """The picture in `content`, by what it is and not by its name. Raises ValidationError."""
    if len(content) > MOST_BYTES:
        raise ValidationError(_("사진은 25 MB까지 보낼 수 있습니다."))
    if _is_something_else(content):
        raise ValidationError(_("사진이 아닌 내용이 들어 있는 파일입니다."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(content), formats=FORMATS)
            # The header tells the size: a bomb is refused before a byte of it is unpacked.
            if image.width * image.height > MOST_PIXELS:
                raise ValidationError(_("4천만 화소보다 큰 사진은 받을 수 없습니다."))
            gps = _gps(image)
            image.draft("RGB", (SIZES["large"] * 2, SIZES["large"] * 2))
            picture = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, MemoryError):
        raise ValidationError(_("읽을 수 없는 사진입니다. JPEG, PNG, WebP, HEIC 사진을 보내 주세요.")) from None
    picture.info.clear()
    return Taken(picture, gps)


def _is_something_else(content: bytes) -> bool:
    lower = content.lower()
    return any(mark in lower for mark in _FOREIGN) or _ZIP_END in content[-66_000:]


def _gps(image) -> tuple[float, float] | None:
    try:
        gps = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        lat = _degrees(gps[ExifTags.GPS.GPSLatitude], gps.get(ExifTags.GPS.GPSLatitudeRef), "S")
        lon = _degrees(gps[ExifTags.GPS.GPSLongitude], gps.get(ExifTags.GPS.GPSLongitudeRef), "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError, AttributeError, SyntaxError, OSError):
        return None
    return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 and (lon or lat) else None


def _degrees(parts, reference, negative) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if reference == negative else value


def _grey(picture, side):
    small = picture.convert("L")
    small.thumbnail((side, side))
    return small


def sharpness(picture) -> float:
    """How sharp the sharpest part is: the variance of the Laplacian, on 512 px, over that of the luminance."""
    grey = _grey(picture, 512)
    if min(grey.size) < 4 * _TILES:
        return 1.0
    edges = grey.filter(_LAPLACIAN)
    return max(_variance(edges, box) / (_variance(grey, box) + _FLAT) for box in _boxes(*grey.size))


def _boxes(width: int, height: int):
    # Pillow's filter leaves the outermost pixels as they were.
    x, y = (width - 2) / _TILES, (height - 2) / _TILES
    for i, j in product(range(_TILES), repeat=2):
        yield 1 + round(i * x), 1 + round(j * y), 1 + round((i + 1) * x), 1 + round((j + 1) * y)


def _variance(grey, box) -> float:
    return ImageStat.Stat(grey.crop(box)).var[0]


def brightness(picture) -> float:
    """The luminance (0 to 255) that one pixel in 200 reaches."""
    counts = _grey(picture, 256).histogram()
    most = sum(counts) / 200
    for level in range(255, -1, -1):
        most -= counts[level]
        if most <= 0:
            return float(level)
    return 0.0


def _write_sizes(photo: Photo, picture):
    for name, side in SIZES.items():
        sized = picture.copy()
        sized.thumbnail((side, side), Image.Resampling.LANCZOS)
        buffer = io.BytesIO()
        sized.save(buffer, "WEBP", quality=80, method=3, exif=b"", icc_profile=None)
        default_storage.save(photo.path(name), ContentFile(buffer.getvalue()))


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
        picture = _covered(decode(original.read()).picture, strokes)
    before = Photo(pk=photo.pk, edition=photo.edition)
    with transaction.atomic():
        photo.edition += 1
        photo.blurred, photo.blurred_at = strokes, timezone.now()
        _write_sizes(photo, picture)
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


def _covered(picture, strokes):
    """Averaged over squares first: a blur alone can be computed back."""
    mask = Image.new("L", picture.size)
    draw = ImageDraw.Draw(mask)
    for x, y, radius in strokes:
        cx, cy, r = x * picture.width, y * picture.height, max(radius * picture.width, 2)
        draw.ellipse((cx - r, cy - r, cx + r, cy + r), fill=255)
    squares = max(8, picture.width // 24)
    coarse = picture.resize((squares, max(8, picture.height * squares // picture.width)), Image.Resampling.BOX)
    smooth = coarse.resize(picture.size, Image.Resampling.NEAREST).filter(ImageFilter.GaussianBlur(picture.width / 60))
    return Image.composite(smooth, picture, mask)


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
