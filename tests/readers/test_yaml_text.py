"""YAML 1.2 by its core schema (yaml.org/spec/1.2.2, 10.3.2), as OpenAPI asks (3.1.1, "Format")."""

import math

import pytest

from heroics_py.readers.yaml_text import parse_yaml


def value_of(text):
    return parse_yaml(f"value: {text}\n")[0]["value"]


@pytest.mark.parametrize(
    "text", ["NO", "no", "on", "Off", "yes", "y", "12:30", "1:30:00", "1_000", "2020-01-01", "2020-01-01T12:00:00Z",
             "0b11", "0777x", "1.2.3", "=", "<", "+1 555", "-", "=x", "1e", "0o9"]
)  # fmt: skip
def test_words_of_yaml_1_1_are_text(text):
    """Words that only YAML 1.1 takes for booleans, dates and numbers are text."""
    assert value_of(f"[{text}]" if text == "-" else text) == (["-"] if text == "-" else text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-12", -12),
        ("+12", 12),
        ("0o14", 12),
        ("0xFF", 255),
        ("014", 14),
        (".5", 0.5),
        ("1.", 1.0),
        ("1e3", 1000.0),
        ("-1.5E-2", -0.015),
        ("'12'", "12"),
        ('"true"', "true"),
        ("!!str 12", "12"),
        ("!!int '12'", 12),
        ('"\\/x"', "/x"),
    ],
)
def test_scalars_of_the_core_schema(text, value):
    """A plain scalar is null, a boolean, an integer, a float or text, by the core schema."""
    found = value_of(text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("text", [".inf", "-.INF", ".nan", "1e999"])
def test_infinity_and_nan_are_text(text):
    """Numbers that JSON can't express are text, so that an example does not cost the document."""
    assert value_of(text) == text
    assert not isinstance(value_of(text), float) or math.isfinite(value_of(text))


def test_keys_are_text_as_they_are_written():
    """A key is the text that is written, whatever it looks like."""
    text = "200: a\n1.10: b\ntrue: c\n~: d\n0x1F: e\n2020-01-01: f\non: g\n"
    assert parse_yaml(text)[0] == dict(
        zip(["200", "1.10", "true", "~", "0x1F", "2020-01-01", "on"], "abcdefg", strict=True)
    )


def test_repeated_key_is_told():
    """Of equal keys the last counts, and the repetition is told with its line."""
    text = "paths:\n  get: 1\n  post: 2\n  get: 3\n"
    assert parse_yaml(text) == ({"paths": {"get": 3, "post": 2}}, "the key 'get' twice near line 2")


def test_merged_key_is_not_repeated():
    """A key of its own beside a merged one is not a repetition."""
    text = "a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  x: 3\n"
    assert parse_yaml(text) == ({"a": {"x": 1, "y": 2}, "b": {"x": 3, "y": 2}}, "")


def test_quoted_merge_sign_is_a_key():
    """A quoted << is a key like any other."""
    assert parse_yaml('a: {"<<": {b: 1}}')[0] == {"a": {"<<": {"b": 1}}}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("!Ref Role", "Role"),
        ("!Sub [a, 1]", ["a", 1]),
        ("!GetAtt {a: yes}", {"a": "yes"}),
        ("!!binary aGk=", "aGk="),
        ("!!timestamp 2020-01-01", "2020-01-01"),
        ("!<tag:example.com,2000:x> y", "y"),
    ],
)
def test_unknown_tags_are_ignored(text, value):
    """A tag that JSON has no value for leaves the value as it is written."""
    assert value_of(text) == value


def test_aliases_share_a_value():
    """An alias is the value of its anchor."""
    assert parse_yaml("a: &x [1]\nb: *x\n")[0] == {"a": [1], "b": [1]}


@pytest.mark.parametrize("text", ["a: [", "- " * 5000 + "a", "[" * 5000, "a: *b", "a: b: c", "\x00", "a: 1\n---\nb: 2"])
def test_invalid_yaml_is_a_value_error(text):
    """Invalid YAML is a ValueError, also if it is nested beyond all measure."""
    with pytest.raises(ValueError, match=r"."):
        parse_yaml(text)
