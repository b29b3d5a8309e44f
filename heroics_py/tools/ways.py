"""How a stream, a download or an upload is sent: for a URL outside the API, or for a link of a client."""

from collections.abc import Callable
from typing import Any

from heroics_py.call.pending import Pending
from heroics_py.client.links import BoundLink
from heroics_py.errors import caller_line
from heroics_py.http.media_types import is_json
from heroics_py.http.messages import Request, Response
from heroics_py.http.steps import Steps
from heroics_py.secrecy.urls import mask_url
from heroics_py.support.loading import load_modules
from heroics_py.support.values import Value
from heroics_py.transport.drivers.blocking import BlockingDriver
from heroics_py.transport.error_frames import without_frames_below
from heroics_py.transport.rules.redirecting import Redirecting
from heroics_py.transport.rules.tapping import TAPPED_WIRE

__all__ = ["Way", "link_way", "url_way"]

_MAX_ERROR_BYTES = 1 << 20


class Way(Value, kw_only=True):
    """A request, and how it is sent.

    Attributes:
        request: with its headers.
        name: what it is called where it is shown.
        send: returns the steps that send a request.
        run: carries steps out, under the name that warnings have; in an event loop, returns an awaitable.
        account_of: returns a text that is the same for the same request of the same account, with its secrets; None if
            nobody can know that.
        is_async: whether it does.
        owned: what to close at the end; None if it is the client's.
    """

    request: Request
    name: str
    send: Callable[[Request], Steps[Response]]
    run: Callable[[Steps[Any], str], Any]
    account_of: Callable[[Request], str | None]
    is_async: bool
    owned: object = None

    __hash__ = None  # type: ignore[assignment]  # a request has options


def url_way(request: Request, *, is_async: bool) -> Way:
    """Return the way to a URL outside the API: over a connection of its own, without any credentials."""
    driver: Any = _async_driver(request.url) if is_async else _driver(request.url)
    redirecting = Redirecting(TAPPED_WIRE)
    return Way(
        request=request.replaced(streamed=request.method == "GET"),
        name=mask_url(request.url, request.secret_fields),
        send=lambda request: without_frames_below(redirecting.send, request),
        run=lambda steps, name: _pending(driver.run(steps), name) if is_async else driver.run(steps),
        account_of=_account_of,
        is_async=is_async,
        owned=driver,
    )


def link_way(link: BoundLink, arguments: tuple[Any, ...], fields: dict[str, Any]) -> Way:
    """Return the way of a link: over the connection of its client, with its credentials."""
    call = link._call(arguments, fields)  # noqa: SLF001 - public names of a link are those of its schema
    request = call.sent().replaced(streamed=True, open_types=None, storable=False)
    changes: dict[str, str | None] = {"Accept-Encoding": "identity"}
    added = call.bound.additions
    is_chosen = added is not None and added.accept
    if (
        not is_chosen
        and not call.bound.shape.link.media_type
        and is_json(request.headers.get("Accept") or "application/json")
    ):
        changes["Accept"] = "*/*"  # the document does not say what a file is
    core = call.core
    return Way(
        request=request.replaced(headers=request.headers.replaced(changes)),
        name=call.name,
        send=core.steps,
        run=core.run,
        account_of=core.account_of,
        is_async=core.is_async,
    )


def _account_of(request: Request) -> str:
    return "\n".join(
        [f"{request.method} {request.url}", *(f"{name}: {text}" for name, text in request.headers.items())]
    )


def _pending(coroutine: Any, name: str) -> Pending:
    return Pending(coroutine, name, caller_line())


def _driver(url: str) -> BlockingDriver:
    load_modules("heroics_py.transport.exchange.session")
    from heroics_py.transport.exchange.session import Session

    return BlockingDriver(Session(base_url=url, max_bytes=_MAX_ERROR_BYTES, pool_size=1))


def _async_driver(url: str) -> Any:
    load_modules("heroics_py.transport.drivers.awaiting", "heroics_py.transport.engine.session")
    from heroics_py.transport.drivers.awaiting import AsyncDriver
    from heroics_py.transport.engine.session import AsyncSession

    return AsyncDriver(AsyncSession(base_url=url, max_bytes=_MAX_ERROR_BYTES, pool_size=1))
