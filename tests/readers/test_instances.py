"""Links that the data of a thing fills, as JSON Hyper-Schema 2019-09 says."""

import pytest

import heroics_py
from heroics_py import CallError

THING = {"id": "t1", "name": "one", "owner": {"id": 7}}


def schema(*links):
    properties = {"id": {"type": "string"}, "name": {"type": "string"}, "owner": {"properties": {"id": {}}}}
    found = {"rel": "item", "title": "Info", "href": "things/{id}", "targetSchema": {"$ref": "#/definitions/thing"}}
    return {
        "$schema": "https://json-schema.org/draft/2019-09/hyper-schema",
        "base": "https://api.example/v1/",
        "definitions": {"thing": {"type": "object", "properties": properties, "links": [found, *links]}},
    }


def thing_of(talk, *links, data=THING):
    client, told = talk(schema(*links), (200, {}, data))
    return heroics_py.links(client.thing.info("t1")), client, told


def asked(call):
    request = call.prepare()
    return f"{request.method} {request.url}"


def test_a_link_is_filled_from_the_data_of_the_record(talk):
    owner = {"rel": "owner", "href": "people/{owner}", "templatePointers": {"owner": "/owner/id"}}
    thing, _, _ = thing_of(talk, owner)
    assert asked(thing.owner) == "GET https://api.example/v1/people/7"


def test_a_relative_pointer_counts_from_the_data_as_well(talk):
    thing, _, _ = thing_of(talk, {"rel": "twin", "href": "/twins/{name}"})
    assert asked(thing.twin) == "GET https://api.example/twins/one"


def test_a_query_variable_is_filled_from_the_data_too(talk):
    thing, _, _ = thing_of(talk, {"rel": "near", "href": "near/{id}{?name}"})
    assert asked(thing.near) == "GET https://api.example/v1/near/t1?name=one"


def test_what_href_schema_allows_may_be_said_otherwise(talk):
    link = {"rel": "twin", "href": "twins/{name}", "hrefSchema": {"properties": {"name": {"type": "string"}}}}
    thing, _, _ = thing_of(talk, link)
    assert thing.twin.prepare().url == "https://api.example/v1/twins/one"
    assert thing.twin.prepare(name="two").url == "https://api.example/v1/twins/two"


def test_what_href_schema_does_not_allow_may_not_be_said(talk):
    thing, _, _ = thing_of(talk, {"rel": "twin", "href": "twins/{name}", "hrefSchema": {"properties": {"name": False}}})
    with pytest.raises(CallError, match="has a value for 'name' already"):
        thing.twin.prepare(name="two")


@pytest.mark.parametrize("said", [{}, {"hrefSchema": False}, {"templatePointers": {"name": "/alias"}}])
def test_a_link_whose_variable_the_data_does_not_hold_is_not_offered(talk, said):
    thing, _, _ = thing_of(talk, {"rel": "twin", "href": "twins/{id}/{name}"} | said, data={"id": "t1"})
    assert not hasattr(thing, "twin")


def test_a_link_that_asks_the_caller_for_what_the_data_lacks_is_offered(talk):
    link = {"rel": "twin", "href": "twins/{id}/{name}", "hrefSchema": {"properties": {"id": False, "name": {}}}}
    thing, _, _ = thing_of(talk, link, data={"id": "t1"})
    assert thing.twin.prepare("two").url == "https://api.example/v1/twins/t1/two"


def test_from_the_client_the_thing_may_be_named_or_given(talk):
    client, _ = talk(schema())
    record = heroics_py.Record({"id": "t1"})
    urls = [client.thing.info.prepare(one).url for one in ("t1", record)]
    assert urls == ["https://api.example/v1/things/t1"] * 2


def test_what_never_comes_from_the_caller_comes_from_a_record(talk):
    client, _ = talk(schema({"rel": "twin", "href": "twins/{name}", "hrefSchema": {"properties": {"name": False}}}))
    with pytest.raises(CallError, match=r"thing\.twin\(\) reads name from the data of a record only"):
        client.thing.twin("two")
    assert client.thing.twin.prepare(heroics_py.Record({"name": "two"})).url == "https://api.example/v1/twins/two"


def test_a_required_query_variable_that_the_data_lacks_makes_a_link_unusable(talk):
    link = {"rel": "twin", "href": "twins/{id}{?name}", "templateRequired": ["name"]}
    assert hasattr(thing_of(talk, link)[0], "twin")
    assert not hasattr(thing_of(talk, link, data={"id": "t1"})[0], "twin")


def test_an_href_of_the_server_goes_past_the_path_of_another_base_url_too(talk):
    client, _ = talk(schema({"rel": "top", "href": "/top"}), url="http://localhost:99/proxy/v1")
    assert client.thing.top.prepare().url == "http://localhost:99/top"
