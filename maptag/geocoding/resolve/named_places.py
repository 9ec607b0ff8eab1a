"""Places of one name: the rows of the tables, which of them everybody means, and which points are one place."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from maptag.geocoding.gazetteer.naming import name_key
from maptag.geocoding.gazetteer.place_kinds import ANY_KIND, SHOP, SIGHT, STATION, STOP, STRUCTURE, kind_of
from maptag.geocoding.geodesy import Point, centre, metres
from maptag.geocoding.sql import queries
from maptag.geocoding.types import PlaceKind

# The stops round a place that only they are known by, like 은마아파트 with one on three of its sides.
AROUND_PLACE_M = 400.0
# The gates of a park or palace have stops named after it, up to 730 m from its middle (여의도공원).
STOP_OF_PLACE_M = 800.0


class PlaceRow(NamedTuple):
    name: str
    category: str
    line: str
    sido: str
    sigungu: str
    dong: str
    lon: float
    lat: float
    source: str = ""

    @property
    def kind(self) -> PlaceKind:
        return kind_of(self.category)

    @property
    def tier(self) -> str:
        """Who bears a shared name: see vocabulary/place_kinds.tsv."""
        return kind_of(self.category).tier

    @property
    def point(self) -> Point:
        return self.lon, self.lat

    @property
    def title(self) -> str:
        """The name as it is read out: a station's ends in 역."""
        is_bare = self.tier == STATION and not self.name.split("(")[0].endswith("역")
        return f"{self.name}역" if is_bare else self.name


def find_places(keys: Sequence[str]) -> dict[str, list[PlaceRow]]:
    """All places by name key."""
    places = defaultdict(list)
    distinct = list(dict.fromkeys(keys))
    for number, *row in queries.fetch("places", "by_key", {"i": list(range(len(distinct))), "keys": distinct}):
        places[distinct[number]].append(PlaceRow._make(row))
    return places


def foremost(places: list[PlaceRow], key: str) -> list[PlaceRow]:
    """What everybody means by a key: 시청역 is the station, not the bakery of that name; 남산1호터널 no toll gate.

    And 서울대학교 not the stop "서울대학교.치과병원", nor 경복궁 the restaurant.
    """
    stations = [place for place in places if place.tier == STATION]
    if stations and key.endswith("역"):
        return stations
    structures = [place for place in places if place.tier == STRUCTURE]
    named = [place for place in places if name_key(place.name) == key] or places
    if any(place.tier == SIGHT for place in named):
        named = [place for place in named if place.tier != SHOP]
    return structures or named


def groups(places: Sequence[PlaceRow]) -> list[list[PlaceRow]]:
    """Points of one place together: each within its kind's limit of the group's first.

    The stops round a place, all of them near their middle, are one; so are a park and the stops named after it.
    """
    if whole := _with_its_stops(places):
        return [whole]
    kinds = {place.kind for place in places}
    if {kind.tier for kind in kinds} == {STOP} and centre([place.point for place in places])[1] <= AROUND_PLACE_M:
        return [list(places)]
    limit = kinds.pop().merge_m if len(kinds) == 1 else ANY_KIND.merge_m
    grouped: list[list[PlaceRow]] = []
    for place in places:
        group = next((group for group in grouped if metres(group[0].point, place.point) <= limit), None)
        grouped.append([place]) if group is None else group.append(place)
    return grouped


def _with_its_stops(places: Sequence[PlaceRow]) -> list[PlaceRow]:
    """One place and the stops round it, itself first; nothing where one of them lies too far off to be its stop."""
    own = [place for place in places if place.tier != STOP]
    if not own or len(own) == len(places) or own[0].tier == STATION:
        return []
    near = all(metres(own[0].point, place.point) <= ANY_KIND.merge_m for place in own)
    around = all(metres(own[0].point, place.point) <= STOP_OF_PLACE_M for place in places)
    return sorted(places, key=lambda place: place.tier == STOP) if near and around else []
