"""A cluster, and a master with a replica and sentinels: each program a real one on free ports.

They take half a minute, and run with REDIS_CLUSTERS=required only, in an environment of their own, where the clients
are installed from `requirements.txt` beside this file.
"""

import os
import subprocess
import time

import pytest
from ports import free_port
from redis_server import Server


def until(condition, seconds=60):
    """Wait until ``condition`` returns something true."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)
    return found


@pytest.fixture(scope="module", autouse=True)
def _required():
    if os.environ.get("REDIS_CLUSTERS") != "required":
        pytest.skip("these tests take half a minute: REDIS_CLUSTERS=required pytest tests/clusters/redis")


@pytest.fixture(scope="module")
def nodes(tmp_path_factory):
    """Three masters of one cluster."""
    folder = tmp_path_factory.mktemp("cluster")
    settings = ("--cluster-enabled", "yes", "--cluster-node-timeout", "2000", "--cluster-port")
    nodes = [Server(folder / str(number), *settings, str(free_port())) for number in range(3)]
    try:
        addresses = [f"127.0.0.1:{node.port}" for node in nodes]
        line = ["redis-cli", "--cluster", "create", *addresses, "--cluster-yes"]
        subprocess.run(line, check=True, capture_output=True, timeout=60)
        until(lambda: all("cluster_state:ok" in node.command("cluster", "info") for node in nodes))
        yield nodes
    finally:
        for node in nodes:
            node.stop()


class Watched:
    """A master with a replica, and two sentinels that watch them under the name shop."""

    def __init__(self, folder):
        self.master = Server(folder / "master")
        self.replica = Server(folder / "replica", "--replicaof", "127.0.0.1", str(self.master.port))
        self.sentinels = [self._sentinel(folder / f"sentinel{number}") for number in range(2)]
        until(lambda: "state=online" in self.master.command("info", "replication"))
        until(lambda: all("slaves=1" in each.command("info", "sentinel") for each in self.sentinels))

    def _sentinel(self, folder):
        folder.mkdir(parents=True)
        settings = folder / "sentinel.conf"
        lines = [f"monitor shop 127.0.0.1 {self.master.port} 1", "down-after-milliseconds shop 500"]
        settings.write_text("".join(f"sentinel {line}\n" for line in [*lines, "failover-timeout shop 3000"]))
        return Server(folder, "--sentinel", configuration=settings)

    def stop(self):
        for each in (self.master, self.replica, *self.sentinels):
            each.stop()


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    watched = Watched(tmp_path_factory.mktemp("sentinels"))
    yield watched
    watched.stop()
