"""`connect("https://api.example.com")`: the search for a description on one origin."""

import json
import logging

import pytest
from scripted import Scripted, answer

import heroics_py
from heroics_py.errors import ConnectionFailed, SchemaError

pytestmark = pytest.mark.usefixtures("bare_environment")

DOCUMENT = json.dumps(
    {
        "openapi": "3.1.0",
        "info": {"title": "Found", "version": "1"},
        "servers": [{"url": "/v1"}],
        "paths": {"/things": {"get": {"operationId": "listThings"}}},
    }
).encode()
KEY = "s3ntinel-0123"


def serving(pages):
    """Return a server with ``pages``: the body, or the arguments of a response, by path."""

    def step(wire, request, _number):
        path = request.split(b" ")[1].decode()
        page = pages.get(path, {"status": 404})
        page = {"body": page} if isinstance(page, bytes) else page
        wire.say(answer(**page))

    return Scripted(step)


def paths_of(server):
    return [request.split(b" ")[1].decode() for request in server.requests]


@pytest.mark.parametrize("path", ["/openapi.json", "/swagger.json", "/schema", "/"])
def test_usual_paths(path):
    """A description at one of the usual paths is found, and relative servers are resolved against its URL."""
    with serving({path: DOCUMENT}) as server, heroics_py.connect(server.url) as client:
        assert client.thing.list.prepare().url == f"{server.url}/v1/things"
        assert client._core.api.source == f"{server.url}{path}"
        assert paths_of(server)[-1] == path
        assert len(server.requests) <= 5


def test_link_header():
    """The description that a Link header names by service-desc is fetched first (RFC 8631, 2)."""
    link = '</docs>; rel="service-doc", <docs/a,b.json>;type="application/json"; rel="next service-desc"'
    pages = {"/": {"body": b"<html>", "Link": link}, "/docs/a,b.json": DOCUMENT, "/openapi.json": DOCUMENT}
    with serving(pages) as server, heroics_py.connect(f"{server.url}/") as client:
        assert dir(client.thing) == ["list"]
        assert paths_of(server) == ["/", "/docs/a,b.json"]


def test_catalog():
    """The description that a catalog names by service-desc is fetched (RFC 9727, 2 and 4)."""
    linkset = {"linkset": [{"anchor": "/v1", "service-desc": [{"href": "/v1.yaml", "type": "application/yaml"}]}]}
    catalog = {"body": json.dumps(linkset).encode(), "Content_Type": "application/linkset+json"}
    with serving({"/.well-known/api-catalog": catalog, "/v1.yaml": DOCUMENT}) as server:
        assert dir(heroics_py.connect(server.url).thing) == ["list"]
        assert paths_of(server) == ["/", "/.well-known/api-catalog", "/v1.yaml"]


def test_nothing_found_lists_what_was_tried():
    """If nothing is found, the error lists each path with its status, after five requests."""
    pages = {"/": b'{"links": [{"rel": "self", "href": "/"}]}', "/schema": {"status": 403}}
    with serving(pages) as server, pytest.raises(SchemaError) as caught:
        heroics_py.connect(server.url)
    text = str(caught.value)
    assert "/ (200, no description), /.well-known/api-catalog (404), /openapi.json (404)" in text
    assert "/schema (403)" in text
    assert len(server.requests) == 5


def test_other_origin_is_named_and_not_fetched():
    """A description on another origin is named with the line to type, and not fetched."""
    with serving({"/openapi.json": DOCUMENT}) as other:
        target = f"{other.url}/openapi.json"
        pages = {"/": {"Link": f"<{target}>; rel=service-desc"}, "/openapi.json": {"status": 302, "Location": target}}
        with serving(pages) as server, pytest.raises(SchemaError) as caught:
            heroics_py.connect(server.url)
        assert f"connect({target!r})" in str(caught.value)
        assert other.requests == []


def test_redirects_count_as_requests():
    """At most five requests are sent, those of redirects included."""
    pages = {f"/{n or ''}": {"status": 302, "Location": f"/{n + 1}"} for n in range(30)}
    with serving(pages) as server, pytest.raises(SchemaError, match=r"no schema was found"):
        heroics_py.connect(server.url)
    assert len(server.requests) == 5


def test_no_credentials_are_sent():
    """The search sends no credentials, although the API has the same origin."""
    with serving({"/openapi.json": DOCUMENT, "/things": b"[]"}) as server:
        client = heroics_py.connect(server.url, url=server.url, token=KEY, headers={"X-Api-Key": KEY})
        assert KEY.encode() not in b"".join(server.requests)
        client.thing.list.send()
        assert KEY.encode() in server.requests[-1]


def test_find_is_logged(caplog):
    """What was found is logged, and the API knows its source."""
    with serving({"/openapi.json": DOCUMENT}) as server, caplog.at_level(logging.INFO, logger="heroics_py"):
        api = heroics_py.read(server.url)
    assert f"found the schema of {server.url} at {server.url}/openapi.json" in caplog.text
    assert api.source == f"{server.url}/openapi.json"


def test_url_with_a_path_is_no_search():
    """A URL with a path or a query is the schema itself."""
    with serving({"/schema/": DOCUMENT}) as server:
        heroics_py.read(f"{server.url}/schema/")
        assert paths_of(server) == ["/schema/"]


def test_dead_server():
    """A server that can't be reached is a ConnectionFailed, at once."""
    with serving({}) as server:
        url = server.url
    with pytest.raises(ConnectionFailed):
        heroics_py.connect(url)


def test_found_server_elsewhere():
    """A description that was found and names another host is used only with that URL."""
    moved = json.dumps({**json.loads(DOCUMENT), "servers": [{"url": "https://other.example/v1"}]}).encode()
    with serving({"/openapi.json": moved}) as server:
        with pytest.raises(SchemaError, match=r"url='https://other.example/v1'"):
            heroics_py.connect(server.url, token=KEY)
        with heroics_py.connect(server.url, url="https://other.example/v1") as client:
            assert client.thing.list.prepare().url == "https://other.example/v1/things"
