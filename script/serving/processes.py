"""Processes that are still the ones that were started: a number alone may be another's by now."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from mapsite.operation.private_database import ROOT

PATIENCE = 10


def boot() -> str:
    """Numbers and times of processes start anew with it."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def started_at(pid: int) -> str | None:
    """When the process began, in ticks since boot; None when it has ended."""
    stat = _stat(pid)
    return stat[19] if stat and stat[0] != "Z" else None


def group(leader: int, start: str) -> list[int]:
    """Living processes of the group that `leader`, which began at `start`, was or is the first of.

    While a group has a member its number is given to no new process, so a leader with another start is a stranger's.
    Where the leader is gone, only processes that work in this folder count.
    """
    if started_at(leader) not in (None, start):
        return []
    return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if _belongs(pid, leader)]


def _belongs(pid: int, leader: int) -> bool:
    stat = _stat(pid)
    if not stat or stat[0] == "Z" or int(stat[2]) != leader:
        return False
    try:
        # A folder that was replaced since is "… (deleted)".
        return os.readlink(f"/proc/{pid}/cwd").removesuffix(" (deleted)") == str(ROOT)
    except OSError:
        return False


def end(groups: list[tuple[int, str]], patience: float = PATIENCE) -> int:
    """Ends all of these groups, by force after `patience` seconds; the number of processes that were alive."""
    alive = count = len(_members(groups))
    _signal(groups, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while alive and time.monotonic() < deadline:
        time.sleep(0.05)
        alive = len(_members(groups))
    _signal(groups, signal.SIGKILL)
    return count


def _members(groups) -> list[int]:
    return [pid for leader, start in groups for pid in group(leader, start)]


def _signal(groups, number: int) -> None:
    for pid in _members(groups):
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _stat(pid: int) -> list[str] | None:
    """Fields of /proc/PID/stat from the state on; the command's name before it may hold blanks and brackets."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
