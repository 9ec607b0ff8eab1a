"""Processor time of other processes: on a machine that others use too, it says more than the clock on the wall."""

import os
from pathlib import Path

_TICK = 1 / os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """User and system seconds that a process has used so far; 0 where it cannot be seen (another machine's)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) * _TICK


def megabytes(pid: int, name: str) -> float:
    """A line of /proc/PID/status: VmHWM is the peak, RssAnon what a PostgreSQL backend holds beyond shared buffers."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return float("nan")
    return int(status.split(f"{name}:")[1].split()[0]) / 1024
