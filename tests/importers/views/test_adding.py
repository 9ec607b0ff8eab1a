"""Places added by hand: from the text, from the map; told, undone, numbered, refused."""

import json
from uuid import uuid4

import pytest

from importers.models import Upload
from importers.records import Cell, DocumentRecord, Locator
from importers.review import adding, decisions
from importers.review.publishing import publish
from tests.factories import UserFactory
from tests.importers.factories import LETTER, UploadFactory, letter_upload, reviewed_upload, with_records

pytestmark = pytest.mark.django_db

HALL = [126.978, 37.5665]
NEAR = [[126.977, 37.566], [126.979, 37.566], [126.979, 37.567]]


@pytest.fixture
def upload():
    return letter_upload(uploaded_by=UserFactory(publisher=True, name="이바다"))


@pytest.fixture
def send(client, upload):
    """send(name, body): POST this to "span" or "shape"."""
    client.force_login(upload.uploaded_by, backend="allauth.account.auth_backends.AuthenticationBackend")

    def post(name, body, to=upload):
        path = f"/uploads/{to.pk}/mentions/{name}"
        return client.post(path, json.dumps(body), content_type="application/json")

    return post


def span(text, record=3, cell=None, within=LETTER[2]):
    start = within.index(text)
    return {"record": record, "cell": cell, "start": start, "end": start + len(text), "text": text}


def shape(points, kind="point", name="임시 쉼터"):
    return {"name": name, "shape": kind, "points": points, "address": "중구 세종대로 110"}


# -- from the text


def test_a_span_becomes_a_mention_that_waits_under_the_next_number(send, upload):
    answer = send("span", span("책쉼터")).json()
    row = dict(zip(("number", "record_number"), answer["row"], strict=False))
    assert row == {"number": 4, "record_number": 3}
    assert answer["added"].startswith("이바다 · ")
    added = upload.mentions.get(number=4)
    assert (added.text, added.start, added.end, added.kind) == ("책쉼터", 0, 3, "place")
    assert (added.decision, added.tier, added.added_by) == ("open", "sure", upload.uploaded_by)


def test_an_address_is_placed_as_the_automatic_ones_are(send, addresses):
    upload = reviewed_upload([("도서관", "본관: 용산구 소월로 109", "F")], uploaded_by=UserFactory())
    upload.mentions.all().delete()
    adding_user = upload.uploaded_by
    added = adding.add_span(
        upload, adding_user, record=2, cell=2, start=4, end=15, text="용산구 소월로 109"
    )  # fmt: skip
    assert (added.kind, added.key, added.grade) == ("road", "용산구|소월로|109-0", "A1")
    assert added.geometry is not None
    assert added.locator == {"sheet": "목록", "row": 2, "column": "C", "cell": "C2"}


def test_the_gu_around_is_that_of_the_places_beside_it(send, upload):
    upload.mentions.filter(number=1).update(near_gu="용산구")
    send("span", span("순환버스", 1, within=LETTER[0]))
    assert upload.mentions.get(number=4).near_gu == "용산구"


def test_the_gu_of_its_row_or_of_the_heading_above_is_known(addresses):
    rows = [
        DocumentRecord("row", Locator(row=n), cells=(Cell(gu, 0), Cell(spot, 1)), headers={0: "자치구", 1: "비고"})
        for n, (gu, spot) in enumerate([("용산구", "책쉼터"), ("강남구", "달빛마당")], 2)
    ]
    heading = DocumentRecord("heading", Locator(paragraph=9), "중구 안내")
    text = DocumentRecord("paragraph", Locator(paragraph=10), "책쉼터에 들러 주세요.")
    upload = with_records(UploadFactory(), [*rows, heading, text])
    user = upload.uploaded_by
    in_row = adding.add_span(upload, user, record=2, cell=1, start=0, end=4, text="달빛마당")
    below = adding.add_span(upload, user, **span("책쉼터", 4))
    assert (in_row.near_gu, below.near_gu) == ("강남구", "중구")


def test_blanks_at_the_ends_are_left_out(send, upload):
    send("span", span("하이브 정문 ", 1, within=LETTER[0]))
    added = upload.mentions.get(number=4)
    assert (added.text, LETTER[0][added.start : added.end]) == ("하이브 정문", "하이브 정문")


def test_letters_beyond_the_basic_plane_count_as_one():
    text = "🚲 책쉼터에 들러 주세요."
    upload = letter_upload()
    record = upload.records.get(number=3)
    record.content["text"] = text
    record.save()
    added = adding.add_span(upload, upload.uploaded_by, **span("책쉼터", within=text))
    assert text[added.start : added.end] == "책쉼터"


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "다른 글"},
        {"record": 99},
        {"cell": 0},
        {"start": 3, "end": 3, "text": ""},
        {"start": 2, "end": 1},
        {"end": 10**6},
        {"start": -1},
        {"record": None},
        {"text": None},
        {"text": "가" * 6000},
    ],
)
def test_a_span_that_the_document_does_not_have_is_refused(send, upload, wrong):
    answer = send("span", span("책쉼터") | wrong)
    assert answer.status_code == 400
    assert "새로 고친" in answer.json()["message"] or "올바르지" in answer.json()["message"]
    assert upload.mentions.count() == 3


def test_signs_are_no_name(send):
    answer = send("span", span(". ", 1, within=LETTER[0]))
    assert (answer.status_code, answer.json()["message"]) == (400, "장소 이름에는 글자가 있어야 합니다.")


def test_a_span_that_was_found_already_is_shown_instead(send, upload):
    answer = send("span", span("하이브 정문 앞", 1, within=LETTER[0]))
    assert answer.status_code == 409
    assert answer.json()["current"]["row"][0] == 2
    assert answer.json()["message"] == "이미 찾은 장소입니다. 그 장소를 골랐습니다."


def test_the_later_of_two_clerks_is_told_who_was_first(send, upload):
    adding.add_span(upload, UserFactory(name="김하늘", department=upload.department), **span("책쉼터"))
    answer = send("span", span("책쉼터"))
    assert answer.status_code == 409
    assert "김하늘" in answer.json()["message"]
    assert upload.mentions.count() == 4


def test_a_part_of_what_was_found_may_be_added(send, upload):
    assert send("span", span("하이브 정문", 1, within=LETTER[0])).status_code == 200


def test_sent_twice_it_is_added_once(send, upload):
    body = span("책쉼터") | {"id": str(uuid4())}
    assert send("span", body).json()["row"] == send("span", body).json()["row"]
    assert upload.mentions.count() == 4


# -- on the map


def test_a_point_with_a_name_is_accepted_where_it_was_set(send, upload):
    answer = send("shape", shape([HALL])).json()
    assert (answer["where"], answer["decision_words"], answer["source"]) == ("지도에서 더한 곳", "수락", "pin")
    added = upload.mentions.get(number=4)
    assert (added.record, added.start, added.text) == (None, None, "임시 쉼터")
    notice = publish(upload.review, upload.uploaded_by)
    assert [(tag.title, tag.address) for tag in notice.tags.all()] == [("임시 쉼터", "중구 세종대로 110")]


@pytest.mark.parametrize(("kind", "geometry", "of"), [("line", "LineString", "segment"), ("area", "Polygon", "area")])
def test_lines_and_areas_are_drawn(send, upload, kind, geometry, of):
    assert send("shape", shape(NEAR, kind)).status_code == 200
    added = upload.mentions.get(number=4)
    assert (added.geometry.geom_type, added.kind) == (geometry, of)
    assert publish(upload.review, upload.uploaded_by).tag_count == 1


BOW = [[126.977, 37.566], [126.979, 37.567], [126.979, 37.566], [126.977, 37.567]]


@pytest.mark.parametrize(
    "wrong",
    [
        {"points": []},
        {"points": [HALL, HALL]},
        {"points": [[0, 0]]},
        {"points": [[129.07, 35.17]]},
        {"points": "here"},
        {"points": [["126.9", "37.5"]]},
        {"points": [HALL], "shape": "line"},
        {"points": [HALL, HALL], "shape": "line"},
        {"points": NEAR[:2], "shape": "area"},
        {"points": BOW, "shape": "area"},
        {"points": [HALL] * 501, "shape": "line"},
        {"shape": "star"},
        {"name": " \n "},
        {"name": "…"},
        {"name": "가" * 201},
        {"name": None},
    ],
)
def test_a_shape_that_can_not_be_kept_is_refused_in_words(send, upload, wrong):
    answer = send("shape", shape([HALL]) | wrong)
    assert answer.status_code == 400
    assert answer.json()["message"].endswith((".", "요."))
    assert upload.mentions.count() == 3


def test_a_document_without_any_text_takes_places(client, send):
    upload = UploadFactory(uploaded_by=UserFactory(publisher=True))
    added = adding.add_shape(upload, upload.uploaded_by, name="정자", shape="point", points=[HALL])
    assert added.number == 1
    client.force_login(upload.uploaded_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"/uploads/{upload.pk}/mentions/1").json()["where"] == "지도에서 더한 곳"


# -- both


def test_undo_removes_it_and_the_history_says_who(send, client, upload):
    send("span", span("책쉼터"))
    assert decisions.undo(upload, upload.uploaded_by) == [4]
    assert 4 not in [row[0] for row in client.get(f"/uploads/{upload.pk}/mentions").json()["rows"]]
    assert 'data-mention="4"' not in client.get(f"/uploads/{upload.pk}/document?start=1").text
    history = upload.decisions.filter(mention__number=4).values_list("by__name", "after__decision").order_by("pk")
    assert list(history) == [("이바다", "open"), ("이바다", "removed")]


def test_a_number_is_never_given_twice(send, upload):
    send("span", span("책쉼터"))
    decisions.undo(upload, upload.uploaded_by)
    send("span", span("책쉼터"))
    assert [mention.number for mention in upload.mentions.added()] == [5]


def test_what_was_taken_back_can_not_be_decided(send, upload):
    send("span", span("책쉼터"))
    decisions.undo(upload, upload.uploaded_by)
    with pytest.raises(decisions.Conflict):
        decisions.decide(upload.mentions.get(number=4), upload.uploaded_by, 2, "accepted")


def test_nobody_takes_back_what_a_colleague_decided_since(send, upload):
    send("span", span("책쉼터"))
    decisions.decide(upload.mentions.get(number=4), UserFactory(department=upload.department), 1, "ignored")
    with pytest.raises(decisions.Conflict):
        decisions.undo(upload, upload.uploaded_by)


def test_two_thousand_are_enough(send, upload, monkeypatch):
    monkeypatch.setattr(adding, "MOST_ADDED", 2)
    send("shape", shape([HALL]))
    send("span", span("책쉼터"))
    answer = send("shape", shape([HALL], name="다른 곳"))
    assert answer.status_code == 400
    assert "2곳까지" in answer.json()["message"]


def test_an_upload_that_is_still_read_takes_none(send, upload):
    Upload.objects.filter(pk=upload.pk).update(state="placing")
    assert send("shape", shape([HALL])).status_code == 404
