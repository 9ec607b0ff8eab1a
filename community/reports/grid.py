"""Reports on a map of any scale: counts by cell where there are too many to draw, the reports themselves nearer."""

from dataclasses import dataclass

from django.db import connection, transaction

from ..models import Report

# Single reports are drawn where a view holds few of them, and from SURELY_ZOOM on in any case (0.1 km² of the city).
# With a million reports, 3,000 pins took 250 ms (p95 480), 1,000 take a third of that. Farther out than MAYBE_ZOOM the
# browser puts nearly all of them into clusters, and half as many are worth sending.
MAYBE_ZOOM, SURELY_ZOOM = 13, 18
MOST, MOST_FAR = 1000, 500
# Cells of 64 px: a tile of zoom z is 4 × 4 cells of level z + 2. In those of 32 px the numbers covered each other.
FINER = 2
LEVELS = (9, 17)


@dataclass(frozen=True, slots=True)
class View:
    """What a map shows (WGS84 degrees), and of what: no categories mean all, no campaigns reports only.

    `open`: None for both.
    """

    west: float
    south: float
    east: float
    north: float
    zoom: int
    categories: tuple[int, ...] = ()
    campaigns: tuple[int, ...] = ()
    open: bool | None = None


def cells(view: View) -> list[tuple[float, float, int, int]]:
    """[(lon, lat, reports, open reports)]: one row a cell, at the mean place of its reports."""
    level = min(max(view.zoom + FINER, LEVELS[0]), LEVELS[1])
    params = {
        "level": level,
        "west": view.west,
        "south": view.south,
        "east": view.east,
        "north": view.north,
        "categories": list(view.categories) or None,
        "campaigns": list(view.campaigns) or None,
        "open": view.open,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CELLS, params)
        return cursor.fetchall()


def shows_pins(view: View, counted: list[tuple]) -> bool:
    """Whether single reports are drawn for a view whose cells were `counted`."""
    most = MOST if view.zoom >= MAYBE_ZOOM else MOST_FAR
    return view.zoom >= SURELY_ZOOM or sum(cell[2] for cell in counted) <= most


_CELLS = """
SELECT sum(lon) / sum(count), sum(lat) / sum(count), sum(count)::int, coalesce(sum(count) FILTER (WHERE open), 0)::int
FROM community_cell
WHERE level = %(level)s
  AND x BETWEEN community_cell_x(%(west)s, %(level)s) AND community_cell_x(%(east)s, %(level)s)
  AND y BETWEEN community_cell_y(%(north)s, %(level)s) AND community_cell_y(%(south)s, %(level)s)
  AND (%(categories)s::bigint[] IS NULL OR category_id = ANY(%(categories)s))
  AND CASE WHEN %(campaigns)s::bigint[] IS NULL THEN campaign_id IS NULL ELSE campaign_id = ANY(%(campaigns)s) END
  AND (%(open)s::boolean IS NULL OR open = %(open)s)
GROUP BY x, y
HAVING sum(count) > 0
"""


def reports(view: View):
    """Public reports in view, at most 1,000. Unordered: for the latest first, PostgreSQL read 84,000 rows by date."""
    rows = Report.objects.on_map().within(view.west, view.south, view.east, view.north)
    rows = rows.filter(campaign__in=view.campaigns) if view.campaigns else rows.filter(campaign=None)
    if view.categories:
        rows = rows.filter(category__in=view.categories)
    if view.open is not None:
        rows = rows.filter(closed_at__isnull=view.open)
    return rows.order_by()[:MOST]


def compact() -> int:
    """Sum the ledger up; returns the number of its rows after that. Readers see the same before, during and after."""
    with connection.cursor() as cursor:
        cursor.execute(_COMPACT)
        cursor.execute("SELECT count(*) FROM community_cell")
        return cursor.fetchone()[0]


_COMPACT = """
WITH many AS (
    SELECT level, x, y FROM community_cell GROUP BY level, x, y
    HAVING count(*) > count(DISTINCT (category_id, campaign_id, open))
), taken AS (
    DELETE FROM community_cell USING many
    WHERE (community_cell.level, community_cell.x, community_cell.y) = (many.level, many.x, many.y)
    RETURNING community_cell.*
)
INSERT INTO community_cell
SELECT level, x, y, category_id, campaign_id, open, sum(count), sum(lon), sum(lat) FROM taken
GROUP BY level, x, y, category_id, campaign_id, open HAVING sum(count) <> 0
"""


def rebuild():
    """Count everything anew: after rows were loaded past the trigger."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE community_report IN SHARE MODE")
        cursor.execute(_REBUILD, LEVELS)


_REBUILD = """
TRUNCATE community_cell;
INSERT INTO community_cell
SELECT level, community_cell_x(ST_X(point), level), community_cell_y(ST_Y(point), level), category_id, campaign_id,
    closed_at IS NULL, count(*), sum(ST_X(point)), sum(ST_Y(point))
FROM community_report, generate_series(%s, %s) AS level
WHERE published AND NOT follows_lead
GROUP BY 1, 2, 3, 4, 5, 6
"""
