"""The rule of paging, by hand: a list of pages, and no driver."""

import subprocess
import sys

import pytest

from heroics_py.call.lists.page import Page
from heroics_py.call.lists.paging import ALL, PagedItems
from heroics_py.errors import PagingError

PAGES = {
    None: Page(items=[0, 1], next_range="b"),
    "b": Page(items=[], next_range="c"),
    "c": Page(items=[2, 3], next_range="d"),
    "d": Page(items=[4]),
}


def carry_out(items, ranges):
    """Hand over the page of each range that the rule asks for, and return these ranges."""
    asked = []
    for next_range in ranges:
        asked.append(next_range)
        items.take(PAGES[next_range], next_range)
    return asked


@pytest.mark.parametrize(
    ("count", "asked"),
    [(0, ""), (2, ""), (3, "bc"), (4, "bc"), (5, "bcd"), (6, "bcd"), (ALL, "bcd")],
)
def test_ranges_for_a_count(count, asked):
    """The rule asks for page after page until so many items are in memory."""
    items = PagedItems(PAGES[None])
    assert carry_out(items, items.missing(count)) == [*asked]


@pytest.mark.parametrize(("number", "asked"), [(0, ""), (1, "b"), (2, "bc"), (3, "bcd"), (9, "bcd")])
def test_ranges_for_a_page(number, asked):
    """The rule asks for page after page until the page of a number is in memory."""
    items = PagedItems(PAGES[None])
    assert carry_out(items, items.missing_page(number)) == [*asked]


@pytest.mark.parametrize(("limit", "asked", "found"), [(0, "", []), (2, "", [0, 1]), (3, "bc", [0, 1, 2])])
def test_limit_of_the_rule(limit, asked, found):
    """A limit ends the list within a page."""
    items = PagedItems(PAGES[None], limit=limit)
    assert (carry_out(items, items.missing(ALL)), items.raw) == ([*asked], found)


def test_range_of_a_failed_page():
    """A caller that asks again after a failure is led to the same page."""
    items = PagedItems(PAGES[None])
    assert [next(items.missing(5)), next(items.missing(5)), next(items.missing_page(1))] == ["b"] * 3


def test_page_taken_twice():
    """A page that is handed over twice, or late, adds no items."""
    items = PagedItems(PAGES[None])
    for next_range in ("c", "b", "b", "c", "b"):
        items.take(PAGES[next_range], next_range)
    assert items.raw == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("arguments", "next_range", "problem"),
    [
        ({}, "b", None),
        ({"followed": ["b"]}, "b", "Next-Range 'b' came again after 1 pages; 2 items are in memory"),
        ({}, "b\r\nHost: a", "holds a control character"),
        ({"method": "POST"}, "b", "a POST is not sent again"),
        ({"followed": ["https://a.example/?token=s3cret"]}, "https://a.example/?token=s3cret", "the link to"),
    ],
)
def test_ranges_that_are_refused(arguments, next_range, problem):
    """A next range that can't be followed is an error on every access, and never fetched ahead."""
    items = PagedItems(Page(items=[0, 1], next_range=next_range), prefetch=True, **arguments)
    assert items.next_ahead() == (None if problem else next_range)
    for ranges in (items.missing(3), items.missing_page(1), items.missing(3)):
        if not problem:
            assert next(ranges) == next_range
            continue
        with pytest.raises(PagingError) as caught:
            next(ranges)
        assert problem in str(caught.value)
        assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("prefetch", "seconds", "ahead"),
    [(True, 0.003, None), (True, 0.004, "c"), (True, float("inf"), "c"), (False, 9.0, None)],
)
def test_what_is_worth_fetching_ahead(prefetch, seconds, ahead):
    """The next page is fetched ahead if the last one took long enough, and prefetching is on."""
    items = PagedItems(PAGES[None], prefetch=prefetch)
    items.take(PAGES["b"], "b", seconds)
    assert items.next_ahead() == ahead


def test_nothing_ahead_of_the_last_page():
    """After the last page there is nothing to fetch ahead."""
    assert PagedItems(PAGES["d"], prefetch=True).next_ahead() is None


def test_rule_needs_no_io():
    """The rule loads no threads, sockets, event loops or clocks of its own."""
    source = "import heroics_py.call.lists.paging as rule; print(*vars(rule))"
    names = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True).stdout.split()
    assert not {"threading", "Thread", "RLock", "monotonic", "time", "asyncio", "socket"} & {*names}
