"""The report form. What is typed goes through the JSON API: so it can wait on the phone until there is a network."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ..models import Campaign, Category
from ..photos import MOST_PHOTOS
from ..questions import asked
from .members import member_of


@login_not_required
@require_safe
def form(request):
    """A report (불편 신고)."""
    categories = Category.objects.active()
    return render(request, "community/form.html", {"categories": categories, "config": _config(categories)})


@login_not_required
@require_safe
def join(request, slug):
    """An entry of a campaign; a member's device has their token in a cookie, and sends it with what is typed."""
    campaign = get_object_or_404(Campaign.objects.public().select_related("department", "group"), slug=slug)
    member = member_of(request, campaign)
    anyone = campaign.participation == Campaign.Participation.ANYONE
    context = {
        "campaign": campaign,
        "member": member,
        "config": _config([], campaign) | {"invitation": member.token if member else ""},
        "open": campaign.takes_entries and (anyone or member is not None),
    }
    return render(request, "community/form.html", context)


def _config(categories, campaign=None) -> dict:
    """What static/js/report/form.js has to know."""
    joined = campaign and {"slug": campaign.slug, "questions": asked(campaign.questions), "area": campaign.outline}
    return {
        "categories": {one.slug: {"name": one.name, "questions": asked(one.questions)} for one in categories},
        "campaign": joined,
        "mostPhotos": MOST_PHOTOS,
        "api": "/api/community",
        "search": reverse("community:search"),
        "address": reverse("community:address"),
        "worker": reverse("community:worker"),
    }
