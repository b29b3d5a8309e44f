"""A password in a URL is shown nowhere, however oddly the URL is written."""

import pickle
import traceback

import pytest
import requests
from scripted import Scripted, answer

import heroics_py
from heroics_py.errors import HeroicsError
from heroics_py.http.messages import Request
from heroics_py.secrecy.names import is_plain_url, masked_url, shown_origin
from heroics_py.transport.connection import open_transport

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
    told = traceback.TracebackException.from_exception(error, capture_locals=False).format()
    return "".join(["".join(told), repr(error), str(vars(error)), repr(error.args)])


@pytest.mark.parametrize("url", URLS)
def test_a_base_url_with_a_password_is_refused_and_not_shown(url):
    """The text says where credentials belong."""
    with pytest.raises(heroics_py.SchemaError) as caught:
        heroics_py.connect(SCHEMA, url=url)
    assert PASSWORD not in texts_of(caught.value)


@pytest.mark.parametrize("url", URLS)
def test_a_base_url_that_a_document_names_is_not_shown_either(url):
    """A document may hold the mistake of somebody else."""
    with pytest.raises(heroics_py.SchemaError) as caught:
        heroics_py.connect(heroics_py.read(SCHEMA).replaced(url=url))
    assert PASSWORD not in texts_of(caught.value)


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("door", [heroics_py.connect, heroics_py.read])
def test_the_url_of_a_schema_is_not_shown(door, url):
    """Nothing is fetched with a user and a password in the URL."""
    if url == "http://s3c@host/v1":
        url = "http://s3c@host/v1.json"
    with pytest.raises((HeroicsError, ValueError)) as caught:
        door(url)
    assert PASSWORD not in texts_of(caught.value)


ARGUMENTS = {
    "allowed_origins": lambda url: {"allowed_origins": [url]},
    "one origin": lambda url: {"allowed_origins": url},
    "bytes": lambda url: {"allowed_origins": [url.encode()]},
    "verify": lambda url: {"verify": url},
    "verify in a tuple": lambda url: {"verify": (url,)},
    "cache": lambda url: {"cache": url if "://" in url else f"redis://{url}"},
    "secret_resources": lambda url: {"secret_resources": url},
}


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("name", ARGUMENTS)
def test_no_argument_of_connect_shows_a_password(name, url):
    """Each is refused, and the text does not repeat it."""
    with pytest.raises(ValueError, match=r"=") as caught:
        heroics_py.connect(SCHEMA, url="http://127.0.0.1:9", **ARGUMENTS[name](url))
    assert PASSWORD not in texts_of(caught.value)


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


@pytest.mark.parametrize("proxy", PROXIES)
@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "all_proxy"])
def test_a_proxy_of_the_environment_is_never_shown_with_its_password(monkeypatch, variable, proxy):
    """With a scheme or without, and however odd its password: an error of ours, and no word of it."""
    monkeypatch.setenv(variable, proxy)
    error = failure()
    assert error is not None
    assert PASSWORD not in texts_of(error) + repr(pickle.dumps(error))


@pytest.mark.parametrize("proxy", PROXIES)
def test_a_proxy_of_the_session_is_never_shown_with_its_password(proxy):
    """The same for what the caller put into their session."""
    session = requests.Session()
    session.proxies = {"http": proxy}
    error = failure(session=session)
    session.close()
    assert error is not None
    assert PASSWORD not in texts_of(error)


def test_what_no_proxy_holds_is_not_shown(monkeypatch):
    """It is a list of hosts, and whatever else somebody wrote there."""
    monkeypatch.setenv("no_proxy", "user:s3c@host,http://user:s3c/pw@host")
    assert PASSWORD not in texts_of(failure())


@pytest.mark.parametrize(
    ("url", "shown"),
    [
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
    ],
)
def test_of_a_proxy_scheme_host_and_port_are_shown_or_nothing(url, shown):
    """A text that can't be taken apart is not shown."""
    assert shown_origin(url) == shown


@pytest.mark.parametrize("url", URLS[:18])
def test_a_url_that_cannot_be_taken_apart_is_masked_as_a_whole(url):
    """Wherever an error or a log names a URL."""
    assert PASSWORD not in masked_url(f"{url}/x?token=s3c")
    assert not is_plain_url(url)


@pytest.mark.parametrize(
    "url", ["https://a.example/@scope/x", "https://a.example:8443/users/@me?d=e@f", "//a.example/b@c", "/a@b", "a@b"]
)
def test_an_at_sign_in_a_path_hides_nothing(url):
    """Only what may be a password is masked."""
    assert masked_url(url) == url


@pytest.mark.parametrize(
    "url", ["redis://:s3c/pw@host", "redis://user:s3c@host:port", "http://user:s3c@host", "redis://[s3c"]
)
def test_a_store_in_redis_does_not_show_its_url(url):
    """Neither in the error nor in the frames behind it."""
    pytest.importorskip("redis")
    from heroics_py.cache import RedisStore

    held = [url]
    with pytest.raises(ValueError, match="not a valid Redis URL") as caught:
        RedisStore(held.pop(), "0123456789abcdef")
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True, limit=-2).format()
    assert PASSWORD not in "".join(told)


def test_a_store_in_redis_shows_no_password_of_its_server():
    """In its repr, and in what is told of the cache."""
    pytest.importorskip("redis")
    from heroics_py.cache import RedisStore

    store = RedisStore("redis://:s3c@127.0.0.1:9/0", "0123456789abcdef")
    with Scripted(lambda wire, _request, _number: wire.say(answer(Content_Type="application/json"))) as server:
        client = heroics_py.connect(SCHEMA, url=server.url, cache=store)
        client.thing.info()
        assert PASSWORD not in repr(store) + store.where + repr(heroics_py.cache_info(client)) + repr(client)
