"""The JSON of an assistant as the arguments of a call: no path in it is read."""

import json
import os
from base64 import b64encode

import pytest
from plain_openapi import document, operation, ref, schema_of

from heroics_py.assistant.errors import Refused
from heroics_py.errors import CallError, ValidationError


def body(media_type, schema=None):
    return {"requestBody": {"content": {media_type: {"schema": schema} if schema else {}}}}


FILE = {"type": "string", "format": "binary"}
PHOTO = schema_of(photo=FILE, caption="string", more={"type": "array", "items": FILE})
EITHER = {"photo": {"type": "string"}, "caption": {"type": "string"}}
API = document(
    {
        "POST /eithers": {
            **operation(),
            "requestBody": {
                "content": {
                    "application/json": {"schema": schema_of(**EITHER)},
                    "multipart/form-data": {"schema": schema_of(photo=FILE, other=FILE)},
                }
            },
        },
        "POST /photos": {**operation(), **body("multipart/form-data", PHOTO)},
        "PUT /photos/{id}": {**operation(), **body("application/octet-stream")},
        "PUT /texts/{id}": {**operation(), **body("text/plain")},
        "PUT /any/{id}": {**operation(), **body("*/*")},
        "POST /things": {**operation(body=ref("Thing"))},
        "POST /lists": {
            **operation(body={"type": "array", "items": {"type": "integer"}}),
        },
        "GET /things": {
            **operation(),
            "parameters": [
                {"name": "page[size]", "in": "query", "schema": {"type": "integer"}},
                {"name": "self", "in": "query", "schema": {"type": "string"}},
            ],
        },
    },
    {"Thing": schema_of(**{"name": "string", "content-type": "string", "class": "string", "n": "integer"})},
)


@pytest.fixture
def request_of(serve, send):
    """Return a function that sends a call, and returns its request."""

    def made(call, **arguments):
        assistant, transport = serve(schema=API, writes=["*"])
        send(assistant, call, arguments)
        (request,) = transport.sent
        return request

    return made


def content(request):
    return request.body if isinstance(request.body, bytes) else b"".join(request.body)


@pytest.fixture
def secret(tmp_path):
    """The path of a file that nobody may read."""
    path = tmp_path / "secret.txt"
    path.write_text("the content of the file")
    return str(path)


@pytest.mark.parametrize("spell", ["{}", "@{}", "file://{}", "<{}", "~/../..{}"])
@pytest.mark.parametrize(
    "place",
    [
        "photo.create photo",
        "photo.create caption",
        "photo.create more",
        "photo.update body",
        "text.update body",
        "any.update body",
        "photo.create body/photo",
        "either.create photo",
        "either.create body/photo",
        "either.create body/other,photo",
    ],
)
def test_no_path_is_read(request_of, secret, monkeypatch, place, spell):
    """A path is sent as the text that it is; its file is neither read nor looked for."""
    call, name = place.split()
    looked = []
    for look in ("stat", "lstat", "open"):
        real = getattr(os, look)

        def watch(path, *args, real=real, **kwargs):
            looked.append(str(path)) if "secret.txt" in str(path) else None
            return real(path, *args, **kwargs)

        monkeypatch.setattr(os, look, watch)
    text = spell.format(secret)
    where = {"id": "1"} if call.endswith("update") else {}
    whole, _, fields = name.rpartition("/")
    values = {field: [text] if field == "more" else text for field in fields.split(",")}
    sent = content(request_of(call, **where, **({whole: values} if whole else values)))
    assert text.encode() in sent
    assert b"the content of the file" not in sent
    assert looked == []


def test_content_of_a_file(request_of):
    """The content of a file is text, or bytes as base64 with a name; also within a list."""
    png = b"\x89PNG\r\n\x00\xff"
    coded = {"base64": b64encode(png).decode(), "name": "cat.png"}
    sent = content(request_of("photo.create", photo=coded, caption="a cat", more=["one", {"base64": "dHdv"}]))
    assert png in sent
    assert b'filename="cat.png"' in sent
    assert b"one" in sent
    assert b"two" in sent
    assert content(request_of("photo.update", id="1", body=coded)) == png


def test_invalid_base64(request_of):
    """Content that is not base64 is refused."""
    with pytest.raises(Refused, match="'photo' is not valid base64"):
        request_of("photo.create", photo={"base64": "???"})


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"name": "x"}, {"name": "x"}),
        ({"content-type": "text"}, {"content-type": "text"}),
        ({"name": "x", "content-type": "text", "class_": "c"}, {"name": "x", "content-type": "text", "class": "c"}),
        ({"class": "c"}, {"class": "c"}),
        ({"body": {"name": "x", "content-type": "t"}}, {"name": "x", "content-type": "t"}),
    ],
    ids=str,
)
def test_fields(request_of, arguments, expected):
    """A field has the name of its keyword or its own, identifier or not; or the body comes whole."""
    assert json.loads(request_of("thing.create", **arguments).body) == expected


def test_whole_body(request_of):
    """A body that is not an object is passed as a whole."""
    assert json.loads(request_of("list.create", body=[1, 2]).body) == [1, 2]


def test_query(request_of):
    """A parameter has the name of its keyword or its own, and may have any name."""
    assert request_of("thing.list", **{"page[size]": 2, "self": "x"}).url.endswith("/things?page%5Bsize%5D=2&self=x")
    assert request_of("thing.list", page_size=2).url.endswith("/things?page%5Bsize%5D=2")


@pytest.mark.parametrize(
    "arguments",
    [
        {"timeout": 1},
        {"headers": {"X": "y"}},
        {"url": "https://evil.example"},
        {"validate": False},
        {"auth": "x"},
        {"session": "x"},
        {"with_options": {}},
        {"__class__": "x"},
    ],
    ids=str,
)
def test_no_options(serve, arguments):
    """No argument reaches an option of the client: what the link does not take is refused."""
    assistant, transport = serve(schema=API, writes=["*"])
    for link in ("thing.list", "thing.create"):
        with pytest.raises((CallError, ValidationError)):
            assistant.describe(link, arguments)
    assert transport.sent == []
