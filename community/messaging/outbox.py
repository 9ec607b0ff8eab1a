"""The outbox: takes a message, hands it over once, and says what became of it.

A message is marked as being sent in a transaction of its own before it is handed over. Only errors after which it is
certain that nothing was delivered lead to another attempt; where nobody knows, it stays UNCLEAR for a person to see.
"""

import smtplib
import socket
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from ..encryption import fingerprint
from ..models import Message, Subscription
from ..privacy import public_text
from ..protection import limits
from . import push, sms, subscriptions, texts

State = Message.State
MOST_ATTEMPTS = 6
# Over all senders and whatever it is about: more is a flood, whoever caused it.
MOST_TO_ONE_A_DAY = 100
DAY = 86_400
FIRST_WAIT = timedelta(minutes=1)
LOST_AFTER = timedelta(minutes=10)


class NotDelivered(Exception):
    """Certainly not delivered; another attempt may help."""


class Undeliverable(Exception):
    """Certainly not delivered, and never will be."""


def send(message_id: int):
    """Send one message if it is waiting; a second worker with the same id finds nothing to do."""
    batch = _take(Message.objects.filter(pk=message_id))
    if batch:
        _hand_over(batch, batch[0].subject, batch[0].body)


def send_digest(subscription_id: int):
    """Everything that waits for the person of this subscription, in one message: of all that they follow."""
    subscription = Subscription.objects.filter(pk=subscription_id).first()
    if subscription is None:
        return
    batch = _take(
        Message.objects.filter(subscription__in=Subscription.objects.of_same_person(subscription), digest=True)
    )
    if len(batch) == 1:
        _hand_over(batch, batch[0].subject, batch[0].body)
    elif batch:
        _hand_over(batch, **_digest(batch))


def _digest(batch: list[Message]) -> dict[str, str]:
    """Subject and body: under each thing that is followed, its reports with what happened to them."""
    by_subject: dict[str, dict[int, list]] = {}
    for message in batch:
        by_subject.setdefault(message.subscription.subject, {}).setdefault(message.report_id, []).append(message)
    parts = []
    for about, reports in by_subject.items():
        entries = [f"{n}. {texts.digest_entry(messages)}" for n, messages in enumerate(reports.values(), 1)]
        parts.append("\n\n".join([f"■ {about}", *entries]))
    values = {"city": settings.CITY_NAME, "note": "\n\n".join(parts), "count": len(batch)}
    return texts.letter("digest", values)


@transaction.atomic
def _take(messages) -> list[Message]:
    batch = list(
        messages.waiting()
        .select_related(
            "member__campaign",
            "user",
            "subscription__report__category",
            "subscription__report__campaign",
            "subscription__category",
            "subscription__campaign",
            "report__category",
            "report__campaign",
            "event",
        )
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("pk")
    )
    stopped = [message for message in batch if not message.is_wanted]
    _settle(stopped, State.CANCELLED)
    batch = [message for message in batch if message not in stopped]
    now = timezone.now()
    for message in batch:
        message.state, message.taken_at, message.attempts = State.SENDING, now, message.attempts + 1
        message.save(update_fields=["state", "taken_at", "attempts"])
    return batch


def _hand_over(batch: list[Message], subject: str, body: str):
    first = batch[0]
    try:
        limits.count("recipient", fingerprint(first.to, "contact"), MOST_TO_ONE_A_DAY, DAY)
    except limits.TooMany as error:
        return _postpone(batch, error.retry_after)
    try:
        _CHANNELS[first.channel](first, subject, body)
    except NotDelivered as error:
        return _wait(batch, error)
    except Undeliverable as error:
        return _settle(batch, State.FAILED, str(error))
    except Exception as error:
        return _settle(batch, State.UNCLEAR, f"{type(error).__name__}: {error}")
    return _settle(batch, State.SENT)


def _postpone(batch, seconds: int):
    """Nothing is lost, and nobody is flooded: it goes out when the recipient's day is over. No attempt is spent."""
    ids, later = [message.pk for message in batch], timezone.now() + timedelta(seconds=seconds)
    waiting = Message.objects.filter(pk__in=ids)
    return waiting.update(state=State.QUEUED, send_at=later, attempts=F("attempts") - 1)


def _settle(batch, state, error=""):
    sent_at = timezone.now() if state == State.SENT else None
    Message.objects.filter(pk__in=[m.pk for m in batch]).update(state=state, error=_told(error), sent_at=sent_at)


def _told(error: str) -> str:
    """Mail servers repeat the address in what they answer, and handlers read that without having asked for it."""
    return public_text(error)[:300]


def _wait(batch, error):
    if batch[0].attempts >= MOST_ATTEMPTS:
        return _settle(batch, State.FAILED, str(error))
    again = timezone.now() + FIRST_WAIT * 4 ** (batch[0].attempts - 1)
    ids = [message.pk for message in batch]
    return Message.objects.filter(pk__in=ids).update(state=State.QUEUED, send_at=again, error=_told(str(error)))


def _email(message: Message, subject: str, body: str):
    stop = _stop_url(message)
    mail = EmailMessage(subject, f"{body}\n\n{_foot(message, stop)}" if stop else body, to=[message.to])
    mail.extra_headers = {
        # The same after a retry: a mail server that did get the first one can tell.
        "Message-ID": f"<{message.once}.{message.pk}@{settings.SITE_URL.split('//')[-1].split(':')[0]}>",
        "Auto-Submitted": "auto-generated",
    }
    if stop:
        mail.extra_headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise Undeliverable(str(error)) from error
    except (smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError) as error:
        raise NotDelivered(str(error)) from error
    except smtplib.SMTPResponseException as error:
        raise (NotDelivered if 400 <= error.smtp_code < 500 else Undeliverable)(str(error)) from error
    except (ConnectionRefusedError, socket.gaierror) as error:
        raise NotDelivered(str(error)) from error


def _push(message: Message, subject: str, body: str):
    try:
        push.send(message.to, {"title": subject, "body": body[:300], "url": message.link, "tag": message.once})
    except push.Gone as error:
        # The browser is gone for everything that it followed.
        subscriptions.stop_all(message.subscription)
        raise Undeliverable(str(error)) from error
    except push.PushRefused as error:
        raise Undeliverable(str(error)) from error
    except push.PushBusy as error:
        raise NotDelivered(str(error)) from error


def _sms(message: Message, subject: str, body: str):
    if not settings.SMS_GATEWAY:
        raise Undeliverable(_("문자를 보낼 곳이 정해지지 않았습니다."))
    try:
        import_string(settings.SMS_GATEWAY)().send(message.to, f"{subject}\n{message.link}")
    except sms.Busy as error:
        raise NotDelivered(str(error)) from error
    except sms.Refused as error:
        raise Undeliverable(str(error)) from error


_CHANNELS = {Subscription.Channel.EMAIL: _email, Subscription.Channel.PUSH: _push, Subscription.Channel.SMS: _sms}


def _foot(message: Message, stop: str) -> str:
    lines = ["――", f"{_('그만 받기')}: {stop}"]
    # The page with all of it is private: it is for whoever confirmed that the address is theirs.
    if message.subscription and message.subscription.confirmed_at:
        page = settings.SITE_URL + subscriptions.manage_path(message.subscription)
        lines.append(f"{_('받아보는 소식 모두 보기')}: {page}")
    return "\n".join(lines)


def _stop_url(message: Message) -> str:
    """Where the recipient says stop in one step; "" for users, whose account the message is about."""
    if message.member:
        return message.member.stop_link
    return unsubscribe_url(message.subscription, everything=message.digest) if message.subscription else ""


def unsubscribe_url(subscription: Subscription, everything: bool = False) -> str:
    """One click ends this, or all that goes to the same address: a digest is about all of it."""
    url = settings.SITE_URL + reverse("community:unsubscribe", args=[subscription.pk, subscription.key])
    return f"{url}?all=1" if everything else url


def give_up_lost() -> int:
    """Messages whose worker died while handing them over become UNCLEAR: sending again might be the second time."""
    lost = Message.objects.filter(state=State.SENDING, taken_at__lt=timezone.now() - LOST_AFTER)
    return lost.update(state=State.UNCLEAR, error="worker lost")


def send_again(message: Message):
    """A person decides that a failed or unclear message goes out once more."""
    again = Message.objects.filter(pk=message.pk).sendable()
    if again.update(state=State.QUEUED, attempts=0, send_at=timezone.now(), digest=False, error=""):
        jobs.configure_task("community.send_message", queue="community").defer(message_id=message.pk)
