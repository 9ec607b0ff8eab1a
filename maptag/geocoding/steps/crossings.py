"""The step for the crossing of two named roads."""

import re
from collections import defaultdict
from statistics import fmean

from django.utils.translation import gettext as _

from maptag.geocoding import queries
from maptag.geocoding.addresses import Candidate
from maptag.geocoding.geodesy import metres
from maptag.geocoding.normalise import composed
from maptag.geocoding.steps.case import Case, Context, still_open

_NAME = r"[가-힣0-9.]+(?:로|길)"
_TWO_ROADS = re.compile(
    rf"(?P<one>{_NAME})\s?(?:와|과|및|,|·|ㆍ|×|x|/|&|-|~)?\s?(?P<other>{_NAME})(?:이|가|의)?\s?"
    r"(?:교차로|교차\s?지점|교차점|교차|사거리|삼거리|오거리|만나는|합류|접)"
)
_ONE_CROSSING_M, _TOUCHING_M = 120.0, 30.0


def crossing_of_roads(cases: list[Case], context: Context) -> None:
    """세종대로와 율곡로 교차로: where their lines meet, if they meet once."""
    asked = [(case, *names) for case in still_open(cases) if not case.readings and (names := two_roads(case, context))]
    if not asked:
        return
    params = {
        "i": list(range(len(asked))),
        "ones": [one for _c, one, _o in asked],
        "others": [other for _c, _one, other in asked],
    }
    met = defaultdict(list)
    for number, *point in queries.fetch("places", "crossings", params):
        met[number].append(tuple(point))
    for number, (case, one, other) in enumerate(asked):
        _settle(case, one, other, met[number])


def two_roads(case: Case, context: Context) -> tuple[str, str] | None:
    """The two known roads that the text says cross."""
    match = case.query.kind in ("intersection", "") and _TWO_ROADS.search(composed(case.query.text))
    if not match or match["one"] == match["other"]:
        return None
    known = context.lexicon.roads
    return (match["one"], match["other"]) if match["one"] in known and match["other"] in known else None


def _settle(case: Case, one: str, other: str, points: list[tuple[float, float, str, float]]) -> None:
    touching = [point for point in points if point[3] <= _TOUCHING_M] or points
    near = [point for point in touching if point[2] == case.query.near_gu] or touching
    groups: list[list] = []
    for point in near:
        group = next((group for group in groups if metres(group[0][:2], point[:2]) <= _ONE_CROSSING_M), None)
        groups.append([point]) if group is None else group.append(point)
    candidates = [_candidate(one, other, group) for group in groups]
    if len(candidates) == 1:
        case.settle(candidates[0])
    elif candidates:
        case.ambiguous(candidates[:10], _("두 도로는 %(count)d곳에서 만납니다.") % {"count": len(candidates)})
    else:
        case.notes.append(_("‘%(one)s’과(와) ‘%(other)s’은(는) 만나지 않습니다.") % {"one": one, "other": other})


def _candidate(one: str, other: str, group: list) -> Candidate:
    lon, lat = fmean(point[0] for point in group), fmean(point[1] for point in group)
    error = max(30.0, group[0][3], *(metres((lon, lat), point[:2]) for point in group))
    reason = _("두 도로의 선이 만나는 곳입니다.")
    return Candidate("D", "crossing", lon, lat, round(error, 1), name=f"{one}·{other}", reasons=(reason,))
