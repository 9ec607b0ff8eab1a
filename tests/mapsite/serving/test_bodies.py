"""Real sockets against the real server: slow, huge and endless bodies."""

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from django.db import connection

# Without it the tests' database is only set up where another file asks for it.
pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
CLIENTS = 50


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def server(django_db_setup, django_db_blocker, tmp_path_factory):
    """The port of a server as script/server starts it, with one process."""
    port = free_port()
    with django_db_blocker.unblock():
        name = connection.settings_dict["NAME"]
    url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    media = tmp_path_factory.mktemp("media")
    environment = os.environ | {"DATABASE_URL": url, "MEDIA_ROOT": str(media), "PYTHONWARNINGS": "default"}
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "rsgi", "--port", str(port)]
    command += ["--no-ws", "--log-level", "warning", "mapsite.rsgi:application"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def wait_for(port):
    for _n in range(300):
        try:
            return ask(port, "/healthz")
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


def ask(port, path) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        answer.read()
        return answer.status


def begin(port, path, length: int | None) -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", port), 10)
    kind = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n{kind}\r\n\r\n"
    sock.sendall(head.encode())
    return sock


def status_of(sock) -> int:
    return int(sock.recv(65536).split(b" ")[1])


def test_the_site_stays_up_under_fifty_clients_of_a_byte_a_second(server):
    paths = ["/api/community/photos", "/report/", "/accounts/login/", "/uploads/", "/api/community/reports"]
    clients = [begin(server, paths[n % 5], None if n % 2 else 100_000) for n in range(CLIENTS)]
    ended = []
    try:
        for _second in range(3):
            for n, sock in enumerate(clients):
                sock.sendall(b"1\r\na\r\n" if n % 2 else b"a")
            for path in ("/healthz", "/", "/accounts/login/"):
                start = time.monotonic()
                assert ask(server, path) == 200
                assert time.monotonic() - start < 3
            time.sleep(1)
        for sock in clients[:2]:
            sock.settimeout(30)
            ended.append(status_of(sock))
    finally:
        for sock in clients:
            sock.close()
    assert ended == [408, 408]


@pytest.mark.parametrize("path", ["/api/community/photos", "/report/", "/open311/v2/requests.json", "/uploads/"])
def test_three_hundred_megabytes_are_refused_before_ten_were_read(server, path):
    with begin(server, path, 300 * 1024**2) as sock:
        assert status_of(sock) == 413


def test_an_endless_body_is_refused_before_ten_megabytes_were_read(server):
    sent, chunk = 0, b"10000\r\n" + b"x" * 65536 + b"\r\n"
    with begin(server, "/api/community/photos", None) as sock:
        try:
            while sent < 300 * 1024**2:
                sock.sendall(chunk)
                sent += 65536
        except OSError:
            pass
    # What the two kernels hold on the way counts here, too.
    assert sent < 16 * 1024**2


def test_a_refusal_is_told_in_words(server):
    with begin(server, "/api/community/photos", 300 * 1024**2) as sock:
        answer = b""
        while piece := sock.recv(65536):
            answer += piece
    assert b"26 MB" in answer
    assert b"connection: close" in answer.lower()


def test_bodies_that_are_whole_arrive_whole(server):
    boundary = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    body = boundary + b"no picture" * 60_000 + b"\r\n--x--\r\n"
    with begin(server, "/api/community/photos", len(body)) as sock:
        for start in range(0, len(body), 100_000):
            sock.sendall(body[start : start + 100_000])
            time.sleep(0.05)
        assert status_of(sock) == 422


@pytest.mark.nightly
def test_eight_large_photos_at_once_take_less_than_600_megabytes(server):
    from tests.community.pictures import as_bytes, picture

    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    body += as_bytes(picture(6240, 6240), "PNG") + b"\r\n--x--\r\n"
    before, peak, answers = memory(server), [0], []

    def send():
        with begin(server, "/api/community/photos", len(body)) as sock:
            sock.settimeout(300)
            sock.sendall(body)
            answers.append(status_of(sock))

    threads = [threading.Thread(target=send) for _n in range(8)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        peak[0] = max(peak[0], memory(server))
        time.sleep(0.05)
    assert answers == [200] * 8
    assert peak[0] - before < 600


def memory(port) -> float:
    """Megabytes in use by the server on `port` and its children."""
    listing = subprocess.run(["ps", "-eo", "pid,ppid,rss,args"], capture_output=True, text=True).stdout.splitlines()[1:]
    rows = [line.split(None, 3) for line in listing]
    family = {row[0] for row in rows if f"--port {port} " in row[3]}
    while more := {row[0] for row in rows if row[1] in family} - family:
        family |= more
    return sum(int(row[2]) for row in rows if row[0] in family) / 1024


@pytest.mark.parametrize("length", ["abc", "-5", "+2", "1_000", "５", "0x10", "2, 30"])
@pytest.mark.parametrize("path", ["/api/community/reports", "/report/", "/accounts/login/"])
def test_a_length_that_is_no_number_is_refused_in_words_behind_any_server(client, path, length):
    answer = client.post(path, "{}", content_type="application/json", CONTENT_LENGTH=length)
    assert answer.status_code == 400
    assert "보내신 내용" in answer.content.decode()
