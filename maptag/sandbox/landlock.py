"""Which files a process may read: Landlock, https://docs.kernel.org/userspace-api/landlock.html"""

import ctypes
import os
from collections.abc import Iterable

from . import kernel

EXECUTE, READ_FILE, READ_DIR = 1 << 0, 1 << 2, 1 << 3
# Every right over files that the first version knew; later ones add some, and `RIGHTS` counts them.
RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
NEWEST_RIGHTS = 16
BENEATH = 1


class _Ruleset(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64)]


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def restrict(readable: Iterable[str]):
    """From now on this process opens nothing but what lies at or beneath `readable`, and that only to read.

    Raises OSError where the kernel has no Landlock. Needs PR_SET_NO_NEW_PRIVS.
    """
    rights = (1 << RIGHTS.get(kernel.landlock_version(), NEWEST_RIGHTS)) - 1
    attributes = _Ruleset(rights)
    ruleset = kernel.syscall(kernel.LANDLOCK_CREATE, ctypes.byref(attributes), ctypes.sizeof(attributes), 0)
    try:
        for path in readable:
            _allow(ruleset, path)
        kernel.syscall(kernel.LANDLOCK_RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str):
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # not on this machine, or not for this user: nothing to allow
        return
    try:
        allowed = READ_FILE | EXECUTE | (READ_DIR if os.path.isdir(path) else 0)
        rule = _Beneath(allowed, place)
        kernel.syscall(kernel.LANDLOCK_ADD, ruleset, BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(place)
