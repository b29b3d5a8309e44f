"""Lists within objects, through a client of each kind and a server on loopback."""

import json
import warnings
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from listing_documents import FLAG, LIST, NUMBER, TEXT, listing, of

import heroics_py
from heroics_py import Paging, PagingError, PagingWarning

pytestmark = pytest.mark.usefixtures("driver")

CURSORS = of(data=LIST, meta=of(next_cursor=TEXT, total=NUMBER))
KEY = {"in": "query", "name": "api_key", "type": "apiKey"}


class Pages(ThreadingHTTPServer):
    """Serves seven things, three on a page; or what ``answer`` returns for a query."""

    daemon_threads = True

    def __init__(self, answer=None):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked, self.answer = [], answer or self.page

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/v1"

    def page(self, query):
        start = int(query.get("cursor", ["0"])[0])
        items = [{"id": str(number)} for number in range(start, min(start + 3, 7))]
        return {"data": items, "meta": {"total": 7, "next_cursor": str(start + 3) if start + 3 < 7 else None}}

    def __enter__(self):
        Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        query = urlsplit(self.path).query
        self.server.asked.append(f"{self.command} {query}")
        body = json.dumps(self.server.answer(parse_qs(query))).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - as http.server names it

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with Pages() as server:
        yield server


def connected(server, document=None, **options):
    options = {"cache": None, "trust_environment": False, "prefetch": False, **options}
    return heroics_py.connect(document or listing("cursor limit:integer", CURSORS), url=server.url, **options)


def test_all_items(server):
    """The items of all pages come in order, each page is requested once."""
    things = connected(server).thing.list()
    assert [each.id for each in things] == list("0123456")
    assert server.asked == ["GET ", "GET cursor=3", "GET cursor=6"]


def test_len_by_the_total(server):
    """A total that the API promises makes len free, and the rest of a page is its meta."""
    things = connected(server).thing.list()
    assert (things.meta.meta.next_cursor, len(server.asked)) == ("3", 1)
    assert "3 of 7 items so far" in repr(things)


def test_limit(server):
    """A limit ends a list in the middle of a page."""
    assert len(list(connected(server).thing.list.with_options(limit=4)())) == 4
    assert len(server.asked) == 2


def test_response_of_a_page(server):
    """A response has the first page as the server sent it."""
    assert list(connected(server).thing.list.send().data) == ["data", "meta"]


def test_fields_stay(server):
    """The query fields of a call, and a key in the query, are on every page, once."""
    document = listing("cursor colour", CURSORS, security=[{"key": []}])
    document["components"]["securitySchemes"] = {"key": KEY}
    list(connected(server, document, token="open-sesame").thing.list(colour="red"))
    assert len(server.asked) == 3
    assert [each.count("api_key=open-sesame") for each in server.asked] == [1, 1, 1]
    assert [each.count("colour=red") for each in server.asked] == [1, 1, 1]


def test_no_key_in_errors():
    """An error about a page does not show the key of its query."""
    document = listing("cursor colour", CURSORS, security=[{"key": []}])
    document["components"]["securitySchemes"] = {"key": KEY}
    with Pages(lambda _: {"data": [{"id": "0"}], "meta": {"next_cursor": "again"}}) as server:
        things = connected(server, document, token="open-sesame").thing.list()
        with pytest.raises(PagingError) as caught:
            list(things)
    assert "open-sesame" not in str(caught.value)
    assert "came again" in str(caught.value)


def test_post_is_sent_once(server):
    """A POST that returns a page is sent once, and its response is a record."""
    record = connected(server, listing("cursor", CURSORS, method="post")).thing.list()
    assert (type(record).__name__, len(server.asked)) == ("Record", 1)


def test_stated_for_an_unknown_response(server):
    """What the document does not describe is a list if that is stated."""
    paging = {"thing.list": Paging.cursor("meta.next_cursor", "cursor", items="data")}
    assert len(list(connected(server, listing("", {}), paging=paging).thing.list())) == 7


def test_record_if_none_is_stated(server):
    """What was recognised is a record if that is stated."""
    record = connected(server, paging={"thing.list": Paging.none()}).thing.list()
    assert record.meta.total == 7


def test_a_page_without_its_items():
    """A response that is not such a page raises an error that says how to state it."""
    with Pages(lambda _: {"things": []}) as server, pytest.raises(PagingError, match=r"connect\(paging=\.\.\.\)"):
        connected(server).thing.list()


@pytest.mark.parametrize(
    ("answer", "stated"),
    [
        ({"data": [1], "next_cursor": "abc"}, "Paging.cursor('next_cursor', 'cursor', items='data')"),
        ({"things": [1], "has_more": True}, "Paging.pages('page', more='has_more', items='things')"),
        ({"value": [1], "@odata.nextLink": "/a"}, "Paging.link('@odata.nextLink', items='value')"),
        ({"data": [1], "links": {"next": "/a"}}, "Paging.link('links.next', items='data')"),
        ({"data": [1], "_links": {"next": {"href": "/a"}}}, "Paging.link('_links.next.href', items='data')"),
    ],
)
def test_warning_of_a_sign(answer, stated):
    """A response that shows a next page which nothing follows warns once, with the line that states it."""
    with Pages(lambda _: answer) as server:
        client = connected(server, listing("", {}))
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", PagingWarning)
            client.thing.list()
            client.thing.list()
    assert [stated in str(each.message) for each in caught] == [True]
    assert "paging={'thing.list': " in str(caught[0].message)


@pytest.mark.parametrize(
    "answer",
    [
        {"data": [1], "next_cursor": None},
        {"data": [1], "has_more": False},
        {"id": "a", "next": "b"},
        {"id": "a", "next": {"id": "b"}, "tags": []},
        {"next": "step two", "tags": [1]},
        {"has_more": FLAG["type"], "tags": [1]},
    ],
)
def test_no_warning_without_a_page(answer):
    """The last page, and a record, warn of nothing."""
    with Pages(lambda _: answer) as server, warnings.catch_warnings():
        warnings.simplefilter("error")
        connected(server, listing("", {})).thing.list()


def test_help_of_a_list(server):
    """The docstring of a link says how its list continues."""
    doc = connected(server).thing.list.__doc__
    assert "Paging.cursor('meta.next_cursor', 'cursor'" in doc
    assert "Collection: a lazy list of the data of all pages" in doc
