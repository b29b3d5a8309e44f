"""The attributes by which a schema lets something be identified."""

from collections.abc import Iterator

from heroics_py.errors import SchemaError
from heroics_py.model.pointers import parse_pointer
from heroics_py.model.schema import MAX_DEPTH, Schema
from heroics_py.support.values import Value

__all__ = ["Alternative", "alternatives_of"]

_HOLDERS_OF_NAMES = frozenset({"definitions", "$defs", "properties", "schemata", "components", "schemas"})


class Alternative(Value):
    """One of the attributes that may identify something.

    Attributes:
        chain: the schemas that its references pass; that of the attribute itself comes first.
    """

    chain: tuple[Schema, ...]

    @property
    def field(self) -> str | None:
        """The name of the attribute; None if the choice is written in place, without a name."""
        keys = parse_pointer(self.chain[0].pointer.partition("#")[2])
        return keys[-1] if len(keys) > 1 and keys[-2] in _HOLDERS_OF_NAMES else None

    @property
    def schema(self) -> Schema:
        """The schema of the attribute's values."""
        return self.chain[-1]


def alternatives_of(schema: Schema) -> tuple[Alternative, ...]:
    """Return the attributes that a schema offers a choice of, through ``$ref``, anyOf and oneOf.

    Raises:
        SchemaError: a reference points to nothing or back to itself, or the choice is nested too deeply.
    """
    return tuple(dict.fromkeys(_alternatives(schema, (), set())))


def _alternatives(schema: Schema, above: tuple[Schema, ...], seen: set[str]) -> Iterator[Alternative]:
    """Yield the alternatives of ``schema``, which is below the schemas ``above``; look at each schema once."""
    if schema in above or len(above) > MAX_DEPTH:
        raise SchemaError("alternatives are nested too deeply, or in a circle", pointer=schema.pointer)
    if schema.pointer in seen:
        return
    seen.add(schema.pointer)
    chain = schema.reference_chain()
    last = chain[-1]
    branches = last.branches("anyOf", "oneOf")
    for branch in branches:
        yield from _alternatives(branch, (*above, schema, last), seen)
    if not branches and (len(chain) > 1 or last.node):
        yield Alternative(chain[1:] or chain)
