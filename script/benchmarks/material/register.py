"""The made register on disk: official files to load, and `sample.json` with what questions are asked about."""

import json
import random
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import shapely
from material.city_table import Site, legal_dongs, sites, transformed
from material.official_files import COPY_SHARE, Province, Writer, Written, city, other_provinces

SAMPLED = 40_000
SAMPLED_ELSEWHERE = 2_000


@dataclass
class Sample:
    """`addresses` and `missing` (numbers that no building has) as dicts of Written with lon, lat (WGS84).

    `once` says of a road and number that it exists in one gu of the city only; `twice` lists some in several.
    """

    addresses: list[dict] = field(default_factory=list)
    elsewhere: list[dict] = field(default_factory=list)
    missing: list[dict] = field(default_factory=list)
    twice: list[tuple[str, str]] = field(default_factory=list)
    roads: list[str] = field(default_factory=list)
    rows: int = 0


def build(folder: Path, data: Path, home: str, count: int, nation: bool, seed: int) -> Sample:
    """Write the files of the register into `folder` (once) and return its sample."""
    stored = folder / "sample.json"
    if stored.exists():
        return Sample(**json.loads(stored.read_text()))
    shutil.rmtree(folder, ignore_errors=True)
    legal = legal_dongs(data)
    here, left_out = sites(data, count, seed, legal)
    province = city(home, legal)
    sample = _city_sample(Writer(province, seed).write(folder / "files", here), left_out, province, random.Random(seed))
    if nation:
        for other in other_provinces(home, legal, data):
            _add_province(sample, other, here, folder, seed)
    sample.roads = sorted(set(sample.roads))
    stored.write_text(json.dumps(asdict(sample), ensure_ascii=False))
    return sample


def _city_sample(written: Iterable[Written], left_out: list[Site], province: Province, rng) -> Sample:
    everything = list(written)
    count = Counter(road_number(a) for a in everything)
    sample = Sample(rows=len(everything), roads=[a.road for a in everything])
    picked = rng.sample(everything, min(SAMPLED, len(everything)))
    sample.addresses = _located(picked, once=lambda a: count[road_number(a)] == 1)
    sample.twice = [key.split("|") for key, n in count.items() if n > 1]
    writer = Writer(province, 0)
    existing = {(a.gu, a.road, a.main) for a in everything}
    holes = [writer.written(site, province.dongs[site.dong]) for site in rng.sample(left_out, min(4000, len(left_out)))]
    holes = [hole for hole in holes if (hole.gu, hole.road, hole.main) not in existing]
    sample.missing = _located(holes, once=lambda a: count[road_number(a)] == 0)
    return sample


def road_number(a: Written) -> str:
    return f"{a.road}|{'지하' if a.level else ''}{a.number}"


def _add_province(sample: Sample, province: Province, here: list[Site], folder: Path, seed: int) -> None:
    rng = random.Random(seed + int(province.code))
    chosen = (site for site in here if rng.random() < COPY_SHARE)
    some, roads = [], set()
    for address in Writer(province, seed).write(folder / "files", chosen):
        sample.rows += 1
        roads.add(address.road)
        if rng.random() < SAMPLED_ELSEWHERE / (COPY_SHARE * len(here)):
            some.append(address)
    sample.roads.extend(roads)
    sample.elsewhere.extend(_located(some, once=lambda a: False))


def _located(addresses: list[Written], once) -> list[dict]:
    points = transformed(shapely.points([(a.x, a.y) for a in addresses]), 5179, 4326)
    return [
        a._asdict() | {"lon": point.x, "lat": point.y, "number": a.number, "truth": a.truth, "once": once(a)}
        for a, point in zip(addresses, points, strict=True)
    ]
