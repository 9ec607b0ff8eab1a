"""What staff decide about an upload's mentions: the only writer of decisions, and their history."""

import math
import uuid

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maptag.richtext import sanitise

from .columns import columns
from .local_places import contradicted, is_correction, learn, unlearn, withdrawn
from .models import Decision, Mention, Review, Upload
from .placement import PLACEMENT, candidate_values, geometry_values

__all__ = ["Conflict", "Invalid", "accept_alike", "accept_grade", "columns", "decide", "save_details", "state", "undo"]

DETAILS = ("title", "body", "theme", "valid_from", "valid_until", "title_column", "attribute_columns")


class Conflict(Exception):
    """Somebody else was quicker. `current` is the Mention or Review as it is now."""

    def __init__(self, current):
        super().__init__(_("그사이 다른 사람이 바꾸었습니다. 지금의 내용을 확인해 주세요."))
        self.current = current


class Invalid(Exception):
    """The decision can't be carried out; the message says why."""


@transaction.atomic
def decide(
    mention: Mention, by, version: int, decision: str, *, candidate=None, point=None, address="", source=""
) -> Mention:
    """Store one decision about `mention`, seen by the person at `version`.

    `candidate` is an index into its candidates; `point` a (lon, lat) in EPSG:4326 that was searched for, dragged or
    clicked, with its `address`. Without either the place stays what it is. A correction is kept in the department's
    gazetteer. Raises Conflict, Invalid.
    """
    current = _locked(mention.pk, version)
    values = {"decision": _known(decision)}
    if candidate is not None:
        values |= candidate_values(_candidate(current, candidate))
        values["source"] = Mention.Source.CANDIDATE
    elif point is not None:
        values |= geometry_values(_point(point), address)
        values["source"] = source if source in Mention.Source else Mention.Source.PIN
    if values["decision"] == Mention.Decided.ACCEPTED and not (values.get("geometry") or current.geometry):
        raise Invalid(_("아직 자리가 없습니다. 후보를 고르거나 주소를 찾거나 지도를 눌러 자리를 정해 주세요."))
    corrected = values["decision"] == Mention.Decided.ACCEPTED and is_correction(current, candidate, point)
    return _change([current], by, lambda _mention: values, teach=corrected)[0]


@transaction.atomic
def accept_grade(upload: Upload, grade: str, by) -> int:
    """Accept every undecided mention of `grade` that has a place; returns how many.

    Where the department has put a thing elsewhere than the geocoder, a person has to say which it is.
    """
    mentions = list(upload.mentions.open().filter(grade=grade).exclude(geometry=None).select_for_update())
    elsewhere = contradicted(upload.department_id, mentions)
    agreed = [mention for mention in mentions if mention.pk not in elsewhere]
    return len(_change(agreed, by, lambda _mention: {"decision": Mention.Decided.ACCEPTED}))


@transaction.atomic
def accept_alike(mention: Mention, by, version: int) -> list[Mention]:
    """Put what the document writes alike, and nobody has decided yet, where this mention was put. Raises Conflict."""
    current = _locked(mention.pk, version)
    if current.decision != Mention.Decided.ACCEPTED or current.geometry is None:
        raise Invalid(_("먼저 이 장소의 자리를 정해 주세요."))
    values = {name: getattr(current, name) for name in PLACEMENT}
    return _change(list(current.alike().select_for_update()), by, lambda _mention: values)


@transaction.atomic
def undo(upload: Upload, by) -> list[Mention]:
    """Take back this person's last decision, or bulk of decisions. Raises Conflict when someone changed it since."""
    last = upload.decisions.filter(by=by, undone=False).first()
    if last is None:
        return []
    batch = list(upload.decisions.filter(batch=last.batch))
    mentions = {m.pk: m for m in Mention.objects.select_for_update().filter(pk__in=[d.mention_id for d in batch])}
    since = (
        upload.decisions.filter(mention__in=mentions, undone=False, pk__gt=last.pk).exclude(batch=last.batch).first()
    )
    if since:
        raise Conflict(mentions[since.mention_id])
    before = {decision.mention_id: _restored(decision.before) for decision in batch}
    changed = _change(list(mentions.values()), by, lambda mention: before[mention.pk], undone=True)
    for decision in batch:
        unlearn(decision)
    upload.decisions.filter(batch=last.batch).update(undone=True)
    return changed


@transaction.atomic
def save_details(review: Review, by, version: int, **fields) -> Review:
    """Store what the clerk wrote about the notice as a whole. Raises Conflict."""
    current = Review.objects.select_for_update().get(pk=review.pk)
    if current.version != version:
        raise Conflict(current)
    for name in DETAILS:
        if name in fields:
            setattr(current, name, sanitise(fields[name]) if name == "body" else fields[name])
    current.version += 1
    current.saved_by = by
    current.save()
    return current


def state(upload: Upload) -> dict:
    """Counts for the screen: undecided by grade, and how many of each decision."""
    return upload.mentions.counts()


def _locked(pk, version) -> Mention:
    current = Mention.objects.select_for_update().get(pk=pk)
    if current.version != version:
        raise Conflict(current)
    return current


def _known(decision: str) -> str:
    if decision not in Mention.Decided:
        raise Invalid(_("알 수 없는 결정입니다."))
    return decision


def _candidate(mention, index) -> dict:
    if not isinstance(index, int) or not 0 <= index < len(mention.candidates):
        raise Invalid(_("없는 후보입니다. 화면을 새로 고친 뒤 다시 골라 주세요."))
    if index in withdrawn(mention):
        raise Invalid(_("부서에서 그사이 지운 자리입니다. 다른 후보를 고르거나 지도에서 정해 주세요."))
    return mention.candidates[index]


def _point(lonlat) -> Point:
    try:
        lon, lat = (float(value) for value in lonlat)
    except (TypeError, ValueError) as error:
        raise Invalid(_("좌표를 읽을 수 없습니다.")) from error
    south, west, north, east = settings.CITY_BOUNDS
    if not (math.isfinite(lon) and math.isfinite(lat) and west <= lon <= east and south <= lat <= north):
        raise Invalid(_("%(city)s 밖입니다. 지도 안에서 골라 주세요.") % {"city": settings.CITY_NAME})
    return Point(lon, lat, srid=4326)


def _change(mentions, by, values, undone=False, teach=False) -> list[Mention]:
    """Apply values(mention) to each, and append to the history as one batch; with `teach`, the gazetteer learns it."""
    batch, now, decisions = uuid.uuid4(), timezone.now(), []
    for mention in mentions:
        before = _remembered(mention)
        for name, value in values(mention).items():
            setattr(mention, name, value)
        mention.version, mention.decided_by, mention.decided_at = mention.version + 1, by, now
        after = _remembered(mention)
        decisions.append(
            Decision(
                upload_id=mention.upload_id,
                mention=mention,
                batch=batch,
                by=by,
                before=before,
                after=after,
                taught=learn(mention, by) if teach else None,
                undone=undone,
            )
        )
    Mention.objects.bulk_update(mentions, [*PLACEMENT, "version", "decided_by", "decided_at"], batch_size=500)
    Decision.objects.bulk_create(decisions, batch_size=1000)
    return mentions


def _remembered(mention) -> dict:
    remembered = {name: getattr(mention, name) for name in (*PLACEMENT, "version")}
    remembered["geometry"] = mention.geometry and mention.geometry.ewkt
    return remembered


def _restored(before: dict) -> dict:
    values = {name: before[name] for name in PLACEMENT}
    values["geometry"] = before["geometry"] and GEOSGeometry(before["geometry"])
    return values
