"""Links of responses as servers of other makes write them: relative to the root, below another relation, in a list."""

import pytest

from heroics_py import links, refresh
from heroics_py.errors import NoSuchAttribute
from tests.helpers.answer_api import BASE, answer_api

pytestmark = pytest.mark.usefixtures("over_each_client")


def hal(**targets):
    return {"_links": {rel: {"href": href} for rel, href in targets.items()}}


def order_with(**fields):
    """Return an order whose response has these fields, and the requests that are sent."""
    client, transport = answer_api({"/orders/7": {"id": "7", **fields}})
    return client.order.info("7"), transport.sent


def test_links_relative_to_the_root():
    """If the self link has the URL of the response at the root alone, relative links are relative to the root."""
    order, sent = order_with(**hal(self="orders/7", list="orders?page=2", found="orders{?q}", up="/"))
    links(order)["self"]()
    links(order)["list"]()
    links(order).found(q="a")
    links(order).up()
    assert [each.url.removeprefix(BASE) for each in sent[1:]] == ["/orders/7", "/orders?page=2", "/orders?q=a", "/"]


@pytest.mark.parametrize(
    ("own", "url"),
    [("7", "/orders/parts"), ("/orders/7", "/orders/parts"), ("./7", "/orders/parts"), ("other/7", "/orders/parts")],
)
def test_links_relative_to_the_response(own, url):
    """Any other self link leaves relative links relative to the URL of the response."""
    order, sent = order_with(**hal(self=own, parts="parts"))
    links(order).parts()
    assert sent[-1].url == BASE + url


def test_absolute_links_beside_relative_ones():
    """Links with a path or an origin of their own stay as they are."""
    order, sent = order_with(**hal(self="orders/7", parts="/parts", all=f"{BASE}/all", page="?page=2", same="./8"))
    for rel in ("parts", "all", "page", "same"):
        links(order)[rel]()
    assert [each.url.removeprefix(BASE) for each in sent[1:]] == ["/parts", "/all", "/orders/7?page=2", "/orders/8"]


def test_part_of_a_response_at_the_root():
    """A part without a self link follows that of its response."""
    order, sent = order_with(first={"n": 1, **hal(maker="makers/4")}, **hal(self="orders/7"))
    links(order["first"]).maker()
    assert sent[-1].url == f"{BASE}/makers/4"


def test_part_with_a_url_of_the_schema():
    """A part whose self link has a URL of the schema at the root alone is relative to the root."""
    order, sent = order_with(buyer={"id": "9", **hal(self="customers/9", orders="orders?of=9")})
    links(order["buyer"]).orders()
    assert sent[-1].url == f"{BASE}/orders?of=9"


def test_relations_below_another():
    """Relations below another one are relations of their own, with one link or several."""
    related = {"owner": {"href": "/people/1", "title": "People"}, "tags": [{"href": "/tags/1"}, {"href": "/tags/2"}]}
    order, sent = order_with(_links={"self": {"href": "/orders/7"}, "related": related})
    links(order).owner()
    links(order).tags[1]()
    assert [each.url.removeprefix(BASE) for each in sent[1:]] == ["/people/1", "/tags/2"]


def test_list_of_links():
    """A list of objects with a relation is read under the name of HAL, too."""
    order, sent = order_with(_links=[{"rel": "self", "href": "/orders/7"}, {"rel": "maker", "href": "/makers/4"}])
    links(order).maker()
    assert sent[-1].url == f"{BASE}/makers/4"


def test_link_without_an_address():
    """A link without an address, or with other fields only, is left out."""
    order, _ = order_with(_links={"self": {"href": "/orders/7"}, "a": {"title": "A"}, "b": {}, "c": {"meta": {"n": 1}}})
    assert "in the response: self>" in repr(links(order))


def test_refresh_of_a_part_by_its_own_link():
    """A record without the field that the schema names is read again by its own self link."""
    part = {"_id": "9", **hal(self="/customers/9")}
    reference = {"customer": {"$ref": "#/definitions/customer"}}
    responses = {"/orders/7": {"id": "7", "customer": part}, "/customers/9": part}
    client, transport = answer_api(responses, properties=reference)
    assert refresh(client.order.info("7")["customer"])["_id"] == "9"
    assert transport.sent[-1].url == f"{BASE}/customers/9"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ownr", "order['7'] has no 'ownr'; did you mean 'owner'?"),
        ("zzz", "the links in the response are self, owner"),
        ("updat", "did you mean 'update'?"),
    ],
)
def test_names_of_the_response_in_errors(name, text):
    """An error for an unknown attribute names the links of the response."""
    order, _ = order_with(**hal(self="/orders/7", owner="/people/1"))
    with pytest.raises(NoSuchAttribute) as error:
        getattr(links(order), name)
    assert text in str(error.value)
