"""The data that a sandbox starts with, and values that follow a name."""

import json

import pytest
from listing_documents import LIST, TEXT, listing, of

import heroics_py
from heroics_py.testing import sandbox, server_of

SHOP = {"name": "shop", "maintenance": True}
DATA = {"dyno": [{"app": "shop", "type": "web"}], "app": [SHOP, {"name": "blog", "created_at": "2020-01-01T00:00:00Z"}]}


@pytest.fixture(params=["dict", "json", "yaml"])
def heroku(request, tmp_path):
    data = DATA
    if request.param != "dict":
        data = tmp_path / f"data.{request.param}"
        data.write_text(json.dumps(DATA) if request.param == "json" else "app:\n- name: shop\n  maintenance: true\n- name: blog\n  created_at: '2020-01-01T00:00:00Z'\ndyno:\n- {app: shop, type: web}\n")  # fmt: skip # noqa: E501 - a file
    with sandbox(socket=False, data=data) as client:
        yield client


def test_seeded_things(heroku):
    """A sandbox starts with the data, completed from the schema, and with its own times."""
    assert {app.name: app.maintenance for app in heroku.app.list()} == {"shop": True, "blog": False}
    assert heroku.app.info("blog").created_at == "2020-01-01T00:00:00Z"
    assert heroku.app.info("shop").region.name


def test_seeded_links(heroku):
    """What names a thing by an identity belongs to it."""
    [dyno] = heroku.dyno.list("shop")
    assert dyno.app.id == heroku.app.info("shop").id
    assert list(heroku.dyno.list("blog")) == []


def test_seeds_after_a_reset(heroku):
    """A reset brings the data back."""
    heroku.app.delete("shop")
    server_of(heroku).reset()
    assert len(list(heroku.app.list())) == 2


@pytest.mark.parametrize(
    ("data", "pointer", "text"),
    [
        ({"ap": []}, "/ap", "did you mean 'app'"),
        ({"app": [{"nam": "x"}]}, "/app/0/nam", "did you mean 'name'"),
        ({"app": [{"name": 3}]}, "/app/0/name", "expected string"),
        ({"app": [SHOP], "dyno": [{"app": "shp"}]}, "/dyno/0/app", "did you mean 'shop'"),
        ({"app": 3}, "/app", "a list of objects"),
        ({"app": [3]}, "/app/0", "an object"),
    ],
)
def test_wrong_seeds(data, pointer, text):
    """Data that does not fit is refused with its place, and the closest names."""
    with pytest.raises(heroics_py.ValidationError, match=text) as caught:
        sandbox(socket=False, data=data)
    assert caught.value.problems[0].pointer == pointer


def test_addresses_follow_a_name():
    """The addresses of an app have its name, also of one that is renamed."""
    with sandbox(socket=False) as client:
        app = client.app.create(name="shop")
        assert (app.web_url, app.git_url) == ("https://shop.herokuapp.com/", "https://git.heroku.com/shop.git")
        assert app.owner.email == "username@example.com"
        assert client.app.update("shop", name="store").web_url == "https://store.herokuapp.com/"


ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
THING = {
    "id": {"type": "integer", "example": 1},
    "name": {"type": "string", "example": "example"},
    "href": {"type": "string", "example": "/things/1"},
    "mail": {"type": "string", "example": "me@example.com"},
    "note": {"type": "string", "example": "an example: see /example"},
    "page": {"type": "string", "example": "https://host/examples/example-1"},
    "links": {"type": "object", "properties": {"self": {"type": "string", "example": "https://host/11/1?x=1"}}},
}


def test_words_that_follow_no_name():
    """Only whole words of addresses follow: no prose, no part of a word, no domain for documentation."""
    thing = {"type": "object", "properties": THING}
    content = {"content": {"application/json": {"schema": thing}}}
    one = {"description": "one", **content}
    document = {
        "openapi": "3.1.1",
        "info": {"title": "things", "version": "1"},
        "paths": {"/things": {"post": {"requestBody": content, "responses": {"201": one}},
                              "get": {"responses": {"200": {"description": "all"}}}},
                  "/things/{id}": {"get": {"parameters": [ID], "responses": {"200": one}}}},
    }  # fmt: skip
    with sandbox(document, socket=False) as client:
        made = heroics_py.request(client, "POST", "/things", json={"id": 7, "name": "shop"})
        assert (made.href, made.links.self) == ("/things/7", "https://host/11/7?x=1")
        assert (made.mail, made.note, made.page) == tuple(THING[name]["example"] for name in ("mail", "note", "page"))


def test_seeds_of_a_list_alone():
    """An API that has nothing but a list within an object is seeded with the items of the list."""
    document = listing("cursor", of(data=LIST, meta=of(next_cursor=TEXT)))
    things = [{"id": f"t{number}"} for number in range(5)]
    with sandbox(document, socket=False, data={"thing": things}, page_size=2) as client:
        assert [thing.id for thing in client.thing.list()] == ["t0", "t1", "t2", "t3", "t4"]
