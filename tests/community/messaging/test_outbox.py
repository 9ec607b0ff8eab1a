import base64
import json
import smtplib
from datetime import timedelta

import http_ece
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail
from django.utils import timezone
from py_vapid import Vapid

from community import tasks
from community.messaging import notify, outbox, outside, push, subscriptions, texts
from community.models import Message, MessageText, Subscription
from community.workflow import REPORTER, Status
from tests.community.factories import CategoryFactory, ReportFactory, handler, subscription

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return ReportFactory(email="hong@example.com")


@pytest.fixture
def owner(report):
    return handler(report.department)


def answered(report, owner, note="아스팔트를 다시 깔았습니다."):
    event = report.move_to(Status.DONE, owner, note)
    tasks.announce_event(event.pk)
    for message in Message.objects.waiting():
        outbox.send(message.pk)
    return event


def test_the_reporter_reads_the_answer_and_can_stop_in_one_step(report, owner, client):
    answered(report, owner)
    (sent,) = mail.outbox
    assert sent.to == ["hong@example.com"]
    assert "마쳤습니다" in sent.subject
    assert "아스팔트를 다시 깔았습니다." in sent.body
    assert report.private_url in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = sent.extra_headers["List-Unsubscribe"].strip("<>")
    client.post(url.removeprefix("http://localhost:8000"), {"List-Unsubscribe": "One-Click"})
    assert Subscription.objects.get().stopped_at is not None


def test_announcing_and_sending_twice_sends_once(report, owner):
    event = answered(report, owner)
    tasks.announce_event(event.pk)
    outbox.send(Message.objects.get().pk)
    assert len(mail.outbox) == 1


def test_a_subscription_never_gets_the_private_link(report, owner):
    subscription(report, "neighbour@example.com")
    answered(report, owner)
    theirs = next(m for m in mail.outbox if m.to == ["neighbour@example.com"])
    assert report.key not in theirs.body
    assert report.number in theirs.body


def test_a_full_mail_server_is_tried_again_and_a_refused_address_is_not(report, owner, monkeypatch):
    def full(*args, **kwargs):
        raise smtplib.SMTPDataError(452, b"later")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", full)
    answered(report, owner)
    message = Message.objects.get()
    assert (message.state, message.attempts) == ("queued", 1)
    assert message.send_at > timezone.now()

    def refused(*args, **kwargs):
        raise smtplib.SMTPRecipientsRefused({"hong@example.com": (550, b"unknown")})

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refused)
    Message.objects.update(send_at=timezone.now())
    outbox.send(message.pk)
    failed = Message.objects.get()
    assert failed.state == "failed"
    assert "unknown" in failed.error
    assert "hong@" not in failed.error


def test_when_nobody_knows_whether_it_arrived_it_is_not_sent_again(report, owner, monkeypatch):
    def cut_off(*args, **kwargs):
        raise smtplib.SMTPServerDisconnected("after DATA")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", cut_off)
    answered(report, owner)
    monkeypatch.undo()
    message = Message.objects.get()
    outbox.send(message.pk)
    assert Message.objects.get().state == "unclear"
    assert not mail.outbox
    outbox.send_again(message)
    outbox.send(message.pk)
    assert len(mail.outbox) == 1


def test_a_message_of_a_killed_worker_is_shown_to_a_person(report, owner):
    event = report.move_to(Status.CONFIRMED, owner)
    notify.notify_of(event.pk)
    Message.objects.update(state="sending", taken_at=timezone.now() - timedelta(hours=1))
    assert outbox.give_up_lost() == 1
    assert Message.objects.get().state == "unclear"


def test_a_digest_is_one_mail(report, owner):
    Subscription.objects.update(rhythm="daily")
    for status in (Status.CONFIRMED, Status.IN_PROGRESS):
        event = report.move_to(status, owner, f"{status.label} 소식")
        tasks.announce_event(event.pk)
    assert not Message.objects.waiting().exists()
    Message.objects.update(send_at=timezone.now())
    outbox.send_digest(Subscription.objects.get().pk)
    (sent,) = mail.outbox
    assert "확인 소식" in sent.body
    assert "처리중 소식" in sent.body
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_a_subscription_to_an_area_hears_of_a_new_report_once_it_is_public():
    there = {"channel": "email", "gu": "중구", "dong": "", "address": "a@example.com", "address_hash": "a"}
    Subscription.objects.create(**there, confirmed_at=timezone.now())
    report = ReportFactory(moderation="pending", category=CategoryFactory(name="가로등"))
    first = report.record("submitted", REPORTER)
    assert notify.notify_of(first.pk) == []
    event = report.moderate("approved", handler(report.department))
    (message,) = notify.notify_of(event.pk)
    assert "가로등" in message.subject
    assert notify.notify_of(event.pk) == []


def test_nobody_is_written_to_who_did_not_confirm(client):
    report = ReportFactory()
    subscriptions.follow(report=report.number, address="stranger@example.com")
    subscriptions.follow(report=report.number, address="stranger@example.com")
    message = Message.objects.get()  # once a day, however often somebody asks
    assert not Subscription.objects.of(report).exists()
    client.get(message.link.removeprefix("http://localhost:8000"))
    assert not Subscription.objects.of(report).exists()
    client.post(message.link.removeprefix("http://localhost:8000"))
    assert Subscription.objects.of(report).exists()


def test_texts_are_edited_and_previewed(report):
    MessageText.objects.create(slug="done", subject="끝! {number}", body="{note} / {wrong} {department}")
    subject, body = texts.preview(report, "done", "{address}에 다녀왔습니다.")
    assert subject == f"끝! {report.number}"
    answer = f"[{report.department}의 답변]\n{report.address}에 다녀왔습니다."
    assert body == f"{answer} / {{wrong}} {report.department}"
    report.refresh_from_db()
    assert report.status == "received"


@pytest.fixture
def browser(settings):
    """A browser's subscription, and the key with which it reads."""
    vapid = Vapid()
    vapid.generate_keys()
    number = vapid.private_key.private_numbers().private_value.to_bytes(32, "big")
    settings.VAPID_PRIVATE_KEY = base64.urlsafe_b64encode(number).rstrip(b"=").decode()
    settings.VAPID_CONTACT = "mailto:map@example.go.kr"
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    keys = {"p256dh": base64.urlsafe_b64encode(public).decode(), "auth": base64.urlsafe_b64encode(b"a" * 16).decode()}
    return key, json.dumps({"endpoint": "https://push.example/1", "keys": keys, "expirationTime": None})


def test_a_push_message_is_readable_by_the_browser_alone(browser, report, owner, monkeypatch):
    key, subscription = browser
    posted = []
    monkeypatch.setattr(outside, "post", lambda *args: posted.append(args) or outside.OutsideAnswer(201, b"", ""))
    subscriptions.follow(report=report.number, channel="push", address=subscription)
    answered(report, owner)
    (url, body, headers) = posted[0]
    assert url == "https://push.example/1"
    assert headers["Authorization"].startswith("vapid t=")
    assert "아스팔트".encode() not in body
    assert "아스팔트" in json.loads(http_ece.decrypt(body, private_key=key, auth_secret=b"a" * 16))["body"]


def test_a_browser_that_is_gone_is_not_written_to_again(browser, report, owner, monkeypatch):
    monkeypatch.setattr(outside, "post", lambda *args: outside.OutsideAnswer(410, b"", ""))
    subscriptions.follow(report=report.number, channel="push", address=browser[1])
    answered(report, owner)
    gone = Subscription.objects.get(channel="push")
    assert gone.stopped_at is not None
    assert gone.messages.get().state == "failed"


class Gateway:
    sent = []

    def send(self, to, text):
        self.sent.append((to, text))


def test_sms_goes_through_the_gateway_of_the_settings(report, owner, settings):
    settings.SMS_GATEWAY = "tests.community.messaging.test_outbox.Gateway"
    subscription(report, "01012345678", channel="sms")
    answered(report, owner)
    assert Gateway.sent[0][0] == "01012345678"


def test_a_subscription_to_the_inside_is_refused_when_it_is_used(browser):
    inside = json.loads(browser[1]) | {"endpoint": "https://127.0.0.1/"}
    with pytest.raises(push.Gone):
        push.send(json.dumps(inside), {})
