"""Tests of records and their links, for clients that block and clients that are awaited."""

import pytest

from tests.helpers import answer_api


@pytest.fixture
def over_each_client(request, each_client, monkeypatch):
    """Run a test over each client: what its module calls by these names is of that client."""
    for name in ("connected", "links", "refresh"):
        if hasattr(request.module, name):
            monkeypatch.setattr(request.module, name, getattr(each_client, name))
    monkeypatch.setattr(answer_api, "connected", each_client.connected)
    return each_client
