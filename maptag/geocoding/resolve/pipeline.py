"""geocode(): Queries in, Matches out, in batches. The pipeline is the list of steps below, in their order."""

import re
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace

from django.utils.translation import gettext as _

from maptag.geocoding.gazetteer.loaded import lexicon
from maptag.geocoding.models import DataVersion
from maptag.geocoding.parsing.grammar import readings
from maptag.geocoding.parsing.segmentation_ambiguity import cut_otherwise
from maptag.geocoding.parsing.sigungu_hints import with_gu_behind
from maptag.geocoding.resolve.collector import paused
from maptag.geocoding.resolve.resolution import Case, Context, in_surroundings, region, still_open
from maptag.geocoding.resolve.steps.centres import along_road, dong_centre, road_centre
from maptag.geocoding.resolve.steps.crossings import crossing_of_roads
from maptag.geocoding.resolve.steps.dongs import abolished_dong, administrative_dong, eupmyeon_omitted
from maptag.geocoding.resolve.steps.exact import (
    cut_two_ways,
    exact,
    former_road_name,
    old_road_name,
    underground_omitted,
)
from maptag.geocoding.resolve.steps.extents import circle, named_area, radius_of
from maptag.geocoding.resolve.steps.numbering import neighbouring_lots, neighbouring_numbers, surrounding_lots
from maptag.geocoding.resolve.steps.places import anchored_place, named_crossing, named_place
from maptag.geocoding.resolve.steps.ranges import lot_range, range_of
from maptag.geocoding.resolve.steps.roads import named_road
from maptag.geocoding.resolve.steps.segments import segment_of, stretch
from maptag.geocoding.resolve.steps.sigungu import gu_contradicts, gu_inferred, gu_misspelt, outside
from maptag.geocoding.resolve.steps.spelling import rejoined, spelling_repaired
from maptag.geocoding.types import Address, Match, Query
from maptag.particles import agreed

# "○○로29안길 30" of an unknown road is not number 29 of ○○로, nor 남산1호터널 the lot 남산 1.
_LONGER_NAME = re.compile(r"[가-힣]{0,2}(?:길|\s길\s?\d)|호?\s?터널")

# Not for single lookups: threads that answer one after the other would never let the collector run.
_WORTH_A_PAUSE = 200

# Every step gets the cases that the ones before it left open, and settles what it is sure of.
STEPS = (
    exact,
    outside,
    gu_misspelt,
    underground_omitted,
    old_road_name,
    gu_inferred,
    administrative_dong,
    abolished_dong,
    eupmyeon_omitted,
    gu_contradicts,
    former_road_name,
    spelling_repaired,
    cut_two_ways,
    neighbouring_numbers,
    neighbouring_lots,
    along_road,
    road_centre,
    surrounding_lots,
    dong_centre,
    lot_range,
    named_area,
    crossing_of_roads,
    named_crossing,
    named_place,
    named_road,
    anchored_place,
)


def geocode(queries: Sequence[Query]) -> list[Match]:
    """Place every query, in order. Never raises for a text: what cannot be placed is a Match of grade F.

    A few dozen SQL statements whatever the number of queries; 1,000–10,000 at a time is a good batch.
    """
    with paused() if len(queries) >= _WORTH_A_PAUSE else nullcontext():
        return _geocode(queries)


def _geocode(queries: Sequence[Query]) -> list[Match]:
    version = DataVersion.objects.label()
    context = Context(lexicon(version), region(version), version)
    matches = _simple([_centre(query) for query in queries], context)
    matches = [_round(query, match) for query, match in zip(queries, matches, strict=True)]
    return _with_stretches(matches, context)


def _simple(queries: Sequence[Query], context: Context) -> list[Match]:
    """The steps, for everything that is one place."""
    cases = [_case(number, query, context) for number, query in enumerate(queries)]
    for step in STEPS:
        waiting = still_open(cases)
        if not waiting:
            break
        step(waiting, context)
    for case in still_open(cases):
        case.give_up(_unknown(case))
    return [case.match for case in cases]


def _case(number: int, query: Query, context: Context) -> Case:
    found = here = _readings(query, context)
    if query.near_gu or query.near_sido:
        here = [in_surroundings(address, query, context) for address in found]
    return Case(number, query, found, here, context.version)


def _unknown(case: Case) -> str:
    """Why nothing was found, as far as that can be said."""
    address = next(iter(case.here), None)
    if address is None:
        return _("주소나 장소를 찾지 못했습니다.")
    name = " ".join(filter(None, (address.gu, address.road or address.dong)))
    return agreed(_("‘%(name)s’은(는) 자료에 없는 이름이거나 그 번호를 알 수 없습니다.") % {"name": name})


def _centre(query: Query) -> Query:
    """A circle is placed by its centre."""
    found = radius_of(query)
    return found[0] if found else query


def _round(query: Query, match: Match) -> Match:
    found = radius_of(query)
    return circle(query, match, found[1]) if found else match


def _with_stretches(matches: list[Match], context: Context) -> list[Match]:
    """Segments are placed by their ends, all of them in one further batch."""
    segments = {number: segment_of(match, context) for number, match in enumerate(matches)}
    segments = {number: segment for number, segment in segments.items() if segment}
    ends = iter(_simple([end for segment in segments.values() for end in segment.ends], context) if segments else ())
    for number, segment in segments.items():
        found = stretch(segment, [next(ends) for _end in segment.ends], context)
        if found.best or segment.query.kind == "segment":
            matches[number] = found
    return matches


def _readings(query: Query, context: Context) -> Sequence[Address]:
    """What the caller has read already, else what the text says, without names that were cut in two."""
    found = query.addresses
    if not found and query.kind in ("", "road", "lot") and not range_of(query):
        found = readings(query.text, context.lexicon)
        keyed = query.key and Address.from_key(query.kind, query.key)
        found = _as_keyed(found, keyed) if keyed else found
    found = [_mended(address, context) for address in found if not _LONGER_NAME.match(address.detail)]
    others = (cut_otherwise(address, query.text, context.lexicon) for address in found)
    return [*found, *filter(None, others)]


def _mended(address: Address, context: Context) -> Address:
    """Its name in one piece, its gu found behind it, and a 행정동 with the dot of the tables (상계6.7동)."""
    if address.detail:
        address = rejoined(address, context)
    if address.detail and not address.gu:
        address = with_gu_behind(address, context.lexicon)
    return replace(address, dong=address.dong.replace(".", "·")) if "." in address.dong else address


def _as_keyed(found: Sequence[Address], keyed: Address) -> Sequence[Address]:
    """Readings of the text that the key has chosen, which add what it does not hold; else the key alone.

    The text of a cell may be "12-3", and "세종로 1-68" is a road and a dong: the document decided. The key has the
    name as written ("중화2"), the reading in full ("중화동"). A gu in the key is the document's own word (its column,
    its heading), not a guess.
    """
    return [address if address.gu else replace(address, gu=keyed.gu) for address in found if _same(address, keyed)] or [
        keyed
    ]


def _same(address: Address, keyed: Address) -> bool:
    if address.kind != keyed.kind or address.gu not in ("", keyed.gu):
        return False
    _gu, name, number = address.key.split("|")
    _gu, keyed_name, keyed_number = keyed.key.split("|")
    return number == keyed_number and name[:1] == keyed_name[:1]
