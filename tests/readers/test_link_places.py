"""Links wherever a hyper-schema has them, and the resources that they belong to."""

import json

import pytest

from heroics_py.lint import check
from heroics_py.model.link_names import call_names
from heroics_py.readers import read_api

DRAFT_4 = "http://json-schema.org/draft-04/hyper-schema#"
DRAFTS = [DRAFT_4, "http://json-schema.org/draft-07/hyper-schema#"]
LOST = {"rel": "related", "title": "Lost", "href": "/lost"}
HOLDER = {"links": [LOST]}
THING = {"links": [{"rel": "self", "title": "Info", "href": "/things/{id}"}], "properties": {"id": {"type": "string"}}}


def calls(api):
    return {
        f"{name}.{call}": [f"{link.method} {link.href}" for link in links]
        for name, resource in api.resources.items()
        for call, links in call_names(resource).items()
    }


def api_with(thing, dialect=DRAFT_4, **root):
    things = {"thing": {**THING, **thing}}
    return read_api(
        {"$schema": dialect, "definitions": things, "properties": {"thing": {"$ref": "#/definitions/thing"}}} | root
    )


@pytest.mark.parametrize("dialect", DRAFTS)
@pytest.mark.parametrize(
    ("thing", "name"),
    [
        ({"definitions": {"part": {"definitions": {"screw": HOLDER}}}}, "screw"),
        ({"$defs": {"part": HOLDER}}, "part"),
        ({"properties": {"owner": HOLDER}}, "owner"),
        ({"properties": {"parts": {"type": "array", "items": HOLDER}}}, "parts"),
        ({"properties": {"parts": {"items": [{}, HOLDER]}}}, "parts"),
        ({"properties": {"parts": {"prefixItems": [HOLDER]}}}, "parts"),
        ({"properties": {"parts": {"contains": HOLDER}}}, "parts"),
        ({"properties": {"parts": {"additionalProperties": HOLDER}}}, "parts"),
        ({"patternProperties": {"^x-": HOLDER}}, "thing-value"),
        ({"items": {**HOLDER, "title": "Screw"}}, "Screw"),
        ({"items": HOLDER}, "thing-item"),
        ({"items": {"items": HOLDER}}, "thing-item"),
        ({"allOf": [HOLDER]}, "thing"),
        ({"anyOf": [{}, {"oneOf": [HOLDER]}]}, "thing"),
        ({"not": HOLDER}, "thing"),
        ({"if": {}, "then": HOLDER}, "thing"),
        ({"else": HOLDER}, "thing"),
        ({"dependencies": {"id": HOLDER}}, "thing"),
        ({"dependentSchemas": {"id": HOLDER}}, "thing"),
        ({"links": [{**THING["links"][0], "targetSchema": HOLDER}]}, "thing-Info"),
        ({"links": [{**THING["links"][0], "rel": "parts", "targetSchema": {"items": HOLDER}}]}, "thing-parts"),
        ({"links": [{**THING["links"][0], "schema": {"properties": {"part": HOLDER}}}]}, "part"),
    ],
)
def test_links_in_every_keyword(thing, name, dialect):
    """Links are found below every keyword that holds a schema, in every draft."""
    found = calls(api_with(thing, dialect))
    assert found.pop("thing.info") == ["GET /things/{id}"]
    assert found == {f"{name}.lost": ["GET /lost"]}


@pytest.mark.parametrize(
    "links",
    [
        [{"rel": "self", "href": "https://api.example"}, {"rel": "self", "href": "/schema"}],
        [{"rel": "self", "href": "https://api.example"}, {"rel": "self", "href": "https://api.example/schema"}],
        [{"rel": "self", "href": "/schema", "method": "GET"}],
        [{"rel": "self", "href": "https://api.example/{region}/schema"}],
        [{"rel": "self", "href": "https://{region}.api.example/schema"}],
    ],
)
def test_self_link_of_root_is_a_call(links):
    """A self link of the root is a call, beside resources too, unless it only names the base URL."""
    api = api_with({}, links=links, id="shop", title="A shop")
    assert list(calls(api)) == ["thing.info", "shop.info"]
    assert api.resources["shop"].links[0].href.endswith("/schema")


@pytest.mark.parametrize("keywords", [{}, {"title": "Index"}, {"description": "The shop"}])
def test_link_that_names_base_url(keywords):
    """A root whose only link names the base URL is not a resource."""
    api = api_with({}, links=[{"rel": "self", "href": "https://api.example"} | keywords])
    assert (api.url, list(api.resources)) == ("https://api.example", ["thing"])


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        (LOST, ["GET /lost"]),
        ({"open": {"href": "/lost"}}, ["GET /lost"]),
        ({"Open it": {"href": "/lost", "method": "post"}}, ["POST /lost"]),
        ([{"href": "/lost"}], ["GET /lost"]),
        ([{"$ref": "#/definitions/shared"}], ["GET /lost"]),
        ([{"$ref": "#/definitions/shared", "method": "PUT"}], ["PUT /lost"]),
    ],
)
def test_unusual_list_of_links(links, expected):
    """One link alone, links by name and references to links are read too."""
    api = api_with({"links": links}, definitions={"thing": {**THING, "links": links}, "shared": LOST})
    assert [f"{each.method} {each.href}" for each in api.links] == expected
    assert {each.kind for each in check(api)}.isdisjoint({"no-link", "unread-link"})


def test_link_by_name_is_called_by_it():
    """A link without title and rel has the name under which it is written."""
    assert list(calls(api_with({"links": {"Open it": {"href": "/lost"}}}))) == ["thing.open_it"]


@pytest.mark.parametrize("raw", [{"title": "Odd"}, {"rel": "odd"}, {"rel": "odd", "href": 7}])
def test_link_without_href_is_refused(raw):
    """A link without an href is a call that says so."""
    (link,) = api_with({"links": [raw]}).links
    assert "href" in link.fault


def test_links_beside_reference():
    """Links beside a reference belong to the resource that it leads to."""
    api = api_with({}, properties={"thing": {"$ref": "#/definitions/thing", "links": [LOST]}})
    assert list(calls(api)) == ["thing.info", "thing.lost"]


def test_definition_is_read_once():
    """A definition with several references to it is one resource, which an index finds by each name."""
    twice = {"thing": {"$ref": "#/definitions/thing"}, "object": {"$ref": "#/definitions/thing"}}
    api = api_with({"properties": {"parent": {"$ref": "#/definitions/thing"}}}, properties=twice)
    assert (list(calls(api)), dict(api.aliases)) == (["thing.info"], {"object": "thing"})


def test_equal_parts_are_different():
    """Two definitions of the same words are two resources."""
    shared = {"links": [LOST]}
    assert list(calls(read_api({"definitions": {"a": shared, "b": shared}}))) == ["a.lost", "b.lost"]


def test_unknown_keyword_with_reference():
    """A schema below an unknown keyword counts if a reference leads to it."""
    api = api_with({"properties": {"part": {"$ref": "#/parts/screw"}}}, parts={"screw": HOLDER, "nut": HOLDER})
    assert list(calls(api)) == ["thing.info", "screw.lost"]
    assert [each.pointer for each in check(api) if each.kind == "unread-link"] == ["#/parts/nut/links/0"]


@pytest.mark.parametrize("word", ["example", "default", "enum", "const", "examples"])
def test_links_in_data_are_no_links(word):
    """Links in examples and other data are not links."""
    api = api_with({"properties": {"part": {word: HOLDER}}})
    assert list(calls(api)) == ["thing.info"]
    assert {each.kind for each in check(api)}.isdisjoint({"no-link", "unread-link"})


def test_attributes_with_names_of_keywords():
    """Attributes that are called links, items or definitions are attributes."""
    attributes = {"links": {"items": {"type": "string"}}, "items": {"type": "array"}, "definitions": HOLDER}
    assert list(calls(api_with({"properties": attributes}))) == ["thing.info", "definitions.lost"]


def test_same_names_stay_reachable():
    """Links of several resources with one name are all calls."""
    parts = {"items": {**HOLDER, "title": "Thing"}, "properties": {"thing": HOLDER}, "$defs": {"thing": HOLDER}}
    assert sorted(calls(api_with(parts)).values()) == [["GET /lost"]] * 3 + [["GET /things/{id}"]]


def folder(tmp_path, **files):
    for name, content in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return read_api(tmp_path)


def test_file_without_links_is_no_resource(tmp_path):
    """A file without links is not a resource, and neither are its attributes."""
    common = {"$schema": DRAFT_4, "definitions": {"id": {}}, "properties": {"id": {"$ref": "#/definitions/id"}}}
    index = {"$schema": DRAFT_4, "properties": {"common": {"$ref": "common.json"}, "thing": {"$ref": "thing.json"}}}
    api = folder(tmp_path, common=common, thing=THING, index=index)
    assert list(calls(api)) == ["thing.info"]
    assert list(api.resources) == ["thing"]


def test_file_without_links_takes_no_name(tmp_path):
    """A file without links takes no name from one that has links."""
    a = {"id": "schemata/thing", "properties": {"thing": {"$ref": "#/definitions/thing"}}, "definitions": {"thing": {}}}
    api = folder(tmp_path, a=a, b={**THING, "id": "schemata/thing"})
    assert (list(api.resources), len(api.links)) == (["thing"], 1)


def test_listed_name_without_links_is_free():
    """What the root lists without links takes no name from a nested resource."""
    unlinked = {"properties": {"id": {}}}
    api = api_with(
        {"definitions": {"event": HOLDER}},
        properties={"event": {"$ref": "#/definitions/event"}, "thing": {"$ref": "#/definitions/thing"}},
        definitions={"event": unlinked, "thing": {**THING, "definitions": {"event": HOLDER}}},
    )
    assert [each.href for each in api.resources["event"].links] == ["/lost"]
