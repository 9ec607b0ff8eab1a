"""Categories as Open311 services, their questions as attributes."""

from django.conf import settings
from django.urls import reverse

from ..models import Category, Moderation

DATATYPES = {
    "text": "text", "number": "number", "yesno": "singlevaluelist", "scale": "singlevaluelist", "date": "datetime",
}  # fmt: skip


def discovery() -> dict:
    url = settings.SITE_URL + reverse("open311:discovery", args=["json"]).removesuffix("discovery.json").rstrip("/")
    changed = "2026-01-01T00:00:00+09:00"
    return {
        "changeset": changed,
        "contact": f"{settings.CITY_NAME}, {settings.DEFAULT_FROM_EMAIL}",
        "key_service": f"{settings.CITY_NAME}: {settings.DEFAULT_FROM_EMAIL}",
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": url,
                "changeset": changed,
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }


def service(category: Category) -> dict:
    return {
        "service_code": category.slug,
        "service_name": category.name,
        "description": category.description,
        "metadata": bool(_asked(category)),
        # Where staff look first, the sender gets a token, and the request's id when it is public.
        "type": "realtime" if category.moderation == Moderation.AFTER else "batch",
        "keywords": ", ".join(map(str, category.keywords)),
        "group": category.group,
    }


def definition(category: Category) -> dict:
    questions = enumerate(_asked(category), 1)
    return {"service_code": category.slug, "attributes": [attribute(question, n) for n, question in questions]}


def _asked(category: Category) -> list:
    """Photos come as media, not as attributes."""
    return [question for question in category.questions if question["kind"] != "photo"]


def attribute(question: dict, order: int) -> dict:
    attribute = {
        "variable": True,
        "code": question["key"],
        "datatype": _datatype(question),
        # What is asked only under a condition can't be demanded from a client that knows no conditions.
        "required": bool(question.get("required")) and not question.get("shown_when"),
        "datatype_description": question.get("help", ""),
        "order": order,
        "description": question["label"],
    }
    values = _values(question)
    return attribute | {"values": values} if values else attribute


def _datatype(question: dict) -> str:
    if question["kind"] == "choice":
        return "multivaluelist" if question.get("several") else "singlevaluelist"
    return DATATYPES.get(question["kind"], "string")


def _values(question: dict) -> list[dict]:
    if question["kind"] == "choice":
        return [{"key": c["value"], "name": c["label"]} for c in question["choices"]]
    if question["kind"] == "yesno":
        return [{"key": "true", "name": "예"}, {"key": "false", "name": "아니요"}]
    if question["kind"] == "scale":
        steps = range(question.get("min", 1), question.get("max", 5) + 1)
        return [{"key": str(n), "name": str(n)} for n in steps]
    return []
