"""A role without rights is enough; what an administrator has to do for it is said before anything fails."""

import pytest

from tests.mapsite.safekeeping.databases import Database, connect

ROLE = "maptag_plain"
LOGIN = f"{ROLE}:plain"


@pytest.fixture
def role():
    """A role that may do nothing but sign in."""
    with connect("postgres", autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS maptag_plain_data WITH (FORCE)")
        connection.execute(f"DROP ROLE IF EXISTS {ROLE}")
        connection.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD 'plain' NOSUPERUSER NOCREATEDB NOCREATEROLE")
    yield
    with connect("postgres", autocommit=True) as connection:
        connection.execute(f"DROP ROLE {ROLE}")


@pytest.fixture
def database(role):
    database = Database("maptag_plain_data").make("OWNER", ROLE)
    yield database
    database.drop()


def test_missing_extension_is_named_before_anything_is_changed(database):
    run = database.manage("migrate", user=LOGIN)
    assert run.returncode != 0
    assert "Traceback" not in run.stderr
    assert "CREATE EXTENSION postgis;" in run.stderr
    assert database.count("pg_tables WHERE schemaname = 'public'") == 0


def test_role_without_rights_is_enough(database):
    database.run("CREATE EXTENSION postgis")
    database.run("CREATE EXTENSION pg_trgm")
    run = database.manage("migrate", "--verbosity", "0", user=LOGIN)
    assert run.returncode == 0, run.stderr
    run = database.manage("load_addresses", "tests/data", "data/boundaries/gu.geojson.gz", user=LOGIN)
    assert run.returncode == 0, run.stderr
    assert database.count("geocoding_roadaddress") > 500


def test_role_that_may_not_create_tables_is_told(role):
    database = Database("maptag_plain_data").make()
    try:
        database.run("CREATE EXTENSION postgis")
        database.run("CREATE EXTENSION pg_trgm")
        run = database.manage("migrate", user=LOGIN)
        assert run.returncode != 0
        assert f'GRANT USAGE, CREATE ON SCHEMA "public" TO "{ROLE}";' in run.stderr
    finally:
        database.drop()


def test_database_that_sees_no_hangul_is_told():
    database = Database("maptag_c").make("LOCALE", "'C'", "TEMPLATE", "template0")
    try:
        run = database.manage("migrate")
        assert run.returncode != 0
        assert "LOCALE 'C.UTF-8'" in run.stderr
    finally:
        database.drop()
