"""Where a pin is: inside the city, its address, its gu and dong."""

import json
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.conf import settings
from django.contrib.gis.db.models import Union
from django.contrib.gis.geos import Point, Polygon
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from maptag.geocoding.models import DataVersion, District
from maptag.geocoding.resolve.reverse import surroundings

from .. import titles

# Farther away, the next house number would be a guess: then only gu and dong are said.
ADDRESS_M = 60
# About 200 m: the phone's outline never refuses what the server would take.
OUTLINE_SLACK = 0.002
# What a report's `place_source` says where only its 동 was chosen.
DISTRICT = "district"
BOX = re.compile(r"-?\d{1,3}\.\d{1,8}(,-?\d{1,3}\.\d{1,8}){3}")


@dataclass(frozen=True, slots=True)
class PinnedPlace:
    """`name`: how its neighbours would say it, for a title."""

    address: str
    gu: str
    dong: str
    name: str = ""


def clean_point(lon, lat) -> tuple[float, float]:
    """Finite degrees (WGS84) inside the city's box; raises ValidationError, with the swap named where it is one."""
    try:
        lon, lat = float(lon), float(lat)
    except (TypeError, ValueError):
        raise ValidationError(_("지도에서 위치를 골라 주세요.")) from None
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise ValidationError(_("지도에서 위치를 골라 주세요."))
    if not in_city_box(lon, lat):
        if in_city_box(lat, lon):
            raise ValidationError(_("경도와 위도가 바뀌었습니다."))
        raise ValidationError(outside_words())
    return lon, lat


def outside_words() -> str:
    return _("%(city)s 밖의 위치입니다.") % {"city": settings.CITY_NAME}


def in_city_box(lon: float, lat: float) -> bool:
    south, west, north, east = settings.CITY_BOUNDS
    return west <= lon <= east and south <= lat <= north


def point(lon: float, lat: float) -> Point:
    return Point(lon, lat, srid=4326)


def clean_box(text: str) -> Polygon:
    """The Polygon (EPSG:4326) of "west,south,east,north" in degrees; raises ValidationError outside the city's box."""
    if not BOX.fullmatch(text):
        raise ValidationError(_("구역을 다시 그려 주세요."))
    west, south, east, north = map(float, text.split(","))
    if not (west < east and south < north and in_city_box(west, south) and in_city_box(east, north)):
        raise ValidationError(_("구역을 도시 안에 그려 주세요."))
    box = Polygon.from_bbox((west, south, east, north))
    box.srid = 4326
    return box


def describe(lon: float, lat: float, source: str = "") -> PinnedPlace:
    """Address, gu and dong at a pin; raises ValidationError where boundaries are loaded and none of ours holds it.

    A pin whose source is DISTRICT stands for all of its 동: no house there is meant.
    """
    around = surroundings(lon, lat)
    if not _is_at_home(lon, lat) and DataVersion.objects.active().filter(dataset=DataVersion.Dataset.AREAS).exists():
        raise ValidationError(outside_words())
    dong = around.legal_dong or around.administrative_dong
    candidates = sorted((*around.addresses, *around.lots), key=lambda candidate: candidate.error_m)
    near = [c for c in candidates if c.error_m <= ADDRESS_M and source != DISTRICT]
    house = next((c for c in near if c.road_address or c.lot_address), None)
    if house is None:
        name = dong or around.sigungu
        return PinnedPlace(
            " ".join(filter(None, (settings.CITY_NAME, around.sigungu, dong))), around.sigungu, dong, name
        )
    written = house.road_address or house.lot_address
    return PinnedPlace(written, around.sigungu, dong, titles.place_name(written, around.sigungu, house.error_m))


def _home_areas():
    """The city's own Areas: with a nation's boundaries, those of its neighbours overlap its box too."""
    city = settings.CITY_NAME
    areas = District.objects.filter(abolished=None, boundary__isnull=False)
    own = areas.filter(Q(sido=city) | Q(gu=city) | Q(gu__startswith=f"{city} "))
    return own if own.exists() else areas


def _is_at_home(lon: float, lat: float) -> bool:
    kinds = (District.Kind.GU, District.Kind.LEGAL)
    return _home_areas().filter(kind__in=kinds, boundary__covers=point(lon, lat)).exists()


def city_outline() -> dict:
    """GeoJSON (WGS84) of where pins may stand, for a phone without network: a little more than `describe` takes."""
    return json.loads(_city_outline(DataVersion.objects.label()))


@lru_cache(maxsize=2)
def _city_outline(version: str) -> str:
    south, west, north, east = settings.CITY_BOUNDS
    box = Polygon.from_bbox((west, south, east, north))
    box.srid = 4326
    areas = _home_areas().filter(boundary__bboverlaps=box)
    for kind in (District.Kind.GU, District.Kind.LEGAL):
        city = areas.filter(kind=kind).aggregate(city=Union("boundary"))["city"]
        if city:
            return city.buffer(OUTLINE_SLACK).simplify(OUTLINE_SLACK / 2).intersection(box).json
    return box.json


def is_in_city(lon: float, lat: float) -> bool:
    """Whether `describe` would take the pin."""
    try:
        describe(*clean_point(lon, lat), DISTRICT)
    except ValidationError:
        return False
    return True


def districts() -> list[tuple[str, list[tuple[str, str]]]]:
    """[(gu, [(dong, "lon,lat" of a point inside it)])] of the city: a place for whoever has neither map nor address."""
    return _districts(DataVersion.objects.label())


@lru_cache(maxsize=2)
def _districts(version: str) -> list:
    areas = _home_areas().filter(kind=District.Kind.LEGAL).order_by("gu", "dong")
    inside = [(area.gu, area.dong, area.boundary.point_on_surface) for area in areas]
    districts = [(gu, dong, f"{p.x:.5f},{p.y:.5f}") for gu, dong, p in inside if in_city_box(p.x, p.y)]
    return [(gu, [(dong, at) for _gu, dong, at in rows]) for gu, rows in groupby(districts, key=lambda row: row[0])]
