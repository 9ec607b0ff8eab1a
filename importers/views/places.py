"""Looking places up from the review screen: type-ahead search, and the address under a pin."""

from django.http import JsonResponse
from django.views.decorators.http import require_GET

from mapsite.accounts.permissions import may
from maptag.geocoding.resolve.reverse import reverse as address_at
from maptag.geocoding.typeahead.search import search as search_places

LONGEST_QUERY = 100


@require_GET
@may("may_import")
def search(request):
    """Query: `q`, and `lon`, `lat` of the map's centre. Addresses, roads and places, the likeliest first."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    candidates = search_places(text, near=_point(request), limit=10) if text else []
    return JsonResponse({"results": [_shown(candidate) for candidate in candidates if candidate.lon is not None]})


@require_GET
@may("may_import")
def reverse(request):
    """Query: `lon`, `lat`. The address there; an empty one where there is none."""
    point = _point(request)
    candidate = address_at(*point) if point else None
    return JsonResponse(_shown(candidate) if candidate else {"address": ""})


def _point(request) -> tuple[float, float] | None:
    """(lon, lat), or None where the query has none that lies on the earth."""
    try:
        lon, lat = float(request.GET.get("lon", "")), float(request.GET.get("lat", ""))
    except ValueError:
        return None
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


def _shown(candidate) -> dict:
    """`title` and `other` as the list shows them, `address` as the mention keeps it."""
    title, *others = [name for name in (candidate.name, candidate.road_address, candidate.lot_address) if name]
    return {
        "title": title,
        "other": " · ".join(others),
        # A name is no address: what was picked would be published under it.
        "address": candidate.road_address or candidate.lot_address,
        "lon": candidate.lon,
        "lat": candidate.lat,
    }
