"""A body as bytes, by its media type."""

import json
from collections.abc import Callable
from io import IOBase
from urllib.parse import urlencode

from heroics_py.call.encoding import flat_fields, query_pairs
from heroics_py.errors import CallError
from heroics_py.http.media_types import is_json
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules

__all__ = ["MULTIPART", "Attached", "attached", "body_bytes"]

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


def body_bytes(value: "Json | bytes", media_type: str) -> tuple[bytes, str]:
    """Return the bytes of a body, and the Content-Type to send with them.

    JSON for every JSON media type; ``application/x-www-form-urlencoded`` and ``multipart/form-data`` by field.

    Raises:
        CallError: the value does not fit the media type.
    """
    kind = media_type.partition(";")[0].strip()
    if isinstance(value, bytes):
        return value, media_type
    if is_json(kind):
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        return _utf8(text), media_type
    if kind in _FIELD_FORMS:
        if not isinstance(value, dict):
            raise CallError(f"a body of {kind} is made of fields: expected a dict, got {type(value).__name__}")
        return _FIELD_FORMS[kind](value)
    if isinstance(value, str):
        return _utf8(value), media_type
    raise CallError(f"a body of {media_type} is passed as bytes or text, got {type(value).__name__}")


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        pass
    raise CallError("the body holds half a surrogate pair, which is no text")


def _form(fields: dict[str, Json]) -> tuple[bytes, str]:
    return urlencode(query_pairs(flat_fields(fields))).encode(), FORM


class Attached(str):
    """A file in a form: for its schema a text (the beginning of it), on the wire its bytes, with a name."""

    __slots__ = ("data", "filename")

    data: bytes
    filename: str


def attached(name: str, value: object) -> Attached | None:
    """Return a value of a multipart form as a file, or None where it is none.

    Args:
        name: of the field.
        value: bytes, or a file that is open for reading; it is read to its end, and keeps its own name.

    Raises:
        CallError: the file is closed, or can't be read.
    """
    read = getattr(value, "read", None)
    data = _read(name, value, read) if callable(read) else value
    if isinstance(data, str) and callable(read):
        data = _utf8(data)
    if not isinstance(data, bytes | bytearray | memoryview):
        return None
    whole = _whole(name, data)
    made = Attached(whole[:1024].decode("latin-1"))
    made.data = whole
    own = getattr(value, "name", None)
    made.filename = own.replace("\\", "/").rpartition("/")[2] if isinstance(own, str) and own else name
    return made


def _whole(name: str, data: bytes | bytearray | memoryview) -> bytes:
    try:
        return bytes(data)
    except ValueError as error:
        reason = str(error)
    raise CallError(f"{name} is a memoryview that can't be read ({reason}): expected bytes")


def _read(name: str, value: object, read: Callable[[], object]) -> object:
    """Read a file; an object of the caller's own that reads may raise what it likes."""
    if not isinstance(value, IOBase):
        return read()
    try:
        return read()
    except (OSError, ValueError) as error:
        reason = str(error)
    raise CallError(f"{name} is a file that can't be read ({reason}): expected one that is open, best in mode 'rb'")


def _multipart(fields: dict[str, Json]) -> tuple[bytes, str]:
    """Return fields as parts (RFC 7578): text as it is, a file with its name."""
    load_modules("uuid")
    from uuid import uuid4

    boundary = uuid4().hex
    parts = [
        _utf8(f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"') + part
        for name, value in flat_fields(fields).items()
        for part in _parts(name, value)
    ]
    return b"".join([*parts, f"--{boundary}--\r\n".encode()]), f"{MULTIPART}; boundary={boundary}"


def _parts(name: str, value: Json) -> list[bytes]:
    if isinstance(value, Attached):
        head = f'; filename="{_quoted(value.filename)}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        return [_utf8(head) + value.data + b"\r\n"]
    return [_utf8(f"\r\n\r\n{text}\r\n") for _, text in query_pairs({name: value})]


def _quoted(name: str) -> str:
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


_FIELD_FORMS: dict[str, Callable[[dict[str, Json]], tuple[bytes, str]]] = {FORM: _form, MULTIPART: _multipart}
