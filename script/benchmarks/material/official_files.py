"""A made register written as the official files are: rnaddrkor, RNENTDATA and jibun_rnaddrkor, CP949, EPSG:5179.

Copies of the city under the names of the other 시도 make a register of the nation's size, with road names of their own.
"""

import gzip
import random
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from material.city_table import Areas, Site

# The nation has 6.4M addresses and Seoul 0.53M: each of the other 16 시도 gets this share of the city's.
COPY_SHARE = 0.69
EFFECTIVE = "20240101"
ESTATES = ("한신아파트", "현대아파트", "푸르지오", "래미안", "우성빌라", "청솔빌딩", "중앙프라자", "대원연립")
SYLLABLES = (
    "가나다마바사아자하고노도모보소오조호구누두무부수우주기니미비시이지강남동문방산상신양영용원인장정중진청천평한홍화황"
)


class Dong(NamedTuple):
    """`code` is the 시군구's five digits, `short` the dong's three."""

    gu: str
    name: str
    ri: str
    code: str
    short: str


class Written(NamedTuple):
    """One address as it stands in the files. `x`, `y`: EPSG:5179; `lots`: (main, sub, 산), its own first."""

    sido: str
    gu: str
    dong: str
    road: str
    level: int
    main: int
    sub: int
    lots: tuple[tuple[int, int, bool], ...]
    previous: str
    building: str
    x: float
    y: float

    @property
    def number(self) -> str:
        return f"{self.main}-{self.sub}" if self.sub else str(self.main)

    @property
    def truth(self) -> str:
        """The address in one word, as answers are compared."""
        rural = self.dong.split(" ")[0] if self.dong.split(" ")[0].endswith(("읍", "면")) else ""
        return f"{self.sido}{self.gu}{rural}{self.road}{'지하' if self.level else ''}{self.number}".replace(" ", "")


@dataclass
class Province:
    """How one 시도 names the city's sites. `salt` makes its roads' first syllables its own."""

    name: str
    code: str
    dongs: list[Dong]
    salt: str = ""
    shift: tuple[float, float] = (0.0, 0.0)

    def road(self, name: str) -> str:
        return SYLLABLES[zlib.crc32((self.salt + name[0]).encode()) % len(SYLLABLES)] + name[1:] if self.salt else name


def city(name: str, legal: Areas) -> Province:
    dongs = [Dong(gu, dong, "", code, short) for gu, dong, code, short in legal.names]
    return Province(name, dongs[0].code[:2], dongs)


def other_provinces(home: str, legal: Areas, data: Path) -> Iterator[Province]:
    """The other 시도 of the code table, their 시군구 and 읍면동 standing in for the city's."""
    dongs_by_gu: dict = defaultdict(lambda: defaultdict(list))
    for code, sido, gu, dong, ri in _living_areas(data):
        if sido != home and dong:
            dongs_by_gu[sido, code[:2]][code[:5]].append(Dong(_official_gu(gu), dong, ri, code[:5], code[5:8]))
    city_gus = sorted({code for _gu, _dong, code, _short in legal.names})
    for number, ((sido, code), gus) in enumerate(sorted(dongs_by_gu.items())):
        names = sorted(gus)
        dongs = []
        for i, (_gu, _dong, gu_code, _short) in enumerate(legal.names):
            usable = _with_lots(gus[names[city_gus.index(gu_code) % len(names)]])
            dongs.append(usable[i % len(usable)])
        yield Province(sido, code, dongs, sido, ((number % 4 - 1) * 40_000.0, -(number // 4 + 1) * 50_000.0))


def _official_gu(name: str) -> str:
    """The code table glues 창원시진해구, which the address files write apart; they leave 세종 without a 시군구."""
    return "" if name == "세종시" else re.sub(r"^([가-힣]+시)([가-힣]+구)$", r"\1 \2", name)


def _with_lots(dongs: list[Dong]) -> list[Dong]:
    """동, and 리 rather than the 읍 or 면 that they are in."""
    return [dong for dong in dongs if dong.ri or not dong.name.endswith(("읍", "면"))] or dongs


def _living_areas(data: Path):
    with gzip.open(data / "codes/beopjeongdong.csv.gz", "rt", encoding="utf-8-sig") as file:
        next(file)
        for fields in (line.rstrip("\n").split(",") for line in file):
            if not fields[7]:
                yield fields[:5]


class Writer:
    """Writes the three files of one province."""

    def __init__(self, province: Province, seed: int):
        self.province = province
        self.rng = random.Random(seed ^ zlib.crc32(province.name.encode()))
        self.codes: dict[tuple[str, str], str] = {}
        self.last_lot: dict[Dong, int] = defaultdict(int)
        self.previous: dict[tuple[str, str], str] = {}
        self.seen: set = set()

    def write(self, folder: Path, sites: Iterable[Site]) -> Iterator[Written]:
        """Yields every address after its lines were written."""
        folder.mkdir(parents=True, exist_ok=True)
        paths = [folder / f"{kind}_{self.province.code}.txt" for kind in ("rnaddrkor", "RNENTDATA", "jibun_rnaddrkor")]
        register, entrances, lots = (path.open("w", encoding="cp949") for path in paths)
        with register, entrances, lots:
            for site in sites:
                dong = self.province.dongs[site.dong]
                written = self.written(site, dong)
                if (written.gu, *written[3:7]) not in self.seen:
                    self.seen.add((written.gu, *written[3:7]))
                    self._lines(dong, written, register, entrances, lots)
                    yield written

    def written(self, site: Site, dong: Dong) -> Written:
        """The site under this province's names."""
        province, road = self.province, self.province.road(site.road)
        return Written(
            province.name,
            dong.gu,
            f"{dong.name} {dong.ri}".rstrip(),
            road,
            site.level,
            site.main,
            site.sub,
            self._lots(dong),
            self._previous(dong.gu, road),
            self.rng.choice(ESTATES) if self.rng.random() < 0.2 else "",
            site.x + province.shift[0],
            site.y + province.shift[1],
        )

    def _lots(self, dong: Dong) -> tuple[tuple[int, int, bool], ...]:
        """The next free lot of the dong; for one address in eight the one after it as a related lot too."""
        count = 2 if self.rng.random() < 0.125 else 1
        mountain = self.rng.random() < 0.005
        first = self.last_lot[dong] + 1 + (self.rng.random() < 0.1)
        self.last_lot[dong] = first + count
        return tuple((1 + n // 12, n % 12, mountain) for n in range(first, first + count))

    def _previous(self, gu: str, road: str) -> str:
        """One road in a hundred was called otherwise before."""
        if (gu, road) not in self.previous:
            self.previous[gu, road] = "옛" + road if self.rng.random() < 0.01 else ""
        return self.previous[gu, road]

    def _lines(self, dong: Dong, a: Written, register, entrances, lots) -> None:
        road_code = self.codes.setdefault((dong.code, a.road), f"{dong.code}{3_000_001 + len(self.codes):07d}")
        key = f"{dong.code}{dong.short}{road_code[5:]}{a.level}{a.main:05d}{a.sub:05d}"
        post = f"{1000 + zlib.crc32((dong.code + dong.short).encode()) % 60_000:05d}"
        old = f"{a.sido} {a.gu} {a.previous} {'지하 ' if a.level else ''}{a.number}" if a.previous else ""
        (lot, lot_sub, mountain), *related = a.lots
        head = f"{key}|{dong.code}{dong.short}00|{a.sido}|{a.gu}|{dong.name}|{dong.ri}"
        building = f"{a.level}|{a.main}|{a.sub}"
        register.write(
            f"{head}|{int(mountain)}|{lot}|{lot_sub}|{road_code}|{a.road}|{building}|||{post}|{old}|{EFFECTIVE}|"
            f"{int(bool(a.building))}||{a.building}|{a.building}|\n"
        )
        entrances.write(f"{head}|{road_code}|{a.road}|{building}|{post}|{EFFECTIVE}||1|RM|01|{a.x:.6f}|{a.y:.6f}\n")
        for main, sub, hill in related:
            lots.write(f"{head}|{int(hill)}|{main}|{sub}|{road_code}|{building}|\n")
