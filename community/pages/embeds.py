"""The embed of a campaign, from its copy (`maptag.publishing.copies`): the page with its list, and its pins."""

import datetime
import gzip
import hashlib
from functools import lru_cache

from django.db import transaction

from maptag.publishing import copies
from maptag.publishing.layers import LAYERS
from maptag.publishing.rows import PublicRow

from ..models import Campaign
from ..models.campaigns import embed_key
from ..reports.selection import select

ENTRIES = 100
# A phone draws so many at once; of larger campaigns the map asks for what it shows, and has these while it can't.
PINS = 5000
# Entries come in all the time. What is hidden or withdrawn is gone at once all the same.
TRUSTED_S = 10
_FIELDS = ("id", "slug", "title", "state", "participation", "icon", "colour")


def current(slug: str) -> copies.Copy | None:
    """The copy of a public campaign's embed; None where it is not public.

    Raises OperationalError where only the database could tell.
    """
    return copies.current(embed_key(slug), lambda: settle(slug), TRUSTED_S)


def settle(slug: str) -> copies.Copy | None:
    """Bring the copy of a campaign in line with what is committed."""
    with transaction.atomic():
        # Who withdraws it meanwhile waits; who sends an entry does not.
        locked = Campaign.objects.select_for_update(of=("self",), no_key=True).select_related("department")
        campaign = locked.filter(slug=slug).first() if Campaign.objects.public().filter(slug=slug).exists() else None
        if campaign is None or not campaign.is_public:
            return copies.forget(embed_key(slug))
        return copies.store(embed_key(slug), _data(campaign))


def settle_all():
    """Those that nobody looks at, too: their map must be there without PostgreSQL."""
    for slug in Campaign.objects.public().values_list("slug", flat=True):
        current(slug)


def latest(campaign):
    """Its public entries, the newest first."""
    return select({"campaign": campaign.slug}).order_by("-created_at", "-pk")


def pins(copy: copies.Copy) -> tuple[bytes, str]:
    """(GeoJSON as gzip, ETag): what the layer "report_pins" says of the campaign's newest entries."""
    return _compressed(copy)


@lru_cache(maxsize=copies.KEPT)
def _compressed(copy) -> tuple[bytes, str]:
    text = copy.data["pins"].encode()
    return gzip.compress(text, mtime=0), f'"{hashlib.sha256(text).hexdigest()[:32]}"'


def _data(campaign) -> dict:
    rows = latest(campaign)
    layer = LAYERS["report_pins"]
    newest = layer.rows().filter(campaign=campaign).order_by("-pk")[:PINS]
    return {
        **{name: getattr(campaign, name) for name in _FIELDS},
        "department": campaign.department.name,
        "starts": campaign.starts and campaign.starts.isoformat(),
        "ends": campaign.ends and campaign.ends.isoformat(),
        "outline": campaign.outline,
        "count": rows.count(),
        "entries": list(rows.values("number", "address", "gu", "text", "demo")[:ENTRIES]),
        "pins": layer.feature_collection(newest),
    }


def campaign_of(data: dict) -> PublicRow:
    """The campaign as its copy has it: what an embed shows and nothing else."""
    days = {name: data[name] and datetime.date.fromisoformat(data[name]) for name in ("starts", "ends")}
    record = Campaign(**{name: data[name] for name in _FIELDS}, **days)
    derived = {name: getattr(record, name) for name in ("takes_entries", "icon_address")}
    return PublicRow(
        {name: data[name] for name in ("slug", "title", "participation", "colour")}
        | derived
        | {"department__name": data["department"], "get_absolute_url": record.get_absolute_url()}
    )
