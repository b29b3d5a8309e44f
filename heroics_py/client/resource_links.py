"""The links of one resource, by their names in Python and in the schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Self

from heroics_py.client.core import Core
from heroics_py.client.fixed_names import FixedNames
from heroics_py.client.link_words import LinkWords
from heroics_py.client.links import BoundLink
from heroics_py.display.terminal import escaped, shown
from heroics_py.errors import NoSuchAttribute, NoSuchName
from heroics_py.http.options import Options
from heroics_py.linking.scope_rules import Filler
from heroics_py.model.api import Link, Resource
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from heroics_py.display.tables import Table

__all__ = ["ResourceLinks", "offering_resources"]


class ResourceLinks(FixedNames):
    """What a resource and the scopes of its things have in common: links that are attributes.

    Args:
        core: the core of the client.
        name: the name of the resource in the schema; another name is that of a resource without links.
        label: how errors and reprs call it: "app", or "app['example'].dyno" inside a scope.
        options: the options of its calls.
        fillers: the identities that fill parameters, outermost first; inside a scope only.
    """

    __slots__ = ("_bound_links", "_calls", "_core", "_fillers", "_label", "_link_words", "_options", "_resource")

    def __init__(self, core: Core, name: str, label: str, options: Options, fillers: tuple[Filler, ...] = ()) -> None:
        self._core = core
        self._resource: Resource = core.api.resources.get(name) or Resource(name=name)
        self._label = label
        self._options = options
        self._fillers = fillers
        self._calls = offered_calls(core, name, fillers)
        self._bound_links: dict[str, BoundLink] = {}
        self._link_words: LinkWords | None = None

    def _leave_out(self, pointers: frozenset[str]) -> None:
        """Leave out the links at these places of the schema."""
        calls = {
            name: tuple(each for each in links if each.pointer not in pointers) for name, links in self._calls.items()
        }
        self._calls = {name: links for name, links in calls.items() if links}

    def __getattr__(self, name: str) -> BoundLink:
        if name.startswith("_"):
            raise AttributeError(name)
        link = self._bound_links.get(name)
        if link is not None:
            return link
        if name in self._calls:
            return self._bound_links.setdefault(name, self._bind(name, self._calls[name]))
        if (link := self._by_alias(name)) is not None:
            return link
        load_modules("heroics_py.client.advice.names")
        from heroics_py.client.advice.names import missing_link

        raise NoSuchAttribute(f"{self._label} has no link {name!r}; {missing_link(self, name)}")

    def __dir__(self) -> Iterator[str]:
        return iter(self._calls)

    def __repr__(self) -> str:
        return escaped(f"<{self._label}: {', '.join(self._calls) or 'no links'}>")

    def _repr_html_(self) -> str:
        return self._table().html()

    def _by_words(self, words: str) -> BoundLink:
        """Return the link with this title, name in Python, name in the schema, alias or relation."""
        if not isinstance(words, str):
            raise NoSuchName(f"{self._label}: expected the name of a link as text, got {shown(words)}")
        if (link := self._named(words)) is not None:
            return link
        load_modules("heroics_py.client.advice.names")
        from heroics_py.client.advice.names import meant_names

        titles = [link.title for link in self._resource.links if link.title and link.title not in self._calls]
        hint = meant_names(words, self, self._calls, titles)
        raise NoSuchName(f"{self._label} has no link {shown(words)}; {hint}")

    def _named(self, words: str) -> BoundLink | None:
        index = self._words()
        if (name := index.own.get(words)) is not None:
            return self.__getattr__(name)
        if (link := self._by_alias(words)) is not None:
            return link
        return None if (name := index.rels.get(words)) is None else self.__getattr__(name)

    def _by_alias(self, name: str) -> BoundLink | None:
        call = self._words().aliases.get(name)
        if call is None:
            return None
        return self._bind(call, tuple(link for link in self._calls[call] if name in link.aliases))

    def _words(self) -> LinkWords:
        if self._link_words is None:
            self._link_words = LinkWords.of(self._calls)
        return self._link_words

    def _bind(self, name: str, links: tuple[Link, ...]) -> BoundLink:
        return BoundLink(self._core, f"{self._label}.{name}", links, self._options, self._fillers)

    def _table(self, resources: Iterable[str] = (), further: Iterable[BoundLink] = ()) -> Table:
        load_modules("heroics_py.writers.html")
        from heroics_py.writers.html import resource_table

        calls = [(getattr(self, name)._short_call(), links) for name, links in self._calls.items()]
        calls += [(link._short_call(), link._links) for link in further]
        return resource_table(self._label, self._resource, calls, resources)

    def _docstring(self, links: Iterable[BoundLink]) -> str:
        load_modules("heroics_py.writers.docstring")
        from heroics_py.writers.docstring import resource_doc

        return resource_doc(self._label, self._resource, [link._summary() for link in links])

    def _sibling(self, name: str, label: str, fillers: tuple[Filler, ...]) -> Self:
        """Return a resource of the same client, inside other scopes."""
        return type(self)(self._core, name, label, self._options, fillers)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        load_modules("copy")
        from copy import deepcopy

        core = deepcopy(self._core, memo)
        return type(self)(core, self._resource.name, self._label, self._options, self._fillers)

    def __reduce__(self) -> tuple[object, ...]:
        options = self._core.portable_options(self._options)
        return (type(self), (self._core, self._resource.name, self._label, options, self._fillers))


def offered_calls(core: Core, resource: str, fillers: tuple[Filler, ...]) -> dict[str, tuple[Link, ...]]:
    """Return the calls of a resource; inside a scope, those whose href has a parameter that its identity fills."""
    if resource not in core.api.resources:
        return {}
    if not fillers:
        return core.catalog.calls(resource)
    if fillers[-1].is_plain:
        return core.catalog.offered(resource, fillers[-1])
    calls = {name: _of_record(core, links, fillers[-1]) for name, links in core.catalog.calls(resource).items()}
    return core.catalog.offered_of(calls, fillers[-1])


def offering_resources(core: Core, fillers: tuple[Filler, ...]) -> dict[str, str]:
    """Return the resources that have calls inside a scope, by their names in Python."""
    if fillers[-1].is_plain:
        return core.catalog.offering(fillers[-1])
    return {name: own for name, own in core.catalog.names.items() if offered_calls(core, own, fillers)}


def _of_record(core: Core, links: tuple[Link, ...], filler: Filler) -> tuple[Link, ...]:
    """Return links with the base that the schemas around a record give them."""
    if all(each.pointer not in filler.data or filler.data[each.pointer].base is None for each in links):
        return links
    load_modules("heroics_py.client.records.rebased_links")
    from heroics_py.client.records.rebased_links import rebased

    return tuple(rebased(core, each, filler.data.get(each.pointer)) for each in links)
