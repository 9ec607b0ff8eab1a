"""Which system calls a process may make: a seccomp filter in classic BPF, from the table syscalls.tsv."""

import ctypes
import errno
import os
import platform
import struct
from pathlib import Path

from . import kernel

PR_SET_SECCOMP, MODE_FILTER = 22, 2
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
NUMBER, MACHINE, ARGUMENTS = 0, 4, 16
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# x86_64 has a second table of numbers (x32) from here on: no filter of the first would see them.
X32 = 0x40000000
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
CLONE_THREAD = 0x10000


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def program(threads: bool = False) -> bytes:
    """The filter by which refused calls fail with EPERM; starting a thread too, unless there may be `threads`.

    Made while the process can still read the table. Raises OSError where this machine has none.
    """
    if platform.machine() not in AUDIT:
        raise OSError(errno.ENOSYS, f"no table of system calls for {platform.machine()}")
    return b"".join(struct.pack("HBBI", *instruction) for instruction in _instructions(platform.machine(), threads))


def restrict(code: bytes):
    """From now on `code` decides. Raises OSError where the kernel has no filters. Needs PR_SET_NO_NEW_PRIVS."""
    kernel.prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(_Program(len(code) // 8, code)))


def _instructions(machine: str, threads: bool):
    """Yield (code, jump where true, jump where false, value)."""
    yield LOAD, 0, 0, MACHINE
    yield EQUAL, 1, 0, AUDIT[machine]
    yield RETURN, 0, 0, KILL
    yield LOAD, 0, 0, NUMBER
    if machine == "x86_64":
        yield AT_LEAST, 0, 1, X32
        yield RETURN, 0, 0, KILL
    for name, number, rule, argument in _table(machine):
        with_condition = argument and (threads or rule != "thread")
        yield from _conditional(number, rule, argument) if with_condition else _refused(name, number)
    yield RETURN, 0, 0, ALLOW


def _refused(name, number):
    # glibc tries the newer call first and takes the older one where there is none.
    code = errno.ENOSYS if name in ("clone3", "openat2") else errno.EPERM
    yield EQUAL, 0, 1, number
    yield RETURN, 0, 0, REFUSE | code


def _conditional(number, rule, argument):
    yield EQUAL, 0, 4, number
    yield LOAD, 0, 0, ARGUMENTS + 8 * int(argument)
    if rule == "writing":
        yield ANY_BIT, 0, 1, WRITING
    elif rule == "thread":
        yield ANY_BIT, 1, 0, CLONE_THREAD
    else:
        # A process may name itself by its number; 0 is itself to prlimit, its whole group to kill.
        yield EQUAL, 1, 0, os.getpid()
    yield RETURN, 0, 0, REFUSE | errno.EPERM
    yield RETURN, 0, 0, ALLOW


def _table(machine: str):
    lines = (Path(__file__).parent / "syscalls.tsv").read_text(encoding="ascii").splitlines()
    head, *rows = [line.split("\t") for line in lines if not line.startswith("#")]
    for row in (dict(zip(head, row, strict=True)) for row in rows):
        if row[machine]:
            yield row["name"], int(row[machine]), row["rule"], row["argument"]
