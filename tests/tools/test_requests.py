"""Links found by requests as people say them: tables of requests, with the links that are right."""

import pytest
from requested_apis import client_of, requests_of

from heroics_py import find
from heroics_py.tools.search.index import index_of

# The share of requests whose right link is among the first three.
TABLES = {"tuned": 0.97, "untuned": 0.97, "operators": 0.97, "developers": 0.95, "newcomers": 0.97, "visitors": 0.94}


@pytest.fixture(scope="module")
def clients():
    tables = [row for table in TABLES for row in requests_of(table)]
    return {api: client_of(api) for api in dict.fromkeys(api for api, *_ in tables)}


def names(found):
    return [repr(link)[1:].partition("(")[0] for link in found]


def missed(clients, table):
    """Return the requests whose links are not among the first three that are found."""
    return [(api, words) for api, words, right in table if right.isdisjoint(names(find(clients[api], words, limit=3)))]


@pytest.mark.parametrize(("table", "share"), TABLES.items())
def test_share_of_requests(clients, table, share):
    """The right link is among the first three for 94 to 97 of 100 requests."""
    table = requests_of(table)
    wrong = missed(clients, table)
    assert len(wrong) <= (1 - share) * len(table), wrong


def test_right_links_exist(clients):
    """Each link of the tables is one of its API, and no request is there twice."""
    for name in TABLES:
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
        ("heroku", "whats crashed", "dyno.list"),  # an apostrophe left out
        ("heroku", "set STRIPE_KEY", "config_var.update"),  # a name in capitals
        ("heroku", "tear down the pipeline", "pipeline.delete"),  # an unusual verb and a particle
        ("diary", "stop watching events", "channel.stop"),  # what shall stop
        ("heroku", "deploy history", "release.list"),  # a verb that is a noun
        ("heroku", "remove a secret from the environment", "config_var.update"),  # no link of the resource deletes
        ("heroku", "the site is slow, scale the web process", "formation.update"),  # the command of several clauses
        ("forge", "tell me if someone pushes", "repo.create_webhook"),  # what shall be told
        ("forge", "ping the team about every push", "repo.create_webhook"),  # what shall be told each time
        ("heroku", "can you delete the old ssh key", "key.delete"),  # a command that is put as a question
        ("heroku", "where can I upload my source code", "source.create"),  # what one may do
        ("heroku", "let carol work on the app too", "collaborator.create"),  # what somebody else may do
        ("parley", "tell #general that lunch is ready", "chat.post_message"),  # what somebody else shall know
        ("heroku", "give me 2 more workers", "formation.update"),  # how many more
        ("till", "has the customer paid", "invoice.list"),  # a question word before a determiner is not a verb
        ("heroku", "get a new client secret", "oauth_client.create"),  # what is wanted, after an article
        ("heroku", "who owns this app", "app.info"),  # a field of one thing
        ("heroku", "the old ssh key must not work any more", "key.delete"),  # what shall end
        ("heroku", "take the site offline for an hour", "app.update"),  # a verb and where it leads
        ("heroku", "we hired Ana, she should be able to push to the app", "collaborator.create"),  # what should be
        ("heroku", "the trial is over, we don't want the mongo addon any longer", "addon.delete"),  # what is unwanted
        ("forge", "the docs repo has been empty for years, it has to go", "repo.delete"),  # the thing of another clause
        ("heroku", "for the audit I need to know who is in the organization", "organization_member.list"),  # a lead
        ("parley", "it is late, so I want to leave the channel", "conversation.leave"),  # a wish after its reason
        ("diary", "I am ill, cancel the meeting so that Bob can sleep", "event.delete"),  # a purpose after the wish
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
