"""Distances in metres between WGS84 points, good to 0.5 % within a city."""

import math
from collections.abc import Sequence

import numpy

METRES_PER_DEGREE = 111_320.0

Point = tuple[float, float]


def metres(a: Point, b: Point) -> float:
    """Distance between two (lon, lat)."""
    scale = math.cos(math.radians((a[1] + b[1]) / 2))
    return math.hypot((a[0] - b[0]) * scale, a[1] - b[1]) * METRES_PER_DEGREE


def metres_between(points: Sequence[Point], others: Sequence[Point]) -> numpy.ndarray:
    """Distances of every one of `points` (rows) to every one of `others` (columns)."""
    a, b = numpy.array(points)[:, None, :], numpy.array(others)[None, :, :]
    scale = math.cos(math.radians(points[0][1]))
    return numpy.hypot((a[..., 0] - b[..., 0]) * scale, a[..., 1] - b[..., 1]) * METRES_PER_DEGREE


def between(a: Point, b: Point, fraction: float) -> Point:
    """The point at `fraction` (0–1) of the way from a to b."""
    return a[0] + (b[0] - a[0]) * fraction, a[1] + (b[1] - a[1]) * fraction


def spread(points: list[Point]) -> float:
    """The greatest distance of a point from the first."""
    return max((metres(points[0], point) for point in points[1:]), default=0.0)


def centre(points: Sequence[Point]) -> tuple[Point, float]:
    """The middle of points and the metres from there to the farthest."""
    middle = sum(lon for lon, _lat in points) / len(points), sum(lat for _lon, lat in points) / len(points)
    return middle, max(metres(middle, point) for point in points)
