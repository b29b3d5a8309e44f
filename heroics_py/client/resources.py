"""A resource of a client: ``client.app``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from heroics_py.client.resource_links import ResourceLinks
from heroics_py.client.scope_rules import Filler
from heroics_py.client.scopes import Scope
from heroics_py.display.terminal import shown
from heroics_py.errors import CallError
from heroics_py.record import Record

__all__ = ["BoundResource", "title_of"]

_NOT_IDENTITIES = (Mapping, list, tuple, slice, bool, bytes)


class BoundResource(ResourceLinks):
    """A resource of a client: its attributes are its links, and nothing else. ``[identity]`` is a scope."""

    __slots__ = ()

    def __getitem__(self, identity: object) -> Scope:
        """Return the scope of one thing of this resource; nothing is sent, and the thing need not exist.

        Args:
            identity: the id or name of the thing, as text, a number or a `Record`.

        Raises:
            CallError: ``identity`` has another type, or the schema does not say what identifies the thing.
        """
        if identity is None or (isinstance(identity, _NOT_IDENTITIES) and not isinstance(identity, Record)):
            kind = "None" if identity is None else type(identity).__name__
            raise CallError(f"{self._label}[...] expects an identity, text or a Record; got {kind}")
        thing = self._resource.thing
        attributes = self._core.catalog.identity_attributes.of_resource(self._resource.name)
        if not attributes and not isinstance(identity, Record):
            raise CallError(f"{self._label}[...] is not available: the schema does not say what identifies one")
        text = title_of(identity) if isinstance(identity, Record) else shown(identity)
        filler = Filler(attributes=attributes, value=identity, resource=self._resource.name, thing=thing)
        return Scope(self, f"{self._label}[{text}]", filler)

    def __iter__(self) -> Iterator[object]:
        # Without it Python would iterate over [0], [1] and so on, which are identities.
        hint = f"; call {self._label}.list()" if "list" in self._calls else ""
        raise TypeError(f"{self._label} is a resource, not a list{hint}")

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        """The schema's description of the resource, and its links with their signatures."""
        return self._docstring(getattr(self, name) for name in self._calls)


def title_of(record: Record) -> str:
    """Return the name or id of a record, as labels show it."""
    return next((shown(record[name]) for name in ("name", "id") if name in record), "...")
