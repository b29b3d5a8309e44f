"""How base64 spells a text that may be among others (RFC 4648, 4)."""

from binascii import b2a_base64
from collections.abc import Iterator

__all__ = ["base64_digits"]

_SHORTEST = 6  # fewer digits may be in a text by chance


def base64_digits(data: bytes) -> Iterator[str]:
    """Yield the digits of base64 that only these bytes decide, for each place that they may have among others."""
    for offset in range(3):
        coded = b2a_base64(b"\0" * offset + data, newline=False).rstrip(b"=").decode()
        start = (offset * 8 + 5) // 6
        end = (offset + len(data)) * 8 // 6
        if end - start >= _SHORTEST:
            yield coded[start:end]
