"""Public reports as Open311 service requests: filters, paging, shape."""

import math
from datetime import timedelta

from django.conf import settings
from django.db.models import OuterRef, Prefetch, Subquery
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from maptag.publishing.layers import LAYERS
from maptag.publishing.rows import PublicRow

from .. import workflow
from ..models import Category, Photo, Report, ReportEvent
from ..reports import places
from .rendering import Fault

SPAN = timedelta(days=90)
MOST = 1000
MOST_RADIUS = 20_000  # metres
STATUSES = {"open": workflow.OPEN, "closed": workflow.CLOSED}


def public():
    """The registry's rows with what the answer needs beside: one query for all, and one for the photos."""
    answers = (
        ReportEvent.objects.public()
        .filter(report=OuterRef("pk"))
        .exclude(note="")
        .exclude(party="reporter")
        .order_by("-at", "-pk")
    )
    photos = Photo.objects.filter(hidden=False)
    rows = LAYERS["reports"].rows().filter(campaign=None).select_related("category", "department")
    rows = rows.annotate(status_notes=Subquery(answers.values("note")[:1]))
    return rows.prefetch_related(Prefetch("photos", photos, to_attr="shown"))


def search(params) -> tuple[list, int]:
    """Reports for the query of GET requests, and the number of the page after them, 0 where there is none.

    All filters of the specification, and those of its common extensions; service_request_id overrides all others, as
    the specification wants it.
    """
    if params.get("service_request_id"):
        return list(_by_ids(params)), 0
    matching = _by_time(params)
    if params.get("service_code"):
        matching = matching.filter(category__in=_services(params["service_code"]))
    if params.get("status"):
        states = params["status"].lower().split(",")
        if not all(name in STATUSES for name in states):
            raise Fault(400, "status must be open or closed")
        matching = matching.filter(status__in=[state for name in states for state in STATUSES[name]])
    if params.get("q"):
        matching = matching.search(params["q"][:200])
    matching = _near(matching, params)
    size = _whole(params, "page_size", MOST, MOST)
    page = _whole(params, "page", 1, 100_000)
    rows = list(matching[(page - 1) * size : page * size + 1])
    return rows[:size], page + 1 if len(rows) > size else 0


def _services(text: str) -> list[Category]:
    codes = [code.strip() for code in text.split(",") if code.strip()][:100]
    categories = list(Category.objects.filter(slug__in=codes))
    # A client may still know a service that the city has given up, beside others.
    if not categories:
        raise Fault(404, "service_code was not found")
    return categories


def _by_ids(params):
    ids = params["service_request_id"].split(",")[:MOST]
    return public().filter(number__in=[number.strip().upper() for number in ids]).order_by("-created_at")


def _by_time(params):
    """From start_date (by default 90 days before its end) to end_date (by default now)."""
    start, end = time_of(params, "start_date"), time_of(params, "end_date")
    updated_start, updated_end = time_of(params, "updated_after"), time_of(params, "updated_before")
    rows = public()
    if updated_start or updated_end:
        rows = rows.filter(updated_at__gte=updated_start) if updated_start else rows
        rows = rows.filter(updated_at__lte=updated_end) if updated_end else rows
        if not (start or end):
            return rows.order_by("-updated_at", "-pk")
    end = end or timezone.now()
    start = start or end - SPAN
    return rows.filter(created_at__gte=start, created_at__lte=end).order_by("-created_at", "-pk")


def _near(rows, params):
    if not (params.get("lat") or params.get("long")):
        return rows
    try:
        lon, lat = places.clean_point(params.get("long"), params.get("lat"))
    except places.ValidationError as error:
        raise Fault(400, *error.messages) from error
    try:
        radius = float(params.get("radius") or 500)
    except ValueError:
        radius = 0
    if not (math.isfinite(radius) and radius > 0):
        raise Fault(400, "radius must be a number of metres")
    return rows.near(lon, lat, min(radius, MOST_RADIUS))


def time_of(params, name: str):
    text = params.get(name)
    if not text:
        return None
    try:
        # An unescaped + of the time zone arrives as a space.
        time = parse_datetime(text.replace(" ", "+"))
        if time is None:
            day = parse_date(text)
            time = day and timezone.datetime(day.year, day.month, day.day)
    except ValueError:
        time = None
    if time is None or not 1970 <= time.year <= 2200:
        raise Fault(400, f"{name} must be a date and time as in 2026-01-31T09:00:00+09:00")
    return timezone.make_aware(time) if timezone.is_naive(time) else time


def _whole(params, name: str, default: int, most: int) -> int:
    try:
        number = int(params.get(name) or default)
    except ValueError:
        number = 0
    if number < 1:
        raise Fault(400, f"{name} must be a whole number from 1")
    return min(number, most)


def row(record: Report) -> dict:
    """One request, a row of `public`, as the specification shapes it."""
    photo = LAYERS["photos"].public(record.shown[0]) if record.shown else None
    return _shaped(LAYERS["reports"].public(record, status_notes=record.status_notes, photo=photo))


def _shaped(report: PublicRow) -> dict:
    return {
        "service_request_id": report.number,
        "status": "open" if report.is_open else "closed",
        "status_notes": report.status_notes or report.get_status_display,
        "service_name": report.category.name,
        "service_code": report.category.slug,
        "description": report.text,
        "extended_attributes": {"title": report.title},
        "agency_responsible": report.department.name if report.department else None,
        "service_notice": None,
        "requested_datetime": moment(report.created_at),
        "updated_datetime": moment(report.updated_at),
        "expected_datetime": moment(report.due_on),
        "address": report.address,
        "address_id": None,
        "zipcode": None,
        "lat": round(report.point.y, 6),
        "long": round(report.point.x, 6),
        "media_url": settings.SITE_URL + report.photo.get_absolute_url if report.photo else None,
    }


def moment(value) -> str | None:
    """W3C date and time with the zone."""
    if value is None:
        return None
    if not hasattr(value, "hour"):
        value = timezone.make_aware(timezone.datetime(value.year, value.month, value.day, 18))
    return timezone.localtime(value).isoformat(timespec="seconds")
