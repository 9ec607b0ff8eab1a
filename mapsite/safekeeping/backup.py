"""A backup is a folder: the database, the files, and a manifest by which a restore knows whether all is there."""

import hashlib
import json
import os
import shutil
import tarfile
from pathlib import Path

from django.core.files.storage import default_storage
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from maptag.publishing.storage import files_below

from . import keys, postgres

MANIFEST, DATABASE, FILES = "manifest.json", "database.dump", "files.tar"
LAYOUT = 1


def make(parent: Path) -> Path:
    """Write a backup into a new folder below `parent`; returns it. Until it is whole its name ends with .part."""
    folder = parent / f"maptag-{timezone.now():%Y%m%dT%H%M%SZ}"
    part = folder.with_suffix(".part")
    # It holds personal data: nobody but the operator may read it.
    mask = os.umask(0o077)
    try:
        part.mkdir(parents=True)
        _fill(part)
        part.rename(folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    finally:
        os.umask(mask)
    return folder


def _fill(folder: Path):
    # In this order: a file that is new by now is one too many, not one too few.
    postgres.dump(folder / DATABASE)
    number = _pack(folder / FILES)
    manifest = {
        "layout": LAYOUT,
        "made_at": timezone.now().isoformat(),
        "postgresql": postgres.server_version(),
        "migrations": sorted(".".join(row) for row in MigrationRecorder.Migration.objects.values_list("app", "name")),
        "keys": keys.needed(),
        "files": number,
        "sha256": {name: digest(folder / name) for name in (DATABASE, FILES)},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _pack(path: Path) -> int:
    """Write all stored files into a tar; how many. One that goes meanwhile, as a withdrawn map, is left out."""
    number = 0
    with tarfile.open(path, "w") as archive:
        for name in files_below(default_storage, ""):
            try:
                with default_storage.open(name) as file:
                    entry = tarfile.TarInfo(name)
                    entry.size, entry.mode = file.size, 0o600
                    archive.addfile(entry, file)
            except FileNotFoundError:
                continue
            number += 1
    return number


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
