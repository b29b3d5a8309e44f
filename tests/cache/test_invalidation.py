"""What a change invalidates."""

import json

import pytest
from cache_parts import ask, cached, condition, get, make_response, serving

from heroics_py.cache import MemoryStore, open_cache
from heroics_py.errors import ConnectionFailed
from heroics_py.transport.connection import open_transport

RESOURCE = b'{"id":"01-ab","name":"example","email":null,"stack":{"id":"7"},"region":"eu"}'

pytestmark = pytest.mark.usefixtures("each_driver")


def test_a_created_resource_is_read_again():
    """What is stored at the Location of a created resource is read again."""
    names = ["one", "two"]

    def reply(method, path, headers):
        if method == "POST":
            return 201, [("Location", "/apps/1"), ("Content-Type", "application/json")], b"{}"
        body = json.dumps(names.pop(0)).encode()
        return 200, [("Content-Type", "application/json"), ("ETag", '"a"'), ("Cache-Control", "max-age=60")], body

    with serving(reply) as served:
        connection = open_transport(
            base_url=served.base, token="A", caching=open_cache(MemoryStore()), trust_environment=False
        )
        bodies = [ask(connection, f"{served.base}/apps/1", mode="rfc").body]
        ask(connection, f"{served.base}/create", method="POST", body=b"{}")
        bodies.append(ask(connection, f"{served.base}/apps/1", mode="rfc").body)
        connection.close()
    assert bodies == [b'"one"', b'"two"']


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PURGE"])
@pytest.mark.parametrize("status", [200, 201, 202, 204, 301, 500, 503])
def test_a_change_drops_its_url_and_those_above(method, status):
    """A change that may have succeeded drops all variants of its URL and of those above it, and nothing else."""
    dropped = ["/apps/x", "/apps/x?full=1", "/apps", "/apps?page=2", "/"]
    untouched = ["/apps/y", "/apps/x/dynos", "/applications"]
    assert _left_after(make_response(status, b"{}"), method, dropped, untouched) == (0, len(untouched))


@pytest.mark.parametrize("status", [400, 404, 409, 412, 422, 429])
def test_a_refused_change_drops_nothing(status):
    """A change that was refused drops nothing."""
    assert _left_after(make_response(status, b"{}"), "PATCH", ["/apps/x", "/apps"], []) == (2, 0)


@pytest.mark.parametrize(("sent", "left"), [(True, 0), (False, 1)])
def test_an_unknown_outcome_drops(sent, left):
    """A change whose outcome is unknown drops what it may have touched; one that was not sent drops nothing."""
    cache, _ = cached(make_response(etag='"a"'), ConnectionFailed("cut", sent=sent))
    cache.send(get())
    with pytest.raises(ConnectionFailed):
        cache.send(get(method="PATCH", body=b"{}"))
    assert cache.info().entries == left


@pytest.mark.parametrize("header", ["Location", "Content-Location"])
@pytest.mark.parametrize(
    ("value", "left"),
    [
        ("/apps/y", 0),
        ("y", 0),
        ("https://api.shop.example/apps/y", 0),
        ("HTTPS://API.shop.example:443/apps/y", 0),
        ("https://evil.example/apps/y", 1),
        ("http://api.shop.example/apps/y", 1),
        ("https://[broken/apps/y", 1),
    ],
)
def test_a_change_drops_what_it_points_to(header, value, left):
    """A change drops what its Location and Content-Location point to, on the same origin only."""
    cache, _ = cached(make_response(etag='"a"'), make_response(200, b"{}", {header: value}))
    cache.send(get("https://api.shop.example/apps/y"))
    cache.send(get("https://api.shop.example/apps/z", method="POST", body=b"{}"))
    assert cache.info().entries == left


@pytest.mark.parametrize(
    ("method", "changed", "read", "left"),
    [
        ("PATCH", "/apps/example", "/apps/01-ab", 0),
        ("PATCH", "/apps/01-ab", "/apps/example", 0),
        ("DELETE", "/apps/01-ab", "/apps/example?full=1", 0),
        ("PUT", "/apps/01%2Dab/", "/apps/example", 0),
        ("POST", "/apps", "/apps/example", 0),
        ("PATCH", "/apps/01-ab", "/apps/other", 1),
        ("PATCH", "/apps/01-ab", "/apps/eu", 1),
        ("PATCH", "/apps/01-ab", "/apps/7", 1),
        ("PATCH", "/apps/01-ab", "/teams/example", 1),
        ("PATCH", "/apps/01-ab/features", "/apps/01-ab/example", 1),
        ("PATCH", "/apps/01-ab/features", "/apps/01-ab/features/example", 1),
    ],
)
def test_a_change_by_id_drops_reads_by_name(method, changed, read, left):
    """A change by id drops what was read by name, and the other way round."""
    store, base = MemoryStore(), "https://api.shop.example"
    cache, _ = cached(make_response(etag='"a"'), make_response(body=RESOURCE), store=store)
    cache.send(get(base + read))
    cache.send(get(base + changed, method=method, body=b"{}"))
    assert store.measure()[0] == left


@pytest.mark.parametrize("read", ["/apps/01-ab", "/apps/example"])
@pytest.mark.parametrize(
    "body",
    [
        b'{"id":"01-ab","name":"example","load":NaN}',
        b'{"id":"01-ab","name":"example","load":1e999}',
        b'\xef\xbb\xbf{"id":"01-ab","name":"example"}',
        '{"id":"01-ab","name":"example"}'.encode("utf-16"),
        b'{"id":"01-ab","name":"example","email":"\\ud83d"}',
    ],
)
def test_names_are_read_from_invalid_json(body, read):
    """Names in the response to a change count even if it is not strict JSON."""
    cache, _ = cached(make_response(etag='"a"'), make_response(body=body))
    cache.send(get("https://api.shop.example" + read))
    cache.send(get("https://api.shop.example/apps/01-ab", method="PATCH", body=b"{}"))
    info = cache.info()
    assert (info.entries, info.store_errors) == (0, 0)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'"01-ab"', b"{", b'{"id":null}', b'{"id":["example"]}', b'{"id":".."}', b"[" * 100_000]
)
def test_a_response_without_names_drops_no_more(body):
    """A response to a change that names no resource drops nothing further."""
    store, base = MemoryStore(), "https://api.shop.example"
    cache, _ = cached(make_response(etag='"a"'), make_response(body=body), store=store)
    cache.send(get(f"{base}/apps/example"))
    assert cache.send(get(f"{base}/apps/01-ab", method="PATCH", body=b"{}")).status == 200
    assert store.measure()[0] == 1


def _left_after(reply, method, dropped, untouched):
    """Return how many of the two lists of paths are still stored after a change."""
    urls = [f"https://api.shop.example{path}" for path in dropped + untouched]
    cache, inner = cached(*(make_response(etag='"a"') for _ in urls), reply, *(make_response(304) for _ in urls))
    for url in urls:
        cache.send(get(url))
    cache.send(get("https://api.shop.example/apps/x", method=method, body=b"{}"))
    inner.script = [make_response(etag='"a"') for _ in urls]
    del inner.requests[:]
    for url in urls:
        cache.send(get(url, mode="offline"))
    conditions = [condition(request) is not None for request in inner.requests]
    return sum(conditions[: len(dropped)]), sum(conditions[len(dropped) :])
