"""Resources and actions, the format that API clients used before hyper-schemas.

    resources.App.attributes        the schema of Resource "app"; "owner:email" is the email of a nested owner
    resources.App.actions.Create    a Link: method, path, and the attributes that its body requires or accepts

Attributes are not JSON Schema, so `_read` adds a document to the model that expresses them as one.
"""

import re
from collections.abc import Iterator, Mapping

from heroics_py.model.api import Api, Link, Resource
from heroics_py.model.bodies import Body
from heroics_py.model.parameters import Parameter
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Documents, Schema
from heroics_py.readers.english_words import words_of
from heroics_py.readers.fields import list_at, object_at, object_of, text_at, texts_at
from heroics_py.readers.reader import LoadedSchema, Reader
from heroics_py.support.json_types import Json
from heroics_py.support.lazy_mapping import LazyMapping

__all__ = ["READER"]

_TYPES: Mapping[str, dict[str, Json]] = {
    "datetime": {"type": "string", "format": "date-time"},
    "uuid": {"type": "string", "format": "uuid"},
}
_RELS = {"info": "self", "list": "instances", "create": "create", "update": "update", "delete": "destroy"}
_QUERY_METHODS = frozenset({"GET", "HEAD"})
_BODY_METHODS = frozenset({"POST", "PUT", "PATCH"})
_VARIABLE = re.compile(r"\{([^{}]+)\}")
# The URI of the document that expresses the attributes as schemas; the document itself is "".
_WITHOUT_CONTENT = (204, 205)
_ATTRIBUTES = "attributes"
_FREE_MAP: Json = {"type": "object", "patternProperties": {"^": {"type": ["string", "null"]}}}


def _recognizes(root: dict[str, Json]) -> bool:
    return any(isinstance(object_of(each).get("actions"), dict) for each in object_at(root, "resources").values())


def _read(loaded: LoadedSchema) -> Api:
    root = loaded.root
    resources = object_at(root, "resources")
    headings = {"-".join(words_of(heading)) or heading: heading for heading in resources}
    definitions: dict[str, Json] = {
        name: _definition(object_at(resources[heading], "attributes")) for name, heading in headings.items()
    }
    documents = Documents(roots={"": root, _ATTRIBUTES: {"definitions": definitions}})
    return Api(
        title=text_at(root, "title"),
        description=_description(root),
        url=text_at(root, "url"),
        resources=LazyMapping(
            headings, lambda name: _resource(name, headings[name], object_of(resources[headings[name]]), documents)
        ),
        documents=documents,
        dialect=READER.name,
        source=loaded.source,
        forgiven=loaded.repairs,
        left_out=loaded.left_out,
    )


def _description(root: dict[str, Json]) -> str:
    """Return the description of the document, then its overview, topic by topic."""
    overview = object_at(root, "overview")
    texts = {topic: "\n".join(texts_at(overview, topic)) or text_at(overview, topic) for topic in overview}
    topics = (f"{topic}\n{text}" for topic, text in texts.items())
    return "\n\n".join(filter(None, [text_at(root, "description"), *topics]))


def _definition(attributes: dict[str, Json]) -> dict[str, Json]:
    """Return a resource's attributes as a schema."""
    if any("{" in name for name in attributes):
        return object_of(_FREE_MAP).copy()
    definitions: dict[str, Json] = {name: _attribute(object_of(each)) for name, each in attributes.items()}
    return {"type": "object", "definitions": definitions, "properties": _nested_schema(definitions)["properties"]}


def _attribute(attribute: dict[str, Json]) -> dict[str, Json]:
    kind = text_at(attribute, "type")
    schema = dict(_TYPES.get(kind) or ({"type": kind} if kind else {}))
    schema.update({key: attribute[key] for key in ("description", "example") if key in attribute})
    return schema


def _nested_schema(attributes: Mapping[str, Json], required: frozenset[str] = frozenset()) -> dict[str, Json]:
    """Return attributes named with colons as nested objects.

    The parents of a required attribute are required too.
    """
    schema: dict[str, Json] = {"type": "object", "properties": {}}
    for name, attribute in attributes.items():
        node = schema
        *parents, last = name.split(":")
        for parent in parents:
            _require(node, parent, is_required=name in required)
            node = object_of(object_at(node, "properties").setdefault(parent, {"type": "object", "properties": {}}))
        _require(node, last, is_required=name in required)
        object_of(node.setdefault("properties", {}))[last] = attribute
    return schema


def _require(node: dict[str, Json], name: str, *, is_required: bool) -> None:
    if is_required:
        names = node.setdefault("required", [])
        if isinstance(names, list) and name not in names:
            names.append(name)


def _resource(name: str, heading: str, node: dict[str, Json], documents: Documents) -> Resource:
    links = tuple(
        _link(name, heading, title, action, documents)
        for title, action in object_at(node, "actions").items()
        if isinstance(action, dict)
    )
    return Resource(
        name=name,
        title=heading,
        description=text_at(node, "description"),
        links=links,
        schema=documents.schema_at(f"{_ATTRIBUTES}#/definitions/{escape_key(name)}"),
        identity=_identity(links),
    )


def _identity(links: tuple[Link, ...]) -> Schema | None:
    """Return the schema of a resource's identity.

    It is the last path parameter of its Info, else of its Update or Delete.
    """
    for rel in ("self", "update", "destroy"):
        for link in links:
            parameters = link.path_parameters
            if link.rel == rel and parameters and parameters[-1].owner == link.resource:
                return parameters[-1].schema
    return None


def _link(resource: str, heading: str, title: str, action: dict[str, Json], documents: Documents) -> Link:
    href = text_at(action, "path")
    method = (text_at(action, "method") or "GET").upper()
    pointer = f"#/resources/{escape_key(heading)}/actions/{escape_key(title)}"
    # A partial response, 206, is a page of a list.
    rel = _RELS.get(" ".join(words_of(title)), "instances" if 206 in list_at(action, "statuses") else "")
    return Link(
        resource=resource,
        href=href,
        method=method,
        rel=rel,
        title=title,
        description=text_at(action, "description"),
        parameters=tuple(_parameters(href, resource, documents, pointer)),
        query=_query(resource, action, method, documents, pointer),
        body=_body(resource, action, method, documents, pointer),
        target_schema=None if _returns_nothing(action) else _target_schema(resource, rel, documents, pointer),
        pointer=pointer,
        fault="" if href.startswith("/") else f"the action {title!r} has no path",
    )


def _parameters(href: str, resource: str, documents: Documents, pointer: str) -> Iterator[Parameter]:
    for variable in _VARIABLE.findall(href):
        owner, fields = _attributes_named(variable, resource, documents)
        schema = _any_of(owner, fields, documents, f"{pointer}/path/{escape_key(variable)}") if owner else None
        yield Parameter(name=variable, owner=owner, schema=schema, is_checked=False)


def _attributes_named(variable: str, resource: str, documents: Documents) -> tuple[str, list[str]]:
    """Return the owner and the attributes that a path variable names.

    ``app_id_or_name`` names the id and the name of app.
    """
    first, *others = variable.split("_or_")
    definitions = object_at(documents.roots[_ATTRIBUTES], "definitions")
    words = first.split("_")
    for split in range(len(words) - 1, 0, -1):
        prefix, field = "-".join(words[:split]), "_".join(words[split:])
        owners = [name for name in definitions if name.replace("-", "") == prefix.replace("-", "")]
        owners += [name for name in (resource,) if name.endswith(f"-{prefix}")]
        for owner in owners:
            attributes = object_at(definitions[owner], "definitions")
            names = [_attribute_name(each, attributes) for each in (field, *others)]
            if all(names):
                return owner, names
    return "", []


def _attribute_name(field: str, attributes: dict[str, Json]) -> str:
    """Return the attribute that a path calls ``field``, or "".

    ``email`` also names a nested one such as ``user:email``.
    """
    if field in attributes:
        return field
    return next((name for name in attributes if name.rpartition(":")[2] == field), "")


def _any_of(owner: str, attributes: list[str], documents: Documents, pointer: str) -> Schema:
    definitions = f"{_ATTRIBUTES}#/definitions/{escape_key(owner)}/definitions"
    choices: list[Json] = [{"$ref": f"{definitions}/{escape_key(name)}"} for name in attributes]
    return Schema(documents, pointer, choices[0] if len(choices) == 1 else {"anyOf": choices})


def _body(resource: str, action: dict[str, Json], method: str, documents: Documents, pointer: str) -> Body | None:
    """Return the body with the attributes that an action lists.

    An action that lists anything else shows an example of a free map.
    """
    attributes = action.get("attributes")
    if method in _QUERY_METHODS or not isinstance(attributes, dict):
        return Body() if method in _BODY_METHODS else None
    is_listed = set(attributes) <= {"required", "optional"} and all(isinstance(e, list) for e in attributes.values())
    if not is_listed:
        return Body(schema=Schema(documents, f"{pointer}/attributes", _FREE_MAP))
    return Body(schema=_attributes_schema(resource, attributes, documents, pointer))


def _query(resource: str, action: dict[str, Json], method: str, documents: Documents, pointer: str) -> Schema | None:
    """Return the schema of the query of a GET action: the attributes that it lists."""
    attributes = object_at(action, "attributes")
    if method not in _QUERY_METHODS or not any(isinstance(each, list) for each in attributes.values()):
        return None
    return _attributes_schema(resource, attributes, documents, pointer)


def _attributes_schema(resource: str, attributes: dict[str, Json], documents: Documents, pointer: str) -> Schema:
    required, optional = texts_at(attributes, "required"), texts_at(attributes, "optional")
    resources = object_at(documents.roots[_ATTRIBUTES], "definitions")
    definitions = object_at(resources.get(resource), "definitions")
    schemas: dict[str, Json] = {name: definitions.get(name, {}) for name in (*required, *optional)}
    return Schema(documents, f"{pointer}/attributes", _nested_schema(schemas, frozenset(required)))


def _returns_nothing(action: dict[str, Json]) -> bool:
    """Return whether each status of an action is one without content."""
    statuses = list_at(action, "statuses")
    return bool(statuses) and all(each in _WITHOUT_CONTENT for each in statuses)


def _target_schema(resource: str, rel: str, documents: Documents, pointer: str) -> Schema:
    item: Json = {"$ref": f"{_ATTRIBUTES}#/definitions/{escape_key(resource)}"}
    schema: Json = {"type": "array", "items": item} if rel == "instances" else item
    return Schema(documents, f"{pointer}/response", schema)


READER = Reader(name="resources and actions", recognizes=_recognizes, read=_read)
