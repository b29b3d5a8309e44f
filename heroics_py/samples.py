"""An example that passes its schema."""

from collections.abc import Callable, Iterable

from heroics_py.errors import SchemaError
from heroics_py.jsontypes import Json
from heroics_py.loading import load_modules
from heroics_py.model import Parameter
from heroics_py.passing import Checks, Glance
from heroics_py.pointer import Schema, escaped

__all__ = ["sample", "sample_of"]

_DEEPEST = 12
_ROUNDS = 8
_UNUSABLE = frozenset({"", ".", ".."})

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


def sample(schema: Schema) -> Json:
    """Return an example of ``schema``: made of what it names as examples, defaults and choices, and checked.

    Where an example of the schema fails the schema itself, an optional field is left out and a required one is made
    anew from its type, format, pattern and bounds. Optional fields that lead back into themselves are left out.

    Raises:
        SchemaError: nothing passes it, as far as can be told, or a reference that it needs leads nowhere.
    """
    checker = Glance(schema, _thorough)
    maker = _Maker()
    for _ in range(_ROUNDS):
        value = maker.made(schema)
        problems = checker.problems(value)
        if not problems:
            return value
        maker.blame(problem.pointer for problem in problems)
    raise SchemaError(f"no example could be made: {problems[0]}", pointer=schema.pointer)


def _thorough(schema: Schema) -> Checks:
    load_modules("heroics_py.validation")
    from heroics_py.validation import Checker

    return Checker(schema)


def sample_of(parameter: Parameter) -> str:
    """Return the text of an example for a parameter of an href: never empty, "." or "..".

    Raises:
        SchemaError: as `sample` does.
    """
    value = sample(parameter.schema) if parameter.schema is not None else None
    text = _text(value)
    return "example" if text in _UNUSABLE else text


def _text(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(map(_text, value))
    return "" if isinstance(value, dict) else str(value)


class _EndlessError(Exception):
    """A schema can't be left out and leads back into itself."""


class _Maker:
    """Makes examples; `failed` counts, for each pointer into the value, how often what stood there did not pass."""

    def __init__(self) -> None:
        self.failed: dict[str, int] = {}
        self.above: list[str] = []
        self.quoted: set[str] = set()

    def made(self, schema: Schema) -> Json:
        try:
            return self.value(schema, "")
        except _EndlessError:
            raise SchemaError("no example could be made: the schema needs itself", pointer=schema.pointer) from None

    def blame(self, pointers: Iterable[str]) -> None:
        """Count what did not pass: the example that it was part of, where it was, so that another is made."""
        for pointer in dict.fromkeys(self.origin(pointer) for pointer in pointers):
            self.failed[pointer] = self.failed.get(pointer, 0) + 1
        self.quoted.clear()

    def origin(self, pointer: str) -> str:
        parts = pointer.split("/")
        places = ("/".join(parts[:count]) for count in range(1, len(parts) + 1))
        return next((place for place in places if place in self.quoted), pointer)

    def value(self, schema: Schema, at: str) -> Json:
        meant = schema.followed()
        if meant.pointer in self.above or len(self.above) >= _DEEPEST:
            raise _EndlessError
        self.above.append(meant.pointer)
        try:
            return self.fresh(meant, at, self.failed.get(at, 0))
        finally:
            self.above.pop()

    def fresh(self, schema: Schema, at: str, failures: int) -> Json:
        given = _given(schema.node)
        if failures < len(given):
            self.quoted.add(at)
            return _own(given[failures])
        failures -= len(given)
        composed = self.composed(schema, at, failures)
        if composed is not None and not isinstance(composed, dict):
            return composed
        kind = _kind(schema.node, failures)
        if kind == "object" or isinstance(composed, dict):
            return {**(composed or {}), **self.object(schema, at)}
        if kind == "array":
            return self.array(schema, at)
        return _SCALARS[kind](schema.node, failures)

    def composed(self, schema: Schema, at: str, failures: int) -> Json:
        """Return what allOf, and one branch of anyOf and oneOf, make together; None where there is none of them."""
        choices = [schema.listed(keyword) for keyword in ("anyOf", "oneOf")]
        parts = [*schema.listed("allOf"), *(branches[failures % len(branches)] for branches in choices if branches)]
        merged: dict[str, Json] = {}
        found: Json = None
        for part in parts:
            made = self.value(part, at) if failures == 0 else self.renewed(part, at)
            if isinstance(made, dict):
                merged.update(made)
                found = merged
            elif found is None:
                found = made
        return found

    def renewed(self, schema: Schema, at: str) -> Json:
        """Return an example of one branch, whose own examples have not been tried at this place yet."""
        before = self.failed.pop(at, 0)
        try:
            return self.value(schema, at)
        finally:
            self.failed[at] = before

    def object(self, schema: Schema, at: str) -> dict[str, Json]:
        node, made = schema.node, {}
        required = _names(node.get("required"))
        properties = schema.children("properties")
        for name, below in properties.items():
            pointer = f"{at}/{escaped(name)}"
            if name in required:
                made[name] = self.value(below, pointer)
            elif not self.failed.get(pointer):
                made.update(self.optional(name, below, pointer))
        for name in required:
            if name not in made and name not in properties:
                other = self.unnamed(schema)
                made[name] = self.value(other, f"{at}/{escaped(name)}") if other else "example"
        return made

    def optional(self, name: str, schema: Schema, at: str) -> dict[str, Json]:
        try:
            return {name: self.value(schema, at)}
        except (SchemaError, _EndlessError):
            return {}

    def unnamed(self, schema: Schema) -> Schema | None:
        """Return what a field without a schema of its own follows, or None."""
        for below in schema.children("patternProperties").values():
            return below
        return (
            schema.child("additionalProperties") if isinstance(schema.node.get("additionalProperties"), dict) else None
        )

    def array(self, schema: Schema, at: str) -> list[Json]:
        items = schema.node.get("items")
        if isinstance(items, list):
            return [self.value(below, f"{at}/{index}") for index, below in enumerate(schema.listed("items"))]
        least = _number(schema.node.get("minItems"), 0)
        most = _number(schema.node.get("maxItems"), max(least, 1))
        if not isinstance(items, dict):
            return ["example" if index == 0 else f"example{index}" for index in range(int(least))]
        try:
            return [
                self.value(schema.child("items"), f"{at}/{index}") for index in range(int(min(max(least, 1), most)))
            ]
        except (SchemaError, _EndlessError):
            if least:
                raise
            return []


def _given(node: dict[str, Json]) -> list[Json]:
    """Return the values that the schema itself names, the likeliest first."""
    given = [node[word] for word in ("example", "default", "const") if word in node]
    for word in ("examples", "enum"):
        values = node.get(word)
        given += values if isinstance(values, list) else []
    return given


def _own(value: Json) -> Json:
    """Return a value of the schema that may be changed, without changing the schema."""
    if not isinstance(value, dict | list):
        return value
    from copy import deepcopy  # only here: most examples are plain texts and numbers

    return deepcopy(value)


def _kind(node: dict[str, Json], failures: int) -> str:
    """Return one of the types that the schema allows; null only where nothing else is, or all else failed."""
    named = node.get("type")
    listed = named if isinstance(named, list) else [named]
    known = [name for name in listed if isinstance(name, str) and name in _KINDS]
    kinds = sorted(known, key=lambda name: name == "null")
    if kinds:
        return kinds[(failures // 3) % len(kinds)]
    return next((kind for kind, words in _TELLING.items() if any(word in node for word in words)), "string")


_TELLING = {
    "object": ("properties", "patternProperties", "additionalProperties", "required"),
    "array": ("items", "minItems", "maxItems"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}


def _string(node: dict[str, Json], failures: int) -> str:
    least = int(_number(node.get("minLength"), 0))
    most = int(_number(node.get("maxLength"), max(least, 255)))
    texts = _texts(node, failures, least)
    made = texts[min(failures, len(texts) - 1)]
    return (made + "x" * (least - len(made)))[:most]


def _texts(node: dict[str, Json], failures: int, least: int) -> list[str]:
    """Return texts to try one after the other, the likeliest first."""
    form, pattern = node.get("format"), node.get("pattern")
    texts = [_FORMATS[form]] if isinstance(form, str) and form in _FORMATS else []
    if isinstance(pattern, str):
        from heroics_py.patterns import text_for

        texts += [text_for(pattern, more) for more in (*range(failures + 1), least)]
    return [*texts, "example"]


def _numeric(node: dict[str, Json], failures: int) -> float:
    step = _number(node.get("multipleOf"), 1) or 1
    value = _number(node.get("minimum"), 0)
    low = node.get("exclusiveMinimum")
    if low is True or (isinstance(low, int | float) and not isinstance(low, bool)):
        value = (value if low is True else _number(low, 0)) + step
    high = _number(node.get("maximum"), value)
    if "minimum" not in node and low is None and high < 0:
        value = high
    value += step * failures
    return value - value % step if "multipleOf" in node else value


def _integer(node: dict[str, Json], failures: int) -> int:
    value = _numeric(node, failures)
    return int(value) if value == int(value) else int(value) + 1


def _number(value: Json, otherwise: float) -> float:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else otherwise


def _names(value: Json) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


_SCALARS: dict[str, Callable[[dict[str, Json], int], Json]] = {
    "string": _string,
    "integer": _integer,
    "number": _numeric,
    "boolean": lambda _, failures: bool(failures % 2),
    "null": lambda _, __: None,
}
_KINDS = frozenset({*_SCALARS, "object", "array"})
