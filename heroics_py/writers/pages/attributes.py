"""The attributes of a resource and the fields of an argument, those of their parts among them."""

from collections.abc import Iterator
from itertools import islice

from heroics_py.call.schema_fields import schema_fields
from heroics_py.errors import HeroicsError, SchemaError
from heroics_py.model.deprecation import is_deprecated
from heroics_py.model.schema import Schema
from heroics_py.model.wording import description_of, phrase
from heroics_py.support.values import Value
from heroics_py.writers.arguments import Argument

__all__ = ["Attribute", "attributes_of", "fields_of"]

_MAX_DEPTH = 3
_MOST = 300
_MOST_FIELDS = 30


class Attribute(Value, kw_only=True):
    """One attribute of a resource.

    Attributes:
        name: with the names of what it is part of: "owner.email".
        kind: its values in words.
        description: what the schema says about it.
        is_deprecated: whether it is deprecated.
        is_required: whether what it is part of needs it.
    """

    name: str
    kind: str
    description: str = ""
    is_deprecated: bool = False
    is_required: bool = False


def attributes_of(schema: Schema | None) -> list[Attribute]:
    """Return the attributes that a schema describes; none if it can't be resolved, and at most 300."""
    return [] if schema is None else list(islice(_attributes(schema, "", ()), _MOST))


def fields_of(argument: Argument) -> list[Attribute]:
    """Return the fields of an argument that takes an object, with its name before theirs; at most 30."""
    if argument.schema is None or not argument.keyword:
        return []
    return list(islice(_attributes(argument.schema, f"{argument.keyword}.", ()), _MOST_FIELDS))


def _attributes(schema: Schema, prefix: str, above: tuple[str, ...]) -> Iterator[Attribute]:
    try:
        target = schema.dereference()
        fields = schema_fields(target)
    except (HeroicsError, SchemaError):
        return
    if target.pointer in above or len(above) >= _MAX_DEPTH:
        return
    for name, each in fields.schemas.items():
        is_required = name in fields.required
        if each is None:
            yield Attribute(name=f"{prefix}{name}", kind="anything", is_required=is_required)
            continue
        yield Attribute(
            name=f"{prefix}{name}",
            kind=phrase(each),
            description=description_of(each),
            is_deprecated=is_deprecated(each),
            is_required=is_required,
        )
        yield from _attributes(each, f"{prefix}{name}.", (*above, target.pointer))
