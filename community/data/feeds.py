"""RSS and Atom of the latest reports, each with its point (GeoRSS), by the same query string as everywhere.

/reports.rss?gu=중구&category=pothole, /reports.atom?lon=126.978&lat=37.5665&radius=500
"""

from django.conf import settings
from django.contrib.gis.feeds import GeoAtom1Feed, GeoRSSFeed
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from mapsite.layers import LAYERS

from ..models import Campaign, Category
from ..privacy import clean_text
from ..workflow import Status
from .files import public
from .selection import circle, select

ENTRIES = 50
KINDS = {"rss": GeoRSSFeed, "atom": GeoAtom1Feed}


@public
def feed(request, kind):
    """The 50 latest public reports of what the query string asks for."""
    rows = select(request.GET).order_by("-created_at", "-pk")
    made = KINDS[kind](
        title=_title(request.GET),
        link=settings.SITE_URL + reverse("community:reports"),
        description=_("새로 공개된 시민 제보"),
        language="ko",
        feed_url=settings.SITE_URL + request.get_full_path(),
    )
    points = dict(rows.values_list("number", "point")[:ENTRIES])
    for row in LAYERS["reports"].values(rows)[:ENTRIES]:
        made.add_item(**_item(row), geometry=points.get(row["number"]))
    return HttpResponse(
        made.writeString("utf-8"), content_type=made.content_type, headers={"Access-Control-Allow-Origin": "*"}
    )


def _title(params) -> str:
    """What this feed is of, so that two of them can be told apart in a reader."""
    campaign = Campaign.objects.public().filter(slug=params.get("campaign", "")).first()
    if campaign:
        return f"{settings.CITY_NAME} {campaign.title}"
    around = circle(params)
    near = [_("이 지점 둘레 %(m)d m") % {"m": around[2]}] if around else []
    categories = Category.objects.filter(slug__in=params.get("category", "").split(",")[:5])
    # XML has no control characters.
    places = [clean_text(params.get(name, ""), 40) for name in ("gu", "dong")]
    parts = [settings.CITY_NAME, *places, *near]
    return " ".join(filter(None, [*parts, ", ".join(c.name for c in categories), _("시민 제보")]))


def _item(row: dict) -> dict:
    link = settings.SITE_URL + reverse("community:report", args=[row["number"]])
    what = row["campaign__title"] or row["category__name"]
    return {
        "title": f"{what} · {row['address']} ({Status(row['status']).label})",
        "link": link,
        "description": row["text"],
        "unique_id": link,
        "pubdate": row["created_at"],
        "updateddate": row["updated_at"],
        "categories": [row["category__name"]] if row["category__name"] else [],
    }
