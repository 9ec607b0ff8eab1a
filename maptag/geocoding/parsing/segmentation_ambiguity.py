"""The same words cut otherwise: 목동 중앙로 156 is one of 중앙로 in 목동, or of 목동중앙로 with a space too many."""

from dataclasses import replace

from maptag.geocoding.gazetteer.lexicon import NOWHERE, Lexicon
from maptag.geocoding.language.normalise import composed
from maptag.geocoding.types import Address

_SHORTEST = 2


def cut_otherwise(address: Address, text: str, lexicon: Lexicon) -> Address | None:
    """The other reading of a road address where both roads exist there; None for nearly all."""
    road = address.road
    if address.dong and not text.isascii() and f"{address.dong} {road}" in (plain := composed(text)):
        return _joined(address, lexicon)
    if road and road not in text and road not in (plain := composed(text)):
        return _parted(address, plain, lexicon)
    return None


def overlap(first: Address, second: Address) -> bool:
    """Are these two cuts of the same words?"""
    if (
        not first.road
        or not second.road
        or first.road == second.road
        or (first.main, first.sub) != (second.main, second.sub)
    ):
        return False
    return first.road.endswith(second.road) or second.road.endswith(first.road)


def _joined(address: Address, lexicon: Lexicon) -> Address | None:
    whole = address.dong + address.road
    gus = lexicon.roads.get(whole, NOWHERE)
    return replace(address, road=whole, dong="") if gus and (not address.sigungu or address.sigungu in gus) else None


def _parted(address: Address, plain: str, lexicon: Lexicon) -> Address | None:
    for at in range(_SHORTEST, len(address.road) - _SHORTEST):
        first, rest = address.road[:at], address.road[at:]
        if f"{first} {rest}" in plain and rest in lexicon.roads:
            return _in_area(address, first, rest, lexicon)
    return None


def _in_area(address: Address, first: str, road: str, lexicon: Lexicon) -> Address | None:
    """`road` in the area that `first` names: 구로 for 구로구, 목동."""
    road_gus, sigungu = lexicon.roads[road], f"{first}구"
    if sigungu in lexicon.home and address.sigungu in ("", sigungu):
        return replace(address, road=road, sigungu=sigungu) if sigungu in road_gus else None
    gus = lexicon.dong_gus(first) & road_gus & (frozenset({address.sigungu}) if address.sigungu else lexicon.home)
    return replace(address, road=road, dong=first) if gus else None
