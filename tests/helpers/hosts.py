"""Hosts of assistants: the client of the SDK, in the versions of the protocol that it speaks.

Without the SDK, a module of tests that imports this one is skipped with the reason; with ASSISTANT=required it fails.
"""

import asyncio
import importlib
import json
import os
from contextlib import asynccontextmanager

import pytest

if os.environ.get("ASSISTANT") == "required":
    mcp = importlib.import_module("mcp")
else:
    mcp = pytest.importorskip("mcp", reason="mcp is not installed; see tests/assistant/requirements.txt")

from heroics_py.assistant.sdk.server import server_of

__all__ = ["MODES", "NEVER", "Tools", "answers", "drive", "in_memory", "mcp"]

MODES = ["auto", "legacy"]
"""Since 2026-07-28 a server returns its questions; before, it asks them while a tool is called."""

NEVER = object()
"""The answer of a person who does not answer."""


class Tools:
    """The tools of a server, as an assistant calls them."""

    def __init__(self, client):
        self.client = client

    async def __call__(self, tool, /, **arguments):
        """Return the result of a tool."""
        return await self.client.call_tool(tool, arguments)

    async def data(self, tool, /, **arguments):
        """Return the data of an answer; the text and the structure of it are the same."""
        result = await self(tool, **arguments)
        assert not result.is_error, result.structured_content
        assert told(result) == result.structured_content
        return next((value for key, value in result.structured_content.items() if key.startswith("from_")), None)

    async def error(self, tool, /, **arguments):
        """Return an error as one text: our own words, and those of others."""
        result = await self(tool, **arguments)
        assert result.is_error, result.structured_content
        return " | ".join(str(value) for value in result.structured_content.values())

    async def write(self, link, /, **arguments):
        """Return the result of a write, with the token that describe returns."""
        described = await self("describe", link=link, arguments=arguments)
        assert not described.is_error, described.structured_content
        return await self("call", link=link, arguments=arguments, token=described.structured_content["token"])


def told(result):
    """Return what the blocks of text of a result say."""
    return {key: value for block in result.content for key, value in json.loads(block.text).items()}


def answers(*replies):
    """Return a callback that answers the questions of a server in turn, and the questions so far."""
    questions = []

    async def answer(context, params):
        questions.append(params.message)
        reply = replies[len(questions) - 1] if len(questions) <= len(replies) else replies[-1]
        if reply is NEVER:
            return mcp.types.ErrorData(code=-32000, message="the window was closed")
        action, content = reply
        return mcp.types.ElicitResult(action=action, content=content)

    return answer, questions


@asynccontextmanager
async def in_memory(assistant, mode="auto", answer=None, **options):
    """Yield the tools of an assistant, in this process."""
    async with mcp.Client(server_of(assistant), mode=mode, elicitation_callback=answer, **options) as client:
        yield Tools(client)


def drive(assistant, work, mode="auto", answer=None, **options):
    """Return what ``work`` returns, which takes the tools of an assistant."""

    async def run():
        async with in_memory(assistant, mode, answer, **options) as tools:
            return await work(tools)

    return asyncio.run(run())
