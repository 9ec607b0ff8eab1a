"""The shortlist: what a handler takes along into the field, in the order of the way."""

from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..models import Report, ShortlistItem
from ..reports import places, routes
from .access import handlers_only, with_report
from .queue import feature

STEPS = {"up": -1, "down": 1}
MOST_STOPS = 500


@require_safe
@handlers_only
def shortlist(request):
    """List, map and print sheet in one page: the sheet is what its print style leaves."""
    rows = routes.stops(request.user)
    # A report that went to another department meanwhile is no longer this handler's to read.
    open_to = set(_readable(request.user, [item.report_id for item in rows]))
    items = [item for item in rows if item.report_id in open_to]
    points = [item.report.point.coords for item in items]
    context = {
        "items": items,
        "kilometres": routes.length(points, range(len(points))) / 1000,
        "features": [feature(item.report) | {"number": n} for n, item in enumerate(items, 1)],
    }
    return render(request, "community/staff/shortlist.html", context)


def _readable(user, ids):
    return Report.objects.chosen(ids, user).values_list("pk", flat=True)


@require_POST
@with_report
def toggle(request, report):
    """On the list, or off it again."""
    item, created = ShortlistItem.objects.get_or_create(user=request.user, report=report, defaults={"position": 9999})
    if not created:
        item.delete()
    if "list" in request.POST:
        return redirect("community:handling_shortlist")
    return redirect("community:handling_report", report.number)


@require_POST
@handlers_only
def arrange(request):
    """By the shortest way, from where the phone is when it told so; the order by hand is replaced."""
    start = _start(request) if request.POST.get("lon") else None
    routes.arrange(request.user, start)
    return redirect("community:handling_shortlist")


@require_POST
@handlers_only
def put(request):
    """By hand: `order` (receipt numbers with commas, from the script), or one `stop` with a `step`."""
    if "order" in request.POST:
        routes.put(request.user, request.POST["order"].split(",")[:MOST_STOPS])
        return HttpResponse(status=204)
    stop, step = request.POST.get("stop", ""), request.POST.get("step", "")
    if step in STEPS:
        routes.move(request.user, stop, STEPS[step])
    elif step in ("start", "end", "free"):
        routes.anchor(request.user, stop, "" if step == "free" else step)
    return redirect(f"{reverse('community:handling_shortlist')}#stop-{quote(stop[:14])}")


def _start(request):
    """None where the phone is not in the city: the way begins at the first then."""
    try:
        return places.clean_point(request.POST["lon"], request.POST.get("lat"))
    except ValidationError:
        messages.warning(request, _("지금 있는 곳이 도시 밖이라 첫 제보에서 시작합니다."))
        return None


@require_POST
@handlers_only
def clear(request):
    request.user.shortlist.all().delete()
    return redirect("community:handling_shortlist")
