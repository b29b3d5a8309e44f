"""The bytes of bodies as a person reads them: JSON as values, forms by their fields, text as text."""

import re
from binascii import b2a_base64
from urllib.parse import parse_qsl, urlencode

from heroics_py.call.values.json_text import surrogate_place
from heroics_py.http.media_types import charset_of, essence_of, is_json, is_separated
from heroics_py.http.strict_json import parse_json
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value
from heroics_py.tapes.exchange import TapedBody

__all__ = ["binary", "taped_body"]

_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 10_000
_MOST_PARTS = 10_000
_LONGEST_BOUNDARY = 200
# NUL and the like are in no text that people write.
_BINARY = re.compile(r"[\0-\x08\x0e-\x1a\x1c-\x1f]")
_RECORD = "\x1e"  # before each value of a JSON text sequence (RFC 7464)
_PARAMETER = re.compile(r';\s?([\w*-]{1,40})=(?:"([^"]{0,1000})"|([^;"\s]{0,1000}))')


class _Part(Value, kw_only=True):
    """A part of a multipart body.

    Attributes:
        name: of the field; empty for a part without a name.
        file_name: of a file; None for no file.
        media_type: as the part states it; empty for plain text.
        data: its bytes.
    """

    name: str = ""
    file_name: str | None = None
    media_type: str = ""
    data: bytes


def taped_body(data: bytes, media_type: str) -> TapedBody:
    """Return the bytes of a body as a tape shows them.

    Args:
        data: the bytes, without a content coding.
        media_type: with its parameters; a body without one is JSON if it can be read as such.
    """
    if not media_type or is_json(media_type):
        value, is_value = _json_of(data)
        if is_value:
            return TapedBody("json", value)
    fields = _form_fields(data, media_type)
    if fields is not None:
        return TapedBody("form", fields)
    parts = _parts_of(data, media_type)
    if parts is not None:
        return TapedBody("parts", [_part_object(part) for part in parts])
    text = _text_of(data, media_type)
    return TapedBody("base64", binary(data)) if text is None else TapedBody("text", text)


def _part_object(part: _Part) -> Json:
    """Return a part of a multipart body as an object: its name, its file, its type, and its content by its kind."""
    head: dict[str, Json] = {"name": part.name} if part.name else {}
    if part.file_name is not None:
        head["file_name"] = part.file_name
    if part.media_type:
        head["media_type"] = part.media_type
    body = taped_body(part.data, part.media_type or "text/plain")
    return {**head, body.kind: body.content}


def _json_of(data: bytes) -> tuple[Json, bool]:
    """Return the value of a JSON body, and whether it is one that a tape can hold as a value."""
    try:
        value = parse_json(data)
        return value, not surrogate_place(value, "body")
    except (ValueError, RecursionError):
        return None, False


def _form_fields(data: bytes, media_type: str) -> dict[str, Json] | None:
    """Return the fields of a form, one that is repeated with a list; None if the body is not a form, or mixes them."""
    if essence_of(media_type) != _FORM:
        return None
    try:
        pairs = parse_qsl(data.decode(), keep_blank_values=True, strict_parsing=bool(data), max_num_fields=_MOST_FIELDS)
    except ValueError:
        return None
    fields: dict[str, Json] = {}
    for name, text in pairs:
        earlier = fields.get(name)
        fields[name] = text if earlier is None else [*(earlier if isinstance(earlier, list) else [earlier]), text]
    return fields if parse_qsl(urlencode(fields, doseq=True), keep_blank_values=True) == pairs else None


def _parts_of(data: bytes, media_type: str) -> tuple[_Part, ...] | None:
    """Return the parts of a multipart body (RFC 2046, 5.1); None if it is something else."""
    if not essence_of(media_type).startswith("multipart/"):
        return None
    boundary = _parameters(media_type).get("boundary", "")
    if not boundary or len(boundary) > _LONGEST_BOUNDARY:
        return None
    pieces = (b"\r\n" + data).split(b"\r\n--" + boundary.encode())
    if len(pieces) < 3 or len(pieces) > _MOST_PARTS or not pieces[-1].startswith(b"--"):
        return None
    return tuple(_part(piece.partition(b"\r\n")[2]) for piece in pieces[1:-1])


def _part(piece: bytes) -> _Part:
    head, _, data = (b"\r\n" + piece).partition(b"\r\n\r\n")
    lines = head.decode("utf-8", "replace").strip().split("\r\n")
    fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    disposition = _parameters(fields.get("content-disposition", ""))
    return _Part(
        name=disposition.get("name", ""),
        file_name=disposition.get("filename"),
        media_type=fields.get("content-type", ""),
        data=data,
    )


def _parameters(value: str) -> dict[str, str]:
    return {match[1].lower(): match[2] or match[3] or "" for match in _PARAMETER.finditer(value)}


def _text_of(data: bytes, media_type: str) -> str | None:
    """Return a body as the text that encodes to the same bytes again; None for binary data."""
    charset = charset_of(media_type) or "utf-8"
    try:
        text = data.decode(charset)
        is_same = text.encode(charset) == data
    except (UnicodeError, LookupError):
        return None
    shown = text.replace(_RECORD, "") if is_same and is_separated(media_type) else text
    return text if is_same and not _BINARY.search(shown) else None


def binary(data: bytes) -> str:
    """Return bytes as base64."""
    return b2a_base64(data, newline=False).decode()
