"""Values as people have them: of the standard library, and objects that do what those of numpy and pandas do."""

import collections
import dataclasses
import enum
import ipaddress
import pathlib
import sqlite3
import types
import uuid
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple
from unittest.mock import MagicMock, Mock

import pytest

import heroics_py
from heroics_py.call.values.json_text import compact_json
from heroics_py.call.values.json_value import json_value
from heroics_py.call.values.plain_values import is_missing
from heroics_py.call.values.scalars import scalar_text
from heroics_py.errors import CallError, ValidationError

SCHEMA = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": "https://shop.example"}],
    "paths": {
        "/things/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": ["string", "integer"]}}],
            "get": {
                "tags": ["thing"],
                "operationId": "act",
                "parameters": [
                    {"name": "since", "in": "query", "schema": {"type": "string"}},
                    {"name": "size", "in": "query", "schema": {"type": "array", "items": {"type": "integer"}}},
                    {"name": "X-Level", "in": "header", "schema": {"type": "integer"}},
                ],
            },
            "put": {
                "tags": ["thing"],
                "operationId": "put",
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "properties": {
                                    "price": {"type": "number", "multipleOf": 0.01},
                                    "amount": {"type": "string"},
                                    "on": {"type": "boolean"},
                                    "note": {"type": ["string", "null"]},
                                    "any": {},
                                },
                            }
                        }
                    }
                },
            },
        }
    },
}


class Colour(enum.Enum):
    RED = "red"


class Access(enum.Flag):
    READ = 1
    WRITE = 2


@dataclasses.dataclass
class Point:
    x: int
    below: object = None


class Pair(NamedTuple):
    name: str
    size: int


class Scalar:
    """What numpy's scalars do."""

    dtype = types.SimpleNamespace(kind="i", names=None)

    def __init__(self, value):
        self.value = value

    def tolist(self):
        return self.value

    item = tolist


class ItemAlone:
    def item(self):
        return 5


class Index:
    def __index__(self):
        return 5


class Order:
    """A class of the caller's, whose `item` is something else."""

    def item(self):
        return Point(1)


class Endless:
    def item(self):
        return Endless()

    def tolist(self):
        return Endless()


class NAType:
    def __repr__(self):
        return "<NA>"

    def __bool__(self):
        raise TypeError


class Series:
    """What a Series of pandas does."""

    def __init__(self, **values):
        self.index = list(values)
        self._values = list(values.values())

    def to_dict(self):
        return dict(zip(self.index, self._values, strict=True))

    def tolist(self):
        return self._values


class Column(Series):
    def __init__(self, *values):
        self.index = range(len(values))
        self._values = list(values)


class Frame:
    """What a DataFrame of pandas does."""

    columns = ("a",)

    def to_dict(self, orient="dict"):
        return [{"a": 1}, {"a": 2}] if orient == "records" else {"a": {0: 1, 1: 2}}


class Labelled:
    """What a DataArray of xarray does."""

    __array__ = None
    dims = ("x",)
    values = (1, Scalar(2))

    def to_dict(self):
        return {"dims": self.dims}


class Fields:
    """What many a class of a caller does."""

    columns = None

    def to_dict(self):
        return {"a": Point(1)}


class Model:
    """What a model of pydantic does."""

    def model_dump(self, *, by_alias=False):
        return {"the-name" if by_alias else "name": Decimal("0.10")}


class Attrs:
    __attrs_attrs__ = (types.SimpleNamespace(name="a"), types.SimpleNamespace(name="b"))
    a, b = 1, Point(2)


class Struct:
    __struct_fields__ = ("own", "other")
    __struct_encode_fields__ = ("ownName", "other")
    own, other = 1, 2


class Arrow:
    def as_py(self):
        return 7


class Moment:
    def isoformat(self):
        return "2020-01-01T00:00:00+00:00"


class OtherUUID:
    hex = "0" * 32
    int = 0

    def __str__(self):
        return str(uuid.UUID(self.hex))


class Posing(list):
    def item(self):
        return 5


def sqlite_row():
    database = sqlite3.connect(":memory:")
    database.row_factory = sqlite3.Row
    row = database.execute("select 1 as a, 'x' as b").fetchone()
    database.close()
    return row


TWO_HOURS = timezone(timedelta(hours=2))
SINGLE = [
    (datetime(2020, 1, 1, 12, 30, 0, 250_000, tzinfo=UTC), "2020-01-01T12:30:00.250000Z"),
    (datetime(2020, 1, 1, 12, tzinfo=TWO_HOURS), "2020-01-01T10:00:00Z"),
    (datetime(2020, 1, 1, 12, 0, 0, 1), "2020-01-01T12:00:00.000001Z"),  # noqa: DTZ001 - read as UTC
    (date(2020, 1, 1), "2020-01-01"),
    (time(12, 30, 0, 5), "12:30:00.000005"),
    (timedelta(days=1, hours=2, minutes=3, seconds=4, milliseconds=500), "P1DT2H3M4.5S"),
    (timedelta(), "PT0S"),
    (timedelta(days=-1), "-P1D"),
    (uuid.UUID(int=0), "00000000-0000-0000-0000-000000000000"),
    (OtherUUID(), "00000000-0000-0000-0000-000000000000"),
    (Colour.RED, "red"),
    (pathlib.PurePosixPath("a/b.txt"), "a/b.txt"),
    (ipaddress.ip_address("::1"), "::1"),
    (ipaddress.ip_network("10.0.0.0/8"), "10.0.0.0/8"),
    (Moment(), "2020-01-01T00:00:00+00:00"),
]


@pytest.mark.parametrize(("value", "text"), SINGLE, ids=lambda each: type(each).__name__)
def test_values_that_are_text(value, text):
    """A time, a duration, a UUID, a member of an Enum, a path and an address are text, in JSON and in a URL."""
    assert (json_value([value]), scalar_text(value)) == ([text], text)


OTHERS = [
    (Scalar(5), 5),
    (Scalar(value=True), True),
    (Scalar(2**63), 2**63),
    (ItemAlone(), 5),
    (Index(), 5),
    (Arrow(), 7),
    (Access.READ | Access.WRITE, 3),
    (Fraction(1, 4), 0.25),
    (Fraction(4, 2), 2),
    (Series(name="x", size=Scalar(5)), {"name": "x", "size": 5}),
    (Column("x", Scalar(5)), ["x", 5]),
    (Frame(), [{"a": 1}, {"a": 2}]),
    (Labelled(), [1, 2]),
    (Fields(), {"a": {"x": 1, "below": None}}),
    (Model(), {"the-name": 0.1}),
    (Attrs(), {"a": 1, "b": {"x": 2, "below": None}}),
    (Struct(), {"ownName": 1, "other": 2}),
    (Point(1, Point(2)), {"x": 1, "below": {"x": 2, "below": None}}),
    (Pair("a", 1), {"name": "a", "size": 1}),
    (sqlite_row(), {"a": 1, "b": "x"}),
    (types.MappingProxyType({"a": (1,)}), {"a": [1]}),
    (collections.OrderedDict(a=1), {"a": 1}),
    (collections.UserDict(a=1), {"a": 1}),
    (collections.UserList([1]), [1]),
    (collections.deque([1]), [1]),
    (range(2), [0, 1]),
    ({"a": 1}.keys(), ["a"]),
    ({"a": 1}.values(), [1]),
    (Posing([1]), [1]),
    (NAType(), None),
]


@pytest.mark.parametrize(("value", "expected"), OTHERS, ids=lambda each: type(each).__name__)
def test_values_by_what_they_do(value, expected):
    """An object becomes the JSON value that its type knows how to give, at any depth."""
    assert json_value({"a": [value]}) == {"a": [expected]}


@pytest.mark.parametrize("kind", [Mock, MagicMock, Order, Endless])
def test_objects_that_pose(kind):
    """A mock, another method called `item`, and a conversion without end are refused with the type."""
    with pytest.raises(ValidationError, match=f"^a: JSON has no form for a {kind.__name__}; expected "):
        json_value({"a": kind()})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (object(), "a JSON value"),
        ({1}, "a list"),
        (b"x", "text"),
        ((each for each in "ab"), r"a list: list\(...\)"),
        (Order(), r"a JSON value, such as a dict of its fields: vars\(value\)"),
        (Fraction(1, 3), r"a decimal number: float\(value\)"),
        (len, "a JSON value, not something to call"),
        (Point, "a JSON value, not something to call"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_values_that_are_refused(value, expected):
    """What JSON has no form for is refused with its place, its type and what to pass."""
    with pytest.raises(
        ValidationError, match=rf"^a\.0: JSON has no form for a {type(value).__name__}; expected {expected}$"
    ):
        json_value({"a": [value]})


def test_keys_that_are_text():
    """Keys are text: members of an Enum, UUIDs, dates and paths become it, too."""
    keys = {Colour.RED: 1, uuid.UUID(int=0): 2, date(2020, 1, 1): 3, pathlib.PurePosixPath("x"): 4}
    assert list(json_value(keys)) == ["red", "00000000-0000-0000-0000-000000000000", "2020-01-01", "x"]


@pytest.mark.parametrize("key", [None, 3, 1.5, True, NAType(), Scalar(3), (1,)], ids=lambda each: type(each).__name__)
def test_keys_that_are_not_text(key):
    """Numbers and missing values are not keys."""
    with pytest.raises(ValidationError, match=r"the key .* is not text; expected text as keys$"):
        json_value({key: 1})


def test_equal_keys():
    """Two keys of one text are refused: one would hide the other."""
    with pytest.raises(ValidationError, match=r"^two keys have the text 'red'; expected different keys$"):
        json_value({Colour.RED: 1, "red": 2})


def test_object_in_itself():
    """A dataclass that holds itself is refused."""
    point = Point(1)
    point.below = {"again": point}
    with pytest.raises(ValidationError, match=r"^below\.again: the value contains itself"):
        json_value(point)


def test_object_without_end():
    """A conversion that always makes a new object ends at a hundred levels."""

    class Deeper:
        def to_pylist(self):
            return [Deeper()]

    with pytest.raises(ValidationError, match=r"the value is nested too deeply; expected at most 100 levels$"):
        json_value(Deeper())


def test_many_problems():
    """At most a hundred problems of one value are told."""
    with pytest.raises(ValidationError) as caught:
        json_value([float("nan")] * 1000)
    assert len(caught.value.problems) == 100


class NoTime(datetime):
    """What NaT does."""

    __hash__ = None

    def __ne__(self, other):
        return True


def test_missing_values():
    """NA and NaT are missing; None and NaN are values."""
    values = (NAType(), NoTime(2020, 1, 1), None, float("nan"), "", Point(1), datetime(2020, 1, 1, tzinfo=UTC))
    assert [is_missing(each) for each in values] == [True, True, *[False] * 5]


@pytest.fixture(scope="module")
def client():
    with heroics_py.connect(SCHEMA) as client:
        yield client


def test_values_in_a_url(client):
    """A path, a query and a header take these values, and lists of them."""
    request = client.thing.act.prepare(
        Scalar(5), since=datetime(2020, 1, 1, 0, 0, 0, 5, tzinfo=UTC), size=Column(Scalar(1), 2), x_level=Scalar(3)
    )
    assert request.url == "https://shop.example/things/5?since=2020-01-01T00%3A00%3A00.000005Z&size=1&size=2"
    assert request.headers["X-Level"] == "3"


@pytest.mark.parametrize(
    "body", [Point(1), Series(x=1, below=None), Pair("a", 1), Model()], ids=lambda each: type(each).__name__
)
def test_objects_as_bodies(client, body):
    """An object with fields is a body."""
    assert client.thing.update.prepare(5, body).body == compact_json(json_value(body)).encode()


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("0.10", b'{"price":0.10}'),
        ("12345678901234567.89", b'{"price":12345678901234567.89}'),
        ("5.00", b'{"price":5}'),
    ],
)
def test_decimal_digits(client, text, sent):
    """A Decimal is a number with all of its digits, and is checked as one."""
    assert client.thing.update.prepare(5, price=Decimal(text)).body == sent


def test_decimal_without_a_fraction(client):
    """A rule such as multipleOf sees the exact Decimal."""
    with pytest.raises(ValidationError, match=r"price: 0\.1000000000000000001 is not a multiple of 0\.01"):
        client.thing.update.prepare(5, price=Decimal("0.1000000000000000001"))


@pytest.mark.parametrize("text", ["0.10", "5.00"])
def test_decimal_as_text(client, text):
    """A Decimal is text where the schema takes text and no number."""
    body = client.thing.update.prepare(5, amount=Decimal(text), any=[Decimal("1.50")]).body
    assert body == f'{{"amount":"{text}","any":[1.50]}}'.encode()


def test_missing_value_in_a_body(client):
    """A missing value is null where the schema takes null, and is refused with what to do elsewhere."""
    assert client.thing.update.prepare(5, note=NAType()).body == b'{"note":null}'
    with pytest.raises(
        ValidationError, match=r"on: expected boolean, got None \(null\); <NA> is a missing value: leave"
    ):
        client.thing.update.prepare(5, Series(on=NAType()))


def test_nan_in_a_body(client):
    """NaN is refused, and the error says what to do if it means a missing value."""
    with pytest.raises(ValidationError, match=r"price: nan is not a JSON number; .*leave the field out or pass None"):
        client.thing.update.prepare(5, price=float("nan"))


@pytest.mark.parametrize(
    ("args", "kwargs", "message"),
    [
        ((NAType(),), {}, r"^thing\.act: id is <NA>: expected"),
        ((), {"id": NAType()}, r"^thing\.act\(\) got <NA> for 'id', a part of the path: expected an identity"),
        ((5,), {"since": NAType()}, r"got <NA> for 'since', a query parameter: that is a missing value; leave the"),
        ((5,), {"x_level": NAType()}, r"got <NA> for 'x_level', a header parameter: that is a missing value"),
    ],
)
def test_missing_value_in_a_url(client, args, kwargs, message):
    """A missing value is never left out of a URL or a header in silence."""
    with pytest.raises(CallError, match=message):
        client.thing.act.prepare(*args, **kwargs)


def test_problem_of_a_parameter(client):
    """The problem of a query parameter names the call, the parameter and the place in it."""
    with pytest.raises(ValidationError, match=r"^thing\.act: size\.1: JSON has no form for a object"):
        client.thing.act.prepare(5, size=[1, object()])


def test_surrogate_in_a_body(client):
    """Half a surrogate pair in a body is refused with its place."""
    with pytest.raises(CallError, match=r"^thing.update: any\.0\.a holds half a surrogate pair"):
        client.thing.update.prepare(5, any=[{"a": "\ud800"}])


def test_arguments_are_read_once(client):
    """An object is converted once for each place that it is read in, and not for each link that might be meant."""
    asked = []

    class Counted(Scalar):
        def tolist(self):
            asked.append(1)
            return 5

    client.thing.act.prepare(Counted(5))
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ({"type": "integer"}, "/orders/7?page=7"),
        ({"type": ["integer", "null"]}, "/orders/7?page=7"),
        ({"type": "number"}, "/orders/7.0?page=7.0"),
        ({"type": ["integer", "string"]}, "/orders/7?page=7"),
    ],
)
def test_whole_floats_where_integers_are(schema, path):
    """7.0, as a column with gaps holds it, is 7 in a path and a query whose schema takes integers and no numbers."""
    parameters = [{"in": where, "name": name, "schema": schema} for where, name in (("path", "id"), ("query", "page"))]
    parameters[0]["required"] = True
    item = {"get": {"operationId": "get", "tags": ["order"], "parameters": parameters}}
    root = {"openapi": "3.1.0", "servers": [{"url": "https://api.example"}], "paths": {"/orders/{id}": item}}
    order = heroics_py.connect(root).order
    assert order.get.prepare(7.0, page=7.0).url == f"https://api.example{path}"


def test_other_floats_are_no_integers():
    """A float with a fraction is refused where the schema takes integers."""
    item = {"get": {"tags": ["order"], "parameters": [{"in": "path", "name": "id", "schema": {"type": "integer"}}]}}
    root = {"openapi": "3.1.0", "servers": [{"url": "https://api.example"}], "paths": {"/orders/{id}": item}}
    with pytest.raises(heroics_py.ValidationError, match="expected integer"):
        heroics_py.connect(root).order.info.prepare(7.5)
