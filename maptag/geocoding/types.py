"""The words of geocoding: what is asked (Query) and what is answered (Match). Plain data without ORM.

Values, never changed once made. They are not frozen all the same: a frozen dataclass sets its fields by a function call
each, which was an eighth of a batch's time.
"""

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

GRADES = ("A1", "A2", "B", "C", "D", "E", "F")
KINDS = ("road", "lot", "place", "intersection", "segment", "area")

_KEY = re.compile(r"^([^|]*)\|([^|]+)\|(산|지하|공중|)(\d{1,9})-(\d{1,9})$")


@dataclass(slots=True, unsafe_hash=True)
class Address:
    """One reading of a written address. Empty strings where the text does not say.

    `kind` is "road" or "lot". `gu` is the 시군구 ("강남구", "수원시 팔달구"); `dong` the 법정동, 행정동, or 읍면 + 리.
    `level` is "" (on the ground), "지하" or "공중". `main`/`sub` are building numbers (road) or 본번/부번 (lot).
    `others` counts 외 N필지. `detail` is what follows (building, floor, unit) and is never part of the key.
    """

    kind: str
    sido: str = ""
    gu: str = ""
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
        """Normal form: 강남구|테헤란로|152-0, 강남구|테헤란로|지하152-0, 강남구|개포동|산12-3."""
        number = f"{self.main}-{self.sub}"
        if self.kind == "road":
            return f"{self.gu}|{self.road}|{self.level}{number}"
        return f"{self.gu}|{self.dong}|{'산' if self.mountain else ''}{number}"

    @classmethod
    def from_key(cls, kind: str, key: str) -> "Address | None":
        """The inverse of `key` for kind "road" or "lot"; None when `key` is no such form.

        A mention's text may hold less than its key: "3-4" of "개포동 1-2, 3-4".
        """
        found = _KEY.match(key)
        if not found or kind not in ("road", "lot"):
            return None
        gu, name, level, main, sub = found.groups()
        if kind == "road":
            return cls(kind, gu=gu, road=name, level=level, main=int(main), sub=int(sub))
        return cls(kind, gu=gu, dong=name, mountain=level == "산", main=int(main), sub=int(sub))


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

    Flags: "others" (외 N필지), "extent" (일대), "listed" (a further number of the lot before it), "range" (12~18),
    "weak" (the dong was completed).
    """

    start: int
    end: int
    addresses: tuple[Address, ...]
    flags: tuple[str, ...] = ()


@dataclass(slots=True, unsafe_hash=True)
class Query:
    """One thing to place. `key` as `extract` prints it; `text` as written.

    `near_sido` (official), `near_gu` and `near_dong` are what the document says around it (headings, columns), weaker
    than the text itself. `addresses` holds the readings where the grammar has read the text already.
    """

    text: str
    kind: str = ""
    key: str = ""
    near_gu: str = ""
    near_dong: str = ""
    addresses: tuple[Address, ...] = ()
    near_sido: str = ""


@dataclass(slots=True, unsafe_hash=True)
class Candidate:
    """One possible answer. Coordinates are WGS84 (EPSG:4326) degrees; `error_m` is the expected error in metres.

    `position_type`: entrance, building, parcel, interpolated, neighbour, road, crossing, segment, place, exit, dong,
    gu, area. `geometry` is GeoJSON where the answer is a line or an area, else None. `reasons` are Korean sentences
    for the clerk, `flags` machine words (underground_omitted, old_road_name, related_lot, gu_inferred, spelling, …).
    """

    grade: str
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


@dataclass(slots=True, unsafe_hash=True)
class Match:
    """The answer to one Query: the best candidate first. Grades E and F have no point.

    No answer is a Match of grade F with no candidates, never an exception. `data_version` names the address data.
    """

    query: Query
    grade: str = "F"
    candidates: tuple[Candidate, ...] = ()
    flags: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    data_version: str = ""

    @property
    def best(self) -> Candidate | None:
        """The accepted candidate: None for E and F."""
        return self.candidates[0] if self.candidates and self.grade not in ("E", "F") else None

    def with_reason(self, reason: str) -> "Match":
        return replace(self, reasons=(*self.reasons, reason))
