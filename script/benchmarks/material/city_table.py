"""A city's address register made from its real roads: every road numbered along its line, as the law prescribes.

Odd numbers stand left and even ones right of the road, a pair every 20 m, counted from its south-western end. Where
that gives too few addresses, numbers get 부번. The same seed gives the same register.
"""

import gzip
import json
import random
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely
from django.db import connection

ROAD_NAME = re.compile(r"[가-힣][가-힣0-9.]*(?:로|길)")
STEP_M = 20.0
BESIDE_M = 10.0
# Carriageways of one road run this close to each other; parts further apart than the second are namesakes elsewhere.
PARALLEL_M = 40.0
NAMESAKE_M = 1500.0
SEOUL_KEPT = 0.62


class Site(NamedTuple):
    """A numbered place on a road. `x`, `y` are EPSG:5179 metres; `dong` and `admin` index the areas; level 0 or 1."""

    road: str
    level: int
    main: int
    sub: int
    x: float
    y: float
    dong: int
    admin: int


class Areas(NamedTuple):
    """Areas in EPSG:5179. `names` holds (gu, dong, gu's code5, dong's code3) for each."""

    tree: shapely.STRtree
    names: list[tuple[str, str, str, str]]

    def indexes(self, points) -> np.ndarray:
        """The area of each point, -1 outside of all."""
        indexes = np.full(len(points), -1)
        which, areas = self.tree.query(points, predicate="within")
        indexes[which] = areas
        return indexes


def features(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)["features"]


def transformed(geometries, source: int, target: int):
    """The same geometries in another CRS, by PostGIS, which the geocoder uses as well."""
    sql = (
        "SELECT ST_AsBinary(ST_Transform(ST_SetSRID(g::geometry, %s), %s)) FROM unnest(%s::bytea[])"
        " WITH ORDINALITY AS q(g, n) ORDER BY n"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [source, target, [bytes(g) for g in shapely.to_wkb(geometries)]])
        return shapely.from_wkb([bytes(row[0]) for row in cursor])


def legal_dongs(data: Path) -> Areas:
    with gzip.open(data / "codes/beopjeongdong.csv.gz", "rt", encoding="utf-8-sig") as file:
        named = {fields[0][:8]: fields[2:4] for fields in (line.split(",") for line in file)}
    dongs = features(data / "boundaries/beopjeongdong.geojson.gz")
    codes = [feature["properties"]["EMD_CD"] for feature in dongs]
    return _areas(dongs, [(*named.get(code, ("", "")), code[:5], code[5:]) for code in codes])


def administrative_dongs(data: Path) -> Areas:
    dongs = features(data / "boundaries/haengjeongdong.geojson.gz")
    properties = [feature["properties"] for feature in dongs]
    return _areas(
        dongs, [(p["sggnm"], p["adm_nm"].split()[-1], p["adm_cd2"][:5], p["adm_cd2"][5:8]) for p in properties]
    )


def _areas(area_features, names) -> Areas:
    shapes = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in area_features]
    return Areas(shapely.STRtree(transformed(shapes, 4326, 5179)), names)


def roads(data: Path) -> Iterator[tuple[str, shapely.Geometry]]:
    """(name, line in metres) of every road, namesakes apart, in the order of their names."""
    named = [
        f for f in features(data / "addresses/osm_roads.geojson.gz") if ROAD_NAME.fullmatch(f["properties"]["name"])
    ]
    named.sort(key=lambda feature: feature["properties"]["name"])
    lines = transformed([shapely.from_geojson(json.dumps(f["geometry"])) for f in named], 4326, 5179)
    for feature, line in zip(named, lines, strict=True):
        for group in _namesakes(_single_carriageway(line)):
            yield feature["properties"]["name"], shapely.multilinestrings(_in_order(group))


def _single_carriageway(line) -> list:
    """The parts of a road without those that run beside a longer part."""
    merged = shapely.line_merge(line)
    parts = sorted(shapely.get_parts(merged), key=lambda part: -part.length)
    chosen, covered = [], shapely.Point()
    for part in parts:
        if not chosen or part.difference(covered).length > 0.5 * part.length:
            chosen.append(part)
            covered = covered.union(part.buffer(PARALLEL_M, quad_segs=1)) if len(parts) > 1 else covered
    return chosen


def _namesakes(parts: list) -> list[list]:
    groups: list[list] = []
    for part in parts:
        near = [group for group in groups if any(other.distance(part) < NAMESAKE_M for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([part, *(other for group in near for other in group)])
    return groups


def _in_order(parts: list) -> list:
    """Parts strung along the road's main direction, south-west first."""
    west, south, east, north = shapely.total_bounds(parts)
    longest = max(parts, key=lambda part: part.length)
    (x1, y1), (x2, y2) = longest.coords[0], longest.coords[-1]
    rising = (x2 - x1) * (y2 - y1) >= 0
    ax, ay = (east - west), (north - south) if rising else (south - north)

    def along(x, y):
        return x * ax + y * ay

    turned = [p if along(*p.coords[0]) <= along(*p.coords[-1]) else shapely.reverse(p) for p in parts]
    return sorted(turned, key=lambda part: along(*part.coords[0]))


def slots(line) -> tuple[np.ndarray, np.ndarray]:
    """Building numbers along a line and their points (EPSG:5179), odd left, even right."""
    numbers, points, count = [], [], 0
    for part in shapely.get_parts(line):
        stations = np.arange(STEP_M / 2, part.length, STEP_M)
        if not len(stations):
            continue
        here = shapely.get_coordinates(shapely.line_interpolate_point(part, stations))
        ahead = shapely.get_coordinates(shapely.line_interpolate_point(part, stations + 1.0))
        way = ahead - here
        length = np.hypot(way[:, 0], way[:, 1])
        leftward = np.column_stack([-way[:, 1], way[:, 0]]) / np.where(length > 0, length, 1)[:, None] * BESIDE_M
        pairs = count + np.arange(len(stations))
        numbers += [2 * pairs + 1, 2 * pairs + 2]
        points += [here + leftward, here - leftward]
        count += len(stations)
    return (np.concatenate(numbers), np.concatenate(points)) if numbers else (np.empty(0, int), np.empty((0, 2)))


def all_slots(data: Path, share: float, legal: Areas) -> dict[tuple[str, str], dict[int, tuple[float, float, int]]]:
    """(gu's code, road) → number → (x, y, dong), for a share of the roads, of what lies in the city."""
    names, numbers, points = [], [], []
    for name, line in roads(data):
        if zlib.crc32(name.encode()) % 10_000 < share * 10_000:
            road_numbers, where = slots(line)
            names += [name] * len(road_numbers)
            numbers.append(road_numbers)
            points.append(where)
    points = np.concatenate(points)
    dongs = legal.indexes(shapely.points(points))
    by_road: dict = defaultdict(dict)
    for name, number, (x, y), dong in zip(
        names, np.concatenate(numbers).tolist(), points.tolist(), dongs.tolist(), strict=True
    ):
        if dong >= 0:
            by_road[legal.names[dong][2], name].setdefault(number, (x, y, dong))
    return by_road


def sites(data: Path, count: int, seed: int, legal: Areas) -> tuple[list[Site], list[Site]]:
    """(addresses, numbers left out) of about `count` addresses."""
    share = min(1.0, count / 530_000)
    by_road = all_slots(data, share, legal)
    total = sum(map(len, by_road.values()))
    kept = min(SEOUL_KEPT, 0.8 * count / total)
    more = count / (total * kept) - 1  # 부번 to expect per number
    administrative = administrative_dongs(data)
    rng = random.Random(seed)
    chosen, left_out = [], []
    for (_code, road), numbers in by_road.items():
        for number, (x, y, dong) in numbers.items():
            if rng.random() >= kept:
                left_out.append(Site(road, 0, number, 0, x, y, dong, -1))
                continue
            chosen.append(Site(road, 1 if rng.random() < 0.004 else 0, number, 0, x, y, dong, -1))
            chosen.extend(
                Site(road, 0, number, sub, x + rng.uniform(-6, 6), y + rng.uniform(-6, 6), dong, -1)
                for sub in range(1, _subs(rng, more) + 1)
            )
    where = administrative.indexes(shapely.points([(site.x, site.y) for site in chosen])).tolist()
    return [site._replace(admin=admin) for site, admin in zip(chosen, where, strict=True)], left_out


def _subs(rng: random.Random, mean: float) -> int:
    """Most numbers have none, some a whole row: geometric with that mean for the third that has any."""
    if rng.random() >= 1 / 3 or mean <= 0:
        return 0
    count, stop = 1, min(1.0, 1 / (3 * mean))
    while rng.random() > stop and count < 60:
        count += 1
    return count
