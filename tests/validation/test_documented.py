"""Values that a document shows are sent, although its own schema refuses them."""

import json

import pytest

import heroics_py
from heroics_py.errors import ValidationError, ValidationWarning

HYPER = {
    "draft-04": "http://json-schema.org/draft-04/hyper-schema",
    "draft-07": "http://json-schema.org/draft-07/hyper-schema",
    "2019-09": "https://json-schema.org/draft/2019-09/hyper-schema",
}


def do(field, *, draft="draft-04", **more):
    """The one link of an API, whose body has the field ``it``; further schemas are definitions."""
    schema = {"type": "object", "properties": {"it": field, "name": {"type": "string", "example": "a"}}}
    link = {"title": "Do", "href": "/items", "method": "POST", "schema": schema}
    document = {"$schema": HYPER[draft], "definitions": more, "properties": {"item": {"links": [link]}}}
    return heroics_py.connect(document, url="https://shop.example", trust_environment=False).item.do


def problem_of(link, **fields):
    """Return the pointer and keyword of the one problem that is warned about, and where the document has it, too."""
    with pytest.warns(ValidationWarning) as caught:
        assert json.loads(link.prepare(**fields).body) == fields
    (problem,) = caught[0].message.problems
    return problem.pointer, problem.keyword, problem.documented.rpartition("/it/")[2]


VERSION = {"type": "string", "pattern": r"^v\d+$"}
OBJECT = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a", "b"]}
FREE = {"type": "object", "patternProperties": {r"^\w+$": {"type": "string"}}, "additionalProperties": False}
DAY = {"type": "string", "format": "date-time", "example": "2012-01-01"}
MAP = {**FREE, "example": {"db-version": "1.2.3"}}
CLOSED = {"type": "object", "properties": {"a": {}}, "additionalProperties": False}


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ({**VERSION, "example": "1.2"}, "1.3", ("/it", "pattern", "example")),
        ({**VERSION, "default": "1.2"}, "1.3", ("/it", "pattern", "default")),
        ({**VERSION, "examples": ["v1", "1.2"]}, "1.3", ("/it", "pattern", "examples/1")),
        ({"type": "string", "enum": [1, "a"]}, 1, ("/it", "type", "enum/0")),
        ({"type": "string", "enum": ["a", None]}, None, ("/it", "type", "enum/1")),
        ({"enum": ["a"], "example": "b"}, "c", ("/it", "enum", "example")),
        ({"type": "string", "maxLength": 2, "example": "abc"}, "defg", ("/it", "maxLength", "example")),
        ({"type": "integer", "minimum": 1, "default": 0}, -1, ("/it", "minimum", "default")),
        (DAY, "2013-01-01", ("/it", "format", "example")),
        ({"type": "array", "example": "a,b"}, "c", ("/it", "type", "example")),
        ({"type": "array", "items": VERSION, "example": ["1"]}, ["2"], ("/it/0", "pattern", "example")),
        (MAP, {"db-size": "9"}, ("/it/db-size", "additionalProperties", "example")),
        ({**CLOSED, "example": {"b": 1}}, {"b": 2}, ("/it/b", "additionalProperties", "example")),
        ({**OBJECT, "example": {"a": 1}}, {"a": 2}, ("/it/b", "required", "example")),
        ({"anyOf": [VERSION, {"type": "null"}], "example": "1"}, "2", ("/it", "pattern", "example")),
        ({"anyOf": [{**VERSION, "example": "1"}, {"type": "integer"}]}, "2", ("/it", "pattern", "anyOf/0/example")),
    ],
)
def test_the_same_failure_is_a_warning(field, value, expected):
    """A value that fails the same keyword of the same schema as one that the document shows is sent with a warning."""
    assert problem_of(do(field), it=value) == expected


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ({**VERSION, "example": "1.2"}, 7),
        ({**VERSION, "example": "v1"}, "1.2"),
        ({"type": "string", "enum": [1, "a"]}, 2.5),
        ({"type": "array", "example": "a,b"}, 7),
        ({**CLOSED, "example": {"b": 1}}, {"c": 2}),
        ({**OBJECT, "example": {"a": 1}}, {"b": 2}),
        ({**OBJECT, "example": {"a": "x", "b": 1}}, {"a": 1}),
        ({"type": "array", "items": VERSION, "example": ["1"]}, [7]),
    ],
)
def test_any_other_failure_is_refused(field, value):
    """A value that fails another keyword, with another type, or for another field is refused."""
    with pytest.raises(ValidationError):
        do(field).prepare(it=value)


def test_other_fields_are_refused():
    """An example of one field does not excuse another one."""
    with pytest.raises(ValidationError, match="name: expected string"):
        do({**VERSION, "example": "1.2"}).prepare(name=7)


def test_only_the_refused_problems_are_raised():
    """The error has the problems that keep the value from being sent, and no others."""
    with pytest.raises(ValidationError) as caught:
        do({**VERSION, "example": "1.2"}).prepare(it="1.3", name=7)
    assert [each.pointer for each in caught.value.problems] == ["/name"]


@pytest.mark.parametrize("draft", HYPER)
def test_an_example_behind_a_reference(draft):
    """The example of what a field refers to counts as its own, in each draft."""
    link = do({"$ref": "#/definitions/version"}, draft=draft, version={**VERSION, "example": "1.2"})
    assert problem_of(link, it="1.3") == ("/it", "pattern", "#/definitions/version/example")


@pytest.mark.parametrize("draft", HYPER)
def test_an_example_beside_a_reference(draft):
    """An example next to a reference counts for what it leads to, in each draft."""
    link = do({"$ref": "#/definitions/version", "example": "1.2"}, draft=draft, version=VERSION)
    assert problem_of(link, it="1.3") == ("/it", "pattern", "example")


def test_an_example_in_a_circle():
    """An example of a schema that contains itself counts at each level."""
    node = {"type": "object", "properties": {"to": {"$ref": "#/definitions/node"}, "tag": VERSION}}
    link = do({"$ref": "#/definitions/node"}, node={**node, "example": {"tag": "1"}})
    assert problem_of(link, it={"to": {"to": {"tag": "2"}}})[:2] == ("/it/to/to/tag", "pattern")


OPENAPI = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": "https://shop.example"}],
    "paths": {
        "/items/{id}": {
            "post": {
                "operationId": "items_do",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": VERSION, "example": "1"},
                    {"name": "q", "in": "query", "schema": VERSION, "examples": {"one": {"value": "1"}}},
                ],
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {"type": "object", "properties": {"it": VERSION}},
                            "examples": {"one": {"value": {"it": "1"}}},
                        }
                    }
                },
                "responses": {"200": {"description": "ok"}},
            }
        }
    },
}


def test_examples_beside_a_schema():
    """The examples of OpenAPI's parameters and media types count as those of their schemas."""
    client = heroics_py.connect(OPENAPI, trust_environment=False)
    (link,) = [getattr(client.item, name) for name in dir(client.item)]
    with pytest.warns(ValidationWarning) as caught:
        link.prepare("2", q="3", it="4")
    assert [each.pointer for each in caught[0].message.problems] == ["/id", "/q", "/it"]


def test_the_sandbox_takes_what_is_shown():
    """A sandbox takes what the document shows, as the client does."""
    schema = {"type": "object", "properties": {"it": {**VERSION, "example": "1.2"}}}
    link = {"title": "Do", "href": "/items", "method": "POST", "rel": "create", "schema": schema}
    document = {"properties": {"item": {"links": [link]}}}
    with heroics_py.sandbox(document) as client, pytest.warns(ValidationWarning):
        assert client.item.do.send(it="1.3").status < 300


def test_values_are_found_when_one_fails(monkeypatch):
    """Values that a document shows are checked once, after a value has failed."""
    from heroics_py.validation.documented import DocumentedFailures

    runs = []
    find = DocumentedFailures._find
    monkeypatch.setattr(DocumentedFailures, "_find", lambda self: runs.append(1) or find(self))
    link = do({**VERSION, "example": "1.2"})
    link.prepare(it="v1")
    assert runs == []
    for _ in range(3):
        with pytest.raises(ValidationError):
            link.prepare(it=7)
    assert runs == [1]


def test_many_examples_take_a_limited_time():
    """A document with very many examples is read up to a limit, and the rest is refused."""
    fields = {f"f{number}": {**VERSION, "example": "1"} for number in range(5_000)}
    link = do({"type": "object", "properties": fields})
    with pytest.raises(ValidationError):
        link.prepare(it={"f0": 7, "f4999": 7})


def test_a_listed_value_of_another_type():
    """A listed value of another type fails its type, and the message is about types."""
    with pytest.warns(ValidationWarning, match=r"it: expected string, got 1 \(integer\)"):
        do({"type": "string", "enum": [1, "a"]}).prepare(it=1)


def test_defaults_as_the_dialect_spells_them():
    """A default of Discovery is text, and means a number: text is refused."""
    method = {"id": "s.items.list", "path": "items", "httpMethod": "GET"}
    parameters = {"most": {"type": "integer", "format": "int32", "default": "100", "location": "query"}}
    document = {
        "kind": "discovery#restDescription",
        "name": "s",
        "version": "v1",
        "rootUrl": "https://shop.example/",
        "servicePath": "",
        "resources": {"items": {"methods": {"list": {**method, "parameters": parameters}}}},
    }
    with pytest.raises(ValidationError, match="most: expected integer"):
        heroics_py.connect(document, trust_environment=False).items.list.prepare(most="many")
