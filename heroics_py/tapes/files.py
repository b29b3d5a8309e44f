"""The file of a tape, in YAML or JSON."""

import json
import os
import re
from collections.abc import Iterable
from contextlib import suppress

from heroics_py.errors import SchemaError, TapeError
from heroics_py.readers.document_value import check_size, copy_json
from heroics_py.readers.files import read_file
from heroics_py.support.json_types import Json
from heroics_py.support.whole_files import write_whole
from heroics_py.tapes.exchange import TapedExchange
from heroics_py.tapes.layout import VERSION_KEY, document_of, exchanges_of
from heroics_py.tapes.vcr import is_cassette, read_cassette

__all__ = ["check_writable", "has_tape", "read_tape", "write_tape"]

_SUFFIXES = (".yaml", ".yml", ".json")
_LARGEST = 64 * 1024 * 1024
_LARGEST_YAML = 16 * 1024 * 1024
_OWN = re.compile(rf"^[\"']?{VERSION_KEY}[\"']?[ \t]{{0,9}}:|\{{\s{{0,9}}\"{VERSION_KEY}\"", re.MULTILINE)
_HEAD = 10_000
_EXCHANGE_NUMBER = re.compile(r"\b(?:exchange|interaction) ([0-9]{1,6})\b")
_EXCHANGE_START = re.compile(r"^(?:- | {4}\{$)", re.MULTILINE)  # as they are written, in YAML and JSON


def read_tape(path: str | os.PathLike[str]) -> tuple[TapedExchange, ...]:
    """Return the exchanges of a tape, or of a cassette of vcrpy.

    Args:
        path: of a file in YAML (".yaml", ".yml") or JSON (".json").

    Raises:
        TapeError: it can't be read, or is neither.
    """
    name = _checked_path(path)
    problem = text = ""
    try:
        text = _read(name)
        return exchanges_of(_parsed(name, text)) if _OWN.search(text[:_HEAD]) else read_cassette(text)
    except TapeError as error:
        problem = f"{error}{_line_of(error, text)}"
    raise TapeError(f"can't read the tape {name}: {problem}", tape=name)


def _line_of(error: TapeError, text: str) -> str:
    """Return at which line of a tape the exchange begins that an error is about; empty if that is not known."""
    number = _EXCHANGE_NUMBER.search(str(error))
    starts = [*_EXCHANGE_START.finditer(text)] if number else []
    if number is None or not 0 < int(number[1]) <= len(starts):
        return ""
    return f" (it begins at line {text.count(chr(10), 0, starts[int(number[1]) - 1].start()) + 1})"


def has_tape(path: str | os.PathLike[str]) -> bool:
    """Return whether there is a file that holds something; an empty one, as of ``tempfile``, is a tape to record."""
    try:
        return os.path.getsize(path) > 0
    except OSError:
        return False


def write_tape(path: str | os.PathLike[str], exchanges: Iterable[TapedExchange]) -> None:
    """Write a tape at once: a reader finds the old file or the new one.

    Args:
        path: of the file; its suffix says whether it is YAML or JSON. Missing folders are created.
        exchanges: what it holds, without secrets.

    Raises:
        TapeError: it can't be written, is too large, or there is a file that is not a tape of heroics_py.
    """
    name = _checked_path(path)
    _refuse_others(name)
    document = document_of(tuple(exchanges))
    text = _yaml(name, document) if _is_yaml(name) else _json(document)
    limit = _LARGEST_YAML if _is_yaml(name) else _LARGEST
    data = text.encode()
    if len(data) > limit:
        advice = "name it .json, which may hold four times as much, or " if _is_yaml(name) else ""
        raise TapeError(
            f"can't write the tape {name}: it has {len(data):,} bytes, more than {limit:,}; {advice}record fewer calls "
            "on it",
            tape=name,
        )
    _replace(name, data)


def check_writable(path: str | os.PathLike[str]) -> None:
    """Check that `write_tape` may write to a path, before anything is recorded.

    Args:
        path: of the file.

    Raises:
        TapeError: the suffix is unknown, or there is a file that is not a tape of heroics_py.
    """
    _refuse_others(_checked_path(path))


def _checked_path(path: str | os.PathLike[str]) -> str:
    name = os.fspath(path)
    if not name.lower().endswith(_SUFFIXES):
        raise TapeError(f"the tape {name} has an unknown suffix: expected .yaml, .yml or .json", tape=name)
    return name


def _is_yaml(name: str) -> bool:
    return not name.lower().endswith(".json")


def _read(name: str) -> str:
    """Return the text of a file of limited size.

    Raises:
        TapeError: it can't be read, or is not UTF-8.
    """
    try:
        return read_file(name, largest=_LARGEST_YAML if _is_yaml(name) else _LARGEST).decode("utf-8-sig")
    except SchemaError as error:
        reason = str(error).rpartition(": ")[2]
    except UnicodeDecodeError as error:
        reason = f"byte {error.start} is not UTF-8"
    raise TapeError(reason)


def _parsed(name: str, text: str) -> dict[str, Json]:
    """Return the document of a tape."""
    try:
        value = _yaml_value(text) if _is_yaml(name) else json.loads(text)
        return check_size(copy_json(value, "it"), "it")
    except SchemaError as error:
        reason = str(error)
    except RecursionError:
        reason = "it is nested too deeply"
    except ValueError as error:
        reason = f"it is not valid {'YAML' if _is_yaml(name) else 'JSON'}: {error}"
    raise TapeError(reason)


def _yaml_value(text: str) -> object:
    try:
        from heroics_py.readers.yaml_text import parse_yaml
    except (ImportError, AttributeError):  # AttributeError: PyYAML without libyaml
        pass
    else:
        return parse_yaml(text)[0]
    raise TapeError(_NEEDS_YAML)


_NEEDS_YAML = "YAML needs PyYAML and yamlcore: pip install 'heroics-py[yaml]', or name the tape .json"


def _yaml(name: str, document: dict[str, Json]) -> str:
    """Return a document as YAML; as JSON, which is YAML too, if it can't be read back from its YAML."""
    try:
        from heroics_py.writers.yaml_text import yaml_text

        text = yaml_text(document, fast=True)
    except (ImportError, AttributeError):  # AttributeError: PyYAML without libyaml
        text = ""
    if not text:
        raise TapeError(f"can't write the tape {name}: {_NEEDS_YAML}", tape=name)
    with suppress(ValueError, RecursionError):
        if _yaml_value(text) == document:
            return text
    return _json(document)


def _json(document: dict[str, Json]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _refuse_others(name: str) -> None:
    """Refuse to replace a file that is not a tape of this library."""
    if not has_tape(name):
        return
    try:
        text = _read(name)
    except TapeError as error:
        text, reason = "", str(error)
    else:
        reason = "it is a cassette of vcrpy" if is_cassette(text) else "it is not a tape of heroics_py"
    if not _OWN.search(text[:_HEAD]):
        raise TapeError(
            f"can't write the tape {name}: {reason}, and is left as it is; pass another path, or remove the file",
            tape=name,
        )


def _replace(name: str, data: bytes) -> None:
    try:
        os.makedirs(os.path.dirname(name) or os.curdir, exist_ok=True)
        write_whole(name, data)
    except OSError as error:
        reason = error.strerror or str(error)
    else:
        return
    raise TapeError(f"can't write the tape {name}: {reason}", tape=name)
