"""Taking files in: an Upload is stored once, under a name of our own, and queued."""

import hashlib
import unicodedata

from django.conf import settings
from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from importers.models import Upload


class UploadRefused(Exception):
    """The file is not taken in; the message says why and what to do."""


def receive(file: File, name: str, user, pasted: bool = False, department=None) -> tuple[Upload, bool]:
    """Store `file` as an immutable Upload of the user's department (or of `department`) and queue its import.

    Returns the Upload and True, or the first Upload of the same bytes and False. Raises UploadRefused.
    """
    if not file.size:
        raise UploadRefused(_("빈 파일입니다. 내용이 있는 파일인지 확인해 주세요."))
    if file.size > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // 1024**2
        raise UploadRefused(_("파일이 %(limit)dMB보다 큽니다. 나누어서 올려 주세요.") % {"limit": limit})
    digest = hashlib.file_digest(file.open("rb"), "sha256").hexdigest()
    department = department or user.department
    stored = Upload.objects.filter(department=department, sha256=digest).first()
    return (stored, False) if stored else _store(file, name, user, pasted, department, digest)


def _store(file, name, user, pasted, department, digest):
    upload = Upload(
        department=department,
        uploaded_by=user,
        sha256=digest,
        name=clean_name(name),
        size=file.size,
        pasted=pasted,
    )
    file.seek(0)
    upload.file.save(upload.name, file, save=False)
    try:
        with transaction.atomic():
            upload.save(force_insert=True)
            _queue(upload)
    except IntegrityError:  # the same file arrived twice at once
        upload.file.delete(save=False)
        return Upload.objects.get(department=department, sha256=digest), False
    except BaseException:
        upload.file.delete(save=False)
        raise
    return upload, True


@transaction.atomic
def retry(upload: Upload) -> bool:
    """Import a failed upload once more, from the start; False where that could not help."""
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if not upload.may_retry:
        return False
    upload.records.all().delete()
    upload.records_read = upload.records_searched = upload.mentions_found = upload.mentions_placed = 0
    upload.state, upload.error_code, upload.error_message = Upload.State.QUEUED, "", ""
    upload.finished_at = None
    upload.save()
    _queue(upload)
    return True


@transaction.atomic
def search_again(upload: Upload) -> bool:
    """Search and place a finished upload once more; False where somebody has decided something, which would be lost."""
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if upload.state != Upload.State.READY or upload.decisions.exists():
        return False
    upload.mentions.all().delete()
    upload.records_searched = upload.mentions_found = upload.mentions_placed = 0
    upload.state, upload.finished_at = Upload.State.FINDING, None
    upload.save()
    _queue(upload)
    return True


def _queue(upload):
    job = jobs.configure_task("importers.tasks.import_upload", queue="imports", lock=str(upload.pk))
    job.defer(upload_id=str(upload.pk))


def clean_name(name: str) -> str:
    """A file name that is safe to show: composed Hangul, no path, no control or direction characters, ≤ 150 long."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(c for c in base if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")).strip()
    if len(visible) > 150:
        stem, dot, suffix = visible.rpartition(".")
        visible = f"{(stem or visible)[:140]}…{dot}{suffix[:9]}" if dot else visible[:149] + "…"
    return visible or _("이름 없는 파일")
