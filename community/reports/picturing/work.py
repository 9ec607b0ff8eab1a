"""What a child process does with one picture: decoded, upright, measured, covered, made small. Pillow alone."""

import io
import math
import warnings
from dataclasses import asdict, dataclass
from itertools import product

import pillow_heif

# All that a picture may need is there before the process is shut in: then it starts no thread, and may find no file.
from PIL import (
    AvifImagePlugin,
    ExifTags,
    GifImagePlugin,  # noqa: F401
    Image,
    ImageCms,
    ImageDraw,
    ImageFilter,
    ImageStat,
    JpegImagePlugin,  # noqa: F401
    MpoImagePlugin,  # noqa: F401
    PngImagePlugin,  # noqa: F401
    TiffImagePlugin,  # noqa: F401
    WebPImagePlugin,  # noqa: F401
)

pillow_heif.register_heif_opener(decode_threads=0)
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
Image.preinit()

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF")
SIZES = {"thumb": 320, "small": 800, "large": 1600}
MOST_PIXELS = 40_000_000
# Its decoder keeps the whole picture four times: 17 bytes a pixel, where PNG takes 9 and JPEG 7. No camera writes it.
MOST_OF_WEBP = 24_000_000
# Everything is done with a picture of this side: of 39 megapixels there is one copy in memory, not six.
_SIDE = SIZES["large"] * 2
_STRIP = 256
_TILES = 6
_FLAT = 100  # variance of luminance: below it there is hardly anything that could be sharp
_LAPLACIAN = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class TooLarge(Exception):
    """More pixels than may be unpacked; its argument is "too_large", or "large_webp" where another format may be."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Of the upright picture: size in pixels, `sharpness`, `brightness` (0 to 255), EXIF [lon, lat] or None."""

    width: int
    height: int
    sharpness: float
    brightness: float
    gps: list[float] | None

    def as_dict(self) -> dict:
        return asdict(self)


def process(content: bytes, strokes: list) -> tuple[Measured, dict[str, bytes]]:
    """(what was measured, WebP files by the names of SIZES). `strokes` as in `community.reports.photos.cover`.

    Raises TooLarge, and whatever Pillow raises at a file that it can't read.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = Image.open(io.BytesIO(content), formats=FORMATS)
        # The header tells the size: a bomb is refused before a byte of it is unpacked.
        _check_size(image.width * image.height, image.format)
        gps, turn, size = _gps(image), _TURNS.get(image.getexif().get(ExifTags.Base.Orientation)), image.size
        picture = _shrunk(image)
    picture = picture.transpose(turn) if turn else picture
    width, height = size[::-1] if (picture.width > picture.height) != (size[0] > size[1]) else size
    measured = Measured(width, height, sharpness(picture), brightness(picture), gps)
    return measured, _written(covered(picture, strokes) if strokes else picture)


def _check_size(pixels: int, file_format: str):
    if pixels > MOST_PIXELS:
        raise TooLarge("too_large")
    if file_format == "WEBP" and pixels > MOST_OF_WEBP:
        raise TooLarge("large_webp")


def _shrunk(image):
    """The picture in RGB, at most _SIDE wide and high. Strip by strip: whole, a PNG took half as much memory more."""
    image.draft("RGB", (_SIDE, _SIDE))
    scale = max(1.0, max(image.size) / _SIDE)
    width, height = (max(1, round(length / scale)) for length in image.size)
    small = Image.new("RGB", (width, height))
    in_srgb = _to_srgb(image)
    for top in range(0, height, _STRIP):
        rows = min(_STRIP, height - top)
        small.paste(
            _strip(image, in_srgb, (width, rows), top / height * image.height, rows / height * image.height), (0, top)
        )
    return small


def _strip(image, in_srgb, size, start: float, rows: float):
    """`rows` of the picture from `start` on, resampled to `size` with what lies around them."""
    margin = math.ceil(3 * image.width / size[0]) + 1
    first, last = max(0, int(start) - margin), min(image.height, math.ceil(start + rows) + margin)
    strip = _on_white(in_srgb(image.crop((0, first, image.width, last))))
    box = (0, start - first, image.width, min(start - first + rows, strip.height))
    return strip.resize(size, Image.Resampling.LANCZOS, box=box)


def _to_srgb(image):
    """A function of strips: phones write Display P3, printers CMYK; without the profile their colours are others."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK"):
        return lambda strip: strip
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), image.mode, mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return lambda strip: strip
    return lambda strip: ImageCms.applyTransform(strip, transform)


def _on_white(image):
    """Without transparency: on the page's colour, for nothing else would have been seen by whoever sent it."""
    if image.mode.startswith("I"):
        # 16 bits a grey: converted alone, all but the darkest would be white.
        image = image.convert("I").point(lambda value: value * (1 / 257) + 0).convert("L")
    if not image.has_transparency_data:
        return image.convert("RGB")
    image = image.convert("RGBA")
    picture = Image.new("RGB", image.size, "white")
    picture.paste(image, mask=image.getchannel("A"))
    return picture


def _written(picture) -> dict[str, bytes]:
    return {name: _webp(picture, side) for name, side in SIZES.items()}


def _webp(picture, side: int) -> bytes:
    sized = picture.copy()
    sized.thumbnail((side, side), Image.Resampling.LANCZOS)
    sized.info.clear()
    buffer = io.BytesIO()
    sized.save(buffer, "WEBP", quality=80, method=3, exif=b"", icc_profile=None)
    return buffer.getvalue()


def _gps(image) -> list[float] | None:
    try:
        gps = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        lat = _degrees(gps[ExifTags.GPS.GPSLatitude], gps.get(ExifTags.GPS.GPSLatitudeRef), "S")
        lon = _degrees(gps[ExifTags.GPS.GPSLongitude], gps.get(ExifTags.GPS.GPSLongitudeRef), "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError, AttributeError, SyntaxError, OSError):
        return None
    return [lon, lat] if -180 <= lon <= 180 and -90 <= lat <= 90 and (lon or lat) else None


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


def covered(picture, strokes: list):
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
