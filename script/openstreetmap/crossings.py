"""Named crossings, which the map draws and does not name: by two of their roads, or by the stops named after them.

The map knows where roads meet, stops and a table of names know what people call the place. A stop of that name stands
up to 280 m from it, in the median 110; the meeting of roads that fits best is in the median 30 m off.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable

import numpy
import shapely

from script.openstreetmap.structures import StructureRow
from script.openstreetmap.tiles import MAJOR, Tiles, degrees

ARMS = {"삼거리": 3, "사거리": 4, "네거리": 4, "교차로": 4, "로터리": 4, "로타리": 4, "오거리": 5, "육거리": 6}
NAMED = re.compile(rf"^\s*(?:\d+\.\s*)?(?P<name>[가-힣][가-힣0-9]*?)\s?(?P<kind>{'|'.join(ARMS)})$")
# The ends of two carriageways meet in up to four points.
ONE_CROSSING_M = 70.0
# Where two roads run together for a while (서대문), or around a square.
SAME_PLACE_M = 200.0
# Roads whose ends the map leaves apart on a square (세종대로 and 율곡로: 174 m).
APART_M = 200.0
TOUCHING_M = 25.0
# Stops round a crossing; those of a namesake in another part of the town are farther off.
ROUND_M = 350.0
# How much better the best meeting of roads must fit than the next one.
MARGIN_M = 60.0
# An arm too few or too many counts as so many metres.
ARM_M = 120.0
# A name's roads meet elsewhere than its stops or its station stand: not believed.
BELIEVED_M = 400.0


class Meetings:
    """Where major roads of the map meet on the ground: `points` on the plane, with the number of `arms` of each."""

    def __init__(self, tiles: Tiles):
        lines = [way.line for way in tiles.ways if way.kind in MAJOR and way.brunnel != "tunnel"]
        self.lines = shapely.STRtree(lines)
        self.points = _merged(_intersections([w.line for w in tiles.ways if w.kind in MAJOR and not w.brunnel]))
        self.arms = [max(self._arms(point, 60.0), self._arms(point, 90.0)) for point in self.points]
        self.tree = shapely.STRtree(shapely.points(self.points))

    def _arms(self, point, radius: float) -> int:
        """Directions in which roads leave a circle: two carriageways of one road are one."""
        circle = shapely.Point(point).buffer(radius, 32).exterior
        cuts = [
            cut
            for index in self.lines.query(circle, predicate="intersects")
            for cut in shapely.get_parts(self.lines.geometries[index].intersection(circle))
        ]
        angles = sorted(math.degrees(math.atan2(cut.y - point[1], cut.x - point[0])) for cut in cuts)
        gaps = [(after - before) % 360 for before, after in zip(angles, angles[1:] + angles[:1], strict=True)]
        return sum(gap > 25 for gap in gaps)

    def fitting(self, stops, kind: str):
        """The meeting that these stops are named after: near all of them, with the arms that its kind says."""
        centre = numpy.mean(stops, axis=0)
        scores = sorted(
            (self._misfit(index, centre, stops, ARMS[kind]), index)
            for index in self.tree.query(shapely.Point(centre).buffer(ROUND_M), predicate="contains")
            if self.arms[index] >= 3
        )
        clear = scores and (len(scores) == 1 or scores[1][0] - scores[0][0] >= MARGIN_M)
        return self.points[scores[0][1]] if clear and scores[0][0] <= ROUND_M else None

    def _misfit(self, index: int, centre, stops, arms: int) -> float:
        point, too_many = self.points[index], self.arms[index] - arms
        farthest = max(math.dist(point, stop) for stop in stops)
        return math.dist(point, centre) + 0.3 * farthest + ARM_M * (too_many / 2 if too_many > 0 else -too_many)


def _intersections(lines) -> list:
    pairs = shapely.STRtree(lines).query(lines, predicate="intersects").T
    touching = (lines[one].intersection(lines[other]) for one, other in pairs if one < other)
    return [part for cut in touching for part in shapely.get_parts(cut) if part.geom_type == "Point"]


def _merged(points) -> numpy.ndarray:
    tree = shapely.STRtree(points)
    areas = shapely.get_parts(shapely.union_all([point.buffer(ONE_CROSSING_M / 2) for point in points]))
    inside = (tree.geometries[tree.query(area, predicate="contains")] for area in areas)
    return numpy.array([shapely.get_coordinates(group).mean(axis=0) for group in inside])


def stops_by_name(stops: Iterable[tuple[str, tuple[float, float]]]) -> dict[tuple[str, str], list]:
    """Points (plane) by (name, kind of crossing) of the stops that are named after one: "광희문.광희동사거리"."""
    named = defaultdict(list)
    for title, point in stops:
        for match in filter(None, map(NAMED.match, re.split(r"[.,()]", title))):
            named[match.group("name", "kind")].append(point)
    return named


def crossings(tiles: Tiles, names: list[dict[str, str]], roads: dict, stops, stations: dict) -> list[StructureRow]:
    """Rows of all named crossings: those of the table by their two roads, the others by their stops."""
    meetings, by_stop = Meetings(tiles), stops_by_name(stops)
    rows, placed = [], set()
    for named in names:
        titles = named["name"].split(" ")
        point = _meeting(named, roads, _witnesses(titles, by_stop, stations), meetings)
        if point is not None:
            rows += [StructureRow(title, "crossing", *degrees(point)) for title in titles]
            placed.update(titles)
    for (name, kind), points in sorted(by_stop.items()):
        if name + kind not in placed:
            rows += _of_stops(name + kind, kind, points, meetings)
    return rows


def _witnesses(titles: list[str], by_stop: dict, stations: dict) -> list:
    """Points of what bears the crossing's names: stops, else the station."""
    keys = [NAMED.match(title).group("name", "kind") for title in titles if NAMED.match(title)]
    points = [point for key in keys for point in by_stop.get(key, ())]
    return points or [point for name, _kind in keys for point in stations.get(name, ())]


def _meeting(named: dict[str, str], roads: dict, witnesses: list, meetings: Meetings):
    """Where the two roads meet: nearest to what bears the name, else where most roads do. None if they do not."""
    one, other = roads.get(named["road"]), roads.get(named["other"])
    if one is None or other is None or one.distance(other) > APART_M:
        return None
    places = _places(one, other)
    if not witnesses:
        if any(math.dist(places[0], place) > SAME_PLACE_M for place in places):
            return max(places, key=lambda place: meetings.arms[meetings.tree.nearest(shapely.Point(place))])
        return numpy.mean(places, axis=0)
    apart, best = min((min(math.dist(place, point) for point in witnesses), tuple(place)) for place in places)
    return best if apart <= BELIEVED_M else None


def _places(one, other) -> list:
    both = one.buffer(TOUCHING_M).intersection(other.buffer(TOUCHING_M))
    parts = [part for part in shapely.get_parts(both) if not part.is_empty]
    if not parts:
        parts = [shapely.shortest_line(one, other)]
    return [shapely.get_coordinates(part.centroid)[0] for part in parts]


def _of_stops(title: str, kind: str, points: list, meetings: Meetings) -> list[StructureRow]:
    """One row for each part of the town that has stops of this name, where one meeting of roads fits them."""
    strips = shapely.get_parts(shapely.union_all([shapely.Point(point).buffer(ROUND_M) for point in points]))
    groups = [[point for point in points if strip.contains(shapely.Point(point))] for strip in strips]
    fitting = [(group, meetings.fitting(group, kind)) for group in groups]
    return [
        StructureRow(title, "crossing" if point is not None else "crossing_stops", *degrees(_either(point, group)))
        for group, point in fitting
    ]


def _either(point, group):
    return numpy.mean(group, axis=0) if point is None else point
