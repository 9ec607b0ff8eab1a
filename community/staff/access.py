"""Who may call a handlers' view, and which report it is about."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from mapsite.accounts.permissions import may

from ..models import Campaign, CitizenGroup, IncidentRoom, Report


def handlers_only(view):
    """403 for everybody else; nothing of it stays in a shared computer's cache."""
    return never_cache(may("may_handle")(view))


def with_report(view):
    """`view(request, report)`: one that the user may open, else 404."""

    @handlers_only
    @wraps(view)
    def found(request, number):
        rows = Report.objects.readable(request.user).select_related("category", "campaign", "department", "assignee")
        return view(request, get_object_or_404(rows, number=number.upper()))

    return found


def managers_only(view):
    """Handlers, and whoever stands for a citizens' group; 403 for everybody else."""

    @never_cache
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not (request.user.may_handle or CitizenGroup.objects.of(request.user).exists()):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def with_campaign(view):
    """`view(request, campaign)`: one that the user may see, else 404; a paused group can't change its own."""

    @managers_only
    @wraps(view)
    def found(request, slug, **kwargs):
        campaign = get_object_or_404(Campaign.objects.select_related("department", "group"), slug=slug)
        if not campaign.may_see(request.user):
            raise Http404
        if request.method not in ("GET", "HEAD") and not campaign.may_manage(request.user):
            messages.error(request, _("쉬고 있는 모임이라 바꿀 수 없습니다. %s에 문의해 주세요.") % campaign.department)
            return redirect("community:handling_campaign", campaign.slug)
        return view(request, campaign, **kwargs)

    return found


def with_room(view):
    """`view(request, room)`: one that the user's department is in, else 404."""

    @handlers_only
    @wraps(view)
    def found(request, room):
        rooms = IncidentRoom.objects.for_user(request.user).select_related("department", "category")
        return view(request, get_object_or_404(rooms, pk=room))

    return found
