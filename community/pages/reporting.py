"""The report form. What is typed goes through the JSON API: so it can wait on the phone until there is a network."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ..models import Campaign, Category
from ..photos import MOST_PHOTOS
from ..questions import asked


@login_not_required
@require_safe
def form(request):
    """A report (불편 신고)."""
    categories = Category.objects.active()
    return render(request, "community/form.html", {"categories": categories, "config": _config(categories)})


@login_not_required
@require_safe
def join(request, slug):
    """An entry of a campaign; ?key= is the token of an invitation."""
    campaign = get_object_or_404(Campaign.objects.public(), slug=slug)
    config = _config([], campaign) | {"invitation": request.GET.get("key", "")[:40]}
    return render(
        request, "community/form.html", {"campaign": campaign, "config": config, "open": _open_to(request, campaign)}
    )


def _open_to(request, campaign) -> bool:
    """Whether this visitor may take part today."""
    if not campaign.takes_entries:
        return False
    token = request.GET.get("key", "")[:40].replace("\x00", "")
    anyone = campaign.participation == Campaign.Participation.ANYONE
    return anyone or campaign.members.filter(token=token, approved=True).exists()


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
