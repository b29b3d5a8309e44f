"""The text of a stub."""

from contextlib import suppress

from heroics_py.errors import SchemaError
from heroics_py.model.api import Api
from heroics_py.stubs.names import ClassNames
from heroics_py.stubs.records import Records
from heroics_py.stubs.resources import Resources
from heroics_py.stubs.surface import client_of

__all__ = ["HEAD", "MARK", "stub_of"]

MARK = "# Types of a client of heroics_py, made from a schema"
"""How each stub begins."""

# The names of an API are attributes of classes, and hide what Python calls so: everything else has an alias.
HEAD = f'''\
{MARK} by "heroics stubs": change the schema, and make them again.
# ruff: noqa
# mypy: disable-error-code="assignment, misc, overload-cannot-match, overload-overlap, override"
# pyright: reportIncompatibleMethodOverride=false, reportIncompatibleVariableOverride=false
# pyright: reportInconsistentOverload=false, reportOverlappingOverload=false, reportUnusedImport=false
# pyright: reportPrivateUsage=false
import builtins as _b
import datetime as _datetime
import decimal as _decimal
import os as _os
import typing as _t
import uuid as _uuid
from typing import overload

import heroics_py as _h
import typing_extensions as _x
from heroics_py.call.pending import Deferred as _Deferred
from heroics_py.client import BoundLink as _BoundLink
from heroics_py.client import BoundResource as _BoundResource
from heroics_py.client import Scope as _BoundScope
from heroics_py.client.argument_types import ConnectArguments as _ConnectArguments
from heroics_py.http.options import LinkOptionsDict as _LinkOptions

_P = _t.ParamSpec("_P")
_T = _t.TypeVar("_T")
_Identity: _t.TypeAlias = _b.str | _b.int | _uuid.UUID | _h.Record


class Collection(_h.Collection, _t.Generic[_T]):
    """A list of the API: further pages are fetched when they are needed."""
    def __iter__(self) -> _t.Iterator[_T]: ...
    def __reversed__(self) -> _t.Iterator[_T]: ...
    @_t.overload
    def __getitem__(self, index: _b.int | _b.str) -> _T: ...
    @_t.overload
    def __getitem__(self, index: _b.slice) -> _b.list[_T]: ...
    def to_list(self) -> _b.list[_T]: ...
    def first(self) -> _T | None: ...
    def pages(self) -> _t.Iterator[_b.list[_T]]: ...


class AsyncCollection(_h.AsyncCollection, _t.Generic[_T]):
    """A list of the API whose further pages are awaited."""
    def __aiter__(self) -> _t.AsyncIterator[_T]: ...
    def __iter__(self) -> _t.Iterator[_T]: ...
    def __reversed__(self) -> _t.Iterator[_T]: ...
    @_t.overload
    def __getitem__(self, index: _b.int | _b.str) -> _T: ...
    @_t.overload
    def __getitem__(self, index: _b.slice) -> _b.list[_T]: ...
    def to_list(self) -> _Deferred[_b.list[_T]]: ...
    def first(self) -> _Deferred[_T | None]: ...
    def pages(self) -> _t.AsyncIterator[_b.list[_T]]: ...


class Stream(_h.Stream, _t.Generic[_T]):
    """The items of a response, each as it arrives."""
    def __next__(self) -> _T: ...
    async def __anext__(self) -> _T: ...


class _PendingList(_Deferred[AsyncCollection[_T]], _t.Generic[_T]):
    def __aiter__(self) -> _t.AsyncIterator[_T]: ...


class _PendingStream(_Deferred[Stream[_T]], _t.Generic[_T]):
    def __aiter__(self) -> _t.AsyncIterator[_T]: ...


class _Record(_h.Record):
    __getattr__: None
    def get(self, key: _b.str, default: _t.Any = None) -> _t.Any: ...


class _Link(_BoundLink):
    def send(self: _t.Callable[_P, _t.Any], *args: _P.args, **kwargs: _P.kwargs) -> _h.Response: ...
    def prepare(self: _t.Callable[_P, _t.Any], *args: _P.args, **kwargs: _P.kwargs) -> _h.Request: ...
    def curl(self: _t.Callable[_P, _t.Any], *args: _P.args, **kwargs: _P.kwargs) -> _b.str: ...
    def with_options(self, **options: _t.Unpack[_LinkOptions]) -> _t.Self: ...


class _AsyncLink(_BoundLink):
    def send(self: _t.Callable[_P, _t.Any], *args: _P.args, **kwargs: _P.kwargs) -> _Deferred[_h.Response]: ...
    def prepare(self: _t.Callable[_P, _t.Any], *args: _P.args, **kwargs: _P.kwargs) -> _h.Request: ...
    def curl(self: _t.Callable[_P, _t.Any], *args: _P.args, **kwargs: _P.kwargs) -> _b.str: ...
    def with_options(self, **options: _t.Unpack[_LinkOptions]) -> _t.Self: ...
'''
"""What each stub begins with, whatever its schema."""


def stub_of(api: Api) -> str:
    """Return the stub of an API: the text of a ``.pyi``.

    Args:
        api: as `heroics_py.read` returns it.
    """
    names = ClassNames()
    records = Records(names, _things(api))
    resources = Resources(names, records)
    resources.add_client(client_of(api), api.description or api.title or "A client of the API.")
    classes = [*records.texts(), *resources.texts]
    body = "\n\n".join(each.rstrip() + "\n" for each in classes)
    return f"{HEAD}\n\n{names.insert(body, records.attributes | resources.attributes)}"


def _things(api: Api) -> dict[str, str]:
    """Return the names of resources by the pointers of their schemas."""
    things: dict[str, str] = {}
    for name, each in api.resources.items():
        if each.schema is not None:
            with suppress(SchemaError):
                things.setdefault(each.schema.dereference().pointer, name)
    return things
