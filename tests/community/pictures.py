"""Real picture files, made here: with EXIF data as a phone writes it."""

import io

from PIL import ExifTags, Image, ImageDraw


def picture(width=1200, height=900, colour=(180, 190, 200)) -> Image.Image:
    """A street, more or less: edges that a blur would lose."""
    image = Image.new("RGB", (width, height), colour)
    draw = ImageDraw.Draw(image)
    for n in range(0, width, 24):
        draw.line((n, 0, width - n, height), fill=(20, 30, 40), width=3)
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
