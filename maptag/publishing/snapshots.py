"""Published GeoJSON as files that are never overwritten: the name holds the hash of the content."""

import gzip
import hashlib
import logging
import zlib

from django.core.files.storage import default_storage

from .layers import LAYERS
from .storage import folder_of, put

logger = logging.getLogger(__name__)
# A storage refuses far longer ones with an error of its own, where there simply is no such file.
LONGEST_NAME = 100


class Damaged(Exception):
    """The file holds something else than its name says."""


def write_snapshot(notice) -> str:
    """Store the notice's tags as gzipped GeoJSON; returns the storage name `snapshots/<id>/<hash>.geojson.gz`."""
    text = LAYERS["tags"].feature_collection(notice.tags.order_by("number"))
    name = f"snapshots/{notice.pk}/{_digest(text.encode())}.geojson.gz"
    if not is_whole(name):
        put(default_storage, name, _compressed(text))
    return name


def is_whole(name: str) -> bool:
    """Does `name` lead to the content whose hash it holds?"""
    try:
        read_snapshot(name)
    except (OSError, Damaged):
        return False
    return True


def read_snapshot(name: str) -> bytes:
    """The gzipped GeoJSON stored under `name`. Raises FileNotFoundError, or Damaged where its hash is another."""
    if len(name) > LONGEST_NAME:
        raise FileNotFoundError(name)
    with default_storage.open(name) as file:
        compressed = file.read()
    try:
        whole = _digest(gzip.decompress(compressed)) == digest_in(name)
    except (EOFError, OSError, zlib.error):
        whole = False
    if not whole:
        logger.warning("the snapshot %s is damaged", name)
        raise Damaged(name)
    return compressed


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def digest_in(name: str) -> str:
    """The hash of the content, from the name under which it is stored."""
    return name.rsplit("/", 1)[-1].removesuffix(".geojson.gz")


def _compressed(text: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0)


def keep_only(pk, name: str):
    """Delete all snapshots of a notice but `name`."""
    for other in folder_of(default_storage, f"snapshots/{pk}")[1]:
        if f"snapshots/{pk}/{other}" != name:
            default_storage.delete(f"snapshots/{pk}/{other}")
