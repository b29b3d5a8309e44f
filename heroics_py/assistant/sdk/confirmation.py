"""The question to the person before a write, where the host can ask it.

Since the protocol of 2026-07-28 the server returns the question, and the host calls the tool again with the answer.
Before, the server asks while the tool is called.
"""

from dataclasses import dataclass
from typing import Any

import anyio
from mcp import MCPError, types
from mcp.server import ServerRequestContext
from mcp.types.version import is_version_at_least

from heroics_py.assistant.calls import PlannedCall

__all__ = ["Answer", "ask"]

_RETURNED_SINCE = "2026-07-28"
_KEY = "confirm"
_FIELD = "send"
_SECONDS = 300
_FORM: dict[str, Any] = {
    "type": "object",
    "properties": {_FIELD: {"type": "boolean", "title": "Send this request", "default": False}},
    "required": [_FIELD],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer of the person.

    Attributes:
        refusal: why nothing may be sent, in words; empty if it may.
        question: the result that makes the host ask; None if it need not.
    """

    refusal: str = ""
    question: types.InputRequiredResult | None = None


async def ask(context: ServerRequestContext[Any], params: types.CallToolRequestParams, planned: PlannedCall) -> Answer:
    """Return whether the person allows a call; a host that can't ask has shown it to them itself."""
    if not planned.question or not _can_ask(context):
        return Answer()
    if not is_version_at_least(context.protocol_version, _RETURNED_SINCE):
        return _judged(await _asked(context, planned.question))
    responses = params.input_responses or {}
    if params.request_state != planned.token:  # the boundary has verified that it is of this call
        form = types.ElicitRequestFormParams(message=planned.question, requested_schema=_FORM)
        requests: types.InputRequests = {_KEY: types.ElicitRequest(params=form)}
        return Answer(question=types.InputRequiredResult(input_requests=requests, request_state=planned.token))
    return _judged(responses.get(_KEY))


def _can_ask(context: ServerRequestContext[Any]) -> bool:
    capabilities = context.session.client_capabilities
    elicitation = capabilities.elicitation if capabilities is not None else None
    # Before there were two modes, an empty object meant a form.
    return elicitation is not None and (elicitation.form is not None or elicitation.url is None)


async def _asked(context: ServerRequestContext[Any], question: str) -> types.ElicitResult | None:
    """Ask while the tool is called; None without an answer."""
    with anyio.move_on_after(_SECONDS):
        try:
            return await context.session.elicit_form(question, _FORM, related_request_id=context.request_id)
        except (MCPError, ValueError):
            return None
    return None


def _judged(result: object) -> Answer:
    """Allow a call only if the person accepted it and said so in the form."""
    if not isinstance(result, types.ElicitResult):
        return Answer(refusal="The person was asked, and did not answer")
    if result.action == "accept" and (result.content or {}).get(_FIELD) is True:
        return Answer()
    return Answer(refusal="The person did not allow this request")
