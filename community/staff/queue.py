"""The list of reports: filtered, on the map, many at once."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import Http404, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from mapsite.accounts.models import Department, Role, User

from ..models import IncidentRoom, Report, SavedFilter, ShortlistItem, Task
from ..reports import bulk
from ..workflow import ActionRefused, Status
from .access import handlers_only
from .filters import QueueFilter

PAGE = 30
AHEAD = 10 * PAGE
MOST_PINS = 1000
MOST_REASONS = 2
KEPT = "handling_kept"
STEPS = (Status.CONFIRMED, Status.IN_PROGRESS, Status.DONE, Status.REFUSED, Status.TRANSFERRED)
DECISIONS = {
    Report.Moderation.APPROVED: gettext_lazy("공개"),
    Report.Moderation.HIDDEN: gettext_lazy("비공개(까닭을 적어 주세요)"),
    Report.Moderation.SPAM: gettext_lazy("스팸함으로"),
}


@require_safe
@handlers_only
def queue(request):
    """The department's reports; an administrator's are all."""
    form = QueueFilter(request.GET, request.user)
    ids, more = _some(form, request.GET.get("page", ""))
    page = Paginator(ids, PAGE).get_page(request.GET.get("page"))
    page.object_list = _in_order(page.object_list, request.user)
    kept = _show_kept(request, page.object_list)
    context = {
        "form": form,
        "page": page,
        "more": more,
        "actions": _actions(request.user),
        "saved": saved_filters(request.user),
        "query": request.GET.urlencode(),
        "kept": kept,
    }
    return render(request, "community/staff/queue.html", context)


def _show_kept(request, reports) -> dict | None:
    """What of the last choice could not be done (see `_keep`), once: at its rows; "elsewhere": what is not listed."""
    kept = request.session.pop(KEPT, None)
    if kept is None:
        return None
    for report in reports:
        report.chosen, report.why = report.number in kept["numbers"], kept["reasons"].get(report.number)
    listed = {report.number for report in reports}
    by_reason: dict[str, list] = {}
    for number, why in kept["reasons"].items():
        by_reason.setdefault(why, []).append(number)
    elsewhere = [number for number in kept["numbers"] if number not in listed]
    return kept | {"elsewhere": elsewhere, "by_reason": by_reason}


def _some(form, page: str) -> tuple[list[int], bool]:
    """What is listed up to AHEAD of the page, and whether there is more. Nobody counts a million to read thirty."""
    number = int(page) if page.isdecimal() and len(page) < 6 else 1
    most = number * PAGE + AHEAD
    ids = form.found(most + 1)
    return ids[:most], len(ids) > most


def _in_order(ids, user) -> list[Report]:
    """With `own_tasks`: what of them the user's department was asked to do."""
    tasks = Task.objects.filter(state=Task.State.OPEN).select_related("department")
    own = tasks if user.is_administrator else tasks.filter(department=user.department_id)
    rows = Report.objects.prefetch_related(Prefetch("tasks", own, to_attr="own_tasks"))
    by_id = rows.select_related("category", "campaign", "department", "assignee").in_bulk(ids)
    return [by_id[pk] for pk in ids if pk in by_id]


@require_safe
@handlers_only
def pins(request):
    """What the list holds, on the map: a FeatureCollection of at most MOST_PINS."""
    rows = _in_order(QueueFilter(request.GET, request.user).found(MOST_PINS), request.user)
    return JsonResponse({"type": "FeatureCollection", "features": [feature(report) for report in rows]})


def feature(report: Report) -> dict:
    """A report as the handlers' maps draw it."""
    return {
        "type": "Feature",
        "id": report.number,
        "geometry": {"type": "Point", "coordinates": report.point.coords},
        "properties": {
            "title": report.title,
            "address": report.address,
            "status": report.get_status_display(),
            "colour": report.category.colour if report.category else report.campaign.colour,
            "overdue": report.is_overdue,
            "url": reverse("community:handling_report", args=[report.number]),
        },
    }


def colleagues(user, department=None):
    """Those whom a report can be given to."""
    able = User.objects.filter(role__in=[Role.HANDLER, Role.ADMINISTRATOR], is_active=True)
    if department is None and user.is_administrator:
        return able.exclude(department=None).select_related("department")
    return able.filter(department=department or user.department_id)


def _actions(user) -> list[tuple[str, list]]:
    """[(group, [(value, label)])] for the select of what to do with the chosen ones."""
    others = Department.objects.exclude(pk=user.department_id)
    rooms = IncidentRoom.objects.for_user(user).open()
    return [
        (_("상태 바꾸기"), [(f"move:{step}", step.label) for step in STEPS]),
        (_("공개 확인"), [(f"moderate:{decision}", label) for decision, label in DECISIONS.items()]),
        (_("담당자"), [(f"assign:{person.pk}", str(person)) for person in colleagues(user, user.department_id)]),
        (_("다른 부서로 넘기기"), [(f"hand_over:{department.pk}", department.name) for department in others]),
        (_("현장 목록"), [("shortlist:add", _("내 현장 목록에 담기"))]),
        (_("상황방"), [("room:new", _("새 상황방 열기")), *((f"room:{room.pk}", room.title) for room in rooms)]),
    ]


@require_POST
@handlers_only
def many(request):
    """One action on the chosen reports; what could not be done is said with its reason."""
    numbers = request.POST.getlist("report")[: bulk.MOST]
    ids = list(Report.objects.filter(number__in=numbers).values_list("pk", flat=True))
    action, _colon, value = request.POST.get("action", "").partition(":")
    if not ids or action not in _MANY:
        messages.error(request, _("제보와 할 일을 골라 주세요."))
        return _keep(request, numbers)
    if (action, value) == ("room", "new"):
        return redirect(f"{reverse('community:handling_room_new')}?{urlencode({'report': numbers[:PAGE]}, doseq=True)}")
    try:
        outcome = _MANY[action](ids, value, request.user, request.POST.get("note", "").strip())
    except ValueError:
        raise Http404 from None
    _tell(request, outcome)
    if outcome.refused:
        return _keep(request, [number for number, _why in outcome.refused], dict(outcome.refused))
    return _back(request)


def _keep(request, numbers, reasons=None):
    """The list as it was, with the choice, the action and the words in their places, and why it could not be done."""
    typed = {"action": request.POST.get("action", "")[:60], "note": request.POST.get("note", "")[:2000]}
    request.session[KEPT] = typed | {"numbers": numbers, "reasons": reasons or {}}
    return _back(request)


def _move(ids, value, by, note):
    return bulk.move(ids, Status(value), by, note)


def _moderate(ids, value, by, note):
    return bulk.moderate(ids, Report.Moderation(value), by, note)


def _assign(ids, value, by, _note):
    return bulk.assign(ids, get_object_or_404(User, pk=int(value)), by)


def _hand_over(ids, value, by, note):
    return bulk.hand_over(ids, get_object_or_404(Department, pk=int(value)), by, note)


def _shortlist(ids, _value, by, _note):
    reports = list(Report.objects.chosen(ids, by))
    items = [ShortlistItem(user=by, report=report, position=9999) for report in reports]
    ShortlistItem.objects.bulk_create(items, ignore_conflicts=True)
    return bulk.Outcome(changed=[report.number for report in reports])


def _put_in(ids, value, by, _note):
    room = get_object_or_404(IncidentRoom.objects.for_user(by), pk=int(value))
    numbers = list(Report.objects.chosen(ids, by).values_list("number", flat=True))
    try:
        room.put_in(ids, by)
    except ActionRefused as error:
        return bulk.Outcome(refused=[(number, str(error.message)) for number in numbers])
    return bulk.Outcome(changed=numbers)


_MANY = {
    "move": _move,
    "moderate": _moderate,
    "assign": _assign,
    "hand_over": _hand_over,
    "shortlist": _shortlist,
    "room": _put_in,
}


def _tell(request, outcome: bulk.Outcome):
    if outcome.changed:
        messages.success(request, _("제보 %(n)d건을 처리했습니다.") % {"n": len(outcome.changed)})
    if outcome.refused:
        words = _("제보 %(n)d건은 처리하지 못했습니다. 고른 채로 두었습니다.") % {"n": len(outcome.refused)}
        # The list tells which was refused why; on a phone it stands below a map.
        reasons = list(dict.fromkeys(why for _number, why in outcome.refused))
        messages.error(request, " ".join([words, *reasons[:MOST_REASONS]]))


def _back(request):
    """To the list as it was; the address is ours, only its query comes from the form."""
    return redirect(f"{reverse('community:handling')}?{QueryDict(request.POST.get('query', '')).urlencode()}")


def saved_filters(user):
    """One's own, and those that the department shares."""
    return SavedFilter.objects.filter(Q(user=user) | Q(department=user.department_id)).select_related("user")


@require_POST
@handlers_only
def save_filter(request):
    """Keep the list's query under a name; the same name again replaces it."""
    name = request.POST.get("name", "").strip()[:60]
    kept = {k: v for k, v in QueryDict(request.POST.get("query", "")).items() if k != "page" and v}
    if name and len(urlencode(kept)) <= 1000:
        department = request.user.department if request.POST.get("shared") else None
        values = {"query": urlencode(kept), "department": department}
        SavedFilter.objects.update_or_create(user=request.user, name=name, defaults=values)
        messages.success(request, _("‘%(name)s’ 조건을 저장했습니다.") % {"name": name})
    else:
        messages.error(request, _("조건의 이름을 적어 주세요."))
    return _back(request)


@require_POST
@handlers_only
def delete_filter(request, pk):
    SavedFilter.objects.filter(pk=pk, user=request.user).delete()
    return redirect("community:handling")
