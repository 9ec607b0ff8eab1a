"""A pytest plugin: writes what failed and what passed to the file that OUTCOMES names."""

import json
import os
from pathlib import Path

_worst: dict[str, bool] = {}


def pytest_runtest_logreport(report):
    """Of set-up, call and tear-down, one failure is enough."""
    if report.failed or report.when == "call":
        _worst[report.nodeid] = _worst.get(report.nodeid, True) and report.passed | report.skipped


def pytest_collectreport(report):
    if report.failed:
        _worst[report.nodeid] = False


def pytest_sessionfinish(session):
    if hasattr(session.config, "workerinput"):  # one of several processes: the first one hears of all
        return
    Path(os.environ["OUTCOMES"]).write_text(json.dumps(_worst))
