"""Records of an API: what can be done with them, and changes guarded by what was read."""

import copy
import json
import pickle

import pytest

import heroics_py
from heroics_py.testing import server_of


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


# ---- a dict in all respects


def test_a_record_is_a_dict_in_all_respects(app):
    plain = json.loads(json.dumps(app))
    assert app == plain
    assert isinstance(app, dict)
    assert dict(**app) == plain
    assert {**app, "name": "other"}["name"] == "other"
    assert (app | {"name": "other"})["name"] == "other"
    assert [pickle.loads(pickle.dumps(app)), copy.copy(app), copy.deepcopy(app), app.copy()] == [plain] * 4
    assert list(app) == list(plain)


def test_its_keys_are_attributes_the_nested_ones_too(app):
    assert app.region.name == app["region"]["name"] == "us"


def test_the_methods_of_dict_go_before_keys_of_their_name():
    record = heroics_py.Record(items=1, keys=2)
    assert callable(record.items)
    assert record["items"] == 1


def test_a_key_that_is_not_there_is_told_with_the_closest(app):
    with pytest.raises(AttributeError) as caught:
        app.web_ulr  # noqa: B018 - the look is what fails
    assert str(caught.value) == "no key 'web_ulr'; did you mean 'web_url'?"
    assert not hasattr(app, "web_ulr")


# ---- links


def test_the_links_of_a_record_are_the_scope_of_what_it_stands_for(heroku, app):
    assert dir(heroics_py.links(app)) == dir(heroku.app["example"])


def test_links_can_be_called_with_the_identity_filled_in(heroku, app):
    assert heroics_py.links(app).update(maintenance=True).maintenance is True
    assert last(heroku) == f"PATCH /apps/{app.id}"
    assert [dyno.name for dyno in heroics_py.links(app).dyno.list()] == ["run.1"]


def test_links_can_be_listed_without_a_request(heroku, app):
    count = len(server_of(heroku).requests)
    found = [link.__name__ for link in heroics_py.links(app)]
    assert {"info", "update", "delete"} <= set(found)
    assert len(server_of(heroku).requests) == count


def test_an_item_of_a_list_knows_what_stands_above_it(heroku):
    (dyno,) = heroku.dyno.list("example")
    assert heroics_py.links(dyno).info() == dyno
    assert last(heroku) == f"GET /apps/example/dynos/{dyno.id}"


def test_a_record_that_came_from_a_scope_knows_what_stands_above_it(heroku):
    dyno = heroku.app["example"].dyno["run.1"].info()
    heroics_py.links(dyno).restart()
    assert last(heroku) == f"DELETE /apps/example/dynos/{dyno.id}"


def test_a_record_is_of_the_kind_that_the_answers_schema_refers_to_whatever_link_brought_it():
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


def test_options_that_were_meant_for_one_call_do_not_go_on_in_the_links_of_its_record(heroku, app):
    changed = heroku.with_options(if_match=app).app.update("example", maintenance=True)
    heroics_py.links(changed).update(maintenance=False)
    assert "If-Match" not in server_of(heroku).requests[-1].headers


@pytest.mark.parametrize("thing", [{"id": 1}, None, "example"])
def test_only_records_have_links(thing):
    with pytest.raises(heroics_py.CallError, match="takes a Record from a response of the API"):
        heroics_py.links(thing)


def test_a_record_that_was_made_by_hand_has_no_links():
    with pytest.raises(heroics_py.CallError, match="does not know where this record came from"):
        heroics_py.links(heroics_py.Record(id=1))


# ---- guarded changes


def test_a_change_is_made_where_nobody_else_has_changed_the_thing(heroku, app):
    assert heroku.with_options(if_match=app).app.update("example", maintenance=True).maintenance is True
    assert server_of(heroku).requests[-1].headers["If-Match"] == app._origin.etag


def test_a_change_is_refused_where_somebody_else_has_changed_the_thing(heroku, app):
    heroku.app.update("example", maintenance=True)
    with pytest.raises(heroics_py.PreconditionFailed):
        heroku.with_options(if_match=app).app.update("example", maintenance=False)
    assert heroku.app.info("example").maintenance is True


def test_a_refreshed_record_guards_again(heroku, app):
    heroku.app.update("example", maintenance=True)
    fresh = heroics_py.refresh(app)
    assert heroku.with_options(if_match=fresh).app.update("example", maintenance=False).maintenance is False


def test_an_item_of_a_list_has_no_etag_of_its_own_and_the_error_says_what_to_do(heroku):
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


def test_an_etag_that_is_written_out_guards_too(heroku, app):
    with pytest.raises(heroics_py.PreconditionFailed):
        heroku.with_options(if_match="other").app.update("example", maintenance=True)
    assert server_of(heroku).requests[-1].headers["If-Match"] == '"other"'


# ---- what is known without a request


def test_the_rate_limit_is_known_from_the_last_answer(heroku):
    count = len(server_of(heroku).requests)
    assert heroics_py.rate_limit(heroku).remaining == 4500
    assert len(server_of(heroku).requests) == count


def test_what_is_derived_from_a_client_answers_the_same(heroku, app):
    derived = [heroku.with_options(limit=1), heroku.app, heroku.app["example"], heroku.app.info, app]
    assert [heroics_py.rate_limit(each) for each in derived] == [heroics_py.rate_limit(heroku)] * 5
    assert [heroics_py.cache_info(each) for each in derived] == [heroics_py.cache_info(heroku)] * 5


def test_the_cache_tells_what_it_did(heroku, app):
    before = heroics_py.cache_info(heroku)
    heroku.app.info("example")
    after = heroics_py.cache_info(heroku)
    assert after.revalidated_hits == before.revalidated_hits + 1


def test_without_a_cache_there_is_nothing_to_tell():
    with heroics_py.sandbox(cache=None) as client:
        assert heroics_py.cache_info(client) is None


def test_without_a_connection_no_rate_limit_is_known():
    client = heroics_py.sandbox(socket=False)
    assert heroics_py.rate_limit(client) == heroics_py.rate_limit(client.app)
    assert heroics_py.rate_limit(client).remaining is None
    assert heroics_py.cache_info(client) is None


@pytest.mark.parametrize("ask", [heroics_py.rate_limit, heroics_py.cache_info])
def test_what_came_from_no_client_knows_nothing(ask):
    with pytest.raises(
        heroics_py.CallError, match="takes a client, or a resource, scope, link or record of one; got dict"
    ):
        ask({})


def test_a_record_given_for_a_field_stands_for_its_identity():
    with heroics_py.sandbox() as heroku:
        region = heroku.region.list().first()
        app = heroku.app.create(name="example", region=region)
        assert app.region.id == region.id


def test_a_record_given_for_a_field_that_is_an_object_is_sent_whole():
    with heroics_py.sandbox() as heroku:
        config = heroics_py.Record({"url": "https://example.com"})
        body = heroku.addon.create.prepare("example", plan="heroku-postgresql:dev", config=config).body
        assert json.loads(body)["config"] == {"url": "https://example.com"}


def test_the_items_of_a_list_that_was_sent_for_are_records_that_know_where_they_came_from():
    with heroics_py.sandbox() as heroku:
        heroku.app.create(name="example")
        items = heroku.app.list.send().data
        assert [item.name for item in items] == ["example"]
        assert heroics_py.links(items[0]).info().name == "example"
