"""A request as a person and an assistant see it before it is sent."""

import json
from collections.abc import Mapping

from heroics_py.assistant.masking import masked_values
from heroics_py.assistant.shortening import compact, shortened
from heroics_py.assistant.visible_text import visible, visible_text
from heroics_py.http.masking import shown_url
from heroics_py.http.media_types import essence_of
from heroics_py.http.messages import Request
from heroics_py.support.json_types import Json

__all__ = ["preview_of", "question_of"]

_LONGEST_QUESTION = 2000


def preview_of(request: Request) -> dict[str, Json]:
    """Return a request that was not sent, its secrets masked."""
    body = _body_of(request)
    return {"method": request.method, "url": shown_url(request), **({} if body is None else {"body": body})}


def question_of(name: str, request: Request, arguments: Mapping[str, Json]) -> str:
    """Return the question to the person, in which every character of the assistant's shows.

    Args:
        name: of the link.
        request: that would be sent.
        arguments: of the assistant.
    """
    shown = shortened(visible(masked_values(dict(arguments))), _LONGEST_QUESTION)
    return "\n".join(
        [
            f"An assistant wants to call {visible_text(name)}. This request may change something:",
            f"{request.method} {visible_text(shown_url(request)).replace(chr(10), ' ')}",
            f"Arguments: {visible_text(compact(shown))}",
            "Send it?",
        ]
    )


def _body_of(request: Request) -> Json:
    """Return the body: JSON with its secrets masked, the size of anything else; None without one."""
    body = request.body
    if body is None:
        return None
    if not isinstance(body, bytes):
        return "a stream of bytes"
    try:
        return masked_values(json.loads(body))
    except ValueError:
        return f"{essence_of(request.headers.get('Content-Type') or 'content')}, {len(body)} bytes"
