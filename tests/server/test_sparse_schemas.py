"""Schemas that say less, with bare variables in paths, no identity, no target schema."""

import json
import sys

import pytest

from heroics_py.http.headers import Headers
from heroics_py.readers import read_api
from heroics_py.server import Sandbox, Server

SHELF = {
    "$schema": "http://json-schema.org/draft-04/hyper-schema",
    "definitions": {
        "state": {"type": "object", "properties": {"lent": {"type": "boolean"}, "times": {"type": "integer"}}},
        "author": {
            "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
            "links": [
                {"href": "/authors", "rel": "create", "method": "POST", "schema": {"type": "object"}},
                {"href": "/authors", "rel": "instances"},
                {"href": "/authors/{id}", "rel": "self"},
                {"href": "/authors/{id}", "rel": "destroy", "method": "DELETE"},
            ],
        },
        "book": {
            "properties": {
                "id": {"type": "string", "format": "uuid"},
                "title": {"type": "string"},
                "author": {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}},
            },
            "links": [
                {"href": "/authors/{author}/books", "rel": "create", "method": "POST", "schema": {"type": "object"}},
                {"href": "/authors/{author}/books", "rel": "instances"},
                {
                    "href": "/authors/{author}/books",
                    "rel": "destroy",
                    "method": "DELETE",
                    "targetSchema": {"type": "array"},
                },
                {"href": "/books/{id}", "rel": "self"},
                {"href": "/books/{id}", "rel": "create", "method": "PUT", "schema": {"type": "object"}},
                {"href": "/books/{id}", "rel": "update", "method": "PATCH", "schema": {"type": "object"}},
                {"href": "/books/{id}/lend", "rel": "lend", "method": "POST"},
                {"href": "/books/newest", "rel": "self"},
                {"href": "/books/{id}/state", "rel": "self", "targetSchema": {"$ref": "#/definitions/state"}},
                {
                    "href": "/books/{id}/state",
                    "rel": "update",
                    "method": "PATCH",
                    "schema": {"type": "object"},
                    "targetSchema": {"$ref": "#/definitions/state"},
                },
                {"href": "/words", "rel": "instances", "targetSchema": {"type": "array", "items": {"type": "string"}}},
                {"href": "/cover", "rel": "self", "mediaType": "text/plain", "targetSchema": {"type": "string"}},
            ],
        },
    },
}


@pytest.fixture
def shelf():
    sandbox = Sandbox(read_api(SHELF))

    def call(method, path, body=None):
        sent = b"" if body is None else json.dumps(body).encode()
        response = sandbox.respond(method, path, "", Headers({"Authorization": "Bearer x"}), sent)
        return response.status, json.loads(response.body) if response.body[:1] in b"{[" else response.body

    return call


def test_type_from_path(shelf):
    """The path decides which type a bare variable identifies."""
    assert shelf("POST", "/authors", {"name": "Austen"}) == (201, {"id": 1, "name": "Austen"})
    status, book = shelf("POST", "/authors/1/books", {"title": "Emma"})
    assert (status, book["author"]) == (201, {"id": 1, "name": "Austen"})
    assert shelf("GET", "/authors/1/books") == (200, [book])
    assert shelf("GET", f"/books/{book['id']}") == (200, book)
    assert shelf("POST", "/authors/2/books", {"title": "Emma"})[0] == 404


def test_literal_before_variable(shelf):
    """A literal segment precedes a variable."""
    shelf("POST", "/authors", {})
    shelf("POST", "/authors/1/books", {"title": "Emma"})
    _, second = shelf("POST", "/authors/1/books", {"title": "Persuasion"})
    assert shelf("GET", "/books/newest") == (200, second)


def test_put_takes_identity_from_path(shelf):
    """A PUT creates an entity with the identity in its path."""
    identity = "11111111-2222-3333-4444-555555555555"
    status, created = shelf("PUT", f"/books/{identity}", {"title": "Emma"})
    assert (status, created["id"], created["title"]) == (201, identity, "Emma")
    assert shelf("PUT", f"/books/{identity}", {"title": "Persuasion"}) == (200, {**created, "title": "Persuasion"})
    assert shelf("GET", f"/books/{identity}")[1]["title"] == "Persuasion"


def test_put_with_if_none_match():
    """A PUT with If-None-Match creates an entity once."""
    shelf = Sandbox(read_api(SHELF))
    headers = Headers({"Authorization": "Bearer x", "If-None-Match": "*"})
    path = "/books/11111111-2222-3333-4444-555555555555"
    assert [shelf.respond("PUT", path, "", headers, b"{}").status for _ in range(2)] == [201, 412]


def test_patch_of_missing_entity(shelf):
    """A PATCH of a missing entity gets 404."""
    assert shelf("PATCH", "/books/11111111-2222-3333-4444-555555555555", {})[0] == 404


def test_delete_list(shelf):
    """A DELETE of a list removes all of its entities."""
    shelf("POST", "/authors", {})
    books = [shelf("POST", "/authors/1/books", {})[1] for _ in range(2)]
    assert shelf("DELETE", "/authors/1/books") == (200, books)
    assert shelf("GET", "/authors/1/books") == (200, [])


def test_action_needs_its_entity(shelf):
    """An action on a missing entity gets 404."""
    shelf("POST", "/authors", {})
    _, book = shelf("POST", "/authors/1/books", {})
    assert shelf("POST", f"/books/{book['id']}/lend")[0] == 200
    assert shelf("POST", "/books/11111111-2222-3333-4444-555555555555/lend")[0] == 404


def test_inline_type_per_entity(shelf):
    """A part with its own schema is stored for each entity."""
    shelf("POST", "/authors", {})
    first, second = (shelf("POST", "/authors/1/books", {})[1]["id"] for _ in range(2))
    assert shelf("GET", f"/books/{first}/state") == (200, {"lent": False, "times": 0})
    assert shelf("PATCH", f"/books/{first}/state", {"lent": True}) == (200, {"lent": True, "times": 0})
    assert shelf("GET", f"/books/{first}/state") == (200, {"lent": True, "times": 0})
    assert shelf("GET", f"/books/{second}/state") == (200, {"lent": False, "times": 0})


def test_list_of_scalars(shelf):
    """A list of scalars is an example."""
    assert shelf("GET", "/words") == (200, ["example"])


def test_text_response(shelf):
    """A link with a text type responds with plain text."""
    assert shelf("GET", "/cover") == (200, b"example")


BARE = {
    "$schema": "http://json-schema.org/draft-04/hyper-schema",
    "definitions": {
        "note": {
            "links": [
                {"href": "/notes", "rel": "create", "method": "POST", "schema": {}},
                {"href": "/notes", "rel": "instances"},
                {"href": "/notes/{id}", "rel": "self"},
            ]
        }
    },
}


def test_type_without_schema():
    """Without a schema, all fields are stored under a new id."""
    notes = Sandbox(read_api(BARE), page_size=2)
    headers = Headers({"Authorization": "Bearer x"})
    created = [json.loads(notes.respond("POST", "/notes", "", headers, b'{"text": "buy tea"}').body) for _ in range(3)]
    assert [note["text"] for note in created] == ["buy tea"] * 3
    assert json.loads(notes.respond("GET", f"/notes/{created[1]['id']}", "", headers, b"").body) == created[1]
    assert notes.respond("GET", "/notes/nothing", "", headers, b"").status == 404
    first = notes.respond("GET", "/notes", "", headers, b"")
    rest = notes.respond("GET", "/notes", "", Headers({**headers, "Range": first.headers["Next-Range"]}), b"")
    assert json.loads(first.body) + json.loads(rest.body) == created


def test_alias_of_own_entity():
    """Only the fixed words of the schema identify the own entity."""
    heroku = Sandbox(read_api("heroku"))
    headers = Headers({"Authorization": "Bearer x"})
    responses = [heroku.respond("GET", f"/users/{name}/preferences", "", headers, b"") for name in ("~", "bob")]
    assert [response.status for response in responses] == [200, 404]


def test_missing_extra(monkeypatch):
    """Without its libraries, a server names the extra to install."""
    monkeypatch.setitem(sys.modules, "waitress", None)
    monkeypatch.delitem(sys.modules, "heroics_py.server.listener", raising=False)
    with pytest.raises(ModuleNotFoundError, match=r"waitress: pip install 'heroics-py\[sandbox\]'"):
        Server(read_api("bookshelf")).start()
