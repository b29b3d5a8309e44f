"""Swagger 2.0: what a client gets from a document, and from a broken one."""

import pytest
import yaml
from swagger_library import BODY, library, operation

import heroics_py
from heroics_py import SchemaError, ValidationError
from heroics_py.readers import read_api
from heroics_py.readers.swagger.base import base_url


@pytest.fixture
def client():
    with heroics_py.connect(library(), cache=None) as client:
        yield client


def test_the_document():
    """The title, the description, the base URL and the tags are those of the document."""
    api = read_api(library())
    assert (api.dialect, api.title, api.description) == ("Swagger 2.0", "Library", "Books to borrow.")
    assert api.url == "https://library.example/v1"
    assert {name: each.description for name, each in api.resources.items()} == {"book": "All books"}


def test_names(client):
    """Operations are named by their ids without the words of the tag."""
    assert dir(client.book) == ["create", "delete", "get", "get_cover", "list", "put_cover", "update"]
    assert client["book", "getBookCover"].href == "/books/{bookId}/cover"


def test_requests(client):
    """Calls become requests below the base path."""
    prepared = client.book.create.prepare(title="Dune", pages=412)
    assert (prepared.method, prepared.url) == ("POST", "https://library.example/v1/books")
    assert prepared.body == b'{"title":"Dune","pages":412}'
    assert client.book.list.prepare(limit=5).url == "https://library.example/v1/books?limit=5"


@pytest.mark.parametrize(
    ("name", "arguments", "pointer"),
    [
        ("create", {"title": ""}, "/title"),
        ("create", {"title": "Dune", "pages": 0}, "/pages"),
        ("create", {"pages": 1}, "/title"),
        ("list", {"limit": 51}, "/limit"),
        ("list", {"limit": "many"}, "/limit"),
    ],
)
def test_validation(client, name, arguments, pointer):
    """Bodies and parameters are checked with the keywords of draft-04."""
    with pytest.raises(ValidationError) as caught:
        getattr(client.book, name).prepare(**arguments)
    assert [each.pointer for each in caught.value.problems] == [pointer]


def test_nullable(client):
    """x-nullable allows null."""
    assert client.book.create.prepare(title="Dune", subtitle=None).body == b'{"title":"Dune","subtitle":null}'


def test_pointers():
    """Links, parameters and bodies point into the document as it was written."""
    links = {link.name: link for link in read_api(library()).links}
    assert links["list"].pointer == "#/paths/~1books/get"
    assert [each.schema.pointer for each in links["list"].parameters] == ["#/parameters/limit"]
    assert [each.schema.pointer for each in links["get"].parameters] == ["#/paths/~1books~1{bookId}/parameters/0"]
    assert links["create"].body.schema.pointer == "#/paths/~1books/post/parameters/0/schema"
    cover = links["put cover"].body.schema.children("properties")["cover"]
    assert cover.dereference().pointer == "#/paths/~1books~1{bookId}~1cover/put/parameters/0"


def test_replies():
    """Each response has the media types that the operation produces; without a schema it has no content."""
    links = {link.name: link for link in read_api(library()).links}
    assert {status: list(reply.contents) for status, reply in links["get"].replies.items()} == {
        "200": ["application/json"],
        "default": ["application/json"],
    }
    assert links["delete"].replies["204"].contents == {}
    assert list(links["get cover"].replies["200"].contents) == ["image/png"]


def test_help(client):
    """The help of a link names its arguments, and says that it is deprecated."""
    assert "cover (binary, required)" in client.book.put_cover.__doc__
    assert "limit (integer (at most 50), optional)" in client.book.list.__doc__
    assert "deprecated" in client.book.update.__doc__.lower()
    assert '--data-raw \'{"title"' in client.book.create.curl(title="Dune")


def test_sandbox():
    """The sandbox answers from a Swagger document."""
    with heroics_py.sandbox(library()) as client:
        made = client.book.create(title="Dune")
        assert [each.title for each in client.book.list()] == ["Dune"]
        assert client.book.get(made.id).title == "Dune"


def test_yaml():
    """A version that YAML reads as a number is accepted."""
    text = yaml.safe_dump(library()).replace("swagger: '2.0'", "swagger: 2.0")
    assert len(read_api(text).links) == 7


@pytest.mark.parametrize(
    ("root", "source", "expected"),
    [
        ({"host": "a.example"}, "", "https://a.example"),
        ({"host": "a.example", "schemes": ["http"]}, "", "http://a.example"),
        ({"host": "a.example", "schemes": ["http", "https"], "basePath": "/"}, "", "https://a.example"),
        ({"host": "a.example:8080", "schemes": ["ws", "http"], "basePath": "/v1/"}, "", "http://a.example:8080/v1"),
        ({"host": "http://a.example/x", "basePath": "/v1"}, "", "http://a.example/x/v1"),
        ({"basePath": "/v1"}, "", "/v1"),
        ({"basePath": "/v1"}, "https://b.example:8443/d/swagger.json", "https://b.example:8443/v1"),
        ({"basePath": "/v1", "schemes": ["http"]}, "https://b.example/swagger.json", "http://b.example/v1"),
        ({"host": "b.example"}, "http://b.example/swagger.json", "http://b.example"),
        ({"host": "b.example", "schemes": ["http", "https"]}, "http://b.example/s.json", "http://b.example"),
        ({"host": "a.example"}, "http://b.example/swagger.json", "http://a.example"),
        ({"host": "a.example", "schemes": ["http", "https"]}, "http://b.example/s.json", "https://a.example"),
        ({"host": 7, "basePath": None, "schemes": "https"}, "", ""),
    ],
)
def test_base_url(root, source, expected):
    """A missing host or scheme is that of the document's URL; https is preferred (Swagger 2.0, Swagger Object)."""
    assert base_url(root, source) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"paths": {}},
        {"paths": {"/books": None, "x-more": {"get": {}}}},
        {"paths": {"/books": {"get": {"parameters": None, "responses": None}}}},
        {"paths": {"/books": {"get": {"parameters": [7, {"name": 7, "in": "query"}, {"in": "body"}], "responses": 7}}}},
        {"definitions": None, "parameters": [], "securityDefinitions": {"a": 7}, "security": [{"a": []}, 7]},
        {"host": None, "basePath": 7, "schemes": [7], "tags": 7, "consumes": "a", "produces": [None]},
    ],
)
def test_broken_documents(changes):
    """What has the wrong type counts as absent."""
    for link in read_api(library(**changes)).links:
        assert link.method in {"GET", "POST", "PUT", "DELETE"}


def test_dangling_parameter():
    """A reference that points to nothing costs its operation, when it is used."""
    paths = {
        "/books": {"get": operation("listBooks", {"$ref": "#/parameters/gone"}), "post": operation("createBook", BODY)}
    }
    client = heroics_py.connect(library(paths=paths))
    with pytest.raises(SchemaError, match="#/parameters/gone"):
        client.book.list.prepare()
    assert client.book.create.prepare(title="Dune").method == "POST"


def kinds(document):
    return {each.kind for each in heroics_py.check(document)}


def test_check():
    """A document without faults has no errors; oddities are named."""
    assert [each for each in heroics_py.check(library()) if each.severity != "note"] == []
    odd = [
        {"name": "a", "in": "formData", "type": "string"},
        BODY,
        {**BODY, "name": "other"},
        {"name": "c", "in": "cookie", "type": "string"},
        {"name": "h", "in": "header", "type": "array", "items": {"type": "string"}, "collectionFormat": "multi"},
        {"name": "f", "in": "query", "type": "file"},
    ]
    found = kinds(library(paths={"/books": {"post": operation("createBook", *odd)}}))
    assert found >= {"body-and-form", "several-bodies", "parameter-place", "collection-format", "file-place"}
    assert "dangling-reference" in kinds(library(definitions={}))


@pytest.mark.parametrize("place", [{"a": 1}, ["query"], None, 7])
def test_odd_place_of_a_parameter(place):
    """A parameter whose place is not text is left out, and is a finding."""
    odd = {"name": "a", "in": place, "type": "array", "items": {"type": "string"}, "collectionFormat": "multi"}
    document = library(paths={"/books": {"get": operation("listBooks", odd)}})
    assert heroics_py.connect(document).book.list.prepare().url.endswith("/books")
    assert "parameter-place" in kinds(document)


def test_bearer_keys():
    """A key in Authorization that is called a bearer token is one; any other is sent as it is."""
    definitions = {
        "jwt": {"type": "apiKey", "in": "header", "name": "Authorization"},
        "plain": {"type": "apiKey", "in": "header", "name": "authorization"},
        "query": {"type": "apiKey", "in": "query", "name": "key"},
        "user": {"type": "basic"},
        "google": {"type": "oauth2", "flow": "accessCode"},
    }
    schemes = read_api(library(securityDefinitions=definitions)).security
    assert {each.name: (each.kind, each.location, each.field) for each in schemes} == {
        "jwt": ("bearer", "header", "Authorization"),
        "plain": ("key", "header", "Authorization"),
        "query": ("key", "query", "key"),
        "user": ("basic", "header", "Authorization"),
        "google": ("bearer", "header", "Authorization"),
    }


def test_patch_by_the_schema_of_put():
    """A PATCH that is described by the schema of PUT takes some of its fields; a PUT takes all that are required."""
    fields = {"name": {"type": "string"}, "age": {"type": "integer"}}
    body = {"name": "data", "in": "body", "required": True, "schema": {"$ref": "#/definitions/Pet"}}
    key = {"name": "id", "in": "path", "required": True, "type": "string"}
    operations = {each: {"tags": ["pets"], "parameters": [key, body], "responses": {}} for each in ("put", "patch")}
    document = {
        "swagger": "2.0",
        "host": "pets.example",
        "paths": {"/pets/{id}": operations},
        "definitions": {"Pet": {"type": "object", "required": ["name"], "properties": fields}},
    }
    pet = heroics_py.connect(document, token="t").pet
    assert pet.patch.prepare("1", age=3).body == b'{"age":3}'
    with pytest.raises(ValidationError, match="age: expected integer"):
        pet.patch.prepare("1", age="x")
    with pytest.raises(ValidationError, match="name: is required"):
        pet.update.prepare("1", age=3)
