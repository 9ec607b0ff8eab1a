"""Stored files that no row names: what a process left that was killed between a file and its commit."""

import logging
import uuid
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice

from django.core.files.storage import default_storage
from django.utils import timezone

from community.models import Attachment, Photo
from importers.models import Upload
from maptag.publishing.storage import files_below

logger = logging.getLogger(__name__)
# No transaction takes as long: what is younger may be about to get its row.
UNBORN = timedelta(days=1)
BATCH = 500
# More than this share of a folder is no accident of a kill, but another site's files or an empty database.
MOST_SHARE, FEW = 0.1, 20


def _named(model, field: str):
    """Which of some names stand in the column `field`."""
    return lambda names: set(model._base_manager.filter(**{f"{field}__in": names}).values_list(field, flat=True))


def _derivatives(names: Iterable[str]) -> set[str]:
    """Which of some names are a photo's pictures of its present edition."""
    by_photo: dict[str, list[str]] = {}
    for name in names:
        by_photo.setdefault(name.split("/")[-2], []).append(name)
    photos = Photo.objects.in_bulk([pk for pk in by_photo if _is_uuid(pk)])
    return {n for pk, photo in photos.items() for n in by_photo[str(pk)] if _edition(n) == str(photo.edition)}


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _edition(name: str) -> str:
    return name.rsplit("/", 1)[-1].partition("-")[0]


# Folder → which of its files have a row. What is not below one of these is nobody's here, and stays.
OWNERS = {
    "uploads": _named(Upload, "file"),
    "photos/original": _named(Photo, "original"),
    "photos": _derivatives,
    "attachments": _named(Attachment, "file"),
    # What a probe of /readyz leaves that was cut off.
    "readyz": lambda names: set(),
}


def find() -> dict[str, tuple[list[str], int]]:
    """{folder: (names that no row has and that are older than UNBORN, how many files it has)}."""
    return {folder: _orphans(folder, owned) for folder, owned in OWNERS.items()}


def _orphans(folder: str, owned) -> tuple[list[str], int]:
    orphans, number = [], 0
    files = _files(folder)
    while names := list(islice(files, BATCH)):
        number += len(names)
        without_row = set(names) - owned(names)
        orphans += sorted(name for name in without_row if _is_old(name))
    return orphans, number


def _files(folder: str) -> Iterator[str]:
    inner = [f"{other}/" for other in OWNERS if other.startswith(f"{folder}/")]
    yield from (name for name in files_below(default_storage, folder) if not name.startswith(tuple(inner)))


def _is_old(name: str) -> bool:
    try:
        return timezone.now() - default_storage.get_modified_time(name) > UNBORN
    except FileNotFoundError:
        return False


def sweep(however_many: bool = False) -> tuple[list[str], list[str]]:
    """Delete the orphans; (names deleted, folders left alone since too many of their files have no row)."""
    swept, kept = [], []
    for folder, (names, number) in find().items():
        if not however_many and folder != "readyz" and len(names) > max(FEW, number * MOST_SHARE):
            logger.error("%s: %d of %d files have no row; is it the right database?", folder, len(names), number)
            kept.append(folder)
            continue
        for name in names:
            default_storage.delete(name)
        swept += names
    return swept, kept
