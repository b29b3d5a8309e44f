"""Records without a field that identifies them."""

import pytest

from heroics_py import links
from heroics_py.errors import CallError
from tests.helpers.answer_api import BASE, answer_api

pytestmark = pytest.mark.usefixtures("over_each_client")


@pytest.mark.parametrize("body", [{"state": "open"}, {"data": {"id": "8"}}, {"_id": "7"}])
def test_identity_of_the_call(body):
    """A record without the field that identifies it has the identity by which its call read it."""
    client, transport = answer_api({"/orders/7": body})
    links(client.order.info("7")).update()
    assert (transport.sent[-1].method, transport.sent[-1].url) == ("PATCH", f"{BASE}/orders/7")


def test_own_field_before_the_call():
    """The field of a record counts, also if its call read it by another value."""
    client, transport = answer_api({"/orders/7": {"id": "8"}})
    links(client.order.info("7")).update()
    assert transport.sent[-1].url == f"{BASE}/orders/8"


def test_result_of_an_action():
    """What an action on a thing returns is not taken for the thing."""
    client, _ = answer_api({"/orders/7/ship": {"parcel": 1}})
    with pytest.raises(CallError, match="has no 'id'"):
        links(client.order.ship("7")).update()


def test_way_out_without_an_identity():
    """An error for a record whose identity has another name shows how to name the field."""
    responses = {"/orders/7": {"id": "7", "_id": "9", "buyer": {"_id": "9"}}, "/customers/9": {"_id": "9"}}
    reference = {"buyer": {"$ref": "#/definitions/customer"}}
    client, _ = answer_api(responses, properties=reference)
    with pytest.raises(CallError) as error:
        client.customer.info(client.order.info("7")["buyer"])
    assert str(error.value).endswith("or connect with identities={'customer': {'customer_identity': '_id'}}")
    client, transport = answer_api(responses, properties=reference, identities={"customer": "_id"})
    client.customer.info(client.order.info("7")["buyer"])
    assert transport.sent[-1].url == f"{BASE}/customers/9"
