"""An example that passes its schema, of bounded size and made in a bounded number of steps."""

from collections.abc import Callable, Iterable

from heroics_py.errors import SchemaError
from heroics_py.model.api import Parameter
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Schema
from heroics_py.support.budget import StepLimitError, step_limit
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules
from heroics_py.validation.quick_check import Checks, QuickCheck

__all__ = ["TooLargeError", "sample", "sample_of"]

_DEEPEST = 12
_ROUNDS = 8
# Of one example; what may be left out is made only while there is plenty of room.
_MOST_VALUES = 5_000
_MOST_OPTIONAL = 1_000
_MOST_CHARACTERS = 100_000
_LONGEST_NUMBER = 10_000
# Of all rounds together: schemas looked at, and steps of checking.
_MOST_LOOKS = 20_000
_MOST_STEPS = 400_000
_CHEAP = 20
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
        TooLargeError: what passes it is larger than an example may be, or takes too long to make; the text says what
            the schema asks for.
        SchemaError: nothing passes it, as far as can be told, or a reference that it needs leads nowhere.
    """
    try:
        with step_limit(_MOST_STEPS):
            return _checked(schema)
    except StepLimitError:
        reason = "it takes too many steps to check one"
    except ArithmeticError:
        reason = "its numbers are too large or too small"
    raise TooLargeError(f"no example could be made: {reason}", pointer=schema.pointer)


class TooLargeError(SchemaError):
    """An example of a schema would be larger, or take longer to make, than one may."""


def _checked(schema: Schema) -> Json:
    checker = QuickCheck(schema, _thorough)
    maker = _Maker()
    for _ in range(_ROUNDS):
        value = maker.made(schema)
        problems = checker.problems(value)
        if not problems:
            return value
        maker.blame(problem.pointer for problem in problems)
    raise SchemaError(f"no example could be made: {problems[0]}", pointer=schema.pointer)


def _thorough(schema: Schema) -> Checks:
    load_modules("heroics_py.validation.checker")
    from heroics_py.validation.checker import Checker

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
        self.looks = _MOST_LOOKS
        self.values = self.characters = 0
        self.most = _MOST_VALUES

    def made(self, schema: Schema) -> Json:
        self.values = self.characters = 0
        try:
            return self.value(schema, "")
        except _EndlessError:
            raise SchemaError("no example could be made: the schema needs itself", pointer=schema.pointer) from None

    def take(self, values: int, schema: Schema, characters: int = 0) -> None:
        """Count what becomes part of the example.

        Raises:
            TooLargeError: it would be too large.
        """
        self.values += values
        self.characters += characters
        if self.values > self.most:
            raise _too_large(f"more than {self.most} values", schema)
        if self.characters > _MOST_CHARACTERS:
            raise _too_large(f"more than {_MOST_CHARACTERS} characters", schema)

    def look(self, schema: Schema, count: int = 1) -> None:
        self.looks -= count
        if self.looks < 0:
            raise TooLargeError("no example could be made: it takes too many steps", pointer=schema.pointer)

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
        self.look(schema)
        meant = schema.dereference()
        if meant.pointer in self.above or len(self.above) >= _DEEPEST:
            raise _EndlessError
        self.above.append(meant.pointer)
        try:
            return self.fresh(meant, at, self.failed.get(at, 0))
        finally:
            self.above.pop()

    def fresh(self, schema: Schema, at: str, failures: int) -> Json:
        given, count = _given(schema.node, failures)
        if failures < count:
            self.quoted.add(at)
            self.take(*_size_of(given, schema))
            return _own(given)
        failures -= count
        composed = self.composed(schema, at, failures)
        if composed is not None and not isinstance(composed, dict):
            return composed
        kind = _kind(schema.node, failures)
        if kind == "object" or isinstance(composed, dict):
            return {**(composed or {}), **self.object(schema, at)}
        if kind == "array":
            return self.array(schema, at)
        self.fits(schema, kind)
        made = _SCALARS[kind](schema.node, failures)
        self.take(*_size_of(made, schema))
        return made

    def fits(self, schema: Schema, kind: str) -> None:
        """Refuse a text before it is made that would be too long.

        Raises:
            TooLargeError: it would be too long.
        """
        least = _number(schema.node.get("minLength"), 0)
        if kind == "string" and least > _MOST_CHARACTERS - self.characters:
            raise _too_large(f"at least {least:.15g} characters", schema)
        pattern = schema.node.get("pattern")
        if kind == "string" and isinstance(pattern, str):
            load_modules("heroics_py.samples.pattern_text")
            from heroics_py.samples.pattern_text import LONGEST, text_for

            if len(text_for(pattern)) >= LONGEST:
                raise _too_large(f"a pattern of {LONGEST} characters or more", schema)

    def composed(self, schema: Schema, at: str, failures: int) -> Json:
        """Return what allOf, and one branch of anyOf and oneOf, make together; None where there is none of them."""
        choices = [schema.branches(keyword) for keyword in ("anyOf", "oneOf")]
        self.look(schema, sum(map(len, choices)) // _CHEAP)
        parts = [*schema.branches("allOf"), *(branches[failures % len(branches)] for branches in choices if branches)]
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
        node = schema.node
        made: dict[str, Json] = {}
        required = dict.fromkeys(_names(node.get("required")))
        self.take(1, schema)
        if len(required) > self.most - self.values:
            raise _too_large(f"at least {len(required)} fields", schema)
        properties = schema.children("properties")
        self.look(schema, len(properties) // _CHEAP)
        for name, below in properties.items():
            pointer = f"{at}/{escape_key(name)}"
            if name in required:
                made[name] = self.value(below, pointer)
            elif not self.failed.get(pointer):
                made.update(self.optional(name, below, pointer))
        for name in required:
            if name not in made and name not in properties:
                other = self.unnamed(schema)
                made[name] = self.value(other, f"{at}/{escape_key(name)}") if other else "example"
        self.fill(schema, at, made)
        return made

    def fill(self, schema: Schema, at: str, made: dict[str, Json]) -> None:
        """Add as many further fields as the schema asks for.

        Raises:
            TooLargeError: these are too many.
        """
        least = _number(schema.node.get("minProperties"), 0)
        if least - len(made) > self.most - self.values:
            raise _too_large(f"at least {least:.15g} fields", schema)
        number = 0
        while len(made) < least and number <= 2 * least:
            number += 1
            name, other = self.further(schema, number)
            if name not in made:
                made[name] = self.value(other, f"{at}/{escape_key(name)}") if other else "example"

    def further(self, schema: Schema, number: int) -> tuple[str, Schema | None]:
        load_modules("heroics_py.samples.pattern_text")
        from heroics_py.samples.pattern_text import text_for

        for pattern, below in schema.children("patternProperties").items():
            self.look(schema)
            return text_for(pattern, number - 1), below
        return f"example{number}", self.unnamed(schema)

    def optional(self, name: str, schema: Schema, at: str) -> dict[str, Json]:
        before = self.values, self.characters, self.most
        self.most = min(self.most, _MOST_OPTIONAL)
        try:
            return {name: self.value(schema, at)}
        except (SchemaError, _EndlessError):
            self.values, self.characters, _ = before
            return {}
        finally:
            self.most = before[2]

    def unnamed(self, schema: Schema) -> Schema | None:
        """Return what a field without a schema of its own follows, or None."""
        for below in schema.children("patternProperties").values():
            return below
        return (
            schema.child("additionalProperties") if isinstance(schema.node.get("additionalProperties"), dict) else None
        )

    def array(self, schema: Schema, at: str) -> list[Json]:
        items = schema.node.get("items")
        least = _number(schema.node.get("minItems"), 0)
        self.take(1, schema)
        if least > self.most - self.values:
            asked = f"at least {least:.15g} items" if least > self.most else f"more than {self.most} values"
            raise _too_large(asked, schema)
        if isinstance(items, list):
            return [self.value(below, f"{at}/{index}") for index, below in enumerate(schema.branches("items"))]
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


def _given(node: dict[str, Json], index: int) -> tuple[Json, int]:
    """Return a value that the schema itself names, the likeliest first, by its index; and how many it names."""
    said = [node[word] for word in ("example", "default", "const") if word in node]
    found, count = (said[index] if index < len(said) else None), len(said)
    for word in ("examples", "enum"):
        values = node.get(word)
        if isinstance(values, list):
            found = values[index - count] if count <= index < count + len(values) else found
            count += len(values)
    return found, count


def _size_of(value: Json, schema: Schema) -> tuple[int, Schema, int]:
    """Return how many values and characters ``value`` holds, counted up to what is too many."""
    count = characters = 0
    pending: list[Json] = [value]
    while pending and count <= _MOST_VALUES and characters <= _MOST_CHARACTERS:
        each = pending.pop()
        count += 1
        if isinstance(each, str):
            characters += len(each)
        elif isinstance(each, dict):
            characters += sum(map(len, each))
            pending += each.values()
        elif isinstance(each, list):
            pending += each
        elif isinstance(each, int) and each.bit_length() > _LONGEST_NUMBER:
            raise _too_large("a number of thousands of digits", schema)
        elif isinstance(each, float) and each - each != 0:
            raise _too_large(f"the number {each}", schema)
    return count, schema, characters


def _too_large(asked: str, schema: Schema) -> TooLargeError:
    return TooLargeError(f"no example could be made: the schema asks for {asked}", pointer=schema.pointer)


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
        load_modules("heroics_py.samples.pattern_text")
        from heroics_py.samples.pattern_text import text_for

        texts += [text_for(pattern, more) for more in (*range(min(failures, _ROUNDS) + 1), least)]
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
