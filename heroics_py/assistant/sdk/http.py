"""The tools over HTTP, on this computer alone."""

import hmac
import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from mcp.server.auth.provider import AccessToken
from mcp.server.auth.settings import AuthSettings
from mcp.server.transport_security import TransportSecuritySettings

from heroics_py.assistant.assistant import Assistant
from heroics_py.assistant.sdk.server import NAME, server_of
from heroics_py.assistant.sdk.threads import start
from heroics_py.secrecy.secret import Secret

__all__ = ["PATH", "http_app", "serve_http"]

PATH = "/mcp"

_HOST = "127.0.0.1"


class _OneToken:
    """Accepts one bearer token."""

    def __init__(self, token: Secret[str]) -> None:
        self._token = token

    async def verify_token(self, token: str) -> AccessToken | None:
        """Return what the token allows; None for any other, after the same time."""
        expected = self._token.reveal().encode()
        if not hmac.compare_digest(token.encode("utf-8", "replace"), expected):
            return None
        return AccessToken(token="***", client_id=NAME, scopes=[])  # noqa: S106 - the token itself is not kept


def http_app(assistant: Assistant, token: Secret[str], port: int) -> Any:
    """Return the application: it asks for the token, and for a Host and an Origin of this port of this computer.

    Args:
        assistant: the tools.
        token: the bearer token.
        port: where it listens.
    """
    places = [f"{host}:{port}" for host in (_HOST, "localhost")]
    security = TransportSecuritySettings(
        enable_dns_rebinding_protection=True,
        allowed_hosts=places,
        allowed_origins=[f"http://{place}" for place in places],
    )
    # The settings need an issuer of tokens; nothing reads it.
    auth = AuthSettings(issuer_url=f"http://{_HOST}:{port}", resource_server_url=None)  # type: ignore[arg-type, unused-ignore]
    return server_of(assistant).streamable_http_app(
        streamable_http_path=PATH,
        transport_security=security,
        host=_HOST,
        auth=auth,
        token_verifier=_OneToken(token),
    )


def serve_http(assistant: Assistant, token: Secret[str], port: int, ready: Callable[[str], None]) -> None:
    """Serve hosts on this computer until the process is told to end.

    Args:
        assistant: the tools.
        token: the bearer token that each request needs.
        port: to listen on; 0 for a free one.
        ready: called with the URL once the port is open.

    Raises:
        OSError: the port is in use.
    """
    with socket.create_server((_HOST, port)) as listener:
        port = listener.getsockname()[1]
        app = http_app(assistant, token, port)
        config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, lifespan="on")
        start(assistant.warm_up)
        ready(f"http://{_HOST}:{port}{PATH}")
        uvicorn.Server(config).run(sockets=[listener])
