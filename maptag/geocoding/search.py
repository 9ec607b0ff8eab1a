"""Type-ahead search, for people at the map: one text at a time."""

import re
from bisect import bisect_left
from functools import lru_cache

from django.conf import settings

from maptag.geocoding import queries
from maptag.geocoding.addresses import Candidate, Query
from maptag.geocoding.gazetteer import lexicon
from maptag.geocoding.geodesy import Point
from maptag.geocoding.lookup import FoundAddress
from maptag.geocoding.matching import geocode
from maptag.geocoding.models import DataVersion
from maptag.geocoding.naming import initials, name_key
from maptag.geocoding.normalise import composed
from maptag.geocoding.steps.places import FoundPlace, groups

_INITIALS = re.compile(r"^[ㄱ-ㅎ0-9 ]*[ㄱ-ㅎ][ㄱ-ㅎ0-9 ]*$")
_ROAD_AND_DIGITS = re.compile(r"^(?:(?P<areas>.*)\s)?(?P<road>[가-힣0-9.]+(?:로|길))\s*(?P<digits>\d{0,5})$")
LONGEST_TEXT = 100


def search(text: str, near: Point | None = None, limit: int = 10) -> list[Candidate]:
    """Addresses, roads and places that begin with `text` (초성 too: ㅅㅊㅇ), the likely first.

    `near` is the map's centre as (lon, lat): of equals the nearer comes first.
    """
    typed = composed(text).strip()[:LONGEST_TEXT]
    if not typed:
        return []
    centre = near or tuple(reversed(settings.CITY_CENTRE))
    if _INITIALS.match(typed):
        prefix = typed.replace(" ", "")
        found = [*_places("initials", prefix, centre, limit), *_roads_by_initials(prefix, limit)]
    else:
        found = [*_addresses(typed), *_numbers(typed, limit), *_places("name_key", name_key(typed), centre, limit)]
        found += _roads(typed, limit)
    return _distinct(found)[:limit]


def _distinct(found: list[Candidate]) -> list[Candidate]:
    seen = {}
    for candidate in found:
        label = candidate.road_address or candidate.lot_address or candidate.name
        place = None if candidate.lon is None else (round(candidate.lon, 3), round(candidate.lat, 3))
        seen.setdefault((label, place), candidate)
    return list(seen.values())


def _addresses(typed: str) -> list[Candidate]:
    """What the geocoder makes of the whole text, if it is an address that exists."""
    match = geocode([Query(typed, "road"), Query(typed, "lot")])[0] if re.search(r"\d", typed) else None
    return [] if match is None or match.grade in ("D", "F") else list(match.candidates)


def _numbers(typed: str, limit: int) -> list[Candidate]:
    match = _ROAD_AND_DIGITS.match(typed)
    if not match or match["road"] not in lexicon().roads:
        return []
    names = lexicon()
    gu = next((names.full_gu(word, names.home) for word in (match["areas"] or "").split() if word in names.gus), "")
    params = {"road": match["road"], "gu": gu, "digits": match["digits"], "limit": limit}
    return [FoundAddress._make(row).candidate("A1") for row in queries.fetch("search", "numbers", params)]


def _places(column: str, prefix: str, centre: Point, limit: int) -> list[Candidate]:
    if not prefix:
        return []
    sql = queries.statements("search")["places"].replace("{column}", column)
    pattern = prefix.replace("\\", "").replace("%", "").replace("_", "") + "%"
    rows = queries.fetch_sql(sql, {"prefix": pattern, "lon": centre[0], "lat": centre[1]})
    by_name: dict[str, list[FoundPlace]] = {}
    places = [FoundPlace._make(row) for row in rows]
    for place in places:
        by_name.setdefault(place.name, []).append(place)
    found = [group for namesakes in by_name.values() for group in groups(namesakes)]
    found.sort(key=lambda group: places.index(group[0]))
    return [_place_candidate(group) for group in found[: 2 * limit]]


def _place_candidate(group: list[FoundPlace]) -> Candidate:
    place = group[0]
    where = " ".join(filter(None, (place.gu, place.dong)))
    name = place.name
    if place.category == "station" and not name.split("(")[0].endswith("역"):
        name += "역"
    reasons = (" ".join(filter(None, (where, place.line))),) if where or place.line else ()
    return Candidate("D", "place", place.lon, place.lat, 60.0, name=name, reasons=reasons)


def _roads(typed: str, limit: int) -> list[Candidate]:
    names = _road_names(DataVersion.objects.label())
    prefix = typed.replace(" ", "")
    at = bisect_left(names, prefix)
    found = []
    while at < len(names) and names[at].startswith(prefix) and len(found) < limit:
        found.append(names[at])
        at += 1
    return _road_candidates(sorted(found, key=len))


def _roads_by_initials(prefix: str, limit: int) -> list[Candidate]:
    names = [name for key, name in _road_initials(DataVersion.objects.label()) if key.startswith(prefix)]
    return _road_candidates(sorted(names, key=len)[:limit])


@lru_cache(maxsize=2)
def _road_names(version: str) -> list[str]:
    return sorted(lexicon().roads)


@lru_cache(maxsize=2)
def _road_initials(version: str) -> list[tuple[str, str]]:
    return [(initials(name), name) for name in _road_names(version)]


def _road_candidates(names: list[str]) -> list[Candidate]:
    pairs = [(gu, name) for name in names for gu in sorted(lexicon().roads[name])]
    params = {"gus": [gu for gu, _n in pairs], "roads": [name for _g, name in pairs]}
    middles = {(row[0], row[1]): row[2:] for row in queries.fetch("search", "roads", params)}
    found = []
    for gu, name in pairs:
        if (gu, name) in middles:
            sido, lon, lat, reach = middles[gu, name]
            found.append(Candidate("D", "road", lon, lat, round(reach, 1), f"{sido} {gu} {name}", name=name))
    return found
