"""One picture at a time on this machine, in a child that is shut in: what ends the child costs that picture alone."""

import fcntl
import json
import logging
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[3]
# 39 megapixels took 390 MB as HEIC, 370 as PNG, 300 as JPEG; a WebP of 24 takes 400.
MEGABYTES = 512
SECONDS = 20
# Others' pictures before this one; a phone's takes half a second.
WAIT_S = 60


class PictureRefused(Exception):
    """`reason`: "too_large" or "large_webp" (pixels), "unreadable", or "busy"."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


def process(content: bytes, strokes: list | None = None) -> tuple[dict, dict[str, bytes]]:
    """(width, height, sharpness, brightness and gps of the picture, its WebP files by size); PictureRefused."""
    with _turn():
        output = _run(json.dumps(strokes or []).encode() + b"\n" + content)
    line, _newline, rest = output.partition(b"\n")
    answer = json.loads(line)
    if "refused" in answer:
        raise PictureRefused(answer["refused"])
    return answer, _files(answer.pop("files"), rest)


def _files(lengths: dict, joined: bytes) -> dict[str, bytes]:
    files, start = {}, 0
    for name, length in lengths.items():
        files[name] = joined[start : start + length]
        start += length
    return files


def command() -> list[str]:
    return [sys.executable, "-B", "-m", "community.reports.picturing", str(MEGABYTES), str(SECONDS)]


def _run(picture: bytes) -> bytes:
    # Nothing of our environment: a fault in a decoder must not find the secrets that it holds.
    environment = {"PATH": os.environ.get("PATH", ""), "MALLOC_ARENA_MAX": "2"}
    options = {"cwd": ROOT, "env": environment, "start_new_session": True, "timeout": 2 * SECONDS}
    try:
        # Our own module; no shell, no argument from outside.
        process = subprocess.run(command(), input=picture, capture_output=True, **options)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise PictureRefused("unreadable") from None
    if process.returncode or b"\n" not in process.stdout:
        logger.warning("a picture ended its child: status %s %s", process.returncode, process.stderr[-200:])
        raise PictureRefused("unreadable")
    return process.stdout


@contextmanager
def _turn():
    """The lock of this machine, which ends with its holder."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "pictures.lock").open("w") as file:
        deadline = time.monotonic() + WAIT_S
        while not _locked(file):
            if time.monotonic() > deadline:
                raise PictureRefused("busy")
            time.sleep(0.02)
        yield


def _locked(file) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
