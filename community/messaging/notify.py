"""From a history row to messages: who is told what. Runs after the commit, and may run twice without telling twice."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import IncidentRoom, Message, Report, ReportEvent, Subscription
from ..workflow import Status
from . import texts, webhooks
from .quoting import quoted

Kind = ReportEvent.Kind


def notify_of(event_id: int) -> list[Message]:
    """The messages made for an event; those made before are left alone."""
    rows = ReportEvent.objects.select_related(
        "department", "report__category", "report__campaign__group", "report__department"
    )
    event = rows.get(pk=event_id)
    webhooks.enqueue(event)
    if event.kind == Kind.SUBMITTED:
        IncidentRoom.objects.welcome(event.report)
    messages = []
    for slug, recipients in _audiences(event):
        messages += [message for subscription in recipients if (message := _write(event, slug, subscription))]
    if event.kind == Kind.PROPOSED and (message := _tell_member(event)):
        messages.append(message)
    return messages


def _audiences(event: ReportEvent):
    """(text, subscriptions) for each group that hears of the event."""
    report = event.report
    own = Subscription.objects.active().filter(report=report)
    reporter = own.filter(reporter=True)
    if event.kind == Kind.SUBMITTED:
        yield "receipt", reporter
        yield from _new(report)
    elif event.kind == Kind.MERGED and "lead" in event.data:
        yield "merged", own
    elif event.kind == Kind.SPLIT:
        yield "split", own
    elif event.kind == Kind.STATUS and not _untold(event):
        yield "done" if event.to_status == Status.DONE else "status", own
    elif event.kind == Kind.ANSWER:
        yield "answer", own
    elif event.kind == Kind.HANDED_OVER and event.note:
        yield "handed_over", own
    elif event.kind == Kind.QUESTION:
        yield "question", reporter
    elif event.kind == Kind.PROPOSED:
        yield "proposed", reporter
    elif event.kind == Kind.DECIDED:
        proposer = Subscription.objects.active().filter(proposals=event.data["proposal"])
        yield "proposal_accepted" if event.data["accepted"] else "proposal_declined", proposer
    elif event.kind == Kind.PHOTO and event.data.get("hidden"):
        yield "photo", reporter
    elif event.kind == Kind.MODERATED:
        if event.data["to"] == Report.Moderation.HIDDEN:
            yield "hidden", reporter
        elif event.data["from"] == Report.Moderation.PENDING:
            yield from _new(report)


def _untold(event: ReportEvent) -> bool:
    """Who withdrew knows it; of going into a case and out of it, MERGED and SPLIT tell with the lead's number."""
    return event.to_status in (Status.WITHDRAWN, Status.DUPLICATE) or event.from_status == Status.DUPLICATE


def _new(report: Report):
    """Who subscribes to the place, the category or the campaign hears of a report when everybody may read it."""
    if report.published:
        yield "new", Subscription.objects.of(report).filter(report=None)


def _write(event: ReportEvent, slug: str, subscription: Subscription) -> Message | None:
    # A new report is announced once to each person, whichever event made it public and however they follow it.
    person = f"{subscription.channel}-{subscription.address_hash}"
    once = f"new-{event.report_id}-{person}" if slug == "new" else f"{event.pk}-{subscription.pk}"
    recipient = {"channel": subscription.channel, "subscription": subscription, "to": subscription.address}
    recipient |= {"digest": subscription.rhythm != Subscription.Rhythm.AT_ONCE, "send_at": _send_at(subscription)}
    return _store(event, slug, once, recipient, own=subscription.reporter)


def _tell_member(event: ReportEvent) -> Message | None:
    """The owner of an entry who left no address with it may be a member, and those have one."""
    member = event.report.member
    if (
        member is None
        or not member.may_be_written_to
        or event.report.subscriptions.active().filter(reporter=True).exists()
    ):
        return None
    recipient = {"channel": Subscription.Channel.EMAIL, "member": member, "to": member.email}
    return _store(event, "proposed", f"{event.pk}-member-{member.pk}", recipient, own=True)


def _store(event: ReportEvent, slug: str, once: str, recipient: dict, own: bool) -> Message | None:
    """The Message in its words, with the private link for whom the report is their `own`; None if it was there."""
    report = event.report
    link = f"{settings.SITE_URL}{report.private_url if own else report.get_absolute_url()}"
    note = "" if slug == "new" else "\n\n".join(filter(None, (quoted(event), _files(event, own))))
    values = texts.values(report, note, link) | {"lead": _lead(event), "to": event.data.get("to", "")}
    if event.to_status:
        values["status"] = Status(event.to_status).label
    message, created = Message.objects.get_or_create(
        once=once,
        defaults={
            "report": report,
            "event": event,
            "link": link,
        }
        | texts.letter(slug, values)
        | recipient,
    )
    return message if created else None


def _lead(event: ReportEvent) -> str:
    """The number of the report that stands for this one, unless it is its reporter's alone to know."""
    number = event.data.get("lead", "")
    public = Report.objects.public().filter(number=number).exists() if number else False
    return number if public or not number else _("(비공개)")


def _files(event: ReportEvent, own: bool) -> str:
    files = event.attachments.all() if own else event.attachments.filter(public=True)
    if number := files.count():
        return _("붙임 파일 %(n)d개는 아래 주소에서 볼 수 있습니다.") % {"n": number}
    return ""


def _send_at(subscription: Subscription):
    """At once, or the next morning at eight, of a Monday for the weekly ones."""
    now = timezone.localtime()
    if subscription.rhythm == Subscription.Rhythm.AT_ONCE:
        return now
    morning = now.replace(hour=8, minute=0, second=0, microsecond=0)
    if morning <= now:
        morning += timedelta(days=1)
    if subscription.rhythm == Subscription.Rhythm.WEEKLY:
        morning += timedelta(days=-morning.weekday() % 7)
    return morning
