""" "○○구청 맞은편", "한남대교 북단": a name with a relation."""

import re

from importers.extraction.finders.finder import Finder
from importers.extraction.finders.naming import FARTHEST, is_building, is_listed_name
from importers.extraction.unit import TextUnit
from importers.vocabulary import LANDMARK, NO_LANDMARK, SOUGHT_RELATION, alternatives, terms

_ROUND = terms("around", "round")
_AT_LANDMARK = (*terms("around", "at_landmark"), *_ROUND)
_PLANS = alternatives("outdoors", "plan")
_PLAN = re.compile(rf"\s?[가-힣]{{0,5}}{_PLANS}")
_BESIDE = re.compile(SOUGHT_RELATION)
_PARTICLES = alternatives("particles", "behind_first")
_PARTICLE_END = re.compile(rf"{_PARTICLES}$")
_TRAILS = alternatives("outdoors", "trail")
_GROUNDS = alternatives("outdoors", "grounds")
_TRAIL = re.compile(rf"[가-힣]{{1,6}}{_GROUNDS}\s{_TRAILS}$")
# Only a bridge has such ends, and an underside.
_OF_A_BRIDGE = terms("around", "of_bridge")
# Looked for from the relation leftwards: trying every word of a text for one cost running text an eighth of its time.
_BEFORE = re.compile(r"(?<![가-힣A-Za-z])[가-힣A-Za-z0-9]{2,15}(?: [가-힣A-Za-z0-9]{2,15})?$")
_LANDMARK = re.compile(f"{LANDMARK}$")
_NO_LANDMARK = re.compile(f"{NO_LANDMARK}$")


def beside(unit: TextUnit):
    """ "○○구청 맞은편", "한남대교 북단": a known name, or a word that ends like one, with a relation."""
    for match in _BESIDE.finditer(unit.text):
        before = _BEFORE.search(unit.text[max(0, match.start() - FARTHEST) : match.start()])
        name = before and _named(before.group(), match.group(), unit.context.grammar.lexicon.places)
        if name and not (match.group().endswith(_ROUND) and _is_project(name, match.end(), unit)):
            unit.take_place(match.start() - len(name), match.end())


def _is_project(name: str, end: int, unit: TextUnit) -> bool:
    """서대문구청 주변 지구단위계획 is a plan's name, 종로구 일대 an area."""
    return bool(_PLAN.match(unit.text, end)) or unit.context.grammar.areas.before(name, len(name)).start == 0


def _named(phrase: str, relation: str, places: dict[str, str]) -> str:
    """The name that one or two words end with, or ""."""
    first, _, last = phrase.rpartition(" ")
    if first and (phrase in places or _is_inside(first, last, places)):
        return phrase
    is_name = (
        is_listed_name(last, places)
        or is_building(last)
        or (last.endswith(("교", "다리")) and len(last) > 2 and relation.endswith(_OF_A_BRIDGE))
        or (relation.endswith(_AT_LANDMARK) and _LANDMARK.match(last) and not _NO_LANDMARK.search(last))
    )
    return last if is_name else ""


def _is_inside(first: str, last: str, places: dict[str, str]) -> bool:
    """관악산 둘레길, 서울식물원 주제정원, 북한산 도선사: a part of something that has a name of its own."""
    if _PARTICLE_END.search(first):
        return False
    return bool(_TRAIL.match(f"{first} {last}")) or (len(first) > 3 and is_listed_name(first, places))


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
