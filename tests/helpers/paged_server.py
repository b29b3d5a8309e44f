"""A server of lists in every style of paging, as a function from a URL to a response; with faults."""

from heroics_py.call.lists.page import next_request, page_of
from heroics_py.call.lists.paging import ALL, PagedItems
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.model.paging import Paging
from heroics_py.paging.continuation import settled
from heroics_py.paging.urls import query_field

__all__ = ["STYLES", "URL", "PagedServer", "walk"]

URL = "https://api.example/v1/things?colour=red"

STYLES = {
    "headers": Paging.headers(),
    "header with a URL": Paging.header("Next-Page"),
    "header with a cursor": Paging.header("X-Next-Cursor", "cursor"),
    "link": Paging.link("links.next", items="data"),
    "link in HAL": Paging.link("_links.next.href", items="_embedded.*"),
    "link of OData": Paging.link("@odata.nextLink", items="value", total="@odata.count"),
    "link in a list": Paging.link("links", items="items"),
    "cursor": Paging.cursor("meta.next_cursor", "cursor", items="data"),
    "cursor with more": Paging.cursor("next_cursor", "cursor", items="results", more="has_more"),
    "token": Paging.cursor("metadata.continue", "continue", items="items"),
    "last": Paging.last("starting_after", items="data", more="has_more"),
    "last without more": Paging.last("after", field="key.id"),
    "pages": Paging.pages("page", items="results"),
    "pages of a total": Paging.pages("page", items="results", total="count"),
    "pages of pages": Paging.pages("page", items="results", total="pages:meta.pages"),
    "pages with more": Paging.pages("page", items="results", more="has_more"),
    "pages from 0, alone": Paging.pages("p", first=0),
    "pages and a header": Paging.pages("page", total="header:X-Total-Count"),
    "offset": Paging.offset("offset", items="results"),
    "offset of a total": Paging.offset("skip", size="top", items="results", total="page.total"),
    "offset from 1": Paging.offset("startIndex", first=1, items="Resources", total="totalResults"),
    "offset alone": Paging.offset("offset"),
}


class PagedServer:
    """Serves a list in one style.

    Args:
        paging: the style.
        count: how many items.
        size: how many on a page.
        fault: what goes wrong at the second page: "loop", "ignores", "size", "bigger", "shrinks", "grows", "empty",
            "lies", "fails", "repeats".
    """

    def __init__(self, paging, count, size, fault=""):
        self.paging, self.count, self.size, self.fault = paging, count, size, fault
        self.items = [{"id": number, "key": {"id": f"k{number}"}} for number in range(1, count + 1)]
        self.asked = []

    @property
    def only_empty_pages_end(self):
        """Whether an empty page that promises nothing is the end, wherever it comes."""
        return self.paging.style in ("last", "pages", "offset") and not self.paging.total

    def get(self, url):
        """Return the response to a request for ``url``."""
        assert len(self.asked) < 100, "the list does not end"
        self.asked.append(url)
        start, size = self._start(url), self.size
        is_later = start > 0
        if self.fault == "fails" and is_later:
            raise ConnectionError("in the middle")
        if is_later and self.fault in ("size", "bigger"):
            size = max(1, size - 1) if self.fault == "size" else size + 1
            start = start // self.size * size if self.paging.style == "pages" else start
        if self.fault == "ignores":
            start = 0
        items = self.items[start : start + size]
        if self.fault == "repeats" and is_later:
            items = [self.items[start - 1], *items[:-1]] if items else []
        end = min(start + size, self.count)
        if self.fault == "empty" and is_later:
            items, end = [], start
        return self._response(url, items, start, end)

    def _start(self, url):
        paging = self.paging
        if paging.style in ("headers", "link") or not paging.parameter:
            return int(query_field(url, "from") or 0)
        text = query_field(url, paging.parameter)
        if text is None:
            return 0
        if paging.style == "pages":
            return (int(text) - paging.first) * self.size
        if paging.style == "last":
            return int(text.removeprefix("k"))
        return int(text.removeprefix("c")) - (paging.first if paging.style == "offset" else 0)

    def _response(self, url, items, start, end):
        paging, headers, data = self.paging, {}, {"kind": "list"}
        more = end < self.count
        self._put_next(headers, data, url, 0 if self.fault == "loop" and start else end, more=more)
        if paging.more:
            put(data, paging.more, more)
        self._put_total(headers, data, start)
        if paging.items:
            put(data, paging.items.replace("*", "things"), items)
        data = data if paging.items else items
        return Response(status=200, headers=Headers(headers), data=data, url=url, method="GET")

    def _put_next(self, headers, data, url, following, *, more):
        paging, next_url = self.paging, f"/v1/things?colour=red&from={following}"
        if paging.style == "headers" and more:
            headers["Link"] = f'<{next_url}>; rel="next"'
        if paging.style == "header" and more:
            headers[paging.next] = f"c{following}" if paging.parameter else next_url
        if paging.style in ("link", "cursor"):
            value = (next_url if paging.style == "link" else f"c{following}") if more else None
            if paging.next == "links":
                value = [{"rel": "self", "href": url}] + ([{"rel": "next", "href": value}] if value else [])
            put(data, paging.next, value)

    def _put_total(self, headers, data, start):
        total, path = self.count, self.paging.total
        if start and self.fault in ("shrinks", "grows"):
            total = max(start, 1) if self.fault == "shrinks" else total + 5
        if self.fault == "lies":
            total += self.size
        if path.startswith("header:"):
            headers[path.removeprefix("header:")] = str(total)
        elif path.startswith("pages:"):
            put(data, path.removeprefix("pages:"), -(-total // self.size))
        elif path:
            put(data, path, total)


def put(data, path, value):
    """Put a value at a path of an object."""
    if path.startswith("@") or "." not in path:
        data[path] = value
        return
    head, _, rest = path.partition(".")
    put(data.setdefault(head, {}), rest, value)


def walk(server, *, most=ALL):
    """Return the items that are in memory at the end of the list, or at an error."""
    request = Request(method="GET", url=URL, headers=Headers())
    response = server.get(URL)
    paging = settled(response, server.paging)
    items = PagedItems(page_of(response, paging), followed=[URL])
    for next_range in items.missing(most):
        items.take(page_of(server.get(next_request(request, next_range).url), paging), next_range)
    return items
