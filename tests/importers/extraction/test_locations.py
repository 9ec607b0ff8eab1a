"""Columns that say where, in words: places, crossings and addresses among them."""

import pytest

from tests.importers.rows import found, keys, row


def test_a_location_column_names_places_and_crossings():
    headers = ["자치구", "설치위치"]
    cells = [
        "시청역 3번출구 앞",
        "사직단앞",
        "사당사거리 서측",
        "사당사거리 은행 앞",
        "교통섬",
        "1호선",
        "정동 5-5 성당",
    ]
    mentions = found(*(row("중구", cell, headers=headers) for cell in cells))
    assert [(mention.kind, mention.key) for mention in mentions] == [
        ("place", "시청역 3번출구 앞"),
        ("place", "사직단앞"),
        ("intersection", "사당사거리 서측"),
        ("place", "사당사거리 은행 앞"),
        ("lot", "중구|정동|5-5"),
    ]


@pytest.mark.parametrize(
    "cell",
    [
        "73.5%초과 77%이하",
        "65세 이상 거주 세대",
        "10% 초과 시",
        "3개소",
        "1~3분위",
        "온라인(줌)",
        "남측",
        "화면 좌측 상단",
        "버스정류장",
        "도로변(횡단보도 포함)",
        "정류소(버스, 택시 등)",
        "지하철역 입구",
        "기타(지하보도 앞)",
        "건물 앞 도로변",
        "가로변",
        "마을버스정류장 옆",
        "중앙차로 버스정류장",
        "지하철 9호선 옆",
        "버스정류장 ID:20-121",
        "남, 여 화장실 대변기칸 내",
    ],
)
def test_what_is_no_place_in_a_location_column(cell):
    assert keys(row(cell, headers=["구간"])) == []


def test_a_location_that_begins_with_a_number_is_joined_to_the_road_of_its_row():
    headers = ["자치구", "도로명", "설치위치"]
    assert keys(row("강남구", "테헤란로", "152 파이낸스센터 앞", headers=headers)) == ["강남구|테헤란로|152-0"]
    assert keys(row("강남구", "테헤란로", "152", headers=headers)) == ["강남구|테헤란로|152-0"]
    assert keys(row("강남구", "강남역", "5번출구 앞", headers=headers)) == ["5번출구 앞"]
    assert keys(row("강남구", "테헤란로", "3번 출구 앞", headers=headers)) == ["3번 출구 앞"]


def test_an_address_column_may_hold_a_station_instead():
    assert keys(row("2호선 강남역 5번 출구 뒤", headers=["소재지"])) == ["2호선 강남역 5번 출구 뒤"]


def test_spots_listed_in_a_location_column_are_each_a_place():
    cell = "시청역 1번 출구 앞, 강남역 3번 출구"
    assert keys(row(cell, headers=["설치장소"])) == ["시청역 1번 출구 앞", "강남역 3번 출구"]


def test_a_building_beside_its_address_is_a_detail_of_it_in_a_location_column():
    address, *details = found(row("강남구 테헤란로 152 \n강남파이낸스센터\n우리은행 앞", headers=["설치위치"]))
    assert address.key == "강남구|테헤란로|152-0"
    assert [(detail.key, detail.flags) for detail in details] == [
        ("강남파이낸스센터", ("detail",)),
        ("우리은행 앞", ("detail",)),
    ]


def test_stations_on_the_way_to_an_address_are_details_of_it():
    headers = ["주소", "오시는길"]
    address, station = found(row("강남구 테헤란로 152", "2호선 강남역 12번 출구에서 도보 5분", headers=headers))
    assert (address.flags, station.key, station.flags) == ((), "2호선 강남역 12번 출구", ("detail",))
    (alone,) = found(row("-", "2호선 강남역 12번 출구에서 도보 5분", headers=headers))
    assert "detail" not in alone.flags


@pytest.mark.parametrize("rest", ["3층", "앞 보도", "\n버스정류장", " 101동"])
def test_what_names_nothing_beside_an_address_is_not_even_a_detail(rest):
    assert keys(row(f"강남구 테헤란로 152 {rest}", headers=["설치위치"])) == ["강남구|테헤란로|152-0"]


def test_a_venue_with_its_address_in_parentheses_is_two():
    venue, address = found(row("강남파이낸스센터(강남구 테헤란로 152)", headers=["설치위치"]))
    assert (venue.kind, venue.key) == ("place", "강남파이낸스센터")
    assert address.key == "강남구|테헤란로|152-0"


def test_both_ends_of_a_road_in_columns_are_places():
    headers = ["노선", "시점", "종점"]
    assert keys(row("1", "사당사거리", "시청역 1번 출구", headers=headers)) == ["사당사거리", "시청역 1번 출구"]
    assert keys(row("2025년 일월", "취업자", headers=["시점", "항목"])) == []


def test_a_stretch_in_a_column_of_locations_may_have_ends_that_nobody_listed():
    (mention,) = found(row("세종대로", "회현역~남산스퀘어", headers=["도로명", "구간"]))
    assert (mention.kind, mention.key) == ("segment", "|회현역~남산스퀘어")


@pytest.mark.parametrize("cell", ["우천시 취소", "온라인 생중계", "지하 1층 로비", "행사 연기"])
def test_a_location_without_a_place(cell):
    assert keys(row(cell, headers=["행사장소"])) == []
