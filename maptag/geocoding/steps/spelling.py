"""The step that repairs spelling: jamo distance inside the gu.

The digits of the name must be the same, the building must exist under the repaired name, and a tie never wins.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from maptag.geocoding.addresses import Address, Candidate
from maptag.geocoding.grammar import readings
from maptag.geocoding.lookup import find_addresses, find_lots
from maptag.geocoding.nearnames import NearNames, slips
from maptag.geocoding.normalise import composed
from maptag.geocoding.steps.attempts import Variant, attempt, candidates_of
from maptag.geocoding.steps.case import Case, Context, still_open

_SPACE_IN_NAME = re.compile(r"(?<=[가-힣])\s+(?=[가-힣0-9])|(?<=\d)\s+(?=길)")
_CUT_SHORT = re.compile(r"\d[가-하안]$")
LONGEST_SPACED = 100


_CUT_NAME = re.compile(
    r"(?P<letter>[가나다라마바사아자차카타파하안]?)(?P<last>[가-힣])\s*(?P<level>지하)?\s*(?P<main>\d{1,5})(?:-(?P<sub>\d{1,5}))?(?!\d)"
)


class Guess(NamedTuple):
    """A Case's reading `written` with another name in it, so many `slips` away."""

    case: Case
    written: Address
    address: Address
    slips: int


def spelling_repaired(cases: list[Case], context: Context) -> None:
    """태헤란로 152 → 테헤란로 152, where 152 exists and no other name is as near."""
    guesses = [guess for case in still_open(cases) for guess in _guesses(case, context)]
    roads = [(i, guess.address.key) for i, guess in enumerate(guesses) if guess.address.kind == "road"]
    lots = [(i, guess.address.key) for i, guess in enumerate(guesses) if guess.address.kind == "lot"]
    found = find_addresses(roads) | find_lots(lots)
    hits = defaultdict(list)
    for number, guess in enumerate(guesses):
        if number in found and (candidates := candidates_of(_variant(guess), found[number], context)):
            hits[guess.case.number].append((guess, candidates))
    for answers in hits.values():
        _settle(answers)
    for guess in guesses:
        if guess.case.number not in hits:
            _say_missing(guess)


def respaced(cases: list[Case], context: Context) -> None:
    """노해 로 153, 서초 중앙로2길 32: the address as it stands without the spaces behind letters, if that one exists.

    Spaces behind digits stay: "12 3층" is not number 123.
    """
    attempt(cases, context, lambda case: _without_spaces(case, context))


def _without_spaces(case: Case, context: Context) -> Iterator[Variant]:
    text = composed(case.query.text)
    if case.query.kind not in ("", "road") or len(text) > LONGEST_SPACED or _stands_alone(case, text, context):
        return
    for address in readings(_SPACE_IN_NAME.sub("", text), context.lexicon):
        if address.kind == "road" and address.gu in context.lexicon.roads.get(address.road, ()):
            reason = _("띄어쓰기를 고쳐 ‘%(road)s’(으)로 읽었습니다.") % {"road": address.road}
            yield Variant(address, "A2", ("spacing",), (reason,))


def _stands_alone(case: Case, text: str, context: Context) -> bool:
    """Is there nothing but areas before the road's name? Then no space is in it; reading again halves the speed."""
    known = context.lexicon
    for word in text.split():
        roads = [address.road for address in case.readings if address.road and word.startswith(address.road)]
        if roads:  # 효창원로104라 길 goes on behind the number
            return not _CUT_SHORT.search(word[len(roads[0]) :])
        if word not in known.sido and word not in known.gus and not known.is_dong(word):
            return False
    return not case.readings and text.count(" ") == 0


def rejoined(address: Address) -> Address:
    """노해로 27 with "릴 8" behind it is 노해로27릴 8: the misspelt 길 had cut the name in two."""
    match = not address.sub and address.kind == "road" and _CUT_NAME.match(address.detail)
    if not match or slips(match["last"], "길") != 1:
        return address
    return replace(
        address,
        road=f"{address.road}{address.main}{match['letter']}{match['last']}",
        level=match["level"] or "",
        main=int(match["main"]),
        sub=int(match["sub"] or 0),
        detail=address.detail[match.end() :].strip(" ,"),
    )


def _guesses(case: Case, context: Context) -> Iterator[Guess]:
    """The nearest names, whether the number exists there or not: that decides between equals only.

    Of misspelt addresses whose number does not exist, 1 in 7 without a gu had one on some road a little less alike.
    """
    for address in case.readings_here():
        name = address.road if address.kind == "road" else address.dong
        known = context.lexicon.roads if address.kind == "road" else context.lexicon.legal
        if not name or (address.gu in known.get(name, ()) if address.gu else name in known):
            continue
        for other, gu, distance in near_names(name, address, context):
            repaired = {"road": other} if address.kind == "road" else {"dong": other}
            yield Guess(case, address, replace(address, gu=gu, **repaired), distance)


def near_names(name: str, address: Address, context: Context) -> list[tuple[str, str, int]]:
    """(name, gu, slips) of the names that could be meant: in the gu, or without one in the 시도 or the home city."""
    known = context.lexicon.roads if address.kind == "road" else context.lexicon.legal
    area = address.gu or context.official_sido(address.sido) or context.region.home
    index = _index(address.kind, context.version, context)
    names, distance = index.nearest(name, area, fewer=0 if address.gu else 1)
    return [(other, gu, distance) for other in names for gu in ([address.gu] if address.gu else sorted(known[other]))]


@lru_cache(maxsize=4)
def _index(kind: str, version: str, context: Context) -> NearNames:
    wider = defaultdict(list)
    for sido, gu in context.region.gus:
        wider[gu].append(sido)
    return NearNames(context.lexicon.roads if kind == "road" else context.lexicon.legal, wider)


def _name(address: Address) -> str:
    return address.road if address.kind == "road" else address.dong


def _variant(guess: Guess) -> Variant:
    reason = _("‘%(old)s’을(를) ‘%(new)s’(으)로 고쳐 읽었습니다. 번호가 자료에 있습니다.")
    reason %= {"old": _name(guess.written), "new": _name(guess.address)}
    return Variant(guess.address, "B", ("spelling",), (reason,))


def _say_missing(guess: Guess) -> None:
    note = _("‘%(name)s’을(를) 뜻했다면, 그 번호가 자료에 없습니다.") % {"name": _name(guess.address)}
    if note not in guess.case.notes:
        guess.case.notes.append(note)


def _settle(answers: list[tuple[Guess, list[Candidate]]]) -> None:
    """The nearest name wins alone; a second one as near makes it ambiguous."""
    case = answers[0][0].case
    best = min(guess.slips for guess, _candidates in answers)
    nearest = [candidate for guess, candidates in answers if guess.slips == best for candidate in candidates]
    candidates = list({(candidate.road_address, candidate.lot_address): candidate for candidate in nearest}.values())
    if len(candidates) > 1:
        case.ambiguous(candidates, _("비슷한 이름이 여럿 있습니다."), ("spelling", "ambiguous"))
    elif candidates[0].lon is not None and candidates[0].grade != "E":
        case.settle(candidates[0])
