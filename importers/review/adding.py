"""Places that a person adds: a span of the document's text, or a shape on the map under a name."""

import uuid
from collections.abc import Sequence

from django.contrib.gis.geos import GEOSGeometry, LineString, Polygon
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from importers.extraction import DocumentContext, find
from importers.extraction.context import RowArea, row_context
from importers.extraction.tables import tables
from importers.models import Mention, Upload, UploadRecord
from importers.models.placement import geometry_values, query_of
from importers.records import DocumentRecord, Locator
from importers.review.decisions import Conflict, Invalid, change, is_stored, point_in_city
from importers.review.local_places import offers
from maptag.geocoding.gazetteer.loaded import lexicon
from maptag.geocoding.parsing.grammar import grammar
from maptag.geocoding.resolve.pipeline import geocode
from maptag.geocoding.types import Match

MOST_ADDED = 2000
LONGEST_NAME = 200
# Of a line or an outline that a person draws; what is longer was not drawn by one.
MOST_POINTS = 500
# Shape → the kind of its mention and the fewest points.
SHAPES = {"point": ("place", 1), "line": ("segment", 2), "area": ("area", 3)}
# Records above a text whose headings and letterhead say which gu it speaks of.
ABOVE = 200


def add_span(upload: Upload, by, *, record: int, cell: int | None, start: int, end: int, text: str, batch=None):
    """The Mention of `text`, which stands at `start:end` of this record or cell; geocoded, and open to be decided.

    Raises Invalid, and Conflict with the Mention that has this very span.
    """
    row = upload.records.filter(number=record).first()
    span = _span(row, cell, start, end, text)
    mention = Mention(upload=upload, record=row, cell=cell, added_by=by, **span, **_meaning(row, span["text"]))
    mention.locator = row.as_record().locator_of(cell).as_dict()
    [match] = geocode([query_of(mention.as_fields())])
    return _add(mention, batch, {"decision": Mention.Decided.OPEN}, match)


def add_shape(upload: Upload, by, *, name: str, shape: str, points: Sequence, address: str = "", batch=None):
    """The Mention of what was drawn: `shape` of SHAPES through `points`, (lon, lat) in EPSG:4326; accepted at once.

    Raises Invalid.
    """
    if shape not in SHAPES:
        raise Invalid(_("알 수 없는 모양입니다. 점, 선, 구역 가운데에서 골라 주세요."))
    kind, fewest = SHAPES[shape]
    name, geometry = _name(name), _drawn(shape, points, fewest)
    mention = Mention(upload=upload, added_by=by, text=name, key=name[:300], kind=kind)
    placed = geometry_values(geometry, address) | {"source": Mention.Source.PIN}
    return _add(mention, batch, placed | {"decision": Mention.Decided.ACCEPTED})


@transaction.atomic
def _add(mention: Mention, batch, values: dict, match: Match | None = None) -> Mention:
    """Store it under the next number, as a decision that can be undone: before it, the mention was not there."""
    upload = Upload.objects.select_for_update().get(pk=mention.upload_id)
    if is_stored(upload, mention.added_by, batch):
        return upload.mentions.get(history__batch=batch)
    _refuse(upload, mention)
    mention.number = (upload.mentions.aggregate(last=Max("number"))["last"] or 0) + 1
    mention.decision = Mention.Decided.REMOVED
    mention.save(force_insert=True)
    if match is not None:
        Mention.objects.store_matches([(mention, match)], offers(upload.department_id, [mention]))
    change([mention.pk], mention.added_by, batch or uuid.uuid4(), values)
    mention.refresh_from_db()
    return mention


def _refuse(upload: Upload, mention: Mention):
    if upload.mentions.added().count() >= MOST_ADDED:
        words = _("문서 하나에 직접 더할 수 있는 곳은 %(n)s곳까지입니다. 표로 정리한 파일을 올려 주세요.")
        raise Invalid(words % {"n": f"{MOST_ADDED:,}"})
    same = {name: getattr(mention, name) for name in ("record", "cell", "start", "end")}
    if mention.record and (twin := upload.mentions.kept().filter(**same).first()):
        raise Conflict(twin)


def _span(row: UploadRecord | None, cell: int | None, start: int, end: int, text: str) -> dict:
    """`start`, `end` and `text` without the blanks around it. Raises Invalid where the record does not say that."""
    written = dict(row.as_record().texts()).get(cell) if row else None
    if written is None or not 0 <= start < end <= len(written) or written[start:end] != text:
        raise Invalid(_("고른 글이 문서와 다릅니다. 화면을 새로 고친 뒤 다시 골라 주세요."))
    name = _name(text, one_line=False)
    start += len(text) - len(text.lstrip())
    return {"start": start, "end": start + len(name), "text": name}


def _name(text: str, one_line=True) -> str:
    name = " ".join(text.split()) if one_line else text.strip()
    if not any(letter.isalnum() for letter in name):
        raise Invalid(_("장소 이름에는 글자가 있어야 합니다."))
    if len(name) > LONGEST_NAME:
        raise Invalid(_("장소 이름이 너무 깁니다. %(n)s자까지로 줄여 주세요.") % {"n": LONGEST_NAME})
    return name


def _drawn(shape: str, points: Sequence, fewest: int) -> GEOSGeometry:
    if not fewest <= len(points) <= (1 if shape == "point" else MOST_POINTS):
        words = _("%(fewest)s개에서 %(most)s개까지의 점을 찍어 주세요.")
        raise Invalid(words % {"fewest": fewest, "most": 1 if shape == "point" else MOST_POINTS})
    corners = [point_in_city(point) for point in points]
    if shape == "point":
        return corners[0]
    pairs = [corner.coords for corner in corners]
    geometry = LineString(pairs, srid=4326) if shape == "line" else Polygon([*pairs, pairs[0]], srid=4326)
    if not geometry.valid or not (geometry.length if shape == "line" else geometry.area):
        raise Invalid(_("그린 모양의 선이 서로 엇갈리거나 겹칩니다. 지우고 다시 그려 주세요."))
    return geometry


# -- what it means, as the finders would have it


def _meaning(row: UploadRecord, name: str) -> dict:
    """`kind` and `key` by the grammar, and what the document says around it."""
    alone = DocumentRecord("paragraph", Locator(), text=name)
    mentions = next(find([alone], lexicon()))[1]
    whole = next((mention for mention in mentions if (mention.start, mention.end) == (0, len(name))), None)
    named = {"kind": whole.kind, "key": whole.key} if whole else {"kind": "place", "key": " ".join(name.split())}
    return named | _around(row)


def _around(row: UploadRecord) -> dict:
    """The 시도, gu and dong that the record's other mentions were read with; else what its row and those above say."""
    beside = row.mentions.kept().exclude(near_gu="").values("near_sido", "near_gu", "near_dong").first()
    if beside:
        return beside
    area = _area_said(row)
    sido = lexicon().sido_around(area.sigungu, area.sido) if area.sido else ""
    return {"near_sido": sido[:20], "near_gu": area.sigungu[:60], "near_dong": area.dong[:60]}


def _area_said(row: UploadRecord) -> RowArea:
    context = DocumentContext.of_file(grammar(lexicon()), row.upload.name)
    above = row.upload.records.filter(number__range=(row.number - ABOVE, row.number))
    for run in tables([record.as_record() for record in above]):
        if run.begins:
            context.open_table(run.records, run.own_headers)
        for record in run.records:
            context.enter(record)
    own = row_context(record, context) if record.kind == "row" else RowArea()
    return RowArea(own.sigungu or context.document.sigungu, own.dong, own.sido or context.document.sido)
