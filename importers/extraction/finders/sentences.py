"""Where a sentence says that something is or happens."""

import re

from importers.extraction.finders.finder import Finder
from importers.extraction.finders.naming import REACH, house_before, is_place_name
from importers.extraction.unit import TextUnit
from importers.vocabulary import SPOT_SHAPE, alternatives, terms

_IS_VERBS = alternatives("sentences", "is")
_LABELS = alternatives("labels", "in_sentence")
_IS = re.compile(
    rf"{_LABELS}[은는]\s{{1,3}}(?P<value>[가-힣A-Za-z0-9·() ]{{2,30}}?)\s?"
    rf"(?={_IS_VERBS})"
)
_SHAPE = re.compile(rf"(?:{SPOT_SHAPE})\s?(?:\d{{1,2}}층)?$")
_HAPPENS = re.compile(alternatives("sentences", "happens"))
_OTHER_VERBS = alternatives("sentences", "no_verb")
_AT_PARTICLES = alternatives("particles", "at")
_AT = re.compile(
    rf"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣A-Za-z0-9·]{{3,16}}?)(?:\s등)?{_AT_PARTICLES}(?:\s|$)(?!{_OTHER_VERBS})"
)
_BEHIND_PLACE = alternatives("particles", "behind_place")
_OF_PLACE = alternatives("sentences", "of_place")
_BEHIND = re.compile(rf"{_OF_PLACE}\s(?P<name>[가-힣A-Za-z0-9]{{3,16}}?){_BEHIND_PLACE}(?![가-힣])")
_HOLDERS = alternatives("offices", "holder")
# An office that has something held is the one that holds it.
_OFFICE = re.compile(rf"{_HOLDERS}$")


def said(unit: TextUnit):
    """The place that a sentence gives as the 장소 of something."""
    for match in _IS.finditer(unit.text):
        value = match["value"].strip()
        if _SHAPE.search(value):
            unit.take_place(match.start("value"), match.start("value") + len(value))


def events(unit: TextUnit):
    """A building or a known place in which something takes place."""
    for verb in _HAPPENS.finditer(unit.text):
        low = max(0, verb.start() - REACH)
        _held_at(unit, verb)
        for match in _AT.finditer(unit.text[low : verb.start()]):
            start, end = low + match.start("name"), low + match.end("name")
            if not _is_venue(match["name"], verb.group(), unit):
                start = house_before(unit, start - 1)
            if start is not None:
                unit.take_place(start, end)


def _held_at(unit: TextUnit, verb: re.Match):
    """축제가 열리는 송도달빛공원에는: the place stands behind the verb."""
    match = _BEHIND.match(unit.text, verb.start())
    if match and _is_venue(match["name"], verb.group(), unit):
        unit.take_place(*match.span("name"))


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
