"""Bus stops by their names."""

import re

from importers.extraction.finders.finder import Finder
from importers.extraction.finders.naming import is_building
from importers.extraction.unit import TextUnit
from importers.vocabulary import WORD_ENDS, alternatives, terms

_AROUND = alternatives("around", "stop")
_STOP = re.compile(
    r"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣A-Za-z0-9.·]{2,16})\s?(?:버스\s?)?(?:정류[장소]|승강장)"
    rf"(?:\s?{_AROUND})?{WORD_ENDS}"
)
_NO_NAMES = alternatives("structures", "no_stop")
_SOME_STOP = re.compile(rf"{_NO_NAMES}$")


def stops(unit: TextUnit):
    """A bus stop by its name."""
    places = unit.context.grammar.lexicon.places
    for match in _STOP.finditer(unit.text):
        name = match["name"]
        if not _SOME_STOP.search(name) and (name in places or is_building(name) or name.endswith("역")):
            unit.take_place(*match.span())


STOPS = Finder(
    "stops",
    "place",
    terms("triggers", "stops"),
    stops,
    (("강남빌딩 버스정류장 앞에 놓는다", ("강남빌딩 버스정류장 앞",)),),
)
