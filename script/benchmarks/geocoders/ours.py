"""Maptag's geocoder under measurement: in processes of its own, so that speed and memory are its own too."""

import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from processor import cpu_seconds, megabytes

BATCH = 5000
# A lookup alone takes about as long as another program's turn on the processor: the middle one of three counts.
TRIES = 3


class BenchAnswer(NamedTuple):
    """`text`: the address in one word; `lon`, `lat`: WGS84 or None; `grade`: A1 to F, "" for peers that have none."""

    grade: str
    text: str
    lon: float | None
    lat: float | None


class Timing(NamedTuple):
    """Seconds on the wall, and of processors (this process and its PostgreSQL backend)."""

    wall: float
    cpu: float


def set_up() -> None:
    """A worker's start: Django, the connection, and the names, which an office's process has read as well."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapsite.settings")
    import django

    django.setup()
    answers(["서울특별시 중구 세종대로 110", "서울특별시 중구 세종데로 110", "세종데로 110"])


def answers(texts: Sequence[str]) -> list[BenchAnswer]:
    """What the geocoder says, slim enough to travel between processes."""
    from maptag.geocoding.resolve.pipeline import geocode
    from maptag.geocoding.types import Query

    return [_slim(match) for match in geocode([Query(text) for text in texts])]


def _slim(match) -> BenchAnswer:
    best = match.best
    if not best:
        return BenchAnswer(match.grade, "", None, None)
    return BenchAnswer(match.grade, best.road_address.replace(" ", ""), best.lon, best.lat)


def timed(texts: Sequence[str]) -> tuple[Timing, list[BenchAnswer]]:
    """All texts in batches, in this one process."""
    return measured(lambda: [answer for batch in batches(texts) for answer in answers(batch)])


def measured(action: Callable):
    """(Timing, what the action returns)."""
    backend = _backend()
    start, used = time.perf_counter(), time.process_time() + cpu_seconds(backend)
    result = action()
    return Timing(time.perf_counter() - start, time.process_time() + cpu_seconds(backend) - used), result


def batches(texts: Sequence[str]) -> list[Sequence[str]]:
    return [texts[at : at + BATCH] for at in range(0, len(texts), BATCH)]


def latencies(texts: Sequence[str]) -> list[float]:
    """Milliseconds of each lookup alone."""
    return [_milliseconds(lambda text=text: answers([text])) for text in texts]


def type_ahead(prefixes: Sequence[str]) -> list[float]:
    """Milliseconds of each search as a person types, in a process that has been asked before."""
    from maptag.geocoding.typeahead.search import search

    for warm in ("세종", "ㅅㅈ"):
        search(warm)
    return [_milliseconds(lambda text=text: search(text)) for text in prefixes]


def _milliseconds(action) -> float:
    return statistics.median(_once(action) for _ in range(TRIES))


def _once(action) -> float:
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def memory() -> tuple[float, float]:
    """Megabytes: this process at its highest, and what its PostgreSQL backend holds beyond the shared buffers."""
    return megabytes(os.getpid(), "VmHWM"), megabytes(_backend(), "RssAnon")


def vacuum() -> None:
    """What autovacuum does some minutes after a load."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) geocoding_roadaddress, geocoding_lot")


def read_in() -> None:
    """Tables and indexes into the machine's memory, where a server that has been up for a day has them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        cursor.execute(
            "WITH tables AS (SELECT unnest('{geocoding_roadaddress,geocoding_lot}'::regclass[]) AS id) "
            "SELECT pg_prewarm(id, 'read') FROM (SELECT id FROM tables UNION ALL SELECT indexrelid FROM pg_index "
            "WHERE indrelid IN (SELECT id FROM tables)) AS all_of_them"
        )


def _backend() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def workers(count: int):
    """A pool of processes that are warm."""
    pool = multiprocessing.get_context("spawn").Pool(count, initializer=set_up)
    pool.map(time.sleep, [0.5] * count, chunksize=1)
    return pool


def parallel_seconds(pool, texts: Sequence[str]) -> float:
    """Wall seconds until the workers have answered all texts, batch by batch."""
    start = time.perf_counter()
    for _found in pool.imap_unordered(answers, batches(texts)):
        pass
    return time.perf_counter() - start


def command_seconds(texts: Sequence[str], processes: int) -> float:
    """Wall seconds of `manage.py geocode FILE --workers N`, from its start to its last line."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write("\n".join(texts) + "\n")
        file.flush()
        start = time.perf_counter()
        command = [sys.executable, "manage.py", "geocode", file.name, "--workers", str(processes)]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - start
