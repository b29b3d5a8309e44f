"""Records in records, and in lists in them: their links."""

import pytest

import heroics_py
from heroics_py import links, refresh
from tests.helpers.answer_api import BASE, answer_api
from tests.helpers.canned import connected

pytestmark = pytest.mark.usefixtures("driver")

CUSTOMER = {"$ref": "#/definitions/customer"}
IDENTIFIED = {"type": "object", "properties": {"id": {"$ref": "#/definitions/customer/definitions/id"}}}
LIST = {"type": "array", "items": CUSTOMER}
PARTS = {
    "reference": (CUSTOMER, {"id": "9"}, lambda value: value),
    "identity": (IDENTIFIED, {"id": "9"}, lambda value: value),
    "list": (LIST, [{"id": "8"}, {"id": "9"}], lambda value: value[1]),
    "list of lists": ({"type": "array", "items": LIST}, [[{"id": "9"}]], lambda value: value[0][0]),
    "tuple": ({"type": "array", "items": [{"type": "string"}, CUSTOMER]}, ["x", {"id": "9"}], lambda value: value[1]),
    "nested": (
        {"properties": {"rows": {"items": {"properties": {"buyer": CUSTOMER}}}}},
        {"rows": [{"buyer": {"id": "9"}}]},
        lambda value: value.rows[0].buyer,
    ),
    "or null": ({"anyOf": [{"type": "null"}, CUSTOMER]}, {"id": "9"}, lambda value: value),
    "combined": ({"allOf": [CUSTOMER, {"properties": {"n": {}}}]}, {"id": "9"}, lambda value: value),
    "map": ({"additionalProperties": CUSTOMER}, {"any": {"id": "9"}}, lambda value: value.any),
    "pattern": ({"patternProperties": {"^a": CUSTOMER}}, {"any": {"id": "9"}}, lambda value: value.any),
    "map of lists": ({"additionalProperties": LIST}, {"any": [{"id": "9"}]}, lambda value: value.any[0]),
}


def order_with(schema, value, **settings):
    """Return an order with a part, the same order as an item of a list, and the requests."""
    order = {"id": "7", "part": value}
    client, transport = answer_api({"/orders/7": order, "/orders": [order]}, properties={"part": schema}, **settings)
    return client.order.info("7"), client.order.list()[0], transport.sent


@pytest.mark.parametrize("kind", PARTS)
def test_links_of_a_part(kind):
    """A part of a record has the links of its own kind, wherever in the record it is."""
    schema, value, part_of = PARTS[kind]
    whole, listed, sent = order_with(schema, value)
    for order in (whole, listed):
        part = part_of(order.part)
        count = len(sent)
        assert dir(links(part)) == ["delete", "info"]
        assert len(sent) == count
        links(part).delete()
        assert (sent[-1].method, sent[-1].url) == ("DELETE", f"{BASE}/customers/9")


@pytest.mark.parametrize("kind", PARTS)
def test_refresh_a_part(kind):
    """A part of a record is read again by the link of its own kind."""
    schema, value, part_of = PARTS[kind]
    order, _, sent = order_with(schema, value)
    fresh = refresh(part_of(order.part))
    assert fresh == {"id": "9"}
    assert sent[-1].url == f"{BASE}/customers/9"
    assert links(fresh).delete.prepare().url == f"{BASE}/customers/9"


@pytest.mark.parametrize(
    "dialect", ["http://json-schema.org/draft-07/hyper-schema#", "https://json-schema.org/draft/2019-09/hyper-schema"]
)
def test_links_in_the_schema_of_a_part(dialect):
    """A part whose own schema has links is read by the self link among them, with its data."""
    item = {
        "properties": {"sku": {"type": "string"}},
        "links": [
            {"rel": "self", "href": "/items/{code}", "templatePointers": {"code": "0/sku"}},
            {"rel": "stock", "title": "Stock", "href": "/items/{sku}/stock"},
        ],
    }
    order = {
        "properties": {"id": {"type": "string"}, "items": {"type": "array", "items": item}},
        "links": [
            {"rel": "self", "href": "/orders/{id}", "title": "Info", "targetSchema": {"$ref": "#/definitions/order"}}
        ],
    }
    schema = {
        "$schema": dialect,
        "definitions": {"order": order},
        "properties": {"order": {"$ref": "#/definitions/order"}},
    }
    value = {"id": "7", "items": [{"sku": "a"}, {"sku": "b"}]}
    client, transport = connected(lambda _: value, schema, url=BASE)
    part = client.order.info("7")["items"][1]
    refresh(part)
    assert transport.sent[-1].url == f"{BASE}/items/b"
    assert links(part).stock.prepare().url == f"{BASE}/items/b/stock"


def test_wait_for_a_part():
    """A part of a record is waited for by its own link."""
    order = {"id": "7", "job": {"state": "pending", "_links": {"self": {"href": "/jobs/1"}}}}
    client, transport = answer_api({"/orders/7": order, "/jobs/1": {"state": "done"}})
    assert heroics_py.wait(client.order.info("7").job, state="done") == {"state": "done"}
    assert transport.sent[-1].url == f"{BASE}/jobs/1"


def test_parts_of_a_sandbox():
    """The region and the owner of an app have the links of regions and accounts."""
    with heroics_py.sandbox() as heroku:
        app = heroku.app.create(name="example")
        assert links(app.region).info().id == app.region.id
        assert refresh(app.region).name == app.region.name
        assert "update" in dir(links(app.owner))


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "object"}, {"id": "9"}),
        ({"properties": {"id": {"type": "string"}}}, {"id": "9"}),
        ({"oneOf": [CUSTOMER, {"$ref": "#/definitions/order"}]}, {"id": "9"}),
        ({"$ref": "#/nowhere"}, {"id": "9"}),
    ],
)
def test_parts_of_unknown_kind(schema, value):
    """A part has no links if the schema does not say what it is, or says that it may be several things."""
    order, _, _ = order_with(schema, value)
    for call in (links, refresh):
        with pytest.raises(heroics_py.CallError, match=r"can't tell what 'part' in the response is: the schema does"):
            call(order.part)


def test_parts_in_a_wide_schema():
    """Looking for the kind of a part ends, however many schemas it may have."""
    choice = {"anyOf": [{"$ref": "#/definitions/order/properties/part"} for _ in range(300)]}
    nested = {"anyOf": [{"properties": {"part": choice}} for _ in range(300)]}
    order, _, _ = order_with(nested, {"part": {"id": "9"}})
    with pytest.raises(heroics_py.CallError, match="can't tell what"):
        links(order.part.part)
