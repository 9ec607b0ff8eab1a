"""Steps for a number that is not in the tables, placed by the numbers around it, along the road's own line."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from statistics import median
from typing import NamedTuple

from django.utils.translation import gettext as _

from maptag.geocoding.geodesy import Point, between, metres
from maptag.geocoding.resolve.lookup import area_name, number
from maptag.geocoding.resolve.resolution import Resolution, ResolveContext, still_open
from maptag.geocoding.resolve.roadline import METRES_A_NUMBER, Lines, NumberedLine, fetch_lines
from maptag.geocoding.sql import queries
from maptag.geocoding.types import Address, Candidate, Certainty, Flag, Precision

# Two known numbers further apart say nothing about a bend between them.
WIDEST_GAP = 80
FARTHEST_NEIGHBOUR = 24
# A known building farther from the road's line than this is not moved along it.
FARTHEST_FROM_LINE_M = 120.0
# 90th-percentile error of a dong's centre, in radii of a circle of the dong's size.
DONG_ERROR = 1.25
# 90th-percentile errors in metres, measured like lookup.ERROR_M.
BETWEEN_M, NEIGHBOUR_M, MOVED_M = 120.0, 125.0, 160.0


class Known(NamedTuple):
    main: int
    sub: int
    level: str
    lon: float
    lat: float

    @property
    def point(self) -> Point:
        return self.lon, self.lat


def in_sole_areas(resolution: Resolution, kind: str, context: ResolveContext) -> Iterator[Address]:
    """The readings of one kind with their 시도 and gu, where they can be in one area only.

    The gu of the surroundings is none of theirs where it has no such name.
    """
    for written, address in zip(resolution.readings, resolution.here, strict=True):
        if address.kind != kind:
            continue
        if address.sigungu and not written.sigungu and not context.areas_with(address):
            address = replace(address, sigungu="")
        if area := context.sole_area(address):
            yield replace(address, sido=area.sido, sigungu=area.sigungu)


def neighbouring_numbers(resolutions: list[Resolution], context: ResolveContext) -> None:
    """Between two known numbers of the road, beside one, or another building of the same number."""
    open_addresses = list(_open_addresses(resolutions, "road", context))
    rows = queries.fetch(
        "matching",
        "numbers_nearby",
        {
            "i": list(range(len(open_addresses))),
            "sidos": [address.sido for _c, address in open_addresses],
            "gus": [address.sigungu for _c, address in open_addresses],
            "roads": [address.road for _c, address in open_addresses],
            "mains": [address.main for _c, address in open_addresses],
        },
    )
    nearby = defaultdict(list)
    for asker, *row in rows:
        nearby[asker].append(Known._make(row))
    lines = fetch_lines((address.sido, address.road) for _c, address in open_addresses)
    for asker, (resolution, address) in enumerate(open_addresses):
        candidate = resolution.open and nearby[asker] and _by_numbers(address, nearby[asker], lines)
        if candidate:
            resolution.settle(candidate)


def _open_addresses(
    resolutions: list[Resolution], kind: str, context: ResolveContext
) -> Iterator[tuple[Resolution, Address]]:
    for resolution in still_open(resolutions):
        for address in in_sole_areas(resolution, kind, context):
            yield resolution, address


def _by_numbers(address: Address, numbered: list[Known], lines: Lines) -> Candidate | None:
    same = [row for row in numbered if row.main == address.main]
    if same:
        nearest = min(same, key=lambda row: (abs(row.sub - address.sub), row.level != address.level))
        return _beside(address, nearest, None)
    line = NumberedLine.of(address.sido, address.road, lines, [(row.main, row.point) for row in numbered])
    parity = [row for row in numbered if row.main % 2 == address.main % 2]
    for rows in (parity, numbered):
        candidate = _between(address, rows, line)
        if candidate:
            return candidate
    nearest = min(parity or numbered, key=lambda row: abs(row.main - address.main))
    apart = abs(nearest.main - address.main)
    if line and (line.away(nearest.point) > FARTHEST_FROM_LINE_M or apart <= 1):
        line = None
    return _beside(address, nearest, line) if line or apart <= FARTHEST_NEIGHBOUR else None


def _between(address: Address, rows: list[Known], line: NumberedLine | None) -> Candidate | None:
    below = max((row for row in rows if row.main < address.main), key=lambda row: row.main, default=None)
    above = min((row for row in rows if row.main > address.main), key=lambda row: row.main, default=None)
    if not below or not above:
        return None
    gap, apart = above.main - below.main, metres(below.point, above.point)
    if gap > WIDEST_GAP or apart > 1.3 * METRES_A_NUMBER * gap + 150:
        return None
    if line and max(line.away(below.point), line.away(above.point)) <= FARTHEST_FROM_LINE_M:
        point = line.between((below.main, below.point), (above.main, above.point), address.main)
    else:
        point = between(below.point, above.point, (address.main - below.main) / gap)
    reason = _("이 번호는 자료에 없어 %(below)s번과 %(above)s번 사이에 두었습니다.")
    reason %= {"below": number(below.main, below.sub), "above": number(above.main, above.sub)}
    return _candidate("interpolated", address, point, BETWEEN_M, reason)


def _beside(address: Address, row: Known, line: NumberedLine | None) -> Candidate:
    """At the nearest known number, or along the line by the difference between the numbers."""
    apart, row_number = abs(row.main - address.main), number(row.main, row.sub)
    if line and apart > 1 and line.away(row.point) <= FARTHEST_FROM_LINE_M:
        reason = _("이 번호는 자료에 없어 %(number)s번에서 도로를 따라 번호 하나에 10 m로 셈했습니다.") % {
            "number": row_number
        }
        point = line.beside((row.main, row.point), address.main)
        return _candidate("interpolated", address, point, MOVED_M + 2.5 * apart, reason)
    reason = _("이 번호는 자료에 없어 가장 가까운 %(number)s번의 위치를 썼습니다.") % {"number": row_number}
    if address.level != row.level and not apart:
        # What lies under the road bears the number of the place above it, but may reach on for blocks.
        reason = _("‘%(level)s’ 번호는 자료에 없어 같은 번호의 지상 건물 위치를 썼습니다.") % {"level": address.level}
    return _candidate("neighbour", address, row.point, NEIGHBOUR_M + 7.5 * apart, reason)


def _candidate(position, address: Address, point: Point, error_m: float, reason: str) -> Candidate:
    level = f"{address.level} " if address.level else ""
    road = f"{area_name(address.sido, address.sigungu)} {address.road} {level}{number(address.main, address.sub)}"
    sure, flags = (Certainty.ESTIMATED, Precision.NEARBY), (Flag(position),)
    return Candidate(*sure, position, *point, round(error_m, 1), road, flags=flags, reasons=(reason,))


def neighbouring_lots(resolutions: list[Resolution], context: ResolveContext) -> None:
    """The position of other lots with the same main number: they were one lot before it was divided."""
    _by_lots(resolutions, context, "lots_nearby", _among_lots)


def surrounding_lots(resolutions: list[Resolution], context: ResolveContext) -> None:
    """Interpolates between the lots with the nearest main numbers, where that is more exact than the dong's centre."""
    _by_lots(resolutions, context, "lots_around", _between_lots)


def _by_lots(resolutions: list[Resolution], context: ResolveContext, statement: str, candidate_of) -> None:
    open_addresses = list(_open_addresses(resolutions, "lot", context))
    params = {
        "i": list(range(len(open_addresses))),
        "sidos": [address.sido for _c, address in open_addresses],
        "gus": [address.sigungu for _c, address in open_addresses],
        "dongs": [address.dong for _c, address in open_addresses],
        "mountains": [address.mountain for _c, address in open_addresses],
        "mains": [address.main for _c, address in open_addresses],
    }
    nearby = defaultdict(list)
    for asker, *row in queries.fetch("matching", statement, params) if open_addresses else ():
        nearby[asker].append(row)
    for asker, (resolution, address) in enumerate(open_addresses):
        candidate = resolution.open and nearby[asker] and candidate_of(address, nearby[asker])
        if candidate:
            resolution.settle(candidate)


def _between_lots(address: Address, rows: list) -> Candidate | None:
    """Half of such points were within 350 m where the middle of the dong was within 600 m; nine in ten within the
    stated error, which grows with the distance of the numbers and of the lots from each other."""
    lon, lat = median(row[2] for row in rows), median(row[3] for row in rows)
    apart = max(metres((rows[0][2], rows[0][3]), (row[2], row[3])) for row in rows)
    error = 500.0 + 0.65 * apart + 7.0 * abs(rows[0][0] - address.main)
    if address.mountain or apart > 1000 or error > DONG_ERROR * (rows[0][4] or 0.0):
        return None
    names = ", ".join(number(row[0], row[1]) for row in rows)
    return _near_lots(Precision.CENTRE, address, (lon, lat), error, names)


def _among_lots(address: Address, rows: list) -> Candidate | None:
    """The middle of the nearest sub-numbers; None where their lots lie over 400 m apart.

    Within ten sub-numbers half of such points were within 140 m, farther off, on hills and for the huge lots of low
    numbers within 250 m only: no better than a centre.
    """
    near = sorted(rows, key=lambda row: abs(row[0] - address.sub))[:3]
    lon, lat = median(row[1] for row in near), median(row[2] for row in near)
    apart = max(metres((lon, lat), (row[1], row[2])) for row in near)
    if apart > 400:
        return None
    close = abs(near[0][0] - address.sub) <= 10 and address.main >= 20 and not address.mountain
    names = ", ".join(number(address.main, row[0]) for row in near)
    error = 310.0 + 0.4 * apart if close else 480.0 + 0.4 * apart
    return _near_lots(Precision.NEARBY if close else Precision.CENTRE, address, (lon, lat), error, names)


def _near_lots(precision: Precision, address: Address, point: Point, error_m: float, names: str) -> Candidate:
    area, mountain = area_name(address.sido, address.sigungu), "산" if address.mountain else ""
    lot = f"{area} {address.dong} {mountain}{number(address.main, address.sub)}"
    reason = _("이 지번은 자료에 없어 %(lots)s번지 곁에 두었습니다.") % {"lots": names}
    sure, flags = (Certainty.ESTIMATED, precision), (Flag.NEIGHBOUR,)
    return Candidate(*sure, "neighbour", *point, round(error_m, 1), "", lot, flags=flags, reasons=(reason,))
