"""Replies as results of the protocol."""

from mcp import types

from heroics_py.assistant.replies import Reply
from heroics_py.assistant.shortening import compact

__all__ = ["SOURCE_KEY", "result_of"]

SOURCE_KEY = "heroics/source"
"""The key of the metadata that names who wrote a block of content."""


def result_of(reply: Reply) -> types.CallToolResult:
    """Return a reply: its structure, and as text our own words in one block and the data in another.

    The block of data says so in its metadata, so that a host can treat it as what it is.
    """
    blocks: list[types.ContentBlock] = []
    if reply.own_part:
        blocks.append(types.TextContent(text=compact(reply.own_part)))
    if reply.source:
        blocks.append(types.TextContent(text=compact(reply.data_part), _meta={SOURCE_KEY: reply.source}))
    structure = {**reply.own_part, **reply.data_part}
    return types.CallToolResult(content=blocks, structured_content=structure, is_error=reply.is_error)
