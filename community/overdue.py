"""Deadlines that come near or are over: written into the history once, mailed to the handler or the department."""

from datetime import date

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone
from django.utils.translation import gettext as _

from mapsite.accounts.models import Role, User

from .deadlines import add_working_days
from .models import Report, ReportEvent
from .workflow import SYSTEM

BATCH = 2000


def watch(today: date):
    """Warn of what is due soon, and say what is late. Each report is told once of each."""
    open_ones = Report.objects.open().filter(follows_lead=False).select_related("category", "assignee")
    late = list(open_ones.filter(due_on__lt=today, overdue_at=None)[:BATCH])
    soon = [r for r in open_ones.filter(due_on__gte=today, warned_at=None)[:BATCH] if _is_near(r, today)]
    for reports, field in ((late, "overdue_at"), (soon, "warned_at")):
        for report in reports:
            with report.changing():
                setattr(report, field, timezone.now())
                report.record(ReportEvent.Kind.DEADLINE, SYSTEM, data={field: report.due_on.isoformat()})
    _write_to_handlers(late, soon)


def _is_near(report: Report, today: date) -> bool:
    days = report.category.warning_days if report.category else 1
    return add_working_days(today, days) >= report.due_on


def _write_to_handlers(late: list[Report], soon: list[Report]):
    """One mail a person, whatever number of reports it is about."""
    lists: dict[str, list[str]] = {}
    for word, reports in ((_("기한 지남"), late), (_("기한 임박"), soon)):
        for report in reports:
            for address in _addresses(report):
                line = f"{word}: {report.number} {report.title} ({report.due_on:%Y-%m-%d}) {report.address}"
                lists.setdefault(address, []).append(line)
    for address, lines in lists.items():
        body = "\n".join([*lines[:200], "", settings.SITE_URL])
        send_mail(_("기한을 확인해 주세요 (%(n)d건)") % {"n": len(lines)}, body, None, [address], fail_silently=True)


def _addresses(report: Report) -> list[str]:
    if report.assignee:
        return [report.assignee.email]
    handlers = User.objects.filter(department=report.department_id, role=Role.HANDLER, is_active=True)
    return list(handlers.values_list("email", flat=True)) if report.department_id else []
