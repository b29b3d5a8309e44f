"""Tests of somebody's shop, as the plugin runs them; `test_plugin` reads their outcomes."""

import asyncio
import unittest

import pytest

import heroics_py
from heroics_py.testing import NetworkBlocked, received

pytestmark = pytest.mark.heroics("shop.yaml", data={"book": [{"id": "b1", "title": "Emma"}]})


def test_client(heroics_client):
    assert [book.title for book in heroics_client.book.list()] == ["Emma"]
    with pytest.raises(heroics_py.NotFound):
        heroics_client.book.read("b2")


def test_one_server(heroics_client, heroics_async_client, heroics_sandbox):
    heroics_client.book.create(title="Persuasion")
    asyncio.run(_read_all(heroics_async_client))
    assert [request.method for request in heroics_sandbox.received("book.list")] == ["GET"]
    assert received(heroics_client, "book.create")[0].json == {"title": "Persuasion"}


async def _read_all(client):
    assert [book.title async for book in client.book.list()] == ["Emma", "Persuasion"]


def test_next_server(heroics_client):
    assert len(heroics_client.book.list()) == 1


def test_no_retries(heroics_client, heroics_sandbox):
    heroics_sandbox.fail(503)
    with pytest.raises(heroics_py.ServiceUnavailable):
        list(heroics_client.book.list())


@pytest.mark.heroics(socket=True)
def test_socket(heroics_client, heroics_sandbox, heroics_async_client):
    with heroics_py.connect(heroics_sandbox.api, url=heroics_sandbox.url, token="t") as other:
        assert other.book.read("b1") == heroics_client.book.read("b1")
    asyncio.run(_read_one(heroics_async_client))
    assert received(heroics_async_client) == received(heroics_client)
    assert heroics_client.book.read("b1").title == "Emma"


@pytest.mark.heroics(socket=True)
def test_loop_of_the_caller(heroics_async_client):
    with asyncio.Runner() as runner:
        runner.run(_read_one(heroics_async_client))


async def _read_one(client):
    assert (await client.book.read("b1")).title == "Emma"


@pytest.mark.heroics(data={"book": []}, page_size=1)
class TestMerged:
    def test_class(self, heroics_client, heroics_sandbox):
        assert (len(heroics_client.book.list()), heroics_sandbox.core.api.title) == (0, "Shop")

    @pytest.mark.heroics("heroku", data=None)
    def test_function(self, heroics_client, heroics_sandbox):
        for name in ("first", "second"):
            heroics_client.app.create(name=name)
        assert [len(page) for page in heroics_client.app.list().pages()] == [1, 1]


class TestCase(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def _client(self, heroics_client):
        self.client = heroics_client

    def test_unittest(self):
        assert self.client.book.read("b1").title == "Emma"
        with pytest.raises(NetworkBlocked):
            heroics_py.connect("heroku", token="t", retries=0).app.info("x")


def test_dynamic(request):
    assert len(request.getfixturevalue("heroics_client").book.list()) == 1


@pytest.mark.heroics(allow_hosts=["api.shop.example"])
def test_argument_of_another_plugin(heroics_client):
    raise AssertionError


def test_client_in_place_of_server(heroics_sandbox):
    with pytest.raises(AttributeError, match="the fixture heroics_client"):
        heroics_sandbox.book.list()


@pytest.mark.heroics(dat={})
def test_unknown_argument(heroics_client):
    """Not run."""


@pytest.mark.heroics(dat={})
def test_unknown_argument_without_fixture():
    """Not run."""


@pytest.mark.heroics("heroku", {"app": []})
def test_two_positional(heroics_client):
    """Not run."""


@pytest.mark.heroics("nowhere.yaml")
def test_missing_schema(heroics_client):
    """Not run."""


@pytest.mark.heroics(data={"bok": []})
def test_wrong_data(heroics_client):
    """Not run."""


@pytest.mark.heroics(network="api.shop.example")
def test_network_text():
    """Not run."""


@pytest.mark.heroics(network=["https://api.shop.example"])
def test_network_url():
    """Not run."""


def test_failure(heroics_client, heroics_sandbox):
    for _ in range(9):
        heroics_client.book.read("b1")
    heroics_client.book.create(title="Emma", reader_token="s3cret-of-a-reader")
    heroics_sandbox.fail(418, body=b"no tea", headers={"Content-Type": "text/plain"})
    heroics_client.book.list()[0]


def test_failure_without_exchange(heroics_client):
    raise AssertionError("by itself")


@pytest.fixture
def _broken_end(heroics_client):
    yield
    heroics_client.book.read("b3")


@pytest.mark.usefixtures("_broken_end")
def test_failure_at_the_end():
    """Run for the end of its fixture."""
