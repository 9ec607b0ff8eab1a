"""System calls that Python has no names for."""

import ctypes
import functools
import os
import platform
from pathlib import Path

PR_SET_NO_NEW_PRIVS, PR_SET_DUMPABLE = 38, 4
LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
LANDLOCK_VERSION = 1
ARCHITECTURES = ("x86_64", "aarch64")


@functools.cache
def _libc():
    return ctypes.CDLL(None, use_errno=True)


def syscall(number: int, *args) -> int:
    """What the call returned. Raises OSError."""
    wide = [ctypes.c_long(arg) if isinstance(arg, int) else arg for arg in args]
    return _checked(_libc().syscall(ctypes.c_long(number), *wide))


def prctl(option: int, *args):
    """Raises OSError."""
    wide = [ctypes.c_ulong(arg) if isinstance(arg, int) else arg for arg in (*args, 0, 0, 0, 0)[:4]]
    _checked(_libc().prctl(option, *wide))


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def landlock_version() -> int:
    """0 where the kernel has no Landlock (before 5.13, or not switched on)."""
    try:
        return syscall(LANDLOCK_CREATE, None, 0, LANDLOCK_VERSION)
    except OSError:
        return 0


def missing() -> list[str]:
    """What this machine's kernel lacks, of "seccomp" and "landlock"."""
    filters = platform.machine() in ARCHITECTURES and Path("/proc/sys/kernel/seccomp/actions_avail").exists()
    return [name for name, there in (("seccomp", filters), ("landlock", landlock_version() > 0)) if not there]
