"""script/server: whole whatever is killed, alone on its port, gone when it is ended."""

import os
import signal
import subprocess
import sys

import pytest

from tests.script.site import until

ASK = "import sys, urllib.request as r; print(r.urlopen(r.Request(sys.argv[1], headers=h), timeout=5).status)"


def answers(server, path="/healthz", **headers) -> bool:
    """Every web process answers: eight requests in a row, each on a connection of its own."""
    code = f"h = {headers!r}\n{ASK}".replace("print(", "[print(").rstrip() + " for _ in range(8)]"
    run = server.clone.shell(f"'{sys.executable}' -c \"$CODE\" {server.address}{path}", CODE=code)
    return run.stdout.split() == ["200"] * 8


def ready(server) -> bool:
    return answers(server, "/readyz")


def test_killed_parts_come_back(server):
    """One web process, then the first of them, then the worker."""
    first, *others = server.processes()["web"]
    os.kill(others[0], signal.SIGKILL)
    until(lambda: len(server.processes()["web"]) == 1 + len(others) and answers(server))
    os.kill(first, signal.SIGKILL)
    until(lambda: first not in server.processes()["web"] and len(server.processes()["web"]) == 1 + len(others))
    until(lambda: answers(server))
    [worker] = server.processes()["worker"]
    os.kill(worker, signal.SIGKILL)
    until(lambda: server.processes()["worker"] not in ([], [worker]))
    assert server.process.poll() is None


def test_worker_and_pages_outlive_a_restart_of_the_database(server):
    until(lambda: ready(server))
    server.clone.shell("script/database stop")
    assert not ready(server)
    server.clone.shell("script/database start")
    until(lambda: ready(server) and answers(server, "/"), 60)
    assert server.process.poll() is None


def test_killed_database_comes_back(server):
    pid = int((server.clone.folder / "var/postgres/data/postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    until(lambda: answers(server, "/"), 60)


def test_second_start_of_the_same_folder_is_told(server, ports):
    run = server.clone.shell("script/server", **ports)
    assert run.returncode == 1
    assert f"is running already, at {server.address}" in run.stderr


def test_what_a_killed_start_left_is_ended_and_told(clone, ports, no_server):
    cut_off = clone.serve(**ports).until_running()
    [pid] = cut_off.processes()["server"]
    os.kill(pid, signal.SIGKILL)
    cut_off.process.wait()
    left = [pid for pids in cut_off.processes().values() for pid in pids]
    assert left, "the web server lives on"
    following = clone.serve(**ports).until_running()
    try:
        assert f"an earlier start (process {pid}) had left behind" in following.output
        assert not set(left) & {pid for pids in following.processes().values() for pid in pids}
        assert answers(following)
    finally:
        following.end()
    assert not (clone.folder / "var/postgres/data/postmaster.pid").exists(), "the database that it had started, too"


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT])
def test_it_ends_whole(clone, ports, no_server, number):
    """By a terminal that is closed, by Ctrl-C although a shell in the background had it ignored."""
    server = clone.serve("trap '' INT; exec script/server", **ports).until_running()
    [pid] = server.processes()["server"]
    os.kill(pid, number)
    server.process.wait(60)
    assert server.processes() == {"web": [], "worker": [], "server": []}
    assert not (clone.folder / "var/postgres/data/postmaster.pid").exists()
    assert "Stopping" in server.output


LISTEN = """
import socket, sys, time
listener = socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
listener.bind((sys.argv[1], int(sys.argv[2]))); listener.listen(); print("listening", flush=True); time.sleep(60)
"""


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0", "::1"])  # noqa: S104
def test_taken_port_is_told(clone, ports, no_server, address):
    """Also where the other shares it, listens on all addresses, or where a browser looks for localhost first."""
    port = ports.get("PORT", "8000")
    command = [*clone.within, sys.executable, "-c", LISTEN, address, port]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "listening\n"
        run = clone.shell("script/server", **ports)
        other.kill()
    assert run.returncode == 1
    assert f"Port {port} is taken by process {other.pid}" in run.stderr
    assert "PORT=" in run.stderr
