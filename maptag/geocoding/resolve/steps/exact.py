"""Steps for addresses that stand in the tables, as written or after one certain rule."""

import re
from dataclasses import replace

from django.utils.translation import gettext as _

from maptag.geocoding.language.normalise import composed
from maptag.geocoding.parsing.segmentation_ambiguity import overlap
from maptag.geocoding.resolve.interpretations import Interpretation
from maptag.geocoding.resolve.lookup import area_name
from maptag.geocoding.resolve.lookup_variants import look_up
from maptag.geocoding.resolve.resolution import Resolution, ResolveContext, still_open
from maptag.geocoding.sql import queries
from maptag.geocoding.types import Address, Certainty, Flag
from maptag.particles import agreed


def exact(resolutions: list[Resolution], context: ResolveContext) -> None:
    """The building or lot as written. A gu or 시도 that only the surroundings name makes it A2."""
    look_up(resolutions, context, _as_written)


def _as_written(resolution: Resolution):
    for written, address in zip(resolution.readings, resolution.here, strict=True):
        if address.sigungu and (spoken := _spoken(address.road, resolution.query.text)):
            reason = _("‘%(old)s’을(를) ‘%(new)s’(으)로 고쳐 읽었습니다. 번호가 자료에 있습니다.")
            reason %= {"old": spoken, "new": address.road}
            yield Interpretation.repaired(address, Flag.SPELLING, reason)
        elif written.sigungu and address.sido == written.sido:
            yield Interpretation(address)
        elif address.sigungu:
            flag = Flag.SIDO_INFERRED if written.sigungu else Flag.GU_INFERRED
            yield Interpretation.by_rule(address, flag, _taken_from(address))


def _taken_from(address: Address) -> str:
    area = area_name(address.sido, address.sigungu).strip()
    return agreed(_("문서의 앞뒤에서 ‘%(area)s’을(를) 가져왔습니다.") % {"area": area})


def _spoken(road: str, text: str) -> str:
    """테헤란노, where the text has a road's 로 as it is spoken; else empty."""
    if "노" not in text or not road:
        return ""
    spelling = re.escape(road).replace("로", "[로노]")
    heard = re.search(rf"{spelling}(?=지하|공중|\d)", composed(text).replace(" ", ""))
    return heard[0] if heard and heard[0] != road else ""


def underground_omitted(resolutions: list[Resolution], context: ResolveContext) -> None:
    """세종대로 110 where only 세종대로 지하110 exists."""
    look_up(resolutions, context, _underground)


def _underground(resolution: Resolution):
    for address in resolution.here:
        if address.kind == "road" and address.sigungu and not address.level:
            reason = _("‘지하’가 빠진 주소로 보았습니다.")
            yield Interpretation(
                replace(address, level="지하"), Certainty.BY_RULE, (Flag.UNDERGROUND_OMITTED,), (reason,)
            )


def old_road_name(resolutions: list[Resolution], context: ResolveContext) -> None:
    """The road's name before it was renamed."""
    look_up(resolutions, context, _renamed, previous=True)


def former_road_name(resolutions: list[Resolution], context: ResolveContext) -> None:
    """Notes that a road is abolished, where the road that replaced it has no such number."""
    open_addresses = [
        (resolution, address, area)
        for resolution in still_open(resolutions)
        for address in resolution.here
        if address.kind == "road" and address.sigungu
        for area in context.areas(address)
    ]
    params = {
        "i": list(range(len(open_addresses))),
        "sidos": [area.sido for _c, _a, area in open_addresses],
        "gus": [area.sigungu for _c, _a, area in open_addresses],
        "roads": [address.road for _c, address, _area in open_addresses],
    }
    for (number,) in queries.fetch("spelling", "former_roads", params) if open_addresses else ():
        resolution, address, _area = open_addresses[number]
        note = _("‘%(road)s’은(는) 폐지되었거나 이름이 바뀐 도로명입니다.") % {"road": address.road}
        resolution.notes.append(agreed(note))


def _renamed(resolution: Resolution):
    for address in resolution.here:
        if address.kind == "road" and address.sigungu:
            yield Interpretation.by_rule(address, Flag.OLD_ROAD_NAME, _("이전 도로명주소입니다."))


def cut_two_ways(resolutions: list[Resolution], context: ResolveContext) -> None:
    """구로 중앙로5길 16, where neither road is known to have that number: nothing says which of them is near it."""
    for resolution in still_open(resolutions):
        pair = next(
            ((a, b) for a in resolution.here for b in resolution.here if overlap(a, b) and len(a.road) > len(b.road)),
            None,
        )
        if pair and all(context.areas_with(address) for address in pair):
            reason = _("‘%(one)s’(으)로도 ‘%(other)s’(으)로도 읽을 수 있고, 그 번호가 자료에 없습니다.")
            resolution.give_up(agreed(reason % {"one": pair[0].road, "other": pair[1].road}), (Flag.AMBIGUOUS,))
