"""The attributes of a resource, those of its parts among them."""

from collections.abc import Iterator

from heroics_py.call.schema_fields import schema_fields
from heroics_py.errors import HeroicsError, SchemaError
from heroics_py.model.deprecation import is_deprecated
from heroics_py.model.schema import Schema
from heroics_py.model.wording import description_of, phrase
from heroics_py.support.values import Value

__all__ = ["Attribute", "attributes_of"]

_MAX_DEPTH = 3
_MOST = 300


class Attribute(Value, kw_only=True):
    """One attribute of a resource.

    Attributes:
        name: with the names of what it is part of: "owner.email".
        kind: its values in words.
        description: what the schema says about it.
        is_deprecated: whether it is deprecated.
    """

    name: str
    kind: str
    description: str = ""
    is_deprecated: bool = False


def attributes_of(schema: Schema | None) -> list[Attribute]:
    """Return the attributes that a schema describes; none if it can't be resolved, and at most 300."""
    found: list[Attribute] = []
    if schema is not None:
        for each in _attributes(schema, "", ()):
            found.append(each)
            if len(found) == _MOST:
                break
    return found


def _attributes(schema: Schema, prefix: str, above: tuple[str, ...]) -> Iterator[Attribute]:
    try:
        target = schema.dereference()
        fields = schema_fields(target).schemas
    except (HeroicsError, SchemaError):
        return
    if target.pointer in above or len(above) >= _MAX_DEPTH:
        return
    for name, each in fields.items():
        if each is None:
            yield Attribute(name=f"{prefix}{name}", kind="anything")
            continue
        yield Attribute(
            name=f"{prefix}{name}",
            kind=phrase(each),
            description=description_of(each),
            is_deprecated=is_deprecated(each),
        )
        yield from _attributes(each, f"{prefix}{name}.", (*above, target.pointer))
