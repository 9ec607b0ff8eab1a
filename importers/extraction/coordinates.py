"""Points that a table states: WGS84 degrees or metres of a Korean grid, told apart by their range."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from importers.extraction.features import Facts
from importers.records import DocumentRecord

_DECIMAL = r"-?\d{1,7}(?:\.\d+)?"
_NUMBER = re.compile(rf"\s*({_DECIMAL})\s*(?:°|도)?\s*")
# Between and around them words and signs: "위도 37.5665 경도 126.9780", POINT(…), N37.5665/E126.9780.
_PAIR = re.compile(rf"[^\d-]*({_DECIMAL})\s*(?:[^\d\s.-][^\d-]*|\s)\s*({_DECIMAL})[^\d]*")
_MOSTLY = 0.8
KOREA = (33.0, 124.0, 39.0, 132.0)
# Error in metres of a point given in a grid: only a header tells the last two apart, which differ by 300 m.
GRIDS = {"EPSG:5179": 10.0, "EPSG:5186": 10.0, "EPSG:5174": 400.0, "EPSG:5181": 400.0}
WGS84 = "EPSG:4326"
STATED_ERROR_M = 10.0


@dataclass(frozen=True, slots=True)
class Stated:
    """A point that the document states, WGS84 degrees; `error_m` of the grid; flags: swapped, out_of_range."""

    lon: float
    lat: float
    crs: str = WGS84
    error_m: float = STATED_ERROR_M
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coordinates:
    """Where the rows of a table state their points.

    `columns` are one (a pair) or two; `swapped`: the first is the longitude, or the easting; `crs` what they are in.
    """

    columns: tuple[int, ...]
    first_is_east: bool
    crs: str = WGS84
    roles: dict[int, str] = field(default_factory=dict, compare=False)

    @classmethod
    def of(
        cls, facts: Mapping[int, Facts], headers: Mapping[int, str], rows: Sequence[DocumentRecord]
    ) -> "Coordinates | None":
        """The coordinates of a table with these facts; None where it has none."""
        return _degrees(facts) or _pairs(facts) or _grid(facts, headers)

    def point(self, record: DocumentRecord) -> Stated | None:
        """What the row states; None for blanks and for what is no number."""
        cells = [record.cell_in(column) for column in self.columns]
        if any(cell is None for cell in cells):
            return None
        numbers = _numbers([cell.text for cell in cells])
        return numbers and self._stated(*numbers)

    def _stated(self, first: float, second: float) -> Stated | None:
        if not first or not second:
            return None
        east, north = (first, second) if self.first_is_east else (second, first)
        if self.crs != WGS84:
            lon, lat = _transformer(self.crs).transform(east, north)
            flags = () if _within(lon, lat) else ("out_of_range",)
            return Stated(round(lon, 7), round(lat, 7), self.crs, GRIDS[self.crs], flags)
        if not _within(east, north) and _within(north, east):
            return Stated(north, east, flags=("swapped",))
        return Stated(east, north, flags=() if _within(east, north) else ("out_of_range",))


def _numbers(texts: Sequence[str]) -> tuple[float, float] | None:
    if len(texts) == 1:
        pair = _PAIR.fullmatch(texts[0])
        return (float(pair[1]), float(pair[2])) if pair else None
    numbers = [_NUMBER.fullmatch(text.replace(",", "")) for text in texts]
    return tuple(float(number[1]) for number in numbers) if all(numbers) else None


def _within(lon: float, lat: float) -> bool:
    south, west, north, east = KOREA
    return south <= lat <= north and west <= lon <= east


def _degrees(facts) -> Coordinates | None:
    """A column of latitudes with one of longitudes, wherever they stand."""
    lat = next((column for column, fact in facts.items() if fact.share("lat") >= _MOSTLY), None)
    lon = next((column for column, fact in facts.items() if fact.share("lon") >= _MOSTLY), None)
    if lat is None or lon is None:
        return None
    return Coordinates((lon, lat), True, roles={lon: "lon", lat: "lat"})


def _pairs(facts) -> Coordinates | None:
    """Both in one cell: 37.5665, 126.9780; POINT(126.9780 37.5665)."""
    for column, fact in facts.items():
        pairs = [numbers for text in fact.texts if (numbers := _numbers([text]))]
        if fact.filled < 2 or len(pairs) < _MOSTLY * fact.filled:
            continue
        first_is_east = sum(_within(*pair) for pair in pairs)
        if max(first_is_east, sum(_within(b, a) for a, b in pairs)) >= _MOSTLY * len(pairs):
            return Coordinates((column,), 2 * first_is_east >= len(pairs), roles={column: "point"})
    return None


def _grid(facts, headers) -> Coordinates | None:
    """Two columns of metres side by side that lie in Korea in one of the grids; a header may name which."""
    metres = [column for column, fact in facts.items() if fact.share("decimal") >= _MOSTLY and _is_metres(fact)]
    for column in metres:
        if column + 1 not in metres:
            continue
        for first_is_east in (True, False):
            if crs := _crs(facts[column].texts, facts[column + 1].texts, first_is_east, headers, column):
                east, north = (column, column + 1) if first_is_east else (column + 1, column)
                return Coordinates((column, column + 1), first_is_east, crs, {east: "x", north: "y"})
    return None


def _is_metres(fact: Facts) -> bool:
    values = [float(number[1]) for text in fact.texts if (number := _NUMBER.fullmatch(text))]
    return len(values) >= 3 and sum(90_000 <= value <= 2_200_000 for value in values) >= _MOSTLY * len(values)


# Where the grids put their false origin, as (east, north) in metres: what lies within of it is theirs.
_RANGES = {
    "EPSG:5179": ((700_000, 1_400_000), (1_400_000, 2_200_000)),
    "EPSG:5186": ((90_000, 350_000), (500_000, 700_000)),
    "EPSG:5174": ((90_000, 350_000), (380_000, 500_000)),
    "EPSG:5181": ((90_000, 350_000), (380_000, 500_000)),
}
_NAMED = re.compile(r"5179|5186|5174|5181|UTM-?K|GRS80|[Bb]essel|중부원점")
_CRS_OF_NAME = {"UTMK": "EPSG:5179", "UTM-K": "EPSG:5179", "GRS80": "EPSG:5181"}


def _crs(first, second, first_is_east, headers, column) -> str:
    pairs = [numbers for a, b in zip(first, second, strict=False) if (numbers := _numbers([a, b]))]
    pairs = pairs if first_is_east else [(b, a) for a, b in pairs]
    fitting = [crs for crs, ranges in _RANGES.items() if _share_within(pairs, *ranges) >= _MOSTLY]
    names = _NAMED.findall(" ".join((headers.get(column, ""), headers.get(column + 1, ""))))
    named = [_CRS_OF_NAME.get(name.upper(), f"EPSG:{name}") for name in names]
    return next((crs for crs in named if crs in fitting), fitting[0] if fitting else "")


def _share_within(pairs, east, north) -> float:
    inside = sum(east[0] <= x <= east[1] and north[0] <= y <= north[1] for x, y in pairs)
    return inside / len(pairs) if pairs else 0.0


@cache
def _transformer(crs: str):
    # Half a hundred milliseconds of import that only grids need.
    from pyproj import Transformer

    return Transformer.from_crs(crs, WGS84, always_xy=True)
