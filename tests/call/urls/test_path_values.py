"""Values of a path, checked by their schemas before anything is sent."""

import inspect
from uuid import UUID

import pytest

import heroics_py
from heroics_py import EMPTY, CallError, ValidationError

DATE = {"type": "string", "format": "date"}
UUIDS = {"type": "string", "format": "uuid"}


def link(schema, path="/things/{p}", method="get", **parameter):
    node = {"name": "p", "in": "path", "required": True, "schema": schema, **parameter}
    operation = {"tags": ["Things"], "operationId": "act", "parameters": [node], "responses": {"204": {}}}
    document = {
        "openapi": "3.1.1",
        "info": {"title": "Things", "version": "1"},
        "servers": [{"url": "https://api.example"}],
        "paths": {path: {method: operation}},
    }
    return heroics_py.connect(document).thing.act


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer"}, "abc"),
        ({"type": "integer"}, "1.5"),
        ({"type": "integer"}, 1.5),
        ({"type": "integer", "minimum": 1}, "0"),
        ({"type": "integer", "minimum": 1}, 0),
        ({"type": "number"}, "1,5"),
        ({"type": "boolean"}, "yes"),
        (UUIDS, "7"),
        (DATE, "yesterday"),
        ({"type": "string", "enum": ["a", "b"]}, "c"),
        ({"type": "string", "pattern": "^[0-9]+$"}, "x"),
        ({"type": "string", "maxLength": 2}, "abc"),
        ({"type": "string", "pattern": "^[a-z]+$"}, 7),
        ({"type": "array", "items": {"type": "integer"}}, ["1", "x"]),
        ({"anyOf": [UUIDS, {"type": "integer"}]}, "name"),
    ],
)
def test_unfit_values(schema, value):
    """A value that fails its schema raises ValidationError; with validate=False it is sent."""
    with pytest.raises(ValidationError) as caught:
        link(schema).prepare(value)
    assert {problem.pointer.split("/")[1] for problem in caught.value.problems} == {"p"}
    assert link(schema).with_options(validate=False).prepare(value).url.startswith("https://api.example/things/")


@pytest.mark.parametrize(
    ("schema", "value", "segment"),
    [
        ({"type": "integer"}, "7", "7"),
        ({"type": "integer"}, "-7", "-7"),
        ({"type": "integer"}, 7, "7"),
        ({"type": "number"}, "1.5", "1.5"),
        ({"type": "boolean"}, "true", "true"),
        ({"type": "boolean"}, True, "true"),
        ({"type": "string"}, 7, "7"),
        ({"type": "string", "pattern": "^[0-9]+$"}, 7, "7"),
        ({"type": "string", "enum": ["1", "2"]}, 1, "1"),
        ({"type": "integer", "enum": [1, 2]}, "1", "1"),
        (UUIDS, UUID(int=7), str(UUID(int=7))),
        (UUIDS, str(UUID(int=7)), str(UUID(int=7))),
        ({"anyOf": [UUIDS, {"type": "string", "pattern": "^[a-z]+$"}]}, "name", "name"),
        ({"oneOf": [{"type": "integer"}, {"type": "string", "pattern": "^[a-z]+$"}]}, "7", "7"),
        ({"type": "array", "items": {"type": "integer"}}, ["1", 2], "1,2"),
        ({"type": "array", "items": {"type": "string"}}, [1, 2], "1,2"),
        ({}, "x", "x"),
    ],
)
def test_fitting_values(schema, value, segment):
    """Everything in a path is text: a number may be passed as one, and a text of digits as a number."""
    assert link(schema).prepare(value).url == f"https://api.example/things/{segment}"


def test_numbers_of_thousands_of_digits():
    """A text of many digits stays a text: Python would refuse to read it as a number."""
    with pytest.raises(ValidationError):
        link({"type": "integer"}).prepare("9" * 5000)


@pytest.mark.parametrize(
    ("schema", "path"),
    [({"type": "string"}, "/metadata/{p}"), ({"type": "string"}, "/files/{p:path}"), ({}, "/files/{p+}")],
)
def test_empty_end_of_a_path(schema, path):
    """EMPTY fills the last parameter of a path with nothing; the error for an empty text names it."""
    act = link(schema, path, "post")
    with pytest.raises(CallError, match=r"if the API takes an empty value here, pass heroics_py\.EMPTY"):
        act.prepare("")
    assert act.prepare(EMPTY).url == f"https://api.example{path.partition('{')[0]}"


@pytest.mark.parametrize("schema", [UUIDS, {"type": "string", "minLength": 1}])
def test_empty_value_against_its_schema(schema):
    """A parameter whose schema excludes an empty text does not take EMPTY."""
    with pytest.raises(ValidationError):
        link(schema, method="post").prepare(EMPTY)


def test_empty_number():
    """A number can't be empty."""
    with pytest.raises(CallError, match=r"can't be heroics_py\.EMPTY: it takes integer"):
        link({"type": "integer"}, method="post").prepare(EMPTY)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_empty_value_of_a_change(method):
    """What changes things is never about all of them, unless the parameter is the rest of the path."""
    with pytest.raises(CallError, match=f"a {method.upper()} without it would be about everything"):
        link({"type": "string"}, method=method).prepare(EMPTY)
    with pytest.raises(CallError, match=r"point to another URL$"):
        link({"type": "string"}, method=method).prepare("")
    assert link({"type": "string"}, "/files/{p*}", method).prepare(EMPTY).url == "https://api.example/files/"


def test_empty_within_a_path():
    """Only the end of a path can be empty, and blank text never is."""
    act = link({"type": "string"}, "/things/{p}/parts")
    with pytest.raises(CallError, match="it is not the end of the path"):
        act.prepare(EMPTY)
    with pytest.raises(CallError, match=r"point to another URL$"):
        act.prepare("")


def test_empty_identity_of_a_resource():
    """A parameter that identifies one thing of a resource does not take EMPTY."""
    schema = {"$ref": "#/components/schemas/thing/properties/id"}
    operation = {"tags": ["thing"], "operationId": "delete", "responses": {"204": {}}}
    parameter = {"name": "id", "in": "path", "required": True, "schema": schema}
    document = {
        "openapi": "3.1.1",
        "info": {"title": "Things", "version": "1"},
        "servers": [{"url": "https://api.example"}],
        "paths": {"/things/{id}": {"get": {**operation, "parameters": [parameter]}}},
        "components": {"schemas": {"thing": {"properties": {"id": {"type": "string"}}}}},
    }
    with pytest.raises(CallError, match="it identifies one thing"):
        heroics_py.connect(document).thing.delete.prepare(EMPTY)


@pytest.mark.parametrize("value", ["..", "a/../b", "/", " ", "a/./b"])
def test_detours_of_a_catch_all(value):
    """A catch-all that keeps slashes takes none that lead elsewhere."""
    with pytest.raises(CallError):
        link({"type": "string"}, "/files/{p:path}").prepare(value)


@pytest.mark.parametrize("value", ["..", "%2e%2e", ".%2E"])
def test_detours_of_reserved_values(value):
    """A value whose triples stay as they are may not spell ".."."""
    with pytest.raises(CallError):
        link({"type": "string"}, allowReserved=True).prepare(value)


@pytest.mark.parametrize("value", ["/api.example/admin", "/other.example/x", "//other.example/x"])
@pytest.mark.parametrize("options", [{}, {"allowReserved": True}])
def test_host_in_a_catch_all(value, options):
    """A value at the beginning of a path does not become a host."""
    with pytest.raises(CallError, match="point to another host"):
        link({"type": "string"}, "/{p:path}", **options).prepare(value)


@pytest.mark.parametrize("method", ["get", "delete"])
def test_none_as_json(method):
    """None identifies nothing in a path of JSON either."""
    operation = link(None, method=method, content={"application/json": {"schema": {}}})
    with pytest.raises(CallError, match="p is None"):
        operation.prepare(None)
    assert operation.prepare(0).url == "https://api.example/things/0"


@pytest.mark.parametrize("place", ["path", "query"])
def test_odd_name_of_a_parameter(place):
    """Half a surrogate pair in a path or in the name of a parameter costs that operation at most."""
    path = "/things/\ud800/{\ud800}" if place == "path" else "/things"
    operation = {"tags": ["Things"], "operationId": "act", "responses": {"204": {}}}
    parameter = {"name": "\ud800", "in": place, "required": True, "schema": {"type": "string"}}
    document = {"openapi": "3.1.1", "paths": {path: {"get": {**operation, "parameters": [parameter]}}}}
    act = heroics_py.connect(document, url="https://api.example").thing.act
    (keyword,) = inspect.signature(act).parameters
    if place == "path":
        assert act.prepare("x").url == "https://api.example/things/%ED%A0%80/x"
    else:
        with pytest.raises(CallError, match="half a surrogate pair"):
            act.prepare(**{keyword: "x"})
