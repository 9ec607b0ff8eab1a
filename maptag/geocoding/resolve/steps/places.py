"""Steps for places by name: stations with exits, buildings, schools, named crossings.

Source: the tables of places (registers of stations, stops, schools and shops, and OpenStreetMap), by `name_key`.
Answers are SPOTs in EPSG:4326; their error in metres is that of the place's kind (vocabulary/place_kinds.tsv).
"""

import re
from dataclasses import replace
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from maptag.geocoding.gazetteer.place_kinds import STATION, STOP, STRUCTURE
from maptag.geocoding.parsing.placenames import (
    PlaceName,
    is_at_crossing,
    name_of_crossing,
    parse_anchor,
    parse_crossing,
    parse_place,
    station_of_crossing,
)
from maptag.geocoding.resolve.named_places import PlaceRow, find_places, foremost, groups
from maptag.geocoding.resolve.place_answers import doubt_about, place_candidate
from maptag.geocoding.resolve.resolution import Resolution, ResolveContext, still_open
from maptag.geocoding.sql import queries
from maptag.geocoding.types import Flag
from maptag.geocoding.vocabulary import any_of

# 한강중학교 앞 버스정류장 is the stop, 어린이대공원 후문 the gate or a stop at it.
_NO_CHOICE = 1_000_000
_STOP = re.compile(r"정류[장소]")
_PART = re.compile(rf"{any_of('relations', 'is_part')}$")


class Choice(NamedTuple):
    """The `places` that a resolution's name may mean, all of one name key or exit.

    `name` is without the areas and the relation that are part of that key. `position`: place, crossing or exit.
    """

    resolution: Resolution
    name: PlaceName
    places: list[PlaceRow]
    position: str

    def doubt(self) -> tuple[bool, int]:
        """For `min`: (whether all places are outside the 시군구 that the document names around it, their number)."""
        near = self.resolution.query.near_sigungu
        return bool(near) and near not in {place.sigungu for place in self.places}, len(
            groups(self.places)
        ) or _NO_CHOICE


def named_place(resolutions: list[Resolution], context: ResolveContext) -> None:
    """Settle a place's name: the only place so named, in the areas that the text or the document around it gives.

    BY_NAME; AMBIGUOUS with at most 10 candidates where several have the name, or something casts doubt on the only one
    (`doubt_about`). Open where none has it.
    """
    unread = [
        resolution
        for resolution in still_open(resolutions)
        if resolution.query.kind in ("place", "area", "") and not resolution.readings
    ]
    _settle_by_name(
        unread,
        {resolution.number: parse_place(resolution.query.text, context.lexicon) for resolution in unread},
        "place",
    )


def named_crossing(resolutions: list[Resolution], context: ResolveContext) -> None:
    """Settle a crossing's name (독립문사거리, 을지로3가 교차로) with the stop or place of that name.

    Without one, a station of the name, or a place that the crossing seems named after, is offered (AMBIGUOUS,
    Flag.ELSEWHERE).
    """
    unread = [
        resolution
        for resolution in still_open(resolutions)
        if resolution.query.kind in ("intersection", "") and not resolution.readings
    ]
    names = {resolution.number: parse_crossing(resolution.query.text, context.lexicon) for resolution in unread}
    _settle_by_name(unread, names, "crossing")


def namesake_of_crossing(resolutions: list[Resolution], context: ResolveContext) -> None:
    """광화문삼거리, where no crossing of that name is known: the station or place of its name, as an offer."""
    unread = [
        resolution
        for resolution in still_open(resolutions)
        if resolution.query.kind in ("intersection", "") and not resolution.readings
    ]
    names = {resolution.number: parse_crossing(resolution.query.text, context.lexicon) for resolution in unread}
    _offer_stations(unread, names)
    _offer_namesakes(still_open(unread), names)


def _offer_stations(resolutions: list[Resolution], names: dict[int, PlaceName]) -> None:
    """Offer the station of a crossing's name: it may be at the crossing, or 1.7 km from it (미아).

    Of 53 names that both a crossing and a station have, half were over 430 m apart.
    """
    keys = {
        resolution.number: key for resolution in resolutions if (key := station_of_crossing(names[resolution.number]))
    }
    places = find_places(list(keys.values())) if keys else {}
    for resolution in resolutions:
        stations = [place for place in places.get(keys.get(resolution.number, ""), ()) if place.tier == STATION]
        stations = _narrowed(resolution, names[resolution.number], stations)
        if stations:
            candidates = [place_candidate(names[resolution.number], group, "place") for group in groups(stations)]
            resolution.ambiguous(candidates, _("그 이름의 교차로는 자료에 없고 역은 있습니다."), (Flag.ELSEWHERE,))


def _offer_namesakes(resolutions: list[Resolution], names: dict[int, PlaceName]) -> None:
    """Offer the place that a crossing is named after: 문정초교 for 문정초교 사거리, in the 시군구 that is named."""
    keys = {resolution.number: key for resolution in resolutions if (key := name_of_crossing(names[resolution.number]))}
    places_by_key = find_places(list(keys.values())) if keys else {}
    for resolution in resolutions:
        name, gus = names[resolution.number], names[resolution.number].gus or {resolution.query.near_sigungu}
        places = _narrowed(
            resolution,
            name,
            foremost(places_by_key.get(keys.get(resolution.number, ""), []), keys.get(resolution.number, "")),
        )
        grouped = groups([place for place in places if place.sigungu in gus or gus == {""}])
        if grouped:
            candidates = [place_candidate(name, group, "place") for group in grouped[:10]]
            resolution.ambiguous(
                candidates, _("그 이름의 교차로는 자료에 없고, 이름을 딴 듯한 곳이 있습니다."), (Flag.ELSEWHERE,)
            )


def anchored_place(resolutions: list[Resolution], context: ResolveContext) -> None:
    """Settle an unknown place (성수사거리 기아자동차 앞) with the crossing or station that the text names beside it.

    ESTIMATED with Flag.ANCHOR, and 150 m more of error (`BESIDE_ANCHOR_M`).
    """
    unread = [
        resolution
        for resolution in still_open(resolutions)
        if resolution.query.kind in ("place", "") and not resolution.readings
    ]
    names = {resolution.number: parse_anchor(resolution.query.text, context.lexicon) for resolution in unread}
    for at_crossing, position in ((True, "crossing"), (False, "place")):
        some = {number: name for number, name in names.items() if name.keys and is_at_crossing(name) == at_crossing}
        _settle_by_name([resolution for resolution in unread if resolution.number in some], some, position)


def _settle_by_name(resolutions: list[Resolution], names: dict[int, PlaceName], position: str) -> None:
    keys = [key for name in names.values() for key in (*name.keys, *_exit_keys(name))]
    places = find_places(keys) if keys else {}
    chosen = [
        choice
        for resolution in resolutions
        if (choice := _chosen(resolution, names[resolution.number], places, position))
    ]
    at_border = _at_their_border(chosen)
    for choice in chosen:
        _settle(choice, choice.resolution.number in at_border)


def _chosen(resolution: Resolution, name: PlaceName, places: dict[str, list[PlaceRow]], position: str) -> Choice | None:
    """The places that the name may mean: an exit, else those of the key that leaves fewest; None without any."""
    exits = _narrowed(resolution, name, [place for key in _exit_keys(name) for place in places.get(key, ())])
    if len(groups(exits)) == 1:
        return Choice(resolution, name, exits, "exit")
    choices = [_choice(resolution, name, key, places[key], position) for key in _keys_known(name, places)]
    return min(choices, key=Choice.doubt, default=None)


def _at_their_border(chosen: list[Choice]) -> set[int]:
    """Numbers of the resolutions whose first place lies outside the 시군구 around them, within 300 m of its border."""
    elsewhere = [(choice, choice.places[0], choice.resolution.query.near_sigungu) for choice in chosen if choice.places]
    elsewhere = [
        (choice.resolution.number, place, sigungu)
        for choice, place, sigungu in elsewhere
        if sigungu and place.sigungu != sigungu
    ]
    if not elsewhere:
        return set()
    params = {"i": [number for number, _p, _gu in elsewhere], "gus": [sigungu for _n, _p, sigungu in elsewhere]}
    params |= {"lons": [place.lon for _n, place, _gu in elsewhere], "lats": [place.lat for _n, place, _gu in elsewhere]}
    return {number for (number,) in queries.fetch("places", "at_border", params)}


def _keys_known(name: PlaceName, places: dict[str, list[PlaceRow]]) -> list[str]:
    """The keys that have places, to choose among: those with the relation in them where it names a stop or a part."""
    keys = [key for key in name.keys if key in places]
    related = [key for key in keys if key in name.with_relation]
    own = [key for key in keys if key not in name.with_relation]
    if _STOP.search(name.relation):
        return [*related, *own[:1]]
    named = [key for key in related if _PART.search(key)]
    return named[:1] or own[:1] or related[:1]


def _choice(resolution: Resolution, name: PlaceName, key: str, places: list[PlaceRow], position: str) -> Choice:
    """The choice of one key, narrowed by what the text says; only the stops where the text means a stop."""
    as_found = _as_found(name, key)
    narrowed = _narrowed(resolution, as_found, foremost(places, key))
    if _STOP.search(name.relation):
        narrowed = [place for place in narrowed if place.tier == STOP] or narrowed
    return Choice(resolution, as_found, narrowed, position)


def _as_found(name: PlaceName, key: str) -> PlaceName:
    """The name without what is part of its key: 세종 문화회관 is not a 문화회관 in 세종."""
    if key in name.with_areas:
        name = replace(name, sido="", gus=frozenset(), dong="")
    return replace(name, relation="") if key in name.with_relation else name


def _exit_keys(name: PlaceName) -> tuple[str, ...]:
    return tuple(f"{key}{name.exit}번출구" for key in name.keys) if name.exit else ()


def _narrowed(resolution: Resolution, name: PlaceName, places: list[PlaceRow]) -> list[PlaceRow]:
    """The places that agree with the areas and line in the text; those around it only choose between several.

    The registers of stations hold the whole nation: 시청역 of another city counts only if this city has none, or if the
    text or the document around it names that city.
    """
    if name.sido:
        places = [place for place in places if place.sido == name.sido]
    else:
        sido = resolution.query.near_sido or settings.CITY_NAME
        here = [place for place in places if place.sido == sido]
        # The other head of a bridge over the border (행주대교) is that bridge's all the same.
        is_one = bool(here) and here[0].tier == STRUCTURE and len(groups(places)) == 1
        places = places if is_one else here or places
    if name.line and any(name.line in place.line for place in places):
        places = [place for place in places if name.line in place.line]
    if name.gus:
        places = [place for place in places if place.sigungu in name.gus]
    # 신사동 주민센터 may be that of the 행정동 in another gu than the 법정동's.
    for dong in (name.dong if len(name.gus) == 1 else "", resolution.query.near_dong):
        if dong and len(groups(places)) > 1:
            places = [place for place in places if place.dong == dong] or places
    if not name.gus and resolution.query.near_sigungu and len(groups(places)) > 1:
        places = [place for place in places if place.sigungu == resolution.query.near_sigungu] or places
    return places


def _settle(choice: Choice, at_border: bool) -> None:
    resolution, name, places, position = choice
    grouped = groups(places)
    candidates = [place_candidate(name, group, position) for group in grouped]
    doubt = doubt_about(resolution, name, grouped[0], at_border) if len(grouped) == 1 else ""
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
