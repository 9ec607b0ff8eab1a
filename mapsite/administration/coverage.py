"""The page that tells administrators which addresses are loaded, and where they are thin."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mapsite.accounts.permissions import may
from maptag.geocoding.tables.coverage import coverage as address_coverage
from maptag.geocoding.tables.coverage import earlier_loads, loads, refused_lines
from maptag.publishing.tables import csv_response, lines

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
    figures = address_coverage()
    context = {"coverage": figures, "loads": loads(), "levels": LEVELS, "unit": UNITS[figures.per]}
    context["earlier"] = earlier_loads()
    return render(request, "coverage.html", context)


@require_safe
@may("is_administrator")
def refused(request):
    """Every line that the loads in use refused, as UTF-8 with BOM, neutral for spreadsheets."""
    head = [_("파일"), _("줄"), _("까닭")]
    rows = ((row.file, row.line or "", row.reason) for row in refused_lines().iterator(chunk_size=2000))
    return csv_response(f"refused-{timezone.localdate():%Y%m%d}.csv", lines(head, rows))
