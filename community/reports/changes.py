"""What a history row changed, from what to what: all of it for staff, and what concerns them for citizens."""

import json
from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Report, ReportEvent, Task
from ..workflow import Status

Kind = ReportEvent.Kind


@dataclass(frozen=True, slots=True)
class Change:
    """`before` and `after` in words; "" is nothing."""

    label: str
    before: str
    after: str


def changes(event: ReportEvent) -> list[Change]:
    """For staff. Rows from before this was kept tell what they hold."""
    make = _MAKERS.get(event.kind)
    return [change for change in (make(event) if make else ()) if change.before != change.after]


def public_changes(event: ReportEvent) -> list[Change]:
    """What everybody may know of them: no words that were taken out, and no place where a pin stood by mistake."""
    make = {Kind.DEADLINE: _deadline, Kind.EDITED: _edited_fields}.get(event.kind)
    return [change for change in (make(event) if make else ()) if change.before != change.after]


def _status(event):
    labels = dict(Status.choices)
    yield Change(_("상태"), str(labels.get(event.from_status, "")), str(labels.get(event.to_status, "")))


def _moderated(event):
    labels = dict(Report.Moderation.choices)
    yield Change(_("공개"), *(str(labels.get(event.data.get(name), "")) for name in ("from", "to")))


def _from_to(label):
    def make(event):
        yield Change(label, *(str(event.data.get(name) or "") for name in ("from", "to")))

    return make


def _deadline(event):
    yield Change(_("기한"), *(_day(event.data.get(name)) for name in ("from", "to")))


def _edited_fields(event):
    """What stands on the public page before and after."""
    for name, label in {"category": _("유형"), "department": _("부서"), "due_on": _("기한")}.items():
        if name in event.data:
            before, after = event.data[name]
            if name == "due_on":
                before, after = _day(before), _day(after)
            yield Change(label, before or "", after or "")


def _edited(event):
    yield from _edited_fields(event)
    data, labels = event.data, dict(Report.Moderation.choices)
    if "moderation" in data:
        yield Change(_("공개"), *(str(labels.get(state, "")) for state in data["moderation"]))
    if "place" in data:
        yield Change(_("위치"), *data["place"])
    if "point" in data:
        yield Change(_("핀"), *(_point(point) for point in data["point"]))
    if data.get("text"):
        gone = _("(보존 기간이 지나 지움)")
        yield Change(_("글"), *(json.loads(event.private) if event.private else (gone, "")))
    if "covered" in data:
        yield Change(_("사진"), "", _("얼굴·번호판 %(n)d곳을 가림") % {"n": data["covered"]})


def _photo(event):
    data = event.data
    if "hidden" in data:
        visible, hidden = _("공개"), _("숨김")
        yield Change(_("사진"), *((visible, hidden) if data["hidden"] else (hidden, visible)))
    elif "photos" in data:
        yield Change(_("사진"), "", _("%(n)d장 더함") % {"n": data["photos"]})


def _task(event):
    data, labels = event.data, dict(Task.State.choices)
    state = str(labels.get(data.get("state"), ""))
    yield Change(
        f"{data.get('department', '')}: {data.get('title', '')}", str(labels.get(data.get("before"), "")), state
    )
    if data.get("due_on"):
        yield Change(_("기한"), "", _day(data["due_on"]))


def _decided(event):
    if event.data.get("accepted"):
        for label, before, after in event.data.get("rows", ()):
            yield Change(label, before, after)


def _contact(event):
    for part in event.data.get("parts", ()):
        yield Change(str(_CONTACT_PARTS[part["what"]]), *(str(_CONTACT_STATES[part[k]]) for k in ("from", "to")))


_CONTACT_PARTS = {"name": gettext_lazy("이름"), "email": gettext_lazy("이메일"), "phone": gettext_lazy("전화")}
_CONTACT_STATES = {
    "none": gettext_lazy("없음"),
    "old": gettext_lazy("앞의 것"),
    "new": gettext_lazy("새것"),
    "unconfirmed": gettext_lazy("확인 기다림"),
}


def _merged(event):
    data = event.data
    if "lead" in data:
        yield Change(_("대표 제보"), data.get("former", ""), data["lead"])
    elif "merged" in data:
        yield Change(_("묶은 제보"), "", ", ".join(data["merged"]))


def _split(event):
    yield Change(_("대표 제보"), event.data.get("lead", ""), _("이 제보") if event.data.get("leads") else _("없음"))


def _retention(event):
    yield Change(_("개인 정보"), "", _("보존 기간(%(n)s일)이 지나 지움") % {"n": event.data.get("contact", "")})


def _day(text) -> str:
    return formats.date_format(date.fromisoformat(text), "Y. n. j.") if text else ""


def _point(point) -> str:
    lon, lat = point
    return f"{lat:.6f}, {lon:.6f}"


_MAKERS = {
    Kind.STATUS: _status,
    Kind.MODERATED: _moderated,
    Kind.ASSIGNED: _from_to(gettext_lazy("담당자")),
    Kind.HANDED_OVER: _from_to(gettext_lazy("부서")),
    Kind.DEADLINE: _deadline,
    Kind.EDITED: _edited,
    Kind.PHOTO: _photo,
    Kind.TASK: _task,
    Kind.DECIDED: _decided,
    Kind.CONTACT: _contact,
    Kind.MERGED: _merged,
    Kind.SPLIT: _split,
    Kind.RETENTION: _retention,
}
