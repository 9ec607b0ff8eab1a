"""Named crossings, and "A로와 B로 교차로"."""

import re

from importers.extraction.finders.finder import Finder
from importers.extraction.unit import TextUnit
from importers.vocabulary import CROSSING, CROSSING_KIND, WORD_ENDS, alternatives, terms

_AROUND = alternatives("around", "crossing")
_NAMED_CROSSING = re.compile(
    rf"(?<![가-힣A-Za-z0-9])(?P<open>[가-힣0-9]{{1,12}}(?:로|길)\s?\(\s?)?(?P<name>(?:[가-힣A-Za-z0-9]{{2,12}}\s(?=앞\s))?"
    rf"[가-힣0-9]{{1,12}}\s?{CROSSING})"
    rf"(?:\s?{_AROUND})?(?(open)_?\s?\)?){WORD_ENDS}"
)
_NAMELESS = re.compile(rf"(?:{CROSSING_KIND}\s?|{CROSSING}\s?)?{CROSSING}$")
_TWO_ROADS = re.compile(
    r"(?<![가-힣0-9])(?P<first>[가-힣0-9]{1,12}(?:로|길))\s?(?:와|과|·|ㆍ|및|×|x|/)\s?(?P<second>[가-힣0-9]{1,12}(?:로|길))의?\s?"
    rf"(?:{CROSSING}|(?:이|가)\s?만나는\s?(?:곳|지점|{CROSSING}))"
)
# 세종대로×종로: the sign alone says that two roads cross, where both are known.
_CROSSED = re.compile(
    r"(?<![가-힣0-9])(?P<first>[가-힣0-9]{1,12}(?:로|길))\s?[×✕╳]\s?(?P<second>[가-힣0-9]{1,12}(?:로|길))(?![가-힣\d])"
)


def crossings(unit: TextUnit):
    """Named crossings, and "A로와 B로 교차로"."""
    crossed(unit)
    for match in _TWO_ROADS.finditer(unit.text):
        unit.take(*match.span(), "intersection", f"{match['first']}×{match['second']}")
    for match in _NAMED_CROSSING.finditer(unit.text):
        if not _NAMELESS.match(match["name"]) or _of_a_road(match["name"], unit):
            unit.take(*match.span(), "intersection", match["name"])


def crossed(unit: TextUnit):
    """세종대로×종로, of two roads that are known."""
    for match in _CROSSED.finditer(unit.text):
        if {match["first"], match["second"]} <= unit.context.grammar.lexicon.roads.keys():
            unit.take(*match.span(), "intersection", f"{match['first']}×{match['second']}")


def _of_a_road(name: str, unit: TextUnit) -> bool:
    """세종대로 사거리 is a crossing with a name, 도로 사거리 and 새로 사거리 are none."""
    road = name.split(" ")[0]
    return len(road) > 2 and road in unit.context.grammar.lexicon.roads


CROSSINGS = Finder(
    "crossings",
    "intersection",
    terms("triggers", "crossings"),
    crossings,
    (
        ("사당사거리 앞에서 출발", ("사당사거리",)),
        ("테헤란로와 강남대로 교차로에서", ("테헤란로×강남대로",)),
        ("테헤란로×강남대로 신호등", ("테헤란로×강남대로",)),
    ),
)
CROSSED = Finder("crossed", "intersection", ("×", "✕", "╳"), crossed)
