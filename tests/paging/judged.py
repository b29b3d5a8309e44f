"""What became of the operations of the table: documents of them, what is recognised, and the table of the docs."""

from pathlib import Path

from operations import OPERATIONS, TYPES

import heroics_py
from heroics_py.model.paging import Paging
from heroics_py.paging.paths import items_at
from heroics_py.paging.recognition import paging_of

__all__ = [
    "URL",
    "document_of",
    "hyper_schema_of",
    "judge",
    "recognised",
    "sample_of",
    "section",
    "swagger_of",
    "table",
]

URL = "https://api.example"
PAGE = Path(__file__).parents[2] / "docs" / "lists.md"
START, END = "<!-- operations: begin -->\n", "<!-- operations: end -->\n"


def document_of(operation):
    """Return an OpenAPI document that describes an operation alone."""
    content = {"application/json": {"schema": _schema(operation.shape)}}
    described = {name: {"schema": {"type": "string"}} for name in operation.headers}
    parameters = [{"name": name, "in": "query", "schema": each} for name, each in _query(operation)]
    response = {"description": "OK", "headers": described, "content": content}
    return {"openapi": "3.0.3", "servers": [{"url": URL}], **_paths(operation, parameters, response)}


def swagger_of(operation):
    """Return a Swagger 2.0 document that describes an operation alone."""
    parameters = [{"name": name, "in": "query", **each} for name, each in _query(operation)]
    described = {name: {"type": "string"} for name in operation.headers}
    response = {"description": "OK", "headers": described, "schema": _schema(operation.shape)}
    return {"swagger": "2.0", "host": "api.example", "schemes": ["https"], **_paths(operation, parameters, response)}


def hyper_schema_of(operation):
    """Return a JSON Hyper-Schema document that describes an operation alone; it knows no headers."""
    link = {
        "title": "List",
        "rel": "instances",
        "href": f"/{operation.path}",
        "method": operation.method.upper(),
        "schema": {"type": "object", "properties": dict(_query(operation))},
        "targetSchema": _schema(operation.shape),
    }
    thing = {"title": "Thing", "type": "object", "links": [link]}
    return {
        "$schema": "http://json-schema.org/draft-04/hyper-schema",
        "type": "object",
        "links": [{"rel": "self", "href": URL}],
        "definitions": {"thing": thing},
        "properties": {"thing": {"$ref": "#/definitions/thing"}},
    }


def recognised(operation, document_of=document_of):
    """Return what an operation is recognised as, from a document of it."""
    api = heroics_py.read(document_of(operation))
    (link,) = (link for resource in api.resources.values() for link in resource.links)
    return paging_of(link)


def sample_of(shape, name=""):
    """Return a response that has every field of its shape."""
    if isinstance(shape, dict):
        return {key: sample_of(each, key) for key, each in shape.items()}
    if isinstance(shape, list):
        return [sample_of(shape[0])] * 2
    text = "next" if name in ("rel", "relation") else "c7"
    return {"number": 7, "ordinal": 7, "index": 7, "bool": True, "url": f"{URL}/next"}.get(shape, text)


def judge(operation, paging):
    """Return "right", "missed" or "wrong" for what an operation was recognised as."""
    if any(_agrees(operation, paging, right) for right in operation.right):
        return "right"
    if paging.style in ("none", "headers") and not paging.items:
        return "missed" if operation.right else "right"
    return "wrong"


def table():
    """Return the table of the operations, as the docs show it."""
    lines = ["| in the manner of | how it continues | |", "| --- | --- | --- |"]
    for operation in OPERATIONS:
        paging = recognised(operation)
        is_right = judge(operation, paging) == "right"
        shown = _bare(paging if is_right else operation.right[0])
        lines.append(f"| {operation.manner} | `{shown!r}` | {'recognised' if is_right else 'to declare'} |")
    return "\n".join(lines) + "\n"


def section():
    """Return the part of the docs that holds the table."""
    return PAGE.read_text(encoding="utf-8").partition(START)[2].partition(END)[0]


def _bare(paging):
    return Paging(**{name: getattr(paging, name) for name in Paging.__annotations__ if name != "why"})


def _agrees(operation, paging, right):
    """Return whether two pagings fetch the same items; a total or a size may be left out."""
    return (
        paging.style == right.style
        and paging.next.casefold() == right.next.casefold()
        and (paging.parameter, paging.first, paging.field) == (right.parameter, right.first, right.field)
        and _has_same_items(operation, paging, right)
        and paging.size in ("", right.size)
        and paging.total in ("", *(each.total for each in operation.right))
        and paging.more in ("", *(each.more for each in operation.right))
    )


def _has_same_items(operation, paging, right):
    sample = sample_of(operation.shape)
    lists = [items_at(sample, each.items)[1] if each.items else sample for each in (paging, right)]
    return lists[0] is lists[1]


def _query(operation):
    for each in operation.query.split():
        name, _, kind = each.rpartition(":")
        yield name, TYPES[kind]


def _paths(operation, parameters, response):
    node = {"operationId": "list", "tags": ["thing"], "parameters": parameters, "responses": {"200": response}}
    paths = {f"/{operation.path}": {operation.method: node}}
    return {"info": {"title": operation.manner, "version": "1"}, "paths": paths}


def _schema(shape):
    if isinstance(shape, dict):
        return {"type": "object", "properties": {name: _schema(each) for name, each in shape.items()}}
    return {"type": "array", "items": _schema(shape[0])} if isinstance(shape, list) else TYPES[shape]


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    PAGE.write_text(before + START + table() + END + rest.partition(END)[2], encoding="utf-8")
