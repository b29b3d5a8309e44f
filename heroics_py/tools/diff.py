"""What changed between two schemas of an API, wherever they are."""

import os
from collections.abc import Iterable, Mapping
from typing import Any

from heroics_py.changes import Changes
from heroics_py.changes.comparison import compare
from heroics_py.changes.touching import UsedCall
from heroics_py.client.in_thread import in_thread
from heroics_py.client.schemas.api_reading import read
from heroics_py.errors import CallError
from heroics_py.model.api import Api

__all__ = ["diff", "diff_async"]


def diff(
    old: str | os.PathLike[str] | Mapping[str, Any] | Api,
    new: str | os.PathLike[str] | Mapping[str, Any] | Api,
    *,
    uses: Iterable[UsedCall] | None = None,
) -> Changes:
    """Return what changed between two schemas of an API, as the code of a caller would feel it.

    They may be in different dialects. Nothing is sent, except to fetch a schema by URL. A schema that needs further
    arguments, such as ``refs``, is read with `heroics_py.read` first.

    Args:
        old: the schema that code was written for, as for `heroics_py.connect`.
        new: the schema that it will meet.
        uses: the calls of a program, as `heroics_py.uses` finds them: what they don't feel is left out.

    Raises:
        CallError: ``uses`` is a path: `heroics_py.uses` finds the calls.
        SchemaError: a schema can't be found or read, or does not describe an API.
        TransportError, ResponseError: a schema could not be fetched from its URL.
    """
    if isinstance(uses, str | os.PathLike):
        raise CallError(f"uses={os.fspath(uses)!r}: expected calls; pass uses=heroics_py.uses({os.fspath(uses)!r})")
    changes = Changes(compare(read(old), read(new)))
    return changes if uses is None else changes.touching(uses)


diff_async = in_thread(diff)
