"""An operation of OpenAPI as a link."""

import re
from urllib.parse import quote

from heroics_py.errors import SchemaError
from heroics_py.model.api import Link, Parameter
from heroics_py.model.schema import Documents, Schema
from heroics_py.readers.base_urls import relative_to
from heroics_py.readers.fields import object_of, target_of, text_at
from heroics_py.readers.openapi.contents import body_of, success_response
from heroics_py.readers.openapi.names import link_name
from heroics_py.readers.openapi.parameters import parameters_of
from heroics_py.readers.openapi.replies import is_anonymous, replies_of
from heroics_py.readers.openapi.security import security_requirements
from heroics_py.readers.openapi.servers import server_url

__all__ = ["read_link"]

_VARIABLE = re.compile(r"\{([^{}]+)\}")
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
_SYNONYMS = {"get": "info", "info": "get"}
_OPERATORS_BY_STYLE = {"label": ".", "matrix": ";", "simple": ""}


def read_link(resource: str, path: str, method: str, documents: Documents) -> Link:
    """Return the operation ``method`` of ``path`` as a link of ``resource``."""
    item = target_of(documents.schema_at("#/paths").child(path))
    at = item.child(method)
    operation = object_of(at.raw)
    parameters = tuple(parameters_of(item, at, path))
    operation_id = text_at(operation, "operationId")
    name = link_name(resource, path, method.upper(), operation)
    target_schema, media_type = success_response(at)
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
        body=body_of(at, documents),
        target_schema=target_schema,
        media_type=media_type,
        stability="deprecated" if operation.get("deprecated") is True else "",
        replies=replies_of(at),
        anonymous=is_anonymous(object_of(documents.roots[""]), operation),
        secured=operation.get("security") not in ([], [{}]),
        security=security_requirements(documents, operation),
        at_server=at_server,
        pointer=at.pointer,
        fault=_fault(path, item, at),
    )


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
