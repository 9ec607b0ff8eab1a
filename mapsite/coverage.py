"""The page that tells administrators which addresses are loaded, and where they are thin."""

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from mapsite.accounts.permissions import may
from maptag.geocoding.coverage import coverage as address_coverage
from maptag.geocoding.coverage import loads

# By level, the thinnest first.
LEVELS = (_("성김"), _("적은 편"), _("보통"), _("많은 편"), _("빽빽함"))
UNITS = {"road_km": _("도로 1 km에"), "area_km2": _("1 km²에")}


@require_safe
@may("is_administrator")
def coverage(request):
    """What is loaded, from when, how many, what was refused; and each gu's addresses on a map and in a table."""
    found = address_coverage()
    context = {"coverage": found, "loads": loads(), "levels": LEVELS, "unit": UNITS[found.per]}
    return render(request, "coverage.html", context)
