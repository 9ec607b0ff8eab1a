"""A campaign's area as a clerk gives it: districts that are ticked, or corners that are drawn or typed."""

import re

from django.contrib.gis.db.models import Union
from django.contrib.gis.geos import GeometryCollection, GEOSException, MultiPolygon, Polygon
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maptag.geocoding.models import District

from ..models.campaigns import coarse
from ..reports.places import clean_point
from .access import managers_only

MOST_CORNERS = 200
MOST_DISTRICTS = 200
_CORNER = re.compile(r"^\s*\(?\s*(-?\d{1,3}(?:\.\d+)?)\s*[,\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*\)?\s*$")


def districts():
    """The gu, and the 행정동 in them (법정동 where no 행정동 is loaded), whose boundaries are known."""
    districts = District.objects.filter(abolished=None).exclude(boundary=None)
    finer = District.Kind.ADMINISTRATIVE
    if not districts.filter(kind=finer).exists():
        finer = District.Kind.LEGAL
    return districts.filter(kind__in=[District.Kind.GU, finer])


def districts_by_gu() -> list[tuple[str, list[tuple[str, str]]]]:
    """[(gu, [(code, name)])]: the whole gu first, then its dongs by name."""
    by_gu: dict[str, list] = {}
    rows = districts().order_by("gu", "dong").values_list("code", "kind", "gu", "dong")
    for code, kind, gu, dong in rows:
        listed = by_gu.setdefault(gu, [])
        if kind == District.Kind.GU:
            listed.insert(0, (code, _("%(gu)s 모두") % {"gu": gu}))
        else:
            listed.append((code, dong))
    return sorted(by_gu.items())


def of_districts(codes: list[str]) -> MultiPolygon:
    """The districts together (WGS84); raises ValidationError."""
    chosen = districts().filter(code__in=codes[:MOST_DISTRICTS])
    together = chosen.aggregate(area=Union("boundary"))["area"] if codes else None
    if together is None:
        raise ValidationError(_("구나 동을 하나 이상 골라 주세요."))
    return _only_polygons(together)


def of_corners(text: str) -> MultiPolygon:
    """ "lon, lat" lines (WGS84) as an area; what crosses itself is mended. Raises ValidationError with the line."""
    lines = [line for line in text.replace("\x00", "").splitlines() if line.strip()]
    if len(lines) > MOST_CORNERS:
        raise ValidationError(_("꼭짓점은 %(n)d개까지 넣을 수 있습니다.") % {"n": MOST_CORNERS})
    corners = [_corner(line, number) for number, line in enumerate(lines, 1)]
    if len(set(corners)) < 3:
        raise ValidationError(_("꼭짓점을 셋 이상 넣어 구역을 그려 주세요."))
    try:
        drawn = Polygon([*corners, corners[0]], srid=4326).make_valid()
    except GEOSException:
        raise ValidationError(_("구역을 다시 그려 주세요.")) from None
    return _only_polygons(drawn)


def _corner(line: str, number: int) -> tuple[float, float]:
    match = _CORNER.match(line)
    if not match:
        raise ValidationError(_("%(n)d번째 꼭짓점: ‘경도, 위도’로 적어 주세요. 예: 126.978, 37.566") % {"n": number})
    try:
        return clean_point(*match.groups())
    except ValidationError as error:
        raise ValidationError(f"{_('%(n)d번째 꼭짓점') % {'n': number}}: {error.message}") from None


def _only_polygons(geometry) -> MultiPolygon:
    """What make_valid leaves beside areas (lines, points) is no area."""
    parts = list(geometry) if isinstance(geometry, GeometryCollection) else [geometry]
    polygons = [polygon for part in parts for polygon in (part if isinstance(part, MultiPolygon) else [part])]
    polygons = [polygon for polygon in polygons if isinstance(polygon, Polygon) and polygon.area]
    if not polygons:
        raise ValidationError(_("꼭짓점을 셋 이상 넣어 구역을 그려 주세요."))
    return MultiPolygon(polygons, srid=4326)


def corners_of(area: MultiPolygon | None) -> str:
    """The lines that `of_corners` reads, or "" for what can't be said so (several parts, holes, too many corners)."""
    if not area or len(area) > 1 or len(area[0]) > 1 or len(area[0][0]) > MOST_CORNERS:
        return ""
    return "\n".join(f"{lon:.6f}, {lat:.6f}" for lon, lat in area[0][0].coords[:-1])


@require_safe
@managers_only
def outline(request):
    """The districts of ?code=…&code=… as one area (GeoJSON, WGS84), coarse, to look at."""
    try:
        area = of_districts(request.GET.getlist("code"))
    except ValidationError:
        return HttpResponse("null", content_type="application/json")
    return HttpResponse(coarse(area).json, content_type="application/json")
