"""The reporter's private page: what it shows, and what its steps do."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from community.models import ReportEvent
from community.pages import history
from community.workflow import Status
from tests.community.factories import ReportFactory, handler
from tests.community.pictures import as_bytes, exif_at

pytestmark = pytest.mark.django_db
CITY_HALL = (126.978, 37.5665)


def post(client, report, **fields):
    return client.post(report.private_url, fields, follow=True)


def test_only_the_link_opens_it(client):
    report = ReportFactory(moderation="pending")
    assert report.number in client.get(report.private_url).text
    assert client.get(f"/reports/mine/{'0' * 40}/").status_code == 404
    assert client.get(report.get_absolute_url()).status_code == 404


def test_the_key_is_not_told_to_other_sites_and_the_page_not_kept(client):
    response = client.get(ReportFactory().private_url)
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


def test_a_question_is_answered(client):
    report = ReportFactory()
    report.ask("어느 쪽 차로인가요?", handler(report.department))
    assert "담당 부서가 여쭤봅니다" in client.get(report.private_url).text
    page = post(client, report, step="add", text="시청 쪽입니다. 010-1234-5678").text
    assert "시청 쪽입니다" in page
    assert "010-1234-5678" in page
    assert "1234" not in report.events.get(kind=ReportEvent.Kind.ADDED).note
    assert 'id="answer"' not in page


def test_photos_are_added_without_their_place(client):
    report = ReportFactory()
    photo = SimpleUploadedFile("길.jpg", as_bytes(exif=exif_at(*CITY_HALL)), "image/jpeg")
    post(client, report, step="add", photos=photo)
    kept = report.photos.get()
    assert (kept.taken_lon, kept.taken_lat) == (None, None)
    assert report.events.filter(kind=ReportEvent.Kind.PHOTO).exists()


def test_what_is_no_photo_is_named_and_costs_neither_the_words_nor_the_other_photo(client):
    report = ReportFactory()
    files = [SimpleUploadedFile(name, content) for name, content in (("길.jpg", as_bytes()), ("영상.jpg", b"MZ"))]
    shown = post(client, report, step="add", text="보세요", photos=files).text
    assert "사진 ‘영상.jpg’: 읽을 수 없는" in shown
    assert report.photos.count() == 1
    assert report.events.filter(kind=ReportEvent.Kind.ADDED).exists()
    alone = SimpleUploadedFile("영상.jpg", b"MZ")
    assert "읽을 수 없는" in post(client, report, step="add", text="", photos=alone).text
    assert report.events.filter(kind=ReportEvent.Kind.PHOTO).count() == 1


def test_not_fixed_opens_it_again(client):
    report = ReportFactory()
    report.move_to(Status.DONE, handler(report.department), "메웠습니다.")
    assert "정말 고쳐졌나요?" in client.get(report.private_url).text
    post(client, report, step="judge", fixed="no", satisfaction="2", text="반만 메워졌습니다")
    report.refresh_from_db()
    assert (report.status, report.reopened, report.satisfaction) == (Status.IN_PROGRESS, 1, 2)
    assert [(step["state"], bool(step["at"])) for step in history.steps(report)][2:] == [
        ("current", True),
        ("todo", False),
    ]


def test_fixed_is_asked_once(client):
    report = ReportFactory()
    report.move_to(Status.DONE, handler(report.department), "메웠습니다.")
    page = post(client, report, step="judge", fixed="yes", satisfaction="99").text
    report.refresh_from_db()
    assert report.fixed
    assert report.satisfaction is None
    assert "정말 고쳐졌나요?" not in page


def test_withdrawn_leaves_the_public_and_can_not_be_added_to(client):
    report = ReportFactory()
    post(client, report, step="withdraw")
    assert client.get(report.get_absolute_url()).status_code == 404
    post(client, report, step="add", text="한마디 더")
    assert not report.events.filter(kind=ReportEvent.Kind.ADDED).exists()


@pytest.mark.parametrize("step", ["", "delete", "judge"])
def test_steps_that_are_not_open_change_nothing(client, step):
    report = ReportFactory()
    post(client, report, step=step, fixed="no")
    report.refresh_from_db()
    assert report.status == Status.RECEIVED
