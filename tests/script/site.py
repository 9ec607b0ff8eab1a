"""A clone of the project that runs as a newcomer's does: with an empty environment."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# Seconds for a first start; on a machine that does much else it takes minutes.
PATIENCE = 480
# Left out of the clones, for time: most of the sample's places, all demo documents but one.
PLACES = ("osm_poi.csv.gz", "bus_stops_cp949.csv.gz", "haengjeongdong.geojson.gz", "osm_roads.geojson.gz")


def copy_project(target: Path) -> Path:
    """What a clone of the present state would hold, with this environment's Python packages."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0"):
        if name and (ROOT / name).exists():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    (target / ".venv").symlink_to((ROOT / ".venv").resolve())
    for path in [path for path in (target / "data").rglob("*") if path.name in PLACES]:
        path.unlink()
    demo = target / "data/documents/demo.json"
    content = json.loads(demo.read_text())
    published = [document for document in content["documents"] if document.get("publish")]
    demo.write_text(json.dumps(content | {"documents": published[1:2]}))
    return target


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def until(condition, seconds=30.0):
    """What `condition()` returns as soon as it is true; else the test fails."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds:.0f} s")


class Clone:
    """A copy of the project in `folder`; `within` is put before each command (a network namespace)."""

    def __init__(self, folder: Path, within: tuple[str, ...] = ()):
        self.folder, self.within = folder, within
        self.home = folder.parent / f"{folder.name}-home"
        self.home.mkdir()
        copy_project(folder)

    def environment(self, **variables) -> dict:
        return {"HOME": str(self.home), "PATH": PATH, "LANG": "C.UTF-8"} | variables

    def shell(self, line: str, **variables) -> subprocess.CompletedProcess:
        return subprocess.run(
            [*self.within, "bash", "-c", line],
            cwd=self.folder, env=self.environment(**variables), capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip

    def serve(self, line="exec script/server", **variables) -> "Server":
        return Server(self, line, variables)

    def remove(self):
        self.shell("script/database stop")
        cluster = (self.folder / "var/postgres").resolve()
        if str(cluster).startswith("/var/lib/maptag/"):
            shutil.rmtree(cluster)
        shutil.rmtree(self.folder)


class Server:
    """`script/server` of a clone, from its start until it answers."""

    def __init__(self, clone: Clone, line: str, variables: dict):
        self.clone = clone
        self.log = clone.home / f"server-{time.monotonic_ns()}.log"
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                [*clone.within, "bash", "-c", line],
                cwd=clone.folder, env=clone.environment(**variables), stdin=subprocess.DEVNULL, stdout=output,
                stderr=output, start_new_session=True,
            )  # fmt: skip

    @property
    def output(self) -> str:
        return self.log.read_text()

    def until_running(self) -> "Server":
        try:
            until(lambda: "Demo sign-ins" in self.output or self.process.poll() is not None, PATIENCE)
        except AssertionError:
            self.end()
            raise
        assert self.process.poll() is None, self.output
        return self

    @property
    def address(self) -> str:
        return re.search(r"running at (\S+)", self.output)[1]

    def processes(self) -> dict[str, list[int]]:
        """ "web": the first one and its workers, "worker", "server"; of this clone alone."""
        named = {"web": "granian", "worker": "manage.py worker", "server": "script.serving"}
        return {name: _processes(self.clone.folder, part) for name, part in named.items()}

    def end(self, number=signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(60)


def _processes(folder: Path, part: str) -> list[int]:
    pids = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if part in command and os.readlink(process / "cwd") == str(folder):
                pids.append(int(process.name))
        except OSError:
            continue
    return sorted(pids)
