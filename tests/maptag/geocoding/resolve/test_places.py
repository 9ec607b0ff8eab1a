"""Places, crossings, stretches and areas."""

import pytest

from maptag.geocoding.models import District, RoadAddress
from maptag.geocoding.resolve.pipeline import geocode
from maptag.geocoding.resolve.reverse import nearby, reverse
from maptag.geocoding.tables.loading import Load
from maptag.geocoding.types import Query

from .sample_tables import STATIONS, load_places


@pytest.fixture
def tables(db, tmp_path):
    load_places(tmp_path)


def place(text, kind="", **about):
    return geocode([Query(text, kind, **about)])[0]


def test_a_station_is_one_place_though_every_line_has_its_own_point(tables):
    match = place("서울 시청역", "place")

    assert (match.grade, match.best.name, match.best.position_type) == ("D", "시청역", "place")


def test_a_place_of_another_city_is_never_looked_for_here(tables):
    busan = place("부산 시청역", "place")

    assert (busan.best.lon, busan.best.lat) == pytest.approx((129.0768, 35.1796))
    assert place("시청역", "place", near_sido="부산광역시").best.lon == pytest.approx(129.0768)
    assert place("자갈치역", "place").best.lon == pytest.approx(129.0305)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("부산 중구 서울시립미술관", "place"),
        ("대구 서대문구 독립문사거리", "intersection"),
        ("부산 중구 세종대로와 을지로 교차로", "intersection"),
        ("부산 중구 을지로 전 구간", "segment"),
        ("부산 중구 을지로(시청역~을지로3가)", "segment"),
        ("부산 중구 전역", "area"),
        ("부산 서울시립미술관 반경 500m", "area"),
    ],
)
def test_a_text_or_document_that_names_another_city_gets_no_point_here(tables, text, kind):
    assert place(text, kind).best is None

    words = text.removeprefix("부산 ").removeprefix("대구 ")
    assert place(words, kind).best is not None
    assert place(words, kind, near_sido="서울특별시").grade == place(words, kind).grade
    assert place(words, kind, near_sido="부산광역시").best is None
    assert place(words.removeprefix("중구 "), kind, near_sido="부산광역시", near_sigungu="중구").best is None


def test_a_name_that_begins_like_a_city_is_looked_for_as_a_whole(tables):
    assert place("서울 시립미술관", "place").best.name == "서울시립미술관"
    assert place("서울시립미술관", "place").best.name == "서울시립미술관"


def test_a_crossing_in_another_gu_than_the_text_says_is_offered(tables):
    match = place("강남구 세종대로와 을지로 교차로", "intersection")

    assert (match.grade, match.flags, len(match.candidates)) == ("E", ("gu_contradicts",), 1)


def test_a_line_chooses_between_two_stations_of_one_name(tables):
    alone, by_line = place("신촌역", "place"), place("신촌역(2호선)", "place")

    assert (alone.grade, len(alone.candidates)) == ("E", 2)
    assert by_line.best.lon == pytest.approx(126.9369)


def test_a_known_exit_is_better_than_its_station(tables):
    known, unknown = place("시청역 3번 출구 앞", "place"), place("시청역 8번출구 맞은편", "place")

    assert (known.best.position_type, known.best.lon) == ("exit", pytest.approx(126.9765))
    assert "exit_unknown" in unknown.flags
    assert "relation" in unknown.flags


def test_namesakes_get_no_point_unless_the_gu_decides(tables):
    assert place("행복마트", "place").best is None
    assert place("행복마트 앞", "place", near_sigungu="강남구").best.lon == pytest.approx(127.05)


def test_a_shop_found_elsewhere_is_offered_and_not_placed(tables):
    contradicted = place("태평로1가 까페띠아모 앞", "place"), place("까페띠아모", "place", near_sigungu="중구")
    alone = place("까페띠아모", "place")

    assert [match.best for match in (*contradicted, alone)] == [None, None, None]
    assert alone.candidates[0].lon == pytest.approx(127.05)
    assert place("강남구 까페띠아모 앞", "place").best.lon == pytest.approx(127.05)


def test_a_named_crossing_is_its_stops_and_never_a_stop_that_only_sounds_like_it(tables):
    found, unknown = place("독립문사거리 행촌동 방면 교통섬", "intersection"), place("사당사거리", "intersection")

    assert found.best.lon == pytest.approx(126.9571)
    assert unknown.grade == "F"


def test_a_crossing_without_a_stop_is_never_put_at_the_station_of_its_name(tables):
    match = place("시청사거리", "intersection")

    assert match.best is None
    assert [candidate.name for candidate in match.candidates] == ["시청역"]


def test_a_bicycle_stand_tells_where_an_exit_is(tables):
    match = place("을지로3가역 4번 출구")

    assert (match.best.position_type, match.flags) == ("exit", ())
    assert (match.best.lon, match.best.lat) == pytest.approx((126.9925, 37.5661))


@pytest.mark.parametrize("text", ["신길1동 주민센터", "신길제1동주민센터", "신길제1동 행정복지센터 앞"])
def test_the_office_of_a_dong_is_found_by_all_its_names(tables, text):
    best = place(text, "place").best

    assert (best.lon, best.lat) == pytest.approx((126.9214, 37.5111))


def test_a_bridge_is_its_middle_and_its_end_where_the_end_is_named(tables):
    whole, end = place("한남대교", "place"), place("한남대교북단", "place")

    assert (whole.best.lon, whole.best.lat) == pytest.approx((127.01337, 37.52671), abs=0.0001)
    assert whole.best.error_m > 400
    assert (end.best.lon, end.best.lat) == pytest.approx((127.010279, 37.53034))


@pytest.mark.parametrize(("text", "kind"), [("태평로1가 30~35번지", ""), ("중구 태평로1가 30∼35", "area")])
def test_a_range_of_lots_is_the_area_round_those_that_are_known(tables, text, kind):
    match = place(text, kind)

    assert (match.best.lon, match.best.lat) == pytest.approx((126.9780, 37.5665), abs=0.0005)
    assert match.best.geometry["type"] == "Polygon"
    assert "1필지" in match.reasons[0]


def test_a_range_of_lots_that_nothing_is_known_of_has_no_point_of_its_own(tables):
    match = place("태평로1가 900~910번지", "area")

    assert match.best is None or match.best.position_type == "dong"


def test_areas_are_their_boundary_and_circles_go_round_their_centre(tables):
    gu, circle = place("중구 전역", "area"), place("서울시립미술관 반경 500m", "area")

    assert gu.best.geometry["type"] in ("Polygon", "MultiPolygon")
    assert circle.best.geometry["type"] == "Polygon"
    assert circle.best.lon == pytest.approx(126.9737)


def test_a_pin_knows_its_address_and_dong(tables):
    found = reverse(126.9781, 37.5666)

    assert found.road_address == "서울특별시 중구 세종대로 110"
    assert found.lot_address == "서울특별시 중구 태평로1가 31"
    assert found.error_m < 20
    assert (found.lon, found.lat) == (126.9781, 37.5666)
    assert reverse(0.0, 0.0) is None


def test_an_end_of_several_namesakes_is_the_one_at_the_road(tables):
    assert place("행복마트", "place").best is None
    assert place("만리재로(행복마트~서울시립미술관)", "segment").grade == "F"
    assert place("통일로(행복마트~시청역)", "segment").best.geometry["type"] == "LineString"


def test_stops_on_three_sides_of_a_place_are_one_place(tables):
    match = place("은마아파트 101동", "place")

    assert (match.grade, match.best.lon) == ("D", pytest.approx(127.0643, abs=0.001))
    assert match.best.error_m > 250


def test_a_pin_away_from_all_buildings_has_its_dong_and_is_told_what_is_near(tables):
    found = reverse(126.9790, 37.5665)

    assert (found.grade, found.road_address, found.name) == ("D", "", "중구")
    assert found.reasons == ("가장 가까운 주소는 88 m 떨어진 ‘서울특별시 중구 세종대로 110’입니다.",)
    assert found.error_m == pytest.approx(88, abs=3)
    assert "88" not in nearby(126.9781, 37.5666)
    assert "세종대로 110" in nearby(126.9865, 37.5665)
    assert nearby(127.0100, 37.5665) == ""


def test_a_pin_across_the_border_of_a_gu_does_not_get_the_address_over_there(tables):
    RoadAddress.objects.update(gu="서대문구")

    assert reverse(126.9783, 37.5665).road_address == ""
    assert reverse(126.9781, 37.5665).road_address == "서울특별시 서대문구 세종대로 110"


def test_a_park_is_itself_though_stops_farther_off_bear_its_name(tables):
    match = place("훈련원공원 앞", "place")

    assert (match.best.lon, match.best.lat) == pytest.approx((127.0050, 37.5670))
    assert match.best.error_m > 500


def test_a_sight_is_not_the_restaurant_of_its_name(tables):
    assert place("훈련원", "place").best.lon == pytest.approx(127.0052)


@pytest.mark.parametrize("text", ["정문 앞", "서울", "강남", "화장실"])
def test_what_every_place_has_or_a_whole_city_is_no_place(tables, text):
    assert place(text, "place").grade == "F"


def test_a_university_is_known_without_its_campus(tables):
    assert place("세종대학교", "place").best.name == "세종대학교 남산캠퍼스"


def test_a_stop_in_another_gu_than_the_document_says_is_offered_unless_it_is_across_the_street(tables):
    far, across = (
        place("남산보육원앞", "place", near_sigungu="서대문구"),
        place("남산빌라 앞", "place", near_sigungu="서대문구"),
    )

    assert (far.grade, far.flags) == ("E", ("elsewhere",))
    assert across.best.lon == pytest.approx(126.9610)
    assert place("남산보육원앞", "place", near_sigungu="중구").best.lon == pytest.approx(126.9800)


def test_a_stop_is_meant_where_the_text_says_so(tables):
    stop, park = place("훈련원공원 앞 버스정류장", "place"), place("훈련원공원 앞 횡단보도", "place")

    assert stop.best.name == "훈련원공원앞"
    assert park.best.name == "훈련원공원"


def test_several_exits_are_their_station(tables):
    match = place("시청역 2~3번 출구 앞", "place")

    assert (match.best.name, match.best.position_type) == ("시청역", "place")
    assert place("시청역 3번 출구", "place").best.position_type == "exit"


@pytest.mark.parametrize("text", ["101동 앞", "중구 101동", "2번출구", "12-3"])
def test_the_number_of_a_building_or_exit_is_no_place(tables, text):
    assert place(text, "place").best is None


def test_an_area_in_a_column_of_places_is_its_boundary(tables):
    assert place("중구", "place").best.position_type == "gu"


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("독립문사거리 기아자동차 앞", "독립문사거리", "기아자동차 앞"),
        ("을지로3가역 홈마트 앞 횡단보도", "을지로3가역", "홈마트 앞 횡단보도"),
    ],
)
def test_what_is_not_known_itself_is_put_at_the_crossing_or_station_that_it_is_said_to_be_at(tables, text, name, rest):
    match, anchor = place(text, "place"), place(name, "intersection" if name.endswith("거리") else "place")

    assert (match.grade, match.flags) == ("D", ("anchor",))
    assert (match.best.lon, match.best.lat) == (anchor.best.lon, anchor.best.lat)
    assert match.best.error_m >= anchor.best.error_m + 100
    assert f"‘{rest}’의 위치를 몰라" in match.reasons[1]
    assert place("없는사거리 기아자동차 앞", "place").grade == "F"


def test_a_crossing_named_after_a_place_is_offered_at_it(tables):
    match = place("서울시립미술관 사거리", "intersection", near_sigungu="중구")

    assert (match.grade, match.best) == ("E", None)
    assert match.candidates[0].name == "서울시립미술관"


def test_a_station_of_another_city_is_not_placed_where_the_document_names_a_gu_of_ours(tables):
    match = place("자갈치역 앞", "place", near_sigungu="서대문구")

    assert (match.grade, match.flags) == ("E", ("elsewhere",))
    assert place("부산 자갈치역 앞", "place", near_sigungu="서대문구").best.lon == pytest.approx(129.0305)


def test_a_station_whose_point_contradicts_its_own_address_is_refused(tables, tmp_path):
    District.objects.filter(kind="gu", sido="서울특별시", boundary=None).delete()
    header, *_rows = STATIONS.splitlines()
    row = "1,양원,K4,경의중앙선,,,,,,36.9632,129.0911,,서울특별시 중랑구 송림길 172,,,,"
    (tmp_path / "strayed.csv").write_bytes(f"{header}\n{row}\n".encode("cp949"))
    report = Load(progress=lambda _line: None).run([tmp_path / "strayed.csv"])

    assert report.reasons == {"좌표가 주소의 시·도 밖입니다.": 1}
    assert place("양원역", "place").grade == "F"
