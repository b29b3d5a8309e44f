"""What `connect` refuses at once, with a text that says what was expected; and what it takes in several spellings."""

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


WRONG = {
    "an empty token": ({"token": ""}, "token= is empty"),
    "a token that is no text": ({"token": 7}, "token= is int: expected a string"),
    "a token with white space": ({"token": f"{TOKEN}\n"}, "begins or ends with white space"),
    "half a pair": ({"auth": (TOKEN,)}, "not a tuple of two strings"),
    "one word as auth": ({"auth": TOKEN}, "pass a token as token="),
    "token and auth": ({"token": TOKEN, "auth": ("user", TOKEN)}, "both token= and auth= were passed"),
    "an unknown cache": ({"cache": "dsik"}, "cache='dsik': expected 'memory', 'file', a path"),
    "a session that is none": ({"session": object()}, "session=object: expected a requests.Session"),
    "certificates that are not there": ({"verify": "/none/such.pem"}, "verify='/none/such.pem'"),
    "verify that is neither": ({"verify": 1}, "verify=1: expected True, False, or the path"),
    "headers that are no mapping": ({"headers": [("X-Key", TOKEN)]}, "headers=list: expected a mapping"),
    "a header that is no text": ({"headers": {"X-Count": 7, "X-Key": TOKEN}}, "headers= has no text for 'X-Count'"),
    "an identity that is no text": ({"cache_identity": 7}, "cache_identity=7: expected text"),
    "one origin, not a list": ({"allowed_origins": "https://files.example"}, r"allowed_origins=\[...\]"),
    "an origin without a scheme": ({"allowed_origins": ["files.example"]}, "expected an origin alone"),
    "an origin with a path": ({"allowed_origins": ["https://files.example/x"]}, "expected an origin alone"),
    "an origin with credentials": ({"allowed_origins": [f"https://u:{TOKEN}@files.example"]}, "holds credentials"),
    "one resource, not a list": ({"secret_resources": "file"}, r"secret_resources=\[...\]"),
    "a resource that is not there": ({"secret_resources": ["pas-phrase"]}, "did you mean 'pass-phrase'"),
    "no bytes at all": ({"max_bytes": 0}, "max_bytes=0: expected a whole number, 1 or more"),
    "bytes in words": ({"max_bytes": "64 MiB"}, "max_bytes='64 MiB'"),
    "no connection at all": ({"pool_size": 0}, "pool_size=0"),
    "a flag in words": ({"read_only": "no"}, "read_only='no': expected True or False"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_value_that_an_argument_cannot_have_is_refused_by_connect_itself(name):
    options, told = WRONG[name]
    with pytest.raises(ValueError, match=told) as caught:
        connect(**options)
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("spelling", ["https://files.example", "https://FILES.example/", "https://files.example:443"])
def test_an_allowed_origin_may_be_spelled_in_any_way_that_means_it(spelling):
    assert connect(allowed_origins=[spelling]).file.info.prepare().url == "https://files.example/x"


@pytest.mark.parametrize("name", ["pass-phrase", "pass_phrase"])
def test_a_secret_resource_may_be_named_as_the_schema_or_as_python_spells_it(name):
    assert connect(secret_resources=[name]).pass_phrase.info.prepare().storable is False


def test_certificates_may_be_a_path(tmp_path: Path):
    assert connect(verify=tmp_path)._core.settings.verify == str(tmp_path)


def test_what_may_be_given_is_taken():
    client = connect(token=TOKEN, cache="./cache", session=requests.Session(), max_bytes=1, pool_size=1, headers=None)
    assert client.file.info.method == "GET"


def test_a_schema_is_fetched_in_the_time_and_with_the_retries_that_the_client_is_given():
    begun = time.monotonic()
    with Scripted(lambda wire, _request, _number: wire.silent(20)) as server:
        with pytest.raises(heroics_py.RequestTimeout):
            heroics_py.connect(f"{server.url}/schema", timeout=0.3, retries=0, cache=None)
        assert len(server.requests) == 1
    assert time.monotonic() - begun < 15


def test_a_schema_is_fetched_with_the_headers_of_the_client_where_url_says_that_it_lies_at_the_api():
    with Scripted(lambda wire, _request, _number: wire.say(answer(404))) as server:
        for url in (server.url, None, "http://127.0.0.1:1"):
            with pytest.raises(heroics_py.NotFound):
                heroics_py.connect(f"{server.url}/schema", url=url, cache=None, headers={"X-Api-Key": TOKEN})
        assert [server.header("X-Api-Key", number) for number in (0, 1, 2)] == [TOKEN, None, None]


@pytest.mark.parametrize("kind", [str, Path])
def test_a_pickled_client_keeps_the_directory_of_its_cache(tmp_path, kind):
    client = pickle.loads(pickle.dumps(connect(cache=kind(tmp_path / "cache"))))
    assert heroics_py.cache_info(client).where == str(tmp_path / "cache" / "heroics-http")


@pytest.mark.parametrize("name", ["Authorization", "authorization"])
def test_a_call_whose_authorization_is_set_to_none_goes_without_credentials(name):
    shop = API | {"definitions": {"pass-phrase": API["definitions"]["pass-phrase"]}}
    with Scripted(lambda wire, _request, _number: wire.say(answer(Content_Type="application/json"))) as server:
        client = heroics_py.connect(shop, url=server.url, token=TOKEN)
        client.pass_phrase.info.with_options(headers={name: None})()
        client.pass_phrase.info()
        heroics_py.connect(shop, url=server.url, token=TOKEN, headers={name: None}).pass_phrase.info()
        assert [server.header("Authorization", number) for number in range(3)] == [None, f"Bearer {TOKEN}", None]
