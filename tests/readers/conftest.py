"""A transport that returns canned responses, and records the requests."""

import json

import pytest

import heroics_py
from heroics_py import Headers, Response


class CannedTransport:
    """Returns the next of its responses for each request, and records the requests."""

    def __init__(self, *responses):
        self.responses = list(responses)
        self.requests = []

    def send(self, request):
        self.requests.append(request)
        status, headers, data = self.responses.pop(0) if self.responses else (200, {}, {})
        headers = {"Content-Type": "application/json"} | headers
        body = json.dumps(data).encode()
        return Response(status=status, headers=Headers(headers), body=body, url=request.url, method=request.method)

    def close(self):
        pass


@pytest.fixture
def talk():
    """Return a function that returns a client for a schema, and the transport with its canned responses."""
    return _connected(heroics_py.connect)


@pytest.fixture
def each_talk(each_client):
    """The same, with a client that blocks, and with one that is awaited."""
    return _connected(each_client.connect)


def _connected(connect):
    def connected(schema, *responses, **options):
        transport = CannedTransport(*responses)
        return connect(schema, transport=transport, cache=None, prefetch=False, **options), transport

    return connected
