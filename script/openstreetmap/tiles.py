"""What the basemap's tiles hold of roads and water, on a plane in metres."""

import gzip
import math
import re
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import mapbox_vector_tile
import shapely
from pmtiles.reader import MmapSource, all_tiles
from shapely.geometry import shape

from maptag.geocoding import geodesy

ZOOM = 14
LATITUDE = 37.55
# East–west and north–south metres of a degree; over the 60 km of the map the first errs by .4 %.
SCALE = (geodesy.metres((0.0, LATITUDE), (1.0, LATITUDE)), geodesy.metres((0.0, 0.0), (0.0, 1.0)))
KINDS = "교|터널|지하차도|고가차도|고가도로|고가|육교|나들목|분기점|지하보도"
NAME = re.compile(rf"^[가-힣0-9·]{{2,}}(?:{KINDS})$|^[가-힣]+(?:IC|JC)$")
GENERIC = re.compile(r"^\d|^(?:출렁|구름|징검|무지개)|^.교$|(?:학교|종교|기독교|천주교)$")
# The classes of roads that meet in what people call a crossing.
MAJOR = {"motorway", "trunk", "primary", "secondary", "tertiary"}
RAILS = {"rail", "subway"}


class Way(NamedTuple):
    """A line of the layer `transportation`: `kind` is its class, `brunnel` bridge, tunnel or empty."""

    kind: str
    brunnel: str
    line: shapely.Geometry


class Tiles(NamedTuple):
    """Lines by the name of their structure, all ways but ramps, and water."""

    named: dict[str, list]
    ways: list[Way]
    water: list

    @property
    def bridges(self) -> list:
        return [way.line for way in self.ways if way.brunnel == "bridge"]


def read_tiles(path: Path) -> Tiles:
    tiles = Tiles(defaultdict(list), [], [])
    with path.open("rb") as file:
        for (zoom, x, y), tile in all_tiles(MmapSource(file)):
            if zoom == ZOOM:
                _read(tiles, gzip.decompress(tile), x, y)
    return tiles


def _read(tiles: Tiles, tile: bytes, x: int, y: int) -> None:
    layers = mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})
    for properties, line in _features(layers, "transportation_name", x, y):
        name = properties.get("name:latin", "")
        if NAME.match(name) and not GENERIC.search(name) and properties.get("class") != "rail":
            tiles.named[name].append(line)
    for properties, line in _features(layers, "transportation", x, y):
        if not properties.get("ramp"):
            kind = properties["class"].removesuffix("_construction")
            tiles.ways.append(Way(kind, properties.get("brunnel", ""), line))
    tiles.water.extend(area.buffer(0) for _properties, area in _features(layers, "water", x, y))


def _features(layers: dict, name: str, x: int, y: int):
    layer = layers.get(name, {"features": [], "extent": 1})
    for feature in layer["features"]:
        yield feature["properties"], shapely.transform(shape(feature["geometry"]), _to_plane(x, y, layer["extent"]))


def _to_plane(x: int, y: int, extent: int):
    def metres(point):
        across, down = (x + point[0] / extent) / 2**ZOOM, (y + point[1] / extent) / 2**ZOOM
        return plane(across * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * down)))))

    return lambda points: [metres(point) for point in points]


def plane(lon: float, lat: float) -> tuple[float, float]:
    """WGS84 degrees → metres on the plane."""
    return lon * SCALE[0], lat * SCALE[1]


def degrees(point) -> tuple[float, float]:
    """The inverse of `plane`."""
    return round(float(point[0]) / SCALE[0], 6), round(float(point[1]) / SCALE[1], 6)
