"""The limits of values: which are tighter, and which looser."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import isfinite

from heroics_py.changes.schemas.applied import Applied
from heroics_py.changes.schemas.patterns import refuses_texts_of
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["LIMITS", "LimitChange", "Limits", "limit_changes", "limits_of"]

LIMITS = frozenset(
    {
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
        "minContains",
        "maxContains",
        "multipleOf",
        "pattern",
        "uniqueItems",
    }
)
"""The keywords that limit values, apart from formats."""

Limit = tuple[float, bool] | float | bool | frozenset[str]
Limits = Mapping[str, Limit]
"""By name: (number, whether it is excluded), a count, or a set of texts."""

_LOWER = ("minLength", "minItems", "minProperties", "minContains")
_UPPER = ("maxLength", "maxItems", "maxProperties", "maxContains")
_BOUNDS = (("minimum", "exclusiveMinimum", max), ("maximum", "exclusiveMaximum", min))
# These say how a number is stored, and every number of JSON passes.
_SIZES = {"int32": 32, "int64": 64, "float": 32, "double": 64, "decimal": 0, "integer": 0, "number": 0}
# These say how a value is shown, or what it is called in another dialect.
_NOTES = frozenset({"password", "string", "text", "textarea", "html", "markdown"})
_SYNONYMS = {"datetime": "date-time", "guid": "uuid", "url": "uri", "bytes": "byte", "google-datetime": "date-time"}
_STANDARD_FORMATS = frozenset(
    {
        *("date", "date-time", "time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6"),
        *("uri", "uri-reference", "iri", "iri-reference", "uuid", "json-pointer", "relative-json-pointer", "regex"),
        *("uri-template", "byte", "binary"),
    }
)
# What is allowed by a format is allowed by the other.
_WIDER_FORMATS = {
    ("uri", "uri-reference"),
    ("uri", "iri"),
    ("uri", "iri-reference"),
    ("uri-reference", "iri-reference"),
    ("iri", "iri-reference"),
    ("email", "idn-email"),
    ("hostname", "idn-hostname"),
}


class LimitChange(Value):
    """A limit that is not what it was.

    Attributes:
        name: "minimum", "pattern", "format" and the like.
        kind: "tightened" or "loosened"; "replaced" if values that passed are refused, and others may pass; "changed" if
            it is unknown.
        old, new: what was, and what is now; None for no limit.
        words: the new limit, or the old one if it is gone: "at most 30 characters".
    """

    name: str
    kind: str
    old: Json
    new: Json
    words: str


def limits_of(nodes: Iterable[Applied]) -> dict[str, Limit]:
    """Return the tightest limits that schemas have together."""
    found: dict[str, Limit] = {}
    for each in nodes:
        for name, value in _own_limits(each.node):
            known = found.get(name)
            found[name] = value if known is None else _tightest(name, known, value)
    return found


def _own_limits(node: Mapping[str, Json]) -> Iterator[tuple[str, Limit]]:
    for name, exclusive, _ in _BOUNDS:
        flag, value = node.get(exclusive), node.get(name)
        if _is_number(value):
            yield name, (value, flag is True)  # type: ignore[misc]
        if _is_number(flag):
            yield name, (flag, True)  # type: ignore[misc]
    for name in (*_LOWER, *_UPPER, "multipleOf"):
        value = node.get(name)
        if _is_number(value) and (name in _UPPER or value):
            yield name, value  # type: ignore[misc]
    if node.get("uniqueItems") is True:
        yield "uniqueItems", True
    if isinstance(pattern := node.get("pattern"), str):
        yield "pattern", frozenset({pattern})
    if isinstance(form := node.get("format"), str) and form not in _NOTES:
        yield "format", frozenset({_SYNONYMS.get(form.lower(), form)})


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _tightest(name: str, known: Limit, value: Limit) -> Limit:
    if isinstance(known, frozenset) and isinstance(value, frozenset):
        return known | value
    return value if _is_tighter(name, value, known) else known


def _is_tighter(name: str, value: Limit, known: Limit) -> bool:
    """Return whether a number, as a limit, allows less than another."""
    if isinstance(value, tuple) and isinstance(known, tuple):
        sign = 1 if name == "minimum" else -1
        return (sign * value[0], value[1]) > (sign * known[0], known[1])
    if isinstance(value, int | float) and isinstance(known, int | float):
        return value > known if name in _LOWER or name == "multipleOf" else value < known
    return False


def limit_changes(old: Limits, new: Limits, types: frozenset[str]) -> Iterator[LimitChange]:
    """Yield what differs between the limits of two schemas.

    Args:
        old: the limits of the one.
        new: the limits of the other.
        types: of the values that both allow; only their limits count.
    """
    for name in sorted({*old, *new}, key=_ORDER.index):
        if not types.isdisjoint(_TYPES.get(name, types)):
            before, after = _whole(name, old.get(name), types), _whole(name, new.get(name), types)
            if before != after and (kind := _kind(name, before, after)):
                words = _words(name, before if after is None else after)
                yield LimitChange(name, kind, _shown(before), _shown(after), words)


_ORDER = ("minimum", "maximum", *_LOWER, *_UPPER, "multipleOf", "uniqueItems", "pattern", "format")
_NUMBERS = frozenset({"integer", "number"})
_TYPES = {
    **dict.fromkeys(("minimum", "maximum", "multipleOf"), _NUMBERS),
    **dict.fromkeys(("minLength", "maxLength", "pattern"), frozenset({"string"})),
    **dict.fromkeys(("minItems", "maxItems", "uniqueItems", "minContains", "maxContains"), frozenset({"array"})),
    **dict.fromkeys(("minProperties", "maxProperties"), frozenset({"object"})),
    "format": _NUMBERS | {"string"},
}


def _whole(name: str, limit: Limit | None, types: frozenset[str]) -> Limit | None:
    """Return a bound that is excluded as the next integer, if values are integers."""
    if isinstance(limit, tuple) and limit[1] and "number" not in types and float(limit[0]).is_integer():
        return (limit[0] + (1 if name == "minimum" else -1), False)
    return limit


def _kind(name: str, old: Limit | None, new: Limit | None) -> str:
    if name == "format":
        return _kind_of_format(_texts(old), _texts(new))
    if old is None or new is None:
        return "tightened" if old is None else "loosened"
    if name == "pattern":
        return _kind_of_pattern(_texts(old), _texts(new))
    if name == "multipleOf" and isinstance(old, int | float) and isinstance(new, int | float):
        return "tightened" if _is_multiple(new, old) else "loosened" if _is_multiple(old, new) else "replaced"
    return "tightened" if _is_tighter(name, new, old) else "loosened"


def _is_multiple(number: float, factor: float) -> bool:
    """Return whether a number is a multiple of another one, as both are written: 0.3 is one of 0.1."""
    if not (isfinite(number) and isfinite(factor)):
        return False
    dividend, divisor = (Fraction(str(each)) if isinstance(each, float) else each for each in (number, factor))
    return dividend % divisor == 0


def _texts(limit: Limit | None) -> frozenset[str]:
    return limit if isinstance(limit, frozenset) else frozenset()


def _kind_of_pattern(old: frozenset[str], new: frozenset[str]) -> str:
    if old < new:
        return "tightened"
    if new < old:
        return "loosened"
    return "replaced" if any(refuses_texts_of(after, before) for before in old for after in new - old) else "changed"


def _kind_of_format(old: frozenset[str], new: frozenset[str]) -> str:
    """Return how formats differ; empty if only in how a value is stored or shown."""
    sizes = [max((_SIZES[each] for each in formats if each in _SIZES), default=0) for formats in (old, new)]
    old, new = (frozenset(each for each in formats if each not in _SIZES) for formats in (old, new))
    if old == new:
        return "" if not all(sizes) or sizes[0] == sizes[1] else "tightened" if sizes[1] < sizes[0] else "loosened"
    if old < new:
        return "tightened" if not _STANDARD_FORMATS.isdisjoint(new - old) else "changed"
    if new < old:
        return "loosened"
    pairs = {(before, after) for before in old for after in new}
    if pairs <= _WIDER_FORMATS:
        return "loosened"
    if {(after, before) for before, after in pairs} <= _WIDER_FORMATS:
        return "tightened"
    return "replaced" if _STANDARD_FORMATS.issuperset(old | new) else "changed"


def _shown(limit: Limit | None) -> Json:
    if isinstance(limit, frozenset):
        return " and ".join(sorted(limit))
    return limit[0] if isinstance(limit, tuple) else limit


_WORDS = {
    "minimum": "values of at least {}",
    "maximum": "values of at most {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "minProperties": "at least {} fields",
    "maxProperties": "at most {} fields",
    "minContains": "at least {} of certain items",
    "maxContains": "at most {} of certain items",
    "multipleOf": "multiples of {}",
    "uniqueItems": "distinct items",
    "pattern": "text that matches {}",
    "format": "the format {}",
}
_WORDS_OF_EXCLUDED = {"minimum": "values above {}", "maximum": "values below {}"}


def _words(name: str, limit: Limit | None) -> str:
    words = _WORDS_OF_EXCLUDED if isinstance(limit, tuple) and limit[1] else _WORDS
    text = words[name].format(_shown(limit))
    return text[:-1] if limit == 1 and limit is not True and text.endswith(("characters", "items", "fields")) else text
