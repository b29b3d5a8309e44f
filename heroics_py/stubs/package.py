"""An importable package with a typed `connect`: its code, its types, and its schema."""

import json
import re

from heroics_py.client.schemas.base_url import base_url_of
from heroics_py.model.api import Api
from heroics_py.readers.bundled_schemas import bundled
from heroics_py.stubs.module import stub_of
from heroics_py.stubs.source_text import docstring, literal

__all__ = ["MARK", "package_files"]

MARK = "# A client of heroics_py, made from a schema"
"""How the code of each package begins."""

_SCHEMA_FILE = "schema.json"
_CODE = """\
{mark} by "heroics stubs": change the schema, and make it again.
# ruff: noqa
# pyright: basic
{doc}
import os
from functools import partial

import heroics_py
from heroics_py import AsyncClient, AsyncCollection, Client, Collection, Stream

__all__ = [
    "AsyncClient",
    "AsyncCollection",
    "Client",
    "Collection",
    "Stream",
    "connect",
    "connect_async",
    "sandbox",
    "sandbox_async",
]

_SCHEMA = {schema}
_RECORDS = frozenset({records})

connect = partial(heroics_py.connect, _SCHEMA{url})
connect_async = partial(heroics_py.connect_async, _SCHEMA{url})
sandbox = partial(heroics_py.sandbox, _SCHEMA)
sandbox_async = partial(heroics_py.sandbox_async, _SCHEMA)


def __getattr__(name: str) -> type[heroics_py.Record]:
    if name in _RECORDS:  # each is a Record when the program runs
        return heroics_py.Record
    raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}; import types under TYPE_CHECKING")
"""
_TYPES = '''

class _Connecting(_Deferred[AsyncClient]):
    async def __aenter__(self) -> AsyncClient: ...
    async def __aexit__(self, *error: _t.Any) -> None: ...


def connect(**arguments: _t.Unpack[_ConnectArguments]) -> Client:
    """Return a client of the API; it takes the arguments of ``heroics_py.connect``, without the schema."""


def connect_async(**arguments: _t.Unpack[_ConnectArguments]) -> _Connecting:
    """Return a client whose calls are awaited: ``await`` it, or use ``async with``."""


def sandbox(**arguments: _t.Any) -> Client:
    """Return a client of a server that answers from the schema, in memory; see ``heroics_py.sandbox``."""


def sandbox_async(**arguments: _t.Any) -> _Connecting:
    """Return such a client, whose calls are awaited."""
'''


def package_files(api: Api, schema: str, path: str) -> dict[str, bytes]:
    """Return the files of a package, by their names in it.

    It holds the schema itself. A bundled schema is named, and one of several files is found from the package.

    Args:
        api: what the schema describes, patches included.
        schema: its name, path or URL.
        path: from the package to the schema.
    """
    stub = stub_of(api)
    files = {"__init__.pyi": stub + _TYPES, "py.typed": ""}
    if schema in bundled():
        place = literal(schema)
    elif len(api.documents.roots) == 1:
        place = _beside(_SCHEMA_FILE)
        files[_SCHEMA_FILE] = json.dumps(next(iter(api.documents.roots.values())), indent=1) + "\n"
    else:
        place = _beside(path)
    files["__init__.py"] = _CODE.format(
        mark=MARK,
        doc=docstring(f"A client of {' '.join(api.title.split()) or 'an API'}.", ""),
        schema=place,
        records=literal(sorted(re.findall(r"(?m)^class (\w+)\(_Record\)", stub))),
        url=_url(api),
    )
    return {name: text.encode() for name, text in files.items()}


def _beside(path: str) -> str:
    return f"os.path.join(os.path.dirname(__file__), {literal(path)})"


def _url(api: Api) -> str:
    """Return the base URL as an argument, if the document got it from where it was fetched."""
    fetched = api.source.startswith(("http://", "https://"))
    return f", url={literal(base_url_of(api, None))}" if fetched else ""
