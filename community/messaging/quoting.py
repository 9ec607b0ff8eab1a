"""Whose words a letter carries: every note of the history is quoted under the role of whoever said it."""

from django.utils.translation import gettext as _

from ..models import ReportEvent
from ..workflow import Party, Status

Kind = ReportEvent.Kind


def quoted(event: ReportEvent) -> str:
    """The note of an event with whose words they are above them; "" where nobody said anything."""
    if not event.note:
        return state_of_lead(event)
    heading = _heading(event)
    return f"[{heading}]\n{event.note}" if heading else event.note


def _heading(event: ReportEvent) -> str:
    match event.party:
        case Party.REPORTER:
            # The owner of a campaign's entry decides on proposals; everybody else reports something.
            return _("올리신 분의 답") if event.kind == Kind.DECIDED else _("신고하신 분의 말")
        case Party.CITIZEN:
            return _("제안하신 분의 말") if event.kind == Kind.PROPOSED else _("다른 시민의 말")
        case Party.SYSTEM:
            return ""
    return _of_staff(event.kind) % {"who": speaker(event)}


def speaker(event: ReportEvent) -> str:
    """The department or citizens' group that said it; of a repeated answer, whoever gave it first."""
    if event.data.get("voice"):
        return event.data["voice"]
    if event.department:
        return event.department.name
    group = event.report.campaign.group if event.report.campaign_id else None
    return group.name if group and event.party == Party.GROUP else str(event.get_party_display())


def _of_staff(kind: str) -> str:
    match kind:
        case Kind.QUESTION:
            return _("%(who)s의 질문")
        case Kind.HANDED_OVER | Kind.MERGED:
            return _("%(who)s의 안내")
        case Kind.MODERATED | Kind.PHOTO:
            return _("%(who)s에서 밝힌 까닭")
    return _("%(who)s의 답변")


def state_of_lead(event: ReportEvent) -> str:
    """What a report that is handled along with another hears when only that one's state changed."""
    if event.kind != Kind.ANSWER or not event.data.get("lead_status"):
        return ""
    return _("함께 처리하는 제보가 ‘%(status)s’ 상태가 되었습니다.") % {
        "status": Status(event.data["lead_status"]).label
    }


def in_one_line(event: ReportEvent) -> str:
    """For a list: `who: "words"`."""
    quote = quoted(event)
    heading, _line, note = quote.partition("\n") if quote.startswith("[") else ("", "", quote)
    return f"{heading.strip('[]')}: “{note}”" if heading else note
