"""Responses: one decoded value, or the error that an answer means."""

import time
import warnings

import pytest

from heroics_py.call.lists.page import page_of
from heroics_py.call.responses.response import decode, error_of, read_response, warn_from_headers
from heroics_py.errors import (
    ApiWarning,
    DecodeError,
    NotFound,
    NotModified,
    RateLimited,
    ResponseError,
    ServiceUnavailable,
    error_for,
)
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Response
from heroics_py.record import Record

JSON = "application/json"


def answer(body=b"", media_type=JSON, status=200, method="GET", **headers):
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    if media_type:
        fields["Content-Type"] = media_type
    return Response(status=status, headers=Headers({"Request-Id": "r-1", **fields}), body=body, method=method)


@pytest.mark.parametrize("status", [200, 201, 202, 206])
def test_status_of_success(status):
    """The value is the same for every status of success."""
    assert read_response(answer(b'{"a": {"b": 1}}', status=status), "app.info").data == {"a": {"b": 1}}


def test_json_response():
    """A JSON object is a record, and a list is a list."""
    assert type(decode(answer(b"{}"))) is Record
    assert decode(answer(b'[1, "x", null, true, 1.5]')) == [1, "x", None, True, 1.5]


@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "application/vnd.heroku+json; version=3"])
def test_json_media_types(media_type):
    """Every JSON media type is parsed."""
    assert decode(answer(b'{"a": 1}', media_type)) == {"a": 1}


@pytest.mark.parametrize(
    ("body", "media_type", "text"),
    [
        ("é".encode(), "text/plain", "é"),
        ("é".encode("latin-1"), "text/plain; charset=latin-1", "é"),
        (b"a\xff", "text/plain", "a\N{REPLACEMENT CHARACTER}"),
        ("é".encode(), "text/csv; charset=nonsense", "é"),
    ],
)
def test_text_response(body, media_type, text):
    """Text is a str."""
    assert decode(answer(body, media_type)) == text


@pytest.mark.parametrize("media_type", ["application/octet-stream", "image/png", ""])
def test_bytes_response(media_type):
    """Other media are bytes."""
    assert decode(answer(b"\xff", media_type)) == b"\xff"


@pytest.mark.parametrize(
    "response",
    [
        answer(b"", status=204),
        answer(b"", "text/plain"),
        answer(b"", ""),
        answer(b"", status=202),
        answer(b"", status=200),
        answer(b"", status=201),
        answer(b"{", method="HEAD"),
    ],
)
def test_no_content(response):
    """No content is None."""
    assert decode(response) is None


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{", "Expecting property name enclosed in double quotes at character 1 of 1"),
        (b"<html>s3cret</html>", "Expecting value at character 0 of 19"),
        (b"\xef\xbb\xbf{}", "Unexpected UTF-8 BOM"),
        ('{"a": 1}'.encode("utf-16"), "byte 0 of 18 is not UTF-8"),
        (b'{"a": NaN}', "NaN is not a number in JSON"),
        (b"[Infinity]", "Infinity is not a number in JSON"),
        (b"[-Infinity]", "-Infinity is not a number in JSON"),
        (b"[1e999]", "a number is too large"),
        (b"[-1E+400]", "a number is too large"),
        (b"[" + b"9" * 400 + b".0]", "a number is too large"),
        (b"[" + b"9" * 300 + b"e99]", "a number is too large"),
        (b"[" + b"9" * 5000 + b"]", "Exceeds the limit"),
        (b"[" * 200_000 + b"]" * 200_000, "it is nested too deeply"),
        (b"{} {}", "Extra data at character 3 of 5"),
    ],
    ids=lambda value: repr(value[:16]),
)
def test_invalid_json(body, reason):
    """Invalid JSON is a DecodeError with the request, and without the body."""
    with pytest.raises(DecodeError) as caught:
        decode(answer(body))
    assert reason in str(caught.value)
    assert str(caught.value).endswith("(request r-1)")
    assert "s3cret" not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("body", "value"), [(b"[1e99, 1e300, 0.1e-999]", [1e99, 1e300, 0.0]), (b'{"a": 1, "a": 2}', {"a": 2})]
)
def test_odd_json(body, value):
    """Odd but valid JSON is parsed."""
    assert decode(answer(body)) == value


@pytest.mark.parametrize("status", [304, 400, 401, 402, 403, 404, 405, 406, 409, 410, 412, 415, 416, 422, 423, 429])
def test_error_statuses(status):
    """Each error status raises its error."""
    with pytest.raises(error_for(status)) as caught:
        read_response(answer(b'{"id": "x", "message": "Said."}', status=status), "app.info")
    assert (caught.value.id, caught.value.message, caught.value.call) == ("x", "Said.", "app.info")


@pytest.mark.parametrize("status", [100, 302, 500, 502, 503, 504, 599])
def test_other_statuses(status):
    """Every other status than 2xx is an error."""
    with pytest.raises(ResponseError, match=rf"^Said\. \({status} x, app\.info, request r-1\)$"):
        read_response(answer(b'{"id": "x", "message": "Said."}', status=status), "app.info")


def test_not_modified():
    """A 304 is raised as NotModified."""
    with pytest.raises(NotModified, match=r"^the server responded with 304 and no message"):
        read_response(answer(status=304, media_type=""), "app.info")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"id": "not_found", "message": "No.", "url": "https://a/h"}', ("not_found", "No.", "https://a/h")),
        (b'{"error": "invalid_grant", "error_description": "Expired."}', (None, "invalid_grant: Expired.", None)),
        (b'{"error": {"code": 7, "message": "No."}}', ("7", "No.", None)),
        (b'{"errors": [{"code": "x", "detail": "No."}]}', ("x", "No.", None)),
        (b'{"type": "about:blank", "title": "No."}', (None, "No.", None)),
        (b'{"error": "No."}', (None, "No.", None)),
        (b'{"id": null, "message": true}', (None, '{"id": null, "message": true}', None)),
        (b"[1]", (None, "[1]", None)),
        (b"{", (None, "{", None)),
        (b"", (None, "the server responded with 404 and no message", None)),
    ],
)
def test_error_forms(body, said):
    """The API's message is found in every usual form."""
    error = error_of(answer(body, status=404), "app.info")
    assert (type(error), error.id, error.message, error.url) == (NotFound, *said)


def test_html_error():
    """The message of an HTML page is its text."""
    body = b"<html><head><title>t</title></head><script>x()</script><body><h1>Application  error</h1>\n<p>Why</p>"
    assert error_of(answer(body, "text/html", status=503), "").message == "Application error Why"


def test_long_message():
    """A long message is cut."""
    assert len(error_of(answer(b"x" * 10_000, "text/plain", status=500), "").message) == 503


def test_hint():
    """A hint follows the API's message."""
    error = error_of(answer(b'{"message": "No."}', status=401), "app.info", hint="no credentials were sent")
    assert str(error) == "No; no credentials were sent (401, app.info, request r-1)"


@pytest.mark.parametrize(("status", "kind"), [(429, RateLimited), (503, ServiceUnavailable)])
def test_retry_after_in_the_message(status, kind):
    """The message includes the wait that the server asks for."""
    error = error_of(answer(status=status, Retry_After="7"), "")
    assert (type(error), error.retry_after) == (kind, 7.0)
    assert "; the server asks to wait 7 s (" in str(error)


@pytest.mark.parametrize("value", ["-5", "abc", "1, 2", ""])
def test_invalid_retry_after(value):
    """An invalid Retry-After is ignored."""
    assert error_of(answer(status=429, Retry_After=value), "").retry_after is None


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        ({"Warning": '299 - "Going \\"soon\\"" "Wed, 01 Jan 2020 00:00:00 GMT"'}, 'Going "soon"'),
        ({"Warning": "just text"}, "just text"),
        ({"X_Heroku_Warning": "old"}, "old"),
        (
            {"Heroku_Warning_Id": "stack_deprecated", "Heroku_Warning_Message": "Use another."},
            "Use another. (stack_deprecated)",
        ),
        ({"Warning_Id": "stack_deprecated"}, "the API sent a warning (stack_deprecated)"),
    ],
)
def test_warning_headers(headers, text):
    """Warning headers become one Python warning."""
    with pytest.warns(ApiWarning) as caught:
        warn_from_headers(answer(**headers))
    assert [(str(each.message), each.filename) for each in caught] == [(text, __file__)]


def test_no_warning():
    """A response without a Warning header does not warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_from_headers(answer(X_Warnings_Off="1", X_Thing="warning"))


@pytest.mark.parametrize(
    "piece", ["<", "<x", '<>;a="', '<>;a="\\', "<x>;a= ", '<x>;a="\\"', "<x> ;", "<x>;", ">", ";a", '<x>; title="', " "]
)
def test_a_link_of_any_length_is_read_once(piece):
    """Whatever a server writes into Link, reading it takes time in proportion to its length."""
    headers = Headers({"Link": piece * 40_000})
    start = time.monotonic()
    assert page_of(Response(status=200, headers=headers, url="https://api.example/", data=[])).next_range is None
    assert time.monotonic() - start < 30


def test_a_link_behind_many_others_is_found():
    """However many links stand before it, the one to the next page counts."""
    others = ", ".join(f'</{number}>; rel="item"; title="a;rel=next, b"' for number in range(1_000))
    headers = Headers({"Link": f'{others}, </2>; rel="next"'})
    found = page_of(Response(status=200, headers=headers, url="https://api.example/", data=[])).next_range
    assert found == "https://api.example/2"


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": 1}\n{"a": 2}\n',
        b"\n1\r\n2",
        b'\x1e{"a":1}\n',
        b": hello\n\n",
        b'event: add\ndata: {"a": 1}\n\n',
        b"data: 1\r\rdata: 2\r\r",
    ],
)
def test_items_in_place_of_json(body):
    """JSON Lines, a sequence or events under the name of JSON are an error that says what reads them."""
    with pytest.raises(DecodeError, match=r"several items, line by line: stream\(x\) yields its lines"):
        decode(answer(body), line_reader="stream(x)")


@pytest.mark.parametrize("body", [b"{", b'{"a": 1', b'{"a": 1}}', b"data", b'{"a":\n1', b"<p>\n<p>", b"[1]\x00"])
def test_broken_json_is_no_list_of_items(body):
    """JSON that is broken gets no advice to read it line by line."""
    with pytest.raises(DecodeError) as caught:
        decode(answer(body), line_reader="stream(x)")
    assert "line by line" not in str(caught.value)
