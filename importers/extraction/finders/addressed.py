"""Names with an address or an area in parentheses."""

import re

from importers.extraction.finders.finder import Finder
from importers.extraction.finders.naming import REACH, is_house, is_place_name
from importers.extraction.unit import TextUnit
from importers.vocabulary import WORD_ENDS, alternatives, terms

_BEFORE_ADDRESS = re.compile(r"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣A-Za-z0-9·]{4,20})\s?\(\s?$")
# 숭인공원(종로구 숭인동), 용왕산 용왕정(양천구 목2동): a name with its gu and dong.
_IN_AREA = re.compile(
    r"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣A-Za-z0-9·]{2,12}(?: [가-힣A-Za-z0-9·]{2,8})?)(?:\([가-힣·]{2,8}\))?"
    r"\((?P<area>(?:[가-힣]{1,4}구 )?[가-힣]{1,5}\d{0,2}(?:동|\d가))\)"
)
_PRIMARY_SCHOOL = re.compile(r"[가-힣]{2,5}초$")
_HILL = re.compile(r"[가-힣]{1,4}(?:산|공원|천) [가-힣]{2,6}$")
_ON_TOP = alternatives("outdoors", "on_hill")
_NO_HILL = alternatives("outdoors", "no_hill")
_ON_HILL = re.compile(
    rf"(?<![가-힣])(?!{_NO_HILL}산)[가-힣]{{1,4}}산 "
    rf"{_ON_TOP}{WORD_ENDS}"
)


def venues_of_addresses(unit: TextUnit):
    """A building with its address in parentheses behind it: two places; in a table it is what its row is called."""
    if unit.record.headers:
        return
    for mention in [mention for mention in unit.mentions if mention.addresses]:
        name = _BEFORE_ADDRESS.search(unit.written, max(0, mention.start - REACH), mention.start)
        if name and is_house(name["name"]):
            unit.take_written(*name.span("name"), "place", name["name"])


def named_with_area(unit: TextUnit):
    """A name with its gu and dong in parentheses; what stands on a hill."""
    places, reader = unit.context.grammar.lexicon.places, unit.context.grammar.areas
    for match in _IN_AREA.finditer(unit.text):
        area, whole = match["area"], match["name"]
        if reader.before(area, len(area)).start:
            continue
        parts = (whole,) if unit.record.headers else (whole, whole.rpartition(" ")[2])
        name = next((name for name in parts if _is_named(name, places)), "")
        if name:
            unit.take_place(match.end("name") - len(name), match.end("name"))
    for match in _ON_HILL.finditer(unit.text):
        unit.take_place(*match.span())


def _is_named(name: str, places: dict[str, str]) -> bool:
    return bool(_HILL.match(name) or _PRIMARY_SCHOOL.match(name)) or is_place_name(name, places)


VENUES_OF_ADDRESSES = Finder(
    "venues_of_addresses",
    "place",
    terms("triggers", "venues_of_addresses"),
    venues_of_addresses,
    (
        (
            "강남파이낸스센터(강남구 테헤란로 152)",
            (
                "강남파이낸스센터",
                "강남구|테헤란로|152-0",
            ),
        ),
    ),
)
NAMED_WITH_AREA = Finder(
    "named_with_area",
    "place",
    terms("triggers", "named_with_area"),
    named_with_area,
    (("용왕산 용왕정(강남구 역삼동)", ("용왕산 용왕정",)),),
)
