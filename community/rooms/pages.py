"""Shared rooms: one map and one timeline for the departments of an incident.

The page asks for news every five seconds and is answered 204 while there are none, for 24 ms of processor time on a
machine at its limit: no connection stays open in a server with four threads, and no second server is needed.
"""

from datetime import datetime, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mapsite.accounts.sessions import background

from ..models import IncidentRoom, ReportEvent, RoomEntry
from ..staff.access import handlers_only, with_room
from ..staff.queue import feature
from ..workflow import ActionRefused, Status
from .forms import ACTIONS, NewRoomForm

PAGE = 30
MOST_PINS = 1000
# A row is dated when it is made and seen when it is committed: what is this old may still turn up.
LATE = timedelta(seconds=30)
COLOURS = {
    Status.RECEIVED: "#a14a00",
    Status.CONFIRMED: "#0b50d0",
    Status.IN_PROGRESS: "#6b2fb3",
    Status.DONE: "#1f7a3d",
}
CLOSED_COLOUR = "#5c6470"
NOTE_COLOUR = "#1e2124"
LEGEND = [*((Status(key).label, colour) for key, colour in COLOURS.items()), (gettext_lazy("끝남"), CLOSED_COLOUR)]


@require_safe
@handlers_only
def rooms(request):
    """The department's rooms, the open ones first."""
    rooms = IncidentRoom.objects.for_user(request.user).select_related("department")
    inside = Count("places", filter=Q(places__removed_at=None), distinct=True)
    rooms = rooms.annotate(inside=inside).order_by("closed_at", "-opened_at")
    open_ones = rooms.open().order_by("-opened_at")
    unread = set(IncidentRoom.objects.unread(request.user).values_list("pk", flat=True))
    page = Paginator(rooms.exclude(closed_at=None).order_by("-closed_at"), PAGE).get_page(request.GET.get("page"))
    context = {"open_rooms": open_ones, "page": page, "unread": unread}
    return render(request, "community/staff/rooms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@handlers_only
def new(request):
    """With ?report=, once or more, these are in it from the beginning."""
    numbers = (request.POST if request.method == "POST" else request.GET).getlist("report")
    form = NewRoomForm(request.POST or None, request.user, numbers)
    if form.is_bound and form.is_valid():
        room = form.apply()
        messages.success(request, _("상황방을 열었습니다."))
        return redirect(room)
    return render(request, "community/staff/room_new.html", {"form": form}, status=400 if form.is_bound else 200)


@require_safe
@with_room
def room(request, room):
    room.look(request.user)
    return _page(request, room)


def _page(request, room, bound=None, status=200):
    """The page; `bound` is {name: form} of what was sent and could not be done."""
    forms = {name.replace("-", "_"): form(None, room, request.user) for name, form in ACTIONS.items()}
    reports = _reports(room)
    context = {
        "room": room,
        "forms": forms | (bound or {}),
        "late": next(iter(bound.values())) if bound and room.closed_at else None,
        "may_close": room.may_close(request.user),
        "seats": _seats(room),
        "lines": [line(row) for row in room.timeline()],
        "situation": room.situation(),
        "reports": reports,
        "legend": LEGEND,
        "page_data": {
            "features": _features(room, reports),
            "state": _state(room, request.user),
            "map": room.map_state(),
            "since": _since(),
            "here": room.here(but=request.user),
            "closed": room.closed_at is not None,
        },
    }
    return render(request, "community/staff/room.html", context, status=status)


@background
@require_safe
@with_room
def news(request, room):
    """What came since ?since=, and the map when it is not ?map= any more; 204 while all is as in ?state=."""
    since, room_map = _since(), room.map_state()
    room.look(request.user)
    state = _state(room, request.user)
    if request.GET.get("state") == state:
        return HttpResponse(status=204)
    situation = room.situation()
    news = {
        "state": state,
        "since": since,
        "map": room_map,
        "closed": room.closed_at is not None,
        "here": room.here(but=request.user),
        "seats": render_to_string("community/staff/_room_seats.html", {"seats": _seats(room)}),
        "situation": situation and {"text": situation.text, "by": _who(situation)},
        "lines": [_as_html(line(row)) for row in room.timeline(after=_moment(request.GET.get("since", "")))],
    }
    if request.GET.get("map") != room_map:
        inside = {"room": room, "reports": _reports(room)}
        news["features"] = _features(room, inside["reports"])
        news["reports"] = render_to_string("community/staff/_room_reports.html", inside, request)
    return JsonResponse(news)


def _seats(room):
    return room.seats.select_related("department").order_by("department__name")


def _state(room, user) -> str:
    return f"{room.state()}-{'.'.join(room.here(but=user))}"


def _since() -> str:
    return (timezone.now() - LATE).isoformat()


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None


@require_POST
@with_room
def act(request, room):
    """One of room_forms.ACTIONS, named by `action`. Scripts that accept JSON are answered in it."""
    name = request.POST.get("action", "")
    if name not in ACTIONS:
        return _page(request, room, status=400)
    form = ACTIONS[name](request.POST, room, request.user)
    message = _done(form)
    wants_json = request.headers.get("Accept") == "application/json"
    if message is not None:
        if wants_json:
            return JsonResponse({"said": str(message)})
        messages.success(request, message)
        return redirect(room)
    if wants_json:
        return JsonResponse({"error": " ".join(m for errors in form.errors.values() for m in errors)}, status=409)
    room.refresh_from_db()
    return _page(request, room, {name.replace("-", "_"): form}, 409)


def _done(form):
    """What `apply` said; None when it could not be done, which the form's errors tell."""
    if not form.is_valid():
        return None
    try:
        return form.apply()
    except ActionRefused as error:
        form.add_error(None, error.message)
    except ValidationError as error:
        form.add_error(None, error)
    return None


# -- what is shown


def _reports(room) -> list:
    return list(room.current().select_related("category", "department").order_by("-created_at")[:MOST_PINS])


def _features(room, reports) -> list[dict]:
    """The reports, coloured by state, and the notes that have a place."""
    notes = room.entries.exclude(point=None).select_related("by", "department")[:MOST_PINS]
    return [_of_report(report) for report in reports] + [_of_note(note) for note in notes]


def _of_report(report) -> dict:
    pin = feature(report)
    pin["properties"]["colour"] = COLOURS.get(report.status, CLOSED_COLOUR)
    return pin


def _of_note(note: RoomEntry) -> dict:
    properties = {"title": note.text[:200], "address": _who(note), "colour": NOTE_COLOUR, "note": True}
    geometry = {"type": "Point", "coordinates": note.point.coords}
    return {"type": "Feature", "id": f"note-{note.pk}", "geometry": geometry, "properties": properties}


def line(row: RoomEntry | ReportEvent) -> dict:
    """A row of the timeline as _room_line.html shows it."""
    of_report = isinstance(row, ReportEvent)
    return {
        "key": f"{'r' if of_report else 'e'}{row.pk}",
        "kind": row.kind,
        "head": row.get_kind_display(),
        "event": row if of_report else None,
        "text": row.note if of_report else row.text,
        "internal": row.internal if of_report else "",
        "report": row.report,
        "point": None if of_report else row.point,
        "who": _who(row),
        "at": row.at,
    }


def _who(row) -> str:
    """A person of a department: among colleagues names are told."""
    if row.by:
        return f"{row.by} · {row.department}" if row.department else str(row.by)
    return row.who if isinstance(row, ReportEvent) else _("시스템")


def _as_html(item: dict) -> dict:
    return {"key": item["key"], "html": render_to_string("community/staff/_room_line.html", {"line": item})}
