"""Production refuses to start with anything unsafe."""

import os
import subprocess
import sys

import pytest

SAFE = {"DEBUG": "0", "SECRET_KEY": "k" * 60, "ALLOWED_HOSTS": "map.example.go.kr"}


def start(**changes):
    environment = {"PATH": os.environ["PATH"], "MAPTAG_ENV_FILE": os.devnull, **SAFE, **changes}
    return subprocess.run(
        [sys.executable, "-c", "import mapsite.settings"], env=environment, capture_output=True, text=True
    )


def test_safe_settings_start():
    assert start().returncode == 0


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "too-short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "demo-secret-key-never-used-when-debug-is-off"}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"DEMO_PASSWORD": "demo-seoul"}, "DEMO_PASSWORD"),
    ],
)
def test_unsafe_settings_do_not_start(changes, named):
    run = start(**changes)
    assert run.returncode != 0
    assert named in run.stderr


def test_production_does_not_debug_unless_told():
    environment = {"PATH": os.environ["PATH"], "MAPTAG_ENV_FILE": os.devnull}
    run = subprocess.run(
        [sys.executable, "-c", "import mapsite.settings"], env=environment, capture_output=True, text=True
    )
    assert "SECRET_KEY" in run.stderr
