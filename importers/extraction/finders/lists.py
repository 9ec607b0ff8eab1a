"""Names listed beside a place, behind marks, or as "A, B 등 3곳"."""

import re

from importers.extraction.finders.finder import Finder
from importers.extraction.finders.naming import FARTHEST, KIND, is_house, is_place_name
from importers.extraction.unit import TextUnit
from importers.vocabulary import WORD_ENDS, alternatives, terms

_OFFICES = alternatives("offices", "in_list")
_OFFICE = re.compile(rf"{_OFFICES}$")
_GROUNDS = alternatives("houses", "with_parking")
# 송도국제어린이도서관(110면): how many cars may park there.
_PARKING = re.compile(
    rf"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣A-Za-z0-9·~]{{3,16}}(?: {_GROUNDS})?)"
    r"\s?\((?:약\s?)?\d{1,4}면\)"
)
_AMONG = re.compile(
    r"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣A-Za-z0-9]{3,16})\s등\s?(?:[가-힣·]{2,8}\s){0,2}\d{1,3}\s?(?:곳|개소|개교)"
)
_MARKED = re.compile(r"[△▲]\s?(?P<name>[가-힣A-Za-z0-9]{3,16}(?:\s?(?:앞|옆))?)(?=\s*(?:\(|[△▲,]|등|$))")
_SECOND_WORDS = alternatives("houses", "listed")
_LISTED_NAME = rf"[가-힣A-Za-z0-9]{{2,16}}(?: {_SECOND_WORDS})?"
_AND = alternatives("particles", "and")
_LISTED_NEXT = re.compile(rf"\s?{_AND}\s{{0,2}}(?P<name>{_LISTED_NAME}?)(?:\s?등)?{WORD_ENDS}")
_LISTED_BEFORE = re.compile(rf"(?<![가-힣A-Za-z0-9])(?P<name>{_LISTED_NAME})\s?{_AND}\s{{0,2}}$")
_BRIDGE = re.compile(r"[가-힣]+(?<!학)(?<!종)(?:교|대교)$")


def bulleted(unit: TextUnit):
    """△강남초등학교 △대방중학교 등: schools and houses, not offices, each behind a mark."""
    marked = list(_MARKED.finditer(unit.text))
    for match in marked if len(marked) > 1 else ():
        if not _acts_or_is_a_kind(match["name"]) and is_house(match["name"]):
            unit.take_place(*match.span("name"))


def among_some(unit: TextUnit):
    """한울근린공원, 백석어린이공원 등 물놀이터 4곳: the last of those that are named of so many."""
    for match in _AMONG.finditer(unit.text):
        if not _acts_or_is_a_kind(match["name"]) and is_house(match["name"]):
            unit.take_place(*match.span("name"))


def parking(unit: TextUnit):
    """Where so many cars may be parked."""
    for match in _PARKING.finditer(unit.text):
        if not KIND.match(match["name"]):
            unit.take_place(*match.span("name"))


def listed(unit: TextUnit):
    """What is listed beside a place ("잠수교와 반포대교"); in a table it is what its rows are called."""
    if unit.record.headers or len(unit.record.cells) > 2:
        return
    for mention in [mention for mention in unit.mentions if mention.kind in ("place", "intersection")]:
        end, start = mention.end, mention.start
        while (after := _LISTED_NEXT.match(unit.written, end)) and _is_peer(after["name"], mention, unit):
            if _is_found(unit, after.start("name")):
                break  # and is asked for its own neighbours: a list of 6,000 took minutes
            unit.take_written(*after.span("name"), "place", after["name"])
            end = after.end("name")
        while before := _LISTED_BEFORE.search(unit.written, max(0, start - FARTHEST), start):
            if not _is_peer(before["name"], mention, unit):
                break
            if _is_found(unit, before.start("name")):
                break
            unit.take_written(*before.span("name"), "place", before["name"])
            start = before.start("name")


def _is_found(unit: TextUnit, start: int) -> bool:
    """Does a mention begin there?"""
    _, mention = unit.neighbours(start)
    return mention is not None and mention.start == start


def _is_peer(name: str, mention, unit: TextUnit) -> bool:
    """An office beside a place may act together with it; a name, a house or a bridge is a place as well."""
    if _acts_or_is_a_kind(name):
        return False
    bridges = _BRIDGE.match(name) and _BRIDGE.match(mention.text)
    return bool(bridges) or is_place_name(name, unit.context.grammar.lexicon.places)


def _acts_or_is_a_kind(name: str) -> bool:
    return _OFFICE.search(name) is not None or KIND.match(name) is not None


PARKING = Finder(
    "parking",
    "place",
    terms("triggers", "parking"),
    parking,
    (("송도국제어린이도서관(110면)", ("송도국제어린이도서관",)),),
)
BULLETED = Finder(
    "bulleted",
    "place",
    terms("triggers", "bulleted"),
    bulleted,
    (
        (
            "△강남초등학교 △대방중학교 등",
            (
                "강남초등학교",
                "대방중학교",
            ),
        ),
    ),
)
AMONG_SOME = Finder(
    "among_some",
    "place",
    terms("triggers", "among_some"),
    among_some,
    (
        (
            "한울근린공원, 백석어린이공원 등 물놀이터 4곳",
            (
                "한울근린공원",
                "백석어린이공원",
            ),
        ),
    ),
)
LISTED = Finder(
    "listed",
    "place",
    terms("triggers", "listed"),
    listed,
    (
        (
            "잠수교와 반포대교는 오후부터 통제",
            (
                "잠수교",
                "반포대교",
            ),
        ),
    ),
)
