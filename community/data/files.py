"""Public reports as GeoJSON and CSV."""

import csv
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mapsite.layers import LAYERS

from ..workflow import Status
from .selection import Unclear, select

MOST_FEATURES = 20_000
# With these a cell begins a formula in a spreadsheet; a tab or line end would move the next character there.
# So do the wide forms that Korean and Japanese input methods make.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
HEADINGS = {
    "number": "접수번호",
    "category__name": "유형",
    "campaign__title": "참여지도",
    "text": "내용",
    "address": "주소",
    "gu": "구",
    "dong": "동",
    "status": "상태",
    "department__name": "부서",
    "support_count": "공감",
    "agree_count": "맞다고 한 분",
    "disagree_count": "다르다고 한 분",
    "confirmed": "다른 분이 확인",
    "created_at": "제보한 때",
    "updated_at": "바뀐 때",
    "closed_at": "마친 때",
    "demo": "보기 자료",
}


def public(view):
    """Everybody may read; what can't be understood is answered with 400."""

    @login_not_required
    @require_safe
    @wraps(view)
    def answered(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Unclear as error:
            return JsonResponse({"error": error.message}, status=400)

    return answered


@public
def geojson(request):
    """A FeatureCollection of at most 20,000 reports, the latest first."""
    rows = select(request.GET).order_by("-created_at", "-pk")[:MOST_FEATURES]
    body = LAYERS["reports"].feature_collection(rows)
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"}
    return HttpResponse(body, content_type="application/geo+json", headers=headers)


@public
def as_csv(request):
    """All of them, as UTF-8 with BOM (Excel opens it as Korean), neutral for spreadsheets."""
    rows = LAYERS["reports"].values(select(request.GET).order_by("-created_at", "-pk")).annotate(_x=AsGeoJSON("point"))
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="reports-{timezone.localdate():%Y%m%d}.csv"'
    return response


class Line:
    """A file that csv writes to: each line is handed on at once."""

    def write(self, line):
        return line


def _lines(rows):
    writer = csv.writer(Line())
    yield "\ufeff" + writer.writerow([*HEADINGS.values(), "경도", "위도"])
    for row in rows.iterator(chunk_size=2000):
        lon, lat = row["_x"].split("[")[1].split("]")[0].split(",")
        yield writer.writerow([*(neutral(_said(name, row[name])) for name in HEADINGS), float(lon), float(lat)])


def _said(name: str, value) -> str:
    if value is None:
        return ""
    if name == "status":
        return str(Status(value).label)
    if name in ("demo", "confirmed"):
        return "예" if value else ""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if hasattr(value, "hour") else str(value)


def neutral(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
