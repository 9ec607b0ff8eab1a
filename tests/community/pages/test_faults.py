"""What hostile or broken input of citizens must come to, through the doors that citizens use."""

import io
import zlib
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from community.models import Category, Photo, Report
from tests.community.factories import CategoryFactory, ReportFactory
from tests.community.pictures import as_bytes, exif_at, picture
from tests.community.reports.test_submission import cheap_proof, solved  # noqa: F401 (a fixture)
from tests.factories import CITY_HALL

pytestmark = pytest.mark.django_db
GPS = exif_at(126.9784, 37.5666)
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>37,33.9N</exif:GPSLatitude></x:xmpmeta>'
SECRETS = (b"Samsung", b"Exif", b"GPS", b"xmpmeta", b"onerror", b"<img")


@pytest.fixture
def upload(client):
    def go(content: bytes, name="길.jpg"):
        return client.post("/api/community/photos", {"file": SimpleUploadedFile(name, content)})

    return go


@pytest.fixture
def send(client):
    CategoryFactory(slug="road")

    def go(**fields):
        given = {"client_id": str(uuid4()), "category": "road", "lon": CITY_HALL[0], "lat": CITY_HALL[1]}
        return client.post("/api/community/reports", given | fields, content_type="application/json")

    return go


def png_with_words() -> bytes:
    words = PngInfo()
    words.add_text("Comment", "<img src=x onerror=alert(1)>")
    return as_bytes(kind="PNG", pnginfo=words)


@pytest.mark.parametrize(
    "content",
    [
        as_bytes(exif=GPS, xmp=XMP),
        as_bytes(kind="HEIF", exif=GPS),
        as_bytes(kind="WEBP", exif=GPS.tobytes()),
        as_bytes(comment=b"<img src=x onerror=alert(1)>"),
        png_with_words(),
    ],
    ids=["jpeg", "heic", "webp", "html in a jpeg", "html in a png"],
)
def test_what_is_served_is_a_new_picture_and_nothing_else(upload, client, content):
    """8 and 16: the bytes that leave, of every size, for a photo that came with all there is to hide."""
    photo = Photo.objects.get(pk=upload(content).json()["id"])
    photo.report = ReportFactory()
    photo.save()
    for size in ("thumb", "small", "large"):
        answer = client.get(photo.get_absolute_url(size))
        assert answer["Content-Type"] == "image/webp"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("default-src 'none'")
        assert not [secret for secret in SECRETS if secret in answer.content]
        assert not dict(Image.open(io.BytesIO(answer.content)).getexif())
    assert client.get(photo.get_absolute_url("original")).status_code == 404


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_phone_held_upright_is_upright_in_every_format(upload, kind):
    exif = Image.Exif()
    exif[274] = 6
    # Given as bytes, pillow-heif writes what a phone writes too: the turn is the container's, and EXIF repeats it.
    photo = Photo.objects.get(pk=upload(as_bytes(picture(400, 300), kind, exif=exif.tobytes())).json()["id"])
    with default_storage.open(photo.path("small")) as file:
        assert Image.open(file).size == (300, 400)


def declared(width: int, height: int) -> bytes:
    """A PNG whose header alone says how large it is."""
    content = bytearray(as_bytes(Image.new("L", (8, 8)), "PNG"))
    content[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    content[29:33] = zlib.crc32(bytes(content[12:29])).to_bytes(4, "big")
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (as_bytes(Image.new("1", (13_000, 13_000)), "PNG"), "4천만 화소"),
        (declared(2_000_000_000, 2_000_000_000), "사진"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "읽을 수 없는"),
        (b"\xef\xbb\xbf<SVG onload=alert(1)>", "읽을 수 없는"),
        (b"\x1f\x8b\x08 svgz", "읽을 수 없는"),
    ],
    ids=["169 megapixels", "a lie of a header", "svg", "SVG", "svgz"],
)
def test_what_is_no_photo_is_refused_in_words(upload, content, said):
    """14 and 15."""
    answer = upload(content)
    assert answer.status_code == 422
    assert said in answer.json()["errors"][""][0]
    assert not Photo.objects.exists()


@pytest.mark.parametrize("name", ["길\x00.jpg", "\u202egpj.exe", "가" * 300 + ".jpg", "../../etc/passwd", "a.svg"])
def test_a_files_name_is_ours(upload, name):
    """17."""
    photo = Photo.objects.get(pk=upload(as_bytes(), name).json()["id"])
    assert photo.original.name == f"photos/original/{photo.pk.hex[:2]}/{photo.pk}"


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", "javascript:alert(1) https://example.com", "{{ 7 }}"])
def test_markup_and_links_stay_text(client, text):
    """20 and 21: no page makes an element or a link of what a citizen wrote."""
    report = ReportFactory(text=text, nickname=text[:30])
    for path in (report.get_absolute_url(), report.private_url, "/reports/", "/reports.rss", "/reports.atom"):
        shown = client.get(path).content.decode()
        assert "<img src=x" not in shown
        assert 'href="javascript:' not in shown
        assert 'href="https://example.com' not in shown


def test_numbers_of_people_are_masked_before_anybody_reads_them(send, client):
    """23: in the text and in answers; a resident number also when its last digit does not fit."""
    questions = [{"key": "who", "label": "누구인가요?", "kind": "text"}]
    Category.objects.update(questions=questions)
    text = "주민번호 880101-1234567, 계좌 110-123-456789, 전화 010-9876-5432"
    sent = send(text=text, answers={"who": "010-2222-3333"}, proof=solved()).json()
    for path in (sent["url"], "/reports.geojson", f"/api/community/reports/{sent['number']}"):
        shown = client.get(path).content.decode()
        for secret in ("1234567", "456789", "9876-5432", "2222-3333"):
            assert secret not in shown


def test_nul_anywhere_in_json_is_400(client, send):
    """24."""
    assert send(text="보도\x00블록").status_code == 400
    assert send(answers={"a": ["\x00"]}).status_code == 400
    assert send(answers={"\x00": 1}).status_code == 400


def test_a_proof_is_spent_and_the_trap_holds(send):
    """33."""
    proof = solved()
    assert send(text="보도블록이 깨졌습니다.", proof=proof).status_code == 201
    again = send(text="보도블록이 또 깨졌습니다.", proof=proof)
    assert (again.status_code, list(again.json()["errors"])) == (422, ["proof"])
    trapped = send(text="광고", proof=solved(), website="http://spam.example")
    assert (trapped.status_code, list(trapped.json()["errors"])) == (422, ["honeypot"])
    assert Report.objects.count() == 1


def test_a_flood_is_429_and_readers_do_not_notice(send, client):
    """34: a thousand from one address; what is counted is counted before anything costs much."""
    shown = ReportFactory()
    statuses = [send(text="도배", proof="x").status_code for _n in range(1000)]
    # Sixty a minute: the thousand may fall into two of them.
    assert 60 <= statuses.count(422) <= 120
    assert statuses.count(422) + statuses.count(429) == 1000
    assert client.get(shown.get_absolute_url()).status_code == 200
    assert client.get("/report/").status_code == 200
    assert int(send(proof="x").headers["Retry-After"]) > 0
