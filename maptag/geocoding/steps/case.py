"""A Query on its way through the steps, and what all steps may look at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from django.conf import settings

from maptag.geocoding import queries
from maptag.geocoding.addresses import Address, Candidate, Match, Query
from maptag.geocoding.lexicon import Lexicon


@dataclass(frozen=True)
class Region:
    """What the loaded tables cover: the gus of each 시도, and the 시도 that wins over others (`home`)."""

    gus: frozenset[tuple[str, str]]
    home: str

    @classmethod
    def load(cls) -> "Region":
        return cls(frozenset(queries.fetch("gazetteer", "region")), settings.CITY_NAME)

    def covers(self, sido: str, gu: str) -> bool:
        """Whether addresses of this 시도 and gu (either may be empty) can be known here."""
        return (sido, gu) in self._covered

    @cached_property
    def _covered(self) -> frozenset[tuple[str, str]]:
        gus = self.gus
        return (
            gus | {(sido, "") for sido, _gu in gus} | {("", gu) for _sido, gu in gus} | ({("", "")} if gus else set())
        )

    @property
    def names(self) -> str:
        return ", ".join(sorted({sido for sido, _ in self.gus}))


@dataclass(frozen=True)
class Context:
    """What does not change during a batch."""

    lexicon: Lexicon
    region: Region
    version: str

    def official_sido(self, sido: str) -> str:
        return self.lexicon.sido.get(sido, sido)

    def gus_of_dong(self, dong: str) -> set[str]:
        """The loaded gus of the home city that have a dong of this name."""
        return {gu for gu in self.lexicon.dong_gus(dong) if self.region.covers(self.region.home, gu)}


@lru_cache(maxsize=2)
def region(version: str) -> Region:
    """The Region of a data version, read once."""
    return Region.load()


@dataclass(slots=True)
class Case:
    """One Query. `readings` are its addresses, likely first; steps settle it or leave a note why they could not."""

    number: int
    query: Query
    readings: Sequence[Address]
    version: str = ""
    match: Match | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def open(self) -> bool:
        return self.match is None

    def readings_here(self) -> list[Address]:
        """Readings with the gu of the surroundings where the text names none."""
        gu = self.query.near_gu
        return [replace(address, gu=gu) if gu and not address.gu else address for address in self.readings]

    def settle(self, candidate: Candidate) -> None:
        """One answer."""
        self.match = Match(
            self.query, candidate.grade, (candidate,), candidate.flags, (*candidate.reasons, *self.notes), self.version
        )

    def ambiguous(self, candidates: Iterable[Candidate], reason: str, flags: tuple[str, ...] = ("ambiguous",)) -> None:
        """Several answers that nothing decides between: no point."""
        self.match = Match(self.query, "E", tuple(candidates), flags, (reason, *self.notes), self.version)

    def give_up(self, reason: str, flags: tuple[str, ...] = ()) -> None:
        """No answer."""
        self.match = Match(self.query, "F", (), flags, (reason, *self.notes), self.version)


def still_open(cases: Iterable[Case]) -> list[Case]:
    return [case for case in cases if case.open]
