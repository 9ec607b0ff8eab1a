"""Decisions about mentions: their history, their conflicts, and what is published of them."""

import pytest
from django.core.files.base import ContentFile

from importers.models import Mention
from importers.review import decisions, publishing, tagging
from importers.uploads import intake, pipeline
from mapsite.accounts.models import Department, User
from maptag.models import Notice, Tag

LIST = """연번,시설명,소재지 도로명주소,소재지 지번주소,운영시간,담당자
1,남산도서관 <b>,서울특별시 용산구 소월로 109,,09:00~22:00,홍길동
2,정독도서관,서울특별시 종로구 북촌로5길 48,,"07:00~23:00 010-1234-5678",홍길동
3,용산도서관,서울특별시 용산구 두텁바위로 160,,07:00~22:00,홍길동
4,없는도서관,서울특별시 용산구 없는로 99999,,쉼,홍길동
"""


@pytest.fixture
def user(db):
    department = Department.objects.create(name="스마트도시과", slug="smart")
    return User.objects.create_user("publisher@city.example", "demo-seoul", department=department, role="publisher")


@pytest.fixture
def colleague(user):
    return User.objects.create_user("colleague@city.example", "demo-seoul", department=user.department)


@pytest.fixture
def upload(user, addresses):
    upload, _ = intake.receive(ContentFile(LIST.encode()), "도서관.csv", user)
    pipeline.run(upload.pk)
    upload.refresh_from_db()
    return upload


def first(upload):
    return upload.mentions.first()


def test_accept_keeps_the_suggested_place(upload, user):
    mention = decisions.decide(first(upload), user, 0, "accepted")
    assert (mention.decision, mention.version, mention.decided_by) == ("accepted", 1, user)
    assert mention.geometry == first(upload).geometry


def test_a_pin_moves_the_place(upload, user):
    mention = decisions.decide(
        first(upload), user, 0, "accepted", point=(126.99, 37.55), address="용산구 소월로 110", source="pin"
    )
    assert (mention.geometry.x, mention.geometry.y) == (126.99, 37.55)
    assert (mention.address, mention.position_type) == ("용산구 소월로 110", "pin")


@pytest.mark.parametrize(
    "point", [(float("nan"), 37.5), (37.55, 126.99), (200, 37.5), ("동", "서"), (127.0,), (float("inf"), 0)]
)
def test_a_pin_outside_the_city_is_refused(upload, user, point):
    with pytest.raises(decisions.Invalid):
        decisions.decide(first(upload), user, 0, "accepted", point=point)
    assert first(upload).version == 0


def test_unknown_candidate_or_decision_is_refused(upload, user):
    for wrong in (
        {"decision": "accepted", "candidate": 99},
        {"decision": "accepted", "candidate": "0"},
        {"decision": "maybe"},
    ):
        with pytest.raises(decisions.Invalid):
            decisions.decide(first(upload), user, 0, **wrong)


def test_a_mention_without_a_place_is_not_accepted(upload, user):
    lost = upload.mentions.get(geometry=None)
    with pytest.raises(decisions.Invalid, match="자리가 없습니다"):
        decisions.decide(lost, user, 0, "accepted")


def test_the_later_of_two_is_told(upload, user, colleague):
    decisions.decide(first(upload), colleague, 0, "not_place")
    with pytest.raises(decisions.Conflict) as conflict:
        decisions.decide(first(upload), user, 0, "accepted")
    assert conflict.value.current.decided_by == colleague
    assert first(upload).decision == "not_place"


def test_bulk_accept_leaves_what_was_decided_and_what_has_no_place(upload, user):
    decisions.decide(first(upload), user, 0, "ignored")
    assert decisions.accept_standing(upload, ["A1"], user) == 2
    assert decisions.accept_standing(upload, ["F"], user) == 0
    assert upload.mentions.counts()["decisions"] == {"ignored": 1, "accepted": 2, "open": 1}


def test_undo_takes_back_one_step_after_the_other(upload, user):
    decisions.decide(first(upload), user, 0, "ignored")
    decisions.accept_standing(upload, ["A1"], user)
    assert len(decisions.undo(upload, user)) == 2
    assert [m.decision for m in upload.mentions.all()] == ["ignored", "open", "open", "open"]
    assert len(decisions.undo(upload, user)) == 1
    assert not upload.mentions.exclude(decision="open").exists()
    assert decisions.undo(upload, user) == []


def test_undo_brings_the_old_place_back(upload, user):
    before = first(upload)
    decisions.decide(before, user, 0, "accepted", point=(126.99, 37.55))
    decisions.undo(upload, user)
    assert first(upload).geometry.equals_exact(before.geometry, 1e-9)
    assert first(upload).address == before.address


def test_undo_does_not_take_back_what_a_colleague_did_since(upload, user, colleague):
    decisions.decide(first(upload), user, 0, "accepted")
    decisions.decide(first(upload), colleague, 1, "not_place")
    with pytest.raises(decisions.Conflict):
        decisions.undo(upload, user)
    assert first(upload).decision == "not_place"


def test_details_are_saved_once_for_each_version(upload, user, colleague):
    decisions.save_details(upload.review, colleague, 0, title="도서관 지도")
    with pytest.raises(decisions.Conflict) as conflict:
        decisions.save_details(upload.review, user, 0, title="다른 제목")
    assert conflict.value.current.title == "도서관 지도"


def test_body_is_sanitised(upload, user):
    body = '<p onclick="x()">안내</p><script>alert(1)</script><a href="javascript:alert(1)">여기</a>'
    saved = decisions.save_details(upload.review, user, 0, body=body)
    assert "script" not in saved.body
    assert "onclick" not in saved.body
    assert "<p>안내</p>" in saved.body


# -- publish


def published(upload, user):
    decisions.accept_standing(upload, ["A1"], user)
    return publishing.publish(upload.review, user)


def test_publishing_nothing_is_refused(upload, user):
    with pytest.raises(tagging.NothingToPublish):
        publishing.publish(upload.review, user)
    assert not Notice.objects.exists()


def test_publishing_makes_tags_in_the_documents_order(upload, user):
    notice = published(upload, user)
    tags = list(notice.tags.all())
    assert [tag.title for tag in tags] == ["남산도서관 <b>", "정독도서관", "용산도서관"]
    assert [tag.number for tag in tags] == [1, 2, 3]
    assert tags[0].attributes == [["운영시간", "09:00~22:00"]]
    assert tags[0].locator["row"] == 2
    assert notice.is_published
    assert notice.tag_count == 3


def test_personal_data_is_not_published(upload, user):
    tags = published(upload, user).tags.all()
    assert "010-****-5678" in str(tags[1].attributes)
    assert "홍길동" not in str([tag.attributes for tag in tags])


def test_republishing_keeps_the_url_and_a_version_each(upload, user):
    notice = published(upload, user)
    decisions.decide(first(upload), user, first(upload).version, "ignored")
    again = publishing.publish(upload.review, user)
    assert again.pk == notice.pk
    assert again.tag_count == 2
    assert list(again.versions.values_list("number", "action", "by")) == [
        (2, "published", user.pk),
        (1, "published", user.pk),
    ]


def test_a_place_named_twice_in_a_row_is_one_tag(user, addresses):
    text = "시설명,주소\n남산도서관,서울특별시 용산구 소월로 109 (용산구 소월로 109)\n"
    upload, _ = intake.receive(ContentFile(text.encode()), "목록.csv", user)
    pipeline.run(upload.pk)
    upload.refresh_from_db()
    upload.mentions.exclude(geometry=None).update(decision=Mention.Decided.ACCEPTED)
    assert upload.mentions.accepted().count() == 1
    assert len(list(tagging.tags_of(upload.review))) == 1


def test_failed_publishing_leaves_nothing_behind(upload, user, monkeypatch):
    def broken(_notice):
        raise OSError("disk full")

    decisions.accept_standing(upload, ["A1"], user)
    monkeypatch.setattr("maptag.models.notices.write_snapshot", broken)
    with pytest.raises(OSError, match="disk full"):
        publishing.publish(upload.review, user)
    assert not Notice.objects.exists()
    assert not Tag.objects.exists()
