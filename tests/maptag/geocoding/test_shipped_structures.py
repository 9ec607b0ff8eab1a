"""What the shipped table of structures holds: all bridges over the river and the crossings that notices name."""

import csv
import gzip
from collections import defaultdict
from pathlib import Path

import pytest

from maptag.geocoding.geodesy import metres

DATA = Path(__file__).parents[3] / "data"


def names(file):
    lines = (line for line in (DATA / "names" / file).read_text("utf-8").splitlines() if not line.startswith("# "))
    return list(csv.DictReader(lines, delimiter="\t"))


BRIDGES, CROSSINGS = names("river_bridges.tsv"), names("crossings.tsv")


@pytest.fixture(scope="module")
def points():
    rows = defaultdict(list)
    with gzip.open(DATA / "places" / "osm_structures.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows[row["name"], row["subclass"]].append((float(row["lon"]), float(row["lat"])))
    return rows


@pytest.mark.parametrize("bridge", BRIDGES, ids=lambda bridge: bridge["name"])
def test_a_bridge_over_the_river_lies_between_its_two_heads(points, bridge):
    middle = float(bridge["lon"]), float(bridge["lat"])
    for name in bridge["name"].split(" "):
        one, other = points[name, "structure"]

        assert 700 < metres(one, other) < 2000
        assert metres(((one[0] + other[0]) / 2, (one[1] + other[1]) / 2), middle) < 400


@pytest.mark.parametrize("crossing", CROSSINGS, ids=lambda crossing: crossing["name"])
def test_a_crossing_that_notices_name_has_one_point(points, crossing):
    found = {tuple(points[name, "crossing"]) for name in crossing["name"].split(" ")}

    assert len(found) == 1
    assert len(found.pop()) == 1


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [("세종대로사거리", 126.9770, 37.5702), ("강남역사거리", 127.0277, 37.4979), ("천호사거리", 127.1237, 37.5386)],
)
def test_a_crossing_lies_where_its_roads_meet(points, name, lon, lat):
    assert metres(points[name, "crossing"][0], (lon, lat)) < 150
