"""Public reports as GeoJSON and CSV."""

import json
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import FloatField, Func
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maptag.publishing.access import public_data
from maptag.publishing.answers import LICENCE_PAGE, data_response, links
from maptag.publishing.layers import LAYERS
from maptag.publishing.tables import csv_response, lines

from ..open311.rendering import xml
from ..reports.selection import Unclear, select
from ..workflow import Status
from . import paging

MOST_FEATURES = 20_000
HEADINGS = {
    "number": "접수번호",
    "title": "제목",
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
WHERE = ("경도", "위도")
ABOUT = ("자료", "출처", "이용허락")


def public(view=None, *, errors: str = "json"):
    """Everybody may read; what can't be understood is answered in words, as JSON or (`errors="xml"`) as XML."""

    def decorate(view):
        @login_not_required
        @require_safe
        @wraps(view)
        def answered(request, *args, **kwargs):
            try:
                return view(request, *args, **kwargs)
            except Unclear as error:
                return refusal(error, errors)

        return public_data(answered, errors=errors)

    return decorate(view) if view else decorate


def refusal(error: Unclear, form: str):
    if form == "json":
        return JsonResponse({"error": error.message}, status=error.status, json_dumps_params={"ensure_ascii": False})
    return HttpResponse(xml_errors(error.status, error.message), status=error.status, content_type="application/xml")


@public
def geojson(request):
    """A FeatureCollection of at most 20,000 reports, the latest first; `links` leads to the next ones."""
    result_page = paging.piece(select(request.GET), request.GET, MOST_FEATURES)
    features, number = LAYERS["reports"].features(result_page.rows)
    head = {
        "type": "FeatureCollection",
        "name": "reports",
        **described(f"{settings.CITY_NAME} {_('시민 제보')}", settings.CITY_NAME, reverse("community:reports")),
        "numberMatched": result_page.matched,
        "numberReturned": number,
        "links": body_links(request, result_page.cursor),
    }
    # The features are text already: to read and write 14 MB again would take a second.
    text = f'{json.dumps(head, ensure_ascii=False, cls=DjangoJSONEncoder)[:-1]}, "features": {features}}}'
    return data_response(request, text, "application/geo+json", **link_header(request, result_page.cursor))


def described(title: str, publisher: str, page: str, layer: str = "reports") -> dict:
    """What a file says of itself: whose it is, what may be done with it, and where it comes from."""
    return {
        "title": title,
        "publisher": publisher,
        "licence": LAYERS[layer].licence,
        "licence_url": LICENCE_PAGE,
        "source": settings.SITE_URL + page,
    }


def body_links(request, cursor: str) -> list[dict]:
    """OGC's `links` of this answer: itself, the next ones, the licence."""
    kind = "application/geo+json"
    links = [{"rel": "self", "type": kind, "href": settings.SITE_URL + request.get_full_path()}]
    following = paging.next_url(request, cursor)
    links += [{"rel": "next", "type": kind, "href": following}] if following else []
    return [*links, {"rel": "license", "type": "text/html", "href": LICENCE_PAGE}]


def link_header(request, cursor: str = "", **more) -> dict:
    return {"Link": links(next=paging.next_path(request, cursor), **more)}


@public
def as_csv(request):
    """All of them in one file, however many: the Link header and two columns say what one may do with them."""
    rows = select(request.GET).order_by("-created_at", "-pk")
    rows = LAYERS["reports"].values(rows).annotate(**POINT)
    page = settings.SITE_URL + reverse("community:reports")
    about = [f"{settings.CITY_NAME} {_('시민 제보')}", page, LAYERS["reports"].licence]
    cells = (
        [*(in_words(name, row[name]) for name in HEADINGS), round(row["_lon"], 6), round(row["_lat"], 6), *about]
        for row in rows.iterator(chunk_size=2000)
    )
    text = lines([*HEADINGS.values(), *WHERE, *ABOUT], cells)
    name = f"reports-{timezone.localdate():%Y%m%d}.csv"
    return csv_response(name, text, Cache_Control="no-cache", **link_header(request))


POINT = {
    "_lon": Func("point", function="ST_X", output_field=FloatField()),
    "_lat": Func("point", function="ST_Y", output_field=FloatField()),
}


def in_words(name: str, value):
    """One cell; numbers stay numbers."""
    if name == "status":
        return str(Status(value).label)
    if isinstance(value, bool) or value is None:
        return "예" if value else ""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if hasattr(value, "hour") else value


def xml_errors(status: int, description: str) -> bytes:
    """The body of a refusal for those who read XML, as Open311 has it."""
    return xml([{"code": status, "description": description}], ("errors", "error"))
