"""Requests to a sandbox that need no socket."""

from urllib.parse import urlsplit

from heroics_py.errors import ConnectionFailed
from heroics_py.http.body_streams import BodyStream
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.server import Sandbox
from heroics_py.server.responses import SandboxResponse
from heroics_py.support.loading import load_modules

__all__ = ["DEFAULT_TOKEN", "AwaitedCoreTransport", "CoreTransport"]

DEFAULT_TOKEN = "sandbox"  # noqa: S105 - not a secret: the client of a sandbox without a token sends it


class CoreTransport:
    """Takes requests to a sandbox without a socket.

    Faults have the same effect as on a socket: a reset and a truncated body raise `ConnectionFailed`.

    Args:
        sandbox: the sandbox.
        token: the token for requests without credentials.
    """

    def __init__(self, sandbox: Sandbox, token: str = DEFAULT_TOKEN) -> None:
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
