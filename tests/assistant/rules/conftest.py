"""Assistants whose API is a function."""

import pytest
from canned import connected

from heroics_py.assistant.assistant import Assistant


@pytest.fixture
def serve():
    """Return a function that makes an assistant of an API, and the transport that keeps its requests."""

    def make(respond=lambda request: {}, schema="heroku", *, settings=None, **options):
        client, transport = connected(respond, schema, **{"url": "https://api.example", **(settings or {})})
        return Assistant(client, **options), transport

    return make


def sent(assistant, link, arguments=None, **more):
    """Return the answer to a call, with the token that it needs."""
    token = assistant.describe(link, arguments or {}).facts.get("token", "")
    return assistant.send(assistant.plan(link, arguments, token=token, **more))


@pytest.fixture
def send():
    """Return a function that describes a call, and sends it."""
    return sent
