"""Sandboxes, each a client with an API of its own, for tests, examples and a first look."""

import os
from collections.abc import Mapping
from functools import update_wrapper, wraps
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from heroics_py.client import Client
from heroics_py.client.api_reading import read
from heroics_py.client.connect import connect
from heroics_py.client.core import Core
from heroics_py.client.named_arguments import refuse_unknown, suggests_arguments
from heroics_py.display.terminal import shown
from heroics_py.errors import ConnectionFailed
from heroics_py.http.body_streams import BodyStream
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.model.api import Api
from heroics_py.portable.public_token import PublicToken
from heroics_py.server import ReceivedRequest, Sandbox, Server
from heroics_py.server.responses import SandboxResponse
from heroics_py.server.seed_files import read_seeds
from heroics_py.server.stable import ClockArgument, IdsArgument
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from heroics_py.client.connect_async import Connecting

__all__ = [
    "AwaitedCoreTransport",
    "CoreTransport",
    "fail",
    "rate_limit",
    "received",
    "sandbox",
    "sandbox_async",
    "server_of",
]

_TOKEN = "sandbox"  # noqa: S105 - not a secret: the client of a sandbox without a token sends it
_BASE_URL = "http://sandbox.invalid"


class CoreTransport:
    """Takes requests to a sandbox without a socket.

    Faults have the same effect as on a socket: a reset and a truncated body raise `ConnectionFailed`.

    Args:
        sandbox: the sandbox.
        token: the token for requests without credentials.
    """

    def __init__(self, sandbox: Sandbox, token: str = _TOKEN) -> None:
        self.sandbox = sandbox
        self.token = token

    def send(self, request: Request) -> Response:
        """Return the response of the sandbox.

        Raises:
            ConnectionFailed: the sandbox simulates a broken connection.
        """
        return _response(request, self.sandbox.respond(*self._received(request)))

    def close(self) -> None:
        """Do nothing, as there is no connection."""

    def _received(self, request: Request) -> tuple[str, str, str, Headers, bytes]:
        parts = urlsplit(request.url)
        headers = request.headers
        further = {"Authorization": f"Bearer {self.token}", "Host": parts.netloc.rpartition("@")[2]}
        headers = headers.replaced({name: text for name, text in further.items() if name not in headers})
        return request.method, parts.path, parts.query, headers, _bytes_of(request)


class AwaitedCoreTransport(CoreTransport):
    """Takes requests to a sandbox without a socket, from an event loop: the latency does not block it."""

    async def send(self, request: Request) -> Response:  # type: ignore[override]  # one that awaits
        """Return the response of the sandbox.

        Raises:
            ConnectionFailed: the sandbox simulates a broken connection.
        """
        answering = self.sandbox.receive(*self._received(request))
        if answering.delay > 0:
            load_modules("asyncio")
            from asyncio import sleep

            await sleep(answering.delay)
        return _response(request, answering.answer())


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
    if not isinstance(socket, bool):
        raise ValueError(f"socket={socket!r}: expected True or False; port= is its number")
    of_schema = {
        name: options.pop(name) for name in ("live", "schema_headers", "refs", "allow_refs", "patch") if name in options
    }
    api = read(schema, **of_schema)
    if (identities := options.pop("identities", None)) is not None:
        load_modules("heroics_py.client.identities")
        from heroics_py.client.identities import with_identities

        api = with_identities(api, identities)  # the server finds things by them, too
    if (paging := options.pop("paging", None)) is not None:
        load_modules("heroics_py.client.declared_paging")
        from heroics_py.client.declared_paging import with_paging

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
        return connect(api, url=_BASE_URL, transport=CoreTransport(core, token or _TOKEN), **options)
    server = Server(api, port=port, **controls)
    server.start()
    try:
        # The proxies and credentials of the environment are not meant for the loopback interface.
        client = connect(
            api, url=server.url, **{"token": token or PublicToken(_TOKEN), "trust_environment": False, **options}
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


def server_of(client: Client) -> Sandbox:
    """Return the server of a client that `sandbox` returned: its log, its controls and its faults.

    Raises:
        LookupError: the client has no server, or is closed.
    """
    if not isinstance(client, Client):
        raise LookupError(f"expected a client of heroics_py.sandbox() first; got {type(client).__name__}")
    core = client._core  # noqa: SLF001 - a client has no public attribute for what it owns
    owners = [getattr(close, "__self__", None) for close in core.owned]
    transport = [core.replacement.sandbox] if isinstance(core.replacement, CoreTransport) else []
    server = next((each for each in (*owners, *transport) if isinstance(each, Sandbox)), None)
    if server is None:
        raise LookupError(
            "this client has no server: create it with heroics_py.sandbox(), and call server_of() before it is closed"
        )
    return server


def fail(  # noqa: PLR0913 - each has its own name
    client: Client,
    link: object = None,
    *,
    status: int | None = None,
    times: int = 1,
    delay: float = 0.0,
    cut: Literal["reset", "truncate"] | None = None,
    retry_after: float | str | None = None,
    headers: Mapping[str, str] | None = None,
    body: "Json | bytes" = None,
) -> None:
    """Let the next requests to the server of a sandbox fail.

    Args:
        client: of `sandbox` or `sandbox_async`.
        link: the link whose requests fail, such as "app.list" or ``client.app.list``; None for any.
        status: the status of the response, 503 by default; the request changes nothing. With a ``delay`` alone, the
            request is performed.
        times: how many requests fail.
        delay: seconds before the response.
        cut: "reset" breaks the connection before the response, and the request changes nothing; "truncate" breaks it
            within the body of the response.
        retry_after: the ``Retry-After`` of the response.
        headers: further header fields of the response.
        body: the body of the response, as JSON, text or bytes; None for an error in words.

    Raises:
        LookupError: the client has no server, or the API no such link.
        ValueError: an argument is out of its range.
    """
    if cut not in {None, "reset", "truncate"}:
        raise ValueError(f"cut={shown(cut)}: expected 'reset' or 'truncate'")
    server_of(client).fail(
        status,
        times=times,
        delay=delay,
        reset=cut == "reset",
        truncate=cut == "truncate",
        retry_after=retry_after,
        headers=headers,
        body=body,
        link=_name_of(link),
    )


def received(client: Client, link: object = None) -> tuple[ReceivedRequest, ...]:
    """Return the last thousand requests that the server of a sandbox received, the oldest first.

    Args:
        client: of `sandbox` or `sandbox_async`.
        link: the link whose requests are returned, such as "app.list" or ``client.app.list``; None for all.

    Raises:
        LookupError: the client has no server, or the API no such link.
    """
    return server_of(client).received(_name_of(link))


def rate_limit(client: Client, limit: int | None, *, per: float = 0.0) -> None:
    """Let the server of a sandbox answer so many requests before 429.

    Args:
        client: of `sandbox` or `sandbox_async`.
        limit: how many requests; None for no limit.
        per: the seconds in which as many come back, such as 0.2; 0 for never.

    Raises:
        LookupError: the client has no server.
        ValueError: a number is out of its range.
    """
    server_of(client).limit(limit, per=per)


def _name_of(link: object) -> str | None:
    """Return the name of a link of a client, as its text and its calls show it."""
    return link if link is None or isinstance(link, str) else str(getattr(link, "_name", link))


def _response(request: Request, response: SandboxResponse) -> Response:
    if response.cut:
        moment = "before the response" if response.cut == "reset" else "within the body of the response"
        raise ConnectionFailed(f"the connection broke {moment}", method=request.method, url=request.url)
    return Response(
        status=response.status,
        headers=Headers(response.headers),
        body=response.body,
        url=request.url,
        method=request.method,
    )


def _bytes_of(request: Request) -> bytes:
    """Return the body of a request; the sandbox reads a stream as a whole."""
    return b"".join(request.body) if isinstance(request.body, BodyStream) else request.body or b""
