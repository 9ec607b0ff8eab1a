"""The step that repairs spelling: jamo distance inside the gu.

The digits of the name must be the same, the building must exist under the repaired name, and a tie never wins.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _
from rapidfuzz import process
from rapidfuzz.distance import OSA

from maptag.geocoding.addresses import Address, Candidate
from maptag.geocoding.grammar import readings
from maptag.geocoding.lookup import find_addresses, find_lots
from maptag.geocoding.normalise import composed
from maptag.geocoding.steps.attempts import Variant, attempt, candidates_of
from maptag.geocoding.steps.case import Case, Context, still_open

_DIGITS = re.compile(r"\d+")
_SPACE_IN_NAME = re.compile(r"(?<=[가-힣])\s+(?=[가-힣0-9])|(?<=\d)\s+(?=길)")
_CUT_SHORT = re.compile(r"\d[가-하안]$")
LONGEST_SPACED = 100
# How many jamo may differ in a name of so many: three in a short name would be another name.
_LIMITS = ((6, 1), (12, 2), (99, 3))


_CUT_NAME = re.compile(
    r"(?P<letter>[가나다라마바사아자차카타파하안]?)(?P<last>[가-힣])\s*(?P<level>지하)?\s*(?P<main>\d{1,5})(?:-(?P<sub>\d{1,5}))?(?!\d)"
)


class Guess(NamedTuple):
    case: Case
    variant: Variant
    distance: int


def spelling_repaired(cases: list[Case], context: Context) -> None:
    """테헤란노 152 → 테헤란로 152, where 152 exists and no other name is as near."""
    guesses = [guess for case in still_open(cases) for guess in _guesses(case, context)]
    roads = [(i, g.variant.address.key) for i, g in enumerate(guesses) if g.variant.address.kind == "road"]
    lots = [(i, g.variant.address.key) for i, g in enumerate(guesses) if g.variant.address.kind == "lot"]
    found = find_addresses(roads) | find_lots(lots)
    hits = defaultdict(list)
    for number, guess in enumerate(guesses):
        candidates = candidates_of(guess.variant, found.get(number, ()), context)
        if candidates:
            hits[guess.case.number].append((guess, candidates))
    for answers in hits.values():
        _settle(answers)


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
    if not match or OSA.distance(_jamo(match["last"]), _jamo("길")) != 1:
        return address
    return replace(
        address,
        road=f"{address.road}{address.main}{match['letter']}{match['last']}",
        level=match["level"] or "",
        main=int(match["main"]),
        sub=int(match["sub"] or 0),
        detail=address.detail[match.end() :].strip(" ,"),
    )


def _jamo(name: str) -> str:
    return unicodedata.normalize("NFD", name)


def _guesses(case: Case, context: Context) -> Iterator[Guess]:
    for address in case.readings_here():
        name = address.road if address.kind == "road" else address.dong
        known = context.lexicon.roads if address.kind == "road" else context.lexicon.legal
        if not name or (address.gu in known.get(name, ()) if address.gu else name in known):
            continue
        for other, gu, distance in near_names(name, address.kind, address.gu, context):
            repaired = {"road": other} if address.kind == "road" else {"dong": other}
            reason = _("‘%(old)s’을(를) ‘%(new)s’(으)로 고쳐 읽었습니다. 번호가 자료에 있습니다.") % {
                "old": name,
                "new": other,
            }
            variant = Variant(replace(address, gu=gu, **repaired), "B", ("spelling",), (reason,))
            yield Guess(case, variant, distance)


def near_names(name: str, kind: str, gu: str, context: Context) -> list[tuple[str, str, int]]:
    """(name, gu, jamo distance) of the names that could be meant; in the gu, or everywhere without one."""
    jamo = _jamo(name)
    limit = next(slips for length, slips in _LIMITS if len(_DIGITS.sub("", jamo)) <= length)
    choices = _choices(kind, gu, tuple(_DIGITS.findall(name)), context.version, context.lexicon)
    near = process.extract(jamo, choices.keys(), scorer=OSA.distance, score_cutoff=limit, limit=5)
    found = {choice: distance for key, distance, _index in near for choice in choices[key]}
    # A syllable in its neighbour's place, or typed twice, is one slip of the pen though several jamo.
    found |= {choice: 1 for slip in _slips(name) for choice in choices.get(_jamo(slip), ())}
    return [(*choice, distance) for choice, distance in found.items()]


def _slips(name: str) -> Iterator[str]:
    for at in range(len(name) - 1):
        first, second = name[at], name[at + 1]
        if first == second:
            yield name[:at] + name[at + 1 :]
        elif not (first.isdigit() or second.isdigit()):
            yield name[:at] + second + first + name[at + 2 :]


@lru_cache(maxsize=20_000)
def _choices(kind: str, gu: str, digits: tuple[str, ...], version: str, lexicon) -> dict[str, list[tuple[str, str]]]:
    """Names in jamo → (name, gu), of those in the gu with exactly these digits."""
    choices = defaultdict(list)
    for name, in_gu in _by_gu(kind, gu, version, lexicon):
        if tuple(_DIGITS.findall(name)) == digits:
            choices[_jamo(name)].append((name, in_gu))
    return choices


@lru_cache(maxsize=256)
def _by_gu(kind: str, gu: str, version: str, lexicon) -> list[tuple[str, str]]:
    known = lexicon.roads if kind == "road" else lexicon.legal
    return [(name, in_gu) for name, gus in known.items() for in_gu in gus if not gu or in_gu == gu]


def _settle(answers: list[tuple[Guess, list[Candidate]]]) -> None:
    """The nearest name wins alone; a second one as near makes it ambiguous."""
    case = answers[0][0].case
    best = min(guess.distance for guess, _candidates in answers)
    nearest = [candidate for guess, candidates in answers if guess.distance == best for candidate in candidates]
    candidates = list({(candidate.road_address, candidate.lot_address): candidate for candidate in nearest}.values())
    if len(candidates) > 1:
        case.ambiguous(candidates, _("비슷한 이름이 여럿 있습니다."), ("spelling", "ambiguous"))
    elif candidates[0].lon is not None and candidates[0].grade != "E":
        case.settle(candidates[0])
