"""A body that is neither JSON nor fields: text, bytes, or a file."""

import os
from collections.abc import Iterable, Iterator, Mapping

from heroics_py.call.bodies.checking import Checker, check
from heroics_py.call.bodies.choice import guessed_type
from heroics_py.call.bodies.encoded import Encoded
from heroics_py.call.bodies.file_bytes import FileBytes
from heroics_py.call.bodies.files import file_of, is_data, is_file, refuse_path
from heroics_py.call.bodies.pieces import joined, utf8
from heroics_py.call.values.scalars import scalar_text
from heroics_py.errors import CallError
from heroics_py.http.media_types import charset_of, essence_of, is_range, is_text, matches
from heroics_py.model.bodies import Content
from heroics_py.model.schema_types import types_of

__all__ = ["encode_raw"]


def encode_raw(name: str, content: Content, value: object, checker: Checker | None) -> Encoded:
    """Return bytes, a file or text as the whole body.

    Args:
        name: the name of the call, for errors.
        content: its media type; a range takes the type from the name of the file.
        value: the argument.
        checker: returns the checker of a schema, for text.

    Raises:
        CallError: the value is something else, or the media type of a range remains unknown.
        ValidationError: text fails its schema.
    """
    if is_data(value) or (isinstance(value, tuple) and is_file(value)):
        file = file_of("the body", value)
        media_type = file.media_type or _concrete(name, content, guessed_type(file.name), checker)
        data = joined([file.data], file.path or file.name or "")
        return FileBytes(data, file.path) if isinstance(data, bytes) and file.path else data, media_type
    is_single = value is not None and not isinstance(value, list | tuple | Mapping | os.PathLike)
    text = scalar_text(value) if is_single else None
    if text is not None:
        if not is_text(content.media_type):
            refuse_path("the body", value)
        media_type = _concrete(name, content, "text/plain", checker)
        kinds = types_of(content.schema) if content.schema is not None else ()
        if not kinds or "string" in kinds or not isinstance(value, str):
            check(checker, content.schema, value if isinstance(value, bool | int | float) else text)
        return _encoded(text, media_type), media_type
    if isinstance(value, Iterable) and not isinstance(value, list | tuple | Mapping | set | frozenset):
        return joined([_chunks(value)]), _concrete(name, content, "", checker)
    hint = f"; a file is passed open: open({os.fspath(value)!r}, 'rb')" if isinstance(value, os.PathLike) else ""
    kind = "XML as text" if essence_of(content.media_type).endswith("xml") else "bytes, text or an open file"
    raise CallError(f"expected {kind} for a body of {content.media_type}, got {type(value).__name__}{hint}")


def _concrete(name: str, content: Content, guess: str, checker: Checker | None) -> str:
    """Return the media type to send: that of the content, or the guess if it is in its range."""
    if not is_range(content.media_type):
        return content.media_type
    if guess and matches(guess, content.media_type):
        return guess
    if matches("application/octet-stream", content.media_type) or checker is None:
        return "application/octet-stream"
    raise CallError(
        f"the link takes {content.media_type}, and the media type of this body is unknown: say it, "
        f"{name}.with_options(media_type=...), or pass a file whose name has an ending"
    )


def _encoded(text: str, media_type: str) -> bytes:
    """Return text in the charset of its media type; UTF-8 without one."""
    charset = charset_of(media_type)
    if not charset or charset.lower().replace("-", "") == "utf8" or not is_text(media_type):
        return utf8(text)
    reason = ""
    try:
        return text.encode(charset)
    except (LookupError, UnicodeError, ValueError) as error:
        reason = str(error)
    raise CallError(f"the body can't be sent in the charset {charset!r} of its media type ({reason})")


def _chunks(values: Iterable[object]) -> Iterator[bytes]:
    for value in values:
        if isinstance(value, str):
            yield utf8(value)
        elif isinstance(value, bytes | bytearray | memoryview):
            yield bytes(value)
        else:
            raise CallError(f"an iterable as a body yields bytes or text, but this one yields {type(value).__name__}")
