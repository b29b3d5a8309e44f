"""What a response means for the entry under its key."""

import pytest
from cache_parts import BODY, OTHER, Clock, cached, condition, get, make_response

from heroics_py.cache import MemoryStore
from heroics_py.call.responses.response import decode
from heroics_py.errors import ConnectionFailed
from heroics_py.http import strict_json

pytestmark = pytest.mark.usefixtures("each_driver")


def test_a_range_of_items_is_stored(store):
    """A range of items is stored, and revalidated."""
    page = b'[{"id":1}]'
    headers = {"Content-Range": "id 1..1; max=1", "Next-Range": "]1..; max=1", "Accept-Ranges": "id"}
    cache, inner = cached(make_response(206, page, headers, etag='"p1"'), make_response(304, etag='"p1"'), store=store)
    cache.send(get(Range="id ..; max=1"))
    again = cache.send(get(Range="id ..; max=1"))
    assert (again.status, again.body, again.headers["Next-Range"]) == (206, page, "]1..; max=1")
    assert condition(inner.requests[1]) == '"p1"'


@pytest.mark.parametrize("fields", [{"Content-Range": "id 1..1; max=1"}, {"Next-Range": "]1..; max=1"}])
def test_an_unrequested_first_page_is_stored(fields, store):
    """The first page of a list is stored too if the request names no range."""
    page = b'[{"id":1}]'
    cache, inner = cached(make_response(206, page, fields, etag='"p1"'), make_response(304, etag='"p1"'), store=store)
    cache.send(get())
    again = cache.send(get())
    assert (again.status, again.body, {name: again.headers[name] for name in fields}) == (206, page, fields)
    assert condition(inner.requests[1]) == '"p1"'


@pytest.mark.parametrize(
    "fields", [{}, {"Content-Range": "Bytes 0-3/20"}, {"Content-Range": " bytes 0-3/20", "Next-Range": "x"}]
)
def test_a_206_without_items_is_not_stored(fields):
    """A 206 without a requested range and without items is never stored."""
    cache, inner = cached(
        make_response(206, b"[1]", fields, etag='"p"'), make_response(206, b"[1]", fields, etag='"p"')
    )
    cache.send(get())
    cache.send(get())
    assert [condition(request) for request in inner.requests] == [None, None]
    assert cache.info().entries == 0


def test_the_last_page_is_not_the_whole_list(store):
    """The last page of a list never replaces the whole list."""
    cache, inner = cached(
        make_response(200, b"[3]", etag='"p"'), make_response(200, b"[1,2,3]", etag='"all"'), store=store
    )
    cache.send(get(Range="id 3..; max=2"))
    assert cache.send(get()).body == b"[1,2,3]"
    assert condition(inner.requests[1]) is None


def test_a_range_of_bytes_is_never_stored():
    """A range of bytes is never stored."""
    part = {"Content-Range": "bytes 0-3/20"}
    cache, inner = cached(make_response(206, b"[1,2", part, etag='"p"'), make_response(206, b"[1,2", part, etag='"p"'))
    cache.send(get(Range="bytes=0-3"))
    cache.send(get(Range="bytes=0-3"))
    assert [condition(request) for request in inner.requests] == [None, None]
    assert cache.info().entries == 0


@pytest.mark.parametrize(
    "directive", ["no-store", "No-Store", "NO-STORE, max-age=60", "max-age=60, no-store", 'private="x", no-store']
)
def test_no_store_in_any_spelling(directive):
    """The directive no-store is obeyed in any spelling."""
    cache, inner = cached(*(make_response(etag='"a"', Cache_Control=directive) for _ in range(2)))
    cache.send(get(mode="rfc"))
    cache.send(get(mode="rfc"))
    assert [condition(request) for request in inner.requests] == [None, None]
    assert cache.info().entries == 0


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_refused_or_gone_entry_is_discarded(store, status):
    """A 401, 403, 404 or 410 discards the entry."""
    cache, inner = cached(
        make_response(etag='"a"'), make_response(status, b"{}"), make_response(etag='"a"'), store=store
    )
    cache.send(get())
    assert cache.send(get()).status == status
    cache.send(get())
    assert [condition(request) for request in inner.requests] == [None, '"a"', None]
    assert cache.info().invalidations == 1


@pytest.mark.parametrize("status", [400, 412, 429, 500, 502, 503])
def test_a_transient_error_keeps_the_entry(status):
    """A transient error is not stored, and keeps the entry."""
    cache, inner = cached(
        make_response(etag='"a"'), make_response(status, b"{}", etag='"e"'), make_response(304, etag='"a"')
    )
    assert [cache.send(get()).status for _ in range(3)] == [200, status, 200]
    assert [condition(request) for request in inner.requests] == [None, '"a"', '"a"']


@pytest.mark.parametrize("mode", ["revalidate", "offline"])
@pytest.mark.parametrize("status", [201, 202, 203, 204, 300, 301, 302, 307, 308, 404, 410, 412, 418, 500])
def test_only_a_200_is_reused_without_lifetimes(status, mode):
    """Outside the rfc mode, only a 200 is ever reused."""
    cache, inner = cached(*(make_response(status, b"{}", etag='"a"', Cache_Control="max-age=60") for _ in range(2)))
    cache.send(get(mode=mode))
    cache.send(get(mode=mode))
    assert [condition(request) for request in inner.requests] == [None, None]


@pytest.mark.parametrize("mode", ["revalidate", "offline"])
def test_other_modes_ignore_stored_errors(store, mode):
    """An error that is stored for its lifetime is ignored outside the rfc mode."""
    gone = make_response(404, b"{}", etag='"e"', Cache_Control="max-age=60")
    cache, inner = cached(gone, ConnectionFailed("gone"), make_response(), store=store)
    assert cache.send(get(mode="rfc")).status == 404
    with pytest.raises(ConnectionFailed):
        cache.send(get(mode=mode))
    assert cache.send(get(mode=mode)).status == 200
    assert [condition(request) for request in inner.requests] == [None, None, None]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b'{"name":"exa', {}),
        (b'{"name":"exa', {"Content_Length": "18"}),
        (b"", {}),
        (b'{"a":NaN}', {}),
        (b"[" * 200_000, {}),
        (b"<html>", {}),
        (b'{"a":1}', {"Content_Length": "8"}),
        (b'{"a":1}', {"Content_Length": "7, 9"}),
        (b"\xff\xfe{}", {}),
    ],
)
def test_incomplete_responses_are_not_stored(body, fields):
    """A response of another length than announced, or that is not the JSON it claims to be, is never stored."""
    cache, inner = cached(*(make_response(body=body, etag='"a"', **fields) for _ in range(2)))
    cache.send(get())
    cache.send(get())
    assert [condition(request) for request in inner.requests] == [None, None]


def test_a_body_over_the_limit_is_not_stored():
    """A body that is larger than the store accepts is not stored."""
    cache, inner = cached(
        *(make_response(body=b'"' + b"x" * 2000 + b'"', etag='"a"') for _ in range(2)), store=MemoryStore(largest=1000)
    )
    assert [len(cache.send(get()).body) for _ in range(2)] == [2002, 2002]
    assert condition(inner.requests[1]) is None


def test_a_response_with_secrets_is_not_stored(store):
    """The response to a request that is not storable is not stored."""
    cache, inner = cached(make_response(etag='"a"'), make_response(etag='"a"'), store=store)
    cache.send(get(storable=False))
    cache.send(get(storable=False))
    assert [condition(request) for request in inner.requests] == [None, None]
    assert cache.info().entries == 0


def test_an_outdated_response_is_not_stored(store):
    """A response that was requested before a change is not stored after it."""
    clock = Clock()

    def changed_meanwhile(_):
        other, _ = cached(make_response(200, b"{}"), store=store, clock=clock)
        other.send(get(method="PATCH", body=b"{}"))
        return make_response(etag='"old"', Cache_Control="max-age=60")

    cache, inner = cached(changed_meanwhile, make_response(body=OTHER, etag='"new"'), store=store, clock=clock)
    cache.send(get(mode="rfc"))
    assert cache.send(get(mode="rfc")).body == OTHER
    assert condition(inner.requests[1]) is None
    assert cache.info().stores == 1


@pytest.mark.parametrize(
    ("method", "status"), [("GET", 200), ("POST", 201), ("PATCH", 200)], ids=["stored", "created", "changed"]
)
def test_json_is_parsed_once(monkeypatch, method, status):
    """JSON that the cache inspects is parsed once."""
    strictly, read = strict_json._parse_strictly, []
    monkeypatch.setattr(strict_json, "_parse_strictly", lambda body: read.append(body) or strictly(body))
    cache, _ = cached(make_response(status, etag='"a"'))
    response = cache.send(get(method=method, body=None if method == "GET" else b"{}"))
    assert (decode(response), read) == ({"name": "example"}, [BODY])
