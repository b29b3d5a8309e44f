"""Revalidation with the server, in every kind of store."""

import pytest
from cache_parts import BODY, OTHER, Clock, cached, condition, get, make_response

pytestmark = pytest.mark.usefixtures("each_driver")


def test_a_second_read_is_revalidated(store):
    """A second read sends the ETag, and takes the body from the store."""
    cache, inner = cached(
        make_response(etag='"a"', Request_Id="1"), make_response(304, etag='"a"', Request_Id="2", Date="x"), store=store
    )
    first, second = cache.send(get()), cache.send(get())
    assert (first.from_cache, first.revalidated) == (False, False)
    assert (second.status, second.body, second.from_cache, second.revalidated, second.stale) == (
        200,
        BODY,
        True,
        True,
        False,
    )
    assert second.request_id == "2"
    assert [condition(request) for request in inner.requests] == [None, '"a"']


def test_a_changed_response_replaces_the_entry(store):
    """A changed response replaces the entry."""
    cache, inner = cached(
        make_response(etag='"a"'), make_response(body=OTHER, etag='"b"'), make_response(304, etag='"b"'), store=store
    )
    assert [cache.send(get()).body for _ in range(3)] == [BODY, OTHER, OTHER]
    assert [condition(request) for request in inner.requests] == [None, '"a"', '"b"']


def test_no_cache_is_always_revalidated(store):
    """A response with no-cache is always revalidated, whatever its max-age."""
    cache, inner = cached(
        make_response(etag='"a"', Cache_Control="no-cache, max-age=60"), make_response(304, etag='"a"'), store=store
    )
    cache.send(get(mode="rfc"))
    assert cache.send(get(mode="rfc")).revalidated
    assert len(inner.requests) == 2


def test_a_304_for_another_etag_is_refetched(store):
    """A 304 that confirms another ETag is not trusted: the response is fetched again."""
    cache, inner = cached(
        make_response(etag='"a"'),
        make_response(304, etag='"b"'),
        make_response(body=OTHER, etag='"b"'),
        make_response(304, etag='"b"'),
        store=store,
    )
    cache.send(get())
    assert cache.send(get()).body == OTHER
    assert cache.send(get()).body == OTHER
    assert [condition(request) for request in inner.requests] == [None, '"a"', None, '"b"']
    assert cache.info().bad_304 == 1


def test_a_wrong_304_discards_the_entry(store):
    """A wrong 304 discards the entry, even if fetching it again fails."""
    script = [
        make_response(etag='"a"'),
        make_response(304, etag='"b"'),
        make_response(503, b"{}"),
        make_response(etag='"b"'),
    ]
    cache, inner = cached(*script, store=store)
    assert [cache.send(get()).status for _ in range(3)] == [200, 503, 200]
    assert [condition(request) for request in inner.requests] == [None, '"a"', None, None]


def test_a_late_304_returns_its_own_entry(store):
    """A 304 that arrives after the entry was replaced returns the entry that was revalidated."""
    clock = Clock()

    def late(_):
        other, _ = cached(make_response(body=OTHER, etag='"b"'), store=store, clock=clock)
        other.send(get())
        return make_response(304, etag='"a"', Cache_Control="max-age=60")

    cache, inner = cached(make_response(etag='"a"'), late, make_response(304, etag='"b"'), store=store, clock=clock)
    cache.send(get())
    second = cache.send(get(mode="rfc"))
    assert (second.body, second.etag) == (BODY, '"a"')
    third = cache.send(get())
    assert (third.body, third.etag, condition(inner.requests[2])) == (OTHER, '"b"', '"b"')


def test_an_evicted_entry_survives_its_call(store):
    """An entry that is evicted during a call is still returned for its 304."""

    def evicting(_):
        store.clear()
        return make_response(304, etag='"a"')

    cache, _ = cached(make_response(etag='"a"'), evicting, store=store)
    cache.send(get())
    assert cache.send(get()).body == BODY


def test_an_unconditional_304_is_retried_once():
    """A 304 to a request without condition is fetched again once, and then returned."""
    cache, inner = cached(make_response(304), make_response(304))
    assert cache.send(get()).status == 304
    assert [condition(request) for request in inner.requests] == [None, None]


def test_a_304_changes_no_header_of_the_body(store):
    """A 304 never changes how the body is read."""
    misleading = {
        "Content-Encoding": "gzip",
        "Content-Length": "3",
        "Content-Range": "id 9..9",
        "Content-Type": "text/html",
        "Transfer-Encoding": "chunked",
        "X-New": "1",
    }
    cache, _ = cached(
        make_response(etag='"a"', Content_Length="18"),
        make_response(304, b"", misleading, etag='"a"'),
        make_response(304),
        store=store,
    )
    cache.send(get())
    for _ in range(2):
        again = cache.send(get())
        assert again.body == BODY
        assert dict(again.headers) == {
            "Content-Type": "application/json",
            "ETag": '"a"',
            "Content-Length": "18",
            "X-New": "1",
        }


def test_one_time_headers_are_not_repeated(store):
    """Headers about one exchange are not repeated with the 304 of another."""
    of_one = {"Age": "5", "Request-Id": "1", "RateLimit-Remaining": "7", "Retry-After": "3"}
    cache, _ = cached(
        make_response(headers=of_one, etag='"a"'), make_response(304, etag='"a"', Retry_After="4"), store=store
    )
    cache.send(get())
    assert {name: value for name, value in cache.send(get()).headers.items() if name in of_one} == {"Retry-After": "4"}


def test_the_callers_condition_is_kept(store):
    """The caller's own condition is sent unchanged, and its 304 is returned."""
    cache, inner = cached(make_response(etag='"a"'), make_response(304, etag='"mine"'), store=store)
    cache.send(get())
    assert cache.send(get(If_None_Match='"mine"')).status == 304
    assert condition(inner.requests[1]) == '"mine"'


@pytest.mark.parametrize("name", ["If_Match", "If_Modified_Since", "If_Unmodified_Since", "If_Range"])
def test_no_condition_joins_the_callers(name):
    """No condition is added to one of the caller's."""
    cache, inner = cached(make_response(etag='"a"'), make_response(412, b"{}"))
    cache.send(get())
    assert cache.send(get(**{name: '"x"'})).status == 412
    assert "If-None-Match" not in inner.requests[1].headers
