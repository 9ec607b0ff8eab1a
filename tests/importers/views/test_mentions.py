"""Deciding about mentions over HTTP: what is stored, who is told, what is refused."""

import json
import re
from uuid import uuid4

import pytest

from importers.models import Mention
from importers.review import decisions
from maptag.geocoding.models import RoadAddress
from tests.factories import UserFactory
from tests.importers.factories import reviewed_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def upload():
    return reviewed_upload()


@pytest.fixture
def user(upload, client):
    client.force_login(upload.uploaded_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    return upload.uploaded_by


@pytest.fixture
def colleague(upload):
    return UserFactory(department=upload.department, name="김하늘")


@pytest.fixture
def send(client, upload, user):
    """send(path, body): POST this to one of the upload's endpoints."""

    def post(path, body):
        content = body if isinstance(body, str) else json.dumps(body)
        return client.post(f"/uploads/{upload.pk}/{path}", content, content_type="application/json")

    return post


def decide(send, number=1, **body):
    return send(f"mentions/{number}/decision", {"version": 0, "decision": "accepted"} | body)


def rows_of(answer):
    return [dict(zip(answer["fields"], row, strict=True)) for row in answer["rows"]]


def test_the_list_begins_with_what_needs_a_person(client, upload, user):
    rows = rows_of(client.get(f"/uploads/{upload.pk}/mentions").json())
    assert [row["grade"] for row in rows] == ["E", "F", "C", "A2", "A1", "A1"]
    assert rows[0]["lon"] is None
    assert rows[-1]["row"] == 3
    assert 126 < rows[-1]["lon"] < 128 > 37 < rows[-1]["lat"] < 38


def test_decided_mentions_go_to_the_end(client, upload, user):
    decisions.decide(upload.mentions.get(grade="E"), user, 0, "ignored")
    rows = rows_of(client.get(f"/uploads/{upload.pk}/mentions").json())
    assert (rows[-1]["grade"], rows[-1]["decision"]) == ("E", "ignored")


def test_the_detail_speaks_the_clerks_language(client, upload, user):
    detail = client.get(f"/uploads/{upload.pk}/mentions/5").json()
    assert detail["grade_words"] == "여러 곳 – 골라 주세요"
    assert detail["where"] == "목록 6행"
    assert len(detail["candidates"]) == 2
    assert detail["candidates"][0]["position_words"] == "건물 중심"


def test_accepting_is_stored_and_told(send, upload, user):
    answer = decide(send)
    assert answer.status_code == 200
    assert answer.json()["decision_words"] == "수락"
    mention = upload.mentions.get(number=1)
    assert (mention.decision, mention.version, mention.decided_by) == ("accepted", 1, user)


def test_another_candidate_is_chosen(send, upload):
    assert decide(send, 5, candidate=1).status_code == 200
    mention = upload.mentions.get(number=5)
    assert (mention.source, round(mention.geometry.x, 2)) == ("candidate", 127.09)


def test_a_pin_at_no_house_is_told_the_nearest_one_and_how_far_it_is(send, upload, addresses):
    far = decide(send, 6, point=[126.9920, 37.5560], address="용산구", source="pin").json()
    house = RoadAddress.objects.filter(road="소월로", main=109).get().point
    near = decide(send, 5, point=[house.x, house.y], address="용산구 소월로 109", source="pin").json()

    assert re.search(r"가장 가까운 주소는 \d+ m 떨어진 ‘서울특별시 .+구 .+’입니다", far["nearby"])
    assert near["nearby"] == ""


def test_a_pin_keeps_its_address(send, upload):
    answer = decide(send, 6, point=[126.99, 37.55], address="용산구 소월로 110", source="pin").json()
    assert answer["address"] == "용산구 소월로 110"
    assert upload.mentions.get(number=6).position_type == "pin"


BAD = [
    {"point": [200, 37.5]},
    {"point": [37.55, 126.99]},
    {"point": [127.0]},
    {"point": ["127", "37.5"]},
    {"point": [True, True]},
    {"point": "127,37"},
    {"point": {"lon": 127}},
    {"candidate": 9},
    {"candidate": -1},
    {"candidate": "0"},
    {"decision": "perhaps"},
    {"decision": None},
    {"version": "0"},
    {"version": None},
    {"version": 10**12},
    {"point": [127.0, 37.5], "address": "가" * 301},
    {"point": [127.0, 37.5], "address": "\x00"},
    {"point": [127.0, 37.5], "address": "\ud800"},
]


@pytest.mark.parametrize("body", BAD, ids=str)
def test_what_makes_no_sense_is_refused_in_korean(send, upload, body):
    answer = decide(send, **body)
    assert answer.status_code == 400
    assert any("가" <= letter <= "힣" for letter in answer.json()["message"])
    assert upload.mentions.get(number=1).version == 0


@pytest.mark.parametrize(
    "body",
    [
        '{"version": 0, "decision": "accepted", "point": [NaN, 37.5]}',
        '{"version": 0, "decision": "accepted", "point": [Infinity, 37.5]}',
        '{"version": 0, "decision": "accepted", "point": [1e999, 37.5]}',
        '{"version": 0, "decision": "accepted", "point": [1' + "0" * 400 + ", 37.5]}",
        "[]",
        "",
        "{",
        "[" * 100_000,
    ],
    ids=lambda body: body[:60] or "empty",
)
def test_broken_json_is_refused(send, upload, body):
    assert send("mentions/1/decision", body).status_code == 400
    assert upload.mentions.get(number=1).version == 0


def test_what_has_no_place_is_not_accepted(send):
    answer = decide(send, 6)
    assert answer.status_code == 400
    assert "자리가 없습니다" in answer.json()["message"]


def test_the_later_of_two_is_told_who_was_first(send, upload, colleague):
    decisions.decide(upload.mentions.get(number=1), colleague, 0, "not_place")
    answer = decide(send)
    assert answer.status_code == 409
    assert "김하늘" in answer.json()["message"]
    assert "장소 아님" in answer.json()["message"]
    assert answer.json()["current"]["decision_words"] == "장소 아님"
    assert upload.mentions.get(number=1).decision == "not_place"


def test_many_are_accepted_at_once_and_taken_back_at_once(send, upload):
    answer = send("decisions", {"decision": "accepted", "numbers": [1, 2, 6]}).json()
    assert answer == {"numbers": [1, 2], "left": 1}
    assert set(upload.mentions.accepted().values_list("number", flat=True)) == {1, 2}
    assert len(send("undo", {}).json()["rows"]) == 2
    assert upload.mentions.accepted().count() == 0
    assert send("undo", {}).json()["rows"] == []


@pytest.mark.parametrize("numbers", [None, "1", [1, "2"], [True], [-1], [2**40], {"1": 1}])
def test_numbers_that_are_none_are_refused(send, numbers):
    assert send("decisions", {"decision": "accepted", "numbers": numbers}).status_code == 400


def test_what_is_sent_twice_is_done_once(send, upload):
    name = str(uuid4())
    for _ in range(2):
        assert send("decisions", {"decision": "ignored", "numbers": [1, 2], "id": name}).json()["numbers"] == [1, 2]
    assert decide(send, 3, id=(again := str(uuid4()))).json()["version"] == 1
    assert decide(send, 3, id=again).status_code == 200
    assert upload.decisions.count() == 3
    assert [len(send("undo", {"id": again}).json()["rows"]) for again in [str(uuid4())] * 2] == [1, 1]
    assert upload.mentions.open().count() == 4


def test_a_wrong_name_of_what_is_sent_is_refused(send):
    assert decide(send, id="1; drop").status_code == 400


def test_undo_does_not_touch_what_a_colleague_did_since(send, upload, colleague):
    decide(send)
    decisions.decide(upload.mentions.get(number=1), colleague, 1, "ignored")
    answer = send("undo", {})
    assert answer.status_code == 409
    assert answer.json()["current"]["decision_words"] == "싣지 않음"


def test_unknown_mention_is_not_found(client, send, upload):
    assert decide(send, 99).status_code == 404
    assert client.get(f"/uploads/{upload.pk}/mentions/99").status_code == 404


@pytest.mark.parametrize("path", ["mentions/1/decision", "decisions", "undo", "details"])
def test_writing_needs_post_and_a_token(client, upload, path):
    url = f"/uploads/{upload.pk}/{path}"
    strict = type(client)(enforce_csrf_checks=True)
    strict.force_login(upload.uploaded_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert strict.get(url).status_code == 405
    assert strict.post(url, "{}", content_type="application/json").status_code == 403


def test_a_line_is_listed_at_a_point_on_itself(client, upload, user):
    line = "SRID=4326;LINESTRING(126.98 37.566, 127.0 37.566)"
    Mention.objects.filter(upload=upload, number=1).update(geometry=line)
    row = next(r for r in rows_of(client.get(f"/uploads/{upload.pk}/mentions").json()) if r["number"] == 1)
    assert row["lat"] == 37.566
    assert 126.98 <= row["lon"] <= 127.0
    assert client.get(f"/uploads/{upload.pk}/mentions/1").json()["geometry"]["type"] == "LineString"


def names_of(client, upload):
    return [row["name"] for row in rows_of(client.get(f"/uploads/{upload.pk}/mentions").json())]


def test_a_row_goes_by_its_name_and_by_another_column_when_the_clerk_says_so(client, upload, user):
    assert sorted(names_of(client, upload))[:2] == ["남산도서관", "손기정문화도서관"]
    upload.review.title_column = "운영시간"
    upload.review.save()
    assert set(names_of(client, upload)) == {"09:00~22:00"}
    upload.review.title_column = ""
    upload.review.save()
    assert set(names_of(client, upload)) == {None}
