"""Health by any name, cookies of one's own, and pages while an update is under way."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from mapsite.accounts.models import User


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_monitors_may_ask_by_address_and_without_tls(client, db, settings, path):
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["map.example.go.kr"], True
    assert client.get(path, headers={"host": "10.1.2.3:8000"}).status_code in (200, 503)
    assert client.get("/favicon.ico", headers={"host": "10.1.2.3:8000"}).status_code in (301, 400)


def test_copies_on_one_host_keep_each_other_s_cookies(client, db, settings):
    settings.COOKIE_SUFFIX = "_8001"
    client.cookies["sessionid"] = "of-the-copy-at-another-port"
    User.objects.create_user("a@demo.example", "demo-seoul")
    response = client.post("/accounts/login/", {"login": "a@demo.example", "password": "demo-seoul"})
    assert set(response.cookies) >= {"sessionid_8001", "csrftoken_8001"}
    assert not {"sessionid", "csrftoken"} & set(response.cookies)
    assert client.cookies["sessionid"].value == "of-the-copy-at-another-port"
    assert client.get("/start/").status_code == 302
    assert client.get("/accounts/email/").status_code == 200


@pytest.fixture
def forgiving(client):
    client.raise_request_exception = False
    return client


@pytest.fixture
def changed_table(transactional_db):
    """A column that this code reads has another name."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE maptag_notice RENAME COLUMN state TO condition")
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE maptag_notice RENAME COLUMN condition TO state")


@pytest.fixture
def applied(transactional_db):
    """The recorded migrations, put back afterwards."""
    recorded = list(MigrationRecorder.Migration.objects.values())
    yield MigrationRecorder.Migration.objects
    MigrationRecorder.Migration.objects.all().delete()
    MigrationRecorder.Migration.objects.bulk_create(MigrationRecorder.Migration(**row) for row in recorded)


def test_page_says_that_the_site_is_being_updated(forgiving, changed_table, applied, caplog):
    """New code, and a database that has not come forward yet."""
    applied.filter(app="maptag").delete()
    response = forgiving.get("/")
    assert response.status_code == 503
    assert "새 버전으로 바꾸는 중" in response.content.decode()
    assert "run manage.py migrate" in caplog.text


def test_old_code_at_a_newer_database_says_so(forgiving, changed_table, applied, caplog):
    applied.create(app="maptag", name="9999_of_tomorrow")
    response = forgiving.get("/")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "maptag.9999_of_tomorrow" in caplog.text


def test_other_faults_are_no_update(forgiving, changed_table):
    assert forgiving.get("/").status_code == 500
