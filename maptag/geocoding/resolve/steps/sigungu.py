"""Steps about the gu: missing, contradicting, or outside what is loaded."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import not_

from django.utils.translation import gettext as _

from maptag.geocoding.parsing.sigungu_hints import meant_gu
from maptag.geocoding.resolve.lookup import FoundAddress, find_addresses, find_lots
from maptag.geocoding.resolve.lookup_variants import Variant, attempt
from maptag.geocoding.resolve.resolution import Case, Context, still_open
from maptag.geocoding.types import Address
from maptag.particles import agreed

# 중앙로 1 stands in a hundred towns: a list that long helps nobody.
_OFFERED = 10


def outside(cases: list[Case], context: Context) -> None:
    """Addresses in a 시도 or 시군구 that is not loaded get no answer, and are told why.

    Where only the surroundings say so, what the text alone would be is offered.
    """
    away = [case for case in still_open(cases) if case.here and not _any_covered(case.here, context)]
    told = [case for case in away if case.query.near_sido and _any_covered(case.readings, context)]
    attempt(told, context, lambda case: _despite_surroundings(case, bool))
    attempt(told, context, lambda case: _despite_surroundings(case, not_), anywhere=True)
    for case in still_open(away):
        case.give_up(_why_outside(case.here[0], context), ("outside",))


def _any_covered(addresses: Sequence[Address], context: Context) -> bool:
    return any(context.region.covers(context.official_sido(address.sido), address.gu) for address in addresses)


def _despite_surroundings(case: Case, with_gu: Callable[[str], bool]):
    reason = _("문서의 앞뒤는 ‘%(sido)s’인데, 이 주소는 다른 시·도에 있습니다.") % {"sido": case.query.near_sido}
    for address in case.readings:
        if with_gu(address.gu):
            yield Variant(address, "E", ("sido_contradicts",), (reason,))


def _why_outside(address: Address, context: Context) -> str:
    if context.region.covers(address.sido, "") and context.region.covers("", address.gu):
        return agreed(_("‘%(sido)s’에는 ‘%(gu)s’이(가) 없습니다.") % {"sido": address.sido, "gu": address.gu})
    name = " ".join(filter(None, (address.sido, address.gu)))
    reason = _("‘%(name)s’의 주소 자료가 없습니다(불러온 지역: %(region)s).")
    return reason % {"name": name, "region": context.region.names or "-"}


def gu_misspelt(cases: list[Case], context: Context) -> None:
    """강남귀 테헤란로 152, 강남 테헤란로 152: in the gu that the word before the name is nearly, or short for."""
    attempt(cases, context, lambda case: _in_meant_gu(case, context))


def _in_meant_gu(case: Case, context: Context):
    for written, address in zip(case.readings, case.here, strict=True):
        meant = meant_gu(case.query.text, written, context.lexicon)
        for gu in meant.gus if meant else ():
            reason = _("‘%(word)s’을(를) ‘%(gu)s’(으)로 고쳐 읽었습니다. 번호가 자료에 있습니다.")
            if meant.is_short:
                reason = _("‘%(word)s’을(를) ‘%(gu)s’(으)로 보았습니다.")
            grade, flag = ("A2", "gu_inferred") if meant.is_short else ("B", "gu_spelling")
            yield Variant(replace(address, gu=gu), grade, (flag,), (agreed(reason % meant.said(gu)),))


def gu_inferred(cases: list[Case], context: Context) -> None:
    """No gu anywhere: the only building of that road and number, or lot of that dong, in all that is loaded."""
    attempt(cases, context, lambda case: _without_gu(case, context), anywhere=True)


def _without_gu(case: Case, context: Context):
    for written, address in zip(case.readings, case.here, strict=True):
        if written.gu:
            continue
        if meant := meant_gu(case.query.text, written, context.lexicon):
            reason = _("‘%(word)s’은(는) ‘%(gu)s’을(를) 뜻한 듯하지만 그곳에 이 주소가 없습니다.") % meant.said()
            yield Variant(address, "E", ("gu_contradicts",), (agreed(reason),))
        elif address.kind == "lot" and len(context.areas_with(written)) > 1:
            # A sample may know the lot in one of them only.
            reason = _("‘%(dong)s’은(는) 여러 시·군·구에 있습니다.") % {"dong": address.dong}
            yield Variant(address, "E", ("ambiguous",), (agreed(reason),))
        elif not address.gu:
            yield Variant(address, "A2", ("gu_inferred",), (_("시·군·구가 없지만 이 주소는 한 곳뿐입니다."),))
        elif not context.areas_with(address):
            reason = _("문서의 앞뒤는 ‘%(gu)s’이지만 그곳에 없는 이름이고, 이 주소는 한 곳뿐입니다.")
            yield Variant(address, "A2", ("gu_inferred",), (reason % {"gu": address.gu},))
        else:
            reason = _("‘%(gu)s’에는 그 번호가 없고 다른 한 곳에만 있습니다.") % {"gu": address.gu}
            yield Variant(address, "E", ("gu_contradicts",), (reason,))


def gu_contradicts(cases: list[Case], context: Context) -> None:
    """The gu has no such road or dong, but another gu has the address: offered, never assumed.

    So is the number of a road that runs through several gus where another one has it: 테헤란로 152 is in 강남구, and
    the 100 m of it in 서초구 reach to 105.
    """
    asked = [
        (case, address)
        for case in still_open(cases)
        for address in case.readings
        if address.gu and (not context.areas_with(address) or _runs_on(address, context))
    ]
    wanted = [(number, address.key.split("|", 1)[1], address.kind) for number, (_c, address) in enumerate(asked)]
    found = find_addresses([(n, key) for n, key, kind in wanted if kind == "road"], "road_key")
    found |= find_lots([(n, key) for n, key, kind in wanted if kind == "lot"], "dong_key")
    for number, rows in found.items():
        case, address = asked[number]
        if case.open:
            rows = [row for row in rows if address.sido in ("", row.sido)] or rows
            if any((row.sido, row.gu) in context.areas(address) for row in rows):
                continue  # where it is written, only nobody knows the spot
            if _runs_on(address, context) and not _on_one_road(address, rows, context):
                continue
            candidates = {(row.sido, row.gu): row.candidate("E", ("gu_contradicts",)) for row in rows[:_OFFERED]}
            name = address.road or address.dong
            reason = _("‘%(gu)s’에 ‘%(name)s’이(가) 없습니다. 다른 곳에 같은 주소가 있습니다.")
            if context.areas_with(address):
                reason = _("‘%(gu)s’의 ‘%(name)s’에는 그 번호가 없습니다. 이 도로가 지나는 다른 곳에 있습니다.")
            reason = agreed(reason % {"gu": address.gu, "name": name})
            case.ambiguous(candidates.values(), reason, ("gu_contradicts",))


def _runs_on(address: Address, context: Context) -> bool:
    """Does the road run on through another gu of the 시도?"""
    others = context.lexicon.roads.get(address.road, ())
    return address.kind == "road" and len(others) > 1 and address.road not in context.region.namesakes


def _on_one_road(address: Address, rows: Sequence[FoundAddress], context: Context) -> bool:
    """Are all of these in the 시도 of the address, where its road is one?"""
    return {row.sido for row in rows} == {sido for sido, _gu in context.areas(address)}
