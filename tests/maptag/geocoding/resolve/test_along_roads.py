"""Stretches, whole roads and crossings from the roads' own lines; venues that no table has; choices that differ."""

import pytest
from shapely.geometry import shape

from maptag.geocoding.geodesy import length, metres
from maptag.geocoding.resolve.pipeline import geocode
from maptag.geocoding.tables.loading import Load
from maptag.geocoding.types import Flag, Query
from tests.maptag.geocoding.tables.loads import CODES

from .sample_tables import HEADER, line, sample_row, square, write_geojson

POI = """name,class,subclass,lon,lat,rank
가람역,station,station,126.9800,37.5601,1
나래역,station,station,126.9900,37.5601,1
다솜역,station,station,127.0000,37.5601,1
라온탑,attraction,attraction,126.9850,37.5603,1
국립가람미술관,museum,museum,126.9840,37.5580,1
은빛마트,shop,supermarket,126.9720,37.5700,1
은빛마트,shop,supermarket,127.0550,37.5000,1
금빛아파트,residential,residential,126.9950,37.5560,1
두물대교,structure,structure,126.9950,37.5450,
두물대교,structure,structure,126.9950,37.5300,
한별사거리,crossing,crossing,126.9902,37.5602,
"""


@pytest.fixture
def tables(db, tmp_path):
    (tmp_path / "poi.csv").write_text(POI, encoding="utf-8")
    rows = [
        sample_row("a", "중구", "큰길로", "", 100, 0, "태평로1가", "", 31, 0, 126.9810, 37.5603),
        sample_row("b", "중구", "큰길로", "", 200, 0, "태평로1가", "", 32, 0, 126.9910, 37.5603),
    ]
    (tmp_path / "address_points.csv").write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    write_geojson(
        tmp_path / "roads.geojson",
        # Two carriageways, 30 m apart, that join in the east only.
        line("큰길로", [126.970, 37.5600], [127.010, 37.5600]),
        line("큰길로", [127.010, 37.5600], [127.010, 37.5603], [126.970, 37.5603]),
        line("샛별로", [126.985, 37.550], [126.985, 37.570]),
        line("달빛로", [126.995, 37.550], [126.995, 37.570]),
        line("외딴로", [126.965, 37.545], [126.968, 37.545]),
        line("해맞이로", [126.966, 37.544], [126.966, 37.546]),
        line("작은길", [126.9652, 37.5448], [126.9652, 37.5452]),
    )
    write_geojson(
        tmp_path / "gu.geojson",
        square({"SIG_CD": "11140", "SIG_KOR_NM": "중구"}, 126.96, 37.54, 127.02, 37.58),
        square({"SIG_CD": "11680", "SIG_KOR_NM": "강남구"}, 127.02, 37.47, 127.10, 37.53),
    )
    write_geojson(
        tmp_path / "dong.geojson",
        square({"EMD_CD": "11140103"}, 126.96, 37.54, 127.02, 37.58),
        square({"EMD_CD": "11680101"}, 127.02, 37.47, 127.10, 37.53),
    )
    Load(progress=lambda _line: None).run([CODES, tmp_path])


def place(text, kind="", **about):
    return geocode([Query(text, kind, **about)])[0]


def test_a_stretch_leads_through_the_points_between_its_ends(tables):
    best = place("큰길로 가람역 → 나래역 → 다솜역", "segment").best
    drawn = shape(best.geometry)

    assert drawn.geom_type == "LineString"
    assert (drawn.coords[0][0], drawn.coords[-1][0]) == pytest.approx((126.980, 127.000), abs=0.0003)
    assert any(metres(point, (126.990, 37.5601)) < 30 for point in drawn.coords)


def test_a_stretch_does_not_turn_back_where_carriageways_join(tables):
    best = place("큰길로(라온탑~나래역)", "segment").best

    assert length(shape(best.geometry)) == pytest.approx(metres((126.985, 37.56), (126.990, 37.56)), abs=80)


def test_a_point_between_that_is_not_known_is_left_out_and_named(tables):
    match = place("큰길로(가람역~모를곳~다솜역)", "segment")

    assert match.best.geometry["type"] == "LineString"
    assert "모를곳" in match.reasons[-1]
    assert not match.certainty.is_sure


def test_the_key_of_a_stretch_holds_all_its_points(tables):
    match = geocode([Query("가람역에서 다솜역", "segment", "큰길로|가람역~나래역~다솜역")])[0]

    assert shape(match.best.geometry).coords[-1][0] == pytest.approx(127.000, abs=0.0003)


@pytest.mark.parametrize(
    "text",
    [
        "큰길로 100 ~ 큰길로 200",
        "큰길로 100부터 나래역까지",
        "큰길로 가람역 앞 ∼ 샛별로",
        "가람역에서 나래역까지",
        "큰길로(한별사거리~다솜역) 양방향",
        "가람역~한별사거리",
    ],
)
def test_a_line_between_numbers_stations_crossings_and_roads_follows_the_road(tables, text):
    match = place(text)

    assert match.best.position_type == "segment"
    assert Flag.STRAIGHT not in match.flags
    assert 300 < length(shape(match.best.geometry)) < 1200


@pytest.mark.parametrize("kind", ["", "area", "segment"])
def test_a_road_alone_is_its_line(tables, kind):
    best = place("중구 샛별로", kind).best

    assert best.position_type == "segment"
    assert shape(best.geometry).length == pytest.approx(0.02)
    assert best.error_m == pytest.approx(1113, rel=0.05)


@pytest.mark.parametrize(
    "text", ["큰길로와 샛별로 교차로", "샛별로×큰길로", "큰길로 x 샛별로 교차로", "샛별로·큰길로 사거리"]
)
def test_the_crossing_of_two_roads_is_found_and_names_both(tables, text):
    best = place(text, "intersection").best

    assert metres((best.lon, best.lat), (126.985, 37.5601)) < 40
    assert {"큰길로", "샛별로"} <= set(best.name.split("·"))


def test_a_road_that_meets_one_main_road_has_one_crossing_and_others_are_offered(tables):
    sole, several = place("외딴로 사거리", "intersection"), place("큰길로사거리", "intersection")

    assert metres((sole.best.lon, sole.best.lat), (126.966, 37.545)) < 40
    assert several.best is None
    assert {choice.name for choice in several.candidates} == {"큰길로·샛별로", "큰길로·달빛로"}


def test_a_crossing_known_by_its_name_comes_before_the_roads(tables):
    assert place("한별사거리").best.lon == pytest.approx(126.9902)
    assert place("강남구 한별사거리", "intersection").best is None


def test_a_bridge_over_the_border_keeps_both_its_heads(tables):
    best = place("두물대교", "place").best

    assert (best.lon, best.lat) == pytest.approx((126.995, 37.5375))


def test_a_misspelt_venue_is_repaired_in_the_gu_that_the_document_says(tables):
    match = place("국립가람미술과", "place", near_sigungu="중구")

    assert (match.best.name, match.best.lon) == ("국립가람미술관", pytest.approx(126.984))
    assert Flag.SPELLING in match.flags
    assert place("국립가람미술과", "place", near_sigungu="강남구").best is None


def test_a_short_name_that_is_nearly_another_is_offered_only(tables):
    match = place("은빗마트", "place", near_sigungu="중구")

    assert match.best is None
    assert [choice.name for choice in match.candidates] == ["은빛마트"]


def test_a_venue_that_nobody_knows_is_put_in_the_dong_beside_it_and_never_dropped(tables):
    in_dong, in_gu = place("태평로1가 모를책쉼터", "place"), place("모를책쉼터", "place", near_sigungu="중구")

    assert (in_dong.best.position_type, in_dong.flags) == ("dong", (Flag.DONG_ONLY,))
    assert "자료에 없는 장소" in in_dong.reasons[0]
    assert in_gu.best is None
    assert [choice.position_type for choice in in_gu.candidates] == ["gu"]


@pytest.mark.parametrize("text", ["금빛아파트", "금빛아파트 101동", "금빛아파트 일대"])
@pytest.mark.parametrize("kind", ["area", "place", ""])
def test_an_estate_is_found_with_a_number_of_its_buildings(tables, text, kind):
    assert place(text, kind).best.lon == pytest.approx(126.995)


def test_places_of_one_name_read_differently_and_say_who_published_them(tables):
    choices = place("은빛마트", "place").candidates

    assert {choice.name for choice in choices} == {"은빛마트 (중구 태평로1가)", "은빛마트 (강남구 역삼동)"}
    assert all("출처: OpenStreetMap." in choice.reasons for choice in choices)


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("Busan Haeundae-gu Haeundae-ro 5", "부산광역시"),
        ("5, Jungang-daero, Busan, Republic of Korea", "부산광역시"),
        ("Gyeonggi-do Suwon-si Paldal-gu Jungbu-daero 1", "경기도"),
    ],
)
def test_an_english_address_in_another_city_is_told_to_be_outside(tables, text, area):
    match = place(text)

    assert match.flags == (Flag.OUTSIDE,)
    assert area in match.reasons[0]


def test_an_unknown_english_road_at_home_is_not_called_outside(tables):
    assert place("Seoul Jung-gu Nosuch-ro 5").flags == ()
