"""A schema document as plain data: from a bundled name, a path, a folder, text, a dict or a URL."""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from heroics_py.errors import SchemaError
from heroics_py.messages import Json
from heroics_py.pointer import DEEPEST

__all__ = ["Fetch", "Loaded", "bundled", "load"]

Fetch = Callable[[str], bytes]

_BUNDLED = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "schemas")
_SHORT_NAMES = {"heroku": "heroku-platform-api"}
_SUFFIXES = (".json", ".yaml", ".yml")
_LARGEST = 2_000_000
_TRAILING_COMMA = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])')


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A document, or a folder of them, as plain data.

    Attributes:
        roots: each document by its id or path; the main one under "".
        source: the path or URL that it came from; empty for text and dicts.
    """

    roots: Mapping[str, Json]
    source: str = ""

    @property
    def root(self) -> dict[str, Json]:
        """The main document."""
        found = self.roots[""]
        return found if isinstance(found, dict) else {}


def bundled() -> list[str]:
    """Return the names of the schemas that the package carries."""
    files = sorted(name.removesuffix(".json") for name in os.listdir(_BUNDLED) if name.endswith(".json"))
    return [*_SHORT_NAMES, *files]


def load(schema: object, fetch: Fetch | None = None) -> Loaded:
    """Load ``schema``.

    Args:
        schema: a bundled name (a bare word); a path (anything with a separator or a suffix, or a Path) of a JSON or
            YAML file or of a folder of them; an http(s) URL; the text of a document; a dict.
        fetch: brings the bytes behind a URL.

    Raises:
        SchemaError: if there is no such thing, or it is no JSON or YAML object.
    """
    if isinstance(schema, Mapping):
        return Loaded(roots={"": _checked(dict(schema), "the dict")})
    if isinstance(schema, os.PathLike):
        return _from_path(os.fspath(schema))
    if isinstance(schema, bytes | bytearray):
        return Loaded(roots={"": parse(_text(bytes(schema), "the text"), "the text")})
    if not isinstance(schema, str):
        raise SchemaError(
            f"can't read a schema from {type(schema).__name__}: expected a bundled name, a path, a URL, text or a dict"
        )
    if schema.startswith(("http://", "https://")):
        return _from_url(schema, fetch)
    if schema.lstrip().startswith("{") or "\n" in schema:
        return Loaded(roots={"": parse(schema, "the text")})
    if schema in bundled():
        return _from_bundle(schema)
    if os.path.dirname(schema) or schema.lower().endswith(_SUFFIXES) or "." in schema or schema.startswith("~"):
        return _from_path(os.path.expanduser(schema))
    return _from_bundle(schema)


def _from_bundle(name: str) -> Loaded:
    path = os.path.join(_BUNDLED, f"{_SHORT_NAMES.get(name, name)}.json")
    if not name or not os.path.isfile(path):
        raise SchemaError(
            f"no bundled schema {name!r}: there is {', '.join(bundled())}; for a file or folder write './{name}'"
        )
    return _from_path(path)


def _from_url(url: str, fetch: Fetch | None) -> Loaded:
    if fetch is None:
        raise SchemaError(f"{url} can't be fetched here: read it first and pass its text")
    return Loaded(roots={"": parse(_text(fetch(url), url), url)}, source=url)


def _from_path(path: str) -> Loaded:
    if os.path.isdir(path):
        return _from_folder(path)
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        reason = error.strerror or "it can't be read"
    else:
        return Loaded(roots={"": parse(_text(data, path), path)}, source=path)
    raise SchemaError(f"can't read the schema {path!r}: {reason}")


def _from_folder(folder: str) -> Loaded:
    roots: dict[str, Json] = {}
    for path in sorted(_files(folder)):
        with open(path, "rb") as file:
            root = parse(_text(file.read(), path), path)
        roots[os.path.relpath(path, folder).replace(os.sep, "/")] = root
        if isinstance(own := root.get("id", root.get("$id")), str) and own.strip("/#"):
            roots.setdefault(own.partition("#")[0].strip("/"), root)
    if not roots:
        raise SchemaError(f"the folder {folder!r} holds no schema: expected files that end in {', '.join(_SUFFIXES)}")
    return Loaded(roots={"": {}, **roots}, source=folder)


def _files(folder: str) -> Iterator[str]:
    for place, _, names in os.walk(folder):
        yield from (os.path.join(place, name) for name in names if name.lower().endswith(_SUFFIXES))


def _text(data: bytes, where: str) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        reason = f"byte {error.start} is no {encoding.removesuffix('-sig')}"
    raise SchemaError(f"{where} is no text: {reason}")


def parse(text: str, where: str) -> dict[str, Json]:
    """Read JSON, forgiving a trailing comma, or YAML.

    Raises:
        SchemaError: it is neither, or it is no object, or it is nested or expands beyond all measure.
    """
    if text.lstrip().startswith(("{", "[")):
        return _checked(_json(text, where), where)
    return _checked(_yaml(text, where), where, aliased=True)


def _json(text: str, where: str) -> Json:
    try:
        return json.loads(text)  # type: ignore[no-any-return]
    except RecursionError:
        reason = "it is nested too deeply"
    except ValueError as error:
        reason = str(error)
    try:
        return json.loads(_TRAILING_COMMA.sub(lambda found: found[1] or "", text))  # type: ignore[no-any-return]
    except (ValueError, RecursionError):
        pass
    raise SchemaError(f"{where} is no JSON: {reason}")


def _yaml(text: str, where: str) -> Json:
    try:
        from heroics_py.readers.yaml_text import yaml_value
    except ImportError:
        reason = "it is no JSON; to read YAML, pip install 'heroics-py[yaml]'"
    else:
        try:
            return yaml_value(text)
        except RecursionError:
            reason = "it is nested too deeply"
        except ValueError as error:
            reason = f"it is no YAML: {error}"
    raise SchemaError(f"can't read {where}: {reason}")


def _checked(value: object, where: str, *, aliased: bool = False) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise SchemaError(f"{where} holds {type(value).__name__}: expected an object that describes an API")
    if aliased:
        _expanded(value, where, {}, 0)
    return value


def _expanded(value: Json, where: str, known: dict[int, int], depth: int) -> int:
    """Count what ``value`` amounts to with every alias written out, to refuse a document that explodes."""
    if not isinstance(value, dict | list):
        return 1
    if depth > DEEPEST * 2:
        raise SchemaError(f"{where} is nested too deeply, or an alias leads round in a circle")
    if id(value) not in known:
        below = value.values() if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_expanded(item, where, known, depth + 1) for item in below)
    if known[id(value)] > _LARGEST:
        raise SchemaError(f"{where} expands to more than {_LARGEST:,} values through its aliases")
    return known[id(value)]
