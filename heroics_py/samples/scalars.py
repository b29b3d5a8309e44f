"""Samples of texts, numbers, flags and null."""

from collections.abc import Callable

from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules

__all__ = ["SCALARS", "number_or", "sample_type"]

_MAX_PATTERN_TEXTS = 8

_FORMATS = {
    "date-time": "2015-01-01T12:00:00Z",
    "date": "2015-01-01",
    "time": "12:00:00Z",
    "uuid": "01234567-89ab-cdef-0123-456789abcdef",
    "email": "user@example.com",
    "hostname": "www.example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "uri-reference": "/example",
    "regex": "^.*$",
    "json-pointer": "/example",
}
# Without a type, the keywords decide.
_KEYWORDS_BY_TYPE = {
    "object": ("properties", "patternProperties", "additionalProperties", "required"),
    "array": ("items", "minItems", "maxItems"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}


def sample_type(node: dict[str, Json], failures: int) -> str:
    """Return one of the types that the schema allows: null only if nothing else is allowed, or all else failed."""
    types = node.get("type")
    names = types if isinstance(types, list) else [types]
    known = sorted(
        (name for name in names if isinstance(name, str) and name in _TYPES), key=lambda name: name == "null"
    )
    if known:
        return known[(failures // 3) % len(known)]
    keywords = _KEYWORDS_BY_TYPE.items()
    return next((name for name, words in keywords if any(word in node for word in words)), "string")


def number_or(value: Json, default: float) -> float:
    """Return ``value`` if it is a number, else ``default``."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else default


def _string(node: dict[str, Json], failures: int) -> str:
    min_length = int(number_or(node.get("minLength"), 0))
    max_length = int(number_or(node.get("maxLength"), max(min_length, 255)))
    texts = _texts(node, failures, min_length)
    text = texts[min(failures, len(texts) - 1)]
    return (text + "x" * (min_length - len(text)))[:max_length]


def _texts(node: dict[str, Json], failures: int, min_length: int) -> list[str]:
    """Return the texts to try one after the other, the likeliest first."""
    name, pattern = node.get("format"), node.get("pattern")
    texts = [_FORMATS[name]] if isinstance(name, str) and name in _FORMATS else []
    if isinstance(pattern, str):
        load_modules("heroics_py.samples.pattern_text")
        from heroics_py.samples.pattern_text import text_for

        texts += [text_for(pattern, more) for more in (*range(min(failures, _MAX_PATTERN_TEXTS) + 1), min_length)]
    return [*texts, "example", *(f"example{number}" for number in range(2, failures + 2))]


def _number(node: dict[str, Json], failures: int) -> float:
    step = number_or(node.get("multipleOf"), 1) or 1
    value = number_or(node.get("minimum"), 0)
    exclusive = node.get("exclusiveMinimum")
    if exclusive is True or (isinstance(exclusive, int | float) and not isinstance(exclusive, bool)):
        value = (value if exclusive is True else number_or(exclusive, 0)) + step
    maximum = number_or(node.get("maximum"), value)
    if "minimum" not in node and exclusive is None and maximum < 0:
        value = maximum
    value += step * failures
    return value - value % step if "multipleOf" in node else value


def _integer(node: dict[str, Json], failures: int) -> int:
    value = _number(node, failures)
    return int(value) if value == int(value) else int(value) + 1


SCALARS: dict[str, Callable[[dict[str, Json], int], Json]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": lambda _, failures: bool(failures % 2),
    "null": lambda _, __: None,
}
"""By type, a function that returns a sample for a schema after so many samples that failed it."""

_TYPES = frozenset({*SCALARS, "object", "array"})
