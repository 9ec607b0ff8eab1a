"""The review screen's mentions: the list, one in detail, and every decision about them."""

from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _

from importers import review
from importers.models import NEED, Mention, Upload

from . import shapes
from .endpoints import BadInput, integer, reading, text, writing


@reading
def mentions(request, upload):
    """All mentions, what needs a person first."""
    return JsonResponse({"fields": shapes.FIELDS, "rows": shapes.mention_rows(upload.mentions.by_need())})


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
        place["point"] = _point(body["point"])
    version, decision = integer(body, "version"), text(body, "decision", 20)
    return shapes.detail(review.decide(_mention(upload, number), request.user, version, decision, **place))


@writing
def accept_grade(request, upload, body):
    """Body: `grade`. Accepts all undecided mentions of that grade that have a place.

    `left` are those that the department has put elsewhere before.
    """
    grade = text(body, "grade", 2)
    if grade not in NEED:
        raise BadInput(_("알 수 없는 등급입니다."))
    accepted = review.accept_grade(upload, grade, request.user)
    left = upload.mentions.open().filter(grade=grade).exclude(geometry=None).count()
    return {"accepted": accepted, "left": left, "rows": shapes.mention_rows(upload.mentions.by_need())}


@writing
def accept_alike(request, upload, body, number):
    """Body: `version`. Puts the undecided mentions of the same thing where this one is."""
    changed = review.accept_alike(_mention(upload, number), request.user, integer(body, "version"))
    return {"rows": shapes.mention_rows(Mention.objects.filter(pk__in=[one.pk for one in changed]).order_by("number"))}


@writing
def undo(request, upload, body):
    """Takes back the last thing that this person did to this upload, be it one decision or many."""
    changed = [mention.pk for mention in review.undo(upload, request.user)]
    return {"rows": shapes.mention_rows(Mention.objects.filter(pk__in=changed).order_by("number"))}


def _mention(upload: Upload, number: int) -> Mention:
    found = upload.mentions.filter(number=number).select_related("decided_by").first()
    if found is None:
        raise Http404
    return found


def _point(value) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2 or not all(_is_coordinate(number) for number in value):
        raise BadInput(_("좌표를 읽을 수 없습니다."))
    return tuple(value)


def _is_coordinate(number) -> bool:
    return isinstance(number, int | float) and not isinstance(number, bool) and abs(number) <= 180
