"""The tools over standard input and output."""

import anyio
from mcp import stdio_server

from heroics_py.assistant.assistant import Assistant
from heroics_py.assistant.sdk.server import server_of

__all__ = ["serve_stdio"]


def serve_stdio(assistant: Assistant) -> None:
    """Serve one host until it closes standard input; standard output carries the protocol alone."""
    anyio.run(_serve, assistant)


async def _serve(assistant: Assistant) -> None:
    server = server_of(assistant)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
