"""The named variables of an href: their schemas, who fills them, and where the data holds them."""

from collections.abc import Iterable

from heroics_py.errors import SchemaError
from heroics_py.model.parameters import Parameter
from heroics_py.model.pointers import decode_percent, escape_key, parse_pointer
from heroics_py.model.schema import Schema
from heroics_py.readers.fields import object_at, object_of, texts_at
from heroics_py.readers.hyper_schema.same_data import schemas_of_same_data
from heroics_py.support.json_types import Json

__all__ = ["description_of", "named_parameter"]

_MOST_PARTS = 50
# Who fills a variable, by what hrefSchema says of it: True accepts it, False rejects it, None is a link without one.
_SOURCES = {True: "caller", False: "data", None: "thing"}


def named_parameter(name: str, location: str, link: Schema, resource: str, resources: frozenset[str]) -> Parameter:
    """Return the parameter for a named variable.

    Only the data fills it without hrefSchema, or if that is false (JSON Hyper-Schema 2019-09, 6.4.2 and 7.2).
    """
    raw = object_of(link.raw)
    parts = _href_schema_parts(link)
    required = [
        *texts_at(raw, "templateRequired"),
        *(each for part in parts for each in texts_at(part.node, "required")),
    ]
    is_accepted = _is_accepted(raw.get("hrefSchema"), parts, name)
    pointer = _data_pointer(raw, name)
    schema = _variable_schema(name, pointer, link, parts if is_accepted else ())
    return Parameter(
        name=name,
        schema=schema,
        location=location,
        required=location == "path" or name in required,
        description=description_of(schema),
        owner=_owner(schema, resource, resources) if schema else "",
        source=_SOURCES[is_accepted if "hrefSchema" in raw else None],
        instance=pointer if _is_in_data(pointer, link) else "",
    )


def _href_schema_parts(link: Schema) -> tuple[Schema, ...]:
    """Return the readable schemas of the input of an href: hrefSchema, what it refers to, and those in allOf."""
    raw = object_of(link.raw).get("hrefSchema")
    waiting = [Schema(link.documents, f"{link.pointer}/hrefSchema", raw)] if isinstance(raw, dict) else []
    parts: dict[str, Schema] = {}
    while waiting and len(parts) < _MOST_PARTS:
        try:
            part = waiting.pop(0).dereference()
            if part.pointer not in parts and isinstance(part.raw, dict):
                waiting += part.branches("allOf")
                parts[part.pointer] = part
        except SchemaError:  # a reference that leads nowhere, also in the place of properties
            continue
    return tuple(parts.values())


def _is_accepted(href_schema: Json, parts: Iterable[Schema], name: str) -> bool | None:
    """Return whether hrefSchema accepts a value for ``name`` from the caller.

    None if hrefSchema is neither an object nor a bool.
    """
    if not isinstance(href_schema, dict):
        return href_schema if isinstance(href_schema, bool) else None
    return all(_is_accepted_by(object_of(part.raw), name) for part in parts)


def _is_accepted_by(part: dict[str, Json], name: str) -> bool:
    schema = object_at(part, "properties").get(name)
    return part.get("additionalProperties") is not False if schema is None else schema is not False


def _data_pointer(raw: dict[str, Json], name: str) -> str:
    """Return where the data of a resource holds a variable's value, as a JSON pointer."""
    pointer = object_at(raw, "templatePointers").get(name)
    pointer = pointer if isinstance(pointer, str) else f"/{name.replace('~', '~0').replace('/', '~1')}"
    # A relative JSON pointer that begins with 0 stays inside of the data. Any other leads out of it.
    return pointer.removeprefix("0") if pointer.startswith("0/") else pointer


def _data_tokens(pointer: str) -> list[str]:
    return parse_pointer(decode_percent(pointer))


def _variable_schema(name: str, pointer: str, link: Schema, parts: Iterable[Schema]) -> Schema | None:
    """Return the first schema that constrains a variable.

    That is the one in hrefSchema, at its place in the data, or among the definitions by its name.
    """
    tokens = _data_tokens(pointer) if pointer.startswith("/") else [name]
    below = "".join(f"/properties/{escape_key(token)}" for token in tokens)
    places = [f"{part.pointer}/properties/{escape_key(name)}" for part in parts]
    for home in schemas_of_same_data(link.pointer.rpartition("/links/")[0]):
        places.append(home + below)
        places += [f"{home}/{holder}/{escape_key(name)}" for holder in ("definitions", "$defs")]
    schemas = (_schema_at(link, place) for place in places)
    return next((schema for schema in schemas if schema is not None and schema.raw not in (True, {})), None)


def _is_in_data(pointer: str, link: Schema) -> bool:
    """Return whether the data of a resource may hold what ``pointer`` names."""
    if not pointer.startswith("/"):
        return False
    if isinstance(object_of(link.raw).get("templatePointers"), dict):
        return True
    tokens = _data_tokens(pointer)
    homes = schemas_of_same_data(link.pointer.rpartition("/links/")[0])
    return bool(tokens) and any(
        _schema_at(link, f"{home}/properties/{escape_key(tokens[0])}") is not None for home in homes
    )


def _schema_at(link: Schema, pointer: str) -> Schema | None:
    """Return the schema at ``pointer``, if any.

    A reference in hrefSchema is followed one step.
    """
    try:
        schema = link.documents.schema_at(pointer)
        if isinstance(schema.raw, dict) and schema.reference is not None and "/hrefSchema/" in pointer:
            return schema.resolve(schema.reference)
    except SchemaError:
        return None
    return schema


def _owner(schema: Schema, resource: str, resources: frozenset[str]) -> str:
    """Return the resource that a schema is an attribute of.

    That is the resource whose definition holds it, else the link's own.
    """
    tokens = parse_pointer(schema.pointer.partition("#")[2])
    if "hrefSchema" in tokens:
        return ""
    is_inside = len(tokens) > 3 and tokens[0] in {"definitions", "$defs"}
    return tokens[1] if is_inside and tokens[1] in resources else resource


def description_of(schema: Schema | None) -> str:
    """Return the description of a schema; empty without one, or if it points to nothing."""
    try:
        description = schema.dereference().node.get("description") if schema else None
    except SchemaError:
        return ""
    return description if isinstance(description, str) else ""
