"""Texts of schemas and servers as terminals, errors and notebooks show them."""

import inspect
import json
import pickle
import pydoc
import unicodedata
from types import SimpleNamespace

import pytest
from ruled import ruled

import heroics_py
from heroics_py.call.responses.response import error_of
from heroics_py.display import progress
from heroics_py.display.tables import Table
from heroics_py.errors import (
    CallError,
    ConnectionFailed,
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
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.http.options import Options, Retry
from heroics_py.http.steps import SYSTEM_CLOCK
from heroics_py.lint import check
from heroics_py.record import Record
from heroics_py.transport.rules.retrying import Retrying
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


def test_reprs_and_help_steer_no_terminal(client):
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
    told += [Table(title=BAD, summary=BAD, head=[BAD], rows=[[BAD]], note=BAD).text()]
    assert [each for each in told if unseen(each)] == []


def test_reprs_of_messages_steer_no_terminal():
    """Reprs of requests, responses, headers and streams are one printable line; the data is unchanged."""
    headers = Headers({BAD: BAD, "Location": f"http://h/{BAD}", "X": f"a\n{BAD}"})
    request = Request(method=BAD, url=f"http://h/{BAD}", headers=headers, call=BAD)
    response = Response(status=200, headers=headers, url=f"http://h/{BAD}", method=BAD)
    shown = [repr(each) for each in (headers, request, response)]
    assert [each for each in shown if unseen(each) or "\n" in each] == []
    assert (headers[BAD], response.url) == (BAD, f"http://h/{BAD}")


def test_transport_errors_steer_no_terminal():
    """Errors about hostile URLs, calls and records are printable, also in pickles and notebooks."""
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


def test_pattern_warnings_steer_no_terminal():
    """The warning about an unusable pattern is printable."""
    with pytest.warns(UserWarning, match="is not checked") as caught:
        pattern_of(f"({BAD}\n[")
    assert [each for each in map(str, (each.message for each in caught)) if unseen(each)] == []


def test_logged_lines_steer_no_terminal(caplog):
    """The log of a retry is one printable line."""
    answers = iter([Response(status=503, headers=Headers({"Retry-After": "0"})), Response(status=200)])
    inner = SimpleNamespace(send=lambda _: next(answers), close=lambda: None)
    caplog.set_level("INFO", logger="heroics_py")
    request = Request(method="GET", url=f"http://h/{BAD}\n", call=f"{BAD}\n", options=Options(retries=Retry(backoff=0)))
    assert ruled(Retrying, inner, pause=lambda _: None, clock=SYSTEM_CLOCK).send(request).status == 200
    lines = [each.getMessage() for each in caplog.records]
    assert ([each for each in lines if unseen(each) or "\n" in each], len(lines)) == ([], 1)


def test_shown_waits_steer_no_terminal(monkeypatch):
    """The line that shows a wait, and the text next to a bar, are printable."""
    shown = []
    monkeypatch.setattr(progress, "_line_writer", lambda: shown.append)
    bar = SimpleNamespace(set_postfix_str=shown.append)
    with progress.show_wait(f"for {BAD}\n"):
        progress._Bar(bar).say(f"{BAD}\n")
    assert ([each for each in shown if unseen(each) or "\n" in each], len(shown)) == ([], 3)


def test_a_command_line_steers_no_terminal():
    """A command line of curl spells bytes that would steer a terminal as numbers."""
    line = curl(Request(method="POST", url="http://h/", body="a'\\\u202e\n".encode()))
    assert line == "curl -X POST http://h/ --data-raw $'a\\'\\\\\\342\\200\\256\n'"


def test_findings_steer_no_terminal():
    """A finding is one printable line."""
    found = check({"definitions": {f"a{BAD}": {"$ref": f"#/{BAD}", "links": [{"href": f"/{BAD}", "rel": BAD}]}}})
    assert [each for each in map(str, found) if unseen(each)] == []


def test_warnings_steer_no_terminal():
    """A warning escapes foreign text."""
    with pytest.warns(UserWarning, match="x1b") as caught:
        warn(BAD)
    assert unseen(str(caught[0].message)) == []


@pytest.mark.parametrize("place", ["query", "header", "cookie", "path"])
def test_parameters_with_secret_names(place):
    """A parameter with the name of a secret is masked in the error of its validation."""
    path = "/things/{access_token}" if place == "path" else "/things"
    parameter = {"name": "access_token", "in": place, "required": True, "schema": {"type": "string", "maxLength": 2}}
    operation = {"tags": ["Things"], "operationId": "look", "parameters": [parameter], "responses": {"204": {}}}
    document = {"openapi": "3.1.1", "info": {}, "paths": {path: {"get": operation}}}
    look = heroics_py.connect(document, url="https://api.example").thing.look
    error = raised(lambda: look.prepare(access_token="hunter2-sentinel"))
    assert isinstance(error, ValidationError)
    assert "access_token: expected string (length at most 2), got '***'" in str(error)
    assert b"hunter2" not in pickle.dumps(error) + repr(error).encode()
