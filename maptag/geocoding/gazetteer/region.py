"""What the loaded tables cover: the areas by every name that a text may give them."""

import gc
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.conf import settings

from maptag.geocoding.geodesy import degrees
from maptag.geocoding.sql import queries
from maptag.geocoding.types import Area

# Roads of one name so far apart are different ones.
NAMESAKE_M = 3000.0


@dataclass(frozen=True, eq=False)
class Region:
    """What the loaded tables cover, as areas (시도, 시군구), and the 시도 that the site is of (`home`).

    `by_name` has the areas by every name that a text may give them, the home city's first: 중구 of six cities, 남구
    that 포항시 남구 is too, 성남시 for its three 구. `shared` has, for a road or dong of a gu whose name several areas
    of the nation bear (`shared_gus`), those that really have it. `namesakes` are names that several roads of one 시도
    bear, not one that runs through several gus.
    """

    home: str
    by_name: dict[str, tuple[Area, ...]]
    shared: dict[tuple[str, str], frozenset[Area]]
    shared_gus: frozenset[str]
    namesakes: frozenset[str] = frozenset()

    @classmethod
    def load(cls) -> "Region":
        """From the tables. Half a second for the nation."""
        areas = [Area(*row) for row in queries.fetch("gazetteer", "region")]
        namesakes = frozenset(name for (name,) in queries.fetch("gazetteer", "namesakes", _namesakes()))
        return cls.of(areas, queries.fetch("gazetteer", "shared_names"), settings.CITY_NAME, namesakes)

    @classmethod
    def of(
        cls,
        areas: Iterable[Area],
        shared: Iterable[tuple[str, str, str]],
        home: str,
        namesakes: frozenset[str] = frozenset(),
    ) -> "Region":
        """From the loaded (sido, gu) and the (sido, gu, name) of roads and dongs of gus that share a name."""
        named, names, same = defaultdict(set), defaultdict(set), {}
        for area in areas:
            for name in (area.sigungu, *area.sigungu.split(" ")):
                named[name].add(area)
        for sido, sigungu, name in shared:
            names[sigungu, name].add(Area(sido, sigungu))
        return cls(
            home,
            {
                name: tuple(sorted(same_name, key=lambda area: (area.sido != home, area)))
                for name, same_name in named.items()
            },
            {key: same.setdefault(shared_areas := frozenset(areas), shared_areas) for key, areas in names.items()},
            frozenset(sigungu for sigungu, _name in names),
            namesakes,
        )

    def areas(self, sido: str, sigungu: str) -> tuple[Area, ...]:
        """The loaded areas that a text may mean by `sigungu`; `sido` is official or empty."""
        return self.by_sido_and_name.get((sido, sigungu), ()) if sido else self.by_name.get(sigungu, ())

    @cached_property
    def by_sido_and_name(self) -> dict[tuple[str, str], tuple[Area, ...]]:
        areas_by_name = defaultdict(list)
        for name, areas in self.by_name.items():
            for area in areas:
                areas_by_name[area.sido, name].append(area)
        return {key: tuple(areas) for key, areas in areas_by_name.items()}

    def has(self, area: Area, name: str) -> bool:
        """Whether a road or dong of the area's gu, by its name, may be in this very area."""
        return area.sigungu not in self.shared_gus or area in self.shared.get((area.sigungu, name), ())

    def covers(self, sido: str, sigungu: str) -> bool:
        """Whether addresses of this 시도 and gu (either may be empty) can be known here."""
        return bool(self.areas(sido, sigungu)) if sigungu else not sido or sido in self.sidos

    @cached_property
    def several(self) -> frozenset[str]:
        """The names that may mean more than one loaded area."""
        return frozenset(name for name, areas in self.by_name.items() if len(areas) > 1)

    @cached_property
    def sidos(self) -> frozenset[str]:
        return frozenset(area.sido for areas in self.by_name.values() for area in areas)

    @property
    def names(self) -> str:
        return ", ".join(sorted(self.sidos))


def _namesakes() -> dict[str, float]:
    """Within one 시도 a latitude is as good as another."""
    return {"latitude": settings.CITY_CENTRE[0], "reach": degrees(NAMESAKE_M)}


@lru_cache(maxsize=2)
def region(version: str) -> Region:
    """The Region of a data version, read once."""
    loaded = Region.load()
    # Like the lexicon's, its 150,000 objects would be walked by every full garbage collection.
    gc.collect()
    gc.freeze()
    return loaded
