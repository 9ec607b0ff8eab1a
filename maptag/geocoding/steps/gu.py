"""Steps about the gu: missing, contradicting, or outside what is loaded."""

from collections.abc import Callable, Sequence
from operator import not_

from django.utils.translation import gettext as _

from maptag.geocoding.addresses import Address
from maptag.geocoding.lookup import find_addresses, find_lots
from maptag.geocoding.steps.attempts import Variant, attempt
from maptag.geocoding.steps.case import Case, Context, still_open
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


def gu_inferred(cases: list[Case], context: Context) -> None:
    """No gu anywhere: the only building of that road and number, or lot of that dong, in all that is loaded."""
    attempt(cases, context, lambda case: _without_gu(case, context), anywhere=True)


def _without_gu(case: Case, context: Context):
    for written, address in zip(case.readings, case.here, strict=True):
        if written.gu:
            continue
        if address.kind == "lot" and len(context.areas_with(written)) > 1:
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
    """The gu has no such road or dong, but another gu has the address: offered, never assumed."""
    asked = [
        (case, address)
        for case in still_open(cases)
        for address in case.readings
        if address.gu and not context.areas_with(address)
    ]
    wanted = [(number, address.key.split("|", 1)[1], address.kind) for number, (_c, address) in enumerate(asked)]
    found = find_addresses([(n, key) for n, key, kind in wanted if kind == "road"], "road_key")
    found |= find_lots([(n, key) for n, key, kind in wanted if kind == "lot"], "dong_key")
    for number, rows in found.items():
        case, address = asked[number]
        if case.open:
            rows = [row for row in rows if address.sido in ("", row.sido)] or rows
            candidates = {(row.sido, row.gu): row.candidate("E", ("gu_contradicts",)) for row in rows[:_OFFERED]}
            name = address.road or address.dong
            reason = _("‘%(gu)s’에 ‘%(name)s’이(가) 없습니다. 다른 곳에 같은 주소가 있습니다.")
            reason = agreed(reason % {"gu": address.gu, "name": name})
            case.ambiguous(candidates.values(), reason, ("gu_contradicts",))
