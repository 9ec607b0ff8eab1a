"""Steps about the gu: missing, contradicting, or outside what is loaded."""

from django.utils.translation import gettext as _

from maptag.geocoding.lookup import find_addresses, find_lots
from maptag.geocoding.steps.attempts import Variant, attempt
from maptag.geocoding.steps.case import Case, Context, still_open


def outside(cases: list[Case], context: Context) -> None:
    """Addresses in a 시도 or 시군구 that is not loaded get no answer, and are told why."""
    for case in still_open(cases):
        here = case.readings_here()
        if here and not any(context.region.covers(context.official_sido(a.sido), a.gu) for a in here):
            name = " ".join(filter(None, (here[0].sido, here[0].gu)))
            reason = _("‘%(name)s’의 주소 자료가 없습니다(불러온 지역: %(region)s).")
            case.give_up(reason % {"name": name, "region": context.region.names or "-"}, ("outside",))


def gu_inferred(cases: list[Case], context: Context) -> None:
    """No gu anywhere: the only building of that road and number, or lot of that dong, in all that is loaded."""
    attempt(cases, context, lambda case: _without_gu(case, context), anywhere=True)


def _without_gu(case: Case, context: Context):
    for written, address in zip(case.readings, case.readings_here(), strict=True):
        if written.gu:
            continue
        if address.kind == "lot" and len(context.gus_of_dong(address.dong)) > 1:
            # A sample may know the lot in one of them only.
            reason = _("‘%(dong)s’은(는) 여러 시·군·구에 있습니다.") % {"dong": address.dong}
            yield Variant(address, "E", ("ambiguous",), (reason,))
        elif not address.gu:
            yield Variant(address, "A2", ("gu_inferred",), (_("시·군·구가 없지만 이 주소는 한 곳뿐입니다."),))
        elif not _known_in_gu(address, context):
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
        if address.gu and not _known_in_gu(address, context)
    ]
    wanted = [(number, address.key.split("|", 1)[1], address.kind) for number, (_c, address) in enumerate(asked)]
    found = find_addresses([(n, key) for n, key, kind in wanted if kind == "road"], "road_key")
    found |= find_lots([(n, key) for n, key, kind in wanted if kind == "lot"], "dong_key")
    for number, rows in found.items():
        case, address = asked[number]
        if case.open:
            candidates = {row.gu: row.candidate("E", ("gu_contradicts",)) for row in rows}
            name = address.road or address.dong
            reason = _("‘%(gu)s’에 ‘%(name)s’이(가) 없습니다. 다른 곳에 같은 주소가 있습니다.")
            case.ambiguous(candidates.values(), reason % {"gu": address.gu, "name": name}, ("gu_contradicts",))


def _known_in_gu(address, context: Context) -> bool:
    names = context.lexicon.roads if address.kind == "road" else context.lexicon.legal
    return address.gu in names.get(address.road or address.dong, ())
