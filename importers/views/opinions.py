"""Asking outside geocoders about a mention: a second look for a person, on a click, and never kept by itself."""

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from importers.models import Mention
from importers.views.endpoints import reading
from maptag.geocoding import second_opinions as geocoders
from maptag.geocoding.types import Address


@never_cache
@reading
def opinions(request, upload, number):
    """What each configured geocoder answers. Nothing of it is stored, nor may a browser keep it."""
    mention = get_object_or_404(upload.mentions, number=number)
    return JsonResponse({"answers": [_answer(answer) for answer in geocoders.ask(question(mention))]})


def question(mention: Mention) -> geocoders.Question:
    """What is asked: of an address its normal form alone, so that no flat or resident's name leaves the office."""
    address = Address.from_key(mention.kind, mention.key)
    if address is None:
        parts = mention.near_sido, mention.near_gu, mention.text
        return geocoders.Question(" ".join(filter(None, parts)), mention.kind)
    gu = address.sigungu or mention.near_gu
    # 수원시 팔달구 is in another province.
    city = mention.near_sido or ("" if " " in gu else settings.CITY_NAME)
    parts = (city, gu, address.road or address.dong, _number(address))
    return geocoders.Question(" ".join(filter(None, parts)), mention.kind)


def _number(address: Address) -> str:
    level = "산" if address.mountain else address.level
    return f"{level}{' ' if level == '지하' else ''}{address.main}" + (f"-{address.sub}" if address.sub else "")


def _answer(answer: geocoders.Answer) -> dict:
    listed = [_opinion(opinion) for opinion in answer.opinions]
    credit, terms = answer.credit
    return {
        "provider": answer.provider,
        "message": answer.message,
        "opinions": listed,
        "credit": credit,
        "terms": terms,
    }


def _opinion(opinion: geocoders.Opinion) -> dict:
    """`title` and `other` as the list shows them, `address` as the mention would keep it."""
    names = dict.fromkeys((opinion.title, opinion.road_address, opinion.lot_address))
    title, *others = filter(None, names) if any(names) else [""]
    return {
        "title": title,
        "other": " · ".join(others),
        "address": opinion.road_address or opinion.lot_address or opinion.title,
        "lon": opinion.lon,
        "lat": opinion.lat,
        "storable": opinion.storable,
    }
