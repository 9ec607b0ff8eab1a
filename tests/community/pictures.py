"""Real picture files, made here: with EXIF data as a phone writes it."""

import io

from PIL import ExifTags, Image, ImageDraw
from pillow_heif import register_heif_opener

# The site opens HEIC in its child process alone.
register_heif_opener()


def picture(width=1200, height=900, colour=(180, 190, 200)) -> Image.Image:
    """A street, more or less: edges that a blur would lose."""
    image = Image.new("RGB", (width, height), colour)
    draw = ImageDraw.Draw(image)
    for n in range(0, width, 24):
        draw.line((n, 0, width - n, height), fill=(20, 30, 40), width=3)
    return image


def road_under_the_sky(width=1200, height=900) -> Image.Image:
    """Mostly nothing to be sharp or blurred; a kerb, a manhole."""
    image = Image.new("RGB", (width, height), (150, 170, 200))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, height * 2 // 3, width, height), fill=(90, 90, 90))
    draw.ellipse((500, 700, 640, 780), outline=(40, 40, 40), width=8)
    return image


def lamp_at_night(width=1200, height=900) -> Image.Image:
    image = Image.new("RGB", (width, height), (10, 10, 14))
    draw = ImageDraw.Draw(image)
    draw.ellipse((500, 200, 640, 320), fill=(255, 240, 200))
    draw.rectangle((560, 320, 572, height), fill=(60, 60, 64))
    return image


def exif_at(lon: float, lat: float) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Samsung"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", _parts(lat)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", _parts(lon)
    return exif


def _parts(value):
    minutes = value % 1 * 60
    return (float(int(value)), float(int(minutes)), round(minutes % 1 * 60, 3))


def as_bytes(image=None, kind="JPEG", **options) -> bytes:
    buffer = io.BytesIO()
    (image or picture()).save(buffer, kind, **options)
    return buffer.getvalue()
