"""시민 참여지도: which there are, and one with its map, progress and results; and its embed."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maptag.publishing import framing
from maptag.publishing.access import public_data
from maptag.publishing.answers import ready
from maptag.publishing.frames import framed
from maptag.publishing.layers import LAYERS

from ..campaigns import leaders, progress
from ..messaging import push
from ..models import Campaign
from ..questions.answers import asked
from . import embeds
from .members import member_of
from .public import paged


@login_not_required
@require_safe
def index(request):
    """Those that run first, then those that are over."""
    campaigns = sorted(
        Campaign.objects.public().select_related("department", "group"), key=lambda c: not c.takes_entries
    )
    rows = [LAYERS["campaigns"].public(campaign) for campaign in campaigns]
    return render(request, "community/campaigns.html", {"campaigns": rows})


@login_not_required
@require_safe
def campaign(request, slug):
    record = get_object_or_404(Campaign.objects.public().select_related("department", "group"), slug=slug)
    member = member_of(request, record)
    context = overview(record) | {
        "campaign": LAYERS["campaigns"].public(record),
        "leaders": leaders.leaders(record),
        "snippet": snippet(record),
        "member": {"token": member.token} if member else None,
        "push_key": push.public_key(),
    }
    return render(request, "community/campaign.html", context | paged(request, embeds.latest(record)))


def snippet(campaign) -> str:
    return framing.snippet(reverse("community:campaign_embed", args=[campaign.slug]), campaign.title)


def overview(campaign) -> dict:
    """What the page of a campaign says, without its list."""
    counts = progress.progress(campaign)
    return {
        "progress": counts | {"empty": (counts["blocks"] or 0) - (counts["mapped_blocks"] or 0)},
        "config": _map_config(campaign, campaign.outline),
        "charts": [_measured(chart) for chart in progress.charts(campaign)],
        "questions": asked(campaign.questions),
        "quiet": progress.quiet_dongs(campaign),
        "licence": LAYERS["entries"].licence,
    }


def _map_config(campaign, area: dict | None) -> dict:
    """What static/js/report/list.js and embed.js have to know; `area` is GeoJSON."""
    return {
        "api": "/api/community",
        "label": _("%(title)s 지도") % {"title": campaign.title},
        "colours": {},
        "colour": campaign.colour,
        "campaigns": {campaign.slug: pin(campaign)},
        "filter": {"campaign": campaign.slug},
        "gaps": reverse("community:gaps", args=[campaign.slug]) if area else "",
        "area": area,
    }


def pin(campaign) -> dict:
    """What a map has to know to draw an entry of `campaign`."""
    return {"title": campaign.title, "colour": campaign.colour, "icon": campaign.icon_address}


def _measured(chart: dict) -> dict:
    """With the share of each row in percent."""
    rows = [(answer, n, round(100 * n / chart["answers"]) if chart["answers"] else 0) for answer, n in chart["rows"]]
    return chart | {"rows": rows}


@public_data
@login_not_required
@require_safe
def gaps(request, slug):
    """The blocks of the campaign's area as GeoJSON (WGS84), each with its number of entries."""
    campaign = get_object_or_404(Campaign.objects.public(), slug=slug)
    return JsonResponse(progress.gaps(campaign), headers={"Cache-Control": "no-cache"})


@framing.embeddable
def embed(request, slug):
    """The campaign's map for an iframe. Reads no cookie and sets none, and asks no database while its copy is new."""
    copy = embeds.current(slug)
    if copy is None:
        return render(request, "maptag/embed_gone.html", {"what": _("참여지도")}, status=404)
    return framed(request, copy, "community/campaign_embed.html", _embedded)


@public_data
@login_not_required
@require_safe
def pins(request, slug):
    """The newest entries of a campaign as GeoJSON (WGS84), for its embed: there also while the database is away."""
    copy = embeds.current(slug)
    if copy is None:
        raise Http404
    return ready(request, *embeds.pins(copy), "application/geo+json")


def _embedded(data: dict) -> dict:
    """What the template of the embed needs, from the campaign's copy."""
    campaign = embeds.campaign_of(data)
    config = _map_config(campaign, data["outline"]) | {"gaps": "", "newWindow": True}
    stored = reverse("community:pins", args=[campaign.slug])
    # All of it where a phone can draw that, else what the map shows, and this where that is not to be had.
    config["source" if data["count"] <= embeds.PINS else "instead"] = stored
    return {
        "shown": campaign,
        "campaign": campaign,
        "entries": data["entries"],
        "more": data["count"] > len(data["entries"]),
        "count": data["count"],
        "config": config,
    }
