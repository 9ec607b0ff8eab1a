"""Interpretations of what was read, and what the areas of the rows that were found say of them."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from maptag.geocoding.resolve.lookup import REGISTER, FoundAddress, area_name
from maptag.geocoding.resolve.resolution import ResolveContext
from maptag.geocoding.types import Address, Area, Certainty, Flag
from maptag.particles import agreed


class Interpretation(NamedTuple):
    """What to look up, and what to say when it is found."""

    address: Address
    certainty: Certainty = Certainty.AS_WRITTEN
    flags: tuple[Flag, ...] = ()
    reasons: tuple[str, ...] = ()

    @classmethod
    def by_rule(cls, address: Address, flag: Flag, reason: str) -> "Interpretation":
        """After a rule that leaves no choice."""
        return cls(address, Certainty.BY_RULE, (flag,), (agreed(reason),))

    @classmethod
    def repaired(cls, address: Address, flag: Flag, reason: str) -> "Interpretation":
        """Misspelt."""
        return cls(address, Certainty.REPAIRED, (flag,), (agreed(reason),))

    @classmethod
    def offered(cls, address: Address, flag: Flag, reason: str) -> "Interpretation":
        """Too unsure to be taken by itself."""
        return cls(address, Certainty.AMBIGUOUS, (flag,), (agreed(reason),))


def of_sido(address: Address, rows: Sequence, context: ResolveContext) -> Sequence:
    """Rows in the 시도 that the text names. Where it names none, no city goes before another: not even ours."""
    sido = context.official_sido(address.sido)
    return [row for row in rows if row.sido == sido] if sido else rows


def inferred(interpretation: Interpretation, found_in: set[Area], context: ResolveContext) -> Interpretation:
    """The interpretation as an assumption: the text names no 시도 and several have such a gu, or a 시 without its 구.

    Where only another city has the number, but the home city has the road or dong, the number may be wrong: offered.
    """
    address, region = interpretation.address, context.region
    areas = context.areas(address) if address.sigungu else context.areas_with(address)
    if len(found_in) != 1 or interpretation.certainty is Certainty.AMBIGUOUS or found_in.issuperset(areas):
        return interpretation
    [area] = found_in
    if address.sigungu and area.sido not in {other.sido for other in areas}:
        reason = _("‘%(gu)s’이(가) 아닌 다른 시·도(%(sido)s)에만 있는 주소입니다.")
        return _assumed(
            interpretation, Certainty.AMBIGUOUS, Flag.AMBIGUOUS, reason % {"gu": address.sigungu, "sido": area.sido}
        )
    if area.sido != region.home and any(other.sido == region.home for other in context.areas_with(address)):
        reason = _("‘%(name)s’은(는) %(home)s에도 있는데, 이 번호는 다른 시·도에만 있습니다.")
        return _assumed(
            interpretation,
            Certainty.AMBIGUOUS,
            Flag.AMBIGUOUS,
            reason % {"name": address.road or address.dong, "home": region.home},
        )
    if area not in areas or not address.sigungu:
        return interpretation
    if any(other.sido != area.sido for other in areas):
        reason = _("‘%(gu)s’은(는) 여러 시·도에 있지만 이 주소는 %(area)s에만 있습니다.")
        reason %= {"gu": address.sigungu, "area": area_name(area.sido, area.sigungu)}
        return _assumed(interpretation, Certainty.BY_RULE, Flag.SIDO_INFERRED, reason)
    reason = _("‘%(gu)s’에서 이 주소는 %(area)s에만 있습니다.") % {"gu": address.sigungu, "area": area.sigungu}
    return _assumed(interpretation, Certainty.BY_RULE, Flag.GU_INFERRED, reason)


def doubted(interpretation: Interpretation, rows: Sequence[FoundAddress], context: ResolveContext) -> Interpretation:
    """The interpretation of a road that was found without its gu.

    Offered only where the dong beside it is elsewhere, or where a sample of the register knows the number on one of
    several roads of that name.
    """
    address, gus = interpretation.address, context.lexicon.dong_gus(interpretation.address.dong)
    if gus and not any(row.sigungu in gus for row in rows):
        reason = _("‘%(gu)s’에는 ‘%(dong)s’이(가) 없습니다.") % {"gu": rows[0].sigungu, "dong": address.dong}
        return Interpretation.offered(address, Flag.GU_CONTRADICTS, reason)
    if address.road in context.region.namesakes and not any(row.source == REGISTER for row in rows):
        reason = _("‘%(road)s’은(는) 여러 곳에 따로 있는 도로 이름입니다.") % {"road": address.road}
        return Interpretation.offered(address, Flag.AMBIGUOUS, reason)
    return interpretation


def _assumed(interpretation: Interpretation, certainty: Certainty, flag: Flag, reason: str) -> Interpretation:
    """The interpretation with one more assumption; where it was less sure before, it stays so."""
    certainty = interpretation.certainty.or_less(certainty)
    flags = tuple(dict.fromkeys((*interpretation.flags, flag)))
    return Interpretation(interpretation.address, certainty, flags, (*interpretation.reasons, agreed(reason)))
