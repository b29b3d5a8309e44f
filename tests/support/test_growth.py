"""The work of every look at a client, in steps: it grows in proportion to the links of its schema."""

import inspect
import json
import sys
from contextlib import suppress

import pytest

import heroics_py
from heroics_py.errors import HeroicsError

IDENTITY = "{(%23%2Fdefinitions%2Fthing%2Fdefinitions%2Fidentity)}"
COUNT = 60


def of_links(create):
    """Return a schema of one resource, whose links ``create`` returns for a number and a count."""

    def document(count):
        links = [{"rel": "self", "method": "GET", "href": f"/things/{i}", **create(i, count)} for i in range(count)]
        identity = {"identity": {"type": "string"}}
        properties = {"id": {"$ref": "#/definitions/thing/definitions/identity"}}
        return {"definitions": {"thing": {"definitions": identity, "properties": properties, "links": links}}}

    return document


def field(name):
    return {"type": "object", "properties": {name: {"type": "string"}}, "required": [name]}


def of_operations(tag):
    def document(count):
        known = {"in": "path", "name": "id", "required": True, "schema": {"type": "string"}}
        paths = {
            f"/x{i}/{{id}}": {
                "get": {
                    "tags": [tag(i)],
                    "operationId": f"nameIt{i}",
                    "parameters": [known],
                    "responses": {"200": {"description": ""}},
                }
            }
            for i in range(count)
        }
        return {"openapi": "3.0.0", "info": {"title": "x", "version": "1"}, "paths": paths}

    return document


def of_resources(count):
    """Each has one link, and none says what identifies it."""
    fields = {"name": {"type": "string"}}
    return {
        "definitions": {
            f"thing {i}": {
                "definitions": fields,
                "properties": fields,
                "links": [
                    {"title": "Info", "href": f"/t{i}/{{(%23%2Fdefinitions%2Fthing%20{i}%2Fdefinitions%2Fname)}}"}
                ],
            }
            for i in range(count)
        }
    }


def of_fields(count):
    """One link with many fields."""
    properties = {f"a{i}": {"type": "string"} for i in range(count)}
    link = {"title": "Name", "rel": "create", "method": "POST", "href": "/things", "schema": {"properties": properties}}
    return {"definitions": {"thing": {"links": [link]}}}


POST = {"title": "Name", "rel": "create", "method": "POST"}
SHAPES = {
    "titles of their own": of_links(lambda i, _: {"title": f"Name {i}", "rel": f"r{i}"}),
    "one title, GET": of_links(lambda i, _: {"title": "Name"}),
    "one title, POST": of_links(lambda i, _: POST),
    "one title, DELETE": of_links(
        lambda i, _: {"title": "Name", "method": "DELETE", "href": f"/a{i}{f'/{IDENTITY}' * (i % 2)}"}
    ),
    "one title, one tail": of_links(lambda i, _: {**POST, "href": f"/a{i}/{IDENTITY}/tail"}),
    "one path": of_links(lambda i, _: {**POST, "href": "/things", "schema": field(f"a{i}")}),
    "one path of a thing": of_links(
        lambda i, _: {**POST, "method": "PATCH", "href": f"/things/{IDENTITY}", "schema": field("same")}
    ),
    "two of each title": of_links(lambda i, n: {"title": f"Name {i % (n // 2)}", "method": "PUT" if i % 2 else "GET"}),
    "no title": of_links(lambda i, _: {"href": f"/things/{IDENTITY}/a{i}"}),
    "operations of one tag": of_operations(lambda _: "thing"),
    "operations of their own tags": of_operations(lambda i: f"t{i}"),
    "resources": of_resources,
    "fields": of_fields,
}


def every_key(client):
    """Reach each link by the words of the schema."""
    for link in client._core.api.links:
        client[link.resource, link.title or link.name or link.rel]


def every_scope(client):
    for name in client._core.catalog.names:
        with suppress(HeroicsError):
            getattr(client, name)["x"]


def every_look(client, resource, link):
    """Look at a resource and at one link in every way that there is."""
    for each in (resource, link, client):
        repr(each), dir(each), each.__doc__, each._repr_html_()
    inspect.signature(link)
    with suppress(HeroicsError):
        scope = resource["x"]
        repr(scope), dir(scope), scope.__doc__, scope._repr_html_()
    with suppress(HeroicsError):
        link.prepare("x", "y", nothing=1)


LOOKS = {
    "read": lambda api, client, *_: heroics_py.read(dict(api.documents.roots[""])),
    "look": lambda _, *seen: every_look(*seen),
    "keys": lambda _, client, *__: every_key(client),
    "scopes": lambda _, client, *__: every_scope(client),
    "find": lambda _, client, *__: heroics_py.find(client, "name of things"),
    "check": lambda api, *_: heroics_py.check(api),
}


def steps_of(look, document):
    """Return how many lines of the library a look takes, with a new client."""
    api = heroics_py.read(document)
    steps = 0

    def count(frame, _event, _argument):
        nonlocal steps
        steps += 1
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        client = heroics_py.connect(api, url="https://api.example")
        resource = getattr(client, next(iter(client._core.catalog.names)))
        link = getattr(resource, [*dir(resource)][-1])
        look(api, client, resource, link)
    finally:
        sys.settrace(before)
    return steps


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("shape", SHAPES)
def test_steps_are_linear_in_links(shape, look):
    """Twice as many links take at most a little more than twice the steps."""
    document = SHAPES[shape]
    steps_of(LOOKS[look], document(2))  # what is loaded or created once
    once, twice = (steps_of(LOOKS[look], document(count)) for count in (COUNT, 2 * COUNT))
    assert twice <= 2.3 * once, (once, twice)


def test_calls_are_named_once(monkeypatch):
    """The calls of a resource are named once."""
    from heroics_py.linking import catalog

    named = []
    whole = catalog.call_names
    monkeypatch.setattr(catalog, "call_names", lambda resource: named.append(resource.name) or whole(resource))
    client = heroics_py.connect(SHAPES["one title, GET"](3), url="https://api.example")
    for each in (client, client.with_options(timeout=1)):
        each._repr_html_(), dir(each.thing), dir(each.thing["x"])
    assert named == ["thing"]


def of_alternatives(count):
    """Each of some schemas is a choice of all of them."""
    references = [{"$ref": f"#/components/schemas/S{i}"} for i in range(count)]
    choice = {"oneOf": references, "discriminator": {"propertyName": "k", "mapping": {"a": "S1"}}}
    content = {"content": {"application/json": {"schema": references[0]}}}
    known = {"in": "path", "name": "id", "required": True, "schema": {"type": "string"}}
    post = {"tags": ["x"], "operationId": "act", "requestBody": content, "responses": {"200": content}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "x", "version": "1"},
        "paths": {"/x/{id}": {"post": {**post, "parameters": [known]}}},
        "components": {"schemas": {f"S{i}": choice for i in range(count)}},
    }


def test_alternatives_of_alternatives():
    """Alternatives that lead to one another take no more steps than there are pairs of them."""

    def look(_api, _client, _resource, link):
        return inspect.getdoc(link)

    steps_of(look, of_alternatives(2))  # what is loaded or created once
    once, twice = (steps_of(look, of_alternatives(count)) for count in (8, 16))
    assert twice < 5 * once


def test_names_of_a_reference(tmp_path, monkeypatch):
    """The shell lines of a reference spell each resource and link once."""
    from heroics_py.cli.api import example_lines, names
    from heroics_py.cli.profiles.target import Target
    from heroics_py.writers.pages.entries import reference_of

    spelled = []
    whole = names.shell_names
    monkeypatch.setattr(names, "shell_names", lambda each: spelled.extend(each) or whole(each))
    path = tmp_path / "things.json"
    path.write_text(json.dumps(of_resources(3)))
    target = Target(typed=str(path), schema=str(path))
    reference_of(target.read(), schema="things.json", shell=example_lines.example_lines(target, "things.json"))
    assert sorted(spelled) == ["info", "info", "info", "thing_0", "thing_1", "thing_2"]
