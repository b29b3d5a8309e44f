"""Records of an API: their links, and updates with if_match."""

import copy
import json
import pickle

import pytest

import heroics_py
from heroics_py.testing import server_of

pytestmark = pytest.mark.usefixtures("driver")


@pytest.fixture
def heroku():
    with heroics_py.sandbox() as client:
        client.app.create(name="example")
        client.dyno.create("example", command="sleep")
        yield client


@pytest.fixture
def app(heroku):
    return heroku.app.info("example")


def last(client):
    sent = server_of(client).requests[-1]
    return f"{sent.method} {sent.path}"


def test_records_are_dicts(app):
    """A record behaves like the dict of its data."""
    plain = json.loads(json.dumps(app))
    assert app == plain
    assert isinstance(app, dict)
    assert dict(**app) == plain
    assert {**app, "name": "other"}["name"] == "other"
    assert (app | {"name": "other"})["name"] == "other"
    assert [pickle.loads(pickle.dumps(app)), copy.copy(app), copy.deepcopy(app), app.copy()] == [plain] * 4
    assert list(app) == list(plain)


def test_keys_are_attributes(app):
    """The keys of a record and of its nested objects are attributes."""
    assert app.region.name == app["region"]["name"] == "us"


def test_dict_methods_win_over_keys():
    """A key with the name of a dict method is reached by index only."""
    record = heroics_py.Record(items=1, keys=2)
    assert callable(record.items)
    assert record["items"] == 1


def test_unknown_key(app):
    """The error for an unknown key suggests the closest keys."""
    with pytest.raises(AttributeError) as caught:
        app.web_ulr  # noqa: B018 - the look is what fails
    assert str(caught.value) == "no key 'web_ulr'; did you mean 'web_url'?"
    assert not hasattr(app, "web_ulr")


def test_links_are_a_scope(heroku, app):
    """The links of a record are the scope of the thing it describes."""
    assert dir(heroics_py.links(app)) == dir(heroku.app["example"])


def test_links_fill_in_the_identity(heroku, app):
    """The links of a record have its identity filled in."""
    assert heroics_py.links(app).update(maintenance=True).maintenance is True
    assert last(heroku) == f"PATCH /apps/{app.id}"
    assert [dyno.name for dyno in heroics_py.links(app).dyno.list()] == ["run.1"]


def test_links_are_listed_offline(heroku, app):
    """Listing the links of a record sends nothing."""
    count = len(server_of(heroku).requests)
    names = [link.__name__ for link in heroics_py.links(app)]
    assert {"info", "update", "delete"} <= set(names)
    assert len(server_of(heroku).requests) == count


def test_list_items_know_their_parents(heroku):
    """An item of a list knows the identities of its call."""
    (dyno,) = heroku.dyno.list("example")
    assert heroics_py.links(dyno).info() == dyno
    assert last(heroku) == f"GET /apps/example/dynos/{dyno.id}"


def test_records_of_scopes_know_their_parents(heroku):
    """A record from a scope knows the identities of the scope."""
    dyno = heroku.app["example"].dyno["run.1"].info()
    heroics_py.links(dyno).restart()
    assert last(heroku) == f"DELETE /apps/example/dynos/{dyno.id}"


def test_kind_from_the_target_schema():
    """The schema of the response decides the kind of a record, not the link that returned it."""

    def kind(name, links):
        place = f"#/definitions/{name}/definitions/id"
        return {"definitions": {"id": {"type": "string"}, "identity": {"$ref": place}}, "properties": {"id": {"$ref": place}}, "links": links}  # fmt: skip  # noqa: E501

    one = "/%s/{(%%23%%2Fdefinitions%%2F%s%%2Fdefinitions%%2Fidentity)}"
    document = {
        "definitions": {
            "book": kind("book", [{"title": "Info", "rel": "self", "method": "GET", "href": one % ("books", "book")}]),
            "author": kind(
                "author",
                [
                    {"title": "Info", "rel": "self", "method": "GET", "href": one % ("authors", "author")},
                    {
                        "title": "Best",
                        "rel": "related",
                        "method": "GET",
                        "href": (one % ("authors", "author")) + "/best",
                        "targetSchema": {"$ref": "#/definitions/book"},
                    },
                    {
                        "title": "Books",
                        "rel": "instances",
                        "method": "GET",
                        "href": (one % ("authors", "author")) + "/books",
                        "targetSchema": {"type": "array", "items": {"$ref": "#/definitions/book"}},
                    },
                ],
            ),
        }
    }

    class Canned:
        def send(self, request):
            body = b'[{"id": "b7"}]' if request.url.endswith("books") else b'{"id": "b7"}'
            return heroics_py.Response(status=200, headers=heroics_py.Headers({"Content-Type": "application/json"}), body=body, url=request.url)  # fmt: skip  # noqa: E501

        def close(self):
            pass

    client = heroics_py.connect(document, url="http://127.0.0.1:9", transport=Canned())
    for record in (client.author.best("a1"), client.author.books("a1")[0]):
        assert heroics_py.links(record).info.prepare().url == "http://127.0.0.1:9/books/b7"


def test_links_drop_options_of_one_call(heroku, app):
    """The links of a record do not repeat if_match."""
    changed = heroku.with_options(if_match=app).app.update("example", maintenance=True)
    heroics_py.links(changed).update(maintenance=False)
    assert "If-Match" not in server_of(heroku).requests[-1].headers


@pytest.mark.parametrize("thing", [{"id": 1}, None, "example"])
def test_links_of_other_things(thing):
    """Only records have links."""
    with pytest.raises(heroics_py.CallError, match="takes a Record from a response of the API"):
        heroics_py.links(thing)


def test_links_of_a_new_record():
    """A record created by hand has no links."""
    with pytest.raises(heroics_py.CallError, match="does not know where this record came from"):
        heroics_py.links(heroics_py.Record(id=1))


def test_if_match_unchanged(heroku, app):
    """An update with if_match succeeds if the thing is unchanged."""
    assert heroku.with_options(if_match=app).app.update("example", maintenance=True).maintenance is True
    assert server_of(heroku).requests[-1].headers["If-Match"] == app._origin.etag


def test_if_match_changed(heroku, app):
    """An update with if_match fails if the thing has changed."""
    heroku.app.update("example", maintenance=True)
    with pytest.raises(heroics_py.PreconditionFailed):
        heroku.with_options(if_match=app).app.update("example", maintenance=False)
    assert heroku.app.info("example").maintenance is True


def test_if_match_refreshed(heroku, app):
    """A refreshed record has a current ETag."""
    heroku.app.update("example", maintenance=True)
    fresh = heroics_py.refresh(app)
    assert heroku.with_options(if_match=fresh).app.update("example", maintenance=False).maintenance is False


def test_if_match_list_item(heroku):
    """An item of a list has no ETag; the error suggests to refresh it."""
    (listed,) = heroku.app.list()
    count = len(server_of(heroku).requests)
    with pytest.raises(heroics_py.CallError) as caught:
        heroku.with_options(if_match=listed).app.update("example", maintenance=True)
    assert str(caught.value) == (
        "if_match takes an ETag, or a Record that came with one; this record came without an ETag, "
        "as the items of a list do: heroics_py.refresh(record) gets one"
    )
    assert len(server_of(heroku).requests) == count
    fresh = heroics_py.refresh(listed)
    assert heroku.with_options(if_match=fresh).app.update("example", maintenance=True).maintenance is True


def test_if_match_text(heroku, app):
    """if_match takes an ETag as text."""
    with pytest.raises(heroics_py.PreconditionFailed):
        heroku.with_options(if_match="other").app.update("example", maintenance=True)
    assert server_of(heroku).requests[-1].headers["If-Match"] == '"other"'


def test_record_as_a_field():
    """A record as the value of a field is sent as its identity."""
    with heroics_py.sandbox() as heroku:
        region = heroku.region.list().first()
        app = heroku.app.create(name="example", region=region)
        assert app.region.id == region.id


def test_record_as_an_object_field():
    """A record as the value of an object field is sent whole."""
    with heroics_py.sandbox() as heroku:
        config = heroics_py.Record({"url": "https://example.com"})
        body = heroku.addon.create.prepare("example", plan="heroku-postgresql:dev", config=config).body
        assert json.loads(body)["config"] == {"url": "https://example.com"}


def test_items_of_send_have_links():
    """The items of a list from `send` have links."""
    with heroics_py.sandbox() as heroku:
        heroku.app.create(name="example")
        items = heroku.app.list.send().data
        assert [item.name for item in items] == ["example"]
        assert heroics_py.links(items[0]).info().name == "example"
