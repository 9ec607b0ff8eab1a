import unicodedata

import pytest

from maptag.geocoding.gazetteer.lexicon import Lexicon
from maptag.geocoding.language.normalise import normalised
from maptag.geocoding.parsing import english
from maptag.geocoding.parsing.grammar import grammar, readings
from maptag.geocoding.types import Address, Hint
from tests.maptag.names import small_lexicon

LEXICON = small_lexicon()


def crowded_lexicon():
    """Roads whose names begin like areas."""
    roads = [
        ("강동구", "구천면로33길"),
        ("서대문구", "영천시장길"),
        ("동대문구", "서울시립대로"),
        ("관악구", "서울둘레길"),
        ("성동구", "둘레길"),
        ("영등포구", "선유동1로"),
    ]
    areas = [("서울특별시", gu, "", "gu") for gu, _ in roads] + [
        ("경상북도", "영천시", "", "gu"),
        ("서울특별시", "종로구", "선유동", "legal"),
        ("경기도", "광주시", "구천면", "eupmyeon"),
    ]
    return Lexicon.build(roads, areas)


def test_a_key_keeps_the_dot_of_a_dong_as_it_is_written():
    known = Lexicon.build(
        areas=[("서울특별시", "노원구", "", "gu"), ("서울특별시", "노원구", "상계6·7동", "administrative")]
    )
    assert [address.key for address in readings("노원구 상계6.7동 31번지", known)] == ["노원구|상계6.7동|31-0"]


def keys(text):
    return [address.key for address in readings(text, LEXICON)]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("서울특별시 강남구 테헤란로 152", "강남구|테헤란로|152-0"),
        ("서울시강남구테헤란로152", "강남구|테헤란로|152-0"),
        ("서울 강남구 테헤란로 152-3 (역삼동, 강남파이낸스센터) 12층", "강남구|테헤란로|152-3"),
        ("강남구 테헤란로 지하 152", "강남구|테헤란로|지하152-0"),
        ("구로구 경인로 40길 12", "구로구|경인로40길|12-0"),
        ("마포구 양화로18안길 27", "마포구|양화로18안길|27-0"),
        ("강북구 4·19로 17", "강북구|4.19로|17-0"),
        ("강남구 테헤란로 １５２－３", "강남구|테헤란로|152-3"),
        ("강남구 테헤란로 152−3", "강남구|테헤란로|152-3"),
        ("서울특별시?강남구?테헤란로?152", "강남구|테헤란로|152-0"),
        ("강남구 역삼동 테헤란로 152", "강남구|테헤란로|152-0"),
        ("경기도 수원시 영통구 도청로 지하 45", "수원시 영통구|도청로|지하45-0"),
        ("경기도 광주시 곤지암읍 경충대로 26", "광주시|경충대로|26-0"),
        ("인천광역시 남동구 석정로 566번길 7", "남동구|석정로566번길|7-0"),
        ("부산광역시 해운대구 APEC로 55", "해운대구|APEC로|55-0"),
        ("구로구 경인로 768 번지 13 호", "구로구|경인로|768-13"),
        ("부산 해운대구 516로 2870", "해운대구|516로|2870-0"),
        ("충청남도 부여군 대전머리길 108", "부여군|대전머리길|108-0"),
        ("인천광역시 남동구 인천대로 300", "남동구|인천대로|300-0"),
        ("대구광역시 북구 대구로 15", "북구|대구로|15-0"),
        ("서울특별시중구서울로12", "중구|서울로|12-0"),
        ("경기도 수원시 수원시청로 3", "수원시|수원시청로|3-0"),
        ("경기도 수원시 동구릉로 7", "수원시|동구릉로|7-0"),
    ],
)
def test_road_addresses_are_read_as_offices_write_them(written, key):
    assert keys(written) == [key]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("서울특별시 강남구 개포동 12-3", "강남구|개포동|12-3"),
        ("관악구 신림동1412번지 4호", "관악구|신림동|1412-4"),
        ("관악구 신림동 1412-4호", "관악구|신림동|1412-4"),
        ("강남구 개포동 산 12의 3", "강남구|개포동|산12-3"),
        ("강남구 개포동 12번지 외 3필지", "강남구|개포동|12-0"),
        ("서울 중구 남대문로 5가 73-6", "중구|남대문로5가|73-6"),
        ("용산구 원효로2가 1-1", "용산구|원효로2가|1-1"),
        ("충남 부여군 석성면 정각리 166", "부여군|석성면 정각리|166-0"),
        ("경기도 수원시 영통구 이의동 산 1-4", "수원시 영통구|이의동|산1-4"),
        ("대구광역시 북구 사수동 987", "북구|사수동|987-0"),
        ("서울특별시 중구 용산구 동자동 14-151", "용산구|동자동|14-151"),
        ("경기도 광주시 오포읍 신현리 709-15", "광주시|오포읍 신현리|709-15"),
        ("서울 관악구 봉천동 386-16도", "관악구|봉천동|386-16"),
        ("서울특별시 중랑구 면목3·8동 570", "중랑구|면목3·8동|570-0"),
        ("강남구 개포동 산1-30등17필지", "강남구|개포동|산1-30"),
        ("강남구 개포동(개포1동) 276-36", "강남구|개포동|276-36"),
    ],
)
def test_lot_addresses_are_read_as_offices_write_them(written, key):
    assert keys(written) == [key]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("서울 강남구 테 헤란로 152", "강남구|테헤란로|152-0"),
        ("서울 강남구 테 헤 란로 152", "강남구|테헤란로|152-0"),
        ("강남구테 헤란로152", "강남구|테헤란로|152-0"),
        ("관악구 신 림동 1412-4", "관악구|신림동|1412-4"),
        ("성동구 성수동2 가 289-28", "성동구|성수동2가|289-28"),
        ("구로구 경인로40 길 3-2", "구로구|경인로40길|3-2"),
        ("구로구 경인로4 0길 3-2", "구로구|경인로40길|3-2"),
        ("경인로 40 길 3-2", "|경인로40길|3-2"),
        ("경인로99 길 3-2", "|경인로99길|3-2"),
        ("마포구 양화로18 안길 27", "마포구|양화로18안길|27-0"),
        ("마포구 양화로18안 길 27", "마포구|양화로18안길|27-0"),
        ("종로 44가 길 6", "|종로44가길|6-0"),
        ("경인로40길지하16", "|경인로40길|지하16-0"),
        ("용산구 원효로2 가 1-1", "용산구|원효로2가|1-1"),
        ("서울 강 남구 테헤란로 152", "강남구|테헤란로|152-0"),
        ("서울 특별시 강남구 테헤란로 152", "강남구|테헤란로|152-0"),
    ],
)
def test_spaces_inside_names_do_no_harm(written, key):
    assert keys(written) == [key]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("서울특별시강동구구천면로33길3", "강동구|구천면로33길|3-0"),
        ("강동구구천면로99길3", "강동구|구천면로99길|3-0"),
        ("서울특별시서대문구영천시장길11", "서대문구|영천시장길|11-0"),
        ("서울특별시 서대문구 영천시자길 11", "서대문구|영천시자길|11-0"),
        ("동대문구서울시립대로41", "동대문구|서울시립대로|41-0"),
        ("서울특별시서울둘레길12", "|서울둘레길|12-0"),
        ("서울 관악구 서울 둘레길 12", "관악구|서울둘레길|12-0"),
        ("서울 성동구 둘레길 12", "성동구|둘레길|12-0"),
        ("영등포구 선유동1로 63(양평동1가)", "영등포구|선유동1로|63-0"),
    ],
)
def test_areas_that_begin_a_roads_name_are_left_to_it(written, key):
    lexicon = crowded_lexicon()
    assert [address.key for address in readings(written, lexicon)] == [key]


def test_a_road_written_as_it_is_spoken_is_the_listed_one():
    assert keys("강남구테헤란노 152") == ["강남구|테헤란로|152-0"]
    assert keys("왕십리노 8") == ["|왕십리로|8-0"]
    assert grammar(LEXICON).scan("피아노 3대", Hint(prose=True)) == []


def test_words_between_the_gu_and_the_name_do_not_lose_the_gu():
    assert keys("서울 강남구 파이낸스빌딩 테헤란로 152") == ["강남구|테헤란로|152-0"]
    (address,) = readings("서울 강남구 파이낸스빌딩 개포동 12", LEXICON)
    assert (address.sido, address.key) == ("서울특별시", "강남구|개포동|12-0")


def test_an_unknown_name_after_a_stray_syllable_is_read_with_it_and_without():
    assert keys("서울 강남구 태 해란로 152") == ["강남구|태해란로|152-0", "강남구|해란로|152-0"]


def test_decomposed_hangul_reads_like_composed():
    text = "서울특별시 강남구 테헤란로 152 (역삼동)"
    assert keys(unicodedata.normalize("NFD", text)) == keys(text)


def test_a_name_that_is_road_and_dong_gives_both_readings():
    assert [address.kind for address in readings("종로구 세종로 1", LEXICON)] == ["lot", "road"]


def test_road_with_the_lot_of_the_same_building_gives_both_in_the_same_gu():
    assert keys("강남구 테헤란로 152 역삼동 737") == ["강남구|테헤란로|152-0", "강남구|역삼동|737-0"]


def test_outside_its_own_gu_a_name_that_is_also_a_dong_is_a_road():
    assert [address.kind for address in readings("경기도 수원시 세종로 338", LEXICON)] == ["road", "lot"]


def test_neighbouring_buildings_are_listed_and_rooms_are_not():
    assert keys("강남구 테헤란로 152, 154, 156") == [
        "강남구|테헤란로|152-0",
        "강남구|테헤란로|154-0",
        "강남구|테헤란로|156-0",
    ]
    assert keys("강남구 테헤란로 34, 1604") == ["강남구|테헤란로|34-0"]


def test_building_and_floor_become_detail():
    (address,) = readings("강남구 테헤란로 152, 강남파이낸스센터 12층", LEXICON)
    assert address.detail == "강남파이낸스센터 12층"


def test_the_dong_in_parentheses_is_kept_beside_the_road():
    (address,) = readings("강남구 테헤란로 152 (역삼동)", LEXICON)
    assert address.dong == "역삼동"


def test_further_lots_are_counted_as_others():
    (address,) = readings("은평구 응암동670-25외16필지", LEXICON)
    assert (address.key, address.others) == ("은평구|응암동|670-25", 16)


def test_a_list_of_numbers_is_a_list_of_lots():
    assert keys("강남구 개포동 1-2, 3-4, 산5") == ["강남구|개포동|1-2", "강남구|개포동|3-4", "강남구|개포동|산5-0"]


def test_a_dong_without_its_ending_is_read_as_written_and_completed():
    assert keys("중랑구 중화2 332-48") == ["중랑구|중화2|332-48", "중랑구|중화동|332-48"]
    assert keys("성동구 성수2가 289-28") == ["성동구|성수2가|289-28", "성동구|성수동2가|289-28"]
    assert keys("종로구 숭인58") == ["종로구|숭인|58-0", "종로구|숭인동|58-0"]


@pytest.mark.parametrize(
    "written",
    [
        "영향으로 8월",
        "어바니엘 위드 더 스타일 테헤란로 35형과 리스트 강남 14C형의 경우",
        "서울시로 12명 전입",
        "종로3가 5번출구",
        "종로03 마을버스",
        "증가로 10% 늘어",
        "정동 5",
        "도로 3km 구간",
        "역삼동 02-555-0123",
        "역삼동 12-XX",
        "종로2R",
        "제주로 3박",
        "개포동2차우성아파트 노인정",
        "개포동 6단지아파트",
        "개포동 1~14단지",
        "개포동 2공원 정비",
        "개포동 1호 공원",
        "개포동 3·1운동 기념비",
        "개포동 2024-3호",
        "국민은행 역삼동 2지점",
        "학동로 2026 축제",
        "학동로 2단계 확장",
    ],
)
def test_numbers_that_count_something_are_no_addresses_in_prose(written):
    assert grammar(LEXICON).scan(written, Hint(prose=True)) == []


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("본사는 테헤란로 110에서 운영한다", "|테헤란로|110-0"),
        ("개포동 110번지로 옮긴다", "|개포동|110-0"),
        ("도산대로 449 건물 앞", "|도산대로|449-0"),
    ],
)
def test_particles_and_buildings_after_the_number_do_no_harm(written, key):
    (hit,) = grammar(LEXICON).scan(written, Hint(prose=True))
    assert hit.addresses[0].key == key


def test_roads_that_the_lexicon_lacks_need_a_gu_in_prose():
    scan = grammar(LEXICON).scan
    assert [hit.addresses[0].key for hit in scan("강남구 봉은사로 12", Hint(prose=True))] == ["강남구|봉은사로|12-0"]
    assert scan("봉은사로 12", Hint(prose=True)) == []


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("110, Sejong-daero, Jung-gu, Seoul, Republic of Korea", "중구|세종대로|110-0"),
        ("12, Seolleung-ro 121-gil, Gangnam-gu", "강남구|선릉로121길|12-0"),
        ("152 Teheran-ro, Gangnam-gu, Seoul", "강남구|테헤란로|152-0"),
        ("Sejong-daero 110, Jung-gu, Seoul", "중구|세종대로|110-0"),
        ("Jung-gu Sejong-daero 110", "중구|세종대로|110-0"),
    ],
)
def test_addresses_in_latin_letters(written, key):
    assert keys(written) == [key]


def test_romanisation_lets_neighbours_change_each_other():
    assert english.romanised("왕십리로") == "wangsimniro"


@pytest.mark.parametrize(
    ("kind", "key"),
    [("road", "강남구|테헤란로|지하152-3"), ("road", "|종로|1-0"), ("lot", "광주시|곤지암읍 곤지암리|산12-3")],
)
def test_a_key_gives_its_address_back(kind, key):
    assert Address.from_key(kind, key).key == key


def test_a_station_is_not_lost_to_the_bus_stop_in_front_of_it():
    stop, station = ("신용산역", "bus_stop", "용산구"), ("신용산", "station", "용산구")
    for places in ([stop, station], [station, stop]):
        assert Lexicon.build(places=places).places["신용산역"] == "station"


def test_the_key_of_a_place_is_no_address():
    assert Address.from_key("road", "시청역") is None
    assert Address.from_key("segment", "을지로|을지로3가~을지로5가") is None


def test_offsets_lead_back_to_the_original():
    written = unicodedata.normalize("NFD", "강남") + "\u00a0１２\u200b－３"
    plain = normalised(written)
    assert plain.text == "강남 12-3"
    start, end = plain.original(3, 7)
    assert written[start:end] == "１２\u200b－３"


def test_circled_numbers_and_units_stay_what_they_are():
    assert normalised("① 역삼동 85㎡").text == "① 역삼동 85㎡"


@pytest.mark.parametrize("separator", ["·", ".", ",", "ㆍ", " · "])
def test_a_dong_with_numbers_is_no_house_in_the_road_of_its_name(separator):
    dong = f"종로{separator.join('1234')}가동"
    assert LEXICON.listed_dong(dong) == "종로1.2.3.4가동"
    assert readings(f"종로구 {dong}", LEXICON) == readings(dong, LEXICON) == []
    assert keys("종로구 종로 1") == ["종로구|종로|1-0"]


def test_a_dong_may_count_its_numbers():
    assert LEXICON.dong_gus("왕십리제2동") == LEXICON.dong_gus("왕십리2동") == {"성동구"}
    assert not LEXICON.is_dong("왕십리제9동")
