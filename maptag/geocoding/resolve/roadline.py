"""A road as one line with its building numbers along it: ten metres a number, from the road's start.

Base numbers step 20 m along the road, odd on the left and even on the right.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy
import shapely
from shapely import LineString, MultiLineString
from shapely.ops import linemerge

from maptag.geocoding.geodesy import Point, between, metres, metres_between, metres_of_offsets
from maptag.geocoding.resolve.roadpath import way_along
from maptag.geocoding.sql import queries

METRES_A_NUMBER = 10.0
# A line on whose numbers the known buildings lie farther off than this (median) is not numbered along itself.
WORST_FIT_M = 200.0
LONGEST_UNANCHORED_M = 1500.0
_PARENT = re.compile(r"^(.+(?:로|길))\d+[가-힣]?(?:번)?길$")
# The shortest way through all vertices of a longer road takes longer than its answer is worth (0.1 s).
_MOST_VERTICES = 400

Numbered = tuple[int, Point]
Named = tuple[str, str]
Lines = dict[Named, dict[str, bytes]]


def parent(name: str) -> str:
    """The road that a numbered lane begins at: 양화로 of 양화로8길; empty for others."""
    match = _PARENT.match(name)
    return match[1] if match else ""


def fetch_lines(roads: Iterable[Named]) -> Lines:
    """Lines (WKB) by (시도, road name) and gu, of the roads and their parents; namesakes elsewhere are others."""
    keys = {(sido, name) for sido, road in roads for name in (road, parent(road)) if name}
    lines: Lines = {}
    if keys:
        params = {"sidos": [sido for sido, _n in keys], "names": [name for _s, name in keys]}
        for sido, name, sigungu, wkb in queries.fetch("matching", "numbered_lines", params):
            lines.setdefault((sido, name), {})[sigungu] = bytes(wkb)
    return lines


class NumberedLine(NamedTuple):
    """A road's line in the direction of its numbers, and its length in metres."""

    line: LineString
    length_m: float

    @classmethod
    def of(cls, sido: str, road: str, lines: Lines, numbers: Sequence[Numbered]) -> "NumberedLine | None":
        """The line as its known numbers lie on it; without any, from its parent road, or from south or west."""
        parts = lines.get((sido, road))
        line, length_m = _main_line(tuple(parts.values())) if parts else (None, 0.0)
        if line is None:
            return None
        numbered = cls(line, length_m)
        return numbered._fitted(numbers) if numbers else numbered._from_its_start(lines.get((sido, parent(road))))

    def reaches(self, main: int) -> bool:
        return main * METRES_A_NUMBER <= 1.2 * self.length_m + 50

    def at_number(self, main: int) -> Point:
        """Where the number would be if the road were numbered without a flaw."""
        return self._at(main * METRES_A_NUMBER)

    def beside(self, building: Numbered, main: int) -> Point:
        """The point (WGS84) of number `main`: 10 m per number from a known building, at that building's offset."""
        at = self._metres_along(building[1]) + METRES_A_NUMBER * (main - building[0])
        return self._aside(at, self._offset(building[1]))

    def between(self, below: Numbered, above: Numbered, main: int) -> Point:
        """Between two known buildings along the bends of the road."""
        fraction = (main - below[0]) / (above[0] - below[0])
        first, last = self._metres_along(below[1]), self._metres_along(above[1])
        offset = between(self._offset(below[1]), self._offset(above[1]), fraction)
        return self._aside(first + (last - first) * fraction, offset)

    def away(self, point: Point) -> float:
        """Metres from the line."""
        return metres(point, self._at(self._metres_along(point)))

    def _at(self, at_m: float) -> Point:
        point = self.line.interpolate(min(max(at_m / self.length_m, 0.0), 1.0), normalized=True)
        return point.x, point.y

    def _metres_along(self, point: Point) -> float:
        return self.line.project(shapely.Point(point), normalized=True) * self.length_m

    def _offset(self, point: Point) -> Point:
        on_line = self._at(self._metres_along(point))
        return point[0] - on_line[0], point[1] - on_line[1]

    def _aside(self, at_m: float, offset: Point) -> Point:
        lon, lat = self._at(at_m)
        return lon + offset[0], lat + offset[1]

    def _reversed(self) -> "NumberedLine":
        return self._replace(line=self.line.reverse())

    def _fitted(self, numbers: Sequence[Numbered]) -> "NumberedLine | None":
        """In the direction in which its known numbers fit; None where they fit in neither."""
        shares = numpy.clip(numpy.array([main for main, _p in numbers]) * METRES_A_NUMBER / self.length_m, 0.0, 1.0)
        points = numpy.array([point for _m, point in numbers])
        misfits = [(self._misfit(shares, points), self), (self._misfit(1.0 - shares, points), self._reversed())]
        misfit, way = min(misfits, key=lambda pair: pair[0])
        return way if misfit <= WORST_FIT_M else None

    def _misfit(self, shares, points) -> float:
        """Median distance in metres; as arrays, which is ten times as fast as number by number."""
        apart = shapely.get_coordinates(shapely.line_interpolate_point(self.line, shares, normalized=True)) - points
        return float(numpy.median(metres_of_offsets(apart, points[0, 1])))

    def _from_its_start(self, parent_lines: dict[str, bytes] | None) -> "NumberedLine | None":
        """A long road may start anywhere: None."""
        if self.length_m > LONGEST_UNANCHORED_M:
            return None
        first, last = shapely.Point(self.line.coords[0]), shapely.Point(self.line.coords[-1])
        if parent_lines:
            road = shapely.geometrycollections(shapely.from_wkb(list(parent_lines.values())))
            return self._reversed() if road.distance(last) < road.distance(first) else self
        east, north = last.x - first.x, last.y - first.y
        return self._reversed() if (east if abs(east) > abs(north) else north) < 0 else self


@lru_cache(maxsize=2000)
def _main_line(parts: tuple[bytes, ...]) -> tuple[LineString | None, float]:
    """The road as one line, if it is one, and its metres."""
    line = _merged([line for part in shapely.from_wkb(list(parts)) for line in part.geoms])
    return line, sum(metres(a, b) for a, b in pairwise(line.coords)) if line else 0.0


def _merged(lines: list[LineString]) -> LineString | None:
    """As drawn, else one of two carriageways, else the way between its farthest ends."""
    merged = linemerge(lines)
    if merged.geom_type == "LineString":
        return merged
    longest = max(merged.geoms, key=lambda line: line.length)
    two_ways = len(merged.geoms) == 2 and longest.length < 0.55 * merged.length
    if two_ways or longest.length > 0.8 * merged.length:
        return longest
    return _from_end_to_end(merged)


def _from_end_to_end(merged: MultiLineString) -> LineString | None:
    if shapely.count_coordinates(merged) > _MOST_VERTICES:
        return None
    ends = [point for line in merged.geoms for point in (line.coords[0], line.coords[-1])]
    apart = metres_between(ends, ends)
    first, last = numpy.unravel_index(apart.argmax(), apart.shape)
    return way_along(merged, ends[first], ends[last], 1.0)
