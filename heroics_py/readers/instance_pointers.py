"""Where the data of a thing holds the variables of its links, as pointers (JSON Hyper-Schema 2019-09, 6.4.1, 7.2.1)."""

import re

from heroics_py.errors import SchemaError
from heroics_py.model.pointers import decode_percent, escape_key, parse_pointer, value_at
from heroics_py.model.schema import Documents, Schema
from heroics_py.readers.fields import object_at, text_at
from heroics_py.readers.same_data import schemas_of_same_data
from heroics_py.support.json_types import Json

__all__ = ["data_pointer", "data_tokens", "instance_pointer"]

# How many keys of a pointer a keyword takes with it, and how much deeper in the data its schemas are.
_STEPS = {
    **dict.fromkeys(("definitions", "$defs", "allOf", "anyOf", "oneOf", "dependencies", "dependentSchemas"), (2, 0)),
    **dict.fromkeys(("not", "if", "then", "else"), (1, 0)),
    **dict.fromkeys(("properties", "patternProperties", "prefixItems"), (2, 1)),
    **dict.fromkeys(("items", "contains", "additionalItems", "additionalProperties"), (1, 1)),
    **dict.fromkeys(("unevaluatedItems", "unevaluatedProperties"), (1, 1)),
}
_OUTER_POINTER = r"(?s)(0|[1-9][0-9]*)(#|/.*)"


def instance_pointer(raw: dict[str, Json], name: str, pointer: str, link: Schema) -> str:
    """Return the pointer to a variable's value, in the words of `heroics_py.model.record_values`; empty if none is.

    An absolute pointer begins at the whole response, a relative one at the record (JSON Hyper-Schema 2019-09, 6.4.1).
    """
    own = object_at(raw, "templatePointers").get(name)
    if isinstance(own, str) and own.startswith("/"):
        return f"#{own}"
    if isinstance(own, str) and not own.startswith("0/"):
        return own if re.fullmatch(_OUTER_POINTER, own) else ""
    if _is_declared(pointer, link):
        return pointer
    outer = _outer_instance(link.documents, link.pointer, name)
    has_pointers = pointer.startswith("/") and isinstance(raw.get("templatePointers"), dict)
    return outer or (pointer if has_pointers else "")


def data_pointer(raw: dict[str, Json], name: str) -> str:
    """Return where the data of a resource holds a variable's value, as a JSON pointer."""
    pointer = object_at(raw, "templatePointers").get(name)
    pointer = pointer if isinstance(pointer, str) else f"/{name.replace('~', '~0').replace('/', '~1')}"
    # A relative JSON pointer that begins with 0 stays inside of the data. Any other leads out of it.
    return pointer.removeprefix("0") if pointer.startswith("0/") else pointer


def data_tokens(pointer: str) -> list[str]:
    """Return the keys of an absolute pointer."""
    return parse_pointer(decode_percent(pointer))


def _is_declared(pointer: str, link: Schema) -> bool:
    """Return whether the schema of a resource has the attribute that ``pointer`` begins with."""
    if not pointer.startswith("/"):
        return False
    tokens = data_tokens(pointer)
    homes = schemas_of_same_data(link.pointer.rpartition("/links/")[0])
    return bool(tokens) and any(
        _is_there(link.documents, f"{home}/properties/{escape_key(tokens[0])}") for home in homes
    )


def _is_there(documents: Documents, pointer: str) -> bool:
    try:
        documents.schema_at(pointer)
    except SchemaError:
        return False
    return True


def _outer_instance(documents: Documents, pointer: str, name: str) -> str:
    """Return where the data around a thing has a variable of a ``base`` around its link, as a relative JSON pointer.

    The example of JSON Hyper-Schema 2019-09, 10.4, has such a base: its variable is an attribute of what contains the
    thing. Empty if no base of a schema further out has the variable, or that schema lacks the attribute.
    """
    uri, _, fragment = pointer.partition("#")
    schemas = _schemas_of_data(documents.roots.get(uri), parse_pointer(fragment))
    for node, depth in reversed(schemas):
        level = schemas[-1][1] - depth
        if level and name in object_at(node, "properties") and name in _variables(text_at(node, "base")):
            return f"{level}/{escape_key(name)}"
    return ""


def _variables(template: str) -> set[str]:
    expressions = re.findall(r"\{[+#./;?&]?([^{}]*)\}", template)
    return {each.partition(":")[0].rstrip("*") for text in expressions for each in text.split(",")}


def _schemas_of_data(root: Json, tokens: list[str]) -> list[tuple[dict[str, Json], int]]:
    """Return the schemas on the way to a link, each with how deep in the data what it describes is.

    A definition describes data of its own.
    """
    schemas: list[tuple[dict[str, Json], int]] = []
    node, depth, rest = root, 0, tokens
    while isinstance(node, dict):
        schemas.append((node, depth))
        keyword = rest[0] if rest else "links"
        if keyword not in _STEPS:
            break
        size, deeper = _STEPS[keyword]
        size += keyword == "items" and isinstance(node.get(keyword), list)
        if keyword in {"definitions", "$defs"}:
            schemas.clear()
        depth += deeper
        try:
            node = value_at(node, rest[:size])
        except LookupError:
            break
        rest = rest[size:]
    return schemas
