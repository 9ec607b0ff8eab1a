"""Looks up batches of address keys in the tables: one SQL query a batch. Points are WGS84 (EPSG:4326)."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from maptag.geocoding.gazetteer.lexicon import SELF_GOVERNING
from maptag.geocoding.sql import queries
from maptag.geocoding.types import Candidate, Certainty, Flag, Precision

# 90th-percentile errors in metres: measured against 8,100 points of two publishers that were left out of the table.
# The register's entrances are surveyed.
ERROR_M = {"entrance": 5.0, "building": 15.0}
ONE_PUBLISHER_M = 80.0
# Lots are larger than buildings: 90th percentile of 877 points 117 m.
PARCEL_M = 115.0
REGISTER = "행정안전부"
_RURAL = ("읍", "면")


def error_of_spread(spread_m: float | None) -> float:
    """90th-percentile error in metres of a point that several publishers, `spread_m` metres apart, agreed on.

    Measured for spreads up to 20 m: 43; to 100: 122; to 150: 149; to 200: 201; to 300: 224; to 500: 383.
    """
    if spread_m is None:
        return ONE_PUBLISHER_M
    if spread_m <= 20:
        return 45.0
    return min(60.0 + 0.8 * spread_m, 150.0) if spread_m <= 150 else 110.0 + 0.55 * spread_m


def number(main: int, sub: int) -> str:
    """A building or lot number as printed: "152", or "152-1" with a sub-number."""
    return f"{main}-{sub}" if sub else str(main)


def area_name(sido: str, sigungu: str) -> str:
    """The 시도 and 시군구 as printed: "경기도 성남시 분당구". 세종특별자치시 has no 시군구, so it is printed alone."""
    return sido if SELF_GOVERNING.get(sido) == sigungu else f"{sido} {sigungu}"


def _road_area(sido: str, sigungu: str, dong: str) -> str:
    """What stands before the road's name: 읍 and 면 do, 동 and 리 do not."""
    rural = dong.split(" ", 1)[0]
    return f"{area_name(sido, sigungu)} {rural}" if rural.endswith(_RURAL) else area_name(sido, sigungu)


class FoundAddress(NamedTuple):
    """A road address in the table. `lot_*`: its representative lot; `disputed`: GeoJSON of publishers' points."""

    i: int
    id: int
    sido: str
    sigungu: str
    dong: str
    road: str
    level: str
    main: int
    sub: int
    building: str
    lon: float | None
    lat: float | None
    position_type: str
    spread_m: float | None
    source: str
    lot_dong: str | None
    lot_mountain: bool | None
    lot_main: int | None
    lot_sub: int | None
    disputed: str | None

    @property
    def road_address(self) -> str:
        level = f"{self.level} " if self.level else ""
        return f"{_road_area(self.sido, self.sigungu, self.dong)} {self.road} {level}{number(self.main, self.sub)}"

    @property
    def lot_address(self) -> str:
        if self.lot_main is None:
            return ""
        mountain = "산" if self.lot_mountain else ""
        return f"{area_name(self.sido, self.sigungu)} {self.lot_dong} {mountain}{number(self.lot_main, self.lot_sub)}"

    @property
    def error_m(self) -> float:
        if self.source == REGISTER and self.spread_m is None:
            return ERROR_M.get(self.position_type, ONE_PUBLISHER_M)
        return error_of_spread(self.spread_m)

    def candidate(self, certainty: Certainty, flags: tuple[Flag, ...] = (), reasons: tuple[str, ...] = ()) -> Candidate:
        return Candidate(
            certainty,
            Precision.EXACT,
            self.position_type,
            self.lon,
            self.lat,
            round(self.error_m, 1),
            self.road_address,
            self.lot_address,
            self.building,
            flags,
            reasons,
        )

    def disputed_points(self) -> list[tuple[float, float]]:
        return [tuple(point) for point in json.loads(self.disputed)["coordinates"]] if self.disputed else []


class FoundLot(NamedTuple):
    """A lot in the table, with one of the road addresses on it (None without)."""

    i: int
    id: int
    sido: str
    sigungu: str
    dong: str
    mountain: bool
    main: int
    sub: int
    related: bool
    own_lon: float | None
    own_lat: float | None
    own_spread_m: float | None
    source: str
    road: str | None
    level: str | None
    building_main: int | None
    building_sub: int | None
    building: str | None
    building_lon: float | None
    building_lat: float | None
    building_position: str | None
    building_spread_m: float | None

    @property
    def lot_address(self) -> str:
        mountain = "산" if self.mountain else ""
        return f"{area_name(self.sido, self.sigungu)} {self.dong} {mountain}{number(self.main, self.sub)}"

    @property
    def road_address(self) -> str:
        if self.road is None:
            return ""
        level = f"{self.level} " if self.level else ""
        area = _road_area(self.sido, self.sigungu, self.dong)
        return f"{area} {self.road} {level}{number(self.building_main, self.building_sub)}"

    @property
    def point(self) -> tuple[float, float] | None:
        if self.own_lon is not None:
            return self.own_lon, self.own_lat
        return (self.building_lon, self.building_lat) if self.building_lon is not None else None

    def candidate(self, certainty: Certainty, flags: tuple[Flag, ...] = (), reasons: tuple[str, ...] = ()) -> Candidate:
        lon, lat = self.point or (None, None)
        own = self.own_lon is not None
        spread = self.own_spread_m if own else self.building_spread_m
        surveyed = self.source == REGISTER and spread is None
        error = ERROR_M["building"] if surveyed else max(error_of_spread(spread), PARCEL_M if own else 0.0)
        return Candidate(
            certainty,
            Precision.EXACT,
            "parcel" if own else self.building_position or "",
            lon,
            lat,
            round(error, 1),
            self.road_address,
            self.lot_address,
            self.building or "",
            flags,
            reasons,
        )


NumberedKeys = Sequence[tuple[int, str]]


def find_addresses(numbered_keys: NumberedKeys, column: str = "key") -> dict[int, list[FoundAddress]]:
    """Road addresses (table `RoadAddress`) for (number, key) pairs, grouped by number; a number may have several keys.

    `column` says what the keys are: "key" or "previous_key" (before the road was renamed) for `AddressKey.in_tables`,
    "road_key" for `AddressKey.anywhere`. Numbers without a row are missing from the result.
    """
    return _grouped("addresses", numbered_keys, column, FoundAddress)


def find_lots(numbered_keys: NumberedKeys, column: str = "key") -> dict[int, list[FoundLot]]:
    """Lots (table `Lot`) for (number, key) pairs, grouped by number, with one row for each building on the lot.

    `column`: "key" for `AddressKey.in_tables`, "dong_key" for `AddressKey.anywhere`.
    """
    return _grouped("lots", numbered_keys, column, FoundLot)


def _grouped(statement: str, numbered_keys: NumberedKeys, column: str, kind):
    rows_by_number = defaultdict(list)
    if not numbered_keys:
        return rows_by_number
    numbers, keys = zip(*numbered_keys, strict=True)
    with connection.cursor() as cursor:
        sql = queries.statements("matching")[statement].replace("{column}", column)
        cursor.execute(sql, {"i": list(numbers), "keys": list(keys)})
        for row in cursor.fetchall():
            rows_by_number[row[0]].append(kind._make(row))
    return rows_by_number
