"""Wording: what a schema takes and is for, in words."""

import pytest

from heroics_py.model.schema import Documents
from heroics_py.model.schema_types import type_name, types_of, values_of
from heroics_py.model.wording import description_of, phrase


def schema(raw, at=""):
    return Documents(roots={"": raw}).schema_at(f"#{at}")


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
def test_a_schema_is_told_in_a_few_words(raw, words):
    assert phrase(schema(raw)) == words


def test_words_follow_references():
    root = {"a": {"$ref": "#/b"}, "b": {"type": "integer", "description": " the  number\nof things "}}
    assert (phrase(schema(root, "/a")), description_of(schema(root, "/a"))) == ("integer", "the number of things")


def test_the_nearest_description_counts():
    root = {"a": {"$ref": "#/b", "description": "near"}, "b": {"description": "far"}}
    assert description_of(schema(root, "/a")) == "near"


def test_of_several_alternatives_each_is_told():
    raw = {"anyOf": [{"description": "an id"}, {"description": "a name"}, {"description": "an id"}, {}]}
    assert description_of(schema(raw)) == "an id or a name"


@pytest.mark.parametrize("raw", [{}, {"$ref": "#/nowhere"}, {"description": 7}, {"description": "  "}, 7])
def test_what_says_nothing_is_described_by_nothing(raw):
    assert description_of(schema(raw)) == ""


def test_alternatives_that_lead_into_each_other_come_to_an_end():
    raw = {"anyOf": [{"$ref": "#"}, {"type": "string"}]}
    assert (types_of(schema(raw)), description_of(schema(raw))) == ((), "")


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
def test_types_are_found_through_alternatives(raw, types):
    assert types_of(schema(raw)) == types


def test_values_are_those_of_an_enum():
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
def test_a_value_has_the_type_that_json_gives_it(value, name):
    assert type_name(value) == name


@pytest.mark.parametrize(
    "root",
    [
        {"a0": {"anyOf": [{"$ref": "#/a0"}] * 60}},
        {f"a{number}": {"anyOf": [{"$ref": f"#/a{number + 1}"}] * 60} for number in range(6)} | {"a6": {}},
    ],
    ids=["itself", "diamonds"],
)
def test_a_schema_that_leads_to_one_place_in_a_million_ways_is_told_at_once(root):
    place = schema(root, "/a0")
    assert (types_of(place), phrase(place), description_of(place)) == ((), "anything", "")


def test_what_is_meant_twice_is_told_twice():
    raw = {"anyOf": [{"$ref": "#/b"}, {"type": "array", "items": {"$ref": "#/b"}}], "b": {"type": "integer"}}
    assert phrase(schema(raw)) == "integer or list of integer"


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ({"type": "integer", "minimum": 0, "exclusiveMinimum": True}, "integer (more than 0)"),
        ({"type": "integer", "maximum": 9, "exclusiveMaximum": False}, "integer (at most 9)"),
        ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}, "number (more than 0, less than 1)"),
    ],
)
def test_a_bound_that_is_not_reached_is_told_as_one(raw, told):
    assert phrase(schema(raw)) == told
