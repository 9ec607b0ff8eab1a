"""RSS and Atom of the latest reports, each with its point (GeoRSS), by the same query string as everywhere.

/reports.rss?gu=중구&category=pothole, /reports.atom?lon=126.978&lat=37.5665&radius=500

Texts are texts: titles are plain, and what a format takes for HTML (RSS's description, Atom's summary) is HTML in which
nothing but line ends is marked up.
"""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.gis.feeds import GeoAtom1Feed, GeoRSSFeed
from django.db.models import Max
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from mapsite.characters import xml_safe
from maptag.publishing.answers import data_response, links
from maptag.publishing.layers import LAYERS

from ..models import Campaign, ReportEvent, RetentionLog
from ..privacy import clean_text
from ..reports.selection import campaign_of, categories, circle, select
from ..workflow import Status
from .files import public

ENTRIES = 50
# An empty feed has to say when it changed, too.
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)


class _Safe:
    """A feed into which no character comes that XML can't hold, and which says the same as long as its items do."""

    def add_item(self, **kwargs):
        super().add_item(**{name: _safe(value) for name, value in kwargs.items()})

    def latest_post_date(self):
        return max((item["updateddate"] for item in self.items), default=_NEVER)


class RssFeed(_Safe, GeoRSSFeed):
    pass


class AtomFeed(_Safe, GeoAtom1Feed):
    """Django's, with the kinds of text written out: without them a reader guesses."""

    def add_root_elements(self, handler):
        super().add_root_elements(_Typed(handler))

    def add_item_elements(self, handler, item):
        super().add_item_elements(_Typed(handler), item)


class _Typed:
    """Writes Atom's titles as text. (`summary` has its type from Django: html.)"""

    def __init__(self, handler):
        self._handler = handler

    def __getattr__(self, name):
        return getattr(self._handler, name)

    def addQuickElement(self, name, contents=None, attrs=None):  # noqa: N802 (Django's name)
        attrs = {"type": "text"} if name in ("title", "subtitle") and not attrs else attrs
        self._handler.addQuickElement(name, contents, attrs)


KINDS = {"rss": RssFeed, "atom": AtomFeed}


def _safe(value):
    if isinstance(value, list):
        return [_safe(inner) for inner in value]
    return xml_safe(value) if isinstance(value, str) else value


@public(errors="xml")
def feed(request, kind):
    """The 50 latest public reports of what the query string asks for."""
    rows = select(request.GET).order_by("-created_at", "-pk")
    address = settings.SITE_URL + request.get_full_path()
    page = _page(request.GET)
    content = KINDS[kind](
        title=xml_safe(_title(request.GET)),
        link=settings.SITE_URL + page,
        description=_("새로 공개된 시민 제보"),
        language="ko",
        author_name=settings.CITY_NAME,
        author_link=settings.SITE_URL + "/",
        feed_url=address,
        feed_guid=address,
        feed_copyright=LAYERS["reports"].licence,
    )
    points = dict(rows.values_list("number", "point")[:ENTRIES])
    for row in LAYERS["reports"].values(rows)[:ENTRIES]:
        content.add_item(**_item(row), geometry=points.get(row["number"]))
    modified = _changed(content.latest_post_date())
    body, link = content.writeString("utf-8"), links(alternate=page)
    return data_response(request, body, content.content_type, modified, Link=link)


def _changed(latest: datetime) -> datetime:
    """When anything in a feed may have changed last: a report that is withdrawn or hidden is in no feed any more, but
    its event is the newest one."""
    event = ReportEvent.objects.order_by("-pk").values_list("at", flat=True)[:1]
    removal = RetentionLog.objects.order_by("-pk").values_list("at", flat=True)[:1]
    campaigns = Campaign.objects.aggregate(latest=Max("updated_at"))["latest"]
    return max(filter(None, [latest, *event, *removal, campaigns]))


def _page(params) -> str:
    campaign = campaign_of(params)
    return campaign.get_absolute_url() if campaign else reverse("community:reports")


def _title(params) -> str:
    """What this feed is of, so that two of them can be told apart in a reader."""
    campaign = campaign_of(params)
    if campaign:
        return f"{settings.CITY_NAME} {campaign.title}"
    around = circle(params)
    near = [_("이 지점 둘레 %(m)d m") % {"m": around[2]}] if around else []
    names = [category.name for category in categories(params.get("category", ""))[:5]]
    places = [clean_text(params.get(name, ""), 40) for name in ("gu", "dong")]
    parts = [settings.CITY_NAME, *places, *near]
    return " ".join(filter(None, [*parts, ", ".join(names), _("시민 제보")]))


def _item(row: dict) -> dict:
    link = settings.SITE_URL + reverse("community:report", args=[row["number"]])
    return {
        "title": f"{row['title']} ({Status(row['status']).label})",
        "link": link,
        "description": _as_html(row["text"]),
        "author_name": _("시민"),
        "unique_id": link,
        "unique_id_is_permalink": True,
        "pubdate": row["created_at"],
        "updateddate": row["updated_at"],
        "categories": [row["category__name"]] if row["category__name"] else [],
    }


def _as_html(text: str) -> str:
    return escape(text).replace("\n", "<br>")
