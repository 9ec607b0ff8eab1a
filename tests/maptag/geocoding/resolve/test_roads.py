"""Roads without a number, stretches of them, and where two cross."""

import pytest

from maptag.geocoding.resolve.pipeline import geocode
from maptag.geocoding.types import Query

from .sample_tables import load_places


@pytest.fixture
def tables(db, tmp_path):
    load_places(tmp_path)


def place(text, kind="", **about):
    return geocode([Query(text, kind, **about)])[0]


def test_two_ends_of_two_cities_are_no_stretch(tables):
    match = place("시청역에서 자갈치역까지", "segment")

    assert (match.grade, match.best) == ("F", None)


def test_a_stretch_between_two_places_follows_the_road_that_leads_past_both(tables):
    match = place("을지로종점상가~을지로입구상가", "segment")

    assert match.flags == ()
    assert (126.992, 37.5663) in match.best.geometry["coordinates"]


def test_two_roads_cross_where_their_lines_meet(tables):
    met, apart = place("세종대로와 을지로 교차로", "intersection"), place("을지로와 퇴계로 교차로", "intersection")

    assert (met.best.lon, met.best.lat) == pytest.approx((126.977, 37.566), abs=0.0002)
    assert apart.best is None
    assert "만나지 않습니다" in apart.reasons[-1]


def test_a_stretch_follows_its_road(tables):
    match = place("을지로(시청역~을지로3가)", "segment")

    first, *_, last = match.best.geometry["coordinates"]
    assert match.best.geometry["type"] == "LineString"
    assert (first[0], last[0]) == pytest.approx((126.977, 126.992), abs=0.001)


def test_a_stretch_with_an_unknown_end_is_not_guessed(tables):
    match = place("을지로(없는곳~을지로3가)", "segment")

    assert match.grade == "F"
    assert "없는곳" in match.reasons[0]


def test_numbers_as_the_ends_of_a_stretch_are_buildings_of_its_road(tables):
    match = geocode([Query("을지로 9998~9999", "segment", "을지로|9998~9999")])[0]

    assert match.grade == "F"
    assert "‘을지로 9998’" in match.reasons[0]


@pytest.mark.parametrize(
    "text", ["을지로(시청역~을지로3가)", "을지로(시청역 ~ 을지로3가)", "시청역에서 을지로3가역까지"]
)
def test_a_line_of_text_that_is_written_as_a_stretch_is_one(tables, text):
    match = geocode([Query(text)])[0]

    assert match.best.geometry["type"] == "LineString"


@pytest.mark.parametrize("text", ["09:00 ~ 18:00", "2026. 3. 1. ~ 3. 31.", "없는역에서 모를역까지"])
def test_what_only_looks_like_a_stretch_is_none(tables, text):
    assert geocode([Query(text)])[0].grade == "F"


@pytest.mark.parametrize("kind", ["place", "segment", ""])
def test_a_whole_road_is_its_line(tables, kind):
    match = place("을지로 전 구간", kind)

    assert match.best.position_type == "segment"
    assert match.reasons == ("도로 전체입니다.",)


@pytest.mark.parametrize(
    ("text", "lat"), [("을지로5길 입구", 37.5662), ("중구 을지로5길 초입", 37.5662), ("을지로5길 끝", 37.5630)]
)
def test_a_lane_begins_at_its_parent_road(tables, text, lat):
    match = place(text, "place")

    assert (match.grade, match.best.position_type) == ("D", "road")
    assert match.best.lat == pytest.approx(lat, abs=0.0002)


def test_a_lane_itself_is_its_middle_with_half_its_length_as_the_error(tables):
    match = place("을지로5길 주변", "place")

    assert match.best.lat == pytest.approx(37.5646, abs=0.0003)
    assert match.best.error_m == pytest.approx(196, abs=10)


def test_a_trail_of_several_parts_or_a_name_of_several_roads_is_offered_only(tables):
    trail, namesake = place("남산 둘레길 입구", "place"), place("중앙로 입구", "place")

    assert [trail.best, namesake.best] == [None, None]
    assert (len(trail.candidates), len(namesake.candidates)) == (2, 2)
    assert place("강남구 중앙로 입구", "place").best.lon == pytest.approx(127.0655, abs=0.001)


def test_a_stretch_of_a_road_that_leads_to_neither_end_is_none(tables):
    assert place("중앙로(시청역~을지로3가)", "segment").grade == "F"
