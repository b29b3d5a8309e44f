"""The quick check: it never passes a value that fails, and does without jsonschema."""

import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from heroics_py.errors import Problem, SchemaError
from heroics_py.model.schema import Documents
from heroics_py.validation.checker import Checker
from heroics_py.validation.quick_check import QuickCheck

TYPES = ("string", "integer", "number", "null", "boolean", "array", "object")
PATTERNS = ["^[a-z]+$", "1", "^x", "^[a-z][a-z0-9-]{1,28}[a-z0-9]$", "[a--]", "(x+x+)+y", "[z-a]", r"\d", "a{2,1}"]
BOUND = st.sampled_from([0, 1, 2, 1.5])
LEAF = st.fixed_dictionaries(
    {},
    optional={
        "type": st.one_of(st.sampled_from(TYPES), st.lists(st.sampled_from(TYPES), min_size=1, max_size=3)),
        "pattern": st.sampled_from(PATTERNS),
        "format": st.sampled_from(["uuid", "email", "date-time", "no-such-format"]),
        "enum": st.sampled_from([[1, "x1", None], [True], [1.0, "a"], [[1]]]),
        "minLength": BOUND,
        "maxLength": BOUND,
        "minItems": BOUND,
        "maxItems": BOUND,
        "minimum": BOUND,
        "maximum": BOUND,
        "exclusiveMinimum": st.sampled_from([True, False, 1]),
        "exclusiveMaximum": st.sampled_from([True, False, 1]),
        "required": st.just(["a"]),
        "const": st.just(1),
        "description": st.just("a field"),
    },
)
NODE = st.recursive(
    LEAF,
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "allOf": st.lists(inner, min_size=1, max_size=2),
            "anyOf": st.lists(inner, min_size=1, max_size=3),
            "oneOf": st.lists(inner, min_size=1, max_size=2),
            "items": st.one_of(inner, st.lists(inner, min_size=1, max_size=2)),
            "properties": st.dictionaries(st.sampled_from("abc"), inner),
            "patternProperties": st.dictionaries(st.sampled_from("abc"), inner),
            "additionalProperties": st.one_of(st.booleans(), inner),
            "not": inner,
        },
    ),
    max_leaves=8,
)
VALUE = st.recursive(
    st.sampled_from([None, True, False, 0, 1, 2, 1.0, 2.5, "", "x1", "abc", "xx", "a@example.com"]),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abcd"), inner, max_size=3)),
    max_leaves=6,
)


def schema_of(node, dialect="draft-04", **definitions):
    return Documents(roots={"": {"here": node, "definitions": definitions}}, dialect=dialect).schema_at("#/here")


class Refusing:
    """Finds fault with everything."""

    def problems(self, _):
        return (Problem(pointer="", message="was asked"),)


def passes_at_a_glance(schema, value):
    return not QuickCheck(schema, lambda _: Refusing()).problems(value)


@settings(max_examples=400, deadline=None)
@example({"enum": [1]}, True, "draft-04")
@example({"enum": [True]}, 1, "draft-04")
@example({"pattern": "^[a-z--9]+$"}, "x", "draft-04")
@example({"enum": [[1]]}, [True], "draft-04")
@example({"minimum": 1, "exclusiveMinimum": True}, 1, "draft-04")
@example({"type": "integer"}, True, "draft-07")
@example({"additionalProperties": False, "patternProperties": {"b": {}}, "properties": {}}, {"a": 1}, "draft-04")
@example({"additionalProperties": {"type": "string"}}, {"a": 1}, "draft-04")
@example({"required": ["a"]}, {}, "draft-04")
@example({"required": ["a"]}, {"b": 1}, "2020-12")
@given(NODE, VALUE, st.sampled_from(["draft-04", "draft-07", "2020-12"]))
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_quick_yes_is_right(node, value, dialect):
    """A value that passes quickly passes the thorough check."""
    schema = schema_of(node, dialect)
    if passes_at_a_glance(schema, value):
        assert Checker(schema).problems(value) == ()


@pytest.mark.parametrize(
    ("node", "value"),
    [
        ({"type": "string", "pattern": "^[a-z][a-z0-9-]{1,28}[a-z0-9]$"}, "example"),
        ({"type": ["string", "null"], "format": "uuid"}, "01234567-89ab-cdef-0123-456789abcdef"),
        ({"type": "object", "required": ["a"], "properties": {"a": {"type": "integer", "minimum": 1}}}, {"a": 1}),
        ({"properties": {"a": {"enum": ["x", "y"]}}, "additionalProperties": False}, {"a": "y"}),
        ({"anyOf": [{"type": "integer"}, {"type": "string", "maxLength": 3}]}, "abc"),
        ({"type": "array", "items": {"type": "boolean"}, "maxItems": 1}, [True]),
        ({"$ref": "#/definitions/name"}, "example"),
    ],
)
def test_usual_values_pass_quickly(node, value):
    """Usual values pass quickly."""
    assert passes_at_a_glance(schema_of(node, name={"type": "string"}), value)


def test_doubtful_value_is_checked():
    """A value that does not certainly pass is checked thoroughly."""
    schema = schema_of({"type": "string", "pattern": "^(a|b)+$"})
    assert QuickCheck(schema, Checker).problems("ab") == ()
    assert QuickCheck(schema, Checker).problems("c") == Checker(schema).problems("c") != ()


def test_unused_dangling_reference():
    """A dangling reference is an error even if the value does not need it."""
    schema = schema_of({"properties": {"a": {"type": "string"}, "b": {"$ref": "#/definitions/nowhere"}}})
    with pytest.raises(SchemaError):
        QuickCheck(schema, Checker)


def test_help_loads_no_slow_modules():
    """help() of a link loads no module that takes long to import."""
    code = (
        "import heroics_py, pydoc, sys\n"
        "before = {*sys.modules}\n"
        "pydoc.render_doc(heroics_py.connect(trust_environment=False).app.create)\n"
        "print(*sorted({'copy', 'dataclasses', 'datetime', 'ipaddress'} & (sys.modules.keys() - before)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_help_loads_no_libraries():
    """help() of a link loads none of jsonschema, regex, requests and uritemplate."""
    code = (
        "import heroics_py, pydoc, sys\n"
        "link = heroics_py.connect(trust_environment=False).app.info\n"
        "pydoc.render_doc(link), link._repr_html_()\n"
        "assert 'curl https://api.heroku.com/apps/0' in link.__doc__, link.__doc__\n"
        "print(*sorted({'jsonschema', 'referencing', 'regex', 'requests', 'uritemplate'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
