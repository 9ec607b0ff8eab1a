from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from .models import AccessEvent


@app.periodic(cron="25 4 * * *")
@app.task(name="accounts.forget_access_events", queueing_lock="accounts.forget_access_events")
def forget_access_events(timestamp: int):
    """Access events are deleted after ACCESS_LOG_DAYS."""
    AccessEvent.objects.forget_before(timezone.now() - timedelta(days=settings.ACCESS_LOG_DAYS))
