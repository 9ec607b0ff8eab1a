"""/healthz and /readyz: is the process alive, and can it do its work?"""

import logging
import os
import secrets
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.storage import storages as storages_by_alias
from django.db import Error, connection
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateWorker

from maptag import sandbox

logger = logging.getLogger(__name__)
_PROBE = b"readyz"


@login_not_required
def healthz(request):
    """200 while the process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def readyz(request):
    """200 when database, worker and every storage are in order, else 503; the JSON says which is not.

    "warnings" make nothing unready: "sandbox NAME" for what the kernel lacks to shut in readers of hostile files.
    """
    storages = {f"storage {alias}": _writes(storages_by_alias[alias]) for alias in _written_storages()}
    checks = {"database": _database(), "worker": _worker(), "disk": _has_space(settings.VAR_DIR)}
    checks |= {"temporary": _has_space(Path(tempfile.gettempdir())), **storages}
    return JsonResponse(checks | {"warnings": _warnings()}, status=200 if all(checks.values()) else 503)


def _warnings() -> list[str]:
    return [f"sandbox {name}" for name in sandbox.missing()]


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


def _written_storages() -> list[str]:
    """All but the static files, which nobody writes while the site runs."""
    return [alias for alias in settings.STORAGES if alias != "staticfiles"]


def _writes(storage) -> bool:
    """Can a file be written, read and deleted; and, on a disk of ours, is there space for more?"""
    if isinstance(storage, FileSystemStorage) and not _has_space(Path(storage.location)):
        return False
    try:
        name = storage.save(f"readyz/{secrets.token_hex(8)}", ContentFile(_PROBE))
        with storage.open(name) as file:
            is_same = file.read() == _PROBE
        storage.delete(name)
    except Exception:  # a storage elsewhere raises what its library has
        logger.exception("a storage can't be written")
        return False
    return is_same


def _has_space(folder: Path) -> bool:
    """Is there DISK_FREE_MIN_MB left where `folder` is or will be, and may we write there?"""
    present = next((path for path in (folder, *folder.parents) if path.exists()), Path("/"))
    free = shutil.disk_usage(present).free >= settings.DISK_FREE_MIN_MB * 1024**2
    return free and os.access(present, os.W_OK)
