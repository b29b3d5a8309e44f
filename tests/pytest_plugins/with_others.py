"""Tests that use the fixtures beside plugins of other makes; `test_others` reads their outcome."""

import asyncio
import socket

import pytest
import pytest_asyncio

import heroics_py
from heroics_py.testing import NetworkBlocked

pytestmark = pytest.mark.heroics("bookshelf", data={"author": [{"name": "Jane Austen"}]})
SOCKET = pytest.mark.heroics(socket=True)


@pytest.mark.asyncio
async def test_asyncio(heroics_async_client, heroics_sandbox):
    assert [author.name async for author in heroics_async_client.author.list()] == ["Jane Austen"]
    assert len(heroics_sandbox.received("author.list")) == 1


@SOCKET
@pytest.mark.asyncio
async def test_asyncio_with_a_socket(heroics_async_client):
    lists = await asyncio.gather(*(heroics_async_client.author.list() for _ in range(5)))
    assert [len(each) for each in lists] == [1] * 5


@SOCKET
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("_", [1, 2])
async def test_loop_of_several_tests(heroics_async_client, _):
    assert len(await heroics_async_client.author.list()) == 1


@pytest_asyncio.fixture
async def author(heroics_async_client):
    return await heroics_async_client.author.create(name="Ursula K. Le Guin")


@SOCKET
@pytest.mark.asyncio
async def test_async_fixture(author, heroics_async_client):
    assert await heroics_async_client.author.info(author) == author


@pytest.fixture
def anyio_backend():
    return "asyncio"


@SOCKET
@pytest.mark.anyio
async def test_anyio(heroics_async_client):
    assert len(await heroics_async_client.author.list()) == 1


@pytest.mark.asyncio
async def test_no_network(heroics_async_client):
    with pytest.raises(NetworkBlocked):
        await asyncio.open_connection("api.shop.example", 443)


def test_no_socket(socket_disabled, heroics_client):
    assert len(heroics_client.author.list()) == 1
    with pytest.raises(Exception, match=r"socket\.socket"):
        socket.socket()


def test_guard_after_pytest_socket(heroics_client, socket_enabled):
    with pytest.raises(NetworkBlocked):
        heroics_py.connect("heroku", token="t", retries=0).app.info("shop")


def test_subtests(heroics_client, subtests):
    with subtests.test("one"):
        assert len(heroics_client.author.list()) == 1
