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

RESPONSE = Response(status=404, headers=Headers({"Request-Id": "r-1"}), body=b"{}")
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
    yield errors.LostOutcome("text", item=7, call="app.create", sent=False)
    yield errors.CheckpointError("text", path="run.jsonl")
    yield errors.TapeError("text", tape="tape.yaml", problems=(errors.Problem("/a", "is required"),))
    yield errors.ThrottleTimeout("text", until=datetime(2030, 1, 1, tzinfo=UTC), retry_after=9.5, method="GET", url="u")
    yield RateLimited("text", response=None, call="app.info")
    yield errors.PagingError("text")
    yield errors.MissingCredentials("text", name="SHOP_TOKEN")
    yield errors.OAuthError("text", error="invalid_client", description="no such client")
    yield errors.LoginRequired("text", error="invalid_grant")
    yield ValidationError(PROBLEMS, link="app.create")
    yield errors.SchemaMoved("text", lock="heroics.lock", changes=("a change",))
    yield DecodeError("text", response=RESPONSE)
    yield errors.AnswerError(PROBLEMS, response=RESPONSE, link="app.info")
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
        yield error_for(status)(
            "text", response=RESPONSE, id="not_found", url="https://a.example/help", call="app.info"
        )


@pytest.mark.parametrize("error", list(every_error()), ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("again", [lambda error: pickle.loads(pickle.dumps(error)), copy.copy, copy.deepcopy])
def test_copies_of_errors(error, again):
    """An error survives pickling and copying."""
    copied = again(error)
    assert (type(copied), copied, str(copied), vars(copied)) == (type(error), error, str(error), vars(error))


def test_pickled_notes():
    """Notes on an error survive pickling."""
    error = CallError("text")
    error.add_note("seen at noon")
    assert pickle.loads(pickle.dumps(error)).__notes__ == ["seen at noon"]


def test_every_class_is_tested():
    """The tests above cover every class of the tree."""
    kinds = {kind for kind in map(vars(errors).get, errors.__all__) if isinstance(kind, type)}
    assert {kind for kind in kinds if issubclass(kind, HeroicsError)} == {type(error) for error in every_error()}


def test_module_of_errors():
    """Classes name the package as their module, so that a pickle outlives a move between its modules."""
    kinds = [each for each in map(vars(errors).get, errors.__all__) if isinstance(each, type)]
    assert {kind.__module__ for kind in kinds} == {"heroics_py.errors"}


def test_unequal_errors():
    """Errors with different content are not equal."""
    assert CallError("one") != CallError("two")
    assert CallError("one") != SchemaError("one")
    assert SchemaError("one", pointer="#/a") != SchemaError("one", pointer="#/b")
    assert len({CallError("one"), CallError("one"), CallError("two")}) == 2


@pytest.mark.parametrize(("status", "name"), STATUSES.items())
def test_class_of_a_status(status, name):
    """Each status has its class."""
    assert error_for(status).__name__ == name


def test_server_errors():
    """A ServerError is a ResponseError."""
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
def test_builtin_base_classes(kind, builtin):
    """An error is also the matching error of Python."""
    assert issubclass(kind, HeroicsError)
    assert issubclass(kind, builtin)


def test_text_of_a_schema_error():
    """A SchemaError names its pointer."""
    assert (
        str(SchemaError("there is nothing", pointer="#/definitions/app")) == "there is nothing (at #/definitions/app)"
    )


def test_text_of_a_wrong_name():
    """The text of a NoSuchName is not quoted as that of a KeyError is."""
    assert str(NoSuchName("there is no 'x'")) == "there is no 'x'"


def test_text_of_one_problem():
    """One problem takes one line."""
    assert str(ValidationError(PROBLEMS[:1], link="app.create")) == "app.create: name: is required (its name)"


def test_text_of_several_problems():
    """Several problems are a list."""
    assert str(ValidationError(PROBLEMS)) == (
        "2 problems\n  - name: is required (its name)\n  - a/b.0.c~d: expected integer, got 'x' (string)"
    )


@pytest.mark.parametrize(
    ("pointer", "text"),
    [("", "wrong"), ("/50%25", "50%: wrong"), ("/a~01", "a~1: wrong"), ("/a~1b", "a/b: wrong"), ("//x", ".x: wrong")],
)
def test_places_of_problems(pointer, text):
    """A problem names its place in dots, not as a pointer."""
    assert str(Problem(pointer=pointer, message="wrong")) == text


def test_text_of_a_response_error():
    """The text begins with the message of the API."""
    error = error_for(404)(
        "Couldn't find that app.", response=RESPONSE, id="not_found", url="https://a.example/help", call="app.info"
    )
    assert str(error) == ("Couldn't find that app. (404 not_found, app.info, request r-1); see https://a.example/help")


def test_attributes_of_a_response_error():
    """A ResponseError holds all that the response says about it."""
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


def test_text_of_a_decode_error():
    """A DecodeError names the request."""
    assert str(DecodeError("no JSON", response=RESPONSE)) == "no JSON (request r-1)"


def test_text_of_a_transport_error():
    """A TransportError names method and URL."""
    error = TransportError("cut off", method="GET", url="https://a.example/x")
    assert (str(error), error.sent) == ("GET https://a.example/x: cut off", True)


def test_line_of_a_warning():
    """A warning points at the caller's line."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warn("going away", ApiWarning)
    assert [(str(each.message), each.category, each.filename) for each in caught] == [
        ("going away", ApiWarning, __file__)
    ]
