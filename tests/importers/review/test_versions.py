"""Going back to an earlier version, dates that are told, and finding what was uploaded."""

import datetime
import unicodedata

import pytest
from django.urls import reverse
from django.utils import timezone

from importers.models import Upload
from importers.review import decisions, publishing
from tests.factories import ThemeFactory, UserFactory
from tests.importers.factories import UploadFactory, reviewed_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def upload(user):
    upload = reviewed_upload(uploaded_by=user)
    decisions.accept_standing(upload, ["A1"], user)
    return upload


def details(upload, user, **fields):
    upload.review.refresh_from_db()
    decisions.save_details(upload.review, user, upload.review.version, **fields)
    upload.review.refresh_from_db()


def places(upload):
    return {
        mention.number: (mention.decision, mention.source, mention.address, mention.geometry and mention.geometry.wkt)
        for mention in upload.mentions.all()
    }


def restore(client, notice, number):
    return client.post(reverse("maptag:restore", args=[notice.pk, number]), follow=True)


# -- restoring


def test_restoring_a_version_restores_what_the_next_publishing_takes(client, upload, user):
    theme = ThemeFactory()
    first = {"title": "첫 제목", "body": "<p>첫 글</p>", "theme": theme, "valid_from": datetime.date(2026, 1, 2)}
    details(upload, user, attribute_columns=["운영시간"], title_column="시설명", **first)
    notice = publishing.publish(upload.review, user)
    before = places(upload)
    details(upload, user, title="둘째", body="", theme=None, valid_from=None, attribute_columns=[], title_column="")
    decisions.decide(upload.mentions.get(number=1), user, 1, "accepted", point=(126.99, 37.55), address="딴 데")
    decisions.decide(upload.mentions.get(number=2), user, 1, "ignored")
    decisions.decide(upload.mentions.get(number=5), user, 0, "accepted", candidate=1)
    publishing.publish(upload.review, user)

    restore(client, notice, 1)

    upload.review.refresh_from_db()
    saved = upload.review
    assert {name: getattr(saved, name) for name in first} == first
    assert (saved.attribute_columns, saved.title_column) == (["운영시간"], "시설명")
    assert places(upload) == before
    again = publishing.publish(saved, user)
    third, fourth = again.versions.get(number=3), again.versions.get(number=4)
    assert third.action == "restored"
    assert fourth.content == third.content


def test_restoring_a_restored_version_leads_to_the_same_places(client, upload, user):
    notice = publishing.publish(upload.review, user)
    before = places(upload)
    decisions.decide(upload.mentions.get(number=1), user, 1, "ignored")
    publishing.publish(upload.review, user)
    restore(client, notice, 1)
    decisions.decide(upload.mentions.get(number=2), user, upload.mentions.get(number=2).version, "not_place")
    restore(client, notice, 3)
    assert places(upload) == before


def test_what_restoring_took_back_can_be_brought_back(client, upload, user):
    notice = publishing.publish(upload.review, user)
    decisions.decide(upload.mentions.get(number=1), user, 1, "ignored")
    after = places(upload)
    restore(client, notice, 1)
    assert decisions.undo(upload, user) == [1]
    assert places(upload) == after


def test_an_open_screen_is_told_that_a_version_was_restored(client, upload, user):
    notice = publishing.publish(upload.review, user)
    seen = upload.review.version
    restore(client, notice, 1)
    with pytest.raises(decisions.Conflict):
        decisions.save_details(upload.review, UserFactory(department=user.department), seen, title="쓰던 제목")


def test_the_page_says_what_restoring_does(client, upload, user):
    notice = publishing.publish(upload.review, user)
    page = client.get(reverse("maptag:restore", args=[notice.pk, 1])).content.decode()
    assert "장소 결정도 이 버전 때로 돌아가" in page


# -- dates


def days(n):
    return timezone.localdate() + datetime.timedelta(days=n)


def published(client, upload):
    return client.post(reverse("importers:publish", args=[upload.pk]), follow=True).content.decode()


def test_a_start_ahead_is_told_before_and_after_publishing(client, upload, user):
    details(upload, user, valid_from=days(30))
    told = f"{days(30).isoformat()}부터 소식 지도에 보입니다."
    assert told in client.get(reverse("importers:publish", args=[upload.pk])).content.decode()
    assert told in published(client, upload)
    upload.review.refresh_from_db()
    notice = upload.review.notice
    for page in ("/manage/", reverse("maptag:versions", args=[notice.pk]), notice.get_absolute_url()):
        content = client.get(page).content.decode()
        assert told in content
        assert "예정" in content


def test_an_end_behind_is_told_before_and_after_publishing(client, upload, user):
    details(upload, user, valid_until=days(-1))
    told = f"종료일({days(-1).isoformat()})이 지나 소식 지도에는 보이지 않습니다."
    assert told in client.get(reverse("importers:publish", args=[upload.pk])).content.decode()
    assert told in published(client, upload)
    assert "종료" in client.get("/manage/").content.decode()


@pytest.mark.parametrize(("start", "end"), [(None, None), (0, 0), (-3, 3)])
def test_of_a_notice_that_is_seen_at_once_nothing_is_told(client, upload, user, start, end):
    details(
        upload, user, valid_from=None if start is None else days(start), valid_until=None if end is None else days(end)
    )
    assert "소식 지도에" not in published(client, upload).split("<main")[0]


def test_restoring_tells_of_dates_too(client, upload, user):
    details(upload, user, valid_from=days(9))
    notice = publishing.publish(upload.review, user)
    details(upload, user, valid_from=None)
    publishing.publish(upload.review, user)
    assert f"{days(9).isoformat()}부터 소식 지도에 보입니다." in restore(client, notice, 1).content.decode()


# -- finding uploads


@pytest.mark.parametrize(
    "query",
    ["골목길", unicodedata.normalize("NFD", "골목길"), "seoul", "PRESS", "발행된 골목", "보행 제목", "제목 press"],
)
def test_uploads_are_found_by_title_as_well_as_by_file(client, upload, user, query):
    UploadFactory(uploaded_by=user, name="다른 문서.hwp")
    Upload.objects.filter(pk=upload.pk).update(name=unicodedata.normalize("NFD", "Seoul Press 20230406.hwp"))
    details(upload, user, title="발행된 골목길")
    publishing.publish(upload.review, user)
    details(upload, user, title="보행 제목")
    page = client.get("/uploads/", {"q": query})
    assert [found.pk for found in page.context["uploads"]] == [upload.pk]


def test_another_departments_titles_are_not_searched(client, user):
    other = reviewed_upload()
    decisions.save_details(other.review, other.uploaded_by, 0, title="비밀 골목")
    assert not client.get("/uploads/", {"q": "비밀"}).context["uploads"]
