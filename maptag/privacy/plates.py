"""Vehicles' number plates: since 2006 12가3456 and 123가4567, before that 서울12가3456."""

import re
from collections.abc import Iterator

from .findings import Kind, PersonalHit
from .near import near
from .vocabulary import clues

REGION = clues("region")
# 자동차 등록번호판 등의 기준에 관한 고시: private, taxis and buses, hired, parcels; diplomats' have words of their own.
LETTERS = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주바사아자배하허호육해공국합"
# These count or measure something far more often: 12조 5000, 12호 3000, 516로 2930.
COUNTERS = "조주도구호수소사부국해공합자로"
VEHICLE = re.compile(clues("vehicle"))
AMOUNT = rf"(?! ?(?:{clues('unit')}|[,.]\d|-\d|\d))"
MODERN = re.compile(
    rf"(?<![\d.,-])(?P<digits>\d{{2,3}})(?P<gap> ?)(?P<letter>[{LETTERS}])(?P<gap2>[- ]?)(?P<tail>\d{{4}}){AMOUNT}"
)
REGIONAL = re.compile(rf"(?<![가-힣]){REGION} ?\d{{1,2}} ?[{LETTERS}] ?-?\d{{4}}(?!\d)")
MOTORCYCLE = re.compile(rf"(?<![가-힣]){REGION} ?[가-힣]{{2,4}} ?[{LETTERS}] ?\d{{4}}(?!\d)")
YEAR = re.compile(r"(?:19|20)\d\d")
# "종로 12가 3456", "테헤란로 12나 1234": what a road's name precedes is a place.
ROAD_BEFORE = re.compile(rf"{clues('road')} $")


def plates(text: str, context: str = "") -> Iterator[PersonalHit]:
    for found in MODERN.finditer(text):
        named = near(VEHICLE, text, found, context, after=12)
        if named or not _is_other(text, found):
            yield PersonalHit.whole(Kind.PLATE, found, certain=not (found["gap"] or found["gap2"]))
    for found in REGIONAL.finditer(text):
        yield PersonalHit.whole(Kind.PLATE, found)
    for found in MOTORCYCLE.finditer(text):
        if near(VEHICLE, text, found, context, after=12):
            yield PersonalHit.whole(Kind.PLATE, found)


def _is_other(text, found) -> bool:
    if "가" <= text[max(found.start() - 1, 0)] <= "힣" or ROAD_BEFORE.search(
        text, max(found.start() - 4, 0), found.start()
    ):
        return True
    apart = found["gap"] or found["gap2"]
    return bool(apart) and (found["letter"] in COUNTERS or bool(found["gap"]) or bool(YEAR.fullmatch(found["tail"])))
