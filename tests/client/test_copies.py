"""Copies and pickles of a client and its parts."""

import copy
import pickle

import pytest
import responses
from canned import connected

import heroics_py
from heroics_py.client import BoundLink

SECRET = "s3cret-sentinel"


@pytest.fixture
def no_credentials(monkeypatch, tmp_path):
    monkeypatch.delenv("HEROKU_API_KEY", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / "none"))


def test_pickles_hold_no_secrets():
    """A pickled client keeps its schema and options, but no secrets."""
    client = heroics_py.connect(
        token=SECRET, headers={"X-Auth-Token": SECRET, "X-One": "1"}, trust_environment=False, read_only=True
    ).with_options(headers={"Authorization": SECRET}, limit=5)
    data = pickle.dumps((client, client.app, client.app.info))
    again, resource, link = pickle.loads(data)
    assert SECRET.encode() not in data
    assert [repr(each) for each in (again, resource, link)] == [repr(e) for e in (client, client.app, client.app.info)]
    assert (again._options.limit, again._core.settings.read_only) == (5, True)
    assert again.app.info.prepare("example").headers["X-One"] == "1"


def test_pickles_hold_no_api_keys():
    """A pickled client holds no key of the API, even if the header's name does not sound secret."""
    document = {
        "openapi": "3.0.0",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://shop.example"}],
        "components": {"securitySchemes": {"one": {"type": "apiKey", "in": "header", "name": "X-Tenant"}}},
        "security": [{"one": []}],
        "paths": {
            "/apps": {"get": {"operationId": "list", "tags": ["app"], "responses": {"200": {"description": ""}}}}
        },
    }
    client = heroics_py.connect(document, headers={"x-tenant": SECRET, "X-One": "1"}, trust_environment=False)
    data = pickle.dumps((client, client.app, client.app.list))
    assert SECRET.encode() not in data
    assert pickle.loads(data)[0].app.list.prepare().headers["X-One"] == "1"


@responses.activate
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
@pytest.mark.parametrize("part", [lambda client: client.app.info, lambda client: client.app, lambda client: client])
def test_copies_keep_credentials(no_credentials, copied, part):
    """Copies and deep copies of a client, a resource and a link send the credentials."""
    responses.get("https://api.heroku.com/apps/example", json={})
    duplicate = copied(part(heroics_py.connect(token=SECRET)))
    resource = duplicate.app if isinstance(duplicate, heroics_py.Client) else duplicate
    link = resource if isinstance(resource, BoundLink) else resource.info
    link("example")
    assert responses.calls[0].request.headers["Authorization"] == f"Bearer {SECRET}"


@pytest.mark.parametrize("part", [lambda client: client.app.info, lambda client: client.app, lambda client: client])
def test_copies_share_the_connection(part):
    """A copy shares the connection."""
    client, _ = connected()
    assert copy.copy(part(client))._core is client._core


def test_deep_copies_have_own_connections():
    """A deep copy has a connection of its own."""
    client = heroics_py.connect(trust_environment=False)
    duplicate = copy.deepcopy(client)
    assert (duplicate._core is client._core, duplicate._core.connection is client._core.connection) == (False, False)


def test_parts_stay_together():
    """A client and its parts that are pickled or copied together still share a connection."""
    client = heroics_py.connect(trust_environment=False)
    parts = (client, client.app, client.app.info, client.app["example"])
    for duplicates in (pickle.loads(pickle.dumps(parts)), copy.deepcopy(parts)):
        cores = {id(each._core) for each in duplicates}
        assert (len(cores), id(client._core) in cores) == (1, False)
