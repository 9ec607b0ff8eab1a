"""Runs the site on this machine: private database, web server and worker, until Ctrl-C. See script/server."""

import os
import signal
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from mapsite.operation import port as ports
from mapsite.operation import private_database
from mapsite.operation.private_database import ROOT

from . import addresses
from .children import ChildFailed, Children, manage, web_server, worker
from .database import Database
from .record import RecordRefused, ServerRecord

# How long the web server may take to answer for the first time, in seconds.
START = 60
DATABASE_EVERY = 5


class Ended(Exception):
    """By Ctrl-C, kill, or a terminal that was closed."""


def say(line: str) -> None:
    try:
        print(line, flush=True)
    except OSError:  # the terminal is gone: there is nobody to say it to
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 (for as long as the process lives)


def be_ended_in_order() -> None:
    """INT also where a shell in the background had it ignored; HUP unless `nohup` asked to outlive the terminal."""
    signal.signal(signal.SIGINT, _end)
    signal.signal(signal.SIGTERM, _end)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _end)


# The signal that asked for the end. What is raised in a finaliser, where a signal may arrive too, Python throws away: a
# server went on then, and heard no other signal.
_ending: list[int] = []


def _end(number, _frame):
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)
    _ending.append(number)
    raise Ended(number)


def site_url(host: str, port: str) -> str:
    return f"http://{addresses.reached_at(host)}:{port}"


def settings(host: str, port: str) -> dict[str, str]:
    """What the site is run with, where nobody has set anything else."""
    chosen = {} if private_database.is_set("SITE_URL", os.environ) else {"SITE_URL": site_url(host, port)}
    if not private_database.is_configured():
        # Without a .env this is a demonstration on one machine.
        chosen |= {"DEBUG": "1", "ALLOWED_HOSTS": ",".join(addresses.answering_to(host))}
        # Browsers keep cookies by host alone: two copies of the site on one machine would sign each other out.
        chosen |= {"COOKIE_SUFFIX": "" if port == "8000" else f"_{port}"}
    return {name: os.environ.get(name, value) for name, value in chosen.items()}


def prepare(children: Children) -> None:
    say("→ Preparing the database")
    children.run("migration", *manage("migrate", "--verbosity", "0"))
    children.run("demo", *manage("demo"))
    if _static_files_changed():
        say("→ Collecting static files")
        children.run("collectstatic", *manage("collectstatic", "--noinput", "--verbosity", "0"))


def _static_files_changed() -> bool:
    """Hashing and compressing take most of a second start, so only after something has changed."""
    manifest = Path(os.environ.get("VAR_DIR", ROOT / "var")) / "static/staticfiles.json"
    if not manifest.exists():
        return True
    collected = manifest.stat().st_mtime
    sources = [ROOT / "static", ROOT / "data/basemap", *(ROOT / ".venv").glob(".installed-*")]
    return any(path.stat().st_mtime > collected for source in sources for path in [source, *source.rglob("*")])


def wait_until_it_answers(host: str, port: str, children: Children) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://{addresses.probed_at(host)}:{port}/healthz", timeout=2).close()
            return
        except urllib.error.HTTPError as error:
            raise ChildFailed(f"The web server answers with {error.code}: see its messages above.") from error
        except OSError:
            children.mend()
            time.sleep(0.2)
    raise ChildFailed(f"The web server does not answer on port {port}.")


def announce(host: str, port: str, children: Children) -> None:
    say(f"\nMaptag is running at {site_url(host, port)}  (Ctrl-C stops it)")
    if host in addresses.WILDCARDS:
        say(
            f"On this machine also at http://localhost:{port}. Other machines in the network can open it, and everybody"
        )
        say("knows the demo's passwords: do this only where you trust the network.")
    children.run("sign-ins", *manage("demo", "--sign-ins"))


def serve(record: ServerRecord, children: Children, database: Database, host: str, bound: str, port: str) -> None:
    """`bound`: the address that `host` means."""
    environment = settings(host, port)
    os.environ.update(environment)
    record.keep(environment=environment)
    if database.private:
        say("→ Starting the private database in var/postgres")
    database.start()
    database.started |= database.private and record.leaves_database
    record.keep(database=database.started)
    prepare(children)
    children.keep("worker", worker())
    children.keep("web server", web_server(bound, port))
    wait_until_it_answers(bound, port, children)
    announce(host, port, children)
    watch(children, database)


def watch(children: Children, database: Database) -> None:
    looked = time.monotonic()
    while True:
        time.sleep(0.5)
        if _ending:
            raise Ended(_ending[0])
        children.mend()
        if time.monotonic() - looked > DATABASE_EVERY:
            looked = time.monotonic()
            database.mend()


def main() -> int:
    be_ended_in_order()
    try:
        return run(ServerRecord(), os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000"))
    except (RecordRefused, ports.PortUnavailable) as refused:
        print(refused, file=sys.stderr)
        return 1


def run(record: ServerRecord, host: str, port: str) -> int:
    # Before the port is tried: they may hold it.
    if count := record.end_leftovers():
        say(f"→ Ended {count} processes that an earlier start (process {record.left_behind['pid']}) had left behind")
    reserved = ports.reserve(host, port)
    children, database = Children(record, say), Database(say)
    try:
        serve(record, children, database, host, reserved[0].getsockname()[0], port)
    except Ended as ended:
        return 128 + ended.args[0]
    except ChildFailed as failed:
        print(failed, file=sys.stderr)
        return 1
    finally:
        stop(record, children, database)
    return 0


def stop(record: ServerRecord, children: Children, database: Database) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    say("→ Stopping")
    children.end()
    database.stop()
    record.clear()


if __name__ == "__main__":
    sys.exit(main())
