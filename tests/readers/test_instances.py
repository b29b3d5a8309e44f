"""Links whose variables are filled from the data of a record (JSON Hyper-Schema 2019-09)."""

import pytest

import heroics_py
from heroics_py import CallError

THING = {"id": "t1", "name": "one", "owner": {"id": 7}}


def schema(*links):
    properties = {"id": {"type": "string"}, "name": {"type": "string"}, "owner": {"properties": {"id": {}}}}
    info = {"rel": "item", "title": "Info", "href": "things/{id}", "targetSchema": {"$ref": "#/definitions/thing"}}
    return {
        "$schema": "https://json-schema.org/draft/2019-09/hyper-schema",
        "base": "https://api.example/v1/",
        "definitions": {"thing": {"type": "object", "properties": properties, "links": [info, *links]}},
    }


def thing_of(talk, *links, data=THING):
    client, transport = talk(schema(*links), (200, {}, data))
    return heroics_py.links(client.thing.info("t1")), client, transport


def request_of(call):
    request = call.prepare()
    return f"{request.method} {request.url}"


def test_link_filled_from_record(talk):
    """The data of a record fills the variables of its links."""
    owner = {"rel": "owner", "href": "people/{owner}", "templatePointers": {"owner": "/owner/id"}}
    thing, _, _ = thing_of(talk, owner)
    assert request_of(thing.owner) == "GET https://api.example/v1/people/7"


def test_relative_pointer_into_data(talk):
    """A relative pointer also starts at the data."""
    thing, _, _ = thing_of(talk, {"rel": "twin", "href": "/twins/{name}"})
    assert request_of(thing.twin) == "GET https://api.example/twins/one"


def test_query_filled_from_record(talk):
    """The data of a record also fills query variables."""
    thing, _, _ = thing_of(talk, {"rel": "near", "href": "near/{id}{?name}"})
    assert request_of(thing.near) == "GET https://api.example/v1/near/t1?name=one"


def test_caller_overrides_data(talk):
    """The caller may override a value that hrefSchema accepts."""
    link = {"rel": "twin", "href": "twins/{name}", "hrefSchema": {"properties": {"name": {"type": "string"}}}}
    thing, _, _ = thing_of(talk, link)
    assert thing.twin.prepare().url == "https://api.example/v1/twins/one"
    assert thing.twin.prepare(name="two").url == "https://api.example/v1/twins/two"


def test_rejected_variable_is_no_argument(talk):
    """A variable that hrefSchema rejects is not an argument."""
    thing, _, _ = thing_of(talk, {"rel": "twin", "href": "twins/{name}", "hrefSchema": {"properties": {"name": False}}})
    with pytest.raises(CallError, match="has a value for 'name' already"):
        thing.twin.prepare(name="two")


@pytest.mark.parametrize("keywords", [{}, {"hrefSchema": False}, {"templatePointers": {"name": "/alias"}}])
def test_link_without_data_is_hidden(talk, keywords):
    """A link whose variable is missing from the data is not offered."""
    thing, _, _ = thing_of(talk, {"rel": "twin", "href": "twins/{id}/{name}"} | keywords, data={"id": "t1"})
    assert not hasattr(thing, "twin")


def test_caller_fills_missing_data(talk):
    """A link is offered if the caller can fill what the data lacks."""
    link = {"rel": "twin", "href": "twins/{id}/{name}", "hrefSchema": {"properties": {"id": False, "name": {}}}}
    thing, _, _ = thing_of(talk, link, data={"id": "t1"})
    assert thing.twin.prepare("two").url == "https://api.example/v1/twins/t1/two"


def test_client_takes_identity_or_record(talk):
    """A call on the client takes an identity or a record."""
    client, _ = talk(schema())
    record = heroics_py.Record({"id": "t1"})
    urls = [client.thing.info.prepare(one).url for one in ("t1", record)]
    assert urls == ["https://api.example/v1/things/t1"] * 2


def test_data_only_variable_needs_record(talk):
    """A variable that the caller can't fill requires a record."""
    client, _ = talk(schema({"rel": "twin", "href": "twins/{name}", "hrefSchema": {"properties": {"name": False}}}))
    with pytest.raises(CallError, match=r"thing\.twin\(\) reads name from the data of a record only"):
        client.thing.twin("two")
    assert client.thing.twin.prepare(heroics_py.Record({"name": "two"})).url == "https://api.example/v1/twins/two"


def test_missing_query_data_hides_link(talk):
    """A link whose required query variable is missing from the data is not offered."""
    link = {"rel": "twin", "href": "twins/{id}{?name}", "templateRequired": ["name"]}
    assert hasattr(thing_of(talk, link)[0], "twin")
    assert not hasattr(thing_of(talk, link, data={"id": "t1"})[0], "twin")


def test_server_href_ignores_base_path(talk):
    """An href relative to the server ignores the path of any base URL."""
    client, _ = talk(schema({"rel": "top", "href": "/top"}), url="http://localhost:99/proxy/v1")
    assert client.thing.top.prepare().url == "http://localhost:99/top"


@pytest.mark.parametrize(
    ("anchor", "call"),
    [
        ({}, "links"),
        ({"anchorPointer": "0"}, "links"),
        ({"anchorPointer": "/owner"}, "other"),
        ({"anchor": "/x"}, "other"),
    ],
)
def test_self_link_of_another_context(talk, anchor, call):
    """A self link whose context is another thing does not read the record again."""
    document = schema({"rel": "self", "title": "Own", "href": "own/{id}"} | anchor)
    document["definitions"]["thing"]["links"][0] |= {"rel": "x", "title": "Look"}
    client, transport = talk(document, (200, {}, [THING]), (200, {}, THING))
    listed = {"rel": "instances", "href": "things", "targetSchema": {"items": {"$ref": "#/definitions/thing"}}}
    document["definitions"]["thing"]["links"].append(listed)
    client, transport = talk(document, (200, {}, [THING]), (200, {}, THING))
    record = client.thing.list()[0]
    if call == "links":
        heroics_py.refresh(record)
        assert transport.requests[-1].url == "https://api.example/v1/own/t1"
    else:
        with pytest.raises(CallError, match="can't read this record again"):
            heroics_py.refresh(record)
