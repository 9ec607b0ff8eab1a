"""Floors, halls and squares of a house with a name."""

import re

from importers.extraction.finders.finder import Finder
from importers.extraction.finders.naming import house_before
from importers.extraction.unit import TextUnit
from importers.extraction.vocabulary import (
    ACTING,
    WORD_ENDS,
    one_of,
    terms,
)

_ROOM = one_of(
    "[가-힣0-9]{0,6}회의실 [가-힣]{0,6}회의장 [가-힣]{0,3}강당 [가-힣]{0,3}공연장"
    " [가-힣]{0,3}체육관 [가-힣]{0,3}수영장 [가-힣]{0,3}빙상장"
    " 세미나실 [가-힣]{0,4}교육장 강의실 [가-힣]{0,4}상황실 [가-힣]{0,4}무대"
    " [가-힣]{0,5}마당 [가-힣]{0,5}광장 [가-힣]{0,3}분수대 전시실"
    " [가-힣]{0,4}홀 로비 [본별신구가-힣]관 (?:부설|지하|야외|임시)?주차장"
)
_FLOOR = r"(?:지하\s?)?\d{1,2}층"
_IN_HOUSE = re.compile(
    rf"\s(?:[가-힣0-9]{{1,8}}관\s?)?(?:{_FLOOR}\s?(?:[가-힣]{{2,8}}\s)?[가-힣]{{2,10}}(?:실|과|팀|부|창구){WORD_ENDS}"
    rf"|(?:{_FLOOR}\s?)?{_ROOM}{WORD_ENDS}|{_FLOOR}(?![가-힣]))"
)
# 국립중앙박물관 전시실 리모델링: a project.
_WORKED_ON = re.compile(rf"\s{ACTING}")
# 문의처: ○○구청 5층 건축과 answers; it is no place to go to.
_ANSWERS = re.compile(r"(?:문의|연락|담당|주관|주최|시행|발주)(?:처|부서|기관)?\s?[:：]?\s*$")


def rooms(unit: TextUnit):
    """A floor, a hall or a square of a house with a name: "SH공사 1층 매입주택공급부", "서울숲 가족마당"."""
    at = 0
    while found := _IN_HOUSE.search(unit.text, at):
        start = house_before(unit, found.start())
        at = found.end()
        if start is None:
            at = found.start() + 1  # 국회의원회관 in front of its 소회의실 was taken for a part of some house
            continue
        answers = _ANSWERS.search(unit.text[max(0, start - 12) : start])
        if not answers and not _WORKED_ON.match(unit.text, found.end()):
            unit.take_place(start, found.end())


ROOMS = Finder(
    "rooms", "place", terms("triggers", "rooms"), rooms, (("서울숲 가족마당에서 만나요", ("서울숲 가족마당",)),)
)
