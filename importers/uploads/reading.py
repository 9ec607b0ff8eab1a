"""Reading documents in a child process: hostile files crash it, fill it or keep it busy, and the worker lives on."""

import json
import logging
import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from importers.readers import Reading, Unreadable
from importers.records import DocumentRecord

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
MEGABYTES = 512
SECONDS = 20
# Of silence, in CPU times: a machine with much else to do gives a child its time slowly.
SLOWEST = 6
# The largest real document gives 21 MB of Records.
MAX_OUTPUT = 512 * 1024 * 1024
MAX_LINE = 64 * 1024 * 1024
MAX_PICTURE = 32 * 1024 * 1024


def read_in_child(path, name: str = "", megabytes: int = MEGABYTES, seconds: float = SECONDS) -> Reading:
    """Reading of the file at `path`, done by a child process.

    `megabytes` limits its memory, `seconds` its CPU time, SLOWEST times as much its silence. The child is shut in
    (maptag.sandbox): it gets the file as an open descriptor. The call returns when the child
    knows the format; Records arrive while it still reads; `warnings` is complete after the last. Unreadable is raised
    here or while iterating: whatever the readers raise, `too_large` when memory ran out, `too_slow` when time did,
    `broken` when the child crashed. Leaving the iteration ends the child.
    """
    child = Child(path, megabytes, seconds)
    lines = child.lines()
    first = next(lines)
    reading = Reading(first["format"], lambda reading: _records(child, lines, reading))
    reading.compare_name(name)
    return reading


def picture_in_child(path, page: int) -> bytes:
    """PNG of a page, from 1, of the PDF at `path`, drawn by a child that is shut in. Unreadable: no such page."""
    child = Child(path, MEGABYTES, SECONDS, ["--picture", str(page)])
    try:
        picture = child.process.stdout.read(MAX_PICTURE)
    finally:
        child.end()
    if not picture.startswith(b"\x89PNG") or child.late:
        raise Unreadable("broken")
    return picture


def _records(child, lines, reading) -> Iterator[DocumentRecord]:
    try:
        for line in lines:
            if "warning" in line:
                reading.warn(line["warning"], **line["details"])
            else:
                yield DocumentRecord.from_dict(line)
    finally:
        child.end()


class Child:
    """One child process; a subprocess rather than a fork, because workers have threads and database connections."""

    def __init__(self, path, megabytes, seconds, task=()):
        self.seconds, self.late = seconds * SLOWEST, False
        self.waiting_since: float | None = None
        self.process = self._start(path, megabytes, seconds, task)
        self._watch_in(self.seconds)

    def _start(self, path, megabytes, seconds, task) -> subprocess.Popen:
        limits = ["--limits", str(megabytes), str(math.ceil(seconds)), *task]
        # A fault in a parser must not find the secrets that the worker's environment holds.
        environment = {"PYTHONIOENCODING": "utf-8", "PATH": os.environ.get("PATH", "")}
        with open(path, "rb") as file:
            return self._run([*limits, str(file.fileno())], environment, file.fileno())

    def _run(self, arguments, environment, descriptor) -> subprocess.Popen:
        return subprocess.Popen(  # noqa: S603 - our own module, and no shell
            # -B: a child that may write nothing need not try to keep its bytecode.
            [sys.executable, "-B", "-m", "importers.readers", *arguments],
            # Ctrl-C at the worker must not look like a fault of the document: so the child has its own session.
            cwd=ROOT,
            env=environment,
            start_new_session=True,
            pass_fds=[descriptor],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def lines(self) -> Iterator[dict]:
        """Yield what the child says until it says that it has finished. Unreadable: its fault, crash or limits."""
        bytes_left = MAX_OUTPUT
        try:
            while line := self._line():
                bytes_left -= len(line)
                if bytes_left < 0 or not line.endswith(b"\n"):
                    break
                message = json.loads(line)
                if "unreadable" in message:
                    logger.info("unreadable: %s %s", message["unreadable"], message.get("cause", ""))
                    raise Unreadable(message["unreadable"], **message["details"])
                if "end" in message:
                    return
                yield message
            raise Unreadable(self._cause(bytes_left))
        finally:
            self.end()

    def _cause(self, bytes_left) -> str:
        if bytes_left < 0:
            return "too_large"
        try:
            status = self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "broken"
        logger.warning("a reader ended with status %s", status)
        if self.late or status == -signal.SIGXCPU:
            return "too_slow"
        # Allocation failures end C libraries by abort, segmentation fault or the kernel's kill.
        return "too_large" if status in (-signal.SIGABRT, -signal.SIGKILL, -signal.SIGSEGV) else "broken"

    def _line(self) -> bytes:
        self.waiting_since = time.monotonic()
        line = self.process.stdout.readline(MAX_LINE)
        self.waiting_since = None
        return line

    def _watch_in(self, seconds):
        self.timer = threading.Timer(seconds, self._watch)
        self.timer.daemon = True
        self.timer.start()

    def _watch(self):
        """End a child that has been silent for too long. Time in which nobody listened does not count: the parent
        stores what it hears, and the child waits for it."""
        since = self.waiting_since
        waited = time.monotonic() - since if since else 0.0
        if waited < self.seconds:
            self._watch_in(self.seconds - waited)
        else:
            self.late = True
            self.process.kill()

    def end(self):
        """End the child if it still runs, and free what it held."""
        self.timer.cancel()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
