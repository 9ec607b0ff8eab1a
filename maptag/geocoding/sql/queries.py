"""SQL kept as SQL: `sql/*.sql` holds named statements, each headed by `-- name --` and a description."""

import re
from functools import cache
from pathlib import Path

from django.db import connection

_HEADING = re.compile(r"^-- (\w+) --$", re.MULTILINE)
# Descriptions may hold a percent sign, which the driver would take for a parameter.
_DESCRIPTION = re.compile(r"^--.*\n", re.MULTILINE)


@cache
def statements(file: str) -> dict[str, str]:
    """All named statements of sql/`file`.sql in their order."""
    text = (Path(__file__).parent / f"{file}.sql").read_text(encoding="utf-8")
    parts = _HEADING.split(text)[1:]
    return {name: _DESCRIPTION.sub("", sql).strip() for name, sql in zip(parts[::2], parts[1::2], strict=True)}


def run(file: str, name: str, params: dict | None = None) -> int:
    """Execute one named statement; the number of rows that it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statements(file)[name], params)
        return cursor.rowcount


def fetch(file: str, name: str, params: dict | None = None) -> list[tuple]:
    """All rows of one named query."""
    return fetch_sql(statements(file)[name], params)


def fetch_sql(sql: str, params: dict | None = None) -> list[tuple]:
    """All rows of a statement that had a name filled in."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
