"""The queue's filters: a filter that makes no sense is left out, not an error."""

from django import forms
from django.db import connection
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from mapsite.accounts.models import Department
from maptag.geocoding.gazetteer.loaded import lexicon
from maptag.pages.filters import SearchField

from ..models import Category, Report
from ..workflow import CLOSED, Status

VIEWS = {
    "open": _("처리할 것"),
    "mine": _("내가 맡은 것"),
    "tasks": _("나눠 받은 일"),
    "overdue": _("기한 지남"),
    "moderate": _("공개 확인"),
    "spam": _("스팸"),
    "given": _("넘긴 것"),
    "all": _("모두"),
}
SORTS = {
    "due": (_("기한 빠른 순"), ["due_on", "created_at", "id"]),
    "new": (_("새로 온 순"), ["-created_at", "-id"]),
    "support": (_("공감 많은 순"), ["-support_count", "-created_at", "-id"]),
}
# A deadline says nothing of what is closed, and no index sorts a million by it.
UNSORTED = ("all", "spam", "given")
# What is more is said to be "more": to count to the end of a million took 300 ms.
MOST_COUNTED = 1000


def seen_as(view: str, reports, user):
    """The `reports` that belong under one of VIEWS."""
    if view == "spam":
        return reports.spam()
    reports = reports.exclude(moderation=Report.Moderation.SPAM)
    if view == "open":
        return reports.open()
    if view == "mine":
        return reports.open().filter(assignee=user)
    if view == "tasks":
        return reports.with_tasks(user)
    if view == "given":
        return reports.given_away(user)
    return {"overdue": reports.overdue, "moderate": reports.to_moderate, "all": reports.all}[view]()


def count_each(querysets: list, most: int) -> list[int]:
    """How many rows each has, none counted beyond `most`: in one statement, as ten cost the page 10 ms."""
    compiled = [part.order_by().values("pk")[:most].query.sql_with_params() for part in querysets]
    columns = ", ".join(f"(SELECT count(*) FROM ({sql}) AS part)" for sql, _params in compiled)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [value for _sql, params in compiled for value in params])
        return list(cursor.fetchone())


class QueueFilter(forms.Form):
    """What of the reports that `user` may open the list shows. `department` is for administrators, who see all."""

    view = forms.ChoiceField(choices=list(VIEWS.items()), required=False)
    q = SearchField()
    status = forms.ChoiceField(label=_("상태"), choices=[("", _("모든 상태")), *Status.choices], required=False)
    category = forms.ModelChoiceField(
        label=_("유형"),
        queryset=Category.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label=_("모든 유형"),
    )
    gu = forms.ChoiceField(label=_("구"), required=False)
    department = forms.ModelChoiceField(
        label=_("부서"),
        queryset=Department.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label=_("모든 부서"),
    )
    sort = forms.ChoiceField(
        label=_("순서"), choices=[(key, label) for key, (label, _o) in SORTS.items()], required=False
    )

    def __init__(self, data, user):
        super().__init__(data)
        self.user = user
        self.fields["gu"].choices = [("", _("모든 구")), *((name, name) for name in sorted(lexicon().home))]
        if not user.is_administrator:
            del self.fields["department"]
        self.fields["q"].widget.attrs |= {
            "class": "krds-input",
            "type": "search",
            "placeholder": _("내용, 주소, 접수번호"),
        }
        self.is_valid()
        if self.shown in UNSORTED:
            del self.fields["sort"]

    @property
    def shown(self) -> str:
        """One of VIEWS. Whoever asks for a closed state does not mean the open ones only."""
        view = self.cleaned_data.get("view") or "open"
        return "all" if view == "open" and self.cleaned_data.get("status") in CLOSED else view

    @property
    def narrowed(self) -> dict:
        """The chosen filters beside view and order."""
        return {name: v for name, v in self.cleaned_data.items() if v and name not in ("view", "sort")}

    @cached_property
    def _inbox_parts(self) -> list:
        return Report.objects.reports().inbox_parts(self.user)

    def _parts(self, view: str) -> list:
        """Querysets without overlap of what belongs under `view`. What was given away is in no inbox any more."""
        if view in ("tasks", "given"):
            return [seen_as(view, Report.objects.reports(), self.user)]
        return [seen_as(view, part, self.user) for part in self._inbox_parts]

    @property
    def order(self) -> str:
        """One of SORTS: the earliest deadline first, of what has none the latest."""
        if self.shown in UNSORTED:
            return "new"
        return self.cleaned_data.get("sort") or "due"

    def found(self, most: int) -> list[int]:
        """Primary keys of the reports to list, in order, at most so many."""
        chosen, order = self.narrowed, SORTS[self.order][1]
        query, columns = chosen.pop("q", ""), [name.strip("-") for name in order]
        parts = [
            part.search(query).filter(**chosen).order_by(*order).values_list(*columns)
            for part in self._parts(self.shown)
        ]
        first, *others = [part[:most] for part in parts]
        rows = first.union(*others, all=True).order_by(*order)[:most] if others else first
        return [row[-1] for row in rows]

    def counts(self) -> list[dict]:
        """[{"view", "label", "count", "more", "current"}]; the count of everything would be read by nobody."""
        counted = {view: self._parts(view) for view in VIEWS if view != "all"}
        parts = iter(count_each([part for parts in counted.values() for part in parts], MOST_COUNTED + 1))
        rows = []
        for view, label in VIEWS.items():
            count = sum(next(parts) for _part in counted[view]) if view in counted else None
            more = count is not None and count > MOST_COUNTED
            rows.append({"view": view, "label": label, "count": MOST_COUNTED if more else count, "more": more})
        rows = [row | {"current": row["view"] == self.shown} for row in rows]
        # What seldom holds anything takes no room on a phone while it is empty.
        return [row for row in rows if row["count"] != 0 or row["current"] or row["view"] not in ("tasks", "given")]
