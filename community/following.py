"""Support and follow: joining what others reported."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from . import push, texts
from .encryption import fingerprint
from .models import Campaign, Category, Follower, Message, Report, ReportEvent, Supporter


@transaction.atomic
def support(report: Report, sender) -> dict:
    """공감 from a device (or, without one, an address); a second time takes it back. {"supported", "count"}."""
    who = sender.device or sender.network_hash
    given, created = Supporter.objects.get_or_create(report=report, device=who)
    if not created:
        given.delete()
    # Not through `changing`: a handler who has the report open must not be told that it was overtaken.
    Report.objects.filter(pk=report.pk).update(support_count=F("support_count") + (1 if created else -1))
    report.refresh_from_db(fields=["support_count"])
    return {"supported": created, "count": report.support_count}


def follow(*, report="", category="", campaign="", gu="", dong="", channel="email", address="", rhythm="at_once"):
    """The Follower; by e-mail it begins when the link in a mail was opened. Raises ValidationError."""
    subject = _subject(report, category, campaign, gu, dong)
    if rhythm not in Follower.Rhythm.values or channel not in (Follower.Channel.EMAIL, Follower.Channel.PUSH):
        raise ValidationError(_("받아보는 방법을 골라 주세요."))
    by_push = channel == Follower.Channel.PUSH
    address = push.clean_subscription(address) if by_push else _clean_email(address)
    follower, _created = Follower.objects.get_or_create(
        **subject,
        channel=channel,
        address_hash=fingerprint(address, "contact"),
        defaults={"address": address, "rhythm": rhythm, "confirmed_at": timezone.now() if by_push else None},
    )
    if follower.confirmed_at is None:
        _ask_to_confirm(follower)
    elif by_push and follower.stopped_at:
        Follower.objects.filter(pk=follower.pk).update(stopped_at=None)
    return follower


def _subject(report, category, campaign, gu, dong) -> dict:
    found = {
        "report": Report.objects.public().filter(number=report.upper()).first() if report else None,
        "category": Category.objects.active().filter(slug=category).first() if category else None,
        "campaign": Campaign.objects.public().filter(slug=campaign).first() if campaign else None,
    }
    asked = {"report": report, "category": category, "campaign": campaign}
    if any(asked[name] and found[name] is None for name in asked) or not (any(found.values()) or gu):
        raise ValidationError(_("무엇을 받아볼지 골라 주세요."))
    return found | {"gu": gu, "dong": dong if gu else ""}


def _clean_email(address: str) -> str:
    address = address.strip()[:254]
    validate_email(address)
    return address


def _ask_to_confirm(follower: Follower):
    """One mail a day at most: a stranger's address is not to be flooded from here."""
    what = follower.report or follower.category or follower.campaign or " ".join((follower.gu, follower.dong)).strip()
    link = settings.SITE_URL + reverse("community:confirm", args=[follower.pk, follower.key])
    subject, body = texts.text("confirm")
    given = {"city": settings.CITY_NAME, "note": str(what), "link": link}
    with transaction.atomic():
        message, created = Message.objects.get_or_create(
            once=f"confirm-{follower.pk}-{timezone.localdate()}",
            defaults={
                "channel": follower.channel,
                "follower": follower,
                "to": follower.address,
                "subject": texts.fill(subject, given)[:200],
                "body": texts.fill(body, given),
                "link": link,
            },
        )
        if created:
            jobs.configure_task("community.send_message", queue="community").defer(message_id=message.pk)


@transaction.atomic
def confirm(follower: Follower):
    Follower.objects.filter(pk=follower.pk).update(confirmed_at=timezone.now(), stopped_at=None)
    # What was decided about one's proposal before one opened the mail.
    proposals = list(follower.proposals.exclude(decided_at=None).values_list("pk", flat=True))
    decided = ReportEvent.objects.filter(kind=ReportEvent.Kind.DECIDED, data__proposal__in=proposals)
    for event_id in decided.filter(report=follower.report_id).values_list("pk", flat=True):
        jobs.configure_task("community.announce", queue="community").defer(event_id=event_id)


def stop(follower: Follower):
    """Nothing more to this follower; what waits is cancelled when its turn comes."""
    Follower.objects.filter(pk=follower.pk, stopped_at=None).update(stopped_at=timezone.now())
