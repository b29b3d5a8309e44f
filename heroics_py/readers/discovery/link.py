"""A method of a Discovery document as a link."""

import re
from collections.abc import Collection, Iterator

from heroics_py.model.api import Link, Reply
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Schema
from heroics_py.model.things import Thing
from heroics_py.readers.deprecation import deprecation_of
from heroics_py.readers.discovery.paging import paging_of
from heroics_py.readers.discovery.parameters import parameters_of
from heroics_py.readers.discovery.security import alternatives_of
from heroics_py.readers.discovery.tree import Method, snake_case
from heroics_py.readers.discovery.uploads import body_of, schema_of
from heroics_py.readers.fields import object_of, text_at

__all__ = ["href_of", "read_links"]

_RELS = {
    "list": "instances",
    "get": "self",
    "insert": "create",
    "create": "create",
    "patch": "update",
    "update": "update",
    "delete": "destroy",
}
_EXPRESSION = re.compile(r"\{[^{}]*\}")


def href_of(method: Schema) -> str:
    """Return the path of a method as an RFC 6570 template."""
    path = text_at(object_of(method.raw), "path") or text_at(object_of(method.raw), "flatPath")
    return path if path.startswith("/") else f"/{path}"


def read_links(resource: str, method: Method, root: Schema, resources: Collection[str]) -> Iterator[Link]:
    """Yield the link of a method, and the one that downloads the content of what it describes.

    Args:
        resource: the name of the resource.
        method: the method.
        root: the document.
        resources: the names of all resources.
    """
    node = object_of(method.at.raw)
    response = schema_of(method.at, "response")
    parameters = tuple(_identified(each, resource, resources) for each in parameters_of(method.at, root))
    queries = [each.name for each in parameters if each.location == "query"]
    description = text_at(node, "description")
    paging = paging_of(response, queries, method.resource[-1:]) if node.get("httpMethod") == "GET" else None
    link = Link(
        resource=resource,
        href=href_of(method.at),
        method=text_at(node, "httpMethod").upper(),
        rel=_RELS.get(method.name, "") if method.name != "list" else "instances" * (paging is not None),
        name=snake_case(method.name).replace("_", " "),
        aliases=tuple(filter(None, (text_at(node, "id"), method.name, "info" if method.name == "get" else ""))),
        title=description.partition(". ")[0].rstrip(".") if description else "",
        description=description,
        parameters=parameters,
        body=body_of(method.at),
        target_schema=response,
        media_type="application/json",
        stability="deprecated" if node.get("deprecated") is True else "",
        deprecation=deprecation_of(node),
        paging=paging,
        replies={"200": Reply(contents={"application/json": response} if response is not None else {})},
        security=alternatives_of(node, object_of(root.raw)),
        pointer=method.at.pointer,
        fault=_fault(text_at(node, "path")),
    )
    yield link
    if node.get("supportsMediaDownload") is True:
        yield link.replaced(
            href=f"{link.href}{'&' if '?' in link.href else '?'}alt=media",
            rel="",
            name=f"{link.name} media",
            aliases=(f"{method.name}_media",),
            title=f"{link.title} (the content)" if link.title else "",
            parameters=tuple(each for each in parameters if (each.location, each.name) != ("query", "alt")),
            target_schema=None,
            media_type="*/*",
            replies={"200": Reply(contents={"application/octet-stream": None})},
            is_file=True,
            paging=None,
        )


def _identified(parameter: Parameter, resource: str, resources: Collection[str]) -> Parameter:
    """Return a parameter that knows the thing which it identifies, if its name is a path of its own.

    ``{+name}`` is the field name of a thing of this resource, ``{+parent}`` that of the resource around it.
    """
    kinds = {"name": resource, "resource": resource, "parent": resource.rpartition("_")[0]}
    kind = kinds.get(parameter.name, "") if parameter.keeps_slashes else ""
    while parameter.name == "parent" and kind and kind not in resources:
        kind = kind.rpartition("_")[0]
    if kind not in resources:
        return parameter
    thing = Thing(kind=kind, noun=kind.replace("_", " "), fields=("name",), is_certain=True)
    return parameter.replaced(thing=thing, owner=kind)


def _fault(path: str) -> str:
    literal = _EXPRESSION.sub("", path)
    return f"the path {path!r} is not a template: its braces are not balanced" if set(literal) & set("{}") else ""
