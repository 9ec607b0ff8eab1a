"""Stretches of road as notices write them: the road, and the points in their order."""

import pytest

from maptag.geocoding.gazetteer.lexicon import Lexicon
from maptag.geocoding.parsing.stretches import parse_stretch

LEXICON = Lexicon.build(
    roads=[
        ("중구", road) for road in ("을지로", "세종대로", "종로", "테헤란로", "이태원로", "동부간선도로", "여의서로")
    ],
    areas=[
        ("서울특별시", "", "", "sido"),
        ("서울특별시", "중구", "", "gu"),
        ("서울특별시", "중구", "을지로3가", "legal"),
    ],
)


@pytest.mark.parametrize(
    ("text", "road", "points"),
    [
        ("을지로(시청역~을지로3가역)", "을지로", ("시청역", "을지로3가역")),
        ("중구 을지로 시청역 → 을지로3가역 → 을지로6가", "을지로", ("시청역", "을지로3가역", "을지로6가")),
        ("을지로 시청역에서 을지로3가역을 거쳐 을지로6가까지", "을지로", ("시청역", "을지로3가역", "을지로6가")),
        ("동부간선도로 의정부 방향(녹천교~수락지하차도)", "동부간선도로", ("녹천교", "수락지하차도")),
        ("동부간선도로 양방향 전 구간(녹천교∼수락지하차도", "동부간선도로", ("녹천교", "수락지하차도")),
        ("전쟁기념관 ⇔ 한강진역\n<이태원로>", "이태원로", ("전쟁기념관", "한강진역")),
        ("교보빌딩 → 종로2R → 대한문 <종로 등>", "종로", ("교보빌딩", "종로2사거리", "대한문")),
        (
            "서강대교남단부터 뒷길을 지나 여의2교 북단에 이르는 여의서로",
            "여의서로",
            ("서강대교남단", "뒷길", "여의2교 북단"),
        ),
        ("테헤란로 152부터 강남역까지", "테헤란로", ("테헤란로 152", "강남역")),
        ("을지로 100 ~ 을지로 200", "을지로", ("을지로 100", "을지로 200")),
        ("종로 1가부터 종로5가역까지", "", ("종로 1가", "종로5가역")),
        ("세종대로 사거리 - 종로2가 사거리", "", ("세종대로 사거리", "종로2가 사거리")),
        ("한남오거리와 북한남삼거리 사이", "", ("한남오거리", "북한남삼거리")),
        ("통제구간: 을지로 시청역↔을지로3가역 양방향", "을지로", ("시청역", "을지로3가역")),
        ("서울광장을 출발해 시청역, 종각역을 지나 보신각", "", ("서울광장", "시청역", "종각역", "보신각")),
        ("의정부터 ⇄ 종각R <세종대로 등>", "세종대로", ("의정부터", "종각사거리")),
    ],
)
def test_the_road_and_the_points_of_a_stretch_are_read_in_order(text, road, points):
    assert parse_stretch(text, LEXICON)[1:] == (road, points)


@pytest.mark.parametrize("text", ["시청역", "을지로", "세종대로 110", "을지로3가", "시청역 앞 횡단보도", ""])
def test_a_single_place_is_no_stretch(text):
    assert parse_stretch(text, LEXICON) is None
