"""Trying interpretations of the readings against the tables: the one way in which steps look up addresses."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from django.utils.translation import gettext as _

from maptag.geocoding.geodesy import Point, apart, centre, metres, spread
from maptag.geocoding.parsing.segmentation_ambiguity import overlap
from maptag.geocoding.resolve.interpretations import Interpretation, doubted, inferred, of_sido
from maptag.geocoding.resolve.lookup import FoundAddress, FoundLot, find_addresses, find_lots
from maptag.geocoding.resolve.resolution import Resolution, ResolveContext, still_open
from maptag.geocoding.types import Address, Area, Candidate, Certainty, Flag, Precision
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


def look_up(
    resolutions: Iterable[Resolution],
    context: ResolveContext,
    interpretations: Callable[[Resolution], Iterable[Interpretation]],
    anywhere: bool = False,
    previous: bool = False,
) -> None:
    """Look up every open resolution's interpretations in one batch and settle those that were found.

    Changes the resolutions in place. `anywhere`: keys without 시도 and 시군구; `previous`: keys with the road's former
    name.
    """
    attempts = [
        (resolution, interpretation)
        for resolution in still_open(resolutions)
        for interpretation in interpretations(resolution)
    ]
    rows = _find(attempts, context, anywhere, previous)
    outcomes = defaultdict(list)
    for number, (resolution, interpretation) in enumerate(attempts):
        candidates = candidates_of(interpretation, rows.get(number, ()), context)
        if candidates:
            outcomes[resolution.number].append((interpretation, candidates))
    for resolution, _interpretation in attempts:
        if resolution.open and resolution.number in outcomes:
            _decide(resolution, outcomes[resolution.number])


def _find(
    attempts: Sequence[tuple[Resolution, Interpretation]], context: ResolveContext, anywhere: bool, previous: bool
) -> dict[int, list]:
    roads, lots = [], []
    for number, (_resolution, interpretation) in enumerate(attempts):
        address = interpretation.address
        keys = [address.normal.anywhere] if anywhere else context.keys(address)
        (roads if address.kind == "road" else lots).extend((number, key) for key in keys)
    if previous:
        return find_addresses(roads, "previous_key")
    return find_addresses(roads, "road_key" if anywhere else "key") | find_lots(lots, "dong_key" if anywhere else "key")


def candidates_of(interpretation: Interpretation, rows: Sequence, context: ResolveContext) -> list[Candidate]:
    """Answers in the rows found for an interpretation: several where one point cannot stand for all."""
    if not rows:
        return []
    if not _is_only_where_written(interpretation.address, rows, context):
        home = context.region.home
        rows = sorted(
            of_sido(interpretation.address, rows, context), key=lambda row: (row.sido != home, row.lot_address)
        )
        interpretation = inferred(interpretation, {Area(row.sido, row.sigungu) for row in rows}, context)
        if interpretation.address.kind == "road" and all(row.sigungu != interpretation.address.sigungu for row in rows):
            interpretation = doubted(interpretation, rows, context)
    if interpretation.address.kind == "road":
        return [candidate for row in rows for candidate in _of_address(interpretation, row)]
    return [
        candidate
        for _lot, group in groupby(rows, key=lambda row: row.lot_address)
        for candidate in _of_lot(interpretation, list(group))
    ]


def _is_only_where_written(address: Address, rows: Sequence, context: ResolveContext) -> bool:
    """One row, in the only area that the text's 시군구 may be: nine in ten of a register."""
    row, sido = rows[0], context.official_sido(address.sido)
    is_alone = len(rows) == 1 and row.sigungu == address.sigungu and address.sigungu not in context.region.several
    return is_alone and sido in ("", row.sido)


def _of_address(interpretation: Interpretation, row: FoundAddress) -> list[Candidate]:
    if row.lon is None and len(points := row.disputed_points()) > 1:
        if interpretation.certainty is not Certainty.AMBIGUOUS and (site := _site(points)):
            return [_in_site(row.candidate(*interpretation[1:]), *site)]
        reason = _("발행기관마다 위치가 크게 다른 주소입니다.")
        return [
            row._replace(lon=lon, lat=lat).candidate(Certainty.AMBIGUOUS, (Flag.DISPUTED,), (reason,))
            for lon, lat in points
        ]
    return [_with_spread(row.candidate(*interpretation[1:]))]


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
    flags, reasons = (*candidate.flags, Flag.SITE), (*candidate.reasons, reason)
    return replace(candidate, precision=Precision.CENTRE, lon=lon, lat=lat, error_m=error, flags=flags, reasons=reasons)


def _with_spread(candidate: Candidate) -> Candidate:
    """Where publishers lie further apart than a building is wide, the exact address is still no exact place."""
    if candidate.lon is None or candidate.error_m <= SAME_PLACE_M or candidate.is_ambiguous:
        return candidate
    reason = _("자료의 위치가 서로, 또는 이웃 번호와 맞지 않아 %(m)d m까지 다를 수 있습니다.")
    reason %= {"m": candidate.error_m}
    return replace(
        candidate,
        precision=Precision.NEARBY if candidate.error_m <= WEAK_M else Precision.CENTRE,
        flags=(*candidate.flags, Flag.SOURCES_DIFFER),
        reasons=(*candidate.reasons, reason),
    )


def _of_lot(interpretation: Interpretation, rows: list[FoundLot]) -> list[Candidate]:
    _address, certainty, flags, reasons = interpretation
    if all(row.related for row in rows):
        certainty = Certainty.BY_RULE if certainty is Certainty.AS_WRITTEN else certainty
        flags, reasons = (*flags, Flag.RELATED_LOT), (*reasons, _("건물의 관련지번입니다."))
    located = [row for row in rows if row.point]
    if not located:
        return [rows[0].candidate(certainty, flags, reasons)]
    apart = 0.0 if located[0].own_lon is not None else spread([row.point for row in located])
    if apart > SAME_PLACE_M:
        middle, radius = centre([row.point for row in located])
        if radius <= SITE_M and certainty is not Certainty.AMBIGUOUS:
            return [_in_site(located[0].candidate(certainty, flags, reasons), middle, radius)]
        reason = _("한 지번에 떨어진 건물이 여럿 있습니다.")
        return [row.candidate(Certainty.AMBIGUOUS, (Flag.SEVERAL_BUILDINGS,), (reason,)) for row in located]
    return [_with_spread(located[0].candidate(certainty, flags, reasons))]


def _decide(resolution: Resolution, outcomes: list[tuple[Interpretation, list[Candidate]]]) -> None:
    """The likeliest reading's answer, unless it is several, or another reading of the same words says otherwise."""
    interpretation, candidates = outcomes[0]
    rivals = [
        rival
        for other, others in outcomes[1:]
        if (other.address.main, other.address.sub) == (interpretation.address.main, interpretation.address.sub)
        and _are_rivals(other, interpretation)
        for rival in others
        if _apart(candidates[0], rival)
    ]
    if len(candidates) > 1:
        resolution.ambiguous(*_several(candidates))
    elif rivals:
        resolution.ambiguous([*candidates, *rivals], _("같은 글을 여러 주소로 읽을 수 있습니다."))
    elif candidates[0].lon is None:
        resolution.notes.append(_("주소는 자료에 있으나 위치를 모릅니다."))
    else:
        resolution.settle(_of_one_cut(resolution, interpretation.address, candidates[0]))
        _compare_with_rest(resolution, candidates[0], outcomes[1:])


def _are_rivals(first: Interpretation, second: Interpretation) -> bool:
    """Are these two readings of the same words: a road or a dong, one road or another, one 법정동 of a 행정동?"""
    if first.address.kind != second.address.kind or overlap(first.address, second.address):
        return True
    moved = Flag.ADMINISTRATIVE_DONG in first.flags and Flag.ADMINISTRATIVE_DONG in second.flags
    return moved and first.address.dong != second.address.dong


def _of_one_cut(resolution: Resolution, address: Address, answer: Candidate) -> Candidate:
    """The answer, as an assumption where a space more or less would make another road of the words."""
    other = next((here.road for here in resolution.here if overlap(here, address)), "")
    if not other:
        return answer
    reason = agreed(_("띄어쓰기로는 ‘%(road)s’일 수도 있지만, 그곳에는 이 번호가 없습니다.") % {"road": other})
    certainty, flags = answer.certainty.or_less(Certainty.BY_RULE), (*answer.flags, Flag.SPACING)
    return replace(answer, certainty=certainty, flags=flags, reasons=(*answer.reasons, reason))


def _several(candidates: list[Candidate]) -> tuple[list[Candidate], str]:
    """Several answers of one reading and why there are several; what each would have said alone is not true then."""
    reasons = {reason for candidate in candidates if candidate.is_ambiguous for reason in candidate.reasons}
    reason = " ".join(sorted(reasons)) or _("같은 주소가 %(count)d곳에 있습니다.") % {"count": len(candidates)}
    return [replace(candidate, certainty=Certainty.AMBIGUOUS, reasons=()) for candidate in candidates], reason


def _compare_with_rest(resolution: Resolution, answer: Candidate, rest) -> None:
    """An address written twice (road and lot) whose two points lie far apart is said to be so."""
    for _interpretation, candidates in rest:
        if len(candidates) == 1 and _apart(answer, candidates[0], 500.0):
            match = resolution.match.with_reason(_("함께 적힌 주소는 500 m 넘게 떨어져 있습니다."))
            resolution.match = replace(
                match, candidates=(answer, candidates[0]), flags=(*match.flags, Flag.TEXTS_DIFFER)
            )
            return


def _apart(a: Candidate, b: Candidate, limit: float = SAME_PLACE_M) -> bool:
    return None not in (a.lon, b.lon) and apart(a, b) > limit
