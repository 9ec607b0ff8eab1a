"""The step for roads named without a number (테헤란로4길 입구, 관악산 둘레길)."""

import re
from dataclasses import replace
from functools import lru_cache

from django.utils.translation import gettext as _

from maptag.geocoding.gazetteer.lexicon import Lexicon
from maptag.geocoding.geodesy import Point
from maptag.geocoding.language.normalise import composed
from maptag.geocoding.parsing.placenames import leading_areas
from maptag.geocoding.resolve.lookup import area_name
from maptag.geocoding.resolve.resolution import Resolution, ResolveContext, around, still_open
from maptag.geocoding.resolve.roadline import NumberedLine, fetch_lines, parent
from maptag.geocoding.resolve.steps.centres import FARTHEST_CENTRE_M, known_numbers, middle_of
from maptag.geocoding.types import Address, Candidate, Certainty, Flag, Precision
from maptag.geocoding.vocabulary import any_of, rows
from maptag.particles import agreed

_START, _END = ("|".join(row["word"] for row in rows("road_ends") if row["end"] == end) for end in ("start", "end"))
_NAMED = re.compile(
    rf"^(?P<name>.*[가-힣0-9](?:로|길))"
    rf"(?:\s?(?P<start>{_START})|\s?(?P<end>{_END})|\s{any_of('relations', 'after_road')})?$"
)
_LONGEST = 40
_SHORTEST_BEGINNING = 4
_OFFERED = 10
# A lane begins at the kerb of its parent road, and its first building stands a little way in.
END_ERROR_M = 60.0


def named_road(resolutions: list[Resolution], context: ResolveContext) -> None:
    """Settle a road's name with its beginning or end where the text says so, else with the middle of the road.

    Source: OpenStreetMap's road lines and known numbers. BY_NAME and CENTRE, in EPSG:4326; the error is 60 m at an end
    (`END_ERROR_M`), else half the road's extent. Over `FARTHEST_CENTRE_M`, or with several roads of the name, at most
    10 candidates are offered (AMBIGUOUS). Open where no line is known.
    """
    named = [
        (resolution, *candidates)
        for resolution in still_open(resolutions)
        if (candidates := _named(resolution, context))
    ]
    lines = fetch_lines({(address.sido, address.road) for _c, _m, addresses in named for address in addresses})
    for resolution, match, addresses in named:
        candidates = [candidate for address in addresses if (candidate := _candidate(address, match, lines))]
        _settle(resolution, candidates, match["name"].strip())


def _named(resolution: Resolution, context: ResolveContext) -> tuple[re.Match, list[Address]] | None:
    """The match of `_NAMED`, and one Address without a number for each known road of the name and each 시군구 of it.

    None where the text names no known road, or has been read as an address.
    """
    text = composed(resolution.query.text).replace("\n", " ").strip()
    match = len(text) <= _LONGEST and _NAMED.match(text)
    if not match or resolution.readings or resolution.query.kind not in ("", "place"):
        return None
    sido, gus, dong, rest = leading_areas(match["name"], context.lexicon)
    name = rest.replace(" ", "")
    names = [name] if name in context.lexicon.roads else _beginning_with(name, context)
    sigungu = next(iter(gus)) if len(gus) == 1 and not dong else ""
    named = [around(Address("road", sido, sigungu, "", road), resolution.query, context) for road in names]
    there = [in_gu for address in named for in_gu in _in_each_gu(address, context)]
    return (match, there) if there else None


def _in_each_gu(address: Address, context: ResolveContext) -> list[Address]:
    gus = [sigungu for sigungu in sorted(context.lexicon.roads[address.road]) if address.sigungu in ("", sigungu)]
    return [replace(address, sido=address.sido or context.region.home, sigungu=sigungu) for sigungu in gus]


def _beginning_with(name: str, context: ResolveContext) -> list[str]:
    """북한산둘레길 → [북한산둘레길]1구간소나무숲길 and all the others."""
    if len(name) < _SHORTEST_BEGINNING:
        return []
    return [part for part in _parts_of_trails(context.lexicon) if part.startswith(f"[{name}")]


@lru_cache(maxsize=2)
def _parts_of_trails(lexicon: Lexicon) -> tuple[str, ...]:
    """Eleven of Seoul's 13,976 road names: each query walked all of them."""
    return tuple(road for road in lexicon.roads if road.startswith("["))


def _candidate(address: Address, match: re.Match, lines) -> Candidate | None:
    """The road's end where the text means one, else its middle; None without a line. `lines` as `fetch_lines` gives."""
    parts = lines.get((address.sido, address.road), {})
    end = _end(address, match, lines) if match["start"] or match["end"] else None
    if end:
        reason = _("‘%(road)s’이(가) 시작하는 곳입니다.") if match["start"] else _("‘%(road)s’이(가) 끝나는 곳입니다.")
        return _at(address, end, END_ERROR_M, agreed(reason % {"road": address.road}))
    middle = middle_of(parts.get(address.sigungu))
    return middle and _at(address, *middle, agreed(_("‘%(road)s’의 가운데입니다.") % {"road": address.road}))


def _end(address: Address, match: re.Match, lines) -> Point | None:
    """The (lon, lat) at which the numbers of a road begin or end; None where that is not certain.

    The road must lie in one 시군구, and its parent road or known numbers tell its direction.
    """
    key = (address.sido, address.road)
    numbers = known_numbers({key}).get(key, ())
    if len(lines.get(key, ())) != 1 or not (numbers or (address.sido, parent(address.road)) in lines):
        return None
    line = NumberedLine.of(address.sido, address.road, lines, numbers)
    return line and line.at_number(0 if match["start"] else round(line.length_m))


def _at(address: Address, point: Point, error_m: float, reason: str) -> Candidate:
    name = f"{area_name(address.sido, address.sigungu)} {address.road}"
    sure, flags = (Certainty.BY_NAME, Precision.CENTRE), (Flag.ROAD_ONLY,)
    return Candidate(*sure, "road", *point, round(error_m, 1), name=name, flags=flags, reasons=(reason,))


def _settle(resolution: Resolution, candidates: list[Candidate], name: str) -> None:
    if len(candidates) == 1 and candidates[0].error_m <= FARTHEST_CENTRE_M:
        resolution.settle(candidates[0])
    elif candidates:
        reason = _("‘%(road)s’은(는) 길거나 여러 곳을 지나 한 점으로 나타낼 수 없습니다.") % {"road": name}
        resolution.ambiguous(candidates[:_OFFERED], agreed(reason))
