"""One token that must be nowhere: in no repr, str, pickle, log, traceback, nor in the errors behind an error."""

import copy
import logging
import pickle
import traceback

import pytest
import requests
from scripted import FINE, GREETING, Scripted, answer, closed_port, saying

from heroics_py.errors import RedirectRefused, TransportError
from heroics_py.http.masking import Secret, is_secret_name, masked_target, masked_url
from heroics_py.http.messages import Headers, Request, Response
from heroics_py.http.options import Options, Retry, Timeout
from heroics_py.transport.authorizing import Authorizing
from heroics_py.transport.connection import open_transport
from heroics_py.transport.credentials.sources import credentials_for

TOKEN = "hunter2-sentinel-5f1d"
BASIC = requests.auth._basic_auth_str("me", TOKEN)
OPTIONS = Options(timeout=Timeout(connect=2, read=0.1), retries=Retry(attempts=2, backoff=0.001))


def shown(value):
    """Everything that a value shows of itself without being asked for it."""
    yield repr(value)
    yield str(value)
    if hasattr(value, "__dict__"):
        yield repr(vars(value))
    if isinstance(value, dict):
        yield from (f"{key!r} {item!r}" for key, item in value.items())
    for name in getattr(type(value), "__slots__", ()):
        yield repr(getattr(value, name, None))


def chain(error):
    """The error and all errors behind it."""
    pending, seen = [error], []
    while pending:
        each = pending.pop()
        if each is not None and all(each is not other for other in seen):
            seen.append(each)
            pending += [each.__cause__, each.__context__]
    return seen


def texts_of(error):
    """All that can be seen of an error: itself, the errors behind it, and the locals of every frame."""
    for each in chain(error):
        yield from shown(each)
        yield from map(repr, each.args)
        yield "".join(traceback.format_exception_only(each))
        for frame, _ in traceback.walk_tb(each.__traceback__):
            if frame.f_code.co_filename != __file__:
                for value in frame.f_locals.values():
                    yield from shown(value)


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
WAYS = {
    "token": lambda: {"token": TOKEN},
    "secret": lambda: {"token": Secret(TOKEN)},
    "function": lambda: {"token": lambda: TOKEN},
    "basic": lambda: {"auth": ("me", TOKEN)},
    "verbatim": lambda: {"auth": f"Token token={TOKEN}"},
    "object": lambda: {"auth": requests.auth.HTTPBasicAuth("me", TOKEN)},
    "session": lambda: {"session": requests.Session(), "token": TOKEN},
}


def failure(url, way, *, headers=(), method="GET"):
    given = WAYS[way]()
    connection = open_transport(base_url=url, trust_environment=False, **given)
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
        if "session" in given:
            given["session"].close()
    return None


@pytest.mark.parametrize("level", [logging.DEBUG, logging.WARNING])  # what nobody logs goes another way
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", FAILURES)
def test_the_token_is_nowhere_after_a_failure(name, way, level, caplog):
    with Scripted(FAILURES[name]) as server, caplog.at_level(level):
        error = failure(server.url, way)
    assert isinstance(error, TransportError)
    del caplog
    assert (has(texts_of(error)), len(chain(error))) == ([], 1)
    assert TOKEN.encode() not in pickle.dumps(error)


@pytest.mark.parametrize("way", WAYS)
def test_the_token_is_nowhere_after_a_refused_connection(way):
    error = failure(f"http://127.0.0.1:{closed_port()}", way)
    assert (has(texts_of(error)), len(chain(error))) == ([], 1)


def test_no_frame_of_a_library_hangs_on_an_error():
    error = failure(f"http://127.0.0.1:{closed_port()}", "token")
    names = [frame.f_globals["__name__"] for frame, _ in traceback.walk_tb(error.__traceback__)]
    assert names == [__name__, "heroics_py.transport.connection"]


@pytest.mark.parametrize("value", [f"{TOKEN}\r\n", f"{TOKEN}\x00", f"{TOKEN}\u20ac"])
def test_the_token_is_nowhere_when_its_header_cannot_be_sent(value):
    error = failure("http://127.0.0.1:9", "token", headers={"Authorization": value})
    assert has(texts_of(error)) == []


@pytest.mark.parametrize("way", ["token", "basic", "verbatim", "object", "function"])
@pytest.mark.parametrize("name", ["closed", "silence", "garbage", "fine"])
def test_the_token_is_in_no_log(name, way, caplog):
    with caplog.at_level(logging.DEBUG), Scripted(FAILURES.get(name, saying(FINE))) as server:
        failure(server.url, way)
    assert caplog.records
    assert has([record.getMessage() for record in caplog.records] + [caplog.text]) == []


def test_the_library_logs_the_target_masked_and_sends_it_true(caplog):
    with caplog.at_level(logging.DEBUG), Scripted(saying(FINE)) as server:
        failure(server.url, "token")
    assert server.heads == [f"GET /things?api_key={TOKEN}&pin={TOKEN}&page=1 HTTP/1.1"]
    assert '"GET /things?api_key=***&pin=***&page=1 HTTP/1.1" 200' in caplog.text


@pytest.mark.parametrize("level", [logging.DEBUG, logging.WARNING])
def test_odd_headers_are_refused_without_secrets(level, caplog):
    odd = GREETING + b"Content-Length: 2\r\n no header: at all\r\nbroken\r\n\r\n{}"
    with caplog.at_level(level), Scripted(saying(odd)) as server:
        error = failure(server.url, "token")
    assert "invalid header line" in str(error)
    assert has([caplog.text, *texts_of(error)]) == []


@pytest.mark.parametrize("raised", [KeyboardInterrupt, ZeroDivisionError, RecursionError])
@pytest.mark.parametrize("way", ["token", "object"])
def test_an_error_of_the_callers_own_code_bears_no_frame_with_the_token(raised, way):
    def interrupt(*_, **__):
        raise raised

    session = requests.Session()
    session.hooks["response"].append(interrupt)
    with Scripted(saying(FINE)) as server:
        connection = open_transport(base_url=server.url, session=session, **WAYS[way]())
        with pytest.raises(raised) as caught:
            connection.send(Request(method="GET", url=f"{server.url}/"))
        session.close()
    names = {frame.f_globals["__name__"] for frame, _ in traceback.walk_tb(caught.value.__traceback__)}
    assert names == {__name__, "heroics_py.transport.connection"}
    assert has(texts_of(caught.value)) == []


@pytest.mark.parametrize("way", WAYS)
def test_what_holds_a_token_shows_nothing_and_cannot_be_pickled(way):
    given = WAYS[way]()
    connection = open_transport(base_url="https://api.example", **given)
    credentials = credentials_for("https://api.example", **given)
    skin = Authorizing(connection, base_url="https://api.example", credentials=credentials)
    for value in (connection, credentials, skin, *(getattr(connection, name) for name in connection.__slots__)):
        assert has(shown(value)) == []
    for value in (connection, skin):
        with pytest.raises(TypeError, match="pickled"):
            pickle.dumps(value)


def test_a_secret_shows_nothing_and_can_be_asked():
    secret = Secret(TOKEN)
    assert (has(shown(secret)), f"{secret}", secret.reveal()) == ([], "Secret(***)", TOKEN)
    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps(secret)
    assert copy.deepcopy(secret) is secret


def test_a_refused_redirect_shows_no_secret_of_its_target():
    with Scripted(FAILURES["redirect"]) as server:
        error = failure(server.url, "token")
    assert (type(error), "https://evil.example/?token=***" in str(error)) == (RedirectRefused, True)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
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
    ],
)
def test_urls_are_shown_with_their_secrets_masked(url, shown):
    assert masked_url(url, frozenset({"pin"})) == shown


def test_a_target_without_a_query_is_shown_as_it_is():
    assert masked_target("/a/token=b") == "/a/token=b"


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        *[
            (name, True)
            for name in ("Authorization", "Proxy-Authorization", "Cookie", "X-Api-Key", "apikey", "X-Auth-Token")
        ],
        *[
            (name, True)
            for name in ("X-Secret", "password", "Session-Id", "sig", "signature", "jwt", "key", "passphrase")
        ],
        *[(name, False) for name in ("Accept", "Content-Type", "Range", "If-Match", "X-Amz-Acl", "page", "monkey")],
    ],
)
def test_names_that_are_likely_to_hold_secrets_are_known(name, secret):
    assert is_secret_name(name) is secret


def test_a_request_and_an_answer_show_themselves_without_secrets():
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


def test_an_error_that_a_skin_raised_on_top_of_another_comes_alone():
    class Careless:
        def __init__(self, inner):
            self.inner = inner

        def send(self, request):
            try:
                int(request.headers["Authorization"])
            except ValueError as error:
                raise TransportError("lost") from error

        def close(self):
            self.inner.close()

    connection = open_transport(base_url="https://api.example", token=TOKEN, caching=Careless)
    with pytest.raises(TransportError) as caught:
        connection.send(Request(method="GET", url="https://api.example/"))
    assert (chain(caught.value), has(texts_of(caught.value))) == ([caught.value], [])


def test_the_session_alone_raises_with_no_error_behind_it():
    from heroics_py.transport.session import Session

    session = Session(base_url="http://127.0.0.1", max_bytes=1, pool_size=1)
    with pytest.raises(TransportError) as caught:
        session.send(Request(method="GET", url=f"http://127.0.0.1:{closed_port()}/"))
    modules = {frame.f_globals["__name__"] for frame, _ in traceback.walk_tb(caught.value.__traceback__)}
    assert (chain(caught.value), modules) == ([caught.value], {__name__, "heroics_py.transport.session"})
