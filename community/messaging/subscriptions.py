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

from maptag.geocoding.models import Area

from ..encryption import fingerprint
from ..models import Campaign, Category, Follower, Message, Report, ReportEvent, Supporter
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
    if not sender.known:
        raise ValidationError(_("쿠키를 쓸 수 없어 공감을 셀 수 없습니다. 이 쪽을 새로 고친 뒤 다시 눌러 주세요."))
    neighbours = report.supporters.filter(network_hash=sender.network_hash).exclude(network_hash="")
    if neighbours.count() >= MOST_SUPPORTS:
        raise ValidationError(_("같은 인터넷 주소에서 이미 여러 분이 공감하셨습니다."))


def follow(*, report="", category="", campaign="", gu="", dong="", channel="email", address="", rhythm="at_once"):
    """The Follower; by e-mail it begins when the link in a mail was opened. Raises ValidationError or TooMany.

    Whoever follows the same again changes the rhythm, and begins anew what was stopped. What is already followed by
    an e-mail address nobody is told but that address: it may be the reporter's.
    """
    subject = _subject(report, category, campaign, gu, dong)
    if rhythm not in Follower.Rhythm.values or channel not in (Follower.Channel.EMAIL, Follower.Channel.PUSH):
        raise ValidationError({"rhythm": [_("받아보는 방법을 골라 주세요.")]})
    by_push = channel == Follower.Channel.PUSH
    address = push.clean_subscription(address) if by_push else _clean_email(address)
    follower, _created = Follower.objects.get_or_create(
        **subject,
        channel=channel,
        address_hash=fingerprint(address, "contact"),
        defaults={"address": address, "rhythm": rhythm, "confirmed_at": timezone.now() if by_push else None},
    )
    if by_push:
        # Whoever holds a subscription is its browser.
        follower.stopped_at, follower.rhythm = None, rhythm
        follower.save(update_fields=["stopped_at", "rhythm"])
    else:
        _answer_by_mail(follower, rhythm)
    return follower


def _subject(report, category, campaign, gu, dong) -> dict:
    found = {
        "report": Report.objects.public().filter(number=report.upper()).first() if report else None,
        "category": Category.objects.active().filter(slug=category).first() if category else None,
        "campaign": Campaign.objects.public().filter(slug=campaign).first() if campaign else None,
    }
    asked = {"report": report, "category": category, "campaign": campaign}
    if any(asked[name] and found[name] is None for name in asked) or not (any(found.values()) or gu):
        raise ValidationError({"": [_("무엇을 받아볼지 골라 주세요. 구나 유형 하나면 됩니다.")]})
    if gu and not (Area.objects.filter(gu=gu, abolished=None).exists() if not dong else dong in dongs(gu)):
        raise ValidationError({"gu": [_("구와 동을 다시 골라 주세요.")]})
    return found | {"gu": gu, "dong": dong if gu else ""}


def dongs(gu: str | None = None) -> list:
    """The dongs of a gu, or without one [(gu, dong)] of the whole city."""
    found = Area.objects.filter(kind=Area.Kind.LEGAL, abolished=None, sido=settings.CITY_NAME).exclude(dong="")
    if gu:
        return list(found.filter(gu=gu).values_list("dong", flat=True).distinct().order_by("dong"))
    return list(found.exclude(gu="").values_list("gu", "dong").distinct().order_by("gu", "dong"))


def _clean_email(address: str) -> str:
    address = address.strip()[:254]
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError({"address": [_("이메일 주소를 다시 확인해 주세요. 예: name@example.com")]}) from None
    return address


def _answer_by_mail(follower: Follower, rhythm: str):
    """A link to confirm, or to the page of whoever follows it already: only the mail tells which, as a reporter
    follows the own report. A stranger's address is not to be flooded: one question until it is answered, then one mail
    a day for each subject."""
    if follower.confirmed_at is None or follower.stopped_at is not None:
        Follower.objects.filter(pk=follower.pk).update(rhythm=rhythm)
        unconfirmed.ask(follower)
        return
    once = f"manage-{follower.pk}-{timezone.localdate()}"
    if not Message.objects.filter(once=once).exists():
        unconfirmed.count_first_letter(follower.address_hash)
        _write_link(follower, once, "manage", follower.subject, settings.SITE_URL + manage_path(follower))


def _write_link(follower: Follower, once: str, slug: str, note: str, link: str):
    given = {"city": settings.CITY_NAME, "note": note, "link": link}
    with transaction.atomic():
        message, created = Message.objects.get_or_create(
            once=once,
            defaults={
                "channel": follower.channel,
                "follower": follower,
                "to": follower.address,
                "link": link,
            }
            | texts.letter(slug, given),
        )
        if created:
            jobs.configure_task("community.send_message", queue="community").defer(message_id=message.pk)


def send_link(address: str):
    """Mail the link to whoever follows something by this address; says nothing about whether somebody does."""
    address = _clean_email(address)
    same = {"channel": Follower.Channel.EMAIL, "address_hash": fingerprint(address, "contact")}
    unconfirmed.count_first_letter(same["address_hash"])
    follower = Follower.objects.filter(**same).exclude(confirmed_at=None).order_by("pk").first()
    if follower:
        once = f"manage-{follower.pk}-{timezone.now():%Y%m%d%H%M}"
        _write_link(follower, once, "manage", "", settings.SITE_URL + manage_path(follower))


def manage_path(follower: Follower) -> str:
    """The private page with all that goes to the same address, without host."""
    return reverse("community:following", args=[follower.pk, follower.key])


@transaction.atomic
def confirm(follower: Follower):
    """The owner of the address says yes. A reporter gets the receipt now, with its private link."""
    Follower.objects.filter(pk=follower.pk).update(confirmed_at=timezone.now(), stopped_at=None)
    if follower.reporter and follower.confirmed_at is None:
        contacts.take_over(follower)
        for event_id in _events(follower, ReportEvent.Kind.SUBMITTED):
            jobs.configure_task("community.announce", queue="community").defer(event_id=event_id)
    # What was decided about one's proposal before one opened the mail.
    proposals = list(follower.proposals.exclude(decided_at=None).values_list("pk", flat=True))
    decided = ReportEvent.objects.filter(kind=ReportEvent.Kind.DECIDED, data__proposal__in=proposals)
    for event_id in decided.filter(report=follower.report_id).values_list("pk", flat=True):
        jobs.configure_task("community.announce", queue="community").defer(event_id=event_id)


def _events(follower: Follower, kind: str):
    return ReportEvent.objects.filter(report=follower.report_id, kind=kind).values_list("pk", flat=True)


def set_rhythm(follower: Follower, rhythm: str):
    """Raises ValidationError."""
    if rhythm not in Follower.Rhythm.values:
        raise ValidationError(_("받아보는 때를 골라 주세요."))
    Follower.objects.filter(pk=follower.pk).update(rhythm=rhythm)


def stop(follower: Follower):
    """Nothing more to this follower; what waits is cancelled when its turn comes."""
    Follower.objects.filter(pk=follower.pk, stopped_at=None).update(stopped_at=timezone.now())


def stop_all(follower: Follower):
    """Nothing more to this address."""
    same = Follower.objects.of_same_person(follower)
    same.filter(stopped_at=None).update(stopped_at=timezone.now())
