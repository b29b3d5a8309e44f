"""The guard of the network: this process reaches nothing but this machine and the hosts that are allowed."""

import asyncio
import socket
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

import pytest
import requests
from event_loop import run

import heroics_py
from heroics_py.testing import NetworkBlocked
from heroics_py.testing.network_guard import check_hosts, guarded

ADDRESS, NAME = "192.0.2.1", "api.shop.example"


def connect(host=ADDRESS, port=443):
    """Let Python announce a connection that nobody opens."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as end:
        sys.audit("socket.connect", end, (host, port))


def send(kind, *args):
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as end:
        getattr(end, kind)(*args)


async def open_session():
    import aiohttp

    async with aiohttp.ClientSession() as session:
        await session.get(f"https://{NAME}/")


async def open_datagrams():
    await asyncio.get_running_loop().create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=(ADDRESS, 53))


def call_api():
    with heroics_py.connect("heroku", url=f"https://{NAME}", token="t") as client:
        client.app.info("shop")


async def call_api_async():
    async with heroics_py.connect_async("heroku", url=f"https://{NAME}", token="t") as client:
        await client.app.info("shop")


@pytest.mark.parametrize(
    ("reach", "host"),
    [
        pytest.param(lambda: socket.create_connection((ADDRESS, 80)), ADDRESS, id="socket"),
        pytest.param(lambda: send("connect_ex", (ADDRESS, 80)), ADDRESS, id="connect_ex"),
        pytest.param(lambda: send("sendto", b"x", (ADDRESS, 53)), ADDRESS, id="UDP"),
        pytest.param(lambda: send("sendmsg", [b"x"], [], 0, (ADDRESS, 53)), ADDRESS, id="sendmsg"),
        pytest.param(lambda: connect("2001:db8::1"), "2001:db8::1", id="IPv6"),
        pytest.param(lambda: connect("::ffff:192.0.2.1"), "::ffff:192.0.2.1", id="IPv4 in IPv6"),
        pytest.param(lambda: connect("10.0.0.5"), "10.0.0.5", id="private network"),
        pytest.param(lambda: socket.getaddrinfo(NAME, 443), NAME, id="lookup"),
        pytest.param(lambda: socket.gethostbyname(NAME), NAME, id="older lookup"),
        pytest.param(lambda: socket.gethostbyaddr(ADDRESS), ADDRESS, id="reverse lookup"),
        pytest.param(lambda: socket.getnameinfo((ADDRESS, 80), 0), ADDRESS, id="name of an address"),
        pytest.param(lambda: urllib.request.urlopen(f"http://{NAME}/"), NAME, id="urllib"),
        pytest.param(lambda: requests.get(f"https://{NAME}/", timeout=1), NAME, id="requests"),
        pytest.param(lambda: run(asyncio.open_connection(NAME, 443)), NAME, id="asyncio"),
        pytest.param(lambda: run(open_datagrams()), ADDRESS, id="datagrams of asyncio"),
        pytest.param(lambda: run(open_session()), NAME, id="aiohttp"),
        pytest.param(call_api, NAME, id="a client of ours"),
        pytest.param(lambda: run(call_api_async()), NAME, id="a client of ours that is awaited"),
    ],
)
def test_blocked(reach, host):
    """Each library gets an error that names the host, and how to allow it."""
    with guarded(()), pytest.raises(NetworkBlocked) as caught:
        reach()
    assert caught.value.host == host
    assert f"may not reach {host}" in str(caught.value)
    assert f"@pytest.mark.heroics(network=[{host!r}])" in str(caught.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "0.0.0.0", "::1", "::", "::ffff:127.0.0.1", "localhost"])
def test_this_machine(host):
    """What is on this machine may be reached."""
    with guarded(()):
        connect(host)


def test_local_names():
    """Names of this machine and addresses need no permission to be looked up."""
    with guarded(()):
        for name in (None, "", "localhost", "shop.localhost", socket.gethostname(), ADDRESS, b"127.0.0.1"):
            sys.audit("socket.getaddrinfo", name, 443, 0, 0, 0)


def test_unix_sockets(tmp_path):
    """Sockets of Unix are on this machine."""
    with guarded(()), closing(socket.socket(socket.AF_UNIX)) as end, pytest.raises(FileNotFoundError):
        end.connect(str(tmp_path / "none"))


def test_threads():
    """The guard holds in threads that began before it, and an error does not end it."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(connect).result()
        with guarded(()):
            for _ in range(2):
                with pytest.raises(NetworkBlocked):
                    pool.submit(connect).result()
        pool.submit(connect).result()


def test_nesting():
    """A guard within another one takes its place; an error within ends it, too."""
    lookup = socket.getaddrinfo
    with guarded(()):
        with suppress(KeyError), guarded(None):
            connect()
            raise KeyError
        with guarded((ADDRESS,)):
            connect()
        with pytest.raises(NetworkBlocked):
            connect()
    connect()
    assert socket.getaddrinfo is lookup


@pytest.mark.parametrize(
    ("allowed", "host", "is_allowed"),
    [
        ([NAME], NAME, True),
        (["API.Shop.Example."], NAME, True),
        (["*.shop.example"], NAME, True),
        (["*.shop.example"], "shop.example", False),
        ([NAME], f"{NAME}.evil.example", False),
        ([NAME], f"evil-{NAME}", False),
    ],
)
def test_allowed_names(monkeypatch, allowed, host, is_allowed):
    """An allowed name may be looked up, and what the lookup found may be reached; no other name may be."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ADDRESS, 443))]

    def lookup(*args):
        sys.audit("socket.getaddrinfo", *args, 0, 0, 0)
        return found

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with guarded(check_hosts(allowed)):
        if is_allowed:
            socket.getaddrinfo(host, 443)
            connect(ADDRESS)
        else:
            with pytest.raises(NetworkBlocked):
                socket.getaddrinfo(host, 443)
        with pytest.raises(NetworkBlocked):
            connect("192.0.2.99")


def test_own_lookups(monkeypatch):
    """A library that asks a name server by itself may reach what an allowed name means at that moment."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ADDRESS, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: found)
    with guarded((NAME,)):
        connect(ADDRESS)


@pytest.mark.parametrize(
    "hosts", ["api.shop.example", 3, ["https://api.shop.example"], ["api.shop.example:443"], [None]]
)
def test_hosts_of_another_kind(hosts):
    """What is no list of hosts is refused with what was expected."""
    with pytest.raises(ValueError, match=r"^network=.*: expected "):
        check_hosts(hosts)
