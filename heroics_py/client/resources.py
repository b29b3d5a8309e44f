"""Resources bound to a client, and the scopes of single things: what stands behind ``client.app["example"]``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from heroics_py.client.core import Core
from heroics_py.client.identities import Filler, filled, is_usable
from heroics_py.client.link_words import Words
from heroics_py.client.links import BoundLink
from heroics_py.client.settings import Settings
from heroics_py.display.terminal import escaped, shown
from heroics_py.errors import CallError, NoSuchAttribute, NoSuchName
from heroics_py.http.options import Options
from heroics_py.model.api import Api, Link, Resource
from heroics_py.record import Record
from heroics_py.support.loading import load_modules
from heroics_py.support.suggestions import did_you_mean

if TYPE_CHECKING:
    from heroics_py.display.tables import Table

__all__ = ["BoundResource", "Scope"]


_NO_IDENTITIES = (Mapping, list, tuple, slice, bool, bytes)


class BoundResource:
    """A resource of a client: its links are its attributes, and nothing else is. ``[identity]`` is a scope."""

    __slots__ = ("_calls", "_core", "_fillers", "_made", "_options", "_resource", "_shown", "_words")

    def __init__(
        self, core: Core, name: str, shown: str, options: Options, *, fillers: tuple[Filler, ...] = ()
    ) -> None:
        self._core = core
        self._resource: Resource = core.api.resources[name]
        self._shown = shown
        self._options = options
        self._fillers = fillers
        self._calls = _offered(core, name, fillers)
        self._made: dict[str, BoundLink] = {}
        self._words: Words | None = None

    def __getattr__(self, name: str) -> BoundLink:
        if name.startswith("_"):
            raise AttributeError(name)
        made = self._made.get(name)
        if made is not None:
            return made
        if name in self._calls:
            return self._made.setdefault(name, self._bound(name, self._calls[name]))
        if (known := self._alias(name)) is not None:
            return known
        raise NoSuchAttribute(f"{self._shown} has no link {name!r}; {did_you_mean(name, self._calls)}")

    def __getitem__(self, identity: object) -> Scope:
        """Return the scope of one of its kind: every link whose href has that parameter, with the parameter filled.

        Args:
            identity: what identifies it: text, a number, a `Record`. Nothing is sent, so it need not exist.

        Raises:
            CallError: for what can't be an identity, or where the schema does not say what identifies one.
        """
        if identity is None or (isinstance(identity, _NO_IDENTITIES) and not isinstance(identity, Record)):
            found = "None" if identity is None else type(identity).__name__
            raise CallError(f"{self._shown}[...] takes what identifies one, text or a Record; got {found}")
        attributes = self._core.attributes.of_resource(self._resource.name)
        if not attributes and not isinstance(identity, Record):
            raise CallError(f"{self._shown}[...] is not to be had: the schema does not say what identifies one")
        told = _title_of(identity) if isinstance(identity, Record) else shown(identity)
        filler = Filler(attributes=attributes, value=identity, resource=self._resource.name)
        return Scope(self, f"{self._shown}[{told}]", filler)

    def __iter__(self) -> Iterator[object]:
        # Without it Python would ask for [0], [1] and so on, and every one of them is an identity.
        likely = f": call {self._shown}.list()" if "list" in self._calls else ""
        raise TypeError(f"{self._shown} is a resource, and no list of things{likely}")

    def _alias(self, name: str) -> BoundLink | None:
        """Return the link that has ``name`` for a further name."""
        call = self._spoken().aliases.get(name)
        if call is None:
            return None
        return self._bound(call, tuple(link for link in self._calls[call] if name in link.aliases))

    def _spoken(self) -> Words:
        if self._words is None:
            self._words = Words.of(self._calls)
        return self._words

    def _bound(self, name: str, links: tuple[Link, ...]) -> BoundLink:
        return BoundLink(self._core, f"{self._shown}.{name}", links, self._options, fillers=self._fillers)

    def _named(self, words: str) -> BoundLink:
        """Return the link of this resource by its title, its name in Python, its own name, an alias or its rel."""
        if not isinstance(words, str):
            raise NoSuchName(f"{self._shown} is asked for a link by its words; got {shown(words)}")
        spoken = self._spoken()
        if (name := spoken.own.get(words)) is not None:
            return self.__getattr__(name)
        if (known := self._alias(words)) is not None:
            return known
        if (name := spoken.rels.get(words)) is not None:
            return self.__getattr__(name)
        names = [*self._calls, *(link.title for link in self._resource.links if link.title)]
        raise NoSuchName(f"{self._shown} has no link {shown(words)}; {did_you_mean(words, dict.fromkeys(names))}")

    def __dir__(self) -> Iterator[str]:
        return iter(self._calls)

    def __repr__(self) -> str:
        return escaped(f"<{self._shown}: {', '.join(self._calls) or 'no links'}>")

    def _repr_html_(self) -> str:
        return self._table().html()

    def _table(self, below: Iterable[str] = ()) -> Table:
        load_modules("heroics_py.writers.html")
        from heroics_py.writers.html import resource_table

        calls = [(getattr(self, name)._short(), links) for name, links in self._calls.items()]
        return resource_table(self._shown, self._resource, calls, below)

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        """What the schema says of the resource, and its links with their signatures."""
        load_modules("heroics_py.writers.docstring")
        from heroics_py.writers.docstring import resource_doc

        return resource_doc(self._shown, self._resource, [getattr(self, name)._told() for name in self._calls])

    def __copy__(self) -> BoundResource:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> BoundResource:
        core = self._core.twin()
        return BoundResource(core, self._resource.name, self._shown, self._options, fillers=self._fillers)

    def __reduce__(self) -> tuple[object, ...]:
        kept = (self._resource.name, self._shown, self._core.travelling(self._options), self._fillers)
        return (_resource_again, (self._core.seed(), *kept))


def _resource_again(
    seed: tuple[Api, str, Settings], name: str, shown: str, options: Options, fillers: tuple[Filler, ...]
) -> BoundResource:
    return BoundResource(Core(*seed), name, shown, options, fillers=fillers)


def _offered(core: Core, resource: str, fillers: tuple[Filler, ...]) -> dict[str, tuple[Link, ...]]:
    """Return the calls of a resource; inside of a scope, those whose href has a parameter that it fills."""
    calls = core.calls(resource)
    if not fillers:
        return calls
    inner = fillers[-1:]
    kept = {name: tuple(link for link in links if _is_offered(core, link, inner)) for name, links in calls.items()}
    return {name: links for name, links in kept.items() if links}


def _is_offered(core: Core, link: Link, inner: tuple[Filler, ...]) -> bool:
    given = filled(link, inner, core.attributes)
    return bool(given) and all(is_usable(link, filler, given) for filler in inner)


class Scope:
    """Everything below one thing of an API: ``client.app["example"]``.

    Its attributes are the links of its resource that name it, ``.info()``, ``.update(...)``, and every resource that
    has links with it in their href, ``.dyno.list()``; where the two share a name, the resource gets a trailing ``_``.
    Scopes nest: ``client.app["example"].dyno["web.1"].info()``.
    """

    __slots__ = ("_core", "_fillers", "_made", "_options", "_own", "_resources", "_shown")

    def __init__(self, own: BoundResource, shown: str, filler: Filler) -> None:
        self._core = own._core
        self._shown = shown
        self._options = own._options
        self._fillers = (*own._fillers, filler)
        self._own = BoundResource(own._core, own._resource.name, shown, own._options, fillers=self._fillers)
        self._resources: dict[str, str] | None = None
        self._made: dict[str, BoundResource] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._own._calls:
            return getattr(self._own, name)
        if name in self._made:
            return self._made[name]
        below = self._below()
        if name in below:
            made = BoundResource(self._core, below[name], f"{self._shown}.{name}", self._options, fillers=self._fillers)
            return self._made.setdefault(name, made)
        if (known := self._own._alias(name)) is not None:
            return known
        raise NoSuchAttribute(f"{self._shown} has no {name!r}; {did_you_mean(name, dir(self))}")

    def _below(self) -> dict[str, str]:
        """Return the resources that have links with this thing in their href, by their names here."""
        if self._resources is None:
            own = self._own._calls
            self._resources = {
                f"{name}_" if name in own else name: resource
                for name, resource in self._core.names.items()
                if resource != self._own._resource.name and _offered(self._core, resource, self._fillers)
            }
        return self._resources

    def __iter__(self) -> Iterator[BoundLink]:
        """Yield the links that name this thing, those of its own resource first."""
        for resource in (self._own, *(getattr(self, name) for name in self._below())):
            for name in resource._calls:
                yield getattr(resource, name)

    def __dir__(self) -> Iterator[str]:
        yield from self._own._calls
        yield from self._below()

    def __repr__(self) -> str:
        below = ", ".join(self._below())
        return escaped(f"<{self._shown}: {', '.join(self._own._calls) or 'no links'}{f'; {below}' if below else ''}>")

    def _repr_html_(self) -> str:
        return self._own._table(self._below()).html()

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        """What the schema says of the resource, and every link that names this thing."""
        load_modules("heroics_py.writers.docstring")
        from heroics_py.writers.docstring import resource_doc

        return resource_doc(self._shown, self._own._resource, [link._told() for link in self])

    def __copy__(self) -> Scope:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Scope:
        return Scope(self._outer(self._core.twin()), self._shown, self._fillers[-1])

    def __reduce__(self) -> tuple[object, ...]:
        return (Scope, (self._outer(self._core), self._shown, self._fillers[-1]))

    def _outer(self, core: Core) -> BoundResource:
        """Return the resource that this is a scope of, on a core of one's choice."""
        name = self._own._resource.name
        return BoundResource(core, name, self._shown, self._options, fillers=self._fillers[:-1])


def _title_of(record: Record) -> str:
    return next((shown(record[name]) for name in ("name", "id") if name in record), "...")
