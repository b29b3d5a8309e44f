"""What a patch is: a merge patch, a JSON Patch or an overlay."""

import os
from collections.abc import Mapping, Sequence

from heroics_py.errors import SchemaError
from heroics_py.readers.document_text import decode, parse
from heroics_py.readers.document_value import check_size, copy_json
from heroics_py.readers.files import read_file, shown_path
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["Patch", "patches_of"]

_EXPECTED = (
    "expected a dict (a JSON merge patch, or an overlay), a list of operations (a JSON Patch), the path or text of "
    "one, or a list of patches"
)
_MOST_PATCHES = 1000
_OPERATION = frozenset({"op", "path", "from", "value"})


class Patch(Value):
    """A patch of a document.

    Attributes:
        kind: "merge" (RFC 7396), "operations" (RFC 6902) or "overlay" (OpenAPI Overlay).
        where: how messages call it: the path of its file, or the argument.
        content: the patch itself, a copy of what the caller passed.
    """

    kind: str
    where: str
    content: Json


def patches_of(value: object, where: str = "patch=") -> list[Patch]:
    """Return the patches that the argument ``patch`` of `connect` means, in their order.

    Raises:
        SchemaError: a file or a text can't be read.
        ValueError: it is not a patch.
    """
    if value is None:
        return []
    if isinstance(value, str | bytes | bytearray | os.PathLike):
        return _of_document(*_read(value, where))
    if isinstance(value, Mapping):
        return _of_document(copy_json(value, where), where)
    if isinstance(value, Sequence):
        return _of_list(value, where)
    raise ValueError(f"{where}{type(value).__name__}: {_EXPECTED}")


def _of_list(values: Sequence[object], where: str) -> list[Patch]:
    """Return the operations of a JSON Patch as one patch, or several patches."""
    operations = [isinstance(each, Mapping) and "op" in each for each in values]
    if any(operations):
        if not all(operations):
            number = operations.index(False) + 1
            raise SchemaError(
                f"{where} is a list of operations (a JSON Patch), but item {number} has no 'op'; to apply several "
                "patches, pass each JSON Patch as a list of its own"
            )
        return _of_document(copy_json(list(values), where), where)
    if len(values) > _MOST_PATCHES:
        raise SchemaError(f"{where} holds more than {_MOST_PATCHES:,} patches")
    named = [(each, f"{where}[{number}]") for number, each in enumerate(values)]
    return [patch for each, name in named for patch in patches_of(_member(each, name), name)]


def _member(value: object, where: str) -> object:
    """Return one of several patches; a list is a JSON Patch."""
    is_nested = isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray)
    if is_nested and not all(isinstance(each, Mapping) and "op" in each for each in value):  # type: ignore[attr-defined]
        raise SchemaError(
            f"{where} holds a list that is not a JSON Patch: expected operations, dicts with 'op' and 'path'"
        )
    return value


def _of_document(content: Json, where: str) -> list[Patch]:
    if content == []:
        return []
    check_size(content, where, part=True)
    if isinstance(content, list):
        if not all(isinstance(each, dict) and "op" in each for each in content):
            raise SchemaError(f"{where} holds a list that is not a JSON Patch: expected operations, objects with 'op'")
        return [Patch("operations", where, content)]
    if isinstance(content, dict) and isinstance(content.get("path"), str) and content.keys() <= _OPERATION:
        raise SchemaError(
            f"{where} is an operation of a JSON Patch: expected a list of them, each with 'op' and 'path'"
        )
    is_overlay = isinstance(content, dict) and isinstance(content.get("overlay"), str | float)
    return [Patch("overlay" if is_overlay else "merge", where, content)]


def _read(value: str | bytes | bytearray | os.PathLike[str], where: str) -> tuple[Json, str]:
    """Return the content of a file or a text, and how messages call it."""
    if isinstance(value, bytes | bytearray):
        return parse(decode(bytes(value), where), where, part=True).root, where
    text = os.fsdecode(value) if isinstance(value, os.PathLike) else value
    if isinstance(value, str):
        if "\n" in text or text.lstrip("\ufeff \t\r").startswith(("{", "[")):
            return parse(text, where, part=True).root, where
        if text.lower().startswith(("http://", "https://")):
            raise SchemaError(
                f"{where} is a URL, and a patch is never fetched: fetch it first and pass its text or path"
            )
        if not text.strip():
            raise SchemaError(f"{where} is an empty text: {_EXPECTED}")
    path = os.path.expanduser(text)
    shown = shown_path(path)
    if os.path.isdir(path):
        raise SchemaError(f"can't read the patch {shown!r}: expected a file, but it is a folder")
    return parse(decode(_content(path), shown), shown, part=True).root, shown


def _content(path: str) -> bytes:
    try:
        return read_file(path)
    except SchemaError as error:
        reason = str(error).replace("the schema", "the patch", 1)
    raise SchemaError(reason)
