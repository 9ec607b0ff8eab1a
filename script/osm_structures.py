#!/usr/bin/env python3
"""Makes data/places/osm_structures.csv.gz: bridges, tunnels, overpasses, interchanges and crossings with their points.

The basemap draws them all and names some, the table of roads none ("한남대교" is no 로 or 길). Documents mean their
ends, "한남대교 북단", and crossings by names that no map has: data/names holds these.
Needs what Maptag itself does not: `pip install pmtiles mapbox-vector-tile`.
Run it as `python -m script.osm_structures`.
"""

import csv
import gzip
import io
import json
from collections import Counter, defaultdict
from pathlib import Path

import shapely
from shapely.geometry import shape

from script.openstreetmap.crossings import crossings
from script.openstreetmap.structures import StructureRow, named_structures, river_bridges
from script.openstreetmap.tiles import plane, read_tiles

DATA = Path(__file__).parent.parent / "data"


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a .tsv whose header follows lines that begin with "# "."""
    lines = (line for line in path.read_text("utf-8").splitlines() if not line.startswith("# "))
    return list(csv.DictReader(lines, delimiter="\t"))


def register(name: str, title: str, lon: str, lat: str) -> list[tuple[str, tuple[float, float]]]:
    """(name, point on the plane) of a register's rows, by its headers; rows without a point are left out."""
    with gzip.open(DATA / "places" / name, "rt", encoding="cp949", newline="") as file:
        rows = list(csv.DictReader(file))
    return [(row[title], plane(float(row[lon]), float(row[lat]))) for row in rows if row[lon] and row[lat]]


def roads() -> dict:
    lines = defaultdict(list)
    with gzip.open(DATA / "addresses" / "osm_roads.geojson.gz", "rt", encoding="utf-8") as file:
        for feature in json.load(file)["features"]:
            line = shapely.transform(
                shape(feature["geometry"]), lambda points: [plane(*point) for point in points.tolist()]
            )
            lines[feature["properties"]["name"]].append(line)
    return {name: shapely.union_all(parts) for name, parts in lines.items()}


def stations() -> dict[str, list]:
    points = defaultdict(list)
    for title, point in register("subway_stations_cp949.csv.gz", "역사명", "역경도", "역위도"):
        points[f"{title.split('(')[0].removesuffix('역')}역"].append(point)
    return points


def structures() -> list[StructureRow]:
    """All rows; a bridge of the table of bridges takes the place of what the map's own names give."""
    tiles = read_tiles(DATA / "basemap" / "seoul.pmtiles")
    bridges = river_bridges(tiles, table(DATA / "names" / "river_bridges.tsv"))
    known = {row.name for row in bridges if row.kind == "structure"}
    others = [row for row in named_structures(tiles) if row.name.split(" ")[0] not in known]
    stops = register("bus_stops_cp949.csv.gz", "정류소명", "X좌표", "Y좌표")
    names = table(DATA / "names" / "crossings.tsv")
    return sorted([*others, *bridges]) + crossings(tiles, names, roads(), stops, stations())


def main():
    rows = structures()
    target = DATA / "places" / "osm_structures.csv.gz"
    with gzip.GzipFile(target, "wb", mtime=0) as packed, io.TextIOWrapper(packed, "utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(("name", "class", "subclass", "lon", "lat", "rank"))
        writer.writerows((row.name, row.kind, row.kind, row.lon, row.lat, "") for row in rows)
    print(", ".join(f"{kind}: {count:,}" for kind, count in Counter(row.kind for row in rows).most_common()))


if __name__ == "__main__":
    main()
