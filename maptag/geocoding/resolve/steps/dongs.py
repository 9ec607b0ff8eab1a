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
    """역삼1동 678-9: the lot in a 법정동 on the ground of that 행정동.

    Not for names that are a 법정동 as well: 신림동 is both, and its 행정동 reaches into 봉천동.
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
    """신당1동, which is a 행정동 no more: in 신당동, whose number it bore."""
    interpretations = []
    for address in resolution.here:
        dong = _NUMBERED.sub("동", address.dong)
        gus = context.lexicon.legal.get(dong, ())
        if address.kind == "lot" and dong != address.dong and not context.lexicon.is_dong(address.dong):
            reason = _administrative_reason(address, address.gu, dong)
            moved = replace(address, dong=dong)
            interpretations += (
                [Interpretation(moved, Certainty.BY_RULE, (Flag.ADMINISTRATIVE_DONG,), (reason,))]
                if address.gu in gus
                else []
            )
    return interpretations


def abolished_dong(resolutions: list[Resolution], context: ResolveContext) -> None:
    """성동구 화양동, which has belonged to 광진구 since 1995."""
    interpretations = _moved(resolutions, context, "abolished_dongs", Flag.ABOLISHED, _abolished_reason)
    look_up(resolutions, context, lambda resolution: interpretations[resolution.number])
    for resolution in still_open(resolutions):
        if len(interpretations[resolution.number]) == 1:
            moved = interpretations[resolution.number][0]
            resolution.read_also(moved.address)
            resolution.notes.extend(moved.reasons)


def eupmyeon_omitted(resolutions: list[Resolution], context: ResolveContext) -> None:
    """양평군 양근리 산12-3: the lot in the 읍 or 면 of the 군 that has such a 리."""
    interpretations = _moved(resolutions, context, "eupmyeon_of_ri", Flag.EUPMYEON_OMITTED, _eupmyeon_reason)
    look_up(resolutions, context, lambda resolution: interpretations[resolution.number])


def _eupmyeon_reason(address, gu: str, dong: str) -> str:
    return agreed(_("‘%(ri)s’은(는) %(dong)s입니다.") % {"ri": address.dong, "dong": dong})


def _administrative_reason(address, gu: str, dong: str) -> str:
    return agreed(_("행정동 ‘%(old)s’을(를) 법정동 ‘%(new)s’(으)로 보았습니다.") % {"old": address.dong, "new": dong})


def _abolished_reason(address, gu: str, dong: str) -> str:
    names = {"old": f"{address.gu} {address.dong}", "new": f"{gu} {dong}"}
    return agreed(_("‘%(old)s’은(는) 폐지되어 지금은 ‘%(new)s’입니다.") % names)


def _moved(
    resolutions: list[Resolution], context: ResolveContext, statement: str, flag: Flag, reason
) -> dict[int, list[Interpretation]]:
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
        "gus": [address.gu for _c, address in open_addresses],
        "dongs": [address.dong for _c, address in open_addresses],
    }
    for asker, sido, gu, dong in queries.fetch("spelling", statement, params):
        resolution, address = open_addresses[asker]
        moved = replace(address, sido=sido, gu=gu, dong=dong)
        interpretations[resolution.number].append(Interpretation.by_rule(moved, flag, reason(address, gu, dong)))
    return interpretations


def _is_legal(address: Address, context: ResolveContext) -> bool:
    gus = context.lexicon.legal.get(address.dong, ())
    if not address.gu:
        return any(context.region.areas(context.official_sido(address.sido), gu) for gu in gus)
    return any(area.sigungu in gus and context.region.has(area, address.dong) for area in context.areas(address))
