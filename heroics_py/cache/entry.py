"""A stored answer, and the bytes it becomes in a store."""

import hmac
import json
import struct
from typing import NamedTuple

from heroics_py.http.headers import Headers

__all__ = ["CorruptEntryError", "Entry", "pack", "seal", "unpack", "unseal"]

_MAGIC = b"heroics-cache-1\n"
_MAC_LENGTH = 32
_SHAPE = struct.Struct(">ddHI")


class CorruptEntryError(Exception):
    """What lies in a store under a key is not what this library stored there."""


class Entry(NamedTuple):
    """One stored answer.

    A status of 0 marks a signpost: it holds no answer, and its ``Vary`` field says which request headers, beyond those
    of every key, lead to the answer.

    Attributes:
        status: the HTTP status code.
        headers: what may be kept of the header fields.
        body: the whole body, decoded.
        requested_at, received_at: when the request that brought or last confirmed it was sent, and when it was
            answered, in seconds of the wall clock.
    """

    status: int
    headers: Headers
    body: bytes
    requested_at: float
    received_at: float


def pack(entry: Entry) -> bytes:
    """Return ``entry`` as bytes: times, status and the length of the headers; the headers as JSON; the body."""
    headers = json.dumps(dict(entry.headers), separators=(",", ":")).encode()
    return _SHAPE.pack(entry.requested_at, entry.received_at, entry.status, len(headers)) + headers + entry.body


def unpack(payload: bytes) -> Entry:
    """Return the entry that `pack` made ``payload`` of.

    Raises:
        CorruptEntryError: for any other bytes.
    """
    try:
        requested_at, received_at, status, length = _SHAPE.unpack_from(payload)
        start = _SHAPE.size + length
        headers = Headers(json.loads(payload[_SHAPE.size : start]))
    except (struct.error, ValueError, AttributeError, TypeError):
        raise CorruptEntryError("the entry has another shape") from None
    return Entry(
        status=status, headers=headers, body=payload[start:], requested_at=requested_at, received_at=received_at
    )


def seal(payload: bytes, *, secret: bytes, key: str) -> bytes:
    """Return ``payload`` in its envelope, which is good for ``key`` only and for who knows ``secret``."""
    return _MAGIC + _mac(payload, secret, key) + payload


def unseal(blob: bytes, *, secret: bytes, key: str) -> bytes:
    """Return the payload of an envelope.

    Raises:
        CorruptEntryError: where the envelope is damaged, was made for another key, or with another secret.
    """
    start = len(_MAGIC) + _MAC_LENGTH
    payload = blob[start:]
    if not blob.startswith(_MAGIC) or not hmac.compare_digest(blob[len(_MAGIC) : start], _mac(payload, secret, key)):
        raise CorruptEntryError("the envelope is damaged, or not for this key")
    return payload


def _mac(payload: bytes, secret: bytes, key: str) -> bytes:
    return hmac.digest(secret, b"entry:" + key.encode() + b":" + payload, "sha256")
