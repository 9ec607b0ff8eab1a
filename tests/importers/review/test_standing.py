"""What a person placed is settled: no old doubt beside it, on the screen, after a reload, and where it is published."""

import json

import pytest

from importers.models import SURE, Standing
from importers.review import decisions, publishing, tagging
from tests.importers.factories import candidate, reviewed_upload

pytestmark = pytest.mark.django_db
LOST = "주소나 장소를 찾지 못했습니다."


@pytest.fixture
def upload(user):
    upload = reviewed_upload(uploaded_by=user)
    upload.mentions.filter(grade__in="EF").update(reasons=[LOST], match_flags=["ambiguous"])
    return upload


def detail(client, upload, number):
    return client.get(f"/uploads/{upload.pk}/mentions/{number}").json()


def standing(client, upload, number):
    listed = client.get(f"/uploads/{upload.pk}/mentions").json()
    rows = [dict(zip(listed["fields"], row, strict=True)) for row in listed["rows"]]
    return next(row["grade"] for row in rows if row["number"] == number)


def decide(client, upload, number, **body):
    version = upload.mentions.get(number=number).version
    body = json.dumps({"version": version, "decision": "accepted"} | body)
    return client.post(f"/uploads/{upload.pk}/mentions/{number}/decision", body, content_type="application/json").json()


WAYS = [
    {"point": [126.99, 37.55], "source": "pin"},
    {"point": [126.99, 37.55], "source": "search", "address": "용산구 소월로 110"},
    {"point": [126.99, 37.55], "source": "opinion", "address": "용산구 소월로 110"},
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way["source"])
def test_a_place_that_was_moved_or_picked_drops_the_old_reasons(client, upload, way):
    assert detail(client, upload, 6)["reasons"] == [LOST]
    answer = decide(client, upload, 6, **way)
    for shown in (answer, detail(client, upload, 6)):
        assert shown["reasons"] == []
        assert shown["grade_words"] == "직접 정함 – 사람이 정한 자리"
    assert standing(client, upload, 6) == Standing.PLACED


def test_a_candidate_that_was_chosen_brings_its_own_reasons(client, upload):
    chosen = candidate("E", 127.09, 37.61, reasons=("둘째 후보의 까닭",))
    upload.mentions.filter(number=5).update(candidates=[candidate("E", 127.1, 37.6), chosen])
    assert decide(client, upload, 5, candidate=1)["reasons"] == ["둘째 후보의 까닭"]
    assert standing(client, upload, 5) == Standing.PLACED


def test_it_stays_settled_when_it_is_decided_anew(client, upload):
    decide(client, upload, 6, **WAYS[0])
    decide(client, upload, 6, decision="open")
    assert standing(client, upload, 6) == Standing.PLACED
    assert detail(client, upload, 6)["reasons"] == []


def test_undo_brings_the_doubt_back(client, upload):
    decide(client, upload, 6, **WAYS[0])
    client.post(f"/uploads/{upload.pk}/undo", "{}", content_type="application/json")
    assert standing(client, upload, 6) == "F"
    assert detail(client, upload, 6)["reasons"] == [LOST]


def test_what_the_geocoder_found_keeps_its_reasons_when_it_is_accepted(client, upload):
    assert decide(client, upload, 1)["reasons"] == ["건물번호까지 같습니다."]
    assert standing(client, upload, 1) == "A1"


def test_what_is_published_says_nothing_of_the_old_doubt(client, upload, user):
    decide(client, upload, 6, **WAYS[0])
    decide(client, upload, 1)
    notice = publishing.publish(upload.review, user)
    assert [tag.grade for tag in notice.tags.all()] == ["A1", ""]


def test_candidates_alike_to_the_letter_can_be_told_apart(client, upload):
    same = {"road_address": "서울특별시 양천구 용왕정길 19", "name": "용왕정"}
    twins = [candidate("E", 126.980, 37.560, **same), candidate("E", 126.981, 37.560, **same)]
    upload.mentions.filter(number=5).update(candidates=twins)
    texts = [(one["title"], one["other"]) for one in detail(client, upload, 5)["candidates"]]
    assert len(set(texts)) == 2
    assert "동쪽 88 m" in texts[1][1]


def test_grades_are_words_and_letters_stand_in_the_detail_alone(client, upload):
    page = client.get(f"/uploads/{upload.pk}/").content.decode()
    settings = json.loads(page.split('id="review-settings" type="application/json">')[1].split("</script>")[0])
    words = [settings["grades"][grade]["word"] for grade in ("A1", "A2", "B", "C", "D", "E", "F")]
    assert words == ["정확", "정확", "정확", "가까운 곳", "동네", "여러 곳", "못 찾음"]
    assert detail(client, upload, 5)["grade_letter"] == "E"


def test_a_station_exit_is_not_published_under_a_bus_stops_name(upload, user):
    stop = candidate("D", 126.8939, 37.5375, road_address="", name="선유도역.롯데제과")
    upload.mentions.filter(number=1).update(grade="D", candidates=[stop], address="선유도역.롯데제과")
    decisions.decide(upload.mentions.get(number=1), user, 0, "accepted")
    assert [tag.address for tag in tagging.tags_of(upload.review)] == [""]


STATION = {"certainty": "by_name", "precision": "spot", "grade": "D"}
DONG = {"certainty": "estimated", "precision": "centre", "grade": "D"}


@pytest.mark.parametrize(
    ("answer", "error_m", "word"),
    [(STATION, 150.0, "정확"), (STATION, 400.0, "동네"), (DONG, 140.0, "동네"), (DONG, 900.0, "동네")],
)
def test_a_station_does_not_stand_beside_the_middle_of_a_dong(client, upload, answer, error_m, word):
    upload.mentions.filter(number=1).update(**answer, error_m=error_m)
    assert detail(client, upload, 1)["grade_words"].startswith(word)
    assert upload.mentions.with_standing().get(number=1).standing == upload.mentions.get(number=1).stands


def test_what_is_certain_and_near_is_accepted_at_once_and_nothing_else(user, upload):
    upload.mentions.filter(number=1).update(**STATION, error_m=120.0)
    upload.mentions.filter(number=2).update(**DONG, error_m=120.0)
    upload.mentions.filter(number=3).update(error_m=300.0)
    assert decisions.accept_standing(upload, SURE, user) == 1
    assert [mention.number for mention in upload.mentions.accepted()] == [1]
