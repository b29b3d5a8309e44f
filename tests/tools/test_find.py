"""Links found by words."""

import re
from pathlib import Path

import pytest

import heroics_py
from heroics_py import find

DATA = Path(__file__).parents[1] / "data"


class Nobody:
    def send(self, request):
        raise AssertionError(request)

    def close(self):
        pass


@pytest.fixture(scope="module")
def heroku():
    return heroics_py.connect("heroku", transport=Nobody())


def names(found):
    return [repr(link)[1:].partition("(")[0] for link in found]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("list apps", "app.list"),
        ("apps", "app.list"),
        ("create app", "app.create"),
        ("get app", "app.info"),
        ("app info", "app.info"),
        ("appInfo", "app.info"),
        ("client.app.info", "app.info"),
        ("delete_app", "app.delete"),
        ("updateApp", "app.update"),
        ("list apps for team", "organization_app.list"),
        ("restart all dynos", "dyno.restart_all"),
        ("restart dyno", "dyno.restart"),
        ("remove collaborator", "collaborator.delete"),
        ("change my password", "account.change_password"),
        ("config vars", "config_var.info"),
        ("set config vars", "config_var.update"),
        ("list releases", "release.list"),
        ("rollback to release", "release.rollback"),
        ("add a domain", "domain.create"),
        ("batch update formation", "formation.batch_update"),
        ("regenerate oauth tokens", "oauth_authorization.regenerate"),
        ("rate limit", "rate_limit.info"),
        ("create add-on for app", "addon.create"),
        ("get_add_on_for_app", "addon.info"),
        ("invite user", "collaborator.create"),
        ("give app to someone", "app_transfer.create"),
    ],
)
def test_top_three(heroku, words, name):
    """The link is among the first three results."""
    assert name in names(find(heroku, words, limit=3))


def test_names_of_another_client(heroku):
    """The names of another client find nearly all of its operations."""
    page = (DATA.parent.parent / "docs" / "coverage.md").read_text(encoding="utf-8").rpartition("| operation |")[2]
    rows = re.findall(r"^\| (\w+) \| [A-Z]+ \| [^|]* \| (`[^|]*) \|", page, re.MULTILINE)
    calls = {operation: set(re.findall(r"`(\w+\.\w+)`", told)) for operation, told in rows}
    found = [bool(calls[each] & {*names(find(heroku, each, limit=5))}) for each in calls if calls[each]]
    assert len(found) == 169
    assert sum(found) >= 160


def test_descriptions_rank_below_names():
    """Words in a description are found, but rank below words in a name."""
    links = [
        {"title": "Stop", "rel": "stop", "href": "/stop", "description": "Halts the machine."},
        {"title": "Halt", "rel": "halt", "href": "/halt", "description": "Ends all."},
    ]
    client = heroics_py.connect({"definitions": {"x": {"links": links}}}, url="https://a.example", transport=Nobody())
    assert names(find(client, "halts")) == ["x.halt", "x.stop"]
    assert names(find(client, "machine")) == ["x.stop"]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("scale dynos", "formation.update"),
        ("ps:scale", "formation.update"),
        ("resize dynos", "formation.update"),
        ("set config", "config_var.update"),
        ("config:set", "config_var.update"),
        ("get config", "config_var.info"),
        ("set an environment variable", "config_var.update"),
        ("env vars", "config_var.info"),
        ("rename app", "app.update"),
        ("maintenance mode", "app.update"),
        ("tail logs", "log_session.create"),
        ("deploy", "build.create"),
        ("promote pipeline", "pipeline_promotion.create"),
        ("run a command", "dyno.create"),
        ("roll back release", "release.rollback"),
        ("whoami", "account.info"),
        ("how many requests do I have left", "rate_limit.info"),
        ("upload certificate", "ssl_endpoint.create"),
    ],
)
def test_synonyms(heroku, words, name):
    """Synonyms of the schema's words find the link first."""
    assert names(find(heroku, words, limit=1)) == [name]


def test_link_with_a_broken_body():
    """A link with a broken body is found by its name."""
    links = [{"title": "Halt", "rel": "halt", "href": "/halt", "method": "POST", "schema": {"$ref": "#/gone"}}]
    client = heroics_py.connect({"definitions": {"x": {"links": links}}}, url="https://a.example", transport=Nobody())
    assert names(find(client, "halt")) == ["x.halt"]


def test_long_text(heroku):
    """Of a long text, only the beginning is read."""
    assert names(find(heroku, "delete the app " + "a-" * 5_000, limit=1)) == ["app.delete"]


@pytest.mark.parametrize("words", ["", "the", "xyzzy", "🎉"])
def test_no_matches(heroku, words):
    """Words that no link has find nothing."""
    assert find(heroku, words) == []


@pytest.mark.parametrize(("words", "name"), [("cancel order", "order.cancel"), ("delete order", "order.delete")])
def test_word_itself_precedes_its_synonym(words, name):
    """A link that has the word precedes one that only has a synonym of it."""
    one = {"name": "order_id", "in": "path", "required": True, "schema": {"type": "integer"}}
    link = {"parameters": [one], "responses": {}}
    paths = {"/orders/{order_id}": {"delete": link}, "/orders/{order_id}/cancel": {"post": link}}
    client = heroics_py.connect({"openapi": "3.1.0", "paths": paths}, url="https://api.example", transport=Nobody())

    assert names(find(client, words, limit=1)) == [name]


def test_limit_of_results(heroku):
    """A limit is kept."""
    assert [len(find(heroku, "app", limit=limit)) for limit in (0, 1, 5)] == [0, 1, 5]


def test_results_are_callable(heroku):
    """A result can be called."""
    (found,) = find(heroku, "get app", limit=1)
    assert found.prepare("example").url == "https://api.heroku.com/apps/example"


def test_operation_id():
    """An operationId finds its link."""
    client = heroics_py.connect(DATA / "heroku-openapi.yaml", transport=Nobody())
    assert names(find(client, "restartAllDynos", limit=1)) == ["dyno.restart_all"]


def test_stable_results(heroku):
    """The same words find the same links every time."""
    assert names(find(heroku, "list team members")) == names(find(heroku, "list team members"))


def test_find_needs_a_client():
    """Only a client can be searched."""
    with pytest.raises(TypeError, match="find\\(\\) takes a client, got str"):
        find("heroku", "app")


@pytest.mark.parametrize("verb", ["kill", "resize", "enable"])
def test_verb_of_the_api_comes_first(verb):
    """A verb with several synonyms finds the link of its own name first."""
    verbs = ("restart", "stop", "update", "enable", "resize", "kill")
    paths = {f"/boxes/{{id}}/{each}": {"post": {"tags": ["boxes"], "operationId": f"box_{each}"}} for each in verbs}
    document = {"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": paths}
    client = heroics_py.connect(document, url="https://api.example", transport=Nobody())
    assert names(find(client, f"{verb} box", limit=1)) == [f"box.{verb}"]
