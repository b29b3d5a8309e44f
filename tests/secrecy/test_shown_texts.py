"""What is shown of texts from a schema or a server, and what errors and pages say."""

import inspect
import json
import pickle
import pydoc
import unicodedata
import warnings
from types import SimpleNamespace

import pytest

import heroics_py
from heroics_py.call.response import decoded, error_of
from heroics_py.display import progress
from heroics_py.display.tables import Table
from heroics_py.errors import (
    CallError,
    ConnectionFailed,
    DecodeError,
    HeroicsError,
    PagingError,
    Problem,
    ProtocolError,
    RedirectRefused,
    RequestTimeout,
    SchemaError,
    ThrottleTimeout,
    UntrustedServer,
    ValidationError,
    WaitFailed,
    WaitTimeout,
    warn,
)
from heroics_py.http.messages import Headers, Request, Response
from heroics_py.http.options import Options, Retry, Timeout
from heroics_py.lint import check
from heroics_py.record import Record
from heroics_py.tools.lines import Lines
from heroics_py.transport.exchange.decoding import Fault, content_coding
from heroics_py.transport.retrying import Retrying
from heroics_py.validation.patterns import pattern_of
from heroics_py.writers.curl import curl

pytestmark = pytest.mark.usefixtures("bare_environment")

BAD = "\x1b[2J\x07\x1b]8;;http://x\x07\u202e\u2066\u200b\ufeff\r\x85\x00\x9b\u2028\x7f"


def answer(body, media_type="application/json", status=400):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status=status, headers=Headers({"Content-Type": media_type} if media_type else {}), body=body)


def unseen(text):
    """Return what in a text would steer a terminal."""
    return [each for each in text if each != "\n" and unicodedata.category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]


@pytest.fixture
def client():
    """A client of a schema whose every text would steer a terminal."""
    thing = {
        "title": f"Thing {BAD}",
        "description": f"A thing {BAD}",
        "type": "object",
        "properties": {"name": {"type": "string", "description": f"Its name {BAD}", "enum": [f"a{BAD}", "b"]}},
        "links": [
            {
                "title": f"Make {BAD}",
                "description": f"Make it {BAD}",
                "rel": "create",
                "method": "POST",
                "href": "/things",
            },
            {"title": "List", "description": BAD, "rel": "instances", "method": "GET", "href": "/things"},
        ],
    }
    thing["links"][0]["schema"] = {"type": "object", "properties": thing["properties"]}
    schema = {"title": f"API {BAD}", "description": BAD, "definitions": {"thing": thing}, "properties": {}}
    schema["properties"]["thing"] = {"$ref": "#/definitions/thing"}
    return heroics_py.connect(schema, url="http://127.0.0.1:9")


def raised(call):
    try:
        call()
    except (HeroicsError, AttributeError) as error:
        return error
    raise AssertionError("nothing was raised")


def test_nothing_that_is_shown_steers_a_terminal(client):
    """Reprs, help, HTML and errors of a hostile schema hold no control, bidirectional or invisible character."""
    resource = client.thing
    links = [getattr(resource, name) for name in dir(resource)]
    errors = [
        raised(lambda: client[f"x{BAD}"]),
        raised(lambda: resource[f"x{BAD}"].nothing),
        raised(lambda: getattr(resource, f"x{BAD}")),
        raised(lambda: links[0](name=f"z{BAD}")),
        raised(lambda: Record({BAD: 1}).name),
        PagingError(BAD),
        CallError(BAD),
    ]
    told = [pydoc.plain(pydoc.render_doc(each)) for each in (client, resource, *links)]
    told += [str(inspect.signature(each)) for each in links]
    values = [client, resource, *links, Record({BAD: BAD}), *errors]
    told += [repr(each) for each in values] + [str(each) for each in values]
    told += [each._repr_html_() for each in values if hasattr(each, "_repr_html_")]
    told += [Table(title=BAD, told=BAD, head=[BAD], rows=[[BAD]], note=BAD).text()]
    assert [each for each in told if unseen(each)] == []


def test_messages_that_are_shown_steer_no_terminal():
    """Reprs of requests, answers, their headers and streams are one printable line, the data is as it came."""
    headers = Headers({BAD: BAD, "Location": f"http://h/{BAD}", "X": f"a\n{BAD}"})
    request = Request(method=BAD, url=f"http://h/{BAD}", headers=headers, call=BAD)
    response = Response(status=200, headers=headers, url=f"http://h/{BAD}", method=BAD)
    shown = [repr(each) for each in (headers, request, response)]
    assert [each for each in shown if unseen(each) or "\n" in each] == []
    assert (headers[BAD], response.url) == (BAD, f"http://h/{BAD}")


def test_errors_of_the_transport_steer_no_terminal():
    """What errors say of hostile addresses, calls and records is printable, and in pickles and notebooks too."""
    fields = {"method": f"GET{BAD}", "url": f"http://h/{BAD}"}
    errors = [
        ThrottleTimeout(f"wait {BAD}", call=BAD, **fields),
        RedirectRefused(f"to {BAD}", location=f"http://h/{BAD}", **fields),
        WaitFailed(f"it is {BAD}", record=Record({"name": BAD})),
        WaitTimeout(f"it is {BAD}", record=Record({"name": BAD})),
        *(kind(f"no {BAD}", **fields) for kind in (ConnectionFailed, ProtocolError, RequestTimeout, UntrustedServer)),
        ValidationError((Problem(f"/{BAD}", BAD, BAD, BAD),), link=BAD),
        SchemaError(BAD, pointer=f"#/{BAD}"),
        error_of(answer({"id": BAD, "message": BAD, "url": BAD}), BAD, hint=BAD),
    ]
    told = [tell(each) for each in (*errors, *pickle.loads(pickle.dumps(errors))) for tell in (str, repr)]
    told += [each._repr_html_() for each in errors]
    assert [each for each in told if unseen(each)] == []


def test_warnings_of_patterns_steer_no_terminal():
    """A pattern that can't be used is named in a warning that is printable."""
    with pytest.warns(UserWarning, match="is not checked") as caught:
        pattern_of(f"({BAD}\n[")
    assert [each for each in map(str, (each.message for each in caught)) if unseen(each)] == []


def test_logged_lines_steer_no_terminal(caplog):
    """What is logged of a request that is sent again is one printable line."""
    answers = iter([Response(status=503, headers=Headers({"Retry-After": "0"})), Response(status=200)])
    inner = SimpleNamespace(send=lambda _: next(answers), close=lambda: None)
    caplog.set_level("INFO", logger="heroics_py")
    request = Request(method="GET", url=f"http://h/{BAD}\n", call=f"{BAD}\n", options=Options(retries=Retry(backoff=0)))
    assert Retrying(inner, sleep=lambda _: None).send(request).status == 200
    lines = [each.getMessage() for each in caplog.records]
    assert ([each for each in lines if unseen(each) or "\n" in each], len(lines)) == ([], 1)


def test_what_a_wait_shows_steers_no_terminal(monkeypatch):
    """The line that shows a wait, and the text beside a bar, are printable."""
    shown = []
    monkeypatch.setattr(progress, "_place_for_a_line", lambda: shown.append)
    bar = SimpleNamespace(set_postfix_str=shown.append)
    with progress.waiting(f"for {BAD}\n"):
        progress._Shown(bar).say(f"{BAD}\n")
    assert ([each for each in shown if unseen(each) or "\n" in each], len(shown)) == ([], 3)


def test_a_command_line_steers_no_terminal():
    """A command line of curl has the bytes that would steer a terminal as numbers, and means the same."""
    line = curl(Request(method="POST", url="http://h/", body="a'\\\u202e\n".encode()))
    assert line == "curl -X POST http://h/ --data-raw $'a\\'\\\\\\342\\200\\256\n'"


def test_findings_steer_no_terminal():
    """A finding is told in one printable line."""
    found = check({"definitions": {f"a{BAD}": {"$ref": f"#/{BAD}", "links": [{"href": f"/{BAD}", "rel": BAD}]}}})
    assert [each for each in map(str, found) if unseen(each)] == []


def test_warnings_steer_no_terminal():
    """A warning shows what is foreign in it escaped."""
    with pytest.warns(UserWarning, match="x1b") as caught:
        warn(BAD)
    assert unseen(str(caught[0].message)) == []


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
        ({"error": {"code": 403, "message": "No.", "status": "PERMISSION_DENIED"}}, ["No", "400 PERMISSION_DENIED"]),
    ],
)
def test_errors_of_every_usual_form_are_told(said, told):
    """All reasons that an error names are in its text."""
    text = str(error_of(answer(said), "x"))
    assert [each for each in told if each not in text] == []


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (b"<html><head><title>Application Error</title></head><body></body></html>", "Application Error"),
        (b"<!DOCTYPE html><title>Oops &amp; sorry</title><script>x</script>", "Oops & sorry"),
        (b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code><Message>No key.</Message></Error>", "NoSuchKey No key."),
    ],
)
def test_a_page_of_an_error_shows_its_title(page, told):
    """The title of HTML and the text of XML are what an error says."""
    assert told in str(error_of(answer(page, "text/html", 503), "x"))


def test_secrets_in_what_a_server_says_are_masked():
    """The text of an error shows no credential of a URL; the message has it."""
    error = error_of(answer({"message": "no way to postgres://u:hidden@h/d"}), "x")
    assert ("hidden" in str(error), "hidden" in error.message) == (False, True)


@pytest.mark.parametrize("media_type", ["text/html", "application/json", ""])
def test_a_page_where_json_was_promised_is_an_error_with_its_title(media_type):
    """A login page is no answer of an API."""
    page = b"<html><head><title>Sign in</title></head></html>"
    with pytest.raises(DecodeError, match="Sign in"):
        decoded(answer(page, media_type, 200), promised=True)


@pytest.mark.parametrize("body", [b"", b"\n", b" \r\n\t"])
@pytest.mark.parametrize("media_type", ["application/json", "application/problem+json", ""])
@pytest.mark.parametrize("status", [200, 201, 202, 203])
def test_an_empty_body_is_none(body, media_type, status):
    """A body of nothing, or of white space alone, of a good answer is None, also where JSON was promised."""
    assert decoded(answer(body, media_type, status), promised=True) is None


def test_white_space_that_is_text_is_kept():
    """White space is a value where the answer says that it is text."""
    assert decoded(answer(b" \n", "text/plain", 200)) == " \n"


def test_a_page_that_was_asked_for_is_text():
    """HTML is text where nobody promised JSON."""
    assert decoded(answer(b"<html></html>", "text/html", 200)) == "<html></html>"


@pytest.mark.parametrize(("body", "value"), [(b'{"a": 1}', {"a": 1}), (b"[1]", [1]), (b"\xff", b"\xff")])
def test_without_a_media_type_json_is_json(body, value):
    """What reads as JSON is JSON where nothing says otherwise."""
    assert decoded(answer(body, "", 200)) == value


@pytest.mark.parametrize("value", ["utf-8", "none", "aws-chunked", "UTF-8, identity", "binary"])
def test_a_coding_that_is_none_is_read_as_it_is(value):
    """A plain body stays one, whatever its server calls it, with a warning."""
    with pytest.warns(UserWarning, match="read unchanged"):
        assert content_coding(value) == ""


@pytest.mark.parametrize("value", ["br", "zstd", "gzip, br"])
def test_a_coding_that_was_not_asked_for_is_an_error(value):
    """What is compressed in another way can't be read."""
    with warnings.catch_warnings(), pytest.raises(Fault):
        content_coding(value)


def lines_of(pieces, monkeypatch, **more):
    """Return the lines of a stream of these pieces."""
    monkeypatch.setattr(Lines, "_open", lambda self: None)
    given = iter(pieces)
    request = Request(method="GET", url="http://h/", options=Options(timeout=Timeout(read=5)))
    lines = Lines(request, retry=Retry(attempts=1), **more)
    lines._transport = SimpleNamespace(piece=lambda: next(given, b""), close=lambda: None)
    return lines


def test_nul_bytes_are_no_part_of_lines(monkeypatch):
    """Bytes that keep a stream open are left out of its lines."""
    assert list(lines_of([b"\0\0a\0", b"\0", b"b\nc", b"\0\0"], monkeypatch)) == ["ab", "c"]


def test_a_stream_of_nothing_but_nul_bytes_times_out(monkeypatch):
    """The read timeout ends a stream on which nothing else arrives."""
    ticks = iter(range(1000))
    lines = lines_of([b"\0"] * 100, monkeypatch, clock=lambda: next(ticks))
    with pytest.raises(RequestTimeout, match="NUL"):
        next(lines)


def test_a_line_that_comes_byte_by_byte_is_kept_once(monkeypatch):
    """What has come of a line is added to in place: each byte is copied once."""
    lines = lines_of([], monkeypatch)
    kept = lines._rest
    for _ in range(200_000):
        lines._take(b"x")
        assert lines._rest is kept
    lines._take(b"\n")
    assert len(lines._ready[0]) == 200_000
