"""`manage.py export_examples`: what this installation's clerks decided, to train the finder with."""

import json
from datetime import datetime, time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date

from importers.management.commands.import_document import find_department
from importers.review.examples import examples, finished


class Command(BaseCommand):
    help = (
        "Prints a JSON line for each paragraph or cell in which a clerk has accepted, dropped or added a place:"
        ' {"text", "answers": [{"start", "end", "kind", "sure"}], "rejected": [{"start", "end"}]}. Personal'
        " numbers are masked. Only of uploads whose notice is published, or in which nothing waits to be decided."
    )

    def add_arguments(self, parser):
        parser.add_argument("--since", metavar="YYYY-MM-DD", help="only what was decided from this day on")
        parser.add_argument("--department", help="name or slug; all departments, when left out")

    def handle(self, *, since, department, **options):
        uploads = finished()
        if department:
            uploads = uploads.filter(department=find_department(department))
        count = 0
        for example in examples(uploads, beginning_of(since) if since else None):
            self.stdout.write(json.dumps(example, ensure_ascii=False))
            count += 1
        self.stderr.write(f"{count} examples")


def beginning_of(day: str):
    """The first moment of a day here."""
    try:
        date = parse_date(day)
    except ValueError:
        date = None
    if date is None:
        raise CommandError(f"--since takes a day such as 2026-11-01, not {day!r}")
    return timezone.make_aware(datetime.combine(date, time.min))
