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


def way_along(lines, start: Point, end: Point, farthest_m: float) -> LineString | None:
    """The shortest way on `lines` (WGS84) from the vertex nearest `start` to that nearest `end`.

    None where either lies over `farthest_m` from the lines, or the lines do not connect them.
    """
    parts = [list(part.coords) for part in shapely.get_parts(lines)]
    vertices = [vertex for part in parts for vertex in part]
    first, last = (min(vertices, key=lambda vertex: metres(vertex, point)) for point in (start, end))
    if any(distance(lines, shapely.Point(point)) > farthest_m for point in (start, end)):
        return None
    path = _shortest(_graph(parts, vertices), first, last)
    return LineString(path) if path and len(path) > 1 else None


def _graph(parts: list[list[Point]], vertices: list[Point]) -> Graph:
    graph: Graph = defaultdict(list)
    for a, b in (pair for part in parts for pair in pairwise(part)):
        _join(graph, a, b)
    loose = [end for part in parts for end in (part[0], part[-1])]
    for end, vertex in zip(*(metres_between(loose, vertices) <= WIDEST_GAP_M).nonzero(), strict=True):
        if loose[end] != vertices[vertex]:
            _join(graph, loose[end], vertices[vertex])
    return graph


def _join(graph: Graph, a: Point, b: Point) -> None:
    length = metres(a, b)
    graph[a].append((length, b))
    graph[b].append((length, a))


def _shortest(graph: Graph, start: Point, end: Point) -> list[Point] | None:
    """Dijkstra; None where the end cannot be reached."""
    queue, came, visited = [(0.0, start, start)], {}, set()
    while queue:
        length, point, before = heapq.heappop(queue)
        if point in visited:
            continue
        visited.add(point)
        came[point] = before
        if point == end:
            return _traced(came, start, end)
        for step, other in graph[point]:
            if other not in visited:
                heapq.heappush(queue, (length + step, other, point))
    return None


def _traced(came: dict[Point, Point], start: Point, end: Point) -> list[Point]:
    path = [end]
    while path[-1] != start:
        path.append(came[path[-1]])
    return path[::-1]
