"""The scope of one thing of an API: every link that has the thing in its href.

    client.app["example"]             Scope: the links of app that name one app
      .info()  .update(...)           .. as attributes, the identity filled in
      .dyno                           BoundResource: another resource with links that name an app
        .list()  .create(...)         .. those links only
        ["web.1"]                     Scope again, inside the first: two identities are filled in
          .info()                     GET /apps/example/dynos/web.1

Which parameters an identity fills, and so what a scope offers, is in `heroics_py.linking.scope_rules`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn

from heroics_py.client.core import Core
from heroics_py.client.fixed_names import NotCallable
from heroics_py.client.links import BoundLink
from heroics_py.client.resource_links import ResourceLinks, offering_resources
from heroics_py.display.terminal import escaped
from heroics_py.errors import CallError, NoSuchAttribute
from heroics_py.linking.scope_rules import Filler
from heroics_py.support.loading import load_modules

__all__ = ["Scope"]


class Scope(NotCallable):
    """All links that have one thing in their href: ``client.app["example"]``.

    Its attributes are the links of its resource that name the thing, ``.info()``, ``.update(...)``, and every resource
    that has links with the thing in their href, ``.dyno.list()``. If a link and a resource share a name, the resource
    gets a trailing ``_``. Scopes nest: ``client.app["example"].dyno["web.1"].info()``.

    Args:
        resource: the resource of the thing.
        label: how errors and reprs call the scope: "app['example']".
        filler: the identity of the thing.
    """

    __slots__ = ("_core", "_fillers", "_label", "_outer", "_own", "_resource_names", "_resources")

    def __init__(self, resource: ResourceLinks, label: str, filler: Filler) -> None:
        self._core: Core = resource._core
        self._label = label
        self._outer = resource
        self._fillers = (*resource._fillers, filler)
        self._own = resource._sibling(resource._resource.name, label, self._fillers)
        self._resource_names: dict[str, str] | None = None
        self._resources: dict[str, ResourceLinks] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._own._calls:
            return getattr(self._own, name)
        if name in self._resources:
            return self._resources[name]
        if (own_name := self._names().get(name)) is not None:
            resource = self._own._sibling(own_name, f"{self._label}.{name}", self._fillers)
            return self._resources.setdefault(name, resource)
        if (link := self._own._by_alias(name)) is not None:
            return link
        load_modules("heroics_py.client.advice.scopes")
        from heroics_py.client.advice.scopes import missing_in_scope

        raise NoSuchAttribute(missing_in_scope(self, name))

    def _names(self) -> dict[str, str]:
        """Return the other resources with links that name the thing, by their attributes; computed once."""
        if self._resource_names is None:
            own = self._own._calls
            self._resource_names = {
                f"{name}_" if name in own else name: resource
                for name, resource in offering_resources(self._core, self._fillers).items()
                if resource != self._own._resource.name
            }
        return self._resource_names

    def __iter__(self) -> Iterator[BoundLink]:
        """Yield the links that name the thing, those of its own resource first."""
        for resource in (self._own, *(getattr(self, name) for name in self._names())):
            for name in resource._calls:
                yield getattr(resource, name)

    def __len__(self) -> int:
        """Return the number of links that name the thing."""
        return sum(1 for _ in self)

    def __contains__(self, item: object) -> bool:
        """Return whether ``item`` is a link of the scope, or the name of a link or resource in it."""
        if not isinstance(item, str):
            return any(link == item for link in self)
        own_name = self._core.catalog.python_names.get(item, item)
        return own_name in self._names() or self._own._named(item) is not None

    if not TYPE_CHECKING:

        def __getitem__(self, key: object) -> NoReturn:
            load_modules("heroics_py.client.advice.scopes")
            from heroics_py.client.advice.scopes import indexed_scope

            raise CallError(indexed_scope(self, key))

    def _call_advice(self, args: tuple[object, ...]) -> str:  # noqa: ARG002 - the sentence is the same for all
        load_modules("heroics_py.client.advice.scopes")
        from heroics_py.client.advice.scopes import called_scope

        return called_scope(self)

    def __reversed__(self) -> Iterator[BoundLink]:
        yield from [*self][::-1]

    def __dir__(self) -> Iterator[str]:
        yield from self._own._calls
        yield from self._names()

    def __repr__(self) -> str:
        names = ", ".join(self._names())
        return escaped(f"<{self._label}: {', '.join(self._own._calls) or 'no links'}{f'; {names}' if names else ''}>")

    def _repr_html_(self) -> str:
        return self._own._table(self._names()).html()

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        """The schema's description of the resource, and every link that names the thing."""
        return self._own._docstring(self)

    def __copy__(self) -> Scope:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Scope:
        return Scope(self._outer.__deepcopy__(memo), self._label, self._fillers[-1])

    def __reduce__(self) -> tuple[object, ...]:
        return (Scope, (self._outer, self._label, self._fillers[-1]))
