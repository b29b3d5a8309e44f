"""Proxies, IPv6 and odd hosts: over the exchange that blocks, and the one that awaits."""

import socket
from base64 import b64encode

import pytest
from relay import Relay
from scripted import FINE, Scripted, answer, closed_port, saying

from heroics_py.errors import ConnectionFailed, ProtocolError, RequestRefused, RequestTimeout
from heroics_py.http.messages import Request
from heroics_py.http.options import Options, Timeout
from heroics_py.transport.connection import open_transport

pytestmark = pytest.mark.usefixtures("each_exchange")
USER = f"Basic {b64encode(b'us@er:pr0xy:word').decode()}"


@pytest.fixture
def through(monkeypatch):
    """Let a proxy of the environment have a user and a password."""

    def through(url):
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, url.replace("//", "//us%40er:pr0xy%3Aword@"))

    return through


def send(url, limits=None, **options):
    connection = open_transport(base_url=url, token="t0ken", **options)
    try:
        request = Request(method="POST", url=f"{url}/a", body=b"{}")
        return connection.send(request if limits is None else request.replaced(options=limits))
    finally:
        connection.close()


def test_forwarded(through):
    """A proxy gets the absolute URL of a plain request, and its own credentials."""
    with Scripted(saying(FINE)) as proxy:
        through(proxy.url)
        send("http://shop.example")
        assert proxy.heads == ["POST http://shop.example/a HTTP/1.1"]
        assert (proxy.header("Proxy-Authorization"), proxy.header("Host")) == (USER, "shop.example")


@pytest.mark.filterwarnings("ignore:.*verify=False.*")
def test_tunnel(through, certificate):
    """The server behind a tunnel gets none of the credentials of the proxy."""
    _, context = certificate
    with Relay() as proxy, Scripted(saying(FINE), context=context) as server:
        through(proxy.url)
        assert send(f"https://shop.example:{server.port}", verify=False).status == 200
        assert (proxy.tunnels, server.heads) == (1, ["POST /a HTTP/1.1"])
        assert server.header("Proxy-Authorization") is None
        assert server.header("Authorization") == "Bearer t0ken"


@pytest.mark.parametrize("status", [403, 407, 502])
def test_refused_tunnel(through, status):
    """A proxy that refuses a tunnel gets none of the request, which was not sent."""
    with Scripted(saying(answer(status, b""))) as proxy:
        through(proxy.url)
        with pytest.raises(ConnectionFailed, match=f"no tunnel to the server: the proxy answered {status}") as caught:
            send("https://shop.example")
        assert (caught.value.sent, {head.split()[0] for head in proxy.heads}) == (False, {"CONNECT"})
        assert b"t0ken" not in b"".join(proxy.requests)
        assert "pr0xy" not in str(caught.value)


@pytest.mark.parametrize("surplus", [b"hello", answer(200, b"{}")], ids=["text", "response"])
def test_tunnel_with_surplus(through, surplus):
    """A proxy that goes on in plain text after it has opened a tunnel gets none of the request."""

    def step(wire, _request, _number):
        wire.say(b"HTTP/1.1 200 OK\r\n\r\n" + surplus)
        wire.close()

    with Scripted(step) as proxy:
        through(proxy.url)
        with pytest.raises((ProtocolError, ConnectionFailed), match=r"the proxy http://\*\*\*@127.0.0.1") as caught:
            send("https://shop.example")
        assert caught.value.sent is False
        assert b"t0ken" not in b"".join(proxy.requests)


def test_silent_tunnel(through):
    """A proxy that says nothing about a tunnel has the time to connect, not that of a silent server."""
    with Scripted(lambda wire, _request, _number: wire.silent()) as proxy:
        through(proxy.url)
        with pytest.raises(RequestTimeout) as caught:
            send("https://shop.example", limits=Options(timeout=Timeout(connect=0.1, read=60.0), retries=0))
        assert caught.value.sent is False


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_unreachable_proxy(through, scheme):
    """A proxy without a server is named, and its password is not."""
    through(f"http://127.0.0.1:{closed_port()}")
    with pytest.raises(ConnectionFailed, match=r"the proxy http://\*\*\*@127.0.0.1:\d+") as caught:
        send(f"{scheme}://shop.example")
    assert (caught.value.sent, "pr0xy" in str(caught.value)) == (False, False)


def test_no_proxy_for_a_host(through, monkeypatch):
    """A host in NO_PROXY, and any with trust_environment=False, is reached directly."""
    with Scripted(saying(FINE)) as proxy:
        through(proxy.url)
        monkeypatch.setenv("NO_PROXY", "shop.invalid")
        monkeypatch.setenv("no_proxy", "shop.invalid")
        for host, options in (("shop.invalid", {}), ("other.invalid", {"trust_environment": False})):
            with pytest.raises(ConnectionFailed):
                send(f"http://{host}", **options)
        assert proxy.connections == 0


def test_ipv6():
    """A host may be an IPv6 address, which the Host header has in brackets."""
    try:
        listener = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no IPv6")
    server = Scripted(saying(FINE))
    server._listener.close()
    server._listener, port = listener, listener.getsockname()[1]
    with server:
        assert send(f"http://[::1]:{port}").status == 200
        assert server.header("Host") == f"[::1]:{port}"


@pytest.mark.parametrize("host", ["a..b", f"{'a' * 64}.example"])
def test_invalid_labels(host):
    """A host with an empty or too long label is refused, and nothing is sent."""
    with pytest.raises(RequestRefused, match="invalid URL") as caught:
        send(f"http://{host}", trust_environment=False)
    assert caught.value.sent is False
