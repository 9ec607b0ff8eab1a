"""Trying variants of the readings against the tables: the one way in which steps look up addresses."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext as _

from maptag.geocoding.geodesy import Point, centre, metres, spread
from maptag.geocoding.parsing.segmentation_ambiguity import overlap
from maptag.geocoding.resolve.lookup import REGISTER, FoundAddress, FoundLot, area_name, find_addresses, find_lots
from maptag.geocoding.resolve.resolution import Area, Case, Context, still_open
from maptag.geocoding.types import Address, Candidate
from maptag.particles import agreed

# Two readings of one text ("세종로 1": road or dong) that lie closer than this are the same place.
SAME_PLACE_M = 150.0
# Beyond this a point says no more than the middle of a road or dong does.
WEAK_M = 500.0
# What lies so near its middle is one site (an apartment complex, a school): its middle is worth more than no point.
SITE_M = 150.0
# Where publishers scatter over a large site, most of them must agree. Of 8 such sites the truth was 11 to 211 m from
# the middle, all within the radius and this.
LARGE_SITE_M, SITE_MARGIN_M = 260.0, 50.0


class Variant(NamedTuple):
    """What to look up, and what to say when it is found."""

    address: Address
    grade: str = "A1"
    flags: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


def attempt(
    cases: Iterable[Case],
    context: Context,
    variants: Callable[[Case], Iterable[Variant]],
    anywhere: bool = False,
    previous: bool = False,
) -> None:
    """Look up every open case's variants in one batch and settle those that were found.

    `anywhere`: without the gu; `previous`: by the road's former name.
    """
    asked = [(case, variant) for case in still_open(cases) for variant in variants(case)]
    found = _find(asked, context, anywhere, previous)
    outcomes = defaultdict(list)
    for number, (case, variant) in enumerate(asked):
        candidates = candidates_of(variant, found.get(number, ()), context)
        if candidates:
            outcomes[case.number].append((variant, candidates))
    for case, _variant in asked:
        if case.open and case.number in outcomes:
            _decide(case, outcomes[case.number])


def _find(asked: Sequence[tuple[Case, Variant]], context: Context, anywhere: bool, previous: bool) -> dict[int, list]:
    roads, lots = [], []
    for number, (_case, variant) in enumerate(asked):
        address = variant.address
        keys = [address.key.split("|", 1)[1]] if anywhere else context.keys(address)
        (roads if address.kind == "road" else lots).extend((number, key) for key in keys)
    if previous:
        return find_addresses(roads, "previous_key")
    return find_addresses(roads, "road_key" if anywhere else "key") | find_lots(lots, "dong_key" if anywhere else "key")


def candidates_of(variant: Variant, rows: Sequence, context: Context) -> list[Candidate]:
    """Answers in the rows found for a variant: several where one point cannot stand for all."""
    if not rows:
        return []
    home = context.region.home
    rows = sorted(_of_sido(variant.address, rows, context), key=lambda row: (row.sido != home, row.lot_address))
    variant = _inferred(variant, {(row.sido, row.gu) for row in rows}, context)
    if variant.address.kind == "road" and all(row.gu != variant.address.gu for row in rows):
        variant = _doubted(variant, rows, context)
    if variant.address.kind == "road":
        return [candidate for row in rows for candidate in _of_address(variant, row)]
    return [
        candidate
        for _lot, group in groupby(rows, key=lambda row: row.lot_address)
        for candidate in _of_lot(variant, list(group))
    ]


def _of_sido(address: Address, rows: Sequence, context: Context) -> Sequence:
    """Rows in the 시도 that the text names. Where it names none, no city goes before another: not even ours."""
    sido = context.official_sido(address.sido)
    return [row for row in rows if row.sido == sido] if sido else rows


def _inferred(variant: Variant, found: set[Area], context: Context) -> Variant:
    """The variant as an assumption, where the text names no 시도 and several have such a gu, or a 시 without its 구.

    Where only another city has the number, but the home city has the road or dong, the number may be wrong: offered.
    """
    address, region = variant.address, context.region
    areas = context.areas(address) if address.gu else context.areas_with(address)
    if len(found) != 1 or variant.grade == "E" or found.issuperset(areas):
        return variant
    [area] = found
    if address.gu and area[0] not in {sido for sido, _gu in areas}:
        reason = _("‘%(gu)s’이(가) 아닌 다른 시·도(%(sido)s)에만 있는 주소입니다.")
        return _assumed(variant, "E", "ambiguous", reason % {"gu": address.gu, "sido": area[0]})
    if area[0] != region.home and any(other[0] == region.home for other in context.areas_with(address)):
        reason = _("‘%(name)s’은(는) %(home)s에도 있는데, 이 번호는 다른 시·도에만 있습니다.")
        return _assumed(variant, "E", "ambiguous", reason % {"name": address.road or address.dong, "home": region.home})
    if area not in areas or not address.gu:
        return variant
    if any(other[0] != area[0] for other in areas):
        reason = _("‘%(gu)s’은(는) 여러 시·도에 있지만 이 주소는 %(area)s에만 있습니다.")
        return _assumed(variant, "A2", "sido_inferred", reason % {"gu": address.gu, "area": area_name(*area)})
    reason = _("‘%(gu)s’에서 이 주소는 %(area)s에만 있습니다.")
    return _assumed(variant, "A2", "gu_inferred", reason % {"gu": address.gu, "area": area[1]})


def _doubted(variant: Variant, rows: Sequence[FoundAddress], context: Context) -> Variant:
    """The variant of a road that was found without its gu.

    Offered only where the dong beside it is elsewhere, or where a sample of the register knows the number on one of
    several roads of that name.
    """
    address, gus = variant.address, context.lexicon.dong_gus(variant.address.dong)
    if gus and not any(row.gu in gus for row in rows):
        reason = _("‘%(gu)s’에는 ‘%(dong)s’이(가) 없습니다.") % {"gu": rows[0].gu, "dong": address.dong}
        return Variant(address, "E", ("gu_contradicts",), (agreed(reason),))
    if address.road in context.region.namesakes and not any(row.source == REGISTER for row in rows):
        reason = _("‘%(road)s’은(는) 여러 곳에 따로 있는 도로 이름입니다.") % {"road": address.road}
        return Variant(address, "E", ("ambiguous",), (agreed(reason),))
    return variant


def _assumed(variant: Variant, grade: str, flag: str, reason: str) -> Variant:
    """The variant with one more assumption; a grade that says less stays."""
    grade = max(variant.grade, grade)
    flags = tuple(dict.fromkeys((*variant.flags, flag)))
    return Variant(variant.address, grade, flags, (*variant.reasons, agreed(reason)))


def _of_address(variant: Variant, row: FoundAddress) -> list[Candidate]:
    if row.lon is None and len(points := row.disputed_points()) > 1:
        if variant.grade != "E" and (site := _site(points)):
            return [_in_site(row.candidate("D", variant.flags, variant.reasons), *site)]
        reason = _("발행기관마다 위치가 크게 다른 주소입니다.")
        return [row._replace(lon=lon, lat=lat).candidate("E", ("disputed",), (reason,)) for lon, lat in points]
    return [_with_spread(row.candidate(variant.grade, variant.flags, variant.reasons))]


def _site(points: list[Point]) -> tuple[Point, float] | None:
    """Middle and radius of the one site in which the points lie; of many points, in which most of them do."""
    middle, radius = centre(points)
    if radius <= SITE_M:
        return middle, radius
    near = max(([b for b in points if metres(a, b) <= 2 * SITE_M] for a in points), key=len)
    middle, radius = centre(near)
    agreed = len(near) >= 3 and len(near) >= 0.6 * len(points) and radius <= LARGE_SITE_M
    return (middle, radius) if agreed else None


def _in_site(candidate: Candidate, middle: Point, radius: float) -> Candidate:
    reason = _("자료의 위치가 한 터 안에 흩어져 있어 그 가운데에 두었습니다(반경 %(m)d m).") % {"m": radius}
    lon, lat = middle
    error = round(radius + SITE_MARGIN_M, 1)
    flags, reasons = (*candidate.flags, "site"), (*candidate.reasons, reason)
    return replace(candidate, grade="D", lon=lon, lat=lat, error_m=error, flags=flags, reasons=reasons)


def _with_spread(candidate: Candidate) -> Candidate:
    """Where publishers lie further apart than a building is wide, the exact address is still no exact place."""
    if candidate.lon is None or candidate.error_m <= SAME_PLACE_M or candidate.grade == "E":
        return candidate
    reason = _("자료의 위치가 서로, 또는 이웃 번호와 맞지 않아 %(m)d m까지 다를 수 있습니다.")
    reason %= {"m": candidate.error_m}
    return replace(
        candidate,
        grade="C" if candidate.error_m <= WEAK_M else "D",
        flags=(*candidate.flags, "sources_differ"),
        reasons=(*candidate.reasons, reason),
    )


def _of_lot(variant: Variant, rows: list[FoundLot]) -> list[Candidate]:
    grade, flags, reasons = variant.grade, variant.flags, variant.reasons
    if all(row.related for row in rows):
        grade = "A2" if grade == "A1" else grade
        flags, reasons = (*flags, "related_lot"), (*reasons, _("건물의 관련지번입니다."))
    located = [row for row in rows if row.point]
    if not located:
        return [rows[0].candidate(grade, flags, reasons)]
    apart = 0.0 if located[0].own_lon is not None else spread([row.point for row in located])
    if apart > SAME_PLACE_M:
        middle, radius = centre([row.point for row in located])
        if radius <= SITE_M and grade != "E":
            return [_in_site(located[0].candidate("D", flags, reasons), middle, radius)]
        reason = _("한 지번에 떨어진 건물이 여럿 있습니다.")
        return [row.candidate("E", ("several_buildings",), (reason,)) for row in located]
    return [_with_spread(located[0].candidate(grade, flags, reasons))]


def _decide(case: Case, outcomes: list[tuple[Variant, list[Candidate]]]) -> None:
    """The likeliest reading's answer, unless it is several, or another reading of the same words says otherwise."""
    variant, candidates = outcomes[0]
    rivals = [
        rival
        for other, others in outcomes[1:]
        if (other.address.main, other.address.sub) == (variant.address.main, variant.address.sub)
        and _are_rivals(other, variant)
        for rival in others
        if _apart(candidates[0], rival)
    ]
    if len(candidates) > 1:
        case.ambiguous(*_several(candidates))
    elif rivals:
        case.ambiguous([*candidates, *rivals], _("같은 글을 여러 주소로 읽을 수 있습니다."))
    elif candidates[0].lon is None:
        case.notes.append(_("주소는 자료에 있으나 위치를 모릅니다."))
    else:
        case.settle(_of_one_cut(case, variant.address, candidates[0]))
        _compare_with_rest(case, candidates[0], outcomes[1:])


def _are_rivals(one: Variant, other: Variant) -> bool:
    """Are these two readings of the same words: a road or a dong, one road or another, one 법정동 of a 행정동?"""
    if one.address.kind != other.address.kind or overlap(one.address, other.address):
        return True
    moved = "administrative_dong" in one.flags and "administrative_dong" in other.flags
    return moved and one.address.dong != other.address.dong


def _of_one_cut(case: Case, address: Address, answer: Candidate) -> Candidate:
    """The answer, as an assumption where a space more or less would make another road of the words."""
    other = next((here.road for here in case.here if overlap(here, address)), "")
    if not other:
        return answer
    reason = agreed(_("띄어쓰기로는 ‘%(road)s’일 수도 있지만, 그곳에는 이 번호가 없습니다.") % {"road": other})
    grade, flags = max(answer.grade, "A2"), (*answer.flags, "spacing")
    return replace(answer, grade=grade, flags=flags, reasons=(*answer.reasons, reason))


def _several(candidates: list[Candidate]) -> tuple[list[Candidate], str]:
    """Several answers of one reading and why there are several; what each would have said alone is not true then."""
    told = {reason for candidate in candidates if candidate.grade == "E" for reason in candidate.reasons}
    reason = " ".join(sorted(told)) or _("같은 주소가 %(count)d곳에 있습니다.") % {"count": len(candidates)}
    return [replace(candidate, grade="E", reasons=()) for candidate in candidates], reason


def _compare_with_rest(case: Case, answer: Candidate, rest) -> None:
    """An address written twice (road and lot) whose two points lie far apart is said to be so."""
    for _variant, candidates in rest:
        if len(candidates) == 1 and _apart(answer, candidates[0], 500.0):
            match = case.match.with_reason(_("함께 적힌 주소는 500 m 넘게 떨어져 있습니다."))
            case.match = replace(match, candidates=(answer, candidates[0]), flags=(*match.flags, "texts_differ"))
            return


def _apart(a: Candidate, b: Candidate, limit: float = SAME_PLACE_M) -> bool:
    return None not in (a.lon, b.lon) and metres((a.lon, a.lat), (b.lon, b.lat)) > limit
