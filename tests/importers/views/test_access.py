"""Who sees and does what on the staff's screens."""

import pytest

from mapsite.accounts.models import Role
from tests.factories import BACKEND, UserFactory
from tests.importers.factories import reviewed_upload

pytestmark = pytest.mark.django_db

READ = ["", "document?start=1", "mentions", "mentions/1"]
WRITE = ["mentions/span", "mentions/shape", "mentions/1/decision", "mentions/1/alike", "decisions", "undo", "details"]


@pytest.fixture
def upload():
    return reviewed_upload()


@pytest.mark.parametrize("path", READ)
def test_another_department_finds_nothing_to_read(client, upload, path):
    client.force_login(UserFactory(publisher=True), backend=BACKEND)
    assert client.get(f"/uploads/{upload.pk}/{path}").status_code == 404


@pytest.mark.parametrize("path", WRITE)
def test_another_department_finds_nothing_to_change(client, upload, path):
    client.force_login(UserFactory(publisher=True), backend=BACKEND)
    body = '{"version": 0, "decision": "accepted", "numbers": [1]}'
    assert client.post(f"/uploads/{upload.pk}/{path}", body, content_type="application/json").status_code == 404
    assert not upload.mentions.exclude(decision="open").exists()


def test_another_department_does_not_publish(client, upload):
    client.force_login(UserFactory(publisher=True), backend=BACKEND)
    assert client.get(f"/uploads/{upload.pk}/publish").status_code == 404
    assert client.post(f"/uploads/{upload.pk}/publish").status_code == 404


def test_another_departments_uploads_are_neither_listed_nor_followed(client, upload):
    client.force_login(UserFactory(), backend=BACKEND)
    assert upload.name not in client.get("/uploads/").content.decode()
    assert client.get(f"/uploads/progress?id={upload.pk}").json() == {"uploads": []}


def test_handlers_may_not_import(client, upload):
    client.force_login(UserFactory(department=upload.department, role=Role.HANDLER), backend=BACKEND)
    paths = ["/uploads/", "/uploads/progress", "/uploads/search?q=시청", "/uploads/reverse?lon=127&lat=37.5"]
    for url in [*paths, *(f"/uploads/{upload.pk}/{path}" for path in READ)]:
        assert client.get(url).status_code == 403, url


def test_uploaders_may_not_publish(client, upload):
    client.force_login(upload.uploaded_by, backend=BACKEND)
    assert client.get(f"/uploads/{upload.pk}/publish").status_code == 403
    assert client.post(f"/uploads/{upload.pk}/publish").status_code == 403
    page = client.get(f"/uploads/{upload.pk}/").content.decode()
    assert "발행 담당자에게 알려 주세요" in page
    assert f"/uploads/{upload.pk}/publish" not in page


@pytest.mark.parametrize("path", ["/uploads/", "/uploads/progress", "/uploads/search?q=시청"])
def test_strangers_are_asked_to_sign_in(client, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
