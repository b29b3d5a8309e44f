"""The arguments of a call as a pickle: records by their fields alone, without the client that they came from."""

import io
import pickle
from typing import Any

from heroics_py.record import Record, without_records

__all__ = ["pickle_item"]


class _ItemPickler(pickle.Pickler):
    """Leaves out the origin of records: each would carry the whole API, and a call needs their fields alone."""

    def reducer_override(self, thing: Any) -> Any:
        return (Record, (without_records(thing),)) if isinstance(thing, Record) else NotImplemented


def pickle_item(item: object, protocol: int) -> bytes:
    """Return the arguments of a call as a pickle.

    Args:
        item: the arguments.
        protocol: of pickle.

    Raises:
        Exception: whatever an object raises that can't be pickled.
    """
    buffer = io.BytesIO()
    _ItemPickler(buffer, protocol).dump(item)
    return buffer.getvalue()
