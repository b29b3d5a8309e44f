"""A client of a sandbox whose calls are awaited, made where no event loop is running yet."""

import asyncio

import pytest

from heroics_py.testing import sandbox
from heroics_py.testing.awaited_client import awaited_client, close_awaited


@pytest.fixture
def client():
    with sandbox(data={"app": [{"name": "shop"}]}) as client:
        yield awaited_client(client)


async def name_of(client):
    return (await client.app.info("shop")).name


def is_open(client):
    return client._core._lazy._connection is not None


def test_end_of_its_loop(client):
    """Its connections are closed when the event loop of its first call ends."""
    assert asyncio.run(name_of(client)) == "shop"
    assert not is_open(client)


def test_loop_that_goes_on(client):
    """If the event loop goes on, as one of several tests does, its connections can be closed between two tests."""
    with asyncio.Runner() as runner:
        assert runner.run(name_of(client)) == "shop"
        assert is_open(client)
        close_awaited(client)
        assert not is_open(client)


def test_without_a_call(client):
    """A client that no test used has nothing to close."""
    close_awaited(client)
    assert not is_open(client)
