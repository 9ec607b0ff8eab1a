"""What staff decide about an upload's mentions: the only writer of decisions, and their history."""

import math
import uuid

from django.conf import settings
from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from importers.extraction.tiers import Tier
from importers.models import BEFORE_BATCH, CHOSEN, Decision, Mention, Review, Upload
from importers.models.placement import PLACEMENT, candidate_values, geometry_values
from importers.review.columns import columns
from importers.review.local_places import contradicted, is_correction, learn, unlearn, withdrawn
from maptag.publishing.richtext import sanitise

__all__ = [
    "Conflict", "Invalid", "accept_alike", "accept_standing", "columns", "decide", "decide_many", "save_details",
    "state", "undo",
]  # fmt: skip

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
    mention: Mention, by, version: int, decision: str, *, candidate=None, point=None, address="", source="", batch=None
) -> Mention:
    """Store one decision about `mention`, seen by the person at `version`.

    `candidate` is an index into its candidates; `point` a (lon, lat) in EPSG:4326 that was searched for, dragged or
    clicked, with its `address`. Without either the place stays what it is. A correction is kept in the department's
    gazetteer. `batch` is the sender's name for it, a UUID: sent again, it changes nothing. Raises Conflict, Invalid.
    """
    if is_stored(mention.upload, by, batch):
        return Mention.objects.get(pk=mention.pk)
    current = _locked(mention.pk, version)
    values = {"decision": _known(decision)}
    if candidate is not None:
        values |= candidate_values(_candidate(current, candidate))
        values["source"] = Mention.Source.CANDIDATE
    elif point is not None:
        values |= geometry_values(point_in_city(point), address)
        values["source"] = source if source in Mention.Source else Mention.Source.PIN
    if values["decision"] == Mention.Decided.ACCEPTED and not (values.get("geometry") or current.geometry):
        raise Invalid(_("아직 자리가 없습니다. 후보를 고르거나 주소를 찾거나 지도를 눌러 자리를 정해 주세요."))
    corrected = values["decision"] == Mention.Decided.ACCEPTED and is_correction(current, candidate, point)
    batch = batch or uuid.uuid4()
    change([current.pk], by, batch, values)
    current.refresh_from_db()
    if corrected:
        Decision.objects.filter(batch=batch).update(taught=learn(current, by))
    return current


@transaction.atomic
def decide_many(upload: Upload, by, decision: str, numbers, batch=None, tier=Tier.SURE) -> list[int]:
    """Decide what of the mentions `numbers` is undecided, as one batch; returns the numbers that were changed.

    Suggestions are decided apart, as `tier` says: never with what waits. Accepted is what has a place. Where the
    department has put a thing elsewhere than the geocoder, a person has to say which it is. Sent again under the same
    `batch`, nothing more is changed.
    """
    if is_stored(upload, by, batch):
        return sorted(upload.decisions.filter(batch=batch).values_list("mention__number", flat=True))
    chosen = upload.mentions.open().filter(number__in=numbers, tier=tier)
    if _known(decision) == Mention.Decided.ACCEPTED:
        chosen = chosen.exclude(geometry=None)
        chosen = chosen.exclude(pk__in=contradicted(upload.department_id, chosen))
    ids = list(chosen.values_list("pk", flat=True))
    return change(ids, by, batch or uuid.uuid4(), {"decision": decision}, only_open=True)


def accept_standing(upload: Upload, standings, by) -> int:
    """Accept every mention that waits, stands so and has a place; returns how many.

    SURE are those that are certain and within SURE_WITHIN_M metres.
    """
    numbers = upload.mentions.waiting().with_standing().filter(standing__in=standings).values_list("number", flat=True)
    return len(decide_many(upload, by, Mention.Decided.ACCEPTED, list(numbers)))


@transaction.atomic
def accept_alike(mention: Mention, by, version: int, batch=None) -> list[int]:
    """Put what the document writes alike, and nobody has decided yet, where this mention was put; their numbers.

    Raises Conflict.
    """
    if is_stored(mention.upload, by, batch):
        return sorted(mention.upload.decisions.filter(batch=batch).values_list("mention__number", flat=True))
    current = _locked(mention.pk, version)
    if current.decision != Mention.Decided.ACCEPTED or current.geometry is None:
        raise Invalid(_("먼저 이 장소의 자리를 정해 주세요."))
    values = {name: getattr(current, name) for name in PLACEMENT}
    ids = list(current.alike().values_list("pk", flat=True))
    return change(ids, by, batch or uuid.uuid4(), values, only_open=True)


@transaction.atomic
def undo(upload: Upload, by, batch=None) -> list[int]:
    """Take back this person's last decision, or bulk of decisions; the numbers of its mentions.

    Raises Conflict when someone changed one of them since.
    """
    if is_stored(upload, by, batch):
        return sorted(upload.decisions.filter(batch=batch).values_list("mention__number", flat=True))
    last = upload.decisions.filter(by=by, undone=False).first()
    if last is None:
        return []
    decisions = upload.decisions.filter(batch=last.batch)
    _refuse_changed_since(upload, last, decisions)
    numbers = Mention.objects.change(BEFORE_BATCH, by, batch or uuid.uuid4(), undone=True, undo=last.batch)
    for decision in decisions.filter(taught__isnull=False).select_related("mention__upload"):
        unlearn(decision)
    decisions.update(undone=True)
    return numbers


def _refuse_changed_since(upload, last, decisions):
    list(Mention.objects.select_for_update().filter(pk__in=decisions.values("mention")).values_list("pk"))
    # Two short steps: in one, PostgreSQL compared each of ten thousand with each while its statistics were old (13 s).
    later = upload.decisions.filter(undone=False, pk__gt=last.pk).exclude(batch=last.batch)
    mentions_since = list(later.values_list("mention", flat=True))
    if mentions_since and (changed := decisions.filter(mention__in=mentions_since).select_related("mention").first()):
        raise Conflict(changed.mention)


@transaction.atomic
def save_details(review: Review, by, version: int, **fields) -> Review:
    """Store what the clerk wrote about the notice as a whole. Raises Conflict."""
    current = Review.objects.select_for_update().get(pk=review.pk)
    values = {name: sanitise(value) if name == "body" else value for name, value in fields.items() if name in DETAILS}
    if current.version != version:
        # The same once more, since the answer was lost?
        if current.saved_by == by and all(getattr(current, name) == value for name, value in values.items()):
            return current
        raise Conflict(current)
    for name, value in values.items():
        setattr(current, name, value)
    current.version += 1
    current.saved_by = by
    current.save()
    return current


def state(upload: Upload) -> dict:
    """Counts for the screen: undecided by grade, and how many of each decision."""
    return upload.mentions.counts()


def _locked(pk, version) -> Mention:
    current = Mention.objects.select_for_update().get(pk=pk)
    if current.version != version or current.decision == Mention.Decided.REMOVED:
        raise Conflict(current)
    return current


def _known(decision: str) -> str:
    if decision not in Mention.Decided or decision == Mention.Decided.REMOVED:
        raise Invalid(_("알 수 없는 결정입니다."))
    return decision


def _candidate(mention, index) -> dict:
    if not isinstance(index, int) or not 0 <= index < len(mention.candidates):
        raise Invalid(_("없는 후보입니다. 화면을 새로 고친 뒤 다시 골라 주세요."))
    if index in withdrawn(mention):
        raise Invalid(_("부서에서 그사이 지운 자리입니다. 다른 후보를 고르거나 지도에서 정해 주세요."))
    return mention.candidates[index]


def point_in_city(lonlat) -> Point:
    """(lon, lat) as a Point in EPSG:4326. Raises Invalid outside the city."""
    try:
        lon, lat = (float(value) for value in lonlat)
    except (TypeError, ValueError) as error:
        raise Invalid(_("좌표를 읽을 수 없습니다.")) from error
    south, west, north, east = settings.CITY_BOUNDS
    if not (math.isfinite(lon) and math.isfinite(lat) and west <= lon <= east and south <= lat <= north):
        raise Invalid(_("%(city)s 밖입니다. 지도 안에서 골라 주세요.") % {"city": settings.CITY_NAME})
    return Point(lon, lat, srid=4326)


def is_stored(upload, by, batch) -> bool:
    """Whether this was sent before, and its answer lost."""
    return batch is not None and upload.decisions.filter(batch=batch, by=by).exists()


def change(ids, by, batch, values: dict, only_open=False) -> list[int]:
    """Apply `values`, fields of a Mention, to the mentions `ids` (those still open) as one batch; their numbers."""
    if values.get("geometry"):
        values = values | {"geometry": values["geometry"].hexewkb.decode()}
    if not ids:
        return []
    return Mention.objects.change(CHOSEN, by, batch, only_open=only_open, ids=ids, values=Jsonb(values))
