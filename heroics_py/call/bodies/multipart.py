"""Multipart bodies: forms with files (RFC 7578), and other parts (RFC 2046)."""

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from heroics_py.call.bodies.checking import Checker, check
from heroics_py.call.bodies.encoded import Encoded
from heroics_py.call.bodies.files import file_of, is_data, is_file, refuse_path
from heroics_py.call.bodies.forms import (
    DELIMITERS,
    binary_text,
    is_complex,
    json_inside,
    json_text,
    nested_pairs,
    text_encoding,
)
from heroics_py.call.bodies.multipart_data import MultipartBytes, MultipartStream
from heroics_py.call.bodies.part_types import file_type
from heroics_py.call.bodies.pieces import joined, utf8
from heroics_py.call.parameters import query_pairs
from heroics_py.call.schema_fields import properties_of
from heroics_py.call.values.json_text import compact_json
from heroics_py.call.values.json_value import json_value
from heroics_py.errors import CallError
from heroics_py.http.media_types import essence_of, is_json
from heroics_py.model.bodies import Content, Encoding
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import is_binary, types_of
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

if TYPE_CHECKING:
    from heroics_py.http.body_streams import ReadableFile

__all__ = ["encode_multipart", "encode_upload"]

_SAMPLE = 1024
_NO_ENCODING = Encoding()


class Part(Value, kw_only=True):
    """A part of a multipart body.

    Attributes:
        name: of the field; empty for a part without a name.
        data: its content.
        file_name: of a file; None for no file.
        path: of a file, as the caller named it; empty if that is unknown.
        media_type: empty for plain text.
        headers: further headers.
    """

    name: str
    data: "bytes | ReadableFile"
    file_name: str | None = None
    path: str = ""
    media_type: str = ""
    headers: tuple[tuple[str, str], ...] = ()


class _Field(Value):
    """A field, and what the document says about it."""

    name: str
    schema: Schema | None
    encoding: Encoding
    media_type: str


def encode_multipart(
    content: Content, value: Mapping[object, object] | list[object] | tuple[object, ...], checker: Checker | None
) -> Encoded:
    """Return the fields of a dict as parts; in other types than form-data also a list, as parts without names.

    A file is a part, and so is each file of a list. Single values are text, each of a list a part. An object, or a list
    of objects, is one part of JSON. The encoding of the document changes that (OpenAPI 3.1.1, 4.8.15).

    Raises:
        ValidationError: the fields fail their schema.
        CallError: a part can't hold a value, or a file can't be read.
    """
    if isinstance(value, Mapping):
        parts, sample, files = _parts_of(content, value)
        check(checker, content.schema, sample, files)
        return _encode(content.media_type, parts)
    items: dict[object, object] = {str(index): item for index, item in enumerate(value)}
    parts, sample, files = _parts_of(content.replaced(schema=None), items)
    check(checker, content.schema, list(sample.values()), files)
    return _encode(content.media_type, [_without_name(part) for part in parts])


def _without_name(part: Part) -> Part:
    return part.replaced(name="", file_name=None if part.file_name == part.name else part.file_name)


def encode_upload(content: Content, fields: Mapping[str, Json], file: object) -> Encoded:
    """Return fields as a part of JSON, and a file as the part after it, both without names (RFC 2387).

    Raises:
        CallError: the file can't be read, or is not a file.
    """
    if not _is_file_in_list(file):
        raise CallError(f"{content.payload} is {type(file).__name__}: expected bytes, an open file, or (name, content)")
    part, _ = _file_part(_Field(content.payload, None, _NO_ENCODING, content.media_type), file)
    metadata = Part(name="", data=utf8(compact_json({**fields})), media_type="application/json")
    return _encode(content.media_type, [metadata, part.replaced(name="", file_name=None)])


def _parts_of(content: Content, fields: Mapping[object, object]) -> tuple[list[Part], dict[str, Json], list[str]]:
    """Return the parts of fields, the fields with a sample for each file, and the pointers of the files."""
    schemas = properties_of(content.schema) if content.schema is not None else {}
    encodings = dict(content.encodings)
    parts: list[Part] = []
    sample: dict[str, Json] = {}
    files: list[str] = []
    others = json_value({name: value for name, value in fields.items() if not _holds_file(str(name), value, schemas)})
    for key, value in fields.items():
        encoding = encodings.get(str(key)) or encodings.get("*", _NO_ENCODING)
        field = _Field(str(key), schemas.get(str(key)), encoding, content.media_type)
        pointer = f"/{escape_key(field.name)}"
        if isinstance(others, dict) and field.name in others:
            sample[field.name] = others[field.name]
            parts += _value_parts(field, others[field.name])
        elif is_file(value, is_list=_takes_list(field.schema)):
            part, sample[field.name] = _file_part(field, value)
            parts.append(part)
            files += [pointer] if _is_opaque(value) else []
        else:
            items = list(value) if isinstance(value, list | tuple) else []
            made = [_item_part(field, item) for item in items]
            parts += [part for found, _ in made for part in found]
            sample[field.name] = [each for _, each in made]
            files += [f"{pointer}/{index}" for index, item in enumerate(items) if _is_opaque(item)]
    return parts, sample, files


def _holds_file(name: str, value: object, schemas: Mapping[str, Schema]) -> bool:
    for each in value if isinstance(value, list | tuple) else [value]:
        if isinstance(each, os.PathLike):
            raise CallError(f"{name} is a path: expected an open file, open({os.fspath(each)!r}, 'rb')")
        if name in schemas and is_binary(schemas[name]):
            refuse_path(name, each)
    if is_file(value, is_list=_takes_list(schemas.get(name))):
        return True
    return isinstance(value, list | tuple) and any(_is_file_in_list(item) for item in value)


def _is_file_in_list(value: object) -> bool:
    return is_data(value) or (isinstance(value, tuple) and is_file(value))


def _is_opaque(value: object) -> bool:
    return is_data(value) or (isinstance(value, tuple) and is_file(value) and is_data(value[1]))


def _takes_list(schema: Schema | None) -> bool:
    return schema is not None and "array" in types_of(schema)


def _item_part(field: _Field, value: object) -> tuple[list[Part], Json]:
    """Return the parts of an item of a list that holds files, and its sample."""
    if _is_file_in_list(value):
        part, sample = _file_part(field, value)
        return [part], sample
    made = json_value(value)
    return _value_parts(field, made), made


def _file_part(field: _Field, value: object) -> tuple[Part, Json]:
    """Return the part of a file, and a sample of it for the schema."""
    sample: Json = "a file"
    if isinstance(value, tuple) and not is_data(value[1]):
        sample = json_value(value[1])
        text = value[1] if isinstance(value[1], str) else compact_json(sample)
        value = (value[0], utf8(text), *value[2:])
    file = file_of(field.name, value)
    if isinstance(file.data, bytes) and sample == "a file":
        sample = file.data[:_SAMPLE].decode("latin-1")
    file_name = None if file.name is None else file.name or field.name
    media_type = file_type(file, field.encoding, field.schema)
    data = file.data
    if encoding := text_encoding(field.schema):
        data = binary_text(file, encoding).encode()
    headers = (*field.encoding.headers, *file.headers)
    part = Part(name=field.name, data=data, file_name=file_name, path=file.path, media_type=media_type, headers=headers)
    return part, sample


def _value_parts(field: _Field, value: Json) -> list[Part]:
    """Return the parts of a value without files."""
    encoding = field.encoding
    if value is None:
        return []
    if encoding.style and essence_of(field.media_type) == "multipart/form-data":
        return [_part(field, name, text, "") for name, text in _styled_pairs(field.name, value, encoding)]
    media_type = next((each for each in encoding.media_types if "*" not in each), "")
    if is_json(media_type) or (not media_type and is_complex(value)):
        return [_part(field, field.name, json_text(value), media_type or "application/json")]
    if is_complex(value):
        raise CallError(f"{field.name} is sent as {media_type}: expected text, got {type(value).__name__}")
    if not media_type and text_encoding(field.schema) and _names_encoding(field.schema):
        media_type = "application/octet-stream"
    return [_part(field, name, text, media_type) for name, text in query_pairs({field.name: value})]


def _names_encoding(schema: Schema | None) -> bool:
    return schema is not None and "contentEncoding" in schema.dereference().node


def _styled_pairs(name: str, value: Json, encoding: Encoding) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of the parts of a value in a style (3.1.1, 4.8.15.1.2)."""
    if encoding.style == "deepObject":
        yield from nested_pairs(name, value)
        return
    value = json_inside(value)
    pairs = query_pairs(value if isinstance(value, dict) else {name: value})
    if encoding.explode or not isinstance(value, dict | list):
        yield from pairs
        return
    texts = [text for pair in pairs for text in pair] if isinstance(value, dict) else [text for _, text in pairs]
    if texts:
        yield name, DELIMITERS.get(encoding.style, ",").join(texts)


def _part(field: _Field, name: str, text: str, media_type: str) -> Part:
    return Part(name=name, data=utf8(text), media_type=media_type, headers=field.encoding.headers)


def _encode(media_type: str, parts: list[Part]) -> Encoded:
    boundary = os.urandom(16).hex()
    pieces: list[bytes | ReadableFile] = []
    for part in parts:
        pieces += [f"--{boundary}\r\n".encode() + _head(part), part.data, b"\r\n"]
    pieces.append(f"--{boundary}--\r\n".encode())
    data = joined(pieces)
    if all(part.name for part in parts) and essence_of(media_type) == "multipart/form-data":
        fields = [_shown(part) for part in parts]
        data = MultipartBytes(data, fields) if isinstance(data, bytes) else MultipartStream(pieces, fields)
    kept = [each.strip() for each in media_type.split(";") if not each.strip().lower().startswith("boundary=")]
    if essence_of(media_type) == "multipart/related" and "type=" not in media_type.lower() and parts:
        kept.append(f'type="{essence_of(parts[0].media_type) or "text/plain"}"')
    return data, "; ".join([*kept, f"boundary={boundary}"])


def _head(part: Part) -> bytes:
    """Return the headers of a part and the empty line after them (RFC 7578, 4.2 and 4.4)."""
    lines: list[str] = []
    file_name = f'filename="{_quoted(part.file_name)}"' if part.file_name is not None else ""
    if part.name:
        disposition = f'Content-Disposition: form-data; name="{_quoted(part.name)}"'
        lines.append("; ".join(filter(None, (disposition, file_name))))
    elif file_name:
        lines.append(f"Content-Disposition: attachment; {file_name}")
    if part.media_type:
        lines.append(f"Content-Type: {_line(part.media_type)}")
    own = {name.lower() for name, _ in part.headers}
    if "content-disposition" in own:
        lines = [line for line in lines if not line.startswith("Content-Disposition")]
    lines += [f"{_line(name)}: {_line(text)}" for name, text in part.headers if name.lower() != "content-type"]
    return utf8("".join(f"{line}\r\n" for line in (*lines, "")))


def _quoted(text: str) -> str:
    """Return a name as HTML's forms write it: UTF-8, with quotes and line breaks percent-encoded."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _line(text: str) -> str:
    if "\r" in text or "\n" in text or "\x00" in text:
        raise CallError("a header of a part holds a line break")
    return text


def _shown(part: Part) -> str:
    """Return a part as curl's option -F spells it."""
    media_type = f";type={part.media_type}" if part.media_type else ""
    if part.file_name is not None or not isinstance(part.data, bytes):
        path = part.path or part.file_name or "file"
        name = part.file_name or ""
        is_own = name in ("", path.replace("\\", "/").rpartition("/")[2])
        return f"{part.name}=@{_curl_word(path, ';,')}{'' if is_own else f';filename={_curl_word(name)}'}{media_type}"
    return f"{part.name}={_curl_word(part.data.decode('utf-8', 'replace'), starts='@<(')}{media_type}"


def _curl_word(text: str, special: str = ";", starts: str = "") -> str:
    """Return text in the quotes of curl, if curl would else read more into it."""
    if text.startswith(('"', *starts)) or any(letter in text for letter in special):
        return '"{}"'.format(text.replace("\\", r"\\").replace('"', r"\""))
    return text
