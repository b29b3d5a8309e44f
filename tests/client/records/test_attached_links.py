"""links(record): links that a hyper-schema of the newer drafts attaches to a record or a part of it."""

import copy

import pytest
from canned import connected

import heroics_py
from heroics_py.support.step_budget import step_limit

pytestmark = pytest.mark.usefixtures("driver")

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
        "links() finds no link that this record can use: the schema attaches #/properties/page/links/0 (from), "
        "and the response lacks a value that each needs"
    )


def test_copies_of_parts():
    """The links of a part survive a deep copy."""
    link = {"rel": "item", "title": "Node", "href": "x/{v}", "templatePointers": {"v": "/treeId"}}
    links = copy.deepcopy(heroics_py.links(tree(link)["children"][1]))
    assert links.node.prepare().url == "https://api.example/v1/x/9"


def nodes(draft=NEWEST, **tree):
    """Return a tree with two nodes, whose schema is a definition that the schema of the tree refers to."""
    links = [
        {"rel": "self", "title": "Info", "href": "nodes/{id}"},
        {"rel": "place", "href": "at/{number}/{owner}", "templatePointers": {"number": "0#", "owner": "2/owner/name"}},
        {"rel": "forest", "href": "/forests/{id}", "templatePointers": {"id": "/forest"}},
        {"rel": "gone", "href": "/gone", "templateRequired": ["id"], "templatePointers": {"id": "9/forest"}},
        {"rel": "next", "title": "Next Page", "href": "?page={id}"},
    ]
    schema = {
        "$schema": draft,
        "base": "https://api.example/v1/",
        "definitions": {
            "node": {"properties": {"id": {"type": "integer"}}, "links": links},
            "tree": {
                "base": "trees/{treeId}/",
                "properties": {"nodes": {"items": {"$ref": "#/definitions/node"}}},
                "links": [{"rel": "item", "href": "/trees/{treeId}", "targetSchema": {"$ref": "#/definitions/tree"}}],
                **tree,
            },
        },
    }
    data = {"treeId": 7, "forest": "f", "owner": {"name": "ann"}, "nodes": [{"id": 1, "treeId": 7}, {"id": 2, "treeId": 7}]}  # fmt: skip  # noqa: E501
    client, _ = connected(lambda _: data, schema, url="https://api.example/v1")
    return client.tree.info(7)["nodes"]


def urls_of(scope):
    return {link.rel: link.prepare().url.removeprefix("https://api.example") for link in scope}


@pytest.mark.parametrize("draft", [NEWEST, "http://json-schema.org/draft-07/hyper-schema#"])
def test_bases_around_a_part(draft):
    """An href of a part is relative to the bases around the part, wherever its schema is written."""
    assert urls_of(heroics_py.links(nodes(draft)[1])) == {
        "self": "/v1/trees/7/nodes/2",
        "place": "/v1/trees/7/at/1/ann",
        "forest": "/forests/f",
        "next": "/v1/trees/7/?page=2",
    }


def test_unmet_required_variable():
    """A link whose required variable has no value is not offered, and the error names the variable."""
    with pytest.raises(AttributeError, match="this record lacks a value for id"):
        _ = heroics_py.links(nodes()[1]).gone


def test_base_on_another_origin():
    """A base that leads to another origin is refused, with the way out."""
    node_list = {"base": "https://evil.example/{treeId}/", "items": {"$ref": "#/definitions/node"}}
    scope = heroics_py.links(nodes(properties={"nodes": node_list})[0])
    with pytest.raises(heroics_py.SchemaError, match=r"allowed_origins=\['https://evil.example'\]"):
        scope.info()


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("?page={id}", "/v1/trees/1?page=1"),
        ("", "/v1/trees/1?full=1"),
        ("#{id}", "/v1/trees/1?full=1#1"),
        ("./{id}", "/v1/trees/1"),
        ("../{id}", "/v1/1"),
        ("../../../{id}", "/1"),
    ],
)
def test_reference_to_the_response(href, url):
    """Without a base, a reference that means nothing without the URL of the response is resolved against that."""
    links = [
        {"rel": "item", "title": "Read", "href": "/trees/1?full=1", "targetSchema": {"$ref": "#"}},
        {"rel": "other", "href": href},
    ]
    client, _ = connected(lambda _: {"id": 1}, {"$schema": NEWEST, "links": links}, url="https://api.example/v1")
    assert urls_of(heroics_py.links(client.root.read()))["other"] == url


@pytest.mark.parametrize("value", ["..", ".", "", " "])
def test_value_that_leads_elsewhere(value):
    """A value of the response that would change the rest of a path is refused."""
    with pytest.raises(heroics_py.CallError, match="this would point to another URL"):
        url_of_second_child({"v": "/treeId"}, data={**DATA, "treeId": value})


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("x/{v}", "/x/a,true,null"),
        ("x{/v*}", "/x/a/true/null"),
        ("x{?v}", "/x?v=a,true,null"),
        ("x{?v*}", "/x?v=a&v=true&v=null"),
    ],
)
def test_list_in_a_template(href, expected):
    """A list of the response fills a variable of any type, and null in it is a text."""
    data = {**DATA, "treeId": ["a", True, None]}
    assert url_of_second_child({"v": "/treeId"}, href, data=data) == expected


def test_input_that_is_not_proposed():
    """A value of the response that hrefSchema refuses is not proposed: the caller passes one."""
    fields = {"properties": {"no": {"type": "integer", "minimum": 5}}}
    children = tree({"rel": "item", "title": "Node", "href": "x/{no}", "hrefSchema": fields})["children"]
    first, second = map(heroics_py.links, children)
    assert second.node.prepare().url == "https://api.example/v1/x/5"
    assert first.node.prepare(no=6).url == "https://api.example/v1/x/6"
    with pytest.raises(heroics_py.CallError, match="no"):
        first.node.prepare()


def test_reference_to_nothing_elsewhere():
    """A reference to nothing takes no other links away."""
    scope = heroics_py.links(nodes(allOf=[{"$ref": "https://nowhere.example/x"}])[1])
    assert scope.info.prepare().url == "https://api.example/v1/trees/7/nodes/2"


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


def test_links_of_schemas_in_all_of():
    """The links of a schema that the record's own refers to are the record's, too."""
    definitions = {
        "audited": {"links": [{"rel": "history", "href": "things/{id}/history"}]},
        "thing": {
            "allOf": [{"$ref": "#/definitions/audited"}],
            "links": [{"rel": "item", "href": "things/{id}", "targetSchema": {"$ref": "#/definitions/thing"}}],
        },
    }
    schema = {"$schema": NEWEST, "base": "https://api.example/", "definitions": definitions}
    client, _ = connected(lambda _: {"id": 1}, schema)
    scope = heroics_py.links(client.thing.info(1))
    assert scope.history.prepare().url == scope.audited.history.prepare().url == "https://api.example/things/1/history"
    assert "history" in dir(scope)


def test_base_of_a_list():
    """The base of the schema of a list counts for its items."""
    definitions = {
        "thing": {"links": [{"rel": "self", "title": "Info", "href": "{id}"}]},
        "list": {"base": "things/", "type": "array", "items": {"$ref": "#/definitions/thing"}},
    }
    read = {"rel": "item", "title": "Read", "href": "things", "targetSchema": {"$ref": "#/definitions/list"}}
    schema = {"$schema": NEWEST, "base": "https://api.example/v1/", "definitions": definitions, "links": [read]}
    client, _ = connected(lambda _: [{"id": 1}], schema)
    assert heroics_py.links(client.root.read()[0]).info.prepare().url == "https://api.example/v1/things/1"
