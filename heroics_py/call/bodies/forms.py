"""A form: application/x-www-form-urlencoded."""

from base64 import b16encode, b32encode, b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from urllib.parse import quote, quote_plus

from heroics_py.call.bodies.checking import Checker, check
from heroics_py.call.bodies.files import BodyFile, file_of, is_data, is_file
from heroics_py.call.bodies.pieces import joined
from heroics_py.call.parameters import flatten, query_pairs
from heroics_py.call.schema_fields import properties_of
from heroics_py.call.urls.uri_template import percent_encoded
from heroics_py.call.values.json_text import compact_json
from heroics_py.call.values.json_value import json_value
from heroics_py.errors import CallError, SchemaError
from heroics_py.http.media_types import is_json
from heroics_py.http.strict_json import parse_json
from heroics_py.model.bodies import Content, Encoding
from heroics_py.model.schema import Schema
from heroics_py.support.json_types import Json

__all__ = [
    "DELIMITERS",
    "binary_text",
    "encode_form",
    "is_complex",
    "json_inside",
    "json_text",
    "nested_pairs",
    "text_encoding",
]

DELIMITERS = {"spaceDelimited": " ", "tabDelimited": "\t", "pipeDelimited": "|"}
# Reserved characters that a form can hold as they are: "&" and "+" have a meaning in it.
_RESERVED = "!$'()*,/:;=?@"
_ENCODERS: Mapping[str, Callable[[bytes], bytes]] = {
    "base64": b64encode,
    "base64url": urlsafe_b64encode,
    "base32": b32encode,
    "base16": b16encode,
}


def encode_form(content: Content, fields: Mapping[object, object], checker: Checker | None) -> bytes:
    """Return the fields of a form, each encoded as the document says (OpenAPI 3.1.1, 4.8.15).

    Without an encoding, a list repeats the name of its field, and what is nested is JSON (4.8.14.4), or, in a dialect
    that doesn't say, has a name in brackets.

    Raises:
        ValidationError: the fields fail their schema.
        CallError: a form can't hold a value.
    """
    schemas = properties_of(content.schema) if content.schema is not None else {}
    texts = {name: _without_files(content, str(name), value, schemas) for name, value in fields.items()}
    made = check(checker, content.schema, json_value(texts))
    encodings = dict(content.encodings)
    pairs = made.items() if isinstance(made, dict) else ()
    pieces = [_field(name, value, encodings.get(name), brackets=content.brackets) for name, value in pairs]
    return "&".join(filter(None, pieces)).encode()


def text_encoding(schema: Schema | None) -> str:
    """Return how a schema writes bytes as text: "base64", "base64url", ...; empty if it doesn't."""
    if schema is None:
        return ""
    try:
        node = schema.dereference().node
    except SchemaError:
        return ""
    encoding = node.get("contentEncoding")
    if isinstance(encoding, str):
        return encoding.lower() if encoding.lower() in _ENCODERS else ""
    return {"byte": "base64", "base64": "base64", "base64url": "base64url"}.get(str(node.get("format")), "")


def binary_text(file: BodyFile, encoding: str) -> str:
    """Return the content of a file as text, in base64 or the like."""
    data = file.data if isinstance(file.data, bytes) else joined([file.data])
    whole = data if isinstance(data, bytes) else b"".join(data)
    return _ENCODERS[encoding](whole).decode()


def _without_files(content: Content, name: str, value: object, schemas: Mapping[str, Schema]) -> object:
    """Return a value of a form; bytes and files as text, if the schema says how."""
    if not is_data(value) and not (isinstance(value, tuple) and is_file(value, is_list=True)):
        return value
    if encoding := text_encoding(schemas.get(name)):
        return binary_text(file_of(name, value), encoding)
    raise CallError(f"{name} is a file, and a body of {content.media_type} holds text: expected text")


def _field(name: str, value: Json, encoding: Encoding | None, *, brackets: bool) -> str:
    if value is None:
        return ""
    if encoding is not None and encoding.style:
        return _styled(name, value, encoding)
    if encoding is not None and encoding.media_types and is_json(encoding.media_types[0]):
        return _joined([(name, json_text(value))])
    if brackets:
        return _joined(query_pairs(flatten({name: value})))
    return _joined(query_pairs({name: compact_json(value) if is_complex(value) else value}))


def json_text(value: Json) -> str:
    """Return a value as JSON; a text that is an object or a list in JSON already stays as it is."""
    if isinstance(value, str) and value.lstrip()[:1] in {"{", "["}:
        with suppress(ValueError):
            parse_json(value.encode("utf-8", "replace"))
            return value
    return compact_json(value)


def is_complex(value: Json) -> bool:
    """Return whether a value is an object, or a list that holds objects or lists."""
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(item, dict | list) for item in value))


def _styled(name: str, value: Json, encoding: Encoding) -> str:
    """Return a field in a style (3.1.1, 4.8.12.7)."""
    safe = _RESERVED if encoding.allow_reserved else ""
    if encoding.style == "deepObject":
        return _joined(list(nested_pairs(name, value)), safe)
    value = json_inside(value)
    if encoding.explode or not isinstance(value, dict | list):
        return _joined(query_pairs(value if isinstance(value, dict) else {name: value}), safe)
    pairs = query_pairs(value if isinstance(value, dict) else {name: value})
    texts = [text for pair in pairs for text in pair] if isinstance(value, dict) else [text for _, text in pairs]
    delimiter = quote(DELIMITERS.get(encoding.style, ","), safe=",")
    return f"{quote_plus(name)}={delimiter.join(_encoded(text, safe) for text in texts)}" if texts else ""


def nested_pairs(name: str, value: Json) -> Iterator[tuple[str, str]]:
    """Yield the pairs of a value in the style deepObject; items of lists have an index: ``items[0][price]``."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from nested_pairs(f"{name}[{key}]", item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from nested_pairs(f"{name}[{index}]", item)
    else:
        yield from query_pairs({name: value})


def json_inside(value: Json) -> Json:
    """Return a list or an object with what is nested in it as JSON: a style has no form for it."""
    if isinstance(value, dict):
        return {key: compact_json(item) if isinstance(item, dict | list) else item for key, item in value.items()}
    if isinstance(value, list):
        return [compact_json(item) if isinstance(item, dict | list) else item for item in value]
    return value


def _joined(pairs: list[tuple[str, str]], safe: str = "") -> str:
    return "&".join(f"{_name(name)}={_encoded(text, safe)}" for name, text in pairs)


def _name(name: str) -> str:
    return quote_plus(name.encode("utf-8", "replace"))


def _encoded(text: str, safe: str) -> str:
    return percent_encoded(text, safe) if safe else quote_plus(text.encode("utf-8", "replace"))
