"""/healthz and /readyz."""

import pytest
from django.db import connection


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
    assert response.json() == dict.fromkeys(looked_at, True)


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
