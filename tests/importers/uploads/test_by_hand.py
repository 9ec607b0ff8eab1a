"""Documents that nothing can be read from: a person goes on with the map, and with the pages' pictures."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from importers.models import Upload
from importers.review import adding
from importers.review.publishing import publish
from importers.uploads.pipeline import run
from tests.factories import UserFactory
from tests.importers.factories import UploadFactory, letter_upload

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def user(client):
    user = UserFactory(publisher=True)
    client.force_login(user, backend=BACKEND)
    return user


@pytest.fixture
def scan(user, client):
    """A PDF of one scanned page, as its import left it."""
    paper = BytesIO()
    Image.new("RGB", (400, 600), "#eeeeee").save(paper, "PDF")
    client.post("/uploads/", {"files": SimpleUploadedFile("스캔.pdf", paper.getvalue())})
    upload = Upload.objects.get()
    run(upload.pk)
    upload.refresh_from_db()
    return upload


def test_a_scanned_document_goes_on_by_hand_with_the_pictures_of_its_pages(client, scan):
    assert (scan.state, scan.error_code) == ("failed", "scanned")
    assert "지도에 직접 더하기" in client.get("/uploads/").text
    assert client.post(f"/uploads/{scan.pk}/by-hand").url == scan.get_absolute_url()
    page = client.get(scan.get_absolute_url()).text
    assert "글자가 없는 문서입니다." in page
    assert 'alt="1쪽 그림"' in page
    assert client.get(f"/uploads/{scan.pk}/pages/1.png").status_code == 200


def test_what_is_added_to_it_is_published(client, scan, user):
    client.post(f"/uploads/{scan.pk}/by-hand")
    adding.add_shape(scan, user, name="쉼터", shape="point", points=[[126.978, 37.5665]])
    scan.refresh_from_db()
    assert publish(scan.review, user).tag_count == 1


@pytest.mark.parametrize("code", ["encrypted", "broken", "internal"])
def test_another_fault_is_no_reason_to_begin_by_hand(client, user, code):
    upload = UploadFactory(uploaded_by=user, state="failed", error_code=code, error_message="…")
    assert "지도에 직접 더하기" not in client.get("/uploads/").text
    assert client.post(f"/uploads/{upload.pk}/by-hand").url == "/uploads/"
    upload.refresh_from_db()
    assert upload.state == "failed"


def test_a_document_that_was_read_keeps_what_was_read(client, user):
    upload = letter_upload(uploaded_by=user)
    client.post(f"/uploads/{upload.pk}/by-hand")
    assert upload.records.count() == 3
