"""How people come to a campaign: invited, joined; and the letters that they got."""

from django.core import mail
from django.urls import reverse

from community.campaigns import members
from community.messaging import outbox
from community.models import Message
from tests.community.factories import ReportFactory

FIELDS = {"title": "우리 동네 쉼터", "participation": "invited", "moderation": "after", "confirmations": "1",
          "colour": "#008a5e", "questions": "[]", "icon": "wheelchair", "area_by": "whole"}  # fmt: skip


def entry(campaign, **fields):
    return ReportFactory(campaign=campaign, category=None, department=campaign.department, **fields)


def invited(campaign, owner, email="minji@example.com", **fields):
    members.invite(campaign, email, owner, **fields)
    return campaign.members.with_email(email).get()


def joined(campaign, owner, email="minji@example.com", nickname="골목 대장"):
    member = invited(campaign, owner, email)
    members.accept(member, nickname)
    return member


def sent():
    """Everything that waits is handed over; the mails."""
    for pk in Message.objects.filter(state="queued").values_list("pk", flat=True):
        outbox.send(pk)
    return mail.outbox


def url(name, campaign):
    return reverse(f"community:handling_campaign{name}", args=[campaign.slug])
