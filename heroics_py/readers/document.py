"""A schema document as plain data: from a bundled name, a path, a folder, text, a dict or a URL."""

import json
import math
import os
import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from heroics_py.errors import SchemaError
from heroics_py.model.schema import MAX_DEPTH
from heroics_py.readers.files import LARGEST, open_folder, read_file, shown_path
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules

__all__ = ["Fetch", "Loaded", "bundled", "load"]

Fetch = Callable[[str], bytes]

_BUNDLED = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "schemas")
_MODULE = re.compile(r"\bexports?\b")
_LONGEST_MENDED = 10_000_000
_LONGEST_YAML = 10_000_000
_LONGEST_START = 20_000
_MOST_LEFT_OUT = 5
# Python neither reads nor shows more digits than 4,300.
_LONGEST_NUMBER = 14_000
_SHORT_NAMES = {"heroku": "heroku-platform-api"}
_SUFFIXES = (".json", ".yaml", ".yml")
_DEEPEST = 2 * MAX_DEPTH
_LARGEST = 2_000_000
# A string that does not end is taken whole as well: looking for its end from each quote in it would take for ever.
_TRAILING_COMMA = re.compile(r'("(?:\\.|[^"\\])*+"?)|,(?=\s*[}\]])')


class _Mended(dict[str, Json]):
    """An object whose text had to be mended before it could be read."""


class Loaded(NamedTuple):
    """A document, or a folder of them, as plain data.

    Attributes:
        roots: each document by its path; the main one under "".
        source: the path or URL that it came from; empty for text and dicts.
        left_out: what of a folder was not read, and why, in words.
    """

    roots: Mapping[str, Json]
    source: str = ""
    left_out: tuple[str, ...] = ()

    @property
    def root(self) -> dict[str, Json]:
        """The main document."""
        found = self.roots[""]
        return found if isinstance(found, dict) else {}

    @property
    def forgiven(self) -> Iterator[str]:
        """What was mended in the texts, in words."""
        for uri, root in self.roots.items():
            if isinstance(root, _Mended):
                yield f"a comma before a closing bracket{f' in {uri}' if uri else ''}, which JSON does not have"


def bundled() -> list[str]:
    """Return the names of the schemas that the package carries."""
    files = (os.path.splitext(name) for name in os.listdir(_BUNDLED) if name.endswith(_SUFFIXES))
    return [*_SHORT_NAMES, *sorted(name for name, _ in files)]


def load(schema: object, fetch: Fetch | None = None) -> Loaded:
    """Load ``schema``.

    Args:
        schema: a bundled name (a bare word); a path (anything with a separator or a suffix, or a Path) of a JSON or
            YAML file, of a folder of them, or of a JavaScript file that exports one value; an http(s) URL; the text
            of a document; a dict.
        fetch: brings the bytes behind a URL.

    Raises:
        SchemaError: if there is no such thing, or it is no JSON or YAML object.
    """
    if isinstance(schema, Mapping):
        return Loaded(roots={"": _checked(_copied(schema, "the dict"), "the dict")})
    if isinstance(schema, os.PathLike):
        return _from_path(os.fsdecode(schema))
    if isinstance(schema, bytes | bytearray):
        return Loaded(roots={"": parse(_text(bytes(schema), "the text"), "the text")})
    if not isinstance(schema, str):
        raise SchemaError(
            f"can't read a schema from {type(schema).__name__}: expected a bundled name, a path, a URL, text or a dict"
        )
    if schema.lower().startswith(("http://", "https://")):
        return _from_url(schema, fetch)
    if schema.lstrip("\ufeff \t\r\n").startswith(("{", "module.exports")) or "\n" in schema:
        return Loaded(roots={"": parse(schema, "the text")})
    if schema in bundled():
        return _from_bundle(schema)
    if os.path.dirname(schema) or schema.lower().endswith(_SUFFIXES) or "." in schema or schema.startswith("~"):
        return _from_path(os.path.expanduser(schema))
    return _from_bundle(schema)


def _from_bundle(name: str) -> Loaded:
    whole = _SHORT_NAMES.get(name, name)
    paths = (os.path.join(_BUNDLED, f"{whole}{suffix}") for suffix in _SUFFIXES)
    path = next((path for path in paths if name and os.path.isfile(path)), "")
    if not path:
        shown = shown_path(name)
        raise SchemaError(
            f"no bundled schema {shown!r}: there is {', '.join(bundled())}; for a file or folder write './{shown}'"
        )
    return _from_path(path)


def _from_url(url: str, fetch: Fetch | None) -> Loaded:
    shown = _without_secrets(url)
    if fetch is None:
        raise SchemaError(f"{shown} can't be fetched here: read it first and pass its text")
    return Loaded(roots={"": parse(_text(fetch(url), shown), shown)}, source=shown)


def _without_secrets(url: str) -> str:
    """Return a URL less what may be secret in it: the user and password, the query, the fragment."""
    from heroics_py.secrecy.names import MASK, is_plain_url, masked_url

    scheme, _, rest = url.partition("://")
    host, slash, path = re.split(r"[?#]", rest, maxsplit=1)[0].partition("/")
    shown = f"{scheme.lower()}://{host.rpartition('@')[2]}{slash}{path}"
    return shown if is_plain_url(shown) or masked_url(url) != MASK else f"{scheme.lower()}://{MASK}"


def _from_path(path: str) -> Loaded:
    if os.path.isdir(path):
        return _from_folder(path)
    return Loaded(roots={"": parse(_text(read_file(path), path), path)}, source=path)


def _from_folder(folder: str) -> Loaded:
    found = open_folder(folder, _SUFFIXES)
    roots: dict[str, Json] = {}
    left = LARGEST
    for name, real in found.files.items():
        path = os.path.join(folder, name)
        data = read_file(path, real, left)
        left -= len(data)
        # A pointer begins at the first "#" of a reference, so that no document may have one in its name.
        roots[name.replace(os.sep, "/").replace("#", "%23")] = parse(_text(data, path), path)
    if not roots:
        raise SchemaError(f"the folder {folder!r} holds no schema: {_expected(found.left_out)}")
    if len(roots) == 1:
        return Loaded(roots={"": next(iter(roots.values()))}, source=folder, left_out=found.left_out)
    return Loaded(roots={"": {}, **roots}, source=folder, left_out=found.left_out)


def _expected(left_out: tuple[str, ...]) -> str:
    told = "; ".join(left_out[:_MOST_LEFT_OUT])
    return f"{told}; " * bool(told) + f"expected files that end in {', '.join(_SUFFIXES)}"


def _text(data: bytes, where: str) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    load_modules("encodings.utf_16", "encodings.utf_8_sig")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        reason = f"byte {error.start} is no {encoding.removesuffix('-sig')}"
    raise SchemaError(f"{where} is no text: {reason}")


def parse(text: str, where: str) -> dict[str, Json]:
    """Read JSON, forgiving a trailing comma; a JavaScript file that exports such a value; or YAML.

    Raises:
        SchemaError: it is neither, or it is no object, or it is nested or expands beyond all measure.
    """
    text = text.removeprefix("\ufeff")
    if text.lstrip().startswith(("{", "[")):
        return _checked(_json(text, where), where)
    value = _javascript(text, where) if _MODULE.search(text, 0, _LONGEST_START) else _yaml(text, where)
    return _checked(_copied(value, where), where)


def _json(text: str, where: str) -> Json:
    try:
        return json.loads(text, parse_constant=_no_constant)  # type: ignore[no-any-return]
    except RecursionError:
        reason = "it is nested too deeply"
    except ValueError as error:
        reason = str(error)
    if len(text) > _LONGEST_MENDED:
        raise SchemaError(f"{where} is no JSON: {reason}")
    try:
        forgiven = _TRAILING_COMMA.sub(lambda found: found[1] or "", text)
        value = json.loads(forgiven, parse_constant=_no_constant)
        return _Mended(value) if isinstance(value, dict) else value
    except (ValueError, RecursionError):
        pass
    raise SchemaError(f"{where} is no JSON: {reason}")


def _no_constant(name: str) -> Json:
    raise ValueError(f"{name} has no place in JSON")


def _javascript(text: str, where: str) -> object:
    """Return what a JavaScript file exports; a text that only mentions exports is YAML all the same."""
    load_modules("heroics_py.readers.javascript_text")
    from heroics_py.readers.javascript_text import is_javascript, javascript_value

    if not is_javascript(text):
        return _yaml(text, where)
    try:
        return javascript_value(text)
    except ImportError:
        reason = "it is JavaScript, and more than JSON; to read it, pip install 'heroics-py[javascript]'"
    except RecursionError:
        reason = "it is nested too deeply"
    except ValueError as error:
        reason = f"it is no JavaScript literal: {' '.join(str(error).split())}"
    raise SchemaError(f"can't read {where}: {reason}")


def _yaml(text: str, where: str) -> object:
    if len(text) > _LONGEST_YAML:
        # PyYAML takes several seconds for each million.
        raise SchemaError(f"{where} is YAML of more than {_LONGEST_YAML:,} characters: convert it to JSON first")
    try:
        load_modules("heroics_py.readers.yaml_text")
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


def _copied(value: object, where: str) -> Json:
    """Return ``value`` as JSON of our own: what its owner does to it later changes nothing here."""
    try:
        return _as_json(value, {})
    except RecursionError:
        reason = "it is nested too deeply"
    except ValueError as error:
        reason = str(error)
    raise SchemaError(f"can't read {where}: {reason}")


def _as_json(value: object, known: dict[int, tuple[object, Json]]) -> Json:
    """Copy ``value``; what stands in several places of it (an alias of YAML) is copied once."""
    if id(value) in known:
        return known[id(value)][1]
    if isinstance(value, Mapping):
        made: dict[str, Json] = {}
        known[id(value)] = (value, made)
        made.update((str(key), _as_json(item, known)) for key, item in value.items())
        return made
    if isinstance(value, list | tuple):
        listed: list[Json] = []
        known[id(value)] = (value, listed)
        listed.extend(_as_json(item, known) for item in value)
        return listed
    if isinstance(value, int) and value.bit_length() > _LONGEST_NUMBER:
        raise ValueError("a number of thousands of digits has no place in JSON")
    if value is None or isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    found = value if isinstance(value, float) else f"a value of type {type(value).__name__}"
    raise ValueError(f"{found} has no place in JSON")


def _checked(value: Json, where: str) -> dict[str, Json]:
    """Return ``value`` if it is an object of sensible size, with every alias written out."""
    if not isinstance(value, dict):
        raise SchemaError(f"{where} holds {type(value).__name__}: expected an object that describes an API")
    level: list[Json] = [value]
    depth = size = 0
    while level:
        depth, size = depth + 1, size + len(level)
        if depth > _DEEPEST:
            raise SchemaError(
                f"{where} is nested more than {_DEEPEST} levels deep, or an alias leads round in a circle"
            )
        if size > _LARGEST:
            raise SchemaError(f"{where} holds more than {_LARGEST:,} objects and lists, its aliases written out")
        # By their very types, since this looks at every value of the document before the first call.
        level = [
            below
            for held in level
            for below in (held.values() if type(held) is dict else held)  # type: ignore[union-attr]
            if type(below) is dict or type(below) is list
        ]
    return value
