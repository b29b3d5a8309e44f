"""A schema in words: what it takes, and what it is for."""

from collections.abc import Iterator

from heroics_py.errors import SchemaError
from heroics_py.model.references import Schema
from heroics_py.support.json_types import Json

__all__ = [
    "JSON_TYPES",
    "description_of",
    "is_map_of_text",
    "phrase",
    "secret_places",
    "type_name",
    "types_of",
    "values_of",
]

JSON_TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")

_DEEPEST = 6
_LONGEST_LIST = 8
_MOST_PLACES = 5000


def type_name(value: object) -> str:
    """Return the JSON type of a value, in the words of JSON Schema; the Python type of anything else."""
    for kind, name in _TYPE_NAMES:
        if isinstance(value, kind):
            return name
    return "null" if value is None else type(value).__name__


_TYPE_NAMES: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "boolean"),
    (str, "string"),
    (int, "integer"),
    (float, "number"),
    (dict, "object"),
    ((list, tuple), "array"),
)


def types_of(schema: Schema) -> tuple[str, ...]:
    """Return the JSON types that a value may have, through references and alternatives; empty where any will do."""
    return tuple(dict.fromkeys(_types(schema, {}, 0)))


# What is told of a place is told once for each question: schemas may lead to one place in a million ways.


def _types(schema: Schema, known: dict[str, list[str]], depth: int) -> list[str]:
    if depth > _DEEPEST:
        return []
    if schema.pointer not in known:
        known[schema.pointer] = []
        known[schema.pointer] = _types_here(schema, known, depth)
    return known[schema.pointer]


def _types_here(schema: Schema, known: dict[str, list[str]], depth: int) -> list[str]:
    try:
        target = schema.followed()
        node = target.node
    except SchemaError:
        return []
    own = node.get("type")
    named = [own] if isinstance(own, str) else own if isinstance(own, list) else []
    if proper := [name for name in named if isinstance(name, str) and name in JSON_TYPES]:
        return proper
    if values := node.get("enum"):
        return [type_name(value) for value in values] if isinstance(values, list) else []
    below = [_types(choice, known, depth + 1) for choice in target.listed("anyOf", "oneOf")]
    if below:
        return list(dict.fromkeys(name for names in below for name in names)) if all(below) else []
    return ["object"] if isinstance(node.get("properties"), dict) else []


def values_of(schema: Schema) -> tuple[Json, ...]:
    """Return the values that the schema lists (``enum``), empty where it lists none or has other alternatives."""
    try:
        found = schema.followed().node.get("enum")
    except SchemaError:
        return ()
    return tuple(found) if isinstance(found, list) else ()


def phrase(schema: Schema) -> str:
    """Return what the schema takes, in a few words: "string", "uuid", "one of 'eu', 'us'", "list of integer".

    A reference that leads nowhere, or a schema that is none, takes "anything".
    """
    return _phrase(schema, {}, 0) or "anything"


def _phrase(schema: Schema, known: dict[str, str], depth: int) -> str:
    if depth > _DEEPEST:
        return ""
    if schema.pointer not in known:
        known[schema.pointer] = ""
        known[schema.pointer] = _phrase_here(schema, known, depth)
    return known[schema.pointer]


def _phrase_here(schema: Schema, known: dict[str, str], depth: int) -> str:
    try:
        target = schema.followed()
        node = target.node
    except SchemaError:
        return ""
    if values := values_of(target):
        return _one_of(values)
    choices = target.listed("anyOf", "oneOf")
    if choices and "type" not in node:
        return " or ".join(dict.fromkeys(filter(None, (_phrase(choice, known, depth + 1) for choice in choices))))
    names = [_typed(name, target, known, depth) for name in types_of(target)]
    limits = _limits(node)
    return f"{' or '.join(names) or 'anything'}{limits}" if names or limits else ""


def _one_of(values: tuple[Json, ...]) -> str:
    shown = ", ".join(repr(value) for value in values[:_LONGEST_LIST])
    if len(values) == 1:
        return shown
    more = f" and {len(values) - _LONGEST_LIST} more" if len(values) > _LONGEST_LIST else ""
    return f"one of {shown}{more}"


def _typed(name: str, target: Schema, known: dict[str, str], depth: int) -> str:
    node = target.node
    if name == "string" and isinstance(node.get("format"), str):
        return str(node["format"])
    if name == "array":
        items = _phrase(target.child("items"), known, depth + 1) if isinstance(node.get("items"), dict) else ""
        return f"list of {items}" if items else "list"
    return name


def _limits(node: dict[str, Json]) -> str:
    said = [
        f"{_bound(node, keyword, words)} {node[keyword]}" for keyword, words in _BOUNDS if _is_number(node, keyword)
    ]
    if isinstance(node.get("pattern"), str):
        said.append(f"matching {node['pattern']}")
    return f" ({', '.join(said)})" if said else ""


def _is_number(node: dict[str, Json], keyword: str) -> bool:
    found = node.get(keyword)
    return isinstance(found, int | float) and not isinstance(found, bool)


def _bound(node: dict[str, Json], keyword: str, words: str) -> str:
    """Return the words for a bound; up to draft-04 and OpenAPI 3.0 a flag beside it says that it is not reached."""
    exclusive = node.get(f"exclusive{keyword.capitalize()}") is True
    return dict(_BOUNDS)[f"exclusive{keyword.capitalize()}"] if exclusive else words


_BOUNDS = (
    ("minimum", "at least"),
    ("exclusiveMinimum", "more than"),
    ("maximum", "at most"),
    ("exclusiveMaximum", "less than"),
    ("minLength", "length at least"),
    ("maxLength", "length at most"),
    ("minItems", "items at least"),
    ("maxItems", "items at most"),
)


def description_of(schema: Schema) -> str:
    """Return what the schema says it is for, through references; of several alternatives, what each says."""
    return _description(schema, {}, 0)


def _description(schema: Schema, known: dict[str, str], depth: int) -> str:
    if depth > _DEEPEST:
        return ""
    if schema.pointer not in known:
        known[schema.pointer] = ""
        known[schema.pointer] = _description_here(schema, known, depth)
    return known[schema.pointer]


def _description_here(schema: Schema, known: dict[str, str], depth: int) -> str:
    try:
        trail = schema.trail()
        choices = trail[-1].listed("anyOf", "oneOf")
    except SchemaError:
        return ""
    for step in trail:
        if isinstance(step.raw, dict) and isinstance(said := step.raw.get("description"), str) and said.strip():
            return " ".join(said.split())
    return " or ".join(dict.fromkeys(filter(None, (_description(choice, known, depth + 1) for choice in choices))))


def is_map_of_text(target: Schema | None) -> bool:
    """Tell whether an answer is a map from any name to text, as config vars are: what stands in it is secret."""
    if target is None:
        return False
    try:
        patterns = target.followed().children("patternProperties")
    except SchemaError:
        return False
    return bool(patterns) and all("string" in types_of(below) for below in patterns.values())


def secret_places(schema: Schema) -> frozenset[tuple[str, ...]]:
    """Return where in a value the schema says that it is secret, whatever it is called there.

    That is what has the format "password", or can be written and not read (``writeOnly``; JSON Schema draft 7). Each
    place is the names of the keys that lead to it; lists add none.
    """
    return frozenset(_secret_places(schema, (), set()))


def _secret_places(
    schema: Schema, path: tuple[str, ...], seen: set[tuple[str, tuple[str, ...]]]
) -> Iterator[tuple[str, ...]]:
    try:
        trail = schema.trail()
    except SchemaError:
        return
    target = trail[-1]
    if (target.pointer, path) in seen or len(path) > _DEEPEST or len(seen) > _MOST_PLACES:
        return
    seen.add((target.pointer, path))
    nodes = [step.raw for step in trail if isinstance(step.raw, dict)]
    if any(node.get("format") == "password" or node.get("writeOnly") is True for node in nodes):
        yield path
    for name, below in target.children("properties").items():
        yield from _secret_places(below, (*path, name), seen)
    if isinstance(target.node.get("items"), dict):
        yield from _secret_places(target.child("items"), path, seen)
    for below in target.listed("allOf", "anyOf", "oneOf"):
        yield from _secret_places(below, path, seen)
