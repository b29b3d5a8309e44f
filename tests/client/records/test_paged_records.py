"""Records that are items of a list within an object: what they are, their links, and what of them is masked."""

import copy
import pickle

import pytest
from listing_documents import NUMBER, TEXT, URL, listing, of

import heroics_py
from tests.helpers.canned import connected

pytestmark = pytest.mark.usefixtures("driver")

THING = {"$ref": "#/components/schemas/Thing"}
THINGS = {"type": "array", "items": THING}
SCHEMAS = {"Thing": of(id=TEXT, pin={"type": "string", "format": "password"}, owner=of(login=TEXT))}
ONE = {"200": {"description": "", "content": {"application/json": {"schema": THING}}}}
ID = [{"name": "id", "in": "path", "required": True, "schema": TEXT}]
LISTS = {
    "link": (of(count=NUMBER, next=URL, results=THINGS), lambda items: {"count": 1, "next": None, "results": items}),
    "cursor": (of(data=THINGS, next_cursor=TEXT), lambda items: {"data": items}),
    "embedded": (
        of(_embedded=of(things=THINGS), _links=of(next=of(href=TEXT))),
        lambda items: {"_embedded": {"things": items}, "_links": {}},
    ),
    "composed": (
        {"allOf": [of(next_cursor=TEXT), of(data=THINGS)]},
        lambda items: {"data": items, "next_cursor": None},
    ),
    "array": (THINGS, lambda items: items),
}


@pytest.fixture(params=LISTS)
def shop(request):
    schema, answer = LISTS[request.param]
    document = listing("cursor page:integer", schema, schemas=SCHEMAS)
    document["paths"]["/things/{id}"] = {
        method: {"operationId": f"{verb}Thing", "tags": ["thing"], "parameters": ID, "responses": ONE}
        for method, verb in {"get": "get", "delete": "delete"}.items()
    }
    item = {"id": "7", "pin": "correct horse", "owner": {"login": "ann"}}

    def respond(sent):
        return answer([item]) if sent.url.split("?")[0].endswith("/things") else item

    return connected(respond, document)[0]


def test_items_stand_for_their_identity(shop):
    """An item of a list within an object is taken for its identity, also by calls that change something."""
    item = shop.thing.list()[0]
    assert shop.thing.get.prepare(item).url == shop.thing.delete.prepare(item).url == "https://api.example/v1/things/7"
    assert [each.id for each in heroics_py.gather(shop.thing.get, shop.thing.list())] == ["7"]


def test_links_of_items(shop):
    """An item of a list within an object has its links, and can be read again."""
    item = shop.thing.list()[0]
    assert heroics_py.links(item).get().id == "7"
    assert heroics_py.refresh(item).id == "7"
    assert "delete" in dir(heroics_py.links(item))


def test_secrets_of_items(shop):
    """What the schema marks as secret is masked in an item of a list within an object, and in the table of the list."""
    things = shop.thing.list()
    shown = f"{things[0]!r} {things[0].owner!r} {things._repr_html_()}"
    assert "correct horse" not in shown
    assert "ann" in shown


def test_fields_beside_the_items():
    """What was a field of the response is refused with the place where it is now."""
    document = listing("page:integer", of(count=NUMBER, next=URL, results=THINGS), schemas=SCHEMAS)
    things = connected(lambda _: {"count": 1, "next": None, "results": [{"id": "7"}]}, document)[0].thing.list()
    for use, text in [
        (lambda: things.next, r"items\.meta\['next'\]"),
        (lambda: things["count"], r"items\.meta\['count'\]"),
        (lambda: things.keys, r"its \.meta is the response without the items"),
    ]:
        with pytest.raises((AttributeError, LookupError), match=text):
            use()


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda things: pickle.loads(pickle.dumps(things))])
def test_copies_keep_the_rest(copied):
    """A copy and a pickle of a list keep what the latest response has beside the items."""
    document = listing("page:integer", of(count=NUMBER, next=URL, results=THINGS), schemas=SCHEMAS)
    things = connected(lambda _: {"count": 1, "next": None, "results": [{"id": "7"}]}, document)[0].thing.list()
    assert copied(things).meta == things.meta == {"count": 1, "next": None}


def test_secrets_beside_the_items():
    """What the schema marks as secret is masked in the rest of the response, too."""
    answer = of(count=NUMBER, next=URL, results=THINGS, pin={"type": "string", "format": "password"})
    document = listing("page:integer", answer, schemas=SCHEMAS)
    page = {"count": 1, "next": None, "pin": "correct horse", "results": [{"id": "7"}]}
    meta = connected(lambda _: page, document)[0].thing.list().meta
    assert "correct horse" not in repr(meta)
    assert (meta.pin, meta.count) == ("correct horse", 1)
