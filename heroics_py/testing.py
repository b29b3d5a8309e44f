"""Sandboxes: a client with an API of its own, for tests, examples and a first look."""

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from heroics_py.client import Client
from heroics_py.client.connect import connect, read
from heroics_py.errors import ConnectionFailed
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.model.api import Api
from heroics_py.server import Sandbox, Server

__all__ = ["CoreTransport", "sandbox", "server_of"]

_TOKEN = "sandbox"  # noqa: S105 - no secret: what a sandbox without a token of its own is sent
_NOWHERE = "http://sandbox.invalid"


class CoreTransport:
    """Takes requests to a sandbox without a socket.

    Faults behave as on a socket: a reset and a truncated body raise `ConnectionFailed`.

    Args:
        sandbox: what answers.
        token: the credentials of requests that bring none.
    """

    def __init__(self, sandbox: Sandbox, token: str = _TOKEN) -> None:
        self.sandbox = sandbox
        self._token = token

    def send(self, request: Request) -> Response:
        """Return the answer of the sandbox.

        Raises:
            ConnectionFailed: the sandbox was asked to fail that way.
        """
        parts = urlsplit(request.url)
        headers = request.headers
        if "Authorization" not in headers:
            headers = headers.replaced({"Authorization": f"Bearer {self._token}"})
        answer = self.sandbox.answer(request.method, parts.path, parts.query, headers, request.body or b"")
        if answer.cut:
            where = "before the answer" if answer.cut == "reset" else "within the body of the answer"
            raise ConnectionFailed(f"the connection broke {where}", method=request.method, url=request.url)
        return Response(
            status=answer.status,
            headers=Headers(answer.headers),
            body=answer.body,
            url=request.url,
            method=request.method,
        )

    def close(self) -> None:
        """Do nothing: there is no connection."""


def sandbox(  # noqa: PLR0913 - each knob is one, and has its name
    schema: str | os.PathLike[str] | Mapping[str, Any] | Api = "heroku",
    *,
    socket: bool = True,
    port: int = 0,
    token: str | None = None,
    latency: float = 0.0,
    rate_limit: int | None = None,
    refill: float = 0.0,
    page_size: int = 200,
    **options: Any,
) -> Client:
    """Return a client that owns its server: an API that answers from its schema, stateful, in memory.

    ``with`` or ``close()`` ends the server; otherwise it ends with the program. `server_of` reaches it.

    Args:
        schema: as for `heroics_py.connect`.
        socket: serve HTTP/1.1 on the loopback interface; without, requests are answered in this process, and the
            connection of the client (its cache, retries and throttle) is left out.
        port: where to listen; 0 for a free port.
        token: the one token that is let in; the client sends it. None lets any credentials in.
        latency: seconds before each answer.
        rate_limit: how many requests are answered before 429; None for no end.
        refill: how many of them come back each second.
        page_size: items in one answer of a list, where the request doesn't say.
        **options: further arguments of `heroics_py.connect`.

    Raises:
        SchemaError: the schema can't be read.
        OSError: the port is taken.
        ModuleNotFoundError: the extra "sandbox" is not installed, and a socket is wanted.
    """
    api = read(schema, schema_headers=options.pop("schema_headers", None))
    if not socket:
        core = Sandbox(api, token=token, latency=latency, rate_limit=rate_limit, refill=refill, page_size=page_size)
        return connect(api, url=_NOWHERE, transport=CoreTransport(core, token or _TOKEN), **options)
    server = Server(
        api, port=port, token=token, latency=latency, rate_limit=rate_limit, refill=refill, page_size=page_size
    )
    server.start()
    try:
        # Proxies and credentials of the environment are for other places than the loopback interface.
        client = connect(api, url=server.url, **{"token": token or _TOKEN, "trust_environment": False, **options})
    except BaseException:
        server.close()
        raise
    client._core.owned.append(server.close)  # noqa: SLF001 - a client has no public place for what it owns
    return client


def server_of(client: Client) -> Sandbox:
    """Return the server behind a client that `sandbox` made: its log, its knobs, its faults.

    Raises:
        LookupError: the client owns no server, or it is closed.
    """
    core = client._core  # noqa: SLF001 - a client has no public place for what it owns
    owners = (getattr(close, "__self__", None) for close in core.owned)
    ways = (core.way.sandbox for _ in range(1) if isinstance(core.way, CoreTransport))
    found = next((one for one in (*owners, *ways) if isinstance(one, Sandbox)), None)
    if found is None:
        raise LookupError("this client owns no server: make it with heroics_py.sandbox(), and ask before it is closed")
    return found
