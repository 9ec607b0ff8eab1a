"""Candidates that read alike (용왕정길 19 twice, four shops of one name) told apart by dong and distance."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from maptag.geocoding.geodesy import apart
from maptag.geocoding.resolve.resolution import ResolveContext
from maptag.geocoding.sql import queries
from maptag.geocoding.types import Candidate, Certainty, Match

# Two points of one address nearer than this are one place to whoever chooses.
ONE_PLACE_M = 1.0


def told_apart(_queries, matches: Sequence[Match], context: ResolveContext, _place) -> list[Match]:
    """Ambiguous matches whose candidates all differ in what a person reads; every other match as it is."""
    alike = {number: match for number, match in enumerate(matches) if _has_alike(match)}
    if not alike:
        return list(matches)
    points = [
        (number, index, candidate.lon, candidate.lat)
        for number, match in alike.items()
        for index, candidate in enumerate(match.candidates)
        if candidate.lon is not None
    ]
    dongs = _dongs(points)
    told = list(matches)
    for number, match in alike.items():
        named = [_with_dong(one, dongs.get((number, index), "")) for index, one in enumerate(match.candidates)]
        told[number] = replace(match, candidates=tuple(_with_distance(_distinct_points(named))))
    return told


def _has_alike(match: Match) -> bool:
    if match.certainty is not Certainty.AMBIGUOUS or len(match.candidates) < 2:
        return False
    return max(Counter(map(_read, match.candidates)).values()) > 1


def _read(candidate: Candidate) -> tuple[str, str, str]:
    """All that a list of candidates shows as its text."""
    return candidate.road_address, candidate.lot_address, candidate.name


def _dongs(points: list[tuple[int, int, float, float]]) -> dict[tuple[int, int], str]:
    params = {
        "i": list(range(len(points))),
        "lons": [lon for _n, _i, lon, _lat in points],
        "lats": [lat for _n, _i, _lon, lat in points],
    }
    return {points[row][:2]: f"{sigungu} {dong}" for row, sigungu, dong in queries.fetch("places", "dongs_at", params)}


def _with_dong(candidate: Candidate, dong: str) -> Candidate:
    if not dong or dong in candidate.name:
        return candidate
    return replace(candidate, name=f"{candidate.name} ({dong})".strip())


def _distinct_points(candidates: list[Candidate]) -> list[Candidate]:
    distinct: list[Candidate] = []
    for candidate in candidates:
        if not any(_read(one) == _read(candidate) and _apart(one, candidate) < ONE_PLACE_M for one in distinct):
            distinct.append(candidate)
    return distinct


def _with_distance(candidates: list[Candidate]) -> list[Candidate]:
    """Of those that still read alike, all but the first say how far from it they are."""
    seen: dict[tuple, Candidate] = {}
    told = []
    for candidate in candidates:
        first = seen.setdefault(_read(candidate), candidate)
        if first is not candidate:
            away = _("첫째 곳에서 %(metres)d m") % {"metres": round(_apart(first, candidate))}
            candidate = replace(candidate, name=f"{candidate.name} · {away}")
        told.append(candidate)
    return told


def _apart(one: Candidate, other: Candidate) -> float:
    if one.lon is None or other.lon is None:
        return 0.0 if one.lon is other.lon else float("inf")
    return apart(one, other)
