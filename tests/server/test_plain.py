"""Schemas that say less: plain variables in paths, no identity, no target schema."""

import json
import sys

import pytest

from heroics_py.http.headers import Headers
from heroics_py.readers import read_api
from heroics_py.server import Sandbox, Server
from heroics_py.server.routes import shape_of

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
        answer = sandbox.respond(method, path, "", Headers({"Authorization": "Bearer x"}), sent)
        return answer.status, json.loads(answer.body) if answer.body[:1] in b"{[" else answer.body

    return call


def test_the_kind_of_a_plain_variable_is_told_by_the_path(shelf):
    assert shelf("POST", "/authors", {"name": "Austen"}) == (201, {"id": 1, "name": "Austen"})
    status, book = shelf("POST", "/authors/1/books", {"title": "Emma"})
    assert (status, book["author"]) == (201, {"id": 1, "name": "Austen"})
    assert shelf("GET", "/authors/1/books") == (200, [book])
    assert shelf("GET", f"/books/{book['id']}") == (200, book)
    assert shelf("POST", "/authors/2/books", {"title": "Emma"})[0] == 404


def test_a_word_in_the_path_goes_before_a_variable(shelf):
    shelf("POST", "/authors", {})
    shelf("POST", "/authors/1/books", {"title": "Emma"})
    _, second = shelf("POST", "/authors/1/books", {"title": "Persuasion"})
    assert shelf("GET", "/books/newest") == (200, second)


def test_a_put_gives_a_thing_the_identity_of_its_path(shelf):
    identity = "11111111-2222-3333-4444-555555555555"
    status, made = shelf("PUT", f"/books/{identity}", {"title": "Emma"})
    assert (status, made["id"], made["title"]) == (201, identity, "Emma")
    assert shelf("PUT", f"/books/{identity}", {"title": "Persuasion"}) == (200, {**made, "title": "Persuasion"})
    assert shelf("GET", f"/books/{identity}")[1]["title"] == "Persuasion"


def test_a_put_that_must_not_replace_creates_once():
    shelf = Sandbox(read_api(SHELF))
    headers = Headers({"Authorization": "Bearer x", "If-None-Match": "*"})
    path = "/books/11111111-2222-3333-4444-555555555555"
    assert [shelf.respond("PUT", path, "", headers, b"{}").status for _ in range(2)] == [201, 412]


def test_a_patch_of_what_is_not_there_is_404(shelf):
    assert shelf("PATCH", "/books/11111111-2222-3333-4444-555555555555", {})[0] == 404


def test_a_whole_list_can_be_deleted(shelf):
    shelf("POST", "/authors", {})
    books = [shelf("POST", "/authors/1/books", {})[1] for _ in range(2)]
    assert shelf("DELETE", "/authors/1/books") == (200, books)
    assert shelf("GET", "/authors/1/books") == (200, [])


def test_an_action_below_a_thing_needs_the_thing(shelf):
    shelf("POST", "/authors", {})
    _, book = shelf("POST", "/authors/1/books", {})
    assert shelf("POST", f"/books/{book['id']}/lend")[0] == 200
    assert shelf("POST", "/books/11111111-2222-3333-4444-555555555555/lend")[0] == 404


def test_what_is_described_in_a_schema_of_its_own_is_kept_for_each_thing(shelf):
    shelf("POST", "/authors", {})
    first, second = (shelf("POST", "/authors/1/books", {})[1]["id"] for _ in range(2))
    assert shelf("GET", f"/books/{first}/state") == (200, {"lent": False, "times": 0})
    assert shelf("PATCH", f"/books/{first}/state", {"lent": True}) == (200, {"lent": True, "times": 0})
    assert shelf("GET", f"/books/{first}/state") == (200, {"lent": True, "times": 0})
    assert shelf("GET", f"/books/{second}/state") == (200, {"lent": False, "times": 0})


def test_a_list_of_bare_values_is_an_example(shelf):
    assert shelf("GET", "/words") == (200, ["example"])


def test_a_text_is_answered_as_text(shelf):
    assert shelf("GET", "/cover") == (200, b"example")


def test_a_path_has_one_shape_however_its_variables_are_called():
    assert shape_of("/apps/{app}/x{?a,b}") == shape_of("apps/{other}/x?k={k}") == ("apps", "{}", "x")
    assert shape_of("/a{/b,c}") == ("a", "{}", "{}")
    assert shape_of("/files/{name}.{format}/{+rest}") == ("files", "{}.{}", "{+}")
    assert shape_of("/") == ()


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


def test_without_a_schema_all_that_is_sent_is_kept_under_a_new_id():
    notes = Sandbox(read_api(BARE), page_size=2)
    headers = Headers({"Authorization": "Bearer x"})
    made = [json.loads(notes.respond("POST", "/notes", "", headers, b'{"text": "buy tea"}').body) for _ in range(3)]
    assert [note["text"] for note in made] == ["buy tea"] * 3
    assert json.loads(notes.respond("GET", f"/notes/{made[1]['id']}", "", headers, b"").body) == made[1]
    assert notes.respond("GET", "/notes/nothing", "", headers, b"").status == 404
    first = notes.respond("GET", "/notes", "", headers, b"")
    rest = notes.respond("GET", "/notes", "", Headers({**headers, "Range": first.headers["Next-Range"]}), b"")
    assert json.loads(first.body) + json.loads(rest.body) == made


def test_a_fixed_word_that_is_not_in_the_schema_is_404():
    heroku = Sandbox(read_api("heroku"))
    headers = Headers({"Authorization": "Bearer x"})
    answers = [heroku.respond("GET", f"/users/{name}/preferences", "", headers, b"") for name in ("~", "bob")]
    assert [answer.status for answer in answers] == [200, 404]


def test_a_socket_without_its_libraries_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "waitress", None)
    monkeypatch.delitem(sys.modules, "heroics_py.server.listener", raising=False)
    with pytest.raises(ModuleNotFoundError, match=r"waitress: pip install 'heroics-py\[sandbox\]'"):
        Server(read_api("bookshelf")).start()
