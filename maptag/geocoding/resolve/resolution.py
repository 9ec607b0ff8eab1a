"""A Query on its way through the steps (Resolution), and what all steps may look at (ResolveContext)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.conf import settings

from maptag.geocoding.gazetteer.lexicon import Lexicon
from maptag.geocoding.gazetteer.region import Region
from maptag.geocoding.types import Address, Area, Candidate, Certainty, Flag, Match, Query

Flags = tuple[Flag, ...]


@dataclass(frozen=True)
class ResolveContext:
    """What does not change during a batch."""

    lexicon: Lexicon
    region: Region
    version: str

    def official_sido(self, sido: str) -> str:
        return self.lexicon.sido.get(sido, sido)

    def keys(self, address: Address) -> list[str]:
        """Keys of the tables (`AddressKey.in_tables`) for an address: mostly one, but 성남시 has several 구."""
        form, named = address.key, self.region.by_name.get(address.sigungu) if not address.sido else self.areas(address)
        return [
            f"{sido}|{form if sigungu == address.sigungu else form.replace(address.sigungu, sigungu, 1)}"
            for sido, sigungu, _dong in named or self._unloaded(address)
        ]

    def _unloaded(self, address: Address) -> list[Area]:
        """Areas without road addresses: their lots may be known all the same."""
        named = [self.official_sido(address.sido)] if address.sido else self.lexicon.gu_sidos.get(address.sigungu, ())
        return [Area(sido, address.sigungu) for sido in sorted(named) or [self.region.home]]

    def keys_in(self, address: Address) -> list[str]:
        """`keys` where the 시군구 is written in full: 남구 is not 포항시 남구."""
        return [key for key in self.keys(address) if key.endswith(f"|{address.key}")]

    def areas(self, address: Address) -> tuple[Area, ...]:
        """The loaded areas in which an address with a gu may be."""
        return self.region.areas(self.official_sido(address.sido), address.sigungu)

    def areas_with(self, address: Address) -> list[Area]:
        """The loaded areas that have the road or dong of an address, within its 시도 and gu as far as it names them."""
        name, sido = address.road or address.dong, self.official_sido(address.sido)
        gus = self.lexicon.roads.get(name, ()) if address.kind == "road" else self.lexicon.dong_gus(name)
        areas = (
            self.areas(address) if address.sigungu else [a for sigungu in gus for a in self.region.areas(sido, sigungu)]
        )
        return [area for area in areas if area.sigungu in gus and self.region.has(area, name)]

    def sole_area(self, address: Address) -> Area | None:
        """The area of an address: the one that it names, or the only one that has its road or dong."""
        areas = self.areas(address) if address.sigungu else ()
        if len(areas) != 1:
            areas = self.areas_with(address)
        return areas[0] if len(areas) == 1 else None


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


def in_surroundings(readings: Sequence[Address], query: Query, context: ResolveContext) -> Sequence[Address]:
    """Addresses in the area that stands around them, as far as the text leaves their own open."""
    if not (query.near_sigungu or query.near_sido):
        return readings
    return [around(address, query, context) for address in readings]


def around(address: Address, query: Query, context: ResolveContext) -> Address:
    """The address in the area that stands around it.

    A gu of its own is believed before a 시도 that has no such gu, and a 시도 of its own before a gu of another one.
    """
    sigungu, sido = query.near_sigungu, query.near_sido
    if not address.sigungu:
        if address.sido not in ("", sido or settings.CITY_NAME):
            return address
        return replace(address, sido=address.sido or sido, sigungu=sigungu)
    sido = "" if address.sido else context.lexicon.sido_around(address.sigungu, sido)
    narrows = sido and context.region.areas("", address.sigungu) != context.region.areas(sido, address.sigungu)
    return replace(address, sido=sido) if narrows else address


def still_open(resolutions: Iterable[Resolution]) -> list[Resolution]:
    return [resolution for resolution in resolutions if resolution.match is None]
