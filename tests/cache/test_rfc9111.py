"""The rules of RFC 9111 and RFC 5861, as a table."""

import pytest
from cache_parts import Clock, cached, get, make_response
from cache_table import CACHED, DATE, ETAG, SENT, date
from cache_table import SECTIONS as SECTIONS_OF_9111
from stale_table import STALE, STALE_SECTIONS

SECTIONS = SECTIONS_OF_9111 | STALE_SECTIONS

pytestmark = pytest.mark.usefixtures("each_driver")


@pytest.mark.parametrize("section", SECTIONS)
def test_the_cache_follows_rfc_9111(section):
    """The cache does what the table of RFC 9111 says."""
    outcomes = {name: _outcomes(exchanges) for name, exchanges in SECTIONS[section].items()}
    assert {name: pairs for name, pairs in outcomes.items() if any(actual != due for actual, due in pairs)} == {}


def _outcomes(exchanges):
    """Return for each exchange what happened, and what the table expects."""
    clock = Clock()
    cache, inner = cached(clock=clock)
    outcomes, fetched = [], set()
    for number, (after, request, reply, way) in enumerate(exchanges):
        clock.now += after
        fields = {name: value for name, value in reply.items() if name != "shows"}
        inner.script = [
            make_response(body=b'{"exchange":%d}' % number, **fields),
            make_response(body=b'{"again":%d}' % number),
        ]
        before = len(inner.requests)
        response = cache.send(_request(request))
        is_cached = way in {CACHED, STALE} or (way in {ETAG, DATE} and response.body in fetched)
        actual = (_way(inner.requests[before:], response), response.status, response.from_cache)
        outcomes.append((actual, (way, reply.get("shows", response.status), is_cached)))
        if not response.from_cache:
            fetched.add(response.body)
    return outcomes


@pytest.mark.parametrize("mode", ["revalidate", "offline"])
def test_other_modes_serve_nothing_unasked(mode):
    """Outside the rfc mode, nothing is served without asking the server."""
    rows = {f"{section}: {name}": row for section, rows in SECTIONS.items() for name, row in rows.items()}
    served = {name: row for name, row in rows.items() if row[-1][3] == CACHED and "shows" not in row[-1][2]}
    assert len(served) > 90
    assert [name for name, row in served.items() if _is_served_unasked(row, mode)] == []


def _is_served_unasked(exchanges, mode):
    clock = Clock()
    cache, inner = cached(clock=clock)
    for after, request, reply, _ in exchanges:
        clock.now += after
        inner.script = [
            make_response(**{name: value for name, value in reply.items() if name != "shows"}),
            make_response(),
        ]
        before = len(inner.requests)
        cache.send(_request(request, mode=mode))
        if len(inner.requests) == before:
            return True
    return False


def test_there_are_at_least_150_cases():
    """The table has at least 150 cases."""
    assert sum(map(len, SECTIONS.values())) >= 150


@pytest.mark.parametrize(
    ("range_", "part", "content_range"),
    [
        ("bytes=0-1", b"01", "bytes 0-1/10"),
        ("bytes=7-", b"789", "bytes 7-9/10"),
        ("bytes=-2", b"89", "bytes 8-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
        ("bytes=-99", b"0123456789", "bytes 0-9/10"),
    ],
)
def test_a_byte_range_is_cut_out(range_, part, content_range):
    """A range of bytes is cut out of a fresh response."""
    cache, inner = cached(make_response(body=b"0123456789", kind="text/plain", Cache_Control="max-age=60", Foo="1"))
    cache.send(get(mode="rfc"))
    response = cache.send(get(mode="rfc", Range=range_))
    shown = {name: response.headers.get(name) for name in ("Content-Range", "Content-Length", "Foo", "Age")}
    assert (response.status, response.body, response.from_cache) == (206, part, True)
    assert shown == {"Content-Range": content_range, "Content-Length": str(len(part)), "Foo": "1", "Age": "0"}
    assert len(inner.requests) == 1


def test_each_variant_keeps_its_own_body():
    """Each variant keeps its own body."""
    cache, _ = cached(*(make_response(body=b'"%d"' % n, Vary="Foo", Cache_Control="max-age=60") for n in range(2)))
    bodies = [cache.send(get(mode="rfc", Foo=foo)).body for foo in ("one", "two", "one", "two")]
    assert bodies == [b'"0"', b'"1"', b'"0"', b'"1"']


def test_age_counts_from_the_origin():
    """The Age of a response from the cache counts from the origin."""
    clock = Clock()
    cache, _ = cached(make_response(Age="30", Date=date(), Cache_Control="max-age=600"), clock=clock)
    cache.send(get(mode="rfc"))
    clock.now += 3
    second = cache.send(get(mode="rfc"))
    assert (second.headers["Age"], second.headers["Date"]) == ("33", date())


def test_response_delay_counts_as_age():
    """The time between request and response counts as age."""
    clock = Clock()

    def slow(_):
        clock.now += 50
        return make_response(Cache_Control="max-age=60")

    cache, inner = cached(slow, make_response(), clock=clock)
    cache.send(get(mode="rfc"))
    clock.now += 11
    cache.send(get(mode="rfc"))
    assert len(inner.requests) == 2


def _request(parts, mode="rfc"):
    fields = dict(parts)
    method, body, query = fields.pop("method", "GET"), fields.pop("body", None), fields.pop("query", "")
    path = fields.pop("path", "/apps")
    return get(f"https://api.shop.example{path}{query}", mode=mode, method=method, body=body, **fields)


def _way(reached, response):
    """Return how a request was responded to, from what reached the server."""
    if not reached:
        return CACHED
    if response.stale:
        return STALE
    if len(reached) == 2:
        return "refetched"
    headers = reached[0].headers
    return ETAG if "If-None-Match" in headers else DATE if "If-Modified-Since" in headers else SENT
