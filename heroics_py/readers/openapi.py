"""OpenAPI 3.0 and 3.1."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from heroics_py.errors import SchemaError
from heroics_py.model.api import Api, Body, LazyMapping, Link, Parameter, Resource
from heroics_py.model.identifiers import identifier
from heroics_py.model.pointers import parse_pointer
from heroics_py.model.schema import Documents, Schema
from heroics_py.readers.base import below
from heroics_py.readers.document import Loaded
from heroics_py.readers.english import singular, slug, words_of
from heroics_py.readers.openapi_schemas import of_all_kinds, plain, plain_of_request
from heroics_py.readers.openapi_security import needs_of, security_of
from heroics_py.readers.parts import list_of, object_of, text_of
from heroics_py.readers.reader import Reader
from heroics_py.support.json_types import Json

__all__ = ["OPENAPI"]

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_LOCATIONS = frozenset({"path", "query", "header", "cookie"})
_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
_VARIABLE = re.compile(r"\{([^{}]+)\}")
_SUCCESS = re.compile(r"2(\d\d|XX)|default", re.IGNORECASE)
_RELS = {
    "list": "instances",
    "get": "self",
    "info": "self",
    "create": "create",
    "update": "update",
    "replace": "update",
    "delete": "destroy",
    "remove": "destroy",
}
_BY_METHOD = {"POST": "create", "PUT": "update", "PATCH": "update", "DELETE": "delete"}
_PATH_STYLES = {"label": ".", "matrix": ";", "simple": ""}


def _recognizes(root: dict[str, Json]) -> bool:
    return str(root.get("openapi", "")).startswith("3.") and isinstance(root.get("paths"), dict)


def _read(loaded: Loaded) -> Api:
    root = loaded.root
    dialect = "draft-04" if str(root["openapi"]).startswith("3.0") else "2020-12"
    documents = Documents(roots=loaded.roots, dialect=dialect, normalize=plain)
    operations: dict[str, list[tuple[str, str]]] = {}
    for path, method, operation in _operations(documents):
        operations.setdefault(_resource_name(path, operation), []).append((path, method))
    info = object_of(root.get("info"))
    return Api(
        title=text_of(info, "title"),
        description=text_of(info, "description"),
        url=_server(root),
        resources=LazyMapping(operations, lambda name: _resource(name, operations[name], documents)),
        documents=documents,
        dialect=OPENAPI.name,
        security=security_of(documents),
        needs=needs_of(documents, root),
        source=loaded.source,
        forgiven=tuple(loaded.forgiven),
        left_out=loaded.left_out,
    )


def _operations(documents: Documents) -> Iterator[tuple[str, str, dict[str, Json]]]:
    for path, item in documents.schema_at("#").children("paths").items():
        node = object_of(_followed(item).raw)
        for method in _METHODS:
            operation = node.get(method)
            if isinstance(operation, dict):
                yield path, method, operation


def _followed(place: Schema) -> Schema:
    """Return what a reference means; one that leads nowhere is what it says."""
    try:
        return place.dereference()
    except SchemaError:
        return place


def _resource_name(path: str, operation: Mapping[str, Json]) -> str:
    tag = next((tag for tag in list_of(operation, "tags") if isinstance(tag, str) and slug(tag)), "")
    literal = next((part for part in path.split("/") if part and "{" not in part), "")
    return slug(tag) or slug(literal) or tag or literal or "root"


def _resource(name: str, operations: list[tuple[str, str]], documents: Documents) -> Resource:
    root = object_of(documents.roots[""])
    tags = [tag for tag in list_of(root, "tags") if isinstance(tag, dict) and slug(text_of(tag, "name")) == name]
    links = tuple(_link(name, path, method, documents) for path, method in operations)
    return Resource(
        name=name,
        title=text_of(tags[0], "name") if tags else "",
        description=text_of(tags[0], "description") if tags else "",
        links=links,
        schema=_shown_by(links),
        identity=_identity(links),
    )


def _identity(links: tuple[Link, ...]) -> Schema | None:
    """Return what identifies a resource: what the path of its self link names last, if that is its own."""
    for link in links:
        named = link.path_parameters
        if link.rel in {"self", "update", "destroy"} and named and named[-1].owner == link.resource:
            return named[-1].schema
    return None


def _shown_by(links: tuple[Link, ...]) -> Schema | None:
    """Return what a resource looks like: what reading one of them answers."""
    shown = next((link.target_schema for link in links if link.rel in {"self", "create", "update"}), None)
    return shown and _followed(shown)


def _link(resource: str, path: str, method: str, documents: Documents) -> Link:
    item = _followed(documents.schema_at("#/paths").child(path))
    at = item.child(method)
    operation = object_of(at.raw)
    parameters = tuple(_parameters(item, at))
    operation_id = text_of(operation, "operationId")
    name = _link_name(resource, path, method.upper(), operation_id, operation)
    rel = _RELS.get(name, "")
    target, media_type = _answer(at)
    names = {parameter.name for parameter in parameters if parameter.location == "path"}
    missing = [variable for variable in _VARIABLE.findall(path) if variable not in names]
    parameters += tuple(Parameter(name=variable) for variable in missing)
    href, at_server = _href(path, parameters), False
    if own := _server(operation) or _server(object_of(item.raw)):
        href, at_server = below(_server(object_of(documents.roots[""])), f"{own.rstrip('/')}{href}")
    return Link(
        resource=resource,
        href=href,
        method=method.upper(),
        rel=rel,
        name=name.replace("_", " "),
        aliases=tuple(dict.fromkeys(filter(None, (operation_id, {"get": "info", "info": "get"}.get(name, ""))))),
        title=text_of(operation, "summary"),
        description=text_of(operation, "description") or text_of(operation, "summary"),
        parameters=tuple(sorted(parameters, key=lambda each: _place(path, each))),
        body=_body(at, documents),
        target_schema=target,
        media_type=media_type,
        stability="deprecated" if operation.get("deprecated") is True else "",
        secured=operation.get("security") not in ([], [{}]),
        security=needs_of(documents, operation),
        at_server=at_server,
        pointer=at.pointer,
        fault=_fault(path, item, at),
    )


def _fault(path: str, item: Schema, operation: Schema) -> str:
    """Return why an operation can't be called: its path is no template, or what it has to say stands nowhere."""
    rest = _VARIABLE.sub("", path)
    if "{" in rest or "}" in rest:
        return f"the path {path!r} is no template: a brace has no partner"
    body = [operation.child("requestBody")] if "requestBody" in object_of(operation.raw) else []
    try:
        for place in (*item.branches("parameters"), *operation.branches("parameters"), *body):
            place.dereference()
    except SchemaError as error:
        return str(error).partition(" (at ")[0]
    return ""


def _place(path: str, parameter: Parameter) -> int:
    return path.find(f"{{{parameter.name}}}") if parameter.location == "path" else len(path)


def _href(path: str, parameters: tuple[Parameter, ...]) -> str:
    """Return a path as an RFC 6570 template: the style of each parameter becomes its operator."""
    styles = {each.name: each for each in parameters if each.location == "path"}

    def expression(found: re.Match[str]) -> str:
        each = styles.get(found[1])
        if each is None or each.style not in _PATH_STYLES:
            return found[0]
        return f"{{{_PATH_STYLES[each.style]}{quote(found[1])}{'*' if each.explode else ''}}}"

    return _VARIABLE.sub(expression, path)


def _link_name(resource: str, path: str, method: str, operation_id: str, operation: Mapping[str, Json]) -> str:
    """Return the words of the operationId without those of the tag; without one, what the method does."""
    if words := words_of(operation_id):
        tag = resource.split("-")
        singulars = [singular(word) for word in words]
        for start in range(len(words) - len(tag) + 1):
            if singulars[start : start + len(tag)] == tag or "".join(singulars[start : start + len(tag)]) == "".join(
                tag
            ):
                words = words[:start] + words[start + len(tag) :]
                break
        else:
            words = _without_joined(words, singulars, "".join(tag))
        return identifier(" ".join(words)) or identifier(operation_id)
    action = re.search(r"/actions/([^/{}]+)$", path)
    if action:
        return identifier(action[1])
    if method in {"GET", "HEAD"}:
        kind = "info" if path.rstrip("/").endswith("}") else "list"
        return kind if method == "GET" else f"{kind}_head"
    return _BY_METHOD.get(method) or identifier(text_of(operation, "summary")) or method.lower()


def _without_joined(words: list[str], singulars: list[str], tag: str) -> list[str]:
    """Leave out one word that is the whole tag written together: "addon" of "Add-ons"."""
    for index, word in enumerate(singulars):
        if word == tag:
            return words[:index] + words[index + 1 :]
    return words


def _parameters(item: Schema, operation: Schema) -> Iterator[Parameter]:
    """Yield the parameters of an operation, and those of its path that it does not state anew."""
    found: dict[tuple[str, str], Parameter] = {}
    for place in (*item.branches("parameters"), *operation.branches("parameters")):
        each = _followed(place)
        node = object_of(each.raw)
        name, location = text_of(node, "name"), text_of(node, "in")
        if name and location in _LOCATIONS and not (location == "header" and name.lower() in _IGNORED_HEADERS):
            found[name, location] = _parameter(name, location, each, node)
    yield from found.values()


def _parameter(name: str, location: str, at: Schema, node: Mapping[str, Json]) -> Parameter:
    style = text_of(node, "style") or ("form" if location in {"query", "cookie"} else "simple")
    explode = node.get("explode")
    schema = at.child("schema") if "schema" in node else _content_schema(at)
    owner = _owner(schema) if location == "path" and schema is not None else ""
    if "schema" not in node and "json" in _preferred(object_of(node.get("content"))):
        style = "json"
    return Parameter(
        name=name,
        schema=schema,
        location=location,
        required=location == "path" or node.get("required") is True,
        description=f"{'Deprecated. ' * (node.get('deprecated') is True)}{text_of(node, 'description')}".strip(),
        owner=owner,
        style=style,
        explode=explode if isinstance(explode, bool) else style == "form",
    )


def _owner(schema: Schema) -> str:
    """Return the resource whose attribute a parameter is: the one with the name of the schema that has it."""
    try:
        places = [
            parse_pointer(step.pointer.partition("#")[2]) for each in schema.alternatives() for step in each.chain
        ]
    except SchemaError:
        return ""
    return next((slug(place[2]) for place in places if len(place) > 4 and place[:2] == ["components", "schemas"]), "")


def _content_schema(at: Schema) -> Schema | None:
    media = _preferred(object_of(object_of(at.raw).get("content")))
    return _media_schema(at, media) if media else None


def _media_schema(at: Schema, media: str) -> Schema | None:
    held = at.child("content").child(media)
    return held.child("schema") if "schema" in object_of(held.raw) else None


def _preferred(content: Mapping[str, Json]) -> str:
    """Return the media type to use among several: JSON, then forms, then the first."""

    def rank(media: str) -> int:
        kind = media.partition(";")[0].strip().lower()
        if kind == "application/json" or kind.endswith("+json"):
            return 0
        return 1 if kind in {"application/x-www-form-urlencoded", "multipart/form-data"} else 2

    return min(content, key=rank) if content else ""


def _body(at: Schema, documents: Documents) -> Body | None:
    if "requestBody" not in object_of(at.raw):
        return None
    place = _followed(at.child("requestBody"))
    node = object_of(place.raw)
    media = _preferred(object_of(node.get("content")))
    schema = _media_schema(place, media) if media else None
    if schema is not None:
        of_request = Documents(roots=documents.roots, dialect=documents.dialect, normalize=plain_of_request)
        schema = of_all_kinds(Schema(of_request, schema.pointer, schema.raw))
    return Body(schema=schema, media_type=_sent(media), required=node.get("required") is True)


def _sent(media: str) -> str:
    """Return the media type that a body is sent as: of a range of them, such as ``*/*``, JSON."""
    return "application/json" if media in {"", "*/*", "application/*"} else media.lower()


def _answer(at: Schema) -> tuple[Schema | None, str]:
    """Return the schema and the media type of the answer that stands for success."""
    for code, place in sorted(at.children("responses").items()):
        answer = _followed(place)
        media = _preferred(object_of(object_of(answer.raw).get("content")))
        if media and _SUCCESS.fullmatch(code):
            return _media_schema(answer, media), media.lower()
    return None, ""


def _server(root: Mapping[str, Json]) -> str:
    """Return the URL of the first server, its variables at their defaults."""
    servers = [server for server in list_of(root, "servers") if isinstance(server, dict)]
    if not servers:
        return ""
    variables = object_of(servers[0].get("variables"))
    defaults = {name: text_of(object_of(said), "default") for name, said in variables.items()}
    url = _VARIABLE.sub(lambda found: defaults.get(found[1], ""), text_of(servers[0], "url"))
    return "" if url == "/" else url


OPENAPI = Reader(name="OpenAPI 3", recognizes=_recognizes, read=_read)
