"""/healthz and /readyz: is the process alive, and can it do its work?"""

import shutil
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateWorker


@login_not_required
def healthz(request):
    """200 while the process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def readyz(request):
    """200 when database, worker and disk are in order, else 503; the JSON says which is not."""
    checks = {"database": _database(), "worker": _worker(), "disk": _disk()}
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _worker() -> bool:
    """A worker's heartbeat comes every 10 s."""
    since = timezone.now() - timedelta(seconds=settings.STALLED_JOB_SECONDS)
    try:
        return ProcrastinateWorker.objects.filter(last_heartbeat__gte=since).exists()
    except Error:
        return False


def _disk() -> bool:
    return shutil.disk_usage(settings.VAR_DIR).free >= settings.DISK_FREE_MIN_MB * 1024**2
