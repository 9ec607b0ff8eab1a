import time
from pathlib import Path

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError

from importers.models import SURE
from importers.review import decisions, publishing, tagging
from importers.uploads import intake, pipeline
from mapsite.accounts.models import Department
from maptag.models import Theme


class Command(BaseCommand):
    help = "Imports one document through the same pipeline as the upload page, and waits until it is done."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, metavar="FILE")
        parser.add_argument("--department", help="name or slug; the only one there is, when left out")
        parser.add_argument("--title", help="the notice's title")
        parser.add_argument("--theme", help="slug of the notice's theme")
        parser.add_argument("--publish", action="store_true", help="accept every place that is certain and publish")

    def handle(self, *, path, department, title, theme, publish, **options):
        details = {"title": title[:200]} if title else {}
        if theme:
            details["theme"] = find_theme(theme)
        upload = self.import_file(path, find_department(department))
        decisions.save_details(upload.review, None, upload.review.version, **details)
        places, suggestions = upload.mentions.meant().count(), upload.mentions.suggested().count()
        beside = f", {suggestions} suggested" if suggestions else ""
        self.stdout.write(f"{upload.name}: {upload.records_read} records, {places} mentions{beside}")
        if publish:
            self.publish(upload)

    def import_file(self, path, department):
        if not path.is_file():
            raise CommandError(f"{path} is not a file")
        try:
            with path.open("rb") as file:
                upload, _created = intake.receive(File(file), path.name, None, department=department)
        except intake.UploadRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        while not upload.is_finished:
            pipeline.run(upload.pk)  # returns early where a worker has taken the same upload up: wait for it
            upload.refresh_from_db()
            time.sleep(0 if upload.is_finished else 0.5)
        if upload.error_code:
            raise CommandError(f"{path.name}: {upload.error_message}")
        return upload

    def publish(self, upload):
        decisions.accept_standing(upload, SURE, None)
        try:
            notice = publishing.publish(upload.review, None)
        except tagging.NothingToPublish as nothing:
            raise CommandError(str(nothing)) from nothing
        self.stdout.write(f"published: {notice.get_absolute_url()} ({notice.tag_count} places)")


def find_department(name) -> Department:
    departments = Department.objects.filter(name=name) | Department.objects.filter(slug=name) if name else None
    departments = list(Department.objects.all()[:2] if departments is None else departments)
    if len(departments) != 1:
        names = ", ".join(map(str, Department.objects.all()))
        raise CommandError(f"Which department? Say --department with one of: {names}")
    return departments[0]


def find_theme(slug) -> Theme:
    try:
        return Theme.objects.get(slug=slug)
    except Theme.DoesNotExist as error:
        raise CommandError(f"There is no theme {slug!r}") from error
