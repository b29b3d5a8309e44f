"""Heroku's API as an OpenAPI document with plain parameters behaves as with its hyper-schema."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import heroics_py
from heroics_py import Headers, Response
from heroics_py.client.links import BoundLink

DOCUMENT = Path(__file__).parents[1] / "data" / "heroku-openapi.yaml"
OTHER_NAMES = {"add_on": "addon"}
RECORD = {"id": "01234567-89ab-cdef-0123-456789abcdef", "name": "one", "hostname": "one.example", "type": "web"}
# What the OpenAPI document offers for one thing of each resource, and the hyper-schema too.
THINGS = {
    "add_on": "/apps/a1/addons",
    "app": "/apps",
    "build": "/apps/a1/builds",
    "collaborator": "/apps/a1/collaborators",
    "domain": "/apps/a1/domains",
    "dyno": "/apps/a1/dynos",
    "formation": "/apps/a1/formation",
    "pipeline": "/pipelines",
    "release": "/apps/a1/releases",
}


class Canned:
    """Responds to each GET of a collection with a list of one record, and to everything else with the record."""

    def __init__(self):
        self.lines = []

    def send(self, request):
        path = urlsplit(request.url).path
        self.lines.append(f"{request.method} {path}")
        data = [RECORD] if request.method == "GET" and path in THINGS.values() else RECORD
        headers = Headers({"Content-Type": "application/json"})
        return Response(status=200, headers=headers, body=json.dumps(data).encode(), url=request.url)

    def close(self):
        pass


def clients():
    """Return a client of the OpenAPI document and one of the hyper-schema, each with its transport."""
    plain, hyper = Canned(), Canned()
    return (heroics_py.connect(str(DOCUMENT), transport=plain), plain), (heroics_py.connect(transport=hyper), hyper)


def places(api):
    """Return the method and shape of each link."""
    return {f"{link.method} {re.sub(r'{.*?}', '{}', link.href)}" for link in api.links}


COMMON = places(heroics_py.read(str(DOCUMENT))) & places(heroics_py.read("heroku"))


def requests_of(scope):
    """Return the request lines of a scope's links that both documents have, the rest of their path filled with x."""
    lines = set()
    for offered in scope:
        for link in offered._links:
            if f"{link.method} {re.sub(r'{.*?}', '{}', link.href)}" not in COMMON:
                continue
            options = offered._options.merged(validate=False)
            bound = BoundLink(offered._core, offered._name, (link,), options, offered._fillers)
            (shape,) = bound._call_shapes()
            request = bound.prepare(*["x"] * len(shape.parameters))
            lines.add(f"{request.method} {urlsplit(request.url).path}")
    return lines


# What the OpenAPI document says of their responses: a DELETE of it may return nothing.
DESCRIBED = {
    f"{link.method} {re.sub(r'{.*?}', '{}', link.href)}"
    for link in heroics_py.read(str(DOCUMENT)).links
    if link.target_schema is not None
}


def records(client, name):
    """Return the record that each link of a collection and its items returns, by method and path."""
    resource = getattr(client, name if hasattr(client, name) else OTHER_NAMES[name])
    collection = THINGS[name].replace("/a1/", "/{}/")
    parents = ["a1"] * collection.count("{}")
    arguments = {collection: parents, f"{collection}/{{}}": [*parents, "t1"]}
    found = {}
    for link in resource._resource.links:
        place = f"{link.method} {re.sub(r'{.*?}', '{}', link.href)}"
        if place in COMMON & DESCRIBED and (path := place.partition(" ")[2]) in arguments:
            value = BoundLink(client._core, name, (link,), resource._options.merged(validate=False))(*arguments[path])
            found[place] = value[0] if isinstance(value, heroics_py.Collection) else value
    return found


@pytest.mark.parametrize("name", THINGS)
def test_scopes(name):
    """The scope of a thing offers the same requests."""
    (plain, _), (hyper, _) = clients()
    expected = requests_of(getattr(hyper, OTHER_NAMES.get(name, name))["t1"])
    assert requests_of(getattr(plain, name)["t1"]) == expected
    assert any("t1" in line for line in expected)


@pytest.mark.parametrize("name", THINGS)
def test_links_of_records(name):
    """The links of a record are the same, whichever link returned it, with its parents filled in."""
    (plain, _), (hyper, _) = clients()
    theirs = {place: requests_of(heroics_py.links(record)) for place, record in records(hyper, name).items()}
    assert {place: requests_of(heroics_py.links(record)) for place, record in records(plain, name).items()} == theirs
    assert any(theirs.values())


@pytest.mark.parametrize("name", sorted({*THINGS} - {"collaborator", "formation"}))
def test_refresh_and_wait(name):
    """A record is read again by the same request."""
    lines = []
    for client, transport in clients():
        sent = {}
        for place, record in records(client, name).items():
            transport.lines.clear()
            heroics_py.refresh(record)
            heroics_py.wait(record, name="one", progress=False)
            sent[place] = list(transport.lines)
        lines.append(sent)
    assert lines[0] == lines[1]
    assert lines[0]


@pytest.mark.parametrize("name", ["collaborator", "formation"])
def test_refresh_without_a_reader(name):
    """A record that no link reads says so: the OpenAPI document has no GET for it."""
    client, _ = clients()[0]
    with pytest.raises(heroics_py.CallError, match="can't read this record again"):
        heroics_py.refresh(next(iter(records(client, name).values())))


def test_records_as_arguments():
    """A record as an argument is sent as the same identity."""
    (plain, _), (hyper, _) = clients()
    mine, theirs = plain.app.list()[0], hyper.app.list()[0]
    pairs = [
        (plain.app.delete.prepare(mine), hyper.app.delete.prepare(theirs)),
        (plain.dyno.get.prepare(mine, "web.1"), hyper.dyno.info.prepare(theirs, "web.1")),
    ]
    assert all(one.url.endswith(urlsplit(other.url).path) for one, other in pairs)


def test_coupling_is_no_pipeline():
    """What a resource returns of another kind never passes for its own."""
    (plain, _), _ = clients()
    coupling = plain.pipeline.create_coupling.with_options(validate=False)()
    with pytest.raises(heroics_py.CallError, match="this Record is a pipeline coupling"):
        plain.pipeline.delete(coupling)


def test_account():
    """The account has its own links."""
    (plain, transport), _ = clients()
    heroics_py.links(plain.account.get()).update(name="x")
    assert transport.lines == ["GET /account", "PATCH /account"]
