"""Columns of spots: what in them is a place, and where its span ends."""

import pytest

from tests.importers.rows import found, row

SPOTS = [
    "강남역 3번출구 앞",
    "서울역 맞은편",
    "종로3가역 5번출구",
    "신논현역 앞",
    "인헌초등학교 정문",
    "세종대로사거리",
    "해양박물관 옆",
    "테헤란로 152",
]


def spots_beside(*cells: str) -> dict[str, list]:
    """The mentions of cells that stand in a column of spots, by cell."""
    rows = [row(str(n), cell, headers=["연번", "설치위치"], number=n + 1) for n, cell in enumerate((*SPOTS, *cells), 1)]
    mentions = found(*rows)
    numbers = {cell: n + 1 for n, cell in enumerate((*SPOTS, *cells), 1)}
    return {cell: [m for m in mentions if m.locator.row == numbers[cell]] for cell in cells}


def texts(cell: str) -> list[tuple[str, str]]:
    return [(mention.kind, mention.text) for mention in spots_beside(cell)[cell]]


@pytest.mark.parametrize(
    "cell",
    ["구로01", "종로02", "마을버스 구로10", "구로10", "강남08-1번", "노원 15", "6411번", "M5107", "강남 08"],
)
def test_the_number_of_a_bus_is_no_place(cell):
    assert texts(cell) == []


@pytest.mark.parametrize(
    "cell", ["시설 108호", "CCTV 12", "2호기", "제설함 12호", "주차장 12면", "3문", "전주 123", "101동 앞", "1동 2동"]
)
def test_a_thing_with_a_number_is_no_place(cell):
    assert texts(cell) == []


def test_a_block_is_part_of_a_building_with_a_name_and_no_place_without_one():
    assert texts("LG메트로 219동") == []
    assert texts("현대아파트 103동 1203호") == [("place", "현대아파트 103동 1203호")]
    assert texts("인헌초등학교 2층") == [("place", "인헌초등학교 2층")]


def test_spots_that_are_numbered_stay_places():
    assert texts("명보사거리-2") == [("intersection", "명보사거리-2")]
    assert texts("흥인사거리-1") == [("intersection", "흥인사거리-1")]
    assert texts("와이즈빌딩 앞-1") == [("place", "와이즈빌딩 앞-1")]


@pytest.mark.parametrize("cell", ["공사로", "공사로 12", "도보로 5", "임시로 3", "별도로 2", "실제로 2", "산책로 2"])
def test_a_word_in_ro_that_is_no_road_is_no_address(cell):
    assert texts(cell) == []


def test_side_streets_of_known_roads_and_numbers_with_a_second_part_are_addresses():
    assert texts("경인로99길 3") == [("road", "경인로99길 3")]
    assert texts("새마을공원길 12-3") == [("road", "새마을공원길 12-3")]


def test_a_column_of_roads_of_another_city_is_read():
    cells = [f"해맞이{number}로 {number}" for number in range(2, 14)]
    rows = [row(str(n), cell, headers=["연번", "위치"], number=n + 1) for n, cell in enumerate(cells, 1)]
    assert [mention.kind for mention in found(*rows)] == ["road"] * len(cells)


def test_a_room_behind_an_address_is_no_second_address():
    assert texts("테헤란로 152, 155호") == [("road", "테헤란로 152")]
    assert texts("테헤란로 152, 201, 202호") == [("road", "테헤란로 152")]


def test_a_column_of_bus_numbers_headed_as_places_holds_none():
    rows = [
        row(f"구로{n:02}", f"서울특별시 강남구 학동로 {n}", headers=["위치", "비고"], number=n + 1)
        for n in range(1, 12)
    ]
    assert [mention.key for mention in found(*rows)] == [f"강남구|학동로|{n}-0" for n in range(1, 12)]


def test_two_known_roads_with_the_sign_of_a_crossing_are_one():
    cells = ["테헤란로×강남대로", "종로 × 율곡로", "을지로×왕십리로", "세종대로×종로", "학동로×도산대로"] * 2
    rows = [row(cell, f"{n}11", headers=["가01", "가02"], number=n + 1) for n, cell in enumerate(cells, 1)]
    assert [(m.kind, m.key) for m in found(*rows)][:2] == [
        ("intersection", "테헤란로×강남대로"),
        ("intersection", "종로×율곡로"),
    ]


@pytest.mark.parametrize(
    ("cell", "span"),
    [
        ("신동교차로(해남→진도", "신동교차로"),
        ("인헌초등학교 앞\n‹용산동1가>", "인헌초등학교 앞"),
        ("서울역 1번출구 [시청 방향]", "서울역 1번출구"),
        ("강남역 3번출구 앞\n서울 강남구", "강남역 3번출구 앞"),
        ("해양박물관 옆\n우천 시 취소", "해양박물관 옆"),
        ("종로1가\nSK빌딩 앞\n버스정류장", "종로1가\nSK빌딩 앞\n버스정류장"),
    ],
)
def test_a_span_ends_where_the_place_ends(cell, span):
    assert [text for _kind, text in texts(cell)] == [span]


def test_an_arrow_between_two_venues_is_a_stretch():
    assert texts("해양박물관→인헌초등학교") == [("segment", "해양박물관→인헌초등학교")]


DONGS = ["개포동", "역삼동", "논현동", "삼성동", "신사동", "신림동", "봉천동", "중화동", "면목동"]


def test_rows_that_have_nothing_but_a_dong_are_areas():
    rows = [row("강남구", dong, f"{n},112", number=n + 1) for n, dong in enumerate(DONGS, 1)]
    mentions = found(*rows)
    assert {mention.kind for mention in mentions} == {"area"}
    assert mentions[0].key == "강남구 개포동"
    assert len(mentions) == len(DONGS)


def test_a_dong_beside_an_address_or_a_name_is_no_area():
    named = [row(f"가람{n}상회", "강남구", dong, number=n + 1) for n, dong in enumerate(DONGS, 1)]
    assert "area" not in {mention.kind for mention in found(*named)}
    addressed = [row(dong, f"강남구 학동로 {n}", number=n + 1) for n, dong in enumerate(DONGS, 1)]
    assert {mention.kind for mention in found(*addressed)} == {"road"}


def test_numbers_of_lots_that_are_filled_with_noughts_are_read():
    lots = [(121, 1), (37, 0), (402, 12), (9, 3), (88, 0), (263, 2), (15, 0), (77, 41)]
    rows = [row("강남구", "역삼동", f"{a:04}", f"{b:04}", number=n + 1) for n, (a, b) in enumerate(lots, 1)]
    assert [mention.key for mention in found(*rows)] == [f"강남구|역삼동|{a}-{b}" for a, b in lots]
