"""Faults of Redis under load: no call fails, and the load goes on."""

from contextlib import contextmanager

import fleet_load
import pytest
from fleet_load import until
from libraries import load

redis = load("redis")

WORKERS = 2
CALLS = 40


@contextmanager
def killed(server):
    """Nobody listens."""
    server.stop()
    try:
        yield
    finally:
        server.restart()


@contextmanager
def paused(server):
    """It accepts connections, and answers nothing."""
    server.pause()
    try:
        yield
    finally:
        server.resume()


@contextmanager
def restarted(server):
    """It has forgotten everything, scripts included."""
    server.restart()
    yield


@contextmanager
def full(server):
    """It rejects each command that may need memory."""
    server.command("CONFIG", "SET", "maxmemory-policy", "noeviction", "maxmemory", "1")
    try:
        yield
    finally:
        server.command("CONFIG", "SET", "maxmemory", "0")


@contextmanager
def cut(server):
    """It closes all connections."""
    server.command("CLIENT", "KILL", "TYPE", "normal")
    yield


@contextmanager
def read_only(server):
    """It is a replica that has lost its primary."""
    server.command("REPLICAOF", "127.0.0.1", "1")
    try:
        yield
    finally:
        server.command("REPLICAOF", "NO", "ONE")


@pytest.fixture(scope="module")
def board(redis_server):
    """A load that goes on through all tests of the module."""
    api = fleet_load.Api()
    board, processes = fleet_load.start(api.url, redis_server.url, WORKERS)
    yield board
    board.stop.value = 1
    for process in processes:
        process.join(20)
        process.kill()
    api.shutdown()
    api.server_close()


def is_shared(server):
    """Return whether the workers store into Redis."""
    return bool(int(server.command("DBSIZE") or 0))


@pytest.mark.parametrize("fault", [killed, paused, restarted, full, cut, read_only])
def test_faults_under_load(redis_server, board, fault):
    """A fault of Redis fails no call and stops no worker, and when it is over, the workers share again."""
    assert until(lambda: is_shared(redis_server)), "the workers share nothing before the fault"
    with fault(redis_server):
        assert board.wait_for(CALLS), board.problem() or "the load stopped"
    redis_server.command("FLUSHALL")
    assert until(lambda: is_shared(redis_server)), "the workers share nothing after the fault"
    assert board.wait_for(CALLS), board.problem() or "the load stopped"
