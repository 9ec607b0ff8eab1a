"""Personal data goes when its time is over; a log says so. Each report in a transaction of its own."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat, Now
from django.utils import timezone

from ..models import (
    Campaign,
    CampaignMember,
    Confirmation,
    Contact,
    EditProposal,
    Message,
    Photo,
    Report,
    ReportEvent,
    RetentionLog,
    Subscription,
    Supporter,
)
from ..workflow import SYSTEM
from . import attachments, photos

ORIGINAL_DAYS = 30
UNSENT_DAYS = 2
NETWORK_DAYS = 30
UNANSWERED_DAYS = 30
UNCONFIRMED_DAYS = 7
BATCH = 500
_DAY = timedelta(days=1)


def run():
    """Whatever is due today."""
    for report in _due("contact_days").filter(anonymised_at=None)[:BATCH]:
        anonymise(report)
    for campaign in Campaign.objects.forgettable():
        forget_participants(campaign)
    for entry in _withdrawn_entries()[:BATCH]:
        anonymise(entry)
    for report in _due("report_days").exclude(category__report_days=0)[:BATCH]:
        erase(report)
    _forget_unanswered()
    _forget_originals()
    forget_unsent()
    _forget_unconfirmed()
    _forget_traces()


def _due(days: str):
    closed = Report.objects.exclude(closed_at=None).exclude(category=None).select_related("category")
    return closed.filter(closed_at__lt=Now() - F(f"category__{days}") * _DAY)


def _withdrawn_entries():
    """Entries that their owners took back, as old as the rule of their campaign says."""
    closed = Report.objects.filter(category=None, anonymised_at=None).exclude(closed_at=None)
    return closed.select_related("campaign").filter(closed_at__lt=Now() - F("campaign__contact_days") * _DAY)


@transaction.atomic
def anonymise(report: Report):
    """Remove who reported it: contact, subscriptions, messages, device, network, and the words before masking."""
    days = (report.category or report.campaign).contact_days
    Contact.objects.filter(report=report).delete()
    Message.objects.filter(report=report, subscription__reporter=True).delete()
    Subscription.objects.filter(report=report).delete()
    Report.objects.filter(pk=report.pk).update(anonymised_at=timezone.now(), member=None, **_NOBODYS)
    _redact_history(report)
    RetentionLog.objects.create(
        action="contact", number=report.number, category=report.subject[:60], rule=f"contact_days={days}"
    )
    report.record(ReportEvent.Kind.RETENTION, by=SYSTEM, data={"contact": days})


# What of a report tells who sent it, or was said to handlers alone.
_NOBODYS = dict.fromkeys(("text_hash", "network_hash", "device", "nickname"), "")
_NOBODYS |= {"text_original": b"", "private_answers": b""}


def _redact_history(report: Report):
    """The whole words behind masked ones: the history keeps what everybody could read."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL community.erasing = 'on'")
        report.events.exclude(private=b"").update(private=b"")
        cursor.execute("SET LOCAL community.erasing = 'off'")


def forget_participants(campaign: Campaign):
    """A campaign that is over for long enough keeps what was mapped, and nothing of who did it."""
    for entry in campaign.entries.filter(anonymised_at=None).select_related("campaign").iterator():
        anonymise(entry)
    with transaction.atomic():
        gone = campaign.members.count() + campaign.subscriptions.count()
        Message.objects.filter(subscription__campaign=campaign).delete()
        campaign.subscriptions.all().delete()
        campaign.members.all().delete()
        campaign.board_opt_outs.all().delete()
        # What they said about entries stays, each still counted once, but nobody's.
        confirmations = Confirmation.objects.filter(report__campaign=campaign).exclude(device__startswith="gone-")
        confirmations.update(device=Concat(Value("gone-"), Cast("pk", CharField())))
        EditProposal.objects.filter(report__campaign=campaign).exclude(device="").update(device="")
        if gone:
            rule = f"contact_days={campaign.contact_days}, members={gone}"
            RetentionLog.objects.create(action="members", category=campaign.title[:60], rule=rule)


def _forget_unconfirmed():
    """Addresses that nobody confirmed: what was asked for is forgotten, and may be asked for once more."""
    limit = timezone.now() - timedelta(days=UNCONFIRMED_DAYS)
    unconfirmed = Subscription.objects.filter(confirmed_at=None, created_at__lt=limit)
    Message.objects.filter(subscription__in=unconfirmed).delete()
    unconfirmed.delete()


def _forget_unanswered():
    """Invitations and registrations that nobody took up, a month after they ended."""
    limit = timezone.now() - timedelta(days=UNANSWERED_DAYS)
    waiting = [CampaignMember.State.INVITED, CampaignMember.State.UNCONFIRMED]
    gone = CampaignMember.objects.filter(state__in=waiting, expires_at__lt=limit)
    if number := gone.count():
        gone.delete()
        RetentionLog.objects.create(action="members", rule=f"unanswered_days={UNANSWERED_DAYS}, members={number}")


@transaction.atomic
def erase(report: Report):
    """Remove the report with its photos and history; only the log knows that it was."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL community.erasing = 'on'")
        RetentionLog.objects.create(
            action="report",
            number=report.number,
            category=str(report.category),
            rule=f"report_days={report.category.report_days}",
        )
        for photo in report.photos.all():
            photos.forget(photo)
        for attachment in report.attachments.all():
            attachments.forget(attachment)
        report.delete()
        cursor.execute("SET LOCAL community.erasing = 'off'")


def _forget_originals():
    """Originals of covered photos, and of those whose report was closed, after a month."""
    limit = timezone.now() - timedelta(days=ORIGINAL_DAYS)
    due = Photo.objects.exclude(original="").filter(Q(blurred_at__lt=limit) | Q(report__closed_at__lt=limit))
    for photo in due.select_related("report")[:BATCH]:
        photos.forget_original(photo)
        RetentionLog.objects.create(
            action="original", number=photo.report.number, rule=f"original_days={ORIGINAL_DAYS}"
        )


def forget_unsent():
    """Photos whose report was never sent. All of them: whoever floods us with photos is not to fill the disk."""
    limit = timezone.now() - timedelta(days=UNSENT_DAYS)
    for photo in Photo.objects.filter(report=None, created_at__lt=limit).iterator(chunk_size=BATCH):
        photos.forget(photo)


def _forget_traces():
    """The hashes of addresses serve against abuse, and that is over after a month."""
    old = Report.objects.filter(created_at__lt=timezone.now() - timedelta(days=NETWORK_DAYS)).exclude(network_hash="")
    gone = old.update(network_hash="")
    supporters = Supporter.objects.filter(at__lt=timezone.now() - timedelta(days=NETWORK_DAYS))
    supporters.exclude(network_hash="").update(network_hash="")
    if gone:
        RetentionLog.objects.create(action="history", rule=f"network_days={NETWORK_DAYS}, reports={gone}")
