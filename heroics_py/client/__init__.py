"""The model of an API bound to a transport: what `connect` returns."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

from heroics_py.client.core import Core
from heroics_py.client.links import BoundLink
from heroics_py.client.resources import BoundResource, Scope
from heroics_py.display.terminal import escaped, shown
from heroics_py.errors import NoSuchAttribute, NoSuchName
from heroics_py.http.options import Options
from heroics_py.support.loading import load_modules
from heroics_py.support.suggestions import did_you_mean

__all__ = ["BoundLink", "BoundResource", "Client", "Scope"]


class Client:
    """A live client of an API: ``client.app.list()``.

    What stands behind the dot belongs to the API; two names are ours, `with_options` and `close`. A resource or link
    whose name is no attribute is reached by index: ``client["config-var"]``, ``client["app", "Batch update"]``.

    One client serves many threads. It pickles without its secrets; a deep copy keeps them. ``with client:`` closes it
    at the end.

    Raises:
        AttributeError: for a resource that does not exist, naming the closest ones.
    """

    __slots__ = ("__weakref__", "_core", "_made", "_options", "_owner")

    def __init__(self, core: Core, options: Options, *, owner: bool = False) -> None:
        self._core = core
        self._options = options
        self._owner = owner
        self._made: dict[str, BoundResource] = {}

    def __getattr__(self, name: str) -> BoundResource:
        if name.startswith("_"):
            raise AttributeError(name)
        made = self._made.get(name)
        if made is not None:
            return made
        own = self._core.named(name)
        if own is not None:
            return self._made.setdefault(name, BoundResource(self._core, own, name, self._options))
        raise NoSuchAttribute(f"this API has no resource {name!r}; {did_you_mean(name, self._core.names)}")

    def __getitem__(self, key: str | tuple[str, str]) -> Any:
        """Return a resource by its own name, or a link by those of resource and link, as the schema spells them."""
        if isinstance(key, tuple) and len(key) == 2:
            return self[key[0]]._named(key[1])
        if not isinstance(key, str):
            raise NoSuchName(
                f"client[...] takes the name of a resource, or those of resource and link; got {shown(key)}"
            )
        if (name := self._core.spelled.get(key)) is not None:
            return getattr(self, name)
        if key in self._core.names:
            return getattr(self, key)
        known = [*self._core.names.values(), *self._core.names]
        raise NoSuchName(f"this API has no resource {shown(key)}; {did_you_mean(key, dict.fromkeys(known))}")

    def with_options(self, **options: Any) -> Client:
        """Return the same client with other options, on the same connection and cache.

        Args:
            **options: of `Options`: timeout, retries, headers, range, limit, if_match, validate, cache_mode,
                throttle, prefetch.

        Raises:
            TypeError: for an option that does not exist.
            ValueError: for a value that an option can't have.
        """
        return Client(self._core, self._options.merged(**options))

    def close(self) -> None:
        """Give back the connections; what was derived by `with_options` leaves that to its owner."""
        if self._owner:
            self._core.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __dir__(self) -> Iterator[str]:
        yield from self._core.names
        yield from ("close", "with_options")

    def __repr__(self) -> str:
        api = self._core.api
        return escaped(f"<Client of {api.title or 'an API'} at {self._core.base_url}: {len(api.resources)} resources>")

    def _repr_html_(self) -> str:
        load_modules("heroics_py.writers.html")
        from heroics_py.writers.html import client_table

        calls = {name: self._core.calls(own) for name, own in self._core.names.items()}
        return client_table(self._core.api, self._core.base_url, calls).html()

    def _ipython_key_completions_(self) -> list[str | tuple[str, str]]:
        """Return what may stand in the brackets: resources, and pairs of resource and link, as the schema says."""
        pairs = [(link.resource, link.title) for link in self._core.api.links if link.title]
        return [*self._core.names.values(), *dict.fromkeys(pairs)]

    def __reduce__(self) -> tuple[object, ...]:
        return (_again, (*self._core.seed(), self._core.travelling(self._options)))

    def __copy__(self) -> Client:
        return Client(self._core, self._options)

    def __deepcopy__(self, memo: dict[int, object]) -> Client:
        return Client(self._core.twin(), self._options, owner=True)


def _again(api: Any, base_url: str, settings: Any, options: Options) -> Client:
    return Client(Core(api, base_url, settings), options, owner=True)
