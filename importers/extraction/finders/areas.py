"""Areas: "중구 전역", "개포동 일대", "반경 500m"."""

import re

from importers.extraction.finders.finder import Finder
from importers.extraction.unit import TextUnit
from importers.vocabulary import alternatives, terms
from maptag.geocoding.vocabulary import any_of

_WHOLE = alternatives("around", "whole_area")
_EXTENT = re.compile(
    r"(?<![가-힣])(?P<name>(?:[가-힣]{1,4}[구군]\s)?[가-힣]{1,6}\d{0,2}[동가구군])\s?"
    rf"{_WHOLE}(?![가-힣]{{2}}|동)"
)
_RADIUS = re.compile(rf"(?:반경|반지름)\s?\d[\d,.]*\s?{any_of('radius_units', 'in_text')}(?:\s?(?:이내|내))?")
_FROM = any_of("centre_words")
# Between a centre and its radius.
_CENTRE_OF = re.compile(rf"\s*(?:\([^()\n]*\)\s*)?(?:앞|일대)?\s?(?:을|를)?\s?{_FROM}?(?:으로)?\s?(?:부터)?\s?$")


def areas(unit: TextUnit):
    """ "중구 전역", "개포동 일대", "반경 500m"."""
    reader = unit.context.grammar.areas
    for match in _EXTENT.finditer(unit.text):
        if reader.before(match["name"], len(match["name"])).start == 0:
            unit.take(match.start(), match.end(), "area", " ".join(match.group().split()))
    for match in _RADIUS.finditer(unit.text) if unit.mentions else ():
        _circle(match, unit)


def _circle(match: re.Match, unit: TextUnit):
    """길음로 33 반경 300m is one area round that address; without a centre just before it the radius stands alone."""
    start, end = unit.plain.original(*match.span())
    centre, _ = unit.neighbours(start)
    if not centre or not _CENTRE_OF.match(unit.written[centre.end : start]):
        unit.take_written(start, end, "area", match.group())
        return
    unit.drop(centre)
    key = f"{centre.key} {' '.join(match.group().split())}"
    unit.take_written(centre.start, end, "area", key, centre.flags)


def area_cell(unit: TextUnit):
    """A cell of a column whose dongs are what the rows are about."""
    name = " ".join(unit.text.split())
    area = unit.context.grammar.areas.before(name, len(name))
    if area.dong and area.start == 0:
        unit.take_written(0, len(unit.written), "area", name if area.sigungu else f"{unit.row.sigungu} {name}".strip())


AREA_CELL = Finder("area_cell", "area", (), area_cell)
AREAS = Finder(
    "areas",
    "area",
    terms("triggers", "areas"),
    areas,
    (
        ("강남구 전역", ("강남구 전역",)),
        ("개포동 일대에 물이 끊긴다", ("개포동 일대",)),
    ),
)
