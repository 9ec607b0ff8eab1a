"""geocode(): Queries in, Matches out, in batches. Every pass stands in one of the four lists below, in its order.

BEFORE turns a query into the one to place, READING a query into addresses, STEPS settle what they are sure of, and
AFTER makes the answers that are more than one place.
"""

from collections.abc import Sequence
from contextlib import nullcontext

from maptag.geocoding.gazetteer.loaded import lexicon
from maptag.geocoding.gazetteer.region import region
from maptag.geocoding.models import DataVersion
from maptag.geocoding.resolve.collector import paused
from maptag.geocoding.resolve.reading import as_keyed, as_read, cut_otherwise_too, made_whole, without_cut_names
from maptag.geocoding.resolve.resolution import Resolution, ResolveContext, in_surroundings, still_open
from maptag.geocoding.resolve.steps.centres import along_road, dong_centre, road_centre
from maptag.geocoding.resolve.steps.crossings import crossing_of_one_road, crossing_of_roads
from maptag.geocoding.resolve.steps.dongs import abolished_dong, administrative_dong, eupmyeon_omitted
from maptag.geocoding.resolve.steps.exact import (
    cut_two_ways,
    exact,
    former_road_name,
    old_road_name,
    underground_omitted,
)
from maptag.geocoding.resolve.steps.extents import centre_of_circle, circles, named_area
from maptag.geocoding.resolve.steps.numbering import neighbouring_lots, neighbouring_numbers, surrounding_lots
from maptag.geocoding.resolve.steps.places import anchored_place, named_crossing, named_place, namesake_of_crossing
from maptag.geocoding.resolve.steps.ranges import lot_range
from maptag.geocoding.resolve.steps.roads import named_road
from maptag.geocoding.resolve.steps.segments import stretches
from maptag.geocoding.resolve.steps.sigungu import gu_contradicts, gu_inferred, gu_misspelt, outside, outside_in_english
from maptag.geocoding.resolve.steps.spelling import spelling_repaired
from maptag.geocoding.resolve.steps.unknown import nothing_known
from maptag.geocoding.resolve.steps.venues import misspelt_place, place_in_dong
from maptag.geocoding.resolve.telling_apart import told_apart
from maptag.geocoding.types import Match, Query

# Not for single lookups: threads that answer one after the other would never let the collector run.
_WORTH_A_PAUSE = 200

# Query → the query that is placed in its stead.
BEFORE = (centre_of_circle,)

# (readings so far, query, context) → readings: what addresses a text may be.
READING = (as_read, as_keyed, without_cut_names, made_whole, cut_otherwise_too)

# Every step gets the resolutions that the ones before it left open, and settles what it is sure of.
STEPS = (
    exact,
    outside,
    outside_in_english,
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
    crossing_of_one_road,
    namesake_of_crossing,
    named_place,
    named_road,
    anchored_place,
    misspelt_place,
    place_in_dong,
    nothing_known,
)


# (queries, matches, context, place) → matches: `place` runs the steps once more, for the parts of an answer.
AFTER = (circles, stretches, told_apart)


def geocode(queries: Sequence[Query]) -> list[Match]:
    """One Match for each query, in the same order, from the loaded tables.

    Points are WGS84 (EPSG:4326) degrees as (lon, lat), errors metres. Never raises for a text: what cannot be placed
    is a Match of grade F.

    A few dozen SQL statements whatever the number of queries; 1,000–10,000 at a time is a good batch.
    """
    with paused() if len(queries) >= _WORTH_A_PAUSE else nullcontext():
        return _geocode(queries)


def _geocode(queries: Sequence[Query]) -> list[Match]:
    version = DataVersion.objects.label()
    context = ResolveContext(lexicon(version), region(version), version)
    matches = _place([_prepared(query) for query in queries], context)
    for whole_batch in AFTER:
        matches = whole_batch(queries, matches, context, _place)
    return matches


def _prepared(query: Query) -> Query:
    for replaced in BEFORE:
        query = replaced(query)
    return query


def _place(queries: Sequence[Query], context: ResolveContext) -> list[Match]:
    """Runs STEPS over one batch and returns a Match for each query, in order."""
    resolutions = [_read(number, query, context) for number, query in enumerate(queries)]
    for step in STEPS:
        waiting = still_open(resolutions)
        if not waiting:
            break
        step(waiting, context)
    return [resolution.match for resolution in resolutions]


def _read(number: int, query: Query, context: ResolveContext) -> Resolution:
    readings = query.addresses
    for reading in READING:
        readings = reading(readings, query, context)
    return Resolution(number, query, readings, in_surroundings(readings, query, context), context.version)
