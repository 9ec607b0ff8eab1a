"""Deadlines that come near or are over: written into the history once, and told to the department once a day."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from mapsite.accounts.models import Department, Role, User

from ..deadlines import add_working_days, is_working_day
from ..messaging import texts
from ..models import Category, Message, Report, ReportEvent
from ..workflow import SYSTEM

BATCH = 500
MOST_LINES = 100


def watch(today: date) -> list[Message]:
    """Mark what is late or near, each report once, and write each department's digest of the day.

    Nothing happens on a day without work. May be run again after a crash: what is marked stays marked, and a digest
    is made of the marks of the day, once for each handler.
    """
    if not is_working_day(today):
        return []
    _mark(_open().filter(due_on__lt=today, overdue_at=None), "overdue_at")
    _mark(_open().filter(_near(today), due_on__gte=today, warned_at=None), "warned_at")
    departments = _open().filter(_marked_on(today)).order_by().values_list("department", flat=True).distinct()
    return [message for department in departments for message in _digest(department, today)]


def _open():
    return Report.objects.open().filter(follows_lead=False)


def _near(today: date) -> Q:
    """Due within the days of warning that the category wants; of what has no category, within one."""
    near = Q(category=None, due_on__lte=add_working_days(today, 1))
    for days in Category.objects.order_by().values_list("warning_days", flat=True).distinct():
        near |= Q(category__warning_days=days, due_on__lte=add_working_days(today, days))
    return near


def _mark(reports, field: str):
    while batch := list(reports.select_related("category", "campaign").order_by("pk")[:BATCH]):
        for report in batch:
            with report.changing():
                setattr(report, field, timezone.now())
                report.record(ReportEvent.Kind.DEADLINE, SYSTEM, data={field: report.due_on.isoformat()})


def _marked_on(day: date) -> Q:
    begin = timezone.make_aware(datetime.combine(day, time()))
    within = (begin, begin + timedelta(days=1))
    return Q(overdue_at__range=within) | Q(warned_at__range=within)


def _digest(department_id: int | None, today: date) -> list[Message]:
    """A message to each handler of the department; of what nobody has yet, to the administrators."""
    values = _words(department_id, today)
    messages = []
    for user in _readers(department_id):
        message, created = Message.objects.get_or_create(
            once=f"deadlines-{today.isoformat()}-{department_id or 0}-{user.pk}",
            defaults={"channel": "email", "user": user, "to": user.email} | values,
        )
        messages += [message] if created else []
    return messages


def _readers(department_id: int | None):
    able = User.objects.filter(is_active=True).exclude(email="")
    handlers = able.filter(role=Role.HANDLER, department=department_id) if department_id else User.objects.none()
    return handlers or able.filter(role=Role.ADMINISTRATOR)


def _words(department_id: int | None, today: date) -> dict[str, str]:
    mine = _open().filter(department=department_id)
    due = mine.filter(_marked_on(today)).select_related("category", "campaign", "assignee")
    late = list(due.filter(due_on__lt=today).order_by("due_on", "pk"))
    soon = list(due.filter(due_on__gte=today).order_by("due_on", "pk"))
    values = {
        "city": settings.CITY_NAME,
        "department": str(Department.objects.get(pk=department_id)) if department_id else _("아직 부서가 없는 곳"),
        "late": len(late),
        "soon": len(soon),
        "all_late": mine.filter(due_on__lt=today).count(),
        "note": "\n\n".join(filter(None, (_list(_("기한 지남"), late), _list(_("기한 임박"), soon)))),
        "link": f"{settings.SITE_URL}{reverse('community:handling')}?{urlencode({'view': 'overdue'})}",
    }
    return texts.letter("deadlines", values)


def _list(head: str, reports: list[Report]) -> str:
    if not reports:
        return ""
    lines = [f"- {r.due_on:%Y-%m-%d} {r.number} {r.title}{_who(r)}" for r in reports[:MOST_LINES]]
    if len(reports) > MOST_LINES:
        lines.append(_("- 그 밖에 %(n)d건") % {"n": len(reports) - MOST_LINES})
    return "\n".join([f"[{head}]", *lines])


def _who(report: Report) -> str:
    return f" · {report.assignee}" if report.assignee else ""
