"""What the running server is, kept where the next start finds it: a killed one leaves processes behind."""

import fcntl
import json
import os
import time

from mapsite.operation.private_database import LOCK, RECORD

from . import processes

# Another command may look whether the lock is free just now: that takes it for an instant.
TRIES = 5


class RecordRefused(Exception):
    """This folder's server can't be started; the message says why."""


class ServerRecord:
    """Holds the folder's lock for as long as it lives; `content` is what stands in RECORD.

    {"boot", "pid", "environment": {name: value}, "children": {name: [pid, start]}, "database": started here}
    """

    def __init__(self):
        self._lock = _lock()
        self.left_behind = _read()
        self.content = {
            "boot": processes.boot(),
            "pid": os.getpid(),
            "environment": {},
            "children": {},
            "database": False,
        }

    def keep(self, **changes) -> None:
        self.content |= changes
        temporary = RECORD.with_suffix(".new")
        temporary.write_text(json.dumps(self.content))
        temporary.replace(RECORD)

    def keep_child(self, name: str, pid: int) -> None:
        self.keep(children=self.content["children"] | {name: [pid, processes.started_at(pid)]})

    def end_leftovers(self) -> int:
        """Ends what a start that was cut off has left running; the number of processes."""
        if self.left_behind.get("boot") != processes.boot():
            return 0
        children = self.left_behind["children"].values()
        return processes.end([(pid, start) for pid, start in children if start])

    @property
    def leaves_database(self) -> bool:
        """The start that was cut off had started the private database, so ending that is up to this one."""
        return self.left_behind.get("boot") == processes.boot() and self.left_behind["database"]

    def clear(self) -> None:
        RECORD.unlink(missing_ok=True)


def _lock():
    try:
        LOCK.parent.mkdir(exist_ok=True)
        lock = LOCK.open("w")
    except PermissionError as error:
        raise RecordRefused(
            f"{LOCK.parent} belongs to {LOCK.parent.owner()}: start the server as that user or as root."
        ) from error
    for attempt in range(TRIES):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if attempt == TRIES - 1:
                raise RecordRefused(_where()) from error
            time.sleep(0.1)
        else:
            break
    return lock


def _read() -> dict:
    try:
        return json.loads(RECORD.read_text())
    except (OSError, ValueError):
        return {}


def _where() -> str:
    server = _read()
    address = server.get("environment", {}).get("SITE_URL", "…")
    return f"Maptag of this folder is running already, at {address}. To end it: kill {server.get('pid', '')}"
