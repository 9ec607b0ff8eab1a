"""A pytest plugin: shares the tests out to processes (pytest -n 2 --dist loadgroup), each with a database of its own.

What stands together in pytest-django's order is run together, by one process: a file's fixtures are set up once, and
what empties tables comes after what needs them as migrations left them.
"""

from itertools import groupby
from pathlib import Path

import pytest

# Their clones and networks stand beside each other on the machine itself. The longest group, so the first.
ONE_GROUP = Path(__file__).resolve().parents[2] / "tests/script"


def pytest_collection_modifyitems(config, items):
    if not getattr(config.option, "loadgroup", False):  # set in xdist's processes alone
        return
    items.sort(key=lambda item: _kept_together(item) != ONE_GROUP)
    for number, (_name, group) in enumerate(groupby(items, _kept_together)):
        for item in group:
            item.add_marker(pytest.mark.xdist_group(str(number)))


def _kept_together(item) -> Path:
    return ONE_GROUP if ONE_GROUP in item.path.parents else item.path


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report):
    """Told by the name that runs the test again: xdist adds the group to it."""
    if report.nodeid.rfind("@") > report.nodeid.rfind("]"):
        report.nodeid = report.nodeid.rpartition("@")[0]
