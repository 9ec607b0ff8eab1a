"""A report's way and history in words that citizens read."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import proposals
from ..models import Report, ReportEvent
from ..workflow import CLOSED, Status

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
    return [{"label": s.label, "state": state, "at": reached.get(s)} for s, state in zip(way, states, strict=True)]


def told(events) -> list[dict]:
    """[{"at", "who", "what", "note"}], the latest first."""
    rows = [{"at": e.at, "who": e.who, "what": _what(e), "note": e.note} for e in events]
    return rows[::-1]


def _what(event: ReportEvent) -> str:
    data = event.data
    match event.kind:
        case Kind.SUBMITTED:
            return _("제보가 접수되었습니다.")
        case Kind.STATUS:
            return _("‘%(status)s’ 상태가 되었습니다.") % {"status": event.get_to_status_display()}
        case Kind.MODERATED:
            return _MODERATED.get(data.get("to"), event.get_kind_display())
        case Kind.HANDED_OVER:
            return _("담당 부서가 바뀌었습니다: %(to)s") % {"to": data.get("to", "")}
        case Kind.MERGED if "lead" in data:
            return _("같은 내용의 제보 %(number)s에 묶었습니다. 답변은 여기로도 전해 드립니다.") % {
                "number": data["lead"]
            }
        case Kind.SPLIT:
            return _("묶음에서 나누어 따로 처리합니다.")
        case Kind.ANSWER:
            return _("답변을 드립니다.")
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
            return _("사진을 더했습니다.")
        case Kind.VERDICT:
            return (
                _("제보하신 분이 해결되었다고 합니다.")
                if data.get("fixed")
                else _("제보하신 분이 아직 해결되지 않았다고 합니다.")
            )
    return event.get_kind_display()
