from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from maptag.geocoding.models import DataVersion
from maptag.geocoding.tables.files import BrokenFileError
from maptag.geocoding.tables.loading import Load


class Command(BaseCommand):
    help = "Load address files: official juso files, our CSV, boundaries, codes, places, roads; zips, folders, any mix."

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--srid", type=int, help="CRS of official coordinates, when it is not EPSG:5179")
        parser.add_argument("--changes", action="store_true", default=None, help="treat the files as daily changes")
        parser.add_argument("--whole", action="store_false", dest="changes", help="treat the files as whole registers")
        parser.add_argument("--show", type=int, default=20, metavar="N", help="print the first N refused lines")

    def handle(self, *, paths, srid, changes, show, **options):
        try:
            report = Load(srid, changes, self.stdout.write).run(paths)
        except FileNotFoundError as error:
            raise CommandError(_("파일이 없습니다: %(path)s") % {"path": error}) from error
        except BrokenFileError as error:
            raise CommandError(_("깨졌거나 끝까지 내려받지 못한 파일입니다: %(path)s") % {"path": error}) from error
        for dataset, rows in report.counts.items():
            self.stdout.write(f"{DataVersion.Dataset(dataset).label}: {rows:,}")
        self._print_refusals(report, show)
        if not report.counts:
            raise CommandError(_("불러온 자료가 없습니다."))

    def _print_refusals(self, report, show):
        self.stdout.write(_("거부된 줄: %(count)d") % {"count": report.refused})
        for reason, count in report.reasons.most_common():
            self.stdout.write(f"  {count:,}  {reason}")
        for refusal in report.refusals[:show]:
            self.stdout.write(f"  {refusal.file}:{refusal.line}: {refusal.reason}")
