""" "○○구청 맞은편", "한남대교 북단": a name with a relation."""

import re

from importers.extraction.finders.finder import Finder
from importers.extraction.finders.naming import FARTHEST, is_building, is_listed_name
from importers.extraction.unit import TextUnit
from importers.extraction.vocabulary import (
    LANDMARK,
    NO_LANDMARK,
    SOUGHT_RELATION,
    terms,
)

_ROUND = ("주변", "일대", "일원", "부근", "근처")
_PLAN = re.compile(r"\s?[가-힣]{0,5}(?:지구단위|도시계획|재개발|재건축|재정비|정비|개발|활성화|개선|조성|재생)")
_BESIDE = re.compile(SOUGHT_RELATION)
_PARTICLE_END = re.compile(r"(?:은|는|을|를|에|에서|의|로|및|와|과|등)$")
_TRAIL = re.compile(
    r"[가-힣]{1,6}(?:산|천|강|공원|숲|호수|성곽)\s(?:둘레길|자락길|산책로|등산로|숲길|자전거길|자전거도로|계곡|유원지|약수터|전망대"
    r"|[가-힣]{2,3}[사암])$"
)
# Only a bridge has such ends, and an underside.
_OF_A_BRIDGE = ("남단", "북단", "동단", "서단", "하부", "아래", "진입램프", "진출램프", "진입로", "진출로")
# Looked for from the relation leftwards: trying every word of a text for one cost running text an eighth of its time.
_BEFORE = re.compile(r"(?<![가-힣A-Za-z])[가-힣A-Za-z0-9]{2,15}(?: [가-힣A-Za-z0-9]{2,15})?$")
_LANDMARK = re.compile(f"{LANDMARK}$")
_NO_LANDMARK = re.compile(f"{NO_LANDMARK}$")


def beside(unit: TextUnit):
    """ "○○구청 맞은편", "한남대교 북단": a known name, or a word that ends like one, with a relation."""
    for found in _BESIDE.finditer(unit.text):
        before = _BEFORE.search(unit.text[max(0, found.start() - FARTHEST) : found.start()])
        name = before and _named(before.group(), found.group(), unit.context.grammar.lexicon.places)
        if name and not (found.group().endswith(_ROUND) and _is_project(name, found.end(), unit)):
            unit.take_place(found.start() - len(name), found.end())


def _is_project(name: str, end: int, unit: TextUnit) -> bool:
    """서대문구청 주변 지구단위계획 is a plan's name, 종로구 일대 an area."""
    return bool(_PLAN.match(unit.text, end)) or unit.context.grammar.areas.before(name, len(name)).start == 0


def _named(words: str, relation: str, known: dict[str, str]) -> str:
    """The name that one or two words end with, or ""."""
    first, _, last = words.rpartition(" ")
    if first and (words in known or _is_inside(first, last, known)):
        return words
    is_name = (
        is_listed_name(last, known)
        or is_building(last)
        or (last.endswith(("교", "다리")) and len(last) > 2 and relation.endswith(_OF_A_BRIDGE))
        or (
            relation.endswith(("앞", "옆", "편", "인근", *_ROUND))
            and _LANDMARK.match(last)
            and not _NO_LANDMARK.search(last)
        )
    )
    return last if is_name else ""


def _is_inside(first: str, last: str, known: dict[str, str]) -> bool:
    """관악산 둘레길, 서울식물원 주제정원, 북한산 도선사: a part of something that has a name of its own."""
    if _PARTICLE_END.search(first):
        return False
    return bool(_TRAIL.match(f"{first} {last}")) or (len(first) > 3 and is_listed_name(first, known))


BESIDE = Finder(
    "beside",
    "place",
    terms("triggers", "beside"),
    beside,
    (
        ("강남구청 맞은편에서 만난다", ("강남구청 맞은편",)),
        ("한남대교 북단에 놓는다", ("한남대교 북단",)),
    ),
)
