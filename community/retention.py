"""Personal data goes when its time is over; a log says so. Each report in a transaction of its own."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from . import photos
from .models import Contact, Follower, Message, Photo, Report, ReportEvent, RetentionLog
from .workflow import SYSTEM

ORIGINAL_DAYS = 30
UNSENT_DAYS = 2
NETWORK_DAYS = 30
BATCH = 500
_DAY = timedelta(days=1)


def run():
    """Whatever is due today."""
    for report in _due("contact_days").filter(anonymised_at=None)[:BATCH]:
        anonymise(report)
    for report in _due("report_days").exclude(category__report_days=0)[:BATCH]:
        erase(report)
    _forget_originals()
    _forget_traces()


def _due(days: str):
    closed = Report.objects.exclude(closed_at=None).exclude(category=None).select_related("category")
    return closed.filter(closed_at__lt=Now() - F(f"category__{days}") * _DAY)


@transaction.atomic
def anonymise(report: Report):
    """Remove who reported it: contact, followers' messages, device, network, and the words before masking."""
    days = report.category.contact_days
    Contact.objects.filter(report=report).delete()
    Message.objects.filter(report=report, follower__reporter=True).delete()
    Follower.objects.filter(report=report).delete()
    Report.objects.filter(pk=report.pk).update(
        anonymised_at=timezone.now(), text_original="", network_hash="", device="", nickname="", member=None
    )
    RetentionLog.objects.create(
        action="contact", number=report.number, category=str(report.category), rule=f"contact_days={days}"
    )
    report.record(ReportEvent.Kind.RETENTION, by=SYSTEM, data={"contact": days})


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
    for photo in Photo.objects.filter(report=None, created_at__lt=timezone.now() - timedelta(days=UNSENT_DAYS))[:BATCH]:
        photos.forget(photo)


def _forget_traces():
    """The hashes of addresses serve against abuse, and that is over after a month."""
    old = Report.objects.filter(created_at__lt=timezone.now() - timedelta(days=NETWORK_DAYS)).exclude(network_hash="")
    gone = old.update(network_hash="")
    if gone:
        RetentionLog.objects.create(action="history", rule=f"network_days={NETWORK_DAYS}, reports={gone}")
