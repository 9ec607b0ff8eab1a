"""A real server and a PostgreSQL of its own that is really stopped: 503 in the format asked for, files whole or not
at all."""

import json
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from socket import socket

import httpx
import pytest
from django.conf import settings
from django.db import connection
from lxml import etree

from mapsite.operation import web

# The tests' own database is where the tables come from.
pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
REPORTS = 2_000
FILL = """
import sys, django
django.setup()
from datetime import timedelta
from community.models import Report
from tests.community.factories import CategoryFactory, ReportFactory
category, number = CategoryFactory(slug="road"), int(sys.argv[1])
made = (ReportFactory.build(category=category, number=f"2611-{n:09}") for n in range(number))
rows = []
for n, report in enumerate(made):
    report.key_hash, report.created_at = str(n), report.created_at - timedelta(minutes=n)
    rows.append(report)
Report.objects.bulk_create(rows, batch_size=2000)
"""


def script(*arguments, **more):
    done = subprocess.run(
        [ROOT / "script/database", *map(str, arguments)],
        check=True, capture_output=True, text=True, env=os.environ | {"TEST_CLUSTER": "1"}, **more,
    )  # fmt: skip
    return done.stdout.strip()


class Site:
    def __init__(self, folder: Path):
        self.folder = folder
        script("start", folder)
        self.url = script("url", folder)
        with socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self.port = str(port)

    def fill(self, test_database: str):
        """The tables of the tests' own database, and many reports."""
        version = connection.pg_version // 10000
        binaries = f"/usr/lib/postgresql/{version}/bin"
        source = script("url", settings.VAR_DIR / "postgres").rsplit("/", 1)[0]
        dump = [
            f"{binaries}/pg_dump",
            "--no-owner",
            "--schema-only",
            "--dbname",
            self._dsn(f"{source}/{test_database}"),
        ]
        tables = subprocess.run(dump, check=True, capture_output=True).stdout
        psql = [f"{binaries}/psql", "-q", "-v", "ON_ERROR_STOP=1", "--dbname", self._dsn(self.url)]
        subprocess.run(psql, input=tables, check=True, stdout=subprocess.DEVNULL)
        fill = [sys.executable, "-c", FILL, str(REPORTS)]
        more = {"DATABASE_URL": self.url, "DJANGO_SETTINGS_MODULE": "mapsite.settings", "PYTHONPATH": str(ROOT)}
        subprocess.run(fill, check=True, env=os.environ | more)

    @staticmethod
    def _dsn(url: str) -> str:
        folder, name = url.removeprefix("postgres://maptag@/").rsplit("/", 1)
        return f"host=/{folder.lstrip('/')} user=maptag dbname={name}"

    def serve(self):
        environment = os.environ | {"DATABASE_URL": self.url, "DEBUG": "1", "PYTHONWARNINGS": "default"}
        self.process = subprocess.Popen(web.command("127.0.0.1", self.port, "1"), cwd=ROOT, env=environment)
        for _try in range(300):
            with suppress(httpx.HTTPError):
                httpx.get(f"{self.address}/healthz", timeout=1)
                return
            time.sleep(0.1)
        raise AssertionError("the server did not start")

    def stop_database(self):
        script("stop", self.folder)

    def start_database(self):
        """And wait until the server's pool has found it."""
        script("start", self.folder)
        for _try in range(100):
            if httpx.get(f"{self.address}/reports.geojson?limit=1", timeout=60).status_code == 200:
                return
            time.sleep(0.2)
        raise AssertionError("the server does not find its database again")

    def end(self):
        if hasattr(self, "process"):
            self.process.terminate()
            self.process.wait(timeout=20)
        script("stop", self.folder)
        shutil.rmtree(self.folder.resolve(), ignore_errors=True)
        if self.folder.is_symlink():
            self.folder.unlink()


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    made = Site(Path(settings.VAR_DIR) / "stopped")
    try:
        with django_db_blocker.unblock():
            made.fill(connection.settings_dict["NAME"])
        made.serve()
        yield made
    finally:
        made.end()


# What is compressed on the way has no length beforehand.
PLAIN = {"Accept-Encoding": "identity"}


def download(url: str, **headers) -> tuple[int, bytes | None, httpx.Headers]:
    """Status, body (None where the connection broke before its end) and headers."""
    with httpx.stream("GET", url, headers=PLAIN | headers, timeout=60) as answer:
        try:
            return answer.status_code, answer.read(), answer.headers
        except httpx.HTTPError:
            return answer.status_code, None, answer.headers


FORMATS = {
    "/reports.csv": "application/json",
    "/reports.geojson": "application/json",
    "/reports.rss": "text/xml",
    "/reports.atom": "text/xml",
    "/api/community/reports": "application/json",
    "/api/community/map?bbox=126,37,127,38&zoom=12": "application/json",
    "/api/community/statistics": "application/json",
    "/open311/v2/requests.json": "application/json",
    "/open311/v2/requests.xml": "text/xml",
    "/tags.json": "application/json",
    "/notices/0000000000.geojson": "application/json",
    "/campaigns/none/entries.csv": "application/json",
    "/reports/": "text/html",
    "/": "text/html",
    "/handling/": "text/html",
    "/admin/": "text/html",
}


@pytest.mark.parametrize("path", ["/reports.csv", "/reports.geojson"])
def test_a_file_is_whole_while_the_database_stops_or_is_refused(site, path):
    whole = download(site.address + path)[1]
    with ThreadPoolExecutor() as pool:
        asked = [pool.submit(download, site.address + path) for _n in range(3)]
        time.sleep(0.2)
        site.stop_database()
        answers = [one.result() for one in asked]
    site.start_database()
    for status, body, headers in answers:
        assert status in (200, 503), status
        assert status == 503 or body is None or len(body) == len(whole), (status, len(body))
        assert "content-length" in headers
    if path.endswith("csv"):
        assert whole.count(b"\n") == REPORTS + 1


def test_a_file_that_a_slow_reader_takes_needs_no_database(site):
    with httpx.stream("GET", f"{site.address}/reports.csv", headers=PLAIN, timeout=60) as answer:
        assert answer.status_code == 200
        parts = answer.iter_raw(64 * 1024)
        size = len(next(parts))
        site.stop_database()
        size += sum(map(len, parts))
    site.start_database()
    assert size == int(answer.headers["content-length"])


def test_while_the_database_is_stopped_every_answer_says_so_in_its_format(site):
    site.stop_database()
    signed_in = {"Cookie": "sessionid=abcdefghijklmnopqrstuvwxyz012345"}
    with ThreadPoolExecutor(len(FORMATS)) as pool:
        answers = dict(zip(FORMATS, pool.map(lambda p: download(site.address + p, **signed_in), FORMATS), strict=True))
        sent = {"client_id": "0" * 32, "lon": 126.978, "lat": 37.5665, "text": "파임"}
        post = httpx.post(f"{site.address}/api/community/reports", json=sent, timeout=60)
        form = httpx.post(f"{site.address}/open311/v2/requests.xml", data={"api_key": "x"}, timeout=60)
    site.start_database()
    for path, (status, body, headers) in answers.items():
        assert (status, headers["content-type"].split(";")[0]) == (503, FORMATS[path]), path
        assert int(headers["retry-after"]) > 0, path
        if "html" not in FORMATS[path]:
            assert headers["access-control-allow-origin"] == "*", path
            json.loads(body) if "json" in FORMATS[path] else etree.fromstring(body)
        else:
            assert "잠시 쉬는 중" in body.decode(), path
    assert (post.status_code, "errors" in post.json()) == (503, True)
    assert etree.fromstring(form.content).findtext("error/code") == "503"
    assert httpx.get(f"{site.address}/reports.geojson?limit=1", timeout=60).json()["numberMatched"] == REPORTS
