"""How a mention stands before a person: derived from certainty, precision and error, never from a printed letter."""

from django.db.models import Case, CharField, Q, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _

from maptag.geocoding.types import Certainty, Precision

# What is sure and lies within so many metres may be accepted at once. Publishers of one address differ by 5 to 50 m,
# and a station's platforms by 150. Of 15,285 published addresses that were answered so, 0.3 % lay farther off.
SURE_WITHIN_M = 150.0


class Standing(TextChoices):
    """In the order in which a person is needed. The values are the screen's codes, the labels say it at a glance."""

    SEVERAL = "E", _("여러 곳")
    MISSING = "F", _("못 찾음")
    CENTRE = "D", _("동네")
    NEAR = "C", _("가까운 곳")
    SPOT = "S", _("정확")
    REPAIRED = "B", _("정확")
    BY_RULE = "A2", _("정확")
    AS_WRITTEN = "A1", _("정확")
    PLACED = "P", _("직접 정함")

    @classmethod
    def of(cls, certainty: str, precision: str, error_m: float | None) -> "Standing":
        """Of an answer of the geocoder: `error_m` in metres."""
        if certainty in _OPEN:
            return _OPEN[certainty]
        if certainty in _SURE and error_m is not None and error_m <= SURE_WITHIN_M:
            return _SURE[certainty] if precision == Precision.EXACT else cls.SPOT
        return cls.NEAR if precision == Precision.NEARBY else cls.CENTRE

    @classmethod
    def expression(cls, placed: Q) -> Case:
        """`of` in SQL, for mentions; those that `placed` picks were placed by a person."""
        is_sure = Q(certainty__in=_SURE, error_m__lte=SURE_WITHIN_M)
        return Case(
            When(placed, then=Value(cls.PLACED)),
            *(When(certainty=certainty, then=Value(standing)) for certainty, standing in _OPEN.items()),
            *(
                When(is_sure & Q(certainty=certainty, precision=Precision.EXACT), then=Value(standing))
                for certainty, standing in _SURE.items()
            ),
            When(is_sure, then=Value(cls.SPOT)),
            When(precision=Precision.NEARBY, then=Value(cls.NEAR)),
            When(certainty="", then=Value("")),
            default=Value(cls.CENTRE),
            output_field=CharField(),
        )

    @property
    def is_sure(self) -> bool:
        """May be accepted with others of its kind, unseen."""
        return self in SURE

    @property
    def need(self) -> int:
        """Where it comes among those that need a person, the first being 0."""
        return list(Standing).index(self)


SURE = frozenset((Standing.SPOT, Standing.REPAIRED, Standing.BY_RULE, Standing.AS_WRITTEN))
_OPEN = {Certainty.AMBIGUOUS: Standing.SEVERAL, Certainty.UNKNOWN: Standing.MISSING}
_SURE = {
    Certainty.AS_WRITTEN: Standing.AS_WRITTEN,
    Certainty.BY_RULE: Standing.BY_RULE,
    Certainty.REPAIRED: Standing.REPAIRED,
    Certainty.BY_NAME: Standing.SPOT,
}
