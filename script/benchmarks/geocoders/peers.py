"""Other people's software on the same table and questions: addok with its own Redis, and a bare DuckDB join.

Both live in a virtual environment of their own below VAR_DIR; what cannot be had is left out with a message.
"""

import atexit
import csv
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from geocoders.ours import BenchAnswer
from processor import cpu_seconds

HERE = Path(__file__).parent
PACKAGES = ("addok==1.3.2", "duckdb==2.0.0")


def environment(var: Path) -> Path | str:
    """The peers' Python, installed if need be; or why it cannot be."""
    python = var / "peers/bin/python"
    if subprocess.run([python, "-c", "import addok, duckdb"], capture_output=True).returncode if python.exists() else 1:
        try:
            subprocess.run([sys.executable, "-m", "venv", var / "peers"], check=True, capture_output=True)
            subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True, capture_output=True)
        except (subprocess.CalledProcessError, OSError) as error:
            return f"the peers' virtual environment cannot be made: {error}"
    return python


def start(var: Path, options) -> tuple["Addok | None", "DuckDB | None"]:
    """The peers that can be had, loaded."""
    python = "left out as asked" if options.no_peers else environment(var)
    if isinstance(python, str):
        print(f"addok and DuckDB: {python}")
        return None, None
    return _addok(python, var / "addok", options.nation), DuckDB(python, var / "duckdb")


def _addok(python: Path, folder: Path, nation: bool) -> "Addok | None":
    missing = "" if shutil.which("redis-server") else "redis-server is not installed (apt-get install redis-server)"
    if reason := "its index of the nation would take hours" if nation else missing:
        print(f"addok: left out, {reason}")
        return None
    return Addok(python, folder)


class Worker:
    """A process that answers JSON lines with JSON lines, and ends with this one."""

    def __init__(self, python: Path, script: str, **variables: str):
        environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(HERE), **variables}
        self.process = subprocess.Popen(
            [python, HERE / script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, env=environ,
        )  # fmt: skip

    def send(self, **request) -> None:
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()

    def reply(self) -> dict:
        return json.loads(self.process.stdout.readline())

    def ask(self, **request) -> dict:
        self.send(**request)
        return self.reply()


class Addok:
    """addok over a Redis server on a private socket, with the loaded table's roads as BAN-like documents."""

    def __init__(self, python: Path, folder: Path, workers: int = 2):
        folder.mkdir(parents=True, exist_ok=True)
        socket = folder / "redis.sock"
        socket.unlink(missing_ok=True)
        self.redis = subprocess.Popen(
            [
                "redis-server",
                "--port",
                "0",
                "--unixsocket",
                socket,
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                folder,
            ],
            stdout=subprocess.DEVNULL,
        )
        atexit.register(self.redis.wait)
        atexit.register(self.redis.terminate)
        while not socket.exists() and self.redis.poll() is None:
            time.sleep(0.1)
        variables = {"REDIS_SOCKET": str(socket), "ADDOK_CONFIG_MODULE": str(HERE / "addok_settings.py")}
        self.workers = [Worker(python, "addok_worker.py", **variables) for _ in range(workers)]
        write_ban(folder / "roads.jsonl")
        self.load_seconds = self.workers[0].ask(load=str(folder / "roads.jsonl"))["seconds"]

    def answers(self, texts: Sequence[str]) -> tuple[float, float, list[BenchAnswer]]:
        """Wall seconds and processor seconds (worker and Redis) of one worker, and its answers."""
        before = cpu_seconds(self.redis.pid)
        reply = self.workers[0].ask(texts=texts)
        used = reply["cpu"] + cpu_seconds(self.redis.pid) - before
        return reply["seconds"], used, [BenchAnswer("", *fields) for fields in reply["answers"]]

    def parallel_seconds(self, texts: Sequence[str]) -> float:
        """Wall seconds with all workers at once."""
        start = time.perf_counter()
        for number, worker in enumerate(self.workers):
            worker.send(texts=texts[number :: len(self.workers)])
        for worker in self.workers:
            worker.reply()
        return time.perf_counter() - start


class DuckDB:
    def __init__(self, python: Path, folder: Path):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.worker = Worker(python, "duckdb_worker.py")
        with (folder / "addresses.csv").open("w", newline="", encoding="utf-8") as file:
            lines = csv.writer(file)
            lines.writerow(("key", "lon", "lat"))
            lines.writerows((key(*row[:6]), *row[6:]) for row in table())
        self.worker.ask(load=str(folder / "addresses.csv"))

    def seconds(self, keys: Sequence[str]) -> float:
        """Of the join alone, and of handing its rows to Python."""
        path = self.folder / "keys.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([("n", "key"), *enumerate(keys)])
        return self.worker.ask(keys=str(path))["seconds"]


def key(sido: str, gu: str, road: str, level: str, main: int, sub: int) -> str:
    """The address in one word, as questions hold their truth."""
    return f"{sido}{gu}{road}{level}{main}{f'-{sub}' if sub else ''}".replace(" ", "")


def table() -> Iterator[tuple]:
    """(sido, gu, road, level, main, sub, lon, lat) of the loaded table, by road."""
    from django.db import connection

    columns = "sido, gu, road, level, main, sub, ST_X(point), ST_Y(point)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM geocoding_roadaddress WHERE point IS NOT NULL ORDER BY sido, gu, road")
        yield from cursor


def write_ban(path: Path) -> None:
    """One JSON line a road, with its building numbers as `12x0` and `12x3`."""
    roads: dict[tuple, dict] = {}
    for sido, gu, road, level, main, sub, lon, lat in table():
        numbers = roads.setdefault((sido, gu, road), {})
        numbers[f"{level}{main}x{sub}"] = {"lon": round(lon, 6), "lat": round(lat, 6)}
    with path.open("w", encoding="utf-8") as file:
        for number, ((sido, gu, road), numbers) in enumerate(roads.items()):
            where = next(iter(numbers.values()))
            document = {
                "_id": str(number),
                "type": "street",
                "name": road,
                "city": gu,
                "context": sido,
                "importance": 0.1,
            }
            file.write(json.dumps(document | where | {"housenumbers": numbers}, ensure_ascii=False) + "\n")
