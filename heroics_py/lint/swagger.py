"""The oddities of Swagger documents, which a client copes with."""

from collections.abc import Iterator

from heroics_py.errors import SchemaError
from heroics_py.lint.finding import Finding
from heroics_py.model.api import Api
from heroics_py.model.schema import Schema
from heroics_py.support.json_types import Json

__all__ = ["swagger_findings"]

_LOCATIONS = frozenset({"path", "query", "header", "formData", "body"})
_MULTIPLE = frozenset({"query", "formData"})


def swagger_findings(api: Api) -> Iterator[Finding]:
    """Yield the findings for the operations of a Swagger document."""
    for link in api.links:
        try:
            operation = api.documents.schema_at(link.pointer)
            parameters = [place.dereference() for place in operation.branches("parameters")]
        except SchemaError:
            continue  # the link has a fault, which is a finding of its own
        yield from _operation_findings(operation, [each for each in parameters if isinstance(each.raw, dict)])


def _operation_findings(operation: Schema, parameters: list[Schema]) -> Iterator[Finding]:
    nodes = [(each.pointer, each.raw) for each in parameters if isinstance(each.raw, dict)]
    places = [node.get("in") for _, node in nodes]
    if "formData" in places and "body" in places:
        message = "form fields together with a body parameter"
        effect = "the form is sent if the operation consumes forms or has a file, otherwise the body"
        yield _finding(operation.pointer, "warning", "body-and-form", message, effect)
    if places.count("body") > 1:
        message = f"{places.count('body')} body parameters"
        yield _finding(operation.pointer, "warning", "several-bodies", message, "the first one is the body")
    for pointer, node in nodes:
        yield from _parameter_findings(pointer, node)


def _parameter_findings(pointer: str, node: dict[str, Json]) -> Iterator[Finding]:
    place, name = str(node.get("in")), str(node.get("name"))[:80]
    if place not in _LOCATIONS:
        message = f"the parameter {name!r} is in {place[:40]!r}: expected path, query, header, formData or body"
        yield _finding(pointer, "warning", "parameter-place", message, "it is left out")
    if node.get("collectionFormat") == "multi" and place not in _MULTIPLE:
        message = f"collectionFormat 'multi' of {name!r}, which is for queries and forms"
        yield _finding(pointer, "warning", "collection-format", message, "the items are joined by commas")
    if node.get("type") == "file" and place != "formData":
        message = f"the parameter {name!r} is a file outside a form"
        yield _finding(pointer, "warning", "file-place", message, "it takes text")


def _finding(pointer: str, severity: str, kind: str, message: str, effect: str) -> Finding:
    return Finding(pointer=pointer, severity=severity, kind=kind, message=message, effect=effect)
