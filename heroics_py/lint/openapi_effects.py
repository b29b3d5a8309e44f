"""What a document in OpenAPI 3 has without an effect on a client."""

import re
from collections.abc import Iterator
from typing import TypeAlias

from heroics_py.errors import SchemaError
from heroics_py.lint.finding import Finding
from heroics_py.model.api import Api
from heroics_py.model.pointers import escape_key, parse_pointer
from heroics_py.model.schema import Schema
from heroics_py.support.json_types import Json

__all__ = ["discriminator_findings", "effect_findings"]

_Node: TypeAlias = dict[str, Json]

_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"})
# What a client of requests and responses has no use for (3.1.1, 4.8).
_UNREAD = {
    "callbacks": "requests that the API sends are not read",
    "webhooks": "requests that the API sends are not read",
    "links": "the links of responses are not read; links(record) goes by the paths",
    "xml": "XML is sent as you pass it, and read as text",
}
_ENCODED = re.compile(r"multipart/|application/x-www-form-urlencoded")
_CHOICES = ("oneOf", "anyOf")


def effect_findings(api: Api) -> Iterator[Finding]:
    """Yield the findings for repeated operationIds, for encodings without an effect, and for what is not read."""
    yield from _duplicate_ids(api)
    for pointer, node in _nodes(api.documents.roots.get("")):
        yield from _unread_findings(pointer, node)
        yield from _encoding_findings(api, pointer, node)


def discriminator_findings(schema: Schema) -> Iterator[Finding]:
    """Yield the findings for the discriminator of a schema: it only names the alternative that messages describe."""
    node = schema.raw if isinstance(schema.raw, dict) else {}
    discriminator = node.get("discriminator")
    if not isinstance(discriminator, dict):
        return
    keyword = next((keyword for keyword in _CHOICES if isinstance(node.get(keyword), list)), "")
    listed = node.get(keyword)
    choices = listed if isinstance(listed, list) else []
    references = [choice.get("$ref") for choice in choices if isinstance(choice, dict)]
    field = discriminator.get("propertyName")
    if not isinstance(field, str):
        yield _discriminator(schema, "a discriminator without a propertyName")
    elif keyword and not any(references):
        yield _discriminator(schema, f"a discriminator {field!r} among alternatives without a reference")
    mapping = discriminator.get("mapping")
    for value, target in mapping.items() if isinstance(mapping, dict) and keyword else ():
        if isinstance(target, str) and not any(_is_target(target, each) for each in references):
            message = f"the discriminator maps {value[:60]!r} to {target[:80]!r}, which is not one of the alternatives"
            yield _finding(schema.pointer, "warning", "discriminator-mapping", message, "the value selects nothing")


def _discriminator(schema: Schema, message: str) -> Finding:
    effect = "it has no effect: values are checked against the schemas alone"
    return _finding(schema.pointer, "note", "discriminator", message, effect)


def _is_target(target: str, reference: Json) -> bool:
    return isinstance(reference, str) and (target == reference or target == reference.rpartition("/")[2])


def _duplicate_ids(api: Api) -> Iterator[Finding]:
    ids: dict[str, list[str]] = {}
    for pointer, node in _operations(api.documents.roots.get("")):
        operation_id = node.get("operationId")
        if isinstance(operation_id, str) and operation_id:
            ids.setdefault(operation_id, []).append(pointer)
    for operation_id, pointers in ids.items():
        for pointer in pointers[1:]:
            message = f"the operationId {operation_id[:80]!r} is also that of {pointers[0]}"
            effect = "each has a name of its own; an index by the id finds the first"
            yield _finding(pointer, "warning", "duplicate-id", message, effect)


def _operations(root: Json) -> Iterator[tuple[str, _Node]]:
    paths = root.get("paths") if isinstance(root, dict) else None
    for path, item in paths.items() if isinstance(paths, dict) else ():
        for method, node in item.items() if isinstance(item, dict) else ():
            if method in _METHODS and isinstance(node, dict):
                yield f"#/paths/{escape_key(path)}/{method}", node


def _unread_findings(pointer: str, node: _Node) -> Iterator[Finding]:
    """Yield a finding for what is not read: in operations, responses, schemas, and at the root."""
    keys = parse_pointer(pointer.partition("#")[2])
    for keyword, effect in _UNREAD.items():
        if not isinstance(node.get(keyword), dict) or not _is_place(keyword, keys):
            continue
        yield _finding(f"{pointer}/{keyword}", "note", f"unread-{keyword}", f"{keyword} in the document", effect)


def _is_place(keyword: str, keys: list[str]) -> bool:
    """Return whether ``keyword`` is one of OpenAPI there, and not the name of a field or a schema."""
    if keyword == "webhooks":
        return keys == []
    if keyword == "callbacks":
        return keys[:1] == ["paths"] and keys[-1:] != ["properties"] and len(keys) == 3
    if keyword == "links":
        return keys[-2:-1] == ["responses"]
    return keys[-1:] != ["properties"]


def _encoding_findings(api: Api, pointer: str, node: _Node) -> Iterator[Finding]:
    """Yield the findings for encodings of fields that don't exist, or of a body that has no parts."""
    keys = parse_pointer(pointer.partition("#")[2])
    encoding = node.get("encoding")
    if not isinstance(encoding, dict) or keys[-2:-1] != ["content"]:
        return
    if not _ENCODED.match(keys[-1].lower()):
        message = f"an encoding for the fields of {keys[-1][:60]}"
        yield _finding(pointer, "note", "encoding", message, "it has no effect: only forms are encoded field by field")
        return
    try:
        fields = Schema(api.documents, f"{pointer}/schema", node.get("schema")).dereference().children("properties")
    except SchemaError:
        return  # the schema's own finding says why
    for name in encoding if fields else ():
        if name not in fields:
            message = f"an encoding for {name[:60]!r}, which is not a field of the body"
            yield _finding(pointer, "note", "encoding", message, "it has no effect")


def _nodes(root: Json) -> Iterator[tuple[str, _Node]]:
    """Yield every object of a document with its pointer, except examples."""
    pending: list[tuple[str, Json]] = [("#", root)]
    while pending:
        pointer, node = pending.pop()
        if isinstance(node, dict):
            yield pointer, node
            below = [(key, each) for key, each in node.items() if key not in {"example", "examples", "default", "enum"}]
            pending += [(f"{pointer}/{escape_key(key)}", each) for key, each in reversed(below)]
        elif isinstance(node, list):
            pending += [(f"{pointer}/{index}", each) for index, each in reversed(list(enumerate(node)))]


def _finding(pointer: str, severity: str, kind: str, message: str, effect: str) -> Finding:
    return Finding(pointer=pointer or "#", severity=severity, kind=kind, message=message, effect=effect)
