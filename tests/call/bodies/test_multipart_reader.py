"""Multipart bodies as other software reads them: a framework for servers, the email package, and requests."""

import io
from email import message_from_bytes
from email.policy import HTTP

import pytest
import requests
from werkzeug.formparser import parse_form_data

import heroics_py

TEXT = {"type": "string"}
FILE = {"type": "string", "format": "binary"}
PARENT = {"type": "object", "required": ["id"], "properties": {"id": TEXT}}
ATTRIBUTES = {"type": "object", "required": ["name", "parent"], "properties": {"name": TEXT, "parent": PARENT}}
UPLOAD = {
    "type": "object",
    "required": ["attributes", "file"],
    "properties": {"attributes": ATTRIBUTES, "file": FILE, "tags": {"type": "array", "items": TEXT}},
}
PHOTOS = {"type": "object", "properties": {"photos": {"type": "array", "items": FILE}, "album": TEXT}}


def operation(name, schema):
    content = {"multipart/form-data": {"schema": schema}}
    return {"post": {"tags": ["Files"], "operationId": name, "responses": {}, "requestBody": {"content": content}}}


@pytest.fixture(scope="module")
def files():
    document = {
        "openapi": "3.0.4",
        "info": {"title": "Files", "version": "1"},
        "servers": [{"url": "https://api.example"}],
        "paths": {"/upload": operation("upload", UPLOAD), "/photos": operation("add_photos", PHOTOS)},
    }
    return heroics_py.connect(document, token="t").file


def read(body, content_type):
    """Return the fields and the files that werkzeug reads."""
    environ = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    _, fields, found = parse_form_data(environ)
    files = [(name, each.filename, each.mimetype, each.read()) for name, each in found.items(multi=True)]
    for _, each in found.items(multi=True):  # noqa: PERF102 - values() leaves repeated names out
        each.close()
    return sorted(fields.items(multi=True)), files


def test_upload_with_attributes(files):
    """An upload with attributes is a part of JSON, a file, and a part for each tag."""
    attributes = {"name": "é.pdf", "parent": {"id": "0"}}
    request = files.upload.prepare(attributes=attributes, file=("é.pdf", b"%PDF\r\n--"), tags=["a", "b"])
    assert read(request.body, request.headers["Content-Type"]) == (
        [("attributes", '{"name":"é.pdf","parent":{"id":"0"}}'), ("tags", "a"), ("tags", "b")],
        [("file", "é.pdf", "application/pdf", b"%PDF\r\n--")],
    )


def test_attributes_are_validated(files):
    """The part of JSON is validated in depth."""
    with pytest.raises(heroics_py.ValidationError, match=r"attributes\.parent: is required"):
        files.upload.prepare(attributes={"name": "x"}, file=b"x")


def test_several_photos(files):
    """Each file of a list is a part of its own."""
    photos = [("a.png", b"1"), ("b.jpg", io.BytesIO(b"2"), "image/x-raw")]
    request = files.add_photos.prepare(photos=photos, album="x")
    assert read(request.body, request.headers["Content-Type"]) == (
        [("album", "x")],
        [("photos", "a.png", "image/png", b"1"), ("photos", "b.jpg", "image/x-raw", b"2")],
    )


def test_parts_by_the_email_package(files):
    """Python's email package reads the same parts (RFC 2046)."""
    request = files.add_photos.prepare(photos=[b"\x00\xff"], album="é")
    head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
    parts = message_from_bytes(head + request.body, policy=HTTP).get_payload()
    assert [(part.get_content_type(), part.get_payload(decode=True)) for part in parts] == [
        ("application/octet-stream", b"\x00\xff"),
        ("text/plain", "é".encode()),
    ]


@pytest.mark.parametrize(
    "file",
    [("a.png", b"x", "image/png"), ("ü.bin", b"x", "a/b", {"X-A": "1"}), ("a", "text", "text/plain")],
    ids=["type", "headers", "text"],
)
def test_tuples_as_requests_takes_them(files, file):
    """A tuple reads as the one that requests sends."""
    request = files.add_photos.prepare(photos=[file], album="x")
    other = requests.Request("POST", "https://api.example", files={"photos": file}, data={"album": "x"}).prepare()
    mine = read(request.body, request.headers["Content-Type"])
    assert mine == read(other.body, other.headers["Content-Type"])


def test_curl_of_a_small_form(files):
    """The command of curl shows the fields of a form, so that the line can be copied."""
    command = files.upload.curl(attributes={"name": "a;b", "parent": {"id": "0"}}, file=("a.png", b"\xff"))
    assert command.partition(" -F ")[2] == (
        r"""'attributes="{\"name\":\"a;b\",\"parent\":{\"id\":\"0\"}}";type=application/json' """
        "-F 'file=@a.png;type=image/png'"
    )
