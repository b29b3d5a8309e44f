"""Binary bodies with asterisks in the place of secrets, compared with others."""

import re

from heroics_py.tapes.packed_data import is_packed, unpacked

__all__ = ["are_same_bytes"]

_MASKED = re.compile(rb"\*{4,}+")
_MOST_PACKED = 3  # within each other


def are_same_bytes(data: bytes, taped: bytes, depth: int = 0) -> bool:
    """Return whether bytes are those on a tape; asterisks on the tape fit as many bytes of any kind.

    Args:
        data: of a request.
        taped: of a request on the tape.
        depth: how often both were unpacked already.
    """
    if data == taped:
        return True
    if depth < _MOST_PACKED and is_packed(data) and is_packed(taped):
        inner, taped_inner = unpacked(data), unpacked(taped)
        if inner is not None and taped_inner is not None:
            return are_same_bytes(inner, taped_inner, depth + 1)
    if len(data) != len(taped):
        return False
    end = 0
    for match in _MASKED.finditer(taped):
        if data[end : match.start()] != taped[end : match.start()]:
            return False
        end = match.end()
    return data[end:] == taped[end:]
