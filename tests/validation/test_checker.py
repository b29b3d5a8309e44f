"""The thorough check: every problem of a value, before anything is sent."""

import warnings
from pathlib import Path
from types import SimpleNamespace

import pytest
import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from thoroughness import examples

from heroics_py.errors import CallError, Problem, SchemaError, ValidationError
from heroics_py.model.schema import Documents
from heroics_py.validation import patterns
from heroics_py.validation.checker import Checker, validate
from heroics_py.validation.formats import FORMATS
from heroics_py.validation.patterns import _PATTERN_SECONDS as PATTERN_SECONDS
from heroics_py.validation.patterns import Pattern
from heroics_py.validation.self_contained import self_contained


def schema(raw, dialect="draft-04", at=""):
    documents = Documents(roots={"": raw}, dialect=dialect)
    return documents.schema_at(f"#{at}")


def failing(raw, value, dialect="draft-04"):
    """The keywords that fail, and where."""
    return [(problem.pointer, problem.keyword) for problem in validate(schema(raw, dialect), value)]


# --- what a problem says ---------------------------------------------------------------------------------------------

APP = {
    "type": ["object"],
    "additionalProperties": False,
    "required": ["name", "region"],
    "properties": {
        "name": {"$ref": "#/definitions/name"},
        "region": {"description": "where it runs", "enum": ["eu", "us"]},
        "stack": {"type": ["string", "null"], "description": "its system"},
        "size": {"type": "object", "properties": {"count": {"type": "integer", "minimum": 1}}},
        "password": {"type": "string", "minLength": 8},
    },
    "definitions": {"name": {"type": ["string"], "pattern": "^[a-z]+$", "description": "name of the app"}},
}


def test_valid_value_has_no_problems():
    """A valid value has no problems."""
    assert validate(schema(APP), {"name": "example", "region": "eu", "stack": None}) == ()


def test_problem_attributes():
    """A problem says where it is, what was expected, and what the field is for."""
    assert validate(schema(APP), {"name": 7, "region": "eu"}) == (
        Problem(
            pointer="/name",
            message="expected string (matching ^[a-z]+$), got 7 (integer)",
            expected="string (matching ^[a-z]+$)",
            description="name of the app",
            keyword="type",
        ),
    )


def test_problems_are_sorted():
    """All problems come at once: missing and unknown fields first, then those near the root."""
    value = {"nmae": "x", "region": "mars", "stack": 1, "size": {"count": 0}}
    assert [str(problem) for problem in validate(schema(APP), value)] == [
        "name: is required",
        "nmae: is not a field of this object; did you mean 'name'?",
        "stack: expected string or null, got 1 (integer)",
        "region: expected one of 'eu', 'us', got 'mars'",
        "size.count: expected at least 1, got 0",
    ]


def test_missing_field_description():
    """A missing field is described by its own schema."""
    assert validate(schema(APP), {"region": "eu"}) == (
        Problem(
            pointer="/name",
            message="is required",
            expected="string (matching ^[a-z]+$)",
            description="name of the app",
            keyword="required",
        ),
    )


def test_value_instead_of_object():
    """A value that should be an object is the problem itself."""
    assert failing(APP, "text") == [("", "type")]


@pytest.mark.parametrize("value", [{"password": "hunter2"}, {"size": {"count": {"api_key": "hunter2"}}}])
def test_secret_is_not_in_problems(value):
    """No problem shows the value of a secret field."""
    problems = validate(schema(APP), {"name": "x", "region": "eu", **value})
    assert problems
    assert "hunter2" not in repr(problems)


def test_long_value_is_shortened():
    """A long value is shortened."""
    (problem,) = validate(schema({"type": "integer"}), "x" * 1000)
    assert len(problem.message) < 120


@pytest.mark.parametrize(
    ("raw", "value", "message"),
    [
        ({"type": "array", "uniqueItems": True}, [1, 1], "has an item twice"),
        ({"multipleOf": 5}, 7, "7 is not a multiple of 5"),
        ({"pattern": "^a"}, "b", "'b' does not match ^a"),
        ({"format": "uuid"}, "b", "'b' is not a valid uuid"),
        ({"maxLength": 1}, "ab", "expected at most 1 character, got 'ab' (2 characters)"),
        ({"not": {"type": "string"}}, "b", "expected anything but string, got 'b'"),
        ({"dependencies": {"a": ["b"]}}, {"a": 1}, "is required together with 'a'"),
        (
            {"anyOf": [{"type": "string"}, {"type": "integer"}]},
            [],
            "expected string or integer, got []",
        ),
    ],
)
def test_messages(raw, value, message):
    """The message of a problem says what is wrong."""
    assert [problem.message for problem in validate(schema(raw), value)] == [message]


def test_problems_of_fitting_alternative():
    """If one alternative fits, its own problems are reported."""
    raw = {
        "anyOf": [{"type": "null"}, {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}]
    }
    assert failing(raw, {}) == [("/id", "required")]
    assert failing(raw, {"id": 1}) == [("/id", "type")]


PETS = {
    "oneOf": [
        {"required": ["kind"], "properties": {"kind": {"enum": ["dog"]}, "bark": {"type": "integer"}}},
        {"required": ["kind"], "properties": {"kind": {"const": "cat"}, "meow": {"type": "boolean"}}},
    ]
}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"kind": "dog", "bark": "x"}, ("/bark", "expected integer, got 'x' (string)")),
        ({"kind": "cat", "meow": 1}, ("/meow", "expected boolean, got 1 (integer)")),
        ({"kind": "cow"}, ("/kind", "expected one of 'dog', 'cat', got 'cow'")),
        ({}, ("/kind", "is required")),
    ],
)
def test_enum_selects_alternative(value, expected):
    """A field with listed values decides which alternative is meant."""
    assert [(each.pointer, each.message) for each in validate(schema(PETS, "2020-12"), value)] == [expected]


def test_exclusive_bound_in_message():
    """The message of an exclusive bound says that it is exclusive."""
    (problem,) = validate(schema({"minimum": 0, "exclusiveMinimum": True}), 0)
    assert problem.message == "expected more than 0, got 0"


def test_item_lists_in_newest_draft():
    """A list of items works in the newest draft too."""
    older = {"items": [{"type": "string"}], "additionalItems": False}
    assert failing(older, ["x"], "2020-12") == []
    assert failing(older, [1], "2020-12") == [("/0", "type")]
    assert failing(older, ["x", "y"], "2020-12") == [("", "items")]


def test_choice_is_the_problem():
    """If no alternative fits, the choice is the problem."""
    raw = {"oneOf": [{"type": "null"}, {"type": "object"}]}
    assert validate(schema(raw), 3) == (
        Problem(pointer="", message="expected null or object, got 3", expected="null or object", keyword="oneOf"),
    )


# --- the right draft -------------------------------------------------------------------------------------------------


def test_whole_floats_by_draft():
    """1.0 is an integer from draft 6 on."""
    assert failing({"type": "integer"}, 1.0) == [("", "type")]
    assert failing({"type": "integer"}, 1.0, "draft-06") == []


def test_siblings_of_reference_by_draft():
    """The siblings of a reference are ignored in draft 4, and count in 2020-12."""
    raw = {
        "properties": {"a": {"$ref": "#/definitions/text", "maxLength": 1}},
        "definitions": {"text": {"type": "string"}},
    }
    assert failing(raw, {"a": "long"}) == []
    assert failing(raw, {"a": "long"}, "2020-12") == [("/a", "maxLength")]


def test_pattern_matches_anywhere():
    """A pattern may match anywhere in a text."""
    assert failing({"pattern": "b"}, "abc") == []


def test_exclusive_bounds_by_draft():
    """An exclusive bound is a flag in draft 4, and a number from draft 6 on."""
    assert failing({"minimum": 1, "exclusiveMinimum": True}, 1) == [("", "minimum")]
    assert failing({"exclusiveMinimum": 1}, 1, "draft-06") == [("", "exclusiveMinimum")]


def test_unknown_dialect_is_draft_4():
    """An unknown dialect is checked as draft 4."""
    assert failing({"type": "integer"}, 1.0, "https://example.com/hyper-schema") == [("", "type")]


@pytest.mark.parametrize("dialect", ["draft-04", "draft-06", "draft-07", "2019-09", "2020-12"])
def test_boolean_schemas(dialect):
    """True and false are schemas in every keyword."""
    raw = {"properties": {"yes": True, "no": False}, "additionalProperties": True}
    assert failing(raw, {"yes": 1, "no": 1, "more": 1}, dialect) == [("/no", "not")]


def test_boolean_items():
    """Items may be true or false."""
    assert (failing({"items": True}, [1]), failing({"items": False}, [1])) == ([], [("/0", "not")])


# --- keywords --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "value", "passes"),
    [(0.01, 0.07, True), (0.1, 1e300, True), (2, 10**400, True), (2, 3, False), (0.5, 1.5, True), (1e-300, 1, True)],
)
def test_multiples_are_exact(step, value, passes):
    """Multiples of decimal fractions are exact."""
    assert failing({"multipleOf": step}, value) == ([] if passes else [("", "multipleOf")])


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_multiple_of_other_values(value):
    """MultipleOf checks finite numbers alone."""
    assert failing({"multipleOf": 2}, value) == [("", "multipleOf")]


def test_true_is_not_one():
    """True is not a number, and not the same item as 1."""
    assert failing({"multipleOf": 2}, True) == []
    assert failing({"uniqueItems": True}, [1, True, 0, False]) == []


def test_one_and_one_point_zero():
    """1 and 1.0 are the same item."""
    assert failing({"uniqueItems": True}, [{"a": [1]}, {"a": [1.0]}]) == [("", "uniqueItems")]


def test_unique_items_are_linear(monkeypatch):
    """Thousands of items are compared in one pass."""

    class Counting(dict):
        compared = 0

        def __eq__(self, other):
            Counting.compared += 1
            return dict.__eq__(self, other)

        __hash__ = None

    items = [Counting(id=str(number), tags=[number]) for number in range(4000)]
    assert (failing({"type": "array", "uniqueItems": True}, items), Counting.compared) == ([], 0)


def test_pattern_properties():
    """Fields whose names match a pattern have its schema."""
    raw = {"patternProperties": {"^[A-Z]+$": {"type": ["string", "null"]}}, "additionalProperties": False}
    assert validate(schema(raw), {"A": "x", "B": None, "C": 1, "d": "x"}) == (
        Problem(
            pointer="/d",
            message="is not a field of this object; names have to match ^[A-Z]+$",
            expected="a field of the schema",
            keyword="additionalProperties",
        ),
        Problem(
            pointer="/C",
            message="expected string or null, got 1 (integer)",
            expected="string or null",
            keyword="type",
        ),
    )


def test_additional_properties():
    """Further fields have the schema of additionalProperties."""
    assert failing({"additionalProperties": {"type": "integer"}}, {"a": 1, "b": "x"}) == [("/b", "type")]


def test_dependencies():
    """A field that requires another one is a problem without it."""
    assert failing({"dependencies": {"a": ["b"]}}, {"a": 1}) == [("/b", "dependencies")]
    assert failing({"dependencies": {"a": {"required": ["b"]}}}, {"a": 1}) == [("/b", "required")]
    assert failing({"dependentRequired": {"a": ["b"]}}, {"a": 1}, "2020-12") == [("/b", "dependentRequired")]


GOOD_AND_BAD = {
    "date-time": (
        ["2012-01-01T12:00:00Z", "2012-01-01t12:00:00.123+01:00", "2016-12-31T23:59:60Z", "2012-02-29 12:00:00Z"],
        [
            "2012-01-01",
            "2012-01-01T12:00:00",
            "2011-02-29T12:00:00Z",
            "2012-01-01T24:00:00Z",
            "x",
            "",
            "٢012-01-01T12:00:00Z",
        ],
    ),
    "date": (["2012-02-29"], ["2011-02-29", "2012-W01-1", "20120101", "2012-1-1", "2012-01-1 ", ""]),
    "time": (["12:00:00Z", "12:00:00.5-08:00"], ["12:00:00", "25:00:00Z"]),
    "uuid": (
        ["01234567-89ab-cdef-0123-456789abcdef", "01234567-89AB-CDEF-0123-456789ABCDEF"],
        ["0123456789abcdef0123456789abcdef", "01234567-89ab-cdef-0123-456789abcdeg", ""],
    ),
    "email": (["a@example.com", "ä@例え.jp"], ["a", "a@", "@b", "a b@c", "a@b@c"]),
    "uri": (
        ["https://example.com/?q=1#f", "urn:isbn:1", "postgres://u:p@h/db", "www.example.com", "*.example.com"],
        ["", "ht tp://x", "http://a b", "<x>"],
    ),
    "uri-reference": (["/x", "x", "", "https://example.com"], ["a b", "<x>"]),
    "hostname": (
        ["www.example.com", "a", "a.b.", "x-1.example"],
        ["-a", "a-", "a..b", "a b", "", "a" * 64, "a." * 127 + "aa"],
    ),
    "ipv4": (["192.0.2.1"], ["192.0.2.256", "192.0.2", "192.0.2.01"]),
    "ipv6": (["2001:db8::1"], ["2001:db8::g", "1::2::3"]),
}


@pytest.mark.parametrize("name", FORMATS)
def test_formats(name):
    """Each format accepts and rejects values by its specification."""
    good, bad = GOOD_AND_BAD[name]
    verdicts = {value: failing({"format": name}, value) for value in [*good, *bad]}
    assert verdicts == {value: [] for value in good} | {value: [("", "format")] for value in bad}


def test_unchecked_formats():
    """A format accepts values other than text, and an unknown one accepts all."""
    assert (failing({"format": "uuid"}, 7), failing({"format": "colour"}, "x")) == ([], [])


# --- schemas that are not trusted ------------------------------------------------------------------------------------


# With the real limit, a pattern takes a second; a tenth of it shows the same.
@pytest.mark.parametrize(
    ("pattern", "seconds"),
    [(r"^(\w+\s?)*$", PATTERN_SECONDS), (r"^(a|a)*$", 0.005), (r"^(([a-z])+.)+[A-Z]([a-z])+$", 0.005)],
)
def test_exploding_pattern_is_a_warning(pattern, seconds, monkeypatch):
    """A pattern that takes exponential time is given up with a warning."""
    monkeypatch.setattr(patterns, "_PATTERN_SECONDS", seconds)
    checker = Checker(schema({"items": {"pattern": pattern}}))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        checker.problems(["a" * 5000 + "!"] * 200)
    message = f"the pattern {pattern!r} is not checked: it takes too long to decide"
    assert {str(each.message) for each in caught} == {message}
    assert 1 <= len(caught) <= 10


def test_busy_threads_do_not_stop_pattern(monkeypatch):
    """A pattern is decided even if other threads used up its time."""
    limits = []

    def search(value, timeout):
        limits.append(timeout)
        if len(limits) == 1:
            raise TimeoutError
        return regex.search("^a$", value)

    pattern = Pattern("^a$")
    monkeypatch.setattr(pattern, "_compiled", SimpleNamespace(search=search))
    assert (pattern.matches("b"), len(limits)) == (False, 2)


def test_slow_pattern_is_decided():
    """A pattern within its time limit is decided."""
    assert failing({"pattern": "^(a+)+$"}, "a" * 32 + "!") == [("", "pattern")]


def test_host_name_is_linear():
    """A host name takes linear time."""
    assert failing({"format": "hostname"}, "a" * 60 + "!") == [("", "format")]


@pytest.mark.parametrize("pattern", ["(", "[", "*", "(?P<x", r"\p{Nope}", "a{2,1}"])
def test_invalid_pattern_is_a_warning(pattern):
    """An invalid pattern is skipped, with a warning at the caller's line."""
    with pytest.warns(UserWarning, match="the pattern .* is not checked") as caught:
        assert validate(schema({"type": "string", "pattern": f"{pattern}# {__name__}"}), "x") == ()
    assert [each.filename for each in caught] == [__file__]


@pytest.mark.parametrize(
    ("pattern", "value"), [(r"\Aa+\z", "aaa"), (r"^(?<name>a)$", "a"), (r"^\\z$", "\\z"), (r"^\p{L}+$", "é")]
)
def test_ruby_and_javascript_patterns(pattern, value):
    """Patterns of Ruby and JavaScript are understood."""
    assert (failing({"pattern": pattern}, value), failing({"pattern": pattern}, "7!")) == ([], [("", "pattern")])


@pytest.mark.parametrize(
    "reference",
    ["http://127.0.0.1:9/x.json", "https://example.com/x", "file:///etc/hostname", "//example.com/x", "x.json"],
)
def test_remote_reference_is_an_error(reference, monkeypatch):
    """A reference to another host is an error, and never fetched."""

    def fetched(*args, **kwargs):
        raise AssertionError("something was opened")

    monkeypatch.setattr("socket.create_connection", fetched)
    monkeypatch.setattr("urllib.request.urlopen", fetched)
    with pytest.raises(SchemaError, match="points to nothing"):
        Checker(schema({"properties": {"a": {"$ref": reference}}}))


def test_file_reference_is_not_read(tmp_path):
    """A reference to an existing file is not read either."""
    path = Path(tmp_path, "x.json")
    path.write_text('{"type": "integer"}')
    with pytest.raises(SchemaError, match="never fetched"):
        Checker(schema({"properties": {"a": {"$ref": path.as_uri()}}}))


def test_recursive_schema():
    """A recursive schema checks any depth."""
    raw = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "next": {"$ref": "#"}}}
    value = {"id": 1, "next": {"id": 2, "next": {"id": "3", "next": {}}}}
    assert failing(raw, value) == [("/next/next/next/id", "required"), ("/next/next/id", "type")]


def test_mutually_recursive_schemas():
    """Two schemas that refer to each other are both checked."""
    raw = {
        "$ref": "#/definitions/a",
        "definitions": {
            "a": {"type": "object", "properties": {"b": {"$ref": "#/definitions/b"}}},
            "b": {"type": "array", "items": {"$ref": "#/definitions/a"}},
        },
    }
    assert failing(raw, {"b": [{"b": [1]}]}) == [("/b/0/b/0", "type")]


def test_circular_references_are_named():
    """References in a circle are named."""
    raw = {"properties": {"a": {"$ref": "#/definitions/a"}}, "definitions": {"a": {"$ref": "#/definitions/a"}}}
    with pytest.raises(SchemaError, match=r"round in a circle: .*#/definitions/a -> #/definitions/a"):
        Checker(schema(raw))


def nested(depth):
    nested = {"type": "string"}
    for _ in range(depth):
        nested = {"properties": {"a": nested}}
    return nested


def test_deepest_schema():
    """A schema of a hundred levels is used, and a deeper one refused."""
    assert validate(schema(nested(45)), {}) == ()
    with pytest.raises(SchemaError, match="nested too deeply"):
        Checker(schema(nested(400)))


def test_malformed_keywords_are_left_out():
    """Malformed keywords are left out."""
    raw = {
        "type": ["string", "colour"],
        "enum": "x",
        "required": "name",
        "minLength": "3",
        "maxLength": -1,
        "multipleOf": 0,
        "properties": {"a": 7, "b": {"type": "integer"}},
        "pattern": 3,
        "items": "x",
        "anyOf": [],
        "allOf": {},
        "dependencies": {"a": 5},
        "dependentRequired": {"a": 5},
        "format": 1,
        "id": "schemata/x",
        "links": [],
    }
    assert self_contained(schema(raw)) == {
        "properties": {"b": {"type": "integer"}},
        "dependencies": {},
        "dependentRequired": {},
    }


def test_embedded_id():
    """An embedded id does not change what references mean."""
    raw = {
        "id": "schemata/app",
        "properties": {"a": {"id": "https://example.com/", "$ref": "#/definitions/a"}},
        "definitions": {"a": {"type": "integer"}},
    }
    assert failing(raw, {"a": "x"}) == [("/a", "type")]


def test_value_in_place_of_schema():
    """A value in place of a schema is an error that names the pointer."""
    with pytest.raises(SchemaError, match=r"expected a schema \(an object\), got int \(at #/definitions/a\)"):
        Checker(schema({"definitions": {"a": 7}}, at="/definitions/a"))


def test_repeated_schema_is_written_once():
    """A schema that is used many times is written out once."""
    raw = {
        "properties": {name: {"$ref": "#/definitions/a"} for name in "bcd"},
        "definitions": {"a": {"type": "string"}},
    }
    written = self_contained(schema(raw))["properties"]
    assert written["b"] is written["c"] is written["d"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
SCHEMAS = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["string", "integer", ["null", "object"], "array", "colour", 7]),
            "enum": st.lists(JSON, max_size=2),
            "minLength": st.integers() | st.text(),
            "multipleOf": st.floats() | st.integers(),
            "maximum": st.floats() | st.none(),
            "uniqueItems": st.booleans() | st.none(),
            "required": st.lists(st.text()) | st.booleans(),
            "pattern": st.text(max_size=6),
            "format": st.sampled_from([*FORMATS, "colour", 1]),
            "$ref": st.sampled_from(["#", "#/properties/a", "http://127.0.0.1/", "#/nowhere"]),
        },
    ),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(st.sampled_from(["a", "b", "c/d"]), inner | JSON, max_size=3) | JSON,
            "patternProperties": st.dictionaries(st.text(max_size=4), inner, max_size=2),
            "additionalProperties": inner | st.booleans() | JSON,
            "dependencies": st.dictionaries(st.sampled_from("ab"), inner | st.lists(st.text()) | JSON, max_size=2),
            "items": inner | st.lists(inner, max_size=2) | JSON,
            "anyOf": st.lists(inner, max_size=3),
            "oneOf": st.lists(inner, max_size=3) | JSON,
            "allOf": st.lists(inner, max_size=3),
            "not": inner,
        },
    ),
    max_leaves=8,
)


@settings(max_examples=examples(200), deadline=None, suppress_health_check=list(HealthCheck))
@given(raw=SCHEMAS, value=JSON, dialect=st.sampled_from(["draft-04", "draft-06", "draft-07", "2019-09", "2020-12"]))
@pytest.mark.filterwarnings("ignore:the pattern")
def test_any_schema_and_value(raw, value, dialect):
    """Any schema and value give problems or a SchemaError."""
    try:
        problems = validate(schema(raw, dialect), value)
    except (SchemaError, ValidationError, CallError):
        return
    assert all(isinstance(problem, Problem) and str(problem) for problem in problems)


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
def test_endless_choice_is_refused(keyword):
    """A choice that contains itself for the same value is refused."""
    raw = {
        "properties": {"a": {"$ref": "#/definitions/a"}},
        "definitions": {"a": {keyword: [{"$ref": "#/definitions/a"}]}},
    }
    with pytest.raises(SchemaError, match=rf"never end: .*#/definitions/a -> #/definitions/a/{keyword}/0 -> "):
        Checker(schema(raw))


def test_deepest_value_is_checked():
    """A value as deep as a body may be is checked completely."""
    raw = {"type": "object", "properties": {"next": {"$ref": "#"}}}
    value = {"next": 7}
    for _ in range(60):
        value = {"next": value}
    assert failing(raw, value) == [("/next" * 61, "type")]


def test_too_deep_value_is_a_problem():
    """A value that is too deep to be checked is a problem."""
    value = {}
    for _ in range(2000):
        value = {"next": value}
    assert [str(problem) for problem in validate(schema({"properties": {"next": {"$ref": "#"}}}), value)] == [
        "it is nested too deeply to be checked"
    ]


def test_not_of_booleans_in_draft_4():
    """not: true and not: false work in draft 4."""
    assert (failing({"not": True}, 1), failing({"not": False}, 1)) == ([("", "not")], [])


@pytest.mark.parametrize("hidden", [{"format": "password"}, {"writeOnly": True}])
def test_marked_secret_is_not_in_problems(hidden):
    """No problem shows a value that the schema marks as secret."""
    raw = {"properties": {"pins": {"type": "array", "items": {"type": "string", "maxLength": 2, **hidden}}}}
    problems = validate(schema(raw), {"pins": ["hunter2"]})
    assert [str(problem) for problem in problems] == ["pins.0: expected at most 2 characters, got '***'"]


@pytest.mark.parametrize("keyword", ["allOf", "anyOf"])
def test_million_checks_are_refused(keyword):
    """A schema that checks one value in a million ways is refused."""
    raw = {f"a{number}": {keyword: [{"$ref": f"#/a{number + 1}"}] * 2} for number in range(40)} | {"a40": {}}
    with pytest.raises(SchemaError, match=r"^one value would have to be checked against \d+ schemas \(at #/a0\)$"):
        Checker(schema(raw, at="/a0"))


def test_ten_thousand_choices_are_refused():
    """A schema with ten thousand choices for one value is refused."""
    with pytest.raises(SchemaError, match=r"^one value would have to be checked against 10001 schemas \(at #\)$"):
        Checker(schema({"anyOf": [{}] * 10_000}))


def test_deepest_schema_on_full_stack():
    """The deepest schema is refused with a message if the stack is nearly full."""

    def deeper(depth):
        return deeper(depth - 1) if depth else Checker(schema(nested(95)))

    with pytest.raises(SchemaError, match=r"^the schema is nested too deeply"):
        deeper(600)
