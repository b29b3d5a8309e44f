"""The tools over standard input and output."""

import os
import sys
from typing import Any

import anyio
from mcp import stdio_server

from heroics_py.assistant.assistant import Assistant
from heroics_py.assistant.sdk.server import server_of
from heroics_py.assistant.sdk.threads import lines_of, start

__all__ = ["serve_stdio"]


def serve_stdio(assistant: Assistant) -> None:
    """Serve one host until it closes standard input; standard output carries the protocol alone."""
    anyio.run(_serve, assistant)


async def _serve(assistant: Assistant) -> None:
    server = server_of(assistant)
    start(assistant.warm_up)
    # The SDK's own reader would keep the program from ending at Ctrl-C.
    lines: Any = lines_of(os.dup(sys.stdin.fileno()))
    async with stdio_server(stdin=lines) as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
