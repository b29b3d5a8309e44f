"""The pickle of an API: its documents once and compressed, and its links by their places in it."""

from __future__ import annotations

import copyreg
from typing import Any, TypeAlias
from weakref import WeakValueDictionary

from heroics_py.support.values import Value

__all__ = ["Part", "packed", "unpacked"]

Api: TypeAlias = Any  # `model.api`, which imports this module

_DOCUMENTS = -1
_unpacked: WeakValueDictionary[bytes, Api] = WeakValueDictionary()
_homes: WeakValueDictionary[int, Api] = WeakValueDictionary()  # by the id of the mapping of documents


class Part(Value):
    """A part of an API, which a pickle that holds the API names instead of repeating it.

    The API has to come before its parts in a pickle, as a client's core does.
    """

    def __reduce__(self) -> tuple[object, ...]:
        home = self.__dict__.get("_home")
        return _by_value(self) if home is None else (_part_of, home)


def packed(api: Api) -> bytes:
    """Return the compressed pickle of an API, made once."""
    data: bytes | None = api.__dict__.get("_packed")
    if data is None:
        data = _pack((type(api), api.__getstate__()))
        _keep(api, data)
    return data


def unpacked(data: bytes) -> Api:
    """Return the API in a compressed pickle: one object for each process, as long as somebody uses it."""
    api = _unpacked.get(data)
    if api is None:
        import pickle
        import zlib

        kind, state = pickle.loads(zlib.decompress(data))  # noqa: S301 - a pickle asks for it
        api = kind.__new__(kind)
        api.__dict__.update(state)
        _keep(api, data)
    return api


def documents_home(roots: object) -> Api | None:
    """Return the API that was read from a mapping of documents, if its pickle was made here."""
    api = _homes.get(id(roots))
    return api if api is not None and api.documents.roots is roots else None


def _keep(api: Api, data: bytes) -> None:
    for number, link in enumerate(api.links):
        link.__dict__["_home"] = (api, number)
    api.documents.__dict__["_home"] = (api, _DOCUMENTS)
    api.__dict__["_packed"] = data
    _homes[id(api.documents.roots)] = api
    _unpacked[data] = api


def _part_of(api: Api, number: int) -> Any:
    return api.documents if number == _DOCUMENTS else api.links[number]


def _by_value(thing: Value) -> tuple[object, ...]:
    return (copyreg.__newobj__, (type(thing),), thing.__getstate__())  # type: ignore[attr-defined]  # documented with pickle


def _pack(state: object) -> bytes:
    import io
    import pickle
    import zlib

    class Packer(pickle.Pickler):
        def reducer_override(self, thing: object) -> Any:
            return _by_value(thing) if isinstance(thing, Part) else NotImplemented

    buffer = io.BytesIO()
    Packer(buffer, 5).dump(state)
    return zlib.compress(buffer.getvalue())
