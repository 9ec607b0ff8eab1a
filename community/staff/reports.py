"""One report: everything about it, and what a handler does with it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mapsite.accounts.sessions import background

from .. import workflow
from ..messaging import texts
from ..models import AnswerTemplate, IncidentRoom, Message, Report, ShortlistItem, Subscription
from ..models.rooms import NOT_SHARED
from .access import with_report
from .forms import ACTIONS, WithFiles
from .queue import feature

NEAR_M = 100
MOST_NEAR = 12
MOST_MESSAGES, MOST_TROUBLED = 8, 20


@require_safe
@with_report
def report(request, report):
    return _page(request, report)


def _page(request, report, bound=None, status=200, **more):
    """The page; `bound` is {name: form} of what was sent and could not be done."""
    user = request.user
    forms = {name.replace("-", "_"): form(None, report, user) for name, form in ACTIONS.items()} | (bound or {})
    opened = report.may_open(user)
    events = report.events if opened else report.events.exclude(kind__in=NOT_SHARED)
    context = {
        "report": report,
        "forms": forms,
        "mine": report.may_handle(user),
        "events": events.select_related("by", "department").prefetch_related("attachments").order_by("-at", "-pk"),
        "opened": opened,
        "handover": report.last_handover,
        "may_take_back": report.may_take_back(user),
        "answers": report.answer_rows(public=not opened),
        "owed": report.owed_answers(),
        "photos": report.captioned(report.photos.all() if opened else report.visible_photos()),
        "tasks": report.tasks.select_related("department"),
        "members": report.case.members() if report.case_id else (),
        "near": _near(report, user),
        "offers_duplicate": any(step.target == workflow.Status.DUPLICATE for step in forms["move"].steps),
        "templates": _templates(report, user),
        "listeners": _listeners(report),
        "deliveries": _deliveries(report),
        "rooms": IncidentRoom.objects.for_user(user).filter(places__report=report, places__removed_at=None),
        "listed": ShortlistItem.objects.filter(user=user, report=report).exists(),
        "feature": feature(report),
    }
    return render(request, "community/staff/report.html", context | more, status=status)


def _near(report, user):
    """Open reports around it that could be the same matter, the nearest first."""
    if report.campaign_id or report.follows_lead:
        return []
    reach = report.category.similar_m or NEAR_M
    nearby = Report.objects.for_user(user).reports().open().near(*report.point.coords, reach)
    others = nearby.filter(follows_lead=False).exclude(pk=report.pk).exclude(moderation=Report.Moderation.SPAM)
    return others.select_related("category")[:MOST_NEAR]


def _templates(report, user) -> list[dict]:
    """[{"name", "status", "text"}] of the answers at hand, for the page's script."""
    return list(AnswerTemplate.objects.for_user(user).fitting(report).values("name", "status", "text"))


def _listeners(report) -> dict:
    """How many will hear of a step: {"reporter": by which channels, "others": how many}."""
    following = Subscription.objects.of(report)
    reporter = [subscription.get_channel_display() for subscription in following.filter(reporter=True, report=report)]
    return {"reporter": reporter, "others": following.exclude(reporter=True, report=report).count()}


def _deliveries(report) -> dict:
    """What became of the messages about it: {"rows": the latest and whatever is in trouble, "counts": [(state, n)]}."""
    sent = report.messages.select_related("subscription").defer("to", "body")
    labels = dict(Message.State.choices)
    counted = sent.order_by().values_list("state").annotate(n=Count("pk"))
    troubled = sent.filter(Q(state__in=["failed", "unclear"]) | Q(state="queued", attempts__gt=0))
    rows = {message.pk: message for message in [*troubled[:MOST_TROUBLED], *sent[:MOST_MESSAGES]]}
    return {
        "rows": sorted(rows.values(), key=lambda message: -message.pk),
        "counts": [(labels[state], n) for state, n in counted],
    }


@require_POST
@with_report
def act(request, report):
    """One of forms.ACTIONS, named by the form's `action`. What was typed stays when it could not be done."""
    name = request.POST.get("action", "")
    if name == "contact":
        return _contact(request, report)
    if name not in ACTIONS:
        return _page(request, report, status=400)
    form = _form(name, request.POST, request, report)
    if not form.is_valid():
        return _again(request, report, name, form, 400)
    try:
        form.apply()
    except workflow.ActionOvertaken as error:
        return _overtaken(request, report, name, error)
    except workflow.ActionRefused as error:
        form.add_error(None, error.message)
        return _again(request, report, name, form, 409)
    except ValidationError as error:
        form.add_error(None, error)
        return _again(request, report, name, form, 400)
    messages.success(request, form.success)
    return _onwards(request, report)


def _form(name, data, request, report):
    files = {"files": request.FILES} if issubclass(ACTIONS[name], WithFiles) else {}
    return ACTIONS[name](data, report, request.user, **files)


def _again(request, report, name, form, status):
    # A refused change left its half-made values in the instance.
    return _page(request, _fresh(report), {name.replace("-", "_"): form}, status)


def _fresh(report) -> Report:
    return Report.objects.select_related("category", "campaign", "department", "assignee").get(pk=report.pk)


def _overtaken(request, report, name, error):
    """The current state, what was typed, and the version that is current now: sending again is a decision."""
    current = _fresh(report)
    data = request.POST.copy()
    data["version"] = current.version
    form = _form(name, data, request, current)
    form.is_valid()
    form.add_error(None, error.message)
    theirs = current.events.exclude(by=request.user).select_related("by", "department").last()
    return _page(request, current, {name.replace("-", "_"): form}, 409, overtaken=True, theirs=theirs)


def _onwards(request, report):
    """Back to the report, or to the list when the step took it away from the user."""
    if Report.objects.readable(request.user).filter(pk=report.pk).exists():
        return redirect("community:handling_report", report.number)
    return redirect("community:handling")


def _contact(request, report):
    """Shown on this one page; looking is a row in the history."""
    try:
        contact = report.see_contact(request.user)
    except workflow.ActionRefused as error:
        messages.error(request, error.message)
        return _page(request, report, status=409)
    return _page(request, report, contact=contact, contact_asked=True)


@require_POST
@with_report
def preview(request, report):
    """{"subject", "body"} of what the reporter would get."""
    status = request.POST.get("status", "")
    if status not in workflow.Status.values:
        return JsonResponse({"message": _("다음 상태를 골라 주세요.")}, status=400)
    note = request.POST.get("note", "")[:4000]
    try:
        texts.check(note, texts.OF_AN_ANSWER)
    except ValidationError as error:
        return JsonResponse({"message": " ".join(error.messages)}, status=400)
    subject, body = texts.preview(report, status, note)
    return JsonResponse({"subject": subject, "body": body})


@background
@require_safe
@with_report
def version(request, report):
    """{"version", "status"}: whether the page that a handler looks at is still true."""
    return JsonResponse({"version": report.version, "status": report.get_status_display()})
