"""Who may call a handlers' view, and which report it is about."""

from functools import wraps

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from mapsite.accounts.permissions import may

from ..models import Campaign, Report


def handlers_only(view):
    """403 for everybody else; nothing of it stays in a shared computer's cache."""
    return never_cache(may("may_handle")(view))


def with_report(view):
    """`view(request, report)`: one that the user may open, else 404."""

    @handlers_only
    @wraps(view)
    def found(request, number):
        rows = Report.objects.for_user(request.user).select_related("category", "campaign", "department", "assignee")
        return view(request, get_object_or_404(rows, number=number.upper()))

    return found


def with_campaign(view):
    """`view(request, campaign)`: one that the user manages, else 404."""

    @handlers_only
    @wraps(view)
    def found(request, slug):
        campaign = get_object_or_404(Campaign.objects.select_related("department"), slug=slug)
        if not campaign.may_manage(request.user):
            raise Http404
        return view(request, campaign)

    return found
