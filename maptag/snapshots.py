"""Published GeoJSON as files that are never overwritten: the name holds the hash of the content."""

import gzip
import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from mapsite.layers import LAYERS


def write_snapshot(notice) -> str:
    """Store the notice's tags as gzipped GeoJSON; returns the storage name `snapshots/<id>/<hash>.geojson.gz`."""
    text = LAYERS["tags"].feature_collection(notice.tags.order_by("number"))
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    name = f"snapshots/{notice.pk}/{digest}.geojson.gz"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(gzip.compress(text.encode(), mtime=0)))
    return name


def read_snapshot(name: str) -> bytes:
    """The gzipped GeoJSON stored under `name`."""
    with default_storage.open(name) as file:
        return file.read()


def has_snapshot(name: str) -> bool:
    return default_storage.exists(name)


def keep_only(pk, name: str):
    """Delete all snapshots of a notice but `name`."""
    try:
        stored = default_storage.listdir(f"snapshots/{pk}")[1]
    except FileNotFoundError:
        return
    for other in stored:
        if f"snapshots/{pk}/{other}" != name:
            default_storage.delete(f"snapshots/{pk}/{other}")
