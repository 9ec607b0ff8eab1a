"""An address that nobody confirmed gets one question, without a private link, and nothing else."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from community.messaging import notify, outbox
from community.models import Message, Report, Subscription
from community.protection import limits
from community.protection.limits import Sender
from community.reports import retention
from community.reports.submission import UNPROVEN, submit
from tests.community.factories import CampaignFactory, ReportFactory, handler, subscription
from tests.community.reports.test_submission import draft

pytestmark = pytest.mark.django_db
VICTIM = "victim@example.com"


def report(n=1, sender=None, **fields):
    fields = {"text": f"{n}번째 보도블록이 깨졌습니다", "email": VICTIM} | fields
    return submit(draft(**fields), sender or Sender(f"192.0.2.{n}", f"device-{n}"), UNPROVEN)


def run():
    """All that the worker would do."""
    for one in Report.objects.all():
        for event in one.events.all():
            notify.notify_of(event.pk)
    for pk in Message.objects.filter(state="queued").order_by("pk").values_list("pk", flat=True):
        outbox.send(pk)


def confirm_link():
    return re.search(r"/follow/\d+/\w+/confirm", mail.outbox[0].body)[0]


def test_twelve_reports_in_a_strangers_name_are_one_letter_without_a_private_link():
    sent = [report(n) for n in range(1, 13)]
    for one in sent:
        one.moderate("approved", handler(one.department))
        one.move_to("in_progress", handler(one.department), "살펴봅니다")
    run()
    assert [letter.to for letter in mail.outbox] == [[VICTIM]]
    body = mail.outbox[0].subject + mail.outbox[0].body
    for one in sent:
        assert one.private_url not in body
        assert one.key not in body
    # Neither what the stranger wrote, nor the page with all that the address follows.
    assert "보도블록" not in body
    assert not re.search(r"/follow/\d+/\w+/\s", body)


def test_the_receipt_comes_after_the_address_is_confirmed(client):
    sent = report()
    run()
    client.get(confirm_link())
    run()
    assert len(mail.outbox) == 1
    client.post(confirm_link())
    run()
    assert len(mail.outbox) == 2
    assert sent.private_url in mail.outbox[1].body


def test_the_owner_chooses_what_else_was_asked_for_in_their_name(client):
    mine, others = report(1), report(2)
    run()
    page = client.get(confirm_link())
    assert others.number in page.text
    client.post(confirm_link())
    run()
    bodies = "".join(letter.body for letter in mail.outbox)
    assert mine.private_url in bodies
    assert others.private_url not in bodies
    client.post(confirm_link(), {"also": [Subscription.objects.get(report=others).pk]})
    run()
    assert others.private_url in mail.outbox[-1].body


def test_who_confirmed_before_from_the_same_browser_is_not_asked_again(client):
    here = Sender("192.0.2.1", "mine")
    report(1, here)
    run()
    client.post(confirm_link())
    again = report(2, here)
    elsewhere = report(3, Sender("192.0.2.3", "other"))
    run()
    bodies = "".join(letter.body for letter in mail.outbox)
    assert again.private_url in bodies
    assert elsewhere.private_url not in bodies


def test_an_invented_device_is_not_the_browser_that_confirmed(client):
    report(1, Sender("192.0.2.1", "mine"))
    run()
    client.post(confirm_link())
    forged = report(2, Sender("192.0.2.1", "mine", "mine", recognised=False))
    run()
    assert forged.private_url not in "".join(letter.body for letter in mail.outbox)


def test_follow_and_report_together_are_one_question(client):
    known = ReportFactory()
    for n in range(3):
        report(n + 1)
        client.post(reverse("community:follow"), {"report": known.number, "address": VICTIM})
        client.post(reverse("community:follow"), {"category": known.category.slug, "address": VICTIM})
    run()
    assert len(mail.outbox) == 1


def test_registering_again_asks_an_address_once(client):
    campaign = CampaignFactory(participation="members")
    for n in range(4):
        client.post(reverse("community:register", args=[campaign.slug]), {"email": VICTIM, "nickname": f"이름 {n}"})
    run()
    assert len(mail.outbox) == 1


def test_a_telephone_is_asked_before_a_private_link_is_sent_there(client, settings):
    settings.SMS_GATEWAY = "tests.community.messaging.test_unconfirmed.Gateway"
    Gateway.sent.clear()
    sent = report(email="", phone="010-7777-8888")
    run()
    assert len(Gateway.sent) == 1
    assert sent.private_url not in Gateway.sent[0]
    client.post(re.search(r"/follow/\S+/confirm", Gateway.sent[0])[0])
    run()
    assert sent.private_url in Gateway.sent[1]


class Gateway:
    sent: list[str] = []

    def send(self, number, text):
        self.sent.append(text)


def test_one_recipient_gets_so_many_letters_a_day_whoever_sends_them(monkeypatch):
    monkeypatch.setattr(outbox, "MOST_TO_ONE_A_DAY", 3)
    for n in range(5):
        known = ReportFactory(email=VICTIM if n == 0 else None)
        if n:
            subscription(known, VICTIM)
        known.move_to("in_progress", handler(known.department), "살펴봅니다")
    run()
    assert len(mail.outbox) == 3
    waiting = Message.objects.filter(state="queued")
    assert waiting.count() == 2
    assert {message.attempts for message in waiting} == {0}
    assert limits.RequestCount.objects.filter(subject__startswith="recipient:").exists()


def test_what_nobody_confirmed_is_forgotten(settings):
    from datetime import timedelta

    from django.utils import timezone

    report()
    run()
    Subscription.objects.update(created_at=timezone.now() - timedelta(days=8))
    retention.run()
    assert not Subscription.objects.exists()
    assert not Message.objects.exists()


def test_the_receipt_page_says_that_the_address_waits(client):
    sent = report()
    page = client.get(sent.private_url).text
    assert "아직 확인하지 않은 주소입니다" in page
