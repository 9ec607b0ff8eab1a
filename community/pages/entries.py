"""One entry of a campaign, and the page on which others propose what to correct in it."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maptag.publishing.layers import LAYERS

from ..campaigns import proposals
from ..models import Campaign, Entry
from ..questions.answers import public_answers
from .members import member_of


@login_not_required
@never_cache
@require_safe
def propose(request, number):
    """The form; what is typed goes through the JSON API, with a proof of work like a report."""
    rows = Entry.objects.public().select_related("campaign__department", "campaign__group")
    entry = get_object_or_404(rows, number=number.upper())
    member = member_of(request, entry.campaign)
    anyone = entry.campaign.participation == Campaign.Participation.ANYONE
    context = {
        "report": LAYERS["reports"].public(entry),
        "campaign": LAYERS["campaigns"].public(entry.campaign),
        "open": entry.campaign.takes_entries and (anyone or member is not None),
        "config": _config(entry, member),
    }
    return render(request, "community/propose.html", context)


def _config(entry: Entry, member) -> dict:
    """What static/js/report/propose.js has to know; private answers stay out."""
    questions = proposals.askable(entry)
    return {
        "api": "/api/community",
        "number": entry.number,
        "questions": questions,
        "answers": public_answers(questions, entry.answers),
        "pin": {"lon": entry.point.x, "lat": entry.point.y, "address": entry.address, "source": "map"},
        "invitation": member.token if member else "",
        "search": reverse("community:search"),
        "address": reverse("community:address"),
    }
