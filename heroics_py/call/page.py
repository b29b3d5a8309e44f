"""One page of a list, and what brings the next one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, unquote_plus, urlsplit

from heroics_py.call.ranges import check_order, orders_of
from heroics_py.errors import DecodeError, PagingError, warn
from heroics_py.http.link_header import parse_link_header
from heroics_py.http.messages import Request, Response
from heroics_py.http.origins import origin_of, resolve_url
from heroics_py.model.api import Paging
from heroics_py.secrecy.urls import mask_url

__all__ = ["Page", "check_offered_order", "is_page", "next_request", "next_url", "page_of", "single_page"]

_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The items of one response.

    Attributes:
        items: in the order of the server.
        next_range: what brings the next page: a Range header or an absolute URL; None on the last page.
        mask: masks the secrets in a text of the response, such as that URL, for errors.
    """

    items: Sequence[Any]
    next_range: str | None = None
    mask: Callable[[str], str] = mask_url


def is_page(response: Response, paging: Paging | None) -> bool:
    """Return whether an object in a response is a page, as ``paging`` describes it."""
    return paging is not None and isinstance(response.data, dict) and response.method == "GET"


def page_of(response: Response, paging: Paging | None = None) -> Page:
    """Return the page in a response; a blank Next-Range is the end of the list.

    Args:
        response: the response.
        paging: how the list continues, if its responses are objects.

    Raises:
        DecodeError: the response is not a list.
        PagingError: the next page would be at another origin.
    """
    if paging is not None and isinstance(response.data, dict):
        return _page_in(response, response.data, paging)
    if not isinstance(response.data, list):
        kind = type(response.data).__name__
        raise DecodeError(f"expected a list as the next page, got {kind}", response=response)
    next_range = (response.headers.get("Next-Range") or "").strip(" \t,")
    if next_range.startswith(_WEB):
        # A URL has to come from `next_url`, which checks its origin.
        shown = response.headers.masked(next_range)
        raise PagingError(f"Next-Range {shown!r} is a URL, not a range, and is not followed")
    return Page(items=response.data, next_range=next_range or next_url(response), mask=response.headers.masked)


def _page_in(response: Response, data: dict[str, Any], paging: Paging) -> Page:
    """Return the page in an object, whose next page has the same URL with a token."""
    items, token = data.get(paging.items), data.get(paging.token)
    if not isinstance(items, list | None):
        kind = type(items).__name__
        raise DecodeError(f"expected a list as {paging.items} of a page, got {kind}", response=response)
    if paging.selector and paging.token not in data:
        _warn_of_selection(response.url, paging)
    next_url = _with_query_field(response.url, paging.parameter, token) if isinstance(token, str) and token else None
    return Page(items=items or [], next_range=next_url, mask=response.headers.masked)


def _warn_of_selection(url: str, paging: Paging) -> None:
    """Warn of a list that ends with this page because the request selects the fields of the response without it."""
    fields = dict(parse_qsl(urlsplit(url).query))
    selected = fields.get(paging.selector, "*")
    if paging.token not in selected and "*" not in selected.split(","):
        warn(
            f"{paging.selector}={selected!r} leaves out {paging.token}, so the list ends with this page: "
            f"pass {paging.selector}='{paging.token},{selected}' for the further ones"
        )


def _with_query_field(url: str, name: str, text: str) -> str:
    """Return a URL whose query has one field ``name``; the others keep their spelling."""
    base, _, query = url.partition("#")[0].partition("?")
    pairs = [pair for pair in query.split("&") if pair and unquote_plus(pair.partition("=")[0]) != name]
    pairs.append(f"{quote(name, safe='', errors='surrogatepass')}={quote(text, safe='', errors='surrogatepass')}")
    return f"{base}?{'&'.join(pairs)}"


def single_page(response: Response) -> Page:
    """Return the page in the response to another method than GET, whose further pages are never fetched."""
    try:
        return page_of(response)
    except PagingError:
        return Page(items=response.data, next_range="another page")  # type: ignore[arg-type]  # page_of checked it


def next_request(request: Request, next_range: str) -> Request:
    """Return the request for a further page: for its URL, or with its Range."""
    if next_range.startswith(_WEB):
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


def next_url(response: Response) -> str | None:
    """Return the absolute URL of the next page from ``Link: <...>; rel="next"`` (RFC 8288), if any.

    Raises:
        PagingError: it is at another origin than this page.
    """
    for link in parse_link_header(response.headers.get("Link")):
        if "next" not in link.rels or "anchor" in link.parameters:
            continue
        url = resolve_url(response.url, link.href)
        if origin_of(url) is None or origin_of(url) != origin_of(response.url) or "@" in urlsplit(url).netloc:
            shown = response.headers.masked(link.href)
            raise PagingError(
                f"the next page of this list would be at {shown}, not at {origin_of(response.url)}, and is not followed"
            )
        return url
    return None
