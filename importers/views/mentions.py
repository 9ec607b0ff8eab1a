"""The review screen's mentions: the list, one in detail, and every decision about them."""

from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _

from importers.extraction.tiers import Tier
from importers.models import Mention, Upload
from importers.review import decisions
from importers.views import shapes
from importers.views.endpoints import BadInput, batch_of, coordinates, integer, reading, text, writing


@reading
def mentions(request, upload):
    """All mentions, what needs a person first."""
    return JsonResponse({"fields": shapes.FIELDS, "rows": shapes.mention_rows(upload.mentions.kept().by_need())})


@reading
def mention(request, upload, number):
    return JsonResponse(shapes.detail(_mention(upload, number)))


@writing
def decide(request, upload, body, number):
    """Body: `version`, `decision`, and for another place `candidate` or `point` ([lon, lat]), `address`, `source`."""
    place = {"address": text(body, "address", 300), "source": text(body, "source", 20)}
    if body.get("candidate") is not None:
        place["candidate"] = integer(body, "candidate")
    elif body.get("point") is not None:
        place["point"] = coordinates(body["point"])
    version, decision = integer(body, "version"), text(body, "decision", 20)
    place["batch"] = batch_of(body)
    return shapes.detail(decisions.decide(_mention(upload, number), request.user, version, decision, **place))


@writing
def decide_many(request, upload, body):
    """Body: `decision`, and the `numbers` of the mentions that the screen's list shows; `tier` "suggested" for those.

    `left` is how many of them stay undecided: without a place, or put elsewhere by the department before.
    """
    numbers, tier = _numbers(body.get("numbers")), text(body, "tier", 10) or Tier.SURE
    changed = decisions.decide_many(upload, request.user, text(body, "decision", 20), numbers, batch_of(body), tier)
    return {"numbers": changed, "left": upload.mentions.open().filter(number__in=numbers, tier=tier).count()}


@writing
def accept_alike(request, upload, body, number):
    """Body: `version`. Puts the undecided mentions of the same thing where this one is."""
    mention, version = _mention(upload, number), integer(body, "version")
    return {"rows": _rows(upload, decisions.accept_alike(mention, request.user, version, batch_of(body)))}


@writing
def undo(request, upload, body):
    """Takes back the last thing that this person did to this upload, be it one decision or many."""
    return {"rows": _rows(upload, decisions.undo(upload, request.user, batch_of(body)))}


def _rows(upload, numbers) -> list[list]:
    return shapes.mention_rows(upload.mentions.filter(number__in=numbers).order_by("number"))


def _numbers(value) -> list[int]:
    if not isinstance(value, list) or not all(type(number) is int and 0 <= number < 2**31 for number in value):
        raise BadInput(_("고른 장소를 읽을 수 없습니다. 화면을 새로 고친 뒤 다시 해 주세요."))
    return value


def _mention(upload: Upload, number: int) -> Mention:
    mention = upload.mentions.filter(number=number).select_related("decided_by").first()
    if mention is None:
        raise Http404
    return mention
