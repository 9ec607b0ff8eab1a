"""From reviewed mentions to the Tags of a Notice."""

import json
from dataclasses import replace

from django.contrib.gis.db.models.functions import AsGeoJSON
from django.utils.translation import gettext as _

from importers.models import Mention, Review
from maptag.privacy import mask
from maptag.publishing.content import NoticeContent, TagContent
from maptag.publishing.richtext import sanitise


class NothingToPublish(Exception):
    """No mention was accepted."""


def notice_content(review: Review) -> NoticeContent:
    """What publishing the review makes public. Raises NothingToPublish."""
    tags = tuple(tags_of(review))
    if not tags:
        raise NothingToPublish(_("수락한 장소가 없습니다. 지도에 실을 장소를 하나 이상 수락해 주세요."))
    return NoticeContent(
        title=review.title.strip() or str(review.upload),
        body=sanitise(review.body),
        theme_id=review.theme_id,
        valid_from=review.valid_from,
        valid_until=review.valid_until,
        tags=tags,
    )


def tags_of(review: Review):
    """Yield a TagContent for each accepted place, as the document reads; a place told twice comes once."""
    mentions = (
        Mention.objects.filter(upload=review.upload)
        .accepted()
        .exclude(geometry=None)
        .annotate(geojson=AsGeoJSON("geometry", precision=7))
        .select_related("record")
        .order_by("record__number", "number")
        .iterator(chunk_size=1000)
    )
    published = set()
    for mention in mentions:
        tag = _tag(review, mention)
        identity = (tag.title, tag.address, mention.geometry.wkb)
        if mention.cell is None and identity in published:
            continue
        published.add(identity)
        yield tag


def _tag(review, mention) -> TagContent:
    values = row_values(mention)
    tag = TagContent(
        title=values.get(review.title_column) or mention.text,
        geometry=json.loads(mention.geojson),
        address=_address(mention),
        # A person, not the geocoder, said where it is.
        grade="" if mention.is_placed_by_hand else mention.grade,
        position_type=mention.position_type,
        error_m=mention.error_m,
        locator=mention.locator,
    )
    attributes = ((column, values[column]) for column in review.attribute_columns if values.get(column))
    return replace(tag, attributes=tuple(attributes)).masked()


def _address(mention) -> str:
    """Its address; not the name of what stands in for it, as the bus stop does for a station's exit."""
    names = {item["name"] for item in mention.candidates if not (item["road_address"] or item["lot_address"])}
    return "" if mention.address in names else mention.address


def row_values(mention) -> dict[str, str]:
    """Header → cell text of the row in which the mention stands; empty for a paragraph, and for what stands nowhere."""
    if mention.record is None:
        return {}
    record = mention.record.as_record()
    headers = {column: text.strip() for column, text in record.headers.items()}
    return {headers[cell.column]: cell.text.strip() for cell in record.cells if headers.get(cell.column)}


def masked_values(mention) -> dict[str, str]:
    """`row_values` as they would be published."""
    return {header: mask(value, context=header) for header, value in row_values(mention).items()}
