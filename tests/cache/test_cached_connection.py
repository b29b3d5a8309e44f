"""The cache among the other transports, over real connections."""

import gzip
import json
import socket
import ssl
import subprocess
import threading

import pytest
from cache_parts import ask, serving

from heroics_py.cache import MemoryStore, open_cache
from heroics_py.errors import ConnectionFailed, UntrustedServer
from heroics_py.transport.connection import open_transport

pytestmark = pytest.mark.usefixtures("each_exchange")


def connect(served, token, store):
    return open_transport(base_url=served.base, token=token, caching=open_cache(store), trust_environment=False)


def whoami(method, path, headers):
    """An API that shows each account its own, under one ETag and for a minute."""
    if headers.get("If-None-Match") == '"v1"':
        return 304, [("ETag", '"v1"')], b""
    body = json.dumps({"you": headers.get("Authorization")}).encode()
    return 200, [("Content-Type", "application/json"), ("ETag", '"v1"'), ("Cache-Control", "max-age=60")], body


@pytest.mark.parametrize("kind", ["memory", "file"])
@pytest.mark.parametrize("mode", ["revalidate", "rfc", "offline"])
def test_accounts_on_one_cache_are_kept_apart(tmp_path, kind, mode):
    """Two accounts on one cache never see each other's responses."""
    store = MemoryStore() if kind == "memory" else str(tmp_path / "cache")
    with serving(whoami) as served:
        connections = {token: connect(served, token, store) for token in ("A", "B", "A2")}
        for _ in range(2):
            for token, connection in connections.items():
                response = ask(connection, f"{served.base}/account", mode=mode)
                assert json.loads(response.body) == {"you": f"Bearer {token}"}
        for connection in connections.values():
            connection.close()
        conditions = [headers.get("If-None-Match") for _, _, headers in served.seen]
    assert conditions == [None] * 3 + ([] if mode == "rfc" else ['"v1"'] * 3)


def test_a_file_cache_hits_from_another_client(tmp_path):
    """A cache in files hits from another client."""
    with serving(whoami) as served:
        for expected in (False, True):
            connection = connect(served, "A", str(tmp_path / "cache"))
            assert ask(connection, f"{served.base}/account").from_cache is expected
            connection.close()


def test_a_compressed_response_is_stored_decoded():
    """A compressed response is stored decoded."""

    def reply(method, path, headers):
        if headers.get("If-None-Match"):
            return 304, [("ETag", '"a"'), ("Content-Encoding", "gzip")], b""
        kind = [("Content-Type", "application/json"), ("Content-Encoding", "gzip"), ("ETag", '"a"')]
        return 200, kind, gzip.compress(b'{"name":"example"}')

    with serving(reply) as served:
        connection = connect(served, "A", MemoryStore())
        responses = [ask(connection, f"{served.base}/apps/1") for _ in range(2)]
        connection.close()
    assert [response.body for response in responses] == [b'{"name":"example"}'] * 2
    assert responses[1].revalidated


def test_a_truncated_response_is_not_stored():
    """A truncated compressed response is not stored."""
    whole = gzip.compress(b'{"name":"example"}')
    bodies = [whole[:-6], whole]

    def reply(method, path, headers):
        kind = [("Content-Type", "application/json"), ("Content-Encoding", "gzip"), ("ETag", '"a"')]
        return 200, kind, bodies.pop(0)

    with serving(reply) as served:
        connection = connect(served, "A", MemoryStore())
        with pytest.raises(ConnectionFailed):
            ask(connection, f"{served.base}/apps/1")
        assert ask(connection, f"{served.base}/apps/1").body == b'{"name":"example"}'
        connection.close()
        assert "If-None-Match" not in served.seen[1][2]


def test_a_stale_response_comes_first():
    """A stale response is returned while its refresh is still on its way to the server."""
    asked, may_answer = threading.Event(), threading.Event()

    def reply(method, path, headers):
        if headers.get("If-None-Match"):
            asked.set()
            may_answer.wait(60)
        fields = [("ETag", '"a"'), ("Cache-Control", "max-age=0, stale-while-revalidate=60")]
        return 200, [("Content-Type", "application/json"), *fields], b'{"name":"example"}'

    with serving(reply) as served:
        connection = connect(served, "A", MemoryStore())
        first, second = [ask(connection, f"{served.base}/apps/1", mode="rfc") for _ in range(2)]
        assert asked.wait(60)
        may_answer.set()
        connection.close()
    assert (first.stale, second.stale, second.body) == (False, True, first.body)


def test_a_412_is_never_stored():
    """A 412 is never stored, and keeps the entry."""

    def reply(method, path, headers):
        if headers.get("If-Match") == '"old"':
            return 412, [("Content-Type", "application/json"), ("ETag", '"e"'), ("Cache-Control", "max-age=60")], b"{}"
        return whoami(method, path, headers)

    with serving(reply) as served:
        connection = connect(served, "A", MemoryStore())
        url = f"{served.base}/apps/1"
        statuses = [
            ask(connection, url).status,
            ask(connection, url, method="PATCH", body=b"{}", If_Match='"old"').status,
            ask(connection, url, If_Match='"old"', mode="rfc").status,
            ask(connection, url, mode="rfc").status,
        ]
        connection.close()
        assert (statuses, len(served.seen)) == ([200, 412, 412, 200], 3)


def test_offline_when_the_server_is_gone(tmp_path):
    """The offline mode serves the last copy if the server is gone."""
    with serving(whoami) as served:
        connection = connect(served, "A", str(tmp_path / "cache"))
        ask(connection, f"{served.base}/account")
    gone = connect(served, "A", str(tmp_path / "cache"))
    last = ask(gone, f"{served.base}/account", mode="offline")
    assert (json.loads(last.body), last.stale) == ({"you": "Bearer A"}, True)
    with pytest.raises(ConnectionFailed):
        ask(gone, f"{served.base}/account")
    connection.close()
    gone.close()


@pytest.fixture
def certificate(tmp_path):
    """A self-signed certificate for this machine, with its key."""
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 "
        f"-addext subjectAltName=IP:127.0.0.1 -keyout {key} -out {certificate}"
    )
    subprocess.run(command.split(), check=True, capture_output=True)
    return str(certificate), str(key)


def test_offline_and_an_untrusted_certificate(certificate):
    """The offline mode serves nothing for a server whose certificate is not trusted."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    store = MemoryStore()
    with serving(whoami, context) as served:
        url = f"{served.base}/account"
        for verify, expected in ((certificate[0], None), (True, UntrustedServer), (certificate[0], None)):
            connection = open_transport(
                base_url=served.base, token="A", caching=open_cache(store), trust_environment=False, verify=verify
            )
            if expected is None:
                assert ask(connection, url, mode="offline").status == 200
            else:
                with pytest.raises(expected, match="certificate can't be trusted"):
                    ask(connection, url, mode="offline")
            connection.close()
        assert [headers.get("If-None-Match") for _, _, headers in served.seen] == [None, '"v1"']


def test_offline_and_a_server_without_tls():
    """The offline mode serves nothing for a server that doesn't speak TLS."""
    store = MemoryStore()
    with serving(whoami) as served:
        base = served.base.replace("http:", "https:")
        connection = open_transport(base_url=base, caching=open_cache(store), trust_environment=False)
        with pytest.raises(UntrustedServer, match="TLS failed"):
            ask(connection, f"{base}/account", mode="offline")
        connection.close()


def test_a_connection_closed_within_tls():
    """A connection that is closed during the TLS handshake has failed, and says nothing about trust."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        base = f"https://127.0.0.1:{listener.getsockname()[1]}"

        def hang_up():
            wire, _ = listener.accept()
            with wire:
                wire.recv(10_000)

        thread = threading.Thread(target=hang_up)
        thread.start()
        connection = open_transport(base_url=base, caching=open_cache(), trust_environment=False)
        with pytest.raises(ConnectionFailed) as caught:
            ask(connection, f"{base}/account", mode="offline")
        connection.close()
        thread.join()
    assert type(caught.value) is ConnectionFailed
