"""A row is a place: its evidence, its stated point, and rows that repeat it."""

import pytest
from django.core.files.base import ContentFile

from importers.models import Mention
from importers.review import tagging
from importers.uploads import intake, pipeline
from tests.factories import UserFactory

# Three real addresses with their points; the fourth row's point is another building's, 3 km away.
PLACES = [
    ("남산도서관", "서울특별시 용산구 소월로 109"),
    ("정독도서관", "서울특별시 종로구 북촌로5길 48"),
    ("용산도서관", "서울특별시 용산구 두텁바위로 160"),
]

pytestmark = pytest.mark.django_db


@pytest.fixture
def imported(addresses):
    user = UserFactory()

    def _imported(text):
        upload, _ = intake.receive(ContentFile(text.encode()), "목록.csv", user)
        pipeline.run(upload.pk)
        upload.refresh_from_db()
        assert upload.state == "ready"
        return upload

    return _imported


def points(imported):
    """(lon, lat) of PLACES, as the geocoder has them."""
    upload = imported("시설명,주소\n" + "".join(f"{name},{address}\n" for name, address in PLACES))
    return [mention.geometry.coords for mention in upload.mentions.order_by("number")]


def test_points_of_the_file_place_its_rows_and_those_that_contradict_the_address_are_asked(imported):
    real = points(imported)
    lines = ["시설명,주소,위도,경도"]
    lines += [f"{name},{address},{lat:.6f},{lon:.6f}" for (name, address), (lon, lat) in zip(PLACES, real, strict=True)]
    lines.append(f"{PLACES[0][0]} 별관,{PLACES[0][1]},{real[1][1]:.6f},{real[1][0]:.6f}")
    upload = imported("\n".join(lines))
    assert upload.mentions_found == 4
    *agreeing, wrong = upload.mentions.order_by("number")
    assert {mention.grade for mention in agreeing} <= {"A1", "A2"}
    assert (wrong.grade, wrong.geometry, len(wrong.candidates)) == ("E", None, 2)
    assert "m 떨어져 있습니다" in wrong.reasons[0]


def test_rows_with_nothing_but_points_are_placed_by_them(imported):
    rows = "".join(f"검사소{n},{126.98 + n / 1000:.5f},{37.55 + n / 1000:.5f}\n" for n in range(9))
    upload = imported("명칭,값1,값2\n" + rows)
    first, *others = upload.mentions.order_by("number")
    assert (first.text, first.position_type, first.error_m, len(others)) == ("검사소0", "stated", 10.0, 8)
    assert first.geometry.coords == pytest.approx((126.98, 37.55))


def test_a_swapped_pair_is_put_right_and_told(imported):
    rows = "".join(f"검사소{n},37.5{n}001,126.9{n}001\n" for n in range(9))
    upload = imported("명칭,위도,경도\n" + rows + "검사소9,126.98001,37.55001\n")
    last = upload.mentions.order_by("number").last()
    assert last.geometry.coords == pytest.approx((126.98001, 37.55001))
    assert "바뀌어" in " ".join(last.candidates[0]["reasons"])


def test_road_and_lot_address_of_a_row_are_one_item(imported):
    lots = ["용산구 후암동 30-84", "종로구 화동 2", "용산구 후암동 30-1"]
    rows = "".join(f"{name},{road},서울특별시 {lot}\n" for (name, road), lot in zip(PLACES, lots, strict=True))
    upload = imported("시설명,도로명주소,지번주소\n" + rows)
    assert upload.mentions_found == upload.mentions.count() == 3
    assert [mention.evidence[0]["kind"] for mention in upload.mentions.order_by("number")] == ["lot"] * 3


def test_a_place_that_daily_rows_repeat_is_one_with_all_its_rows(imported, monkeypatch):
    monkeypatch.setattr(pipeline, "BATCH", 7)
    days = "".join(f"2026-01-{day:02},{name},{address},{day}\n" for day in range(1, 11) for name, address in PLACES)
    upload = imported("측정일,측정소,주소,농도\n" + days)
    assert upload.mentions.count() == 3
    assert [len(mention.repeats) for mention in upload.mentions.order_by("number")] == [9, 9, 9]
    upload.mentions.update(decision=Mention.Decided.ACCEPTED)
    assert len(list(tagging.tags_of(upload.review))) == 3


def test_two_shops_in_one_building_stay_two(imported):
    rows = "".join(f"가게{n},{PLACES[0][1]}\n" for n in range(5))
    assert imported("상호,주소\n" + rows).mentions.count() == 5
