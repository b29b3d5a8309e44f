"""Samples, which pass their schema."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from thoroughness import examples

from heroics_py.errors import SchemaError
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Documents
from heroics_py.readers import read_api
from heroics_py.samples.checked_sample import sample, sample_text
from heroics_py.samples.pattern_text import text_for
from heroics_py.validation.checker import validate


def schema_of(node, dialect="draft-04", **definitions):
    return Documents(roots={"": {"here": node, "definitions": definitions}}, dialect=dialect).schema_at("#/here")


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ({"type": "string", "example": "own", "default": "other"}, "own"),
        ({"type": "string", "default": "other"}, "other"),
        ({"enum": ["first", "second"]}, "first"),
        ({"type": "string"}, "example"),
        ({"type": ["null", "integer"]}, 0),
        ({"type": "boolean"}, False),
        ({"type": "null"}, None),
        ({"type": "number", "minimum": 1.5}, 1.5),
        ({"type": "integer", "minimum": 3, "exclusiveMinimum": True}, 4),
        ({"type": "integer", "maximum": -2}, -2),
        ({"type": "integer", "minimum": 5, "multipleOf": 4}, 8),
        ({"type": "string", "minLength": 9}, "examplexx"),
        ({"type": "string", "maxLength": 3}, "exa"),
        ({"type": "string", "pattern": "^[a-z]{3}-[0-9]+$"}, "aaa-0"),
        ({"type": "string", "format": "uuid"}, "01234567-89ab-cdef-0123-456789abcdef"),
        ({"type": "array", "items": {"type": "integer"}}, [0]),
        ({"type": "array", "items": {"enum": ["a"]}, "minItems": 2}, ["a", "a"]),
        ({"type": "array", "items": {"type": "string"}, "maxItems": 0}, []),
        ({"items": [{"type": "string"}, {"type": "integer"}]}, ["example", 0]),
        ({"type": "object"}, {}),
        ({"properties": {"a": {"type": "integer"}}}, {"a": 0}),
        ({"required": ["x"], "additionalProperties": {"type": "integer"}}, {"x": 0}),
        ({"type": "object", "required": ["x"], "patternProperties": {"^x": {"type": "boolean"}}}, {"x": False}),
        ({"allOf": [{"properties": {"a": {"enum": [1]}}}, {"properties": {"b": {"enum": [2]}}}]}, {"a": 1, "b": 2}),
        ({"properties": {"a": {"enum": [1]}}, "anyOf": [{"properties": {"b": {"enum": [2]}}}]}, {"b": 2, "a": 1}),
        ({"oneOf": [{"type": "integer", "example": 7}, {"type": "string"}]}, 7),
        ({}, "example"),
    ],
)
def test_samples(node, expected):
    """A sample is a value that the schema names, else one that it allows."""
    schema = schema_of(node)
    assert sample(schema) == expected
    assert validate(schema, expected) == ()


@pytest.mark.parametrize("kind", [7, True, {"a": 1}, None, [["string"]]])
def test_unknown_type(kind):
    """An unknown type counts as no type."""
    assert sample(schema_of({"type": kind})) == "example"


def test_failing_optional_is_left_out():
    """An optional field whose example fails is left out."""
    bad = {"type": "integer", "example": "seven"}
    assert sample(schema_of({"properties": {"a": bad, "b": {"type": "string"}}})) == {"b": "example"}


def test_failing_required_is_replaced():
    """A required field whose example fails gets another value."""
    bad = {"type": "integer", "example": "seven", "minimum": 2}
    assert sample(schema_of({"properties": {"a": bad}, "required": ["a"]})) == {"a": 2}


def test_failing_example_is_replaced_whole():
    """An example that fails inside is replaced as a whole."""
    node = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"], "example": {"a": "x"}}
    assert sample(schema_of(node)) == {"a": 0}


def test_failing_alternative():
    """After an alternative that fails comes the next."""
    impossible = {"type": "string", "enum": [1]}
    assert sample(schema_of({"anyOf": [impossible, {"type": "boolean"}]})) is False


def test_sample_is_a_copy():
    """A sample is a copy, and can be changed without changing the schema."""
    schema = schema_of({"type": "object", "example": {"a": [1]}})
    sample(schema)["a"].append(2)
    assert sample(schema) == {"a": [1]}


def test_recursive_field_is_left_out():
    """An optional field that contains itself is left out."""
    person = {"properties": {"name": {"type": "string"}, "friend": {"$ref": "#/definitions/person"}}}
    assert sample(schema_of({"$ref": "#/definitions/person"}, person=person)) == {"name": "example"}


def test_recursive_list_is_empty():
    """A list that contains itself is empty."""
    tree = {"properties": {"below": {"type": "array", "items": {"$ref": "#/definitions/tree"}}}, "required": ["below"]}
    assert sample(schema_of({"$ref": "#/definitions/tree"}, tree=tree)) == {"below": []}


def test_endless_schema_is_an_error():
    """A schema that requires itself is an error that names the pointer."""
    chain = {"properties": {"next": {"$ref": "#/definitions/chain"}}, "required": ["next"], "type": "object"}
    with pytest.raises(SchemaError, match="requires itself"):
        sample(schema_of({"$ref": "#/definitions/chain"}, chain=chain))


def test_impossible_schema_is_an_error():
    """A schema that allows nothing is an error that names the pointer."""
    with pytest.raises(SchemaError, match="#/here"):
        sample(schema_of({"not": {}}))


def test_dangling_references():
    """A dangling reference is an error in the sample of any schema that needs it."""
    with pytest.raises(SchemaError, match="points to nothing"):
        sample(schema_of({"$ref": "#/definitions/nothing"}))


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (None, "example"),
        ({"type": "string", "example": ""}, "example"),
        ({"type": "string", "enum": [".."]}, "example"),
        ({"type": "boolean", "example": True}, "true"),
        ({"type": "integer"}, "0"),
        ({"type": "string", "example": "a/b"}, "a/b"),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, "a"),
    ],
)
def test_sample_text(node, expected):
    """The sample text of an href's parameter is never empty, "." or ".."."""
    assert sample_text(Parameter(name="x", schema=None if node is None else schema_of(node))) == expected


@pytest.mark.parametrize("name", ["heroku", "heroku-platform-api-0.5.0"])
def test_samples_of_bundled_schemas(name):
    """Every bundled schema has a sample that passes."""
    api = read_api(name)
    schemas = [resource.schema for resource in api.resources.values() if resource.schema is not None]
    schemas += [link.target_schema for link in api.links if link.target_schema is not None]
    schemas += [link.body.schema for link in api.links if link.body is not None and link.body.schema is not None]
    assert [(schema.pointer, validate(schema, sample(schema))) for schema in schemas] == [
        (schema.pointer, ()) for schema in schemas
    ]
    assert {sample_text(p) for link in api.links for p in link.parameters}.isdisjoint({"", ".", ".."})


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[a-z][a-z0-9-]{2,29}$",
        r"^https://git\.example\.com/[a-z]{2,}\.git$",
        r"^(([0-9]|1[0-9]{2})\.){3}([0-9])(\/([0-9]|[1-2][0-9]))$",
        r"^[a-z0-9](?:[a-z0-9]|-(?!-))+[a-z0-9]$",
        r"^(?P<name>\w+)@\d{3}\.[^a-z]$",
        r"^(?<name>\w+)\z",
        r"a|b",
        r"^\x41\.\u0042[\]a]$",
        r"^[^\d\s]+?\S\D$",
        r"\Afoo{0,2}\Z",
        r"^$",
        r"^a{0}b?c*d+$",
    ],
)
def test_text_for_simple_patterns(pattern):
    """Simple patterns have a text that matches."""
    spoken = pattern.replace("(?<name>", "(?P<name>").replace(r"\z", r"\Z")
    assert re.search(spoken, text_for(pattern))


@settings(max_examples=examples(300), deadline=None)
@example("(?", 0)
@given(st.text(alphabet=r"ab()[]{}\|*+?^$.-,1:<>=!PdwxZ", max_size=30), st.integers(0, 3))
def test_any_pattern_has_text(pattern, more):
    """Any pattern has a text, and none raises an error."""
    assert isinstance(text_for(pattern, more), str)


def test_text_is_limited():
    """A text is limited, with any number of repetitions."""
    assert len(text_for("((((a{999}){999}){999}){999})")) == 1000
    assert text_for("(" * 100_000) == ""


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf", "allOf"])
@pytest.mark.parametrize("others", [[], [{"type": "integer", "default": "none"}]])
def test_invalid_example_in_alternative(keyword, others):
    """An alternative whose example fails is sampled by its type, also if no other one is left."""
    node = {keyword: [{"$ref": "#/definitions/id"}, *(others if keyword != "oneOf" else [])]}
    assert sample(schema_of(node, id={"type": "integer", "example": "12345"})) == 0


def test_properties_of_a_schema_are_looked_at_once(monkeypatch):
    """Whether a property goes one way only is found once for all values of its schema."""
    from heroics_py.model import one_way

    looks = []
    is_omitted = one_way._is_omitted
    monkeypatch.setattr(one_way, "_is_omitted", lambda *args: looks.append(args[0].pointer) or is_omitted(*args))
    part = {"type": "object", "properties": {"name": {"type": "string"}}}
    node = {"type": "object", "properties": {name: {"$ref": "#/definitions/part"} for name in "abcdef"}}
    roots = {"": {"here": node, "definitions": {"part": part}}}
    documents = Documents(roots=roots, dialect="draft-04").replaced(omits="readOnly")
    assert sample(documents.schema_at("#/here"))["f"] == {"name": "example"}
    assert looks.count("#/definitions/part/properties/name") <= 2
