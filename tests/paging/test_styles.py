"""Each style of paging against a server that is a function, without I/O."""

from operator import itemgetter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from paged_server import STYLES, URL, PagedServer, walk
from thoroughness import examples

from heroics_py.call.lists.page import page_of
from heroics_py.call.lists.paging import PagedItems
from heroics_py.errors import PagingError
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Response
from heroics_py.model.paging import Paging

FAULTS = ["", "loop", "ignores", "size", "bigger", "shrinks", "grows", "empty", "lies", "fails", "repeats"]


ids = itemgetter("id")


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7])
@pytest.mark.parametrize("style", STYLES)
def test_items_of_a_style(style, count):
    """A list of any length comes whole, in order, with a request for each page."""
    server = PagedServer(STYLES[style], count, 3)
    assert walk(server).raw == server.items
    assert len(server.asked) - len(set(server.asked)) == 0
    assert all("colour=red" in url for url in server.asked)


@pytest.mark.parametrize(("style", "requests"), [("pages", 4), ("pages of a total", 3), ("offset alone", 4)])
def test_requests_until_the_end(style, requests):
    """A total spares the request for an empty page."""
    server = PagedServer(STYLES[style], 9, 3)
    walk(server)
    assert len(server.asked) == requests


@settings(max_examples=examples(600))
@given(st.sampled_from(sorted(STYLES)), st.integers(0, 12), st.integers(1, 5), st.sampled_from(FAULTS))
def test_faulty_lists(style, count, size, fault):
    """Whatever goes wrong, the items come once and in order, or an error says why; no page is requested twice."""
    server = PagedServer(STYLES[style], count, size, fault)
    counts_items = not server.only_empty_pages_end and not server.paging.total.startswith("pages:")
    assume(fault != "bigger" or counts_items)  # nobody can know which items such a page left out
    try:
        found = walk(server).raw
    except (PagingError, ConnectionError):
        pass
    else:
        if fault in ("repeats", "size"):  # what comes twice is passed on
            assert sorted(found, key=ids) == found
            # Where as many came as the server says, nobody can know that one of them came in place of another.
            is_whole = {*map(ids, found)} == {*map(ids, server.items)}
            assert fault == "repeats" or is_whole or len(found) == count or "pages:" in server.paging.total
        elif fault == "empty" and server.only_empty_pages_end:
            assert found == server.items[: len(found)]
        else:
            assert found == server.items
    assert len(set(server.asked)) == len(server.asked)
    assert server.asked[0] == URL


@pytest.mark.parametrize(
    ("query", "paging", "total"),
    [
        ("", Paging.pages("page", total="count", items="items"), 9),
        ("page=1", Paging.pages("page", total="count", items="items"), 9),
        ("page=2", Paging.pages("page", total="count", items="items"), None),
        ("offset=0", Paging.offset("offset", total="count", items="items"), 9),
        ("offset=3", Paging.offset("offset", total="count", items="items"), None),
        ("colour=red", Paging.cursor("next", "cursor", total="count", items="items"), 9),
        ("cursor=4", Paging.cursor("next", "cursor", total="count", items="items"), None),
        ("colour=red", Paging.link("next", total="count", items="items"), 9),
        ("colour=red&page=2", Paging.link("next", total="count", items="items"), None),
        ("page=2", Paging.headers(total="header:X-Total", items="items"), None),
        ("", Paging.headers(total="header:X-Total", items="items"), 9),
    ],
)
def test_total_of_a_part(query, paging, total):
    """A list that begins within the whole one has fewer items than the total, which is not its length."""
    following = f"{URL}&page=3"
    response = Response(
        status=200,
        url=f"{URL.partition('?')[0]}?{query}",
        headers=Headers({"X-Total": "9", "Link": f'<{following}>; rel="next"'}),
        data={"items": [{"id": 4}], "count": 9, "next": following},
        method="GET",
    )
    assert PagedItems(page_of(response, paging)).total == total
