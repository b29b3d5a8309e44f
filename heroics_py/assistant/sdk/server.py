"""The tools as a server of the SDK."""

import logging
from functools import partial
from typing import Any

from mcp import types
from mcp.server import Server, ServerRequestContext
from mcp.server.request_state import RequestStateBoundary, RequestStateSecurity

from heroics_py._version import __version__
from heroics_py.assistant.assistant import Assistant
from heroics_py.assistant.calls import PlannedCall
from heroics_py.assistant.replies import Reply
from heroics_py.assistant.sdk.confirmation import Answer, ask
from heroics_py.assistant.sdk.results import result_of
from heroics_py.assistant.sdk.threads import Threads
from heroics_py.assistant.tools import INSTRUCTIONS, checked_arguments, definitions
from heroics_py.errors import HeroicsError

__all__ = ["NAME", "server_of"]

NAME = "heroics"

_log = logging.getLogger("heroics_py.assistant")


def server_of(assistant: Assistant) -> Server[Any]:
    """Return a server that offers the tools of an assistant to any number of connections."""
    server: Server[Any] = Server(
        NAME,
        version=__version__,
        instructions=f"{INSTRUCTIONS} The API is at {assistant.origin}.",
        on_list_tools=partial(_list_tools, assistant),
        on_call_tool=partial(_call_tool, assistant, Threads()),
    )
    # What a host gives back with the answer of a person is sealed: it belongs to the question of this very call.
    server.middleware.append(RequestStateBoundary(RequestStateSecurity.ephemeral(), default_audience=NAME))
    return server


async def _list_tools(
    assistant: Assistant, _context: ServerRequestContext[Any], _params: types.PaginatedRequestParams | None
) -> types.ListToolsResult:
    tools = definitions(reads_only=not assistant.rules.allows_any)
    return types.ListToolsResult(tools=[types.Tool.model_validate(each) for each in tools])


async def _call_tool(
    assistant: Assistant,
    threads: Threads,
    context: ServerRequestContext[Any],
    params: types.CallToolRequestParams,
) -> types.CallToolResult | types.InputRequiredResult:
    """Answer one call of a tool. Whatever goes wrong becomes an answer with a sentence."""
    planned = None
    try:
        arguments = checked_arguments(params.name, params.arguments)
        if params.name != "call":
            reply = await threads.run(partial(getattr(assistant, params.name), **arguments))
        else:
            planned = await threads.run(partial(assistant.plan, **arguments))
            answer = await ask(context, params, planned)
            if answer.question is not None:
                return answer.question
            reply = await threads.run(partial(_carry_out, assistant, planned, answer))
    except Exception as error:  # noqa: BLE001 - an assistant gets a sentence, whatever was raised
        _log_unexpected(error)
        reply = assistant.failed(error, planned)
    return result_of(assistant.masked(reply))


def _carry_out(assistant: Assistant, planned: PlannedCall, answer: Answer) -> Reply:
    return assistant.refuse(planned, answer.refusal) if answer.refusal else assistant.send(planned)


def _log_unexpected(error: Exception) -> None:
    """Log an unexpected error, without its text, which may hold a secret."""
    if not isinstance(error, HeroicsError):
        frame = error.__traceback__
        while frame is not None and frame.tb_next is not None:
            frame = frame.tb_next
        place = "" if frame is None else f" at {frame.tb_frame.f_code.co_qualname}:{frame.tb_lineno}"
        _log.error("a tool failed: %s%s", type(error).__name__, place)
