"""Whether what is published is valid today."""

import datetime

from django.utils import timezone


def period_state(valid_from: datetime.date | None, valid_until: datetime.date | None) -> str:
    """ "upcoming", "over", or "" while it is valid; without a day it begins at once, or never ends."""
    today = timezone.localdate()
    if valid_from and valid_from > today:
        return "upcoming"
    return "over" if valid_until and valid_until < today else ""
