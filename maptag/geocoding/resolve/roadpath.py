"""The way along a road's lines between two points: the lines of two carriageways, with gaps, as one small graph."""

import heapq
from collections import defaultdict
from itertools import pairwise

import shapely
from shapely import LineString

from maptag.geocoding.geodesy import Point, distance, metres, metres_between

# The map cuts lines at tile borders and squares; a carriageway's other side is as near.
WIDEST_GAP_M = 45.0

Graph = dict[Point, list[tuple[float, Point]]]


def way_along(
    lines, start: Point, end: Point, farthest_m: float, gap_m: float = WIDEST_GAP_M, across_m: float = 0.0
) -> LineString | None:
    """The shortest way on `lines` (WGS84) from the vertex nearest `start` to that nearest `end`.

    None where either lies over `farthest_m` from the lines, or the lines do not connect them. `gap_m`: the widest gap
    between two lines of one road. `across_m`: carriageways so much farther off than the nearest serve as well; else a
    way turned back where the two of 한강대로 join, 1.5 km on.
    """
    if any(distance(lines, shapely.Point(point)) > farthest_m for point in (start, end)):
        return None
    parts = [list(part.coords) for part in shapely.get_parts(lines)]
    vertices = [vertex for part in parts for vertex in part]
    firsts, lasts = (_nearest(parts, point, across_m) for point in (start, end))
    path = _shortest(_graph(parts, vertices, gap_m), firsts, lasts)
    return LineString(path) if path and len(path) > 1 else None


def _nearest(parts: list[list[Point]], point: Point, across_m: float) -> set[Point]:
    """The nearest vertex of each part that is hardly farther off than the nearest part."""
    nearest = [min(part, key=lambda vertex: metres(vertex, point)) for part in parts]
    limit = min(metres(vertex, point) for vertex in nearest) + across_m
    return {vertex for vertex in nearest if metres(vertex, point) <= limit}


def with_vertices_at(lines, points: list[Point], across_m: float):
    """The lines with a vertex where each of the points is nearest to them, for ends between two bends."""
    parts = list(shapely.get_parts(lines))
    for point in map(shapely.Point, points):
        away = [distance(part, point) for part in parts]
        limit = min(away) + across_m
        parts = [_cut_at(part, point) if d <= limit else part for part, d in zip(parts, away, strict=True)]
    return shapely.multilinestrings(parts)


def _cut_at(line: LineString, point: shapely.Point) -> LineString:
    at = line.project(point)
    vertices = [(line.project(shapely.Point(vertex)), vertex) for vertex in line.coords[1:-1]]
    # A ring's ends both lie at 0: they stay where they are.
    inner = sorted([*vertices, (at, line.interpolate(at).coords[0])]) if 0 < at < line.length else vertices
    return LineString([line.coords[0], *(vertex for _at, vertex in inner), line.coords[-1]])


def _graph(parts: list[list[Point]], vertices: list[Point], gap_m: float) -> Graph:
    graph: Graph = defaultdict(list)
    for a, b in (pair for part in parts for pair in pairwise(part)):
        _join(graph, a, b)
    loose = [end for part in parts for end in (part[0], part[-1])]
    # Over a wide gap a road goes on at another loose end, not in the middle of a line.
    others = vertices if gap_m <= WIDEST_GAP_M else loose
    for end, other in zip(*(metres_between(loose, others) <= gap_m).nonzero(), strict=True):
        if loose[end] != others[other]:
            _join(graph, loose[end], others[other])
    return graph


def _join(graph: Graph, a: Point, b: Point) -> None:
    length = metres(a, b)
    graph[a].append((length, b))
    graph[b].append((length, a))


def _shortest(graph: Graph, starts: set[Point], ends: set[Point]) -> list[Point] | None:
    """Dijkstra from any of the starts to any of the ends; None where none can be reached."""
    queue, came, visited = [(0.0, start, start) for start in sorted(starts)], {}, set()
    heapq.heapify(queue)
    while queue:
        length, point, before = heapq.heappop(queue)
        if point in visited:
            continue
        visited.add(point)
        came[point] = before
        if point in ends:
            return _traced(came, point)
        for step, other in graph[point]:
            if other not in visited:
                heapq.heappush(queue, (length + step, other, point))
    return None


def _traced(came: dict[Point, Point], end: Point) -> list[Point]:
    path = [end]
    while came[path[-1]] != path[-1]:
        path.append(came[path[-1]])
    return path[::-1]
