"""The home map, every current notice on one map; and the way in for staff."""

import hashlib
import json

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import condition, require_safe

from community.models import Campaign, CitizenGroup
from community.pages.campaigns import pin
from maptag.pages.filters import NoticeFilter
from maptag.publishing.access import public_data
from maptag.publishing.layers import LAYERS

PAGE = 20
# As many as /api/community/map takes.
MOST_CAMPAIGNS = 20


def _filter(request) -> NoticeFilter:
    return NoticeFilter(request.GET, LAYERS["notices"].rows().current())


@login_not_required
@require_safe
def home(request):
    """List and map of the current notices, filtered by the query string."""
    form = _filter(request)
    page = Paginator(form.found().select_related("department", "theme"), PAGE).get_page(request.GET.get("page"))
    page.object_list = [LAYERS["notices"].public(notice) for notice in page.object_list]
    running = Campaign.objects.running().select_related("department", "group")[:MOST_CAMPAIGNS]
    campaigns = [LAYERS["campaigns"].public(campaign) for campaign in running]
    pins = {campaign.slug: pin(campaign) for campaign in campaigns}
    context = {"form": form, "page": page, "campaigns": campaigns, "pins": pins}
    return render(request, "home.html", context, status=400 if form.unclear else 200)


def _home_etag(request) -> str:
    """A snapshot's name is the hash of its tags; what else the map shows stands beside it."""
    rows = _filter(request).found().order_by("pk")
    rows = rows.values_list("pk", "snapshot", "title", "theme__colour", "theme__name")
    return f'"{hashlib.sha256(repr(list(rows)).encode()).hexdigest()[:32]}"'


@public_data
@login_not_required
@require_safe
@condition(etag_func=_home_etag)
def home_tags(request):
    """{"notices": {id: {"title", "department", "theme", "colour"}}, "tags": FeatureCollection of points}."""
    form = _filter(request)
    if form.unclear:
        return JsonResponse({"error": " ".join(form.unclear)}, status=400, json_dumps_params={"ensure_ascii": False})
    matching = form.found()
    notices = {
        row["id"]: {
            "title": row["title"],
            "department": row["department__name"],
            "theme": row["theme__name"],
            "colour": row["theme__colour"],
        }
        for row in LAYERS["notices"].values(matching)
    }
    tags = LAYERS["home"].feature_collection(LAYERS["home"].rows().filter(notice__in=matching.order_by().values("pk")))
    body = f'{{"notices": {json.dumps(notices, cls=DjangoJSONEncoder)}, "tags": {tags}}}'
    return HttpResponse(body, content_type="application/json", headers={"Cache-Control": "no-cache"})


@require_safe
def start(request):
    """Where one finds oneself after signing in: at one's work, by one's rights."""
    if request.user.may_import:
        return redirect("importers:uploads")
    if CitizenGroup.objects.of(request.user).exists():
        return redirect("community:handling_campaigns")
    if request.user.may_audit:
        return redirect("access_log")
    return redirect("community:handling" if request.user.may_handle else "home")


@login_not_required
@require_safe
def favicon(request):
    """Browsers ask for it where a page (admin's, an error's) names none."""
    return redirect(static("img/favicon.svg"))
