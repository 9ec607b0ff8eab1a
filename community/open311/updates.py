"""Service request updates, as FixMyStreet extends GeoReport v2.

https://github.com/mysociety/fixmystreet/wiki/Open311-FMS---Proposed-differences-to-Open311
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from maptag.publishing.layers import LAYERS
from maptag.publishing.rows import PublicRow

from .. import workflow
from ..messaging.quoting import in_one_line
from ..models import Photo, Report, ReportEvent
from ..privacy import clean_text
from ..protection import limits
from ..reports.photos import MOST_PHOTOS
from ..workflow import Status
from .intake import LONGEST, key_of, pictures
from .rendering import Fault
from .requests import MOST, moment, time_of

SPAN = timedelta(days=90)
MOST_PHOTOS_EVER = MOST_PHOTOS + 10
TOLD = (ReportEvent.Kind.STATUS, ReportEvent.Kind.ANSWER, ReportEvent.Kind.VERDICT)
REOPENS, FIXES = ("OPEN", "REOPEN", "IN_PROGRESS"), ("CLOSED", "FIXED")


def search(params) -> tuple[list[ReportEvent], str]:
    """Public events of public reports from start_date to end_date (by default the last 90 days), the oldest first.

    At most 1,000; then also the start_date of the next ones.
    """
    end = time_of(params, "end_date") or timezone.now()
    start = time_of(params, "start_date") or end - SPAN
    reports = LAYERS["reports"].rows().filter(campaign=None)
    events = ReportEvent.objects.public().filter(kind__in=TOLD, at__gte=start, at__lte=end, report__in=reports)
    if params.get("service_request_id"):
        events = events.filter(report__number__in=params["service_request_id"].upper().split(",")[:MOST])
    rows = list(events.select_related("report").order_by("at", "pk")[: MOST + 1])
    return rows[:MOST], rows[MOST].at.isoformat() if len(rows) > MOST else ""


def row(event: ReportEvent) -> dict:
    """One update. An event without a state of its own tells the state that the report is in now."""
    # A reporter's words are not to be read as the department's.
    description = in_one_line(event) if event.by_citizen else event.note
    return _shaped(LAYERS["updates"].public(event, description=description))


def _shaped(event: PublicRow) -> dict:
    status = event.to_status or event.report.status
    return {
        "update_id": str(event.id),
        "service_request_id": event.report.number,
        "status": "OPEN" if status in workflow.OPEN else "CLOSED",
        "updated_datetime": moment(event.at),
        "description": event.description or event.get_to_status_display,
        "media_url": None,
    }


def receive(request) -> ReportEvent:
    """What the reporter adds through the program that sent the report. The same update_id again changes nothing.

    A status of OPEN says that it is not fixed, and reopens; CLOSED that it is. Raises Fault, workflow.ActionRefused or
    TooMany.
    """
    key, post = key_of(request), request.POST
    limits.count("api", str(key.pk), key.per_minute, 60)
    report = Report.objects.filter(number=post.get("service_request_id", "").upper(), api_key=key).first()
    if report is None:
        raise Fault(404, "service_request_id was not found among the requests of this api_key")
    if len(post.get("description", "")) > LONGEST:
        raise Fault(400, f"description must be at most {LONGEST} characters")
    received = pictures(request)
    if received.problems and not (received.photos or post.get("description") or post.get("status")):
        raise Fault(400, *received.problems)
    with transaction.atomic():
        # Two deliveries of one update meet here.
        Report.objects.select_for_update().get(pk=report.pk)
        named = post.get("update_id", "")[:100]
        earlier = report.events.filter(data__update_id=named).first() if named else None
        return earlier or _add(post, report, received.photos, named)


def _add(post, report: Report, received: list[Photo], named: str) -> ReportEvent:
    text, status = clean_text(post.get("description", "")), post.get("status", "").upper()
    if status and status not in REOPENS + FIXES:
        raise Fault(400, "status must be OPEN or CLOSED")
    if not (text or status or received):
        raise Fault(400, "description, status or media must be provided")
    if report.status == Status.WITHDRAWN or report.photos.count() + len(received) > MOST_PHOTOS_EVER:
        raise Fault(400, "this request takes no further updates or pictures")
    for photo in received:
        photo.report, photo.taken_lon, photo.taken_lat = report, None, None
        photo.save(update_fields=["report", "taken_lon", "taken_lat"])
    if status and report.status in (Status.DONE, Status.REFUSED):
        report.judge(status in FIXES)
    return report.add(text, data={"update_id": named, "photos": len(received)})
