"""What a schema takes, in words."""

from heroics_py.errors import SchemaError
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of, values_of
from heroics_py.support.json_types import Json

__all__ = ["description_of", "phrase"]

_MAX_DEPTH = 6
_MAX_LISTED = 8


def phrase(schema: Schema) -> str:
    """Return what a schema takes, in a few words: "string", "uuid", "one of 'eu', 'us'", "list of integer".

    An invalid schema, or a reference that points to nothing, takes "anything".
    """
    return _phrase(schema, {}, 0) or "anything"


def _phrase(schema: Schema, known: dict[str, str], depth: int) -> str:
    if depth > _MAX_DEPTH:
        return ""
    if schema.pointer not in known:
        known[schema.pointer] = ""
        known[schema.pointer] = _own_phrase(schema, known, depth)
    return known[schema.pointer]


def _own_phrase(schema: Schema, known: dict[str, str], depth: int) -> str:
    try:
        target = schema.dereference()
        node = target.node
    except SchemaError:
        return ""
    if values := values_of(target):
        return _one_of(values)
    choices = target.branches("anyOf", "oneOf")
    if choices and "type" not in node:
        return " or ".join(dict.fromkeys(filter(None, (_phrase(choice, known, depth + 1) for choice in choices))))
    names = [_typed(name, target, known, depth) for name in types_of(target)]
    limits = _limits(node)
    return f"{' or '.join(names) or 'anything'}{limits}" if names or limits else ""


def _one_of(values: tuple[Json, ...]) -> str:
    shown = ", ".join(repr(value) for value in values[:_MAX_LISTED])
    if len(values) == 1:
        return shown
    more = f" and {len(values) - _MAX_LISTED} more" if len(values) > _MAX_LISTED else ""
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
    limits = [
        f"{_bound(node, keyword, words)} {node[keyword]}" for keyword, words in _BOUNDS if _is_number(node, keyword)
    ]
    if isinstance(node.get("pattern"), str):
        limits.append(f"matching {node['pattern']}")
    return f" ({', '.join(limits)})" if limits else ""


def _is_number(node: dict[str, Json], keyword: str) -> bool:
    value = node.get(keyword)
    return isinstance(value, int | float) and not isinstance(value, bool)


def _bound(node: dict[str, Json], keyword: str, words: str) -> str:
    """Return the words for a bound; in draft-04 and OpenAPI 3.0, a flag next to it makes it exclusive."""
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
    """Return the description of a schema, through references; of several alternatives, that of each."""
    return _description(schema, {}, 0)


def _description(schema: Schema, known: dict[str, str], depth: int) -> str:
    if depth > _MAX_DEPTH:
        return ""
    if schema.pointer not in known:
        known[schema.pointer] = ""
        known[schema.pointer] = _own_description(schema, known, depth)
    return known[schema.pointer]


def _own_description(schema: Schema, known: dict[str, str], depth: int) -> str:
    try:
        trail = schema.reference_chain()
        choices = trail[-1].branches("anyOf", "oneOf")
    except SchemaError:
        return ""
    for step in trail:
        if isinstance(step.raw, dict) and isinstance(text := step.raw.get("description"), str) and text.strip():
            return " ".join(text.split())
    return " or ".join(dict.fromkeys(filter(None, (_description(choice, known, depth + 1) for choice in choices))))
