"""What to say about a media type that a server refuses."""

import re

from heroics_py.http.messages import Request, Response

__all__ = ["media_type_hint"]

_TYPE = re.compile(r"[\w.+!#$&^-]{1,100}/[\w.+!#$&^-]{1,100}", re.ASCII)
_OFFERS = ("Accept-Post", "Accept-Patch", "Accept")
# Errors come as these from servers of all kinds.
_OF_ERRORS = frozenset({"application/json", "application/problem+json", "application/xml", "application/problem+xml"})


def media_type_hint(request: Request, response: Response) -> str:
    """Return how to send what a server takes or has instead; empty if the response does not show it.

    The media type of a 406 is one that the server has, unless it is a usual one of errors. A 415 lists those that it
    takes in ``Accept`` (RFC 9110, 15.5.16), ``Accept-Post`` or ``Accept-Patch`` (RFC 5789, 3.1).
    """
    own = _type_in(response.headers.get("Content-Type"))
    own = "" if own in _OF_ERRORS or own.startswith("text/") else own
    if response.status == 406:
        return _hint("Accept", "asked for", request, own)
    offers = filter(None, map(response.headers.get, _OFFERS))
    return _hint("Content-Type", "sent", request, _type_in(next(offers, None)) or own)


def _hint(field: str, verb: str, request: Request, offered: str) -> str:
    given = _type_in(request.headers.get(field))
    if offered in {"", given}:
        return ""
    words = f"this call {verb} {given}; " if given else ""
    option = f"with_options(accept={offered!r})" if field == "Accept" else f"with_options(media_type={offered!r})"
    return f"{words}connect(..., headers={{{field!r}: {offered!r}}}), or {option} of one link, changes that"


def _type_in(header: str | None) -> str:
    """Return the first media type of a header; empty if it has none."""
    found = _TYPE.match((header or "").strip())
    return found[0].lower() if found else ""
