"""Our own JSON API, described by OpenAPI at /api/community/openapi.json. Anonymous: it knows no session.

The one cookie is the id of a device (community.protection.devices), which browsers send to no other site.
"""

import json
from functools import wraps
from typing import Annotated
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, NinjaAPI, Query, Schema, Status
from ninja.errors import HttpError
from ninja.files import UploadedFile
from ninja.parser import Parser
from pydantic import Field

from maptag.publishing.access import READ, public_data
from maptag.publishing.answers import links
from maptag.publishing.layers import LAYERS

from ..messaging import push, subscriptions
from ..models import Campaign, Category, Report, Subscription
from ..protection import devices, limits, proof
from ..reports import grid, hints, photos, statistics, submission
from ..reports.selection import Unclear, box, categories, refuse_unreadable, select
from ..workflow import ActionRefused
from . import entries, paging
from .described import WEBHOOKS

PAGE, MOST_ROWS, MOST_PAGES = 50, 200, 2000
HOUR = 3600
PHOTOS_AN_HOUR = 200
MOST_CAMPAIGNS = 20


class Storable(Parser):
    """PostgreSQL can't store NUL, nor half of a character (one of two surrogates): no text may bring them."""

    def parse_body(self, request):
        if b"\\u0000" in request.body or b"\x00" in request.body:
            raise HttpError(400, "NUL")
        body = super().parse_body(request)
        # Ninja answers 400 to whatever is raised here.
        json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
        return body


api = NinjaAPI(
    title="Maptag 시민 제보",
    version="1",
    urls_namespace="community-api",
    docs_url=None,
    parser=Storable(),
    openapi_extra={"webhooks": WEBHOOKS},
)


class ReportIn(Schema):
    client_id: UUID
    category: str = ""
    campaign: str = ""
    lon: float
    lat: float
    text: str = Field("", max_length=4000)
    answers: entries.Answers = {}
    photos: list[str] = []
    place_source: str = ""
    name: str = Field("", max_length=60)
    email: str = Field("", max_length=254)
    phone: str = Field("", max_length=30)
    nickname: str = Field("", max_length=30)
    rhythm: str = "at_once"
    invitation: str = ""
    proof: str = ""
    website: str = ""  # the honeypot: people do not see it


class CoachIn(Schema):
    category: str = ""
    text: str = Field("", max_length=4000)
    # GEOS 3.11 writes a coordinate like 1e308 over the end of its buffer, and the whole process is gone.
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    # Nickname and answers: other words that everybody would read.
    words: list[Annotated[str, Field(max_length=4000)]] = Field([], max_length=60)
    photos: list[UUID] = Field([], max_length=photos.MOST_PHOTOS)
    place_source: str = ""


class FollowIn(Schema):
    """What to follow: a report's number, or a category, campaign or place; by e-mail or a PushSubscription (JSON)."""

    report: str = ""
    category: str = ""
    campaign: str = ""
    gu: str = Field("", max_length=30)
    dong: str = Field("", max_length=40)
    channel: str = "email"
    address: str = Field(max_length=4000)
    rhythm: str = "at_once"


@api.exception_handler(ValidationError)
def _invalid(request, error):
    errors = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return api.create_response(request, {"errors": errors}, status=422)


@api.exception_handler(limits.TooMany)
def _too_many(request, error):
    response = api.create_response(request, {"errors": {"": [error.message]}}, status=429)
    response["Retry-After"] = str(error.retry_after)
    return response


@api.exception_handler(OSError)
def _not_stored(request, error):
    """A full disk is told to the middleware that knows the words for it; ninja would answer by itself."""
    raise error


@api.exception_handler(ActionRefused)
def _refused(request, error):
    return api.create_response(request, {"errors": {"": [str(error.message)]}}, status=409)


@api.exception_handler(Unclear)
def _unclear(request, error):
    return api.create_response(request, {"errors": {"": [error.message]}}, status=error.status)


@api.exception_handler(Exception)
def _elsewhere(request, error):
    """Ninja would answer with a traceback: whatever is no case of this API is said by `mapsite.errors`."""
    raise error


@api.exception_handler(Http404)
def _nothing(request, error):
    return api.create_response(request, {"errors": {"": ["not found"]}}, status=404)


@api.exception_handler(subscriptions.Unproven)
def _unproven(request, error):
    """What has to be solved and sent along with the same request, as `proof`."""
    content = {"errors": {"proof": [_("확인이 필요합니다. 다시 보내 주세요.")]}, "challenge": proof.challenge()}
    return api.create_response(request, content, status=428)


@api.get("/challenge")
def challenge(request, response: HttpResponse):
    """A proof of work (ALTCHA) to solve before sending."""
    devices.remember(request, response)
    return proof.challenge()


@api.post("/photos")
def add_photo(request, response: HttpResponse, file: UploadedFile = File(...)):  # noqa: B008 (ninja reads the default)
    """Upload a photo: its id for `photos`, and where it was taken if it says so. Until the report is sent, `thumb` is
    shown to the device that uploaded it, by its cookie or X-Device."""
    sender = limits.sender_of(request)
    devices.remember(request, response)
    # Where cookies are blocked the made-up id is all by which its photos are known again.
    sender = sender if sender.device else limits.sender_of(request)
    with limits.counted("photo", sender.network_hash, PHOTOS_AN_HOUR, HOUR):
        try:
            photo = photos.receive(file, sender.device)
        except ValidationError as error:
            raise ValidationError(photos.problem(file.name or "", error)) from None
    place = [photo.taken_lon, photo.taken_lat] if photo.taken_lon is not None else None
    return {"id": photo.pk, "thumb": photo.get_absolute_url("thumb"), "taken_at": place}


@api.post("/coach")
def hints_for(request, draft: CoachIn):
    """Hints for a draft, and similar reports to join instead. Before there is a place, hints on the words alone."""
    category = Category.objects.active().filter(slug=draft.category).first()
    placed = draft.lon is not None and draft.lat is not None
    where = (draft.lon, draft.lat) if placed else None
    report_hints = hints.hints(category, draft.text, where, draft.photos, draft.place_source, other_texts=draft.words)
    near = hints.similar(category, *where) if where else []
    return {
        "hints": [{"kind": hint.kind, "text": hint.text, "data": hint.data} for hint in report_hints],
        "similar": [_near(report) for report in near],
    }


def _near(report: Report) -> dict:
    return {
        "number": report.number,
        "title": report.title,
        "text": report.text[:120],
        "category": report.category.name,
        "address": report.address,
        "status": report.status,
        "metres": round(report.distance.m),
        "support_count": report.support_count,
        "lon": report.point.x,
        "lat": report.point.y,
        "url": report.get_absolute_url(),
    }


@api.post("/reports", response={201: dict})
def send(request, payload: ReportIn):
    """Send a report or an entry of a campaign. The same client_id again gives the same report."""
    fields = payload.dict(exclude={"category", "campaign", "website"})
    draft = submission.Draft(
        **fields,
        honeypot=payload.website,
        category=Category.objects.filter(slug=payload.category).first() if payload.category else None,
        campaign=_campaign(payload.campaign) if payload.campaign else None,
    )
    report = submission.submit(draft, limits.sender_of(request))
    content = {"number": report.number, "private_url": report.private_url, "url": report.get_absolute_url()}
    content["confirm"] = report.subscriptions.filter(reporter=True, confirmed_at=None).exists()
    content |= {"published": report.published, "thanks": report.campaign.thanks if report.campaign else ""}
    return Status(201, content)


def _campaign(slug: str) -> Campaign:
    campaign = Campaign.objects.public().filter(slug=slug).first()
    if campaign is None:
        raise ValidationError({"campaign": [_("지금은 참여를 받지 않는 지도입니다.")]})
    return campaign


class Filters(Schema):
    """What of the reports: see community.reports.selection. `after` and `limit` (at most 200) as `next` has them."""

    bbox: str = ""
    lon: str = ""
    lat: str = ""
    radius: str = ""
    category: str = ""
    campaign: str = ""
    status: str = ""
    gu: str = ""
    dong: str = ""
    q: str = ""
    since: str = ""
    until: str = ""
    after: str = ""
    limit: str = ""


@api.get("/reports")
def reports(request, response: HttpResponse, filters: Query[Filters], page: int = Query(1, ge=1, le=MOST_PAGES)):
    """Public reports, the latest first, 50 at a time; `next` leads to those after them, however many there are."""
    page_of_rows = paging.piece(select(request.GET), filters.dict(), MOST_ROWS, PAGE, (page - 1) * PAGE)
    rows = list(LAYERS["reports"].values(page_of_rows.rows))
    response["Link"] = links(next=paging.next_path(request, page_of_rows.cursor))
    counts = {"numberMatched": page_of_rows.matched, "numberReturned": len(rows)}
    return {"reports": rows, "page": page, **counts, "next": paging.next_url(request, page_of_rows.cursor)}


@api.get("/reports/{slug:number}")
def report(request, number: str):
    """One public report with its public history."""
    layer = LAYERS["reports"]
    record = layer.rows().filter(number=number.upper()).first()
    if record is None:
        return api.create_response(request, {"errors": {"": ["not found"]}}, status=404)
    events = record.events.public().select_related("department")
    history = [{"at": e.at, "kind": e.kind, "status": e.to_status, "note": e.note, "who": e.who} for e in events]
    row = layer.values(layer.rows().filter(pk=record.pk)).get()
    pictures = [photo.get_absolute_url() for photo in record.visible_photos()]
    return row | {"point": record.point.coords, "answers": record.answer_rows(), "photos": pictures, "history": history}


class SupportIn(Schema):
    """`proof` as in reports; without it the answer is 428 with a `challenge`."""

    proof: str = Field("", max_length=2000)


@api.post("/reports/{slug:number}/support")
def support(request, number: str, payload: SupportIn | None = None):
    """공감. Once a device that has our cookie; again takes it back."""
    sender = limits.sender_of(request)
    report = LAYERS["reports"].rows().get(number=number.upper())
    return subscriptions.support(report, sender, payload.proof if payload else "")


@api.exception_handler(Report.DoesNotExist)
def _not_found(request, error):
    return api.create_response(request, {"errors": {"": ["not found"]}}, status=404)


@api.post("/follow", response={201: dict})
def follow(request, payload: FollowIn):
    """Follow something. E-mail is confirmed by a link first; `manage` is the private page of a browser's news."""
    sender = limits.sender_of(request)
    with limits.counted("follow", sender.network_hash, 20, HOUR):
        subscription = subscriptions.follow(**payload.dict())
    by_push = subscription.channel == Subscription.Channel.PUSH
    # Whoever types an e-mail address is not yet its owner: what it follows, and its page, are told in mails alone.
    return Status(201, {"confirmed": by_push, "manage": subscriptions.manage_path(subscription) if by_push else ""})


@api.get("/push-key")
def push_key(request):
    """applicationServerKey for Web Push, "" when it is not offered."""
    return {"key": push.public_key()}


@api.get("/map")
def map_data(request, bbox: str, zoom: int, category: str = "", campaign: str = "", status: str = ""):
    """{"cells": [[lon, lat, reports, open]]} where there are many, else {"pins": FeatureCollection}.

    Reports; with `campaign` the entries of these campaigns (slugs with commas, at most 20) instead.
    """
    if status not in ("", "open", "closed"):
        raise Unclear("status")
    refuse_unreadable({"category": category, "campaign": campaign})
    slugs = campaign.split(",")[:MOST_CAMPAIGNS] if campaign else []
    campaigns = Campaign.objects.public().filter(slug__in=slugs).values_list("pk", flat=True)
    if slugs and not campaigns:
        raise Campaign.DoesNotExist
    chosen = categories(category)
    view = grid.View(
        *box(bbox),
        zoom=min(max(zoom, 0), 22),
        categories=tuple(c.pk for c in chosen) or ((0,) if category else ()),
        campaigns=tuple(campaigns),
        open=None if not status else status == "open",
    )
    counted = grid.cells(view)
    if not grid.shows_pins(view, counted):
        return {"cells": counted}
    pins = LAYERS["report_pins"].feature_collection(grid.reports(view))
    return HttpResponse(f'{{"pins": {pins}}}', content_type="application/json")


@api.exception_handler(Campaign.DoesNotExist)
def _no_campaign(request, error):
    return api.create_response(request, {"errors": {"": ["not found"]}}, status=404)


@api.get("/statistics")
def numbers(request):
    """How many, how fast, how satisfied; by category and gu, with what is late."""
    return statistics.overview()


api.add_router("", entries.router)


def _with_head(view):
    """ninja answers HEAD with 405 where it has a GET; the server sends no body of it."""

    @wraps(view)
    def answered(request, *args, **kwargs):
        if request.method == "HEAD":
            request.method = "GET"
        return view(request, *args, **kwargs)

    return answered


# Each look at `api.urls` makes new views, so they are made once, here, where they are opened to everybody.
urls = api.urls
for pattern in urls[0]:
    pattern.callback = login_not_required(public_data(_with_head(pattern.callback), (*READ, "POST")))
