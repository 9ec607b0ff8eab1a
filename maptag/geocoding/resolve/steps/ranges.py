"""The step for ranges of lots (개포동 12~18번지), answered with the area around them."""

import json
import re
from collections import defaultdict

from django.utils.translation import gettext as _

from maptag.geocoding.language.normalise import TILDES, composed
from maptag.geocoding.resolve.lookup import area_name
from maptag.geocoding.resolve.resolution import Resolution, ResolveContext, still_open
from maptag.geocoding.resolve.steps.extents import area_names
from maptag.geocoding.sql import queries
from maptag.geocoding.types import Area, Candidate, Certainty, Precision, Query

_RANGE = re.compile(
    r"^(?P<area>.*(?:동|가|리))\s*(?P<mountain>산\s*)?(?P<first>\d{1,4})\s*(?:번지)?\s*[~∼～]\s*(?:산\s*)?(?P<last>\d{1,4})\s*"
    r"(?P<unit>번지)?(?:\s*(?:일대|일원))?$"
)
# As written, before it is normalised: a register's texts hold none.
_TILDE = re.compile(f"[~～{TILDES}]")


def range_of(query: Query) -> re.Match | None:
    """The parts area, mountain, first, last and unit of "개포동 12~18번지"; None where the text is no range of lots.

    Without 번지 only for a query of kind "area": 개포동 12~18 may as well be a range of house numbers.
    """
    if query.kind not in ("area", "") or not _TILDE.search(query.text):
        return None
    match = _RANGE.match(composed(query.text).strip())
    return match if match and (match["unit"] or query.kind == "area") else None


def lot_range(resolutions: list[Resolution], context: ResolveContext) -> None:
    """Settle a range of lots with an outline 30 m around those of them that the table of lots has.

    BY_NAME and EXTENT: `geometry` is a GeoJSON polygon in EPSG:4326, (lon, lat) a point inside it, `error_m` the radius
    of a circle of the same area. AMBIGUOUS where several dongs have the name. Where no lot is known, the resolution
    stays open with a note, and `named_area` finds the dong.
    """
    ranges = [(resolution, match) for resolution in still_open(resolutions) if (match := range_of(resolution.query))]
    ranges = [
        (resolution, match, names[0])
        for resolution, match in ranges
        if len(names := _dong(resolution, match, context)) == 1
    ]
    if not ranges:
        return
    params = {
        "i": list(range(len(ranges))),
        "sidos": [area.sido for *_, area in ranges],
        "gus": [area.sigungu for *_, area in ranges],
        "dongs": [area.dong for *_, area in ranges],
        "mountains": [bool(match["mountain"]) for _resolution, match, _names in ranges],
        "firsts": [int(match["first"]) for _resolution, match, _names in ranges],
        "lasts": [int(match["last"]) for _resolution, match, _names in ranges],
    }
    rows = defaultdict(list)
    for number, *row in queries.fetch("places", "lots_between", params):
        rows[number].append(row)
    for number, (resolution, match, _names) in enumerate(ranges):
        _settle(resolution, match, rows[number])


def _dong(resolution: Resolution, match: re.Match, context: ResolveContext) -> list[Area]:
    """The areas that the words before the numbers name."""
    return area_names(match["area"], resolution.query, context.lexicon)


def _settle(resolution: Resolution, match: re.Match, rows: list) -> None:
    if not rows:
        resolution.notes.append(_("그 번지들의 위치를 자료에서 찾지 못했습니다."))
        return
    candidates = [_candidate(match, *row) for row in rows]
    if len(candidates) == 1:
        resolution.settle(candidates[0])
    else:
        resolution.ambiguous(candidates, _("같은 이름의 지역이 여럿 있습니다."))


def _candidate(match, sido, sigungu, dong, lots, lon, lat, radius, outline) -> Candidate:
    name = f"{area_name(sido, sigungu)} {dong} {'산' if match['mountain'] else ''}{match['first']}~{match['last']}번지"
    reason = _("이 번지들 가운데 자료에 있는 %(count)d필지를 둘러싼 구역입니다.") % {"count": lots}
    drawn = {"name": name, "reasons": (reason,), "geometry": json.loads(outline)}
    return Candidate(Certainty.BY_NAME, Precision.EXTENT, "area", lon, lat, round(radius, 1), **drawn)
