"""A resource of a client: ``client.app``."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping, Sequence
from collections.abc import Set as AbstractSet

from heroics_py.client.fixed_names import NotAList, NotCallable
from heroics_py.client.resource_links import ResourceLinks
from heroics_py.client.scopes import Scope
from heroics_py.display.terminal import shown
from heroics_py.errors import CallError
from heroics_py.linking.scope_rules import Filler
from heroics_py.record import Record
from heroics_py.support.loading import load_modules

__all__ = ["BoundResource", "title_of"]

_NOT_IDENTITIES = (Mapping, Sequence, AbstractSet, Coroutine, slice, bool)


class BoundResource(NotCallable, NotAList, ResourceLinks):
    """A resource of a client: its attributes are its links, and nothing else. ``[identity]`` is a scope."""

    __slots__ = ()

    def __getitem__(self, identity: object) -> Scope:
        """Return the scope of one thing of this resource; nothing is sent, and the thing need not exist.

        Args:
            identity: the id or name of the thing, as text, a number or a `Record`.

        Raises:
            CallError: ``identity`` has another type, or the schema does not say what identifies the thing.
        """
        if identity is None or (isinstance(identity, _NOT_IDENTITIES) and not isinstance(identity, Record | str)):
            load_modules("heroics_py.client.advice.uses")
            from heroics_py.client.advice.uses import no_identity

            raise CallError(no_identity(self, identity))
        thing = self._resource.thing
        attributes = self._core.catalog.identity_attributes.of_resource(self._resource.name)
        if not attributes and not isinstance(identity, Record):
            raise CallError(f"{self._label}[...] is not available: the schema does not say what identifies one")
        text = title_of(identity) if isinstance(identity, Record) else shown(identity)
        filler = Filler(attributes=attributes, value=identity, resource=self._resource.name, thing=thing)
        return Scope(self, f"{self._label}[{text}]", filler)

    def __contains__(self, name: object) -> bool:
        """Return whether the resource has a link ``name``, by its name in Python or in the schema."""
        return isinstance(name, str) and self._named(name) is not None

    def _list_advice(self, use: str) -> str:
        load_modules("heroics_py.client.advice.uses")
        from heroics_py.client.advice.uses import listed_resource

        return listed_resource(self, use)

    def _call_advice(self, args: tuple[object, ...]) -> str:
        load_modules("heroics_py.client.advice.uses")
        from heroics_py.client.advice.uses import called_resource

        return called_resource(self, args)

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        """The schema's description of the resource, and its links with their signatures."""
        return self._docstring(getattr(self, name) for name in self._calls)


def title_of(record: Record) -> str:
    """Return the name or id of a record, as labels show it."""
    return next((shown(record[name]) for name in ("name", "id") if name in record), "...")
