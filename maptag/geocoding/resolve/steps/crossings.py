"""The step for the crossing of two named roads."""

import re
from collections import defaultdict
from statistics import fmean
from typing import NamedTuple

from django.utils.translation import gettext as _

from maptag.geocoding.geodesy import metres
from maptag.geocoding.language.normalise import composed
from maptag.geocoding.parsing.grammar import grammar
from maptag.geocoding.parsing.placenames import leading_areas
from maptag.geocoding.resolve.resolution import Resolution, ResolveContext, still_open
from maptag.geocoding.sql import queries
from maptag.geocoding.types import Area, Candidate, Certainty, Flag, Precision
from maptag.geocoding.vocabulary import any_of
from maptag.particles import agreed

_NAME = r"[가-힣0-9.]+(?:로|길)"
_TWO_ROADS = re.compile(
    rf"(?P<one>{_NAME})\s?(?:와|과|및|,|·|ㆍ|×|x|/|&|-|~)?\s?(?P<other>{_NAME})(?:이|가|의)?\s?"
    rf"{any_of('crossings', 'of_two_roads')}"
)
# 종로×세종대로: the sign says what no word behind it does.
_CROSS = re.compile(rf"(?P<one>{_NAME})\s?[×xX&]\s?(?P<other>{_NAME})$")
_ONE_ROAD = re.compile(rf"^(?P<road>{_NAME})\s?{any_of('crossings', 'ends_name')}$")
_ONE_CROSSING_M, _TOUCHING_M = 120.0, 30.0


class Meeting(NamedTuple):
    lon: float
    lat: float
    sido: str
    sigungu: str
    apart: float


def crossing_of_roads(resolutions: list[Resolution], context: ResolveContext) -> None:
    """세종대로와 율곡로 교차로: the point where the two roads' lines meet; ambiguous where they meet more than once."""
    pairs = [
        (resolution, *crossing)
        for resolution in still_open(resolutions)
        if not resolution.readings and (crossing := two_roads(resolution, context))
    ]
    met = _meetings([(road, other_road) for _c, road, other_road, _a in pairs])
    for number, (resolution, road, other_road, area) in enumerate(pairs):
        points = [point for point in met[number] if area.sido in ("", point.sido)]
        _settle(resolution, road, other_road, area.sigungu, points)


def _meetings(pairs: list[tuple[str, str]]) -> dict[int, list[Meeting]]:
    """Where the roads of each pair meet, by its index."""
    met = defaultdict(list)
    ones, others = ([pair[end] for pair in pairs] for end in (0, 1))
    params = {"i": list(range(len(pairs))), "ones": ones, "others": others}
    for number, *point in queries.fetch("places", "crossings", params) if pairs else ():
        met[number].append(Meeting._make(point))
    return met


def crossing_of_one_road(resolutions: list[Resolution], context: ResolveContext) -> None:
    """율곡로사거리, which is no crossing's known name: where the road meets others as main as itself.

    One such place is the answer. Several are offered, each with both roads' names.
    """
    named = [
        (resolution, *crossing)
        for resolution in still_open(resolutions)
        if not resolution.readings and (crossing := _one_road(resolution, context))
    ]
    others = defaultdict(list)
    roads = list({road for _r, road, _sido, _gus in named})
    for road, other in queries.fetch("places", "main_crossings", {"roads": roads}) if roads else ():
        others[road].append(other)
    for resolution, road, sido, gus in named:
        met = _meetings([(road, other) for other in others[road]])
        points = [(other, point) for number, other in enumerate(others[road]) for point in met[number]]
        in_area = [(other, p) for other, p in points if sido in ("", p.sido) and (not gus or p.sigungu in gus)]
        _offer_crossings(resolution, road, in_area)


def _one_road(resolution: Resolution, context: ResolveContext) -> tuple[str, str, frozenset[str]] | None:
    """The known main road whose crossing the text names, and the 시도 and gus that it may be in."""
    sido, gus, dong, name = leading_areas(composed(resolution.query.text).strip(), context.lexicon)
    match = resolution.query.kind in ("intersection", "") and not dong and _ONE_ROAD.match(name)
    if not match or match["road"] not in context.lexicon.roads:
        return None
    return match["road"], sido or resolution.query.near_sido, gus


def _offer_crossings(resolution: Resolution, road: str, points: list[tuple[str, Meeting]]) -> None:
    touching = [(other, point) for other, point in points if point.apart <= _TOUCHING_M]
    groups: list[list] = []
    for other, point in touching:
        group = next((g for g in groups if metres(g[0][1][:2], point[:2]) <= _ONE_CROSSING_M), None)
        groups.append([(other, point)]) if group is None else group.append((other, point))
    candidates = [
        _candidate(road, "·".join(dict.fromkeys(other for other, _p in group)), [point for _o, point in group])
        for group in groups
    ]
    if len(candidates) == 1:
        resolution.settle(candidates[0])
    elif candidates:
        reason = _("‘%(road)s’은(는) 큰길과 %(count)d곳에서 만납니다.") % {"road": road, "count": len(candidates)}
        resolution.ambiguous(candidates[:10], agreed(reason))


def two_roads(resolution: Resolution, context: ResolveContext) -> tuple[str, str, Area] | None:
    """The two known roads that the text says cross, and the (시도, gu) that it or else its surroundings name."""
    text = composed(resolution.query.text)
    match = resolution.query.kind in ("intersection", "") and (_TWO_ROADS.search(text) or _CROSS.search(text))
    if not match or match["one"] == match["other"]:
        return None
    roads = context.lexicon.roads
    if match["one"] not in roads or match["other"] not in roads:
        return None
    area = grammar(context.lexicon).areas.before(text, match.start())
    sido = area.sido or context.lexicon.sido_around(area.sigungu, resolution.query.near_sido)
    return match["one"], match["other"], Area(sido, area.sigungu)


def _settle(resolution: Resolution, road: str, other_road: str, sigungu: str, points: list[Meeting]) -> None:
    inside = [point for point in points if sigungu in ("", point.sigungu)]
    touching = [point for point in inside or points if point.apart <= _TOUCHING_M] or inside or points
    near = [point for point in touching if point.sigungu == resolution.query.near_sigungu] or touching
    groups: list[list] = []
    for point in near:
        group = next((group for group in groups if metres(group[0][:2], point[:2]) <= _ONE_CROSSING_M), None)
        groups.append([point]) if group is None else group.append(point)
    candidates = [_candidate(road, other_road, group) for group in groups]
    if points and not inside:
        resolution.ambiguous(
            candidates[:10], _("두 도로는 ‘%(gu)s’에서 만나지 않습니다.") % {"gu": sigungu}, (Flag.GU_CONTRADICTS,)
        )
    elif len(candidates) == 1:
        resolution.settle(candidates[0])
    elif candidates:
        resolution.ambiguous(candidates[:10], _("두 도로는 %(count)d곳에서 만납니다.") % {"count": len(candidates)})
    else:
        note = _("‘%(one)s’과(와) ‘%(other)s’은(는) 만나지 않습니다.") % {"one": road, "other": other_road}
        resolution.notes.append(agreed(note))


def _candidate(road: str, other_road: str, group: list[Meeting]) -> Candidate:
    lon, lat = fmean(point.lon for point in group), fmean(point.lat for point in group)
    error = max(30.0, group[0].apart, *(metres((lon, lat), point[:2]) for point in group))
    reason = _("두 도로의 선이 만나는 곳입니다.")
    sure, name = (Certainty.BY_NAME, Precision.SPOT), f"{road}·{other_road}"
    return Candidate(*sure, "crossing", lon, lat, round(error, 1), name=name, reasons=(reason,))
