"""One clone, prepared once, for everything that is tried on a running server."""

import os
import subprocess

import pytest

from tests.script.site import Clone, free_port


@pytest.fixture(scope="session")
def network():
    """A network of its own with port 8000 free, as on a newcomer's machine; the machine's own where that needs root."""
    if os.geteuid() != 0:
        yield ()
        return
    name = f"maptag-{os.getpid()}"
    subprocess.run(["ip", "netns", "add", name], check=True)
    subprocess.run(["ip", "-n", name, "link", "set", "lo", "up"], check=True)
    yield ("ip", "netns", "exec", name)
    subprocess.run(["ip", "netns", "delete", name], check=True)


@pytest.fixture(scope="session")
def clone(network, tmp_path_factory):
    clone = Clone(tmp_path_factory.mktemp("newcomer") / "maptag", network)
    yield clone
    clone.remove()


@pytest.fixture(scope="session")
def ports(network):
    """The environment that keeps a server off a port that something else on this machine has."""
    return {} if network else {"PORT": free_port()}


class Keeper:
    """The clone's one server, running from the first test that needs it until one that needs it stopped."""

    current = None


@pytest.fixture(scope="session")
def keeper():
    keeper = Keeper()
    yield keeper
    if keeper.current:
        keeper.current.end()


@pytest.fixture
def server(clone, ports, keeper):
    if keeper.current is None or keeper.current.process.poll() is not None:
        keeper.current = clone.serve(**ports).until_running()
    return keeper.current


@pytest.fixture
def no_server(clone, keeper):
    """For tests that start their own."""
    if keeper.current:
        keeper.current.end()
