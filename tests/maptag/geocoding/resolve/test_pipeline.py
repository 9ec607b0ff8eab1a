"""geocode(): the right building, an honest grade, and no point where there is doubt."""

import unicodedata

import pytest
from django.contrib.gis.geos import MultiPoint, MultiPolygon, Point
from django.db.models.expressions import RawSQL

from maptag.geocoding.models import District, Lot, RoadAddress
from maptag.geocoding.resolve.pipeline import geocode
from maptag.geocoding.types import Query

from .sample_tables import load_addresses


@pytest.fixture
def tables(db, tmp_path):
    load_addresses(tmp_path)


def place(text, **about):
    return geocode([Query(text, **about)])[0]


@pytest.mark.parametrize(
    ("text", "grade", "road_address"),
    [
        ("서울특별시 중구 세종대로 110", "A1", "서울특별시 중구 세종대로 110"),
        ("서울 중구 세종대로110", "A1", "서울특별시 중구 세종대로 110"),
        ("중구 세종대로 １１０ (태평로1가), 3층", "A1", "서울특별시 중구 세종대로 110"),
        ("서울특별시 강남구 역삼동 737번지", "A1", "서울특별시 강남구 테헤란로 152"),
        ("강남구 일원동 산12-3", "A1", "서울특별시 강남구 개포로110길 54"),
        ("강남구 개포로 110길 54", "A1", "서울특별시 강남구 개포로110길 54"),
        ("중구 을지로 42", "A2", "서울특별시 중구 을지로 지하 42"),
        ("테헤란로 152", "A2", "서울특별시 강남구 테헤란로 152"),
        ("개포동 12", "A2", "서울특별시 강남구 개포로 252"),
        ("강남구 테헤란로 152 (역삼동 737)", "A1", "서울특별시 강남구 테헤란로 152"),
    ],
)
def test_addresses_are_found_as_offices_write_them(tables, text, grade, road_address):
    match = place(text)

    assert (match.grade, match.best.road_address) == (grade, road_address)


def test_decomposed_hangul_is_the_same_address(tables):
    assert place(unicodedata.normalize("NFD", "중구 세종대로 110")).grade == "A1"


def test_answers_come_in_the_order_of_the_questions_and_name_their_data(tables):
    texts = ["중구 세종대로 110", "아무 말", "강남구 테헤란로 152"]

    matches = geocode([Query(text) for text in texts])

    assert [match.query.text for match in matches] == texts
    assert [match.grade for match in matches] == ["A1", "F", "A1"]
    assert all("addresses-" in match.data_version for match in matches)


def test_the_same_address_in_two_gus_is_ambiguous_until_something_names_the_gu(tables):
    alone, near = place("동호로 100"), place("동호로 100", near_sigungu="성동구")

    assert (alone.grade, alone.best) == ("E", None)
    assert alone.reasons == ("같은 주소가 2곳에 있습니다.",)
    assert {candidate.road_address for candidate in alone.candidates} == {
        "서울특별시 중구 동호로 100",
        "서울특별시 성동구 동호로 100",
    }
    assert (near.grade, near.best.road_address) == ("A2", "서울특별시 성동구 동호로 100")


def test_a_dong_that_two_gus_have_needs_its_gu_though_the_table_knows_one_of_the_lots(tables):
    assert place("신사동 1").best is None
    assert place("신사동 1", near_sigungu="강남구").best.road_address == "서울특별시 강남구 도산대로 101"


def test_a_gu_that_contradicts_is_not_ignored(tables):
    match = place("마포구 테헤란로 152")

    assert (match.grade, match.best) == ("E", None)
    assert "gu_contradicts" in match.flags
    assert match.candidates[0].road_address == "서울특별시 강남구 테헤란로 152"


def test_another_city_is_told_apart_and_gets_no_point(tables):
    match = place("부산광역시 강서구 화곡로 100")

    assert (match.grade, match.flags) == ("F", ("outside",))
    assert "서울특별시" in match.reasons[0]


def test_a_number_between_two_known_ones_is_interpolated_with_its_error(tables):
    match = place("중구 세종대로 130")

    assert (match.grade, match.best.position_type) == ("C", "interpolated")
    assert match.best.lat == pytest.approx(37.56835, abs=0.0001)
    assert match.best.error_m >= 100
    assert "124번과 136번 사이" in match.reasons[0]


def test_another_building_of_the_same_number_is_its_neighbour(tables):
    match = place("중구 세종대로 110-7")

    assert (match.grade, match.best.position_type) == ("C", "neighbour")


def test_a_dong_that_moved_to_another_gu_says_so(tables):
    match = place("성동구 화양동 9")

    assert (match.grade, match.flags) == ("A2", ("abolished",))
    assert "광진구 화양동" in match.reasons[0]


def test_a_document_of_another_city_gets_no_point_here_but_is_offered_what_its_text_says(tables):
    busan = {"near_sido": "부산광역시", "near_sigungu": "중구"}
    road, keyed = place("세종대로 110", **busan), place("세종대로 110", kind="road", key="중구|세종대로|110-0", **busan)

    for match in (road, keyed, place("중구 세종대로 110", near_sido="부산광역시")):
        assert (match.grade, match.flags) == ("E", ("sido_contradicts",))
        assert match.candidates[0].road_address == "서울특별시 중구 세종대로 110"
    assert place("서울 중구 세종대로 110", **busan).grade == "A1"
    assert place("세종대로 110", near_sido="서울특별시", near_sigungu="중구").grade == "A2"
    assert place("중구 세종대로 110", near_sido="서울특별시").grade == "A1"


def test_context_from_the_document_is_weaker_than_the_text(tables):
    elsewhere = place("테헤란로 152", near_sigungu="중구")

    assert place("강남구 테헤란로 152", near_sigungu="중구").grade == "A1"
    assert (elsewhere.grade, elsewhere.flags) == ("A2", ("gu_inferred",))
    assert "중구" in elsewhere.reasons[0]
    assert place("동호로 100", near_sigungu="강서구").best is None


def test_a_mention_that_says_less_than_its_key_is_placed_by_the_key(tables):
    assert place("12-3", kind="lot", key="강남구|일원동|산12-3").best.lot_address == "서울특별시 강남구 일원동 산12-3"
    assert place("개포동 1-2, 산12-3", kind="lot", key="강남구|일원동|산12-3").grade == "A1"


def test_a_gu_from_the_document_itself_is_no_guess_but_one_from_around_it_is(tables):
    of_a_column = place("동호로 100", kind="road", key="성동구|동호로|100-0", near_sigungu="성동구")
    of_the_title = place("동호로 100", kind="road", key="|동호로|100-0", near_sigungu="성동구")

    assert (of_a_column.grade, of_a_column.flags) == ("A1", ())
    assert (of_the_title.grade, of_the_title.flags) == ("A2", ("gu_inferred",))


def test_an_underground_number_with_only_the_building_above_it_is_near_and_says_so(tables):
    match = place("강남구 테헤란로 지하 152")

    assert (match.grade, match.best.position_type) == ("C", "neighbour")
    assert "지상 건물" in match.reasons[0]


def test_a_misspelt_last_syllable_does_not_cut_the_road_name_in_two(tables):
    assert place("강남구 개포로110킬 54").best.road_address == "서울특별시 강남구 개포로110길 54"
    assert place("강남구 개포로252안길 7").best is None


@pytest.mark.parametrize("text", ["", " ", "\x00", "1" * 5000, "세종대로 " * 500, "(((((", "중구 세종대로 99999999999"])
def test_no_text_raises(tables, text):
    assert place(text).grade in "ABCDEF"


def scattered(*points):
    """세종대로 124 as publishers put it that contradict each other; metres east of its point."""
    places = [Point(126.9776 + metres / 88_000, 37.5679) for metres in points]
    RoadAddress.objects.filter(road="세종대로", main=124).update(point=None, disputed=MultiPoint(places, srid=4326))
    return place("중구 세종대로 124")


def test_publishers_that_scatter_over_one_site_give_its_middle_and_its_size(tables):
    match = scattered(0, 100, 200)

    assert (match.grade, match.flags) == ("D", ("site",))
    assert match.best.lon == pytest.approx(126.9776 + 100 / 88_000, abs=0.00005)
    assert match.best.error_m > 100


def test_one_publisher_far_off_does_not_outweigh_three_that_agree(tables):
    match = scattered(0, 100, 200, 5000)

    assert match.grade == "D"
    assert match.best.lon == pytest.approx(126.9776 + 100 / 88_000, abs=0.00005)


@pytest.mark.parametrize("points", [(0, 400), (0, 100, 900), (0, 900, 1800, 2700)])
def test_publishers_that_do_not_agree_on_a_site_give_no_point(tables, points):
    assert scattered(*points).grade == "E"


@pytest.mark.parametrize(
    ("text", "grade", "flag", "said"),
    [
        ("강남귀 테헤란로 152", "B", "gu_spelling", "‘강남귀’를 ‘강남구’로 고쳐 읽었습니다. 번호가 자료에 있습니다."),
        (
            "서울 강님구 역삼동 737",
            "B",
            "gu_spelling",
            "‘강님구’를 ‘강남구’로 고쳐 읽었습니다. 번호가 자료에 있습니다.",
        ),
        ("강남 테헤란로 152", "A2", "gu_inferred", "‘강남’을 ‘강남구’로 보았습니다."),
    ],
)
def test_a_gu_misspelt_or_cut_short_is_read_as_the_one_that_has_the_address(tables, text, grade, flag, said):
    match = place(text)

    assert (match.grade, match.flags, match.reasons) == (grade, (flag,), (said,))
    assert match.best.road_address == "서울특별시 강남구 테헤란로 152"


@pytest.mark.parametrize(
    "text",
    [
        "송파귀 테헤란로 152",
        "송파 테헤란로 152",
        "테헤란로 152, 마포구",
        "화양동 테헤란로 152",
        "테헤란로 152 (화양동)",
        "152, Teheran-ro, Mapo-gu, Seoul",
    ],
)
def test_a_gu_or_dong_beside_an_address_that_lacks_it_is_never_ignored(tables, text):
    match = place(text)

    assert (match.grade, match.best) == ("E", None)
    assert "gu_contradicts" in match.flags
    assert match.candidates[0].road_address == "서울특별시 강남구 테헤란로 152"


@pytest.mark.parametrize(
    "text", ["테헤란로 152 (부산)", "테헤란로 152, 부산광역시 중구", "테헤란로 152 \x0b", "부산 테헤란로 152"]
)
def test_another_city_behind_the_address_is_no_detail(tables, text):
    assert (place(text).best is None) == ("부산" in text)


def test_a_gu_behind_the_address_is_its_gu(tables):
    assert place("테헤란로 152, 강남구").grade == "A1"
    assert place("동호로 100, 성동구").best.road_address == "서울특별시 성동구 동호로 100"


def test_a_number_of_the_road_in_the_next_gu_is_offered_not_guessed_in_this_one(tables):
    match = place("서초구 테헤란로 152")

    assert (match.grade, match.flags) == ("E", ("gu_contradicts",))
    assert match.reasons == ("‘서초구’의 ‘테헤란로’에는 그 번호가 없습니다. 이 도로가 지나는 다른 곳에 있습니다.",)
    assert match.candidates[0].road_address == "서울특별시 강남구 테헤란로 152"


def test_words_that_are_two_roads_with_a_space_more_or_less_are_both_offered(tables):
    match = place("양천구 목동 중앙로 60")

    assert (match.grade, match.best) == ("E", None)
    assert {candidate.road_address for candidate in match.candidates} == {
        "서울특별시 양천구 목동중앙로 60",
        "서울특별시 양천구 중앙로 60",
    }


@pytest.mark.parametrize(
    ("text", "road_address"),
    [
        ("양천구 목동 중앙로 50", "서울특별시 양천구 목동중앙로 50"),
        ("구로 중앙로 8", "서울특별시 구로구 중앙로 8"),
        ("구로 중앙로 9", "서울특별시 구로구 구로중앙로 9"),
    ],
)
def test_of_two_ways_to_cut_a_name_the_one_whose_number_exists_is_an_assumption(tables, text, road_address):
    match = place(text)

    assert (match.grade, match.best.road_address) == ("A2", road_address)
    assert "spacing" in match.flags


def test_a_number_that_neither_of_two_cuts_has_is_not_guessed_on_one_of_them(tables):
    match = place("양천구 목동 중앙로 58")

    assert (match.grade, match.flags) == ("F", ("ambiguous",))
    assert "‘목동중앙로’로도 ‘중앙로’로도" in match.reasons[0]


@pytest.mark.parametrize(
    "text", ["110 Sejong-daero, Jung-gu, Busan", "110, Sejong-daero, Haeundae-gu", "110 Sejong-daero, Suwon-si"]
)
def test_an_english_address_of_another_city_gets_no_point_here(tables, text):
    assert place(text).best is None


@pytest.mark.parametrize(
    "text", ["101 Dosan-daero, Gangnam-gu, Seoul", "Dosan-daero 101, Gangnam-gu", "101, Dosan-daero"]
)
def test_an_english_address_of_this_city_is_found(tables, text):
    assert place(text).best.road_address == "서울특별시 강남구 도산대로 101"


def test_the_number_of_a_former_administrative_dong_is_left_out(tables):
    match = place("중구 신당1동 77-1")

    assert (match.grade, match.flags) == ("A2", ("administrative_dong",))
    assert match.best.road_address == "서울특별시 중구 동호로 100"
    assert match.reasons == ("행정동 ‘신당1동’을 법정동 ‘신당동’으로 보았습니다.",)


@pytest.mark.parametrize("dong", ["상계6·7동", "상계6.7동", "상계6ㆍ7동"])
def test_a_dong_with_a_dot_is_known_however_the_dot_is_written(tables, dong):
    match = place(f"노원구 {dong} 734-1")

    assert "자료에 없는 이름" not in " ".join(match.reasons)
    assert match.reasons == place("노원구 상계6·7동 734-1").reasons


SQUARE = MultiPolygon(Point(127.05, 37.5, srid=4326).buffer(0.01))


def draw(gu, administrative, *legal):
    """An 행정동 on the very ground of some 법정동."""
    District.objects.filter(gu=gu, dong__in=legal, kind="legal", abolished=None).update(boundary=SQUARE)
    where = {"sido": "서울특별시", "gu": gu, "dong": administrative, "boundary": SQUARE}
    District.objects.create(code=f"119{District.objects.count():07}", kind="administrative", **where)


def test_a_lot_of_a_legal_dong_without_its_gu_is_not_looked_for_in_its_neighbours(tables):
    draw("강남구", "역삼동", "역삼동", "논현동")
    draw("강남구", "언주동", "역삼동")

    assert place("역삼동 6").grade not in ("A1", "A2", "B")
    assert place("강남구 언주동 737").best.lot_address == "서울특별시 강남구 역삼동 737"


def test_a_lot_that_two_legal_dongs_of_an_administrative_one_have_is_ambiguous(tables):
    draw("중구", "을지로동", "태평로1가", "신당동")
    key = RawSQL("hashtextextended(%s, hashtextextended(%s, 0))", ["서울특별시", "중구|신당동|31-0"])
    Lot.objects.filter(gu="중구", dong="신당동").update(main=31, sub=0, key=key)
    known, shared = place("중구 을지로동 25"), place("중구 을지로동 31")

    assert known.best.lot_address == "서울특별시 중구 태평로1가 25"
    assert (shared.grade, shared.best, len(shared.candidates)) == ("E", None, 2)
