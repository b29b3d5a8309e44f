"""Which headers of a response a tape keeps, for those who read `send().headers`."""

import pytest

from heroics_py import read
from heroics_py.model.paging import Paging
from heroics_py.tapes.renewal import with_old_counts
from tests.helpers.recordings import answer, scrubbed, sent

KEPT = {
    "X-Total-Count": "1234567890",
    "X-Next-Page": "2",
    "X-Pagination": '{"TotalCount": 1234567890, "next": "a1b2c3d4e5f6"}',
    "X-Ms-Continuation": "aGVsbG8gd29ybGQxMjM0NTY3ODkwMTIzNDU2",
    "X-Rate-Limit-Reset": "1790000000",
    "X-Feature": "beta, widgets",
    "X-Media": "shop.v3; format=json",
    "X-Resource-Id": "42",
    "Upload-Offset": "5",
}
LEFT_OUT = {
    "X-Request-Id": "1",
    "X-Amzn-RequestId": "1",
    "X-Runtime": "1",
    "X-Served-By": "two",
    "X-Cache": "HIT",
    "Server": "shop",
    "Strict-Transport-Security": "max-age=1",
    "X-Csrf-Token": "hush",
    "X-Uuid": "0b1e7e2a-5d0b-4f61-a4a7-4a8b5b8f2f11",
    "X-When": "Mon, 30 Nov 2026 04:31:09 GMT",
    "X-Load": "0.0342",
    "X-Mark": "hOpAqWeRtYuIoPaSdFgHjKlZx",
}


def taped(headers, request=None, **settings):
    """Return the headers on a tape of a response with these."""
    (exchange,) = scrubbed((request or sent(), answer(b"", "", headers=headers)), **settings)
    return dict(exchange.response.headers.items())


def test_headers_that_last():
    """Headers that a client acts on, or that say the same each time, are kept; those of one response are not."""
    assert taped({**KEPT, **LEFT_OUT}) == KEPT


def test_headers_that_a_test_names():
    """``keep`` names headers that stay on the tape."""
    assert taped(LEFT_OUT, keep=["X-Request-Id"]) == {"X-Request-Id": "1"}


@pytest.mark.parametrize(
    ("request_of", "headers"),
    [
        (lambda link: sent("HEAD", link=link), {"Content-Length": "12"}),
        (lambda link: sent(link=link), {"X-Cache-More": "a1b2c3d4e5f6", "X-Served": "9"}),
    ],
    ids=["of HEAD", "of paging"],
)
def test_headers_that_a_request_asks_for(request_of, headers):
    """The size that HEAD asks for, and the headers that a link's paging names, are kept."""
    link = read({"links": [{"rel": "list", "href": "/things"}]}).links[0]
    paging = Paging.header("X-Cache-More", "cursor", total="header:X-Served")
    assert taped(headers, request_of(link.replaced(paging=paging))) == headers


def test_a_moment_to_retry_at_becomes_seconds():
    """A date in ``Retry-After`` would be past when the tape is played, and another one each time it is recorded."""
    headers = {"Date": "Mon, 30 Nov 2026 04:31:09 GMT", "Retry-After": "Mon, 30 Nov 2026 04:32:09 GMT"}
    assert taped(headers) == {"Retry-After": "60"}


def test_a_tape_that_is_recorded_again_keeps_the_counts_of_its_rate_limits():
    """What is left of a rate limit is another number each time; the limit itself may change."""
    old, new = (
        scrubbed(
            (
                sent(),
                answer({"id": 1}, headers={"X-RateLimit-Remaining": left, "X-RateLimit-Limit": limit, "Age": left}),
            )
        )
        for left, limit in (("58", "60"), ("7", "5000"))
    )
    (renewed,) = with_old_counts(new, old)
    assert dict(renewed.response.headers.items()) == {
        "Content-Type": "application/json",
        "X-RateLimit-Remaining": "58",
        "X-RateLimit-Limit": "5000",
        "Age": "58",
    }


def test_no_store():
    """A response that no cache may store gets no lifetime of its moments."""
    moments = {"Date": "Mon, 30 Nov 2026 04:31:09 GMT", "Expires": "Mon, 30 Nov 2026 04:41:09 GMT"}
    assert taped({"Cache-Control": "no-store", **moments}) == {"Cache-Control": "no-store"}
    assert taped(moments) == {"Cache-Control": "max-age=600"}


def test_further_headers_of_requests():
    """A header field that the caller names stays with its request, unless its name is that of a secret."""
    request = sent(headers={"X-Shop": "north", "X-Csrf-Token": "hush"})
    (exchange,) = scrubbed((request, answer()), headers=["X-Shop", "X-Csrf-Token"])
    assert dict(exchange.request.headers.items()) == {"X-Shop": "north"}
