"""Steps for venues that no table has by their name: misspelt ones, and those of which only the dong is known."""

from dataclasses import replace

from django.utils.translation import gettext as _

from maptag.geocoding.gazetteer.near_places import near_places
from maptag.geocoding.parsing.placenames import PlaceName, parse_place
from maptag.geocoding.resolve.named_places import PlaceRow, find_places, foremost, groups
from maptag.geocoding.resolve.place_answers import place_candidate
from maptag.geocoding.resolve.resolution import Resolution, ResolveContext, still_open
from maptag.geocoding.sql import queries
from maptag.geocoding.types import Candidate, Certainty, Flag, Precision
from maptag.particles import agreed

# In the gu that the text or document names 4 of 100 unknown names of five syllables are a slip from another, 1 of six;
# anywhere in the city, 2 of seven: shorter ones are offered only.
_LONG_ENOUGH, _LONG_ENOUGH_ANYWHERE = 6, 7
_OFFERED = 10


def misspelt_place(resolutions: list[Resolution], context: ResolveContext) -> None:
    """국립중앙박물과: the one place whose name is a slip away, near the gu that the document says; else an offer."""
    unread = [
        (resolution, name)
        for resolution in still_open(resolutions)
        if resolution.query.kind in ("place", "area", "") and not resolution.readings
        for name in [parse_place(resolution.query.text, context.lexicon)]
        if name.keys
    ]
    near = [(resolution, name, *_near(resolution, name, context)) for resolution, name in unread]
    places = find_places([key for _r, _n, _w, keys in near for key in keys])
    for resolution, name, written, keys in near:
        rows = [(key, row) for key in keys for row in foremost(places.get(key, []), key)]
        _settle_misspelt(resolution, name, written, rows)


def _near(resolution: Resolution, name: PlaceName, context: ResolveContext) -> tuple[str, list[str]]:
    """(the key as written, known keys near it) of the first form of the name that has any."""
    for key in name.keys:
        keys = near_places(context.lexicon).nearest(key, _gus(resolution, name))
        if keys:
            return key, keys
    return "", []


def _gus(resolution: Resolution, name: PlaceName) -> frozenset[str]:
    return name.gus or frozenset(filter(None, [resolution.query.near_sigungu]))


def _settle_misspelt(resolution: Resolution, name: PlaceName, written: str, rows: list[tuple[str, PlaceRow]]) -> None:
    gus = _gus(resolution, name)
    rows = [row for _key, row in rows if not gus or row.sigungu in gus]
    grouped = groups(rows)
    if not grouped:
        return
    reason = _("‘%(written)s’을(를) ‘%(name)s’(으)로 고쳐 읽었습니다.")
    candidates = [
        _repaired(name, group, agreed(reason % {"written": written, "name": group[0].title})) for group in grouped
    ]
    if len(candidates) == 1 and len(written) >= (_LONG_ENOUGH if gus else _LONG_ENOUGH_ANYWHERE):
        resolution.settle(candidates[0])
    else:
        offered = _("그 이름의 장소는 자료에 없고, 비슷한 이름이 있습니다.")
        resolution.ambiguous(candidates[:_OFFERED], offered, (Flag.SPELLING,))


def _repaired(name: PlaceName, group: list[PlaceRow], reason: str) -> Candidate:
    candidate = place_candidate(name, group, "place")
    reasons = (reason, *candidate.reasons)
    return replace(candidate, certainty=Certainty.REPAIRED, flags=(*candidate.flags, Flag.SPELLING), reasons=reasons)


def place_in_dong(resolutions: list[Resolution], context: ResolveContext) -> None:
    """A venue that is nowhere in the tables: in the dong that its text or document names, to be looked at by a person.

    Of one of which only the gu is known, the gu is offered: its middle is 2 to 4 km from most of it.
    """
    unplaced = [
        (resolution, parse_place(resolution.query.text, context.lexicon))
        for resolution in still_open(resolutions)
        if resolution.query.kind == "place" and not resolution.readings
    ]
    asked = [(resolution, *_area(resolution, name)) for resolution, name in unplaced]
    asked = [(resolution, sigungu, dong) for resolution, sigungu, dong in asked if sigungu or dong]
    rows = {}
    params = {
        "i": list(range(len(asked))),
        "gus": [sigungu for _r, sigungu, _d in asked],
        "dongs": [dong for _r, _g, dong in asked],
    }
    for number, *row in queries.fetch("places", "areas", params) if asked else ():
        rows.setdefault(number, []).append(row)
    for number, (resolution, _gu, dong) in enumerate(asked):
        _settle_in_area(resolution, rows.get(number, []), dong, context)


def _area(resolution: Resolution, name: PlaceName) -> tuple[str, str]:
    """(gu, dong) that the text names, else the document."""
    sigungu = next(iter(name.gus)) if len(name.gus) == 1 else "" if name.gus else resolution.query.near_sigungu
    is_own = not name.gus or sigungu == resolution.query.near_sigungu
    return sigungu, name.dong or (resolution.query.near_dong if is_own else "")


def _settle_in_area(resolution: Resolution, rows: list, dong: str, context: ResolveContext) -> None:
    sido = resolution.query.near_sido or context.region.home
    rows = [row for row in rows if row[0] == sido]
    legal = [row for row in rows if row[3] != "administrative"] or rows
    if len(legal) != 1:
        return
    sido, sigungu, _dong, _kind, lon, lat, radius, _outline = legal[0]
    area = " ".join(filter(None, (sido, sigungu, dong)))
    reason = agreed(_("자료에 없는 장소라, 함께 적힌 ‘%(area)s’의 가운데에 두었습니다.") % {"area": area})
    sure = (Certainty.ESTIMATED, Precision.CENTRE, "dong" if dong else "gu")
    flags = (Flag.DONG_ONLY,) if dong else (Flag.ELSEWHERE,)
    candidate = Candidate(*sure, lon, lat, round(radius, 1), name=area, flags=flags, reasons=(reason,))
    if dong:
        resolution.settle(candidate)
    else:
        resolution.ambiguous([candidate], _("장소는 자료에 없고 시·군·구만 압니다."), flags)
