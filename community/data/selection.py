"""One query string for list, map, files and feeds.

?bbox=&lon=&lat=&radius=&category=&campaign=&status=&gu=&dong=&q=&since=&until=; `radius` in metres around lon, lat.
"""

import math

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date

from mapsite.layers import LAYERS

from .. import places
from ..models import Category
from ..workflow import CLOSED, OPEN, Status

RADIUS, LEAST_RADIUS, MOST_RADIUS = 500, 10, 5000
GROUPS = {"open": OPEN, "closed": CLOSED}


class Unclear(Exception):
    """A parameter that can't be understood; `message` names it."""

    def __init__(self, name: str):
        super().__init__(name)
        self.message = f"{name} is not understood"


def select(params, layer: str = "reports"):
    """The registry's rows for a query string (a QueryDict or dict). Raises Unclear."""
    refuse_nul(params)
    found = LAYERS[layer].rows()
    campaign = params.get("campaign")
    found = found.filter(campaign__slug=campaign) if campaign else found.filter(campaign=None)
    if params.get("category"):
        ids = Category.objects.filter(slug__in=params["category"].split(",")[:50]).values_list("pk", flat=True)
        found = found.filter(category__in=list(ids))
    if params.get("status"):
        found = found.filter(status__in=statuses(params["status"]))
    for name in ("gu", "dong"):
        if params.get(name):
            found = found.filter(**{name: params[name][:40]})
    if params.get("bbox"):
        found = found.within(*box(params["bbox"]))
    if around := circle(params):
        found = found.near(*around).order_by()
    if params.get("q"):
        found = found.search(params["q"][:200])
    return _between(found, params)


def refuse_nul(params):
    """PostgreSQL can't compare with NUL."""
    for name, value in params.items():
        if "\x00" in value:
            raise Unclear(name)


def statuses(text: str) -> list[str]:
    """ "open", "closed" and states by name, with commas."""
    found = []
    for word in text.split(",")[:10]:
        if word not in GROUPS and word not in Status.values:
            raise Unclear("status")
        found += GROUPS.get(word, (word,))
    return found


def box(text: str) -> tuple[float, float, float, float]:
    """ "west,south,east,north" in degrees (WGS84)."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise Unclear("bbox") from None
    sound = all(map(math.isfinite, (west, south, east, north)))
    if not sound or not (-180 <= west < east <= 180 and -85 <= south < north <= 85):
        raise Unclear("bbox")
    return west, south, east, north


def circle(params) -> tuple[float, float, float] | None:
    """(lon, lat, metres): within 10 m to 5 km around a point (WGS84) of the city; None where none is asked for."""
    given = [params.get(name) for name in ("lon", "lat", "radius")]
    if not any(given):
        return None
    try:
        lon, lat = places.clean_point(*given[:2])
    except ValidationError:
        raise Unclear("lon, lat") from None
    try:
        metres = float(given[2] or RADIUS)
    except ValueError:
        raise Unclear("radius") from None
    if not LEAST_RADIUS <= metres <= MOST_RADIUS:
        raise Unclear("radius")
    return lon, lat, metres


def _between(found, params):
    for name, lookup in (("since", "created_at__date__gte"), ("until", "created_at__date__lte")):
        if params.get(name):
            try:
                day = parse_date(params[name])
            except ValueError:
                day = None
            if day is None:
                raise Unclear(name)
            found = found.filter(**{lookup: day})
    return found
