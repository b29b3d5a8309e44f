"""The schema of today in place of a bundled one, and the day of the bundled one."""

import json
import pickle

import pytest
import responses
from scripted import Scripted, answer

import heroics_py
from heroics_py.readers.bundled_schemas import bundled, bundled_schema

pytestmark = pytest.mark.usefixtures("bare_environment")

TODAY = {
    "title": "Platform of today",
    "definitions": {"robot": {"links": [{"title": "List", "rel": "instances", "method": "GET", "href": "/robots"}]}},
    "links": [{"rel": "self", "href": "https://api.heroku.com"}],
}


def serve(wire, request, _number):
    if b'If-None-Match: "one"' in request:
        wire.say(answer(304, b"", ETag='"one"'))
    elif b"GET /schema " in request:
        wire.say(answer(body=json.dumps(TODAY).encode(), Content_Type="application/schema+json", ETag='"one"'))
    else:
        wire.say(answer(body=b"[]", Content_Type="application/json"))


@responses.activate
def test_schema_of_today():
    """live=True fetches the schema from the API's own address, without credentials."""
    responses.get("https://api.heroku.com/schema", json=TODAY)
    client = heroics_py.connect("heroku", live=True, token="s3cret", cache=None)
    assert ([*client], client._core.base_url) == (["robot"], "https://api.heroku.com")
    assert "Authorization" not in responses.calls[0].request.headers
    assert repr(client).endswith("1 resource, described at https://api.heroku.com/schema>")


@responses.activate
@pytest.mark.parametrize("name", ["heroku", "heroku-platform-api", "heroku-platform-api-0.5.0"])
def test_read_of_today(name):
    """read() takes live=True as well, for each name of the schema."""
    responses.get("https://api.heroku.com/schema", json=TODAY)
    assert heroics_py.read(name, live=True).title == "Platform of today"


def test_url_of_another_api():
    """With url=, that API is asked; the schema is kept on disk and revalidated."""
    with Scripted(serve) as server:
        for _ in range(2):
            heroics_py.connect(live=True, url=f"{server.url}/").robot.list()
        heads = [request.split(b" HTTP/1.1")[0] for request in server.requests]
        assert heads == [b"GET /schema", b"GET /robots"] * 2
        assert [b"If-None-Match" in request for request in server.requests] == [False, False, True, False]


def test_last_copy():
    """Without a network the last copy is used, with a warning."""
    with Scripted(serve) as server:
        heroics_py.connect(live=True, url=server.url)
    with pytest.warns(UserWarning, match="using the last copy of the schema"):
        assert "robot" in heroics_py.connect(live=True, url=server.url, retries=0)


def test_no_copy():
    """Without a network and a copy, the error says what needs none."""
    with Scripted(serve) as server:
        url = server.url
    with pytest.raises(heroics_py.ConnectionFailed) as caught:
        heroics_py.connect(live=True, url=url, retries=0)
    assert caught.value.__notes__ == ["connect('heroku') without live=True reads the bundled schema, and sends nothing"]


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ("bookshelf", "live=True: no API is known for the schema 'bookshelf'; expected 'heroku', or pass its URL"),
        ("./heroku.json", "live=True fetches the schema of today in place of a bundled one: expected 'heroku'"),
        ({"links": []}, "live=True fetches the schema of today in place of a bundled one: expected 'heroku'"),
        ("https://x.example/a", "live=True is for bundled schemas; a schema by its URL is that of today without it"),
    ],
)
def test_schemas_that_are_not_live(schema, text):
    """live=True is refused for a schema that is not bundled, or has no API."""
    with pytest.raises(ValueError, match="live=True") as caught:
        heroics_py.connect(schema, live=True)
    assert str(caught.value) == text


def test_live_is_a_flag():
    """live= is True or False."""
    with pytest.raises(ValueError, match=r"^live='yes': expected True or False$"):
        heroics_py.connect(live="yes")


def test_day_of_the_bundled_schema():
    """The repr, the help and the table of a client have the day of a bundled schema, also after a pickle."""
    client = heroics_py.connect()
    for each in (client, pickle.loads(pickle.dumps(client)), heroics_py.connect("heroku", url="https://x.example")):
        assert repr(each).endswith("resources, schema of 2016-03-09>")
        assert "of 2016-03-09; connect(..., live=True)" in " ".join(each.__doc__.split())
        assert "schema of 2016-03-09" in each._repr_html_()


def test_schemas_without_a_day():
    """Other schemas have no day."""
    texts = [repr(heroics_py.connect(each, url="https://x.example")) for each in ("bookshelf", TODAY)]
    assert [("schema of" in text) for text in texts] == [False, False]


def test_every_schema_of_heroku_has_a_day():
    """A bundled schema of another project has a day, and an API that has the one of today."""
    foreign = [bundled_schema(name) for name in bundled() if not name.startswith("bookshelf")]
    assert [bool(each.day and each.api) for each in foreign] == [True] * 4
