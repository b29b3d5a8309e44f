"""An operation of OpenAPI as a link."""

import re
from urllib.parse import quote

from heroics_py.errors import SchemaError
from heroics_py.http.media_types import essence_of, is_json
from heroics_py.model.api import Body, Link, Parameter
from heroics_py.model.identifiers import identifier
from heroics_py.model.pointers import parse_pointer
from heroics_py.model.schema import Documents, Schema
from heroics_py.readers.base_urls import relative_to
from heroics_py.readers.english_words import singular, slug, words_of
from heroics_py.readers.fields import list_at, object_at, object_of, target_of, text_at
from heroics_py.readers.openapi_keywords import rewrite_openapi_request, with_subtypes
from heroics_py.readers.openapi_security import security_requirements
from heroics_py.support.json_types import Json

__all__ = ["read_link", "server_url"]

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
_NAMES_BY_METHOD = {"POST": "create", "PUT": "update", "PATCH": "update", "DELETE": "delete"}
_SYNONYMS = {"get": "info", "info": "get"}
_OPERATORS_BY_STYLE = {"label": ".", "matrix": ";", "simple": ""}
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def read_link(resource: str, path: str, method: str, documents: Documents) -> Link:
    """Return the operation ``method`` of ``path`` as a link of ``resource``."""
    item = target_of(documents.schema_at("#/paths").child(path))
    at = item.child(method)
    operation = object_of(at.raw)
    parameters = tuple(_parameters(item, at, path))
    operation_id = text_at(operation, "operationId")
    name = _link_name(resource, path, method.upper(), operation)
    target_schema, media_type = _success_response(at)
    href, at_server = _href(path, parameters), False
    if url := server_url(operation) or server_url(object_of(item.raw)):
        href, at_server = relative_to(server_url(object_of(documents.roots[""])), f"{url.rstrip('/')}{href}")
    return Link(
        resource=resource,
        href=href,
        method=method.upper(),
        rel=_RELS.get(name, ""),
        name=name.replace("_", " "),
        aliases=tuple(dict.fromkeys(filter(None, (operation_id, _SYNONYMS.get(name))))),
        title=text_at(operation, "summary"),
        description=text_at(operation, "description") or text_at(operation, "summary"),
        parameters=parameters,
        body=_body(at, documents),
        target_schema=target_schema,
        media_type=media_type,
        stability="deprecated" if operation.get("deprecated") is True else "",
        secured=operation.get("security") not in ([], [{}]),
        security=security_requirements(documents, operation),
        at_server=at_server,
        pointer=at.pointer,
        fault=_fault(path, item, at),
    )


def server_url(node: dict[str, Json]) -> str:
    """Return the URL of the first server, with its variables at their defaults."""
    server = next((server for server in list_at(node, "servers") if isinstance(server, dict)), None)
    if server is None:
        return ""
    variables = object_at(server, "variables")
    url = _VARIABLE.sub(lambda match: text_at(object_at(variables, match[1]), "default"), text_at(server, "url"))
    return "" if url == "/" else url


def _fault(path: str, item: Schema, operation: Schema) -> str:
    """Return why an operation can't be called, or "".

    Either its path is invalid, or one of its references can't be resolved.
    """
    literal = _VARIABLE.sub("", path)
    if "{" in literal or "}" in literal:
        return f"the path {path!r} is not a template: its braces are not balanced"
    body = [operation.child("requestBody")] if "requestBody" in object_of(operation.raw) else []
    try:
        for place in (*item.branches("parameters"), *operation.branches("parameters"), *body):
            place.dereference()
    except SchemaError as error:
        return str(error).partition(" (at ")[0]
    return ""


def _href(path: str, parameters: tuple[Parameter, ...]) -> str:
    """Return a path as an RFC 6570 template, with the styles as operators."""
    by_name = {each.name: each for each in parameters if each.location == "path"}

    def expression(match: re.Match[str]) -> str:
        parameter = by_name.get(match[1])
        if parameter is None or parameter.style not in _OPERATORS_BY_STYLE:
            return match[0]
        operator = _OPERATORS_BY_STYLE[parameter.style]
        return f"{{{operator}{quote(match[1])}{'*' if parameter.explode else ''}}}"

    return _VARIABLE.sub(expression, path)


def _link_name(resource: str, path: str, method: str, operation: dict[str, Json]) -> str:
    """Return the operationId without the tag, else what the method does."""
    operation_id = text_at(operation, "operationId")
    if words := words_of(operation_id):
        return identifier(" ".join(_without_tag(words, resource.split("-")))) or identifier(operation_id)
    if action := re.search(r"/actions/([^/{}]+)$", path):
        return identifier(action[1])
    if method in {"GET", "HEAD"}:
        name = "info" if path.rstrip("/").endswith("}") else "list"
        return name if method == "GET" else f"{name}_head"
    return _NAMES_BY_METHOD.get(method) or identifier(text_at(operation, "summary")) or method.lower()


def _without_tag(words: list[str], tag: list[str]) -> list[str]:
    """Remove the words of the tag, or the word that joins them.

    "addon" is such a word for "Add-ons".
    """
    singulars = [singular(word) for word in words]
    joined = "".join(tag)
    for size in (len(tag), 1):
        for start in range(len(words) - size + 1):
            if "".join(singulars[start : start + size]) == joined:
                return words[:start] + words[start + size :]
    return words


def _parameters(item: Schema, operation: Schema, path: str) -> list[Parameter]:
    """Return the parameters of an operation and of its path.

    Those in the path come first, in its order.
    """
    parameters: dict[tuple[str, str], Parameter] = {}
    for place in (*item.branches("parameters"), *operation.branches("parameters")):
        at = target_of(place)
        node = object_of(at.raw)
        name, location = text_at(node, "name"), text_at(node, "in")
        if name and location in _LOCATIONS and not (location == "header" and name.lower() in _IGNORED_HEADERS):
            parameters[name, location] = _parameter(name, location, at, node)
    for variable in _VARIABLE.findall(path):
        parameters.setdefault((variable, "path"), Parameter(name=variable))
    return sorted(
        parameters.values(),
        key=lambda each: path.find(f"{{{each.name}}}") if each.location == "path" else len(path),
    )


def _parameter(name: str, location: str, at: Schema, node: dict[str, Json]) -> Parameter:
    style = text_at(node, "style") or ("form" if location in {"query", "cookie"} else "simple")
    explode = node.get("explode")
    schema = at.child("schema") if "schema" in node else _content_schema(at)
    if "schema" not in node and is_json(_preferred_media_type(object_at(node, "content"))):
        style = "json"
    return Parameter(
        name=name,
        schema=schema,
        location=location,
        required=location == "path" or node.get("required") is True,
        description=f"{'Deprecated. ' * (node.get('deprecated') is True)}{text_at(node, 'description')}".strip(),
        owner=_owner(schema) if location == "path" and schema is not None else "",
        style=style,
        explode=explode if isinstance(explode, bool) else style == "form",
    )


def _owner(schema: Schema) -> str:
    """Return the resource that a parameter is an attribute of.

    It has the name of the schema that contains the parameter.
    """
    try:
        chains = [each.chain for each in schema.alternatives()]
        places = [parse_pointer(step.pointer.partition("#")[2]) for chain in chains for step in chain]
    except SchemaError:
        return ""
    return next((slug(place[2]) for place in places if len(place) > 4 and place[:2] == ["components", "schemas"]), "")


def _content_schema(at: Schema) -> Schema | None:
    media_type = _preferred_media_type(object_at(at.raw, "content"))
    return _media_type_schema(at, media_type) if media_type else None


def _media_type_schema(at: Schema, media_type: str) -> Schema | None:
    content = at.child("content").child(media_type)
    return content.child("schema") if "schema" in object_of(content.raw) else None


def _preferred_media_type(content: dict[str, Json]) -> str:
    """Return the media type to use among several: JSON, then a form, then the first."""

    def rank(media_type: str) -> int:
        if is_json(media_type):
            return 0
        return 1 if essence_of(media_type) in _FORMS else 2

    return min(content, key=rank) if content else ""


def _body(at: Schema, documents: Documents) -> Body | None:
    if "requestBody" not in object_of(at.raw):
        return None
    place = target_of(at.child("requestBody"))
    node = object_of(place.raw)
    media_type = _preferred_media_type(object_at(node, "content"))
    schema = _media_type_schema(place, media_type) if media_type else None
    if schema is not None:
        for_requests = Documents(roots=documents.roots, dialect=documents.dialect, normalize=rewrite_openapi_request)
        schema = with_subtypes(Schema(for_requests, schema.pointer, schema.raw))
    # A range of media types is sent as JSON.
    media_type = "application/json" if media_type in {"", "*/*", "application/*"} else media_type.lower()
    return Body(schema=schema, media_type=media_type, required=node.get("required") is True)


def _success_response(at: Schema) -> tuple[Schema | None, str]:
    """Return the schema and media type of the first success with content."""
    for status, place in sorted(at.children("responses").items()):
        response = target_of(place)
        media_type = _preferred_media_type(object_at(response.raw, "content"))
        if media_type and _SUCCESS.fullmatch(status):
            return _media_type_schema(response, media_type), media_type.lower()
    return None, ""
