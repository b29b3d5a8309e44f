"""One page of a list, and what brings the next one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from heroics_py.call.lists.ranges import check_order, orders_of
from heroics_py.errors import PagingError, warn
from heroics_py.http.messages import Request, Response
from heroics_py.http.origins import origin_of
from heroics_py.model.paging import Paging
from heroics_py.paging.continuation import WEB, content_of
from heroics_py.paging.counting import Position
from heroics_py.secrecy.urls import mask_url

__all__ = ["Page", "check_offered_order", "is_page", "next_request", "page_of", "single_page"]

_BY_HEADERS = Paging.headers()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The items of one response.

    Attributes:
        items: in the order of the server.
        next_range: what brings the next page: a Range header or an absolute URL; None on the last page. With a
            ``position``, the URL of a page that may follow.
        mask: masks the secrets in a text of the response, such as that URL, for errors.
        meta: the rest of a response that holds the items.
        total: how many items the list has, if the response says so.
        position: where the page is in a list that is counted.
        is_first: whether it is the first page of the whole list, which ``total`` counts.
    """

    items: Sequence[Any]
    next_range: str | None = None
    mask: Callable[[str], str] = mask_url
    meta: Mapping[str, Any] = field(default_factory=dict)
    total: int | None = None
    position: Position | None = None
    is_first: bool = True


def is_page(response: Response, paging: Paging) -> bool:
    """Return whether an object in a response is a page, as ``paging`` describes it."""
    return paging.items != "" and isinstance(response.data, dict) and response.method == "GET"


def page_of(response: Response, paging: Paging = _BY_HEADERS) -> Page:
    """Return the page in a response.

    Args:
        response: the response.
        paging: how the list continues.

    Raises:
        DecodeError: the response is not a list.
        PagingError: it is not a page as ``paging`` describes it, or its next page can't be followed.
    """
    content = content_of(response, paging)
    if paging.selector and not content.next:
        _warn_of_selection(response.url, paging, content.meta)
    return Page(
        items=content.items,
        next_range=content.next,
        mask=response.headers.masked,
        meta=content.meta,
        total=content.total,
        position=content.position,
        is_first=content.is_first,
    )


def _warn_of_selection(url: str, paging: Paging, meta: Mapping[str, Any]) -> None:
    """Warn of a list that ends with this page because the request selects the fields of the response without it."""
    fields = dict(parse_qsl(urlsplit(url).query))
    selected = fields.get(paging.selector, "*")
    if paging.next not in meta and paging.next not in selected and "*" not in selected.split(","):
        warn(
            f"{paging.selector}={selected!r} leaves out {paging.next}, so the list ends with this page: "
            f"pass {paging.selector}='{paging.next},{selected}' for the further ones"
        )


def single_page(response: Response) -> Page:
    """Return the page in the response to another method than GET, whose further pages are never fetched."""
    try:
        return page_of(response)
    except PagingError:
        return Page(items=response.data, next_range="another page")  # type: ignore[arg-type]  # page_of checked it


def next_request(request: Request, next_range: str) -> Request:
    """Return the request for a further page: for its URL, or with its Range."""
    if next_range.startswith(WEB):
        # A redirect led to the origin of these pages, if it is another one: what is meant for the first stays there.
        is_redirected = request.is_redirected or origin_of(next_range) != origin_of(request.url)
        return request.replaced(url=next_range, is_redirected=is_redirected)
    return request.replaced(headers=request.headers.replaced({"Range": next_range}))


def check_offered_order(range_header: str, response: Response) -> None:
    """Refuse a list in another order than requested: a server may ignore an order that it doesn't offer.

    Raises:
        CallError: the server offers other orders.
    """
    check_order(range_header, orders_of(response.headers.get("Accept-Ranges") or ""))
