"""The bundled schemas: every link of them is reachable, tells what it is, and can be prepared."""

import inspect
import json
import re
from pathlib import Path

import pytest

import heroics_py
from heroics_py.model.identifiers import identifier, parameter_keyword
from heroics_py.samples.sampling import sample, sample_of

RUBY = json.loads((Path(__file__).parents[1] / "data" / "ruby-methods-0.6.0.json").read_text())
SCHEMAS = {"heroku": 188, "heroku-platform-api-0.5.0": 170, "bookshelf": None}


def every_call(client):
    for name in dir(client):
        if name not in {"close", "with_options"}:
            resource = getattr(client, name)
            for call in dir(resource):
                yield getattr(resource, call)


@pytest.fixture(scope="module")
def client():
    return heroics_py.connect("heroku", trust_environment=False)


@pytest.mark.parametrize(
    "method", RUBY, ids=lambda each: f"{each['resource']}.{each['link']}-{each['href'].count('{')}"
)
def test_a_method_of_the_ruby_client_is_reachable(method, client):
    resource = client[method["definition"]]
    wanted = identifier(method["title"])
    found = [
        link
        for call in dir(resource)
        if call in {wanted, f"{wanted}_account"} or call.startswith(f"{wanted}_by_")
        for link in getattr(resource, call)._links
        if (link.method, bare(link.href), link.title) == (method["method"], bare(method["href"]), method["title"])
    ]
    assert [len(link.path_parameters) for link in found] == [len(method["parameters"])]
    assert found[0].body is not None or not method["takes_body"]


def bare(href):
    """A template without the names of its variables."""
    return re.sub(r"\{[^}]*\}", "{}", href)


def test_the_ruby_client_has_188_of_them_and_we_have_no_link_more_or_less(client):
    assert (len(RUBY), sum(len(call._links) for call in every_call(client))) == (188, 188)


@pytest.mark.parametrize(("name", "count"), SCHEMAS.items())
def test_every_link_has_a_docstring_and_a_signature_and_can_be_prepared_with_samples(name, count):
    client = heroics_py.connect(name, url="https://api.example/v1", trust_environment=False)
    tried = 0
    for call in every_call(client):
        assert call.__doc__.count("\n") > 3
        assert isinstance(inspect.signature(call), inspect.Signature)
        for link in call._links:
            path = {parameter_keyword(each): sample_of(each) for each in link.path_parameters}
            body = [sample(link.body.schema)] if link.body is not None and link.body.schema is not None else []
            request = call.prepare(*path.values(), *body)
            assert request.url.startswith("https://api.example/v1/")
            assert (request.method, json.loads(request.body or b"null")) == (link.method, body[0] if body else None)
            tried += 1
    assert tried == (count or tried)


@pytest.mark.parametrize("name", SCHEMAS)
def test_no_link_of_a_bundled_schema_has_a_fault(name):
    assert [link.fault for link in heroics_py.read(name).links if link.fault] == []
