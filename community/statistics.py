"""Public figures: how many, how fast, how satisfied, and honestly what is late. Demo reports count as they show."""

from datetime import timedelta

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.aggregates import Aggregate
from django.utils import timezone

from .models import Report
from .workflow import ANSWERED, OPEN, Status


class Median(Aggregate):
    """The middle of the time to an answer: an average would be that of the few very old ones."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def reports(days: int = 365):
    """The public reports that the figures are about: without entries of campaigns and merged ones."""
    since = timezone.now() - timedelta(days=days)
    return Report.objects.on_map().reports().filter(created_at__gte=since)


def _figures() -> dict:
    today = timezone.localdate()
    answered = Q(status__in=ANSWERED)
    took = ExpressionWrapper(F("closed_at") - F("created_at"), output_field=DurationField())
    return {
        "total": Count("pk"),
        "open": Count("pk", filter=Q(status__in=OPEN)),
        "done": Count("pk", filter=Q(status=Status.DONE)),
        "refused": Count("pk", filter=Q(status=Status.REFUSED)),
        "late": Count("pk", filter=Q(status__in=OPEN, due_on__lt=today)),
        "answered_late": Count("pk", filter=answered & Q(closed_at__date__gt=F("due_on"))),
        "reopened": Count("pk", filter=Q(reopened__gt=0)),
        "median": Median(took, filter=answered),
        "judged": Count("pk", filter=Q(fixed__isnull=False)),
        "fixed": Count("pk", filter=Q(fixed=True)),
        "satisfaction": Avg("satisfaction"),
    }


def overview(days: int = 365) -> dict:
    """{"all": figures, "categories": [figures with "name"], "gus": […], "since"}; `median_days` and `satisfaction`
    (1 to 5) are None while nothing was answered or judged."""
    found = reports(days)
    return {
        "since": timezone.localdate() - timedelta(days=days),
        "all": _readable(found.aggregate(**_figures())),
        "categories": _by(found, "category__name"),
        "gus": _by(found.exclude(gu=""), "gu"),
    }


def _by(found, field: str) -> list[dict]:
    rows = found.order_by().values(name=F(field)).annotate(**_figures()).order_by("-total")
    return [_readable(row) for row in rows]


def _readable(row: dict) -> dict:
    median = row.pop("median")
    row["median_days"] = round(median.total_seconds() / 86400, 1) if median is not None else None
    row["satisfaction"] = round(row["satisfaction"], 2) if row["satisfaction"] is not None else None
    return row
