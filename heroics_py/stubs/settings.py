"""The stubs of a project, as its pyproject.toml lists them.

[[tool.heroics.stubs]]
schema = "shop.yaml"
output = "src/shop.pyi"         # or: package = "src/shop_api"
"""

import os
from collections.abc import Mapping

from heroics_py.errors import SchemaError
from heroics_py.readers.files import read_file
from heroics_py.stubs.jobs import StubJob

__all__ = ["FILE", "find_project", "jobs_of"]

FILE = "pyproject.toml"
_KEYS = frozenset({"schema", "output", "package", "patch", "allow_refs"})
_LARGEST = 1024 * 1024
# The time of tomllib grows with the square of the parts of a key: this is under a second.
_MOST_DOTS_SQUARED = 10_000_000
_EXAMPLE = '[[tool.heroics.stubs]] with schema = "shop.yaml" and output = "shop.pyi"'


def find_project(folder: str) -> str:
    """Return the nearest pyproject.toml, in a folder or above it, or an empty text."""
    here = os.path.abspath(folder)
    while True:
        if os.path.isfile(path := os.path.join(here, FILE)):
            return path
        if here == os.path.dirname(here):
            return ""
        here = os.path.dirname(here)


def jobs_of(path: str) -> list[StubJob]:
    """Return the stubs that a pyproject.toml lists; none if it has no such table.

    Args:
        path: of the file. Paths in it are relative to its folder.

    Raises:
        SchemaError: the file is not TOML, or a table in it is not as expected.
    """
    import tomllib

    content = read_file(path, largest=_LARGEST)
    if b"heroics" not in content:
        return []
    if sum(line.count(b".") ** 2 for line in content.splitlines()) > _MOST_DOTS_SQUARED:
        raise SchemaError(f"{path} can't be read: its lines have too many dots; expected keys such as tool.heroics")
    try:
        document = tomllib.loads(content.decode())
    except ValueError as error:
        problem = str(error)
    except RecursionError:
        problem = "it is nested too deeply"
    else:
        tables = _table(_table(document.get("tool")).get("heroics")).get("stubs", [])
        if not isinstance(tables, list):
            raise SchemaError(f"{path}: tool.heroics.stubs is a list of tables: expected {_EXAMPLE}")
        return [_job(path, each) for each in tables]
    raise SchemaError(f"{path} can't be read: {problem}")


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _job(path: str, table: object) -> StubJob:
    if not isinstance(table, dict) or not isinstance(table.get("schema"), str) or table.keys() - _KEYS:
        raise SchemaError(f"{path}: expected {_EXAMPLE}; a table has the keys {', '.join(sorted(_KEYS))}")
    outputs = [name for name in ("output", "package") if isinstance(table.get(name), str)]
    if len(outputs) != 1:
        raise SchemaError(f"{path}: the stub of {table['schema']!r} needs either an output or a package")
    folder = os.path.dirname(path)
    return StubJob(
        schema=_place(folder, table["schema"]),
        output=_relative(folder, table[outputs[0]]),
        is_package=outputs == ["package"],
        patches=tuple(_relative(folder, each) for each in _texts(path, table, "patch")),
        origins=tuple(_texts(path, table, "allow_refs")),
    )


def _texts(path: str, table: Mapping[str, object], key: str) -> list[str]:
    value = table.get(key, [])
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise SchemaError(f"{path}: {key} is a list of texts")
    return [each for each in values if isinstance(each, str)]


def _place(folder: str, schema: str) -> str:
    """Return a schema, seen from the current folder: a bundled name and a URL stay as they are."""
    is_path = ("/" in schema or os.sep in schema or "." in schema) and "://" not in schema
    return _relative(folder, schema) if is_path else schema


def _relative(folder: str, path: str) -> str:
    return os.path.relpath(os.path.join(folder, path))
