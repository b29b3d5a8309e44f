"""Recordings, as a tape takes them: a request, as it left, with its response."""

import json
from types import SimpleNamespace

from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.tapes.scrubbing import Scrubber

__all__ = ["FORM", "JSON", "answer", "recording", "scrubbed", "sent"]

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def encoded(value):
    return (
        value if isinstance(value, bytes) else value.encode() if isinstance(value, str) else json.dumps(value).encode()
    )


def sent(method="GET", url="https://api.example/things", body=None, media_type=JSON, headers=None, **facts):
    """Return a request; a body that is neither text nor bytes is JSON."""
    fields = {**({} if body is None else {"Content-Type": media_type}), **(headers or {})}
    data = None if body is None else encoded(body)
    return Request(method=method, url=url, headers=Headers(fields), body=data, **facts)


def answer(body=b"", media_type=JSON, status=200, headers=None):
    """Return a response; a body that is neither text nor bytes is JSON."""
    fields = {**({"Content-Type": media_type} if media_type else {}), **(headers or {})}
    return Response(status=status, headers=Headers(fields), body=encoded(body))


def recording(request=None, response=None):
    return SimpleNamespace(request=request or sent(), response=response or answer())


def scrubbed(*recordings, scrub=(), **settings):
    """Return what a tape holds of recordings, each a request and its response."""
    return Scrubber(scrub, **settings).exchanges([recording(*each) for each in recordings])
