"""An operation of OpenAPI as a link."""

import re

from heroics_py.model.api import Link
from heroics_py.model.identifiers import identifier
from heroics_py.model.schema import Documents, Schema
from heroics_py.readers.deprecation import deprecation_of
from heroics_py.readers.english_words import words_of
from heroics_py.readers.fields import object_of, target_of, text_at
from heroics_py.readers.openapi.contents import body_of, success_response
from heroics_py.readers.openapi.names import link_name
from heroics_py.readers.openapi.parameters import parameters_of
from heroics_py.readers.openapi.replies import is_anonymous, replies_of, streams_of
from heroics_py.readers.openapi.security import security_fault, security_requirements
from heroics_py.readers.openapi.servers import href_at_server
from heroics_py.readers.path_templates import PathTemplate, href_of
from heroics_py.readers.response_kinds import is_list
from heroics_py.readers.sound_references import reference_fault
from heroics_py.support.values import Value

__all__ = ["FIXED_METHODS", "LinkContext", "operation_at", "read_link"]

FIXED_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""The fields of a path item that are operations; "query" since OpenAPI 3.2."""

_METHOD = re.compile(r"[A-Z][A-Z-]*")


class LinkContext(Value):
    """What all links of a document share.

    Attributes:
        documents: the document.
        source: where it came from.
        keys: the locations and names of the keys that it describes.
        modules: the names of a program's modules in front of its ids.
    """

    documents: Documents
    source: str
    keys: frozenset[tuple[str, str]]
    modules: tuple[str, ...] = ()


def read_link(resource: str, path: str, method: str, context: LinkContext) -> Link:
    """Return an operation as a link of ``resource``.

    Args:
        resource: the name of the resource.
        path: the key of the path item.
        method: the key of the operation in it: a fixed field such as "get", else one of ``additionalOperations``.
        context: the document.
    """
    documents = context.documents
    root = object_of(documents.roots[""])
    item = target_of(documents.schema_at("#/paths").child(path))
    at = operation_at(item, method)
    operation = object_of(at.raw)
    template, parameters = parameters_of(item, at, path, context.keys)
    target_schema, media_type = success_response(at)
    operation_id, summary = text_at(operation, "operationId"), text_at(operation, "summary")
    named = link_name(
        resource,
        method,
        template.path,
        operation_id,
        summary,
        is_list=lambda: is_list(target_schema),
        modules=context.modules,
    )
    # All that differs between two operations, if they have no ids.
    name = identifier(" ".join(words_of("" if operation_id else template.fragment))) or named.name
    nodes = (operation, object_of(item.raw))
    href, at_server = href_at_server(href_of(template, parameters), nodes, root, context.source)
    return Link(
        resource=resource,
        href=href,
        method=method.upper() if method in FIXED_METHODS else method,
        rel=named.rel,
        name=name.replace("_", " "),
        aliases=named.aliases,
        title=summary,
        description=text_at(operation, "description") or summary,
        parameters=parameters,
        body=body_of(at, documents),
        target_schema=target_schema,
        media_type=media_type,
        streams=streams_of(at),
        stability="deprecated" if operation.get("deprecated") is True else "",
        deprecation=deprecation_of(operation),
        replies=replies_of(at),
        anonymous=is_anonymous(object_of(documents.roots[""]), operation),
        secured=operation.get("security") not in ([], [{}]),
        security=security_requirements(documents, operation),
        at_server=at_server,
        pointer=at.pointer,
        fault=_method_fault(method) or _fault(template, item, at),
    )


def operation_at(item: Schema, method: str) -> Schema:
    """Return an operation of a path item: a fixed field, else one of ``additionalOperations`` (3.2.0, 4.9)."""
    place = item.child(method) if method in FIXED_METHODS else item.child("additionalOperations").child(method)
    return target_of(place)  # documents refer to whole operations, although only path items may be referred to


def _method_fault(method: str) -> str:
    """Return why a method can't be sent: HTTP libraries change its case."""
    if method in FIXED_METHODS or _METHOD.fullmatch(method):
        return ""
    return f"the method {method!r} can't be sent: expected upper-case letters"


def _fault(template: PathTemplate, item: Schema, operation: Schema) -> str:
    """Return why an operation can't be called, or "".

    Either its path is invalid, or a reference in or below its parameters, body or credentials can't be resolved: what
    the request has to be is unknown then. A response without its schema is still read.
    """
    if template.fault:
        return template.fault
    body = [operation.child("requestBody")] if "requestBody" in object_of(operation.raw) else []
    operation_itself = [operation] if operation.reference is not None else []
    holders = [each for each in (item, operation) if isinstance(object_of(each.raw).get("parameters"), dict)]
    lists = [each.child("parameters") for each in holders]
    places = (*operation_itself, *lists, *item.branches("parameters"), *operation.branches("parameters"), *body)
    return reference_fault(*places) or security_fault(operation.documents, object_of(operation.raw))
