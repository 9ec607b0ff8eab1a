"""Where a sentence says that something is or happens."""

import re

from importers.extraction.finders.finder import Finder
from importers.extraction.finders.naming import REACH, house_before, is_place_name
from importers.extraction.unit import TextUnit
from importers.extraction.vocabulary import (
    SPOT_SHAPE,
    terms,
)

_IS = re.compile(
    r"(?:장소|위치|집결지|집합지|개최지|행사장|지점)[은는]\s{1,3}(?P<value>[가-힣A-Za-z0-9·() ]{2,30}?)\s?"
    r"(?=입니다|이며|이고|이다|임(?![가-힣])|로\s?(?:하|정|변경))"
)
_SHAPE = re.compile(rf"(?:{SPOT_SHAPE})\s?(?:\d{{1,2}}층)?$")
_HAPPENS = re.compile(
    r"열리|열린|열렸|펼쳐|집결|모여|모이|대피|개최|출발해|출발하|출발한|이어진|이어지|불이 나|불이 났|화재가|사고가"
)
_AT = re.compile(
    r"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣A-Za-z0-9·]{3,16}?)(?:\s등)?(?:에서는?|에는?|으로|로|까지|\s?및|,)(?:\s|$)(?!있|없|대한|따[라른])"
)
_BEHIND = re.compile(
    r"(?:열리는|열린|펼쳐지는|개최되는)\s(?P<name>[가-힣A-Za-z0-9]{3,16}?)(?:에서는?|에는?|으로|로|을|를|과|와|은|는|\s?(?:일대|주변|인근))(?![가-힣])"
)
# An office that has something held is the one that holds it.
_OFFICE = re.compile(
    r"(?:[구시군도]청|[시군구도]|주민센터|경찰서|소방서|보건소|공사|공단|재단|본부|교육청|지원청|의회|위원회|협회)$"
)


def said(unit: TextUnit):
    """The place that a sentence gives as the 장소 of something."""
    for found in _IS.finditer(unit.text):
        value = found["value"].strip()
        if _SHAPE.search(value):
            unit.take_place(found.start("value"), found.start("value") + len(value))


def events(unit: TextUnit):
    """A building or a known place in which something takes place."""
    for verb in _HAPPENS.finditer(unit.text):
        low = max(0, verb.start() - REACH)
        _held_at(unit, verb)
        for found in _AT.finditer(unit.text[low : verb.start()]):
            start, end = low + found.start("name"), low + found.end("name")
            if not _is_venue(found["name"], verb.group(), unit):
                start = house_before(unit, start - 1)
            if start is not None:
                unit.take_place(start, end)


def _held_at(unit: TextUnit, verb: re.Match):
    """축제가 열리는 송도달빛공원에는: the place stands behind the verb."""
    found = _BEHIND.match(unit.text, verb.start())
    if found and _is_venue(found["name"], verb.group(), unit):
        unit.take_place(*found.span("name"))


def _is_venue(name: str, verb: str, unit: TextUnit) -> bool:
    if verb == "개최" and _OFFICE.search(name):
        return False
    return is_place_name(name, unit.context.grammar.lexicon.places)


SAID = Finder(
    "said", "place", terms("triggers", "said"), said, (("집결지는 서울광장 서편입니다.", ("서울광장 서편",)),)
)
EVENTS = Finder(
    "events",
    "place",
    terms("triggers", "events"),
    events,
    (("불꽃축제가 열리는 송도달빛공원에는 사람이 많다.", ("송도달빛공원",)),),
)
