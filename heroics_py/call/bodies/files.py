"""What a body takes as a file: bytes, open files, and tuples of a name and data."""

import os
from collections.abc import Mapping
from io import IOBase
from typing import TYPE_CHECKING, TypeGuard

from heroics_py.errors import CallError
from heroics_py.support.values import Value

if TYPE_CHECKING:
    from heroics_py.http.body_streams import ReadableFile

__all__ = ["BodyFile", "file_of", "has_file", "is_data", "is_file", "refuse_path"]

_LONGEST_TUPLE = 4
_LONGEST_PATH = 4096


class BodyFile(Value, kw_only=True):
    """A file in a body.

    Attributes:
        data: bytes, or a file that is open for reading.
        name: its file name; None to send none, and empty if it has none.
        path: where it is, as the caller named it; empty if that is unknown.
        media_type: its media type; empty if the caller gave none.
        headers: further headers of its part, from the caller.
    """

    data: "bytes | ReadableFile"
    name: str | None = ""
    path: str = ""
    media_type: str = ""
    headers: tuple[tuple[str, str], ...] = ()


def is_data(value: object) -> TypeGuard["bytes | ReadableFile"]:
    """Return whether ``value`` is bytes or an open file."""
    return isinstance(value, bytes | bytearray | memoryview) or callable(getattr(value, "read", None))


def is_file(value: object, *, is_list: bool = False) -> bool:
    """Return whether ``value`` is a file: bytes, an open file, or a tuple as requests takes it.

    Args:
        value: any value.
        is_list: whether the schema takes a list, so that a tuple of two texts is one.
    """
    if is_data(value):
        return True
    if not isinstance(value, tuple) or not 2 <= len(value) <= _LONGEST_TUPLE:
        return False
    name, data, *rest = value
    if not isinstance(name, str | None) or not all(isinstance(each, str | None) for each in rest[:1]):
        return False
    if name is None or is_data(data):
        return is_data(data) or (bool(rest) and "/" in (rest[0] or ""))
    return isinstance(data, str) and (not is_list or (bool(rest) and "/" in (rest[0] or "")))


def has_file(value: object) -> bool:
    """Return whether a body holds a file, in one of its fields or in a list there."""
    if not isinstance(value, Mapping):
        return False
    return any(_is_or_holds_data(each) for each in value.values())


def _is_or_holds_data(value: object) -> bool:
    if isinstance(value, list | tuple) and not is_data(value):
        return any(is_data(item) or _is_named_data(item) for item in value) or _is_named_data(value)
    return is_data(value)


def _is_named_data(value: object) -> bool:
    """Return whether this is a tuple that can only be a file: its data are bytes or a file, or it has a media type."""
    return is_file(value, is_list=True) and isinstance(value, tuple)


def file_of(place: str, value: object) -> BodyFile:
    """Return the file that ``value`` is; a tuple may hold a name, data, a media type and headers.

    Args:
        place: the name of the field, for errors.
        value: a value for which `is_file` is true.

    Raises:
        CallError: the file is closed, or not open for reading.
    """
    if not isinstance(value, tuple):
        data = _readable(place, value)
        path = _path_of(data)
        return BodyFile(data=data, name=path.replace("\\", "/").rpartition("/")[2], path=path)
    name, data = value[:2]
    media_type, headers = value[2] if len(value) > 2 else "", value[3] if len(value) > 3 else ()
    pairs = headers.items() if isinstance(headers, Mapping) else headers or ()
    try:
        fields = tuple((str(key), str(text)) for key, text in pairs)
    except (TypeError, ValueError):
        fields = None
    if fields is None:
        raise CallError(f"the headers of {place} are {type(headers).__name__}: expected a dict of text")
    content = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else _readable(place, data)
    return BodyFile(data=content, name=name, path=_path_of(data), media_type=media_type or "", headers=fields)


def refuse_path(place: str, value: object) -> None:
    """Refuse text that is the path of a file, where a file is expected.

    Args:
        place: the name of the field, for errors.
        value: the argument.

    Raises:
        CallError: there is a file of that name.
    """
    if isinstance(value, str) and len(value) < _LONGEST_PATH and os.path.isfile(os.path.expanduser(value)):
        raise CallError(
            f"{place} is the path of a file: pass the open file, open({value!r}, 'rb'), or the text itself as bytes"
        )


def _path_of(data: object) -> str:
    """Return the path of an open file, as it was opened; empty if it has none."""
    path = getattr(data, "name", None)
    if isinstance(path, os.PathLike):
        path = os.fspath(path)
    return path if isinstance(path, str) else ""


def _readable(place: str, data: object) -> "bytes | ReadableFile":
    """Return bytes as bytes, and a file if it can be read."""
    if isinstance(data, bytes | bytearray | memoryview):
        return _copy(place, data)
    reason = ""
    if isinstance(data, IOBase):
        try:
            reason = "" if data.readable() else "it is open for writing only"
        except (OSError, ValueError) as error:
            reason = str(error)
    if reason:
        raise CallError(unreadable(place, reason))
    return data  # type: ignore[return-value]


def unreadable(place: str, reason: str) -> str:
    """Return the message for a file that can't be read."""
    return f"{place} is a file that can't be read ({reason}): expected one that is open, best in mode 'rb'"


def _copy(place: str, data: bytes | bytearray | memoryview) -> bytes:
    try:
        return bytes(data)
    except ValueError as error:
        reason = str(error)
    raise CallError(f"{place} is a memoryview that can't be read ({reason}): expected bytes")
