"""Steps for a number that is not in the tables, placed by the numbers around it.

Base numbers step 20 m along the road, odd on the left and even on the right: ten metres a number.
"""

from collections import defaultdict
from collections.abc import Iterator
from statistics import median
from typing import NamedTuple

from django.utils.translation import gettext as _

from maptag.geocoding import queries
from maptag.geocoding.addresses import Address, Candidate
from maptag.geocoding.geodesy import Point, between, metres
from maptag.geocoding.lookup import number
from maptag.geocoding.steps.case import Case, Context, still_open

METRES_A_NUMBER = 10.0
# Two known numbers further apart say nothing about a bend between them.
WIDEST_GAP = 80
FARTHEST_NEIGHBOUR = 24


class Known(NamedTuple):
    sido: str
    main: int
    sub: int
    level: str
    lon: float
    lat: float

    @property
    def point(self) -> Point:
        return self.lon, self.lat


def sole_gu(address: Address, context: Context) -> str:
    """The gu of the address, or the only one that has such a road or dong; else empty."""
    if address.gu:
        return address.gu
    gus = context.gus_of_dong(address.dong)
    if address.kind == "road":
        gus = {
            gu for gu in context.lexicon.roads.get(address.road, ()) if context.region.covers(context.region.home, gu)
        }
    return gus.pop() if len(gus) == 1 else ""


def neighbouring_numbers(cases: list[Case], context: Context) -> None:
    """Between two known numbers of the road, beside one, or another building of the same number."""
    asked = list(_asked(cases, "road", context))
    rows = queries.fetch(
        "matching",
        "numbers_nearby",
        {
            "i": list(range(len(asked))),
            "gus": [gu for _c, _a, gu in asked],
            "roads": [address.road for _c, address, _g in asked],
            "mains": [address.main for _c, address, _g in asked],
        },
    )
    nearby = defaultdict(list)
    for asker, *row in rows:
        nearby[asker].append(Known._make(row))
    for asker, (case, address, gu) in enumerate(asked):
        candidate = case.open and _by_numbers(address, gu, nearby[asker])
        if candidate:
            case.settle(candidate)


def _asked(cases: list[Case], kind: str, context: Context) -> Iterator[tuple[Case, Address, str]]:
    for case in still_open(cases):
        for address in case.readings_here():
            if address.kind == kind and (gu := sole_gu(address, context)):
                yield case, address, gu


def _by_numbers(address: Address, gu: str, known: list[Known]) -> Candidate | None:
    same = [row for row in known if row.main == address.main]
    if same:
        return _beside(address, gu, min(same, key=lambda row: abs(row.sub - address.sub)), 40.0)
    parity = [row for row in known if row.main % 2 == address.main % 2]
    for rows in (parity, known):
        candidate = _between(address, gu, rows)
        if candidate:
            return candidate
    rows = parity or known
    nearest = min(rows, key=lambda row: abs(row.main - address.main), default=None)
    apart = abs(nearest.main - address.main) if nearest else 0
    if nearest is None or apart > FARTHEST_NEIGHBOUR:
        return None
    return _beside(address, gu, nearest, 40.0 + METRES_A_NUMBER * apart)


def _between(address: Address, gu: str, rows: list[Known]) -> Candidate | None:
    below = max((row for row in rows if row.main < address.main), key=lambda row: row.main, default=None)
    above = min((row for row in rows if row.main > address.main), key=lambda row: row.main, default=None)
    if not below or not above:
        return None
    gap, apart = above.main - below.main, metres(below.point, above.point)
    if gap > WIDEST_GAP or apart > 1.3 * METRES_A_NUMBER * gap + 150:
        return None
    lon, lat = between(below.point, above.point, (address.main - below.main) / gap)
    reason = _("이 번호는 자료에 없어 %(below)s번과 %(above)s번 사이에 두었습니다.")
    reason %= {"below": number(below.main, below.sub), "above": number(above.main, above.sub)}
    return _candidate("interpolated", address, gu, below.sido, (lon, lat), 30.0 + 0.15 * apart, reason)


def _beside(address: Address, gu: str, row: Known, error_m: float) -> Candidate:
    reason = _("이 번호는 자료에 없어 가장 가까운 %(number)s번의 위치를 썼습니다.")
    reason %= {"number": number(row.main, row.sub)}
    return _candidate("neighbour", address, gu, row.sido, row.point, error_m, reason)


def _candidate(position, address: Address, gu: str, sido: str, point: Point, error_m: float, reason: str) -> Candidate:
    level = f"{address.level} " if address.level else ""
    road = f"{sido} {gu} {address.road} {level}{number(address.main, address.sub)}"
    return Candidate("C", position, *point, round(error_m, 1), road, flags=(position,), reasons=(reason,))


def neighbouring_lots(cases: list[Case], context: Context) -> None:
    """Lots of one main number were one lot once: the others stand for the one that is missing."""
    asked = list(_asked(cases, "lot", context))
    rows = queries.fetch(
        "matching",
        "lots_nearby",
        {
            "i": list(range(len(asked))),
            "gus": [gu for _c, _a, gu in asked],
            "dongs": [address.dong for _c, address, _g in asked],
            "mountains": [address.mountain for _c, address, _g in asked],
            "mains": [address.main for _c, address, _g in asked],
        },
    )
    nearby = defaultdict(list)
    for asker, *row in rows:
        nearby[asker].append(row)
    for asker, (case, address, gu) in enumerate(asked):
        candidate = case.open and nearby[asker] and _among_lots(address, gu, nearby[asker])
        if candidate:
            case.settle(candidate)


def _among_lots(address: Address, gu: str, rows: list) -> Candidate | None:
    """The middle of the nearest sub-numbers; None where their lots lie over 400 m apart.

    Within ten sub-numbers half of such points were within 140 m, farther off, on hills and for the huge lots of low
    numbers within 250 m only: grade D.
    """
    near = sorted(rows, key=lambda row: abs(row[1] - address.sub))[:3]
    lon, lat = median(row[2] for row in near), median(row[3] for row in near)
    apart = max(metres((lon, lat), (row[2], row[3])) for row in near)
    if apart > 400:
        return None
    close = abs(near[0][1] - address.sub) <= 10 and address.main >= 20 and not address.mountain
    mountain = "산" if address.mountain else ""
    lot = f"{near[0][0]} {gu} {address.dong} {mountain}{number(address.main, address.sub)}"
    names = ", ".join(number(address.main, row[1]) for row in near)
    reason = _("이 지번은 자료에 없어 %(lots)s번지 곁에 두었습니다.") % {"lots": names}
    error = round((150.0 if close else 250.0) + apart, 1)
    return Candidate(
        "C" if close else "D", "neighbour", lon, lat, error, "", lot, flags=("neighbour",), reasons=(reason,)
    )
