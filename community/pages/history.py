"""A report's way and history in words that citizens read."""

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maptag.publishing.layers import LAYERS

from ..campaigns import proposals
from ..messaging.quoting import state_of_lead
from ..models import Report, ReportEvent
from ..reports.changes import changes, public_changes
from ..workflow import CLOSED, Party, Status

Kind = ReportEvent.Kind
WAY = (Status.RECEIVED, Status.CONFIRMED, Status.IN_PROGRESS, Status.DONE)
_MODERATED = {
    "approved": gettext_lazy("제보가 공개되었습니다."),
    "unchecked": gettext_lazy("제보가 공개되었습니다."),
    "hidden": gettext_lazy("제보를 공개하지 않습니다. 처리는 그대로 합니다."),
    "pending": gettext_lazy("공개하기 전에 다시 확인합니다."),
}


def steps(report: Report) -> list[dict]:
    """[{"label", "state", "at"}] from 접수 to the end that it took; `state`: done, current or todo."""
    reached = {e.to_status: e.at for e in report.events.all() if e.kind in (Kind.SUBMITTED, Kind.STATUS)}
    way = [*WAY[:-1], Status(report.status)] if report.status in CLOSED else list(WAY)
    here = way.index(Status(report.status))
    if report.status in CLOSED:
        # A step that was skipped on the way to the end is not shown as one that was taken.
        way = [status for status in way if status in reached or status == report.status]
        here = len(way) - 1
    states = ["done" if n < here else "current" if n == here else "todo" for n in range(len(way))]
    # Reopened, it has been at the end before: that day is of the history, not of what lies ahead.
    days = [None if state == "todo" else reached.get(status) for status, state in zip(way, states, strict=True)]
    return [{"label": s.label, "state": state, "at": at} for s, state, at in zip(way, states, days, strict=True)]


def told(events, own: bool = False) -> list[dict]:
    """[{"at", "who", "what", "note", "changes", "files"}], the latest first; `own` for the reporter alone.

    Other reports are named only where everybody may see them.
    """
    events = list(events)
    prefetch_related_objects(events, "attachments")
    named = {event.data["lead"] for event in events if event.data.get("lead")}
    public = set(Report.objects.public().filter(number__in=named).values_list("number", flat=True)) if named else ()
    return [_row(event, public, own) for event in reversed(events)]


def _row(event: ReportEvent, public, own: bool) -> dict:
    return {
        "at": event.at,
        "who": event.who,
        "what": _what(event, public),
        # To hear a number with stars in it, who wrote it would think that it was lost.
        "note": event.whole_note if own and event.party == Party.REPORTER else event.note,
        "changes": _own_changes(event) if own else public_changes(event),
        "files": [LAYERS["attachments"].public(file) for file in event.attachments.all() if own or file.public],
    }


def _own_changes(event: ReportEvent):
    """Whoever corrected something sees it again; of what staff did, what everybody sees."""
    own = event.party == Party.REPORTER and event.kind in (Kind.EDITED, Kind.CONTACT)
    return changes(event) if own else public_changes(event)


def _what(event: ReportEvent, public=()) -> str:
    data = event.data
    match event.kind:
        case Kind.SUBMITTED:
            return _("제보가 접수되었습니다.")
        case Kind.STATUS:
            return _status(event)
        case Kind.MODERATED:
            return _MODERATED.get(data.get("to"), event.get_kind_display())
        case Kind.HANDED_OVER:
            template = _("담당 부서가 바뀌었습니다: %(from)s → %(to)s") if data.get("from") else _("담당 부서: %(to)s")
            return template % {"from": data.get("from", ""), "to": data.get("to", "")}
        case Kind.MERGED if "lead" in data:
            return _merged(data["lead"] if data["lead"] in public else "")
        case Kind.SPLIT:
            return (
                _("이제 이 제보를 대표로 처리합니다.") if data.get("leads") else _("묶음에서 나누어 따로 처리합니다.")
            )
        case Kind.ANSWER:
            return (not event.note and state_of_lead(event)) or _("답변을 드립니다.")
        case Kind.EDITED:
            return _edited(event)
        case Kind.DEADLINE:
            return _("답변 기한을 바꾸었습니다.")
        case Kind.CONTACT:
            return _("제보하신 분이 연락처를 바꾸었습니다.")
        case Kind.QUESTION:
            return _("담당 부서가 여쭤봅니다.")
        case Kind.ADDED:
            return _("제보하신 분이 덧붙였습니다.")
        case Kind.PROPOSED:
            return _("다른 분이 고칠 점을 제안했습니다: %(parts)s") % {"parts": proposals.named(data.get("parts", ()))}
        case Kind.DECIDED:
            if not data.get("accepted"):
                return _("제안을 받아들이지 않았습니다.")
            return _("제안을 받아들여 고쳤습니다: %(parts)s") % {"parts": proposals.named(data.get("parts", ()))}
        case Kind.PHOTO:
            if "hidden" in data:
                return _("사진 한 장을 숨겼습니다.") if data["hidden"] else _("숨긴 사진을 다시 공개했습니다.")
            return _("사진 %(n)d장을 더했습니다.") % {"n": data.get("photos", 1)}
        case Kind.VERDICT:
            return (
                _("제보하신 분이 해결되었다고 합니다.")
                if data.get("fixed")
                else _("제보하신 분이 아직 해결되지 않았다고 합니다.")
            )
    return event.get_kind_display()


def _status(event: ReportEvent) -> str:
    after = event.get_to_status_display()
    if event.party == Party.REPORTER and event.from_status in CLOSED and event.to_status not in CLOSED:
        return _("제보하신 분이 아직 해결되지 않았다고 하여 다시 ‘%(status)s’ 상태가 되었습니다.") % {"status": after}
    if not event.from_status:
        return _("‘%(status)s’ 상태가 되었습니다.") % {"status": after}
    before = Status(event.from_status).label
    return _("‘%(before)s’에서 ‘%(status)s’ 상태가 되었습니다.") % {"before": before, "status": after}


def _merged(number: str) -> str:
    if not number:
        return _("같은 내용의 다른 제보와 함께 처리합니다. 답변은 여기로도 전해 드립니다.")
    return _("같은 내용의 제보 %(number)s에 묶었습니다. 답변은 여기로도 전해 드립니다.") % {"number": number}


def _edited(event: ReportEvent) -> str:
    if "covered" in event.data:
        return _("사진에서 알아볼 수 있는 얼굴·번호판을 가렸습니다.")
    names = {"category": _("유형"), "point": _("위치"), "text": _("글")}
    what = ", ".join(label for name, label in names.items() if name in event.data)
    if event.party == Party.REPORTER:
        return _("제보하신 분이 고쳤습니다: %(what)s") % {"what": what}
    return _("고쳤습니다: %(what)s") % {"what": what}
