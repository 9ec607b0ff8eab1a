"""Working days in Korea: neither weekends, public holidays, nor their substitutes (library `holidays`)."""

from datetime import date, timedelta
from functools import lru_cache

import holidays
from django.conf import settings


@lru_cache(maxsize=1)
def _calendar():
    return holidays.country_holidays(settings.HOLIDAY_COUNTRY)


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _calendar()


def add_working_days(day: date, number: int) -> date:
    """The `number`th working day after `day`; before it when negative."""
    step = timedelta(days=1 if number > 0 else -1)
    for _n in range(abs(number)):
        day += step
        while not is_working_day(day):
            day += step
    return day
