"""The bytes of a body, by its media type."""

import json
from collections.abc import Mapping
from io import IOBase
from urllib.parse import urlencode

from heroics_py.call.parameters import flatten, query_pairs
from heroics_py.errors import CallError
from heroics_py.http.media_types import is_json
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules
from heroics_py.support.values import Value

__all__ = ["MULTIPART", "FormFile", "body_bytes", "form_file"]

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"

_SAMPLE = 1024


class FormFile(Value, kw_only=True):
    """A file in a multipart form.

    Attributes:
        name: its file name.
        data: its content.
    """

    name: str
    data: bytes

    @property
    def sample(self) -> str:
        """The beginning of its content as text, for the schema of the field."""
        return self.data[:_SAMPLE].decode("latin-1")


def body_bytes(
    value: "Json | bytes", media_type: str, files: Mapping[str, FormFile] | None = None
) -> tuple[bytes, str]:
    """Return the bytes of a body, and their Content-Type.

    JSON for every JSON media type; ``application/x-www-form-urlencoded`` and ``multipart/form-data`` by field.

    Args:
        value: the body.
        media_type: from the schema.
        files: the fields of a multipart form that are files.

    Raises:
        CallError: the value does not fit the media type.
    """
    kind = media_type.partition(";")[0].strip()
    if isinstance(value, bytes):
        return value, media_type
    if is_json(kind):
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        return _utf8(text), media_type
    if kind in {FORM, MULTIPART}:
        if not isinstance(value, dict):
            raise CallError(f"a body of {kind} consists of fields: expected a dict, got {type(value).__name__}")
        return _multipart(value, files or {}) if kind == MULTIPART else _form(value)
    if isinstance(value, str):
        return _utf8(value), media_type
    raise CallError(f"expected bytes or text for a body of {media_type}, got {type(value).__name__}")


def form_file(name: str, value: object) -> FormFile | None:
    """Return the file that a field of a multipart form holds, or None for any other value.

    Args:
        name: the name of the field.
        value: bytes, or a file that is open for reading; it is read to its end, and keeps its own name.

    Raises:
        CallError: the file is closed, or can't be read.
    """
    read = getattr(value, "read", None)
    data = _read(name, value) if callable(read) else value
    if isinstance(data, str) and callable(read):
        data = _utf8(data)
    if not isinstance(data, bytes | bytearray | memoryview):
        return None
    path = getattr(value, "name", None)
    own_name = path.replace("\\", "/").rpartition("/")[2] if isinstance(path, str) and path else name
    return FormFile(name=own_name, data=_copy(name, data))


def _copy(name: str, data: bytes | bytearray | memoryview) -> bytes:
    try:
        return bytes(data)
    except ValueError as error:
        reason = str(error)
    raise CallError(f"{name} is a memoryview that can't be read ({reason}): expected bytes")


def _read(name: str, value: object) -> object:
    """Return the content of a file; errors of a class that is not a file of Python's go to the caller."""
    read = value.read  # type: ignore[attr-defined]
    if not isinstance(value, IOBase):
        return read()
    try:
        return read()
    except (OSError, ValueError) as error:
        reason = str(error)
    raise CallError(f"{name} is a file that can't be read ({reason}): expected one that is open, best in mode 'rb'")


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        pass
    raise CallError("the body holds half a surrogate pair, which is not valid text")


def _form(fields: dict[str, Json]) -> tuple[bytes, str]:
    return urlencode(query_pairs(flatten(fields))).encode(), FORM


def _multipart(fields: dict[str, Json], files: Mapping[str, FormFile]) -> tuple[bytes, str]:
    """Return fields as parts (RFC 7578): text without a type, files with their names."""
    load_modules("urllib3.fields", "urllib3.filepost")
    from urllib3.fields import RequestField
    from urllib3.filepost import encode_multipart_formdata

    parts = []
    for name, value in flatten(fields).items():
        if name in files:
            part = RequestField(name, files[name].data, filename=files[name].name)
            part.make_multipart(content_type="application/octet-stream")
            parts.append(part)
            continue
        for _, text in query_pairs({name: value}):
            part = RequestField(name, text.encode())
            part.make_multipart()
            parts.append(part)
    try:
        return encode_multipart_formdata(parts)
    except UnicodeEncodeError:  # the name of a field or a file
        pass
    raise CallError("the body holds half a surrogate pair, which is not valid text")
