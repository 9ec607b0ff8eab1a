import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from PIL import Image, ImageCms, ImageEnhance, ImageFilter

from community.models import Photo
from community.reports import hints, photos
from community.reports.picturing import child
from community.reports.picturing.work import SIZES, sharpness
from tests.community.factories import ReportFactory, handler
from tests.community.pictures import as_bytes, exif_at, lamp_at_night, picture, road_under_the_sky
from tests.factories import CITY_HALL

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]


def stored(photo, size="large") -> Image.Image:
    with default_storage.open(photo.path(size)) as file:
        return Image.open(io.BytesIO(file.read()))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
def test_a_phones_picture_loses_its_exif_and_gives_its_place_once(kind):
    content = as_bytes(kind=kind, exif=exif_at(126.9784, 37.5666))
    photo = photos.receive(io.BytesIO(content))
    assert photo.taken_lon == pytest.approx(126.9784, abs=1e-5)
    assert photo.taken_lat == pytest.approx(37.5666, abs=1e-5)
    for size in SIZES:
        served = stored(photo, size)
        assert not dict(served.getexif())
        assert "exif" not in served.info
        assert max(served.size) <= SIZES[size]
    with default_storage.open(photo.path("large")) as file:
        assert b"Samsung" not in file.read()


def test_a_picture_taken_upright_is_served_upright():
    exif = Image.Exif()
    exif[274] = 6
    photo = photos.receive(io.BytesIO(as_bytes(exif=exif)))
    served = stored(photo)
    assert served.height > served.width


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "읽을 수 없는"),
        (b"MZ\x90\x00 not a picture", "읽을 수 없는"),
        (b"", "읽을 수 없는"),
        (as_bytes()[:3000], "읽을 수 없는"),
        (b"\xff\xd8" + b"\x00" * (photos.MOST_BYTES + 1), "25 MB"),
        (b"\x00\x00\x00\x18ftypmp42" + b"\x00" * (photos.MOST_BYTES + 1), "동영상은 받지 않습니다"),
        (b"\x00\x00\x00\x14ftypqt  ", "동영상은 받지 않습니다"),
        (b"\x1a\x45\xdf\xa3webm", "동영상은 받지 않습니다"),
    ],
    ids=["svg", "exe", "empty", "truncated", "large", "film of 25 MB", "film of a phone", "webm"],
)
def test_what_is_not_a_photo_is_refused(content, said):
    with pytest.raises(ValidationError, match=said):
        photos.receive(io.BytesIO(content), "x")
    assert not Photo.objects.exists()


MARKS = [b"<svg ", b"<script>alert(1)</script>", b"<html>", b"<!doctype html>", b"<?php", b"%PDF-", b"PK\x05\x06"]


@pytest.mark.parametrize("mark", MARKS)
def test_marks_that_stand_in_compressed_data_by_chance_refuse_no_photo_and_are_not_served(mark):
    content = as_bytes(comment=mark) + mark + b"\x00" * 18
    photo = photos.receive(io.BytesIO(content))
    with default_storage.open(photo.path("large")) as file:
        assert mark not in file.read()


PEAK = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from django.conf import settings
settings.configure(VAR_DIR=Path(sys.argv[3]))
from community.reports.picturing.child import process
measured, _files = process(Path(sys.argv[2]).read_bytes())
print(measured["width"] * measured["height"], resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


@pytest.mark.nightly
@pytest.mark.parametrize("kind", ["HEIF", "JPEG", "PNG"])
def test_a_photo_of_39_megapixels_takes_less_than_the_childs_limit(kind, tmp_path):
    """The largest resident size of the child that decodes, as the kernel counted it."""
    path = tmp_path / "large"
    path.write_bytes(of_39_megapixels(kind))
    command = [sys.executable, "-W", "ignore", "-c", PEAK, str(ROOT), str(path), str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    pixels, megabytes = map(int, run.stdout.split())
    assert pixels == 7216 * 5412
    assert megabytes < child.MEGABYTES


def of_39_megapixels(kind: str) -> bytes:
    slope, cone = (make("L").resize((7216, 5412)) for make in (Image.linear_gradient, Image.radial_gradient))
    quickly = {"enc_params": {"preset": "ultrafast"}} if kind == "HEIF" else {}
    return as_bytes(Image.merge("RGB", (slope, cone, slope)), kind, **quickly)


# In parts: all of them in one took longer than a test that hangs may (7 minutes), and were ended for it.
@pytest.mark.nightly
@pytest.mark.parametrize("part", range(18))
def test_of_900_random_photos_of_5_mb_none_is_refused(part):
    for _n in range(50):
        noise = Image.frombytes("RGB", (2320, 1640), os.urandom(2320 * 1640 * 3))
        content = as_bytes(noise, quality=97)
        assert len(content) > 5_000_000
        assert photos.decode(content)


def drawn(content: bytes) -> Image.Image:
    """The largest picture that is served."""
    _measured, files = photos.decode(content)
    return Image.open(io.BytesIO(files["large"])).convert("RGB")


def with_a_hole(mode: str) -> Image.Image:
    """Red on the left, transparent on the right."""
    image = Image.new("RGBA", (80, 40), (0, 0, 0, 0))
    image.paste((200, 30, 30, 255), (0, 0, 40, 40))
    return image.quantize(16) if mode == "P" else image.convert(mode)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_transparent_is_white(mode, kind):
    shown = drawn(as_bytes(with_a_hole(mode), kind, lossless=True))
    assert min(shown.getpixel((70, 20))) > 250
    assert shown.getpixel((10, 20))[1] < 120


def test_sixteen_bits_a_grey_are_not_burnt_out():
    grey = Image.new("I;16", (64, 64), 257 * 128)
    assert drawn(as_bytes(grey, "PNG")).getpixel((5, 5)) == pytest.approx((128, 128, 128), abs=3)


def test_a_film_strip_gives_its_first_picture():
    first, second = (Image.new("RGB", (64, 64), colour) for colour in ("red", "blue"))
    for kind in ("GIF", "WEBP"):
        shown = drawn(as_bytes(first, kind, save_all=True, append_images=[second]))
        assert shown.getpixel((5, 5))[0] > 200


def test_colours_are_those_of_the_cameras_profile():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    broken = as_bytes(Image.new("RGB", (64, 64), (10, 200, 30)), icc_profile=profile[:200])
    assert drawn(broken).getpixel((5, 5))[1] > 180
    printed = Image.new("CMYK", (64, 64), (0, 255, 255, 0))
    assert drawn(as_bytes(printed)).getpixel((5, 5))[0] > 200
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert drawn(as_bytes(Image.new("RGB", (64, 64), "red"), icc_profile=srgb)).getpixel((5, 5))[0] > 240


def test_a_picture_of_169_megapixels_is_refused_before_it_is_unpacked():
    bomb = Image.new("1", (13_000, 13_000))
    with pytest.raises(ValidationError, match="화소"):
        photos.decode(as_bytes(bomb, "PNG"))


def test_a_webp_whose_decoder_would_fill_the_memory_is_refused_with_a_way_out():
    huge = Image.new("RGBA", (6_000, 4_100), (10, 20, 30, 120))
    with pytest.raises(ValidationError, match="JPEG로 바꾸거나"):
        photos.decode(as_bytes(huge, "WEBP", lossless=True, method=0))
    assert (
        photos.decode(as_bytes(huge.crop((0, 0, 6_000, 4_000)), "WEBP", lossless=True, method=0))[0]["width"] == 6_000
    )


def test_pictures_are_decoded_by_a_process_that_is_shut_in():
    with subprocess.Popen(child.command(), cwd=child.ROOT, env={}, stdin=subprocess.PIPE) as process:
        status = until_shut_in(process)
        process.communicate(b"")
    assert status["NoNewPrivs"] == "1"
    assert status["Uid"].split()[0] != "0"


def until_shut_in(process) -> dict[str, str]:
    """What the kernel says of the process once it has a filter for system calls."""
    for _ in range(600):
        lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
        status = {name: value.strip() for name, _colon, value in (line.partition(":") for line in lines)}
        if status["Seccomp"] == "2":
            return status
        time.sleep(0.05)
    raise AssertionError("never shut in")


def test_the_coach_sees_dark_blurred_and_distant_pictures():
    dark = photos.receive(io.BytesIO(as_bytes(picture(colour=(6, 6, 8)))))
    blurred = photos.receive(io.BytesIO(as_bytes(picture().filter(ImageFilter.GaussianBlur(14)))))
    sharp = photos.receive(io.BytesIO(as_bytes(exif=exif_at(126.99, 37.57))))
    said = {h.kind for h in hints.hints(None, "", CITY_HALL, [dark.pk])}
    assert said == {"photo_dark"}
    assert {h.kind for h in hints.hints(None, "", CITY_HALL, [blurred.pk])} == {"photo_blurred"}
    (far,) = hints.hints(None, "", CITY_HALL, [sharp.pk])
    assert (far.kind, round(far.data["lon"], 3)) == ("photo_far", 126.99)


@pytest.mark.parametrize(
    "image",
    [
        picture(),
        ImageEnhance.Contrast(picture()).enhance(0.2),
        road_under_the_sky(),
        lamp_at_night(),
        ImageEnhance.Brightness(road_under_the_sky()).enhance(0.4),
        Image.new("RGB", (30, 20), (200, 200, 200)),
    ],
    ids=["street", "fog", "road and sky", "lamp at night", "dusk", "tiny"],
)
def test_the_coach_says_nothing_about_a_picture_that_shows_something(image):
    photo = photos.receive(io.BytesIO(as_bytes(image, quality=70)))
    assert not hints.hints(None, "", CITY_HALL, [photo.pk])


@pytest.mark.parametrize("image", [picture(), road_under_the_sky()], ids=["street", "road and sky"])
def test_the_coach_sees_a_shaken_hand(image):
    shaken = image.filter(ImageFilter.GaussianBlur(image.width / 150))
    photo = photos.receive(io.BytesIO(as_bytes(shaken, quality=85)))
    assert [h.kind for h in hints.hints(None, "", CITY_HALL, [photo.pk])] == ["photo_blurred"]


def test_a_covered_face_is_gone_from_every_size_and_old_names_end(django_capture_on_commit_callbacks):
    report = ReportFactory()
    photo = photos.receive(io.BytesIO(as_bytes()), report=report)
    before = photo.path("large")
    plain = stored(photo)
    with django_capture_on_commit_callbacks(execute=True):
        photos.cover(photo, [[0.5, 0.5, 0.2]], handler(report.department))
    assert not default_storage.exists(before)
    covered = stored(photo)
    assert covered.getpixel((600, 450)) != plain.getpixel((600, 450))
    region = (500, 400, 700, 500)
    assert sharpness(covered.crop(region)) < sharpness(plain.crop(region)) / 20
    assert photo.original
    photos.forget_original(photo)
    assert not Photo.objects.get().original
    assert default_storage.exists(photo.path("thumb"))
