"""What the problems of combinations and conditions say: what was wrong, and what was expected."""

import pytest

from heroics_py.model.schema import Documents
from heroics_py.validation.checker import validate


def messages(raw, value, dialect="2020-12"):
    return [str(each) for each in validate(Documents(roots={"": raw}, dialect=dialect).schema_at("#"), value)]


PET = {
    "properties": {"kind": {"enum": ["cat", "dog"]}},
    "if": {"properties": {"kind": {"const": "dog"}}, "required": ["kind"]},
    "then": {"required": ["bark"]},
    "else": {"properties": {"bark": False}},
}


@pytest.mark.parametrize(
    ("raw", "value", "expected"),
    [
        ({"allOf": [{"required": ["a"]}, {"properties": {"b": {"type": "integer"}}}]}, {"b": "x"}, 2),
        (PET, {"kind": "dog"}, "bark: is required (since kind is 'dog')"),
        (PET, {"kind": "cat", "bark": 1}, "bark: no value is allowed here, got 1 (since kind is not 'dog')"),
        ({"not": {"enum": [1]}}, 1, "expected anything but 1, got 1"),
        ({"not": {}}, 1, "no value is allowed here, got 1"),
        ({"contains": {"type": "string"}}, [1], "expected an item that is string, got [1]"),
        ({"propertyNames": {"pattern": "^a"}}, {"b": 1}, "'b' does not match ^a (a name of a field)"),
        ({"minProperties": 1}, {}, "expected at least 1 field, got {}"),
        ({"minItems": 2}, [1], "expected at least 2 items, got [1] (1 item)"),
        ({"maximum": 5}, 6, "expected at most 5, got 6"),
        ({"exclusiveMaximum": 5}, 5, "expected less than 5, got 5"),
        ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, "b: is required together with 'a'"),
        (
            {"allOf": [{"properties": {"name": {}}}], "unevaluatedProperties": False},
            {"nmae": 1},
            "nmae: is not a field of this object; did you mean 'name'?",
        ),
    ],
)
def test_messages_of_combinations(raw, value, expected):
    """Each message names the rule that failed, and the condition under which it counts."""
    told = messages(raw, value)
    assert len(told) == expected if isinstance(expected, int) else told == [expected]


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_no_message_names_own_type(keyword):
    """A choice among objects never says that it expected an object where it got one."""
    parts = [{"type": "object", "required": [name]} for name in "ab"]
    (told,) = messages({keyword: parts}, {"c": 1})
    assert (
        told == "matches none of the 2 alternatives: alternative 1 (a: is required) and alternative 2 (b: is required)"
    )
    (told,) = messages({"type": "object", keyword: [{"type": "object", keyword: parts}, {"type": "null"}]}, {"c": 1})
    assert told.startswith("matches none of the 2 alternatives")


def test_other_type_than_each_alternative():
    """A value of another type than every alternative takes is told the types."""
    nested = {"anyOf": [{"anyOf": [{"type": "string"}, {"type": "integer"}]}, {"type": "array"}]}
    assert messages(nested, {}) == ["expected string or integer or list, got {}"]


def test_values_of_enums_together():
    """Of alternatives that list values, all the values are told."""
    raw = {"oneOf": [{"type": "string", "enum": ["a", "b"]}, {"enum": [""]}, {"const": None}]}
    assert messages(raw, "c") == ["expected one of 'a', 'b', '', None, got 'c'"]


def test_several_alternatives_are_counted():
    """A value that matches too many alternatives of oneOf is told how many, and which."""
    raw = {"oneOf": [{"title": "A"}, {"title": "B"}, {"type": "string"}]}
    (told,) = messages(raw, 1)
    assert told.startswith("matches 2 of the 3 alternatives (A and B), but may match only one")
    (told,) = messages({"oneOf": [{"title": "A"}, {"title": "B"}]}, 1)
    assert told.startswith("matches both alternatives (A and B)")


def test_secrets_of_alternatives_are_masked():
    """The reasons why no alternative matches show no secret."""
    part = {"type": "object", "properties": {"password": {"type": "string", "maxLength": 2}}}
    raw = {"oneOf": [{**part, "title": "A"}, {**part, "title": "B", "required": ["b"]}]}
    assert "hunter2" not in str(messages(raw, {"password": "hunter2"}))


def test_draft_keeps_to_its_keywords():
    """What a draft does not have is not checked."""
    assert messages({"if": {}, "then": {"type": "string"}, "const": 2}, 1, "draft-04") == []
    assert messages({"dependentRequired": {"a": ["b"]}}, {"a": 1}, "draft-07") == []
