"""Misspelt addresses: repaired only where one name has the number, and always said."""

import pytest

from maptag.geocoding.resolve.pipeline import geocode
from maptag.geocoding.types import Query

from .sample_tables import load_addresses


@pytest.fixture
def tables(db, tmp_path):
    load_addresses(tmp_path)


def place(text, **about):
    return geocode([Query(text, **about)])[0]


def test_a_misspelt_road_is_repaired_only_where_the_number_exists(tables):
    repaired, impossible = place("강남구 태헤란로 152"), place("강남구 태헤란로 9999")

    assert (repaired.grade, repaired.flags) == ("B", ("spelling",))
    assert "테헤란로" in repaired.reasons[0]
    assert impossible.best is None


@pytest.mark.parametrize(
    ("text", "road_address"),
    [
        ("강남구 테란헤로 152", "강남구 테헤란로 152"),
        ("강남구 테헤란란로 152", "강남구 테헤란로 152"),
        ("강남구 테란로 152", "강남구 테헤란로 152"),
        ("서초구 남부순로 2406", "서초구 남부순환로 2406"),
        ("동대문구 히괴로 57", "동대문구 회기로 57"),
        ("은사로21길 44", "강남구 봉은사로21길 44"),
        ("강남구 테헤란러 152", "강남구 테헤란로 152"),
        ("강남구 개포로110실 54", "강남구 개포로110길 54"),
        ("강남구 테헤란노 152", "강남구 테헤란로 152"),
    ],
)
def test_one_slip_of_the_pen_is_repaired_and_says_so(tables, text, road_address):
    match = place(text)

    assert (match.grade, match.flags) == ("B", ("spelling",))
    assert match.best.road_address == f"서울특별시 {road_address}"


def test_two_names_one_slip_away_are_both_offered_and_neither_taken(tables):
    match = place("동대문구 사정로5길 10")

    assert (match.grade, match.best) == ("E", None)
    assert {candidate.road_address for candidate in match.candidates} == {
        "서울특별시 동대문구 사가정로5길 10",
        "서울특별시 동대문구 하정로5길 10",
    }


def test_a_name_less_alike_does_not_win_because_the_nearest_lacks_the_number(tables):
    match = place("은사로21길 46")

    assert match.best is None
    assert "‘봉은사로21길’을 뜻했다면, 그 번호가 자료에 없습니다." in match.reasons


def test_the_letter_of_a_branch_is_no_spelling(tables):
    assert place("성동구 똑서당로62가길 13").best is None
    assert place("성동구 똑서당로62길 13").best.road_address == "서울특별시 성동구 독서당로62길 13"


def test_a_written_gu_is_never_left_for_a_likelier_name(tables):
    assert place("마포구 테헤랑로 152").best is None
    assert place("부산광역시 테헤랑로 152").best is None


def test_commas_between_the_parts_of_an_address_are_spaces(tables):
    assert place("강남구,테헤란로,152").grade == "A1"


@pytest.mark.parametrize("text", ["강남구 테헤란 로 152", "서울 강남구 테 헤란로 152", "강남구 개포로110 길 54"])
def test_spaces_inside_a_road_name_do_not_hide_it(tables, text):
    assert place(text).best.road_address in ("서울특별시 강남구 테헤란로 152", "서울특별시 강남구 개포로110길 54")


def test_a_floor_behind_the_number_is_never_glued_to_it(tables):
    match = place("중구 세종대로 1 10층")

    assert match.best is None or match.best.road_address != "서울특별시 중구 세종대로 110"


def test_digits_of_a_road_name_are_never_repaired(tables):
    assert place("강남구 개포로111길 54").best is None


def test_two_equally_near_names_win_neither(tables):
    match = place("강남구 도산대로 102")

    assert match.grade != "B"
