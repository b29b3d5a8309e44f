"""The quick tests: none passes a value that fails, and they do without jsonschema."""

import re
import subprocess
import sys

import jsonschema
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from thoroughness import examples

from heroics_py.errors import SchemaError
from heroics_py.model.schema import Documents
from heroics_py.validation.checker import Checker
from heroics_py.validation.formats import FORMATS
from heroics_py.validation.quick_rules import QuickTests
from heroics_py.validation.self_contained import write_out
from heroics_py.validation.thorough_check import ThoroughCheck

TYPES = ("string", "integer", "number", "null", "boolean", "array", "object")
PATTERNS = ["^[a-z]+$", "1", "^x", "^[a-z][a-z0-9-]{1,28}[a-z0-9]$", "[a--]", "(x+x+)+y", "[z-a]", r"\d", "a{2,1}"]
BOUND = st.sampled_from([0, 1, 2, 1.5, 2.0])
LEAF = st.fixed_dictionaries(
    {},
    optional={
        "type": st.one_of(st.sampled_from(TYPES), st.lists(st.sampled_from(TYPES), min_size=1, max_size=3)),
        "pattern": st.sampled_from(PATTERNS),
        "format": st.sampled_from(["uuid", "email", "date-time", "no-such-format"]),
        "enum": st.sampled_from([[1, "x1", None], [True], [1.0, "a"], [[1]], [0], [False, 2.5]]),
        "minLength": BOUND,
        "maxLength": BOUND,
        "minItems": BOUND,
        "maxItems": BOUND,
        "minProperties": BOUND,
        "maxProperties": BOUND,
        "multipleOf": st.sampled_from([1, 2, 0.5]),
        "uniqueItems": st.booleans(),
        "minimum": BOUND,
        "maximum": BOUND,
        "exclusiveMinimum": st.sampled_from([True, False, 1]),
        "exclusiveMaximum": st.sampled_from([True, False, 1]),
        "required": st.just(["a"]),
        "const": st.sampled_from([1, "x1", True, None, [1]]),
        "description": st.just("a field"),
    },
)
NODE = st.recursive(
    st.one_of(LEAF, LEAF, st.just({"$ref": "#/here"})),
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
            "dependencies": st.dictionaries(st.sampled_from("abc"), inner),
            "if": inner,
            "then": inner,
        },
    ),
    max_leaves=8,
)
VALUE = st.recursive(
    st.sampled_from([None, True, False, 0, 1, 2, 1.0, 2.5, "", "x1", "abc", "xx", "a@example.com"]),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abcd"), inner, max_size=3)),
    max_leaves=6,
)


DRAFTS = {
    "draft-04": jsonschema.Draft4Validator,
    "draft-06": jsonschema.Draft6Validator,
    "draft-07": jsonschema.Draft7Validator,
    "2019-09": jsonschema.Draft201909Validator,
    "2020-12": jsonschema.Draft202012Validator,
}


def schema_of(node, dialect="draft-04", **definitions):
    return Documents(roots={"": {"here": node, "definitions": definitions}}, dialect=dialect).schema_at("#/here")


def written(node, dialect):
    """Write out a schema; one that contains itself for the same value can't be checked."""
    try:
        return write_out(schema_of(node, dialect))
    except SchemaError:
        return assume(False)


def passes_at_a_glance(node, value):
    return QuickTests(node, lambda _: lambda _: False).of(node)(value)


def is_valid(node, value, dialect):
    """Ask jsonschema as it is; it crashes on invalid patterns."""
    checker = jsonschema.FormatChecker(formats=())
    for name, passes in FORMATS.items():
        checker.checks(name)(passes)
    try:
        return DRAFTS[dialect](node, format_checker=checker).is_valid(value)
    except re.error:
        return assume(False)


MANY = settings(max_examples=examples(250), deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
CASES = [
    ({"enum": [1]}, True, "draft-04"),
    ({"enum": [True]}, 1, "draft-04"),
    ({"enum": [1]}, 1.0, "draft-04"),
    ({"const": 0}, False, "draft-06"),
    ({"pattern": "^[a-z--9]+$"}, "x", "draft-04"),
    ({"pattern": "^x$"}, "x\n", "draft-04"),
    ({"enum": [[1]]}, [True], "draft-04"),
    ({"minimum": 1, "exclusiveMinimum": True}, 1, "draft-04"),
    ({"minimum": 1, "exclusiveMinimum": False}, 1, "draft-04"),
    ({"exclusiveMinimum": 1}, 1, "draft-06"),
    ({"maximum": 1}, True, "draft-04"),
    ({"type": "integer"}, True, "draft-07"),
    ({"type": "integer"}, 1.0, "draft-04"),
    ({"additionalProperties": False, "patternProperties": {"b": {}}, "properties": {}}, {"a": 1}, "draft-04"),
    ({"additionalProperties": {"type": "string"}}, {"a": 1}, "draft-04"),
    ({"additionalProperties": {"type": "string"}, "properties": {"a": {}}}, {"a": 1, "b": 1}, "draft-04"),
    ({"patternProperties": {"a": {"type": "string"}}}, {"ba": 1}, "draft-04"),
    ({"required": ["a"]}, {}, "draft-04"),
    ({"required": ["a"]}, {"b": 1}, "2020-12"),
    ({"oneOf": [{"type": "integer"}, {"type": "number"}]}, 1.0, "draft-06"),
    ({"oneOf": [{"type": "string"}, {"minLength": 1}]}, "x1", "draft-04"),
    ({"uniqueItems": True}, [1, 1.0], "draft-04"),
    ({"uniqueItems": True}, ["a", "a"], "draft-04"),
    ({"items": [{"type": "string"}]}, [1], "draft-04"),
    ({"properties": {"a": {"$ref": "#/here"}}, "additionalProperties": False}, {"a": {"a": {"b": 1}}}, "draft-04"),
]


def examples(test):
    for case in CASES:
        test = example(*case)(test)
    return test


@MANY
@examples
@given(NODE, VALUE, st.sampled_from([*DRAFTS]))
@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning")
def test_quick_yes_is_right(node, value, dialect):
    """A value that passes quickly passes jsonschema, in each draft."""
    whole = written(node, dialect).node
    if passes_at_a_glance(whole, value):
        assert is_valid(whole, value, dialect)


@MANY
@examples
@given(NODE, VALUE, st.sampled_from([*DRAFTS]))
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_problems_are_the_same(node, value, dialect):
    """The problems are those that jsonschema finds without quick tests."""
    parts = written(node, dialect)
    schema = schema_of(node, dialect)
    thorough = ThoroughCheck(schema, parts, heeds_examples=False)
    assert Checker(schema).problems(value) == thorough.problems(value)


@pytest.mark.parametrize(
    ("node", "value"),
    [
        ({"type": "string", "pattern": "^[a-z][a-z0-9-]{1,28}[a-z0-9]$"}, "example"),
        ({"type": "string", "pattern": "^(a|b)+$"}, "abba"),
        ({"type": ["string", "null"], "format": "uuid"}, "01234567-89ab-cdef-0123-456789abcdef"),
        ({"type": "object", "required": ["a"], "properties": {"a": {"type": "integer", "minimum": 1}}}, {"a": 1}),
        ({"type": "number", "minimum": 0, "exclusiveMaximum": False, "maximum": 1.5}, 0.5),
        ({"properties": {"a": {"enum": ["x", "y"]}}, "additionalProperties": False}, {"a": "y"}),
        ({"enum": [None, True, 1.5]}, True),
        ({"anyOf": [{"type": "integer"}, {"type": "string", "maxLength": 3}]}, "abc"),
        ({"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}, ["a"]),
        ({"type": "array", "items": {"type": "boolean"}, "maxItems": 1}, [True]),
        ({"type": "array", "uniqueItems": True}, ["a", "b"]),
        ({"additionalProperties": {"type": "string"}}, {"a": "x"}),
        ({"patternProperties": {r"^\w+$": {"type": "string"}}, "additionalProperties": False}, {"a": "x"}),
        ({"$ref": "#/definitions/name"}, "example"),
        ({"properties": {"next": {"$ref": "#/here"}, "last": {"type": "boolean"}}}, {"next": {"last": True}}),
    ],
)
def test_usual_values_pass_quickly(node, value):
    """Usual values pass quickly."""
    assert passes_at_a_glance(write_out(schema_of(node, name={"type": "string"})).node, value)


def test_jsonschema_decides_the_rest(monkeypatch):
    """Of a valid value, jsonschema sees the part alone whose schema has a keyword without a rule."""
    seen = []
    original = ThoroughCheck.passes

    def passes(self, value, node):
        seen.append(value)
        return original(self, value, node)

    monkeypatch.setattr(ThoroughCheck, "passes", passes)
    monkeypatch.setattr(ThoroughCheck, "problems", lambda *_: pytest.fail("it was checked a second time"))
    node = {"properties": {"a": {"type": "string"}, "b": {"not": {"type": "string"}}}, "required": ["a"]}
    assert Checker(schema_of(node)).problems({"a": "x", "b": 1}) == ()
    assert seen == [1]


def test_tests_of_shared_schemas():
    """A schema that is used again and again at each level is looked at once."""
    levels = {f"l{n}": {"items": {"anyOf": [{"$ref": f"#/definitions/l{n + 1}"}] * 2}} for n in range(40)}
    schema = schema_of({"$ref": "#/definitions/l0"}, **levels, l40={"type": "string"})
    assert Checker(schema).problems([[["x"]]]) == ()


def test_unused_dangling_reference():
    """A dangling reference is an error even if the value does not need it."""
    schema = schema_of({"properties": {"a": {"type": "string"}, "b": {"$ref": "#/definitions/nowhere"}}})
    with pytest.raises(SchemaError):
        Checker(schema)


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


def test_valid_body_loads_no_jsonschema():
    """A call with a valid body loads neither jsonschema nor regex."""
    code = (
        "import heroics_py, sys\n"
        "client = heroics_py.connect(trust_environment=False)\n"
        "client.app.create.prepare(name='example', region='us')\n"
        "client.config_var.update.prepare('example', {'DEBUG': 'true', 'TRACE': None})\n"
        "print(*sorted({'jsonschema', 'referencing', 'regex'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
