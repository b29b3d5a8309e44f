"""Assistants whose API is a function; tests beside this file drive them by the SDK.

The SDK is installed from `requirements.txt` beside this file, in an environment of its own; see ``hosts`` among the
helpers. The rules are tested without it, in ``rules``.
"""

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


@pytest.fixture
def send():
    """Return a function that describes a call, and sends it."""

    def sent(assistant, link, arguments=None, **more):
        token = assistant.describe(link, arguments or {}).facts.get("token", "")
        return assistant.send(assistant.plan(link, arguments, token=token, **more))

    return sent
