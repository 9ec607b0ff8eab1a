"""The reporter's own page: whoever holds the link may add, answer, withdraw, and say whether it is fixed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .. import limits, photos
from ..models import Report, ReportEvent
from ..privacy import clean_text
from ..workflow import REPORTER, Refused, Status
from . import history

MOST_ADDED = 10
HOUR = 3600


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def mine(request, key):
    """Reads, and by POST with `step` (add, withdraw or judge) changes, the report that `key` opens."""
    found = get_object_or_404(Report.objects.by_key(key).select_related("category", "campaign", "department"))
    if request.method == "POST":
        _take(request, found)
        return redirect(found.private_url)
    response = render(request, "community/mine.html", _context(found, key))
    # The address is the key: no other site is to learn it.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def _context(report: Report, key: str) -> dict:
    events = list(report.events.for_reporter().select_related("department"))
    questions = [e for e in events if e.kind in (ReportEvent.Kind.QUESTION, ReportEvent.Kind.ADDED)]
    return {
        "report": report,
        "key": key,
        "steps": history.steps(report),
        "history": history.told(events),
        "photos": report.visible_photos(),
        "question": questions[-1] if questions and questions[-1].kind == ReportEvent.Kind.QUESTION else None,
        "may_judge": report.status in (Status.DONE, Status.REFUSED) and report.fixed is None,
        "may_withdraw": any(step.target == Status.WITHDRAWN for step in report.steps(REPORTER)),
        "may_add": report.status != Status.WITHDRAWN,
    }


def _take(request, report: Report):
    """One step; what was refused is said on the page that follows."""
    try:
        limits.count("mine", report.key_hash[:32], 60, HOUR)
        said = _STEPS.get(request.POST.get("step"), _nothing)(request, report)
        messages.success(request, said)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except (Refused, limits.TooMany) as error:
        messages.error(request, error.message)


def _nothing(request, report):
    raise ValidationError(_("무엇을 할지 골라 주세요."))


def _add(request, report) -> str:
    text, files = clean_text(request.POST.get("text", "")), request.FILES.getlist("photos")
    if report.status == Status.WITHDRAWN or not (text or files):
        raise ValidationError(_("덧붙일 글이나 사진을 넣어 주세요."))
    if report.photos.count() + len(files) > photos.MOST_PHOTOS + MOST_ADDED:
        raise ValidationError(_("사진이 너무 많습니다."))
    with transaction.atomic():
        for file in files:
            _keep(photos.receive(file, report=report))
        if files:
            with report.changing():
                report.record(ReportEvent.Kind.PHOTO, REPORTER, data={"photos": len(files)})
        if text:
            report.add(text)
    return _("담당 부서에 전했습니다.")


def _keep(photo):
    """Where it was taken is asked for before a report is sent, and not kept after."""
    photo.taken_lon = photo.taken_lat = None
    photo.save(update_fields=["taken_lon", "taken_lat"])


def _withdraw(request, report) -> str:
    report.withdraw(clean_text(request.POST.get("text", ""), 500))
    return _("제보를 철회했습니다. 이제 아무 데도 공개되지 않습니다.")


def _judge(request, report) -> str:
    fixed = request.POST.get("fixed") == "yes"
    given = request.POST.get("satisfaction", "")
    satisfaction = int(given) if given in ("1", "2", "3", "4", "5") else None
    report.judge(fixed, satisfaction, clean_text(request.POST.get("text", ""), 1000))
    return _("알려 주셔서 고맙습니다.") if fixed else _("다시 처리하도록 담당 부서에 알렸습니다.")


_STEPS = {"add": _add, "withdraw": _withdraw, "judge": _judge}
