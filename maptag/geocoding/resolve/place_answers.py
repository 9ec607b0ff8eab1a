"""A place that was found by name as an answer: its point and error, and what casts doubt on it."""

from django.conf import settings
from django.utils.translation import gettext as _

from maptag.geocoding.gazetteer.place_kinds import PART, SHOP, STATION, STOP, STRUCTURE
from maptag.geocoding.geodesy import metres
from maptag.geocoding.parsing.placenames import PlaceName, is_crossing
from maptag.geocoding.resolve.named_places import PlaceRow
from maptag.geocoding.resolve.resolution import Resolution
from maptag.geocoding.types import Candidate, Certainty, Flag, Precision
from maptag.geocoding.vocabulary import rows
from maptag.particles import agreed

_SOURCES = {row["source"]: row["name"] for row in rows("sources")}
EXIT_ERROR_M = 30.0
NEAR_RELATION_M = 30.0
# What stands at a crossing or station is within a block of it.
BESIDE_ANCHOR_M = 150.0


def doubt_about(resolution: Resolution, name: PlaceName, group: list[PlaceRow], at_border: bool) -> str:
    """Why the only place of a name may still be the wrong one; empty: no doubt.

    Of 2,400 places in registers 57 were stops of that name in another gu (소공원, 농협중앙회).
    """
    place, gus = group[0], {place.sigungu for place in group}
    if not name.sido and resolution.query.near_sido not in ("", settings.CITY_NAME, place.sido):
        return _("문서의 앞뒤는 ‘%(sido)s’인데, 그 이름의 장소는 다른 시·도에 있습니다.") % {
            "sido": resolution.query.near_sido
        }
    home = resolution.query.near_sido or settings.CITY_NAME
    known_well = place.tier == STATION and (not resolution.query.near_sigungu or name.sido or place.sido == home)
    if name.gus or at_border or known_well or place.tier in (STRUCTURE, PART):
        return ""
    if resolution.query.near_sigungu and resolution.query.near_sigungu not in gus:
        return _("‘%(gu)s’에는 그 이름의 장소가 없고 다른 곳에 하나 있습니다.") % {"gu": resolution.query.near_sigungu}
    if not resolution.query.near_sigungu and place.tier == SHOP:
        return _("같은 이름의 가게가 더 있을 수 있습니다.")
    return ""


def _base_error(place: PlaceRow, position: str) -> float:
    if position == "exit":
        return EXIT_ERROR_M
    is_beside = position == "crossing" and not (is_crossing(place.name) and place.tier != STATION)
    return place.kind.crossing_error_m if is_beside else place.kind.error_m


def _sources(group: list[PlaceRow]) -> list[str]:
    """Who says so."""
    names = dict.fromkeys(_SOURCES.get(place.source, place.source) for place in group if place.source)
    return [_("출처: %(names)s.") % {"names": ", ".join(names)}] if names else []


def place_candidate(name: PlaceName, group: list[PlaceRow], position: str) -> Candidate:
    own = [place for place in group if place.tier != STOP] or group
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
    why = {"name": title, "flags": tuple(flags), "reasons": (*reasons, *_sources(group))}
    return Candidate(certainty, Precision.SPOT, position, lon, lat, round(error, 1), **why)
