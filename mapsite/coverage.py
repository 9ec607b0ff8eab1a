"""The page that tells administrators which addresses are loaded, and where they are thin."""

import csv

from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from community.data.files import neutral
from mapsite.accounts.permissions import may
from maptag.geocoding.coverage import coverage as address_coverage
from maptag.geocoding.coverage import earlier_loads, loads, refused_lines

# By level, the thinnest first.
LEVELS = (
    gettext_lazy("성김"),
    gettext_lazy("적은 편"),
    gettext_lazy("보통"),
    gettext_lazy("많은 편"),
    gettext_lazy("빽빽함"),
)
UNITS = {"road_km": gettext_lazy("도로 1 km에"), "area_km2": gettext_lazy("1 km²에")}


@require_safe
@may("is_administrator")
def coverage(request):
    """What is loaded, from when, how many, what was refused; and each gu's addresses on a map and in a table."""
    found = address_coverage()
    context = {"coverage": found, "loads": loads(), "levels": LEVELS, "unit": UNITS[found.per]}
    context["earlier"] = earlier_loads()
    return render(request, "coverage.html", context)


@require_safe
@may("is_administrator")
def refused(request):
    """Every line that the loads in use refused, as UTF-8 with BOM, neutral for spreadsheets."""
    response = StreamingHttpResponse(_lines(refused_lines()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{timezone.localdate():%Y%m%d}.csv"'
    return response


class _Line:
    """A file that csv writes to: each line is handed on at once."""

    def write(self, line):
        return line


def _lines(rows):
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow([_("파일"), _("줄"), _("까닭")])
    for row in rows.iterator(chunk_size=2000):
        yield writer.writerow([neutral(row.file), row.line or "", neutral(row.reason)])
