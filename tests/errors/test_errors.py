"""Errors: one tree, data that compares and survives pickling."""

import copy
import pickle
import warnings
from datetime import UTC, datetime

import pytest

from heroics_py import errors
from heroics_py.errors import (
    ApiWarning,
    CallError,
    DecodeError,
    HeroicsError,
    NoSuchName,
    Problem,
    RateLimited,
    ResponseError,
    SchemaError,
    ServerError,
    TransportError,
    ValidationError,
    error_for,
    warn,
)
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Response
from heroics_py.record import Record

ANSWER = Response(status=404, headers=Headers({"Request-Id": "r-1"}), body=b"{}")
PROBLEMS = (
    Problem(pointer="/name", message="is required", expected="string", description="its name", keyword="required"),
    Problem(pointer="/a~1b/0/c~0d", message="expected integer, got 'x' (string)", expected="integer", keyword="type"),
)

STATUSES = {
    304: "NotModified",
    400: "BadRequest",
    401: "Unauthorized",
    402: "PaymentRequired",
    403: "Forbidden",
    404: "NotFound",
    405: "MethodNotAllowed",
    406: "NotAcceptable",
    409: "Conflict",
    410: "Gone",
    412: "PreconditionFailed",
    415: "UnsupportedMediaType",
    416: "RangeNotSatisfiable",
    422: "UnprocessableEntity",
    423: "Locked",
    429: "RateLimited",
    500: "InternalServerError",
    502: "BadGateway",
    503: "ServiceUnavailable",
    504: "GatewayTimeout",
    302: "ResponseError",
    418: "ResponseError",
    451: "ResponseError",
    501: "ServerError",
    599: "ServerError",
}


def every_error():
    yield HeroicsError("text")
    yield SchemaError("text", pointer="#/definitions/app")
    yield CallError("text")
    yield NoSuchName("text")
    yield errors.NoSuchAttribute("text")
    yield errors.WaitFailed("text", record=Record(state="failed"))
    yield errors.WaitTimeout("text", record=Record(state="pending"))
    yield errors.ReadOnlyError("text")
    yield errors.ThrottleTimeout("text", until=datetime(2030, 1, 1, tzinfo=UTC), retry_after=9.5, method="GET", url="u")
    yield RateLimited("text", response=None, call="app.info")
    yield errors.PagingError("text")
    yield ValidationError(PROBLEMS, link="app.create")
    yield DecodeError("text", response=ANSWER)
    for kind in (
        TransportError,
        errors.ConnectionFailed,
        errors.RequestRefused,
        errors.UntrustedServer,
        errors.RequestTimeout,
        errors.ProtocolError,
        errors.ResponseTooLarge,
        errors.RedirectRefused,
    ):
        yield kind("text", method="GET", url="https://a.example/x", sent=False)
    for status in STATUSES:
        yield error_for(status)("text", response=ANSWER, id="not_found", url="https://a.example/help", call="app.info")


@pytest.mark.parametrize("error", list(every_error()), ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("again", [lambda error: pickle.loads(pickle.dumps(error)), copy.copy, copy.deepcopy])
def test_an_error_survives_pickling_and_copying_whole(error, again):
    twin = again(error)
    assert (type(twin), twin, str(twin), vars(twin)) == (type(error), error, str(error), vars(error))


def test_a_note_on_an_error_survives_pickling():
    error = CallError("text")
    error.add_note("seen at noon")
    assert pickle.loads(pickle.dumps(error)).__notes__ == ["seen at noon"]


def test_every_class_of_the_tree_was_tried():
    kinds = {kind for kind in map(vars(errors).get, errors.__all__) if isinstance(kind, type)}
    assert {kind for kind in kinds if issubclass(kind, HeroicsError)} == {type(error) for error in every_error()}


def test_errors_with_other_content_are_not_equal():
    assert CallError("one") != CallError("two")
    assert CallError("one") != SchemaError("one")
    assert SchemaError("one", pointer="#/a") != SchemaError("one", pointer="#/b")
    assert len({CallError("one"), CallError("one"), CallError("two")}) == 2


@pytest.mark.parametrize(("status", "name"), STATUSES.items())
def test_a_status_has_its_class(status, name):
    assert error_for(status).__name__ == name


def test_a_server_error_is_a_response_error():
    assert issubclass(error_for(503), ServerError)
    assert issubclass(ServerError, ResponseError)


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (CallError, TypeError),
        (ValidationError, ValueError),
        (NoSuchName, KeyError),
        (errors.ConnectionFailed, ConnectionError),
        (errors.RequestTimeout, TimeoutError),
        (errors.RequestRefused, ValueError),
    ],
)
def test_an_error_is_also_what_python_calls_it(kind, builtin):
    assert issubclass(kind, HeroicsError)
    assert issubclass(kind, builtin)


def test_a_schema_error_names_its_pointer():
    assert (
        str(SchemaError("there is nothing", pointer="#/definitions/app")) == "there is nothing (at #/definitions/app)"
    )


def test_a_wrong_name_reads_as_text_and_not_as_a_key():
    assert str(NoSuchName("there is no 'x'")) == "there is no 'x'"


def test_one_problem_is_told_in_one_line():
    assert str(ValidationError(PROBLEMS[:1], link="app.create")) == "app.create: name: is required (its name)"


def test_several_problems_are_told_in_a_list():
    assert str(ValidationError(PROBLEMS)) == (
        "2 problems\n  - name: is required (its name)\n  - a/b.0.c~d: expected integer, got 'x' (string)"
    )


@pytest.mark.parametrize(
    ("pointer", "text"),
    [("", "wrong"), ("/50%25", "50%: wrong"), ("/a~01", "a~1: wrong"), ("/a~1b", "a/b: wrong"), ("//x", ".x: wrong")],
)
def test_a_problem_names_its_place_as_a_person_would(pointer, text):
    assert str(Problem(pointer=pointer, message="wrong")) == text


def test_what_a_person_reads_begins_with_what_the_api_said():
    error = error_for(404)(
        "Couldn't find that app.", response=ANSWER, id="not_found", url="https://a.example/help", call="app.info"
    )
    assert str(error) == ("Couldn't find that app. (404 not_found, app.info, request r-1); see https://a.example/help")


def test_an_error_answer_says_all_that_is_known_of_it():
    error = error_for(429)("Slow down.", response=Response(status=429, headers=Headers({"A": "b"})), id="rate_limit")
    assert (error.status, error.id, error.message, error.url, error.request_id, error.headers) == (
        429,
        "rate_limit",
        "Slow down.",
        None,
        None,
        {"A": "b"},
    )
    assert isinstance(error, RateLimited)
    assert error.retry_after is None


def test_a_decode_error_names_the_request():
    assert str(DecodeError("no JSON", response=ANSWER)) == "no JSON (request r-1)"


def test_a_transport_error_names_method_and_url():
    error = TransportError("cut off", method="GET", url="https://a.example/x")
    assert (str(error), error.sent) == ("GET https://a.example/x: cut off", True)


def test_a_warning_points_at_the_callers_line():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warn("going away", ApiWarning)
    assert [(str(each.message), each.category, each.filename) for each in caught] == [
        ("going away", ApiWarning, __file__)
    ]
