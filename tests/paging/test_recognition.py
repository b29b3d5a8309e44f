"""How a list continues is recognised by a query parameter and a response that fit each other."""

import pytest
from listing_documents import ARRAY, FLAG, LIST, NUMBER, TEXT, URL, listing, many, of

import heroics_py
from heroics_py import Paging
from heroics_py.paging.recognition import paging_of

CURSOR, LINK, PAGES, OFFSET, LAST = Paging.cursor, Paging.link, Paging.pages, Paging.offset, Paging.last

# The parameters, the fields of the response, and the style.
TABLE = {
    "link of Django": (
        "page:integer",
        of(count=NUMBER, next=URL, previous=URL, results=LIST),
        LINK("next", items="results", total="count"),
    ),
    "link of JSON:API": (
        "page[number]:integer",
        of(data=LIST, links=of(next=URL, prev=URL), meta=of(total=NUMBER)),
        LINK("links.next", items="data", total="meta.total"),
    ),
    "link of HAL": (
        "page:integer",
        of(_embedded=of(things=LIST), _links=of(next=of(href=TEXT))),
        LINK("_links.next.href", items="_embedded.things"),
    ),
    "link of OData": (
        "$top:integer",
        of({"value": LIST, "@odata.nextLink": TEXT, "@odata.count": NUMBER}),
        LINK("@odata.nextLink", items="value", total="@odata.count"),
    ),
    "link in a list": ("page:integer", of(plans=LIST, links=many(rel=TEXT, href=TEXT)), LINK("links", items="plans")),
    "named link": ("", of(records=LIST, nextRecordsUrl=TEXT), LINK("nextRecordsUrl", items="records")),
    "cursor in meta": (
        "cursor",
        of(data=LIST, meta=of(next_cursor=TEXT)),
        CURSOR("meta.next_cursor", "cursor", items="data"),
    ),
    "cursor and more": (
        "start_cursor",
        of(results=LIST, next_cursor=TEXT, has_more=FLAG),
        CURSOR("next_cursor", "start_cursor", items="results", more="has_more"),
    ),
    "cursor of a connection": (
        "after first:integer",
        of(nodes=LIST, pageInfo=of(endCursor=TEXT, hasNextPage=FLAG)),
        CURSOR("pageInfo.endCursor", "after", items="nodes", more="pageInfo.hasNextPage"),
    ),
    "cursor in two places": (
        "after",
        of(results=LIST, paging=of(next=of(after=TEXT, link=TEXT))),
        CURSOR("paging.next.after", "after", items="results"),
    ),
    "cursor in brackets": (
        "page[cursor]",
        of(data=LIST, meta=of(page=of(after=TEXT))),
        CURSOR("meta.page.after", "page[cursor]", items="data"),
    ),
    "cursor of one list": (
        "cursor",
        of(ok=FLAG, members=LIST, response_metadata=of(next_cursor=TEXT)),
        CURSOR("response_metadata.next_cursor", "cursor", items="members"),
    ),
    "token of Google": (
        "pageToken",
        of(things=LIST, nextPageToken=TEXT),
        CURSOR("nextPageToken", "pageToken", items="things"),
    ),
    "token of Kubernetes": (
        "continue limit:integer",
        of(items=LIST, metadata=of({"continue": TEXT})),
        CURSOR("metadata.continue", "continue", items="items"),
    ),
    "token named offset": ("offset", of(records=LIST, offset=TEXT), CURSOR("offset", "offset", items="records")),
    "marker": ("Marker", of(Things=LIST, NextMarker=TEXT), CURSOR("NextMarker", "Marker", items="Things")),
    "number of the next page": (
        "page:integer",
        of(things=LIST, next_page=NUMBER),
        CURSOR("next_page", "page", items="things"),
    ),
    "next offset": ("offset:integer", of(data=LIST, next_offset=NUMBER), CURSOR("next_offset", "offset", items="data")),
    "last item": (
        "starting_after ending_before",
        of(data=LIST, has_more=FLAG),
        LAST("starting_after", items="data", more="has_more"),
    ),
    "last id": (
        "after_id before_id",
        of(data=LIST, has_more=FLAG, first_id=TEXT, last_id=TEXT),
        CURSOR("last_id", "after_id", items="data", more="has_more"),
    ),
    "pages from 0": (
        "page:integer size:integer",
        of(content=LIST, totalElements=NUMBER, totalPages=NUMBER),
        PAGES("page", size="size", first=0, items="content", total="totalElements"),
    ),
    "pages of pages": (
        "page:integer",
        of(results=LIST, total_pages=NUMBER),
        PAGES("page", items="results", total="pages:total_pages"),
    ),
    "pages of a total": (
        "pageNumber:integer page-size:integer",
        of(items=LIST, paging=of(TotalCount=NUMBER)),
        PAGES("pageNumber", size="page-size", items="items", total="paging.TotalCount"),
    ),
    "pages without a total": (
        "page:integer per_page:integer",
        of(data=LIST),
        PAGES("page", size="per_page", items="data"),
    ),
    "pages with more": ("page:integer", of(data=LIST, hasMore=FLAG), PAGES("page", items="data", more="hasMore")),
    "offset": (
        "startAt:integer maxResults:integer",
        of(startAt=NUMBER, total=NUMBER, issues=LIST),
        OFFSET("startAt", size="maxResults", items="issues", total="total"),
    ),
    "offset from 1": (
        "startIndex:integer count:integer",
        of(Resources=LIST, totalResults=NUMBER, itemsPerPage=NUMBER),
        OFFSET("startIndex", size="count", first=1, items="Resources", total="totalResults"),
    ),
    "offset of OData": ("$skip:integer $top:integer", of(value=LIST), OFFSET("$skip", size="$top", items="value")),
    "items in a wrapper": (
        "start:integer rows:integer",
        of(response=of(numFound=NUMBER, docs=LIST)),
        OFFSET("start", size="rows", items="response.docs", total="response.numFound"),
    ),
    "pages of an array": ("page:integer per_page:integer", ARRAY, PAGES("page", size="per_page")),
    "offset of an array": ("offset:integer limit:integer", ARRAY, OFFSET("offset", size="limit")),
}

# What looks like a list with pages, and may be something else.
OTHERS = {
    "day": ("after:string:date-time limit:integer", of(data=LIST, has_more=FLAG)),
    "name of a page": ("page", of(lines=LIST, title=TEXT)),
    "choice": ("page:enum per_page:integer", of(data=LIST, total=NUMBER)),
    "size alone": ("limit:integer", of(data=LIST)),
    "part of a text": ("offset:integer length:integer", of(content=TEXT)),
    "next record": ("", of(id=TEXT, next=of(id=TEXT, title=TEXT), items=LIST)),
    "two lists": ("page:integer per_page:integer", of(users=LIST, groups=LIST, total=NUMBER)),
    "record": ("", of(id=TEXT, tags=LIST)),
    "page of a book": ("page:integer", of(text=TEXT, lines=LIST)),
    "name of a cursor": ("cursor", of(cursor=TEXT, name=TEXT)),
    "next step": ("page:integer", of(id=TEXT, next=TEXT, steps=LIST)),
    "only list": ("", of(things=LIST, total=NUMBER)),
    "texts": ("page:integer", TEXT),
    "one order": ("page:integer limit:integer", of(id=TEXT, total=NUMBER, items=LIST)),
    "one chapter": ("limit:integer", of(id=TEXT, next=URL, previous=URL, comments=LIST)),
    "span": ("start:integer end:integer limit:integer", of(start=NUMBER, data=LIST)),
    "rows of a matrix": ("start:integer size:integer", of(start=NUMBER, size=NUMBER, rows=LIST)),
    "cursor of an editor": ("cursor:integer limit:integer", of(cursor=NUMBER, items=LIST)),
    "token of a form": ("token", of(token=TEXT, data=LIST)),
    "marker of a map": ("marker", of(marker=TEXT, markers=LIST)),
    "position in a game": ("position", of(position=TEXT, moves=LIST)),
}

# What the document says about a parameter that looks like one that counts, beside a limit.
DESCRIBED = {
    "page": ["ID of the page whose comments are shown", "Page of the PDF document"],
    "offset": ["Hours from now", "Offset in milliseconds", "In pixels", "Offset in the partition", "Minutes from UTC"],
    "start": ["Position of the first base", "The first year"],
}


def recognised(parameters, response, **options):
    """Return what is recognised for the only link of a document."""
    return paging_of(heroics_py.read(listing(parameters, response, **options)).links[0])


@pytest.mark.parametrize("style", TABLE)
def test_recognised(style):
    """A parameter and a response that fit each other are a list, and the value says why."""
    parameters, response, expected = TABLE[style]
    paging = recognised(parameters, response)
    assert (paging, paging.why != "") == (expected, True)


@pytest.mark.parametrize("other", OTHERS)
def test_not_recognised(other):
    """What may be something else is not followed, and the value says why."""
    paging = recognised(*OTHERS[other])
    assert (paging, paging.why != "") == (Paging.none(), True)


@pytest.mark.parametrize(
    ("media_type", "response", "why"),
    [
        ("text/event-stream", of(data=TEXT), "its responses are not JSON values"),
        ("application/json", TEXT, "its responses are neither objects nor lists"),
    ],
)
def test_other_responses(media_type, response, why):
    """What a response is instead of a list is said, also without a parameter."""
    document = listing("page:integer", response)
    (operation,) = document["paths"]["/things"].values()
    operation["responses"]["200"]["content"] = {media_type: {"schema": response}}
    (link,) = heroics_py.read(document).links
    assert paging_of(link).why == why


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in DESCRIBED.items() for text in texts])
def test_described_parameters(name, text):
    """A parameter that measures, or names a thing, counts no items."""
    document = listing(f"{name}:integer limit:integer", of(data=LIST, total=NUMBER))
    (operation,) = document["paths"]["/things"].values()
    (link,) = heroics_py.read(document).links
    assert paging_of(link).parameter == name
    operation["parameters"][0]["description"] = text
    (link,) = heroics_py.read(document).links
    assert paging_of(link) == Paging.none()


@pytest.mark.parametrize("parameters", ["start:integer end:integer size:integer", "start:integer n:integer"])
def test_spans_of_an_array(parameters):
    """A span, or two numbers that may be anything, count no items of a list."""
    assert recognised(parameters, ARRAY) == Paging.headers()


@pytest.mark.parametrize(
    ("parameters", "headers", "expected"),
    [
        ("page:integer per_page:integer", ("X-Next-Page", "X-Total"),
            Paging.header("X-Next-Page", "page", total="header:X-Total")),
        ("limit:integer", ("Next-Page",), Paging.header("Next-Page")),
        ("cursor limit:integer", ("X-Next-Cursor",), Paging.header("X-Next-Cursor", "cursor")),
        ("page:integer per_page:integer", ("Link",), Paging.headers()),
        ("offset:integer", ("X-Total-Count",), OFFSET("offset", total="header:X-Total-Count")),
        ("page:integer", ("X-Total-Pages",), PAGES("page", total="pages:header:X-Total-Pages")),
        ("limit:integer", (), Paging.headers()),
    ],
)  # fmt: skip
def test_headers_of_replies(parameters, headers, expected):
    """A header that the replies describe leads to the next page, or has the total."""
    assert recognised(parameters, ARRAY, headers=headers) == expected


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_get(method):
    """Another method than GET is never sent again."""
    assert recognised("page:integer", of(data=LIST, total=NUMBER), method=method) == Paging.none()


@pytest.mark.parametrize(
    "wrapped",
    [
        {"allOf": [of(data=LIST), of(next_cursor=TEXT)]},
        {"oneOf": [of(data=LIST, next_cursor=TEXT), {"type": "string"}]},
        {"$ref": "#/components/schemas/page"},
    ],
)
def test_composed_schemas(wrapped):
    """A response may be composed, or described elsewhere."""
    page = of(data={"allOf": [LIST]}, next_cursor={"allOf": [TEXT], "nullable": True})
    assert recognised("cursor", wrapped, schemas={"page": page}) == CURSOR("next_cursor", "cursor", items="data")


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/components/schemas/missing"},
        {"$ref": "#/components/schemas/circle"},
        {"allOf": [{"$ref": "#/components/schemas/circle"}] * 50},
    ],
)
def test_unreadable_schemas(schema):
    """A schema that can't be read says nothing, and raises nothing."""
    circle = {"allOf": [{"$ref": "#/components/schemas/circle"}] * 3}
    assert recognised("page:integer", schema, schemas={"circle": circle}).style in ("none", "headers")
