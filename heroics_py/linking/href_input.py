"""What a caller may pass for the variables of an href: ``hrefSchema``."""

from collections.abc import Iterator, Mapping

from heroics_py.errors import CallError, SchemaError, ValidationError
from heroics_py.model.schema import MAX_DEPTH, Schema
from heroics_py.support.json_types import Json
from heroics_py.validation.checker import validate
from heroics_py.validation.patterns import pattern_of

__all__ = ["accepts_input", "check_input", "is_initial"]


def accepts_input(href_schema: Schema, name: str) -> bool:
    """Return whether a caller may pass a value for a variable (JSON Hyper-Schema 2019-09, 6.6.1)."""
    return all(schema.raw is not False for schema in _schemas_of(href_schema, name, 0))


def is_initial(href_schema: Schema, name: str, value: Json) -> bool:
    """Return whether the instance's value of a variable is proposed to the caller (7.2.2)."""
    return all(not validate(schema, value) for schema in _schemas_of(href_schema, name, 0))


def check_input(href_schema: Schema | None, data: Mapping[str, Json], label: str) -> None:
    """Check what a caller passes for the variables of an href.

    Raises:
        CallError: the link takes nothing.
        ValidationError: the data is invalid; a link must not be used with it.
    """
    if href_schema is None or href_schema.raw is False:
        if data:
            raise CallError(f"{label} takes no values for its href from the caller: it has no hrefSchema")
        return
    if problems := validate(href_schema, dict(data)):
        raise ValidationError(problems, link=label)


def _schemas_of(schema: Schema, name: str, depth: int) -> Iterator[Schema]:
    """Yield the schemas in ``hrefSchema`` that describe one variable."""
    if depth > MAX_DEPTH:
        raise SchemaError("the hrefSchema is nested too deeply", pointer=schema.pointer)
    schema = schema.dereference()
    if schema.raw is False:
        yield schema
    if not isinstance(schema.raw, dict):
        return
    for branch in schema.branches("allOf"):
        yield from _schemas_of(branch, name, depth + 1)
    yield from _described(schema, name)


def _described(schema: Schema, name: str) -> Iterator[Schema]:
    properties = schema.children("properties")
    patterns = [below for text, below in schema.children("patternProperties").items() if pattern_of(text).matches(name)]
    own = [*([properties[name]] if name in properties else ()), *patterns]
    yield from (below.dereference() for below in own)
    if not own and "additionalProperties" in schema.node:
        yield schema.child("additionalProperties")
