"""A schema in its document: its parts, its references, its alternatives."""

import pickle

import pytest

from heroics_py.errors import SchemaError
from heroics_py.model.alternatives import alternatives_of
from heroics_py.model.schema import MAX_DEPTH, Documents, Schema

APP = {"definitions": {"app": {"definitions": {"id": {"type": "string"}, "list": [{"a": 1}]}}}}


def identity(**definitions):
    return root_of({"definitions": definitions}).child("definitions", "identity")


def fields(schema):
    return [alternative.field for alternative in alternatives_of(schema)]


def root_of(document, **others):
    return Documents(roots={"": document, **others}).schema_at("#")


def refusal(call):
    with pytest.raises(SchemaError) as caught:
        call()
    return str(caught.value)


def test_missing_schema_is_named():
    """The error of a missing schema names the pointer."""
    assert refusal(lambda: Documents(roots={"": {}}).schema_at("#/gone")) == "the pointer points to nothing (at #/gone)"
    assert refusal(lambda: root_of({"a": []}).child("a", 0)) == "the pointer points to nothing (at #/a/0)"


def test_pointer_of_child():
    """A child has its pointer."""
    child = root_of({"properties": {"a/b": {"type": "string"}}}).child("properties", "a/b")
    assert (child.pointer, child.raw) == ("#/properties/a~1b", {"type": "string"})


@pytest.mark.parametrize("value", ["text", 7, ["a"]])
def test_invalid_schema_fails_on_use(value):
    """A value that is not a schema is an error when it is used."""
    schema = root_of({"a": value}).child("a")
    assert refusal(lambda: schema.node) == f"expected a schema (an object), got {type(value).__name__} (at #/a)"


@pytest.mark.parametrize(
    ("raw", "node"), [(None, {}), (True, {}), (False, {"not": {}}), ({"type": "x"}, {"type": "x"})]
)
def test_boolean_schema(raw, node):
    """True and false are schemas."""
    assert root_of({"a": raw}).child("a").node == node


@pytest.mark.parametrize("keyword", [None, [], "x", 7])
def test_malformed_keywords_are_empty(keyword):
    """Malformed keywords have no schemas."""
    schema = root_of({"properties": keyword, "anyOf": keyword})
    assert (schema.children("properties"), schema.branches("anyOf")) == ({}, ())


def test_reference_chain():
    """A reference chain has every schema that the references pass."""
    root = root_of({"a": {"$ref": "#/b"}, "b": {"$ref": "#/c"}, "c": {"type": "string"}})
    assert [place.pointer for place in root.child("a").reference_chain()] == ["#/a", "#/b", "#/c"]
    assert root.child("a").dereference() == root.child("c")


def test_circle_is_named():
    """References in a circle are an error that names them."""
    root = root_of({"a": {"$ref": "#/%62"}, "b": {"$ref": "#/a"}})
    assert refusal(root.child("a").dereference) == "references go round in a circle: #/a -> #/b -> #/a (at #/a)"


def test_chain_is_limited():
    """A chain of references has a limit."""
    root = root_of({f"a{n}": {"$ref": f"#/a{n + 1}"} for n in range(MAX_DEPTH * 3)})
    assert "references go round in a circle" in refusal(root.child("a0").dereference)


def test_alternatives():
    """Alternatives are found through references, anyOf and oneOf."""
    schema = identity(
        identity={"anyOf": [{"$ref": "#/definitions/id"}, {"oneOf": [{"$ref": "#/definitions/name"}]}]},
        id={"type": "string"},
        name={"$ref": "#/definitions/title"},
        title={"type": "string"},
    )
    assert fields(schema) == ["id", "name"]
    assert [alternative.schema.pointer for alternative in alternatives_of(schema)] == [
        "#/definitions/id",
        "#/definitions/title",
    ]


def test_alternatives_without_name():
    """An empty identity has no alternatives, and one written in place has no name."""
    assert fields(identity(identity={})) == []
    assert fields(identity(identity={"anyOf": [{"type": "string"}]})) == [None]


def test_alternatives_in_a_circle():
    """Alternatives in a circle are an error."""
    schema = identity(
        identity={"anyOf": [{"$ref": "#/definitions/other"}]}, other={"oneOf": [{"$ref": "#/definitions/identity"}]}
    )
    assert "in a circle" in refusal(lambda: alternatives_of(schema))


def test_doubling_alternatives_are_linear():
    """Alternatives that double at each step are looked at once each."""
    looks = []
    definitions = {f"s{n}": {"anyOf": [{"$ref": f"#/definitions/s{n + 1}"}] * 2} for n in range(15)}
    document = {"definitions": {**definitions, "s15": {"type": "string"}}}
    documents = Documents(roots={"": document}, normalize=lambda node: looks.append(1) or node)
    assert fields(documents.schema_at("#/definitions/s0")) == ["s15"]
    assert len(looks) < 200


def test_schema_equality():
    """Two schemas are equal if they have the same pointer and the same text."""
    one, other = root_of({"a": {"x": 1}, "b": {"x": 1}}), root_of({"a": {"x": 2}, "b": {"x": 1}})
    assert [
        one.child("a") == other.child("a"),
        one.child("b") == other.child("b"),
        one.child("a") == one.child("b"),
    ] == [
        False,
        True,
        False,
    ]
    assert (one.child("a") == "#/a", {one.child("b"), other.child("b")}) == (False, {one.child("b")})


def test_schema_pickle():
    """A schema survives pickling."""
    schema = root_of(APP).resolve("#/definitions/app")
    copy = pickle.loads(pickle.dumps(schema))
    assert (copy, copy.documents, repr(copy)) == (schema, schema.documents, "Schema('#/definitions/app')")


def test_dialect_is_normalized_on_use():
    """The keywords of a dialect are normalized when a schema is used."""
    documents = Documents(roots={"": {"a": {"typ": "x"}}}, normalize=lambda node: {"type": node["typ"]})
    assert Schema(documents, "#/a", {"typ": "x"}).node == {"type": "x"}
