"""/healthz and /readyz."""

import json
import os
import struct
import subprocess
import sys

import pytest
from django.db import connection

from maptag.sandbox import kernel, seccomp

# Answers a call of Landlock as a kernel without it does.
WITHOUT_LANDLOCK = (
    (seccomp.LOAD, 0, 0, seccomp.NUMBER),
    (seccomp.EQUAL, 0, 1, kernel.LANDLOCK_CREATE),
    (seccomp.RETURN, 0, 0, seccomp.REFUSE | 38),
    (seccomp.RETURN, 0, 0, seccomp.ALLOW),
)
ASK = """
import sys, django
from maptag.sandbox import kernel, seccomp
kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
seccomp.restrict(sys.stdin.buffer.read())
django.setup()
from django.test import Client
print(Client().get("/readyz").text)
"""


@pytest.fixture
def worker(db):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        return cursor.fetchone()[0]


def test_healthz_needs_nothing(client):
    assert client.get("/healthz").content == b"ok"


def test_readyz_with_everything_in_order(client, worker):
    response = client.get("/readyz")
    assert response.status_code == 200
    looked_at = {"database", "worker", "disk", "temporary", "storage default"}
    assert response.json() == dict.fromkeys(looked_at, True) | {"warnings": []}


def test_readyz_misses_the_worker(client, db):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["worker"] is False


def test_readyz_misses_a_silent_worker(client, worker):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'")
    assert client.get("/readyz").json()["worker"] is False


def test_readyz_misses_disk_space(client, worker, settings):
    settings.DISK_FREE_MIN_MB = 10**9
    assert client.get("/readyz").json()["disk"] is False


@pytest.mark.skipif("seccomp" in kernel.missing(), reason="a kernel without Landlock is made by a filter")
def test_readyz_warns_of_what_the_kernel_lacks_and_is_ready_all_the_same():
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in WITHOUT_LANDLOCK)
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "mapsite.settings", "LOG_LEVEL": "CRITICAL"}
    run = subprocess.run([sys.executable, "-c", ASK], input=code, env=environment, capture_output=True)
    answer = json.loads(run.stdout.splitlines()[-1])
    assert answer.pop("warnings") == ["sandbox landlock"]
    assert answer["disk"] is True
