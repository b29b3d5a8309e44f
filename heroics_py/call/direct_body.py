"""The body of a request that no link describes: ``json=``, ``data=`` and ``files=``."""

import os
from collections.abc import Iterable, Mapping, Sized
from typing import Any

from heroics_py.call.bodies.files import is_data, is_file
from heroics_py.call.bodies.path_file import PathFile
from heroics_py.call.bodies.values import FORM
from heroics_py.errors import CallError

__all__ = ["direct_body"]


def direct_body(*, json: object, data: object, files: object) -> dict[str, Any]:
    """Return a body and its media type, as options of a link; empty without a body.

    Args:
        json: any value of JSON.
        data: a dict, or pairs, of the fields of a form; or text, bytes, an open file, or an iterable of bytes.
        files: a dict, or pairs, of names and files; with them, data are the other fields of the multipart form.

    Raises:
        CallError: two of them don't go together, or one has no such form.
    """
    if json is not None and (data is not None or files is not None):
        other = "data" if data is not None else "files"
        raise CallError(
            f"json= and {other}= are two bodies, and a request has one: pass one of them"
            + ("; fields beside files go in data=, and each that is an object is a part of JSON" * (other == "files"))
        )
    if json is not None:
        return {"body": json, "media_type": "application/json"}
    if files is not None:
        return {"body": _with_files(data, files), "media_type": "multipart/form-data"}
    if data is None:
        return {}
    fields = _fields_in(data)
    return _raw(data) if fields is None else {"body": fields, "media_type": FORM}


def _fields_in(data: object) -> dict[str, object] | None:
    """Return the fields of a form: a dict, or pairs, of which one name may be in several; None for other data."""
    if isinstance(data, Mapping):
        return dict(data)
    if not isinstance(data, list | tuple) or not all(_is_pair(each) for each in data):
        return None
    fields: dict[str, object] = {}
    for name, value in data:
        _add(fields, name, value)
    return fields


def _is_pair(value: object) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and isinstance(value[0], str)


def _add(fields: dict[str, object], name: str, value: object) -> None:
    """Add a field; values of one name become a list."""
    values = [value] if not isinstance(value, list) else value
    fields[name] = [*_listed(fields[name]), *values] if name in fields else value


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _raw(data: object) -> dict[str, Any]:
    """Return what is sent as it is; an iterable has no length, so that no list, set or frame is taken for one."""
    if isinstance(data, os.PathLike):
        raise CallError(f"data= is a path: expected the open file, open({os.fspath(data)!r}, 'rb')")
    if is_data(data) or isinstance(data, str):
        return {"body": data}
    if isinstance(data, Iterable) and not isinstance(data, Sized):
        return {"body": data, "media_type": "application/octet-stream"}
    raise CallError(
        f"data= takes a dict for a form, text, bytes, an open file or an iterable of bytes; got "
        f"{type(data).__name__}; a value of JSON goes in json="
    )


def _with_files(data: object, files: object) -> dict[str, object]:
    """Return the fields and files of a multipart form."""
    named = _fields_in(files)
    if named is None:
        raise CallError(f"files= takes a dict of names and files; got {type(files).__name__}: files={{'file': ...}}")
    fields = {} if data is None else _fields_in(data)
    if fields is None:
        raise CallError(f"data= beside files= are the other fields: expected a dict, got {type(data).__name__}")
    for name, value in named.items():
        listed = isinstance(value, list)
        parts = [_file(f"files[{name!r}]", each) for each in (value if isinstance(value, list) else [value])]
        _add(fields, name, parts if listed else parts[0])
    return fields


def _file(place: str, value: object) -> object:
    """Return a file as a body takes it; one that is named by its path is read when it is sent."""
    if isinstance(value, os.PathLike):
        return PathFile(place, value)
    if isinstance(value, tuple) and len(value) > 1 and isinstance(value[1], os.PathLike):
        value = (value[0], PathFile(place, value[1]), *value[2:])
    if is_file(value):
        return value
    hint = (
        "; text is pathlib.Path(...) if it is a path, or bytes if it is the content" if isinstance(value, str) else ""
    )
    raise CallError(
        f"{place} is {type(value).__name__}: expected bytes, a pathlib.Path, an open file, or "
        f"(filename, content, media type){hint}"
    )
