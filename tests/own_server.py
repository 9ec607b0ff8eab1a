"""A site of a test's own that can lose its PostgreSQL: a private cluster and granian, as README starts them.

Its static files are those that collectstatic made for the test run.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from mapsite.operation import web

ROOT = Path(__file__).resolve().parent.parent
CONTENT = """
import json
from tests.community.factories import CampaignFactory, ReportFactory
from tests.factories import NoticeFactory, content_of, tag, tags, point
notice = NoticeFactory(title="무더위쉼터 안내")
notice.publish(content_of(notice, tags=tags({places})), None)
gone = NoticeFactory(published=True)
gone.withdraw(None)
campaign = CampaignFactory(slug="그늘", title="그늘 지도")
for n in range(3):
    ReportFactory(campaign=campaign, category=None, moderation="approved", published=True, address=f"세종대로 {{n}}")
from community.pages import embeds
embeds.settle_all()
digest = notice.snapshot.rsplit("/", 1)[1].split(".")[0]
print(json.dumps({{
    "notice": notice.pk,
    "embed": f"/embed/{{notice.pk}}",
    "snapshot": f"/snapshots/{{notice.pk}}/{{digest}}.geojson",
    "withdrawn": f"/embed/{{gone.pk}}",
    "campaign": "/campaigns/%EA%B7%B8%EB%8A%98/embed",
    "pins": "/campaigns/%EA%B7%B8%EB%8A%98/pins.geojson",
}}))
"""


class OwnServer:
    """`fill` is Python that makes what the tests ask for, and prints JSON: `urls`. `stop_database` really stops it."""

    def __init__(self, folder: Path, places: int = 40, fill: str = "", processes: int = 2):
        # A socket's path may have 107 bytes at most, and another user owns the cluster.
        self.cluster = Path(f"/tmp/maptag-own-{os.getpid()}")  # noqa: S108 (its name is this process's)
        self.folder, self.fill, self.processes = folder, fill or CONTENT.format(places=places), processes
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def _run(self, *command) -> str:
        environment = os.environ | {"TEST_CLUSTER": "1"}
        return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout

    def _database(self, command: str) -> str:
        return self._run("script/database", command, str(self.cluster)).strip()

    def start_database(self, wait_for: str = ""):
        """With `wait_for`, a path, until the server answers there with 200 again."""
        self._database("start")
        for _ in range(100 if wait_for else 0):
            if self.get(wait_for)[0] == 200:
                return
            time.sleep(0.2)
        assert not wait_for, "the server does not find its database again"

    def stop_database(self):
        self._database("stop")

    def start(self):
        self.start_database()
        own = {"DATABASE_URL": self._database("url"), "MEDIA_ROOT": str(self.folder), "DEBUG": "1"}
        own |= {"MAPTAG_ENV_FILE": "/dev/null", "LOG_LEVEL": "CRITICAL", "SITE_URL": self.url, "PYTHONWARNINGS": ""}
        self.environment = os.environ | own | {"PYTHONPATH": str(ROOT)}
        self.manage("migrate", "--verbosity", "0")
        self.urls = json.loads(self.manage("shell", "-v", "0", "-c", self.fill))
        self._serve()

    def manage(self, *arguments) -> str:
        command = [sys.executable, "manage.py", *arguments]
        run = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)
        assert not run.returncode, run.stderr
        return run.stdout

    def _serve(self):
        command = web.command("127.0.0.1", str(self.port), str(self.processes))
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment)
        for _ in range(200):
            try:
                if self.get("/healthz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not start")

    def get(self, path: str, **headers) -> tuple[int, dict, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def stop(self):
        if hasattr(self, "process"):
            self.process.terminate()
            self.process.wait(20)
        self.stop_database()
        shutil.rmtree(self.cluster, ignore_errors=True)


@contextmanager
def own_server(folder: Path, **options):
    server = OwnServer(folder, **options)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def load(server: OwnServer, path: str, readers: int = 8, requests: int = 150, **headers) -> tuple[float, list[float]]:
    """(answers a second, seconds each took): `readers` at once ask `requests` times each; all must get 200."""
    seconds, statuses = [], set()

    def read():
        connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
        for _ in range(requests):
            start = time.perf_counter()
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            seconds.append(time.perf_counter() - start)
            statuses.add(answer.status)
        connection.close()

    threads = [threading.Thread(target=read) for _ in range(readers)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == {200}, statuses
    return len(seconds) / (time.perf_counter() - start), seconds
