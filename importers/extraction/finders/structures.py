"""Bridges, tunnels and gates in a text about traffic."""

import re

from importers.extraction.finders.finder import Finder
from importers.extraction.unit import TextUnit
from importers.vocabulary import ACTING, WORD_ENDS, alternatives, terms

_PASSING = alternatives("structures", "passing")
_OF_DETOUR = alternatives("particles", "of_detour")
_CLOSING = alternatives("structures", "closing")
_OF_CLOSED = alternatives("particles", "of_closed")
_STRUCTURES = alternatives("structures", "closed")
_CLOSED = re.compile(
    r"(?<![가-힣A-Za-z0-9])"
    rf"(?P<name>[가-힣A-Za-z0-9]{{1,12}}{_STRUCTURES})"
    rf"(?:{_OF_CLOSED}?(?=[^.,\n]{{0,34}}?{_CLOSING})(?![가-힣])"
    rf"|{_OF_DETOUR}\s(?={_PASSING}))"
)
_TRAFFIC = re.compile(alternatives("structures", "traffic"))
_PROJECTS = alternatives("structures", "project")
_NAMED = alternatives("structures", "named")
_NO_NAMES = alternatives("structures", "no_name")
_STRUCTURE = re.compile(
    rf"(?<![가-힣A-Za-z0-9])(?!{_NO_NAMES}\s?[가-힣]{{0,2}}(?:고가|지하|터널))"
    rf"(?P<name>(?:(?P<first>[가-힣]{{2,6}})\s(?:\d호\s?)?|[가-힣]{{1,8}}(?:\d호\s?)?){_NAMED})"
    rf"{WORD_ENDS}(?!\s?(?:{ACTING}|{_PROJECTS}))"
)


def closures(unit: TextUnit):
    """A bridge, a tunnel, a gate that is closed or opened."""
    for match in _CLOSED.finditer(unit.text):
        unit.take_place(*match.span("name"))


def structures(unit: TextUnit):
    """A tunnel, a flyover, a great bridge in a text about traffic; a work on one is a project."""
    if not _TRAFFIC.search(unit.text):
        return
    places, is_dong = unit.context.grammar.lexicon.places, unit.context.grammar.lexicon.is_dong
    for match in _STRUCTURE.finditer(unit.text):
        first = match["first"] or ""
        if not first or first in places or f"{first}역" in places or is_dong(f"{first}동"):
            unit.take_place(*match.span("name"))


CLOSURES = Finder(
    "closures",
    "place",
    terms("triggers", "closures"),
    closures,
    (
        ("잠수교는 오후부터 통제", ("잠수교",)),
        ("반포대교로 우회", ("반포대교",)),
    ),
)
STRUCTURES = Finder(
    "structures",
    "place",
    terms("triggers", "structures"),
    structures,
    (("남산1호터널의 통행이 어렵다", ("남산1호터널",)),),
)
