"""Steps for numbers that nothing near is known of: along the road's own line, else the middle of the road or dong."""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

import shapely
from django.utils.translation import gettext as _
from shapely import LineString, MultiLineString
from shapely.ops import linemerge, nearest_points

from maptag.geocoding import queries
from maptag.geocoding.addresses import Address, Candidate
from maptag.geocoding.geodesy import Point, metres
from maptag.geocoding.lookup import number
from maptag.geocoding.steps.case import Case, Context, still_open
from maptag.geocoding.steps.numbering import METRES_A_NUMBER, sole_gu

_PARENT = re.compile(r"^(.+(?:로|길))\d+[가-힣]?(?:번)?길$")
# Along OpenStreetMap's lines alone half the points were within 94 m, nine in ten within 291 m.
ALONG_ERROR_M = 200.0
LONGEST_UNANCHORED_M = 1500.0


def along_road(cases: list[Case], context: Context) -> None:
    """Ten metres a number along the line of the road, from its end in the south or west or at its parent road."""
    asked = _asked_roads(cases, context)
    names = {address.road for _c, address, _g in asked}
    lines = _lines(names | {parent for name in names if (parent := _parent(name))})
    known = _known_numbers(names)
    for case, address, gu in asked:
        point = case.open and _point_along(address, lines, known.get(address.road, ()))
        if point:
            reason = _("도로 선을 따라 번호 하나에 10 m로 셈한 위치입니다.")
            case.settle(_at_road("C", "interpolated", address, gu, context, point, ALONG_ERROR_M, reason))


def road_centre(cases: list[Case], context: Context) -> None:
    """The middle of the road's part in the gu, or a known number of it where that is nearer."""
    asked = _asked_roads(cases, context)
    lines = _lines({address.road for _c, address, _g in asked})
    numbers = _nearest_numbers(asked)
    for index, (case, address, gu) in enumerate(asked):
        middle = _middle(lines.get(address.road, {}).get(gu))
        known = numbers.get(index)
        if not case.open or not (middle or known):
            continue
        reason = _("번호의 위치를 몰라 도로의 가운데에 두었습니다.")
        if known and (middle is None or known[1] < middle[1]):
            middle = known[:2]
            reason = _("번호의 위치를 몰라 자료에 있는 %(number)s번에 두었습니다.") % {"number": known[2]}
        case.settle(_at_road("D", "road", address, gu, context, *middle, reason))


def _nearest_numbers(asked) -> dict[int, tuple[Point, float, str]]:
    """Point, expected error in metres and number of the nearest known building, by index."""
    params = {
        "i": list(range(len(asked))),
        "gus": [gu for _c, _a, gu in asked],
        "roads": [address.road for _c, address, _g in asked],
        "mains": [address.main for _c, address, _g in asked],
    }
    return {
        index: ((lon, lat), 50.0 + METRES_A_NUMBER * abs(main - asked[index][1].main), number(main, sub))
        for index, _sido, main, sub, _level, lon, lat in queries.fetch("matching", "nearest_numbers", params)
    }


def dong_centre(cases: list[Case], context: Context) -> None:
    """The middle of the dong, for lots that nothing near is known of."""
    asked = [
        (case, address, sole_gu(address, context))
        for case in still_open(cases)
        for address in case.readings_here()
        if address.dong
    ]
    params = {"gus": [gu for _c, _a, gu in asked], "dongs": [address.dong for _c, address, _g in asked]}
    centres = {}
    for sido, gu, dong, lon, lat, radius in queries.fetch("matching", "dong_centres", params):
        centres.setdefault((gu, dong), []).append((sido, lon, lat, radius))
    for case, address, gu in asked:
        known = centres.get((gu, address.dong), ())
        if case.open and len(known) == 1:
            case.settle(_at_dong(address, gu, *known[0]))


def _asked_roads(cases: list[Case], context: Context) -> list[tuple[Case, Address, str]]:
    return [
        (case, address, gu)
        for case in still_open(cases)
        for address in case.readings_here()
        if address.kind == "road" and (gu := sole_gu(address, context))
    ]


def _lines(names: set[str]) -> dict[str, dict[str, MultiLineString]]:
    """Lines by road name and gu."""
    lines: dict[str, dict[str, MultiLineString]] = {}
    for name, gu, wkb in queries.fetch("matching", "road_lines", {"names": sorted(names)}):
        lines.setdefault(name, {})[gu] = shapely.from_wkb(bytes(wkb))
    return lines


def _known_numbers(names: set[str]) -> dict[str, list[tuple[int, Point]]]:
    known: dict[str, list[tuple[int, Point]]] = {}
    for road, main, lon, lat in queries.fetch("matching", "road_numbers", {"names": sorted(names)}):
        known.setdefault(road, []).append((main, (lon, lat)))
    return known


def _parent(name: str) -> str:
    match = _PARENT.match(name)
    return match[1] if match else ""


def _point_along(address: Address, lines: dict, known: Sequence[tuple[int, Point]]) -> Point | None:
    parts = lines.get(address.road)
    line = parts and _main_line(list(parts.values()))
    if not line:
        return None
    parent = lines.get(_parent(address.road))
    line = _fitted(line, known) if known else _from_its_start(line, parent)
    if line is None or address.main * METRES_A_NUMBER > 1.2 * _length_m(line) + 50:
        return None
    return _at_number(line, address.main)


def _at_number(line: LineString, main: int) -> Point:
    point = line.interpolate(min(main * METRES_A_NUMBER / _length_m(line), 1.0), normalized=True)
    return point.x, point.y


def _main_line(parts: list[MultiLineString]) -> LineString | None:
    """The road as one line, if nearly all of it is one; of two carriageways, one."""
    merged = linemerge([line for part in parts for line in part.geoms])
    if merged.geom_type == "LineString":
        return merged
    longest = max(merged.geoms, key=lambda line: line.length)
    two_ways = len(merged.geoms) == 2 and longest.length < 0.55 * merged.length
    return longest if two_ways or longest.length > 0.8 * merged.length else None


def _fitted(line: LineString, known: Sequence[tuple[int, Point]]) -> LineString | None:
    """The line in the direction in which its known numbers fit; None where they fit in neither."""
    misfits = [
        (median(metres(_at_number(way, main), point) for main, point in known), way) for way in (line, line.reverse())
    ]
    misfit, way = min(misfits, key=lambda pair: pair[0])
    return way if misfit <= ALONG_ERROR_M else None


def _from_its_start(line: LineString, parent: dict[str, MultiLineString] | None) -> LineString | None:
    """Without known numbers: from the parent road, or from south or west. A long road may start anywhere: None."""
    if _length_m(line) > LONGEST_UNANCHORED_M:
        return None
    first, last = shapely.Point(line.coords[0]), shapely.Point(line.coords[-1])
    if parent:
        road = shapely.union_all(list(parent.values()))
        return line.reverse() if road.distance(last) < road.distance(first) else line
    east, north = last.x - first.x, last.y - first.y
    return line.reverse() if (east if abs(east) > abs(north) else north) < 0 else line


def _length_m(line) -> float:
    points = list(line.coords)
    return sum(metres(a, b) for a, b in pairwise(points))


def _middle(lines: MultiLineString | None) -> tuple[Point, float] | None:
    if lines is None:
        return None
    west, south, east, north = lines.bounds
    on_line = nearest_points(lines, lines.centroid)[0]
    return (on_line.x, on_line.y), max(30.0, metres((west, south), (east, north)) / 2)


def _at_road(grade, position, address: Address, gu: str, context: Context, point, error_m: float, reason) -> Candidate:
    sido = address.sido or context.region.home
    level = f"{address.level} " if address.level else ""
    text = f"{context.official_sido(sido)} {gu} {address.road} {level}{number(address.main, address.sub)}"
    return Candidate(grade, position, *point, round(error_m, 1), text, flags=(f"{position}_only",), reasons=(reason,))


def _at_dong(address: Address, gu: str, sido: str, lon: float, lat: float, radius: float) -> Candidate:
    reason = _("번지의 위치를 몰라 ‘%(dong)s’의 가운데에 두었습니다.") % {"dong": address.dong}
    mountain = "산" if address.mountain else ""
    text = f"{sido} {gu} {address.dong} {mountain}{number(address.main, address.sub)}"
    lot = text if address.kind == "lot" else ""
    return Candidate("D", "dong", lon, lat, round(radius, 1), "", lot, flags=("dong_only",), reasons=(reason,))
