"""What is found while somebody types."""

import pytest

from maptag.geocoding.gazetteer.naming import name_key
from maptag.geocoding.typeahead.search import search
from maptag.geocoding.typeahead.typed import typed_key

from .sample_tables import load_places


@pytest.fixture
def tables(db, tmp_path):
    load_places(tmp_path)


def test_search_keeps_to_the_city_that_was_typed_first(tables):
    assert [candidate.lon for candidate in search("부산 시청")] == [pytest.approx(129.0768)]
    assert search("부산 중구 을지로") == []


def test_search_completes_numbers_places_and_initials(tables):
    titles = [candidate.road_address or candidate.name for candidate in search("세종대로 1")]

    assert titles[0] == "서울특별시 중구 세종대로 110"
    assert search("ㅅㅊㅇ", near=(126.978, 37.5665))[0].name == "시청역"
    assert search("서울시립")[0].name == "서울시립미술관"
    assert search("%_\\") == []


def titles(text, **about):
    return [candidate.name or candidate.road_address for candidate in search(text, **about)]


@pytest.mark.parametrize("typed", ["을", "을지", "을지ㄹ", "을질", "을지로", "ㅇㅈㄹ", "중구 을지", "Eulji"])
def test_a_road_is_found_at_every_key_that_is_typed(tables, typed):
    assert "을지로" in titles(typed)


def test_the_very_name_comes_first_then_stations_roads_and_other_places(tables):
    assert titles("을지로")[:2] == ["을지로", "을지로3가역"]
    assert titles("을지")[:2] == ["을지로3가역", "을지로"]
    assert titles("시청")[0] == "시청역"


def test_of_two_namesakes_the_one_near_the_map_comes_first(tables):
    west, east = search("행복마트", near=(126.97, 37.55)), search("행복마트", near=(127.05, 37.50))

    assert west[0].lon == pytest.approx(126.97)
    assert east[0].lon == pytest.approx(127.05)


def test_the_gu_that_was_typed_first_leaves_out_the_others(tables):
    assert [candidate.lon for candidate in search("강남구 행복마트")] == [pytest.approx(127.05)]


def test_a_slip_of_the_pen_still_finds_the_name(tables):
    assert titles("세종데로") == ["세종대로"]
    assert titles("을찌로3가역")[0] == "을지로3가역"


def test_a_number_that_does_not_exist_leaves_the_road(tables):
    assert titles("을지로 999") == ["을지로"]


def test_a_school_is_found_while_its_kind_is_typed(tables):
    assert typed_key("남산초등학") == "남산초"
    assert name_key("남산초등학교").startswith(typed_key("남산초등"))
