"""One query string for list, map, files and feeds.

?bbox=&lon=&lat=&radius=&category=&campaign=&status=&gu=&dong=&q=&since=&until=; `radius` in metres around lon, lat.
"""

import math

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from maptag.geocoding.models import District
from maptag.publishing.layers import LAYERS

from ..models import Campaign, Category
from ..workflow import CLOSED, OPEN, Status
from . import places

RADIUS, LEAST_RADIUS, MOST_RADIUS = 500, 10, 5000
GROUPS = {"open": OPEN, "closed": CLOSED}


class Unclear(Exception):
    """A parameter that can't be understood; `message` names it, and says what was given where that can be shown."""

    status = 400

    def __init__(self, name: str, value: str = ""):
        super().__init__(name)
        message = _("‘%(name)s’ 조건을 알아들을 수 없습니다") % {"name": name}
        self.name, self.message = name, f"{message}: {value[:60]}" if value.isprintable() and value else f"{message}."


class Missing(Unclear):
    """There is nothing (any more) of that name."""

    status = 404


def select(params, layer: str = "reports"):
    """The registry's rows for a query string (a QueryDict or dict). Raises Unclear."""
    refuse_unreadable(params)
    rows = LAYERS[layer].rows().filter(campaign=campaign_of(params))
    if params.get("category"):
        rows = rows.filter(category__in=[category.pk for category in categories(params["category"])])
    if params.get("status"):
        rows = rows.filter(status__in=statuses(params["status"]))
    for name in ("gu", "dong"):
        if params.get(name):
            rows = rows.filter(**{name: _district(name, params[name], rows)})
    if params.get("bbox"):
        rows = rows.within(*box(params["bbox"]))
    if around := circle(params):
        rows = rows.near(*around).order_by()
    if params.get("q"):
        rows = rows.search(params["q"][:200])
    return _between(rows, params)


def refuse_unreadable(params):
    """PostgreSQL can't compare with NUL; U+FFFD stands where bytes were no UTF-8 (as CP949's), and finds nothing."""
    for name, value in params.items():
        if "\x00" in value or "\ufffd" in value:
            raise Unclear(name)


def campaign_of(params) -> Campaign | None:
    """The campaign that `params` name, None where they name none. Raises Missing."""
    slug = params.get("campaign")
    if not slug:
        return None
    campaign = Campaign.objects.public().filter(slug=slug).first()
    if campaign is None:
        raise Missing("campaign", slug)
    return campaign


def categories(text: str) -> list[Category]:
    """Categories by their slugs, with commas, at most 50. Raises Unclear where one is unknown."""
    slugs = [slug.strip() for slug in text.split(",") if slug.strip()][:50]
    by_slug = {category.slug: category for category in Category.objects.filter(slug__in=slugs)}
    if unknown := [slug for slug in slugs if slug not in by_slug]:
        raise Unclear("category", unknown[0])
    return list(by_slug.values())


def _district(name: str, text: str, rows) -> str:
    """`text` where the city has such a gu or dong, or a report lies in one (so also where no areas are loaded)."""
    if not District.objects.filter(**{name: text}).exists() and not rows.filter(**{name: text}).exists():
        raise Unclear(name, text)
    return text


def statuses(text: str) -> list[str]:
    """ "open", "closed" and states by name, with commas."""
    chosen = []
    for word in text.split(",")[:10]:
        if word not in GROUPS and word not in Status.values:
            raise Unclear("status", word)
        chosen += GROUPS.get(word, (word,))
    return chosen


def box(text: str) -> tuple[float, float, float, float]:
    """ "west,south,east,north" in degrees (WGS84)."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise Unclear("bbox", text) from None
    sound = all(map(math.isfinite, (west, south, east, north)))
    if not sound or not (-180 <= west < east <= 180 and -85 <= south < north <= 85):
        raise Unclear("bbox", text)
    return west, south, east, north


def circle(params) -> tuple[float, float, float] | None:
    """(lon, lat, metres): within 10 m to 5 km around a point (WGS84) of the city; None where none is asked for."""
    values = [params.get(name) for name in ("lon", "lat", "radius")]
    if not any(values):
        return None
    try:
        lon, lat = places.clean_point(*values[:2])
    except ValidationError:
        raise Unclear("lon, lat") from None
    try:
        metres = float(values[2] or RADIUS)
    except ValueError:
        raise Unclear("radius", values[2]) from None
    if not LEAST_RADIUS <= metres <= MOST_RADIUS:
        raise Unclear("radius", values[2])
    return lon, lat, metres


def _between(rows, params):
    for name, lookup in (("since", "created_at__date__gte"), ("until", "created_at__date__lte")):
        if params.get(name):
            try:
                day = parse_date(params[name])
            except ValueError:
                day = None
            if day is None:
                raise Unclear(name, params[name])
            rows = rows.filter(**{lookup: day})
    return rows
