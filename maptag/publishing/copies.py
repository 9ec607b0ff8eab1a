"""What embeds show, as files beside the database: read without it, and while it is away.

A copy is one JSON document, gzipped, in `embeds/<key>/<time in ns>-<hash of the document>.gz` of the default storage.
Files are never overwritten. While a new one takes an old one's place, both are there and the later name counts.
"""

import gzip
import hashlib
import json
import logging
import re
import time
from dataclasses import dataclass, field
from functools import lru_cache

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError

from .storage import folder_of

logger = logging.getLogger(__name__)

FOLDER = "embeds"
_NAME = re.compile(r"(\d{19})-([0-9a-f]{16})\.gz")
# Each some 20 kB; a campaign's with 5,000 pins 2 MB.
KEPT = 64
_compared: dict[str, float] = {}


@dataclass(frozen=True, slots=True)
class Copy:
    """`name` tells one copy from all others, also of the same key."""

    name: str
    data: dict = field(compare=False)

    @property
    def digest(self) -> str:
        return _NAME.search(self.name)[2]

    @property
    def age_s(self) -> float:
        """Seconds since it was made or last compared with the database by this process."""
        return time.time() - _compared.get(self.name, int(_NAME.search(self.name)[1]) / 1e9)


def current(key: str, settle, trusted_s: float) -> Copy | None:
    """The copy of `key`, after `settle()` where there is none or one that was not compared for `trusted_s`.

    `settle` returns the copy that it left, or None where nothing is public. Raises OperationalError where only the
    database could tell.
    """
    copy = newest(key)
    if copy and copy.age_s < trusted_s:
        return copy
    try:
        return settle()
    except (OperationalError, InterfaceError):
        # While nobody can withdraw anything, an old copy is as good as a new one.
        if copy is None:
            raise
        return copy


def newest(key: str) -> Copy | None:
    """The valid copy of `key` with the latest name; None where there is none."""
    for name in sorted(_names(key), reverse=True):
        try:
            return Copy(name, read(name))
        except (OSError, EOFError, ValueError):
            # Deleted since it was listed, or broken: as if it had never been.
            continue
    return None


@lru_cache(maxsize=KEPT)
def read(name: str) -> dict:
    """What the file `name` holds. Raises OSError where it is gone, ValueError or EOFError where it is broken."""
    with default_storage.open(name) as file:
        text = gzip.decompress(file.read())
    if hashlib.sha256(text).hexdigest()[:16] != _NAME.search(name)[2]:
        raise ValueError(name)
    return json.loads(text)


def store(key: str, data: dict) -> Copy:
    """Make `data` (what JSON can hold) the only copy of `key`. Where the storage is full there is none then."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    digest = hashlib.sha256(text).hexdigest()[:16]
    if (copy := newest(key)) and copy.digest == digest:
        _compared[copy.name] = time.time()
        return copy
    name = f"{FOLDER}/{key}/{time.time_ns()}-{digest}.gz"
    earlier = _names(key)
    try:
        default_storage.save(name, ContentFile(gzip.compress(text, mtime=0)))
    except OSError:
        logger.exception("%s could not be stored", name)
    _delete(earlier)
    return Copy(name, json.loads(text))


def forget(key: str):
    """Delete every copy of `key`."""
    _delete(_names(key))


def keys(folder: str) -> set[str]:
    """The last parts of the keys below `folder`; of some the copies may be gone."""
    return set(folder_of(default_storage, f"{FOLDER}/{folder}")[0])


def _names(key: str) -> list[str]:
    files = folder_of(default_storage, f"{FOLDER}/{key}")[1]
    return [f"{FOLDER}/{key}/{name}" for name in files if _NAME.fullmatch(name)]


def _delete(names: list[str]):
    for name in names:
        default_storage.delete(name)
        _compared.pop(name, None)
