"""TERM ends the web server within its grace, whoever holds a connection open. Nobody has to be killed."""

import os
import signal
import socket
import subprocess
import time

import pytest
from django.db import connection

from mapsite.operation import web
from tests.script.site import ROOT, free_port, until

pytestmark = pytest.mark.django_db
# What granian gives its processes, with a second for a busy machine.
GRACE_S = 9
POST = "POST /report/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\nslow"


class WebServer:
    def __init__(self, folder, database: str):
        self.log, self.port = folder / "granian.log", int(free_port())
        environment = os.environ | {"DATABASE_URL": database, "PYTHONWARNINGS": "default"}
        with self.log.open("w") as output:
            command = web.command("127.0.0.1", str(self.port), "2")
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)

    def send(self, text: str, room: int | None = None) -> socket.socket:
        """A connection on which `text` was sent, with `room` bytes for what comes back."""
        client = socket.socket()
        if room:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        client.settimeout(30)
        try:
            client.connect(("127.0.0.1", self.port))
            client.sendall(text.encode())
        except OSError:
            client.close()
            raise
        return client

    def answers(self) -> bool:
        """Every process does, with a page: eight requests, each on a connection of its own."""
        try:
            return all(self._answers() for _n in range(8))
        except OSError:
            return False

    def _answers(self) -> bool:
        with self.send("GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n") as client:
            return client.recv(12) == b"HTTP/1.1 404"

    def end(self) -> float:
        """Seconds from TERM, sent as script/server does it to granian and its processes, to the end."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        return time.monotonic() - began

    def assert_ends_in_order(self):
        assert self.end() < GRACE_S
        assert "Killing" not in self.log.read_text()


@pytest.fixture
def web_server(tmp_path, db):
    database = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{connection.settings_dict['NAME']}"
    server = WebServer(tmp_path, database)
    yield server
    server.process.kill()
    server.process.wait()


def test_term_ends_the_server_although_requests_dribble_and_nobody_reads(web_server):
    until(web_server.answers, 120)
    head, silent = web_server.send("GET / HT"), web_server.send("")
    deaf = web_server.send("GET /static/maptag-missing HTTP/1.1\r\nHost: localhost\r\n\r\n", room=2048)
    body = web_server.send(POST)
    time.sleep(0.5)
    web_server.assert_ends_in_order()
    assert body.recv(65536).startswith(b"HTTP/1.1 503"), "what had not come whole is said to have failed"
    for client in (head, silent, deaf, body):
        client.close()


@pytest.mark.parametrize("seconds", [0.7, 1.5])
def test_term_ends_the_server_while_it_still_loads(web_server, seconds):
    time.sleep(seconds)
    web_server.assert_ends_in_order()
