"""Giving up, step by step, what a reading process has no need of."""

import fcntl
import os
import resource
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from . import kernel, landlock, seccomp

CHUNK = 1 << 20
# Of a user by itself each: those beside it can't be touched. Where few users are mapped, the smaller numbers.
FIRST_USERS = (200_000_000, 50_000, 0)
SPAN = (1 << 22, 10_000, 1)
NOBODY = 65_534
SYSTEM = (
    "/usr",
    "/lib",
    "/lib64",
    "/bin",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/fonts",
    "/dev/null",
    "/dev/urandom",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """`megabytes` of memory, `seconds` of CPU time, `files` open at once, `threads` beside the first."""

    megabytes: int
    seconds: int
    files: int = 64
    threads: int = 0


def confine(limits: Limits, readable: Iterable[Path] = ()):
    """Shut this process in, for good. It goes on reading Python's own files, the system's libraries, and `readable`.

    What the kernel lacks is left out: `missing` tells, and so does a Django check. What fails all the same raises
    OSError: nothing is read then.
    """
    lacking = kernel.missing()
    # Read before its own file may be out of reach: left out in silence, the process would have a network.
    calls = None if "seccomp" in lacking else seccomp.program(threads=limits.threads > 0)
    _limit(limits)
    if os.geteuid() == 0:
        _become_a_user_of_its_own(limits.threads)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    if "landlock" not in lacking:
        landlock.restrict([*SYSTEM, *_python(), *map(str, readable)])
    if calls:
        seccomp.restrict(calls)


def taken_over(descriptor: int) -> Path:
    """A path to a private copy, in memory and unchangeable, of the file that is open as `descriptor`.

    Any user may open it again by that path, as libraries do; the file's own would be refused after `confine`.
    """
    copy = os.memfd_create("document", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    while os.sendfile(copy, descriptor, None, CHUNK):
        pass
    os.close(descriptor)
    os.fchmod(copy, 0o444)
    fcntl.fcntl(
        copy, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL
    )
    return Path(f"/proc/self/fd/{copy}")


def _limit(limits: Limits):
    # Address space would count the mapped libraries too; data is what a bomb fills.
    size = limits.megabytes << 20
    for what, most in (
        (resource.RLIMIT_DATA, size),
        (resource.RLIMIT_AS, size * 2 + (1 << 30)),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, limits.files),
    ):
        resource.setrlimit(what, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))


def _become_a_user_of_its_own(threads: int):
    for first, span in zip(FIRST_USERS, SPAN, strict=True):
        user = first + os.getpid() % span if first else NOBODY
        try:
            os.setgroups([])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
        except OSError:  # not mapped in this container
            continue
        # With a user of its own, not even without a filter can it fork.
        most = threads + 1 if threads else 0  # the kernel counts threads, and this one with them
        resource.setrlimit(resource.RLIMIT_NPROC, (most, most))
        return
    raise OSError("root, and no other user to become")


def _python() -> set[str]:
    return {sys.prefix, sys.base_prefix, os.path.realpath(sys.prefix), sysconfig.get_path("stdlib"), *_packages()}


def _packages() -> list[str]:
    return [os.path.realpath(path) for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
