"""Files in bodies: those that can't be read, and large ones, which are streamed."""

import io
import tracemalloc

import pytest
from wire_case import Listener

import heroics_py

SIZE = 3 << 20


def document(origin, media_type, schema=None):
    content = {media_type: {"schema": schema} if schema else {}}
    operation = {
        "tags": ["Things"],
        "operationId": "act",
        "responses": {"204": {}},
        "requestBody": {"content": content},
    }
    return {
        "openapi": "3.1.1",
        "info": {"title": "Things", "version": "1"},
        "servers": [{"url": origin}],
        "paths": {"/things": {"post": operation}},
    }


def connect(media_type, schema=None, origin="https://api.example"):
    return heroics_py.connect(document(origin, media_type, schema), token="t", retries=0, cache=None).thing


@pytest.fixture
def listener():
    with Listener() as listener:
        yield listener


@pytest.fixture
def large(tmp_path):
    """Yield an open file of 3 MiB."""
    path = tmp_path / "large.bin"
    path.write_bytes(b"0123456789abcdef" * (SIZE // 16))
    with path.open("rb") as file:
        yield file


def test_large_file_is_streamed(listener, large):
    """A large file is sent from the disk, not from memory."""
    link = connect("application/octet-stream", origin=listener.origin).act
    link.prepare(b"")  # imports what any call needs
    tracemalloc.start()
    request = link.prepare(large)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    link(large)
    assert (peak < SIZE // 4, request.body.length) == (True, SIZE)
    assert listener.requests[0].body == b"0123456789abcdef" * (SIZE // 16)


def test_large_file_in_multipart(listener, large):
    """A large file in a form is streamed, too, with the length of the whole."""
    connect("multipart/form-data", origin=listener.origin).act(title="x", file=large)
    (request,) = listener.requests
    assert request.headers["content-length"] == str(len(request.body))
    assert request.body.count(b"0123456789abcdef") == SIZE // 16
    assert b'name="title"\r\n\r\nx\r\n' in request.body


def test_small_file_is_bytes():
    """A file of at most 1 MiB becomes bytes, from its position on."""
    file = io.BytesIO(b"0123")
    file.seek(2)
    assert connect("application/octet-stream").act.prepare(file).body == b"23"


def test_curl_of_a_stream(large):
    """Curl shows the path of a file that is streamed."""
    command = connect("application/octet-stream").act.curl(large)
    assert command.endswith(f"-H 'Content-Type: application/octet-stream' --data-binary @{large.name}")


@pytest.mark.parametrize(
    ("content", "end"), [(b"a\0b", "--data-binary @{}"), (b"\xff", "--data-binary @{}"), (b"text", "--data-raw text")]
)
def test_curl_of_a_small_file(content, end, tmp_path):
    """Curl shows the path of a file that is not text: a shell would lose some of its bytes."""
    (tmp_path / "small.bin").write_bytes(content)
    with (tmp_path / "small.bin").open("rb") as file:
        assert connect("application/octet-stream").act.curl(file).endswith(f" {end.format(file.name)}")
    assert connect("application/octet-stream").act.curl(b"\xff").endswith(" --data-binary @body")


def test_curl_of_files_with_other_names(tmp_path):
    """Curl reads a file at its path, and sends the name that the caller chose; it takes commas for several files."""
    (tmp_path / "a,b.bin").touch()
    with (tmp_path / "a,b.bin").open("rb") as file:
        command = connect("multipart/form-data").act.curl(title="x", file=("c.bin", file, "image/png"))
    assert command.endswith(f"""-F 'file=@"{file.name}";filename=c.bin;type=image/png'""")


def test_curl_of_a_large_form(large):
    """Curl shows the fields of a form that is streamed; it writes the boundary itself."""
    command = connect("multipart/form-data").act.curl(title="x y", file=large)
    assert command.endswith(f"-F 'title=x y' -F 'file=@{large.name};type=application/octet-stream'")
    assert "boundary" not in command


def closed():
    file = io.BytesIO(b"x")
    file.close()
    return file


@pytest.mark.parametrize("media_type", ["multipart/form-data", "application/octet-stream", "application/json"])
def test_closed_file(media_type):
    """A closed file is refused before anything is sent."""
    value = {"f": closed()} if media_type.startswith("multipart") else closed()
    with pytest.raises(heroics_py.CallError, match=r"is a file that can't be read \(I/O operation on closed file"):
        connect(media_type).act.prepare(value)


def test_file_for_writing(tmp_path):
    """A file that is open for writing is refused."""
    with (tmp_path / "a").open("wb") as file, pytest.raises(heroics_py.CallError, match="open for writing only"):
        connect("application/octet-stream").act.prepare(file)


@pytest.mark.parametrize("wrap", [lambda path: path, lambda path: [path]])
def test_path_is_no_file(tmp_path, wrap):
    """A path is refused, with how to open it."""
    with pytest.raises(heroics_py.CallError, match=r"f is a path: expected an open file, open\('"):
        connect("multipart/form-data").act.prepare(f=wrap(tmp_path))


def test_text_that_is_a_path(tmp_path):
    """Text for a file is refused if a file has that name, in a form and as a whole body; other text is sent."""
    path = tmp_path / "photo.png"
    path.write_bytes(b"image")
    body = {
        "multipart/form-data": {"schema": {"properties": {"f": {"type": "string", "format": "binary"}, "t": {}}}},
        "image/png": {},
    }
    operation = {"operationId": "send", "requestBody": {"content": body}, "responses": {"200": {"description": "x"}}}
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/things": {"post": operation}}}
    link = heroics_py.connect(document, url="https://api.example").thing.send
    with pytest.raises(heroics_py.CallError, match=r"f is the path of a file: pass the open file, open\('.*', 'rb'\)"):
        link.prepare(f=str(path))
    with pytest.raises(heroics_py.CallError, match="the body is the path of a file"):
        link.with_options(media_type="image/png").prepare(str(path))
    assert b"image" not in link.prepare(t=str(path), f="no such file").body


def test_path_as_body(tmp_path):
    """A path as the whole body is refused, with how to open it."""
    with pytest.raises(heroics_py.CallError, match=r"got PosixPath; a file is passed open: open\('"):
        connect("application/octet-stream").act.with_options(media_type="application/octet-stream").prepare(tmp_path)


FILES = {"type": "object", "properties": {"f": {"type": "array", "items": {}}, "o": {"type": "object"}}}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"f": b"x"}, "f: expected list, got a file; pass a list with the file in it"),
        ({"o": b"x"}, "o: expected object, got a file"),
        ({"o": {"a": b"x"}}, r"o.a: bytes can't be in the JSON of a part: expected text"),
    ],
)
def test_file_in_a_wrong_field(fields, message):
    """A file where the schema has something else is refused."""
    with pytest.raises(heroics_py.ValidationError, match=message):
        connect("multipart/form-data", FILES).act.prepare(fields)


def test_headers_of_a_tuple():
    """The headers of a part are text, and hold no line break."""
    link = connect("multipart/form-data").act
    with pytest.raises(heroics_py.CallError, match="the headers of f are int: expected a dict of text"):
        link.prepare(f=("a", b"x", "text/plain", 5))
    with pytest.raises(heroics_py.CallError, match="a header of a part holds a line break"):
        link.prepare(f=("a", b"x", "text/plain\r\nX: 1"))


def test_generator_is_streamed(listener):
    """A generator is read while it is sent, one value after the other."""
    seen = []

    def values():
        for number in range(3):
            seen.append(number)
            yield {"a": number}

    link = connect("application/jsonl", origin=listener.origin).act
    made = values()
    link.prepare(made)
    assert seen == []
    link(made)
    (request,) = listener.requests
    assert request.body == b'{"a":0}\n{"a":1}\n{"a":2}\n'
    assert request.headers["transfer-encoding"] == "chunked"


def test_invalid_item_of_a_list():
    """An invalid value of a sequence is an error with its index."""
    item = {"type": "object", "required": ["a"]}
    with pytest.raises(heroics_py.ValidationError, match=r"1\.a: is required"):
        connect("application/x-ndjson", {"type": "array", "items": item}).act.prepare([{"a": 1}, {}])


def test_invalid_item_of_a_generator(listener):
    """An invalid value of a generator ends the request with its error."""
    link = connect("application/x-ndjson", {"type": "object", "required": ["a"]}, listener.origin).act
    with pytest.raises(heroics_py.HeroicsError, match=r"1\.a: is required"):
        link(iter([{"a": 1}, {}]))


@pytest.mark.parametrize("show", ["prepare", "curl"])
def test_shown_calls_leave_files_where_they_are(show):
    """A call that is only shown or checked, as each row of --each is first, leaves its files for the call itself."""
    link, file = connect("multipart/form-data").act, io.BytesIO(b"a small file")
    getattr(link, show)({"photo": ("cat.png", file)})
    assert b"a small file" in link.prepare({"photo": ("cat.png", file)}).body
