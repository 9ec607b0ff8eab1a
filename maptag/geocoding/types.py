"""Value types of geocoding: the question (Query), certainty and precision, the answer (Match). No ORM.

Coordinates are WGS84 (EPSG:4326) degrees, distances and errors metres.

Treat instances as immutable. They are not frozen because a frozen dataclass sets each field by a function call, which
took an eighth of a batch's time.
"""

import re
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import NamedTuple

KINDS = ("road", "lot", "place", "intersection", "segment", "area")

_KEY = re.compile(r"^([^|]*)\|([^|]+)\|(산|지하|공중|)(\d{1,9})-(\d{1,9})$")


class Certainty(StrEnum):
    """Certainty that the answer is what the text means, in descending order."""

    AS_WRITTEN = "as_written"
    BY_RULE = "by_rule"  # after one rule that leaves no choice: 지하 omitted, an old road name, a 시군구 inferred
    BY_NAME = "by_name"  # the one place, road or area of that name
    REPAIRED = "repaired"  # misspelt, and only one name with that number is near
    ESTIMATED = "estimated"  # not in the tables: what lies around it, or names it in part, stands in
    AMBIGUOUS = "ambiguous"  # several, or one that is offered only
    UNKNOWN = "unknown"
    BY_PERSON = "by_person"  # a department's people put it there: offered, and not for the geocoder to judge

    @property
    def is_sure(self) -> bool:
        """True where the text has one meaning. Says nothing of how exact the point is: see `Precision`."""
        return self in _SURE

    def or_less(self, other: "Certainty") -> "Certainty":
        """The less sure of the two."""
        return max(self, other, key=_BY_DOUBT.index)


_BY_DOUBT = tuple(Certainty)
_SURE = frozenset((Certainty.AS_WRITTEN, Certainty.BY_RULE, Certainty.BY_NAME, Certainty.REPAIRED))


class Precision(StrEnum):
    """What the point stands for. The expected error in metres is `Candidate.error_m`."""

    EXACT = "exact"  # the building, its entrance or its parcel
    SPOT = "spot"  # a station, crossing or other place with a spot of its own
    NEARBY = "nearby"  # a neighbour, or between neighbours
    CENTRE = "centre"  # the middle of a road, dong or site
    EXTENT = "extent"  # a line or an area, drawn as such


_NO_POINT = frozenset((Certainty.AMBIGUOUS, Certainty.UNKNOWN))
_LETTERS = {Certainty.AS_WRITTEN: "A1", Certainty.BY_RULE: "A2", Certainty.REPAIRED: "B"}


def _grade(certainty: Certainty, precision: Precision) -> str:
    if certainty is Certainty.BY_PERSON:
        return ""
    if certainty in _NO_POINT:
        return "E" if certainty is Certainty.AMBIGUOUS else "F"
    if precision is Precision.NEARBY:
        return "C"
    return _LETTERS.get(certainty, "D") if precision is Precision.EXACT else "D"


_GRADES = {(certainty, precision): _grade(certainty, precision) for certainty in Certainty for precision in Precision}


def grade(certainty: Certainty, precision: Precision) -> str:
    """The letter A1, A2, B … F as printed for people. No decision depends on it."""
    return _GRADES[certainty, precision]


class Flag(StrEnum):
    """Why an answer differs from the written text. The last five are flags of a Hit."""

    ABOLISHED = "abolished"
    ADMINISTRATIVE_DONG = "administrative_dong"
    AMBIGUOUS = "ambiguous"
    ANCHOR = "anchor"
    DISPUTED = "disputed"
    DEPARTMENT_GAZETTEER = "department_gazetteer"
    DONG_ONLY = "dong_only"
    ELSEWHERE = "elsewhere"
    EUPMYEON_OMITTED = "eupmyeon_omitted"
    EXIT_UNKNOWN = "exit_unknown"
    GU_CONTRADICTS = "gu_contradicts"
    GU_INFERRED = "gu_inferred"
    GU_SPELLING = "gu_spelling"
    INTERPOLATED = "interpolated"
    INTERPOLATED_ONLY = "interpolated_only"
    NEIGHBOUR = "neighbour"
    OLD_ROAD_NAME = "old_road_name"
    OUTSIDE = "outside"
    RELATED_LOT = "related_lot"
    RELATION = "relation"
    ROAD_ONLY = "road_only"
    SEVERAL_BUILDINGS = "several_buildings"
    SIDO_CONTRADICTS = "sido_contradicts"
    SIDO_INFERRED = "sido_inferred"
    SITE = "site"
    SOURCES_DIFFER = "sources_differ"
    SPACING = "spacing"
    SPELLING = "spelling"
    STRAIGHT = "straight"
    TEXTS_DIFFER = "texts_differ"
    UNDERGROUND_OMITTED = "underground_omitted"
    OTHERS = "others"  # 외 N필지
    EXTENT = "extent"  # 일대
    LISTED = "listed"  # a further number of the lot before it
    RANGE = "range"  # 12~18
    WEAK = "weak"  # the dong was completed


class Area(NamedTuple):
    """A 시군구 of a 시도, and a dong of it where one is meant. `sido` is today's official name."""

    sido: str
    sigungu: str
    dong: str = ""


class AddressKey(NamedTuple):
    """Normal form of a road or lot address. `name` is the road or dong; `level` 지하 or 공중, or 산 for a lot.

    Printed without its 시도, which most texts do not name: 강남구|테헤란로|지하152-0, 강남구|개포동|산12-3.
    In the tables (sido, key) identifies an address; the printed key alone is not unique, since six cities have a 중구.
    """

    sigungu: str
    name: str
    level: str
    main: int
    sub: int
    sido: str = ""

    @classmethod
    def parse(cls, text: str) -> "AddressKey | None":
        """The inverse of `str`; None when `text` is no such form."""
        parts = _KEY.match(text)
        return cls(*parts.group(1, 2, 3), int(parts[4]), int(parts[5])) if parts else None

    def __str__(self) -> str:
        return f"{self.sigungu}|{self.name}|{self.number}"

    @property
    def number(self) -> str:
        return f"{self.level}{self.main}-{self.sub}"

    @property
    def in_tables(self) -> str:
        """The form with its 시도, for queries by the tables' `key`, which is a hash of it."""
        return f"{self.sido}|{self}"

    @property
    def anywhere(self) -> str:
        """The same without any area, for a text that names none."""
        return f"|{self.name}|{self.number}"

    @staticmethod
    def completed(text: str, sigungu: str) -> str:
        """A printed key with `sigungu` where it has none."""
        return sigungu + text if text.startswith("|") else text


class SegmentKey(NamedTuple):
    """A stretch of road as `extract` prints it: 을지로|을지로3가~을지로5가, with points in between as further parts.

    Without points it is the whole road.
    """

    road: str
    points: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "SegmentKey | None":
        """None when `text` names fewer than two points and no whole road."""
        road, _bar, ends = text.partition("|")
        points = tuple(point.strip() for point in ends.split("~") if point.strip())
        return cls(road, points if len(points) > 1 else ()) if ends else None


class PlaceKind(NamedTuple):
    """What the map or a register calls a kind of place, and what that says of its points (vocabulary/place_kinds.tsv).

    `tier` ranks places that share a name: a station before a shop. `merge_m`: points of one name within this distance
    in metres are one place. `error_m` and `crossing_error_m`: 90th-percentile error in metres of its
    point, and of a crossing located by it.
    """

    name: str
    tier: str
    merge_m: float
    error_m: float
    crossing_error_m: float


@dataclass(slots=True, unsafe_hash=True)
class Address:
    """One reading of a written address. Empty strings where the text does not say.

    `kind` is "road" or "lot". `sigungu` is the 시군구 ("수원시 팔달구"); `dong` the 법정동, 행정동, or 읍면 + 리.
    `level` is "" (on the ground), "지하" or "공중". `main`/`sub` are building numbers (road) or 본번/부번 (lot).
    `others` counts 외 N필지. `detail` is what follows (building, floor, unit) and is never part of the key.
    """

    kind: str
    sido: str = ""
    sigungu: str = ""
    dong: str = ""
    road: str = ""
    level: str = ""
    mountain: bool = False
    main: int = 0
    sub: int = 0
    others: int = 0
    detail: str = ""

    @property
    def key(self) -> str:
        """Normal form as printed: 강남구|테헤란로|152-0, 강남구|테헤란로|지하152-0, 강남구|개포동|산12-3."""
        number = f"{self.main}-{self.sub}"
        if self.kind == "road":
            return f"{self.sigungu}|{self.road}|{self.level}{number}"
        return f"{self.sigungu}|{self.dong}|{'산' if self.mountain else ''}{number}"

    @property
    def normal(self) -> AddressKey:
        """Normal form taken apart, with the 시도 as written."""
        if self.kind == "road":
            return AddressKey(self.sigungu, self.road, self.level, self.main, self.sub, self.sido)
        return AddressKey(self.sigungu, self.dong, "산" if self.mountain else "", self.main, self.sub, self.sido)

    @classmethod
    def from_key(cls, kind: str, key: str) -> "Address | None":
        """The inverse of `key` for kind "road" or "lot"; None when `key` is no such form.

        A mention's text may hold less than its key: "3-4" of "개포동 1-2, 3-4".
        """
        parsed = AddressKey.parse(key) if kind in ("road", "lot") else None
        if parsed is None:
            return None
        sigungu, name, level, main, sub, _sido = parsed
        if kind == "road":
            return cls(kind, sigungu=sigungu, road=name, level=level, main=main, sub=sub)
        return cls(kind, sigungu=sigungu, dong=name, mountain=level == "산", main=main, sub=sub)


class Hint(NamedTuple):
    """What is known about the text before it is read. `prose`: a name needs to be known, a unit is never a number.

    `kind` is "road" or "lot" where a column says so. `gus` are what stands around the text; `addresses`:
    it is a cell of a column of addresses. A tuple, since every cell that is looked up hashes one.
    """

    prose: bool = False
    kind: str = ""
    gus: frozenset[str] = frozenset()
    addresses: bool = False


NOTHING_KNOWN = Hint()


@dataclass(slots=True, unsafe_hash=True)
class Hit:
    """An address at `start:end` of the scanned text, with all its readings, the likely one first.

    Flags: OTHERS, EXTENT, LISTED, RANGE, WEAK.
    """

    start: int
    end: int
    addresses: tuple[Address, ...]
    flags: tuple[str, ...] = ()


@dataclass(slots=True, unsafe_hash=True)
class Query:
    """One thing to place. `key` as `extract` prints it; `text` as written.

    `near_sido` (official), `near_sigungu` and `near_dong` are what the document says around it (headings, columns),
    weaker than the text itself. `addresses` holds the readings where the grammar has read the text already.
    """

    text: str
    kind: str = ""
    key: str = ""
    near_sigungu: str = ""
    near_dong: str = ""
    addresses: tuple[Address, ...] = ()
    near_sido: str = ""


@dataclass(slots=True, unsafe_hash=True)
class Candidate:
    """One possible answer. Coordinates are WGS84 (EPSG:4326) degrees; `error_m` is the expected error in metres.

    `position_type`: entrance, building, parcel, interpolated, neighbour, road, crossing, segment, place, exit, dong,
    gu, area. `geometry` is GeoJSON where the answer is a line or an area, else None. `reasons` are Korean sentences
    for the clerk.
    """

    certainty: Certainty
    precision: Precision
    position_type: str
    lon: float | None
    lat: float | None
    error_m: float | None
    road_address: str = ""
    lot_address: str = ""
    name: str = ""
    flags: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    geometry: dict | None = None

    @property
    def grade(self) -> str:
        """The printed letter."""
        return _GRADES[self.certainty, self.precision]

    def as_dict(self) -> dict:
        """The candidate as stored in JSON, with its grade."""
        return asdict(self) | {"grade": self.grade}

    @property
    def is_ambiguous(self) -> bool:
        """One of several, or offered only."""
        return self.certainty is Certainty.AMBIGUOUS


@dataclass(slots=True, unsafe_hash=True)
class Match:
    """The answer to one Query: the best candidate first. AMBIGUOUS and UNKNOWN have no point.

    No answer is a Match that is UNKNOWN with no candidates, never an exception. `data_version` names the address data.
    """

    query: Query
    certainty: Certainty = Certainty.UNKNOWN
    candidates: tuple[Candidate, ...] = ()
    flags: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    data_version: str = ""

    @property
    def best(self) -> Candidate | None:
        """The accepted candidate: None where the answer is ambiguous or unknown."""
        return self.candidates[0] if self.candidates and not self.is_open else None

    @property
    def is_open(self) -> bool:
        """Nothing was accepted: several are possible, or none is known."""
        return self.certainty is Certainty.AMBIGUOUS or self.certainty is Certainty.UNKNOWN

    @property
    def grade(self) -> str:
        """The printed letter."""
        best = self.best
        return best.grade if best else _grade(self.certainty, Precision.EXACT)

    def with_reason(self, reason: str) -> "Match":
        return replace(self, reasons=(*self.reasons, reason))
