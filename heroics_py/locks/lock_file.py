"""The file of a lock: JSON with a line for each call, so that its history in a repository can be read."""

import json
import os
from collections.abc import Iterable, Mapping
from typing import Any

from heroics_py.errors import SchemaError
from heroics_py.locks.lock import Lock, LockedUse
from heroics_py.readers.files import read_file
from heroics_py.support.json_types import Json
from heroics_py.support.whole_files import write_whole

__all__ = ["VERSION_KEY", "lock_in", "lock_text", "pins_text", "read_lock", "shown_lock", "write_lock"]

VERSION_KEY = "heroics_lock"
"""The key that makes a JSON document a lock."""

_VERSION = 1
_LARGEST = 128 * 1024 * 1024
_AGAIN = "'heroics lock SCHEMA' writes it"
_CONFLICT = (b"<<<<<<<", b"=======", b">>>>>>>")
_START, _END = b'{\n  "%b": %d,\n' % (VERSION_KEY.encode(), _VERSION), b'"\n}\n'


def pins_text(path: str | os.PathLike[str], text_digest: str) -> bool:
    """Return whether a lock, as `write_lock` writes it, pins a schema of this text.

    It looks for one line, because a parser would take longer than all the rest for a small schema. False says nothing:
    the lock may be damaged, or spelled in another way.
    """
    try:
        content = read_file(shown_lock(path), largest=_LARGEST)
    except SchemaError:
        return False
    line = b'\n  "text_digest": "%b",\n' % text_digest.encode()
    is_whole = content.startswith(_START) and content.endswith(_END) and _CONFLICT[0] not in content
    return text_digest != "" and is_whole and line in content


def read_lock(path: str | os.PathLike[str]) -> Lock:
    """Return the lock in a file.

    Raises:
        SchemaError: the file does not exist, or is not a lock.
    """
    shown = shown_lock(path)
    try:
        content = read_file(shown, largest=_LARGEST)
    except SchemaError as error:
        problem = str(error).rpartition(": ")[2]
    else:
        return lock_in(_parsed(content, shown), shown)
    raise SchemaError(f"the lock {shown} can't be read: {problem}; {_AGAIN}")


def lock_in(document: Mapping[str, Json], shown: str) -> Lock:
    """Return the lock that a JSON document is.

    Args:
        document: the content of the file.
        shown: the path of the file, for messages.

    Raises:
        SchemaError: it is not a lock, or one of a later version of this program.
    """
    version = document.get(VERSION_KEY)
    if isinstance(version, int) and version > _VERSION:
        raise SchemaError(f"{shown} is a lock of version {version}, and this program knows {_VERSION}: upgrade it")
    uses = document.get("uses", {})
    calls = document.get("calls")
    sources = document.get("sources")
    is_lock = (
        version == _VERSION
        and all(isinstance(document.get(name), str) for name in ("schema", "digest", "documents"))
        and _is_map(calls, str)
        and (sources is None or (isinstance(sources, list) and all(isinstance(each, str) for each in sources)))
        and _is_map(uses, dict)
    )
    if not is_lock:
        raise SchemaError(f"{shown} is not a lock: expected {VERSION_KEY} and what it pins; {_AGAIN}")
    texts = ("schema", "title", "day", "digest", "text_digest", "shared", "documents")
    return Lock(
        **{name: str(document.get(name, "")) for name in texts},
        calls=dict(calls) if isinstance(calls, dict) else {},  # type: ignore[arg-type]  # checked above
        sources=None if sources is None else tuple(map(str, sources)),  # type: ignore[arg-type]  # as above
        patches=_texts(document.get("patches")),
        allow_refs=_texts(document.get("allow_refs")),
        uses=tuple(_use(call, value) for call, value in uses.items()),  # type: ignore[union-attr, arg-type]  # as above
    )


def write_lock(path: str | os.PathLike[str], lock: Lock, *, mode: int = 0o666) -> None:
    """Write a lock: aside first, and renamed once it is complete.

    Args:
        path: of the file.
        lock: what to write.
        mode: the permissions of the file, before those that the user's mask takes away.

    Raises:
        OSError: the file can't be written; an earlier one is unchanged.
    """
    write_whole(path, lock_text(lock).encode("ascii"), mode=mode)


def lock_text(lock: Lock) -> str:
    """Return the text of a lock: the same for an equal lock, and a line for each call."""
    values: dict[str, str] = {VERSION_KEY: str(_VERSION)}
    for name in ("schema", "title", "day", "digest", "text_digest", "shared"):
        if text := getattr(lock, name):
            values[name] = json.dumps(text)
    for name in ("patches", "allow_refs"):
        if texts := getattr(lock, name):
            values[name] = json.dumps([*texts])
    if lock.sources is not None:
        values["sources"] = json.dumps([*lock.sources])
        values["uses"] = _lines((use.call, _use_value(use)) for use in lock.uses)
    values["calls"] = _lines(sorted(lock.calls.items()))
    values["documents"] = json.dumps(lock.documents)
    body = ",\n".join(f"  {json.dumps(name)}: {text}" for name, text in values.items())
    return f"{{\n{body}\n}}\n"


def shown_lock(path: str | os.PathLike[str]) -> str:
    """Return the path of a lock for messages."""
    return os.fsdecode(path)


def _lines(items: Iterable[tuple[str, Any]]) -> str:
    lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(value)}" for name, value in items)
    return f"{{\n{lines}\n  }}" if lines else "{}"


def _use_value(use: LockedUse) -> dict[str, list[str]]:
    values = {"fields": [*use.fields], "answers": [*use.answers]}
    return {name: value for name, value in values.items() if value}


def _use(call: str, value: Mapping[str, Json]) -> LockedUse:
    fields, answers = (_texts(value.get(name)) for name in ("fields", "answers"))
    return LockedUse(call=call, fields=fields, answers=answers)


def _texts(value: Json) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _is_map(value: object, kind: type) -> bool:
    return isinstance(value, dict) and all(isinstance(each, kind) for each in value.values())


def _parsed(content: bytes, shown: str) -> dict[str, Json]:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict):
        return value
    problem = _AGAIN
    if all(mark in content for mark in _CONFLICT):
        problem = "it has the marks of a merge conflict: 'heroics lock SCHEMA' writes it again"
    raise SchemaError(f"{shown} is not a lock, or damaged: {problem}")
