"""A Query on its way through the steps, and what all steps may look at."""

import gc
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from django.conf import settings

from maptag.geocoding.gazetteer.lexicon import Lexicon
from maptag.geocoding.geodesy import degrees
from maptag.geocoding.sql import queries
from maptag.geocoding.types import Address, AddressKey, Area, Candidate, Certainty, Flag, Match, Query

Flags = tuple[Flag, ...]
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
        for sido, gu, name in shared:
            names[gu, name].add(Area(sido, gu))
        return cls(
            home,
            {name: tuple(sorted(found, key=lambda area: (area.sido != home, area))) for name, found in named.items()},
            {key: same.setdefault(found := frozenset(areas), found) for key, areas in names.items()},
            frozenset(gu for gu, _name in names),
            namesakes,
        )

    def areas(self, sido: str, gu: str) -> tuple[Area, ...]:
        """The loaded areas that a text may mean by `gu`; `sido` is official or empty."""
        found = self.by_name.get(gu, ())
        return tuple(area for area in found if area.sido == sido) if sido else found

    def has(self, area: Area, name: str) -> bool:
        """Whether a road or dong of the area's gu, by its name, may be in this very area."""
        return area.sigungu not in self.shared_gus or area in self.shared.get((area.sigungu, name), ())

    def covers(self, sido: str, gu: str) -> bool:
        """Whether addresses of this 시도 and gu (either may be empty) can be known here."""
        return bool(self.areas(sido, gu)) if gu else not sido or sido in self.sidos

    @cached_property
    def several(self) -> frozenset[str]:
        """The names that may mean more than one loaded area."""
        return frozenset(name for name, areas in self.by_name.items() if len(areas) > 1)

    @cached_property
    def longer(self) -> dict[str, tuple[str, ...]]:
        """분당구 → 성남시 분당구, 남구 → 남구 and 포항시 남구: the gus of a name that is not the whole name of one."""
        found = {name: tuple(dict.fromkeys(area.sigungu for area in areas)) for name, areas in self.by_name.items()}
        return {name: gus for name, gus in found.items() if gus != (name,)}

    @cached_property
    def sidos(self) -> frozenset[str]:
        return frozenset(area.sido for areas in self.by_name.values() for area in areas)

    @property
    def names(self) -> str:
        return ", ".join(sorted(self.sidos))


def _namesakes() -> dict[str, float]:
    """Within one 시도 a latitude is as good as another."""
    return {"latitude": settings.CITY_CENTRE[0], "reach": degrees(NAMESAKE_M)}


@dataclass(frozen=True)
class Context:
    """What does not change during a batch."""

    lexicon: Lexicon
    region: Region
    version: str

    def official_sido(self, sido: str) -> str:
        return self.lexicon.sido.get(sido, sido)

    def keys(self, address: Address) -> list[AddressKey]:
        """Normal forms to look an address up by: mostly one, but 성남시 판교로 242 may be in each of its 구."""
        _gu, *rest, _sido = address.normal
        return [AddressKey(area.sigungu, *rest, area.sido) for area in self.areas(address) or self._unloaded(address)]

    def _unloaded(self, address: Address) -> list[Area]:
        """Areas without road addresses: their lots may be known all the same."""
        named = [self.official_sido(address.sido)] if address.sido else self.lexicon.gu_sidos.get(address.gu, ())
        return [Area(sido, address.gu) for sido in sorted(named) or [self.region.home]]

    def keys_in(self, address: Address) -> list[AddressKey]:
        """`keys` where the 시군구 is written in full: 남구 is not 포항시 남구."""
        return [key for key in self.keys(address) if key.sigungu == address.gu]

    def areas(self, address: Address) -> tuple[Area, ...]:
        """The loaded areas in which an address with a gu may be."""
        return self.region.areas(self.official_sido(address.sido), address.gu)

    def areas_with(self, address: Address) -> list[Area]:
        """The loaded areas that have the road or dong of an address, within its 시도 and gu as far as it names them."""
        name, sido = address.road or address.dong, self.official_sido(address.sido)
        known = self.lexicon.roads.get(name, ()) if address.kind == "road" else self.lexicon.dong_gus(name)
        areas = self.areas(address) if address.gu else [a for gu in known for a in self.region.areas(sido, gu)]
        return [area for area in areas if area.sigungu in known and self.region.has(area, name)]

    def sole_area(self, address: Address) -> Area | None:
        """The area of an address: the one that it names, or the only one that has its road or dong."""
        areas = self.areas(address) if address.gu else ()
        if len(areas) != 1:
            areas = self.areas_with(address)
        return areas[0] if len(areas) == 1 else None


@lru_cache(maxsize=2)
def region(version: str) -> Region:
    """The Region of a data version, read once."""
    loaded = Region.load()
    # Like the lexicon's, its 150,000 objects would be walked by every full garbage collection.
    gc.collect()
    gc.freeze()
    return loaded


@dataclass(slots=True)
class Resolution:
    """One Query. `readings` are its addresses as written, `here` the same in their surroundings, the likely first.

    Steps settle it or leave a note why they could not.
    """

    number: int
    query: Query
    readings: Sequence[Address]
    here: Sequence[Address]
    version: str = ""
    match: Match | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def open(self) -> bool:
        return self.match is None

    def read_also(self, address: Address) -> None:
        """One more reading, whose area is known."""
        self.readings, self.here = (*self.readings, address), (*self.here, address)

    def settle(self, candidate: Candidate) -> None:
        """One answer."""
        self.match = Match(
            self.query,
            candidate.certainty,
            (candidate,),
            candidate.flags,
            (*candidate.reasons, *self.notes),
            self.version,
        )

    def ambiguous(
        self, candidates: Iterable[Candidate], reason: str, flags: tuple[Flag, ...] = (Flag.AMBIGUOUS,)
    ) -> None:
        """Several answers that nothing decides between: no point."""
        self.match = Match(
            self.query, Certainty.AMBIGUOUS, tuple(candidates), flags, (reason, *self.notes), self.version
        )

    def give_up(self, reason: str, flags: Flags = ()) -> None:
        """No answer."""
        self._answer(Certainty.UNKNOWN, (), flags, (reason,))

    def _answer(self, certainty: Certainty, candidates: tuple[Candidate, ...], flags: Flags, reasons: tuple[str, ...]):
        self.match = Match(self.query, certainty, candidates, flags, (*reasons, *self.notes), self.version)


def in_surroundings(readings: Sequence[Address], query: Query, context: Context) -> Sequence[Address]:
    """Addresses in the area that stands around them, as far as the text leaves their own open."""
    if not (query.near_gu or query.near_sido):
        return readings
    return [around(address, query, context) for address in readings]


def around(address: Address, query: Query, context: Context) -> Address:
    """The address in the area that stands around it.

    A gu of its own is believed before a 시도 that has no such gu, and a 시도 of its own before a gu of another one.
    """
    gu, sido = query.near_gu, query.near_sido
    if not address.gu:
        if address.sido not in ("", sido or settings.CITY_NAME):
            return address
        return replace(address, sido=address.sido or sido, gu=gu)
    sido = "" if address.sido else context.lexicon.sido_around(address.gu, sido)
    told = sido and context.region.areas("", address.gu) != context.region.areas(sido, address.gu)
    return replace(address, sido=sido) if told else address


def still_open(resolutions: Iterable[Resolution]) -> list[Resolution]:
    return [resolution for resolution in resolutions if resolution.match is None]
