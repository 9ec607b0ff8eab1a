"""Bus stops by their names."""

import re

from importers.extraction.finders.finder import Finder
from importers.extraction.finders.naming import is_building
from importers.extraction.unit import TextUnit
from importers.extraction.vocabulary import (
    WORD_ENDS,
    terms,
)

_STOP = re.compile(
    r"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣A-Za-z0-9.·]{2,16})\s?(?:버스\s?)?(?:정류[장소]|승강장)"
    rf"(?:\s?(?:앞|옆|맞은편|건너편))?{WORD_ENDS}"
)
_SOME_STOP = re.compile(
    r"(?:버스|임시|가상|해당|인근|주변|각|모든|일부|신설|기존|환승|중앙|가로변|노선|이용|택시|셔틀|다음|이전|운행|경유|하차"
    r"|승차|대중교통|[은는을를의과와및])$"
)


def stops(unit: TextUnit):
    """A bus stop by its name."""
    known = unit.context.grammar.lexicon.places
    for found in _STOP.finditer(unit.text):
        name = found["name"]
        if not _SOME_STOP.search(name) and (name in known or is_building(name) or name.endswith("역")):
            unit.take_place(*found.span())


STOPS = Finder(
    "stops",
    "place",
    terms("triggers", "stops"),
    stops,
    (("강남빌딩 버스정류장 앞에 놓는다", ("강남빌딩 버스정류장 앞",)),),
)
