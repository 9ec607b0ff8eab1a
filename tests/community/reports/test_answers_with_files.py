"""A handler answers with pictures and documents; who sees them is chosen."""

import io
import zipfile

import olefile
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from community.messaging import notify
from community.models import Attachment, Case, Message
from community.reports import retention
from community.reports.attachments import HWPX, clean_name
from tests.community.factories import ReportFactory, handler
from tests.community.pictures import as_bytes, exif_at

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def hwpx() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as container:
        container.writestr("mimetype", HWPX)
        container.writestr("Contents/section0.xml", "<sec/>")
    return buffer.getvalue()


@pytest.fixture
def report():
    return ReportFactory(email="hong@example.com")


@pytest.fixture
def signed_in(client, report):
    client.force_login(handler(report.department))
    return client


def answer(client, report, *files, action="answer", **more):
    report.refresh_from_db()
    data = {"action": action, "version": report.version, "text": "고쳤습니다", "note": "고쳤습니다"} | more
    url = reverse("community:handling_act", args=[report.number])
    return client.post(url, data | {"files": [SimpleUploadedFile(name, body) for name, body in files]}, follow=True)


def test_pictures_and_documents_reach_the_reporter_and_nobody_else(signed_in, report, client):
    page = answer(signed_in, report, ("현장.png", as_bytes(kind="PNG")), ("결과.pdf", PDF), ("공문.hwpx", hwpx()))
    assert page.status_code == 200
    files = list(Attachment.objects.all())
    assert sorted(file.name for file in files) == ["결과.pdf", "공문.hwpx", "현장.webp"]
    assert all(file.name in page.text for file in files)
    signed_in.logout()
    receipt = client.get(report.private_url).text
    public = client.get(report.get_absolute_url()).text
    for file in files:
        assert file.name in receipt
        assert file.name not in public
        assert client.get(file.get_absolute_url()).status_code == 404
        own = client.get(f"{file.get_absolute_url()}?key={report.key}")
        assert own.status_code == 200
        assert own["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in own["Content-Security-Policy"]
        assert own["Content-Disposition"].startswith("inline" if file.is_picture else "attachment")


def test_files_are_public_only_where_the_handler_chose_so(signed_in, report, client):
    answer(signed_in, report, ("결과.pdf", PDF), action="move", status="done", public="on")
    signed_in.logout()
    file = Attachment.objects.get()
    assert file.name in client.get(report.get_absolute_url()).text
    response = client.get(file.get_absolute_url())
    assert response.content == PDF
    report.refresh_from_db()
    report.withdraw() if report.status != "done" else report.moderate("hidden", handler(report.department), "얼굴")
    assert client.get(file.get_absolute_url()).status_code == 404


def test_a_picture_is_made_anew_without_its_place(signed_in, report):
    answer(signed_in, report, ("a.jpg", as_bytes(exif=exif_at(126.978, 37.5665))))
    with Attachment.objects.get().file.open() as file, Image.open(file) as picture:
        assert picture.format == "WEBP"
        assert not picture.getexif()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("결과.pdf", b"<html><script>alert(1)</script>"),
        ("사진.jpg", b"MZ\x90\x00"),
        ("공문.hwp", olefile.MAGIC + b"\0" * 600),
        ("공문.hwpx", b"PK\x03\x04 nonsense"),
        ("결과.pdf", PDF.replace(b"/Type", b"/OpenAction <</S /JavaScript /JS (x)>> /Type")),
        ("큰.pdf", PDF.replace(b"\n%%EOF", b"0" * 10_500_000 + b"\n%%EOF")),
        ("표.xlsx", b"PK\x03\x04"),
    ],
)
def test_what_is_no_picture_or_document_is_refused_by_name_and_the_words_stay(signed_in, report, name, body):
    page = answer(signed_in, report, ("좋은.pdf", PDF), (name, body))
    assert page.status_code == 400
    assert name in page.text
    assert "고쳤습니다" in page.text
    assert not Attachment.objects.exists()
    assert not report.events.filter(kind="answer").exists()


def test_six_files_are_too_many(signed_in, report):
    assert answer(signed_in, report, *((f"{n}.pdf", PDF) for n in range(6))).status_code == 400


def test_the_letter_says_that_there_are_files(signed_in, report):
    answer(signed_in, report, ("결과.pdf", PDF))
    notify.notify_of(report.events.get(kind="answer").pk)
    assert "붙임 파일 1개" in Message.objects.get().body


def test_files_reach_all_reporters_of_a_case(signed_in, report, client):
    other = ReportFactory(category=report.category)
    Case.objects.merge(report, [other], handler(report.department))
    answer(signed_in, report, ("결과.pdf", PDF))
    signed_in.logout()
    file = Attachment.objects.get()
    assert file.name in client.get(other.private_url).text
    response = client.get(f"{file.get_absolute_url()}?key={other.key}")
    assert response.status_code == 200


def test_files_go_with_the_report(signed_in, report):
    answer(signed_in, report, ("결과.pdf", PDF))
    file = Attachment.objects.get().file
    assert file.storage.exists(file.name)
    report.refresh_from_db()
    retention.erase(report)
    assert not file.storage.exists(file.name)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/결과.exe", "결과.pdf"),
        ("a\x00b\n<c>.pdf", "ab c.pdf"),
        ("", "붙임.pdf"),
        ("…" * 300, "…" * 100 + ".pdf"),
    ],
)
def test_names_of_files_are_harmless(name, clean):
    assert clean_name(name, ".pdf") == clean
