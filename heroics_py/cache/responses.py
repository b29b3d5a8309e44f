"""Responses made of an entry, without the server."""

from heroics_py.cache.entry import Entry
from heroics_py.cache.freshness import current_age
from heroics_py.http.etags import matches_etag
from heroics_py.http.messages import Request, Response

__all__ = ["stale_response", "stored_response"]


def stored_response(request: Request, entry: Entry, *, now: float) -> Response:
    """Return ``entry`` as the response to ``request``: a 304 if the caller has its ETag already."""
    headers = entry.headers.replaced({"Age": str(int(current_age(entry, now=now)))})
    if_none_match = request.headers.get("If-None-Match")
    if if_none_match is not None and entry.status < 400 and matches_etag(if_none_match, entry.headers.get("ETag")):
        return Response(status=304, headers=headers, url=request.url, from_cache=True)
    return Response(status=entry.status, headers=headers, body=entry.body, url=request.url, from_cache=True)


def stale_response(request: Request, entry: Entry, *, now: float) -> Response:
    """Return ``entry`` as the response to ``request``, marked as stale."""
    return stored_response(request, entry, now=now).replaced(stale=True)
