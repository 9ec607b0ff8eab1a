"""Whether what is published is valid today."""

import datetime

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PeriodState(TextChoices):
    """Why a notice is not on the home map today."""

    UPCOMING = "upcoming", _("예정")
    OVER = "over", _("종료")


def period_state(valid_from: datetime.date | None, valid_until: datetime.date | None) -> str:
    """A PeriodState, or "" while it is valid; without a day it begins at once, or never ends."""
    today = timezone.localdate()
    if valid_from and valid_from > today:
        return PeriodState.UPCOMING.value
    return PeriodState.OVER.value if valid_until and valid_until < today else ""
