"""A transport that answers from a list, for what goes over the wire in each dialect."""

import json

import pytest

import heroics_py
from heroics_py import Headers, Response


class Told:
    """Answers each request with the next of its answers, and remembers what was asked."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.requests = []

    def send(self, request):
        self.requests.append(request)
        status, headers, data = self.answers.pop(0) if self.answers else (200, {}, {})
        headers = {"Content-Type": "application/json"} | headers
        body = json.dumps(data).encode()
        return Response(status=status, headers=Headers(headers), body=body, url=request.url, method=request.method)

    def close(self):
        pass


@pytest.fixture
def talk():
    """Return a function that connects to a schema and to answers: the client, and what it asked."""

    def connected(schema, *answers, **options):
        told = Told(*answers)
        return heroics_py.connect(schema, transport=told, cache=None, prefetch=False, **options), told

    return connected
