"""What to say about a request that a server refuses."""

from collections.abc import Callable

from heroics_py.http.messages import Request, Response
from heroics_py.support.loading import load_modules

__all__ = ["refusal_hint"]

_CREDENTIALS = frozenset({401, 403})
_MEDIA_TYPE = frozenset({406, 415})


def refusal_hint(request: Request, response: Response, *, explain: Callable[[Request, Response], str]) -> str:
    """Return advice by the status of a response; empty if there is none to give.

    Args:
        request: that was refused.
        response: to it.
        explain: returns where credentials were looked for.
    """
    if response.status in _CREDENTIALS:
        return explain(request, response)
    if response.status == 416 and (offered := response.headers.get("Accept-Ranges")):
        return f"this list can be ordered by {offered}"
    if response.status in _MEDIA_TYPE:
        load_modules("heroics_py.client.advice.media_types")
        from heroics_py.client.advice.media_types import media_type_hint

        return media_type_hint(request, response)
    return ""
