"""Steps for numbers without a known neighbour: a point on the road's line, else the centre of the road or dong."""

from collections import defaultdict
from collections.abc import Sequence
from math import inf

import shapely
from django.utils.translation import gettext as _
from shapely.ops import nearest_points

from maptag.geocoding.geodesy import Point, metres
from maptag.geocoding.resolve.lookup import area_name, number
from maptag.geocoding.resolve.resolution import Resolution, ResolveContext, still_open
from maptag.geocoding.resolve.roadline import METRES_A_NUMBER, Numbered, NumberedLine, fetch_lines
from maptag.geocoding.resolve.steps.numbering import DONG_ERROR, in_sole_areas
from maptag.geocoding.sql import queries
from maptag.geocoding.types import Address, Candidate, Certainty, Flag, Precision

# 90th-percentile error along OpenStreetMap's lines: 246 m (median 58 m).
ALONG_ERROR_M = 250.0
# Maximum distance between a district's road section and the position estimated at 10 m per number.
FARTHEST_FROM_PART_M = 400.0
# Beyond this, in addition to 10 m per number, the nearest known number belongs to another section of the road.
FARTHEST_ELSEWHERE_M = 800.0
# The middle of a longer road was 1.2 km off in the median: no point is better.
FARTHEST_CENTRE_M = 1000.0


def along_road(resolutions: list[Resolution], context: ResolveContext) -> None:
    """Interpolates along the road's line at 10 m per number, from its parent road, else its south or west end."""
    open_addresses = _open_roads(resolutions, context)
    names = {(address.sido, address.road) for _c, address in open_addresses}
    lines, numbers_by_road = fetch_lines(names), known_numbers(names)
    for resolution, address in open_addresses:
        numbers = numbers_by_road.get((address.sido, address.road), ())
        line = resolution.open and NumberedLine.of(address.sido, address.road, lines, numbers)
        if not line or not line.reaches(address.main):
            continue
        point = line.at_number(address.main)
        if _away_from(lines.get((address.sido, address.road), {}).get(address.sigungu), point) > FARTHEST_FROM_PART_M:
            resolution.notes.append(_not_in_gu(address))
            continue
        reason = _("도로 선을 따라 번호 하나에 10 m로 셈한 위치입니다.")
        resolution.settle(_at_road(Precision.NEARBY, "interpolated", address, point, ALONG_ERROR_M, reason))


def _away_from(part: bytes | None, point: Point) -> float:
    """Metres from the part of a road that lies in one gu; endless where none does."""
    if part is None:
        return inf
    on_part = nearest_points(shapely.from_wkb(part), shapely.Point(point))[0]
    return metres((on_part.x, on_part.y), point)


def _not_in_gu(address: Address) -> str:
    reason = _("‘%(road)s’의 그 번호는 ‘%(gu)s’에 있을 수 없습니다.")
    return reason % {"road": address.road, "gu": address.sigungu}


def road_centre(resolutions: list[Resolution], context: ResolveContext) -> None:
    """The centre of the road's section in the sigungu, or its nearest known number where that has the smaller error."""
    open_addresses = _open_roads(resolutions, context)
    names = {(address.sido, address.road) for _c, address in open_addresses}
    lines, numbers, elsewhere = fetch_lines(names), _nearest_numbers(open_addresses), known_numbers(names)
    for index, (resolution, address) in enumerate(open_addresses):
        part = lines.get((address.sido, address.road), {}).get(address.sigungu)
        middle, nearest = middle_of(part), numbers.get(index)
        if not resolution.open or not (middle or nearest):
            continue
        one_road = address.road not in context.region.namesakes
        if part and one_road and _is_elsewhere(address, part, elsewhere.get((address.sido, address.road), ())):
            resolution.notes.append(_not_in_gu(address))
            continue
        reason = _("번호의 위치를 몰라 도로의 가운데에 두었습니다.")
        if nearest and (middle is None or nearest[1] < middle[1]):
            middle = nearest[:2]
            reason = _("번호의 위치를 몰라 자료에 있는 %(number)s번에 두었습니다.") % {"number": nearest[2]}
        if middle[1] > FARTHEST_CENTRE_M:
            resolution.notes.append(_("도로는 있으나 길고, 이 번호 가까이에 아는 번호가 없습니다."))
            continue
        resolution.settle(_at_road(Precision.CENTRE, "road", address, *middle, reason))


def _is_elsewhere(address: Address, part: bytes, numbers: Sequence[Numbered]) -> bool:
    """Does the known number of the whole road that is nearest lie far from its part in the gu?"""
    main, point = min(numbers, key=lambda numbered: abs(numbered[0] - address.main), default=(0, None))
    apart = METRES_A_NUMBER * abs(main - address.main)
    return point is not None and apart <= FARTHEST_CENTRE_M and _away_from(part, point) > apart + FARTHEST_ELSEWHERE_M


def _nearest_numbers(open_addresses) -> dict[int, tuple[Point, float, str]]:
    """Point, expected error in metres and number of the nearest known building, by index."""
    params = {
        "i": list(range(len(open_addresses))),
        "sidos": [address.sido for _c, address in open_addresses],
        "gus": [address.sigungu for _c, address in open_addresses],
        "roads": [address.road for _c, address in open_addresses],
        "mains": [address.main for _c, address in open_addresses],
    }
    return {
        index: ((lon, lat), 100.0 + 11.0 * abs(main - open_addresses[index][1].main), number(main, sub))
        for index, main, sub, lon, lat in queries.fetch("matching", "nearest_numbers", params)
    }


def dong_centre(resolutions: list[Resolution], context: ResolveContext) -> None:
    """The centre of the dong, for lots only: for road addresses the median error was 0.9 km."""
    open_addresses = [
        (resolution, placed)
        for resolution in still_open(resolutions)
        for placed in in_sole_areas(resolution, "lot", context)
        if placed.dong
    ]
    params = {
        "sidos": [address.sido for _c, address in open_addresses],
        "gus": [address.sigungu for _c, address in open_addresses],
        "dongs": [address.dong for _c, address in open_addresses],
    }
    centres = {row[:3]: row[3:] for row in queries.fetch("matching", "dong_centres", params)}
    for resolution, address in open_addresses:
        centre = centres.get((address.sido, address.sigungu, address.dong))
        if resolution.open and centre:
            resolution.settle(_at_dong(address, *centre))


def _open_roads(resolutions: list[Resolution], context: ResolveContext) -> list[tuple[Resolution, Address]]:
    return [
        (resolution, placed)
        for resolution in still_open(resolutions)
        for placed in in_sole_areas(resolution, "road", context)
    ]


def known_numbers(names: set[tuple[str, str]]) -> dict[tuple[str, str], list[tuple[int, Point]]]:
    """Known building numbers with their points (WGS84), grouped by (시도, road)."""
    numbers = defaultdict(list)
    params = {"sidos": [sido for sido, _n in names], "names": [name for _s, name in names]}
    for sido, road, main, lon, lat in queries.fetch("matching", "road_numbers", params):
        numbers[sido, road].append((main, (lon, lat)))
    return numbers


def middle_of(wkb: bytes | None) -> tuple[Point, float] | None:
    if wkb is None:
        return None
    lines = shapely.from_wkb(wkb)
    west, south, east, north = lines.bounds
    on_line = nearest_points(lines, lines.centroid)[0]
    return (on_line.x, on_line.y), max(100.0, 1.1 * metres((west, south), (east, north)) / 2)


def _at_road(
    precision: Precision, position: str, address: Address, point: Point, error_m: float, reason: str
) -> Candidate:
    level = f"{address.level} " if address.level else ""
    area = area_name(address.sido, address.sigungu)
    text = f"{area} {address.road} {level}{number(address.main, address.sub)}"
    flag = Flag(f"{position}_only")
    return Candidate(
        Certainty.ESTIMATED, precision, position, *point, round(error_m, 1), text, flags=(flag,), reasons=(reason,)
    )


def _at_dong(address: Address, lon: float, lat: float, radius: float) -> Candidate:
    reason = _("번지의 위치를 몰라 ‘%(dong)s’의 가운데에 두었습니다.") % {"dong": address.dong}
    area, mountain = area_name(address.sido, address.sigungu), "산" if address.mountain else ""
    lot = f"{area} {address.dong} {mountain}{number(address.main, address.sub)}"
    error = round(DONG_ERROR * radius, 1)
    sure, flags = (Certainty.ESTIMATED, Precision.CENTRE), (Flag.DONG_ONLY,)
    return Candidate(*sure, "dong", lon, lat, error, "", lot, flags=flags, reasons=(reason,))
