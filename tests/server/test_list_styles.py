"""Lists of the sandbox in each style of paging, as a client reads them."""

import pytest

from heroics_py import Paging
from heroics_py.testing import received, sandbox, sandbox_async
from tests.helpers.driven_clients import drive
from tests.helpers.listing_documents import FLAG, LIST, NUMBER, TEXT, URL, listing, many, of
from tests.helpers.paged_server import STYLES

RELATIVE = {"type": "string", "nullable": True}
# The parameters of the list, and the schema of its response.
DOCUMENTS = {
    "cursor": ("cursor", of(data=LIST, meta=of(next_cursor=TEXT)), STYLES["cursor"]),
    "cursor with more": (
        "cursor limit:integer",
        of(results=LIST, next_cursor=RELATIVE, has_more=FLAG),
        STYLES["cursor with more"],
    ),
    "token": ("continue", of(items=LIST, metadata=of({"continue": TEXT})), STYLES["token"]),
    "link": (
        "page:integer",
        of(results=LIST, count=NUMBER, next=URL),
        Paging.link("next", items="results", total="count"),
    ),
    "relative link": ("", of(data=LIST, links=of(next=RELATIVE)), STYLES["link"]),
    "link in HAL": ("", of(_embedded=of(things=LIST), _links=of(next=of(href=TEXT))), STYLES["link in HAL"]),
    "link of OData": ("", of({"@odata.nextLink": TEXT, "@odata.count": NUMBER}, value=LIST), STYLES["link of OData"]),
    "link in a list": ("", of(items=LIST, links=many(rel=TEXT, href=TEXT)), STYLES["link in a list"]),
    "last": ("starting_after", of(data=LIST, has_more=FLAG), STYLES["last"]),
    "pages": (
        "page:integer per_page:integer",
        of(results=LIST),
        Paging.pages("page", size="per_page", items="results"),
    ),
    "pages of a total": ("page:integer per_page:integer", of(results=LIST, count=NUMBER), STYLES["pages of a total"]),
    "pages of pages": ("page:integer", of(results=LIST, meta=of(pages=NUMBER)), STYLES["pages of pages"]),
    "pages from 0, alone": ("p:integer", LIST, STYLES["pages from 0, alone"]),
    "pages and a header": ("page:integer", LIST, STYLES["pages and a header"]),
    "offset of a total": (
        "skip:integer top:integer",
        of(results=LIST, page=of(total=NUMBER)),
        STYLES["offset of a total"],
    ),
    "offset from 1": ("startIndex:integer", of(Resources=LIST, totalResults=NUMBER), STYLES["offset from 1"]),
    "offset alone": ("offset:integer", LIST, STYLES["offset alone"]),
    "header with a URL": ("", LIST, STYLES["header with a URL"]),
    "header with a cursor": ("cursor", LIST, STYLES["header with a cursor"]),
}
RECOGNISED = ["cursor with more", "link", "last", "pages of a total", "offset of a total"]


def shop(parameters, response):
    """Return a document whose things are created and listed."""
    document = listing(parameters, response)
    document["paths"]["/things"]["post"] = {
        "tags": ["thing"],
        "operationId": "createThing",
        "requestBody": {"content": {"application/json": {"schema": of(id=TEXT)}}},
        "responses": {"201": {"description": "one", "content": {"application/json": {"schema": of(id=TEXT)}}}},
    }
    return document


def opened(kind, document, **options):
    return drive((sandbox_async if kind == "async" else sandbox)(document, socket=kind == "socket", **options))


def created(client, count):
    return [client.thing.create(id=f"t{number}").id for number in range(count)]


@pytest.mark.parametrize("kind", ["socket", "no socket", "async"])
@pytest.mark.parametrize("style", DOCUMENTS)
def test_list_in_a_style(style, kind):
    """A list that is stated to continue in a style has several pages, and a client gets all items once."""
    parameters, response, paging = DOCUMENTS[style]
    client = opened(kind, shop(parameters, response), paging={"thing.list": paging}, page_size=2)
    ids = created(client, 5)
    assert [thing.id for thing in client.thing.list()] == ids
    assert len(received(getattr(client, "target", client), "thing.list")) >= 3
    client.close()


@pytest.mark.parametrize("style", RECOGNISED)
def test_recognised_style(style):
    """A style that the schema shows needs no statement."""
    parameters, response, _ = DOCUMENTS[style]
    with sandbox(shop(parameters, response), socket=False, page_size=2) as client:
        ids = created(client, 5)
        assert [thing.id for thing in client.thing.list()] == ids
        assert len(received(client, "thing.list")) >= 3


def test_size_of_a_page():
    """The parameter with the size of a page is heeded."""
    parameters, response, paging = DOCUMENTS["pages"]
    with sandbox(shop(parameters, response), socket=False, paging=paging) as client:
        created(client, 5)
        pages = [len(page) for page in client.thing.list(per_page=3).pages()]
        assert pages == [3, 2]
