"""What is but likely to be a place: offered, and until somebody takes it part of nothing."""

import json

import pytest
from django.urls import reverse

from importers.models import SURE, Mention, Upload
from importers.review import decisions, words
from importers.review.columns import suggest_columns
from importers.review.publishing import publish
from importers.review.tagging import NothingToPublish
from tests.factories import UserFactory
from tests.importers.factories import letter_upload, reviewed_upload

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def upload():
    return letter_upload(uploaded_by=UserFactory(publisher=True))


@pytest.fixture
def browser(client, upload):
    client.force_login(upload.uploaded_by, backend=BACKEND)
    return client


def decided(upload):
    return dict(upload.mentions.values_list("number", "decision"))


def send(client, upload, body):
    return client.post(f"/uploads/{upload.pk}/decisions", json.dumps(body), content_type="application/json").json()


def test_no_bulk_of_what_waits_takes_a_suggestion(browser, upload):
    answer = send(browser, upload, {"decision": "accepted", "numbers": [1, 2, 3]})
    assert answer == {"numbers": [1], "left": 0}
    assert decided(upload) == {1: "accepted", 2: "open", 3: "open"}


def test_certain_standings_take_no_suggestion(upload):
    upload.mentions.filter(number=2).update(certainty="as_written", precision="exact", error_m=5)
    assert decisions.accept_standing(upload, SURE, upload.uploaded_by) == 1
    assert decided(upload)[2] == "open"


def test_what_is_written_alike_takes_no_suggestion(upload):
    first = upload.mentions.get(number=1)
    upload.mentions.filter(number=2).update(kind=first.kind, key=first.key, near_gu=first.near_gu)
    decisions.decide(first, upload.uploaded_by, 0, "accepted", candidate=0)
    first.refresh_from_db()
    assert decisions.accept_alike(first, upload.uploaded_by, first.version) == []


def test_suggestions_are_decided_together_only_when_they_are_meant(browser, upload):
    answer = send(browser, upload, {"decision": "accepted", "numbers": [1, 2, 3], "tier": "suggested"})
    assert answer == {"numbers": [2], "left": 1}
    assert decided(upload) == {1: "open", 2: "accepted", 3: "open"}
    assert decisions.undo(upload, upload.uploaded_by) == [2]
    assert upload.mentions.suggested().count() == 2


def test_a_suggestion_is_published_only_when_it_was_taken(upload):
    with pytest.raises(NothingToPublish):
        publish(upload.review, upload.uploaded_by)
    decisions.decide(upload.mentions.get(number=2), upload.uploaded_by, 0, "accepted")
    notice = publish(upload.review, upload.uploaded_by)
    assert [tag.title for tag in notice.tags.all()] == ["하이브 정문 앞"]


def test_publishing_says_that_suggestions_stay_out_and_counts_them_as_no_work(browser, upload):
    decisions.decide(upload.mentions.get(number=1), upload.uploaded_by, 0, "accepted")
    page = browser.get(reverse("importers:publish", args=[upload.pk])).text
    assert "제안 2개는 싣지 않습니다." in page
    assert "아직 확인하지 않은 장소" not in page
    assert browser.post(reverse("importers:publish", args=[upload.pk])).status_code == 302


def test_the_list_of_uploads_counts_suggestions_apart(browser, upload):
    page = " ".join(browser.get(reverse("importers:uploads")).text.split())
    assert "장소 <b>1</b>곳 · 수락 <b>0</b> · 확인 전 <b>1</b> · 제안 2" in page


def test_the_list_of_mentions_has_suggestions_behind_what_waits(browser, upload):
    answer = browser.get(f"/uploads/{upload.pk}/mentions").json()
    rows = [dict(zip(answer["fields"], row, strict=True)) for row in answer["rows"]]
    assert [(row["number"], row["tier"]) for row in rows] == [(1, "sure"), (3, "suggested"), (2, "suggested")]


def test_the_detail_says_why_it_is_believed(browser, upload):
    assert browser.get(f"/uploads/{upload.pk}/mentions/2").json()["belief"].startswith("앞·옆·맞은편처럼")
    assert browser.get(f"/uploads/{upload.pk}/mentions/1").json()["belief"] == ""


def test_a_reason_that_has_no_words_yet_is_no_empty_line(upload):
    mention = upload.mentions.get(number=2)
    mention.belief = "something_new"
    assert words.belief(mention) == "앞뒤 글에서 장소로 보입니다"


def test_a_suggestion_in_a_table_makes_no_columns():
    upload = reviewed_upload()
    assert suggest_columns(upload) != ("", [])
    Mention.objects.filter(upload=upload).update(tier="suggested")
    assert suggest_columns(upload) == ("", [])


def test_five_hundred_suggestions_are_counted_in_one_question(django_assert_num_queries):
    upload = letter_upload(suggestions=500)
    with django_assert_num_queries(1):
        [listed] = Upload.objects.filter(pk=upload.pk).with_counts()
    assert (listed.places, listed.undecided, listed.suggested) == (1, 1, 500)
