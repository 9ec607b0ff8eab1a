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


# -- what Django's checks and the web server refuse

COMPLETE = {
    "TRUSTED_PROXIES": "1",
    "CONTACT_KEYS": "c" * 40,
    "EMAIL_URL": "smtp://localhost:25",
}


def serve(**changes):
    """Load what the web server loads."""
    environment = {"PATH": os.environ["PATH"], "MAPTAG_ENV_FILE": os.devnull, **SAFE, **COMPLETE, **changes}
    command = [sys.executable, "-c", "import mapsite.wsgi"]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def test_a_complete_production_is_served():
    run = serve(TRUSTED_PROXIES="0")
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"TRUSTED_PROXIES": ""}, "TRUSTED_PROXIES=1 for one nginx"),
        ({"TRUSTED_PROXIES": "one"}, "TRUSTED_PROXIES=1 for one nginx"),
        ({"CONTACT_KEYS": ""}, "make_contact_key"),
        ({"CONTACT_KEYS": "short"}, "make_contact_key"),
        ({"CONTACT_KEYS": "k" * 60}, "make_contact_key"),
        ({"EMAIL_URL": "consolemail://"}, "EMAIL_URL=smtp+tls"),
        ({"EMAIL_URL": "dummymail://"}, "EMAIL_URL=smtp+tls"),
        ({"EMAIL_URL": "memorymail://"}, "EMAIL_URL=smtp+tls"),
        ({"EMAIL_URL": "filemail:///tmp/mails"}, "EMAIL_URL=smtp+tls"),
    ],
)
def test_production_says_what_is_missing_and_is_not_served(changes, said):
    run = serve(**changes)
    assert run.returncode != 0
    assert said in run.stderr


def test_a_key_for_contacts_can_be_made_before_there_is_one():
    environment = {"PATH": os.environ["PATH"], "MAPTAG_ENV_FILE": os.devnull, **SAFE}
    command = [sys.executable, "manage.py", "make_contact_key"]
    run = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert run.stdout.startswith("CONTACT_KEYS=")
    assert serve(CONTACT_KEYS=run.stdout.strip().partition("=")[2]).returncode == 0
