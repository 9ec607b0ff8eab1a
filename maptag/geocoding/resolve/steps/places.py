"""Steps for places by name: stations with exits, buildings, schools, named crossings."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from maptag.geocoding.gazetteer.naming import name_key
from maptag.geocoding.geodesy import Point, centre, metres
from maptag.geocoding.parsing.placenames import (
    PlaceName,
    is_at_crossing,
    is_crossing,
    name_of_crossing,
    parse_anchor,
    parse_crossing,
    parse_place,
    station_of_crossing,
)
from maptag.geocoding.resolve.resolution import Context, Resolution, still_open
from maptag.geocoding.sql import queries
from maptag.geocoding.types import Candidate, Certainty, Flag, Precision
from maptag.particles import agreed

# One place is entered as several points: a stop on both sides of the road, a school's gates, a station for every line
# (서울역: four, up to 500 m apart).
ONE_PLACE_M, ONE_STATION_M = 350.0, 600.0
# A bridge is entered by its two ends (방화대교: 2.5 km).
ONE_STRUCTURE_M = 3000.0
# The stops round a place that only they are known by, like 은마아파트 with one on three of its sides.
AROUND_PLACE_M = 400.0
STATION_ERROR_M, EXIT_ERROR_M, PLACE_ERROR_M = 150.0, 30.0, 60.0
# The gates of a park or palace have stops named after it, up to 730 m from its middle (여의도공원).
STOP_OF_PLACE_M = 800.0
# The end of a bridge, with its ramps, is no point.
STRUCTURE_ERROR_M = 120.0
# A stop that bears the name of a crossing's block (을지로5가) stands up to a block away from the crossing.
STOP_TO_CROSSING_M = 300.0
# From 강남역 to 강남역사거리: up to 400 m in 11 of 13.
STATION_TO_CROSSING_M = 400.0
NEAR_RELATION_M = 30.0
# What stands at a crossing or station is within a block of it.
BESIDE_ANCHOR_M = 150.0


# Shops of one name stand in every street, and the map knows some of them only: one of them is found by name alone only
# where the text or its surroundings name the gu.
# fmt: off
SHOPS = frozenset((
    "restaurant", "cafe", "fast_food", "convenience", "bakery", "bank", "fuel", "pharmacy", "clothes",
    "cosmetics", "supermarket", "bar", "pub", "hairdresser", "beauty", "mobile_phone", "car_repair", "dentist",
    "doctors", "veterinary", "variety_store", "laundry", "greengrocer", "butcher", "hardware", "yes", "motel",
    "guest_house", "place_of_worship", "kindergarten", "parking",
))
# What everybody in town means by its name, whatever shop is called after it.
SIGHTS = frozenset((
    "attraction", "museum", "park", "theatre", "university", "hospital", "library", "marketplace", "townhall",
    "stadium", "arts_centre", "community_centre", "monument", "memorial", "castle", "zoo", "school", "college",
    "viewpoint",
))
# fmt: on
# 한강중학교 앞 버스정류장 is the stop, 어린이대공원 후문 the gate or a stop at it.
_NO_CHOICE = 1_000_000
_STOP = re.compile(r"정류[장소]")
_PART = re.compile(r"(?:정문|후문|[동서남북]문|입구|출입구|광장|분수대)$")


class FoundPlace(NamedTuple):
    name: str
    category: str
    line: str
    sido: str
    gu: str
    dong: str
    lon: float
    lat: float

    @property
    def point(self) -> Point:
        return self.lon, self.lat

    @property
    def title(self) -> str:
        """The name as it is read out: a station's ends in 역."""
        is_bare = self.category == "station" and not self.name.split("(")[0].endswith("역")
        return f"{self.name}역" if is_bare else self.name


class Choice(NamedTuple):
    """What a resolution's name may be: `places` of one key or exit; `name` without what that key says already."""

    resolution: Resolution
    name: PlaceName
    places: list[FoundPlace]
    position: str

    def doubt(self) -> tuple[bool, int]:
        """Whether none of the places is in the gu around the resolution, and how many there are."""
        near = self.resolution.query.near_gu
        return bool(near) and near not in {place.gu for place in self.places}, len(groups(self.places)) or _NO_CHOICE


def named_place(resolutions: list[Resolution], context: Context) -> None:
    """The only place of that name, in the gu and dong that the text or its surroundings give."""
    asked = [
        resolution
        for resolution in still_open(resolutions)
        if resolution.query.kind in ("place", "") and not resolution.readings
    ]
    _settle_by_name(
        asked, {resolution.number: parse_place(resolution.query.text, context.lexicon) for resolution in asked}, "place"
    )


def named_crossing(resolutions: list[Resolution], context: Context) -> None:
    """독립문사거리, 을지로3가 교차로: by a stop or place of that name, else by the station that it is named after."""
    asked = [
        resolution
        for resolution in still_open(resolutions)
        if resolution.query.kind in ("intersection", "") and not resolution.readings
    ]
    names = {resolution.number: parse_crossing(resolution.query.text, context.lexicon) for resolution in asked}
    _settle_by_name(asked, names, "crossing")
    _offer_stations(still_open(asked), names)
    _offer_namesakes(still_open(asked), names)


def _offer_stations(resolutions: list[Resolution], names: dict[int, PlaceName]) -> None:
    """A crossing that no stop is named after may be at the station of its name, or 1.7 km from it (미아): offered only.

    Of 53 names that both a crossing and a station have, half were over 430 m apart.
    """
    keys = {
        resolution.number: key for resolution in resolutions if (key := station_of_crossing(names[resolution.number]))
    }
    found = find_places(list(keys.values())) if keys else {}
    for resolution in resolutions:
        stations = [place for place in found.get(keys.get(resolution.number, ""), ()) if place.category == "station"]
        stations = _narrowed(resolution, names[resolution.number], stations)
        if stations:
            candidates = [_candidate(names[resolution.number], group, "place") for group in groups(stations)]
            resolution.ambiguous(candidates, _("그 이름의 교차로는 자료에 없고 역은 있습니다."), (Flag.ELSEWHERE,))


def _offer_namesakes(resolutions: list[Resolution], names: dict[int, PlaceName]) -> None:
    """문정초교 사거리 is near 문정초교, if that stands in the gu that the text or its surroundings name: an offer."""
    keys = {resolution.number: key for resolution in resolutions if (key := name_of_crossing(names[resolution.number]))}
    found = find_places(list(keys.values())) if keys else {}
    for resolution in resolutions:
        name, gus = names[resolution.number], names[resolution.number].gus or {resolution.query.near_gu}
        places = _narrowed(
            resolution, name, _foremost(found.get(keys.get(resolution.number, ""), []), keys.get(resolution.number, ""))
        )
        grouped = groups([place for place in places if place.gu in gus or gus == {""}])
        if grouped:
            candidates = [_candidate(name, group, "place") for group in grouped[:10]]
            resolution.ambiguous(
                candidates, _("그 이름의 교차로는 자료에 없고, 이름을 딴 듯한 곳이 있습니다."), (Flag.ELSEWHERE,)
            )


def anchored_place(resolutions: list[Resolution], context: Context) -> None:
    """성수사거리 기아자동차 앞, where no such place is known: the crossing or station that the text puts it at."""
    asked = [
        resolution
        for resolution in still_open(resolutions)
        if resolution.query.kind in ("place", "") and not resolution.readings
    ]
    names = {resolution.number: parse_anchor(resolution.query.text, context.lexicon) for resolution in asked}
    for at_crossing, position in ((True, "crossing"), (False, "place")):
        some = {number: name for number, name in names.items() if name.keys and is_at_crossing(name) == at_crossing}
        _settle_by_name([resolution for resolution in asked if resolution.number in some], some, position)


def find_places(keys: Sequence[str]) -> dict[str, list[FoundPlace]]:
    """All places by name key."""
    found = defaultdict(list)
    distinct = list(dict.fromkeys(keys))
    for number, *row in queries.fetch("places", "by_key", {"i": list(range(len(distinct))), "keys": distinct}):
        found[distinct[number]].append(FoundPlace._make(row))
    return found


def _settle_by_name(resolutions: list[Resolution], names: dict[int, PlaceName], position: str) -> None:
    wanted = [key for name in names.values() for key in (*name.keys, *_exit_keys(name))]
    found = find_places(wanted) if wanted else {}
    chosen = [
        choice
        for resolution in resolutions
        if (choice := _chosen(resolution, names[resolution.number], found, position))
    ]
    at_border = _at_their_border(chosen)
    for choice in chosen:
        _settle(choice, choice.resolution.number in at_border)


def _chosen(
    resolution: Resolution, name: PlaceName, found: dict[str, list[FoundPlace]], position: str
) -> Choice | None:
    """The places that the name may be: an exit, else those of the key that leaves the fewest of them."""
    exits = _narrowed(resolution, name, [place for key in _exit_keys(name) for place in found.get(key, ())])
    if len(groups(exits)) == 1:
        return Choice(resolution, name, exits, "exit")
    choices = [_choice(resolution, name, key, found[key], position) for key in _keys_known(name, found)]
    return min(choices, key=Choice.doubt, default=None)


def _at_their_border(chosen: list[Choice]) -> set[int]:
    """The resolutions whose only place lies at the border of the gu around them: a stop stands across the street."""
    asked = [(choice, choice.places[0], choice.resolution.query.near_gu) for choice in chosen if choice.places]
    asked = [(choice.resolution.number, place, gu) for choice, place, gu in asked if gu and place.gu != gu]
    if not asked:
        return set()
    params = {"i": [number for number, _p, _gu in asked], "gus": [gu for _n, _p, gu in asked]}
    params |= {"lons": [place.lon for _n, place, _gu in asked], "lats": [place.lat for _n, place, _gu in asked]}
    return {number for (number,) in queries.fetch("places", "at_border", params)}


def _keys_known(name: PlaceName, found: dict[str, list[FoundPlace]]) -> list[str]:
    """The first known key, or where a stop may be meant or a part be named, those with and without the relation."""
    known = [key for key in name.keys if key in found]
    related = [key for key in known if key in name.with_relation]
    own = [key for key in known if key not in name.with_relation]
    if _STOP.search(name.relation):
        return [*related, *own[:1]]
    named = [key for key in related if _PART.search(key)]
    return named[:1] or own[:1] or related[:1]


def _choice(resolution: Resolution, name: PlaceName, key: str, places: list[FoundPlace], position: str) -> Choice:
    """The name as found by a key and the places that it may be: where a stop is meant, the stops."""
    as_found = _as_found(name, key)
    narrowed = _narrowed(resolution, as_found, _foremost(places, key))
    if _STOP.search(name.relation):
        narrowed = [place for place in narrowed if place.category == "bus_stop"] or narrowed
    return Choice(resolution, as_found, narrowed, position)


def _as_found(name: PlaceName, key: str) -> PlaceName:
    """The name without what its key says already: 세종 문화회관 is no 문화회관 of 세종, 광화문 광장 is itself."""
    if key in name.with_areas:
        name = replace(name, sido="", gus=frozenset(), dong="")
    return replace(name, relation="") if key in name.with_relation else name


def _exit_keys(name: PlaceName) -> tuple[str, ...]:
    return tuple(f"{key}{name.exit}번출구" for key in name.keys) if name.exit else ()


def _foremost(places: list[FoundPlace], key: str) -> list[FoundPlace]:
    """시청역 is the station, not the bakery named after it; 남산1호터널 the tunnel, not its toll gate.

    And 서울대학교 not the stop "서울대학교.치과병원", nor 경복궁 the restaurant.
    """
    stations = [place for place in places if place.category == "station"]
    if stations and key.endswith("역"):
        return stations
    structures = [place for place in places if place.category == "structure"]
    named = [place for place in places if name_key(place.name) == key] or places
    if any(place.category in SIGHTS for place in named):
        named = [place for place in named if place.category not in SHOPS]
    return structures or named


def _narrowed(resolution: Resolution, name: PlaceName, places: list[FoundPlace]) -> list[FoundPlace]:
    """What the text says decides; what stands around it only chooses between several.

    The registers of stations hold the whole nation: 시청역 of another city counts only if here is none, or if the text
    or what stands around it names that city.
    """
    if name.sido:
        places = [place for place in places if place.sido == name.sido]
    else:
        sido = resolution.query.near_sido or settings.CITY_NAME
        places = [place for place in places if place.sido == sido] or places
    if name.line and any(name.line in place.line for place in places):
        places = [place for place in places if name.line in place.line]
    if name.gus:
        places = [place for place in places if place.gu in name.gus]
    # 신사동 주민센터 may be that of the 행정동 in another gu than the 법정동's.
    for dong in (name.dong if len(name.gus) == 1 else "", resolution.query.near_dong):
        if dong and len(groups(places)) > 1:
            places = [place for place in places if place.dong == dong] or places
    if not name.gus and resolution.query.near_gu and len(groups(places)) > 1:
        places = [place for place in places if place.gu == resolution.query.near_gu] or places
    return places


def _doubt(resolution: Resolution, name: PlaceName, group: list[FoundPlace], at_border: bool) -> str:
    """Why the only place of a name may still be the wrong one; empty: no doubt.

    Of 2,400 places in registers 57 were stops of that name in another gu (소공원, 농협중앙회).
    """
    place, gus = group[0], {place.gu for place in group}
    if not name.sido and resolution.query.near_sido not in ("", settings.CITY_NAME, place.sido):
        return _("문서의 앞뒤는 ‘%(sido)s’인데, 그 이름의 장소는 다른 시·도에 있습니다.") % {
            "sido": resolution.query.near_sido
        }
    home = resolution.query.near_sido or settings.CITY_NAME
    known_well = place.category == "station" and (not resolution.query.near_gu or name.sido or place.sido == home)
    if name.gus or at_border or known_well or place.category.startswith("structure"):
        return ""
    if resolution.query.near_gu and resolution.query.near_gu not in gus:
        return _("‘%(gu)s’에는 그 이름의 장소가 없고 다른 곳에 하나 있습니다.") % {"gu": resolution.query.near_gu}
    if not resolution.query.near_gu and place.category in SHOPS:
        return _("같은 이름의 가게가 더 있을 수 있습니다.")
    return ""


def groups(places: Sequence[FoundPlace]) -> list[list[FoundPlace]]:
    """Points of one place together: each within ONE_PLACE_M, or its category's limit, of the group's first.

    The stops round a place, all of them near their middle, are one; so are a park and the stops named after it.
    """
    if whole := _with_its_stops(places):
        return [whole]
    limits = {"station": ONE_STATION_M, "structure": ONE_STRUCTURE_M}
    categories = {place.category for place in places}
    if categories == {"bus_stop"} and centre([place.point for place in places])[1] <= AROUND_PLACE_M:
        return [list(places)]
    limit = limits.get(categories.pop(), ONE_PLACE_M) if len(categories) == 1 else ONE_PLACE_M
    grouped: list[list[FoundPlace]] = []
    for place in places:
        group = next((group for group in grouped if metres(group[0].point, place.point) <= limit), None)
        grouped.append([place]) if group is None else group.append(place)
    return grouped


def _with_its_stops(places: Sequence[FoundPlace]) -> list[FoundPlace]:
    """One place and the stops round it, itself first; nothing where one of them lies too far off to be its stop."""
    own = [place for place in places if place.category != "bus_stop"]
    if not own or len(own) == len(places) or own[0].category == "station":
        return []
    near = all(metres(own[0].point, place.point) <= ONE_PLACE_M for place in own)
    around = all(metres(own[0].point, place.point) <= STOP_OF_PLACE_M for place in places)
    return sorted(places, key=lambda place: place.category == "bus_stop") if near and around else []


def _settle(choice: Choice, at_border: bool) -> None:
    resolution, name, places, position = choice
    grouped = groups(places)
    candidates = [_candidate(name, group, position) for group in grouped]
    doubt = _doubt(resolution, name, grouped[0], at_border) if len(grouped) == 1 else ""
    if doubt:
        resolution.ambiguous(candidates, doubt, (Flag.ELSEWHERE,))
    elif len(candidates) == 1:
        resolution.settle(candidates[0])
    elif candidates:
        resolution.ambiguous(
            candidates[:10], _("같은 이름의 장소가 %(count)d곳 있습니다.") % {"count": len(candidates)}
        )
    elif name.gus or name.sido:
        where = " ".join(filter(None, (name.sido, "·".join(sorted(name.gus)))))
        resolution.notes.append(_("‘%(area)s’에는 그 이름의 장소가 없습니다.") % {"area": where})


def _base_error(place: FoundPlace, position: str) -> float:
    if position == "exit":
        return EXIT_ERROR_M
    if place.category == "station":
        return STATION_TO_CROSSING_M if position == "crossing" else STATION_ERROR_M
    if place.category.startswith("structure"):
        return STRUCTURE_ERROR_M
    return STOP_TO_CROSSING_M if position == "crossing" and not is_crossing(place.name) else PLACE_ERROR_M


def _candidate(name: PlaceName, group: list[FoundPlace], position: str) -> Candidate:
    own = [place for place in group if place.category != "bus_stop"] or group
    lon, lat = (sum(values) / len(own) for values in zip(*(place.point for place in own), strict=True))
    base = _base_error(group[0], position)
    error = max(base, *(metres((lon, lat), place.point) for place in group)) + (NEAR_RELATION_M if name.relation else 0)
    title = group[0].title
    reasons, flags = [_("이름으로 찾은 장소입니다.")], []
    if name.anchored:
        flags.append(Flag.ANCHOR)
        reason = _("‘%(place)s’의 위치를 몰라, 함께 적힌 ‘%(name)s’의 위치를 썼습니다.")
        reasons.append(reason % {"place": name.relation, "name": title})
        error += BESIDE_ANCHOR_M
    elif name.relation:
        flags.append(Flag.RELATION)
        reason = _("‘%(relation)s’은(는) 위치에 반영하지 않았습니다.") % {"relation": name.relation}
        reasons.append(agreed(reason))
    if name.exit and position != "exit":
        flags.append(Flag.EXIT_UNKNOWN)
        reasons.append(_("%(exit)s번 출구의 위치를 몰라 역의 위치를 썼습니다.") % {"exit": name.exit})
    certainty = Certainty.ESTIMATED if name.anchored else Certainty.BY_NAME
    why = {"name": title, "flags": tuple(flags), "reasons": tuple(reasons)}
    return Candidate(certainty, Precision.SPOT, position, lon, lat, round(error, 1), **why)
