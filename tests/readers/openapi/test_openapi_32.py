"""What OpenAPI 3.2 adds to the documents."""

import pytest

import heroics_py
from heroics_py import SchemaError
from heroics_py.readers import read_api

OPERATION = {"tags": ["Things"], "responses": {"204": {}}}


def document(item, version="3.2.0", **root):
    return {
        "openapi": version,
        "info": {"title": "Things", "version": "1"},
        "servers": [{"url": "https://api.example"}],
        "paths": {"/things": item},
        **root,
    }


def methods(api):
    return [(link.method, link.name) for link in api.links]


@pytest.mark.parametrize("version", ["3.2.0", "3.2.1", "3.2.0-rc", "3.3.0"])
def test_version(version):
    """Each 3.2 is recognized, and a later 3 is read as one."""
    assert methods(read_api(document({"query": {**OPERATION, "operationId": "search"}}, version))) == [
        ("QUERY", "search")
    ]


@pytest.mark.parametrize("version", ["3.0.4", "3.1.1"])
def test_earlier_versions(version):
    """An earlier version has no query method and no additional operations."""
    item = {"get": OPERATION, "query": OPERATION, "additionalOperations": {"COPY": OPERATION}}
    assert methods(read_api(document(item, version))) == [("GET", "list")]


def test_additional_operations():
    """Additional operations are links; those of a method with a field of its own are left out (4.9)."""
    item = {"get": OPERATION, "additionalOperations": {"COPY": OPERATION, "POST": OPERATION, "get": OPERATION, "X": 7}}
    assert methods(read_api(document(item))) == [("GET", "list"), ("COPY", "copy")]


def test_additional_operation_by_reference():
    """A path item with additional operations may be elsewhere in the document."""
    root = document({"$ref": "#/components/pathItems/things"})
    root["components"] = {"pathItems": {"things": {"additionalOperations": {"COPY": OPERATION}}}}
    assert methods(read_api(root)) == [("COPY", "copy")]


@pytest.mark.parametrize("method", ["copy", "CO PY", "", "CÖPY", "COPY\r\nX: 1"])
def test_method_that_cannot_be_sent(method):
    """A method that can't be sent costs its operation."""
    operation = {**OPERATION, "operationId": "act"}
    client = heroics_py.connect(document({"additionalOperations": {method: operation}}))
    with pytest.raises(SchemaError, match="can't be sent: expected upper-case letters"):
        client.thing.act()


@pytest.mark.parametrize("others", [[], 7, "COPY", None])
def test_malformed_operations(others):
    """Malformed additional operations never break the document."""
    assert methods(read_api(document({"get": OPERATION, "additionalOperations": others}))) == [("GET", "list")]


def test_tags():
    """A tag's summary is the title of its resource; its parent and kind change no name (4.22)."""
    tags = [
        {"name": "Things", "summary": "All things", "description": "Of a kind.", "parent": "external", "kind": "nav"},
        {"name": "external"},
    ]
    resource = read_api(document({"get": OPERATION}, tags=tags)).resources["thing"]
    assert (resource.title, resource.description) == ("All things", "Of a kind.")


def test_whole_query_without_a_name():
    """A parameter that is the whole query needs no name (4.12.2.1)."""
    node = {"in": "querystring", "content": {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}}
    client = heroics_py.connect(document({"get": {**OPERATION, "parameters": [node]}}))
    assert client.thing.list.prepare(querystring={"a": 1}).url == "https://api.example/things?a=1"
    assert "querystring (object, optional, sent as the whole query)" in client.thing.list.__doc__


def test_whole_query_is_validated():
    """A parameter that is the whole query is validated."""
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
    node = {"name": "q", "in": "querystring", "required": True, "content": {"application/json": {"schema": schema}}}
    client = heroics_py.connect(document({"get": {**OPERATION, "parameters": [node]}}))
    with pytest.raises(heroics_py.ValidationError):
        client.thing.list.prepare(q={"a": "x"})
    with pytest.raises(heroics_py.CallError, match="missing 'q'"):
        client.thing.list.prepare()


@pytest.mark.parametrize("name", ["a/b", "#/components/securitySchemes/a~1b"])
def test_scheme_by_uri(name):
    """A requirement may name a security scheme by its URI (4.31)."""
    schemes = {"a/b": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    root = document({"get": {**OPERATION, "security": [{name: []}]}}, components={"securitySchemes": schemes})
    (link,) = read_api(root).links
    assert [[each.field for each in choice] for choice in link.security] == [["X-Key"]]
