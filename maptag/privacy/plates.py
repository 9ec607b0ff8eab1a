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
# 외교 012-345; for a day of its own or before it is registered: 임시 1234. Before 1996 the region's car had one digit.
DIPLOMAT = re.compile(rf"(?<![가-힣])(?:{clues('diplomat')}) ?\d{{2,3}} ?- ?\d{{3}}(?![\d-])")
MISSION = re.compile(rf"(?<![가-힣])(?:{clues('mission')}) ?\d{{2,3}} ?- ?\d{{3}}(?![\d-])")
TEMPORARY = re.compile(rf"(?<![가-힣])(?:{REGION} ?)?(?:{clues('temporary')}) ?(?:\d{{4}}|\d\d-?\d{{4}}){AMOUNT}")
OLD = re.compile(rf"(?<![\d.,가-힣-])\d ?[{LETTERS}] ?\d{{4}}{AMOUNT}")
YEAR = re.compile(r"(?:19|20)\d\d")
# "종로 12가 3456", "테헤란로 12나 1234": what a road's name precedes is a place.
ROAD_BEFORE = re.compile(rf"{clues('road')} $")


def plates(text: str, context: str = "") -> Iterator[PersonalHit]:
    for match in MODERN.finditer(text):
        named = near(VEHICLE, text, match, context, after=12)
        if named or not _is_other(text, match):
            yield PersonalHit.whole(Kind.PLATE, match, certain=not (match["gap"] or match["gap2"]))
    for match in REGIONAL.finditer(text):
        yield PersonalHit.whole(Kind.PLATE, match)
    for match in DIPLOMAT.finditer(text):
        yield PersonalHit.whole(Kind.PLATE, match)
    for pattern in (MOTORCYCLE, MISSION, TEMPORARY, OLD):
        for match in pattern.finditer(text):
            if near(VEHICLE, text, match, context, after=12):
                yield PersonalHit.whole(Kind.PLATE, match)


def _is_other(text, match) -> bool:
    if "가" <= text[max(match.start() - 1, 0)] <= "힣" or ROAD_BEFORE.search(
        text, max(match.start() - 4, 0), match.start()
    ):
        return True
    apart = match["gap"] or match["gap2"]
    return bool(apart) and (match["letter"] in COUNTERS or bool(match["gap"]) or bool(YEAR.fullmatch(match["tail"])))
