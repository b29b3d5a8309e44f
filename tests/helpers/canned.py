"""Clients whose responses come from a function."""

import json

import heroics_py
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Response

__all__ = ["CannedTransport", "canned", "connected"]


class CannedTransport:
    """A transport whose responses come from a function, and which keeps the requests."""

    def __init__(self, respond=lambda request: {}):
        self.respond = respond
        self.sent = []
        self.closed = 0

    def send(self, request):
        self.sent.append(request)
        result = self.respond(request)
        if isinstance(result, Response):
            return result
        body = json.dumps(result).encode()
        return Response(status=200, headers=Headers({"Content-Type": "application/json"}), body=body, url=request.url)

    def close(self):
        self.closed += 1


def canned(status=200, body=b"{}", **headers):
    """Return a JSON response; an underscore in the name of a header is a hyphen."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status=status, headers=Headers({"Content-Type": "application/json", **fields}), body=body)


def connected(respond=lambda request: {}, schema="heroku", **settings):
    """Return a client and its transport; ``respond`` returns a response, or the JSON of one, for each request."""
    transport = CannedTransport(respond)
    return heroics_py.connect(schema, transport=transport, **settings), transport
