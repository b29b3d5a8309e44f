"""The cache in its place among the other skins, over real connections."""

import gzip
import json
import socket
import ssl
import subprocess
import threading

import pytest
import requests
from cache_parts import serving

from heroics_py.cache import MemoryStore, open_cache
from heroics_py.errors import ConnectionFailed, UntrustedServer
from heroics_py.http.messages import Headers, Request
from heroics_py.http.options import Options, Retry
from heroics_py.transport.connection import open_transport


def ask(connection, url, *, method="GET", mode="revalidate", body=None, **fields):
    headers = Headers({"Accept": "application/json"} | {name.replace("_", "-"): text for name, text in fields.items()})
    options = Options(cache_mode=mode, retries=Retry(attempts=1))
    return connection.send(Request(method=method, url=url, headers=headers, body=body, options=options))


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
def test_two_accounts_on_one_cache_never_see_each_other(tmp_path, kind, mode):
    store = MemoryStore() if kind == "memory" else str(tmp_path / "cache")
    with serving(whoami) as served:
        connections = {token: connect(served, token, store) for token in ("A", "B", "A2")}
        for _ in range(2):
            for token, connection in connections.items():
                answer = ask(connection, f"{served.base}/account", mode=mode)
                assert json.loads(answer.body) == {"you": f"Bearer {token}"}
        for connection in connections.values():
            connection.close()
        conditions = [headers.get("If-None-Match") for _, _, headers in served.seen]
    assert conditions == [None] * 3 + ([] if mode == "rfc" else ['"v1"'] * 3)


def test_a_file_cache_hits_from_another_client(tmp_path):
    with serving(whoami) as served:
        for expected in (False, True):
            connection = connect(served, "A", str(tmp_path / "cache"))
            assert ask(connection, f"{served.base}/account").from_cache is expected
            connection.close()


def test_a_compressed_answer_is_stored_as_it_is_read():
    def reply(method, path, headers):
        if headers.get("If-None-Match"):
            return 304, [("ETag", '"a"'), ("Content-Encoding", "gzip")], b""
        kind = [("Content-Type", "application/json"), ("Content-Encoding", "gzip"), ("ETag", '"a"')]
        return 200, kind, gzip.compress(b'{"name":"example"}')

    with serving(reply) as served:
        connection = connect(served, "A", MemoryStore())
        answers = [ask(connection, f"{served.base}/apps/1") for _ in range(2)]
        connection.close()
    assert [answer.body for answer in answers] == [b'{"name":"example"}'] * 2
    assert answers[1].revalidated


def test_a_compressed_answer_that_was_cut_is_not_stored():
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


def test_a_412_is_never_stored_and_leaves_what_is():
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


def test_offline_serves_the_last_copy_when_the_server_is_gone(tmp_path):
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


def test_a_created_thing_is_read_anew_where_its_location_says():
    names = ["one", "two"]

    def reply(method, path, headers):
        if method == "POST":
            return 201, [("Location", "/apps/1"), ("Content-Type", "application/json")], b"{}"
        body = json.dumps(names.pop(0)).encode()
        return 200, [("Content-Type", "application/json"), ("ETag", '"a"'), ("Cache-Control", "max-age=60")], body

    with serving(reply) as served:
        connection = connect(served, "A", MemoryStore())
        bodies = [ask(connection, f"{served.base}/apps/1", mode="rfc").body]
        ask(connection, f"{served.base}/create", method="POST", body=b"{}")
        bodies.append(ask(connection, f"{served.base}/apps/1", mode="rfc").body)
        connection.close()
    assert bodies == [b'"one"', b'"two"']


# ---- servers that are not trusted


@pytest.fixture
def certificate(tmp_path):
    """A certificate for this machine that nobody has signed but itself, with its key."""
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 "
        f"-addext subjectAltName=IP:127.0.0.1 -keyout {key} -out {certificate}"
    )
    subprocess.run(command.split(), check=True, capture_output=True)
    return str(certificate), str(key)


def test_offline_serves_nothing_in_the_place_of_a_server_with_a_certificate_that_is_not_trusted(certificate):
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


def test_offline_serves_nothing_in_the_place_of_a_server_that_does_not_speak_tls():
    store = MemoryStore()
    with serving(whoami) as served:
        base = served.base.replace("http:", "https:")
        connection = open_transport(base_url=base, caching=open_cache(store), trust_environment=False)
        with pytest.raises(UntrustedServer, match="TLS failed"):
            ask(connection, f"{base}/account", mode="offline")
        connection.close()


def test_a_connection_that_is_closed_within_tls_is_one_that_failed_and_no_matter_of_trust():
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


# ---- sessions of the caller


def visitor(method, path, headers):
    """An API that tells each of its visitors what they came with, and that it stays so for a minute."""
    shown = {name: headers[name] for name in ("Cookie", "X-Api-Key", "Authorization") if name in headers}
    body = json.dumps({"path": path, **shown}).encode()
    return 200, [("Content-Type", "application/json"), ("ETag", '"v1"'), ("Cache-Control", "max-age=60")], body


def equipped(**parts):
    session = requests.Session()
    session.trust_env = False
    for name, value in parts.items():
        getattr(session, name).update(value) if isinstance(value, dict) else setattr(session, name, value)
    return session


def seen_twice(session, *, identity=None, store=None, token=None):
    """Whether the second of two equal reads over ``session`` comes from the cache."""
    with serving(visitor) as served:
        caching = open_cache(store or MemoryStore(), identity=identity, session=session)
        connection = open_transport(
            base_url=served.base, token=token, session=session, caching=caching, trust_environment=False
        )
        answers = [ask(connection, f"{served.base}/account", mode="rfc") for _ in range(2)]
        connection.close()
    return answers[1].from_cache


CARRYING = [
    {"cookies": {"session": "A"}},
    {"headers": {"X-Api-Key": "A"}},
    {"headers": {"x-auth-token": "A"}},
    {"params": {"api_key": "A"}},
    {"cert": __file__},
]


@pytest.mark.parametrize("parts", CARRYING, ids=lambda parts: next(iter(parts)))
def test_what_a_session_of_the_callers_adds_below_the_cache_is_never_stored(parts):
    assert seen_twice(equipped(**parts)) is False


@pytest.mark.parametrize("parts", CARRYING, ids=lambda parts: next(iter(parts)))
def test_an_identity_vouches_for_a_session_of_the_callers(parts):
    assert seen_twice(equipped(**parts), identity="me") is True


@pytest.mark.parametrize(
    "parts",
    [{}, {"headers": {"X-Language": "en"}}, {"headers": {"Authorization": "Bearer A"}}, {"auth": ("me", "A")}],
    ids=str,
)
def test_a_session_of_the_callers_that_hides_nothing_is_cached(parts):
    assert seen_twice(equipped(**parts)) is True


def test_a_header_that_the_request_bears_itself_is_not_hidden_by_the_session():
    session = equipped(headers={"Authorization": "Bearer B"})
    assert seen_twice(session, token="A") is True


def test_two_sessions_on_one_store_never_see_each_others_answers():
    store = MemoryStore()
    with serving(visitor) as served:
        bodies = []
        for cookie in ("A", "B"):
            session = equipped(cookies={"who": cookie})
            connection = open_transport(
                base_url=served.base,
                session=session,
                caching=open_cache(store, session=session),
                trust_environment=False,
            )
            bodies.append(json.loads(ask(connection, f"{served.base}/account", mode="rfc").body))
            connection.close()
    assert bodies == [{"path": "/account", "Cookie": f"who={cookie}"} for cookie in ("A", "B")]


def test_a_session_that_gets_a_cookie_later_is_hidden_from_then_on():
    session = equipped()
    with serving(visitor) as served:
        caching = open_cache(MemoryStore(), session=session)
        connection = open_transport(base_url=served.base, session=session, caching=caching, trust_environment=False)
        kept = []
        for _ in range(2):
            kept += [ask(connection, f"{served.base}/account", mode="rfc").from_cache for _ in range(2)]
            session.cookies["who"] = "A"
        connection.close()
    assert kept == [False, True, False, False]


def test_a_change_over_a_session_that_hides_something_still_drops_what_it_touches():
    session, store = equipped(), MemoryStore()
    with serving(visitor) as served:
        caching = open_cache(store, session=session)
        connection = open_transport(base_url=served.base, session=session, caching=caching, trust_environment=False)
        ask(connection, f"{served.base}/account", mode="rfc")
        session.cookies["who"] = "A"
        ask(connection, f"{served.base}/account", method="PATCH", body=b"{}")
        connection.close()
    assert store.measure()[0] == 0


def test_a_client_is_told_of_its_session():
    import heroics_py

    with serving(visitor) as served:
        session = equipped(cookies={"who": "A"})
        with heroics_py.connect("bookshelf", url=served.base, session=session) as client:
            client.author.list.send()
            client.author.list.send()
            assert heroics_py.cache_info(client).bypass == 2
