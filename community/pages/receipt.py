"""The reporter's own page: whoever holds the link may add, answer, withdraw, and say whether it is fixed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ..campaigns import leaders, proposals
from ..messaging import contacts
from ..models import EditProposal, Report, ReportEvent
from ..privacy import clean_text
from ..protection import limits
from ..reports import photos
from ..workflow import REPORTER, ActionRefused, Status
from . import correcting, history

MOST_ADDED = 10
HOUR = 3600


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def mine(request, key):
    """Reads, and by POST with `step` (one of _STEPS) changes, the report that `key` opens."""
    report = get_object_or_404(Report.objects.by_key(key).select_related("category", "campaign", "department"))
    if request.method == "POST":
        if _take(request, report):
            return redirect(report.private_url)
        report.refresh_from_db()
    # What was refused stands on the page as it was typed.
    status = 422 if request.method == "POST" else 200
    response = render(request, "community/mine.html", _context(request, report, key), status=status)
    # The address is the key: no other site is to learn it.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def _context(request, report: Report, key: str) -> dict:
    events = list(report.events.for_reporter().select_related("department"))
    questions = [e for e in events if e.kind in (ReportEvent.Kind.QUESTION, ReportEvent.Kind.ADDED)]
    return {
        "report": report,
        "key": key,
        "steps": history.steps(report),
        "history": history.told(events, own=True),
        "photos": report.captioned(report.visible_photos()),
        "question": questions[-1] if questions and questions[-1].kind == ReportEvent.Kind.QUESTION else None,
        "may_judge": report.status in (Status.DONE, Status.REFUSED) and report.fixed is None,
        "may_withdraw": any(step.target == Status.WITHDRAWN for step in report.steps(REPORTER)),
        "may_add": report.status != Status.WITHDRAWN,
        **_own_data(report),
        **correcting.context(request, report),
        "owed": correcting.owed(request, report),
        # By its form, the one that was sent: typed.contact.email.
        "typed": {request.POST.get("step"): {name: value[:4000] for name, value in request.POST.items()}},
        "proposals": _proposals(report),
        "on_board": _stands_on_board(report) if _is_ranked(report) else None,
    }


def _stands_on_board(entry: Report) -> bool:
    return leaders.stands_on_board(entry.campaign, entry.contributor)


def _own_data(report: Report) -> dict:
    """What the reporter may change, and by what they can be reached."""
    own = {"contact": None if report.anonymised_at else contacts.current(report)}
    own["unconfirmed"] = report.subscriptions.filter(reporter=True, confirmed_at=None).first()
    return own


def _proposals(report: Report) -> list[dict]:
    """[{"proposal", "differences"}] that wait for the owner of an entry."""
    waiting = report.proposals.filter(state=EditProposal.State.OPEN) if report.campaign_id else ()
    for proposal in waiting:
        proposal.report = report
    return [{"proposal": wish, "differences": proposals.differences(wish)} for wish in waiting]


def _is_ranked(report: Report) -> bool:
    ranks = report.campaign_id and report.campaign.leader_board and report.nickname
    return bool(ranks and (report.member_id or report.device))


def _take(request, report: Report) -> bool:
    """One step; whether it was taken. What was refused is said on the page that follows."""
    try:
        limits.count("mine", report.key_hash[:32], 60, HOUR)
        message = _STEPS.get(request.POST.get("step"), _nothing)(request, report)
        messages.success(request, message)
        return True
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except (ActionRefused, limits.TooMany) as error:
        messages.error(request, error.message)
    return False


def _nothing(request, report):
    raise ValidationError(_("무엇을 할지 골라 주세요."))


def _add(request, report) -> str:
    text, files = clean_text(request.POST.get("text", "")), request.FILES.getlist("photos")
    if report.status == Status.WITHDRAWN or not (text or files):
        raise ValidationError(_("덧붙일 글이나 사진을 넣어 주세요."))
    if report.photos.count() + len(files) > photos.MOST_PHOTOS + MOST_ADDED:
        raise ValidationError(_("사진이 너무 많습니다."))
    with transaction.atomic():
        received = photos.receive_each(files, report=report)
        if not (text or received.photos):
            raise ValidationError(received.problems)
        for photo in received.photos:
            _keep(photo)
        if received.photos:
            with report.changing():
                report.record(ReportEvent.Kind.PHOTO, REPORTER, data={"photos": len(received.photos)})
        if text:
            report.add(text)
    return " ".join([_("담당 부서에 전했습니다."), *received.problems])


def _keep(photo):
    """Where it was taken is asked for before a report is sent, and not kept after."""
    photo.taken_lon = photo.taken_lat = None
    photo.save(update_fields=["taken_lon", "taken_lat"])


def _contact(request, report) -> str:
    post = request.POST
    waits = contacts.change(report, post.get("name", ""), post.get("email", ""), post.get("phone", ""))
    if waits:
        return _("연락처를 바꾸었습니다. 새 이메일 주소로 확인 메일을 한 통 보냈습니다. 확인하신 뒤부터 소식이 갑니다.")
    return _("연락처를 바꾸었습니다.")


def _withdraw(request, report) -> str:
    report.withdraw(clean_text(request.POST.get("text", ""), 500))
    return _("제보를 철회했습니다. 이제 아무 데도 공개되지 않습니다.")


def _judge(request, report) -> str:
    fixed = request.POST.get("fixed") == "yes"
    satisfaction_text = request.POST.get("satisfaction", "")
    satisfaction = int(satisfaction_text) if satisfaction_text in ("1", "2", "3", "4", "5") else None
    report.judge(fixed, satisfaction, clean_text(request.POST.get("text", ""), 1000))
    return _("알려 주셔서 고맙습니다.") if fixed else _("다시 처리하도록 담당 부서에 알렸습니다.")


def _decide(request, report) -> str:
    chosen_id = request.POST.get("proposal", "")
    is_id = chosen_id.isdecimal() and len(chosen_id) < 19
    proposal = report.proposals.filter(pk=int(chosen_id)).first() if is_id else None
    if proposal is None or request.POST.get("accept") not in ("yes", "no"):
        raise ValidationError(_("어느 제안을 받아들일지 골라 주세요."))
    accept = request.POST["accept"] == "yes"
    proposal.report = report
    proposals.decide(proposal, accept, REPORTER, request.POST.get("reply", ""))
    return _("제안대로 고쳤습니다.") if accept else _("그대로 두었습니다.")


def _board(request, report) -> str:
    if not _is_ranked(report):
        raise ValidationError(_("순위표에 없는 참여입니다."))
    out = request.POST.get("board") == "off"
    leaders.opt(report.campaign, report.contributor, out)
    return _("순위표에서 뺐습니다.") if out else _("순위표에 다시 넣었습니다.")


_STEPS = {
    "contact": _contact,
    "correct": correcting.correct,
    "answer": correcting.answer_owed,
    "add": _add,
    "withdraw": _withdraw,
    "judge": _judge,
    "decide": _decide,
    "board": _board,
}
