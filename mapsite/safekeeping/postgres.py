"""pg_dump and pg_restore of the newest PostgreSQL on this machine, pointed at the site's database."""

import os
import re
import subprocess
from pathlib import Path

from django.db import connection

# Who was signed in need not be so again in another place.
LEFT_OUT = ("django_session",)


class DumpFailed(Exception):
    """A program of PostgreSQL ended with a fault; the message is its own."""


def dump(path: Path):
    """Write the database to `path` in PostgreSQL's custom format."""
    without = [f"--exclude-table-data={table}" for table in LEFT_OUT]
    _run("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--file={path}", *without)


def restore(path: Path):
    """Read a dump into the empty database, all of it or nothing."""
    options = ["--no-owner", "--no-acl", "--no-comments", "--exit-on-error", "--single-transaction"]
    _run("pg_restore", *options, f"--dbname={connection.settings_dict['NAME']}", str(path))


def is_empty() -> bool:
    """Has the database no table but those of its extensions?"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE relkind IN ('r', 'p') AND nspname NOT IN ('pg_catalog', 'information_schema')"
            " AND nspname !~ '^pg_' AND NOT EXISTS"
            " (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"
        )
        return cursor.fetchone()[0] == 0


def server_version() -> int:
    """The major version of the server."""
    with connection.cursor() as cursor:
        return cursor.connection.info.server_version // 10000


def _run(program: str, *arguments: str):
    settings = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    chosen = {name: str(settings[key]) for name, key in names.items() if settings.get(key)}
    command = [_binary(program), *arguments]
    process = subprocess.run(command, env={**os.environ, **chosen}, capture_output=True, text=True)  # noqa: S603
    if process.returncode:
        raise DumpFailed(f"{program}: {process.stderr.strip()[-2000:]}")


def _binary(program: str) -> str:
    """That of the newest version: an older pg_dump refuses a newer server."""
    binaries = Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    newest = max(binaries, key=lambda path: int(re.sub(r"\D", "", path.parts[4]) or 0), default=None)
    return str(newest or program)
