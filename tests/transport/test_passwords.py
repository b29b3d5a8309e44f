"""A password in a URL is never shown, however odd the URL."""

import pickle
import socket
import traceback

import pytest
import requests
from scripted import Scripted, answer

import heroics_py
from heroics_py.errors import HeroicsError
from heroics_py.http.messages import Request
from heroics_py.secrecy.urls import is_plain_url, mask_authority, mask_url
from heroics_py.transport.connection import open_transport

over_both = pytest.mark.usefixtures("each_exchange")

PASSWORD = "s3c"
SCHEMA = {
    "$schema": "http://json-schema.org/draft-04/hyper-schema",
    "definitions": {"thing": {"links": [{"title": "Info", "rel": "self", "method": "GET", "href": "/thing"}]}},
    "properties": {"thing": {"$ref": "#/definitions/thing"}},
}
# Each holds the password "s3c", or begins one with it.
URLS = [
    "http://user:s3c@host",
    "http://user:s3c/pw@host",
    "http://user:1234/s3c@host",
    "http://user:1234?s3c@host",
    "http://user:s3c#pw@host",
    "http://user:s3c?pw@host",
    "http://user:s3c\\pw@host",
    "http://user:s3c pw@host",
    "http://user:s3c[pw@host",
    "http://user:s3c]pw@host/x",
    "http://user:[s3c]@host",
    "http://user:p@s3c@host",
    "http://user:p/s3c@x@host",
    "http://user:s3c\u2100@host",
    "http://user:s3c@ho\u2100st",
    "http://user:s3c@host:port",
    "http://user:s3c@",
    "http://s3c@host/v1",
    "user:s3c@host",
    "//user:s3c@host",
    "http:/user:s3c@host",
    "http:user:s3c@host",
    "ftp://user:s3c@host",
    "socks5://user:s3c@host",
    "HTTPS://user:s3c@host:99999",
    "http://user:s3c",
    "http://user:s3c/pw",
    "http://[::1:s3c@host",
    "http://user:s3c\n@host",
    "http://user:s3c\t@host/x",
]


def texts_of(error):
    text = traceback.TracebackException.from_exception(error, capture_locals=False).format()
    return "".join(["".join(text), repr(error), str(vars(error)), repr(error.args)])


def shows_password(call, *errors):
    """Return whether ``call`` shows the password in its error, or raises none of ``errors``."""
    try:
        call()
    except errors as error:
        return PASSWORD in texts_of(error)
    return True


def test_base_url():
    """A base URL with a password is an error that does not show it."""
    assert [
        url
        for url in URLS
        if shows_password(lambda: heroics_py.connect(SCHEMA, url=url), heroics_py.SchemaError)  # noqa: B023
    ] == []


def test_base_url_of_document():
    """Neither does the error for the base URL of a document."""
    api = heroics_py.read(SCHEMA)
    assert [
        url
        for url in URLS
        if shows_password(lambda: heroics_py.connect(api.replaced(url=url)), heroics_py.SchemaError)  # noqa: B023
    ] == []


@pytest.mark.parametrize("function", [heroics_py.connect, heroics_py.read])
def test_schema_url(function):
    """A schema URL with a password is not fetched, and the error does not show it."""
    urls = [f"{url}.json" if url == "http://s3c@host/v1" else url for url in URLS]
    assert [url for url in urls if shows_password(lambda: function(url), HeroicsError, ValueError)] == []  # noqa: B023


ARGUMENTS = {
    "allowed_origins": lambda url: {"allowed_origins": [url]},
    "one origin": lambda url: {"allowed_origins": url},
    "bytes": lambda url: {"allowed_origins": [url.encode()]},
    "verify": lambda url: {"verify": url},
    "verify in a tuple": lambda url: {"verify": (url,)},
    "cache": lambda url: {"cache": url if "://" in url else f"redis://{url}"},
    "secret_resources": lambda url: {"secret_resources": url},
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_connect_arguments(name):
    """The error for an argument of `connect` does not repeat a password."""

    def connect(url):
        heroics_py.connect(SCHEMA, url="http://127.0.0.1:9", **ARGUMENTS[name](url))

    assert [url for url in URLS if shows_password(lambda: connect(url), ValueError)] == []  # noqa: B023


PROXIES = [*URLS, "user:s3c@127.0.0.1:9", "http://user:s3c@127.0.0.1:9", "127.0.0.1:9/user:s3c@x"]


def failure(**options):
    connection = open_transport(base_url="http://api.invalid", max_bytes=1, pool_size=1, **options)
    try:
        connection.send(Request(method="GET", url="http://api.invalid/x", options=heroics_py.Options(retries=0)))
    except HeroicsError as error:
        return error
    finally:
        connection.close()
    return None


@pytest.fixture
def unknown_hosts(monkeypatch):
    """Let the look-up of each host fail at once."""

    def fail(*_args, **_options):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", fail)


@over_both
@pytest.mark.usefixtures("unknown_hosts")
@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "all_proxy"])
def test_environment_proxy(monkeypatch, variable):
    """Errors about a proxy of the environment do not show its password."""
    wrong = []
    for proxy in PROXIES:
        monkeypatch.setenv(variable, proxy)
        error = failure()
        if error is None or PASSWORD in texts_of(error) + repr(pickle.dumps(error)):
            wrong.append(proxy)
    assert wrong == []


@pytest.mark.usefixtures("unknown_hosts")
def test_session_proxy():
    """Errors about a proxy of the session do not show its password."""
    wrong = []
    for proxy in PROXIES:
        with requests.Session() as session:
            session.proxies = {"http": proxy}
            error = failure(session=session)
        if error is None or PASSWORD in texts_of(error):
            wrong.append(proxy)
    assert wrong == []


@over_both
def test_no_proxy_variable(monkeypatch):
    """Errors do not show the contents of no_proxy."""
    monkeypatch.setenv("no_proxy", "user:s3c@host,http://user:s3c/pw@host")
    assert PASSWORD not in texts_of(failure())


SHOWN = [
    ("http://user:pw@127.0.0.1:9", "http://***@127.0.0.1:9"),
    ("user:pw@127.0.0.1:9", "***@127.0.0.1:9"),
    ("127.0.0.1:9", "127.0.0.1:9"),
    ("http://proxy.example:3128/", "http://proxy.example:3128"),
    ("socks5h://user:pw@[::1]:1080", "socks5h://***@[::1]:1080"),
    ("http://user:s3c/pw@host", ""),
    ("http://user:s3c#pw@host", ""),
    ("http://user:p@w@host", ""),
    ("http://user:1234/pw@host", ""),
    ("user:pw", ""),
    ("http://host:port", ""),
    ("http://h\u00f6st", ""),
    ("", ""),
]


def test_shown_origin():
    """Of a proxy URL, scheme, host and port are shown; of an invalid one, nothing."""
    assert [(url, mask_authority(url)) for url, _ in SHOWN] == SHOWN


def test_masked_invalid_url():
    """A URL that can't be parsed is masked as a whole."""
    assert [url for url in URLS[:18] if PASSWORD in mask_url(f"{url}/x?token=s3c") or is_plain_url(url)] == []


@pytest.mark.parametrize(
    "url", ["https://a.example/@scope/x", "https://a.example:8443/users/@me?d=e@f", "//a.example/b@c", "/a@b", "a@b"]
)
def test_at_sign_in_path(url):
    """An at sign in a path masks nothing."""
    assert mask_url(url) == url


@pytest.mark.parametrize(
    "url", ["redis://:s3c/pw@host", "redis://user:s3c@host:port", "http://user:s3c@host", "redis://[s3c"]
)
def test_invalid_redis_url(url):
    """An invalid URL of a Redis store is shown neither in the error nor in its frames."""
    pytest.importorskip("redis")
    from heroics_py.cache import RedisStore

    holder = [url]
    with pytest.raises(ValueError, match="not a valid Redis URL") as caught:
        RedisStore(holder.pop(), "0123456789abcdef")
    text = traceback.TracebackException.from_exception(caught.value, capture_locals=True, limit=-2).format()
    assert PASSWORD not in "".join(text)


def test_redis_store():
    """A Redis store does not show the password of its server."""
    pytest.importorskip("redis")
    from heroics_py.cache import RedisStore

    store = RedisStore("redis://:s3c@127.0.0.1:9/0", "0123456789abcdef")
    with Scripted(lambda wire, _request, _number: wire.say(answer(Content_Type="application/json"))) as server:
        client = heroics_py.connect(SCHEMA, url=server.url, cache=store)
        client.thing.info()
        assert PASSWORD not in repr(store) + store.where + repr(heroics_py.cache_info(client)) + repr(client)
