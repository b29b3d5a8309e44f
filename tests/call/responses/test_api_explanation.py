"""What an error response says, and what a body without JSON is."""

import json
from itertools import product

import pytest

from heroics_py.call.responses.response import decode, error_of
from heroics_py.errors import DecodeError
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Response


def response_of(body, media_type="application/json", status=400):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status=status, headers=Headers({"Content-Type": media_type} if media_type else {}), body=body)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"errors": [{"detail": "One."}, {"detail": "Two."}]}, ["One.", "Two."]),
        ({"errors": ["One.", "Two."]}, ["One.", "Two."]),
        ({"errors": {"name": ["is taken", "is short"], "base": ["No."]}}, ["name: is taken", "name: is short", "No."]),
        ({"message": "Invalid", "errors": [{"field": "age", "message": "too low"}]}, ["Invalid", "age: too low"]),
        ({"error": "invalid_grant", "error_description": "Expired."}, ["invalid_grant", "Expired."]),
        (
            {"detail": [{"loc": ["body", "age"], "msg": "not a number"}, {"loc": ["query", "q"], "msg": "missing"}]},
            ["age: not a number", "q: missing"],
        ),
        ({"type": "about:blank", "title": "No credit", "detail": "30 are missing."}, ["No credit: 30 are missing."]),
        ({"title": "Invalid", "invalid-params": [{"name": "age", "reason": "too low"}]}, ["Invalid", "age: too low"]),
        ({"error": {"code": 7, "message": "No.", "errors": [{"message": "Why."}]}}, ["No", "Why."]),
        ({"__type": "NoSuchTable", "Message": "No table."}, ["NoSuchTable", "No table."]),
        ({"fault": {"faultstring": "Bad key"}}, ["Bad key"]),
        ({"name": ["This field is required."]}, ["name: This field is required."]),
        ({"non_field_errors": ["No.", "Never."], "age": ["too low"]}, ["No.; Never.; age: too low"]),
        (
            {"statusCode": 400, "message": ["a is empty", "b is no number"], "error": "Bad Request"},
            ["a is empty", "b is"],
        ),
        ({"error": {"code": "x", "message": {"lang": "en", "value": "Bad filter"}}}, ["Bad filter", " x"]),
        (
            {"detail": "Invalid", "extra": [{"message": "no text", "key": "name", "source": "body"}]},
            ["Invalid: name: no text"],
        ),
        ({"time": 0, "status": {"error": "No such list."}, "result": None}, ["No such list. (400, x)"]),
        ({"error": {"code": 403, "message": "No.", "status": "PERMISSION_DENIED"}}, ["No", "400 PERMISSION_DENIED"]),
    ],
)
def test_usual_forms_of_errors(said, told):
    """All reasons that an error names are in its text."""
    text = str(error_of(response_of(said), "x"))
    assert [each for each in told if each not in text] == []


def test_blank_type_is_no_name():
    """The type "about:blank" names no error (RFC 9457, 4.2.1)."""
    said = {"type": "about:blank", "title": "Gone", "status": 404}
    assert str(error_of(response_of(said, status=404), "x")) == "Gone (404, x)"


def test_sentence_in_place_of_a_url():
    """A sentence of help is not a URL."""
    said = {"errors": [{"message": "No.", "help": "For more, read the pages on errors."}]}
    assert str(error_of(response_of(said), "x")) == "No. (400, x)"


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (b"<html><head><title>Application Error</title></head><body></body></html>", "Application Error"),
        (b"<!DOCTYPE html><title>Oops &amp; sorry</title><script>x</script>", "Oops & sorry"),
        (b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code><Message>No key.</Message></Error>", "NoSuchKey No key."),
    ],
)
def test_error_pages(page, told):
    """The title of HTML and the text of XML are the message of an error."""
    assert told in str(error_of(response_of(page, "text/html", 503), "x"))


def test_secrets_in_error_messages():
    """The text of an error masks the credentials of a URL; its message keeps them."""
    error = error_of(response_of({"message": "no way to postgres://u:hidden@h/d"}), "x")
    assert ("hidden" in str(error), "hidden" in error.message) == (False, True)


@pytest.mark.parametrize("media_type", ["text/html", "application/json", ""])
def test_html_instead_of_json(media_type):
    """A login page instead of JSON is an error with its title."""
    page = b"<html><head><title>Sign in</title></head></html>"
    with pytest.raises(DecodeError, match="Sign in"):
        decode(response_of(page, media_type, 200), expects_json=True)


def test_empty_bodies():
    """An empty body, or one of white space, is None, even if JSON was promised."""
    cases = product(
        [b"", b"\n", b" \r\n\t"], ["application/json", "application/problem+json", ""], [200, 201, 202, 203]
    )
    assert [case for case in cases if decode(response_of(*case), expects_json=True) is not None] == []


def test_white_space_as_text():
    """White space is a value if the response says that it is text."""
    assert decode(response_of(b" \n", "text/plain", 200)) == " \n"


def test_html_as_text():
    """HTML is text unless JSON was promised."""
    assert decode(response_of(b"<html></html>", "text/html", 200)) == "<html></html>"


@pytest.mark.parametrize(("body", "value"), [(b'{"a": 1}', {"a": 1}), (b"[1]", [1]), (b"\xff", b"\xff")])
def test_json_without_a_media_type(body, value):
    """Without a media type, a body that parses as JSON is JSON."""
    assert decode(response_of(body, "", 200)) == value
