"""Messages: headers, requests and responses as values."""

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest

from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response


def test_case_of_header_names():
    """Header names have no case."""
    headers = Headers({"Content-Type": "text/plain"})
    assert (headers["content-type"], "CONTENT-TYPE" in headers, headers.get("content-Type")) == (
        "text/plain",
        True,
        "text/plain",
    )


def test_spelling_and_order_of_headers():
    """Headers keep their spelling and order."""
    assert list(Headers([("B-b", "1"), ("a-A", "2")])) == ["B-b", "a-A"]


def test_repeated_lines():
    """Repeated lines are joined."""
    assert Headers([("Vary", "Accept"), ("vary", "Range")]) == Headers({"Vary": "Accept, Range"})


def test_equality_of_headers():
    """Headers equal any mapping of the same fields, in any case."""
    assert Headers({"ETag": '"x"'}) == {"etag": '"x"'}
    assert hash(Headers({"ETag": '"x"'})) == hash(Headers({"etag": '"x"'}))


def test_missing_headers():
    """A missing header is a KeyError or the default."""
    with pytest.raises(KeyError):
        _ = Headers()["Range"]
    assert (Headers().get("Range"), Headers().get("Range", "x"), 3 in Headers()) == (None, "x", False)


def test_replaced_headers():
    """`replaced` sets, adds and removes fields of a copy."""
    before = Headers({"Accept": "a", "Range": "b"})
    after = before.replaced({"accept": "c", "Range": None, "ETag": "d"})
    assert (dict(before), dict(after)) == ({"Accept": "a", "Range": "b"}, {"accept": "c", "ETag": "d"})


def test_has_any_and_without():
    """`has_any` and `without` take names in lower case."""
    headers = Headers({"Accept": "a", "If-Range": "b"})
    assert [headers.has_any(frozenset(names)) for names in (["if-range", "etag"], ["etag"], [])] == [True, False, False]
    assert dict(headers.without(frozenset({"accept", "etag"}))) == {"If-Range": "b"}
    assert headers.without(frozenset({"etag"})) == headers
    assert dict(headers) == {"Accept": "a", "If-Range": "b"}


def test_updated_headers():
    """`updated` prefers the newer fields."""
    before = Headers({"Accept": "a", "Range": "b"})
    assert dict(before.updated(Headers({"accept": "c", "ETag": "d"}))) == {"accept": "c", "Range": "b", "ETag": "d"}
    assert dict(before) == {"Accept": "a", "Range": "b"}


@pytest.mark.parametrize(
    ("mine", "theirs", "more"),
    [
        ({"A": "1", "B": "2"}, {"a": "1", "b": "2", "c": "3"}, False),
        ({"A": "1", "B": "2"}, {"a": "1"}, True),
        ({"A": "1"}, {"A": "2"}, True),
        ({"A": ""}, {}, True),
        ({"A": "1", "Date": "x"}, {"A": "1"}, False),
        ({}, {"A": "1"}, False),
    ],
)
def test_changes_between_headers(mine, theirs, more):
    """`changes` is true if a value differs or is missing in the other headers."""
    assert Headers(mine).changes(Headers(theirs), ignoring=frozenset({"date"})) is more


@pytest.mark.parametrize("name", ["Authorization", "cookie", "Set-Cookie", "Proxy-Authorization", "X-Api-Key"])
def test_repr_of_credentials(name):
    """The repr of headers hides credentials."""
    shown = repr(Headers({name: "s3cret", "Accept": "a"}))
    assert ("s3cret" in shown, "Accept: a" in shown) == (False, True)


def test_repr_of_a_request():
    """The repr of a request shows neither body nor credentials."""
    request = Request(
        method="POST", url="https://a.example/x", headers=Headers({"Authorization": "Bearer s3cret"}), body=b"s3cret"
    )
    assert "s3cret" not in repr(request)
    assert "6 bytes" in repr(request)


def test_facts_of_a_response():
    """A response knows its ETag, request id and media type."""
    response = Response(
        status=200,
        headers=Headers({"ETag": 'W/"1"', "Request-Id": "r-1", "Content-Type": "Application/JSON; charset=utf-8"}),
    )
    assert (response.etag, response.request_id, response.media_type) == ('W/"1"', "r-1", "application/json")


def test_facts_of_an_empty_response():
    """Without header fields, there is no ETag, request id or media type."""
    response = Response(status=200)
    assert (response.etag, response.request_id, response.media_type) == (None, None, "")


def test_x_request_id():
    """X-Request-Id is a request id, too."""
    assert Response(status=200, headers=Headers({"X-Request-Id": "r-2"})).request_id == "r-2"


def test_messages_survive_pickling():
    request = Request(method="GET", url="https://a.example/x", headers=Headers({"Accept": "a"}))
    response = Response(status=200, headers=Headers({"ETag": '"1"'}), body=b"x", data={"a": 1})
    assert pickle.loads(pickle.dumps((request, response))) == (request, response)


def test_messages_are_frozen():
    """A message can't be changed; `replaced` returns another one."""
    request = Request(method="GET", url="https://a.example/x")
    with pytest.raises(AttributeError, match=r"Request.url can't be changed; replaced\(url=...\) returns a copy"):
        request.url = "https://b.example/"
    with pytest.raises(AttributeError, match=r"Request.url can't be removed"):
        del request.url
    other = request.replaced(url="https://b.example/")
    assert (request.url, other.url, other.method) == ("https://a.example/x", "https://b.example/", "GET")
    assert (other == request, other.replaced(url=request.url) == request) == (False, True)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Request(method="GET"), "Request requires url; its fields are method, url, headers,"),
        (lambda: Request(method="GET", url="/", uri="/"), "Request has no field 'uri'"),
        (Response, "Response requires status"),
        (lambda: Response(status=200).replaced(state=1), "Response has no field 'state'"),
    ],
)
def test_wrong_fields_of_messages(make, told):
    """A TypeError names a missing or unknown field."""
    with pytest.raises(TypeError, match=told):
        make()


def test_subclass_of_a_message():
    """A subclass adds fields to those of its base."""

    class Traced(Response):
        trace: str = ""

    traced = Traced(status=200, trace="x")
    assert (traced.status, traced.trace, traced.replaced(trace="y").trace) == (200, "x", "y")
    with pytest.raises(TypeError, match="requires status"):
        Traced(trace="x")


def test_copies_of_requests():
    """A request survives pickling and copying."""
    request = Request(method="GET", url="https://a.example/x", headers=Headers({"Accept": "a"}), body=b"x")
    assert pickle.loads(pickle.dumps(request)) == request
    assert copy.copy(request) == copy.deepcopy(request) == request


def test_json_read_is_json_taken():
    """The value of `read_json` goes to one `take_json`; the next one parses the body again."""
    response = Response(status=200, body=b'{"a": [1]}')
    value = response.read_json()
    first, second = response.take_json(), response.take_json()
    assert (first is value, second is value, second) == (True, False, {"a": [1]})


def test_json_belongs_to_one_response():
    """Any thread takes the value from the response; copies and pickles parse their own."""
    response = Response(status=200, body=b'{"a": [1]}')
    value = response.read_json()
    copies = (response.replaced(url="x"), copy.copy(response), pickle.loads(pickle.dumps(response)))
    with ThreadPoolExecutor(1) as other:
        elsewhere = other.submit(response.take_json).result()
    assert [elsewhere is value, *(each.take_json() is value for each in copies)] == [True, False, False, False]
    assert copy.copy(response) == response == copies[2]


def test_invalid_json_is_never_kept():
    response = Response(status=200, body=b"x")
    for read in (response.read_json, response.take_json, response.read_json):
        with pytest.raises(ValueError, match=r"^Expecting value at character 0 of 1$"):
            read()
