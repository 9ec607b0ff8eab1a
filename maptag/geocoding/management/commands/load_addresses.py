from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maptag.geocoding.models import DataVersion
from maptag.geocoding.tables.archives import BrokenFileError
from maptag.geocoding.tables.loading import Load

# In which Korean coordinates come, before and after 2003: Bessel and GRS80, by degrees, in belts, and UTM-K.
SRIDS = (4326, 4737, 2096, 2097, 2098, *range(5173, 5189))
# By SQLSTATE: what an operator can do something about.
_DATABASE = {
    "42501": gettext_lazy("데이터베이스 사용자에게 테이블을 만들고 바꿀 권한이 없습니다. 소유자로 실행해 주세요."),
    "53100": gettext_lazy("데이터베이스의 디스크가 가득 찼습니다. 자리를 비운 뒤 다시 실행해 주세요."),
    "53200": gettext_lazy("데이터베이스의 메모리가 모자랍니다. 다른 작업이 끝난 뒤 다시 실행해 주세요."),
    "57P01": gettext_lazy("데이터베이스가 멈췄습니다. 다시 켜진 뒤 다시 실행해 주세요."),
    "25006": gettext_lazy("읽기만 할 수 있는 데이터베이스입니다. 주 서버의 주소로 실행해 주세요."),
}


class Command(BaseCommand):
    help = "Load address files: official juso files, our CSV, boundaries, codes, places, roads; zips, folders, any mix."

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--srid", type=int, help="CRS of official coordinates, when it is not EPSG:5179")
        parser.add_argument("--changes", action="store_true", default=None, help="treat the files as daily changes")
        parser.add_argument("--whole", action="store_false", dest="changes", help="treat the files as whole registers")
        parser.add_argument("--show", type=int, default=20, metavar="N", help="print the first N refused lines")

    def handle(self, *, paths, srid, changes, show, **options):
        if srid is not None and srid not in SRIDS:
            srids = ", ".join(map(str, SRIDS))
            raise CommandError(_("우리나라에서 쓰는 좌표계가 아닙니다. EPSG 번호: %(known)s") % {"known": srids})
        report = self._load(Load(srid, changes, self._say), paths)
        for dataset, rows in report.counts.items():
            self.stdout.write(f"{DataVersion.Dataset(dataset).label}: {rows:,}")
        for warning in report.warnings:
            self.stdout.write(self.style.WARNING(warning))
        self._print_refusals(report, show)
        if report.is_void:
            self.stdout.write(_("바뀐 주소가 없습니다(No Data)."))
        elif not report.counts:
            raise CommandError(_("불러온 자료가 없습니다."))

    def _say(self, text):
        """At once, also into a file: a load of the nation takes minutes."""
        self.stdout.write(text)
        self.stdout.flush()

    def _load(self, load, paths):
        try:
            return load.run(paths)
        except FileNotFoundError as error:
            raise CommandError(_("파일이 없습니다: %(path)s") % {"path": error}) from error
        except OSError as error:
            raise CommandError(_("읽을 수 없습니다: %(error)s") % {"error": error}) from error
        except BrokenFileError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise self._explained(error) from error

    def _explained(self, error: DatabaseError) -> Exception:
        """The old data stay in use whatever happens."""
        reason = _DATABASE.get(getattr(error.__cause__, "sqlstate", None))
        if reason is None:
            return error
        return CommandError(f"{reason} " + _("지금까지 쓰던 자료는 그대로입니다."))

    def _print_refusals(self, report, show):
        self.stdout.write(_("거부된 줄: %(count)d") % {"count": report.refused})
        for reason, count in report.reasons.most_common():
            self.stdout.write(f"  {count:,}  {reason}")
        for refusal in report.refusals[:show]:
            self.stdout.write(f"  {refusal.file}:{refusal.line}: {refusal.reason}")
