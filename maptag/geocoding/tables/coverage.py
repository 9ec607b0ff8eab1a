"""What the address tables hold, for those who look after them: loads, and how thick they are in each gu."""

from dataclasses import dataclass
from itertools import groupby
from statistics import median

from django.contrib.gis.db.models import Extent
from django.db import connection
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from maptag.geocoding.models import DataVersion, RefusedLine, RegisteredGu
from maptag.geocoding.sql import queries

# Shares of the median at which the next class begins. Below the first a gu is thin: where nothing is missing, by length
# of road, the 25 gu of the sample lie between 0.76 and 1.29 times the median.
CLASSES = (0.5, 0.8, 1.25, 2.0)
# Where nothing measures a gu it is thin if fewer of its 동·읍·면 than this have any address. In whole registers all but
# a few of them do; of a register that was cut off in the middle half are left.
FEW_DONGS = 0.7
# Addresses per km of named road below which the whole table can only be a sample: Seoul's register has 530,000 on
# 8,200 km, 65 per km; the bundled sample has 2.6.
WHOLE_PER_KM = 10
# What the ministry calls the files, by the name of their layout.
TITLES = {
    "rnaddrkor": _("도로명주소 한글"),
    "jibun_rnaddrkor": _("도로명주소 한글(관련지번)"),
    "RNENTDATA": _("도로명주소 출입구 정보"),
    "entrc": _("위치정보요약DB"),
    "entrc_mod": _("위치정보요약DB(변동분)"),
    "match_build": _("내비게이션용DB(건물)"),
    "match_jibun": _("내비게이션용DB(지번)"),
    "match_rs_entrc": _("내비게이션용DB(보조출입구)"),
    "build": _("건물DB"),
    "jibun": _("건물DB(관련지번)"),
    "TN_SPRD_RDNM": _("도로명"),
    "road_code_total": _("건물DB(도로명코드)"),
    "address_points": _("주소와 좌표(CSV)"),
    "beopjeongdong": _("법정동코드"),
    "beopjeongdong_names": _("법정동코드"),
    "subway_stations": _("지하철역"),
    "bus_stops": _("버스정류소"),
    "osm_poi": _("장소(OpenStreetMap)"),
    "osm_roads": _("도로(OpenStreetMap)"),
    "boundary_gu": _("시·군·구 경계"),
    "boundary_legal": _("법정동 경계"),
    "boundary_administrative": _("행정동 경계"),
    "-": _("알 수 없는 형식"),
}
# Refused lines on the page; the others are in the file.
SHOWN = 100
EARLIER = 30


@dataclass(frozen=True, slots=True)
class GuCoverage:
    """One gu, as RegisteredGu has it; `level` is None where nothing measures it."""

    sido: str
    gu: str
    addresses: int
    located: int
    roads: int
    area_km2: float | None
    road_km: float | None
    dongs: int
    filled: int
    outline: str
    density: float | None = None
    level: int | None = 0

    @property
    def is_thin(self) -> bool:
        """Nothing there, less than half of what the middle one has, or dongs without any address."""
        return self.level == 0

    @property
    def empty_dongs(self) -> int:
        return self.dongs - self.filled


@dataclass(frozen=True, slots=True)
class SidoCoverage:
    """The gus of one 시도."""

    sido: str
    gus: tuple[GuCoverage, ...]

    @property
    def addresses(self) -> int:
        return sum(gu.addresses for gu in self.gus)

    @property
    def most(self) -> int:
        return max(gu.addresses for gu in self.gus)

    @property
    def located(self) -> int:
        return sum(gu.located for gu in self.gus)

    @property
    def thin(self) -> list[GuCoverage]:
        return [gu for gu in self.gus if gu.is_thin]


@dataclass(frozen=True, slots=True)
class Coverage:
    """All gu, and by what they are compared: `per` is "road_km" or "area_km2". `viewbox` is for the outlines."""

    gus: tuple[GuCoverage, ...]
    per: str
    middle: float
    viewbox: str

    @property
    def thin(self) -> list[GuCoverage]:
        return [gu for gu in self.gus if gu.is_thin]

    @property
    def sidos(self) -> list[SidoCoverage]:
        """The same by 시도."""
        return [SidoCoverage(sido, tuple(gus)) for sido, gus in groupby(self.gus, key=lambda gu: gu.sido)]

    @property
    def thin_sidos(self) -> list[SidoCoverage]:
        return [sido for sido in self.sidos if sido.thin]

    @property
    def is_partly_measured(self) -> bool:
        return any(gu.density is None and gu.addresses for gu in self.gus)

    @property
    def is_sample(self) -> bool:
        """All gu are thin alike, which comparing them can't show."""
        return self.per == "road_km" and self.middle < WHOLE_PER_KM

    @property
    def total(self) -> int:
        return sum(gu.addresses for gu in self.gus)

    @property
    def most(self) -> int:
        return max((gu.addresses for gu in self.gus), default=0)


@dataclass(frozen=True, slots=True)
class LoadedFiles:
    """One load whose rows are in use: `files` as (name, format, kept, refused), the worst of many first.

    `refused` counts the lines, `listed` those that are kept one by one; `refusals` are the first hundred of these,
    `reasons` (reason, count) of all of them.
    """

    versions: tuple[DataVersion, ...]
    files: list
    refused: int
    listed: int
    refusals: list[RefusedLine]
    reasons: list[tuple[str, int]]

    @property
    def loaded_at(self):
        return self.versions[0].loaded_at


_MEASURED = (
    "sido", "gu", "addresses", "located", "roads", "area_km2", "road_km", "dongs", "filled", "outline",
)  # fmt: skip


def measure(schemas: dict[str, str] | None = None) -> None:
    """Make RegisteredGu anew. `schemas` says where the tables of addresses, areas and roads are, if not in public."""
    queries.run("coverage", "forget")
    sql = queries.statements("coverage")["measure"]
    for dataset in ("addresses", "areas", "roads"):
        sql = sql.replace(f"{{{dataset}}}", (schemas or {}).get(dataset, "public"))
    with connection.cursor() as cursor:
        cursor.execute(sql)


def coverage() -> Coverage:
    """How many addresses each gu has, compared by its length of road, or by its area where no roads are loaded.

    By area a gu of mountains would always look thin. What neither measures is judged by its own dongs alone.
    """
    measured = [GuCoverage(*row) for row in RegisteredGu.objects.values_list(*_MEASURED)]
    per = "road_km" if any(gu.road_km for gu in measured) else "area_km2"
    densities = [_density(gu, per) for gu in measured]
    middle = median([density for density in densities if density] or [0])
    gus = (_classed(gu, density, middle) for gu, density in zip(measured, densities, strict=True))
    return Coverage(tuple(gus), per, middle, _viewbox())


def loads() -> list[LoadedFiles]:
    """The loads that are in use, the latest first. One load may have brought several datasets."""
    active = DataVersion.objects.active().order_by("-loaded_at", "dataset")
    return [_load(load, list(versions)) for load, versions in groupby(active, key=lambda version: version.load)]


def earlier_loads() -> list[DataVersion]:
    """The latest loads of which something else took the place: whole registers that daily changes went on from, too."""
    return list(DataVersion.objects.filter(active=False).order_by("-loaded_at", "dataset")[:EARLIER])


def refused_lines() -> QuerySet[RefusedLine]:
    """What the loads in use did not take, as far as it is kept, in the order of the files."""
    return RefusedLine.objects.filter(load__in=DataVersion.objects.active().values("load")).order_by("load", "pk")


def _load(load, versions) -> LoadedFiles:
    lines = RefusedLine.objects.filter(load=load)
    reasons = list(lines.values_list("reason").annotate(count=Count("pk")).order_by("-count", "reason"))
    versions.sort(key=lambda version: DataVersion.Dataset.values.index(version.dataset))
    files = [(name, TITLES.get(layout, layout), *counts) for name, layout, *counts in versions[0].files]
    files.sort(key=lambda file: -file[3])
    listed = sum(count for reason, count in reasons)
    return LoadedFiles(tuple(versions), files, versions[0].refused, listed, list(lines.order_by("pk")[:SHOWN]), reasons)


def _density(gu: GuCoverage, per: str) -> float | None:
    measure = getattr(gu, per)
    return gu.addresses / measure if measure else None


def _classed(gu: GuCoverage, density, middle) -> GuCoverage:
    """Without a measure nothing can be said but that there are addresses, or dongs without any."""
    values = {name: getattr(gu, name) for name in GuCoverage.__slots__}
    if density is not None and middle:
        level = sum(density / middle >= start for start in CLASSES)
    else:
        level = 0 if not gu.addresses or gu.filled < FEW_DONGS * gu.dongs else None
    return GuCoverage(**values | {"density": density, "level": level})


def _viewbox() -> str:
    """(left, top, width, height) of all outlines, whose y points downwards; "" without any."""
    extent = RegisteredGu.objects.aggregate(extent=Extent("bounds"))["extent"]
    if extent is None:
        return ""
    west, south, east, north = extent
    return " ".join(f"{value:.0f}" for value in (west, -north, east - west, north - south))
