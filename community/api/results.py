"""The public entries of a campaign with their answers, as CSV and GeoJSON."""

import json

from django.conf import settings
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.core.serializers.json import DjangoJSONEncoder
from django.shortcuts import get_object_or_404
from django.utils import timezone

from maptag.publishing.answers import data_response
from maptag.publishing.layers import LAYERS
from maptag.publishing.rows import PublicRow
from maptag.publishing.tables import column_names, csv_response, lines

from ..models import Photo
from ..questions.answers import answer_cell, public_answers
from . import paging
from .files import ABOUT, MOST_FEATURES, POINT, WHERE, body_links, described, in_words, link_header, public  # fmt: skip

HEADINGS = {"number": "접수번호", "title": "제목", "created_at": "올린 때", "nickname": "별명"} | {
    "address": "주소",
    "gu": "구",
    "dong": "동",
    "agree_count": "맞다고 한 분",
    "disagree_count": "다르다고 한 분",
    "confirmed": "다른 분이 확인",
}
TEXT = "글"


def _campaign(slug) -> PublicRow:
    layer = LAYERS["campaigns"]
    return layer.public(get_object_or_404(layer.rows().select_related("department", "group"), slug=slug))


def _questions(campaign) -> list[dict]:
    """Those whose answers everybody may know."""
    return [question for question in campaign.questions if not question.get("private")]


def pictures(photos) -> dict[str, str]:
    """{id: address} of a QuerySet of Photos."""
    visible = photos.only("pk", "edition").iterator(chunk_size=2000)
    return {str(photo.pk): settings.SITE_URL + photo.get_absolute_url() for photo in visible}


def _public_pictures(campaign) -> dict[str, str]:
    return pictures(Photo.objects.filter(report__campaign=campaign.id, hidden=False))


def cell(question: dict, value, addresses: dict[str, str]):
    """As `answer_cell`; of a photo question the addresses of its photos (see `pictures`) with blanks between."""
    if question["kind"] != "photo":
        return answer_cell(question, value)
    return " ".join(addresses[photo_id] for photo_id in value or () if photo_id in addresses)


def _answers(row: dict, questions: list, addresses: dict[str, str]) -> list:
    public = public_answers(questions, row["answers"])
    return [cell(question, public.get(question["key"]), addresses) for question in questions]


@public
def geojson(request, slug):
    """A FeatureCollection of at most 20,000 entries, the latest first; each question's answer is a property."""
    campaign, layer = _campaign(slug), LAYERS["entries"]
    result_page = paging.piece(layer.rows().filter(campaign=campaign.id), request.GET, MOST_FEATURES)
    rows = layer.values(result_page.rows).annotate(_point=AsGeoJSON("point", precision=6))
    questions = _questions(campaign)
    names = column_names([question["label"] for question in questions], (*HEADINGS, "text", "demo"))
    addresses = _public_pictures(campaign)
    features = [_feature(row, questions, names, addresses) for row in rows]
    body = {
        "type": "FeatureCollection",
        "name": campaign.slug,
        **described(campaign.title, campaign.department.name, campaign.get_absolute_url, "entries"),
        "published": campaign.created_at,
        "updated": campaign.updated_at,
        "numberMatched": result_page.matched,
        "numberReturned": len(features),
        "links": body_links(request, result_page.cursor),
        "features": features,
    }
    text = json.dumps(body, ensure_ascii=False, cls=DjangoJSONEncoder)
    headers = link_header(request, result_page.cursor, describedby=campaign.get_absolute_url)
    headers["Content_Disposition"] = f'attachment; filename="{_name(campaign, "geojson")}"'
    return data_response(request, text, "application/geo+json", **headers)


def _feature(row: dict, questions: list, names: list[str], addresses: dict[str, str]) -> dict:
    answers = _answers(row, questions, addresses)
    # JSON has a form of its own for yes and no.
    values = [row["answers"].get(question["key"]) for question in questions]
    answers = [value if isinstance(value, bool) else text for value, text in zip(values, answers, strict=True)]
    properties = {name: row[name] for name in (*HEADINGS, "text", "demo")} | dict(zip(names, answers, strict=True))
    return {
        "type": "Feature",
        "id": row["number"],
        "geometry": json.loads(row["_point"]),
        "properties": properties,
    }


@public
def as_csv(request, slug):
    """All entries in one file, a column for each question."""
    campaign, layer = _campaign(slug), LAYERS["entries"]
    rows = layer.values(layer.rows().filter(campaign=campaign.id).order_by("created_at", "pk")).annotate(**POINT)
    questions = _questions(campaign)
    fixed = [*HEADINGS.values(), TEXT, *WHERE, *ABOUT]
    head = [*HEADINGS.values(), *column_names([question["label"] for question in questions], fixed), TEXT]
    about = [campaign.title, settings.SITE_URL + campaign.get_absolute_url, layer.licence]
    addresses = _public_pictures(campaign)
    cells = (_cells(row, questions, about, addresses) for row in rows.iterator(chunk_size=2000))
    headers = link_header(request, describedby=campaign.get_absolute_url)
    return csv_response(
        _name(campaign, "csv"), lines([*head, *WHERE, *ABOUT], cells), Cache_Control="no-cache", **headers
    )


def _cells(row: dict, questions: list, about: list[str], addresses: dict[str, str]) -> list:
    cells = [in_words(name, row[name]) for name in HEADINGS] + _answers(row, questions, addresses)
    return [*cells, row["text"], round(row["_lon"], 6), round(row["_lat"], 6), *about]


def _name(campaign, ending: str) -> str:
    return f"campaign-{campaign.id}-{timezone.localdate():%Y%m%d}.{ending}"
