"""The oddities of schemas in OpenAPI documents: discriminators, nullable, and the drafts that they name."""

from collections.abc import Iterator, Mapping

from heroics_py.errors import SchemaError
from heroics_py.lint.finding import Finding
from heroics_py.model.api import Api
from heroics_py.model.drafts import draft_of, is_before
from heroics_py.model.keywords import CHOICES
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import values_of
from heroics_py.support.json_types import Json

__all__ = ["dialect_findings", "openapi_schema_findings"]

_SCHEMAS = "#/components/schemas"


def dialect_findings(api: Api) -> Iterator[Finding]:
    """Yield a finding if the document names an unknown dialect for its schemas."""
    root = api.documents.roots.get("")
    uri = root.get("jsonSchemaDialect") if isinstance(root, dict) else None
    if isinstance(uri, str) and not draft_of(uri):
        message = f"unknown dialect {uri[:80]!r} of the schemas"
        yield _finding("#/jsonSchemaDialect", "note", "unknown-dialect", message, "they are read as 2020-12")


def openapi_schema_findings(schema: Schema) -> Iterator[Finding]:
    """Yield the findings for what OpenAPI adds to a schema."""
    raw = schema.raw if isinstance(schema.raw, dict) else {}
    uri = raw.get("$schema")
    if isinstance(uri, str) and not draft_of(uri):
        message = f"unknown dialect {uri[:80]!r}"
        yield _finding(schema.pointer, "note", "unknown-dialect", message, "it is read as 2020-12")
    if raw.get("nullable") is True:
        yield from _nullable_findings(schema, raw)
    if "discriminator" in raw:
        yield from _discriminator_findings(schema, raw)


def _nullable_findings(schema: Schema, raw: Mapping[str, Json]) -> Iterator[Finding]:
    values = raw.get("enum")
    if not is_before(schema.documents.dialect, "draft-06"):
        message = "nullable, which OpenAPI has no longer from 3.1 on"
        yield _finding(schema.pointer, "note", "nullable", message, "null is accepted all the same")
    elif isinstance(values, list) and None not in values:
        message = "nullable, but null is not among the listed values"
        yield _finding(schema.pointer, "warning", "nullable-enum", message, "null is refused")
    elif "type" not in raw:
        is_combined = any(keyword in raw for keyword in ("allOf", "anyOf", "oneOf"))
        message = "nullable without a type, which has no effect"
        effect = "null is accepted all the same" if is_combined else "it is ignored"
        yield _finding(schema.pointer, "note", "nullable", message, effect)


def _discriminator_findings(schema: Schema, raw: Mapping[str, Json]) -> Iterator[Finding]:
    discriminator = raw["discriminator"]
    field = discriminator.get("propertyName") if isinstance(discriminator, dict) else None
    if not isinstance(field, str):
        return  # a finding of its own
    branches = next((each for keyword in CHOICES if (each := schema.branches(keyword))), ())
    if not branches:
        if not _is_extended(schema):
            message = "a discriminator without oneOf or anyOf, in a schema that none extends by allOf"
            yield _finding(schema.pointer, "note", "discriminator", message, "it is ignored")
        return
    unlisted = [each for each in branches if not _lists(each, field)]
    if "oneOf" in raw and len(unlisted) > 1:
        message = f"{len(unlisted)} alternatives of oneOf do not list their values of {field[:80]!r}"
        effect = (
            "a value that matches several is refused, since a discriminator does not decide; validate=False sends it"
        )
        yield _finding(schema.pointer, "warning", "overlapping-alternatives", message, effect)


def _is_extended(schema: Schema) -> bool:
    """Return whether a schema of the document contains ``schema`` in its allOf."""
    try:
        schemas = schema.documents.schema_at(_SCHEMAS).raw
    except SchemaError:
        return False
    nodes = [each for each in (schemas.values() if isinstance(schemas, dict) else ()) if isinstance(each, dict)]
    parts = [part for node in nodes if isinstance(part_list := node.get("allOf"), list) for part in part_list]
    return any(isinstance(part, dict) and part.get("$ref") == schema.pointer for part in parts)


def _lists(branch: Schema, field: str, depth: int = 0) -> bool:
    """Return whether an alternative lists its values of a field, itself or in allOf."""
    try:
        target = branch.dereference()
        own = target.children("properties").get(field)
        if own is not None and (values_of(own) or "const" in own.dereference().node):
            return True
        return depth < 6 and any(_lists(part, field, depth + 1) for part in target.branches("allOf"))
    except SchemaError:
        return True  # a finding of its own


def _finding(pointer: str, severity: str, kind: str, message: str, effect: str) -> Finding:
    return Finding(pointer=pointer, severity=severity, kind=kind, message=message, effect=effect)
