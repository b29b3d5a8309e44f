"""Validation: every way in which a value fails its schema, told before anything is sent."""

import warnings
from pathlib import Path
from types import SimpleNamespace

import pytest
import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heroics_py.errors import CallError, Problem, SchemaError, ValidationError
from heroics_py.model.schema import Documents
from heroics_py.validation.checker import Checker, validate
from heroics_py.validation.formats import FORMATS
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


def test_a_value_that_passes_has_no_problems():
    assert validate(schema(APP), {"name": "example", "region": "eu", "stack": None}) == ()


def test_a_problem_says_where_what_was_expected_and_what_the_field_is_for():
    assert validate(schema(APP), {"name": 7, "region": "eu"}) == (
        Problem(
            pointer="/name",
            message="expected string (matching ^[a-z]+$), got 7 (integer)",
            expected="string (matching ^[a-z]+$)",
            description="name of the app",
            keyword="type",
        ),
    )


def test_all_problems_come_at_once_missing_and_unknown_fields_before_finer_ones_and_shallow_before_deep():
    value = {"nmae": "x", "region": "mars", "stack": 1, "size": {"count": 0}}
    assert [str(problem) for problem in validate(schema(APP), value)] == [
        "name: is required",
        "nmae: is not a field of this object; did you mean 'name'?",
        "stack: expected string or null, got 1 (integer)",
        "region: expected one of 'eu', 'us', got 'mars'",
        "size.count: 0 breaks the rule minimum: 1",
    ]


def test_a_missing_field_is_described_by_its_own_schema():
    assert validate(schema(APP), {"region": "eu"}) == (
        Problem(
            pointer="/name",
            message="is required",
            expected="string (matching ^[a-z]+$)",
            description="name of the app",
            keyword="required",
        ),
    )


def test_a_value_that_is_no_object_is_the_problem_itself():
    assert failing(APP, "text") == [("", "type")]


@pytest.mark.parametrize("value", [{"password": "hunter2"}, {"size": {"count": {"api_key": "hunter2"}}}])
def test_the_value_of_a_secret_field_is_in_no_problem(value):
    problems = validate(schema(APP), {"name": "x", "region": "eu", **value})
    assert problems
    assert "hunter2" not in repr(problems)


def test_a_long_value_is_shown_in_part():
    (problem,) = validate(schema({"type": "integer"}), "x" * 1000)
    assert len(problem.message) < 120


@pytest.mark.parametrize(
    ("raw", "value", "message"),
    [
        ({"type": "array", "uniqueItems": True}, [1, 1], "has an item twice"),
        ({"multipleOf": 5}, 7, "7 is not a multiple of 5"),
        ({"pattern": "^a"}, "b", "'b' does not match ^a"),
        ({"format": "uuid"}, "b", "'b' is not a valid uuid"),
        ({"maxLength": 1}, "ab", "'ab' breaks the rule maxLength: 1"),
        ({"not": {"type": "string"}}, "b", "expected anything but string, got 'b'"),
        ({"dependencies": {"a": ["b"]}}, {"a": 1}, "'b' is a dependency of 'a'"),
        (
            {"anyOf": [{"type": "string"}, {"type": "integer"}]},
            [],
            "expected string or integer, got []",
        ),
    ],
)
def test_a_problem_says_in_words_what_is_wrong(raw, value, message):
    assert [problem.message for problem in validate(schema(raw), value)] == [message]


def test_of_several_alternatives_the_one_that_fits_tells_its_own_problems():
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
    ("value", "told"),
    [
        ({"kind": "dog", "bark": "x"}, ("/bark", "expected integer, got 'x' (string)")),
        ({"kind": "cat", "meow": 1}, ("/meow", "expected boolean, got 1 (integer)")),
        ({"kind": "cow"}, ("/kind", "expected one of 'dog', 'cat', got 'cow'")),
        ({}, ("/kind", "is required")),
    ],
)
def test_a_field_with_listed_values_tells_which_alternative_is_meant(value, told):
    assert [(each.pointer, each.message) for each in validate(schema(PETS, "2020-12"), value)] == [told]


def test_a_bound_that_is_not_reached_says_so():
    (problem,) = validate(schema({"minimum": 0, "exclusiveMinimum": True}), 0)
    assert problem.message == "0 breaks the rule minimum: 0, exclusively"


def test_a_list_of_items_is_understood_in_the_newest_draft_too():
    older = {"items": [{"type": "string"}], "additionalItems": False}
    assert failing(older, ["x"], "2020-12") == []
    assert failing(older, [1], "2020-12") == [("/0", "type")]
    assert failing(older, ["x", "y"], "2020-12") == [("", "items")]


def test_where_no_alternative_fits_the_choice_is_the_problem():
    raw = {"oneOf": [{"type": "null"}, {"type": "object"}]}
    assert validate(schema(raw), 3) == (
        Problem(pointer="", message="expected null or object, got 3", expected="null or object", keyword="oneOf"),
    )


# --- the right draft -------------------------------------------------------------------------------------------------


def test_in_draft_4_a_float_is_no_integer_and_in_draft_6_a_whole_one_is():
    assert failing({"type": "integer"}, 1.0) == [("", "type")]
    assert failing({"type": "integer"}, 1.0, "draft-06") == []


def test_in_draft_4_what_stands_beside_a_reference_is_ignored_and_in_2020_12_it_counts():
    raw = {
        "properties": {"a": {"$ref": "#/definitions/text", "maxLength": 1}},
        "definitions": {"text": {"type": "string"}},
    }
    assert failing(raw, {"a": "long"}) == []
    assert failing(raw, {"a": "long"}, "2020-12") == [("/a", "maxLength")]


def test_a_pattern_may_match_anywhere():
    assert failing({"pattern": "b"}, "abc") == []


def test_in_draft_4_an_exclusive_bound_is_a_flag_and_in_draft_6_a_number():
    assert failing({"minimum": 1, "exclusiveMinimum": True}, 1) == [("", "minimum")]
    assert failing({"exclusiveMinimum": 1}, 1, "draft-06") == [("", "exclusiveMinimum")]


def test_a_dialect_that_no_table_knows_is_taken_for_draft_4():
    assert failing({"type": "integer"}, 1.0, "https://example.com/hyper-schema") == [("", "type")]


@pytest.mark.parametrize("dialect", ["draft-04", "draft-06", "draft-07", "2019-09", "2020-12"])
def test_true_and_false_are_schemas_wherever_they_stand(dialect):
    raw = {"properties": {"yes": True, "no": False}, "additionalProperties": True}
    assert failing(raw, {"yes": 1, "no": 1, "more": 1}, dialect) == [("/no", "not")]


def test_items_may_be_true_or_false():
    assert (failing({"items": True}, [1]), failing({"items": False}, [1])) == ([], [("/0", "not")])


# --- keywords --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "value", "passes"),
    [(0.01, 0.07, True), (0.1, 1e300, True), (2, 10**400, True), (2, 3, False), (0.5, 1.5, True), (1e-300, 1, True)],
)
def test_multiples_are_exact(step, value, passes):
    assert failing({"multipleOf": step}, value) == ([] if passes else [("", "multipleOf")])


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_no_multiple(value):
    assert failing({"multipleOf": 2}, value) == [("", "multipleOf")]


def test_true_is_neither_a_number_nor_an_item_like_one():
    assert failing({"multipleOf": 2}, True) == []
    assert failing({"uniqueItems": True}, [1, True, 0, False]) == []


def test_one_and_one_point_zero_are_the_same_item():
    assert failing({"uniqueItems": True}, [{"a": [1]}, {"a": [1.0]}]) == [("", "uniqueItems")]


def test_thousands_of_items_are_compared_in_one_pass(monkeypatch):
    class Counting(dict):
        compared = 0

        def __eq__(self, other):
            Counting.compared += 1
            return dict.__eq__(self, other)

        __hash__ = None

    items = [Counting(id=str(number), tags=[number]) for number in range(4000)]
    assert (failing({"type": "array", "uniqueItems": True}, items), Counting.compared) == ([], 0)


def test_names_that_match_a_pattern_follow_its_schema():
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


def test_further_fields_follow_the_schema_for_them():
    assert failing({"additionalProperties": {"type": "integer"}}, {"a": 1, "b": "x"}) == [("/b", "type")]


def test_a_field_that_needs_another_is_told_without_it():
    assert failing({"dependencies": {"a": ["b"]}}, {"a": 1}) == [("", "dependencies")]
    assert failing({"dependencies": {"a": {"required": ["b"]}}}, {"a": 1}) == [("/b", "required")]
    assert failing({"dependentRequired": {"a": ["b"]}}, {"a": 1}, "2020-12") == [("", "dependentRequired")]


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
def test_a_format_is_checked(name):
    good, bad = GOOD_AND_BAD[name]
    verdicts = {value: failing({"format": name}, value) for value in [*good, *bad]}
    assert verdicts == {value: [] for value in good} | {value: [("", "format")] for value in bad}


def test_a_format_says_nothing_of_what_is_no_text_and_an_unknown_one_nothing_at_all():
    assert (failing({"format": "uuid"}, 7), failing({"format": "colour"}, "x")) == ([], [])


# --- schemas that are not trusted ------------------------------------------------------------------------------------


@pytest.mark.parametrize("pattern", [r"^(\w+\s?)*$", r"^(a|a)*$", r"^(([a-z])+.)+[A-Z]([a-z])+$"])
def test_a_pattern_that_explodes_is_given_up_with_a_warning(pattern, monkeypatch):
    checker = Checker(schema({"items": {"pattern": pattern}}))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        checker.problems(["a" * 5000 + "!"] * 200)
    told = f"the pattern {pattern!r} is not checked: it takes too long to decide"
    assert {str(each.message) for each in caught} == {told}
    assert 1 <= len(caught) <= 10


def test_a_pattern_is_decided_all_the_same_where_other_threads_used_up_its_time(monkeypatch):
    limits = []

    def search(value, timeout):
        limits.append(timeout)
        if len(limits) == 1:
            raise TimeoutError
        return regex.search("^a$", value)

    pattern = Pattern("^a$")
    monkeypatch.setattr(pattern, "_compiled", SimpleNamespace(search=search))
    assert (pattern.matches("b"), len(limits)) == (False, 2)


def test_a_pattern_in_time_is_decided():
    assert failing({"pattern": "^(a+)+$"}, "a" * 32 + "!") == [("", "pattern")]


def test_a_host_name_takes_no_exponential_time():
    assert failing({"format": "hostname"}, "a" * 60 + "!") == [("", "format")]


@pytest.mark.parametrize("pattern", ["(", "[", "*", "(?P<x", r"\p{Nope}", "a{2,1}"])
def test_a_pattern_that_is_none_is_skipped_with_a_warning_at_the_callers_line(pattern):
    with pytest.warns(UserWarning, match="the pattern .* is not checked") as caught:
        assert validate(schema({"type": "string", "pattern": f"{pattern}# {__name__}"}), "x") == ()
    assert [each.filename for each in caught] == [__file__]


@pytest.mark.parametrize(
    ("pattern", "value"), [(r"\Aa+\z", "aaa"), (r"^(?<name>a)$", "a"), (r"^\\z$", "\\z"), (r"^\p{L}+$", "é")]
)
def test_patterns_of_ruby_and_javascript_are_understood(pattern, value):
    assert (failing({"pattern": pattern}, value), failing({"pattern": pattern}, "7!")) == ([], [("", "pattern")])


@pytest.mark.parametrize(
    "reference",
    ["http://127.0.0.1:9/x.json", "https://example.com/x", "file:///etc/hostname", "//example.com/x", "x.json"],
)
def test_a_reference_to_another_place_is_an_error_and_never_fetched(reference, monkeypatch):
    def fetched(*args, **kwargs):
        raise AssertionError("something was opened")

    monkeypatch.setattr("socket.create_connection", fetched)
    monkeypatch.setattr("urllib.request.urlopen", fetched)
    with pytest.raises(SchemaError, match="points to nothing"):
        Checker(schema({"properties": {"a": {"$ref": reference}}}))


def test_a_file_that_is_there_is_not_read_either(tmp_path):
    path = Path(tmp_path, "x.json")
    path.write_text('{"type": "integer"}')
    with pytest.raises(SchemaError, match="never fetched"):
        Checker(schema({"properties": {"a": {"$ref": path.as_uri()}}}))


def test_a_schema_that_leads_back_into_itself_checks_any_depth():
    raw = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "next": {"$ref": "#"}}}
    value = {"id": 1, "next": {"id": 2, "next": {"id": "3", "next": {}}}}
    assert failing(raw, value) == [("/next/next/next/id", "required"), ("/next/next/id", "type")]


def test_two_schemas_that_lead_into_each_other_are_both_checked():
    raw = {
        "$ref": "#/definitions/a",
        "definitions": {
            "a": {"type": "object", "properties": {"b": {"$ref": "#/definitions/b"}}},
            "b": {"type": "array", "items": {"$ref": "#/definitions/a"}},
        },
    }
    assert failing(raw, {"b": [{"b": [1]}]}) == [("/b/0/b/0", "type")]


def test_references_that_go_round_in_a_circle_are_named():
    raw = {"properties": {"a": {"$ref": "#/definitions/a"}}, "definitions": {"a": {"$ref": "#/definitions/a"}}}
    with pytest.raises(SchemaError, match=r"round in a circle: .*#/definitions/a -> #/definitions/a"):
        Checker(schema(raw))


def nested(depth):
    made = {"type": "string"}
    for _ in range(depth):
        made = {"properties": {"a": made}}
    return made


def test_a_schema_a_hundred_levels_deep_is_used_and_a_deeper_one_refused():
    assert validate(schema(nested(45)), {}) == ()
    with pytest.raises(SchemaError, match="nested too deeply"):
        Checker(schema(nested(400)))


def test_keywords_of_a_wrong_form_are_left_out():
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


def test_an_embedded_id_does_not_change_what_references_mean():
    raw = {
        "id": "schemata/app",
        "properties": {"a": {"id": "https://example.com/", "$ref": "#/definitions/a"}},
        "definitions": {"a": {"type": "integer"}},
    }
    assert failing(raw, {"a": "x"}) == [("/a", "type")]


def test_what_stands_at_a_place_and_is_no_schema_is_named():
    with pytest.raises(SchemaError, match=r"expected a schema \(an object\), got int \(at #/definitions/a\)"):
        Checker(schema({"definitions": {"a": 7}}, at="/definitions/a"))


def test_one_schema_that_is_meant_many_times_is_written_once():
    raw = {
        "properties": {name: {"$ref": "#/definitions/a"} for name in "bcd"},
        "definitions": {"a": {"type": "string"}},
    }
    made = self_contained(schema(raw))["properties"]
    assert made["b"] is made["c"] is made["d"]


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


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(raw=SCHEMAS, value=JSON, dialect=st.sampled_from(["draft-04", "draft-06", "draft-07", "2019-09", "2020-12"]))
@pytest.mark.filterwarnings("ignore:the pattern")
def test_whatever_the_schema_and_the_value_are_the_outcome_is_problems_or_a_schema_error(raw, value, dialect):
    try:
        problems = validate(schema(raw, dialect), value)
    except (SchemaError, ValidationError, CallError):
        return
    assert all(isinstance(problem, Problem) and str(problem) for problem in problems)


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
def test_a_choice_that_leads_back_to_itself_for_the_same_value_is_refused(keyword):
    raw = {
        "properties": {"a": {"$ref": "#/definitions/a"}},
        "definitions": {"a": {keyword: [{"$ref": "#/definitions/a"}]}},
    }
    with pytest.raises(SchemaError, match=rf"never end: .*#/definitions/a -> #/definitions/a/{keyword}/0 -> "):
        Checker(schema(raw))


def test_a_value_as_deep_as_bodies_may_be_is_checked_to_its_end():
    raw = {"type": "object", "properties": {"next": {"$ref": "#"}}}
    value = {"next": 7}
    for _ in range(60):
        value = {"next": value}
    assert failing(raw, value) == [("/next" * 61, "type")]


def test_a_value_that_is_too_deep_to_be_checked_is_a_problem():
    value = {}
    for _ in range(2000):
        value = {"next": value}
    assert [str(problem) for problem in validate(schema({"properties": {"next": {"$ref": "#"}}}), value)] == [
        "it is nested too deeply to be checked; validate=False sends it unchecked"
    ]


def test_not_true_and_not_false_are_understood_in_draft_4():
    assert (failing({"not": True}, 1), failing({"not": False}, 1)) == ([("", "not")], [])


@pytest.mark.parametrize("hidden", [{"format": "password"}, {"writeOnly": True}])
def test_what_the_schema_calls_secret_is_in_no_problem_either(hidden):
    raw = {"properties": {"pins": {"type": "array", "items": {"type": "string", "maxLength": 2, **hidden}}}}
    problems = validate(schema(raw), {"pins": ["hunter2"]})
    assert [str(problem) for problem in problems] == ["pins.0: '***' breaks the rule maxLength: 2"]


@pytest.mark.parametrize("keyword", ["allOf", "anyOf"])
def test_a_schema_that_checks_one_value_in_a_million_ways_is_refused(keyword):
    raw = {f"a{number}": {keyword: [{"$ref": f"#/a{number + 1}"}] * 2} for number in range(40)} | {"a40": {}}
    with pytest.raises(SchemaError, match=r"^one value would have to be checked against \d+ schemas \(at #/a0\)$"):
        Checker(schema(raw, at="/a0"))


def test_a_schema_that_offers_one_value_ten_thousand_choices_is_refused():
    with pytest.raises(SchemaError, match=r"^one value would have to be checked against 10001 schemas \(at #\)$"):
        Checker(schema({"anyOf": [{}] * 10_000}))


def test_a_schema_as_deep_as_may_be_is_refused_in_words_where_the_stack_is_nearly_full():
    def deeper(depth):
        return deeper(depth - 1) if depth else Checker(schema(nested(95)))

    with pytest.raises(SchemaError, match=r"^the schema is nested too deeply"):
        deeper(600)
