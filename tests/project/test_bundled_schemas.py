"""The bundled schemas: every link is reachable, documented, and can be prepared."""

import inspect
import json
import re
from pathlib import Path

import pytest

import heroics_py
from heroics_py.model.identifiers import identifier, parameter_keyword, resource_names
from heroics_py.model.link_names import call_names
from heroics_py.samples.checked_sample import sample, sample_text

RUBY = json.loads((Path(__file__).parents[1] / "data" / "ruby-methods-0.6.0.json").read_text())
SCHEMAS = {"heroku": 189, "heroku-platform-api-0.5.0": 171, "bookshelf": None}


def every_call(client):
    for name in dir(client):
        if name not in {"close", "with_options"}:
            resource = getattr(client, name)
            for call in dir(resource):
                yield getattr(resource, call)


@pytest.fixture(scope="module")
def client():
    return heroics_py.connect("heroku", trust_environment=False)


def links_for(method, client):
    """Return the links, under any name that starts as the Ruby method's, with its HTTP method, path and title."""
    resource = client[method["definition"]]
    name = identifier(method["title"])
    return [
        link
        for call in dir(resource)
        if call in {name, f"{name}_account"} or call.startswith(f"{name}_by_")
        for link in getattr(resource, call)._links
        if (link.method, bare(link.href), link.title) == (method["method"], bare(method["href"]), method["title"])
    ]


def bare(href):
    """Return a template without the names of its variables."""
    return re.sub(r"\{[^}]*\}", "{}", href)


def test_ruby_methods_are_reachable(client):
    """Every method of the Ruby client is one link here, with as many parameters, and a body if it takes one."""
    wrong = []
    for method in RUBY:
        links = links_for(method, client)
        if [len(link.path_parameters) for link in links] != [len(method["parameters"])]:
            wrong.append((method["resource"], method["link"], links))
        elif method["takes_body"] and links[0].body is None:
            wrong.append((method["resource"], method["link"], "no body"))
    assert wrong == []


def test_ruby_names_and_arguments():
    """Each method of the Ruby client has the same name and number of arguments here."""
    api = heroics_py.read("heroku")
    resources = {python: api.resources[name] for python, name in resource_names(api.resources).items()}
    reached = {
        (resource, call, link.method, len(link.path_parameters), link.pointer)
        for resource, found in resources.items()
        for call, links in call_names(found).items()
        for link in links
    }
    seen = {}
    for item in RUBY:
        place = seen.setdefault(item["definition"], iter(api.resources[item["definition"]].links))
        link = next(place)
        call = item["link"]
        if (item["definition"], item["title"], item["href"].count("{")) == ("pipeline-coupling", "Info", 1) and (
            item["href"].startswith("/apps/")
        ):
            call = "info_by_app"  # two links of this title take one argument each
        if item["definition"] == "account" and item["href"] == "/account" and item["method"] != "GET":
            call = f"{call}_account"  # a link that changes something shares its name with no other path
        expected = (identifier(item["definition"]), call, item["method"], len(item["parameters"]), link.pointer)
        assert (expected in reached, link.title) == (True, item["title"]), expected
    assert [next(place, None) for place in seen.values()] == [None] * 59
    assert len(reached) == 189  # the Ruby client lacks GET /schema


def test_link_count_matches_ruby(client):
    """The Ruby client has 188 methods, and the client has one link more: GET /schema."""
    assert (len(RUBY), sum(len(call._links) for call in every_call(client))) == (188, 189)


@pytest.mark.parametrize(("name", "count"), SCHEMAS.items())
def test_links_can_be_prepared(name, count):
    """Every link has a docstring and a signature, and can be prepared with samples."""
    client = heroics_py.connect(name, url="https://api.example/v1", trust_environment=False)
    tried = 0
    for call in every_call(client):
        assert call.__doc__.count("\n") > 3
        assert isinstance(inspect.signature(call), inspect.Signature)
        for link in call._links:
            path = {parameter_keyword(each): sample_text(each) for each in link.path_parameters}
            body = [sample(link.body.schema)] if link.body is not None and link.body.schema is not None else []
            request = call.prepare(*path.values(), *body)
            assert request.url.startswith("https://api.example/v1/")
            assert (request.method, json.loads(request.body or b"null")) == (link.method, body[0] if body else None)
            tried += 1
    assert tried == (count or tried)


@pytest.mark.parametrize("name", SCHEMAS)
def test_links_have_no_fault(name):
    assert [link.fault for link in heroics_py.read(name).links if link.fault] == []
