"""Where is it: type-ahead search, and the address under the pin, for whoever writes a report."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.views.decorators.http import require_safe

from maptag.geocoding.typeahead.search import search as search_places

from ..protection import limits
from ..reports.places import clean_point, describe, in_city_box

HOUR = 3600
LOOKUPS_AN_HOUR = 1200
LONGEST_QUERY = 100
MOST = 8


def _count(request):
    limits.count("place", limits.sender_of(request).network_hash, LOOKUPS_AN_HOUR, HOUR)


@login_not_required
@require_safe
def search(request):
    """{"results": [{"title", "other", "lon", "lat"}]} for `q`; `lon`, `lat` of the map's centre are optional."""
    try:
        _count(request)
    except limits.TooMany as error:
        return JsonResponse({"results": [], "error": error.message}, status=429)
    return JsonResponse({"results": find(request.GET.get("q", ""), _near(request))})


def find(text: str, near: tuple[float, float] | None = None) -> list[dict]:
    """[{"title", "other", "lon", "lat"}] of what `text` may mean inside the city, the likely first."""
    text = text.replace("\x00", "").strip()[:LONGEST_QUERY]
    places = search_places(text, near=near, limit=MOST) if text else []
    return [_shown(place) for place in places if place.lon is not None and in_city_box(place.lon, place.lat)]


def _near(request) -> tuple[float, float] | None:
    try:
        return clean_point(request.GET.get("lon"), request.GET.get("lat"))
    except ValidationError:
        return None


def _shown(candidate) -> dict:
    names = [candidate.name, candidate.road_address, candidate.lot_address, *candidate.reasons]
    title, *others = [name for name in names if name] or [""]
    return {"title": title, "other": " · ".join(others[:2]), "lon": candidate.lon, "lat": candidate.lat}


@login_not_required
@require_safe
def address(request):
    """{"address", "gu", "dong"} at `lon`, `lat` (WGS84); 422 with {"error"} outside the city."""
    try:
        _count(request)
        place = describe(*clean_point(request.GET.get("lon"), request.GET.get("lat")))
    except limits.TooMany as error:
        return JsonResponse({"error": error.message}, status=429)
    except ValidationError as error:
        return JsonResponse({"error": error.messages[0]}, status=422)
    return JsonResponse({"address": place.address, "gu": place.gu, "dong": place.dong})
