from django.core.management.base import BaseCommand, CommandError

from maptag.models import Notice
from maptag.upkeep import rebuild_snapshot, sweep


class Command(BaseCommand):
    help = "Writes the published GeoJSON files anew from the database: of all notices, or of those named."

    def add_arguments(self, parser):
        parser.add_argument("notice", nargs="*", help="the notice's id, as in its address")

    def handle(self, *args, **options):
        published = set(Notice.objects.published().values_list("pk", flat=True))
        unknown = sorted(set(options["notice"]) - published)
        if unknown:
            raise CommandError(f"not published: {', '.join(unknown)}")
        rebuilt = [pk for pk in sorted(options["notice"] or published) if rebuild_snapshot(pk)]
        swept = sweep()
        total = len(options["notice"] or published)
        self.stdout.write(f"{total} looked at, {len(rebuilt)} written anew, {len(swept)} left-over files deleted")
