"""Conversion of WGS84 degrees (EPSG:4326) to metres: only here, or by PostGIS on `geography`.

Points are (lon, lat). Good to 0.5 % within a city: a degree of longitude is shortened by the cosine of the latitude, so
that 50 m are 50 m east–west as well as north–south.
"""

import math
from collections.abc import Sequence

import numpy
import shapely

# Of latitude. Nothing outside this module multiplies degrees by it.
_METRES_PER_DEGREE = 111_320.0
# In the farthest north of the country a degree of longitude is so much shorter, and on the ellipsoid one of latitude.
_SHORTEST_LONGITUDE, _SHORTEST_LATITUDE = 0.7, 0.99

Point = tuple[float, float]


def metres(a: Point, b: Point) -> float:
    """Distance in metres between two (lon, lat) points."""
    scale = math.cos(math.radians((a[1] + b[1]) / 2))
    return math.hypot((a[0] - b[0]) * scale, a[1] - b[1]) * _METRES_PER_DEGREE


def apart(one, other) -> float:
    """Distance in metres between two things with `lon` and `lat`, such as Candidates."""
    return metres((one.lon, one.lat), (other.lon, other.lat))


def metres_between(points: Sequence[Point], others: Sequence[Point]) -> numpy.ndarray:
    """Matrix of distances in metres, of shape (len(points), len(others)). `points` must not be empty."""
    a, b = numpy.array(points)[:, None, :], numpy.array(others)[None, :, :]
    scale = math.cos(math.radians(points[0][1]))
    return numpy.hypot((a[..., 0] - b[..., 0]) * scale, a[..., 1] - b[..., 1]) * _METRES_PER_DEGREE


def metres_of_offsets(offsets: numpy.ndarray, latitude: float) -> numpy.ndarray:
    """Lengths in metres of (east, north) offsets in degrees, an array of shape (n, 2)."""
    return numpy.hypot(offsets[:, 0] * math.cos(math.radians(latitude)), offsets[:, 1]) * _METRES_PER_DEGREE


def distance(a: shapely.Geometry, b: shapely.Geometry) -> float:
    """Least distance in metres between two shapely geometries in degrees; 0 where they touch."""
    latitude = (a.bounds[1] + a.bounds[3] + b.bounds[1] + b.bounds[3]) / 4
    return _flat(a, latitude).distance(_flat(b, latitude))


def length(line: shapely.LineString) -> float:
    """Metres along a line whose coordinates are degrees."""
    return _flat(line, (line.bounds[1] + line.bounds[3]) / 2).length


def half_span(geometry: shapely.Geometry) -> float:
    """Half the longer side of the geometry's bounding box, in metres."""
    west, south, east, north = geometry.bounds
    middle = (south + north) / 2
    return max(metres((west, middle), (east, middle)), metres((west, south), (west, north))) / 2


def box(point: Point, reach_m: float) -> tuple[float, float, float, float]:
    """(west, south, east, north) in degrees that holds everything within `reach_m` metres of the point, and more."""
    tall, wide = degrees(reach_m) / _SHORTEST_LATITUDE, degrees(reach_m) / _SHORTEST_LONGITUDE
    return point[0] - wide, point[1] - tall, point[0] + wide, point[1] + tall


def degrees(metres_north: float) -> float:
    """Degrees of latitude that span `metres_north` metres."""
    return metres_north / _METRES_PER_DEGREE


def bearing(start: Point, end: Point) -> float:
    """Direction from one point to another in degrees clockwise from north, -180 to 180."""
    east = (end[0] - start[0]) * math.cos(math.radians(start[1]))
    return math.degrees(math.atan2(east, end[1] - start[1]))


def between(a: Point, b: Point, fraction: float) -> Point:
    """The point at `fraction` (0–1) of the way from a to b."""
    return a[0] + (b[0] - a[0]) * fraction, a[1] + (b[1] - a[1]) * fraction


def spread(points: list[Point]) -> float:
    """Greatest distance in metres from the first point to any other; 0 for fewer than two points."""
    return max((metres(points[0], point) for point in points[1:]), default=0.0)


def centre(points: Sequence[Point]) -> tuple[Point, float]:
    """(mean point, distance in metres from it to the farthest point). `points` must not be empty."""
    middle = sum(lon for lon, _lat in points) / len(points), sum(lat for _lon, lat in points) / len(points)
    return middle, max(metres(middle, point) for point in points)


def _flat(geometry: shapely.Geometry, latitude: float) -> shapely.Geometry:
    """The geometry on a plane in metres that fits near the latitude."""
    scale = numpy.array([math.cos(math.radians(latitude)), 1.0]) * _METRES_PER_DEGREE
    return shapely.transform(geometry, lambda coordinates: coordinates * scale)
