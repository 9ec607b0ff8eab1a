"""A backup read into an empty place, after all that could go wrong has been looked at."""

import json
import tarfile
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage

from maptag.publishing.storage import files_below

from . import keys, postgres
from .backup import DATABASE, FILES, LAYOUT, MANIFEST, digest


class RestoreRefused(Exception):
    """Nothing was written; the message says why and what to do."""


def restore(folder: Path, without_keys: bool = False) -> dict:
    """Read the backup in `folder` into the empty database and storage; returns its manifest. Raises RestoreRefused.

    `without_keys` goes on though encrypted data will stay unreadable.
    """
    manifest = check(folder, without_keys)
    postgres.restore(folder / DATABASE)
    _unpack(folder / FILES, manifest["files"])
    return manifest


def check(folder: Path, without_keys: bool = False) -> dict:
    """The manifest of a backup that may be restored here. Raises RestoreRefused; writes nothing."""
    manifest = _manifest(folder)
    lost = keys.losses(manifest["keys"])
    if lost and not without_keys:
        more = "Set the keys of that site in .env and try again, or add --without-keys to go on all the same."
        raise RestoreRefused("\n".join([*lost, more]))
    if manifest["postgresql"] > postgres.server_version():
        raise RestoreRefused(f"The backup needs PostgreSQL {manifest['postgresql']} or later.")
    if not postgres.is_empty():
        raise RestoreRefused("The database is not empty. Name a new one in DATABASE_URL, or make this one anew.")
    if next(files_below(default_storage, ""), None):
        raise RestoreRefused("The place for files (MEDIA_ROOT or S3_BUCKET) is not empty. Name a new one, or empty it.")
    return manifest


def _manifest(folder: Path) -> dict:
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
        layout, sums = manifest["layout"], manifest["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RestoreRefused(f"{folder} is no backup, or not a whole one: {MANIFEST} can't be read.") from error
    if layout != LAYOUT:
        raise RestoreRefused(f"The backup has layout {layout}; this version of Maptag reads {LAYOUT}.")
    for name in (DATABASE, FILES):
        if not (folder / name).is_file() or digest(folder / name) != sums.get(name):
            raise RestoreRefused(f"{folder / name} is damaged or missing: use another backup.")
    return manifest


def _unpack(path: Path, number: int):
    with tarfile.open(path) as archive:
        for entry in archive:
            # The storage refuses names that lead out of it.
            default_storage.save(entry.name, File(archive.extractfile(entry)))
            number -= 1
    if number:
        raise RestoreRefused(f"{number} files are missing in {path}.")
