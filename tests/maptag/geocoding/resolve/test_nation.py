"""Addresses of the whole nation: gu of one name in several cities, cities with 구 of their own, 세종, 읍·면·리."""

import pytest

from maptag.geocoding.models import District, RegisteredRoad, RoadAddress
from maptag.geocoding.resolve.pipeline import geocode
from maptag.geocoding.tables.loading import Load
from maptag.geocoding.types import Query
from tests.maptag.geocoding.tables.files import address, write

AREAS = """법정동코드\t법정동명\t폐지여부
1100000000\t서울특별시\t존재
1114000000\t서울특별시 중구\t존재
1114010300\t서울특별시 중구 태평로1가\t존재
2600000000\t부산광역시\t존재
2611000000\t부산광역시 중구\t존재
2611010100\t부산광역시 중구 영주동\t존재
2900000000\t광주광역시\t존재
2911000000\t광주광역시 동구\t존재
2911010100\t광주광역시 동구 대인동\t존재
2700000000\t대구광역시\t존재
2714000000\t대구광역시 동구\t존재
2714010100\t대구광역시 동구 신암동\t존재
2720000000\t대구광역시 남구\t존재
2720010100\t대구광역시 남구 이천동\t존재
4700000000\t경상북도\t존재
4711100000\t경상북도 포항시 남구\t존재
4711110100\t경상북도 포항시 남구 상도동\t존재
4100000000\t경기도\t존재
4113000000\t경기도 성남시\t존재
4113100000\t경기도 성남시 수정구\t존재
4113110100\t경기도 성남시 수정구 신흥동\t존재
4113500000\t경기도 성남시 분당구\t존재
4113510300\t경기도 성남시 분당구 정자동\t존재
4183000000\t경기도 양평군\t존재
4183025000\t경기도 양평군 양평읍\t존재
4183025021\t경기도 양평군 양평읍 양근리\t존재
3600000000\t세종특별자치시\t존재
3611000000\t세종특별자치시 세종시\t존재
3611010300\t세종특별자치시 보람동\t존재
3611025000\t세종특별자치시 조치원읍\t존재
3611025021\t세종특별자치시 조치원읍 원리\t존재
5100000000\t강원특별자치도\t존재
5111000000\t강원특별자치도 춘천시\t존재
5111010100\t강원특별자치도 춘천시 봉의동\t존재
"""
# 시도, 시군구, 읍면동, 리, lot, road, number, longitude, latitude
PLACES = [
    ("서울특별시", "중구", "태평로1가", "", "31", "세종대로", 110, 126.9780, 37.5665),
    ("서울특별시", "중구", "태평로1가", "", "61", "중앙대로", 30, 126.9770, 37.5670),
    ("부산광역시", "중구", "영주동", "", "12", "중앙대로", 120, 129.0340, 35.1120),
    ("부산광역시", "중구", "영주동", "", "13", "중앙대로", 30, 129.0330, 35.1110),
    ("부산광역시", "중구", "영주동", "", "14", "영주로", 10, 129.0320, 35.1130),
    ("광주광역시", "동구", "대인동", "", "21", "마림7길", 21, 126.9200, 35.1500),
    ("대구광역시", "동구", "신암동", "", "21", "마림7길", 21, 128.6300, 35.8800),
    ("대구광역시", "남구", "이천동", "", "5", "대명로", 7, 128.5900, 35.8500),
    ("경상북도", "포항시 남구", "상도동", "", "5", "중흥로", 8, 129.3600, 36.0100),
    ("경기도", "성남시 분당구", "정자동", "", "178-1", "불정로", 6, 127.1050, 37.3595),
    ("경기도", "성남시 수정구", "신흥동", "", "2", "산성대로", 9, 127.1400, 37.4400),
    ("경기도", "양평군", "양평읍", "양근리", "산12-3", "시민로", 5, 127.4900, 37.4910),
    ("세종특별자치시", "", "보람동", "", "629", "한누리대로", 2130, 127.2890, 36.4800),
    ("세종특별자치시", "", "조치원읍", "원리", "141", "으뜸길", 3, 127.2990, 36.6010),
    ("강원도", "춘천시", "봉의동", "", "15", "중앙로", 1, 127.7300, 37.8850),
]


@pytest.fixture
def nation(db, tmp_path):
    register, entrances = zip(*(address(*place) for place in PLACES), strict=True)
    Load(progress=lambda _line: None).run(
        [
            write(tmp_path / "codes.txt", AREAS.splitlines()),
            write(tmp_path / "rnaddrkor.txt", register),
            write(tmp_path / "RNENTDATA.txt", entrances),
        ],
    )


def place(text, **about):
    return geocode([Query(text, **about)])[0]


def test_gu_of_one_name_keep_their_own_addresses(nation):
    assert RoadAddress.objects.count() == len(PLACES)
    gwangju, daegu = place("광주 동구 마림7길 21"), place("대구광역시 동구 마림7길 21")

    assert (gwangju.grade, gwangju.best.road_address) == ("A1", "광주광역시 동구 마림7길 21")
    assert (daegu.grade, daegu.best.road_address) == ("A1", "대구광역시 동구 마림7길 21")
    assert (gwangju.best.lat, daegu.best.lat) == pytest.approx((35.15, 35.88), abs=0.001)
    assert gwangju.best.lot_address == "광주광역시 동구 대인동 21"


def test_a_gu_of_several_cities_needs_its_city_where_both_have_the_address(nation):
    match = place("동구 마림7길 21")

    assert (match.grade, match.best) == ("E", None)
    assert {candidate.road_address for candidate in match.candidates} == {
        "광주광역시 동구 마림7길 21",
        "대구광역시 동구 마림7길 21",
    }


def test_not_even_the_home_city_goes_first_but_it_is_offered_first(nation):
    match = place("중구 중앙대로 30")

    assert (match.grade, match.best) == ("E", None)
    assert match.candidates[0].road_address == "서울특별시 중구 중앙대로 30"


@pytest.mark.parametrize(
    ("text", "flag", "address"),
    [
        ("중구 세종대로 110", "sido_inferred", "서울특별시 중구 세종대로 110"),
        ("중구 영주로 10", "sido_inferred", "부산광역시 중구 영주로 10"),
        ("남구 중흥로 8", "sido_inferred", "경상북도 포항시 남구 중흥로 8"),
        ("성남시 불정로 6", "gu_inferred", "경기도 성남시 분당구 불정로 6"),
        ("경기도 성남시 산성대로 9", "gu_inferred", "경기도 성남시 수정구 산성대로 9"),
    ],
)
def test_what_only_one_of_them_has_is_an_assumption_that_says_so(nation, text, flag, address):
    match = place(text)

    assert (match.grade, match.flags, match.best.road_address) == ("A2", (flag,), address)


def test_a_number_that_only_another_city_has_on_a_road_that_the_home_city_has_too_is_offered_only(nation):
    match = place("중구 중앙대로 120")

    assert (match.grade, match.best) == ("E", None)
    assert match.candidates[0].road_address == "부산광역시 중구 중앙대로 120"
    assert place("중앙대로 120").best is None


def test_a_number_that_nobody_has_is_not_guessed_in_another_city(nation):
    assert place("부산 중구 중앙대로 124").best.road_address.startswith("부산광역시 중구")
    assert place("중구 중앙대로 124").best is None
    assert place("중구 중앙대로 32").best is None


@pytest.mark.parametrize(
    "text",
    [
        "경기도 성남시 분당구 불정로 6",
        "경기 성남시 분당구 불정로 6",
        "성남시 분당구 불정로 6",
        "성남 분당구 불정로 6",
        "분당구 불정로 6",
        "경기도성남시분당구불정로6",
        "성남시 분당구 정자동 178-1",
        "분당구 정자동 178-1번지",
    ],
)
def test_gu_of_a_city_are_written_with_and_without_it(nation, text):
    match = place(text)

    assert (match.grade, match.best.road_address) == ("A1", "경기도 성남시 분당구 불정로 6")


def test_a_city_without_its_si_tells_its_gu_from_others_of_that_name(nation):
    assert place("포항 남구 중흥로 8").best.road_address == "경상북도 포항시 남구 중흥로 8"
    assert place("대구 남구 중흥로 8").best is None


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("경기도 양평군 양평읍 시민로 5", "A1"),
        ("양평군 시민로 5", "A1"),
        ("양평군 양평읍 양근리 산12-3", "A1"),
        ("경기 양평군 양평읍 양근리 산 12-3번지", "A1"),
    ],
)
def test_roads_and_hill_lots_of_the_country(nation, text, grade):
    match = place(text)

    assert (match.grade, match.best.road_address) == (grade, "경기도 양평군 양평읍 시민로 5")
    assert match.best.lot_address == "경기도 양평군 양평읍 양근리 산12-3"


def test_a_ri_without_its_eupmyeon_is_found_where_the_county_has_one_of_that_name(nation):
    match = place("양평군 양근리 산12-3")

    assert (match.grade, match.flags) == ("A2", ("eupmyeon_omitted",))
    assert match.best.lot_address == "경기도 양평군 양평읍 양근리 산12-3"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("세종특별자치시 한누리대로 2130", "세종특별자치시 한누리대로 2130"),
        ("세종시 한누리대로 2130", "세종특별자치시 한누리대로 2130"),
        ("세종 보람동 629", "세종특별자치시 한누리대로 2130"),
        ("세종특별자치시 조치원읍 으뜸길 3", "세종특별자치시 조치원읍 으뜸길 3"),
        ("세종시 조치원읍 원리 141", "세종특별자치시 조치원읍 으뜸길 3"),
    ],
)
def test_sejong_has_no_gu(nation, text, address):
    match = place(text)

    assert (match.grade, match.best.road_address) == ("A1", address)
    assert match.best.lot_address.startswith("세종특별자치시 ")
    assert "세종시" not in match.best.lot_address


@pytest.mark.parametrize("sido", ["강원특별자치도", "강원도", "강원"])
def test_a_province_is_the_same_under_its_old_and_new_names(nation, sido):
    assert place(f"{sido} 춘천시 중앙로 1").best.road_address == "강원특별자치도 춘천시 중앙로 1"
    assert not RegisteredRoad.objects.filter(sido="강원도").exists()
    assert District.objects.filter(sido="강원특별자치도", gu="춘천시").exists()


def test_a_gu_that_the_named_province_lacks_is_said_so(nation):
    match = place("부산광역시 성남시 분당구 불정로 6")

    assert match.best is None
    assert "‘부산광역시’에는" in match.reasons[0]


def test_the_document_around_says_the_gu_and_not_the_city(nation):
    match = place("영주로 10", near_sigungu="중구")

    assert (match.grade, match.flags) == ("A2", ("gu_inferred", "sido_inferred"))
    assert place("마림7길 21", near_sigungu="동구").best is None


def test_the_city_around_chooses_among_gu_of_one_name(nation):
    around = place("중구 중앙대로 30", near_sido="부산광역시")

    assert (around.grade, around.flags) == ("A2", ("sido_inferred",))
    assert around.best.road_address == "부산광역시 중구 중앙대로 30"
    assert around.reasons == ("문서의 앞뒤에서 ‘부산광역시 중구’를 가져왔습니다.",)
    assert (
        place("마림7길 21", near_sido="대구광역시", near_sigungu="동구").best.road_address
        == "대구광역시 동구 마림7길 21"
    )
    assert place("성남시 분당구 불정로 6", near_sido="부산광역시").grade == "A1"
    assert place("남구 중흥로 8", near_sido="부산광역시").best.road_address == "경상북도 포항시 남구 중흥로 8"


def test_an_area_is_that_of_its_province(nation):
    District.objects.filter(gu="중구", dong="").update(
        boundary="MULTIPOLYGON(((126 37,127 37,127 38,126 37)))", point="POINT(126.5 37.5)"
    )

    assert place("서울특별시 중구 전역").best.name == "서울특별시 중구"
    assert place("부산 중구 전역").best.name == "부산광역시 중구"
    assert place("중구 전역").grade == "E"


def test_the_gu_around_is_not_that_of_an_address_in_another_city(nation):
    match = place("부산광역시 영주로 10", near_sigungu="동구")

    assert (match.grade, match.best.road_address) == ("A2", "부산광역시 중구 영주로 10")


def test_a_range_of_lots_is_that_of_its_province(nation):
    assert place("부산 중구 영주동 12~14번지").best.name == "부산광역시 중구 영주동 12~14번지"
    assert place("서울 중구 영주동 12~14번지").best is None


def test_a_city_without_its_ending_before_a_road_is_that_city(nation):
    match = place("성남 불정로 6")

    assert (match.grade, match.reasons[0]) == ("A2", "‘성남’을 ‘성남시’로 보았습니다.")
    assert match.best.road_address == "경기도 성남시 분당구 불정로 6"
    assert place("춘천 세종대로 110").grade == "E"
