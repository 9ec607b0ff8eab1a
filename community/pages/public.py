"""Reports as everybody sees them: list and map, one report, the figures."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from maptag.geocoding.gazetteer.loaded import lexicon
from maptag.pages.filters import Filter
from maptag.publishing.layers import LAYERS
from maptag.publishing.rows import PublicRow

from ..campaigns import confirmations
from ..messaging import push
from ..models import Category, Photo, Report
from ..protection import devices, limits
from ..reports import statistics
from ..reports.selection import GROUPS, select
from ..workflow import Status
from . import history
from .members import member_of

PAGE = 20
LAST_PAGE = 500
HOUR = 3600
STATES = [
    ("", gettext_lazy("모든 상태")),
    ("open", gettext_lazy("답변 전")),
    ("closed", gettext_lazy("끝남")),
    *[choice for choice in Status.choices if choice[0] != Status.WITHDRAWN],
]


class PublicFilter(Filter):
    """The filters of the list, with the names of `community.reports.selection`."""

    q = forms.CharField(label=gettext_lazy("찾는 말"), max_length=100, required=False)
    category = forms.ChoiceField(label=gettext_lazy("유형"), required=False)
    gu = forms.ChoiceField(label=gettext_lazy("구"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("상태"), required=False, choices=STATES)

    def __init__(self, data):
        super().__init__(data)
        categories = Category.objects.active().values_list("slug", "name")
        self.fields["category"].choices = [("", _("모든 유형")), *categories]
        self.fields["gu"].choices = [("", _("모든 구")), *((gu, gu) for gu in sorted(lexicon().home))]
        self.fields["q"].widget.attrs.update(
            {"class": "krds-input", "type": "search", "placeholder": _("내용, 주소, 접수번호")}
        )
        for name in ("category", "gu", "status"):
            self.fields[name].widget.attrs["class"] = "krds-form-select"


@login_not_required
@require_safe
def reports(request):
    """Without a total: to count a million rows takes longer than to show the twenty that are read."""
    form = PublicFilter(request.GET)
    rows = select(form.chosen).order_by("-created_at", "-pk")
    context = {"form": form, "config": _map_config(form.chosen)} | paged(request, rows)
    return render(request, "community/reports.html", context, status=400 if form.unclear else 200)


def _map_config(chosen: dict) -> dict:
    """What static/js/report/list.js has to know."""
    by_cells = chosen.keys() <= {"category", "status"} and chosen.get("status", "open") in GROUPS
    return {
        "api": "/api/community",
        "label": _("시민 제보를 모은 지도"),
        "colours": dict(Category.objects.values_list("slug", "colour")),
        "colour": "#256ef4",
        "filter": chosen if by_cells else {},
        # The map's cells know categories and open or closed alone; else all that is found is drawn.
        "source": "" if by_cells else f"{reverse('community:geojson')}?{urlencode(chosen)}",
    }


def paged(request, rows) -> dict:
    """{"reports", "number", "previous", "next"}: one page of public reports with what a list shows."""
    try:
        number = min(max(int(request.GET.get("page", 1)), 1), LAST_PAGE)
    except ValueError:
        number = 1
    visible = Prefetch("photos", Photo.objects.filter(hidden=False), to_attr="shown_photos")
    first = (number - 1) * PAGE
    rows = rows.select_related("category", "campaign", "department").prefetch_related(visible)
    records = list(rows[first : first + PAGE + 1])
    more = len(records) > PAGE and number < LAST_PAGE
    return {
        "reports": [LAYERS["reports"].public(record, photo=_first_photo(record)) for record in records[:PAGE]],
        "number": number,
        "previous": number - 1 if number > 1 else None,
        "next": number + 1 if more else None,
    }


def _first_photo(record: Report) -> PublicRow | None:
    return LAYERS["photos"].public(record.shown_photos[0]) if record.shown_photos else None


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, number):
    """A public report. By POST an entry of a campaign is confirmed or contradicted (`agrees`)."""
    rows = Report.objects.public().select_related("category", "campaign", "department", "case__lead")
    record = get_object_or_404(rows, number=number.upper())
    if request.method == "POST" and record.campaign_id:
        _confirm(request, record)
        return redirect(record)
    row = LAYERS["reports"].public(record, answer_rows=record.answer_rows())
    context = {
        "report": row,
        "steps": history.steps(record),
        "history": history.told(record.events.public().select_related("department")),
        "photos": [LAYERS["photos"].public(photo, asked=photo.asked) for photo in _photos(record)],
        "lead": _lead(record),
        "member": bool(record.campaign_id and member_of(request, record.campaign)),
        "page_data": _page_data(row),
        "push_key": push.public_key(),
        "around": urlencode({"lon": f"{row.point.x:.5f}", "lat": f"{row.point.y:.5f}", "radius": 500}),
    }
    return devices.remember(request, render(request, "community/report.html", context))


def _photos(record: Report):
    return record.captioned(record.visible_photos())


def _lead(record: Report) -> PublicRow | None:
    """The report that stands for this one, where everybody may see it."""
    lead = record.lead if record.follows_lead else None
    return LAYERS["reports"].public(lead) if lead and lead.published else None


def _page_data(report: PublicRow) -> dict:
    """What static/js/report/report.js has to know."""
    return {
        "api": "/api/community",
        "number": report.number,
        "pin": {"lon": report.point.x, "lat": report.point.y, "colour": (report.campaign or report.category).colour},
    }


def _confirm(request, entry: Report):
    sender = limits.sender_of(request)
    try:
        agrees = request.POST.get("agrees") == "yes"
        with limits.counted("confirm", sender.network_hash, 60, HOUR):
            confirmations.confirm(entry, agrees, sender, member_of(request, entry.campaign))
        more = _("무엇이 다른지 ‘고칠 점 제안하기’로 알려 주시면 바로잡는 데 큰 도움이 됩니다.")
        messages.success(request, _("알려 주셔서 고맙습니다.") + ("" if agrees else f" {more}"))
    except limits.TooMany as error:
        messages.error(request, error.message)
    except ValidationError as error:
        messages.error(request, error.messages[0])


@login_not_required
@require_safe
def figures(request):
    return render(request, "community/statistics.html", {"figures": statistics.overview()})
