"""Steps for areas: dongs and gus as their boundary, circles round a place."""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import shapely
from django.conf import settings
from django.utils.translation import gettext as _
from shapely.geometry import mapping, shape

from maptag.geocoding.gazetteer.lexicon import NUMBERED_DONG, Lexicon
from maptag.geocoding.language.normalise import composed
from maptag.geocoding.resolve.resolution import Resolution, ResolveContext, still_open
from maptag.geocoding.sql import queries
from maptag.geocoding.types import Area, Candidate, Certainty, Match, Precision, Query
from maptag.geocoding.vocabulary import any_of, rows

_WHOLE = re.compile(rf"\s*{any_of('extents', 'of_area')}$")
# Of a range of lots that nothing is known of, the dong is left.
_NUMBERS = re.compile(r"\s*(?:산\s*)?\d{1,4}\s*(?:번지)?\s*[~∼～]\s*(?:산\s*)?\d{1,4}\s*번지$")
_RADIUS = re.compile(
    rf"^(?P<centre>.+?)\s*(?:을|를)?\s*{any_of('centre_words')}?\s*반경\s*(?P<number>\d+(?:\.\d+)?)\s*"
    rf"(?P<unit>{any_of('radius_units')})"
)
_METRES = {row["word"]: float(row["metres"]) for row in rows("radius_units")}
_SEPARATOR = re.compile(r"\s*(?:,|·|ㆍ|및|와|과)\s*")
LARGEST_RADIUS_M = 50_000.0


def named_area(resolutions: list[Resolution], context: ResolveContext) -> None:
    """중구 전역, 신내동, 강남구·서초구: the boundary, or all of them together."""
    listed = [
        (resolution, names)
        for resolution in still_open(resolutions)
        if resolution.query.kind in ("area", "place", "")
        and not resolution.readings
        and (names := _names(resolution, context))
    ]
    if not listed:
        return
    flat = [
        (number, sigungu, dong) for number, (_resolution, names) in enumerate(listed) for _sido, sigungu, dong in names
    ]
    params = {"i": [x[0] for x in flat], "gus": [x[1] for x in flat], "dongs": [x[2] for x in flat]}
    rows = defaultdict(list)
    for number, *row in queries.fetch("places", "areas", params):
        rows[number].append(row)
    for number, (resolution, names) in enumerate(listed):
        _settle(resolution, names, rows[number])


def _names(resolution: Resolution, context: ResolveContext) -> list[Area]:
    text = _NUMBERS.sub("", _WHOLE.sub("", composed(resolution.query.text).strip()))
    return area_names(text, resolution.query, context.lexicon)


def area_names(text: str, query: Query, lexicon: Lexicon) -> list[Area]:
    """Every area that the text lists; empty when any part of it is something else.

    What it leaves open is taken from the surroundings of the query.
    """
    names, sido, sigungu = [], "", ""
    # The numbers of one dong are no list: 종로1·2·3·4가동.
    text = NUMBERED_DONG.sub(lambda dong: lexicon.listed_dong(dong[0]), text)
    for part in _SEPARATOR.split(text):
        area_words = part.split()
        if area_words and area_words[0] in lexicon.sido and area_words[0] not in lexicon.gus:
            sido = lexicon.sido[area_words.pop(0)]
        if area_words and area_words[0] in lexicon.gus:
            sigungu = lexicon.full_gu(area_words.pop(0), lexicon.home)
            if not area_words:
                names.append(Area(sido, sigungu))
                continue
        if len(area_words) != 1 or not lexicon.is_dong(area_words[0]):
            return []
        near_sigungu = query.near_sigungu if sido in ("", query.near_sido or settings.CITY_NAME) else ""
        names.append(Area(sido, sigungu or near_sigungu, lexicon.listed_dong(area_words[0])))
    return [Area(sido or lexicon.sido_around(sigungu, query.near_sido), sigungu, dong) for sido, sigungu, dong in names]


def _settle(resolution: Resolution, names: list[Area], rows: list) -> None:
    """One boundary for every name; a name that stands for several areas makes it ambiguous."""
    chosen, several = [], []
    for sido, sigungu, dong in names:
        of_name = [row for row in rows if row[2].replace("·", ".") == dong]
        in_area = [row for row in of_name if sido in ("", row[0]) and sigungu in ("", row[1])]
        legal = [row for row in in_area if row[3] != "administrative"] or in_area
        (chosen if len(legal) == 1 else several).extend(legal)
    if several:
        reason = _("같은 이름의 지역이 여럿 있습니다.")
        resolution.ambiguous([_candidate([row]) for row in several], reason)
    elif len(chosen) == len(names):
        resolution.settle(_candidate(chosen))


def _candidate(rows: list) -> Candidate:
    reason = _("행정구역의 경계입니다.")
    name = ", ".join(" ".join(filter(None, row[:3])) for row in rows)
    kind = "gu" if len(rows) == 1 and rows[0][3] == "gu" else "dong" if len(rows) == 1 else "area"
    if len(rows) == 1:
        _sido, _gu, _dong, _kind, lon, lat, radius, outline = rows[0]
        drawn = {"name": name, "reasons": (reason,), "geometry": json.loads(outline)}
        return Candidate(Certainty.BY_NAME, Precision.EXTENT, kind, lon, lat, round(radius, 1), **drawn)
    union = shapely.union_all([shape(json.loads(row[7])) for row in rows])
    inside = union.representative_point()
    radius = sum(row[6] for row in rows)
    drawn = {"name": name, "reasons": (reason,), "geometry": mapping(union)}
    return Candidate(Certainty.BY_NAME, Precision.EXTENT, kind, inside.x, inside.y, round(radius, 1), **drawn)


def radius_of(query: Query) -> tuple[Query, float] | None:
    """(centre, radius in metres) of "시청역 반경 500m", the centre as a Query."""
    match = query.kind in ("area", "") and "반경" in query.text and _RADIUS.match(composed(query.text))
    if not match:
        return None
    radius = float(match["number"]) * _METRES[match["unit"]]
    if not 0 < radius <= LARGEST_RADIUS_M:
        return None
    return replace(query, text=match["centre"], kind="", key="", addresses=()), radius


def centre_of_circle(query: Query) -> Query:
    """The centre of "시청역 반경 500m", by which a circle is placed; any other query as it is."""
    circle = radius_of(query)
    return circle[0] if circle else query


def circles(queries: Sequence[Query], matches: Sequence[Match], _context: ResolveContext, _place) -> list[Match]:
    """The circle round each accepted centre; the centre's own answer where there is none."""
    return [_round(query, match) for query, match in zip(queries, matches, strict=True)]


def _round(query: Query, match: Match) -> Match:
    circle = radius_of(query)
    return _circle(query, match, circle[1]) if circle else match


def _circle(query: Query, centre: Match, radius: float) -> Match:
    best = centre.best
    if best is None:
        return replace(centre, query=query)
    params = {"lon": best.lon, "lat": best.lat, "radius": radius}
    outline = json.loads(queries.fetch("places", "circle", params)[0][0])
    reason = _("‘%(name)s’에서 반경 %(radius)d m입니다.")
    reason %= {"name": best.name or best.road_address or best.lot_address, "radius": radius}
    candidate = replace(
        best, precision=Precision.EXTENT, position_type="area", geometry=outline, reasons=(reason, *best.reasons)
    )
    return replace(centre, query=query, candidates=(candidate,), reasons=candidate.reasons)
