"""Stretches of road and ranges of lots in sentences and cells."""

import pytest

from tests.importers.rows import found, keys, kinds_of, paragraph, row


def test_a_stretch_of_a_stream_and_between_ramps():
    assert keys(paragraph("과업위치 : 우이천(우이교~월계2교)")) == ["우이천|우이교~월계2교"]
    assert keys(paragraph("내부순환로 홍제램프~길음램프 야간 청소"))[0].endswith("홍제램프~길음램프")


def test_from_one_lot_to_another_is_an_area():
    (mention,) = found(paragraph("강남구 개포동 421-1 ~ 개포동 430-12"))
    assert (mention.kind, mention.text) == ("area", "강남구 개포동 421-1 ~ 개포동 430-12")


def test_what_follows_a_stretch_in_its_cell_is_no_place():
    headers = ["구간"]
    assert len(found(row("사당사거리~한남대교 방향 180m", headers=headers))) == 1
    assert len(found(row("양화교~목동교 우안 둔치", headers=headers))) == 1


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        ("이날 삼성역 사거리에서 코엑스 사거리 방면 진행방향", "삼성역 사거리에서 코엑스 사거리 방면"),
        ("세종대로 사거리에서부터 서울시청 앞까지 약 550m", "사거리에서부터 서울시청 앞까지"),
        ("종로2가 사거리부터 세종대로 사거리 방향 차로 통제", "종로2가 사거리부터 세종대로 사거리 방향"),
        ("여의동로(마포대교 남단↔63빌딩 앞) 양방향", "여의동로(마포대교 남단↔63빌딩 앞)"),
        ("성수분기점(JC)부터 도봉구 수락지하차도까지 통제", "성수분기점(JC)부터 도봉구 수락지하차도까지"),
        ("삼성역∼포스코사거리는 양방면 4개 차로가 침수", "삼성역∼포스코사거리"),
        ("서강대교남단부터 국회의사당 뒷길을 지나 여의2교 북단에 이르는 길", "서강대교남단부터"),
        ("산곡남초교~장터고개 도로개설공사", "산곡남초교~장터고개"),
    ],
)
def test_stretches_as_the_news_tell_them(text, stretch):
    assert any(mention.kind == "segment" and stretch in mention.text for mention in found(paragraph(text)))


def test_from_a_school_to_a_block_of_flats():
    (mention,) = found(paragraph("한울중학교~삼익아파트 구간은 상습 불법 주정차 지역이다."))
    assert mention.kind == "segment"


def test_a_stretch_ends_before_the_particle():
    (mention,) = found(paragraph("삼성역∼포스코사거리는 양방면 4개 차로가 침수"))
    assert mention.text == "삼성역∼포스코사거리"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("해양박물관부터 신논현역까지 행진한다.", "|해양박물관~신논현역"),
        ("세종대로 사거리~해양박물관 구간은 가변차로가 운영된다.", "|세종대로 사거리~해양박물관"),
        ("△행당동∼창신동 △개봉역 도로를 넓힌다.", "|행당동~창신동"),
        ("종로1가-종로3가 코스는 제외된다.", "|종로1가~종로3가"),
        ("광화문 삼거리→세종대로 사거리는 진행 방향이 통제된다.", "|광화문 삼거리~세종대로 사거리"),
        ("서초역(출발)→반포대교→잠수교→고양광고(U턴)→난지교(도착)", "|서초역~난지교"),
        ("원효로(남영역∼용산구청, 11.12∼14)를 부분 통제한다.", "원효로|남영역~용산구청"),
        ("여의2교와 국회3문 사이 280m 구간은 통제한다.", "|여의2교~국회3문"),
        ("올림픽대교 남단 교차로에서 몽촌토성역 방향 1개 차로를 통제", "|올림픽대교 남단 교차로~몽촌토성역"),
        ("한남로(북한남3거리~약수고개)를 통제한다.", "한남로|북한남3거리~약수고개"),
    ],
)
def test_stretches_of_notices_about_traffic(text, key):
    assert [mention.key for mention in found(paragraph(text)) if mention.kind == "segment"] == [key]


@pytest.mark.parametrize("text", ["유치원부터 고등학교까지 지원한다.", "메뉴 → 예약 → 140m 이동 → 결제"])
def test_grades_and_menus_are_no_stretches(text):
    assert kinds_of(text) == []
