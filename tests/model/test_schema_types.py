"""The JSON types of values, and those that a schema allows."""

import pytest

from heroics_py.model.schema import Documents
from heroics_py.model.schema_types import type_name, types_of, values_of


def schema(raw, at=""):
    return Documents(roots={"": raw}).schema_at(f"#{at}")


@pytest.mark.parametrize(
    ("raw", "types"),
    [
        ({}, ()),
        ({"type": ["null", "object"]}, ("null", "object")),
        ({"enum": ["a", 1, None, True]}, ("string", "integer", "null", "boolean")),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, ("string", "integer")),
        ({"anyOf": [{"type": "string"}, {}]}, ()),
        ({"type": ["colour", "string"]}, ("string",)),
    ],
)
def test_types_of_alternatives(raw, types):
    """Types are found through alternatives."""
    assert types_of(schema(raw)) == types


def test_values_of_enum():
    """The values of a schema are those of its enum."""
    root = {"a": {"$ref": "#/b"}, "b": {"enum": ["x", None]}}
    assert (values_of(schema(root, "/a")), values_of(schema({})), values_of(schema({"enum": "x"}))) == (
        ("x", None),
        (),
        (),
    )


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (True, "boolean"),
        ("", "string"),
        (1, "integer"),
        (1.0, "number"),
        ({}, "object"),
        ([], "array"),
        ((), "array"),
        (None, "null"),
        ({1}, "set"),
    ],
)
def test_type_of_value(value, name):
    """A value has its JSON type."""
    assert type_name(value) == name
