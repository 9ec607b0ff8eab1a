"""Steps for dongs that are not 법정동 of their gu: 행정동, 법정동 that have moved, 리 without their 읍·면."""

import re
from collections import defaultdict
from dataclasses import replace

from django.utils.translation import gettext as _

from maptag.geocoding.resolve.interpretations import Interpretation
from maptag.geocoding.resolve.lookup_variants import look_up
from maptag.geocoding.resolve.resolution import Resolution, ResolveContext, still_open
from maptag.geocoding.sql import queries
from maptag.geocoding.types import Address, Certainty, Flag
from maptag.particles import agreed

_NUMBERED = re.compile(r"제?\d+(?:[·.]\d+)*동$")


def administrative_dong(resolutions: list[Resolution], context: ResolveContext) -> None:
    """Settle 역삼1동 678-9: a lot whose dong is a 행정동, in a 법정동 that shares ground with it.

    Source: boundaries of both kinds of dong (over 1 % of the smaller one in common). BY_RULE where one 법정동 has the
    lot; a 행정동 that exists no more is read without its number. A name that is a 법정동 too is not touched: 신림동 is
    both, and its 행정동 reaches into 봉천동. A lot that is not found leaves its readings for the steps that follow.
    """
    interpretations = _moved(
        resolutions, context, "administrative_dongs", Flag.ADMINISTRATIVE_DONG, _administrative_reason
    )
    look_up(
        resolutions,
        context,
        lambda resolution: interpretations[resolution.number] or _without_number(resolution, context),
    )
    for resolution in still_open(resolutions):
        for interpretation in _without_number(resolution, context):
            resolution.read_also(interpretation.address)
            resolution.notes.extend(interpretation.reasons)


def _without_number(resolution: Resolution, context: ResolveContext) -> list[Interpretation]:
    """Interpretations of a lot in a former 행정동 (신당1동) as one in the 법정동 without its number (신당동)."""
    interpretations = []
    for address in resolution.here:
        dong = _NUMBERED.sub("동", address.dong)
        gus = context.lexicon.legal.get(dong, ())
        if address.kind == "lot" and dong != address.dong and not context.lexicon.is_dong(address.dong):
            reason = _administrative_reason(address, address.sigungu, dong)
            moved = replace(address, dong=dong)
            interpretations += (
                [Interpretation(moved, Certainty.BY_RULE, (Flag.ADMINISTRATIVE_DONG,), (reason,))]
                if address.sigungu in gus
                else []
            )
    return interpretations


def abolished_dong(resolutions: list[Resolution], context: ResolveContext) -> None:
    """Settle a lot whose 법정동 was moved to another 시군구: 성동구 화양동 has belonged to 광진구 since 1995.

    Source: abolished codes of the code table, and the living 법정동 of the same name in the same 시도. BY_RULE. A lot
    that is not found leaves the new reading, if there is but one, for the steps that follow.
    """
    interpretations = _moved(resolutions, context, "abolished_dongs", Flag.ABOLISHED, _abolished_reason)
    look_up(resolutions, context, lambda resolution: interpretations[resolution.number])
    for resolution in still_open(resolutions):
        if len(interpretations[resolution.number]) == 1:
            moved = interpretations[resolution.number][0]
            resolution.read_also(moved.address)
            resolution.notes.extend(moved.reasons)


def eupmyeon_omitted(resolutions: list[Resolution], context: ResolveContext) -> None:
    """Settle 양평군 양근리 산12-3: a lot in a 리 whose 읍 or 면 is not written. BY_RULE, from the code table."""
    interpretations = _moved(resolutions, context, "eupmyeon_of_ri", Flag.EUPMYEON_OMITTED, _eupmyeon_reason)
    look_up(resolutions, context, lambda resolution: interpretations[resolution.number])


def _eupmyeon_reason(address, sigungu: str, dong: str) -> str:
    return agreed(_("‘%(ri)s’은(는) %(dong)s입니다.") % {"ri": address.dong, "dong": dong})


def _administrative_reason(address, sigungu: str, dong: str) -> str:
    return agreed(_("행정동 ‘%(old)s’을(를) 법정동 ‘%(new)s’(으)로 보았습니다.") % {"old": address.dong, "new": dong})


def _abolished_reason(address, sigungu: str, dong: str) -> str:
    names = {"old": f"{address.sigungu} {address.dong}", "new": f"{sigungu} {dong}"}
    return agreed(_("‘%(old)s’은(는) 폐지되어 지금은 ‘%(new)s’입니다.") % names)


def _moved(
    resolutions: list[Resolution], context: ResolveContext, statement: str, flag: Flag, reason
) -> dict[int, list[Interpretation]]:
    """Interpretations by number of the resolution, from the `statement` of spelling.sql, for lots in no 법정동 there.

    `statement` takes and returns (sido, gu, dong); `reason(address, gu, dong)` says in Korean what was done.
    """
    open_addresses = [
        (resolution, address)
        for resolution in still_open(resolutions)
        for address in resolution.here
        if address.kind == "lot" and not _is_legal(address, context)
    ]
    interpretations = defaultdict(list)
    if not open_addresses:
        return interpretations
    params = {
        "i": list(range(len(open_addresses))),
        "sidos": [context.official_sido(address.sido) for _c, address in open_addresses],
        "gus": [address.sigungu for _c, address in open_addresses],
        "dongs": [address.dong for _c, address in open_addresses],
    }
    for asker, sido, sigungu, dong in queries.fetch("spelling", statement, params):
        resolution, address = open_addresses[asker]
        moved = replace(address, sido=sido, sigungu=sigungu, dong=dong)
        interpretations[resolution.number].append(Interpretation.by_rule(moved, flag, reason(address, sigungu, dong)))
    return interpretations


def _is_legal(address: Address, context: ResolveContext) -> bool:
    """Whether the address's dong is a 법정동 in one of the areas that the address may be in."""
    gus = context.lexicon.legal.get(address.dong, ())
    if not address.sigungu:
        return any(context.region.areas(context.official_sido(address.sido), sigungu) for sigungu in gus)
    return any(area.sigungu in gus and context.region.has(area, address.dong) for area in context.areas(address))
