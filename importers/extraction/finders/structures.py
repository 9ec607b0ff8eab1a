"""Bridges, tunnels and gates in a text about traffic."""

import re

from importers.extraction.finders.finder import Finder
from importers.extraction.unit import TextUnit
from importers.extraction.vocabulary import (
    ACTING,
    WORD_ENDS,
    terms,
)

_CLOSED = re.compile(
    r"(?<![가-힣A-Za-z0-9])"
    r"(?P<name>[가-힣A-Za-z0-9]{1,12}(?:지하차도|육갑문|갑문|[가-힣]대교|[가-힣](?<!학)\d?교|터널|고가|고가도로|IC|나들목|램프))"
    r"(?:(?:도|는|은|가|이|를|을)?(?=[^.,\n]{0,34}?(?:통제|폐쇄|침수|개통))(?![가-힣])"
    r"|(?:을|를|로|으로)\s(?=우회|지나|통과|경유|거쳐|건너))"
)
_TRAFFIC = re.compile(r"통제|통행|우회|차로|폐쇄")
_STRUCTURE = re.compile(
    r"(?<![가-힣A-Za-z0-9])(?!(?:해당|인근|주변|주요|해저|지하|철도|생태|우회|보행|입체|노후|기존|신설|왕복)\s?[가-힣]{0,2}(?:고가|지하|터널))"
    r"(?P<name>(?:(?P<first>[가-힣]{2,6})\s(?:\d호\s?)?|[가-힣]{1,8}(?:\d호\s?)?)(?:고가차도|고가도로|지하차도|지하도로|터널|대교|고가(?=[를는가]|도\s)))"
    rf"{WORD_ENDS}(?!\s?(?:{ACTING}|건설|건립|설치|신설|확장|개축|점검))"
)


def closures(unit: TextUnit):
    """A bridge, a tunnel, a gate that is closed or opened."""
    for found in _CLOSED.finditer(unit.text):
        unit.take_place(*found.span("name"))


def structures(unit: TextUnit):
    """A tunnel, a flyover, a great bridge in a text about traffic; a work on one is a project."""
    if not _TRAFFIC.search(unit.text):
        return
    known, is_dong = unit.context.grammar.lexicon.places, unit.context.grammar.lexicon.is_dong
    for found in _STRUCTURE.finditer(unit.text):
        first = found["first"] or ""
        if not first or first in known or f"{first}역" in known or is_dong(f"{first}동"):
            unit.take_place(*found.span("name"))


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
