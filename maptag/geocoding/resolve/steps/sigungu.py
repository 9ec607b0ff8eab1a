"""Steps about the 시군구: missing, misspelt, contradicting, or outside the loaded region."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import not_

from django.utils.translation import gettext as _

from maptag.geocoding.parsing import english
from maptag.geocoding.parsing.sigungu_hints import sigungu_hint
from maptag.geocoding.resolve.interpretations import Interpretation
from maptag.geocoding.resolve.lookup import FoundAddress, find_addresses, find_lots
from maptag.geocoding.resolve.lookup_variants import look_up
from maptag.geocoding.resolve.resolution import Resolution, ResolveContext, still_open
from maptag.geocoding.types import Address, Area, Certainty, Flag
from maptag.particles import agreed

# 중앙로 1 stands in a hundred towns: a list that long helps nobody.
_OFFERED = 10
# By whether the word before the name is short for a 시군구 (강남), or misspelt (강남귀).
_MEANT = {True: (Certainty.BY_RULE, Flag.GU_INFERRED), False: (Certainty.REPAIRED, Flag.GU_SPELLING)}


def outside(resolutions: list[Resolution], context: ResolveContext) -> None:
    """Answer addresses in a 시도 or 시군구 that is not loaded: UNKNOWN, with the reason and Flag.OUTSIDE.

    Where only the document around it names the place outside, the address of the text alone is offered (AMBIGUOUS,
    Flag.SIDO_CONTRADICTS), first with its 시군구, then anywhere.
    """
    away = [
        resolution
        for resolution in still_open(resolutions)
        if resolution.here and not _any_covered(resolution.here, context)
    ]
    misplaced = [
        resolution for resolution in away if resolution.query.near_sido and _any_covered(resolution.readings, context)
    ]
    look_up(misplaced, context, lambda resolution: _despite_surroundings(resolution, bool))
    look_up(misplaced, context, lambda resolution: _despite_surroundings(resolution, not_), anywhere=True)
    for resolution in still_open(away):
        resolution.give_up(_why_outside(resolution.here[0], context), (Flag.OUTSIDE,))


def outside_in_english(resolutions: list[Resolution], context: ResolveContext) -> None:
    """Busan Haeundae-gu Haeundae-ro 5: no road that is known, and a 시도 that is not loaded."""
    for resolution in still_open(resolutions):
        text = resolution.query.text
        if resolution.here or not english.MAYBE.search(text):
            continue
        area = english.elsewhere(text, context.lexicon)
        if area and not context.region.covers(area[0], ""):
            resolution.give_up(_why_outside(Address("road", *area), context), (Flag.OUTSIDE,))


def _any_covered(addresses: Sequence[Address], context: ResolveContext) -> bool:
    """Whether the loaded tables cover the 시도 and 시군구 of one of the readings."""
    return any(context.region.covers(context.official_sido(address.sido), address.sigungu) for address in addresses)


def _despite_surroundings(resolution: Resolution, with_gu: Callable[[str], bool]):
    reason = _("문서의 앞뒤는 ‘%(sido)s’인데, 이 주소는 다른 시·도에 있습니다.") % {"sido": resolution.query.near_sido}
    for address in resolution.readings:
        if with_gu(address.sigungu):
            yield Interpretation(address, Certainty.AMBIGUOUS, (Flag.SIDO_CONTRADICTS,), (reason,))


def _why_outside(address: Address, context: ResolveContext) -> str:
    if context.region.covers(address.sido, "") and context.region.covers("", address.sigungu):
        return agreed(_("‘%(sido)s’에는 ‘%(gu)s’이(가) 없습니다.") % {"sido": address.sido, "gu": address.sigungu})
    name = " ".join(filter(None, (address.sido, address.sigungu)))
    reason = _("‘%(name)s’의 주소 자료가 없습니다(불러온 지역: %(region)s).")
    return reason % {"name": name, "region": context.region.names or "-"}


def gu_misspelt(resolutions: list[Resolution], context: ResolveContext) -> None:
    """Settle an address whose 시군구 is misspelt (강남귀 테헤란로 152) or cut short (강남 테헤란로 152).

    REPAIRED with Flag.GU_SPELLING, or BY_RULE with Flag.GU_INFERRED; only where the tables have the address there.
    """
    look_up(resolutions, context, lambda resolution: _in_meant_gu(resolution, context))


def _in_meant_gu(resolution: Resolution, context: ResolveContext):
    for written, address in zip(resolution.readings, resolution.here, strict=True):
        hint = sigungu_hint(resolution.query.text, written, context.lexicon)
        for sigungu in hint.gus if hint else ():
            reason = _("‘%(word)s’을(를) ‘%(gu)s’(으)로 고쳐 읽었습니다. 번호가 자료에 있습니다.")
            if hint.is_short:
                reason = _("‘%(word)s’을(를) ‘%(gu)s’(으)로 보았습니다.")
            certainty, flag = _MEANT[hint.is_short]
            yield Interpretation(
                replace(address, sigungu=sigungu), certainty, (flag,), (agreed(reason % hint.said(sigungu)),)
            )


def gu_inferred(resolutions: list[Resolution], context: ResolveContext) -> None:
    """Settle an address without a 시군구, if it is the only one of its road or dong and number in the loaded tables.

    BY_RULE with Flag.GU_INFERRED. AMBIGUOUS, so offered only: where a word before the name seems to mean a 시군구 that
    has no such address; where several 시군구 have the dong of a lot; and where the document around it names a 시군구
    that has the name, but not the number.
    """
    look_up(resolutions, context, lambda resolution: _without_gu(resolution, context), anywhere=True)


def _without_gu(resolution: Resolution, context: ResolveContext):
    for written, address in zip(resolution.readings, resolution.here, strict=True):
        if written.sigungu:
            continue
        if hint := sigungu_hint(resolution.query.text, written, context.lexicon):
            reason = _("‘%(word)s’은(는) ‘%(gu)s’을(를) 뜻한 듯하지만 그곳에 이 주소가 없습니다.") % hint.said()
            yield Interpretation.offered(address, Flag.GU_CONTRADICTS, reason)
        elif address.kind == "lot" and len(context.areas_with(written)) > 1:
            # A sample may know the lot in one of them only.
            reason = _("‘%(dong)s’은(는) 여러 시·군·구에 있습니다.") % {"dong": address.dong}
            yield Interpretation.offered(address, Flag.AMBIGUOUS, reason)
        elif not address.sigungu:
            yield Interpretation(
                address, Certainty.BY_RULE, (Flag.GU_INFERRED,), (_("시·군·구가 없지만 이 주소는 한 곳뿐입니다."),)
            )
        elif not context.areas_with(address):
            reason = _("문서의 앞뒤는 ‘%(gu)s’이지만 그곳에 없는 이름이고, 이 주소는 한 곳뿐입니다.")
            yield Interpretation(address, Certainty.BY_RULE, (Flag.GU_INFERRED,), (reason % {"gu": address.sigungu},))
        else:
            reason = _("‘%(gu)s’에는 그 번호가 없고 다른 한 곳에만 있습니다.") % {"gu": address.sigungu}
            yield Interpretation(address, Certainty.AMBIGUOUS, (Flag.GU_CONTRADICTS,), (reason,))


def gu_contradicts(resolutions: list[Resolution], context: ResolveContext) -> None:
    """Offer an address that its own 시군구 lacks, and another one has: AMBIGUOUS with Flag.GU_CONTRADICTS, no point.

    Either the 시군구 has no such road or dong, or the road runs on through another 시군구 that has the number:
    테헤란로 152 is in 강남구, and the 100 m of it in 서초구 reach to 105. At most 10 candidates.
    """
    open_addresses = [
        (resolution, address)
        for resolution in still_open(resolutions)
        for address in resolution.readings
        if address.sigungu and (not context.areas_with(address) or _runs_on(address, context))
    ]
    lookups = [(number, address.normal.anywhere, address.kind) for number, (_c, address) in enumerate(open_addresses)]
    rows_by_number = find_addresses([(n, form) for n, form, kind in lookups if kind == "road"], "road_key")
    rows_by_number |= find_lots([(n, form) for n, form, kind in lookups if kind == "lot"], "dong_key")
    for number, rows in rows_by_number.items():
        resolution, address = open_addresses[number]
        if resolution.open:
            rows = [row for row in rows if address.sido in ("", row.sido)] or rows
            if any(Area(row.sido, row.sigungu) in context.areas(address) for row in rows):
                continue  # where it is written, only nobody knows the spot
            if _runs_on(address, context) and not _on_one_road(address, rows, context):
                continue
            candidates = {
                (row.sido, row.sigungu): row.candidate(Certainty.AMBIGUOUS, (Flag.GU_CONTRADICTS,))
                for row in rows[:_OFFERED]
            }
            name = address.road or address.dong
            reason = _("‘%(gu)s’에 ‘%(name)s’이(가) 없습니다. 다른 곳에 같은 주소가 있습니다.")
            if context.areas_with(address):
                reason = _("‘%(gu)s’의 ‘%(name)s’에는 그 번호가 없습니다. 이 도로가 지나는 다른 곳에 있습니다.")
            reason = agreed(reason % {"gu": address.sigungu, "name": name})
            resolution.ambiguous(candidates.values(), reason, (Flag.GU_CONTRADICTS,))


def _runs_on(address: Address, context: ResolveContext) -> bool:
    """Whether the road runs through several 시군구 of one 시도, so that its name means one road."""
    others = context.lexicon.roads.get(address.road, ())
    return address.kind == "road" and len(others) > 1 and address.road not in context.region.namesakes


def _on_one_road(address: Address, rows: Sequence[FoundAddress], context: ResolveContext) -> bool:
    """Whether all rows are in the 시도 of the address, where the road is one."""
    return {row.sido for row in rows} == {area.sido for area in context.areas(address)}
