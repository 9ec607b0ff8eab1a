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

from maptag.geocoding.models import District

from ..encryption import fingerprint
from ..models import Campaign, Category, Message, Report, ReportEvent, Subscription, Supporter
from ..protection import limits, proof
from . import contacts, push, texts, unconfirmed

# One household, not a crowd.
MOST_SUPPORTS = 3
# From one address, for all reports together, taken back ones too.
SUPPORTS_AN_HOUR = 100


class Unproven(Exception):
    """공감 asks for a proof of work first."""


def support(report: Report, sender, payload: str = "") -> dict:
    """공감 from a device that we know, with a proof of work; a second time takes it back. {"supported", "count"}.

    Raises ValidationError, limits.TooMany, or Unproven without a proof. Whoever invents devices has to fetch each from
    us, work for it, and is one of MOST_SUPPORTS from the same address.
    """
    gives = not report.supporters.filter(device__in=sender.devices).exists()
    if gives:
        _check_support(report, sender)
        if not payload:
            raise Unproven
        proof.spend_by(sender, payload)
    limits.count("support", sender.network_hash, SUPPORTS_AN_HOUR, 3600)
    return _turn(report, sender, gives)


@transaction.atomic
def _turn(report: Report, sender, gives: bool) -> dict:
    # Two at once from one address wait for each other, and count each other.
    Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    taken_back, _rows = report.supporters.filter(device__in=sender.devices).delete()
    if gives and not taken_back:
        _check_support(report, sender)
        Supporter.objects.create(report=report, device=sender.device, network_hash=sender.network_hash)
    # Not through `changing`: a handler who has the report open must not be told that it was overtaken.
    number = -taken_back if taken_back else int(gives)
    Report.objects.filter(pk=report.pk).update(support_count=F("support_count") + number)
    report.refresh_from_db(fields=["support_count"])
    return {"supported": number > 0, "count": report.support_count}


def _check_support(report: Report, sender):
    if not sender.recognised:
        raise ValidationError(_("쿠키를 쓸 수 없어 공감을 셀 수 없습니다. 이 쪽을 새로 고친 뒤 다시 눌러 주세요."))
    neighbours = report.supporters.filter(network_hash=sender.network_hash).exclude(network_hash="")
    if neighbours.count() >= MOST_SUPPORTS:
        raise ValidationError(_("같은 인터넷 주소에서 이미 여러 분이 공감하셨습니다."))


def follow(*, report="", category="", campaign="", gu="", dong="", channel="email", address="", rhythm="at_once"):
    """The Subscription; by e-mail it begins when the link in a mail was opened. Raises ValidationError or TooMany.

    Whoever follows the same again changes the rhythm, and begins anew what was stopped. What is already followed by
    an e-mail address nobody is told but that address: it may be the reporter's.
    """
    subject = _subject(report, category, campaign, gu, dong)
    by_mail, by_push = channel == Subscription.Channel.EMAIL, channel == Subscription.Channel.PUSH
    if rhythm not in Subscription.Rhythm.values or not (by_mail or by_push):
        raise ValidationError({"rhythm": [_("받아보는 방법을 골라 주세요.")]})
    address = push.clean_subscription(address) if by_push else _clean_email(address)
    subscription, _created = Subscription.objects.get_or_create(
        **subject,
        channel=channel,
        address_hash=fingerprint(address, "contact"),
        defaults={"address": address, "rhythm": rhythm, "confirmed_at": timezone.now() if by_push else None},
    )
    if by_push:
        # Whoever holds a subscription is its browser.
        subscription.stopped_at, subscription.rhythm = None, rhythm
        subscription.save(update_fields=["stopped_at", "rhythm"])
    else:
        _answer_by_mail(subscription, rhythm)
    return subscription


def _subject(report, category, campaign, gu, dong) -> dict:
    rows = {
        "report": Report.objects.public().filter(number=report.upper()).first() if report else None,
        "category": Category.objects.active().filter(slug=category).first() if category else None,
        "campaign": Campaign.objects.public().filter(slug=campaign).first() if campaign else None,
    }
    names = {"report": report, "category": category, "campaign": campaign}
    if any(names[name] and rows[name] is None for name in names) or not (any(rows.values()) or gu):
        raise ValidationError({"": [_("무엇을 받아볼지 골라 주세요. 구나 유형 하나면 됩니다.")]})
    if gu and not (District.objects.filter(gu=gu, abolished=None).exists() if not dong else dong in dongs(gu)):
        raise ValidationError({"gu": [_("구와 동을 다시 골라 주세요.")]})
    return rows | {"gu": gu, "dong": dong if gu else ""}


def dongs(gu: str | None = None) -> list:
    """The dongs of a gu, or without one [(gu, dong)] of the whole city."""
    areas = District.objects.filter(kind=District.Kind.LEGAL, abolished=None, sido=settings.CITY_NAME).exclude(dong="")
    if gu:
        return list(areas.filter(gu=gu).values_list("dong", flat=True).distinct().order_by("dong"))
    return list(areas.exclude(gu="").values_list("gu", "dong").distinct().order_by("gu", "dong"))


def _clean_email(address: str) -> str:
    address = address.strip()[:254]
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError({"address": [_("이메일 주소를 다시 확인해 주세요. 예: name@example.com")]}) from None
    return address


def _answer_by_mail(subscription: Subscription, rhythm: str):
    """A link to confirm, or to the page of whoever follows it already: only the mail tells which, as a reporter
    follows the own report. A stranger's address is not to be flooded: one question until it is answered, then one mail
    a day for each subject."""
    if subscription.confirmed_at is None or subscription.stopped_at is not None:
        Subscription.objects.filter(pk=subscription.pk).update(rhythm=rhythm)
        unconfirmed.ask(subscription)
        return
    once = f"manage-{subscription.pk}-{timezone.localdate()}"
    if not Message.objects.filter(once=once).exists():
        unconfirmed.count_first_letter(subscription.address_hash)
        _write_link(subscription, once, "manage", subscription.subject, settings.SITE_URL + manage_path(subscription))


def _write_link(subscription: Subscription, once: str, slug: str, note: str, link: str):
    values = {"city": settings.CITY_NAME, "note": note, "link": link}
    with transaction.atomic():
        message, created = Message.objects.get_or_create(
            once=once,
            defaults={
                "channel": subscription.channel,
                "subscription": subscription,
                "to": subscription.address,
                "link": link,
            }
            | texts.letter(slug, values),
        )
        if created:
            jobs.configure_task("community.send_message", queue="community").defer(message_id=message.pk)


def send_link(address: str):
    """Mail the link to whoever follows something by this address; says nothing about whether somebody does."""
    address = _clean_email(address)
    same = {"channel": Subscription.Channel.EMAIL, "address_hash": fingerprint(address, "contact")}
    unconfirmed.count_first_letter(same["address_hash"])
    subscription = Subscription.objects.filter(**same).exclude(confirmed_at=None).order_by("pk").first()
    if subscription:
        once = f"manage-{subscription.pk}-{timezone.now():%Y%m%d%H%M}"
        _write_link(subscription, once, "manage", "", settings.SITE_URL + manage_path(subscription))


def manage_path(subscription: Subscription) -> str:
    """The private page with all that goes to the same address, without host."""
    return reverse("community:following", args=[subscription.pk, subscription.key])


@transaction.atomic
def confirm(subscription: Subscription):
    """The owner of the address says yes. A reporter gets the receipt now, with its private link."""
    Subscription.objects.filter(pk=subscription.pk).update(confirmed_at=timezone.now(), stopped_at=None)
    if subscription.reporter and subscription.confirmed_at is None:
        contacts.take_over(subscription)
        for event_id in _events(subscription, ReportEvent.Kind.SUBMITTED):
            jobs.configure_task("community.announce", queue="community").defer(event_id=event_id)
    # What was decided about one's proposal before one opened the mail.
    proposals = list(subscription.proposals.exclude(decided_at=None).values_list("pk", flat=True))
    decided = ReportEvent.objects.filter(kind=ReportEvent.Kind.DECIDED, data__proposal__in=proposals)
    for event_id in decided.filter(report=subscription.report_id).values_list("pk", flat=True):
        jobs.configure_task("community.announce", queue="community").defer(event_id=event_id)


def _events(subscription: Subscription, kind: str):
    return ReportEvent.objects.filter(report=subscription.report_id, kind=kind).values_list("pk", flat=True)


def set_rhythm(subscription: Subscription, rhythm: str):
    """Raises ValidationError."""
    if rhythm not in Subscription.Rhythm.values:
        raise ValidationError(_("받아보는 때를 골라 주세요."))
    Subscription.objects.filter(pk=subscription.pk).update(rhythm=rhythm)


def stop(subscription: Subscription):
    """Nothing more for this subscription; what waits is cancelled when its turn comes."""
    Subscription.objects.filter(pk=subscription.pk, stopped_at=None).update(stopped_at=timezone.now())


def stop_all(subscription: Subscription):
    """Nothing more to this address."""
    same = Subscription.objects.of_same_person(subscription)
    same.filter(stopped_at=None).update(stopped_at=timezone.now())
