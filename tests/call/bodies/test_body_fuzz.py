"""Any value for any body: it is encoded, or refused with an error of the library."""

import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import examples

import heroics_py
from heroics_py.call.bodies import encode_body
from heroics_py.model.bodies import Body, Content, Encoding

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None))
    | st.binary()
    | st.binary().map(bytearray)
    | st.builds(io.BytesIO, st.binary())
    | st.builds(io.StringIO, st.text())
    | st.dates()
    | st.uuids()
    | st.complex_numbers()
    | st.builds(object)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(iter)
        | st.dictionaries(st.text(max_size=3) | st.integers(), inner)
        | st.tuples(inner, inner)
        | st.tuples(st.none() | st.text(), inner, st.none() | st.text())
        | st.tuples(st.text(), st.binary(), st.text(), inner)
    ),
    max_leaves=12,
)
TYPES = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/mixed",
    "multipart/related",
    "application/jsonl",
    "application/json-seq",
    "text/plain; charset=latin-1",
    "text/plain; charset=nonsense",
    "application/xml",
    "image/*",
    "*/*",
    "",
    ";;",
]
STYLES = ["", "form", "deepObject", "pipeDelimited", "spaceDelimited"]
ENCODINGS = st.builds(
    Encoding,
    media_types=st.lists(st.sampled_from(["application/json", "image/*", "text/csv"])).map(tuple),
    style=st.sampled_from(STYLES),
    explode=st.booleans(),
    allow_reserved=st.booleans(),
)
CONTENTS = st.builds(
    Content,
    media_type=st.sampled_from(TYPES),
    encodings=st.dictionaries(st.text(max_size=2), ENCODINGS).map(lambda each: tuple(each.items())),
    brackets=st.booleans(),
)


@settings(max_examples=examples(500), deadline=None)
@given(value=VALUES, contents=st.lists(CONTENTS, max_size=3).map(tuple), media_type=st.sampled_from([None, *TYPES[:6]]))
def test_any_value_for_any_body(value, contents, media_type):
    """Any value is encoded, or refused with an error of the library."""
    try:
        body, content_type = encode_body("thing.act", Body(contents=contents), value, None, media_type)
        whole = body if isinstance(body, bytes) else b"".join(body)
    except heroics_py.HeroicsError:
        return
    assert (type(content_type), isinstance(whole, bytes)) == (str, True)


KEYS = [
    "schema",
    "encoding",
    "a",
    "contentType",
    "headers",
    "style",
    "explode",
    "$ref",
    "itemSchema",
    "type",
    "prefixEncoding",
    "itemEncoding",
    "const",
    "enum",
    "default",
    "properties",
    "items",
]
NODES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["form", "x", "*/*", "text/plain, image/*", "#/gone"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=examples(300), deadline=None)
@given(content=st.dictionaries(st.sampled_from(TYPES), NODES, max_size=3), value=VALUES)
def test_any_document(content, value):
    """A broken body of a document costs nothing but its own operation, and raises errors of the library."""
    operation = {"tags": ["Things"], "operationId": "act", "responses": {}, "requestBody": {"content": content}}
    document = {
        "openapi": "3.1.1",
        "info": {},
        "servers": [{"url": "https://a.example"}],
        "paths": {"/t": {"post": operation}},
    }
    link = heroics_py.connect(json.loads(json.dumps(document)), token="t").thing.act
    assert isinstance(link.__doc__, str)
    try:
        link.prepare(value)
    except heroics_py.HeroicsError:
        return
