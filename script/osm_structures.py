#!/usr/bin/env python3
"""Makes data/places/osm_structures.csv.gz: bridges, tunnels, overpasses and interchanges with their ends.

The basemap names them, the table of roads does not ("한남대교" is no 로 or 길). Documents mean their ends:
"한남대교 북단".
Needs what Maptag itself does not: `pip install pmtiles mapbox-vector-tile`.
Run it as `python -m script.osm_structures`.
"""

import csv
import gzip
import io
import math
import re
from collections import defaultdict
from pathlib import Path

import mapbox_vector_tile
import shapely
from pmtiles.reader import MmapSource, all_tiles
from shapely.geometry import shape

from maptag.geocoding import geodesy

DATA = Path(__file__).parent.parent / "data"
ZOOM = 14
KINDS = "교|터널|지하차도|고가차도|고가도로|고가|육교|나들목|분기점|지하보도"
NAME = re.compile(rf"^[가-힣0-9·]{{2,}}(?:{KINDS})$|^[가-힣]+(?:IC|JC)$")
GENERIC = re.compile(r"^\d|^(?:출렁|구름|징검|무지개)|^.교$|(?:학교|종교|기독교|천주교)$")
# Pieces of one bridge touch; bridges of one name in two towns do not.
ONE_STRUCTURE_DEG = 0.003
# A shorter one is where its middle is.
WITH_ENDS_M = 150


class OsmSurroundings:
    """Water, and lines that are bridges whatever their name: what tells whether a named line is all of a bridge."""

    def __init__(self, water: list, bridges: list):
        self.water, self.bridges = shapely.STRtree(water), shapely.STRtree(bridges)

    def is_end(self, end, other) -> bool:
        """Not in the river, and the bridge does not go on ahead (서강대교 has its name on one side of 밤섬 only)."""
        if len(self.water.query(shapely.Point(end), predicate="within")):
            return False
        length = math.dist(end, other)
        out = [(end[i] - other[i]) / length * geodesy.degrees(1) for i in (0, 1)]
        ahead = [shapely.Point(end[0] + out[0] * metres, end[1] + out[1] * metres) for metres in range(40, 160, 20)]
        reach = geodesy.degrees(20)
        return not all(len(self.bridges.query(point, predicate="dwithin", distance=reach)) for point in ahead)


def read_tiles() -> tuple[dict[str, list], OsmSurroundings]:
    """The lines of every name, and what lies around them."""
    lines, water, bridges = defaultdict(list), [], []
    with (DATA / "basemap" / "seoul.pmtiles").open("rb") as file:
        for (zoom, x, y), tile in all_tiles(MmapSource(file)):
            if zoom != ZOOM:
                continue
            layers = mapbox_vector_tile.decode(gzip.decompress(tile), default_options={"y_coord_down": True})
            for properties, line in features(layers, "transportation_name", x, y):
                name = properties.get("name:latin", "")
                if NAME.match(name) and not GENERIC.search(name) and properties.get("class") != "rail":
                    lines[name].append(line)
            water += [area.buffer(0) for _properties, area in features(layers, "water", x, y)]
            ways = features(layers, "transportation", x, y)
            bridges += [line for properties, line in ways if properties.get("brunnel") == "bridge"]
    return lines, OsmSurroundings(water, bridges)


def features(layers: dict, name: str, x: int, y: int):
    layer = layers.get(name, {"features": [], "extent": 1})
    for feature in layer["features"]:
        yield feature["properties"], shapely.transform(shape(feature["geometry"]), to_wgs84(x, y, layer["extent"]))


def to_wgs84(x: int, y: int, extent: int):
    def degrees(point):
        across, down = (x + point[0] / extent) / 2**ZOOM, (y + point[1] / extent) / 2**ZOOM
        return across * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * down))))

    return lambda points: [degrees(point) for point in points]


def structures(lines) -> list:
    """Lines that touch, together: the points of one structure each."""
    merged = shapely.union_all([line.buffer(ONE_STRUCTURE_DEG / 2) for line in lines])
    return [coordinates(line for line in lines if line.intersects(part)) for part in shapely.get_parts(merged)]


def coordinates(lines) -> list[tuple[float, float]]:
    return [tuple(point) for line in lines for point in shapely.get_coordinates(line)]


def rows(name: str, places: list, around: OsmSurroundings) -> list[tuple]:
    """(name, class, subclass, lon, lat, rank) of all structures of a name: with their ends if there is but one."""
    return ends(name, places[0], around) if len(places) == 1 else [middle(name, points) for points in places]


def middle(name: str, points) -> tuple:
    lons, lats = zip(*points, strict=True)
    return row(name, ((min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2), "structure_middle")


def ends(name: str, points, around: OsmSurroundings) -> list[tuple]:
    """Both ends under the name itself, then each with its side; nothing where the map names but a piece of it."""
    by_lon, by_lat = sorted(points), sorted(points, key=lambda point: point[1])
    lat = points[0][1]
    width = geodesy.metres((by_lon[0][0], lat), (by_lon[-1][0], lat))
    height = geodesy.metres((0.0, by_lat[0][1]), (0.0, by_lat[-1][1]))
    if math.hypot(width, height) < WITH_ENDS_M:
        return [middle(name, points)]
    both = (by_lat[0], by_lat[-1]) if height > width else (by_lon[0], by_lon[-1])
    if not (around.is_end(*both) and around.is_end(*both[::-1])):
        return []
    sides = {"남단": by_lat[0], "북단": by_lat[-1]} if height > 0.4 * width else {}
    sides |= {"서단": by_lon[0], "동단": by_lon[-1]} if width > 0.4 * height else {}
    sided = [row(f"{name} {side}", point, "structure_end") for side, point in sides.items()]
    return [row(name, end, "structure") for end in both] + sided


def row(name, point, kind) -> tuple:
    return name, kind, kind, round(float(point[0]), 6), round(float(point[1]), 6), ""


def main():
    points_by_name, around = read_tiles()
    table = [line for name in sorted(points_by_name) for line in rows(name, structures(points_by_name[name]), around)]
    target = DATA / "places" / "osm_structures.csv.gz"
    with gzip.GzipFile(target, "wb", mtime=0) as packed, io.TextIOWrapper(packed, "utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(("name", "class", "subclass", "lon", "lat", "rank"))
        writer.writerows(table)
    print(f"{len(points_by_name):,} names, {len(table):,} rows")


if __name__ == "__main__":
    main()
