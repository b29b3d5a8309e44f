"""A schema in words: what it takes, and what it is for."""

import pytest

from heroics_py.model.schema import Documents
from heroics_py.model.schema_types import types_of
from heroics_py.model.wording import description_of, phrase


def schema(raw, at="", dialect="draft-04"):
    return Documents(roots={"": raw}, dialect=dialect).schema_at(f"#{at}")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({}, "anything"),
        ({"type": "string"}, "string"),
        ({"type": ["string", "null"]}, "string or null"),
        ({"type": ["string"], "format": "uuid"}, "uuid"),
        ({"type": "string", "format": "date-time"}, "date-time"),
        ({"enum": ["eu", "us"]}, "one of 'eu', 'us'"),
        ({"enum": ["~"]}, "'~'"),
        ({"enum": list(range(10))}, "one of 0, 1, 2, 3, 4, 5, 6, 7 and 2 more"),
        ({"type": "array"}, "list"),
        ({"type": "array", "items": {"type": "integer"}}, "list of integer"),
        ({"type": "integer", "minimum": 1, "maximum": 9}, "integer (at least 1, at most 9)"),
        ({"type": "string", "pattern": "^a$"}, "string (matching ^a$)"),
        ({"maxLength": 3}, "anything (length at most 3)"),
        ({"anyOf": [{"type": "string", "format": "uuid"}, {"type": "string"}]}, "uuid or string"),
        ({"oneOf": [{"type": "string"}, {"type": "string"}]}, "string"),
        ({"properties": {"a": {}}}, "object"),
        ({"$ref": "#/nowhere"}, "anything"),
        ({"$ref": "#"}, "anything"),
        ({"type": 7}, "anything"),
        (7, "anything"),
        (True, "anything"),
    ],
)
def test_phrases(raw, words):
    """A schema is described in a few words."""
    assert phrase(schema(raw)) == words


def test_phrase_of_reference():
    """The words of a reference are those of its target."""
    root = {"a": {"$ref": "#/b"}, "b": {"type": "integer", "description": " the  number\nof things "}}
    assert (phrase(schema(root, "/a")), description_of(schema(root, "/a"))) == ("integer", "the number of things")


def test_nearest_description_counts():
    """The description nearest to the reference counts."""
    root = {"a": {"$ref": "#/b", "description": "near"}, "b": {"description": "far"}}
    assert description_of(schema(root, "/a")) == "near"


def test_description_of_alternatives():
    """The description of a choice is that of each alternative."""
    raw = {"anyOf": [{"description": "an id"}, {"description": "a name"}, {"description": "an id"}, {}]}
    assert description_of(schema(raw)) == "an id or a name"


@pytest.mark.parametrize("raw", [{}, {"$ref": "#/nowhere"}, {"description": 7}, {"description": "  "}, 7])
def test_no_description(raw):
    """A schema without a description has an empty one."""
    assert description_of(schema(raw)) == ""


def test_recursive_alternatives_end():
    """Alternatives that contain each other have a description of limited length."""
    raw = {"anyOf": [{"$ref": "#"}, {"type": "string"}]}
    assert (types_of(schema(raw)), description_of(schema(raw))) == ((), "")


@pytest.mark.parametrize(
    "root",
    [
        {"a0": {"anyOf": [{"$ref": "#/a0"}] * 60}},
        {f"a{number}": {"anyOf": [{"$ref": f"#/a{number + 1}"}] * 60} for number in range(6)} | {"a6": {}},
    ],
    ids=["itself", "diamonds"],
)
def test_million_ways_to_one_schema(root):
    """A schema that leads to another in a million ways is described at once."""
    place = schema(root, "/a0")
    assert (types_of(place), phrase(place), description_of(place)) == ((), "anything", "")


def test_repeated_reference_in_phrase():
    """A schema that is used twice is described twice."""
    raw = {"anyOf": [{"$ref": "#/b"}, {"type": "array", "items": {"$ref": "#/b"}}], "b": {"type": "integer"}}
    assert phrase(schema(raw)) == "integer or list of integer"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"type": "integer", "minimum": 0, "exclusiveMinimum": True}, "integer (more than 0)"),
        ({"type": "integer", "maximum": 9, "exclusiveMaximum": False}, "integer (at most 9)"),
        ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}, "number (more than 0, less than 1)"),
    ],
)
def test_exclusive_bound_in_phrase(raw, expected):
    """An exclusive bound is described as one."""
    assert phrase(schema(raw)) == expected


def test_constant_in_phrase():
    """A constant is described by its value, also when it is null; before draft-06, the keyword means nothing."""
    phrases = [phrase(schema({"const": value}, dialect="2020-12")) for value in ("only", None)]
    assert [*phrases, phrase(schema({"const": "only"}, dialect="draft-04"))] == ["'only'", "None", "anything"]
