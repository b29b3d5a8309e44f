"""What an answer says of the pages of a list."""

from heroics_py.call.collection import Page
from heroics_py.call.ranges import check_order, orders_of
from heroics_py.call.response import next_url
from heroics_py.errors import DecodeError, PagingError
from heroics_py.http.messages import Request, Response

__all__ = ["asking_for", "only_page", "page_of", "refuse_order"]

_WEB = ("http://", "https://")


def refuse_order(asked: str, response: Response) -> None:
    """Refuse a list in another order than was asked for: the server says that it has no such order, and went on."""
    check_order(asked, orders_of(response.headers.get("Accept-Ranges") or ""))


def asking_for(request: Request, wanted: str) -> Request:
    """Return the request for a further page of a list: for its URL, or with its Range."""
    if wanted.startswith(_WEB):
        return request.replaced(url=wanted)
    return request.replaced(headers=request.headers.replaced({"Range": wanted}))


def page_of(response: Response) -> Page:
    """Return the page that an answer is, with what brings the next one; a blank Next-Range names none.

    Raises:
        DecodeError: it is no list.
        PagingError: the next page would be at another place.
    """
    if not isinstance(response.data, list):
        found = type(response.data).__name__
        raise DecodeError(f"a further page of a list is no list but {found}", response=response)
    following = (response.headers.get("Next-Range") or "").strip(" \t,")
    if following.startswith(_WEB):
        # Only `next_url` may name an address: it has seen to the origin.
        shown = response.headers.masked(following)
        raise PagingError(f"Next-Range {shown!r} is an address, and no range: it is not followed")
    wanted = following or next_url(response)
    return Page(items=response.data, next_range=wanted, mask=response.headers.masked)


def only_page(response: Response) -> Page:
    """Return the page that answers another method than GET: what it says of further ones is told, not followed."""
    try:
        return page_of(response)
    except PagingError:
        return Page(items=response.data, next_range="another page")  # type: ignore[arg-type]  # a list, as was seen
