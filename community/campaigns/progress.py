"""Entries of a campaign together: progress and gaps, charts, and the campaign's own state."""

import json

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maptag.geocoding.models import District

from .. import workflow
from ..models import Campaign, Entry
from ..models.campaigns import OUTLINE_DEGREES
from ..questions.answers import answer_text, limits

# Blocks of twice, four times… the side where there would be more. All of Seoul in 2,640 blocks of 500 m is 0.6 MB and
# takes 200 to 300 ms to make (on two busy cores); one gu in 450 of 250 m takes 20 to 40.
MOST_BLOCKS = 3000
WIDEST_BLOCK_M = 8000


def progress(campaign: Campaign) -> dict:
    """{"entries", "confirmed", "contributors", "blocks", "mapped_blocks", "block_m"}; without area these None."""
    entries = Entry.objects.public().of(campaign)
    blocks = _blocks(campaign) if campaign.area else None
    return {
        "entries": entries.count(),
        "confirmed": confirmed(campaign).count(),
        "contributors": entries.exclude(nickname="").values("nickname").distinct().count(),
        "blocks": None if blocks is None else len(blocks),
        "mapped_blocks": None if blocks is None else sum(n > 0 for *_box, n in blocks),
        "block_m": block_side(campaign) if campaign.area else None,
    }


def confirmed(campaign: Campaign):
    """Public entries that enough others agreed with, and fewer contradicted; all where no confirmation is asked."""
    entries = Entry.objects.public().of(campaign)
    return entries.filter(confirmed=True) if campaign.confirmations else entries


def gaps(campaign: Campaign) -> dict:
    """The campaign's area in blocks as a FeatureCollection (WGS84), each with its number of public entries.

    "block_m" is the side in metres: `campaign.block_m`, or as much wider as a large area needs.
    """
    if not campaign.area:
        return {"type": "FeatureCollection", "features": []}
    blocks = [
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {"entries": n}}
        for ring, n in ((_ring(*box), n) for *box, n in _blocks(campaign))
    ]
    return {"type": "FeatureCollection", "block_m": block_side(campaign), "features": blocks}


def block_side(campaign: Campaign) -> int:
    """Metres: the campaign's own, doubled until its area has at most MOST_BLOCKS of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ST_Area(area::geography) FROM community_campaign WHERE id = %s", [campaign.pk])
        square_metres = cursor.fetchone()[0]
    side = campaign.block_m
    while square_metres > MOST_BLOCKS * side * side and side < WIDEST_BLOCK_M:
        side *= 2
    return side


def _blocks(campaign: Campaign) -> list[tuple]:
    """[(west, south, east, north, entries)] in degrees."""
    with connection.cursor() as cursor:
        cursor.execute(_BLOCKS, {"campaign": campaign.pk, "side": block_side(campaign), "coarse": OUTLINE_DEGREES})
        return cursor.fetchall()


def _ring(west, south, east, north) -> list:
    west, south, east, north = (round(side, 6) for side in (west, south, east, north))
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


# Metres of web mercator are longer than real ones by 1/cos(latitude). The grid's cells are numbered from the origin of
# the projection, so an entry knows its cell without a look at any block.
_BLOCKS = """
WITH area AS MATERIALIZED (
    SELECT ST_Transform(ST_SimplifyPreserveTopology(area, %(coarse)s), 3857) AS shape,
        %(side)s / cos(radians(ST_Y(ST_Centroid(area)))) AS side
    FROM community_campaign WHERE id = %(campaign)s
), block AS MATERIALIZED (
    SELECT grid.i, grid.j, ST_Transform(grid.geom, 4326) AS box
    FROM area, ST_SquareGrid(side, shape) AS grid WHERE ST_Intersects(grid.geom, shape)
), entry AS (
    SELECT floor(ST_X(ST_Transform(point, 3857)) / side) AS i, floor(ST_Y(ST_Transform(point, 3857)) / side) AS j,
        count(*) AS entries
    FROM community_report, area WHERE campaign_id = %(campaign)s AND published GROUP BY 1, 2
)
SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box), coalesce(entries, 0)
FROM block LEFT JOIN entry USING (i, j)
"""


def quiet_dongs(campaign: Campaign) -> list[tuple[str, str]]:
    """[(gu, 행정동)] of the area without a public entry: what the map of gaps says, for who can't see it."""
    if not campaign.area:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _QUIET, {"campaign": campaign.pk, "kind": District.Kind.ADMINISTRATIVE, "coarse": OUTLINE_DEGREES}
        )
        return cursor.fetchall()


# A dong is of the area when its middle is: to measure what they share took 1,100 ms for a whole city, this takes 150.
_QUIET = """
WITH campaign AS MATERIALIZED (
    SELECT id, ST_SimplifyPreserveTopology(area, %(coarse)s) AS area FROM community_campaign WHERE id = %(campaign)s
)
SELECT dong.gu, dong.dong
FROM campaign JOIN geocoding_area AS dong ON dong.boundary && campaign.area
WHERE dong.kind = %(kind)s AND dong.abolished IS NULL
  AND ST_Covers(campaign.area, ST_PointOnSurface(dong.boundary))
  AND NOT EXISTS (
      SELECT FROM community_report AS report
      WHERE report.campaign_id = campaign.id AND report.published AND ST_Covers(dong.boundary, report.point)
  )
ORDER BY 1, 2
"""


def charts(campaign: Campaign) -> list[dict]:
    """What was answered, question by question; texts and private answers are left out.

    [{"label", "answers", "mean" (of numbers and scales, else None), "lowest", "highest", "retired",
    "rows": [(answer, number)]}]; a number and photos have no rows.
    """
    countable = [q for q in campaign.questions if q["kind"] in _CHARTED and not q.get("private")]
    answers = _given(campaign, [question["key"] for question in countable])
    charts = [_chart(question, answers.get(question["key"], [])) for question in countable]
    return [chart for chart in charts if chart["answers"] or not chart["retired"]]


_CHARTED = ("choice", "yesno", "scale", "number", "photo")


def _given(campaign: Campaign, keys: list[str]) -> dict[str, list]:
    """{key: [(value, how often)]} of the public entries; each of several choices counts."""
    answers: dict[str, list] = {}
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN, {"campaign": campaign.pk, "keys": keys})
        for key, value, number, people in cursor.fetchall():
            answers.setdefault(key, []).append((json.loads(value), number, people))
    return answers


_GIVEN = """
WITH given AS (
    SELECT answer.key, answer.value FROM community_report, jsonb_each(answers) AS answer
    WHERE campaign_id = %(campaign)s AND published AND answer.key = ANY(%(keys)s)
)
SELECT key, one::text, count(*), (SELECT count(*) FROM given AS all_given WHERE all_given.key = given.key)
FROM given, jsonb_array_elements(
    CASE jsonb_typeof(value) WHEN 'array' THEN value ELSE jsonb_build_array(value) END
) AS one
GROUP BY key, one
"""


def _chart(question: dict, answers: list[tuple]) -> dict:
    counts = {value: number for value, number, _people in answers}
    measured = counts if question["kind"] in ("scale", "number") else {}
    # An answer from before the question was of this kind is no number.
    numbers = {value: n for value, n in measured.items() if type(value) in (int, float)}
    mean = sum(value * n for value, n in numbers.items()) / sum(numbers.values()) if numbers else None
    return {
        "label": question["label"],
        "answers": answers[0][2] if answers else 0,
        "mean": mean,
        "lowest": min(numbers, default=None),
        "highest": max(numbers, default=None),
        "retired": bool(question.get("retired")),
        "rows": _rows(question, counts),
    }


def _rows(question: dict, counts: dict) -> list[tuple[str, int]]:
    """In the order of the question, with what nobody chose; a retired choice only where somebody had chosen it."""
    if question["kind"] in ("number", "photo"):
        return []
    if question["kind"] == "choice":
        offered = [c["value"] for c in question["choices"] if c["value"] in counts or not c.get("retired")]
    elif question["kind"] == "scale":
        low, high = limits(question)
        offered = list(range(low, high + 1))
    else:
        offered = [True, False]
    return [(answer_text(question, value), counts.get(value, 0)) for value in offered]


def answered(campaign: Campaign) -> dict[str, dict]:
    """{question's key: {value as text: how many entries say so}}, of all entries, hidden and private ones too."""
    counts_by_key: dict[str, dict] = {}
    for entry in campaign.entries.only("answers", "private_answers").iterator(chunk_size=2000):
        for key, value in entry.whole_answers.items():
            for choice in value if isinstance(value, list) else [value]:
                counts = counts_by_key.setdefault(key, {})
                counts[str(choice)] = counts.get(str(choice), 0) + 1
    return counts_by_key


@transaction.atomic
def set_state(campaign: Campaign, state: str, by) -> None:
    """Open, close or withdraw a campaign: with it, its entries leave every public place, or come back."""
    if not campaign.may_manage(by):
        raise workflow.ActionRefused(_("이 참여지도를 맡은 사람만 바꿀 수 있습니다."))
    campaign.state = Campaign.State(state)
    campaign.closed_at = None if campaign.state == Campaign.State.OPEN else campaign.closed_at or timezone.now()
    campaign.save()
    seen = campaign.entries.filter(moderation__in=["approved", "unchecked"]).exclude(status=workflow.Status.WITHDRAWN)
    campaign.entries.update(published=False)
    if campaign.is_public:
        seen.update(published=True)
