"""Sandboxes, each a client with an API of its own, for tests, examples and a first look."""

import os
from collections.abc import Mapping
from functools import update_wrapper, wraps
from typing import TYPE_CHECKING, Any

from heroics_py.client import Client
from heroics_py.client.arguments.named_arguments import refuse_unknown, suggests_arguments
from heroics_py.client.connect import connect
from heroics_py.client.core import Core
from heroics_py.client.schemas.api_reading import read
from heroics_py.model.api import Api
from heroics_py.portable.public_token import PublicToken
from heroics_py.server import Sandbox, Server
from heroics_py.server.seed_files import read_seeds
from heroics_py.server.stable import ClockArgument, IdsArgument
from heroics_py.support.loading import load_modules
from heroics_py.testing.core_transport import DEFAULT_TOKEN, AwaitedCoreTransport, CoreTransport

if TYPE_CHECKING:
    from heroics_py.client.connect_async import Connecting

__all__ = ["sandbox", "sandbox_async"]

_OWN = frozenset({"url", "transport"})  # arguments of connect() which a sandbox fills itself
_BASE_URL = "http://sandbox.invalid"


@suggests_arguments
def sandbox(  # noqa: PLR0913 - each control has its own name
    schema: str | os.PathLike[str] | Mapping[str, Any] | Api = "heroku",
    *,
    socket: bool = True,
    port: int = 0,
    token: str | None = None,
    latency: float = 0.0,
    rate_limit: int | None = None,
    refill: float = 0.0,
    page_size: int = 200,
    clock: ClockArgument = None,
    ids: IdsArgument = None,
    data: Mapping[str, Any] | str | os.PathLike[str] | None = None,
    **options: Any,
) -> Client:
    """Return a client that owns its server: an API that answers from its schema, stateful and in memory.

    ``with`` or ``close()`` stops the server; otherwise it stops with the program. `server_of` returns it.

    Args:
        schema: as for `heroics_py.connect`.
        socket: serve HTTP/1.1 on the loopback interface. If False, requests are answered in this process, without the
            client's cache, retries and throttle.
        port: the port; 0 for a free one.
        token: the only token that is accepted; the client sends it. None accepts any credentials.
        latency: seconds before each response.
        rate_limit: how many requests are answered before 429; None for no limit.
        refill: how many requests come back each second.
        page_size: the items on one page of a list by default.
        clock: the time of the server: a datetime, a text such as "2026-01-31T12:00:00Z", or a function.
        ids: where new ids come from: a seed, the ids, or a function that returns the next one. Two sandboxes
            with the same ``clock`` and seed give the same bytes.
        data: the objects to start with, by the name of their resource, or the path of a JSON or YAML file with them:
            ``{"app": [{"name": "shop", "owner": "ann@example.com"}]}``.
        **options: further arguments of `heroics_py.connect`.

    Raises:
        SchemaError: the schema can't be read.
        ValidationError: ``data`` does not fit the schema.
        ValueError: a number, such as ``page_size``, is out of its range; ``socket`` is neither True nor False.
        OSError: the port is in use.
        ModuleNotFoundError: a socket needs the extra "sandbox", which is not installed.
    """
    refuse_unknown("sandbox", (sandbox, connect), options)
    if own := options.keys() & _OWN:
        raise TypeError(f"sandbox() has no argument {min(own)!r}: its server is its own; port= is the port")
    if not isinstance(socket, bool):
        raise ValueError(f"socket={socket!r}: expected True or False; port= is its number")
    of_schema = {
        name: options.pop(name) for name in ("live", "schema_headers", "refs", "allow_refs", "patch") if name in options
    }
    api = read(schema, **of_schema)
    if (identities := options.pop("identities", None)) is not None:
        load_modules("heroics_py.client.arguments.identities")
        from heroics_py.client.arguments.identities import with_identities

        api = with_identities(api, identities)  # the server finds things by them, too
    if (paging := options.pop("paging", None)) is not None:
        load_modules("heroics_py.client.arguments.declared_paging")
        from heroics_py.client.arguments.declared_paging import with_paging

        api = with_paging(api, paging)  # the server serves lists so, too
    controls: dict[str, Any] = {
        "token": token,
        "latency": latency,
        "rate_limit": rate_limit,
        "refill": refill,
        "page_size": page_size,
        "clock": clock,
        "ids": ids,
        "data": read_seeds(data),
    }
    if not socket:
        core = Sandbox(api, **controls)
        return connect(api, url=_BASE_URL, transport=CoreTransport(core, token or DEFAULT_TOKEN), **options)
    server = Server(api, port=port, **controls)
    server.start()
    try:
        # The proxies and credentials of the environment are not meant for the loopback interface.
        client = connect(
            api, url=server.url, **{"token": token or PublicToken(DEFAULT_TOKEN), "trust_environment": False, **options}
        )
    except BaseException:
        server.close()
        raise
    client._core.owned.append(server.close)  # noqa: SLF001 - a client has no public attribute for what it owns
    return client


def sandbox_async(*args: Any, **kwargs: Any) -> "Connecting":
    """Return a client whose calls are awaited, and that owns its server: ``await`` it, or use ``async with``.

    It takes the arguments of `sandbox`, and of `heroics_py.connect_async`. `server_of` returns the server.

    Raises:
        HeroicsError, ValueError, OSError, ModuleNotFoundError: as `sandbox` and `connect_async` do.
    """
    refuse_unknown("sandbox_async", (sandbox, connect), kwargs)
    load_modules("heroics_py.client.connect_async")
    from heroics_py.client.connect_async import connecting

    return connecting(_sandbox)(*args, **kwargs)


@wraps(sandbox)
def _sandbox(*args: Any, **kwargs: Any) -> Client:
    client = sandbox(*args, **kwargs)
    core = client._core  # noqa: SLF001 - a client has no public attribute for how it sends
    if isinstance(core.replacement, CoreTransport):
        transport = AwaitedCoreTransport(core.replacement.sandbox, core.replacement.token)
        core = Core(core.api, core.base_url, core.settings, transport)  # type: ignore[arg-type]  # awaited by the client
        return Client(core, client._options, owner=True)  # noqa: SLF001 - as above
    return client


update_wrapper(sandbox_async, sandbox, assigned=(), updated=())
