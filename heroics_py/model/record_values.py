"""The values of a template's variables in the data of a record.

a pointer     names a value
------------  ------------------------------------------------------------------------------
/owner/id     in the record
#/owner/id    in the whole response; if that is a list, in the record
1/id          one level above the record (draft-handrews-relative-json-pointer-01, 4)
0#            the key or index of the record in what contains it
"""

import re

from heroics_py.model.pointers import escape_key, scalar_at
from heroics_py.record import Record, outermost

__all__ = ["value_in"]

_RELATIVE = r"(?s)(0|[1-9][0-9]{0,8})(#|(?:/.*)?)"


def value_in(record: Record, pointer: str) -> str | int | float | None:
    """Return the scalar that a pointer of a parameter names, from a record; None if there is none."""
    if pointer.startswith("/"):
        return scalar_at(record, pointer)
    root, keys = outermost(record)
    if pointer.startswith("#"):
        return scalar_at(root, pointer[1:])
    match = re.fullmatch(_RELATIVE, pointer)
    levels = int(match[1]) if match else 0
    if match is None or levels > len(keys):
        return None
    above = keys[: len(keys) - levels]
    if match[2] == "#":
        return int(above[-1]) if above and above[-1].isdecimal() else above[-1] if above else None
    return scalar_at(root, "".join(f"/{escape_key(key)}" for key in above) + match[2])
