"""Digests of an API, and of each call of it."""

import json

import pytest
from compared import operation, shop
from moving_shop import changed_shop, shop_document

import heroics_py
from heroics_py.locks.digests import call_digests, document_digest, shared_digest
from heroics_py.readers import read_api, read_packed
from heroics_py.readers.snapshot import snapshot_of


def whole_digest(schema, **arguments):
    return document_digest(snapshot_of(heroics_py.read(schema, **arguments)))


def shuffled(value):
    """Return a value whose objects have their keys in the opposite order."""
    if isinstance(value, dict):
        return {key: shuffled(value[key]) for key in reversed(value)}
    return [shuffled(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "spelled",
    [json.dumps(shop_document(), indent=3), json.dumps(shuffled(shop_document())), shuffled(shop_document())],
    ids=["whitespace", "order-of-keys", "dict"],
)
def test_spelling_does_not_matter(spelled):
    """Whitespace and the order of keys do not change the digest of a document."""
    assert whole_digest(spelled) == whole_digest(shop_document())


def test_patches_matter():
    """A patch of the document changes its digest."""
    assert whole_digest(shop_document(), patch={"info": {"title": "Other"}}) != whole_digest(shop_document())


def test_other_documents_matter():
    """The documents that references lead to are part of the digest, also before anybody looks at them."""
    shop = shop_document()
    shop["components"]["schemas"]["Order"] = {"$ref": "order.json"}
    assert len({whole_digest(shop, refs={"order.json": {"type": kind}}) for kind in ("object", "array")}) == 2


@pytest.mark.parametrize("name", ["heroku", "bookshelf", "bookshelf.openapi", "bookshelf.actions", "bookshelf.2019-09"])
def test_snapshots_describe_the_same_api(name):
    """The documents of an API as one text describe an equal one."""
    api = heroics_py.read(name)
    again = read_packed(snapshot_of(api).packed(), "the lock", api.source)
    assert again == api
    assert call_digests(again, {"book.create", "app.create"}) == call_digests(api, {"book.create", "app.create"})


def test_snapshots_hold_other_documents(tmp_path):
    """A snapshot also holds the files that references lead to, which it needs no more."""
    shop = shop_document()
    shop["components"]["schemas"]["Order"] = {"$ref": "parts/order.json"}
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "order.json").write_text('{"$ref": "id.json"}', encoding="utf-8")
    (tmp_path / "parts" / "id.json").write_text('{"type": "string", "title": "deep"}', encoding="utf-8")
    (tmp_path / "shop.json").write_text(json.dumps(shop), encoding="utf-8")
    snapshot = snapshot_of(heroics_py.read(tmp_path / "shop.json"))
    again = read_packed(snapshot.packed(), "the lock", "")
    listed = next(link for link in again.links if link.href == "/orders")
    assert listed.target_schema.child("items").dereference().node == {"type": "string", "title": "deep"}
    assert not snapshot.is_alone


def moved_calls(*changes):
    """Return the calls of the shop whose digests changes of the document change."""
    old, new = (call_digests(heroics_py.read(each)) for each in (shop_document(), changed_shop(*changes)))
    assert old.keys() == new.keys()
    return {name for name in old if old[name] != new[name]}


def test_calls_have_digests_of_their_own():
    """A change of a schema changes the digests of the calls that use it, and of no others."""
    assert moved_calls("breaking") == {"item.create"}
    assert moved_calls("orders") == {"order.list"}
    assert moved_calls("risky") == {"item.create", "item.list"}
    assert moved_calls("text") == set()


def test_links_of_hyper_schemas_are_calls_of_their_own(tmp_path):
    """A link that comes first in its resource moves no other call, although it is in the schema that they return."""
    document = json.loads(json.dumps(heroics_py.read("bookshelf").documents.roots[""]))
    old = call_digests(heroics_py.read(document))
    extra = {"title": "Burn", "rel": "burn", "method": "POST", "href": "/burn"}
    document["definitions"]["book"]["links"].insert(0, extra)
    new = call_digests(heroics_py.read(document))
    assert {name: new[name] for name in old} == old
    assert new.keys() - old.keys() == {"book.burn"}


def test_the_server_is_shared():
    """What all calls share has a digest of its own: the server, and the credentials."""
    api = heroics_py.read(shop_document())
    shop = shop_document()
    shop["servers"] = [{"url": "https://elsewhere.example"}]
    assert shared_digest(heroics_py.read(shop)) != shared_digest(api)
    shop = shop_document()
    shop["components"]["securitySchemes"] = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    assert shared_digest(heroics_py.read(shop)) != shared_digest(api)
    keyed = shared_digest(heroics_py.read(shop))
    assert keyed != shared_digest(heroics_py.read({**shop, "security": [{"key": []}]}))
    assert shared_digest(heroics_py.read(changed_shop("breaking", "orders"))) == shared_digest(api)


@pytest.mark.parametrize("kind", ["text", "path", "bytes", "bundled"])
def test_digest_of_the_text(kind, tmp_path):
    """A document of one text has the digest of that text if it is asked for, and nothing patched it."""
    path = tmp_path / "shop.json"
    path.write_text(json.dumps(shop_document()), encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    schema = {"text": text, "path": path, "bytes": text.encode(), "bundled": "bookshelf"}[kind]
    assert read_api(schema).text_digest == ""
    assert len(read_api(schema, with_digest=True).text_digest) == 64
    assert read_api(schema, patch={"x-note": 1}, with_digest=True).text_digest == ""


def test_schemas_that_refer_to_each_other():
    """In a circle of schemas, a change of one moves every call that uses the circle, and no other."""
    shop = shop_document()
    schemas = shop["components"]["schemas"]
    for number in range(50):
        schemas[f"Ring{number}"] = {"properties": {"next": {"$ref": f"#/components/schemas/Ring{(number + 1) % 50}"}}}
    schemas["Order"]["properties"]["ring"] = {"$ref": "#/components/schemas/Ring7"}
    old = call_digests(heroics_py.read(shop))
    schemas["Ring6"]["title"] = "the farthest"
    new = call_digests(heroics_py.read(shop))
    assert {name for name in old if old[name] != new[name]} == {"order.list"}


def test_another_way_into_a_circle():
    """A call that enters a circle of schemas where no call did before moves with all that the circle leads to."""
    circle = {
        "A": {"properties": {"b": {"$ref": "#/components/schemas/B"}, "c": {"$ref": "#/components/schemas/C"}}},
        "B": {"properties": {"a": {"$ref": "#/components/schemas/A"}}},
    }
    paths = {f"/{name}": {"get": operation(name, answered={"$ref": f"#/components/schemas/{name}"})} for name in circle}
    old, new = (
        call_digests(heroics_py.read(shop(paths, components={"schemas": {**circle, "C": {"type": kind}}})))
        for kind in ("string", "integer")
    )
    assert [name for name in old if old[name] == new[name]] == []


@pytest.mark.parametrize("reference", ["$ref", "$recursiveRef"])
def test_what_a_reference_leads_to(reference):
    """A call moves with what each kind of reference leads to."""

    def document(kind):
        node = {
            "$id": "https://shop.example/node",
            "properties": {"below": {reference: "#"}, "size": {"type": kind}},
            "links": [{"title": "Info", "rel": "self", "href": "/x", "targetSchema": {"$ref": "#/properties/below"}}],
        }
        dialect = "https://json-schema.org/draft/2019-09/hyper-schema"
        return {"$schema": dialect, "$defs": {"node": node}, "properties": {"node": {"$ref": "#/$defs/node"}}}

    old, new = (call_digests(heroics_py.read(document(kind))) for kind in ("string", "integer"))
    assert (old.keys(), old["node.info"] == new["node.info"]) == ({"node.info"}, False)
