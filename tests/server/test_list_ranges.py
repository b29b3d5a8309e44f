"""Pages of lists, by the Range header."""

import pytest

from heroics_py.http.headers import Headers
from heroics_py.readers import read_api
from heroics_py.server import Sandbox
from heroics_py.server.ranges import page_of, read_range


@pytest.fixture
def letters(wire):
    for name in ("bbb", "ddd", "aaa", "eee", "ccc"):
        wire("POST", "/apps", {"name": name})


def names(response):
    return [app["name"] for app in response.data]


def walk(wire, path, header):
    """Return the pages of a list, from one Next-Range to the next."""
    pages = []
    while header is not None and len(pages) < 50:
        response = wire("GET", path, Range=header)
        pages.append(response)
        header = response.headers.get("next-range")
    return pages


def test_whole_list(wire, letters):
    """A whole list is 200, and Accept-Ranges names its orders."""
    response = wire("GET", "/apps")
    assert (response.status, response.headers["accept-ranges"]) == (200, "id, name, updated_at")
    assert "next-range" not in response.headers


def test_page(wire, letters):
    """A page is 206, with its own range and the next one."""
    response = wire("GET", "/apps", Range="name ..; max=2")
    assert (response.status, names(response)) == (206, ["aaa", "bbb"])
    assert response.headers["content-range"] == "name aaa..bbb"
    assert response.headers["next-range"] == "name ]bbb..; max=2"


def test_next_range(wire, letters):
    """Next-Range leads through the whole list."""
    pages = walk(wire, "/apps", "name ..; max=2")
    assert [names(page) for page in pages] == [["aaa", "bbb"], ["ccc", "ddd"], ["eee"]]
    assert [page.status for page in pages] == [206, 206, 206]


def test_descending_order(wire, letters):
    """A list can be in descending order."""
    pages = walk(wire, "/apps", "name ..; max=2, order=desc")
    assert [names(page) for page in pages] == [["eee", "ddd"], ["ccc", "bbb"], ["aaa"]]


BOUNDS = {
    "name bbb..ddd": ["bbb", "ccc", "ddd"],
    "name ]bbb..ddd[": ["ccc"],
    "name ..ccc": ["aaa", "bbb", "ccc"],
    "name ddd..": ["ddd", "eee"],
    "name ddd..bbb; order=desc": ["ddd", "ccc", "bbb"],
    "name ]ddd..; order=desc, max=1": ["ccc"],
    "name ..;max=1;order=desc": ["eee"],
    "name x..": [],
}


def test_bounds(wire, letters):
    """Bounds are inclusive or exclusive."""
    assert {header: names(wire("GET", "/apps", Range=header)) for header in BOUNDS} == BOUNDS


def test_invalid_range(wire, letters):
    """An invalid range gets 416 with the orders that are possible."""
    headers = [
        "nonsense",
        "bytes=0-1",
        "maintenance ..",
        "name ..; max=0",
        "name ..; max=x",
        "name ..; order=up",
        "name",
    ]
    responses = [wire("GET", "/apps", Range=header) for header in headers]
    results = {(each.status, each.data["id"], each.headers["accept-ranges"]) for each in responses}
    assert results == {(416, "requested_range_not_satisfiable", "id, name, updated_at")}


def test_page_size(serve):
    """The page size can be set."""
    _, wire = serve(page_size=2)
    for _ in range(3):
        wire("POST", "/apps", {})
    pages = walk(wire, "/apps", "id ..")
    assert [len(page.data) for page in pages] == [2, 1]
    assert wire("GET", "/apps").status == 206


def test_default_and_largest_page(wire):
    """A page has 200 items by default, and 1000 at most."""
    for _ in range(201):
        wire("POST", "/apps", {})
    assert len(wire("GET", "/apps").data) == 200
    assert len(wire("GET", "/apps", Range="id ..; max=1000").data) == 201
    assert read_range("id ..; max=5000", ["id"], 200).max == 1000


def test_page_etags(wire, letters):
    """Each page has its own ETag."""
    pages = walk(wire, "/apps", "name ..; max=2")
    assert len({page.headers["etag"] for page in pages}) == 3
    again = wire("GET", "/apps", Range="name ..; max=2", If_None_Match=pages[0].headers["etag"])
    assert (again.status, again.headers["next-range"]) == (304, "name ]bbb..; max=2")


def test_equal_values_between_pages():
    """Items with equal values are not lost between pages."""
    items = [{"n": 1, "id": str(index)} for index in range(7)] + [{"n": 2, "id": "x"}, {"n": None, "id": "y"}]
    seen = [item["id"] for item in pages_of(items, "n ..; max=2", "n")]
    assert sorted(seen) == ["0", "1", "2", "3", "4", "5", "6", "x", "y"]


def pages_of(items, header, field):
    """Return the items of all pages, from one Next-Range to the next."""
    seen = []
    while header is not None and len(seen) < 50:
        page = page_of(items, read_range(header.encode("latin-1").decode("latin-1"), [field], 200))
        seen += page.items
        header = page.next_range
    return seen


def test_special_characters_in_next_range():
    """Next-Range can hold values with any characters, in both orders."""
    wrong = []
    for value in ["a..b", "a;b", "]a", "a[", "ä b", "a,b=c", "%41", " a "]:
        for is_descending in (False, True):
            items = [{"name": name} for name in sorted([value, value + "z", value + "zz"], reverse=is_descending)]
            if pages_of(items, f"name ..; max=1{', order=desc' * is_descending}", "name") != items:
                wrong.append((value, is_descending))
    assert wrong == []


def test_numeric_order():
    """Numbers are ordered as numbers."""
    items = [{"n": number} for number in (10, 9, 100, 2)]
    assert [item["n"] for item in page_of(items, read_range("n 9..", ["n"], 200)).items] == [9, 10, 100]


def test_list_without_identity(wire, app):
    """A list of entities without an identity is ordered by their first attribute."""
    wire("PUT", "/apps/example/buildpack-installations", {"updates": [{"buildpack": "a"}, {"buildpack": "b"}]})
    response = wire("GET", "/apps/example/buildpack-installations")
    assert (response.status, len(response.data), response.headers["accept-ranges"]) == (200, 2, "ordinal")


def test_query_filters_items():
    """The fields of a query filter the items, and are validated."""
    api = read_api(SHELF)
    shelf = Sandbox(api)
    headers = Headers({"Authorization": "Bearer x"})
    for title, year in (("Emma", 1815), ("Persuasion", 1817)):
        shelf.respond("POST", "/books", "", headers, f'{{"title": "{title}", "year": {year}}}'.encode())
    matching = shelf.respond("GET", "/books", "year=1817", headers, b"")
    assert [b"Persuasion" in matching.body, b"Emma" in matching.body] == [True, False]
    invalid = shelf.respond("GET", "/books", "year=soon", headers, b"")
    assert (invalid.status, b"year: " in invalid.body) == (422, True)


SHELF = {
    "$schema": "http://json-schema.org/draft-04/hyper-schema",
    "definitions": {
        "book": {
            "properties": {
                "id": {"type": "string", "format": "uuid"},
                "title": {"type": "string"},
                "year": {"type": "integer"},
            },
            "links": [
                {
                    "href": "/books",
                    "rel": "instances",
                    "title": "List",
                    "schema": {"properties": {"year": {"type": "integer"}}},
                },
                {"href": "/books", "rel": "create", "method": "POST", "title": "Create", "schema": {"type": "object"}},
                {"href": "/books/{id}", "rel": "self", "title": "Info"},
                {"href": "/books/{id}", "rel": "create", "method": "PUT", "title": "Put", "schema": {"type": "object"}},
                {"href": "/books/{id}/loan", "rel": "lend", "method": "POST", "title": "Lend"},
                {"href": "/books/new", "rel": "self", "title": "New"},
                {
                    "href": "/books",
                    "rel": "destroy",
                    "method": "DELETE",
                    "title": "Clear",
                    "targetSchema": {"type": "array"},
                },
            ],
        }
    },
}
