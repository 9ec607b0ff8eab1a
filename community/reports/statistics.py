"""Public figures: how many, how fast, how satisfied, and honestly what is late. Demo reports count as they show.

The worker counts (`count`), the page and the API read what was counted last (`overview`), which says when that was.
"""

from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from ..deadlines import is_working_day
from ..models import Category, Figures
from ..workflow import ANSWERED, OPEN

SQL = (Path(__file__).parents[1] / "sql/figures.sql").read_text()
YEAR = 365


def overview(days: int = YEAR) -> dict:
    """{"since", "counted_at", "all": figures, "categories": [figures with "name"], "gus": […]}, the most first.

    Times are working days. `median_days` and `p90_days` are None while nothing was answered, `longest_wait_days` while
    nothing waits, `satisfaction` (1 to 5) while nobody has said.
    """
    row = Figures.objects.filter(days=days).first() or count(days)
    since = date.fromisoformat(row.data["since"])
    return row.data | {"since": since, "counted_at": timezone.localtime(row.counted_at)}


def count(days: int = YEAR) -> Figures:
    """Count anew, and keep it."""
    now = timezone.localtime()
    since = now.date() - timedelta(days=days)
    rows = _rows(since, now.date())
    names = dict(Category.objects.values_list("pk", "name"))
    categories = [_named(row, names[row["category_id"]]) for row in rows if row["of_category"]]
    gus = [_named(row, row["gu"]) for row in rows if row["of_gu"] and row["gu"]]
    everything = next(row for row in rows if not (row["of_category"] or row["of_gu"]))
    data = {"since": since.isoformat(), "all": _named(everything), "categories": categories, "gus": gus}
    return Figures.objects.update_or_create(days=days, defaults={"data": data, "counted_at": now})[0]


def _rows(since: date, today: date) -> list[dict]:
    days, nths = _calendar(since, today)
    parameters = {
        "days": days,
        "nths": nths,
        "today": today,
        "today_nth": nths[-1],
        "zone": settings.TIME_ZONE,
        "since": timezone.make_aware(datetime.combine(since, time())),
        "open": list(OPEN),
        "answered": list(ANSWERED),
    }
    with connection.cursor() as cursor:
        cursor.execute(SQL, parameters)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _calendar(first: date, last: date) -> tuple[list[date], list[int]]:
    """The days from `first` to `last`, and how many working days there were until each."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    nths, nth = [], 0
    for day in days:
        nth += is_working_day(day)
        nths.append(nth)
    return days, nths


def _named(row: dict, name: str | None = None) -> dict:
    figures = {key: row[key] for key in row if key not in ("of_category", "of_gu", "category_id", "gu")}
    return figures if name is None else {"name": name} | figures
