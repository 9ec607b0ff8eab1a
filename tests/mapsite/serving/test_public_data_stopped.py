"""A real server and a PostgreSQL of its own that is really stopped: 503 in the format asked for, files whole or not
at all."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from lxml import etree

from tests.own_server import own_server

REPORTS = 2_000
# Shared by all tests below, which ask for it when the database is back.
READY = "/reports.geojson?limit=1"
FILL = f"""
from datetime import timedelta
from community.models import Report
from tests.community.factories import CategoryFactory, ReportFactory
category, rows = CategoryFactory(slug="road"), []
for n in range({REPORTS}):
    report = ReportFactory.build(category=category, number=f"2611-{{n:09}}")
    report.key_hash, report.created_at = str(n), report.created_at - timedelta(minutes=n)
    rows.append(report)
Report.objects.bulk_create(rows, batch_size=2000)
print("{{}}")
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with own_server(tmp_path_factory.mktemp("media"), fill=FILL, processes=1) as server:
        yield server


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
    whole = download(site.url + path)[1]
    with ThreadPoolExecutor() as pool:
        asked = [pool.submit(download, site.url + path) for _n in range(3)]
        time.sleep(0.2)
        site.stop_database()
        answers = [one.result() for one in asked]
    site.start_database(READY)
    for status, body, headers in answers:
        assert status in (200, 503), status
        assert status == 503 or body is None or len(body) == len(whole), (status, len(body))
        assert "content-length" in headers
    if path.endswith("csv"):
        assert whole.count(b"\n") == REPORTS + 1


def test_a_file_that_a_slow_reader_takes_needs_no_database(site):
    with httpx.stream("GET", f"{site.url}/reports.csv", headers=PLAIN, timeout=60) as answer:
        assert answer.status_code == 200
        parts = answer.iter_raw(64 * 1024)
        size = len(next(parts))
        site.stop_database()
        size += sum(map(len, parts))
    site.start_database(READY)
    assert size == int(answer.headers["content-length"])


def test_while_the_database_is_stopped_every_answer_says_so_in_its_format(site):
    site.stop_database()
    signed_in = {"Cookie": "sessionid=abcdefghijklmnopqrstuvwxyz012345"}
    with ThreadPoolExecutor(len(FORMATS)) as pool:
        answers = dict(zip(FORMATS, pool.map(lambda p: download(site.url + p, **signed_in), FORMATS), strict=True))
        sent = {"client_id": "0" * 32, "lon": 126.978, "lat": 37.5665, "text": "파임"}
        post = httpx.post(f"{site.url}/api/community/reports", json=sent, timeout=60)
        form = httpx.post(f"{site.url}/open311/v2/requests.xml", data={"api_key": "x"}, timeout=60)
    site.start_database(READY)
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
    assert httpx.get(f"{site.url}/reports.geojson?limit=1", timeout=60).json()["numberMatched"] == REPORTS
