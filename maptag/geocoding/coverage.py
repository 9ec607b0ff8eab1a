"""What the address tables hold, for those who look after them: loads, and how thick they are in each gu."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from maptag.geocoding import queries
from maptag.geocoding.models import DataVersion

# Shares of the median at which the next class begins. Below the first a gu is thin: where nothing is missing, by length
# of road, the 25 gu of the sample lie between 0.76 and 1.29 times the median.
CLASSES = (0.5, 0.8, 1.25, 2.0)
# Addresses per km of named road below which the whole table can only be a sample: Seoul's register has 530,000 on
# 8,200 km, 65 per km; the bundled sample has 2.6.
WHOLE_PER_KM = 10


@dataclass(frozen=True, slots=True)
class GuCoverage:
    """One gu. `area_km2` and `road_km` are None where no boundary or road is loaded; `outline` an SVG path, or ""."""

    sido: str
    gu: str
    addresses: int
    located: int
    roads: int
    area_km2: float | None
    road_km: float | None
    outline: str
    density: float | None = None
    level: int = 0

    @property
    def is_thin(self) -> bool:
        """Nothing there, or less than half of what the middle one has."""
        return self.level == 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """All gu, and by what they are compared: `per` is "road_km" or "area_km2". `viewbox` is for the outlines."""

    gus: tuple[GuCoverage, ...]
    per: str
    middle: float
    viewbox: str

    @property
    def thin(self) -> list[GuCoverage]:
        return [one for one in self.gus if one.is_thin]

    @property
    def is_sample(self) -> bool:
        """All gu are thin alike, which comparing them can't show."""
        return self.per == "road_km" and self.middle < WHOLE_PER_KM

    @property
    def total(self) -> int:
        return sum(one.addresses for one in self.gus)

    @property
    def most(self) -> int:
        return max((one.addresses for one in self.gus), default=0)


@dataclass(frozen=True, slots=True)
class LoadedFiles:
    """One load whose rows are in use: `files` as (name, layout, kept, refused).

    `refused` counts the lines; of the first hundred `refusals` are (file, line, reason), `reasons` (reason, count).
    """

    versions: tuple[DataVersion, ...]
    files: list
    refused: int
    refusals: list
    reasons: list

    @property
    def loaded_at(self):
        return self.versions[0].loaded_at


def coverage() -> Coverage:
    """How many addresses each gu has, compared by its length of road, or by its area where no roads are loaded.

    By area a gu of mountains would always look thin.
    """
    found = [GuCoverage(*row) for row in queries.fetch("coverage", "gu")]
    per = "road_km" if any(one.road_km for one in found) else "area_km2"
    densities = [_density(one, per) for one in found]
    middle = median([density for density in densities if density] or [0])
    gus = (_classed(one, density, middle) for one, density in zip(found, densities, strict=True))
    return Coverage(tuple(gus), per, middle, _viewbox())


def loads() -> list[LoadedFiles]:
    """The loads that are in use, the latest first. One load may have brought several datasets."""
    active = DataVersion.objects.active().order_by("-loaded_at", "dataset")
    return [_load(tuple(versions)) for _files, versions in groupby(active, key=lambda version: version.files)]


def _load(versions) -> LoadedFiles:
    last = versions[0]
    reasons = Counter(reason for _file, _line, reason in last.refusals).most_common()
    return LoadedFiles(versions, last.files, last.refused, last.refusals, reasons)


def _density(gu: GuCoverage, per: str) -> float | None:
    measure = getattr(gu, per)
    return gu.addresses / measure if measure else None


def _classed(gu: GuCoverage, density, middle) -> GuCoverage:
    """Without a measure nothing can be said but that there are addresses."""
    values = {name: getattr(gu, name) for name in GuCoverage.__slots__}
    share = density / middle if density is not None and middle else float(gu.addresses > 0)
    return GuCoverage(**values | {"density": density, "level": sum(share >= start for start in CLASSES)})


def _viewbox() -> str:
    [extent] = queries.fetch("coverage", "extent")
    return " ".join(f"{value:.0f}" for value in extent) if extent[0] is not None else ""
