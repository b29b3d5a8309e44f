"""Replies of a server that drips, or that sends without end."""

import os
import socket

import pytest

from heroics_py.fleet.replies import limit_replies

if os.environ.get("CI") == "true":
    import redis
else:
    redis = pytest.importorskip("redis", reason="the redis package is not installed")


class Connection:
    """A connection as redis has it."""

    socket_timeout = 0.02

    def __init__(self):
        self._sock, self.server = socket.socketpair()
        self._sock.settimeout(self.socket_timeout)


@pytest.fixture
def connection():
    made = Connection()
    own = made._sock
    limit_replies(made, largest=10)
    yield made
    own.close()
    made.server.close()


def ask(connection, reply):
    connection._sock.sendall(b"PING")
    connection.server.sendall(reply)


def test_a_dripping_reply(connection, monkeypatch):
    """A reply may take five timeouts, however short its silences are; the next one counts from its request."""
    now = [100.0]
    monkeypatch.setattr("heroics_py.fleet.replies.time.monotonic", lambda: now[0])
    ask(connection, b"+")
    assert connection._sock.recv(1) == b"+"
    now[0] += 0.1
    with pytest.raises(TimeoutError, match="too long"):
        connection._sock.recv(1)
    ask(connection, b"+")
    assert connection._sock.recv(1) == b"+"


def test_an_endless_reply(connection):
    """A reply has a largest size; the next one begins at none."""
    ask(connection, b"x" * 12)
    assert connection._sock.recv_into(bytearray(11)) == 11
    with pytest.raises(OSError, match="more than 10 bytes"):
        connection._sock.recv(1)
    ask(connection, b"")
    assert connection._sock.recv(1) == b"x"


def test_a_look_at_an_idle_connection(connection, monkeypatch):
    """Whether an idle connection is still open can be seen at any time."""
    ask(connection, b"+")
    connection._sock.recv(1)
    monkeypatch.setattr("heroics_py.fleet.replies.time.monotonic", lambda: float("inf"))
    connection._sock.settimeout(0)
    connection.server.recv(4)
    connection.server.close()
    assert connection._sock.recv(1) == b""


def test_clients_limit_their_replies(redis_server):
    """The client of a URL has such a socket, which reads from a real server."""
    from heroics_py.fleet.servers import Server

    def work(client):
        client.set("large", b"x" * 300_000)
        return client.get("large")

    assert len(Server(redis_server.url, timeout=2).attempt(work)) == 300_000
    with pytest.raises(redis.ConnectionError, match="more than 1000 bytes"):
        Server(redis_server.url, timeout=2, largest=1_000).attempt(work)
