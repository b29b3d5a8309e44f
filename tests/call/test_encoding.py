"""Encoding: Python values as text and bytes of a request."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from types import MappingProxyType
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import examples

from heroics_py.call.bodies import encode_body
from heroics_py.call.parameters import encode_query, query_pairs
from heroics_py.call.urls.url import path_text
from heroics_py.call.values.json_value import json_value
from heroics_py.call.values.scalars import scalar_text
from heroics_py.errors import CallError, Problem, ValidationError
from heroics_py.model.bodies import Body
from heroics_py.record import Record

HALF = "\ud800"


class Colour(Enum):
    RED = "red"


class Size(IntEnum):
    ONE = 1


class Word(StrEnum):
    A = "a"


SPELLED = [
    ("text", "text"),
    (True, "true"),
    (False, "false"),
    (7, "7"),
    (1.5, "1.5"),
    (Decimal("1.50"), "1.50"),
    (Decimal("1E+3"), "1000"),
    (UUID("01234567-89ab-cdef-0123-456789abcdef"), "01234567-89ab-cdef-0123-456789abcdef"),
    (datetime(2012, 1, 1, 12, tzinfo=UTC), "2012-01-01T12:00:00Z"),
    (datetime(2012, 1, 1, 12, 0, 0, 999, tzinfo=UTC), "2012-01-01T12:00:00.000999Z"),
    (datetime(2012, 1, 1, 12, tzinfo=timezone(timedelta(hours=2))), "2012-01-01T10:00:00Z"),
    (datetime(2012, 1, 1, 12), "2012-01-01T12:00:00Z"),  # noqa: DTZ001 - the naive ones are the subject
    (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00Z"),
    (date(2012, 1, 1), "2012-01-01"),
    (Colour.RED, "red"),
    (Size.ONE, "1"),
    (Word.A, "a"),
]
NO_SINGLE_VALUE = [
    None,
    [],
    {},
    {"a"},
    b"x",
    object(),
    float("nan"),
    float("inf"),
    10**5000,
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("1e999999"),
    datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5))),
]


@pytest.mark.parametrize(("value", "text"), SPELLED)
def test_scalars(value, text):
    """A single value has the text of the wire."""
    assert scalar_text(value) == path_text("x", value) == text


def test_large_integers():
    """Integers are written up to Python's own limit of digits."""
    assert [scalar_text(10**4300 - 1), scalar_text(1 - 10**4300)] == ["9" * 4300, "-" + "9" * 4300]
    assert [scalar_text(10**4300), scalar_text(-(10**4300))] == [None, None]


@pytest.mark.parametrize("value", NO_SINGLE_VALUE, ids=lambda value: type(value).__name__)
def test_path_takes_single_values(value):
    """A path takes single values only."""
    assert scalar_text(value) is None
    with pytest.raises(CallError, match=r"^x is (None|a value of type \w+): expected text, a number"):
        path_text("x", value)


@pytest.mark.parametrize("text", ["", ".", ".."])
def test_path_changes_are_refused(text):
    """A value that would change the path is refused."""
    with pytest.raises(CallError, match="in a path, this would point to another URL"):
        path_text("x", text)


@pytest.mark.parametrize("text", ["a\0b", HALF, "a\udfff"])
def test_path_characters(text):
    """A character that a URL can't carry is refused in a path."""
    with pytest.raises(CallError, match="holds a character that a URL can't carry"):
        path_text("x", text)


def test_query_lists():
    """A query repeats the key of a list, and omits null."""
    fields = {"a": [1, "x y", None, True], "b": None, "c": False, "d": []}
    assert query_pairs(fields) == [("a", "1"), ("a", "x y"), ("a", "true"), ("c", "false")]


def test_query_encoding():
    """A query is percent-encoded."""
    assert encode_query([("filter[ids]", "a b&c=é/?#+%")]) == "filter%5Bids%5D=a%20b%26c%3D%C3%A9%2F%3F%23%2B%25"


@pytest.mark.parametrize("value", [{"a": 1}, [[1]]])
def test_query_nesting(value):
    """Nested values are refused in a query."""
    with pytest.raises(CallError, match=r"^x holds (dict|list): expected text, a number or a list of those$"):
        query_pairs({"x": value})


@pytest.mark.parametrize("fields", [{"x": HALF}, {HALF: "x"}])
def test_query_surrogates(fields):
    """Half a surrogate pair is refused in a query."""
    with pytest.raises(CallError, match="holds half a surrogate pair, which is not valid text"):
        query_pairs(fields)


def test_json_values():
    """Python values become JSON."""
    value = {
        "tuple": (1, 2.5),
        "when": datetime(2012, 1, 1, tzinfo=UTC),
        "id": UUID(int=1),
        "enum": [Colour.RED, Size.ONE, Word.A],
        "decimal": [Decimal("1.0"), Decimal("1.5")],
        "record": Record(name="x", owner={"id": 1}),
        "mapping": MappingProxyType({"a": None}),
        "flags": [True, False],
    }
    made = json_value(value)
    assert json.loads(json.dumps(made)) == made
    assert made == {
        "tuple": [1, 2.5],
        "when": "2012-01-01T00:00:00Z",
        "id": "00000000-0000-0000-0000-000000000001",
        "enum": ["red", 1, "a"],
        "decimal": [1, 1.5],
        "record": {"name": "x", "owner": {"id": 1}},
        "mapping": {"a": None},
        "flags": [True, False],
    }


def test_arguments_are_copied():
    """The caller's values are neither changed nor shared."""
    value = {"a": [{"b": (1,)}]}
    made = json_value(value)
    made["a"][0]["b"].append(2)
    assert value == {"a": [{"b": (1,)}]}


def test_values_without_json():
    """Every value that JSON can't express is a problem with its pointer."""
    with pytest.raises(ValidationError) as caught:
        json_value({"a": [1, float("nan")], "b/c": {1, 2}, "d": {3: 4}, "e": b"x", "f": 10**5000, "g": object()})
    assert caught.value.problems == tuple(
        Problem(pointer=pointer, message=message, expected=expected, keyword="type")
        for pointer, message, expected in [
            ("/a/1", "nan is not a JSON number; expected a finite number", "a finite number"),
            ("/b~1c", "JSON has no form for a set; expected a list", "a list"),
            ("/d", "the key 3 is not text; expected text as keys", "text as keys"),
            ("/e", "JSON has no form for a bytes; expected text", "text"),
            (
                "/f",
                "an integer of thousands of digits is not a JSON number; expected a finite number",
                "a finite number",
            ),
            ("/g", "JSON has no form for a object; expected a JSON value", "a JSON value"),
        ]
    )


def test_circular_value():
    """A value that contains itself is a problem."""
    value = {"a": []}
    value["a"].append(value)
    with pytest.raises(ValidationError, match=r"^a.0: the value contains itself; expected a value without cycles$"):
        json_value(value)


def test_shared_object():
    """One object in two places is fine."""
    shared = [1]
    assert json_value([shared, shared]) == [[1], [1]]


def test_deep_value():
    """A value of more than a hundred levels is a problem."""
    value = []
    for _ in range(3000):
        value = [value]
    with pytest.raises(ValidationError, match=r"the value is nested too deeply; expected at most 100 levels$"):
        json_value(value)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None))
    | st.binary()
    | st.decimals()
    | st.datetimes()
    | st.dates()
    | st.uuids()
    | st.complex_numbers()
    | st.sets(st.integers())
    | st.builds(object),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner) | st.tuples(inner, inner),
    max_leaves=15,
)


@settings(max_examples=examples(300), deadline=None)
@given(
    value=ANYTHING,
    media_type=st.sampled_from(
        ["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"]
    ),
)
def test_any_value(value, media_type):
    """Any value is encoded, or refused with an error of the library."""
    try:
        made = json_value(value)
        body, _ = encode_body("thing.act", Body(media_type=media_type), made, None)
    except (CallError, ValidationError):
        return
    assert isinstance(body, bytes)
