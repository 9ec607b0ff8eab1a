"""What `script/server` uses while nobody has set anything else, for every other command of the same folder.

Needs nothing but the standard library: it runs before Django is there.
"""

import fcntl
import json
import os
import subprocess
from collections.abc import MutableMapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Held by the running `script/server`; what it runs with stands in the other file.
LOCK = ROOT / "var/server.lock"
RECORD = ROOT / "var/server.json"


def apply_defaults(environment: MutableMapping[str, str]) -> None:
    """Adds to `environment` what script/server would use, and starts the private cluster when it is down.

    Nothing is added in tests (MAPTAG_ENV_FILE). With a DATABASE_URL, of the environment or in .env, or with a .env in
    a folder where script/server never made a cluster, the database is somebody else's. A cluster that was started here
    stays up: the next command needs it again, and `script/database stop` ends it.

    Raises SystemExit, after script/database has said why, when the cluster can't be started.
    """
    if "MAPTAG_ENV_FILE" in environment:
        return
    if not is_configured():
        for name, value in ({"DEBUG": "1"} | running_server()).items():
            environment.setdefault(name, value)
    if is_private(environment) and (not is_configured() or (ROOT / "var/postgres").exists()):
        environment["DATABASE_URL"] = start_cluster()[0]


def is_configured() -> bool:
    return (ROOT / ".env").exists()


def is_private(environment: MutableMapping[str, str]) -> bool:
    """Neither the environment nor .env names a database."""
    return not is_set("DATABASE_URL", environment)


def is_set(name: str, environment: MutableMapping[str, str]) -> bool:
    """By the environment or by .env."""
    lines = (ROOT / ".env").read_text().splitlines() if is_configured() else []
    return bool(environment.get(name)) or any(line.removeprefix("export ").startswith(f"{name}=") for line in lines)


def start_cluster() -> tuple[str, bool]:
    """The DATABASE_URL of the private cluster, and whether it had to be started."""
    state = _database("start")
    return _database("url"), state == "started"


def running_server() -> dict[str, str]:
    """The settings of the server that runs in this folder, such as its SITE_URL; empty when none does."""
    try:
        with LOCK.open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return json.loads(RECORD.read_text())["environment"] if RECORD.exists() else {}
    except OSError:
        pass
    return {}


def _database(command: str) -> str:
    # Without TEST_CLUSTER: a cluster that people use keeps what was written.
    environment = {name: value for name, value in os.environ.items() if name != "TEST_CLUSTER"}
    program = [ROOT / "script/database", command]
    run = subprocess.run(program, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603 (the project's own)
    if run.returncode:
        raise SystemExit(run.returncode)
    return run.stdout.strip()
