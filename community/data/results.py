"""The public entries of a campaign with their answers, as CSV and GeoJSON."""

import csv
import json

from django.contrib.gis.db.models.functions import AsGeoJSON
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from mapsite.layers import LAYERS

from ..models import Campaign
from ..questions import answer_rows
from .files import MOST_FEATURES, Line, neutral, public

LICENCE_PAGE = "https://www.kogl.or.kr/info/licenseType1.do"
HEADINGS = {"number": "접수번호", "created_at": "올린 때", "nickname": "별명"} | {
    "address": "주소",
    "gu": "구",
    "dong": "동",
    "agree_count": "맞다고 한 분",
    "disagree_count": "다르다고 한 분",
    "confirmed": "다른 분이 확인",
}


def _rows(slug):
    campaign = get_object_or_404(Campaign.objects.public().select_related("department"), slug=slug)
    layer = LAYERS["entries"]
    rows = layer.values(layer.rows().filter(campaign=campaign).order_by("created_at", "pk"))
    return campaign, rows.annotate(_point=AsGeoJSON("point", precision=6))


def _answers(campaign, row: dict) -> dict[str, str]:
    """{question: answer in words}: nothing that is private leaves, whatever the layer's row holds."""
    return dict(answer_rows(campaign.questions, row["answers"], public=True))


@public
def geojson(request, slug):
    """A FeatureCollection of at most 20,000 entries; the answers are properties of their own, under their question."""
    campaign, rows = _rows(slug)
    body = {
        "type": "FeatureCollection",
        "title": campaign.title,
        "publisher": campaign.department.name,
        "licence": LAYERS["entries"].licence,
        "licence_url": LICENCE_PAGE,
        "features": [_feature(campaign, row) for row in rows[:MOST_FEATURES]],
    }
    text = json.dumps(body, ensure_ascii=False, cls=DjangoJSONEncoder)
    headers = {"Access-Control-Allow-Origin": "*", **_headers(campaign, "geojson")}
    return HttpResponse(text, content_type="application/geo+json", headers=headers)


def _feature(campaign, row: dict) -> dict:
    given = _answers(campaign, row)
    properties = {name: row[name] for name in (*HEADINGS, "text", "demo")}
    return {"type": "Feature", "geometry": json.loads(row["_point"]), "properties": properties | {"answers": given}}


@public
def as_csv(request, slug):
    """All entries with a column for each question, as UTF-8 with BOM, neutral for spreadsheets."""
    campaign, rows = _rows(slug)
    lines = _lines(campaign, rows)
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=_headers(campaign, "csv"))


def _headers(campaign, ending: str) -> dict:
    name = f"campaign-{campaign.pk}-{timezone.localdate():%Y%m%d}.{ending}"
    return {
        "Cache-Control": "no-cache",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Link": f'<{LICENCE_PAGE}>; rel="license"',
    }


def _lines(campaign, rows):
    writer = csv.writer(Line())
    asked = [q for q in campaign.questions if q["kind"] != "photo" and not q.get("private")]
    head = [*HEADINGS.values(), *(question["label"] for question in asked), "글", "경도", "위도"]
    yield "\ufeff" + writer.writerow(neutral(one) for one in head)
    for row in rows.iterator(chunk_size=2000):
        # By key: two questions may have the same words.
        given = [dict(answer_rows([question], row["answers"], public=True)) for question in asked]
        cells = [_said(row[name]) for name in HEADINGS]
        cells += ["".join(answer.values()) for answer in given] + [row["text"]]
        yield writer.writerow([*map(neutral, cells), *json.loads(row["_point"])["coordinates"]])


def _said(value) -> str:
    if isinstance(value, bool):
        return "예" if value else ""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if hasattr(value, "hour") else str(value)
