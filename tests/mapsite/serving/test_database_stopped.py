"""PostgreSQL is really stopped: what readers of news pages see comes from files, at once; all else says so, at once."""

import threading
import time

import pytest

from tests.own_server import load, own_server

pytestmark = pytest.mark.usefixtures("db_off")
STORED = ("embed", "snapshot", "campaign", "pins")
# Half of the machine works for the reader in this test, and others may use it too: `script/bench serve` has the figure.
LEAST_PER_SECOND = 100


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with own_server(tmp_path_factory.mktemp("own")) as server:
        yield server


@pytest.fixture(scope="module")
def db_off(server):
    for name in (*STORED, "withdrawn"):
        server.get(server.urls[name])
    server.get("/")
    server.stop_database()


@pytest.mark.parametrize("name", STORED)
def test_embeds_and_their_data_are_served_from_files_without_waiting(server, name):
    rate, seconds = load(server, server.urls[name])
    assert rate >= LEAST_PER_SECOND
    assert max(seconds) < 2


def test_the_embed_says_the_same_as_before_and_may_be_framed(server):
    status, headers, page = server.get(server.urls["embed"])
    assert status == 200
    assert "쉼터 40" in page.decode()
    assert "x-frame-options" not in headers
    status, headers, _page = server.get(server.urls["embed"], **{"If-None-Match": headers["etag"]})
    assert status == 304
    assert "x-frame-options" not in headers
    assert "http://localhost:*" in headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/", "/reports/", "/embed/2345678923", "withdrawn"])
def test_what_needs_the_database_says_so_at_once(server, path):
    start = time.perf_counter()
    status, headers, _page = server.get(server.urls.get(path, path))
    assert status == 503
    assert headers["retry-after"] == "30"
    assert time.perf_counter() - start < 1.5
    assert ("x-frame-options" in headers) == ("embed" not in path and path != "withdrawn")


def test_readers_of_other_pages_do_not_take_the_embeds_threads(server):
    others = [threading.Thread(target=lambda: [server.get("/") for _ in range(10)]) for _ in range(12)]
    for thread in others:
        thread.start()
    _rate, seconds = load(server, server.urls["embed"], readers=4, requests=50)
    for thread in others:
        thread.join()
    assert max(seconds) < 2


def test_no_request_fails_once_the_database_is_back(server):
    """Neither on a connection from before a restart, nor right after a time in which nobody could connect."""
    server.start_database()
    try:
        assert server.get("/")[0] == 200
        assert server.get(server.urls["withdrawn"])[0] == 404
        for _ in range(2):
            load(server, "/reports/", requests=5)
            server.stop_database()
            server.start_database()
        load(server, "/reports/", requests=5)
    finally:
        server.stop_database()
