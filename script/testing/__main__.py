"""Runs pytest, and what failed once more, alone: what passes then is flaky, and is told and counted as such.

A fault that shows every time fails both times. A race shows now and then: hiding it behind a second run would let it
grow. So each flaky test is named at the end, and a ledger counts the runs in a row in which it was flaky; a run in
which it passes at once ends the row. In CI the third run in a row fails. Where CI starts with an empty ledger each
time, three tries stand for three runs: a test that fails in the suite is run alone up to three times in all, and fails
unless it passes in one of them; so one that fails three times in a row never lands.

FLAKY_LEDGER names the ledger, var/test/flaky.json by default.

The whole suite is shared out to as many processes as there are cores, file by file. With arguments it runs in one.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROW = 3
# More failures than this are no race: to run them all again would only take time.
MOST = 20
LEDGER = Path(os.environ.get("FLAKY_LEDGER", "var/test/flaky.json"))
IN_CI = bool(os.environ.get("CI"))
# Each process drives a browser and a server of its own, and the test cluster has 60 connections.
MOST_PROCESSES = 4


def pytest(*arguments: str) -> tuple[int, dict[str, bool]]:
    """The exit code, and for each test whether it passed."""
    with tempfile.TemporaryDirectory() as folder:
        outcomes = Path(folder) / "outcomes.json"
        command = [sys.executable, "-m", "pytest", "-p", "script.testing.outcomes", *arguments]
        code = subprocess.run(command, env=os.environ | {"OUTCOMES": str(outcomes)}).returncode
        return code, json.loads(outcomes.read_text()) if outcomes.exists() else {}


def run(arguments: list[str]) -> int:
    """pytest's exit code: 0 as well when all that failed passed alone, and none did so too often."""
    code, outcomes = pytest(*(arguments or shared_out()))
    failed = sorted(name for name, passed in outcomes.items() if not passed)
    # Interrupted, wrong usage, no test at all; or so much that it is no race.
    if code not in (0, 1) or len(failed) > MOST:
        return code
    flaky = [name for name in failed if passes_alone(name)]
    rows = count(flaky, outcomes)
    tell(flaky, rows)
    broken = [name for name in failed if name not in flaky]
    too_often = [name for name in flaky if IN_CI and rows[name] >= ROW]
    return 1 if broken or too_often or (code and not failed) else 0


def shared_out() -> list[str]:
    processes = min(len(os.sched_getaffinity(0)), MOST_PROCESSES)
    # A file is run by one process: what it has on the machine, like a database of a fixed name, stands there once.
    return ["-n", str(processes), "--dist", "loadfile", "--durations", "40"]


def passes_alone(name: str) -> bool:
    """Once more on a developer's machine; in CI until it has failed three times in a row."""
    for attempt in range(2, ROW + 1 if IN_CI else 3):
        print(f"→ {name}: failed, try {attempt}", flush=True)
        if pytest(name, "-m", "")[0] == 0:  # nightly or not
            return True
    return False


def count(flaky: list[str], outcomes: dict[str, bool]) -> dict[str, int]:
    """The ledger after this run: for each test the runs in a row in which it was flaky. What did not run stays."""
    rows = json.loads(LEDGER.read_text()) if LEDGER.exists() else {}
    rows = {name: runs for name, runs in rows.items() if name not in outcomes} | {
        name: rows.get(name, 0) + 1 for name in flaky
    }
    LEDGER.parent.mkdir(parents=True, exist_ok=True)
    LEDGER.write_text(json.dumps(rows, indent=1, ensure_ascii=False))
    return rows


def tell(flaky: list[str], rows: dict[str, int]) -> None:
    if not flaky:
        return
    print("\n=== flaky: failed among the others, passed alone. Each has a race, in itself or in what it tests: mend it")
    for name in flaky:
        row = f"{rows[name]} runs in a row" if rows[name] > 1 else "for the first time in a row"
        print(f"FLAKY {name}  ({row}{'; too often: this run fails' if IN_CI and rows[name] >= ROW else ''})")


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
