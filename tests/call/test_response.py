"""Responses: one decoded value, or the error that an answer means."""

import time
import warnings

import pytest

from heroics_py.call.page import next_url
from heroics_py.call.response import decoded, error_of, read_response, warn_of
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
def test_the_value_is_the_same_for_every_status_of_success(status):
    assert read_response(answer(b'{"a": {"b": 1}}', status=status), "app.info").data == {"a": {"b": 1}}


def test_a_json_object_is_a_record_and_a_list_a_list():
    assert type(decoded(answer(b"{}"))) is Record
    assert decoded(answer(b'[1, "x", null, true, 1.5]')) == [1, "x", None, True, 1.5]


@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "application/vnd.heroku+json; version=3"])
def test_every_json_media_type_is_json(media_type):
    assert decoded(answer(b'{"a": 1}', media_type)) == {"a": 1}


@pytest.mark.parametrize(
    ("body", "media_type", "text"),
    [
        ("é".encode(), "text/plain", "é"),
        ("é".encode("latin-1"), "text/plain; charset=latin-1", "é"),
        (b"a\xff", "text/plain", "a\N{REPLACEMENT CHARACTER}"),
        ("é".encode(), "text/csv; charset=nonsense", "é"),
    ],
)
def test_text_is_text(body, media_type, text):
    assert decoded(answer(body, media_type)) == text


@pytest.mark.parametrize("media_type", ["application/octet-stream", "image/png", ""])
def test_any_other_media_is_bytes(media_type):
    assert decoded(answer(b"\xff", media_type)) == b"\xff"


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
def test_no_content_is_none(response):
    assert decoded(response) is None


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
def test_a_body_that_is_no_json_is_a_typed_error_with_the_request_and_without_the_body(body, reason):
    with pytest.raises(DecodeError) as caught:
        decoded(answer(body))
    assert reason in str(caught.value)
    assert str(caught.value).endswith("(request r-1)")
    assert "s3cret" not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("body", "value"), [(b"[1e99, 1e300, 0.1e-999]", [1e99, 1e300, 0.0]), (b'{"a": 1, "a": 2}', {"a": 2})]
)
def test_odd_json_that_has_a_value_has_it(body, value):
    assert decoded(answer(body)) == value


@pytest.mark.parametrize("status", [304, 400, 401, 402, 403, 404, 405, 406, 409, 410, 412, 415, 416, 422, 423, 429])
def test_an_error_status_raises_its_error(status):
    with pytest.raises(error_for(status)) as caught:
        read_response(answer(b'{"id": "x", "message": "Said."}', status=status), "app.info")
    assert (caught.value.id, caught.value.message, caught.value.call) == ("x", "Said.", "app.info")


@pytest.mark.parametrize("status", [100, 302, 500, 502, 503, 504, 599])
def test_whatever_is_no_success_is_an_error(status):
    with pytest.raises(ResponseError, match=rf"^Said\. \({status} x, app\.info, request r-1\)$"):
        read_response(answer(b'{"id": "x", "message": "Said."}', status=status), "app.info")


def test_a_304_is_raised_as_what_it_is():
    with pytest.raises(NotModified, match=r"^the server answered 304 and said nothing"):
        read_response(answer(status=304, media_type=""), "app.info")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"id": "not_found", "message": "No.", "url": "https://a/h"}', ("not_found", "No.", "https://a/h")),
        (b'{"error": "invalid_grant", "error_description": "Expired."}', (None, "invalid_grant: Expired.", None)),
        (b'{"error": {"code": 7, "message": "No."}}', ("7", "No.", None)),
        (b'{"errors": [{"code": "x", "detail": "No."}]}', ("x", "No.", None)),
        (b'{"type": "about:blank", "title": "No."}', ("about:blank", "No.", None)),
        (b'{"error": "No."}', (None, "No.", None)),
        (b'{"id": null, "message": true}', (None, '{"id": null, "message": true}', None)),
        (b"[1]", (None, "[1]", None)),
        (b"{", (None, "{", None)),
        (b"", (None, "the server answered 404 and said nothing", None)),
    ],
)
def test_what_the_api_says_is_found_in_every_usual_form(body, said):
    error = error_of(answer(body, status=404), "app.info")
    assert (type(error), error.id, error.message, error.url) == (NotFound, *said)


def test_of_html_a_person_reads_the_text():
    body = b"<html><head><title>t</title></head><script>x()</script><body><h1>Application  error</h1>\n<p>Why</p>"
    assert error_of(answer(body, "text/html", status=503), "").message == "Application error Why"


def test_a_long_text_is_cut():
    assert len(error_of(answer(b"x" * 10_000, "text/plain", status=500), "").message) == 503


def test_a_hint_follows_what_the_api_said():
    error = error_of(answer(b'{"message": "No."}', status=401), "app.info", hint="no credentials were sent")
    assert str(error) == "No; no credentials were sent (401, app.info, request r-1)"


@pytest.mark.parametrize(("status", "kind"), [(429, RateLimited), (503, ServiceUnavailable)])
def test_a_server_that_says_when_to_come_back_is_understood(status, kind):
    error = error_of(answer(status=status, Retry_After="7"), "")
    assert (type(error), error.retry_after) == (kind, 7.0)
    assert "; the server asks to wait 7 s (" in str(error)


@pytest.mark.parametrize("value", ["-5", "abc", "1, 2", ""])
def test_a_server_that_says_nonsense_of_when_to_come_back_is_not(value):
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
def test_warning_headers_become_one_python_warning(headers, text):
    with pytest.warns(ApiWarning) as caught:
        warn_of(answer(**headers))
    assert [(str(each.message), each.filename) for each in caught] == [(text, __file__)]


def test_an_answer_without_a_warning_warns_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_of(answer(X_Warnings_Off="1", X_Thing="warning"))


@pytest.mark.parametrize(
    "piece", ["<", "<x", '<>;a="', '<>;a="\\', "<x>;a= ", '<x>;a="\\"', "<x> ;", "<x>;", ">", ";a", '<x>; title="', " "]
)
def test_a_link_of_any_length_is_read_once(piece):
    """Whatever a server writes into Link, reading it takes time in proportion to its length."""
    headers = Headers({"Link": piece * 40_000})
    start = time.monotonic()
    assert next_url(Response(status=200, headers=headers, url="https://api.example/")) is None
    assert time.monotonic() - start < 30


def test_a_link_behind_many_others_is_found():
    """However many links stand before it, the one to the next page counts."""
    others = ", ".join(f'</{number}>; rel="item"; title="a;rel=next, b"' for number in range(1_000))
    headers = Headers({"Link": f'{others}, </2>; rel="next"'})
    found = next_url(Response(status=200, headers=headers, url="https://api.example/"))
    assert found == "https://api.example/2"
