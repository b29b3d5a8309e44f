"""Lists in parts."""

import pytest

from heroics_py.readers import read_api
from heroics_py.server.ranges import page_of, read_range


@pytest.fixture
def letters(wire):
    for name in ("bbb", "ddd", "aaa", "eee", "ccc"):
        wire("POST", "/apps", {"name": name})


def names(answer):
    return [app["name"] for app in answer.data]


def walk(wire, path, wanted):
    """Return the pages of a list, from one Next-Range to the next."""
    pages = []
    while wanted is not None and len(pages) < 50:
        answer = wire("GET", path, Range=wanted)
        pages.append(answer)
        wanted = answer.headers.get("next-range")
    return pages


def test_a_whole_list_is_200_and_says_how_it_may_be_ordered(wire, letters):
    answer = wire("GET", "/apps")
    assert (answer.status, answer.headers["accept-ranges"]) == (200, "id, name, updated_at")
    assert "next-range" not in answer.headers


def test_a_part_is_206_and_says_what_it_is_and_what_comes_next(wire, letters):
    answer = wire("GET", "/apps", Range="name ..; max=2")
    assert (answer.status, names(answer)) == (206, ["aaa", "bbb"])
    assert answer.headers["content-range"] == "name aaa..bbb"
    assert answer.headers["next-range"] == "name ]bbb..; max=2"


def test_next_range_leads_through_the_whole_list(wire, letters):
    pages = walk(wire, "/apps", "name ..; max=2")
    assert [names(page) for page in pages] == [["aaa", "bbb"], ["ccc", "ddd"], ["eee"]]
    assert [page.status for page in pages] == [206, 206, 206]


def test_the_order_can_be_turned_round(wire, letters):
    pages = walk(wire, "/apps", "name ..; max=2, order=desc")
    assert [names(page) for page in pages] == [["eee", "ddd"], ["ccc", "bbb"], ["aaa"]]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("name bbb..ddd", ["bbb", "ccc", "ddd"]),
        ("name ]bbb..ddd[", ["ccc"]),
        ("name ..ccc", ["aaa", "bbb", "ccc"]),
        ("name ddd..", ["ddd", "eee"]),
        ("name ddd..bbb; order=desc", ["ddd", "ccc", "bbb"]),
        ("name ]ddd..; order=desc, max=1", ["ccc"]),
        ("name ..;max=1;order=desc", ["eee"]),
        ("name x..", []),
    ],
)
def test_bounds_take_part_or_not(wire, letters, wanted, found):
    assert names(wire("GET", "/apps", Range=wanted)) == found


@pytest.mark.parametrize(
    "wanted",
    ["nonsense", "bytes=0-1", "maintenance ..", "name ..; max=0", "name ..; max=x", "name ..; order=up", "name"],
)
def test_a_range_that_can_not_be_served_is_416(wire, letters, wanted):
    answer = wire("GET", "/apps", Range=wanted)
    assert (answer.status, answer.data["id"]) == (416, "requested_range_not_satisfiable")
    assert answer.headers["accept-ranges"] == "id, name, updated_at"


def test_the_page_size_is_a_knob(serve):
    _, wire = serve(page_size=2)
    for _ in range(3):
        wire("POST", "/apps", {})
    pages = walk(wire, "/apps", "id ..")
    assert [len(page.data) for page in pages] == [2, 1]
    assert wire("GET", "/apps").status == 206


def test_two_hundred_items_are_one_page_and_a_thousand_the_most(wire):
    for _ in range(201):
        wire("POST", "/apps", {})
    assert len(wire("GET", "/apps").data) == 200
    assert len(wire("GET", "/apps", Range="id ..; max=1000").data) == 201
    assert read_range("id ..; max=5000", ["id"], 200).max == 1000


def test_a_page_has_a_validator_of_its_own(wire, letters):
    pages = walk(wire, "/apps", "name ..; max=2")
    assert len({page.headers["etag"] for page in pages}) == 3
    again = wire("GET", "/apps", Range="name ..; max=2", If_None_Match=pages[0].headers["etag"])
    assert (again.status, again.headers["next-range"]) == (304, "name ]bbb..; max=2")


def test_items_with_one_value_are_never_lost_between_pages():
    items = [{"n": 1, "id": str(index)} for index in range(7)] + [{"n": 2, "id": "x"}, {"n": None, "id": "y"}]
    seen, wanted = [], "n ..; max=2"
    while wanted is not None and len(seen) < 50:
        page = page_of(items, read_range(wanted, ["n"], 200))
        seen += [item["id"] for item in page.items]
        wanted = page.next_range
    assert sorted(seen) == ["0", "1", "2", "3", "4", "5", "6", "x", "y"]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("value", ["a..b", "a;b", "]a", "a[", "ä b", "a,b=c", "%41", " a "])
def test_a_value_of_any_letters_can_stand_in_next_range(value, descending):
    items = [{"name": name} for name in sorted([value, value + "z", value + "zz"], reverse=descending)]
    seen, wanted = [], f"name ..; max=1{', order=desc' * descending}"
    while wanted is not None and len(seen) < 10:
        page = page_of(items, read_range(wanted.encode("latin-1").decode("latin-1"), ["name"], 200))
        seen += page.items
        wanted = page.next_range
    assert seen == items


def test_numbers_are_ordered_as_numbers():
    items = [{"n": number} for number in (10, 9, 100, 2)]
    assert [item["n"] for item in page_of(items, read_range("n 9..", ["n"], 200)).items] == [9, 10, 100]


def test_a_list_without_an_identity_is_answered_too(wire, app):
    wire("PUT", "/apps/example/buildpack-installations", {"updates": [{"buildpack": "a"}, {"buildpack": "b"}]})
    answer = wire("GET", "/apps/example/buildpack-installations")
    assert (answer.status, len(answer.data), answer.headers["accept-ranges"]) == (200, 2, "ordinal")


def test_the_fields_of_a_query_choose_items():
    from heroics_py.http.headers import Headers
    from heroics_py.server import Sandbox

    api = read_api(SHELF)
    shelf = Sandbox(api)
    headers = Headers({"Authorization": "Bearer x"})
    for title, year in (("Emma", 1815), ("Persuasion", 1817)):
        shelf.respond("POST", "/books", "", headers, f'{{"title": "{title}", "year": {year}}}'.encode())
    found = shelf.respond("GET", "/books", "year=1817", headers, b"")
    assert [b"Persuasion" in found.body, b"Emma" in found.body] == [True, False]
    refused = shelf.respond("GET", "/books", "year=soon", headers, b"")
    assert (refused.status, b"year: " in refused.body) == (422, True)


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
