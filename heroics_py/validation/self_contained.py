"""A schema with its references written out, and without what a validator can't use."""

from typing import NamedTuple

from heroics_py.errors import SchemaError
from heroics_py.model.schema import Schema
from heroics_py.support.json_types import Json
from heroics_py.validation.schema_writer import EndlessError, Writer

__all__ = ["Written", "self_contained", "write_out"]

_NEWEST = "2020-12"


class Written(NamedTuple):
    """A schema that is written out.

    Attributes:
        node: one plain object.
        draft: the draft that it is written in.
        shown: the schemas with values that the document shows, as they are written out and as they are in it.
    """

    node: dict[str, Json]
    draft: str
    shown: tuple[tuple[dict[str, Json], Schema], ...] = ()


def self_contained(schema: Schema) -> dict[str, Json]:
    """Return ``schema`` as one plain object that a validator of its draft can use on its own; see `write_out`."""
    return write_out(schema).node


def write_out(schema: Schema) -> Written:
    """Return ``schema`` as one plain object that a validator of its draft can use on its own.

    Every reference is replaced by its target; one that points back to a schema around it points to a definition inside
    the result. Keywords with an invalid value are left out, since a validator would crash on them, and so are ids,
    which would change the meaning of references. Schemas of several drafts are written in the newest.

    Raises:
        SchemaError: a reference points to nothing, the schema is nested too deeply, or checking a value would not end:
            its keywords point back to themselves, or to the same schemas in too many ways.
    """
    features: frozenset[str] = frozenset()
    fault = ""
    while True:
        writer = Writer(features)
        node = _written_by(writer, schema)
        fault = fault or writer.fault()
        if node is None or not writer.features_met - features:
            break
        features |= writer.features_met
    if node is None or (fault and "circles" not in features):
        raise SchemaError(fault or "the schema is nested too deeply", pointer=schema.pointer)
    draft = _NEWEST if "drafts" in features else next(iter(writer.drafts), schema.documents.dialect)
    if not writer.circular:
        return Written(node, draft, tuple(writer.shown))
    whole: dict[str, Json] = {**node, "definitions": writer.circular}
    return Written(whole, draft, tuple([(whole if each is node else each, source) for each, source in writer.shown]))


def _written_by(writer: Writer, schema: Schema) -> dict[str, Json] | None:
    """Return what a writer makes of a schema; None if it is nested too deeply, or a circle can't be opened."""
    try:
        return writer.write(schema, writer.start(schema), 0)
    except (RecursionError, EndlessError):
        return None
