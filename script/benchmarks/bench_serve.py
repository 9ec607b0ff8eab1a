"""Embeds and their data while PostgreSQL is really stopped: answers a second, and the slowest."""

import sys
import tempfile
from pathlib import Path

from tests.own_server import load, own_server

STORED = ("embed", "snapshot", "campaign", "pins")
PLACES = 300


def main(readers: int):
    with tempfile.TemporaryDirectory() as folder, own_server(Path(folder), places=PLACES) as server:
        server.manage("collectstatic", "--noinput", "--verbosity", "0")
        for name in STORED:
            server.get(server.urls[name])
        for away in (False, True):
            if away:
                server.stop_database()
            for name in STORED:
                rate, seconds = load(server, server.urls[name], readers, 1500 // readers, **{"Accept-Encoding": "gzip"})
                state = "stopped" if away else "running"
                print(f"{state}  {name:9} {rate:6.0f}/s  slowest {max(seconds) * 1000:5.0f} ms  ({readers} readers)")


main(int(sys.argv[1]) if len(sys.argv) > 1 else 24)
