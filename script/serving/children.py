"""The web server and the worker: started, and started again when they end."""

import os
import subprocess
import sys
import time

from mapsite.operation import web
from mapsite.operation.private_database import ROOT

from . import processes
from .record import ServerRecord

# A child that ends so often within so many seconds has a fault that another start does not mend.
ENDS, WITHIN = 5, 30


class ChildFailed(Exception):
    """A part of the server does not run; the message says which."""


def manage(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


class Children:
    """Each runs in a session of its own: Ctrl-C in the terminal reaches the server alone, which ends them in order."""

    def __init__(self, record: ServerRecord, say):
        self._record, self._say = record, say
        self._commands, self._running, self._ends = {}, {}, []

    def run(self, name: str, *command: str) -> None:
        """Runs `command` to its end. Raises ChildFailed unless it was good."""
        child = self._start(name, command)
        code = child.wait()
        del self._running[name]
        if code:
            raise ChildFailed("")  # it has said why itself

    def keep(self, name: str, command: list[str]) -> None:
        """Starts `command`, and from then on whenever it has ended."""
        self._commands[name] = command
        self._start(name, command)

    def mend(self) -> None:
        """Starts again what has ended. Raises ChildFailed where that does not help."""
        for name, child in list(self._running.items()):
            if child.poll() is not None:
                self._count_end(name)
                # What granian's first process leaves when it is killed would go on taking half of the requests.
                processes.end([tuple(self._record.content["children"][name])], patience=3)
                self._say(f"→ The {name} ended (code {child.returncode}): starting it again")
                self._start(name, self._commands[name])

    def end(self) -> None:
        """Whatever is in the middle of a job gets a few seconds; what a worker has not finished is taken up again."""
        processes.end([tuple(child) for child in self._record.content["children"].values() if child[1]])
        for child in self._running.values():
            child.wait()

    def _start(self, name: str, command) -> subprocess.Popen:
        child = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
        self._running[name] = child
        self._record.keep_child(name, child.pid)
        return child

    def _count_end(self, name: str) -> None:
        now = time.monotonic()
        self._ends = [moment for moment in self._ends if now - moment < WITHIN] + [now]
        if len(self._ends) >= ENDS:
            raise ChildFailed(f"The {name} does not stay up: see its messages above.")


def worker() -> list[str]:
    return manage("worker")


def web_server(host: str, port: str) -> list[str]:
    return web.command(host, port, os.environ.get("WEB_WORKERS", "2"))
