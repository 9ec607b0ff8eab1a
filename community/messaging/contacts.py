"""How a reporter can be reached: left with the report, or changed on the receipt; a new address is asked first."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..encryption import fingerprint
from ..models import Contact, Report, ReportEvent, Subscription
from ..privacy import clean_text
from ..protection import limits
from ..workflow import REPORTER
from . import unconfirmed

CHANGES_A_DAY = 10
DAY = 86_400
Channel = Subscription.Channel


def keep(report: Report, name: str, email: str, phone: str, rhythm: str, sender):
    """What was left with a new report. Letters begin when the address was confirmed."""
    _store(report, name, email, phone)
    for channel, address in _reachable(email, phone):
        _begin(report, channel, address, rhythm, _sent_from_here_before(sender, channel, address))
        return


def _reachable(email: str, phone: str):
    """[(channel, address)] of what can be written to, the likeliest first."""
    if email:
        yield Channel.EMAIL, email
    if phone and settings.SMS_GATEWAY:
        yield Channel.SMS, phone


def _sent_from_here_before(sender, channel: str, address: str) -> bool:
    """Whether the owner of the address confirmed it for an earlier report from this very browser."""
    if not (sender.recognised and sender.device):
        return False
    confirmed = Subscription.objects.filter(
        channel=channel, address_hash=fingerprint(address, "contact"), reporter=True
    )
    return confirmed.exclude(confirmed_at=None).filter(report__device=sender.device).exists()


def _begin(report: Report, channel: str, address: str, rhythm: str, proven: bool) -> Subscription:
    subscription, _created = Subscription.objects.get_or_create(
        report=report,
        category=None,
        campaign=None,
        gu="",
        dong="",
        channel=channel,
        address_hash=fingerprint(address, "contact"),
        defaults={"address": address, "rhythm": rhythm, "confirmed_at": timezone.now() if proven else None},
    )
    Subscription.objects.filter(pk=subscription.pk).update(reporter=True, stopped_at=None)
    subscription.reporter, subscription.stopped_at = True, None
    if subscription.confirmed_at is None:
        try:
            unconfirmed.ask(subscription)
        except limits.TooMany:
            # The report is not to be lost because somebody else wrote to this address before.
            return subscription
    return subscription


def _store(report: Report, name: str, email: str, phone: str):
    hashes = {"email_hash": fingerprint(email, "contact"), "phone_hash": fingerprint(phone, "contact")}
    values = {"name": name, "email": email, "phone": phone} | hashes
    Contact.objects.update_or_create(report=report, defaults=values)


def clean_phone(phone: str) -> str:
    return "".join(c for c in phone if c.isdigit() or c == "+")[:20]


@transaction.atomic
def change(report: Report, name: str, email: str, phone: str) -> bool:
    """From the receipt; whether an address has to be confirmed first. Until then the former one goes on being used.

    Raises ValidationError or limits.TooMany.
    """
    limits.count("contact", report.key_hash[:32], CHANGES_A_DAY, DAY)
    if report.anonymised_at:
        raise ValidationError(_("보존 기간이 지나 연락처를 더 받지 않습니다."))
    email, phone, name = email.strip()[:254], clean_phone(phone), clean_text(name, 60)
    if email:
        validate_email(email)
    before = current(report)
    # Kept, so that the address is not asked again; whoever confirms it now is no reporter.
    report.subscriptions.filter(reporter=True, confirmed_at=None).update(reporter=False, stopped_at=timezone.now())
    new_email = email and fingerprint(email, "contact") != before.email_hash
    waits = bool(email) and not _is_confirmed(report, Channel.EMAIL, email)
    # A new address is nobody's until its owner answers: handlers go on seeing the former one.
    _store(report, name, before.email if new_email and before.email else email, phone)
    _stop_former(report, email, phone)
    for channel, address in _reachable(email, phone):
        _begin(report, channel, address, Subscription.Rhythm.AT_ONCE, proven=False)
        break
    _record(report, before, name, email, phone, waits)
    return waits


def current(report: Report) -> Contact:
    """The Contact, or an empty one that is not stored."""
    return Contact.objects.filter(report=report).first() or Contact(report=report, name="", email="", phone="")


def _is_confirmed(report: Report, channel: str, address: str) -> bool:
    same = report.subscriptions.filter(channel=channel, address_hash=fingerprint(address, "contact"))
    return same.exclude(confirmed_at=None).exists()


def _stop_former(report: Report, email: str, phone: str):
    """Who takes an address away is not written to there any more; a new one takes over when it is confirmed."""
    own = report.subscriptions.filter(reporter=True)
    if not email:
        own.filter(channel=Channel.EMAIL).delete()
    own.filter(channel=Channel.SMS).exclude(address_hash=fingerprint(phone, "contact")).delete()


def _record(report: Report, before: Contact, name: str, email: str, phone: str, waits: bool):
    pairs = {"name": (before.name, name), "email": (before.email, email), "phone": (before.phone, phone)}
    parts = [
        {"what": what, "from": "old" if old else "none", "to": _state(new, what == "email" and waits)}
        for what, (old, new) in pairs.items()
        if old != new
    ]
    if not parts:
        raise ValidationError(_("바뀐 것이 없습니다."))
    with report.changing():
        report.record(ReportEvent.Kind.CONTACT, REPORTER, data={"parts": parts})


def _state(value: str, waits: bool) -> str:
    if not value:
        return "none"
    return "unconfirmed" if waits else "new"


def take_over(subscription: Subscription):
    """The owner of a reporter's new address confirmed it: it replaces the former one."""
    others = Subscription.objects.filter(report=subscription.report_id, reporter=True, channel=subscription.channel)
    others.exclude(pk=subscription.pk).delete()
    name = "email" if subscription.channel == Channel.EMAIL else "phone"
    hashed = {f"{name}_hash": subscription.address_hash}
    Contact.objects.update_or_create(report_id=subscription.report_id, defaults={name: subscription.address} | hashed)
