import pytest

from importers.records import Cell
from tests.importers.rows import found, keys, row


def test_an_address_column_gives_the_address_with_its_cell():
    (mention,) = found(
        row("1", "행복약국", "서울특별시 강남구 테헤란로 152 (역삼동) 3층", headers=["연번", "상호", "소재지"])
    )
    assert (mention.kind, mention.key) == ("road", "강남구|테헤란로|152-0")
    assert (mention.cell, mention.text) == (2, "서울특별시 강남구 테헤란로 152 (역삼동)")
    assert mention.locator.as_dict() == {"row": 2, "column": "C", "cell": "C2"}


def test_the_gu_comes_from_its_own_column():
    (mention,) = found(row("강남구", "테헤란로 152", headers=["자치구", "도로명주소"]))
    assert mention.key == "강남구|테헤란로|152-0"
    assert "gu_from_context" in mention.flags


def test_a_gu_column_may_leave_out_the_ending():
    assert keys(row("강남", "역삼동 12-3", headers=["구", "지번주소"])) == ["강남구|역삼동|12-3"]


@pytest.mark.parametrize("ditto", ["〃", "상동", "위와 같음", "″"])
def test_ditto_marks_mean_the_row_above(ditto):
    headers = ["자치구", "주소"]
    rows = row("강남구", "역삼동 12-3", headers=headers), row(ditto, "개포동 7", headers=headers, number=3)
    assert keys(*rows) == ["강남구|역삼동|12-3", "강남구|개포동|7-0"]


def test_a_ditto_mark_in_the_address_column_repeats_the_address():
    headers = ["시설명", "소재지"]
    first = row("갑", "강남구 역삼동 12-3", headers=headers)
    _, second = found(first, row("을", "〃", headers=headers, number=3))
    assert (second.key, second.text) == ("강남구|역삼동|12-3", "강남구 역삼동 12-3")
    assert "ditto" in second.flags
    assert second.locator.row == 3


def test_a_merged_cell_gives_its_gu_to_every_row_it_covers():
    headers = ["자치구", "주소"]
    rows = [
        row(Cell("강남구", 0, rowspan=2), "역삼동 12-3", headers=headers),
        row(Cell("강남구", 0, covered=True), "개포동 7", headers=headers, number=3),
    ]
    assert keys(*rows) == ["강남구|역삼동|12-3", "강남구|개포동|7-0"]


def test_split_columns_are_joined():
    (mention,) = found(row("강남구", "개포동", "산12-3", headers=["자치구", "법정동", "지번"]))
    assert (mention.key, mention.text) == ("강남구|개포동|산12-3", "강남구 개포동 산12-3")
    assert (mention.cell, "joined" in mention.flags) == (2, True)


def test_two_rows_of_headers_are_read_by_the_lower_one():
    headers = ["소재지 자치구", "소재지 동", "소재지 지번"]
    assert keys(row("강남구", "개포동", "12-3", headers=headers)) == ["강남구|개포동|12-3"]


def test_columns_of_classes_are_no_locations():
    assert keys(row("1구간", "강남 중앙", headers=["소득구간", "지점"])) == []


def test_split_road_columns_are_joined():
    assert keys(row("강남구", "테헤란로", "152-3", headers=["자치구", "도로명", "건물번호"])) == [
        "강남구|테헤란로|152-3"
    ]
    headers = ["자치구", "도로명", "건물본번", "건물부번"]
    assert keys(row("강남구", "테헤란로", "152", "3", headers=headers)) == ["강남구|테헤란로|152-3"]
    assert keys(row("강남구", "테헤란로", "152", "0", headers=headers)) == ["강남구|테헤란로|152-0"]


def test_several_numbers_of_a_split_address_are_all_joined():
    assert keys(row("강남구", "개포동", "12-1, 산13", headers=["자치구", "동", "번지"])) == [
        "강남구|개포동|12-1",
        "강남구|개포동|산13-0",
    ]


@pytest.mark.parametrize(
    "written", ["12월 3일", "12월03일", "2025-12-03", "2025-12-03 00:00:00", "45994", "Dec-03", "3-Dec"]
)
def test_a_date_in_a_column_of_lots_is_given_back_as_the_lot(written):
    (mention,) = found(row("강남구", "개포동", written, headers=["자치구", "동", "지번"]))
    assert mention.key == "강남구|개포동|12-3"
    assert "date" in mention.flags


def test_split_cells_without_headers_are_joined():
    assert keys(row("1", "강남구", "개포동", "12-3", "15")) == ["강남구|개포동|12-3"]


def test_an_address_over_two_cells_is_one():
    assert keys(row("서울시 강남구", "테헤란로 152", headers=["구분", "주소"])) == ["강남구|테헤란로|152-0"]


def test_several_addresses_in_a_cell():
    cell = "강남구 테헤란로 152\n역삼동 737, 738-1"
    assert keys(row(cell, headers=["주소"])) == ["강남구|테헤란로|152-0", "강남구|역삼동|737-0", "강남구|역삼동|738-1"]


def test_a_column_of_lots_reads_a_name_that_is_also_a_road_as_dong():
    headers = ["도로명주소", "지번주소"]
    lot, road = "서울특별시 종로구 세종로 1-90", "서울특별시 종로구 세종로 175"
    assert [mention.kind for mention in found(row(road, lot, headers=headers))] == ["road", "lot"]


def test_a_dong_without_its_ending_counts_in_an_address_column():
    (mention,) = found(row("서울특별시 중랑구 면목3·8 42-1", headers=["소재지"]))
    assert mention.key == "중랑구|면목3·8|42-1"
    assert "중랑구|면목동|42-1" in [address.key for address in mention.addresses]


def test_a_station_after_the_lot_is_neither_its_number_nor_a_place():
    assert keys(row("서울특별시 종로구 창신동 492-1 1호선 종로3가역(1호선)", headers=["상세주소"])) == [
        "종로구|창신동|492-1"
    ]


def test_an_address_column_without_a_number_still_says_where():
    (mention,) = found(row("서울특별시 강남구 테헤란로", headers=["도로명주소"]))
    assert (mention.kind, mention.text) == ("segment", "서울특별시 강남구 테헤란로")


def test_only_a_gu_is_no_place():
    assert keys(row("서울특별시 강서구  0", "서울특별시 강남구", headers=["도로명주소", "소재지"])) == []


def test_the_column_that_names_the_rows_and_the_agencies_is_not_searched():
    headers = ["시설명", "주소", "관리기관"]
    assert keys(row("인헌초등학교 앞 육교", "", "서울특별시 강남구 테헤란로 152", headers=headers)) == []


def test_a_first_row_with_an_address_is_not_taken_for_headers():
    headers = ["정수장위치", "충남 부여군 석성면 정각리 166"]
    assert keys(row("일반세균", "불검출", headers=headers)) == []


def test_a_lot_that_was_a_date_keeps_its_flag():
    (mention,) = found(row("개포동", Cell("12-3", 1, flags=("date",)), headers=["동", "번지"]))
    assert mention.key == "|개포동|12-3"
    assert "date" in mention.flags


def test_a_date_behind_a_dong_in_an_address_column_is_a_lot():
    (mention,) = found(row("강남구 역삼동 12월 3일", headers=["소재지"]))
    assert mention.key == "강남구|역삼동|12-3"
    assert "date" in mention.flags


def test_a_column_of_ri_belongs_to_the_eup_or_myeon_beside_it():
    headers = ["시군구", "읍면동", "리", "번지"]
    first = row("광주시", "곤지암읍", "상리", "산12", headers=headers)
    second = row("광주시", "〃", "〃", "15-3", headers=headers, number=3)
    assert keys(first, second) == ["광주시|곤지암읍 상리|산12-0", "광주시|곤지암읍 상리|15-3"]


def test_ho_beside_beonji_is_the_second_number_of_the_lot():
    assert keys(row("강남구", "역삼동", "737", "12", headers=["자치구", "동", "번지", "호"])) == [
        "강남구|역삼동|737-12"
    ]
    assert keys(row("역삼동 737", "101", "202", headers=["지번", "동", "호"])) == ["|역삼동|737-0"]


def test_columns_headed_in_english():
    cells = ["City Hall", "110, Sejong-daero, Jung-gu, Seoul"]
    assert keys(row(*cells, headers=["Name", "Address"])) == ["중구|세종대로|110-0"]
    assert keys(row(*cells)) == ["중구|세종대로|110-0"]


def test_an_address_takes_the_gu_of_the_other_address_of_its_row():
    headers = ["단지", "위치", "소재지"]
    mentions = found(row("행복주택", "역삼동 737", "서울특별시 강남구 역삼동 737", headers=headers))
    assert [mention.key for mention in mentions] == ["강남구|역삼동|737-0"] * 2
    assert keys(row("이전", "행당동 12", "강남구 역삼동 737", headers=headers))[0] == "|행당동|12-0"


def test_a_gu_written_once_counts_for_the_rows_below_it():
    headers = ["자치구", "쉼터명", "주소"]
    first = row("강남구", "갑", "역삼동 12-3", headers=headers)
    second = row(Cell("을", 1), Cell("개포동 7", 2), headers=headers, number=3)
    elsewhere = row(Cell("병", 1), Cell("행당동 12", 2), headers=headers, number=4)
    assert keys(first, second, elsewhere) == ["강남구|역삼동|12-3", "강남구|개포동|7-0", "|행당동|12-0"]


def test_both_numbers_of_a_parking_register_keep_their_own_second_part():
    headers = ["시군구명칭", "법정읍면동명칭", "번지", "호", "도로명 이름", "건물 번호"]
    rows = [("강남구", "역삼동", "736", "1", "테헤란로", "152"), ("강남구", "역삼동", "719", "", "학동로", "34-2")]
    assert keys(*(row(*cells, headers=headers) for cells in rows)) == [
        "강남구|역삼동|736-1",
        "강남구|테헤란로|152-0",
        "강남구|역삼동|719-0",
        "강남구|학동로|34-2",
    ]


def test_columns_headed_with_the_codes_of_a_database_are_known():
    headers = ["no", "sgg_nm", "bemd_nm", "beonji", "ho", "road_nm", "bld_num"]
    assert keys(row("51", "강남구", "역삼동", "145", "8", "테헤란로", "635", headers=headers)) == [
        "강남구|역삼동|145-8",
        "강남구|테헤란로|635-0",
    ]
    headers = ["주소(지번)(lot_num_address)", "새주소-도로명(road_nm_address)", "새주소-건물번호(bld_num)"]
    assert keys(row("강남구 역삼동 16-81", "학동로", "18-", headers=headers)) == [
        "강남구|역삼동|16-81",
        "강남구|학동로|18-0",
    ]


@pytest.mark.parametrize(
    ("cell", "kind", "key"),
    [
        ("서울특별시 중구 정동(덕수초교 부근)", "place", "덕수초교 부근"),
        ("서울특별시 종로구 종로3가(탑골공원 부근)", "place", "탑골공원 부근"),
        ("서울특별시 성동구 행당동(응봉교앞사거리 부근)", "intersection", "응봉교앞사거리 부근"),
        ("서울특별시 성동구 행당동(왕십리역11번출구~행당시장)", "segment", "|왕십리역11번출구~행당시장"),
    ],
)
def test_an_address_column_may_hold_a_dong_with_the_place_in_parentheses(cell, kind, key):
    (mention,) = found(row("1", cell, headers=["번호", "주소"]))
    assert (mention.kind, mention.key) == (kind, key)


@pytest.mark.parametrize("cell", ["서울특별시 강남구 역삼동(역삼1동)", "서울특별시 강남구 역삼동(재건축)"])
def test_a_dong_with_a_remark_in_parentheses_is_no_place(cell):
    assert found(row("1", cell, headers=["번호", "주소"])) == []


def test_dongs_of_another_city_are_believed_in_an_address_column_without_a_gu():
    headers = ["번호", "현재주소"]
    cells = ["구암동 323", "갈마2동 403-24", "괴곡동 157번지 인근", "용문로 41-17(괴정동 425-1 / 우정공원)"]
    assert keys(*(row("1", cell, headers=headers) for cell in cells)) == [
        "|구암동|323-0",
        "|갈마2동|403-24",
        "|괴곡동|157-0",
        "|용문로|41-17",
        "|괴정동|425-1",
    ]
    assert keys(row("1", "장미아파트 3동 102", headers=headers), row("1", "활동 12", headers=["번호", "내용"])) == []


@pytest.mark.parametrize(
    ("road", "cell", "key"),
    [
        ("테헤란로 ", "248번지(노들지구대 앞)", "강남구|테헤란로|248-0"),
        ("테헤란로", "16길 33번지", "강남구|테헤란로16길|33-0"),
        ("테헤란로", "53길39번지 (버스정류장 ID:20-244)", "강남구|테헤란로53길|39-0"),
        ("선릉로", "383-1 번지", "강남구|선릉로|383-1"),
        ("선릉로121길", "2-5 (버스정류장 ID:20-207)", "강남구|선릉로121길|2-5"),
        ("선릉로", "126", "강남구|선릉로|126-0"),
    ],
)
def test_a_number_beside_a_column_of_roads_is_one_of_that_road(road, cell, key):
    headers = ["시군구명", "도로명(가로)명", "설치위치"]
    assert keys(row("강남구청", road, cell, headers=headers)) == [key]


def test_an_area_of_installation_is_a_location():
    cells = ["광안해변로15번길 54(남천1동 557 남천해변시장 앞)", "망미번영로38번나길 79(광안3동 행정복지센터 부근)"]
    mentions = found(*(row("1", cell, headers=["연번", "설치 운영지역"]) for cell in cells))
    assert [mention.key for mention in mentions if mention.addresses] == [
        "|광안해변로15번길|54-0",
        "|남천1동|557-0",
        "|망미번영로38번나길|79-0",
    ]


def test_a_gu_glued_to_its_road_is_parted_after_another_city():
    headers = ["번호", "소재지도로명주소", "소재지지번주소"]
    cells = "부산광역시 동구망양로879번길 19", "부산광역시 동구범일1동 1435-643"
    assert keys(row("1", *cells, headers=headers)) == ["동구|망양로879번길|19-0", "동구|범일1동|1435-643"]
    assert keys(row("1", "부산광역시 중구로29번길 23", headers=headers[:2])) == ["|중구로29번길|23-0"]
