"""A database for each made register, in the cluster that DATABASE_URL names, and the loader's speed in filling it."""

import hashlib
import os
import shutil
from pathlib import Path

import django
import environ
import psycopg
from geocoders import ours
from material import register

GEOCODING = Path(__file__).parents[2] / "maptag/geocoding"
LOADER = ("migrations/*.py", "tables/*.py", "sql/staging.sql", "sql/addresses.sql", "sql/areas.sql")
CITY_DATA = ("boundaries", "codes", "places", "addresses/osm_roads.geojson.gz")


def use(folder: Path, fresh: bool) -> None:
    """Make DATABASE_URL name the folder's database, existing or new. Call before Django's settings are read.

    What was loaded by another version of the loader is loaded again.
    """
    mark, name = folder / "loader", folder.name
    fresh = fresh or not mark.exists() or mark.read_text() != loader()
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(**_parameters(url), autocommit=True) as connection:
        if fresh:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}"')
    os.environ["DATABASE_URL"] = f"{url.rsplit('/', 1)[0]}/{name}"


def loader() -> str:
    """What the loader and its tables are made of, in one word."""
    files = sorted(path for part in LOADER for path in GEOCODING.glob(part))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _parameters(url: str) -> dict:
    """Read as the settings read it: a Unix socket's folder may stand where others have the host."""
    config = environ.Env.db_url_config(url)
    named = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    return {name: config[key] for name, key in named.items() if config.get(key)}


def prepared(folder: Path, count: int, options) -> tuple[register.Sample, dict | None]:
    """The register's sample, after its files were written and loaded where they were not; what loading took."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapsite.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    if options.fresh:
        shutil.rmtree(folder, ignore_errors=True)
    call_command("migrate", verbosity=0)
    sample = register.build(folder, settings.DATA_DIR, settings.CITY_NAME, count, options.nation, options.seed)
    loaded = fill(folder / "files", settings.DATA_DIR)
    ours.read_in()
    (folder / "loader").write_text(loader())
    return sample, loaded


def fill(files: Path, data: Path) -> dict | None:
    """Load the register; rows, lines, seconds on the clock and of processors. None when it was loaded before."""
    from maptag.geocoding.models import DataVersion
    from maptag.geocoding.tables.loading import Load

    if DataVersion.objects.filter(dataset="addresses", active=True).exists():
        return None
    Load(progress=lambda message: None).run([data / part for part in CITY_DATA])
    timing, report = ours.measured(lambda: Load(progress=lambda message: None).run([files]))
    ours.vacuum()
    lines = sum(kept for _name, _layout, kept, _refused in report.files)
    return {"rows": report.counts["addresses"], "lines": lines, "seconds": timing.wall, "cpu": timing.cpu}
