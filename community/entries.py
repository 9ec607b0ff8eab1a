"""Entries of a campaign together: progress and gaps, charts, and the campaign's own state."""

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import workflow
from .models import Campaign, Report
from .questions import answer_text

MOST_BLOCKS = 5000


def progress(campaign: Campaign) -> dict:
    """{"entries", "confirmed", "contributors", "blocks", "mapped_blocks"}; blocks are None without an area."""
    entries = Report.objects.public().filter(campaign=campaign)
    blocks = gaps(campaign)["features"] if campaign.area else None
    return {
        "entries": entries.count(),
        "confirmed": confirmed(campaign).count(),
        "contributors": entries.exclude(nickname="").values("nickname").distinct().count(),
        "blocks": None if blocks is None else len(blocks),
        "mapped_blocks": None if blocks is None else sum(b["properties"]["entries"] > 0 for b in blocks),
    }


def confirmed(campaign: Campaign):
    """Public entries that enough others agreed with, and fewer contradicted; all where no confirmation is asked."""
    entries = Report.objects.public().filter(campaign=campaign)
    return entries.filter(confirmed=True) if campaign.confirmations else entries


def gaps(campaign: Campaign) -> dict:
    """The campaign's area in blocks as a FeatureCollection (WGS84), each with its number of public entries."""
    if not campaign.area:
        return {"type": "FeatureCollection", "features": []}
    with connection.cursor() as cursor:
        cursor.execute(_GAPS, {"campaign": campaign.pk, "side": campaign.block_m, "most": MOST_BLOCKS})
        rows = cursor.fetchall()
    blocks = [
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {"entries": n}}
        for ring, n in ((_ring(*box), n) for *box, n in rows)
    ]
    return {"type": "FeatureCollection", "features": blocks}


def _ring(west, south, east, north) -> list:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


# Metres of web mercator are longer than real ones by 1/cos(latitude).
_GAPS = """
WITH area AS (
    SELECT ST_Transform(area, 3857) AS shape, %(side)s / cos(radians(ST_Y(ST_Centroid(area)))) AS side
    FROM community_campaign WHERE id = %(campaign)s
), block AS (
    SELECT (ST_SquareGrid(side, shape)).geom AS geom, shape FROM area
    WHERE ST_Area(ST_Envelope(shape)) / (side * side) < %(most)s * 4
)
SELECT ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b),
    (SELECT count(*) FROM community_report r
     WHERE r.campaign_id = %(campaign)s AND r.published AND r.point && b)
FROM (SELECT ST_Transform(geom, 4326) AS b FROM block WHERE ST_Intersects(geom, shape) LIMIT %(most)s) AS blocks
"""


def charts(campaign: Campaign) -> list[dict]:
    """[{"label", "rows": [(answer, number)]}] for each question with a limited number of answers."""
    entries = Report.objects.public().filter(campaign=campaign)
    countable = [q for q in campaign.questions if q["kind"] in ("choice", "yesno", "scale") and not q.get("private")]
    return [_chart(entries, question) for question in countable]


def _chart(entries, question) -> dict:
    counts: dict = {}
    for value in entries.values_list(f"answers__{question['key']}", flat=True):
        for one in value if isinstance(value, list) else [value]:
            if one is not None:
                counts[one] = counts.get(one, 0) + 1
    rows = [(answer_text(question, value), number) for value, number in sorted(counts.items(), key=lambda c: -c[1])]
    return {"label": question["label"], "rows": rows}


@transaction.atomic
def set_state(campaign: Campaign, state: str, by) -> None:
    """Open, close or withdraw a campaign: with it, its entries leave every public place, or come back."""
    if not campaign.may_manage(by):
        raise workflow.Refused(_("이 참여지도를 맡은 사람만 바꿀 수 있습니다."))
    campaign.state = Campaign.State(state)
    campaign.closed_at = None if campaign.state == Campaign.State.OPEN else campaign.closed_at or timezone.now()
    campaign.save()
    seen = campaign.entries.filter(moderation__in=["approved", "unchecked"]).exclude(status=workflow.Status.WITHDRAWN)
    campaign.entries.update(published=False)
    if campaign.is_public:
        seen.update(published=True)
