"""A token is in no repr, str, pickle, log or traceback, nor in the causes of an error."""

import copy
import logging
import pickle
import traceback

import pytest
import requests
from scripted import FINE, GREETING, Scripted, answer, closed_port, saying

from heroics_py.errors import RedirectRefused, TransportError
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.http.options import Options, Retry, Timeout
from heroics_py.http.steps import WIRE
from heroics_py.secrecy.names import is_secret_name
from heroics_py.secrecy.secret import Secret
from heroics_py.secrecy.urls import mask_target, mask_url
from heroics_py.transport.connection import open_transport
from heroics_py.transport.credentials.sources import credentials_for
from heroics_py.transport.rules.authorizing import Authorizing

pytestmark = pytest.mark.usefixtures("each_exchange")
of_requests = pytest.mark.parametrize("each_exchange", ["blocking"], indirect=True)  # sessions, mocks, logs of requests

TOKEN = "hunter2-sentinel-5f1d"
BASIC = requests.auth._basic_auth_str("me", TOKEN)
OPTIONS = Options(timeout=Timeout(connect=2, read=0.1), retries=Retry(attempts=2, backoff=0.001))


def shown(value):
    """Return all texts that a value shows."""
    yield repr(value)
    yield str(value)
    if hasattr(value, "__dict__"):
        yield repr(vars(value))
    if isinstance(value, dict):
        yield from (f"{key!r} {item!r}" for key, item in value.items())
    for name in getattr(type(value), "__slots__", ()):
        yield repr(getattr(value, name, None))


def chain(error):
    """Return the error and its causes and contexts."""
    pending, seen = [error], []
    while pending:
        each = pending.pop()
        if each is not None and all(each is not other for other in seen):
            seen.append(each)
            pending += [each.__cause__, each.__context__]
    return seen


def texts_of(error):
    """Return all texts of an error: its own, those of its causes, and the locals of every frame."""
    for each in chain(error):
        yield from shown(each)
        yield from map(repr, each.args)
        yield "".join(traceback.format_exception_only(each))
        for frame, _ in traceback.walk_tb(each.__traceback__):
            if frame.f_code.co_filename != __file__:
                for value in frame.f_locals.values():
                    yield from shown(value)


# The frames of this library that an error keeps; none of them holds a request.
FRAMES = [
    "heroics_py.transport.connection",
    "heroics_py.transport.drivers.blocking",
    "heroics_py.transport.error_frames",
]

AWAITED_FRAMES = [
    *("exchanges", "exchanges", "concurrent.futures._base", "concurrent.futures._base"),  # of the tests
    *("heroics_py.transport.drivers.awaiting", "heroics_py.transport.error_frames"),
]


def has(texts):
    return [text for text in texts if TOKEN in text or BASIC[6:] in text]


FAILURES = {
    "reset": lambda wire, *_: wire.reset(),
    "closed": lambda wire, *_: wire.close(),
    "silence": lambda wire, *_: wire.silent(1),
    "garbage": saying(b"garbage\r\n\r\n"),
    "cut": lambda wire, *_: (wire.say(GREETING + b"Content-Length: 9\r\n\r\n{"), wire.close()),
    "too large": saying(GREETING + b"Content-Length: 999999999\r\n\r\n"),
    "bad gzip": saying(answer(200, b"no gzip", Content_Encoding="gzip")),
    "redirect": saying(answer(307, b"", Location=f"https://evil.example/?token={TOKEN}")),
    "headers": saying(GREETING + b"A: b\r\n" * 200 + b"\r\n"),
}
CREDENTIALS = {
    "token": lambda: {"token": TOKEN},
    "secret": lambda: {"token": Secret(TOKEN)},
    "function": lambda: {"token": lambda: TOKEN},
    "basic": lambda: {"auth": ("me", TOKEN)},
    "verbatim": lambda: {"auth": f"Token token={TOKEN}"},
    "object": lambda: {"auth": requests.auth.HTTPBasicAuth("me", TOKEN)},
    "session": lambda: {"session": requests.Session(), "token": TOKEN},
}


def failure(url, kind, *, headers=(), method="GET"):
    arguments = CREDENTIALS[kind]()
    connection = open_transport(base_url=url, trust_environment=False, **arguments)
    request = Request(
        method=method,
        url=f"{url}/things?api_key={TOKEN}&pin={TOKEN}&page=1",
        headers=Headers(headers),
        secret_fields=frozenset({"pin"}),
        options=OPTIONS,
        call="things.list",
    )
    try:
        connection.send(request)
    except TransportError as error:
        return error
    finally:
        connection.close()
        if "session" in arguments:
            arguments["session"].close()
    return None


@pytest.mark.parametrize("level", [logging.DEBUG, logging.WARNING])  # a logged request takes another path
@pytest.mark.parametrize("kind", CREDENTIALS)
@pytest.mark.parametrize("name", FAILURES)
def test_token_after_failure(name, kind, level, caplog):
    """After a failure, the token is in no error, repr, pickle or frame."""
    with Scripted(FAILURES[name]) as server, caplog.at_level(level):
        error = failure(server.url, kind)
    assert isinstance(error, TransportError)
    del caplog
    assert (has(texts_of(error)), len(chain(error))) == ([], 1)
    assert TOKEN.encode() not in pickle.dumps(error)


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_token_after_refused_connection(kind):
    """Nor is it after a refused connection."""
    error = failure(f"http://127.0.0.1:{closed_port()}", kind)
    assert (has(texts_of(error)), len(chain(error))) == ([], 1)


def test_frames_of_error(each_exchange):
    """An error has no frames of a library."""
    error = failure(f"http://127.0.0.1:{closed_port()}", "token")
    names = [frame.f_globals["__name__"] for frame, _ in traceback.walk_tb(error.__traceback__)]
    assert names == [__name__, *(AWAITED_FRAMES if each_exchange == "async" else FRAMES)]


@pytest.mark.parametrize("value", [f"{TOKEN}\r\n", f"{TOKEN}\x00", f"{TOKEN}\u20ac"])
def test_token_in_invalid_header(value):
    """A token that a header can't carry is shown nowhere."""
    error = failure("http://127.0.0.1:9", "token", headers={"Authorization": value})
    assert has(texts_of(error)) == []


@pytest.mark.parametrize("kind", ["token", "basic", "verbatim", "object", "function"])
@pytest.mark.parametrize("name", ["closed", "silence", "garbage", "fine"])
def test_token_in_logs(name, kind, caplog, each_exchange):
    """The token is in no log."""
    with caplog.at_level(logging.DEBUG), Scripted(FAILURES.get(name, saying(FINE))) as server:
        failure(server.url, kind)
    assert caplog.records or each_exchange == "async"  # aiohttp logs nothing
    assert has([record.getMessage() for record in caplog.records] + [caplog.text]) == []


@of_requests
def test_masked_log_of_urllib3(caplog):
    """urllib3 logs the masked target, and the server gets the real one."""
    with caplog.at_level(logging.DEBUG), Scripted(saying(FINE)) as server:
        failure(server.url, "token")
    assert server.heads == [f"GET /things?api_key={TOKEN}&pin={TOKEN}&page=1 HTTP/1.1"]
    assert '"GET /things?api_key=***&pin=***&page=1 HTTP/1.1" 200' in caplog.text


@pytest.mark.parametrize("level", [logging.DEBUG, logging.WARNING])
def test_odd_headers(level, caplog):
    """The error for an odd header shows no secret."""
    odd = GREETING + b"Content-Length: 2\r\n no header: at all\r\nbroken\r\n\r\n{}"
    with caplog.at_level(level), Scripted(saying(odd)) as server:
        error = failure(server.url, "token")
    assert "invalid header line" in str(error)
    assert has([caplog.text, *texts_of(error)]) == []


@of_requests
@pytest.mark.parametrize("raised", [KeyboardInterrupt, ZeroDivisionError, RecursionError])
@pytest.mark.parametrize("kind", ["token", "object"])
def test_frames_of_callers_error(raised, kind):
    """An error of the caller's own code has no frame with the token."""

    def interrupt(*_, **__):
        raise raised

    session = requests.Session()
    session.hooks["response"].append(interrupt)
    with Scripted(saying(FINE)) as server:
        connection = open_transport(base_url=server.url, session=session, **CREDENTIALS[kind]())
        with pytest.raises(raised) as caught:
            connection.send(Request(method="GET", url=f"{server.url}/"))
        session.close()
    names = {frame.f_globals["__name__"] for frame, _ in traceback.walk_tb(caught.value.__traceback__)}
    assert names == {__name__, *FRAMES}
    assert has(texts_of(caught.value)) == []


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_holders_of_token(kind):
    """Objects that hold the token do not show it and can't be pickled."""
    arguments = CREDENTIALS[kind]()
    connection = open_transport(base_url="https://api.example", **arguments)
    credentials = credentials_for("https://api.example", **arguments)
    skin = Authorizing(WIRE, base_url="https://api.example", credentials=credentials)
    for value in (connection, credentials, skin, *(getattr(connection, name) for name in connection.__slots__)):
        assert has(shown(value)) == []
    for value in (connection, skin):
        with pytest.raises(TypeError, match="pickled"):
            pickle.dumps(value)


def test_secret():
    """A Secret shows nothing, and `reveal` returns it."""
    secret = Secret(TOKEN)
    assert (has(shown(secret)), f"{secret}", secret.reveal()) == ([], "Secret(***)", TOKEN)
    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps(secret)
    assert copy.deepcopy(secret) is secret


def test_refused_redirect():
    """A refused redirect shows no secret of its target."""
    with Scripted(FAILURES["redirect"]) as server:
        error = failure(server.url, "token")
    assert (type(error), "https://evil.example/?token=***" in str(error)) == (RedirectRefused, True)


MASKED = [
    ("https://a.example/b?c=d", "https://a.example/b?c=d"),
    ("https://user:pw@a.example/b", "https://***@a.example/b"),
    ("//user@a.example/b", "//***@a.example/b"),
    ("https://a.example/b@c?d=e@f", "https://a.example/b@c?d=e@f"),
    ("https://a.example/?token=x&page=2", "https://a.example/?token=***&page=2"),
    ("https://a.example/?access%5Ftoken=x", "https://a.example/?access%5Ftoken=***"),
    ("https://a.example/?API_KEY=x;key=y#z", "https://a.example/?API_KEY=***;key=***#z"),
    ("https://a.example/?client-secret=x&password=y", "https://a.example/?client-secret=***&password=***"),
    ("https://a.example/?X-Amz-Signature=x", "https://a.example/?X-Amz-Signature=***"),
    ("https://a.example/?token", "https://a.example/?token"),
    ("https://a.example/?token=", "https://a.example/?token="),
    ("https://a.example/?monkey=1&keyboard=2", "https://a.example/?monkey=1&keyboard=2"),
    ("/a?pin=1", "/a?pin=***"),
]


def test_masked_url():
    """Secrets in URLs are masked."""
    assert [(url, mask_url(url, frozenset({"pin"}))) for url, _ in MASKED] == MASKED


def test_masked_target():
    """A target without a query is shown unchanged."""
    assert mask_target("/a/token=b") == "/a/token=b"


SECRET_NAMES = [
    *("Authorization", "Proxy-Authorization", "Cookie", "X-Api-Key", "apikey", "X-Auth-Token", "X-Secret", "password"),
    *("Session-Id", "sig", "signature", "jwt", "key", "passphrase"),
]
PLAIN_NAMES = ["Accept", "Content-Type", "Range", "If-Match", "X-Amz-Acl", "page", "monkey"]


def test_secret_names():
    """Names that usually hold secrets are recognized."""
    assert list(filter(is_secret_name, [*SECRET_NAMES, *PLAIN_NAMES])) == SECRET_NAMES


def test_repr_of_messages():
    """The repr of a request and of a response shows no secrets."""
    url = f"https://me:{TOKEN}@api.example/a?token={TOKEN}&pin={TOKEN}&page=1"
    headers = Headers({"Authorization": TOKEN, "X-Auth-Token": TOKEN, "Location": f"/a?key={TOKEN}", "Accept": "a/b"})
    request = Request(method="GET", url=url, headers=headers, secret_fields=frozenset({"pin"}), call="a.list")
    hidden = "Authorization: <hidden>, X-Auth-Token: <hidden>, Location: /a?key=***, Accept: a/b"
    assert repr(request) == (
        f"Request(GET https://***@api.example/a?token=***&pin=***&page=1, Headers({hidden}), call='a.list')"
    )
    answered = Response(status=200, url=url.replace("&pin", "&x_token"), headers=headers, stale=True)
    assert repr(answered) == (
        f"Response(200, GET https://***@api.example/a?token=***&x_token=***&page=1, Headers({hidden}), stale)"
    )


def test_error_without_context():
    """An error of a skin has no cause or context."""

    class Careless:
        def __init__(self, inner):
            self.inner = inner

        def send(self, request):
            yield from ()
            try:
                int(request.headers["Authorization"])
            except ValueError as error:
                raise TransportError("lost") from error

    connection = open_transport(base_url="https://api.example", token=TOKEN, caching=Careless)
    with pytest.raises(TransportError) as caught:
        connection.send(Request(method="GET", url="https://api.example/"))
    assert (chain(caught.value), has(texts_of(caught.value))) == ([caught.value], [])


def test_session_without_context():
    """Nor has an error of the session."""
    from heroics_py.transport.exchange.session import Session

    session = Session(base_url="http://127.0.0.1", max_bytes=1, pool_size=1)
    with pytest.raises(TransportError) as caught:
        session.send(Request(method="GET", url=f"http://127.0.0.1:{closed_port()}/"))
    modules = {frame.f_globals["__name__"] for frame, _ in traceback.walk_tb(caught.value.__traceback__)}
    assert (chain(caught.value), modules) == ([caught.value], {__name__, "heroics_py.transport.exchange.session"})
