"""Bridges, tunnels, overpasses and interchanges by name, with their ends ("한남대교 북단")."""

import math
from typing import NamedTuple

import shapely

from script.openstreetmap.tiles import MAJOR, RAILS, Tiles, degrees, plane

# Pieces of one bridge touch; bridges of one name in two towns do not.
ONE_STRUCTURE_M = 330.0
# A shorter one is where its middle is.
WITH_ENDS_M = 150.0
# Ways this far from a river's banks are on a bridge over it, not on a road along it.
OFF_BANK_M = 120.0
# The lines of one bridge: its carriageways and tracks (한강철교: 70 m), not those of its neighbour (잠실철교: 200 m).
ONE_BRIDGE_M = 60.0
# So far behind the bank a bridge's ramps begin and its head is spoken of.
HEAD_M = 200.0
# 노들섬, 밤섬 and 선유도 lie under bridges; 여의도, ten times as large, is land where they end.
LARGEST_ISLET_M2 = 500_000.0
# A name's own point, as people know it, and the bridge that it means.
NAMED_WITHIN_M = 500.0


class StructureRow(NamedTuple):
    name: str
    kind: str
    lon: float
    lat: float


class BridgeSurroundings:
    """Water, and lines that are bridges whatever their name: what tells whether a named line is all of a bridge."""

    def __init__(self, tiles: Tiles):
        self.water, self.bridges = shapely.STRtree(tiles.water), shapely.STRtree(tiles.bridges)

    def is_end(self, end, other) -> bool:
        """Not in the river, and the bridge does not go on ahead (서강대교 has its name on one side of 밤섬 only)."""
        if len(self.water.query(shapely.Point(end), predicate="within")):
            return False
        length = math.dist(end, other)
        out = [(end[i] - other[i]) / length for i in (0, 1)]
        ahead = [shapely.Point(end[0] + out[0] * metres, end[1] + out[1] * metres) for metres in range(40, 160, 20)]
        return not all(len(self.bridges.query(point, predicate="dwithin", distance=20.0)) for point in ahead)


def named_structures(tiles: Tiles) -> list[StructureRow]:
    """Of every name that a line of the map has: its ends if the name is one structure's, else the middle of each."""
    around = BridgeSurroundings(tiles)
    rows = []
    for name, lines in sorted(tiles.named.items()):
        places = _apart(lines)
        rows += _ends(name, places[0], around) if len(places) == 1 else [_middle(name, points) for points in places]
    return rows


def _apart(lines) -> list[list[tuple[float, float]]]:
    """Lines that touch, together: the points of one structure each."""
    merged = shapely.union_all([line.buffer(ONE_STRUCTURE_M / 2) for line in lines])
    return [_coordinates(line for line in lines if line.intersects(part)) for part in shapely.get_parts(merged)]


def _coordinates(lines) -> list[tuple[float, float]]:
    return [tuple(point) for line in lines for point in shapely.get_coordinates(line)]


def _middle(name: str, points) -> StructureRow:
    xs, ys = zip(*points, strict=True)
    return StructureRow(name, "structure_middle", *degrees(((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)))


def _ends(name: str, points, around: BridgeSurroundings) -> list[StructureRow]:
    """Both ends under the name itself, then each with its side; nothing where the map names but a piece of it."""
    by_x, by_y = sorted(points), sorted(points, key=lambda point: point[1])
    width, height = by_x[-1][0] - by_x[0][0], by_y[-1][1] - by_y[0][1]
    if math.hypot(width, height) < WITH_ENDS_M:
        return [_middle(name, points)]
    both = (by_y[0], by_y[-1]) if height > width else (by_x[0], by_x[-1])
    if not (around.is_end(*both) and around.is_end(*both[::-1])):
        return []
    sides = {"남단": by_y[0], "북단": by_y[-1]} if height > 0.4 * width else {}
    sides |= {"서단": by_x[0], "동단": by_x[-1]} if width > 0.4 * height else {}
    return _with_sides(name, both, sides)


def _with_sides(name: str, both, sides: dict) -> list[StructureRow]:
    sided = [StructureRow(f"{name} {side}", "structure_end", *degrees(point)) for side, point in sides.items()]
    return [StructureRow(name, "structure", *degrees(end)) for end in both] + sided


def river_bridges(tiles: Tiles, names: list[dict[str, str]]) -> list[StructureRow]:
    """The bridges over the largest water, whose own name half of them lack: by the table's point of each name."""
    river = _largest(tiles.water)
    ways = [way.line for way in tiles.ways if way.brunnel == "bridge" and way.kind in MAJOR | RAILS]
    bridges = [_heads(core, river) for core in _cores(ways, river)]
    rows = []
    for named in names:
        point = shapely.Point(plane(float(named["lon"]), float(named["lat"])))
        heads = min(bridges, key=lambda heads: shapely.LineString(heads).distance(point), default=None)
        if heads is None or shapely.LineString(heads).distance(point) > NAMED_WITHIN_M:
            continue
        south, north = sorted(heads, key=lambda head: head[1])
        west, east = sorted(heads)
        sides = {"남단": south, "북단": north} if north[1] - south[1] > 0.4 * (east[0] - west[0]) else {}
        sides |= {"서단": west, "동단": east} if east[0] - west[0] > 0.4 * (north[1] - south[1]) else {}
        rows += [row for name in named["name"].split(" ") for row in _with_sides(name, heads, sides)]
    return rows


def _largest(water):
    """Tiles cut it, and leave a hair's breadth between. With the islets that its bridges pass."""
    largest = max(shapely.get_parts(shapely.union_all([area.buffer(2) for area in water])), key=lambda part: part.area)
    islands = [ring for ring in largest.interiors if shapely.Polygon(ring).area > LARGEST_ISLET_M2]
    return shapely.Polygon(largest.exterior, islands)


def _cores(ways, river) -> list:
    """What lies over the middle of the river, one geometry a bridge."""
    middle = river.buffer(-OFF_BANK_M)
    pieces = [way.intersection(middle) for way in ways if way.intersects(middle)]
    strips = shapely.get_parts(shapely.union_all([piece.buffer(ONE_BRIDGE_M / 2) for piece in pieces]))
    cores = [shapely.union_all([piece for piece in pieces if piece.intersects(strip)]) for strip in strips]
    return [core for core in cores if core.length > OFF_BANK_M]


def _heads(core, river) -> tuple:
    """Where the core's line, carried on, has left the river, and `HEAD_M` more."""
    points = shapely.get_coordinates(core)
    hull = shapely.get_coordinates(shapely.MultiPoint(points).convex_hull)
    a, b = max(((p, q) for p in hull for q in hull), key=lambda pair: math.dist(*pair))
    length = math.dist(a, b)
    across = ((b[0] - a[0]) / length, (b[1] - a[1]) / length)
    return _off_bank(a, (-across[0], -across[1]), river), _off_bank(b, across, river)


def _off_bank(start, direction, river) -> tuple[float, float]:
    at = 0
    while at < 3000 and river.covers(shapely.Point(start[0] + direction[0] * at, start[1] + direction[1] * at)):
        at += 10
    at += HEAD_M
    return start[0] + direction[0] * at, start[1] + direction[1] * at
