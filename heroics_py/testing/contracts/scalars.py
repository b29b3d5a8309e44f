"""Texts, numbers and flags that a schema names or allows, at its limits and beyond them."""

from collections.abc import Iterator, Mapping

from heroics_py.model.schema import Schema
from heroics_py.samples.pattern_text import text_for
from heroics_py.support.json_types import Json

__all__ = ["COMPOUND", "limits_of", "scalars_of", "texts"]

_LONG = 300
_LONGEST = 20_000  # characters: longer texts only slow everybody down
COMPOUND = "a'\"<é名🙂%s\\([{*$;#&/,:?="
"""What servers stumble over, in one text: it is made smaller where one does."""
_TEXTS = (
    *(
        "a",
        "example",
        "",
        "0",
        " ",
        "é",
        "名前",
        "🙂",
        "'",
        '"',
        "<b>",
        "%",
        "null",
        "a b",
        "-1",
        "a\nb",
        "\\",
        "../a",
        "(",
        "a\0b",
    ),
)
_FORMATS: Mapping[str, tuple[str, ...]] = {
    "date-time": (
        "2015-01-01T12:00:00Z",
        "1969-12-31T23:59:59+01:00",
        "2099-12-31T23:59:59.999Z",
        "9999-12-31T23:59:59Z",
    ),
    "date": ("2015-01-01", "2000-02-29", "1900-12-31", "9999-12-31", "0001-01-01"),
    "time": ("12:00:00Z", "23:59:59Z"),
    "uuid": ("01234567-89ab-cdef-0123-456789abcdef", "00000000-0000-0000-0000-000000000000"),
    "email": ("user@example.com", "first.last+tag@example.com"),
    "hostname": ("www.example.com", "a"),
    "ipv4": ("192.0.2.1", "0.0.0.0"),  # noqa: S104 - a sample, no address to bind to
    "ipv6": ("2001:db8::1", "::"),
    "uri": ("https://example.com/", "https://example.com/a?b=c#d"),
}
_NUMBERS = (0, 1, -1, 7, 100, 2**31, -(2**31) - 1, 2**53, 2**63)
_INTEGERS: Mapping[str, int] = {"int32": 2**31, "int64": 2**63}


def texts() -> tuple[str, ...]:
    """Return texts for a value without a schema."""
    return _TEXTS


def scalars_of(schema: Schema, kind: str) -> list[Json]:
    """Return texts, numbers or flags of a type, ordinary ones first, at the limits of a schema and beyond them."""
    if kind == "string":
        return list(dict.fromkeys(_texts(schema)))
    if kind in {"integer", "number"}:
        return list(dict.fromkeys(_numbers(schema, kind)))
    return [False, True] if kind == "boolean" else [None]


def _texts(schema: Schema) -> Iterator[str]:
    node = schema.node
    named = [node.get("example"), node.get("default"), *_list(node.get("examples"))]
    yield from _FORMATS.get(str(node.get("format")), ())
    if isinstance(pattern := node.get("pattern"), str):
        yield from (text_for(pattern, more) for more in (0, 1, 2, 5, 50))
    yield from (each for each in named if isinstance(each, str))
    least, most = _length(node.get("minLength")), _length(node.get("maxLength"))
    yield from _TEXTS if not least else [(text + "a" * least)[: max(least, len(text))] for text in _TEXTS]
    yield from ("a" * length for length in (least - 1, most, most + 1) if 0 < length <= _LONGEST)
    yield COMPOUND
    yield "a" * _LONG


def limits_of(schema: Schema, kind: str) -> list[Json]:
    """Return the values at the limits of a schema, and those just beyond."""
    if kind == "string":
        least, most = _length(schema.node.get("minLength")), _length(schema.node.get("maxLength"))
        return [COMPOUND, *("a" * length for length in (least - 1, most, most + 1) if 0 < length <= _LONGEST)]
    if kind not in {"integer", "number"}:
        return []
    bounds = [schema.node.get(each) for each in ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")]
    numbers = [each for each in bounds if isinstance(each, int | float) and not isinstance(each, bool)]
    return [each for each in _numbers(schema, kind) if any(abs(each - bound) <= 1 for bound in numbers)]


def _length(value: Json) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def _numbers(schema: Schema, kind: str) -> Iterator[float]:
    node = schema.node
    step = node.get("multipleOf")
    step = step if isinstance(step, int | float) and not isinstance(step, bool) and step > 0 else 1
    bounds = [node.get(each) for each in ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")]
    numbers = [each for each in bounds if isinstance(each, int | float) and not isinstance(each, bool)]
    whole = [int(each) if each == int(each) else each for each in numbers if abs(each) < 2**62]
    named = (each for each in (node.get("example"), node.get("default")) if isinstance(each, int | float))
    yield from (each for each in named if not isinstance(each, bool))
    yield from (each + more for each in whole for more in (0, step, -step))
    beyond = _INTEGERS.get(str(node.get("format")), 2**64)
    yield from (each * step for each in _NUMBERS if -beyond <= each * step < beyond)
    yield 0.5
    if kind == "number":
        yield from (1.25, -0.01, 1e20)


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
