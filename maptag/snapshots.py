"""Published GeoJSON as files that are never overwritten: the name holds the hash of the content."""

import gzip
import hashlib
import logging
import zlib

from django.core.files.storage import default_storage

from mapsite.layers import LAYERS

from .publishing.storage import put

logger = logging.getLogger(__name__)


class Damaged(Exception):
    """The file is missing, or holds something else than its name says, and could not be made anew."""


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
        _verified(name)
    except (OSError, Damaged):
        return False
    return True


def read_snapshot(name: str) -> bytes:
    """The gzipped GeoJSON stored under `name`, checked by its hash; made anew when the file is missing or damaged.

    Raises Damaged when it can't be: the notice says something else by now.
    """
    try:
        return _verified(name)
    except (FileNotFoundError, Damaged) as error:
        logger.warning("snapshot %s is made anew: %s", name, type(error).__name__)
        return _remake(name)


def _verified(name: str) -> bytes:
    with default_storage.open(name) as file:
        compressed = file.read()
    try:
        whole = _digest(gzip.decompress(compressed)) == _digest_in(name)
    except (EOFError, OSError, zlib.error):
        whole = False
    if not whole:
        raise Damaged(name)
    return compressed


def _remake(name: str) -> bytes:
    tags = LAYERS["tags"].rows().filter(notice=name.split("/")[1]).order_by("number")
    text = LAYERS["tags"].feature_collection(tags)
    if _digest(text.encode()) != _digest_in(name):
        raise Damaged(name)
    put(default_storage, name, _compressed(text))
    return _compressed(text)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _digest_in(name: str) -> str:
    return name.rsplit("/", 1)[-1].removesuffix(".geojson.gz")


def _compressed(text: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0)


def has_snapshot(name: str) -> bool:
    return default_storage.exists(name)


def delete_snapshot(name: str):
    default_storage.delete(name)
