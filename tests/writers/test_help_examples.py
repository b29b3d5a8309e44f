"""The examples in help: each passes its own call, or help says why there is none."""

import ast

import pytest

import heroics_py


def client_of(schema, components=None, parameters=(), path="/things"):
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    operation = {"tags": ["Things"], "operationId": "act", "parameters": [*parameters], "responses": {}}
    document = {
        "openapi": "3.1.1",
        "paths": {path: {"post": operation if schema is None else {**operation, "requestBody": body}}},
        "components": {"schemas": components or {}},
    }
    return heroics_py.connect(document, url="https://api.example")


def example_in(link):
    """Return the first example in the help of a link."""
    return link.__doc__.split("Example:\n")[1].splitlines()[0].strip()


def arguments_in(example):
    call = ast.parse(example, mode="eval").body
    keywords = {each.arg: ast.literal_eval(each.value) for each in call.keywords}
    return [ast.literal_eval(each) for each in call.args], keywords


@pytest.mark.parametrize(
    ("schema", "example"),
    [
        ({"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}, "name='example'"),
        ({"anyOf": [{"required": ["a"]}, {"required": ["b"]}], "properties": {"a": {}, "b": {}}}, None),
        ({"type": "object", "minProperties": 2, "properties": {"a": {"enum": [1]}, "b": {"enum": [2]}}}, "a=1, b=2"),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 1}, "[0]"),
        ({"type": "integer", "minimum": 5}, "5"),
        ({"properties": {"x": {"oneOf": [{"type": "null"}, {"type": "integer"}]}}, "required": ["x"]}, "x=0"),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 2, "uniqueItems": True}, "[0, 1]"),
        ({"required": ["a"], "properties": {"a": {"type": "integer", "example": "documented wrongly"}}}, "a=0"),
        ({"required": ["k"], "allOf": [{"properties": {"k": {"enum": ["cat"]}}}]}, "k='cat'"),
        ({"required": ["b-c"], "properties": {"b-c": {"enum": [1]}}}, "{'b-c': 1}"),
    ],
)
def test_example_passes(schema, example):
    """An example is made from the whole body, and passes its own call."""
    link = client_of(schema).thing.act
    shown = example_in(link)
    if example is not None:
        assert shown == f"client.thing.act({example})"
    args, kwargs = arguments_in(shown)
    assert link.prepare(*args, **kwargs).body


def test_numbers_in_paths():
    """A number in a path is shown as a number."""
    number = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
    assert example_in(client_of(None, parameters=[number], path="/things/{id}").thing.act) == "client.thing.act(1)"


def test_no_example():
    """Without an example that passes, help says why."""
    impossible = {"required": ["a"], "properties": {"a": {"type": "integer", "minimum": 2, "maximum": 1}}}
    assert example_in(client_of(impossible).thing.act).startswith("client.thing.act(...)  # no example could be made")


@pytest.mark.parametrize("location", ["path", "query", "header"])
def test_help_of_a_lost_parameter(location):
    """Help for a parameter whose schema points to nothing says that the link can't be called."""
    lost = {"name": "id", "in": location, "required": True, "schema": {"$ref": "#/components/schemas/Gone"}}
    text = client_of(None, parameters=[lost], path="/things/{id}").thing.act.__doc__
    assert "It can't be called: the reference '#/components/schemas/Gone' points to nothing" in text


def test_example_of_path_that_fails_its_schema():
    """If no value passes the schema of a path parameter, the example of the document is used: the call accepts it."""
    identity = {"type": "string", "format": "uuid", "pattern": "^root$", "example": "root"}
    link = {"title": "Info", "href": "/folders/{(%23%2Fdefinitions%2Ffolder%2Fdefinitions%2Fid)}"}
    schema = {"definitions": {"folder": {"definitions": {"id": identity}, "links": [link]}}}
    info = heroics_py.connect(schema, url="https://api.example").folder.info
    assert example_in(info) == "client.folder.info('root')"
    assert info.prepare("root").url == "https://api.example/folders/root"
