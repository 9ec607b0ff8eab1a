"""Databases of their own, in the cluster of the tests."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
from django.conf import settings

ROOT = Path(__file__).resolve().parents[3]


def connect(name: str, **options):
    database = settings.DATABASES["default"]
    keys = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    place = {option: database[key] for option, key in keys.items() if database[key]}
    return psycopg.connect(dbname=name, **place, **options)


class Database:
    """One of a name of its own, in the cluster of the tests."""

    def __init__(self, name: str):
        self.name = name

    def make(self, *options: str) -> "Database":
        with connect("postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {self.name} {' '.join(options)}")
        return self

    def drop(self) -> None:
        with connect("postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {self.name} WITH (FORCE)")

    def run(self, statement: str) -> None:
        with connect(self.name, autocommit=True) as connection:
            connection.execute(statement)

    def count(self, table: str) -> int:
        with connect(self.name) as connection:
            return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 (a test names it)

    def manage(self, *arguments: str, user: str = "") -> subprocess.CompletedProcess:
        database = settings.DATABASES["default"]
        user = user or f"{database['USER']}:{database['PASSWORD']}"
        port = f":{database['PORT']}" if database["PORT"] else ""
        host = database["HOST"] if database["HOST"].startswith("/") else ""
        place = f"/{host}" if host else database["HOST"] + port
        environment = os.environ | {
            "DATABASE_URL": f"postgres://{user}@{place}/{self.name}",
            "MAPTAG_ENV_FILE": os.devnull,
        }
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
