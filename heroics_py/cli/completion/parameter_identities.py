"""Which kind of thing a parameter identifies, and by which fields."""

from typing import Any

from heroics_py.errors import HeroicsError
from heroics_py.model.alternatives import alternatives_of
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Schema

__all__ = ["fields_of", "identity_of_parameter"]


def identity_of_parameter(parameter: Parameter) -> list[Any]:
    """Return the kind of thing that a parameter identifies, and the fields that may; empty if that is unknown."""
    if parameter.thing is not None:
        return [parameter.thing.kind, list(parameter.thing.fields)]
    if not parameter.owner or parameter.schema is None:
        return []
    return [parameter.owner, fields_of(parameter.schema)]


def fields_of(schema: Schema) -> list[str]:
    """Return the fields that a schema offers as an identity."""
    try:
        fields = [each.field for each in alternatives_of(schema)]
    except HeroicsError:
        return []
    return [name for name in dict.fromkeys(fields) if name]
