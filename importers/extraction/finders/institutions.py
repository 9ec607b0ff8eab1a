"""Schools, libraries, parks … by a known name or with a relation."""

import re

from importers.extraction.finders.finder import Finder
from importers.extraction.finders.naming import GENERIC
from importers.extraction.unit import TextUnit
from importers.vocabulary import ACTING, EXIT, INSTITUTION, RELATION, SPOT_INSIDE, WORD_ENDS, alternatives, terms

_OF_STATION = alternatives("houses", "of_station")
_NAME = re.compile(
    rf"(?<![가-힣A-Za-z])(?P<name>[가-힣A-Za-z0-9·]{{2,16}}{INSTITUTION}"
    rf"|(?P<sure>[가-힣]{{2,10}}(?:IC|JC)|[가-힣]{{2,10}}역\s?{_OF_STATION}|[가-힣]{{1,4}}구?구민\s?(?:운동장|체육센터|회관)))"
    rf"(?P<inside>\s{SPOT_INSIDE})?(?P<exit>{EXIT})?(?P<relation>{RELATION})?{WORD_ENDS}"
)
_ENDING = re.compile(f"{INSTITUTION}$")
_ACTING = re.compile(rf"\s?{ACTING}")
# An institution is named as a spot, not as an actor, where the text speaks of where things are.
_SPOT = re.compile(alternatives("sentences", "where"))
_NEAR = 40
_BETWEEN = re.compile(r"^\s?(?:,|·|ㆍ|및|과|와)?\s{0,2}$")


def institutions(unit: TextUnit):
    """Schools, libraries, parks …: by a known name, with a relation ("○○초등학교 맞은편"), or listed beside one."""
    places = unit.context.grammar.lexicon.places
    unsure = []
    for match in _NAME.finditer(unit.text):
        name = match["name"]
        spot = match["inside"] or match["exit"]
        spoken_of = match["exit"] or match["relation"]
        if GENERIC.match(name) or (not spoken_of and _ACTING.match(unit.text, match.end())):
            continue
        is_place = spot or match["relation"] or match["sure"]
        if is_place or (name in places and _is_telling(name) and _SPOT.search(unit.text, *_around(match))):
            unit.take_place(*match.span())
        else:
            unsure.append(match.span())
    for span in unsure:
        if _is_listed(unit, *unit.plain.original(*span)):
            unit.take_place(*span)


def _around(match: re.Match) -> tuple[int, int]:
    return max(0, match.start() - _NEAR), match.end() + _NEAR


def _is_telling(name: str) -> bool:
    """수산시장 and 해양박물관 stand in every city; 인헌초등학교 in one."""
    return name.endswith("학교") or len(_ENDING.sub("", name)) > 2


def _is_listed(unit: TextUnit, start: int, end: int) -> bool:
    """Does only a comma or an "and" part it from a place that was found?"""
    before, after = unit.neighbours(start)
    return bool(
        (before and before.kind == "place" and _BETWEEN.match(unit.written[before.end : start]))
        or (after and after.kind == "place" and _BETWEEN.match(unit.written[end : after.start]))
    )


INSTITUTIONS = Finder(
    "institutions",
    "place",
    terms("triggers", "institutions"),
    institutions,
    (("인헌초등학교 맞은편 가로수", ("인헌초등학교 맞은편",)),),
)
