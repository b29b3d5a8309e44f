"""Requests and responses as values."""

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest

from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response


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


def test_json_moves_with_headers():
    """A response with other headers takes over the value of `read_json`; nothing else keeps it."""
    response = Response(status=200, body=b'{"a": 1}')
    value = response.read_json()
    other = response.with_headers(Headers({"A": "b"}))
    assert (other.take_json() is value, response.take_json() is value, other.headers["A"]) == (True, False, "b")


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
