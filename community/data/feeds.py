"""RSS and Atom of the latest reports, by the same query string as everywhere: /reports.rss?gu=중구&category=pothole."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import gettext as _

from mapsite.layers import LAYERS

from ..workflow import Status
from .files import public
from .selection import select

ENTRIES = 50
KINDS = {"rss": Rss201rev2Feed, "atom": Atom1Feed}


@public
def feed(request, kind):
    """The 50 latest public reports."""
    made = KINDS[kind](
        title=_("%(city)s 시민 제보") % {"city": settings.CITY_NAME},
        link=settings.SITE_URL,
        description=_("새로 공개된 시민 제보"),
        language="ko",
        feed_url=settings.SITE_URL + request.get_full_path(),
    )
    for row in LAYERS["reports"].values(select(request.GET).order_by("-created_at", "-pk")[:ENTRIES]):
        made.add_item(**_item(row))
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)


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
