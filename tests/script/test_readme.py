"""What README says can be typed, works as it stands."""

import json
import re
import shutil

import pytest

from tests.script.site import ROOT

README = (ROOT / "README.md").read_text()


def commands(heading: str) -> list[str]:
    """The lines of the indented blocks below a heading, without their remarks."""
    section = re.split(r"^## ", README, flags=re.M)
    [text] = [part for part in section if part.startswith(heading)]
    lines = re.findall(r"^(?: {4}| {7})(\S.*)$", text, flags=re.M)
    return [line.split("  #")[0].strip() for line in lines]


@pytest.fixture(scope="module")
def files(clone):
    """What the reader is told to have: downloaded address files, a table, a document."""
    (clone.home / "juso").mkdir()
    for path in ("tests/data/addresses.csv", "tests/data/codes.csv"):
        shutil.copy(ROOT / path, clone.home / "juso")
    (clone.folder / "addresses.csv").write_text("이름,소재지\n시청,서울시 중구 세종대로 110\n")
    shutil.copy(ROOT / "data/documents/하천변_공중화장실_개방_공고.hwp", clone.folder / "공고.hwp")


def test_two_commands(server):
    """The second one is what runs this test."""
    assert commands("Two commands") == ["script/server", "script/test"]
    assert "uploader@demo.example" in server.output


def test_shell_commands_find_what_the_server_uses(clone, server, files):
    lines = commands("Real addresses") + [line for line in commands("Production") if "vapid" in line]
    assert len(lines) == 5
    for line in lines:
        run = clone.shell(line)
        assert (run.returncode, "Traceback" in run.stderr) == (0, False), (line, run.stderr)
        assert run.stdout


def test_shell_commands_start_the_database_when_it_is_down(clone, files, no_server):
    clone.shell("script/database stop")
    (geocode,) = [line for line in commands("Real addresses") if line.startswith("echo")]
    run = clone.shell(geocode)
    assert json.loads(run.stdout)["grade"] == "A1"
    assert clone.shell("script/database start").stdout == "running\n"
    clone.shell("script/database stop")


def test_commands_end_in_silence_when_their_reader_has_enough(clone, server, files):
    """A pipe whose reader has gone before the first line, as with `head` at the last."""
    geocode = ".venv/bin/python manage.py geocode"
    lines = (
        f"seq 1 3000 | sed 's/^/세종대로 /' | {geocode}",
        f"{geocode} addresses.csv --column 소재지 --workers 2",
        ".venv/bin/python manage.py extract 공고.hwp",
        ".venv/bin/python manage.py make_vapid_key",
        ".venv/bin/python manage.py help",
    )
    for line in lines:
        run = clone.shell(f"{line} | true; echo ${{PIPESTATUS[*]}}")
        assert run.stderr == "", line
        assert " 141 0" in f" {run.stdout}", line
    assert clone.shell(f"echo '세종대로 110' | {geocode} | head -n 1").stdout.startswith("{")


def test_commands_at_once_make_one_database(clone, files, no_server):
    clone.shell("script/database stop")
    (geocode,) = [line for line in commands("Real addresses") if line.startswith("echo")]
    run = clone.shell(f"{geocode} & {geocode} & {geocode} & wait")
    assert [json.loads(line)["grade"] for line in run.stdout.splitlines()] == ["A1"] * 3
    clone.shell("script/database stop")
