"""Values as people have them, in a path, a query, a header, a form and JSON: RFC 8259, RFC 3339 and RFC 6570."""

import enum
import pathlib
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from ipaddress import ip_address
from types import MappingProxyType, SimpleNamespace
from typing import NamedTuple

from wire_case import WireCase

FORM = "application/x-www-form-urlencoded"
NUMBERS = "RFC 8259, 6 Numbers"
TIMES = "RFC 3339, 5.6 Internet Date/Time Format"
DURATIONS = "RFC 3339, Appendix A"
TEXTS = "RFC 8259, 7 Strings"
OBJECTS = "RFC 8259, 4 Objects"
EXPANSION = "RFC 6570, 3.2.1 Variable Expansion"
QUERY = "3.1.1, 4.8.12 Parameter Object"


class Region(enum.Enum):
    EU = "eu"


class Level(enum.IntEnum):
    LOW = 1


class Word(enum.StrEnum):
    A = "a b"


@dataclass
class Size:
    width: int
    unit: Region = Region.EU


class Pair(NamedTuple):
    name: str
    count: int


class Scalar:
    """What a scalar of numpy does."""

    dtype = SimpleNamespace(kind="i", names=None)

    def __init__(self, value):
        self._value = value

    def tolist(self):
        return self._value


MOMENT = datetime(2020, 1, 2, 3, 4, 5, 600_000, tzinfo=UTC)
EASTERN = datetime(2020, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=-5)))
ID = uuid.UUID("01234567-89ab-cdef-0123-456789abcdef")


def json(section, says, value, sent, schema=None):
    """Return a case of a JSON body with one field."""
    content = {"application/json": {"schema": {"type": "object", "properties": {"a": schema or {}}}}}
    return WireCase(
        section=section,
        says=f"JSON: {says}",
        method="post",
        operation={"requestBody": {"content": content}},
        kwargs={"a": value},
        line="POST /v1/things",
        body=b'{"a":%s}' % sent,
    )


def form(section, says, value, sent):
    return WireCase(
        section=section,
        says=f"form: {says}",
        method="post",
        operation={"requestBody": {"content": {FORM: {"schema": {"type": "object", "properties": {"a": {}}}}}}},
        kwargs={"a": value},
        line="POST /v1/things",
        body=sent,
    )


def path(says, value, sent):
    return WireCase(
        section=EXPANSION,
        says=f"path: {says}",
        path="/things/{id}",
        operation={"parameters": [{"name": "id", "in": "path", "required": True, "schema": {}}]},
        args=(value,),
        line=f"GET /v1/things/{sent}",
    )


def query(says, value, sent, schema=None):
    return WireCase(
        section=QUERY,
        says=f"query: {says}",
        operation={"parameters": [{"name": "q", "in": "query", "schema": schema or {}}]},
        kwargs={"q": value},
        line=f"GET /v1/things?{sent}",
    )


def header(says, value, sent):
    return WireCase(
        section=QUERY,
        says=f"header: {says}",
        operation={"parameters": [{"name": "X-A", "in": "header", "schema": {}}]},
        kwargs={"x_a": value},
        line="GET /v1/things",
        headers={"x-a": sent},
    )


CASES = [
    json(NUMBERS, "a scalar of numpy", Scalar(5), b"5", {"type": "integer"}),
    json(NUMBERS, "a truth value of numpy", Scalar(value=True), b"true", {"type": "boolean"}),
    json(NUMBERS, "an integer beyond 2**53", 2**53 + 1, b"9007199254740993"),
    json(NUMBERS, "a Decimal keeps its digits", Decimal("12345678901234567.10"), b"12345678901234567.10"),
    json(NUMBERS, "a whole Decimal is an integer", Decimal("5.0"), b"5", {"type": "integer"}),
    json(TEXTS, "a Decimal is text if the schema says so", Decimal("5.00"), b'"5.00"', {"type": "string"}),
    json(TEXTS, "a UUID", ID, f'"{ID}"'.encode()),
    json(TEXTS, "members of an Enum", [Region.EU, Level.LOW, Word.A], b'["eu",1,"a b"]'),
    json(TEXTS, "a path and an address", [pathlib.PurePosixPath("a/b"), ip_address("::1")], b'["a/b","::1"]'),
    json(TIMES, "a datetime with its fraction", MOMENT, b'"2020-01-02T03:04:05.600000Z"'),
    json(TIMES, "a datetime in UTC", EASTERN, b'"2020-01-02T08:04:05Z"'),
    json(TIMES, "a date", date(2020, 1, 2), b'"2020-01-02"'),
    json(DURATIONS, "a duration", timedelta(hours=1, minutes=30), b'"PT1H30M"'),
    json(OBJECTS, "a dataclass", Size(3), b'{"width":3,"unit":"eu"}'),
    json(OBJECTS, "a named tuple", Pair("x", 2), b'{"name":"x","count":2}'),
    json(OBJECTS, "another mapping, and keys of an Enum", MappingProxyType({Region.EU: 1}), b'{"eu":1}'),
    json("RFC 8259, 5 Arrays", "a range, a view and an array", [range(2), {"x": 1}.keys(), Scalar([1])],
         b'[[0,1],["x"],[1]]'),
    form(TIMES, "a datetime", MOMENT, b"a=2020-01-02T03%3A04%3A05.600000Z"),
    form(NUMBERS, "numbers", [Scalar(5), Decimal("1.50")], b"a=5&a=1.50"),
    form(OBJECTS, "a dataclass is JSON", Size(3), b"a=%7B%22width%22%3A3%2C%22unit%22%3A%22eu%22%7D"),
    path("a scalar of numpy", Scalar(5), "5"),
    path("a UUID", ID, str(ID)),
    path("a member of an Enum", Word.A, "a%20b"),
    path("a path of a file", pathlib.PurePosixPath("a/b"), "a%2Fb"),
    path("a date", date(2020, 1, 2), "2020-01-02"),
    path("a datetime", MOMENT, "2020-01-02T03%3A04%3A05.600000Z"),
    query("a datetime", MOMENT, "q=2020-01-02T03%3A04%3A05.600000Z"),
    query("a list of scalars", [Scalar(1), Region.EU, Decimal("1.50")], "q=1&q=eu&q=1.50"),
    query("an array", Scalar([1, 2]), "q=1&q=2", {"type": "array", "items": {"type": "integer"}}),
    query("a truth value", Scalar(value=False), "q=false", {"type": "boolean"}),
    header("a scalar of numpy", Scalar(5), "5"),
    header("a list", [ID, date(2020, 1, 2)], f"{ID},2020-01-02"),
]  # fmt: skip
