"""Downloads that were cut short, and are completed from what is stored (RFC 9111, 3.3 and 3.4)."""

import pytest
from by_hand import HandClock, caching, carry_out
from cache_parts import Clock, cached, get, make_response

from heroics_py.cache import MemoryStore
from heroics_py.errors import ConnectionFailed, RequestTimeout

pytestmark = pytest.mark.usefixtures("each_driver")

WHOLE = b"0123456789"
PLAIN = "application/octet-stream"


def announced(**fields):
    """Return the header fields of the whole body."""
    return {"ETag": '"a"', "Content_Length": "10", "Accept_Ranges": "bytes"} | fields


def cut(body=WHOLE[:4], error=ConnectionFailed, *, status=200, **fields):
    """Return the error of a response whose body was cut short."""
    failure = error("the connection broke before the body was complete")
    headers = {name: value for name, value in announced(**fields).items() if value is not None}
    failure.partial = make_response(status, body, kind=PLAIN, **headers)
    return failure


def part(first=4, body=None, *, total=10, etag='"a"', **fields):
    """Return the 206 with the rest of the body."""
    body = WHOLE[first:] if body is None else body
    content_range = f"bytes {first}-{first + len(body) - 1}/{total}"
    headers = {"Content_Range": content_range, "Content_Length": str(len(body)), **fields}
    return make_response(206, body, kind=PLAIN, etag=etag, **headers)


def whole(body=WHOLE, etag='"a"', **fields):
    return make_response(body=body, kind=PLAIN, etag=etag, Content_Length=str(len(body)), **fields)


def asked(inner):
    """Return the range and the condition of each request that reached the server."""
    return [(request.headers.get("Range"), request.headers.get("If-Range")) for request in inner.requests]


def read_twice(*script, store=None, mode="revalidate", **settings):
    """Return the response to the second read, after the first was cut short, with the cache and its server."""
    cache, inner = cached(*script, store=store, **settings)
    with pytest.raises((ConnectionFailed, RequestTimeout)):
        cache.send(get(mode=mode))
    return cache.send(get(mode=mode)), cache, inner


@pytest.mark.parametrize("mode", ["revalidate", "rfc", "offline"])
@pytest.mark.parametrize("error", [ConnectionFailed, RequestTimeout])
def test_a_cut_download_is_completed(store, mode, error):
    """The next read requests the rest alone, on condition that nothing changed, and returns the whole."""
    response, cache, inner = read_twice(cut(error=error), part(), store=store, mode=mode)
    assert (response.status, response.body, response.headers["Content-Length"]) == (200, WHOLE, "10")
    assert "Content-Range" not in response.headers
    assert asked(inner) == [(None, None), ("bytes=4-", '"a"')]
    assert (cache.info().bytes_saved, cache.info().misses, cache.info().stores, cache.info().entries) == (4, 1, 1, 1)


def test_a_completed_download_is_an_entry(store):
    """What was completed is stored as if it had come at once."""
    _, cache, inner = read_twice(cut(), part(), make_response(304, etag='"a"'), store=store)
    response = cache.send(get())
    assert (response.body, response.revalidated) == (WHOLE, True)
    assert asked(inner)[-1] == (None, None)


def test_a_download_cut_again_goes_on(store):
    """A part that is cut short too is added to what is stored, and the next read goes on from there."""
    again = cut(WHOLE[4:7], status=206, Content_Range="bytes 4-9/10", Content_Length="6")
    cache, inner = cached(cut(), again, part(7), store=store)
    for _ in range(2):
        with pytest.raises(ConnectionFailed):
            cache.send(get())
    assert cache.send(get()).body == WHOLE
    assert [range_ for range_, _ in asked(inner)] == [None, "bytes=4-", "bytes=7-"]


def test_a_server_may_send_smaller_parts(store):
    """If the server sends less than the rest, the read requests what is still missing."""
    response, _, inner = read_twice(cut(), part(4, WHOLE[4:6]), part(6, WHOLE[6:9]), part(9), store=store)
    assert response.body == WHOLE
    assert [range_ for range_, _ in asked(inner)] == [None, "bytes=4-", "bytes=6-", "bytes=9-"]


def test_a_changed_download_is_replaced(store):
    """If the server sends a whole 200, as something changed, that replaces what is stored."""
    response, cache, inner = read_twice(cut(), whole(b"other", '"b"'), make_response(304, etag='"b"'), store=store)
    assert response.body == b"other"
    assert cache.send(get()).body == b"other"
    assert len(inner.requests) == 3


WRONG_PARTS = {
    "another ETag": part(etag='"b"'),
    "no ETag": part(etag=None),
    "a weak ETag": part(etag='W/"a"'),
    "a gap": part(5),
    "no Content-Range": make_response(206, WHOLE[4:], kind=PLAIN, etag='"a"'),
    "an invalid Content-Range": part(Content_Range="bytes 4-9"),
    "items": part(Content_Range="items 4-9/10"),
    "another total": part(total=11),
    "too many bytes": part(body=b"x" * 9),
    "more bytes than announced": part(Content_Range="bytes 4-6/10"),
    "fewer than before": part(0, b"0"),
    "encoded": part(Content_Encoding="gzip"),
    "parts": make_response(206, b"--x", kind="multipart/byteranges; boundary=x", etag='"a"'),
    "nothing satisfiable": make_response(416, b"", Content_Range="bytes */4"),
    "not modified": make_response(304, etag='"a"'),
}


@pytest.mark.parametrize("wrong", WRONG_PARTS)
def test_a_part_that_does_not_fit(wrong):
    """A part that doesn't fit is never combined: the response is requested whole."""
    response, cache, inner = read_twice(cut(), WRONG_PARTS[wrong], whole(b"9876543210", '"c"'))
    assert (response.status, response.body) == (200, b"9876543210")
    assert asked(inner) == [(None, None), ("bytes=4-", '"a"'), (None, None)]
    assert cache.info().misses == 1


def test_an_overlapping_part_is_combined():
    """A part that begins earlier than requested is combined, as its bytes are those of the same representation."""
    assert read_twice(cut(), part(2))[0].body == WHOLE


UNFIT = {
    "no validator": {"ETag": None},
    "a weak ETag": {"ETag": 'W/"a"'},
    "a weak ETag and a date": {"ETag": 'W/"a"', "Last_Modified": "Fri, 01 Jan 2027 08:00:00 GMT"},
    "a date just before": {"ETag": None, "Last_Modified": Clock().date(-1), "Date": Clock().date()},
    "no ranges": {"Accept_Ranges": "none"},
    "neither length nor ranges": {"Content_Length": None, "Accept_Ranges": None},
    "an invalid length": {"Content_Length": "ten", "Accept_Ranges": None},
    "encoded": {"Content_Encoding": "gzip"},
    "no-store": {"Cache_Control": "no-store"},
    "Vary: *": {"Vary": "*"},
}


@pytest.mark.parametrize("reason", UNFIT)
def test_what_can_not_be_completed(reason):
    """A cut response without what it takes to complete it is not stored."""
    response, _, inner = read_twice(cut(**UNFIT[reason]), whole())
    assert (response.body, asked(inner)[1]) == (WHOLE, (None, None))


@pytest.mark.parametrize("status", [201, 203, 204, 206, 301, 404, 500])
def test_only_a_200_is_kept_in_part(status):
    """Only of a 200 the part that arrived is kept."""
    assert asked(read_twice(cut(status=status), whole())[2])[1] == (None, None)


@pytest.mark.parametrize(
    "fields",
    [
        {"Accept_Ranges": None},
        {"Content_Length": None},
        {"ETag": None, "Last_Modified": Clock().date(-3000), "Date": Clock().date()},
    ],
)
def test_what_can_be_completed(fields):
    """A length or the announcement of ranges is enough, and so is a date that is long enough ago."""
    date = {"Last_Modified": fields["Last_Modified"]} if "ETag" in fields else {}
    response, _, inner = read_twice(cut(**fields), part(etag=None if date else '"a"', **date))
    assert (response.body, asked(inner)[1]) == (WHOLE, ("bytes=4-", date.get("Last_Modified", '"a"')))


def test_the_variants_are_completed_apart(store):
    """Each variant of a URL is completed from its own part; another account gets nothing of it."""
    fields = {"Vary": "User-Agent"}
    cache, inner = cached(cut(**fields), whole(**fields), whole(**fields), part(**fields), store=store)
    with pytest.raises(ConnectionFailed):
        cache.send(get(User_Agent="one"))
    cache.send(get(User_Agent="two"))
    cache.send(get(User_Agent="one", token="B"))
    assert cache.send(get(User_Agent="one")).body == WHOLE
    assert [range_ for range_, _ in asked(inner)] == [None, None, None, "bytes=4-"]


@pytest.mark.parametrize("mode", ["revalidate", "rfc", "offline"])
def test_an_incomplete_body_is_never_served(store, mode):
    """No mode returns an incomplete body, whatever its lifetime, while the server is unreachable."""
    lifetime = "max-age=600, stale-if-error=600, stale-while-revalidate=600"
    cache, _ = cached(
        cut(Cache_Control=lifetime), *[ConnectionFailed("refused")] * 2, make_response(503, b"{}"), store=store
    )
    for _ in range(3):
        with pytest.raises(ConnectionFailed):
            cache.send(get(mode=mode))
    assert cache.send(get(mode=mode)).status == 503
    assert cache.send(get(mode=mode, Cache_Control="only-if-cached, max-stale")).status in {504, 599}


def test_a_condition_of_the_caller_is_not_joined():
    """A read with a condition of the caller is not turned into one for a range."""
    cache, inner = cached(cut(), make_response(304, etag='"mine"'))
    with pytest.raises(ConnectionFailed):
        cache.send(get())
    assert cache.send(get(If_None_Match='"mine"')).status == 304
    assert asked(inner)[1] == (None, None)


def test_a_change_drops_an_incomplete_entry(store):
    """After a change, a cut download begins again."""
    cache, inner = cached(cut(), make_response(200, b"{}"), whole(), store=store)
    with pytest.raises(ConnectionFailed):
        cache.send(get())
    cache.send(get(method="PATCH", body=b"{}"))
    assert cache.send(get()).body == WHOLE
    assert asked(inner)[2] == (None, None)


@pytest.mark.parametrize(("mode", "directives"), [("offline", "no-cache"), ("rfc", "max-age=0, stale-if-error=600")])
def test_a_useful_entry_is_not_replaced_by_a_part(store, mode, directives):
    """A complete entry that may replace a failing server is not replaced by a part of a newer response."""
    clock = Clock()
    script = [
        make_response(etag='"old"', kind=PLAIN, body=b"old", Cache_Control=directives),
        cut(),
        ConnectionFailed("gone"),
    ]
    cache, _ = cached(*script, store=store, clock=clock)
    cache.send(get(mode=mode))
    assert [cache.send(get(mode=mode)).body for _ in range(2)] == [b"old", b"old"]


def test_a_part_replaces_an_outdated_entry(store):
    """A complete entry that nothing may serve any more is replaced by a part of a newer response."""
    cache, inner = cached(make_response(etag='"old"', kind=PLAIN), cut(), part(), store=store)
    cache.send(get())
    with pytest.raises(ConnectionFailed):
        cache.send(get())
    assert (cache.send(get()).body, asked(inner)[2]) == (WHOLE, ("bytes=4-", '"a"'))


def test_a_range_within_what_arrived_is_served(store):
    """A range within the part that arrived is served while it is fresh; one beyond it is requested (RFC 9111, 3.3)."""
    cache, inner = cached(cut(Cache_Control="max-age=60"), make_response(206, b"x"), store=store)
    with pytest.raises(ConnectionFailed):
        cache.send(get(mode="rfc"))
    served = cache.send(get(mode="rfc", Range="bytes=1-3"))
    assert (served.status, served.body, served.headers["Content-Range"]) == (206, b"123", "bytes 1-3/10")
    assert [cache.send(get(mode="rfc", Range="bytes=1-4")).body, len(inner.requests)] == [b"x", 2]


def test_the_error_forgets_what_was_stored():
    """The error that the caller gets no longer holds the bytes that the cache took."""
    error = cut()
    cache, _ = cached(error)
    with pytest.raises(ConnectionFailed):
        cache.send(get())
    assert error.partial is None
    assert error == ConnectionFailed("the connection broke before the body was complete")


def test_an_interruption_keeps_the_part():
    """A read that is interrupted while it requests the rest leaves what is stored as it was."""
    rule = caching(MemoryStore(), HandClock())
    with pytest.raises(ConnectionFailed):
        carry_out(rule.send(get()), [cut()])
    for number in range(3):
        with pytest.raises(KeyboardInterrupt):
            carry_out(rule.send(get()), [part()], throw_at=number, error=KeyboardInterrupt())
    response, steps = carry_out(rule.send(get()), [part()])
    assert (response.body, steps[1].request.headers["Range"]) == (WHOLE, "bytes=4-")


def test_endless_parts_end():
    """A server that never sends the last byte is asked for the whole after some parts."""
    body = b"x" * 100
    script = [part(4 + number, b"x", total=100) for number in range(30)]
    cache, inner = cached(cut(body[:4], Content_Length="100"), *script)
    with pytest.raises(ConnectionFailed):
        cache.send(get())
    inner.script[16:] = [whole(body)]
    assert cache.send(get()).body == body
    assert len(inner.requests) == 18
