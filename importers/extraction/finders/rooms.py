"""Floors, halls and squares of a house with a name."""

import re

from importers.extraction.finders.finder import Finder
from importers.extraction.finders.naming import house_before
from importers.extraction.unit import TextUnit
from importers.vocabulary import ACTING, WORD_ENDS, alternatives, terms

_ROOM = alternatives("houses", "room")
_FLOOR = r"(?:지하\s?)?\d{1,2}층"
_SERVING_ROOMS = alternatives("offices", "room")
_IN_HOUSE = re.compile(
    rf"\s(?:[가-힣0-9]{{1,8}}관\s?)?(?:{_FLOOR}\s?(?:[가-힣]{{2,8}}\s)?[가-힣]{{2,10}}{_SERVING_ROOMS}{WORD_ENDS}"
    rf"|(?:{_FLOOR}\s?)?{_ROOM}{WORD_ENDS}|{_FLOOR}(?![가-힣]))"
)
# 국립중앙박물관 전시실 리모델링: a project.
_WORKED_ON = re.compile(rf"\s{ACTING}")
_ANSWERING = alternatives("labels", "answers")
# 문의처: ○○구청 5층 건축과 answers; it is no place to go to.
_ANSWERS = re.compile(rf"{_ANSWERING}(?:처|부서|기관)?\s?[:：]?\s*$")


def rooms(unit: TextUnit):
    """A floor, a hall or a square of a house with a name: "SH공사 1층 매입주택공급부", "서울숲 가족마당"."""
    at = 0
    while match := _IN_HOUSE.search(unit.text, at):
        start = house_before(unit, match.start())
        at = match.end()
        if start is None:
            at = match.start() + 1  # 국회의원회관 in front of its 소회의실 was taken for a part of some house
            continue
        answers = _ANSWERS.search(unit.text[max(0, start - 12) : start])
        if not answers and not _WORKED_ON.match(unit.text, match.end()):
            unit.take_place(start, match.end())


ROOMS = Finder(
    "rooms", "place", terms("triggers", "rooms"), rooms, (("서울숲 가족마당에서 만나요", ("서울숲 가족마당",)),)
)
