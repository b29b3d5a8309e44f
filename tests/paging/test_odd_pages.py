"""Pages of servers that say odd things: a list never ends early in silence, and is never endless."""

import pytest

from heroics_py.call.lists.page import page_of
from heroics_py.call.lists.paging import PagedItems
from heroics_py.errors import PagingError
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Response
from heroics_py.model.paging import Paging
from heroics_py.paging.continuation import settled

URL = "https://api.example/things"
CURSOR = Paging.cursor("next", "cursor", items="data")
PAGES = Paging.pages(items="data", total="total")


def response(data, url=URL, **headers):
    """Return a page."""
    return Response(status=200, headers=Headers(headers), data=data, url=url, method="GET")


@pytest.mark.parametrize("cursor", [{"page": 2}, ["c2"], [{"rel": "next", "href": "/x"}, "c2"]])
def test_a_cursor_of_another_kind(cursor):
    """A cursor that can't be sent is an error, and no end."""
    with pytest.raises(PagingError, match="expected text or a number in 'next'"):
        page_of(response({"data": [1], "next": cursor}), CURSOR)


@pytest.mark.parametrize("end", [None, "", "0", 0, False, {}, [], {"href": None}, [{"rel": "self", "href": "/x"}]])
def test_ends_of_a_list(end):
    """What leads nowhere is the end."""
    assert page_of(response({"data": [1], "next": end}), CURSOR).next_range is None


def test_a_flag_as_text():
    """Whether there is more may be said as text."""
    paging = Paging.cursor("next", "cursor", items="data", more="more")
    with pytest.raises(PagingError, match="further pages"):
        page_of(response({"data": [1], "next": None, "more": "true"}), paging)


@pytest.mark.parametrize("link", ['</things>; rel="first"', '</things?page=2>; rel="next"'])
def test_a_cursor_beside_a_header(link):
    """A cursor in the body is followed, whatever a header says beside it."""
    first = response({"data": [1], "next": "c2"}, Link=link)
    assert page_of(first, settled(first, CURSOR)).next_range == f"{URL}?cursor=c2"


def test_a_header_beside_no_cursor():
    """A header is followed if the body does not lead on."""
    first = response({"data": [1]}, Link='</things?page=2>; rel="next"')
    assert page_of(first, settled(first, CURSOR)).next_range == f"{URL}?page=2"


def test_an_id_of_zero():
    """The number 0 is an id."""
    paging = Paging.last("after", items="data")
    assert page_of(response({"data": [{"id": 0}]}), paging).next_range == f"{URL}?after=0"


def test_a_total_below_the_items():
    """A total of fewer items than there are ends no list."""
    items = PagedItems(page_of(response({"data": [{"id": 1}, {"id": 2}], "total": 1}), PAGES))
    assert items.has_more


def test_a_total_beyond_all_numbers():
    """A total that no length can be does not count, nor does that of a list that can't continue."""
    items = PagedItems(page_of(response({"data": [{"id": 1}], "total": 10**40}), PAGES))
    assert items.total is None
    items = PagedItems(page_of(response({"data": [{"id": 1}], "total": 5}), PAGES))
    assert items.total == 5
    with pytest.raises(PagingError):
        items.take(page_of(response({"data": [], "total": 5}, f"{URL}?page=2"), PAGES), f"{URL}?page=2")
    assert items.total is None


def test_names_that_come_again():
    """A server that ignores the number of a page is noticed in a list of texts, too."""
    names = response({"data": ["a", "b"], "total": 60})
    items = PagedItems(page_of(names, PAGES))
    with pytest.raises(PagingError, match="ignore 'page'"):
        items.take(page_of(response(names.data, f"{URL}?page=2"), PAGES), f"{URL}?page=2")


@pytest.mark.parametrize(
    "data", [{"error": "quota", "next": None}, {"errors": [{"code": 1}], "next": "", "data": None}]
)
def test_an_error_instead_of_items(data):
    """A page that tells of an error in place of its items is not an empty one."""
    with pytest.raises(PagingError, match="expected a list in 'data'"):
        page_of(response(data), CURSOR)
    assert page_of(response({"errors": [], "next": None}), CURSOR).items == []
