"""The arguments of `connect`: invalid values, spellings, and their effect on requests."""

import pickle
import time
from pathlib import Path

import pytest
import requests
from scripted import Scripted, answer

import heroics_py

pytestmark = pytest.mark.usefixtures("bare_environment")

TOKEN = "s3ntinel"
API = {
    "$schema": "http://json-schema.org/draft-04/hyper-schema",
    "definitions": {
        "pass-phrase": {"links": [{"title": "Info", "rel": "self", "method": "GET", "href": "/phrase"}]},
        "file": {"links": [{"title": "Info", "rel": "self", "method": "GET", "href": "https://files.example/x"}]},
    },
    "properties": {"pass-phrase": {"$ref": "#/definitions/pass-phrase"}, "file": {"$ref": "#/definitions/file"}},
}


def connect(**options):
    return heroics_py.connect(API, url="http://127.0.0.1:1", **options)


INVALID = {
    "an empty token": ({"token": ""}, "token= is empty"),
    "a token that is not text": ({"token": 7}, "token=int: expected text"),
    "a token with white space": ({"token": f"{TOKEN}\n"}, "begins or ends with white space"),
    "half a pair": ({"auth": (TOKEN,)}, "not a pair of texts"),
    "one word as auth": ({"auth": TOKEN}, "pass a token as token="),
    "token and auth": ({"token": TOKEN, "auth": ("user", TOKEN)}, "both token= and auth= were passed"),
    "an unknown cache": ({"cache": "dsik"}, "cache='dsik': expected 'memory', 'file', a path"),
    "not a session": ({"session": object()}, "session=object: expected a requests.Session"),
    "missing certificates": ({"verify": "/none/such.pem"}, "verify='/none/such.pem'"),
    "verify as a number": ({"verify": 1}, "verify=1: expected True, False, or the path"),
    "headers as a list": ({"headers": [("X-Key", TOKEN)]}, "headers=list: expected a mapping"),
    "a header that is not text": ({"headers": {"X-Count": 7, "X-Key": TOKEN}}, "headers= has no text for 'X-Count'"),
    "an identity that is not text": ({"cache_identity": 7}, "cache_identity=7: expected text"),
    "one origin, not a list": ({"allowed_origins": "https://files.example"}, r"allowed_origins=\[...\]"),
    "an origin without a scheme": ({"allowed_origins": ["files.example"]}, "expected an origin alone"),
    "an origin with a path": ({"allowed_origins": ["https://files.example/x"]}, "expected an origin alone"),
    "an origin with credentials": ({"allowed_origins": [f"https://u:{TOKEN}@files.example"]}, "holds credentials"),
    "one resource, not a list": ({"secret_resources": "file"}, r"secret_resources=\[...\]"),
    "an unknown resource": ({"secret_resources": ["pas-phrase"]}, "did you mean 'pass-phrase'"),
    "zero bytes": ({"max_bytes": 0}, "max_bytes=0: expected a whole number, 1 or more"),
    "bytes in words": ({"max_bytes": "64 MiB"}, "max_bytes='64 MiB'"),
    "zero connections": ({"pool_size": 0}, "pool_size=0"),
    "a flag in words": ({"read_only": "no"}, "read_only='no': expected True or False"),
}


@pytest.mark.parametrize("name", INVALID)
def test_invalid_arguments(name):
    """`connect` refuses an invalid argument itself, without showing credentials."""
    options, message = INVALID[name]
    with pytest.raises(ValueError, match=message) as caught:
        connect(**options)
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("spelling", ["https://files.example", "https://FILES.example/", "https://files.example:443"])
def test_spellings_of_origins(spelling):
    """Origins are compared in their normal form."""
    assert connect(allowed_origins=[spelling]).file.info.prepare().url == "https://files.example/x"


@pytest.mark.parametrize("name", ["pass-phrase", "pass_phrase"])
def test_spellings_of_resources(name):
    """secret_resources takes the names of the schema and of Python."""
    assert connect(secret_resources=[name]).pass_phrase.info.prepare().storable is False


def test_verify_takes_a_path(tmp_path: Path):
    """The argument verify takes a `Path`."""
    assert connect(verify=tmp_path)._core.settings.verify == str(tmp_path)


def test_valid_arguments():
    """Valid arguments are accepted."""
    client = connect(token=TOKEN, cache="./cache", session=requests.Session(), max_bytes=1, pool_size=1, headers=None)
    assert client.file.info.method == "GET"


def test_schema_timeout_and_retries():
    """A schema is fetched with the timeout and the retries of the client."""
    start = time.monotonic()
    with Scripted(lambda wire, _request, _number: wire.silent(20)) as server:
        with pytest.raises(heroics_py.RequestTimeout):
            heroics_py.connect(f"{server.url}/schema", timeout=0.3, retries=0, cache=None)
        assert len(server.requests) == 1
    assert time.monotonic() - start < 15


def test_schema_gets_client_headers():
    """The host of a schema gets the client's headers only if url= has its origin."""
    with Scripted(lambda wire, _request, _number: wire.say(answer(404))) as server:
        for url in (server.url, None, "http://127.0.0.1:1"):
            with pytest.raises(heroics_py.NotFound):
                heroics_py.connect(f"{server.url}/schema", url=url, cache=None, headers={"X-Api-Key": TOKEN})
        assert [server.header("X-Api-Key", number) for number in (0, 1, 2)] == [TOKEN, None, None]


@pytest.mark.parametrize("kind", [str, Path])
def test_pickles_keep_the_cache_directory(tmp_path, kind):
    """A pickled client keeps the directory of its cache."""
    client = pickle.loads(pickle.dumps(connect(cache=kind(tmp_path / "cache"))))
    assert heroics_py.cache_info(client).where == str(tmp_path / "cache" / "heroics-http")


@pytest.mark.parametrize("name", ["Authorization", "authorization"])
def test_authorization_set_to_none(name):
    """A call with the header Authorization set to None sends no credentials."""
    shop = API | {"definitions": {"pass-phrase": API["definitions"]["pass-phrase"]}}
    with Scripted(lambda wire, _request, _number: wire.say(answer(Content_Type="application/json"))) as server:
        client = heroics_py.connect(shop, url=server.url, token=TOKEN)
        client.pass_phrase.info.with_options(headers={name: None})()
        client.pass_phrase.info()
        heroics_py.connect(shop, url=server.url, token=TOKEN, headers={name: None}).pass_phrase.info()
        assert [server.header("Authorization", number) for number in range(3)] == [None, f"Bearer {TOKEN}", None]
