"""Which media type of a body is sent, and how the caller learns of it."""

import io

import pytest

import heroics_py

BINARY = {"type": "string", "format": "binary"}
TEXT = {"type": "string"}
LINK = {"type": "object", "required": ["url"], "properties": {"url": TEXT, "title": TEXT}}
UPLOAD = {"type": "object", "required": ["file"], "properties": {"file": BINARY, "title": {**TEXT, "maxLength": 3}}}
BOTH = {"application/json": {"schema": LINK}, "multipart/form-data": {"schema": UPLOAD}}


def connect(content, **body):
    """Return a client of two links with this body: act without a path parameter, and put with one."""
    operation = {"tags": ["Things"], "responses": {"204": {}}, "requestBody": {"content": content, **body}}
    parameter = {"name": "key", "in": "path", "required": True, "schema": TEXT}
    return heroics_py.connect(
        {
            "openapi": "3.1.1",
            "info": {"title": "Things", "version": "1"},
            "servers": [{"url": "https://api.example"}],
            "paths": {
                "/things": {"post": {**operation, "operationId": "act"}},
                "/files/{key}": {"post": {**operation, "operationId": "put", "parameters": [parameter]}},
            },
        },
        token="t",
    ).thing


def test_keywords_are_the_union():
    """The keywords are those of every media type, JSON first; required only if each requires them."""
    assert str(connect(BOTH).act.__signature__) == (
        "(*body: dict | list, url: str = ..., title: str = ..., file: bytes = ...)"
    )


def test_schema_of_the_chosen_type():
    """The schema of the media type that is sent validates the body."""
    act = connect(BOTH).act
    assert act.prepare(url="u", title="long title").body == b'{"url":"u","title":"long title"}'
    with pytest.raises(heroics_py.ValidationError, match="title: expected at most 3 characters"):
        act.prepare(file=b"x", title="long title")
    with pytest.raises(heroics_py.ValidationError, match="file: is required"):
        act.with_options(media_type="multipart/form-data").prepare(title="x")


def test_help_lists_media_types():
    """The help says which media types there are, and which one is sent when."""
    text = connect({**BOTH, "application/x-www-form-urlencoded": {"schema": LINK}, "text/csv": {}}).act.__doc__
    assert text[text.index("Body:") : text.index("Returns:")].splitlines() == [
        "Body:",
        "    application/json: fields, a dict or a list",
        "    multipart/form-data: if a field is bytes or an open file",
        "    application/x-www-form-urlencoded: if only it has the fields, or if you choose it",
        "    text/csv: text, bytes or an open file",
        "    Choose one yourself with with_options(media_type=...).",
        "",
    ]


@pytest.mark.parametrize(
    ("media_type", "words"),
    [
        ("application/x-ndjson", "an iterable of values, such as a list or a generator"),
        ("application/pdf", "bytes or an open file"),
        ("*/*", "a dict or a list as JSON, text, bytes or an open file"),
        ("image/*", "bytes or an open file; its name tells the media type, or with_options(media_type=...) does"),
        ("multipart/form-data", "fields, each text, bytes or an open file"),
    ],
)
def test_help_of_other_types(media_type, words):
    """The help of a body that is not JSON says what it takes."""
    assert f"{media_type}: {words}" in " ".join(connect({media_type: {}}).act.__doc__.split())


def test_help_of_json_is_short():
    """The help of a body that is JSON alone has no line about it."""
    assert "Body:" not in connect({"application/json": {"schema": LINK}}).act.__doc__


def test_unknown_media_type():
    """A media type that the link doesn't take is refused with those that it takes."""
    act = connect(BOTH).act
    with pytest.raises(heroics_py.CallError) as caught:
        act.with_options(media_type="text/csv").prepare("a,b")
    assert str(caught.value) == (
        "thing.act: media_type='text/csv' is not one that the link takes: expected 'application/json' or "
        "'multipart/form-data'; validate=False sends it all the same"
    )
    request = act.with_options(media_type="text/csv", validate=False).prepare("a,b")
    assert (request.headers["Content-Type"], request.body) == ("text/csv", b"a,b")


@pytest.mark.parametrize("media_type", ["", "json", "image/*", 7, "a/b\r\nX: 1"])
def test_invalid_option(media_type):
    """The option is one media type."""
    with pytest.raises(ValueError, match="expected one media type"):
        connect(BOTH).act.with_options(media_type=media_type)


@pytest.mark.parametrize(("args", "url"), [(("k",), "k"), (("k", "text"), "k")])
def test_text_fills_the_path_first(args, url):
    """A text fills a missing path parameter; one more text is the body."""
    request = connect({"text/plain": {}}).put.prepare(*args)
    assert (request.url, request.body) == (f"https://api.example/files/{url}", b"text" if args[1:] else None)


def test_scalars_of_an_object_schema():
    """A single value is not a body where the schema is an object."""
    with pytest.raises(heroics_py.CallError, match="the body is a dict or a list"):
        connect({"application/json": {"schema": LINK}}).act.prepare(5)


def test_record_is_no_body():
    """A record is an identity, also where the body may be anything."""
    with pytest.raises(heroics_py.CallError, match="a Record is always an identity"):
        connect({"*/*": {}}).act.prepare(heroics_py.Record({"id": "x"}))


def test_scalar_is_validated():
    """A single value is validated by its schema."""
    with pytest.raises(heroics_py.ValidationError, match="expected integer"):
        connect({"application/json": {"schema": {"type": "integer"}}}).act.prepare("x")


def test_most_specific_range():
    """The most specific media type of the document applies (3.1.1, 4.8.13.1)."""
    act = connect({"*/*": {}, "text/*": {"schema": {**TEXT, "maxLength": 2}}}).act
    assert act.with_options(media_type="application/x").prepare("long").body == b"long"
    with pytest.raises(heroics_py.ValidationError, match="at most 2 characters"):
        act.with_options(media_type="text/x").prepare("long")


@pytest.mark.parametrize(
    ("content", "value", "message"),
    [
        ({"text/plain": {}}, {"a": 1}, "expected bytes, text or an open file for a body of text/plain, got dict"),
        ({"application/xml": {}}, {"a": 1}, "expected XML as text for a body of application/xml, got dict"),
        ({"image/png": {}}, None, "expected bytes, text or an open file for a body of image/png, got NoneType"),
        ({"image/*": {}}, b"x", r"the media type of this body is unknown: say it, thing.act.with_options\(media_type="),
        ({"multipart/form-data": {}}, b"x", "a body of multipart/form-data consists of fields: expected a dict"),
        ({"multipart/form-data": {}}, [1], "a body of multipart/form-data consists of fields: expected a dict"),
        ({"application/x-www-form-urlencoded": {}}, {"f": b"x"}, "f is a file, and a body of .* holds text"),
        ({"application/jsonl": {}}, 5, "expected an iterable of values, got int"),
    ],
)
def test_unfitting_values(content, value, message):
    """A value that a media type can't hold is refused, with what it takes."""
    act = connect(content).act
    with pytest.raises(heroics_py.CallError, match=message):
        act.with_options(media_type=next(iter(content)) if "*" not in next(iter(content)) else None).prepare(value)


@pytest.mark.parametrize("value", [b"x", io.BytesIO(b"x")])
def test_file_in_json(value):
    """A file in a JSON body is refused, and the error names the media type that takes it."""
    with pytest.raises(heroics_py.ValidationError, match="or multipart/form-data, which this link also takes"):
        connect(BOTH).act.with_options(media_type="application/json").prepare(url=value)


def test_keyword_of_a_raw_body():
    """A keyword for a body without fields is refused, and the error says what the body is."""
    with pytest.raises(heroics_py.CallError, match="the body is text/csv: one more positional argument"):
        connect({"text/csv": {}}).act.prepare(name="x")


def test_missing_body():
    """A required body that is not JSON is missed."""
    with pytest.raises(heroics_py.ValidationError, match="a body is required"):
        connect({"application/pdf": {}}, required=True).act.prepare()


def test_dict_is_no_file():
    """A dict with unknown fields is sent as JSON, not as the content of a file."""
    act = connect({"application/json": {"schema": LINK}, "*/*": {"schema": BINARY}}).act
    request = act.with_options(validate=False).prepare({"url": "u", "more": 1})
    assert (request.headers["Content-Type"], request.body) == ("application/json", b'{"url":"u","more":1}')
