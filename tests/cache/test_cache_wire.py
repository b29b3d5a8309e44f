"""The cache in its place among the other skins, over real connections."""

import gzip
import json

import pytest
from cache_parts import serving

from heroics_py.errors import ConnectionFailed
from heroics_py.messages import Headers, Request
from heroics_py.options import Options, Retry
from heroics_py.transport import open_transport
from heroics_py.transport.cache import MemoryStore, open_cache


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
