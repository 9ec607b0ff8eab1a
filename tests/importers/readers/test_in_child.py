"""Reading in a child process: the parent gets Records or an Unreadable, whatever happens to the child."""

import os
import signal
from pathlib import Path

import pytest

from importers.readers import Unreadable, read
from importers.uploads import reading
from importers.uploads.reading import read_in_child
from tests.importers import documents as d


@pytest.fixture
def path(tmp_path):
    """A CSV of 3,000 rows."""
    path = tmp_path / "upload"
    rows = [f"{n},쉼터 {n},서울특별시 강남구 테헤란로 {n}" for n in range(3000)]
    path.write_text("\n".join(["연번,시설명,주소", *rows]), encoding="cp949")
    return path


def test_the_child_gives_the_same_records_and_warnings_as_reading_here(path):
    child, here = read_in_child(path, "목록.xlsx"), read(path, "목록.xlsx")
    assert list(child) == list(here)
    assert child.format == "csv"
    assert child.warnings == here.warnings != []


def test_warnings_of_the_reading_arrive(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(d.hwp(d.hwp_paragraph("종로")[:-2] + d.hwp_paragraph("나")[:-3]))
    result = read_in_child(path)
    assert [record.text for record in result]
    assert [warning.code for warning in result.warnings] == ["partial"]


def test_a_fault_of_the_file_is_raised_here(tmp_path):
    path = tmp_path / "-x.hwp"
    path.write_bytes(d.hwp(d.hwp_paragraph("가"), flags=3))
    with pytest.raises(Unreadable) as caught:
        list(read_in_child(path, "이름\0.hwp"))
    assert caught.value.code == "encrypted"
    assert "암호" in caught.value.message


def test_a_child_that_is_killed_leaves_a_message(path, monkeypatch):
    children = []
    start = reading.Child._start
    monkeypatch.setattr(reading.Child, "_start", lambda *args: children.append(start(*args)) or children[0])
    records = iter(read_in_child(path))
    next(records)
    os.kill(children[0].pid, signal.SIGKILL)
    with pytest.raises(Unreadable) as caught:
        list(records)
    assert caught.value.code == "too_large"


def test_a_child_without_time_leaves_a_message(path):
    with pytest.raises(Unreadable) as caught:
        list(read_in_child(path, seconds=0.001))
    assert caught.value.code == "too_slow"


def test_a_child_without_memory_leaves_a_message(tmp_path):
    path = tmp_path / "upload"
    body = "<p><r><t>a</t></r></p>" * 2_000_000
    path.write_bytes(d.archive({"word/document.xml": f"<document><body>{body}</body></document>"}))
    with pytest.raises(Unreadable) as caught:
        list(read_in_child(path, megabytes=200))
    assert caught.value.code == "too_large"


def test_leaving_early_ends_the_child(path, monkeypatch):
    children = []
    start = reading.Child._start
    monkeypatch.setattr(reading.Child, "_start", lambda *args: children.append(start(*args)) or children[0])
    records = iter(read_in_child(path))
    next(records)
    records.close()
    assert children[0].poll() is not None


def test_the_child_knows_no_secrets(path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "geheim")
    seen = {}
    monkeypatch.setattr(reading.subprocess, "Popen", lambda *args, **options: seen.update(options) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        read_in_child(path)
    assert "SECRET_KEY" not in seen["env"]


def test_the_child_that_reads_is_shut_in(path):
    records = iter(read_in_child(path))
    next(records)
    (child,) = [
        p
        for p in Path("/proc").glob("[0-9]*")
        if b"importers.readers" in _command_line(p) and _parent(p) == os.getpid()
    ]
    status = dict(line.split(":\t", 1) for line in (child / "status").read_text().splitlines())
    records.close()
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")
    assert status["Uid"].split()[0] != "0"
    assert set(status["CapEff"]) == {"0"}


def _command_line(process) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


def _parent(process) -> int:
    status = (process / "stat").read_text()
    return int(status.rpartition(")")[2].split()[1])


def test_the_child_reads_what_only_its_parent_may_open(path):
    path.chmod(0o600)
    path.parent.chmod(0o700)
    assert len(list(read_in_child(path))) == 3001


def test_a_busy_child_is_ended_after_twenty_seconds_of_cpu_and_has_512_mb():
    assert (reading.SECONDS, reading.MEGABYTES) == (20, 512)
