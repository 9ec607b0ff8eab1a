"""Places, crossings, stretches and areas."""

import json

import pytest

from maptag.geocoding.gazetteer.naming import name_key
from maptag.geocoding.models import District, RoadAddress
from maptag.geocoding.resolve.pipeline import geocode
from maptag.geocoding.resolve.reverse import nearby, reverse
from maptag.geocoding.tables.loading import Load
from maptag.geocoding.typeahead.search import search
from maptag.geocoding.typeahead.typed import typed_key
from maptag.geocoding.types import Query
from tests.maptag.geocoding.tables.loads import CODES

from .test_pipeline import HEADER, sample_row

STATIONS = """역번호,역사명,노선번호,노선명,영문역사명,한자역사명,환승역구분,환승노선번호,환승노선명,역위도,역경도,\
운영기관명,역사도로명주소,역사전화번호,데이터기준일자,제공기관코드,제공기관명
132,시청,S1,서울 도시철도 1호선,,,,,,37.5657,126.9770,,,,,,
201,시청,S2,서울 도시철도 2호선,,,,,,37.5640,126.9754,,,,,,
312,신촌역,K4,경의중앙선,,,,,,37.5598,126.9425,,,,,,
240,신촌,S2,서울 도시철도 2호선,,,,,,37.5552,126.9369,,,,,,
203,을지로3가,S2,서울 도시철도 2호선,,,,,,37.5663,126.9918,,,,,,
104,시청,B1,부산도시철도 1호선,,,,,,35.1796,129.0768,,부산광역시 연제구 중앙대로 1001,,,,
110,자갈치,B1,부산도시철도 1호선,,,,,,35.0966,129.0305,,부산광역시 중구 구덕로 73,,,,
"""
STOPS = """정류소번호,정류소명,X좌표,Y좌표
01001,독립문사거리,126.9570,37.5720
01002,독립문사거리,126.9572,37.5722
01003,사당.인정아파트,126.9650,37.4899
23001,은마아파트,127.0670,37.4957
23002,은마아파트,127.0632,37.4996
23003,은마아파트,127.0627,37.4956
02001,훈련원공원,127.0110,37.5668
02002,훈련원공원,127.0000,37.5673
02003,미술관앞,126.9760,37.5650
02004,남산보육원앞,126.9800,37.5450
02005,경계.남산빌라,126.9610,37.5600
02006,훈련원공원앞,127.0055,37.5668
"""
POI = """name,class,subclass,lon,lat,rank
서울시립미술관,museum,museum,126.9737,37.5640,1
행복마트,grocery,supermarket,126.9700,37.5500,1
행복마트,grocery,supermarket,127.0500,37.5000,1
을지로종점상가,mall,mall,127.0048,37.5668,1
을지로입구상가,mall,mall,126.9772,37.5662,1
까페띠아모,cafe,cafe,127.0500,37.4900,1
시청역 3번 출구,,,126.9765,37.5650,1
신길1동 주민센터,town_hall,townhall,126.9214,37.5111,1
한남대교,structure,structure,127.016453,37.523078,
한남대교,structure,structure,127.010279,37.53034,
한남대교 북단,structure_end,structure_end,127.010279,37.53034,
을지로3가역(2호선) 4번출구 뒤,bicycle_rental,bicycle_rental,126.9925,37.5661,1
훈련원공원,park,park,127.0050,37.5670,1
훈련원,restaurant,restaurant,126.9650,37.5560,1
훈련원,attraction,attraction,127.0052,37.5672,1
정문,,,127.0050,37.5671,1
101동,,,127.0052,37.5671,1
서울,city,city,126.9783,37.5667,1
세종대학교 남산캠퍼스,university,university,126.9800,37.5580,1
"""


def line(name, *points):
    return {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "LineString", "coordinates": points}}


def square(properties, west, south, east, north):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def write_geojson(path, *features):
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


@pytest.fixture
def tables(db, tmp_path):
    (tmp_path / "stations.csv").write_bytes(STATIONS.encode("cp949"))
    (tmp_path / "stops.csv").write_bytes(STOPS.encode("cp949"))
    (tmp_path / "poi.csv").write_text(POI, encoding="utf-8")
    row = sample_row("a", "중구", "세종대로", "", 110, 0, "태평로1가", "", 31, 0, 126.9780, 37.5665)
    (tmp_path / "address_points.csv").write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    write_geojson(
        tmp_path / "roads.geojson",
        line("세종대로", [126.977, 37.560], [126.977, 37.570]),
        line("을지로", [126.977, 37.566], [126.992, 37.5663], [127.005, 37.567]),
        line("통일로", [126.9702, 37.550], [126.9765, 37.5645], [126.9770, 37.566]),
        line("퇴계로", [126.980, 37.560], [126.980, 37.555]),
        line("을지로5길", [126.9850, 37.5630], [126.9851, 37.5662]),
        line("[남산둘레길]1구간북측길", [126.9900, 37.5550], [126.9905, 37.5552]),
        line("[남산둘레길]2구간남측길", [126.9900, 37.5500], [126.9905, 37.5502]),
        line("중앙로", [126.9650, 37.5450], [126.9660, 37.5450]),
        line("중앙로", [127.0650, 37.4900], [127.0660, 37.4900]),
    )
    write_geojson(
        tmp_path / "gu.geojson",
        square({"SIG_CD": "11140", "SIG_KOR_NM": "중구"}, 126.96, 37.54, 127.02, 37.58),
        square({"SIG_CD": "11410", "SIG_KOR_NM": "서대문구"}, 126.92, 37.54, 126.96, 37.60),
        square({"SIG_CD": "11680", "SIG_KOR_NM": "강남구"}, 127.02, 37.47, 127.10, 37.53),
    )
    Load(progress=lambda _line: None).run([CODES, tmp_path])


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
    assert place(words.removeprefix("중구 "), kind, near_sido="부산광역시", near_gu="중구").best is None


def test_a_name_that_begins_like_a_city_is_looked_for_as_a_whole(tables):
    assert place("서울 시립미술관", "place").best.name == "서울시립미술관"
    assert place("서울시립미술관", "place").best.name == "서울시립미술관"


def test_a_crossing_in_another_gu_than_the_text_says_is_offered(tables):
    match = place("강남구 세종대로와 을지로 교차로", "intersection")

    assert (match.grade, match.flags, len(match.candidates)) == ("E", ("gu_contradicts",), 1)


def test_two_ends_of_two_cities_are_no_stretch(tables):
    match = place("시청역에서 자갈치역까지", "segment")

    assert (match.grade, match.best) == ("F", None)


def test_search_keeps_to_the_city_that_was_typed_first(tables):
    assert [candidate.lon for candidate in search("부산 시청")] == [pytest.approx(129.0768)]
    assert search("부산 중구 을지로") == []


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
    assert place("행복마트 앞", "place", near_gu="강남구").best.lon == pytest.approx(127.05)


def test_a_shop_found_elsewhere_is_offered_and_not_placed(tables):
    contradicted = place("태평로1가 까페띠아모 앞", "place"), place("까페띠아모", "place", near_gu="중구")
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


def test_a_stop_in_another_gu_than_the_document_says_is_offered_unless_it_is_across_the_street(tables):
    far, across = place("남산보육원앞", "place", near_gu="서대문구"), place("남산빌라 앞", "place", near_gu="서대문구")

    assert (far.grade, far.flags) == ("E", ("elsewhere",))
    assert across.best.lon == pytest.approx(126.9610)
    assert place("남산보육원앞", "place", near_gu="중구").best.lon == pytest.approx(126.9800)


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
    match = place("서울시립미술관 사거리", "intersection", near_gu="중구")

    assert (match.grade, match.best) == ("E", None)
    assert match.candidates[0].name == "서울시립미술관"


def test_a_station_of_another_city_is_not_placed_where_the_document_names_a_gu_of_ours(tables):
    match = place("자갈치역 앞", "place", near_gu="서대문구")

    assert (match.grade, match.flags) == ("E", ("elsewhere",))
    assert place("부산 자갈치역 앞", "place", near_gu="서대문구").best.lon == pytest.approx(129.0305)


def test_a_station_whose_point_contradicts_its_own_address_is_refused(tables, tmp_path):
    District.objects.filter(kind="gu", sido="서울특별시", boundary=None).delete()
    header, *_rows = STATIONS.splitlines()
    row = "1,양원,K4,경의중앙선,,,,,,36.9632,129.0911,,서울특별시 중랑구 송림길 172,,,,"
    (tmp_path / "strayed.csv").write_bytes(f"{header}\n{row}\n".encode("cp949"))
    report = Load(progress=lambda _line: None).run([tmp_path / "strayed.csv"])

    assert report.reasons == {"좌표가 주소의 시·도 밖입니다.": 1}
    assert place("양원역", "place").grade == "F"
