"""Words of a schema as Python names."""

import keyword
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import examples

from heroics_py.model.identifiers import (
    RESERVED,
    argument_name,
    identifier,
    keyword_for,
    parameter_keyword,
    resource_names,
)
from heroics_py.model.parameters import Parameter


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("app", "app"),
        ("config-var", "config_var"),
        ("Batch update", "batch_update"),
        ("  List all (the) Things! ", "list_all_the_things"),
        ("class", "class_"),
        ("class_", "class_"),
        ("None", "none"),
        ("2fa", "x2fa"),
        ("_x", "x"),
        ("__class__", "class_"),
        ("items", "items"),
        ("\uff41\uff50\uff50", "app"),
        ("ﬁle", "file"),
        ("İ", "i̇"),
        ("Größe", "größe"),
        ("一覧", "一覧"),
        ("हिन्दी", "हिन्दी"),
        ("\u0307dot", "\u1e8bdot"),
        ("\u0661\u0662", "x\u0661\u0662"),
        ("🎉", ""),
        ("—", ""),
        ("", ""),
        ("\ud800", ""),
    ],
)
def test_words_become_identifier(words, name):
    """Words become a Python identifier."""
    assert identifier(words) == name


@settings(max_examples=examples(300), derandomize=True, database=None, deadline=None)
@given(st.text(max_size=20))
def test_identifier_is_idempotent(words):
    """Any words become a valid identifier, or none, and an identifier stays the same."""
    name = identifier(words)
    assert name == "" or (
        name.isidentifier()
        and not keyword.iskeyword(name)
        and not name.startswith("_")
        and unicodedata.normalize("NFKC", name) == name
        and identifier(name) == name
    )


@pytest.mark.parametrize(
    ("field", "spelled"),
    [
        ("name", "name"),
        ("größe", "größe"),
        ("_x", "_x"),
        ("in", "in_"),
        ("True", "True_"),
        ("filter[ids]", None),
        ("a-b", None),
        ("2fa", None),
        ("ﬁle", None),
        ("", None),
    ],
)
def test_field_keywords(field, spelled):
    """A field is a keyword argument if Python can spell it."""
    assert keyword_for(field) == spelled


@pytest.mark.parametrize(
    ("name", "spelled"), [("id", "id"), ("in", "in_"), ("app-id", "app_id"), ("a.b", "a_b"), ("🎉", "parameter")]
)
def test_parameter_keywords(name, spelled):
    """Any parameter has a keyword."""
    assert parameter_keyword(Parameter(name=name)) == spelled


@pytest.mark.parametrize(
    ("name", "location", "spelled"),
    [
        ("options.pageSize", "query", "options_pageSize"),
        ("filter[createdAt]", "query", "filter_createdAt"),
        ("X-GitHub-Version", "header", "x_github_version"),
        ("X-Trace", "query", "x_trace"),
        ("[]", "query", ""),
    ],
)
def test_argument_names_keep_capitals(name, location, spelled):
    """The words of a parameter keep the capitals that its plain neighbours have; those of a header have none."""
    assert argument_name(name, location) == spelled


def test_resource_names_keep_order():
    """Each resource has a name, in the order of the schema."""
    names = ["config-var", "class", "app", "config_var", "close", "with-options", "", "🎉", "2fa", "Class", "__init__"]
    assert list(resource_names(names).items()) == [
        ("config_var_2", "config-var"),
        ("class_", "class"),
        ("app", "app"),
        ("config_var", "config_var"),
        ("close_", "close"),
        ("with_options_", "with-options"),
        ("unnamed", ""),
        ("unnamed_2", "🎉"),
        ("x2fa", "2fa"),
        ("class__2", "Class"),
        ("init", "__init__"),
    ]


@settings(max_examples=examples(200), derandomize=True, database=None, deadline=None)
@given(st.lists(st.text(alphabet="aA-_2 é#", max_size=4), unique=True))
def test_every_resource_has_its_name(names):
    """No resource is lost, and none hides another."""
    spelled = resource_names(names)
    assert list(spelled.values()) == names
    assert RESERVED & spelled.keys() == set()


def test_thousands_of_equal_names():
    """Thousands of resources of one name get a name each."""
    names = [f"{mark}{'-' * count}" for count in range(1_500) for mark in ("🎉", "a")]
    assert len(resource_names(names)) == len(names)
