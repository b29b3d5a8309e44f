"""What a test does to the server of a sandbox, and what the server received."""

from collections.abc import Mapping
from typing import Literal

from heroics_py.client import Client
from heroics_py.server import ReceivedRequest, Sandbox
from heroics_py.support.json_types import Json
from heroics_py.testing.core_transport import CoreTransport

__all__ = ["fail", "rate_limit", "received", "server_of"]


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
    server_of(client).fail(
        status,
        times=times,
        delay=delay,
        cut=cut,
        retry_after=retry_after,
        headers=headers,
        body=body,
        link=link,
    )


def received(client: Client, link: object = None) -> tuple[ReceivedRequest, ...]:
    """Return the last thousand requests that the server of a sandbox received, the oldest first.

    Args:
        client: of `sandbox` or `sandbox_async`.
        link: the link whose requests are returned, such as "app.list" or ``client.app.list``; None for all.

    Raises:
        LookupError: the client has no server, or the API no such link.
    """
    return server_of(client).received(link)


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
