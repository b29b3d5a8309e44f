"""links(record): links that the schema has below a condition."""

import copy

import pytest
from canned import connected

import heroics_py

NEWEST = "https://json-schema.org/draft/2019-09/hyper-schema"
CANCEL = {"rel": "cancel", "href": "/orders/{id}/cancel", "submissionSchema": {"type": "object"}}
REFUND = {"rel": "refund", "href": "/orders/{id}/refund", "submissionSchema": {"type": "object"}}
STATE = {"properties": {"state": {"const": "open"}}, "required": ["state"]}


def order_links(conditions, **fields):
    """Return the links of an order whose schema has ``conditions``."""
    schema = {
        "$schema": NEWEST,
        "$id": "https://api.example/order",
        "properties": {"id": {"type": "integer"}, "state": {"type": "string"}},
        "links": [{"rel": "self", "href": "/orders/{id}", "targetSchema": {"$ref": "#"}}],
        **conditions,
    }
    client, _ = connected(lambda _: {"id": 7, **fields}, schema, url="https://api.example")
    return heroics_py.links(client.order.info(7))


@pytest.mark.parametrize(
    ("conditions", "state", "expected"),
    [
        ({"if": STATE, "then": {"links": [CANCEL]}, "else": {"links": [REFUND]}}, "open", ["info", "cancel"]),
        ({"if": STATE, "then": {"links": [CANCEL]}, "else": {"links": [REFUND]}}, "paid", ["info", "refund"]),
        ({"oneOf": [{**STATE, "links": [CANCEL]}, {"not": STATE, "links": [REFUND]}]}, "open", ["info", "cancel"]),
        ({"anyOf": [{**STATE, "links": [CANCEL]}, {"links": [REFUND]}]}, "open", ["info", "cancel", "refund"]),
        ({"anyOf": [{**STATE, "links": [CANCEL]}, {"links": [REFUND]}]}, "paid", ["info", "refund"]),
        ({"dependentSchemas": {"state": {"links": [CANCEL]}, "note": {"links": [REFUND]}}}, "open", ["info", "cancel"]),
        ({"not": {**STATE, "links": [CANCEL]}}, "paid", ["info"]),
        ({"allOf": [{"if": STATE, "then": {"links": [CANCEL]}}]}, "paid", ["info"]),
        ({"allOf": [{"links": [CANCEL]}]}, "paid", ["info", "cancel"]),
    ],
)
def test_conditional_links(conditions, state, expected):
    """A record has the links below a condition that it meets, and all others."""
    assert dir(order_links(conditions, state=state)) == sorted(expected)


def test_link_on_unmet_condition():
    """The error for a link on a condition says that the record does not meet it."""
    links = order_links({"if": STATE, "then": {"links": [CANCEL]}}, state="paid")
    with pytest.raises(AttributeError) as caught:
        links.cancel  # noqa: B018 - the look is what fails
    assert str(caught.value).endswith(
        "has no link 'cancel': the schema offers it on a condition that this record does not meet"
    )


def test_copies_keep_conditions():
    """A copy of the links of a record has the same links."""
    links = order_links({"if": STATE, "then": {"links": [CANCEL]}}, state="paid")
    assert [dir(copy.copy(links)), dir(copy.deepcopy(links))] == [["info"]] * 2


def test_condition_that_cannot_be_read():
    """A condition with a reference to nothing excludes no link."""
    links = order_links({"if": {"$ref": "#/$defs/gone"}, "then": {"links": [CANCEL]}}, state="paid")
    assert dir(links) == ["cancel", "info"]
