"""Type-ahead search, for people at the map: one text at a time."""

import re
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

from django.conf import settings

from maptag.geocoding.gazetteer.lexicon import Lexicon
from maptag.geocoding.gazetteer.loaded import lexicon
from maptag.geocoding.gazetteer.naming import name_key
from maptag.geocoding.gazetteer.place_kinds import STATION as STATION_TIER
from maptag.geocoding.geodesy import Point, metres
from maptag.geocoding.language.normalise import composed
from maptag.geocoding.resolve.lookup import FoundAddress
from maptag.geocoding.resolve.named_places import PlaceRow, groups
from maptag.geocoding.resolve.pipeline import geocode
from maptag.geocoding.sql import queries
from maptag.geocoding.typeahead import roadnames
from maptag.geocoding.typeahead.typed import fits, only_initials, ranges, typed_key
from maptag.geocoding.types import Candidate, Certainty, Precision, Query

_ROAD_AND_DIGITS = re.compile(r"^(?P<road>[가-힣0-9.]+(?:로|길))\s*(?P<digits>\d{1,5}(?:-\d{0,5})?)$")
LONGEST_TEXT = 100
# Roads before other places, but not ten lanes of one road.
FOREMOST_ROADS = 4
STATION, ROAD, PLACE = range(3)
# Names that go on where numbers of a road are asked for: 테헤란로1길 for 테헤란로 1.
KEPT_FOR_NAMES = 3


@dataclass(frozen=True)
class Typed:
    """What was typed: the `sido` and `sigungu` in front, the `rest`, and its `key` as names are compared.

    `centre` is the map's.
    """

    text: str
    sido: str
    sigungu: str
    rest: str
    key: str
    centre: Point
    names: Lexicon

    @classmethod
    def of(cls, text: str, near: Point | None) -> "Typed":
        names, parts, sido, sigungu = lexicon(), text.split(), "", ""
        while len(parts) > 1 and (parts[0] in names.sido or parts[0] in names.gus):
            word = parts.pop(0)
            sigungu = names.full_gu(word, names.home) if word in names.gus else sigungu
            sido = sido or names.sido.get(word, "")
        rest = " ".join(parts)
        return cls(text, sido, sigungu, rest, typed_key(rest), near or tuple(reversed(settings.CITY_CENTRE)), names)

    @property
    def within(self) -> dict[str, str]:
        """The area in front, as parameters."""
        return {"sido": self.sido, "gu": self.sigungu}


def search(text: str, near: Point | None = None, limit: int = 10) -> list[Candidate]:
    """Addresses, roads and places that begin with `text` (초성 too: ㅅㅊㅇ), the likely first.

    What bears the very name comes first, then stations, roads, other places; of equals the nearer. `near` is the
    map's centre as (lon, lat). Where nothing begins so: the road without its number, or names that are one slip away.
    """
    plain = composed(text).strip()[:LONGEST_TEXT]
    if not plain:
        return []
    typed = Typed.of(plain, near)
    numbers, named = _numbers(typed, limit), _named(typed, limit)
    first = limit - min(KEPT_FOR_NAMES, len(named))
    # The geocoder asks the tables up to twenty times: not for what their numbers have answered.
    candidates = numbers[:first] + named + numbers[first:] if numbers else _addresses(typed) + named
    return _distinct(candidates or _begun_otherwise(typed, limit))[:limit]


def _distinct(candidates: list[Candidate]) -> list[Candidate]:
    seen = {}
    for candidate in candidates:
        label = candidate.road_address or candidate.lot_address or candidate.name
        place = None if candidate.lon is None else (round(candidate.lon, 3), round(candidate.lat, 3))
        seen.setdefault((label, place), candidate)
    return list(seen.values())


def _addresses(typed: Typed) -> list[Candidate]:
    """What the geocoder makes of the whole text, if it is an address that exists, or several may be meant."""
    if not re.search(r"\d", typed.text):
        return []
    (match,) = geocode([Query(typed.text)])
    if match.best and match.best.precision not in (Precision.EXACT, Precision.NEARBY):
        return []
    return [candidate for candidate in match.candidates if candidate.precision is not Precision.SPOT]


def _numbers(typed: Typed, limit: int) -> list[Candidate]:
    match = _ROAD_AND_DIGITS.match(typed.rest)
    if not match or match["road"] not in typed.names.roads:
        return []
    lon, lat = typed.centre
    params = {"road": match["road"], "digits": match["digits"], "limit": limit, "lon": lon, "lat": lat, **typed.within}
    return [
        FoundAddress._make(row).candidate(Certainty.AS_WRITTEN) for row in queries.fetch("search", "numbers", params)
    ]


def _named(typed: Typed, limit: int) -> list[Candidate]:
    """Stations, roads and places, each with its rank; the roads beyond the first few behind all of them."""
    if not typed.key:
        return []
    roads = sorted(_roads(typed, roadnames.beginning_with(typed.rest.replace(" ", "").lower(), typed.names), limit))
    ranked = [*roads[:FOREMOST_ROADS], *_places(typed, limit)]
    ranked += [((True, *rank[1:]), candidate) for rank, candidate in roads[FOREMOST_ROADS:]]
    return [candidate for _rank, candidate in sorted(ranked, key=lambda pair: pair[0])]


def _rank(typed: Typed, key: str, kind: int, point: Point, is_loaded: bool = True) -> tuple:
    """Places of the loaded region, what begins so as it stands, the very name, the kind, short names, the near ones."""
    exact = key == typed.key or (kind == STATION and key == f"{typed.key}역")
    order = (0 if kind < PLACE else 1) if exact else 2 + kind
    return not is_loaded, not key.startswith(typed.key), order, len(key), metres(typed.centre, point)


def _places(typed: Typed, limit: int) -> list[tuple[tuple, Candidate]]:
    short = only_initials(typed.key)
    within = [(typed.key, typed.key + "\uffff")] if short else ranges(typed.key)
    sql = queries.statements("search")["places"].replace("{column}", "initials" if short else "name_key")
    lows, highs = ([pair[side] for pair in within] for side in (0, 1))
    params = {"lows": lows, "highs": highs, "lon": typed.centre[0], "lat": typed.centre[1], **typed.within}
    places = [PlaceRow._make(row) for row in queries.fetch_sql(sql, params)]
    places = sorted(
        (place for place in places if short or fits(name_key(place.name), typed.key)), key=attrgetter("title")
    )
    ranked = []
    for _name, namesakes in groupby(places, attrgetter("title")):
        stations_first = sorted(namesakes, key=lambda place: (place.tier != STATION_TIER, place.sigungu == ""))
        ranked += [_place(typed, group) for group in groups(stations_first)]
    return sorted(ranked, key=lambda pair: pair[0])[: 2 * limit]


def _place(typed: Typed, group: list[PlaceRow]) -> tuple[tuple, Candidate]:
    place = group[0]
    where = " ".join(filter(None, (place.sigungu, place.dong)))
    reasons = (" ".join(filter(None, (where, place.line))),) if where or place.line else ()
    candidate = Candidate(
        Certainty.BY_NAME, Precision.SPOT, "place", *place.point, 60.0, name=place.title, reasons=reasons
    )
    kind = STATION if place.tier == STATION_TIER else PLACE
    return _rank(typed, name_key(place.title), kind, place.point, bool(place.sigungu)), candidate


def _roads(typed: Typed, names: list[str], limit: int) -> list[tuple[tuple, Candidate]]:
    here = [name for name in names if not typed.sigungu or typed.sigungu in typed.names.roads.get(name, ())][:limit]
    pairs = [(sigungu, name) for name in here for sigungu in typed.names.roads[name] if typed.sigungu in ("", sigungu)]
    params = {"gus": [sigungu for sigungu, _n in pairs], "roads": [name for _g, name in pairs]}
    params |= {"home": typed.names.city, "sido": typed.sido}
    ranked = []
    for sigungu, name, sido, lon, lat, reach in queries.fetch("search", "roads", params) if pairs else ():
        candidate = Candidate(
            Certainty.BY_NAME,
            Precision.CENTRE,
            "road",
            lon,
            lat,
            round(reach, 1),
            f"{sido} {sigungu} {name}",
            name=name,
        )
        ranked.append((_rank(typed, name, ROAD, (lon, lat)), candidate))
    return ranked


def _begun_otherwise(typed: Typed, limit: int) -> list[Candidate]:
    """The road alone where it has no such number; else the roads and stations that are one slip away."""
    match = _ROAD_AND_DIGITS.match(typed.rest)
    near = [match["road"]] if match else roadnames.misspelt(typed.rest.replace(" ", ""), typed.names)[:limit]
    roads = _roads(typed, [name for name in near if name in typed.names.roads], limit)
    for station in (name for name in near if name not in typed.names.roads):
        roads += _places(replace(typed, rest=station, key=name_key(station)), 1)
    return [candidate for _rank, candidate in sorted(roads, key=lambda pair: pair[0])]
