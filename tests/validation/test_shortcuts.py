"""The shortcuts: they change no problem."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from heroics_py.model.schema import Documents, Schema
from heroics_py.validation import checker as validation
from heroics_py.validation.checker import Checker

TYPES = ("string", "integer", "number", "null", "boolean", "array", "object")
TYPE = st.one_of(st.sampled_from(TYPES), st.lists(st.sampled_from(TYPES), min_size=1, max_size=3, unique=True))
LEAF = st.fixed_dictionaries(
    {},
    optional={
        "type": TYPE,
        "pattern": st.sampled_from(["^[a-z]+$", "1", "^x"]),
        "format": st.sampled_from(["uuid", "email", "date-time", "no-such-format"]),
        "enum": st.just([1, "x1", None]),
        "minLength": st.integers(0, 3),
        "description": st.just("a field"),
    },
)
NODE = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"anyOf": st.lists(inner, min_size=1, max_size=3)}, optional={"type": TYPE}),
        st.fixed_dictionaries({"items": inner}, optional={"type": TYPE}),
        st.fixed_dictionaries(
            {"properties": st.dictionaries(st.sampled_from("abc"), inner)},
            optional={"required": st.just(["a"]), "additionalProperties": st.just(False)},
        ),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=8,
)
VALUE = st.recursive(
    st.sampled_from([None, True, False, 0, 1, 1.0, 2.5, "", "x1", "abc", "a@example.com"]),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abcd"), inner, max_size=3)),
    max_leaves=6,
)


def checker(node, dialect):
    return Checker(Schema(Documents(roots={"": node}, dialect=dialect), "#", node))


@pytest.fixture(scope="module")
def without_shortcuts():
    """Make checkers that leave every schema to the library."""

    def make(node, dialect):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(validation, "SHORTCUTS", {})
            validation._validator_class.cache_clear()
            unshortened = checker(node, dialect)
        validation._validator_class.cache_clear()
        return unshortened

    return make


@pytest.mark.parametrize("dialect", ["draft-04", "2020-12"])
@settings(max_examples=300, deadline=None)
@given(node=NODE, value=VALUE)
@example(node={"properties": {"a": {"format": "uuid"}}}, value={"a": "abc"})
@example(node={"properties": {"a": {"pattern": "1"}}}, value={"a": "abc"})
@example(node={"properties": {"a": {"type": ["null", "string"]}}}, value={"a": 1})
@example(node={"anyOf": [{"format": "email"}, {"pattern": "1"}]}, value="abc")
@example(node={"properties": {"a": {"items": {"type": "string"}}}}, value={"a": ["x1", 1]})
def test_shortcuts_change_no_problem(without_shortcuts, dialect, node, value):
    """The problems are the same with shortcuts and without."""
    assert checker(node, dialect).problems(value) == without_shortcuts(node, dialect).problems(value)
