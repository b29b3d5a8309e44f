"""The client of one API, which `connect` returns.

    Client --.app--> BoundResource --["example"]--> Scope --.dyno--> BoundResource inside the scope
                       | .list                        | .info
                       v                              v
                     BoundLink                      BoundLink --(...)--> Call --Core.send--> Record, Collection

    object           in code                    holds, besides the core
    Client           client                     options
    BoundResource    client.app                 options, the resource, fillers: the identities of the scopes around it
    Scope            client.app["example"]      options, the resource, fillers: those, and its own identity
    BoundLink        client.app.list            options, the links that share the name, fillers
    Call             client.app.list(...)       options, the link and its arguments
    Record           what a call returns        its Origin: options, the link and its arguments, the ETag

All of them share one Core: the API, its names in Python (Catalog), the settings of `connect` and the transport, which
the first request opens. `with_options` returns a new client or link on the same core. A pickle keeps the API, the
settings and the options, but no secrets and no connection. A copy shares the core; a deep copy has a connection of its
own, with the credentials.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn, Self, Unpack

from heroics_py.client.core import Core
from heroics_py.client.fixed_names import NotCallable
from heroics_py.client.links import BoundLink
from heroics_py.client.resources import BoundResource
from heroics_py.client.scopes import Scope
from heroics_py.display.terminal import escaped, shown
from heroics_py.errors import CallError, NoSuchAttribute, NoSuchName
from heroics_py.http.option_signature import takes_options
from heroics_py.http.options import Options, OptionsDict
from heroics_py.support.instance_doc import InstanceDoc
from heroics_py.support.loading import load_modules

__all__ = ["BoundLink", "BoundResource", "Client", "Scope"]


class Client(NotCallable):
    """A client of one API: ``client.app.list()``.

    Its attributes are the resources of the API, and two names of its own: `with_options` and `close`. A resource or
    link whose name is not a Python attribute is reached by index: ``client["config-var"]``, ``client["app", "Batch
    update"]``.

    A client can be used from many threads. It pickles without its secrets; a deep copy keeps them. ``with client:``
    closes it at the end.

    Raises:
        AttributeError: the API has no such resource; the message names the closest ones.
    """

    __doc__ = InstanceDoc(__doc__ or "", lambda client: client._help())

    __slots__ = ("__weakref__", "_core", "_options", "_owner", "_resources")

    def __init__(self, core: Core, options: Options, *, owner: bool = False) -> None:
        self._core = core
        self._options = options
        self._owner = owner
        self._resources: dict[str, BoundResource] = {}

    def __getattr__(self, name: str) -> BoundResource:
        if name.startswith("_"):
            raise AttributeError(name)
        resource = self._resources.get(name)
        if resource is not None:
            return resource
        own_name = self._core.catalog.resource_name(name)
        if own_name is not None:
            return self._resources.setdefault(name, BoundResource(self._core, own_name, name, self._options))
        load_modules("heroics_py.client.advice.names")
        from heroics_py.client.advice.names import missing_resource

        raise NoSuchAttribute(f"this API has no resource {name!r}; {missing_resource(self, name)}")

    def __getitem__(self, key: str | tuple[str, str]) -> Any:
        """Return a resource, or with a pair the link of a resource, by their names in the schema."""
        if isinstance(key, tuple) and len(key) == 2:
            return self[key[0]]._by_words(key[1])
        if not isinstance(key, str):
            raise NoSuchName(
                f"client[...] expects the name of a resource, or the names of a resource and a link; got {shown(key)}"
            )
        if (name := self._python_name(key)) is not None:
            return getattr(self, name)
        load_modules("heroics_py.client.advice.names")
        from heroics_py.client.advice.names import missing_key

        raise NoSuchName(f"this API has no resource {shown(key)}; {missing_key(self, key)}")

    def __iter__(self) -> Iterator[str]:
        """Yield the names of the resources in Python."""
        return iter(self._core.catalog.names)

    def __reversed__(self) -> Iterator[str]:
        return reversed(self._core.catalog.names)

    def __len__(self) -> int:
        """Return the number of resources."""
        return len(self._core.catalog.names)

    def __contains__(self, name: object) -> bool:
        """Return whether an index finds ``name``: a resource, or a pair of resource and link."""
        if isinstance(name, tuple) and len(name) == 2:
            return name[0] in self and isinstance(name[1], str) and self[name[0]]._named(name[1]) is not None
        return isinstance(name, str) and self._python_name(name) is not None

    def _python_name(self, key: str) -> str | None:
        """Return the Python name of the resource that an index finds by ``key``, if any."""
        catalog = self._core.catalog
        own = key if key in self._core.api.resources else self._core.api.aliases.get(key, key)
        return catalog.python_names.get(own, key if key in catalog.names else None)

    def _call_advice(self, args: tuple[object, ...]) -> str:  # noqa: ARG002 - the sentence is the same for all
        load_modules("heroics_py.client.advice.uses")
        from heroics_py.client.advice.uses import called_client

        return called_client(self)

    @takes_options
    def with_options(self, **options: Unpack[OptionsDict]) -> Self:
        """Return the same client with other options, on the same connection and cache.

        Args:
            **options: the fields of `Options`: timeout, retries, headers, range, limit, if_match, validate,
                check_answers, media_type, cache_mode, throttle, prefetch, on_request, on_response, on_retry, telemetry.

        Raises:
            TypeError: there is no such option.
            ValueError: an option can't have that value.
        """
        return type(self)(self._core, self._options.merged(**options))

    def close(self) -> None:
        """Close the connections; a client from `with_options` leaves them open."""
        if self._owner:
            self._core.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    if not TYPE_CHECKING:

        async def __aenter__(self) -> NoReturn:
            raise CallError("this client blocks: write 'with' instead of 'async with', or connect with connect_async()")

        async def __aexit__(self, *_: object) -> None:
            """Do nothing: `__aenter__` has raised."""

    def __dir__(self) -> Iterator[str]:
        yield from self._core.catalog.names
        yield from ("close", "with_options")

    def __repr__(self) -> str:
        api = self._core.api
        origin = f", described at {api.source}" if api.source.startswith(("http://", "https://")) else ""
        count = f"{len(api.resources)} resource{'' if len(api.resources) == 1 else 's'}"
        day = f", schema of {api.day}" if api.day else ""
        kind = type(self).__name__
        filled = f", {', '.join(self._core.arguments)} filled" if self._core.arguments else ""
        return escaped(f"<{kind} of {api.title or 'an API'} at {self._core.base_url}: {count}{day}{origin}{filled}>")

    def _repr_html_(self) -> str:
        load_modules("heroics_py.writers.html")
        from heroics_py.writers.html import client_table

        catalog = self._core.catalog
        calls = {name: catalog.calls(own_name) for name, own_name in catalog.names.items()}
        return client_table(self._core.api, self._core.base_url, calls).html()

    def _help(self) -> str:
        """Return what to do first, and the resources with the names of their links."""
        load_modules("heroics_py.client.advice.first_steps", "heroics_py.writers.client_doc")
        from heroics_py.client.advice.first_steps import first_steps
        from heroics_py.writers.client_doc import client_doc

        catalog = self._core.catalog
        calls = {name: catalog.calls(own_name) for name, own_name in catalog.names.items()}
        steps = first_steps(catalog, is_async=self._core.is_async)
        return client_doc(self._core.api, self._core.base_url, steps, calls)

    def _ipython_key_completions_(self) -> list[str | tuple[str, str]]:
        """Return the keys that Tab offers: resources, and pairs of resource and link, by their names in the schema."""
        pairs = [(link.resource, link.title) for link in self._core.api.links if link.title]
        return [*self._core.catalog.names.values(), *dict.fromkeys(pairs)]

    def __reduce__(self) -> tuple[object, ...]:
        return (_restore, (type(self), self._core, self._core.portable_options(self._options)))

    def __copy__(self) -> Self:
        return type(self)(self._core, self._options)

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        load_modules("copy")
        from copy import deepcopy

        return type(self)(deepcopy(self._core, memo), self._options, owner=True)


def _restore(kind: type[Client], core: Core, options: Options) -> Client:
    return kind(core, options, owner=True)
