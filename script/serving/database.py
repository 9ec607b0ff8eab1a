"""The private cluster while a server runs."""

import os
import subprocess
from contextlib import suppress
from pathlib import Path

import psycopg

from mapsite.operation import private_database
from mapsite.operation.private_database import ROOT

_PID_FILE = ROOT / "var/postgres/data/postmaster.pid"


class Database:
    """`started`: it was not up before, so this server ends it with itself."""

    def __init__(self, say):
        self._say, self.started = say, False
        self.private = private_database.is_private(os.environ)

    def start(self) -> None:
        """Raises SystemExit, after script/database has said why, when it can't."""
        if self.private:
            os.environ["DATABASE_URL"], self.started = private_database.start_cluster()

    def mend(self) -> None:
        """Starts a cluster again whose first process was killed. One that was stopped in order stays down."""
        if self.private and _crashed():
            self._say("→ The private database was killed: starting it again")
            with suppress(SystemExit):
                private_database.start_cluster()

    def stop(self) -> None:
        """Unless another command, such as a load of addresses, is still at work in it."""
        if not (self.private and self.started):
            return
        if _others(os.environ["DATABASE_URL"]):
            self._say("→ Another command still uses the database: it stays up (script/database stop ends it)")
            return
        subprocess.run([ROOT / "script/database", "stop"], start_new_session=True)


def _crashed() -> bool:
    """A stop in order removes the file that names the process."""
    try:
        pid = int(_PID_FILE.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return False
    return not Path(f"/proc/{pid}").exists()


def _others(url: str) -> int:
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            return connection.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).fetchone()[0]
    except psycopg.Error:
        return 0
