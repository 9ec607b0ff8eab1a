"""A process that reads hostile files tries to get out, as root's child and as an ordinary user's."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from maptag import sandbox

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65_534
USERS = [None, NOBODY] if os.geteuid() == 0 else [None]
KERNEL = sandbox.missing() == []

SHUT_IN = """
import os, sys
from pathlib import Path
from maptag.sandbox import Limits, confine, taken_over
path = taken_over(int(sys.argv[1]))
try_out = compile(sys.stdin.read(), "escape", "exec")
confine(Limits(512, 2))
exec(try_out)
"""


def escape(code, document, user=None, threads=0, **options) -> subprocess.CompletedProcess:
    """What became of `code` in a process that was shut in; `path` there is the document that it was handed."""
    shut_in = SHUT_IN.replace("(512, 2)", f"(512, 2, threads={threads})")
    with document.open("rb") as file:
        return subprocess.run(
            [sys.executable, "-B", "-c", shut_in, str(file.fileno())],
            input=code,
            text=True,
            capture_output=True,
            timeout=60,
            cwd=ROOT,
            pass_fds=[file.fileno()],
            user=user,
            group=user,
            extra_groups=[] if user else None,
            env={"SECRET": "geheim", "PATH": os.environ["PATH"]},
            **options,
        )


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "document"
    path.write_text("쉼터", encoding="utf-8")
    path.chmod(0o600)
    return path


@pytest.fixture(params=USERS, ids=lambda user: f"uid-{user}" if user else "own-uid")
def tries(request, document):
    """tries(code) → what the code printed, run as each kind of user."""
    if not KERNEL:
        pytest.skip("this kernel has no seccomp or no Landlock")

    def run(code, **limits):
        result = escape(code, document, request.param, **limits)
        return (result.stdout or result.stderr).strip()

    return run


REFUSED = "PermissionError"
TRY = """
import ctypes, mmap, os, signal, socket, subprocess, threading
for statement in {statements!r}:
    try:
        exec(statement)
        print("escaped:", statement)
    except BaseException as error:
        print(type(error).__name__)
"""


def outcomes(tries, *statements):
    """What each statement came to, all tried in one process after another."""
    return tries(TRY.format(statements=statements)).split("\n")


def test_it_reads_what_it_was_handed(tries):
    assert tries("print(path.read_text(encoding='utf-8'))") == "쉼터"


NETWORK = [
    "socket.socket(socket.AF_INET)",
    "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
    "socket.socket(socket.AF_UNIX)",
    "socket.socketpair()",
    "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
]


def test_it_has_no_network(tries):
    assert outcomes(tries, *NETWORK) == [REFUSED] * len(NETWORK)


READING = [
    "open('/proc/%d/environ' % os.getppid()).read()",
    "open('/proc/%d/mem' % os.getppid(), 'rb')",
    "open('/proc/1/environ', 'rb').read()",
    "open('/proc/self/environ').read()",
    "open('/etc/passwd').read()",
    f"open({str(ROOT / 'manage.py')!r}).read()",
    f"os.listdir({str(ROOT)!r})",
    "os.listdir('/proc')",
    "os.listdir('/tmp')",
]


def test_it_reads_no_environment_and_no_other_file(tries):
    assert outcomes(tries, *READING) == [REFUSED] * len(READING)


WRITING = [
    "open('/tmp/escaped', 'w')",
    "open('/dev/shm/escaped', 'w')",
    f"open({str(ROOT / 'maptag' / 'escaped.py')!r}, 'w')",
    "open(path, 'ab')",
    "os.mkdir('/tmp/escaped')",
    "os.unlink('maptag/apps.py')",
    "os.rename('maptag/apps.py', 'maptag/bpps.py')",
    "os.chmod('maptag/apps.py', 0o777)",
    "os.symlink('/etc', '/tmp/escaped')",
    "os.truncate('maptag/apps.py', 0)",
    "os.utime('maptag/apps.py')",
    "os.memfd_create('more')",
    "os.mkfifo('/tmp/escaped')",
]


def test_it_writes_nowhere(tries):
    assert outcomes(tries, *WRITING) == [REFUSED] * len(WRITING)
    assert not Path("/tmp/escaped").exists()  # noqa: S108 - where the process tried to write


PROCESSES = [
    "os.fork()",
    "os.posix_spawn('/bin/true', ['true'], {})",
    "os.execv('/bin/true', ['true'])",
    "subprocess.run(['/bin/true'])",
    "os.kill(os.getppid(), signal.SIGTERM)",
    "os.kill(1, 0)",
    "os.killpg(os.getppid(), 0)",
    "os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)",
    "os.pidfd_open(os.getppid())",
    "os.sched_setaffinity(os.getppid(), {0})",
]


def test_it_starts_and_touches_no_process(tries):
    assert set(outcomes(tries, *PROCESSES)) <= {REFUSED, "BlockingIOError"}


def test_it_starts_no_thread(tries):
    assert outcomes(tries, "threading.Thread(target=print).start()") == ["RuntimeError"]


def test_with_a_thread_for_its_decoder_it_still_starts_no_process(tries):
    thread = "[t := threading.Thread(target=print), t.start(), t.join()] and 'ran'"
    results = outcomes(partial(tries, threads=1), f"print({thread}, end='')", *PROCESSES[:4])
    assert "ran" in results[0]
    assert set(results[1:]) <= {REFUSED, "BlockingIOError"}


# ptrace, process_vm_readv, unshare, mount, bpf, io_uring_setup
NUMBERS = [101, 310, 272, 165, 321, 425]


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="numbers of x86_64")
def test_it_has_no_way_around_through_the_kernel(tries):
    code = (
        "libc = ctypes.CDLL(None, use_errno=True); libc.syscall({}, 16, 0, 0, 0, 0); "
        + "raise OSError(ctypes.get_errno(), '')"
    )
    assert outcomes(tries, *map(code.format, NUMBERS)) == [REFUSED] * len(NUMBERS)


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the second table of x86_64")
@pytest.mark.skipif(not KERNEL, reason="no filters")
def test_the_second_table_of_system_calls_ends_it(document):
    result = escape("import ctypes; ctypes.CDLL(None).syscall(0x40000000 + 41, 2, 1, 0); print('escaped')", document)
    assert result.returncode < 0
    assert "escaped" not in result.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_the_child_of_root_is_a_user_of_its_own(document):
    code = "print(os.getresuid(), os.getresgid(), os.getgroups())"
    users = {escape(code, document).stdout for _ in range(3)}
    assert len(users) == 3
    assert not any("(0," in line or " 0," in line for line in users)


def test_it_can_not_become_root_again(tries):
    assert outcomes(tries, "os.setuid(0)", "os.setgid(0)", "os.setgroups([0])") == [REFUSED] * 3


def test_it_gets_no_more_memory_than_its_limit(tries):
    assert outcomes(tries, "bytearray(600 << 20)") == ["MemoryError"]
    assert outcomes(tries, "[mmap.mmap(-1, 1 << 30) for _ in range(4)]") == ["OSError"]


@pytest.mark.parametrize("user", USERS)
def test_it_gets_no_more_time_than_its_limit(document, user):
    result = escape("while True: pass", document, user)
    assert -result.returncode in (24, 9)
    assert result.returncode != 0


@pytest.mark.parametrize("user", USERS)
def test_it_may_give_up_by_itself(document, user):
    """abort() sends a signal to itself: a crash in a C library must look like one."""
    assert escape("os.abort()", document, user).returncode == -6
