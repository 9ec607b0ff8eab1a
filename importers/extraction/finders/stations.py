"""Known stations, with exit and relation."""

import re

from importers.extraction.finders.finder import Finder
from importers.extraction.unit import TextUnit
from importers.vocabulary import AFTER_STATION, EXIT, RELATION, TOWARDS, WORD_ENDS, alternatives, terms

_STATION = re.compile(
    rf"(?<![가-힣A-Za-z])(?:\d호선\s)?(?P<name>[가-힣0-9A-Z]{{1,14}}?(?:\([가-힣·0-9]{{1,8}}\))?역)"
    rf"(?P<exit>(?:\s?\([^()]{{1,12}}\)|(?:\s{TOWARDS}){{1,2}})?{EXIT})?(?P<relation>{RELATION})?(?:{WORD_ENDS}|(?=도보))"
)
_ON_FOOT = re.compile(r"(?:에서)?\s?(?:도보|걸어서|하차)")
_NO_STATIONS = alternatives("structures", "no_station")
_NO_STATION = re.compile(rf"{_NO_STATIONS}역$")
_NAME_GOES_ON = re.compile(rf" (?!{AFTER_STATION})[가-힣A-Z]")


def stations(unit: TextUnit):
    """Known stations, with exit and relation."""
    places = unit.context.grammar.lexicon.places
    for match in _STATION.finditer(unit.text):
        if not match["exit"] and places.get(match["name"]) != "station" and not _is_reached(match, unit.text):
            continue
        if match["exit"]:  # a spot of its own, also right behind an address; nothing but a station has exits
            unit.take_written(*unit.plain.original(*match.span()), "place", " ".join(match.group().split()))
        elif match["relation"] or not _NAME_GOES_ON.match(unit.text, match.end()):
            unit.take_place(*match.span())


def _is_reached(match: re.Match, text: str) -> bool:
    """숭실대입구역 도보 7분: a station under a name that the map does not have."""
    return _ON_FOOT.match(text, match.end()) is not None and not _NO_STATION.search(match["name"])


STATIONS = Finder(
    "stations",
    "place",
    terms("triggers", "stations"),
    stations,
    (
        ("시청역 3번 출구 앞", ("시청역 3번 출구 앞",)),
        ("강남역에서 도보 5분", ("강남역",)),
    ),
)
