"""Databases that earlier versions made, and migrations that others have already run."""

import gzip
import hashlib
from pathlib import Path

import pytest

from tests.mapsite.safekeeping.databases import Database, connect

ROOT = Path(__file__).resolve().parents[3]
LANDED = ROOT / "tests/data/landed_migrations.txt"
KEPT = ["accounts_user", "maptag_notice", "maptag_tag", "importers_upload", "community_report", "community_campaign"]


@pytest.fixture
def old():
    database = Database("maptag_old").make()
    with connect(database.name) as connection:
        connection.execute(gzip.decompress((ROOT / "tests/data/databases/2026-11.sql.gz").read_bytes()))
    yield database
    database.drop()


# Somebody who follows 중구, and a letter to them: their table had another name then.
FOLLOWER = """
INSERT INTO community_follower (gu, dong, channel, address, address_hash, reporter, rhythm, confirmed_at, created_at)
VALUES ('중구', '', 'email', '', 'of-kim', false, 'daily', now(), now());
INSERT INTO community_message (channel, "to", subject, body, link, once, state, digest, attempts, send_at, error,
    created_at, follower_id)
SELECT 'email', '', '새 제보', '', '', 'new-1', 'queued', true, 0, now(), '', now(), id FROM community_follower;
"""
SUBSCRIPTIONS = """
from community.models import Subscription
kept = Subscription.objects.active().get(address_hash="of-kim")
new = Subscription.objects.create(gu="중구", channel="email", address="kim@example.com", address_hash="new")
print(kept.messages.get().subject, kept.rhythm, new.pk > kept.pk)
"""
PAGES = """
from django.test import Client
from maptag.models import Notice
from community.models import Campaign, Report
shown = [Notice.objects.published().first(), Campaign.objects.first(), Report.objects.public().first()]
for path in ["/", "/reports/", *(each.get_absolute_url() for each in shown)]:
    print(Client().get(path, headers={"host": "localhost"}).status_code)
"""


def test_database_of_an_earlier_version_comes_forward(old):
    """Every row is kept, and its pages open."""
    old.run(FOLLOWER)
    before = {table: old.count(table) for table in KEPT}
    assert all(before.values())
    run = old.manage("migrate", "--verbosity", "0")
    assert run.returncode == 0, run.stderr
    assert {table: old.count(table) for table in KEPT} == before
    pages = old.manage("shell", "-v", "0", "-c", PAGES)
    assert pages.stdout.split() == ["200"] * 5, pages.stderr
    subscriptions = old.manage("shell", "-v", "0", "-c", SUBSCRIPTIONS)
    assert subscriptions.stdout.split() == ["새", "제보", "daily", "True"], subscriptions.stderr


def test_database_of_a_newer_version_is_told(old):
    old.run("INSERT INTO django_migrations (app, name, applied) VALUES ('community', '9999_of_tomorrow', now())")
    run = old.manage("migrate")
    assert run.returncode != 0
    assert "newer version of Maptag (community.9999_of_tomorrow)" in run.stderr
    assert "Traceback" not in run.stderr


def migrations() -> dict[str, str]:
    """Path → checksum of every migration of the project."""
    apps = ("community", "importers", "mapsite", "maptag")
    files = [path for app in apps for path in (ROOT / app).rglob("migrations/[0-9]*.py")]
    return {str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_landed_migrations_are_as_they_were():
    """Databases have run them: change a landed one, and theirs differ for ever. Write a new one instead."""
    landed = dict(reversed(line.split()) for line in LANDED.read_text().splitlines() if not line.startswith("#"))
    present = migrations()
    assert {path: present.get(path) for path in landed} == landed


def test_every_migration_is_guarded():
    """script/land-migrations adds the new ones."""
    assert set(migrations()) <= {line.split()[1] for line in LANDED.read_text().splitlines() if line[0] != "#"}
