"""Copies of the project beside and after one another, and other machines in the network."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.script.site import Clone, free_port

ONLY_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make networks and users")


class Folder:
    """A copy of script/database alone: a clone as far as its database goes."""

    def __init__(self, path: Path):
        self.path = path
        (path / "script").mkdir(parents=True)
        shutil.copy2(Path(__file__).resolve().parents[2] / "script/database", path / "script")

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run([self.path / "script/database", *arguments], capture_output=True, text=True)

    @property
    def cluster(self) -> Path:
        return (self.path / "var/postgres").resolve()


@pytest.fixture
def folder(tmp_path):
    """In a folder that PostgreSQL's user can't reach, as below root's home."""
    tmp_path.chmod(0o700)

    def make(name="maptag") -> Folder:
        return Folder(tmp_path / name)

    yield make
    # Those of this test alone: other runs of the tests may be making theirs.
    stamps = [stamp for stamp in Path("/var/lib/maptag").glob("*/clone") if f"{tmp_path}/" in stamp.read_text()]
    for cluster in [stamp.parent for stamp in stamps]:
        subprocess.run(["setpriv", "--reuid=maptag", "--regid=maptag", "--clear-groups", "sh", "-c",
                        f"kill -QUIT $(head -n 1 {cluster}/data/postmaster.pid) 2>/dev/null"])  # fmt: skip
        shutil.rmtree(cluster, ignore_errors=True)


@ONLY_ROOT
def test_clone_in_the_place_of_another_does_not_inherit_its_database(folder, tmp_path):
    first = folder()
    first.run("start")
    old = first.cluster
    first.run("stop")
    shutil.rmtree(first.path)
    second = folder()
    run = second.run("start")
    assert second.cluster != old
    assert f"script/database adopt {old}" in run.stderr
    assert (old / "data/PG_VERSION").exists()
    second.run("stop")
    assert second.run("adopt", str(old)).returncode == 0
    assert second.cluster == old
    assert second.run("start").stdout == "started\n"
    second.run("stop")


@ONLY_ROOT
def test_what_an_earlier_clone_left_can_be_deleted(folder):
    first = folder()
    first.run("start")
    old = first.cluster
    shutil.rmtree(first.path)
    second = folder()
    second.run("start")
    assert second.run("delete", str(second.cluster)).returncode == 1
    assert second.run("delete", str(old)).returncode == 0
    assert not old.exists()
    second.run("stop")


@ONLY_ROOT
def test_copy_of_a_folder_does_not_share_its_database(folder, tmp_path):
    folder().run("start")
    shutil.copytree(tmp_path / "maptag", tmp_path / "copy", symlinks=True)
    run = subprocess.run([tmp_path / "copy/script/database", "start"], capture_output=True, text=True)
    assert run.returncode == 1
    assert "This folder is a copy of" in run.stderr


@ONLY_ROOT
def test_moved_folder_keeps_its_database(folder, tmp_path):
    folder().run("start")
    (tmp_path / "maptag").rename(tmp_path / "moved")
    run = subprocess.run([tmp_path / "moved/script/database", "start"], capture_output=True, text=True)
    assert (run.returncode, run.stdout) == (0, "running\n")


def test_starts_at_once_make_one_cluster(folder):
    one = folder()
    starts = [subprocess.Popen([one.path / "script/database", "start"], stdout=subprocess.PIPE) for _ in range(4)]
    said = sorted(start.communicate()[0] for start in starts)
    assert said == [b"running\n"] * 3 + [b"started\n"]
    one.run("stop")


@pytest.fixture
def neighbour(network):
    """A machine of its own beside the server's: ((command to run there), the server's address for it)."""
    if not network:
        pytest.skip("only root can make networks")
    server, other = network[-1], f"{network[-1]}-b"
    for line in (
        f"netns add {other}",
        f"link add mt-a netns {server} type veth peer name mt-b netns {other}",
        f"-n {server} addr add 10.77.0.1/24 dev mt-a",
        f"-n {server} link set mt-a up",
        f"-n {other} addr add 10.77.0.2/24 dev mt-b",
        f"-n {other} link set mt-b up",
    ):
        subprocess.run(["ip", *line.split()], check=True)
    yield ("ip", "netns", "exec", other), "10.77.0.1"
    subprocess.run(["ip", "netns", "delete", other], check=True)


FETCH = "import sys, urllib.request as r; print(r.urlopen(sys.argv[1], timeout=20).read().decode())"


def fetch(within, address: str) -> str:
    run = subprocess.run([*within, sys.executable, "-c", FETCH, address], capture_output=True, text=True)
    return run.stdout if run.returncode == 0 else run.stderr.strip().splitlines()[-1]


def test_another_machine_in_the_network_gets_in(clone, neighbour, no_server):
    within, address = neighbour
    server = clone.serve(HOST="0.0.0.0").until_running()  # noqa: S104
    try:
        assert server.address == f"http://{address}:8000"
        home = fetch(within, f"{server.address}/")
        assert "<title>" in home, home
        notice = clone.shell(
            ".venv/bin/python manage.py shell -v 0 -c"
            " 'from maptag.models import *; print(Notice.objects.published().first().get_absolute_url())'"
        ).stdout.strip()
        assert f"{server.address}/embed/" in fetch(within, server.address + notice), "the snippet names this host"
    finally:
        server.end()


@pytest.mark.nightly  # a second first start
def test_two_clones_run_side_by_side(clone, server, tmp_path):
    """With databases and ports of their own."""
    other = Clone(tmp_path / "second", clone.within)
    try:
        port = "8005" if clone.within else free_port()
        beside = other.serve(PORT=port).until_running()
        assert beside.address == f"http://localhost:{port}"
        assert beside.processes()["web"]
        assert server.processes()["web"]
        assert "_" + port in clone.shell(f"{sys.executable} -c \"import urllib.request as r;"
            f"print(r.urlopen('{beside.address}/accounts/login/').headers['set-cookie'])\"").stdout  # fmt: skip
        beside.end()
        assert server.process.poll() is None
    finally:
        other.remove()
