"""Hostile schemas: samples, patterns and checks are limited in size and in steps, and name what was left out."""

import json

import pytest
from thoroughness import THOROUGH

import heroics_py
from heroics_py.errors import SchemaError
from heroics_py.model.schema import Documents
from heroics_py.samples.checked_sample import TooLargeError, sample
from heroics_py.support.step_budget import StepLimitError, spend, step_limit
from heroics_py.validation import patterns
from heroics_py.validation import steps as counting
from heroics_py.validation.checker import Checker
from heroics_py.validation.patterns import pattern_cost, pattern_fault

HUGE = {"type": "array", "items": {"type": "string"}, "minItems": 1_000_000}


def schema_of(node, dialect="2020-12", **definitions):
    return Documents(roots={"": {"here": node, "definitions": definitions}}, dialect=dialect).schema_at("#/here")


def nested(depth, node):
    for _ in range(depth):
        node = {"type": "array", "minItems": 100, "items": node}
    return node


def size_of(value):
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(size_of, parts))


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (HUGE, "at least 1000000 items"),
        ({"type": "array", "minItems": 1_000_000}, "at least 1000000 items"),
        (nested(6, {"type": "string"}), "more than 5000 values"),
        ({"type": "string", "minLength": 10**9}, "at least 1000000000 characters"),
        ({"type": "array", "minItems": 100, "items": {"type": "string", "minLength": 10**4}}, "10000 characters"),
        ({"type": "object", "minProperties": 10**7}, "at least 10000000 fields"),
        ({"required": [str(number) for number in range(100_000)]}, "at least 100000 fields"),
        ({"type": "string", "pattern": "^a{1000000}$"}, "a pattern of 1000 characters or more"),
        ({"type": "string", "pattern": "^((a{100}){100}){100}$"}, "a pattern of 1000 characters or more"),
        ({"type": "number", "minimum": float("inf")}, "the number inf"),
        ({"type": "array", "minItems": 4000, "items": {"example": list(range(1000))}}, "more than 5000 values"),
    ],
)
def test_too_large_sample(node, expected):
    """A sample that would be too large is an error that names the bound."""
    required = {"type": "object", "required": ["a"], "properties": {"a": node}}
    for each in (node, required):
        with pytest.raises(TooLargeError, match="no example could be made: the schema asks for") as caught:
            sample(schema_of(each))
        assert expected in str(caught.value)


def test_too_large_optional_field():
    """An optional field that would be too large is left out: only required ones make a sample impossible."""
    assert sample(schema_of({"properties": {"a": HUGE, "b": {"type": "integer"}}})) == {"b": 0}


def test_branching_sample_is_limited():
    """Three branches at each of thirty levels make a sample of limited size."""
    levels = {
        f"d{level}": {"properties": {name: {"$ref": f"#/definitions/d{level + 1}"} for name in "abc"}}
        for level in range(30)
    }
    value = sample(schema_of({"$ref": "#/definitions/d0"}, **levels, d30={"type": "string"}))
    assert 1 < size_of(value) < 5000


@pytest.mark.parametrize("count", [1, 3])
def test_min_properties_of_sample(count):
    """Further fields meet minProperties."""
    assert len(sample(schema_of({"type": "object", "minProperties": count}))) == count


def api_of(node):
    link = {"title": "Create", "rel": "create", "method": "POST", "href": "/things", "targetSchema": node}
    listed = {"title": "List", "rel": "instances", "href": "/things"}
    body = {"type": "object", "required": ["a"], "properties": {"a": node}}
    thing = {"type": "object", "properties": {"a": node}, "required": ["a"]}
    return {"definitions": {"thing": {**thing, "links": [{**link, "schema": body}, listed]}}}


@pytest.mark.parametrize("node", [HUGE, {"type": "string", "minLength": 10**9}])
def test_help_names_reason(node):
    """Help and HTML show why there is no example."""
    client = heroics_py.connect(api_of(node), url="https://api.example")
    for shown in (client.thing.create.__doc__, client.thing.create._repr_html_()):
        assert "no example could be made: the schema asks for at least 1000000" in shown


def test_sandbox_names_reason():
    """The sandbox answers with an error if it has no example."""
    document = {
        "definitions": {
            "report": {"links": [{"title": "Info", "rel": "self", "href": "/report", "targetSchema": HUGE}]}
        }
    }
    with heroics_py.sandbox(json.loads(json.dumps(document))) as client:
        for _ in range(2):
            with pytest.raises(heroics_py.ResponseError) as caught:
                client.report.info()
            assert caught.value.status == 501
            assert "at least 1000000 items" in str(caught.value)


# Patterns


def test_pattern_cost():
    """The cost of a pattern is known without compiling it."""
    assert pattern_cost("((a{100}){100}){100}") > 1_000_000
    assert pattern_cost("^[a-z]{3}-[0-9]+$") < 50


@pytest.mark.parametrize(
    "pattern", ["((a{100}){100}){100}", "a{1000000}", "(?:[ab]{1000}){1000}", "a" * 50_000, "(?=(a{300}){300})b"]
)
def test_too_long_pattern(pattern, monkeypatch):
    """A pattern that is too long is not compiled: it passes with a warning, and check reports it."""
    monkeypatch.setattr(patterns.regex, "compile", lambda _: pytest.fail("it was compiled"))
    assert "too long" in pattern_fault(pattern)
    with pytest.warns(UserWarning, match="is not checked: it is too long"):
        patterns.Pattern(pattern)
    document = {"links": [{"method": "POST", "href": "/x", "schema": {"pattern": pattern}}]}
    assert any(each.kind == "invalid-pattern" for each in heroics_py.check(document))


def test_patterns_share_their_time(monkeypatch):
    """After the patterns of one value took too long together, no other one is tried on it."""
    searched = []

    def search(pattern, compiled, value, budget):
        searched.append(compiled)
        patterns._charge(budget, 0.3)
        return True

    monkeypatch.setattr(patterns.Pattern, "_search", search)
    schema = schema_of({"patternProperties": {f"^({letter})": {} for letter in "abcdefgh"}})
    with pytest.warns(UserWarning, match="further patterns of the schema are not checked"):
        Checker(schema).problems({"x": 1})
    assert len(searched) == 4


# Checks


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf", "allOf"])
def test_check_of_branching_schema_ends(keyword, monkeypatch):
    """The check of a value ends even if its schema branches at every level."""
    if not THOROUGH:
        monkeypatch.setattr(counting, "_BASE_STEPS", 20_000)
    again = {"properties": {"next": {"$ref": "#/definitions/n"}}, "minProperties": 2 if keyword == "anyOf" else 1}
    value = 0
    for _ in range(40):
        value = {"next": value}
    with pytest.warns(UserWarning, match="is only checked in part"):
        Checker(schema_of({"$ref": "#/definitions/n"}, n={keyword: [again, again]})).problems(value)


def test_large_value_gets_more_steps():
    """A value of many parts may take more steps."""
    assert counting.steps_for([0] * 1000) == counting.steps_for([]) + 50_000
    problems = Checker(schema_of({"items": {"type": "integer"}})).problems([1] * 100_000 + ["x"])
    assert [each.pointer for each in problems] == ["/100000"]


def test_inner_limit_shares_outer_steps():
    """A limit inside another one uses the steps of the outer one."""

    def inner():
        with step_limit(100):
            spend()

    with step_limit(3), pytest.raises(StepLimitError):
        [inner() for _ in range(4)]


def test_infinity_is_ignored():
    """1e999, which is read as infinity, is ignored and raises no error of Python's."""
    assert Checker(schema_of({"multipleOf": float("inf")})).problems(3) == ()
    with pytest.raises(SchemaError, match="thousands of digits"):
        heroics_py.read({"links": [], "minimum": 10**5000})
