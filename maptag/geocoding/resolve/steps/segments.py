"""The pass for stretches of road: between two places along a road, or a whole road.

Geometry is in EPSG:4326, lengths and distances in metres. Source: OpenStreetMap's road lines (sql/matching.sql).
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import shapely
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from shapely.geometry import mapping

from maptag.geocoding.geodesy import Point, apart, distance, half_span, length, metres
from maptag.geocoding.language.normalise import composed
from maptag.geocoding.parsing.stretches import (
    BETWEEN,
    FROM_ADDRESS,
    MAY_BE_STRETCH,
    on_road,
    parse_stretch,
    road_in_front,
)
from maptag.geocoding.resolve.resolution import ResolveContext
from maptag.geocoding.resolve.roadpath import WIDEST_GAP_M, way_along, with_vertices_at
from maptag.geocoding.sql import queries
from maptag.geocoding.types import Area, Candidate, Certainty, Flag, Match, Precision, Query, SegmentKey
from maptag.geocoding.vocabulary import any_of
from maptag.particles import agreed

_WHOLE_ROAD = re.compile(rf"(?<=[로길])\s*{any_of('extents', 'of_road')}$")
_TIMES = re.compile(r"^[\d\s.:년월일시분~∼()-]+$")
_CROSSING = re.compile(rf"{any_of('crossings', 'ends_name')}$")
# An end that is farther from the road than this is not on it.
FARTHEST_END_M = 400.0
# A station named as an end stands up to so far from the road, of which the map may lack a part.
FARTHEST_STRAIGHT_END_M = 1500.0
# The middle of a campus or park from the road at its gate.
FAR_SIDE_M = 900.0
# From one carriageway to the other.
ACROSS_M = 60.0
# Two places of a town, not 시청역 of one and 부산역 of another.
LONGEST_STRAIGHT_M = 3000.0
# Along a road that two ends lie at, as against the straight way.
LONGEST_DETOUR, DETOUR_MARGIN_M = 1.5, 200.0
# Gaps in the map's line of one road, where it changes its name on a square or at a bridge (천호대로: 1.8 km).
GAPS_M = (WIDEST_GAP_M, 250.0, 1900.0)
# The network of main roads around a stretch: 0.3 s. All roads of a square of 3 km have ten times as many.
MOST_VERTICES = 6000
# Of namesakes, the one that stands near the other end of the stretch; the next one must be so many times as far.
NEAR_OTHER_END_M, TIMES_AS_FAR = 3000.0, 3.0


class Leg(NamedTuple):
    """A part of a stretch between two of its points, and how it was drawn: along the road, main roads, or straight."""

    line: shapely.LineString
    how: str


class RoadPart(NamedTuple):
    """The lines of a road in one gu."""

    sigungu: str
    lines: shapely.Geometry


class RoadSegment(NamedTuple):
    """A Query for a stretch: `road`, `sido`, `sigungu` may be empty; `points` are Queries, none for the whole road."""

    query: Query
    sido: str
    sigungu: str
    road: str
    points: tuple[Query, ...]


def stretches(_queries: Sequence[Query], matches: Sequence[Match], context: ResolveContext, place) -> list[Match]:
    """Segments placed by their points, all of them in one further batch; every other match as it is."""
    segments = {number: segment_of(match, context) for number, match in enumerate(matches)}
    segments = {number: segment for number, segment in segments.items() if segment}
    points = iter(place([point for s in segments.values() for point in s.points], context) if segments else ())
    placed = list(matches)
    for number, segment in segments.items():
        match = stretch(segment, [next(points) for _point in segment.points], context)
        if match.best or segment.query.kind == "segment" or matches[number].certainty is Certainty.UNKNOWN:
            placed[number] = match
    return placed


def segment_of(match: Match, context: ResolveContext) -> RoadSegment | None:
    """What stretch a query asks for, from its key ("을지로|을지로3가~을지로5가") or its text.

    A query of another kind, or none, only where nothing else was found and the text is written as a stretch.
    """
    query = match.query
    may_be_road = query.kind in ("", "area") and query.text.rstrip().endswith(("로", "길"))
    if query.kind != "segment" and not may_be_road and not _may_be_stretch(match):
        return None
    text = composed(query.text).replace("\n", " ").strip()
    if may_be_road and _is_bare_road(text, context):
        return _segment(query, "", text, (), context)
    key = SegmentKey.parse(query.key) if query.kind == "segment" else None
    if key:
        return _segment(query, "", key.road, key.points, context)
    written = parse_stretch(text, context.lexicon)
    if written:
        return _segment(query, written.before, written.road, written.points, context)
    if query.kind == "segment" or _WHOLE_ROAD.search(text):
        return _segment(query, "", _WHOLE_ROAD.sub("", text), (), context)
    return None


def _is_bare_road(text: str, context: ResolveContext) -> bool:
    """세종대로 is closed, 연세로 is served: the road, not its middle, nor a stop that bears its name."""
    if text in context.lexicon.places:
        return False
    _areas, road, rest = road_in_front(text, context.lexicon)
    return bool(road) and not rest


def _may_be_stretch(match: Match) -> bool:
    query = match.query
    if query.kind not in ("", "place"):
        return False
    # What was found, where something was, may be the first of its points only.
    is_open = match.best is None or (query.kind == "" and match.best.precision is Precision.SPOT)
    if query.kind == "place" and match.certainty is not Certainty.UNKNOWN:
        return False
    if not is_open:
        return bool(query.kind == "" and BETWEEN.search(query.text) and FROM_ADDRESS.match(query.text))
    return bool(MAY_BE_STRETCH.search(query.text)) and not _TIMES.match(query.text)


def _segment(query: Query, before: str, road: str, points: Sequence[str], context: ResolveContext) -> RoadSegment:
    areas, road = _road(f"{before} {road}".strip(), query, context)
    around = replace(query, near_sigungu=areas.sigungu, near_sido=areas.sido)
    return RoadSegment(query, *areas[:2], road, tuple(_point(point, road, around, context) for point in points))


def _road(name: str, query: Query, context: ResolveContext) -> tuple[Area, str]:
    """The (시도, gu) that the text or else its surroundings name, and the road."""
    areas, road, _rest = road_in_front(name.strip(), context.lexicon)
    if not road:
        *words, road = name.split() if name.endswith(("로", "길")) else ("",)
        areas = " ".join(words)
    lexicon, area_words = context.lexicon, areas.split()
    sigungu = next((lexicon.full_gu(word, lexicon.home) for word in area_words if word in lexicon.gus), "")
    sido = next((lexicon.sido[word] for word in area_words if word in lexicon.sido and word not in lexicon.gus), "")
    if not sigungu and sido in ("", query.near_sido or lexicon.city):
        sigungu = query.near_sigungu
    return Area(sido or lexicon.sido_around(sigungu, query.near_sido), sigungu), road


def _point(text: str, road: str, query: Query, context: ResolveContext) -> Query:
    """을지로3가 and 삼각지 are their stations, not the whole dong; another road is where the two cross."""
    lexicon, text = context.lexicon, on_road(text, road)
    if f"{text}역" in lexicon.places and (text not in lexicon.places or re.search(r"\d가$", text)):
        text += "역"
    if road and text != road and lexicon.road_name(text.replace(" ", "")):
        text = f"{road}와 {text.replace(' ', '')} 교차로"
    kind = "intersection" if _CROSSING.search(text) else ""
    return Query(text, kind, near_sigungu=query.near_sigungu, near_dong=query.near_dong, near_sido=query.near_sido)


def stretch(segment: RoadSegment, points: list[Match], context: ResolveContext) -> Match:
    """The line through the accepted points along the road, straight, and said so, where none is; or the whole road.

    The ends must be known; a point in between that is not is left out, and named.
    """
    rows = _rows(segment)
    if not points:
        return _whole(segment, rows, context)
    lines = shapely.union_all([row.lines for row in rows]) if rows else None
    points = [_at_road(point, lines) for point in points] if segment.road else _near_each_other(points)
    missing = [point.query.text for point in points if point.best is None]
    if points[0].best is None or points[-1].best is None:
        reason = _("구간의 끝 ‘%(name)s’을(를) 찾지 못했습니다.") % {"name": "’, ‘".join(missing)}
        return _unknown(segment, agreed(reason), context)
    accepted = [point.best for point in points if point.best]
    legs = [_leg(segment, lines, one, other) for one, other in pairwise(accepted)]
    if any(_is_impossible(leg, lines) for leg in legs):
        reason = _("두 끝이 그 도로에 있지 않거나 너무 멀어, 그 사이를 알 수 없습니다.")
        return _unknown(segment, reason, context)
    return _through(segment, legs, missing, context)


def _unknown(segment: RoadSegment, reason: str, context: ResolveContext) -> Match:
    return Match(segment.query, Certainty.UNKNOWN, (), (), (reason,), context.version)


def _rows(segment: RoadSegment) -> list[RoadPart]:
    """The road's parts: all of them, since a stretch may leave the gu that it begins in; a whole road is one gu's."""
    params = {"names": [segment.road], "sido": segment.sido}
    rows = queries.fetch("matching", "road_lines", params) if segment.road else []
    parts = [RoadPart(sigungu, shapely.from_wkb(bytes(lines))) for _name, sigungu, lines in rows]
    if not segment.sigungu or segment.points:
        return parts
    own = [part for part in parts if part.sigungu == segment.sigungu]
    # What only stands around it may be another gu than the road's.
    is_around = segment.sigungu == segment.query.near_sigungu and segment.sigungu not in segment.query.text
    return own or (parts if is_around else [])


def _whole(segment: RoadSegment, rows: list[RoadPart], context: ResolveContext) -> Match:
    """The road as a line; of namesakes, each one's as an offer."""
    if not rows:
        return _unknown(segment, _("그 이름의 도로를 찾지 못했습니다."), context)
    if not segment.sigungu and segment.road in context.region.namesakes and len(rows) > 1:
        reason = _("같은 이름의 도로가 여럿 있습니다.")
        offers = [
            _candidate(segment._replace(sigungu=row.sigungu), row.lines, (), (_("도로 전체입니다."),)) for row in rows
        ]
        flags = (Flag.AMBIGUOUS,)
        return Match(segment.query, Certainty.AMBIGUOUS, tuple(offers), flags, (reason,), context.version)
    lines = shapely.union_all([row.lines for row in rows])
    return _answer(segment, _candidate(segment, lines, (), (_("도로 전체입니다."),)), context)


def _at_road(point: Match, lines) -> Match:
    """A point of several namesakes is the one that lies at the road."""
    if point.certainty is not Certainty.AMBIGUOUS or lines is None:
        return point
    near = [
        candidate
        for candidate in point.candidates
        if candidate.lon is not None and distance(lines, shapely.Point(candidate.lon, candidate.lat)) <= FARTHEST_END_M
    ]
    together = near and all(apart(near[0], candidate) <= FARTHEST_END_M for candidate in near)
    return replace(point, certainty=Certainty.BY_NAME, candidates=(near[0],)) if together else point


def _near_each_other(points: list[Match]) -> list[Match]:
    """Of namesakes, the one near the points that are known; no choice where another is nearly as near."""
    known = [point.best for point in points if point.best]
    return [_nearest(point, known) if point.certainty is Certainty.AMBIGUOUS else point for point in points]


def _nearest(point: Match, known: list[Candidate]) -> Match:
    distances = sorted(
        (min(apart(candidate, other) for other in known), number)
        for number, candidate in enumerate(point.candidates)
        if candidate.lon is not None and known
    )
    if not distances or distances[0][0] > NEAR_OTHER_END_M:
        return point
    if len(distances) > 1 and distances[1][0] < TIMES_AS_FAR * distances[0][0]:
        return point
    return replace(point, certainty=Certainty.BY_NAME, candidates=(point.candidates[distances[0][1]],))


def _leg(segment: RoadSegment, lines, one: Candidate, other: Candidate) -> Leg:
    """The way between two points: along the road, else a road that leads past both, else main roads, else straight."""
    start, end = (one.lon, one.lat), (other.lon, other.lat)
    straight = Leg(shapely.LineString([start, end]), "straight")
    if lines is not None:
        way = _along(lines, start, end, max(_reach(one), _reach(other)))
        return Leg(way, "road") if way else straight
    for how, choices in (("road", _roads_past), ("main", _main_roads)):
        for choice in choices(start, end, segment.sido):
            way = _way(choice, start, end, FARTHEST_END_M, WIDEST_GAP_M)
            # The way between two stations that a road leads past is no detour.
            if way and length(way) < LONGEST_DETOUR * metres(start, end) + DETOUR_MARGIN_M:
                return Leg(way, how)
    return straight


def _reach(end: Candidate) -> float:
    """How far from the road it may lie: 마포대교 crosses it with a head, 연세대 정문 is a gate of a campus."""
    beside = FAR_SIDE_M if Flag.RELATION in end.flags else 0.0
    return max(FARTHEST_END_M, (end.error_m or 0.0) + 200.0, beside)


def _along(lines, start: Point, end: Point, reach: float):
    """Over the narrowest gaps that connect the ends; wider ones where the way would be a great detour."""
    ways = []
    for gap in GAPS_M:
        way = _way(lines, start, end, reach, gap)
        ways += [way] if way else []
        if way and length(way) < LONGEST_DETOUR * metres(start, end) + DETOUR_MARGIN_M:
            return way
    return ways[0] if ways else None


def _way(lines, start: Point, end: Point, reach: float, gap: float):
    return way_along(with_vertices_at(lines, [start, end], ACROSS_M), start, end, reach, gap, ACROSS_M)


def _roads_past(start: Point, end: Point, sido: str) -> list:
    """Lines of the roads that lead past both points, for a stretch that names none."""
    names = dict.fromkeys(name for (name,) in queries.fetch("matching", "roads_past", _between(start, end)))
    rows = queries.fetch("matching", "road_lines", {"names": list(names), "sido": sido}) if names else []
    return [shapely.union_all([shapely.from_wkb(bytes(row[2])) for row in rows if row[0] == name]) for name in names]


def _main_roads(start: Point, end: Point, _sido: str) -> list:
    """The lines of all main roads around both points as one network, noded where they meet."""
    if metres(start, end) > LONGEST_STRAIGHT_M:
        return []
    rows = queries.fetch("matching", "main_roads", _between(start, end))
    lines = [shapely.from_wkb(bytes(row[0])) for row in rows]
    network = shapely.union_all(lines) if lines else None
    return [network] if network is not None and shapely.count_coordinates(network) <= MOST_VERTICES else []


def _between(start: Point, end: Point) -> dict[str, float]:
    return dict(zip(("lon", "lat", "to_lon", "to_lat"), (*start, *end), strict=True))


def _is_impossible(leg: Leg, lines) -> bool:
    """Is a straight line too long, or does an end lie so far from a known road that the stretch is none of it?"""
    if leg.how != "straight":
        return False
    off = lines is not None and any(
        distance(lines, shapely.Point(point)) > FARTHEST_STRAIGHT_END_M for point in leg.line.coords
    )
    return off or length(leg.line) > LONGEST_STRAIGHT_M


_HOW = {
    "road": gettext_lazy("도로를 따라 두 곳 사이입니다."),
    "main": gettext_lazy("글에 도로 이름이 없어 가까운 큰길을 따라 이었습니다."),
    "straight": gettext_lazy("도로 선이 이어지지 않아 두 곳을 곧게 이었습니다."),
}


def _through(segment: RoadSegment, legs: list[Leg], missing: list[str], context: ResolveContext) -> Match:
    line = shapely.LineString([*legs[0].line.coords, *(point for leg in legs[1:] for point in leg.line.coords[1:])])
    ways = dict.fromkeys(leg.how for leg in legs)
    reasons = [str(_HOW[how]) for how in ways]
    if missing:
        reason = _("사이의 ‘%(name)s’을(를) 찾지 못해 빼고 이었습니다.") % {"name": "’, ‘".join(missing)}
        reasons.append(agreed(reason))
    flags = (Flag.STRAIGHT,) if "straight" in ways else ()
    candidate = _candidate(segment, line, flags, tuple(reasons))
    return _answer(segment, replace(candidate, certainty=_certainty(ways, missing)), context)


def _certainty(ways, missing: list[str]) -> Certainty:
    return Certainty.ESTIMATED if missing or "main" in ways else Certainty.BY_NAME


def _candidate(segment: RoadSegment, line, flags: tuple[Flag, ...], reasons: tuple[str, ...]) -> Candidate:
    on_line = line.interpolate(0.5, normalized=True) if line.geom_type == "LineString" else line.representative_point()
    name = " ".join(filter(None, (segment.sigungu, segment.road))) or segment.query.text
    drawn = {"name": name, "flags": flags, "reasons": reasons, "geometry": mapping(line)}
    extent = (Certainty.BY_NAME, Precision.EXTENT, "segment")
    return Candidate(*extent, on_line.x, on_line.y, round(half_span(line), 1), **drawn)


def _answer(segment: RoadSegment, candidate: Candidate, context: ResolveContext) -> Match:
    answer = (candidate.certainty, (candidate,), candidate.flags, candidate.reasons)
    return Match(segment.query, *answer, context.version)
