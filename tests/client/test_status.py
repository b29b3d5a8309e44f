"""The rate limit and the cache of a client, without a request."""

import pytest

import heroics_py
from heroics_py.testing import server_of

pytestmark = pytest.mark.usefixtures("driver")


@pytest.fixture
def heroku():
    with heroics_py.sandbox() as client:
        client.app.create(name="example")
        client.dyno.create("example", command="sleep")
        yield client


@pytest.fixture
def app(heroku):
    return heroku.app.info("example")


def test_rate_limit(heroku):
    """The rate limit comes from the last response, without a request."""
    count = len(server_of(heroku).requests)
    assert heroics_py.rate_limit(heroku).remaining == 4500
    assert len(server_of(heroku).requests) == count


def test_status_of_derived_things(heroku, app):
    """Everything from one client has the same rate limit and cache."""
    derived = [heroku.with_options(limit=1), heroku.app, heroku.app["example"], heroku.app.info, app]
    assert [heroics_py.rate_limit(each) for each in derived] == [heroics_py.rate_limit(heroku)] * 5
    assert [heroics_py.cache_info(each) for each in derived] == [heroics_py.cache_info(heroku)] * 5


def test_cache_counts(heroku, app):
    """The cache counts its hits."""
    before = heroics_py.cache_info(heroku)
    heroku.app.info("example")
    after = heroics_py.cache_info(heroku)
    assert after.revalidated_hits == before.revalidated_hits + 1


def test_cache_info_without_a_cache():
    """There is no information without a cache."""
    with heroics_py.sandbox(cache=None) as client:
        assert heroics_py.cache_info(client) is None


def test_status_without_a_connection():
    """Without a connection there is no rate limit and no cache."""
    client = heroics_py.sandbox(socket=False)
    assert heroics_py.rate_limit(client) == heroics_py.rate_limit(client.app)
    assert heroics_py.rate_limit(client).remaining is None
    assert heroics_py.cache_info(client) is None


@pytest.mark.parametrize("ask", [heroics_py.rate_limit, heroics_py.cache_info])
def test_status_of_other_things(ask):
    """Only a client and what came from it have a status."""
    with pytest.raises(
        heroics_py.CallError, match="takes a client, or a resource, scope, link or record of one; got dict"
    ):
        ask({})
