"""links(record): links that a hyper-schema of the newer drafts attaches to a record or a part of it."""

import copy

import pytest
from canned import connected

import heroics_py
from heroics_py.support.step_budget import step_limit

NEWEST = "https://json-schema.org/draft/2019-09/hyper-schema"
DATA = {"id": 1, "treeId": 9, "children": [{"no": 4, "id": 40}, {"no": 5, "id": 50}], "page": {}}


def tree(link, data=None, base="https://api.example/v1/", **page_link):
    """Return a record whose schema attaches ``link`` to each of its children."""
    schema = {
        "$schema": NEWEST,
        "$id": "https://api.example/tree",
        "base": base,
        "properties": {
            "id": {"type": "integer"},
            "children": {"items": {"properties": {"no": {"type": "integer"}}, "links": [link]}},
            "page": {"links": [{"rel": "next", "href": "trees{?from}", **page_link}]},
        },
        "links": [{"rel": "self", "href": "trees/{id}", "targetSchema": {"$ref": "#"}}],
    }
    client, _ = connected(lambda _: data or DATA, schema, url="https://api.example/v1")
    return client.tree.info(1)


def url_of_second_child(pointers, href="x/{v}", **settings):
    child = tree({"rel": "item", "title": "Node", "href": href, "templatePointers": pointers}, **settings)["children"][
        1
    ]
    return heroics_py.links(child).node.prepare().url.removeprefix("https://api.example/v1")


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("/treeId", "/x/9"),
        ("/id", "/x/1"),
        ("/children/0/no", "/x/4"),
        ("0/no", "/x/5"),
        ("1/0/no", "/x/4"),
        ("2/treeId", "/x/9"),
        ("0#", "/x/1"),
        ("1#", "/x/children"),
    ],
)
def test_pointers_of_parts(pointer, expected):
    """A pointer of a part starts at the response, or at the part if it is relative."""
    assert url_of_second_child({"v": pointer}) == expected


def test_member_of_part():
    """A variable without a pointer has the value of the part's own member."""
    assert url_of_second_child({}, "x/{no}/{id}") == "/x/5/50"


@pytest.mark.parametrize(("value", "text"), [(True, "true"), (False, "false"), (None, "null"), (1.5, "1.5")])
def test_value_as_text(value, text):
    """A literal in the response becomes its name in the URL."""
    assert url_of_second_child({"v": "/treeId"}, data={**DATA, "treeId": value}) == f"/x/{text}"


def test_missing_value():
    """A record with links of which each lacks a value has none to use, and the error says so."""
    record = tree({"rel": "item", "href": "x"}, templateRequired=["from"])
    with pytest.raises(heroics_py.CallError) as caught:
        heroics_py.links(record["page"])
    assert str(caught.value) == (
        "links() finds no link that this record can use: the schema attaches #/properties/page/links/0, "
        "and the response lacks a value that each needs"
    )


def test_copies_of_parts():
    """The links of a part survive a deep copy."""
    link = {"rel": "item", "title": "Node", "href": "x/{v}", "templatePointers": {"v": "/treeId"}}
    links = copy.deepcopy(heroics_py.links(tree(link)["children"][1]))
    assert links.node.prepare().url == "https://api.example/v1/x/9"


def test_steps_of_many_parts():
    """The links of one part of many take no step for the others."""

    def steps_of(count):
        children = [{"no": number} for number in range(count)]
        child = tree({"rel": "item", "title": "Node", "href": "x/{no}"}, {"id": 1, "children": children})["children"][1]
        heroics_py.links(child)
        with step_limit(1_000_000) as budget:
            heroics_py.links(child)
        return 1_000_000 - budget.steps

    assert steps_of(400) == steps_of(4)
