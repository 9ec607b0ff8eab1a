"""Which city and gu the headings, titles and columns around an address give it."""

import unicodedata

import pytest

from tests.importers.rows import found, heading, keys, paragraph, row


@pytest.mark.parametrize(
    ("said", "area"),
    [
        ("부산광역시 중구 금연구역", ("부산광역시", "중구")),
        ("부산 중구 금연구역", ("부산광역시", "중구")),
        ("부산광역시 금연구역 지정", ("부산광역시", "")),
        ("경기도청 공고", ("경기도", "")),
        ("서울특별시 중구 금연구역", ("서울특별시", "중구")),
        ("중구 금연구역", ("", "중구")),
        ("부산 국제영화제 참가", ("", "")),
        ("경기도·부산광역시 합동 점검", ("", "")),
        ("부산광역시 강남구 합동 점검", ("", "강남구")),
    ],
)
def test_a_heading_says_the_city_of_its_gu(said, area):
    (mention,) = found(heading(said), paragraph("장소: 시청 3층 회의실"))
    assert (mention.near_sido, mention.near_sigungu) == area


def test_a_letterhead_says_the_city_of_the_gu_in_the_headings_that_have_one():
    busan = paragraph("부산광역시 공고 제2026-1호")
    mentions = found(busan, heading("중구"), paragraph("광복로 1"), heading("강남구"), paragraph("테헤란로 152"))
    assert [(mention.key, mention.near_sido) for mention in mentions] == [("강남구|테헤란로|152-0", "")]


def test_a_column_of_cities_says_whose_gu_the_next_column_means():
    headers = ["시도", "시군구", "도로명주소"]
    here, there, again = found(
        row("서울특별시", "중구", "을지로 12", headers=headers),
        row("부산광역시", "중구", "광복로 12", headers=headers, number=3),
        row("〃", "〃", "을지로 14", headers=headers, number=4),
    )
    assert [mention.near_sido for mention in (here, there, again)] == ["서울특별시", "부산광역시", "부산광역시"]
    assert again.key == "중구|을지로|14-0"


def test_the_city_of_an_address_is_that_of_the_numbers_listed_behind_it():
    mentions = found(paragraph("부산 중구 중앙동4가 12, 14번지"))
    assert [mention.near_sido for mention in mentions] == ["부산광역시", "부산광역시"]


def test_title_sheet_file_name_and_heading_give_the_gu():
    assert keys(row("역삼동 12-3", headers=["주소"], title="강남구 무더위쉼터 현황")) == ["강남구|역삼동|12-3"]
    assert keys(row("역삼동 12-3", headers=["주소"], sheet="강남구")) == ["강남구|역삼동|12-3"]
    assert keys(row("역삼동 12-3", headers=["주소"]), filename="강남구_공중화장실_2025.csv") == ["강남구|역삼동|12-3"]
    assert keys(heading("1. 강남구 정비 대상"), paragraph("역삼동 12-3번지")) == ["강남구|역삼동|12-3"]


def test_a_gu_that_does_not_have_the_dong_is_not_given_to_it():
    assert keys(row("행당동 12-3", headers=["주소"], title="강남구 무더위쉼터 현황")) == ["|행당동|12-3"]


def test_file_names_in_decomposed_hangul():
    name = unicodedata.normalize("NFD", "강남구 쉼터.xlsx")
    assert keys(row("역삼동 12-3", headers=["주소"]), filename=name) == ["강남구|역삼동|12-3"]
