"""The pass for stretches of road: between two places along a road, or a whole road.

Geometry is in EPSG:4326, lengths and distances in metres. Source: OpenStreetMap's road lines (sql/matching.sql).
"""

import re
from collections.abc import Sequence
from dataclasses import replace

import shapely
from django.utils.translation import gettext as _
from shapely.geometry import mapping

from maptag.geocoding.geodesy import Point, distance, half_span, length, metres
from maptag.geocoding.language.normalise import composed
from maptag.geocoding.resolve.resolution import ResolveContext
from maptag.geocoding.resolve.roadpath import way_along
from maptag.geocoding.sql import queries
from maptag.geocoding.types import Area, Candidate, Certainty, Flag, Match, Precision, Query, SegmentKey
from maptag.geocoding.vocabulary import any_of
from maptag.particles import agreed

_ARROW = r"\s*(?:~|→|⇄|↔|-{1,2}>|∼)\s*"
_FROM_TO = re.compile(rf"^(?P<first>.+?)(?:{_ARROW}|\s*(?:에서|부터)\s+)(?P<last>.+?)(?:까지|\s*구간|\s*방향)?$")
_ROAD = re.compile(r"^(?:(?P<areas>.+)\s)?(?P<road>[가-힣0-9.]+(?:로|길))$")
_ROAD_AND_ENDS = re.compile(r"^(?P<road>[가-힣0-9.\s]*?[가-힣0-9.]+(?:로|길))\s*\((?P<ends>[^)]+)\)?$")
_NUMBERS = re.compile(
    r"^(?P<road>[가-힣0-9.\s]*?[가-힣0-9.]+(?:로|길))\s?(?P<first>\d+(?:-\d+)?)\s*[~∼]\s*(?P<last>\d+(?:-\d+)?)$"
)
_WHOLE_ROAD = re.compile(rf"(?<=[로길])\s*{any_of('extents', 'of_road')}$")
_STRETCH = re.compile(
    rf"(?:{_ROAD_AND_ENDS.pattern}|.*{_WHOLE_ROAD.pattern}"
    rf"|^[^\d~].*?(?:(?:에서|부터)\s.+까지|{_ARROW}.*?[가-힣]{{2,}}\s*(?:까지|구간)?$))"
)
_CROSSING = re.compile(rf"{any_of('crossings', 'ends_name')}$")
_NUMBER = re.compile(r"^(?:지하|공중)?\d+(?:-\d+)?$")
# An end that is farther from the road than this is not on it.
FARTHEST_END_M = 400.0
# A station named as an end stands up to so far from the road, of which the map may lack a part.
FARTHEST_STRAIGHT_END_M = 1500.0
# Two places of a town, not 시청역 of one and 부산역 of another.
LONGEST_STRAIGHT_M = 10_000.0
# Along a road that two ends lie at, as against the straight way.
LONGEST_DETOUR, DETOUR_MARGIN_M = 1.5, 200.0


class RoadSegment:
    """A Query for a stretch. `sido`, `gu`, `road`: "" where unknown. `ends`: two Queries, or () for the whole road."""

    def __init__(self, query: Query, sido: str, gu: str, road: str, ends: tuple[Query, ...]):
        self.query, self.sido, self.gu, self.road, self.ends = query, sido, gu, road, ends


def stretches(_queries: Sequence[Query], matches: Sequence[Match], context: ResolveContext, place) -> list[Match]:
    """`matches` with those of stretches replaced; the same length and order.

    `place(queries, context)` runs the steps for all ends in one further batch. A query of kind "segment" always gets
    the answer of this pass, also UNKNOWN; any other only where both ends are found.
    """
    segments = {number: segment_of(match, context) for number, match in enumerate(matches)}
    segments = {number: segment for number, segment in segments.items() if segment}
    ends = iter(place([end for segment in segments.values() for end in segment.ends], context) if segments else ())
    placed = list(matches)
    for number, segment in segments.items():
        match = stretch(segment, [next(ends) for _end in segment.ends], context)
        if match.best or segment.query.kind == "segment":
            placed[number] = match
    return placed


def segment_of(match: Match, context: ResolveContext) -> RoadSegment | None:
    """The stretch that a query means, from its key ("을지로|을지로3가~을지로5가") or its text; None without.

    A query of another kind, or of none, means one only if its match is UNKNOWN and the text is written as a stretch.
    """
    query = match.query
    if query.kind != "segment" and (match.certainty is not Certainty.UNKNOWN or query.kind not in ("", "place")):
        return None
    text = composed(query.text).replace("\n", " ").strip()
    if query.kind != "segment" and not _STRETCH.match(text):
        return None
    key = (SegmentKey.parse(query.key) if query.kind == "segment" else None) or _from_text(text)
    (sido, gu, _dong), road = _road(key.road, query, context)
    around = replace(query, near_gu=gu, near_sido=sido)
    ends = tuple(_end(_with_road(end.strip(), road), around, context) for end in key[1:] if end.strip())
    return RoadSegment(query, sido, gu, road, ends if len(ends) == 2 else ())


def _from_text(text: str) -> SegmentKey:
    if numbers := _NUMBERS.match(text.strip()):
        return SegmentKey(*numbers.group("road", "first", "last"))
    match = _ROAD_AND_ENDS.match(text.strip())
    ends = match["ends"] if match else text
    between = _FROM_TO.match(ends.strip())
    if not between:
        return SegmentKey(_WHOLE_ROAD.sub("", text), "", "")
    return SegmentKey(match["road"] if match else "", between["first"], between["last"])


def _road(name: str, query: Query, context: ResolveContext) -> tuple[Area, str]:
    """The (시도, gu) that the text or else its surroundings name, and the road."""
    match, lexicon = _ROAD.match(name.strip()), context.lexicon
    if not match:
        return Area(query.near_sido, query.near_gu), ""
    area_words = (match["areas"] or "").split()
    gu = next((lexicon.full_gu(word, lexicon.home) for word in area_words if word in lexicon.gus), "")
    sido = next((lexicon.sido[word] for word in area_words if word in lexicon.sido and word not in lexicon.gus), "")
    if not gu and sido in ("", query.near_sido or lexicon.city):
        gu = query.near_gu
    return Area(sido or lexicon.sido_around(gu, query.near_sido), gu), match["road"]


def _with_road(end: str, road: str) -> str:
    """152 of "테헤란로|152~180" is a building there."""
    return f"{road} {end}" if _NUMBER.match(end) else end


def _end(text: str, query: Query, context: ResolveContext) -> Query:
    """종각R is what the police call 종각 사거리; 을지로3가 is its station, if it has one, not the whole dong."""
    text = re.sub(r"(?<=[가-힣0-9])R$", "사거리", text)
    if re.search(r"\d가$", text) and f"{text}역" in context.lexicon.places:
        text += "역"
    kind = "intersection" if _CROSSING.search(text) else ""
    return Query(text, kind, near_gu=query.near_gu, near_dong=query.near_dong, near_sido=query.near_sido)


def stretch(segment: RoadSegment, ends: list[Match], context: ResolveContext) -> Match:
    """The Match for a stretch, from those for its ends: a line along the road, or the whole road where it has no ends.

    BY_NAME and EXTENT: `geometry` is GeoJSON, (lon, lat) the middle of the line, `error_m` half its span. Straight
    between the ends, with Flag.STRAIGHT, where the road's lines do not connect them. UNKNOWN with a reason where an end
    has no point, an end is more than `FARTHEST_STRAIGHT_END_M` from the road, or both are more than
    `LONGEST_STRAIGHT_M` apart.
    """
    lines = _lines(segment)
    ends = [_at_road(end, lines) for end in ends]
    missing = [end.query.text for end in ends if end.best is None]
    if missing:
        reason = _("구간의 끝 ‘%(name)s’을(를) 찾지 못했습니다.") % {"name": "’, ‘".join(missing)}
        return Match(segment.query, Certainty.UNKNOWN, (), (), (agreed(reason),), context.version)
    if not ends:
        if lines is None:
            return Match(
                segment.query, Certainty.UNKNOWN, (), (), (_("그 이름의 도로를 찾지 못했습니다."),), context.version
            )
        reason = _("도로 전체입니다.")
        return _answer(segment, lines, (), reason, context)
    points = [(end.best.lon, end.best.lat) for end in ends]
    for way in [lines] if segment.road else _roads_past(*points, segment.sido):
        part = way is not None and way_along(way, *points, FARTHEST_END_M)
        # The way between two stations that a road leads past is no detour.
        if part and (segment.road or length(part) < LONGEST_DETOUR * metres(*points) + DETOUR_MARGIN_M):
            return _answer(segment, part, (), _("도로를 따라 두 곳 사이입니다."), context)
    if metres(*points) > LONGEST_STRAIGHT_M or _is_off(lines, points):
        reason = _("두 끝이 그 도로에 있지 않거나 너무 멀어, 그 사이를 알 수 없습니다.")
        return Match(segment.query, Certainty.UNKNOWN, (), (), (reason,), context.version)
    reason = _("도로 선이 이어지지 않아 두 곳을 곧게 이었습니다.")
    return _answer(segment, shapely.LineString(points), (Flag.STRAIGHT,), reason, context)


def _is_off(lines, points: list[Point]) -> bool:
    """Whether a point lies more than `FARTHEST_STRAIGHT_END_M` from the road's lines; False without lines."""
    if lines is None:
        return False
    return any(distance(lines, shapely.Point(point)) > FARTHEST_STRAIGHT_END_M for point in points)


def _at_road(end: Match, lines) -> Match:
    """An ambiguous end, settled where one candidate alone is within `FARTHEST_END_M` of the road; else as it is."""
    if end.certainty is not Certainty.AMBIGUOUS or lines is None:
        return end
    placed = (candidate for candidate in end.candidates if candidate.lon is not None)
    near = [
        candidate
        for candidate in placed
        if distance(lines, shapely.Point(candidate.lon, candidate.lat)) <= FARTHEST_END_M
    ]
    return replace(end, certainty=Certainty.BY_NAME, candidates=(near[0],)) if len(near) == 1 else end


def _roads_past(start: Point, end: Point, sido: str) -> list:
    """One shapely geometry for each road that leads past both points, for a stretch that names no road."""
    params = dict(zip(("lon", "lat", "to_lon", "to_lat"), (*start, *end), strict=True))
    names = dict.fromkeys(name for (name,) in queries.fetch("matching", "roads_past", params))
    rows = queries.fetch("matching", "road_lines", {"names": list(names), "sido": sido}) if names else []
    return [shapely.union_all([shapely.from_wkb(bytes(row[2])) for row in rows if row[0] == name]) for name in names]


def _lines(segment: RoadSegment):
    """The lines of the segment's road as one shapely geometry, of its 시군구 only for a whole road; None if unknown."""
    params = {"names": [segment.road], "sido": segment.sido}
    rows = queries.fetch("matching", "road_lines", params) if segment.road else []
    if segment.gu and not segment.ends:
        rows = [row for row in rows if row[1] == segment.gu]
    return shapely.union_all([shapely.from_wkb(bytes(row[2])) for row in rows]) if rows else None


def _answer(segment: RoadSegment, line, flags: tuple[Flag, ...], reason: str, context: ResolveContext) -> Match:
    on_line = line.interpolate(0.5, normalized=True) if line.geom_type == "LineString" else line.representative_point()
    error = half_span(line)
    name = " ".join(filter(None, (segment.gu, segment.road))) or segment.query.text
    candidate = Candidate(
        Certainty.BY_NAME,
        Precision.EXTENT,
        "segment",
        on_line.x,
        on_line.y,
        round(error, 1),
        name=name,
        flags=flags,
        reasons=(reason,),
        geometry=mapping(line),
    )
    return Match(segment.query, candidate.certainty, (candidate,), flags, candidate.reasons, context.version)
