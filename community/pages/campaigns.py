"""시민 참여지도: which there are, and one with its map, progress and results."""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from .. import entries, push
from ..data.selection import select
from ..models import Campaign
from .public import paged


@login_not_required
@require_safe
def index(request):
    """Those that run first, then those that are over."""
    campaigns = sorted(
        Campaign.objects.public().select_related("department", "group"), key=lambda c: not c.takes_entries
    )
    return render(request, "community/campaigns.html", {"campaigns": campaigns})


@login_not_required
@require_safe
def campaign(request, slug):
    found = get_object_or_404(Campaign.objects.public().select_related("department", "group"), slug=slug)
    progress = entries.progress(found)
    context = {
        "campaign": found,
        "progress": progress,
        "config": {
            "api": "/api/community",
            "label": found.title,
            "colours": {},
            "colour": found.colour,
            "filter": {"campaign": found.slug},
            "gaps": reverse("community:gaps", args=[found.slug]) if found.area else "",
        },
        "push_key": push.public_key(),
        "leaders": entries.leaders(found),
        "charts": [_measured(chart) for chart in entries.charts(found)],
    }
    rows = select({"campaign": found.slug}).order_by("-created_at", "-pk")
    return render(request, "community/campaign.html", context | paged(request, rows))


def _measured(chart: dict) -> dict:
    return chart | {"most": max((number for _answer, number in chart["rows"]), default=0)}


@login_not_required
@require_safe
def gaps(request, slug):
    """The blocks of the campaign's area as GeoJSON (WGS84), each with its number of entries."""
    found = get_object_or_404(Campaign.objects.public(), slug=slug)
    return JsonResponse(entries.gaps(found), headers={"Cache-Control": "no-cache"})
