"""The step for the crossing of two named roads."""

import re
from collections import defaultdict
from statistics import fmean
from typing import NamedTuple

from django.utils.translation import gettext as _

from maptag.geocoding.geodesy import metres
from maptag.geocoding.language.normalise import composed
from maptag.geocoding.parsing.grammar import grammar
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
_ONE_CROSSING_M, _TOUCHING_M = 120.0, 30.0


class Meeting(NamedTuple):
    lon: float
    lat: float
    sido: str
    gu: str
    apart: float


def crossing_of_roads(resolutions: list[Resolution], context: ResolveContext) -> None:
    """세종대로와 율곡로 교차로: the point where the two roads' lines meet; ambiguous where they meet more than once."""
    pairs = [
        (resolution, *crossing)
        for resolution in still_open(resolutions)
        if not resolution.readings and (crossing := two_roads(resolution, context))
    ]
    if not pairs:
        return
    params = {
        "i": list(range(len(pairs))),
        "ones": [road for _c, road, _o, _a in pairs],
        "others": [other_road for _c, _one, other_road, _a in pairs],
    }
    met = defaultdict(list)
    for number, *point in queries.fetch("places", "crossings", params):
        met[number].append(Meeting._make(point))
    for number, (resolution, road, other_road, area) in enumerate(pairs):
        _settle(
            resolution,
            road,
            other_road,
            area.sigungu,
            [point for point in met[number] if area.sido in ("", point.sido)],
        )


def two_roads(resolution: Resolution, context: ResolveContext) -> tuple[str, str, Area] | None:
    """The two known roads that the text says cross, and the (시도, gu) that it or else its surroundings name."""
    text = composed(resolution.query.text)
    match = resolution.query.kind in ("intersection", "") and _TWO_ROADS.search(text)
    if not match or match["one"] == match["other"]:
        return None
    roads = context.lexicon.roads
    if match["one"] not in roads or match["other"] not in roads:
        return None
    area = grammar(context.lexicon).areas.before(text, match.start())
    sido = area.sido or context.lexicon.sido_around(area.gu, resolution.query.near_sido)
    return match["one"], match["other"], Area(sido, area.gu)


def _settle(resolution: Resolution, road: str, other_road: str, gu: str, points: list[Meeting]) -> None:
    inside = [point for point in points if gu in ("", point.gu)]
    touching = [point for point in inside or points if point.apart <= _TOUCHING_M] or inside or points
    near = [point for point in touching if point.gu == resolution.query.near_gu] or touching
    groups: list[list] = []
    for point in near:
        group = next((group for group in groups if metres(group[0][:2], point[:2]) <= _ONE_CROSSING_M), None)
        groups.append([point]) if group is None else group.append(point)
    candidates = [_candidate(road, other_road, group) for group in groups]
    if points and not inside:
        resolution.ambiguous(
            candidates[:10], _("두 도로는 ‘%(gu)s’에서 만나지 않습니다.") % {"gu": gu}, (Flag.GU_CONTRADICTS,)
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
