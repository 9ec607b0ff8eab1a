"""A race is told, counted, and in CI not let through for ever."""

import json
import os
import re
import subprocess
import sys

import pytest

from tests.script.site import ROOT

RACE = """
from pathlib import Path

def test_race():
    tries = Path(__file__).with_name("tries")
    tries.write_text(tries.read_text() + "." if tries.exists() else ".")
    assert len(tries.read_text()) > {fails}

def test_calm():
    pass
"""


@pytest.fixture
def suite(tmp_path):
    """suite(fails, **environment): runs a test that fails so many times before it passes."""
    (tmp_path / "pytest.ini").write_text("[pytest]\n\n")

    def run(fails, arguments=("-q",), **environment):
        (tmp_path / "tries").unlink(missing_ok=True)
        (tmp_path / "test_some.py").write_text(RACE.format(fails=fails))
        plain = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "FLAKY_LEDGER": "ledger.json"}
        plain["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        command = [sys.executable, "-m", "script.testing", *arguments]
        return subprocess.run(command, cwd=tmp_path, env=plain | environment, capture_output=True, text=True)

    return run


def test_a_race_is_told_at_the_end(suite):
    run = suite(1)
    assert run.returncode == 0
    assert run.stdout.strip().splitlines()[-1].startswith("FLAKY test_some.py::test_race  (for the first time")


def test_the_whole_suite_is_shared_out_and_a_race_told_by_the_name_that_runs_it_again(suite):
    run = suite(1, arguments=(), PYTEST_PLUGINS="xdist.plugin")
    assert run.returncode == 0
    assert re.search(r"created: \d/\d worker", run.stdout)
    assert run.stdout.strip().splitlines()[-1].startswith("FLAKY test_some.py::test_race  (for the first time")


def test_what_fails_alone_too_fails(suite):
    run = suite(2)
    assert run.returncode == 1
    assert "FLAKY" not in run.stdout


def test_ci_fails_after_three_failures_in_a_row(suite):
    assert suite(2, CI="true").returncode == 0
    assert suite(3, CI="true").returncode == 1


def test_ci_fails_when_a_test_is_flaky_three_runs_in_a_row(suite):
    codes = [suite(1, CI="true").returncode for _ in range(3)]
    assert codes == [0, 0, 1]


def test_a_run_without_it_ends_the_row(suite, tmp_path):
    suite(1)
    suite(1)
    assert json.loads((tmp_path / "ledger.json").read_text()) == {"test_some.py::test_race": 2}
    suite(0)
    assert json.loads((tmp_path / "ledger.json").read_text()) == {}


def test_a_developer_is_told_but_not_stopped(suite):
    assert [suite(1).returncode for _ in range(3)] == [0, 0, 0]
