"""Links found by requests as people say them: two tables of requests, with the links that are right."""

import pytest
from requested_apis import client_of, requests_of

from heroics_py import find
from heroics_py.tools.search.index import index_of


@pytest.fixture(scope="module")
def clients():
    tables = (*requests_of("tuned"), *requests_of("untuned"))
    return {api: client_of(api) for api in dict.fromkeys(api for api, *_ in tables)}


def names(found):
    return [repr(link)[1:].partition("(")[0] for link in found]


def missed(clients, table):
    """Return the requests whose links are not among the first three that are found."""
    return [(api, words) for api, words, right in table if right.isdisjoint(names(find(clients[api], words, limit=3)))]


@pytest.mark.parametrize(("table", "share"), [("tuned", 0.95), ("untuned", 0.9)])
def test_share_of_requests(clients, table, share):
    """The right link is among the first three for 95 of 100 requests, and for 90 of APIs that nothing was tuned on."""
    table = requests_of(table)
    wrong = missed(clients, table)
    assert len(wrong) <= (1 - share) * len(table), wrong


def test_right_links_exist(clients):
    """Each link of the tables is one of its API, and no request is there twice."""
    for name in ("tuned", "untuned"):
        table = requests_of(name)
        for api, words, right in table:
            known = {f"{resource}.{link}" for resource in dir(clients[api]) for link in _links(clients[api], resource)}
            assert right <= known, (api, words)
        assert len({(api, words) for api, words, _ in table}) == len(table)


def _links(client, resource):
    return dir(client[resource]) if resource in client else ()


@pytest.mark.parametrize(
    ("api", "words", "link"),
    [
        ("heroku", "which apps are in maintenance", "app.list"),  # a field of what the list returns
        ("heroku", "turn maintenance mode on", "app.update"),  # the same word in a command
        ("heroku", "add bob@example.com to my app", "collaborator.create"),  # an address is of a person
        ("forge", "PRs", "pull.list"),
        ("heroku", "which apps are in maintanance", "app.list"),  # a word with a wrong letter
        ("kennel", "sign up", "user.create"),
        ("parley", "throw alice out of #general", "conversation.kick"),  # words between verb and particle
    ],
)
def test_first(clients, api, words, link):
    """What is asked, what shall change, phrases and the forms of values lead to the link."""
    assert link in names(find(clients[api], words, limit=3))


def test_index_is_made_once(clients):
    """The words of all links are read once for a client, and again for no client derived from it."""
    client = clients["heroku"]
    index = index_of(client._core.catalog)
    assert index_of(client.with_options(timeout=1)._core.catalog) is index
