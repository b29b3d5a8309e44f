"""The older description of resources and their actions, as API clients carried it before hyper-schemas."""

import re
from collections.abc import Iterator, Mapping

from heroics_py.model.api import Api, Body, LazyMapping, Link, Parameter, Resource
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Documents, Schema
from heroics_py.readers.document import Loaded
from heroics_py.readers.english import words_of
from heroics_py.readers.parts import list_of, object_of, text_of, words_in
from heroics_py.readers.reader import Reader
from heroics_py.support.json_types import Json

__all__ = ["RESOURCES_ACTIONS"]

_TYPES: Mapping[str, dict[str, Json]] = {
    "datetime": {"type": "string", "format": "date-time"},
    "uuid": {"type": "string", "format": "uuid"},
}
_RELS = {"info": "self", "list": "instances", "create": "create", "update": "update", "delete": "destroy"}
_VARIABLE = re.compile(r"\{([^{}]+)\}")
# The document of the attributes, said as schemas; the empty name is that of the document itself.
_MADE = "attributes"
_FREE_MAP: Json = {"type": "object", "patternProperties": {"^": {"type": ["string", "null"]}}}


def _recognizes(root: dict[str, Json]) -> bool:
    resources = root.get("resources")
    return isinstance(resources, dict) and any(
        isinstance(resource, dict) and isinstance(resource.get("actions"), dict) for resource in resources.values()
    )


def _read(loaded: Loaded) -> Api:
    root = loaded.root
    described = object_of(root.get("resources"))
    headings = {"-".join(words_of(heading)) or heading: heading for heading in described}
    attributes = {name: object_of(described[heading]).get("attributes") for name, heading in headings.items()}
    definitions: dict[str, Json] = {name: _definition(object_of(said)) for name, said in attributes.items()}
    documents = Documents(roots={"": root, _MADE: {"definitions": definitions}})
    return Api(
        title=text_of(root, "title"),
        description=_told(root),
        url=text_of(root, "url"),
        resources=LazyMapping(
            headings, lambda name: _resource(name, headings[name], object_of(described[headings[name]]), documents)
        ),
        documents=documents,
        dialect=RESOURCES_ACTIONS.name,
        source=loaded.source,
        forgiven=tuple(loaded.forgiven),
        left_out=loaded.left_out,
    )


def _told(root: dict[str, Json]) -> str:
    """Return what the document says of the API: its description, then its overview, topic by topic."""
    topics = object_of(root.get("overview"))
    texts = {topic: "\n".join(words_in(topics, topic)) or text_of(topics, topic) for topic in topics}
    return "\n\n".join(
        filter(None, [text_of(root, "description"), *(f"{topic}\n{text}" for topic, text in texts.items())])
    )


def _definition(attributes: dict[str, Json]) -> dict[str, Json]:
    """Return a resource's attributes as a schema: ``user:email`` is the email of a nested user."""
    if any("{" in name for name in attributes):
        return dict(_FREE_MAP)  # type: ignore[arg-type]
    own: dict[str, Json] = {name: _attribute(object_of(said)) for name, said in attributes.items()}
    return {"type": "object", "definitions": own, "properties": _nested(own)["properties"]}


def _attribute(said: dict[str, Json]) -> dict[str, Json]:
    kind = text_of(said, "type")
    made = dict(_TYPES.get(kind) or ({"type": kind} if kind else {}))
    made.update({key: said[key] for key in ("description", "example") if key in said})
    return made


def _nested(flat: Mapping[str, Json], required: frozenset[str] = frozenset()) -> dict[str, Json]:
    """Return attributes named with colons as an object schema; the parents of a required one are required too."""
    made: dict[str, Json] = {"type": "object", "properties": {}}
    for name, schema in flat.items():
        at = made
        *parents, last = name.split(":")
        for parent in parents:
            _require(at, parent, needed=name in required)
            below = object_of(at["properties"]).setdefault(parent, {"type": "object", "properties": {}})
            at = object_of(below)
        _require(at, last, needed=name in required)
        object_of(at.setdefault("properties", {}))[last] = schema
    return made


def _require(node: dict[str, Json], name: str, *, needed: bool) -> None:
    if needed:
        listed = node.setdefault("required", [])
        if isinstance(listed, list) and name not in listed:
            listed.append(name)


def _resource(name: str, heading: str, described: dict[str, Json], documents: Documents) -> Resource:
    actions = object_of(described.get("actions"))
    schema = documents.schema_at(f"{_MADE}#/definitions/{escape_key(name)}")
    links = tuple(
        _link(name, heading, action, object_of(said), documents)
        for action, said in actions.items()
        if isinstance(said, dict)
    )
    return Resource(
        name=name,
        title=heading,
        description=text_of(described, "description"),
        links=links,
        schema=schema,
        identity=_identity(links),
    )


def _identity(links: tuple[Link, ...]) -> Schema | None:
    """Return what identifies a resource: what its Info, else its Update or Delete, names last."""
    for rel in ("self", "update", "destroy"):
        for link in links:
            named = link.path_parameters
            if link.rel == rel and named and named[-1].owner == link.resource:
                return named[-1].schema
    return None


def _link(name: str, heading: str, action: str, said: dict[str, Json], documents: Documents) -> Link:
    href = text_of(said, "path")
    method = (text_of(said, "method") or "GET").upper()
    pointer = f"#/resources/{escape_key(heading)}/actions/{escape_key(action)}"
    # An answer in parts, 206, is one of a list.
    rel = _RELS.get(" ".join(words_of(action)), "instances" if 206 in list_of(said, "statuses") else "")
    return Link(
        resource=name,
        href=href,
        method=method,
        rel=rel,
        title=action,
        description=text_of(said, "description"),
        parameters=tuple(_parameters(href, name, documents, pointer)),
        query=_asked(name, said, method, documents, pointer),
        body=_body(name, said, method, documents, pointer),
        target_schema=_target(name, rel, documents, pointer),
        pointer=pointer,
        fault="" if href.startswith("/") else f"the action {action!r} has no path",
    )


def _parameters(href: str, resource: str, documents: Documents, pointer: str) -> Iterator[Parameter]:
    for variable in _VARIABLE.findall(href):
        owner, fields = _named(variable, resource, documents)
        schema = _choice(owner, fields, documents, f"{pointer}/path/{escape_key(variable)}") if owner else None
        yield Parameter(name=variable, owner=owner, schema=schema)


def _named(variable: str, resource: str, documents: Documents) -> tuple[str, list[str]]:
    """Return whose attributes a variable such as ``app_id_or_name`` names, and which they are."""
    first, *others = variable.split("_or_")
    definitions = object_of(object_of(documents.roots[_MADE]).get("definitions"))
    words = first.split("_")
    for cut in range(len(words) - 1, 0, -1):
        short, field = "-".join(words[:cut]), "_".join(words[cut:])
        names = [name for name in definitions if name.replace("-", "") == short.replace("-", "")]
        names += [name for name in (resource,) if name.endswith(f"-{short}")]
        for owner in names:
            own = object_of(object_of(definitions[owner]).get("definitions"))
            found = [_attribute_name(each, own) for each in (field, *others)]
            if all(found):
                return owner, found
    return "", []


def _attribute_name(field: str, own: Mapping[str, Json]) -> str:
    """Return the attribute that a path calls ``field``: itself, else a nested one such as ``user:email``."""
    return next((name for name in own if name == field), "") or next(
        (name for name in own if name.rpartition(":")[2] == field), ""
    )


def _choice(owner: str, fields: list[str], documents: Documents, pointer: str) -> Schema:
    choices: list[Json] = [
        {"$ref": f"{_MADE}#/definitions/{escape_key(owner)}/definitions/{escape_key(field)}"} for field in fields
    ]
    return Schema(documents, pointer, choices[0] if len(choices) == 1 else {"anyOf": choices})


def _body(name: str, said: dict[str, Json], method: str, documents: Documents, pointer: str) -> Body | None:
    """Return the body: the attributes an action lists; one that lists other keys shows a free map by example."""
    attributes = said.get("attributes")
    if method in {"GET", "HEAD"} or not isinstance(attributes, dict):
        return Body() if method in {"POST", "PUT", "PATCH"} else None
    place = f"{pointer}/attributes"
    if not set(attributes) <= {"required", "optional"} or not all(
        isinstance(each, list) for each in attributes.values()
    ):
        return Body(schema=Schema(documents, place, _FREE_MAP))
    return Body(schema=_attributes(name, attributes, documents, place))


def _asked(name: str, said: dict[str, Json], method: str, documents: Documents, pointer: str) -> Schema | None:
    """Return what the query of a reading action follows: the attributes that it lists."""
    attributes = object_of(said.get("attributes"))
    if method not in {"GET", "HEAD"} or not any(isinstance(each, list) for each in attributes.values()):
        return None
    return _attributes(name, attributes, documents, f"{pointer}/attributes")


def _attributes(name: str, attributes: dict[str, Json], documents: Documents, place: str) -> Schema:
    needed, further = words_in(attributes, "required"), words_in(attributes, "optional")
    described = object_of(object_of(object_of(documents.roots[_MADE]).get("definitions")).get(name))
    own = object_of(described.get("definitions"))
    flat: dict[str, Json] = {each: own.get(each, {}) for each in (*needed, *further)}
    return Schema(documents, place, _nested(flat, frozenset(needed)))


def _target(name: str, rel: str, documents: Documents, pointer: str) -> Schema:
    one: Json = {"$ref": f"{_MADE}#/definitions/{escape_key(name)}"}
    return Schema(documents, f"{pointer}/answer", {"type": "array", "items": one} if rel == "instances" else one)


RESOURCES_ACTIONS = Reader(name="resources and actions", recognizes=_recognizes, read=_read)
