"""Entries as bytes, sealed with the secret of a store."""

import hmac
import json
import struct

from heroics_py.cache.entry import CorruptEntryError, Entry
from heroics_py.http.headers import Headers

__all__ = ["join_version", "pack", "seal", "seal_time", "split_version", "unpack", "unseal", "unseal_time"]

_MAGIC = b"heroics-cache-1\n"
_MAC_LENGTH = 32
# Payloads of version 1 are complete entries, and begin with a time. Version 2 is an incomplete entry, which a reader
# of version 1 takes for one of long ago, or for damaged.
_VERSION_2 = b"\x02" + bytes(7)
_HEAD = struct.Struct(">ddHI")  # requested_at, received_at, status, length of the headers
_TIME = struct.Struct(">d")


def pack(entry: Entry) -> bytes:
    """Return ``entry`` as bytes: its version, the times, the status, the headers as JSON, and the body."""
    headers = json.dumps(dict(entry.headers), separators=(",", ":")).encode()
    head = _HEAD.pack(entry.requested_at, entry.received_at, entry.status, len(headers))
    return join_version(entry, head + headers + entry.body)


def unpack(payload: bytes) -> Entry:
    """Return the entry that `pack` turned into ``payload``.

    Raises:
        CorruptEntryError: for any other bytes.
    """
    is_complete, payload = split_version(payload)
    try:
        requested_at, received_at, status, length = _HEAD.unpack_from(payload)
        start = _HEAD.size + length
        headers = Headers(json.loads(payload[_HEAD.size : start]))
    except (struct.error, ValueError, AttributeError, TypeError):
        raise CorruptEntryError("the payload is not an entry") from None
    return Entry(
        status=status,
        headers=headers,
        body=payload[start:],
        requested_at=requested_at,
        received_at=received_at,
        is_complete=is_complete,
    )


def join_version(entry: Entry, payload: bytes) -> bytes:
    """Return ``payload``, which holds ``entry``, with the version of its format; the first version has no mark."""
    return payload if entry.is_complete else _VERSION_2 + payload


def split_version(payload: bytes) -> tuple[bool, bytes]:
    """Return whether ``payload`` holds a complete entry, and the payload without the mark of its version."""
    return not payload.startswith(_VERSION_2), payload.removeprefix(_VERSION_2)


def seal(payload: bytes, *, secret: bytes, key: str) -> bytes:
    """Return ``payload`` in an envelope that is valid for ``key`` and ``secret`` only."""
    return _MAGIC + _mac(payload, secret, key) + payload


def unseal(envelope: bytes, *, secret: bytes, key: str) -> bytes:
    """Return the payload of an envelope.

    Raises:
        CorruptEntryError: the envelope is damaged, or was sealed for another key or with another secret.
    """
    start = len(_MAGIC) + _MAC_LENGTH
    payload = envelope[start:]
    mac = envelope[len(_MAGIC) : start]
    if not envelope.startswith(_MAGIC) or not hmac.compare_digest(mac, _mac(payload, secret, key)):
        raise CorruptEntryError("the envelope is damaged, or was sealed for another key")
    return payload


def seal_time(moment: float, *, secret: bytes, group: str) -> bytes:
    """Return the time at which ``group`` was invalidated, in an envelope."""
    return seal(_TIME.pack(moment), secret=secret, key=group)


def unseal_time(envelope: object, *, secret: bytes, group: str) -> float:
    """Return the time in an envelope of `seal_time`; minus infinity for anything but bytes.

    Raises:
        CorruptEntryError: as `unseal`.
    """
    if not isinstance(envelope, bytes):
        return float("-inf")
    moment: float = _TIME.unpack(unseal(envelope, secret=secret, key=group))[0]
    return moment


def _mac(payload: bytes, secret: bytes, key: str) -> bytes:
    return hmac.digest(secret, b"entry:" + key.encode() + b":" + payload, "sha256")
