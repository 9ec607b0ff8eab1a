"""Backup, another place, restore, compare; and what is said where the keys do not fit."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from community.models import Contact, Subscription
from mapsite.encryption import encrypt
from maptag.publishing.storage import files_below
from tests.community.factories import ReportFactory
from tests.factories import NoticeFactory

ROOT = Path(__file__).resolve().parents[3]
EMAIL = "hong@example.com"
NEW_KEY, OLD_KEY = "n" * 40, "o" * 40


# -- keys


@pytest.fixture
def contact(db, settings):
    settings.CONTACT_KEYS = [OLD_KEY]
    ReportFactory(email=EMAIL)
    return Contact.objects.get()


def test_contacts_outlive_another_secret_key_and_are_rotated_to_a_new_one(contact, settings, capsys):
    settings.SECRET_KEY = "another" * 9
    settings.CONTACT_KEYS = [NEW_KEY, OLD_KEY]
    call_command("rotate_contact_keys", "--dry-run")
    assert (
        "community_contact.email: 0 with the first key, 1 to be encrypted anew, 0 unreadable" in capsys.readouterr().out
    )
    call_command("rotate_contact_keys")
    call_command("rotate_contact_keys")
    assert "community_contact.email: 1 with the first key, 0 encrypted anew" in capsys.readouterr().out
    settings.CONTACT_KEYS = [NEW_KEY]
    assert Contact.objects.get().email == EMAIL
    assert Subscription.objects.get(reporter=True).address == EMAIL


def test_what_secret_key_once_encrypted_moves_to_a_key_for_contacts(db, settings):
    settings.CONTACT_KEYS = []
    ReportFactory(email=EMAIL)
    settings.CONTACT_KEYS = [NEW_KEY]
    call_command("rotate_contact_keys")
    settings.SECRET_KEY = "another" * 9
    assert Contact.objects.get().email == EMAIL


def test_a_missing_key_is_told_and_nothing_is_overwritten(contact, settings):
    settings.CONTACT_KEYS = [NEW_KEY]
    with pytest.raises(CommandError, match="can be read with none of CONTACT_KEYS"):
        call_command("rotate_contact_keys")
    settings.CONTACT_KEYS = [OLD_KEY]
    assert Contact.objects.get().email == EMAIL


def test_every_encrypted_column_is_rotated(contact):
    from community.protection.rotation import columns

    names = {f"{model._meta.db_table}.{field.column}" for model, field in columns()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name || '.' || column_name FROM information_schema.columns"
            " WHERE data_type = 'bytea' AND table_schema = 'public' AND table_name LIKE 'community%'"
        )
        assert {name for (name,) in cursor.fetchall()} == names
    assert encrypt("") == b""


# -- backup and restore


@pytest.fixture
def elsewhere(tmp_path):
    """The environment of another place: an empty database, an empty folder."""
    name = "test_maptag_elsewhere"
    settings = connection.settings_dict
    server = psycopg.connect(
        host=settings["HOST"] or None, user=settings["USER"] or None, dbname="postgres", autocommit=True
    )
    with server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        url = os.environ["DATABASE_URL"].rpartition("/")[0]
        yield os.environ | {"DATABASE_URL": f"{url}/{name}", "MEDIA_ROOT": str(tmp_path / "elsewhere")}
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def here():
    url = os.environ["DATABASE_URL"].rpartition("/")[0]
    return os.environ | {
        "DATABASE_URL": f"{url}/{connection.settings_dict['NAME']}",
        "MEDIA_ROOT": default_storage.location,
    }


def run(environment, *command, **keys):
    environment = environment | {"PYTHONWARNINGS": "default"} | keys
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


TELL = """
import django, hashlib, json; django.setup()
from django.core.files.storage import default_storage
from community.models import Contact, Report
from maptag.models import Notice, Tag
from maptag.publishing.storage import files_below
from maptag.publishing.snapshots import is_whole
print(json.dumps({
    "contacts": sorted(Contact.objects.values_list("email", flat=True)),
    "reports": sorted(Report.objects.values_list("number", "text")),
    "tags": sorted(Tag.objects.values_list("title", flat=True)),
    "snapshots": [is_whole(name) for name in Notice.objects.published().values_list("snapshot", flat=True)],
    "files": {n: hashlib.sha256(default_storage.open(n).read()).hexdigest() for n in files_below(default_storage, "")},
}))
"""


def told(environment, **keys) -> dict:
    django = {"DJANGO_SETTINGS_MODULE": "mapsite.settings"}
    done = run(environment, sys.executable, "-c", TELL, **django, **keys)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_restored_in_another_place_and_is_the_same(elsewhere, tmp_path, settings):
    settings.CONTACT_KEYS = [OLD_KEY]
    report = ReportFactory(email=EMAIL)
    NoticeFactory(published=True)
    made = run(here(), "script/backup", str(tmp_path / "backups"), CONTACT_KEYS=OLD_KEY)
    assert made.returncode == 0, made.stderr
    (backup,) = (tmp_path / "backups").iterdir()
    assert {path.stat().st_mode & 0o777 for path in backup.iterdir()} == {0o600}
    assert backup.stat().st_mode & 0o777 == 0o700

    refused = run(elsewhere, "script/restore", str(backup))
    assert refused.returncode != 0
    assert "telephone numbers of reporters" in refused.stderr
    assert not Path(elsewhere["MEDIA_ROOT"]).exists()

    restored = run(elsewhere, "script/restore", str(backup), CONTACT_KEYS=OLD_KEY)
    assert restored.returncode == 0, restored.stderr
    there = told(elsewhere, CONTACT_KEYS=OLD_KEY)
    assert there == told(here(), CONTACT_KEYS=OLD_KEY)
    assert there["contacts"] == [EMAIL]
    assert there["snapshots"] == [True]
    assert [report.number, report.text] in there["reports"]

    again = run(elsewhere, "script/restore", str(backup), CONTACT_KEYS=OLD_KEY)
    assert again.returncode != 0
    assert "The database is not empty" in again.stderr

    with (backup / "files.tar").open("ab") as file:
        file.write(b"x")
    damaged = run(here(), "script/restore", str(backup), CONTACT_KEYS=OLD_KEY)
    assert "is damaged" in damaged.stderr
    assert set(files_below(default_storage, "")) == set(there["files"])
