"""A notice as data: GeoJSON and CSV with a column for each attribute, and what the data is, inside the file."""

import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.core.serializers.json import DjangoJSONEncoder
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from .access import public_data
from .answers import LICENCE_PAGE, data_response, links
from .layers import LAYERS
from .tables import csv_response, flatten, lines

FIXED = ("number", "title", "address", "position_type", "error_m")
HEADINGS = {
    "number": gettext_lazy("번호"),
    "title": gettext_lazy("이름"),
    "address": gettext_lazy("주소"),
    "position_type": gettext_lazy("위치 종류"),
    "error_m": gettext_lazy("오차(m)"),
}


def download(view):
    """`view(request, notice)` for everybody, of a published notice as a PublicRow."""

    @login_not_required
    @require_safe
    def answered(request, pk):
        layer = LAYERS["notices"]
        return view(request, layer.public(get_object_or_404(layer.rows().select_related("department", "theme"), pk=pk)))

    return public_data(answered)


@download
def geojson(request, notice):
    """A FeatureCollection; the attributes are properties of their own, under their labels."""
    places = _places(notice)
    _names, attributes = flatten([place["attributes"] for place in places], FIXED)
    features = [
        {
            "type": "Feature",
            "id": place["number"],
            "geometry": json.loads(place["_geojson"]),
            "properties": {name: place[name] for name in FIXED} | values,
        }
        for place, values in zip(places, attributes, strict=True)
    ]
    body = {"type": "FeatureCollection", "name": notice.id, **described(notice)}
    body |= {"numberMatched": len(features), "numberReturned": len(features), "features": features}
    text = json.dumps(body, ensure_ascii=False, cls=DjangoJSONEncoder)
    return data_response(request, text, "application/geo+json", notice.updated_at, **_headers(notice, "geojson"))


def described(notice) -> dict:
    """What a file says of itself: whose it is, what may be done with it, where it comes from and of when it is."""
    return {
        "title": notice.title,
        "description": " ".join(strip_tags(notice.body).split())[:1000],
        "theme": notice.theme.name if notice.theme else None,
        "publisher": notice.department.name,
        "licence": LAYERS["tags"].licence,
        "licence_url": LICENCE_PAGE,
        "source": settings.SITE_URL + notice.get_absolute_url,
        "published": notice.published_at,
        "updated": notice.updated_at,
        "valid_from": notice.valid_from,
        "valid_until": notice.valid_until,
    }


@download
def as_csv(request, notice):
    """A row for each place, a column for each attribute; a line or area stands at a point on it."""
    places = _places(notice)
    head = {name: str(heading) for name, heading in HEADINGS.items()}
    last = [_("경도"), _("위도"), _("자료"), _("출처"), _("이용허락")]
    names, attributes = flatten([place["attributes"] for place in places], [*head.values(), *last])
    source = [notice.title, settings.SITE_URL + notice.get_absolute_url, LAYERS["tags"].licence]
    front = ("number", "title", "address")
    back = ("position_type", "error_m")
    rows = (
        [*(place[n] for n in front), *values.values(), *(place[n] for n in back), *_point(place), *source]
        for place, values in zip(places, attributes, strict=True)
    )
    heads = [*(head[n] for n in front), *names, *(head[n] for n in back), *last]
    return csv_response(f"{notice.id}.csv", lines(heads, rows), **_headers(notice))


def _places(notice) -> list[dict]:
    layer = LAYERS["tags"]
    rows = layer.rows().filter(notice=notice.id).with_point()
    columns = {"_geojson": AsGeoJSON("geometry", precision=6), "_point": AsGeoJSON("point", precision=6)}
    return list(layer.values(rows).annotate(**columns))


def _point(place) -> list[float]:
    return json.loads(place["_point"])["coordinates"][:2]


def _headers(notice, ending: str = "") -> dict:
    page = notice.get_absolute_url
    other = reverse("maptag:csv" if ending else "maptag:geojson", args=[notice.id])
    headers = {"Link": links(describedby=page, alternate=other), "Cache_Control": "no-cache"}
    return headers | ({"Content_Disposition": f'attachment; filename="{notice.id}.{ending}"'} if ending else {})
