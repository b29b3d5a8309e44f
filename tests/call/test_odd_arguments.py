"""Arguments and answers that nobody expects: a value, or an error of the library that says what was wrong."""

import enum
import io
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import examples

import heroics_py
from heroics_py.errors import CallError, HeroicsError, NoSuchName
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Response


class Text(str):
    """A text that says of itself what is not text."""

    __slots__ = ()

    def __str__(self):
        return 7  # noqa: PLE0307 - that is what is odd about it


class Count(int):
    def __int__(self):
        raise ZeroDivisionError

    __str__ = __int__


class Nothing(enum.Enum):
    HERE = None


class Shy:
    def __repr__(self):
        raise ZeroDivisionError


def told_of(act, kind=HeroicsError):
    """Return what the error of ``act`` says; "fine" without one."""
    try:
        act()
    except kind as error:
        return f"{error}{error!r}"[: 4000 if kind is HeroicsError else len(str(error))]
    return "fine"


def deep(kind, levels=100_000):
    value = kind()
    for _ in range(levels):
        value = [value] if kind is list else (value,) if kind is tuple else {"a": value}
    return value


ROUND = []
ROUND.append(ROUND)
ODD = [
    Text("a"),
    Count(3),
    Nothing.HERE,
    Shy(),
    deep(list),
    deep(dict),
    deep(tuple),
    ROUND,
    10**5000,
    float("nan"),
    Decimal("sNaN"),
    b"\xff",
    {1},
    {"\ud800": 1},
    {1: 2},
    "\ud800",
    "x\x00",
    "x" * 100_000,
    memoryview(b"abcd").cast("B", (2, 2)),
    (each for each in "ab"),
]


class Answering:
    """A transport that gives one answer to all."""

    def __init__(self, response=None):
        self.response = response or Response(status=200)

    def send(self, request):
        return self.response.replaced(url=request.url, method=request.method)

    def close(self):
        pass


def place(name, where, schema, **more):
    return {"in": where, "name": name, "required": where == "path", "schema": schema, **more}


def operation(name, *parameters, media_type=""):
    fields = {"properties": {"a": {"type": "string"}, "n": {"type": "number", "multipleOf": 0.1}, "any": {}}}
    body = {"requestBody": {"content": {media_type: {"schema": fields}}}} if media_type else {}
    return {
        "post": {"tags": ["thing"], "operationId": name, "parameters": [*parameters], "responses": {"200": {}}, **body}
    }


ANY = {"type": ["string", "array", "object"]}
DOCUMENT = {
    "openapi": "3.0.0",
    "info": {"title": "x", "version": "1"},
    "paths": {
        "/a/{id}": operation(
            "json",
            place("id", "path", {"type": "string"}),
            place("q", "query", ANY),
            place("h", "header", ANY),
            place("c", "cookie", ANY),
            place("d", "query", ANY, style="deepObject", explode=True),
            media_type="application/json",
        ),
        "/b/{of}": operation("matrix", place("of", "path", ANY, style="matrix", explode=True)),
        "/f": operation("form", media_type="application/x-www-form-urlencoded"),
        "/m": operation("multi", media_type="multipart/form-data"),
    },
}


@pytest.fixture(scope="module")
def client():
    return heroics_py.connect(DOCUMENT, url="https://api.example", transport=Answering())


def calls_with(client, value):
    """Yield calls that hold ``value`` wherever a value may be."""
    thing = client.thing
    yield lambda: thing.matrix(value)
    yield lambda: thing.json(value)
    for name in ("q", "h", "c", "d", "a", "n", "any"):
        yield lambda name=name: thing.json("x", **{name: value})
        yield lambda name=name: thing.json("x", **{name: {"k": value}})
    for call in (thing.form, thing.multi):
        yield lambda call=call: call(a=value)
        yield lambda call=call: call(value)
        yield lambda call=call: call({"any": [value]})
    yield lambda: repr(thing["x" if value is None else value])
    yield lambda: client[value]
    yield lambda: client["thing", value]
    yield lambda: client[value, value, value]


@pytest.mark.parametrize("validate", [True, False])
@pytest.mark.parametrize("value", ODD, ids=lambda value: type(value).__name__)
def test_an_odd_argument_is_sent_or_refused(client, value, validate):
    """In a path, a query, a header, a cookie, a body or brackets: no error of Python's own leaves."""
    for call in calls_with(client.with_options(validate=validate), value):
        assert told_of(call)


@pytest.mark.parametrize("value", ODD, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize(
    "option", ["timeout", "retries", "limit", "validate", "cache_mode", "throttle", "prefetch", "range", "if_match"]
)
def test_odd_options(client, option, value):
    """However deep it is, and whatever it says of itself."""
    told = told_of(lambda: client.with_options(**{option: value}), kind=ValueError)
    assert told.startswith((f"{option}=", f"{option} ", "fine"))
    assert len(told) < 2000


def test_subclasses_of_text(client):
    """What its own methods say does not count: JSON writes it so, too."""
    request = client.thing.json.prepare(Text("a"), q=Text("b"), any=[Text("c"), Count(3)])
    assert request.url == "https://api.example/a/a?q=b"
    assert json.loads(request.body) == {"any": ["c", 3]}


def test_surrogates_in_query_objects():
    """Also where the href itself has the query."""
    link = {"title": "Search", "href": "/q{?of*}"}
    client = heroics_py.connect({"definitions": {"thing": {"links": [link]}}}, url="https://api.example")
    assert client.thing.search.prepare(of={"k": "v"}).url == "https://api.example/q?k=v"
    for value in ({"k": "\ud800"}, {"\ud800": "v"}):
        with pytest.raises(CallError, match="half a surrogate pair"):
            client.thing.search.prepare(of=value)


def test_none_in_an_enum(client):
    """As None itself does."""
    assert client.thing.json.prepare("x", h=Nothing.HERE, c=Nothing.HERE).url == "https://api.example/a/x"


def test_unreadable_file(client):
    """Closed, or open for writing only."""
    closed = io.BytesIO(b"x")
    closed.close()
    with pytest.raises(CallError, match=r"a is a file that can't be read .*expected one that is open"):
        client.thing.multi(a=closed)


def test_errors_of_the_callers_file(client):
    """Their object may raise what it likes."""

    class Own:
        def tell(self):
            return 0

        def seek(self, position, whence=0):
            return position

        def read(self, size=-1):
            raise LookupError("own")

    with pytest.raises(LookupError):
        client.thing.multi(a=Own())


@pytest.mark.parametrize("key", [7, None, [], {}, ("thing",), ("thing", "x", "y"), ("thing", 7), (["thing"], "x")])
def test_client_index_takes_names(client, key):
    """By the error of any name that does not exist."""
    with pytest.raises(NoSuchName):
        client[key]


@pytest.mark.parametrize(("words", "limit"), [(7, 1), (None, 1), (["list"], 1), ("list", "3"), ("list", None)])
def test_find_arguments(client, words, limit):
    """A CallError, which is a TypeError too."""
    with pytest.raises(CallError, match="find"):
        heroics_py.find(client, words, limit=limit)


# Odd answers

NO_LISTS = (int, float, str, bytes, Response, type(None))

NAMES = [
    "Next-Range", "Link", "Retry-After", "RateLimit-Reset", "Content-Type", "ETag", "Location", "Date", "Warning",
    "Content-Range", "Accept-Ranges",
]  # fmt: skip
TEXTS = st.sampled_from(
    [
        "", "\x00", "\ud800", "9" * 5000, "-1", "1e999", "nan", 'W/"', "<http://[::1>; rel=next", "<//[>; rel=next",
        "<http://api.example:99999/x>; rel=next", "<?a=\ud800>; rel=next", "id ]a..; max=10", '299 - "x\\"',
        "text/plain; charset=\ud800", "text/plain; charset=idna", "text/plain; charset=rot13", "application/json",
        "text/plain; charset*=utf-8''%ff%", "text/html; charset=unicode_escape", "Sun, 99 Nov 2026 99:99:99 GMT",
    ]
)  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
KEYS = st.sampled_from(["id", "message", "error", "errors", "detail", "title", "loc", "msg", "url"])
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4))
BODIES = (
    st.binary(max_size=20)
    | VALUES.map(lambda value: json.dumps(value).encode())
    | st.sampled_from([b"[" * 100_000, b"9" * 5000, b'{"\\ud800":"\\udfff"}', b"<title>&#xd800;&#9999999999;</title>"])
)
STATUSES = st.sampled_from([200, 201, 204, 206, 302, 304, 401, 404, 416, 422, 429, 503]) | st.integers(100, 999)


@pytest.mark.filterwarnings("ignore")
@given(STATUSES, st.dictionaries(st.sampled_from(NAMES), TEXTS, max_size=4), BODIES)
@settings(max_examples=examples(150), deadline=None)
def test_odd_responses_are_handled(status, headers, body):
    """Whatever its status, its headers and its body are; and what comes can be shown, counted and walked through."""
    way = Answering(Response(status=status, headers=Headers(headers), body=body))
    link = heroics_py.connect("bookshelf", url="https://api.example", transport=way).book.list
    for act in (link, link.send):
        for use in (repr, list, len, lambda value: value._repr_html_()):
            assert told_of(lambda act=act, use=use: None if isinstance(value := act(), NO_LISTS) else use(value))
