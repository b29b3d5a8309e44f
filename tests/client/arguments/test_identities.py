"""Records identify things by the paths of an ordinary OpenAPI document."""

import copy
import pickle

import pytest
from plain_openapi import ANY, SCHEMAS, SHOP, Shop, document, many, operation, ref, schema_of

import heroics_py
from heroics_py import CallError

pytestmark = pytest.mark.usefixtures("driver")


@pytest.fixture
def shop():
    with Shop() as server:
        yield server


@pytest.fixture
def client(shop):
    with heroics_py.connect(SHOP, url=shop.url, cache=None) as client:
        yield client


@pytest.fixture
def item(client):
    return client.item.create(name="pen")


def client_for(paths, schemas=None, server=None, **options):
    return heroics_py.connect(
        document(paths, schemas or SCHEMAS), url=server.url if server else "http://127.0.0.1:9", cache=None, **options
    )


def refused(call, *args, **kwargs):
    with pytest.raises(CallError) as caught:
        call(*args, **kwargs)
    return str(caught.value)


def test_created_record_as_argument(client, shop, item):
    """A record that create returned is an identity for the links of its item."""
    client.item.info(item)
    client.item.update(item, name="pencil")
    client.item.delete(item)
    assert shop.lines == ["POST /items", "GET /items/7", "PATCH /items/7", "DELETE /items/7"]


@pytest.mark.parametrize("identity", ["7", 7])
def test_scope_of_text(client, shop, identity):
    """A scope takes the identity as text or a number, and offers the links that have it in their path."""
    scope = client.item[identity]
    assert {"info", "update", "delete", "read_of_user", "drop_of_user"} == set(dir(scope))
    scope.delete()
    assert shop.lines == ["DELETE /items/7"]


def test_scope_of_record(client, shop, item):
    """A scope takes a record."""
    client.item[item].delete()
    assert shop.lines[1:] == ["DELETE /items/7"]


def test_nested_scopes(client, shop):
    """A scope inside a scope fills both variables of a nested path."""
    client.user["u1"].item["7"].drop_of_user()
    assert shop.lines == ["DELETE /users/u1/items/7"]


def test_links_of_created(client, shop, item):
    """links, refresh and wait work on what create returned."""
    heroics_py.links(item).update(name="x")
    heroics_py.refresh(item)
    heroics_py.wait(item, name="pen", progress=False)
    assert shop.lines[1:] == ["PATCH /items/7", "GET /items/7", "GET /items/7"]


def test_links_of_listed(client, shop):
    """links, refresh and wait work on the items of a list."""
    listed = client.item.list()[0]
    heroics_py.links(listed).delete()
    assert heroics_py.refresh(listed) == {"id": 7, "name": "pen"}
    heroics_py.wait(listed, name="pen", progress=False)
    assert shop.lines == ["GET /items", "DELETE /items/7", "GET /items/7", "GET /items/7"]


def test_links_know_the_parents(client, shop):
    """The call that returned a record fills in what its path hangs from."""
    listed = client.item.list_by_user("u1")[0]
    heroics_py.links(listed).drop_of_user()
    assert shop.lines == ["GET /users/u1/items", "DELETE /users/u1/items/7"]


def test_collection_by_identity(client):
    """A list finds an item by its identity as text, and completes it."""
    items = client.item.list()
    assert items["7"] == {"id": 7, "name": "pen"}
    assert items._ipython_key_completions_() == ["7"]
    assert "7" in items


def test_record_of_another_resource(client, shop):
    """A record of another resource is refused, whatever the link does."""
    user = client.user.info("u1")
    expected = "this Record is a user, item.{}() takes an item: pass the item_id itself if that is what you mean"
    for name in ("info", "update", "delete"):
        assert refused(getattr(client.item, name), user) == expected.format(name)
    assert refused(client.item[user].info).startswith("this Record is a user, item['Ann'].info() takes an item")
    assert shop.lines == ["GET /users/u1"]


def test_field_of_another_record(client, shop):
    """Another thing's field of the parameter's name fills links that read, and is named where a link changes."""
    order = client.order.info("o1")
    client.item.info(order)
    text = "this Record is an order, item.delete() takes an item: pass its item_id if that is what you mean"
    assert refused(client.item.delete, order) == text
    assert shop.lines == ["GET /orders/o1", "GET /items/7"]


@pytest.mark.parametrize("made", [heroics_py.Record, lambda **fields: pickle.loads(pickle.dumps(fields))])
def test_record_of_unknown_kind(client, shop, made):
    """A record of unknown origin reads, but changes nothing."""
    unknown = heroics_py.Record(made(id=7))
    client.item.info(unknown)
    assert refused(client.item.delete, unknown) == (
        "item.delete() got a Record for item_id, but it is not known whether that is an item, and the call "
        "changes something: pass the item_id itself, or connect with identities={'item': 'id'}"
    )
    assert "not known" in refused(client.item[unknown].delete)
    assert shop.lines == ["GET /items/7"]


def test_created_job(client):
    """What a POST returns under another name is not an item of its collection."""
    job = client.order.create(item=7)
    assert refused(client.order.delete, job).startswith("this Record is a job, order.delete() takes an order")
    assert "connect(..., identities={'order': 'id'})" in refused(heroics_py.links, job)


def test_singleton(client, shop):
    """The only thing of its path has its own links."""
    (me,) = [link() for link in (getattr(client.me, name) for name in dir(client.me)) if link.method == "GET"]
    heroics_py.links(me).update(email="x@example.com")
    assert heroics_py.refresh(me) == me
    assert shop.lines == ["GET /me", "PATCH /me", "GET /me"]


def test_list_without_identity(client):
    """A record that no path takes has no links, and the error says how to state what identifies it."""
    region = client.region.list()[0]
    assert refused(heroics_py.links, region) == (
        "links() can't tell what identifies this record: the schema does not connect it with a path of region; if a "
        "path takes one, connect(..., identities={'region': 'id'}) names the field"
    )


def test_records_of_another_api(client, shop):
    """A record of another API is of unknown kind."""
    with heroics_py.connect(copy.deepcopy(SHOP) | {"info": {"title": "Other"}}, url=shop.url, cache=None) as other:
        item = other.item.info("7")
    assert "not known" in refused(client.item.delete, item)
    with heroics_py.connect(copy.deepcopy(SHOP), url=shop.url, cache=None) as same:
        client.item.delete(same.item.info("7"))
    assert shop.lines[-1] == "DELETE /items/7"


LOGIN = {"User": schema_of(id="string", login="string", name="string")}
USERS = {
    "GET /users": operation(many("User")),
    "GET /users/{username}": operation(ref("User")),
    "DELETE /users/{username}": operation(),
}


def test_field_that_nobody_names():
    """Where the schema names no field, text is an identity, and a record is not."""
    client = client_for(USERS, LOGIN)
    assert client.user["ann"].delete.prepare().url == "http://127.0.0.1:9/users/ann"
    record = heroics_py.Record(login="ann", name="Ann")
    assert refused(client.user.info, record) == (
        "user.info() got a Record for username, and the schema does not say which of its fields that is: pass the "
        "username itself, or connect with identities={'user': 'login'}"
    )


@pytest.mark.parametrize("stated", ["login", ["login"], ("login", "id"), {"username": "login"}])
def test_stated_field(stated):
    """identities= states the field that identifies a thing, so that any record without a known kind fits."""
    client = client_for(USERS, LOGIN, identities={"user": stated})
    record = heroics_py.Record(id="u1", login="ann")
    assert client.user.delete.prepare(record).url == "http://127.0.0.1:9/users/ann"
    assert client.user[record].delete.prepare().url == "http://127.0.0.1:9/users/ann"
    assert client.user["bob"].delete.prepare().url == "http://127.0.0.1:9/users/bob"


def test_stated_for_what_a_post_returns(shop):
    """identities= also speaks for what the resource's own links return under another name."""
    with heroics_py.connect(SHOP, url=shop.url, cache=None, identities={"order": "id"}) as client:
        job = client.order.create(item=7)
        client.order.delete(job)
        heroics_py.links(job).delete()
        user = client.user.info("u1")
        assert "this Record is a user" in refused(client.order.delete, user)
    assert shop.lines == ["POST /orders", "DELETE /orders/o1", "DELETE /orders/o1", "GET /users/u1"]


def test_stated_parameters():
    """identities= states each parameter of a path with two, as fields or pointers."""
    repo = schema_of(name="string", owner=schema_of(login="string"))
    client = client_for(
        {
            "GET /repos/{owner}/{repo}": operation(ref("Repo")),
            "DELETE /repos/{owner}/{repo}": operation(),
            "GET /repos/{owner}/{repo}/issues": operation(many("Repo"), tags=["issue"], operationId="list"),
        },
        {"Repo": repo},
        identities={"repo": {"owner": "/owner/login", "repo": "name"}},
    )
    record = heroics_py.Record(name="hello", owner={"login": "ann"})
    assert client.repo.delete.prepare(record, record).url.endswith("/repos/ann/hello")
    assert client.repo[record].delete.prepare().url.endswith("/repos/ann/hello")
    assert client.repo[record].issue.list.prepare().url.endswith("/repos/ann/hello/issues")


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ({"itme": "sku"}, "identities= names 'itme', but this API has no such resource; did you mean 'item' "),
        ({"item": 7}, "identities={'item': 7}: expected the name of a field, a list of names, or a dict of path "),
        ({"item": []}, "identities={'item': []}: expected the name of a field, a list of names, or a dict of path "),
        (
            {"item_id": "/meta/sku"},
            "identities= names 'item_id', which is a path parameter: expected its resource first, identities={'item': ",
        ),
        ({7: "sku"}, "identities= names 7, but this API has no such resource; "),
        (["item"], "identities=list: expected a dict such as {'item': 'sku'}"),
    ],
)
def test_stated_wrongly(stated, message):
    """A mistake in identities= is told when the client is made."""
    with pytest.raises(CallError) as caught:
        heroics_py.connect(SHOP, url="http://127.0.0.1:9", identities=stated)
    assert str(caught.value).startswith(message)


def test_stated_unknown_parameter():
    """A parameter that no path has is told when the resource is used."""
    client = heroics_py.connect(SHOP, url="http://127.0.0.1:9", identities={"item": {"itemid": "sku"}})
    with pytest.raises(CallError, match="no path of it has one; did you mean 'item_id'"):
        client.item.info("7")


def test_stated_in_the_sandbox():
    """The sandbox finds a thing by the field that identities= states."""
    schemas = {"Item": schema_of(sku="string", name="string")}
    paths = {
        "POST /items": operation(ref("Item"), body=ref("Item")),
        "GET /items/{ref}": operation(ref("Item")),
        "DELETE /items/{ref}": operation(),
    }
    with heroics_py.sandbox(document(paths, schemas), socket=False, identities={"item": "sku"}) as client:
        item = client.item.create(sku="a-1", name="pen")
        assert client.item.info(item) == item


def test_stated_for_a_hyper_schema():
    """identities= works for any dialect."""
    client = heroics_py.connect(identities={"app": "web_url"})
    record = heroics_py.Record(id="1", web_url="x")
    assert client.app.info.prepare(record).url.endswith("/apps/x")
    assert client.app["example"].info.prepare().url.endswith("/apps/example")


def test_other_records_of_a_hyper_schema():
    """With the bundled schema, records by hand stay identities, and those of another resource are refused."""
    with heroics_py.sandbox(socket=False) as heroku:
        app = heroku.app.create(name="example")
        assert heroku.app.delete.prepare(heroics_py.Record(id=app.id)).url.endswith(f"/apps/{app.id}")
        region = heroku.region.list().first()
        assert refused(heroku.app.delete, region).startswith("this Record is a region, app.delete() takes an app")


def test_subtype_of_a_hyper_schema():
    """A record of another resource fits where its field refers to the same attribute: an organization's app is one."""
    with heroics_py.sandbox(socket=False) as heroku:
        heroku.app.create(name="example")
        app = heroku.organization_app.info("example")
        assert heroku.app.delete.prepare(app).url.endswith(f"/apps/{app.id}")


def test_nested_records(shop):
    """A record inside another one is of the kind that its schema says."""
    shop.data = {"orders": {"id": "o1", "item": {"id": 7, "name": "pen"}, "lines": [{"id": 7}]}}
    schemas = SCHEMAS | {"Order": schema_of(id="string", item=ref("Item"), lines=many("Item"))}
    paths = {
        "GET /orders/{order_id}": operation(ref("Order")),
        "DELETE /orders/{order_id}": operation(),
        "GET /items/{item_id}": operation(ref("Item")),
        "DELETE /items/{item_id}": operation(),
    }
    with client_for(paths, schemas, shop) as client:
        order = client.order.info("o1")
        client.item.delete(order.item)
        client.item.delete(order.lines[0])
        assert "this Record is an item" in refused(client.order.delete, order.item)
    assert shop.lines == ["GET /orders/o1", "DELETE /items/7", "DELETE /items/7"]


def test_envelope(shop):
    """A thing in an envelope is an identity, and its envelope is not."""
    shop.data = {"items": {"id": "request-1", "data": {"id": 7, "name": "pen"}}}
    wrapped = schema_of(id="string", data=ref("Item"))
    paths = {
        "GET /items/{item_id}": operation(wrapped),
        "DELETE /items/{item_id}": operation(),
        "POST /items": operation(wrapped, body=ANY),
    }
    with client_for(paths, SCHEMAS, shop) as client:
        response = client.item.create(name="pen")
        assert refused(client.item.delete, response) == (
            "item.delete() got a Record for item_id that wraps the thing: pass record['data']"
        )
        assert "the thing is below it, pass record['data']" in refused(heroics_py.links, response)
        client.item.info(response.data)
        assert heroics_py.refresh(response.data) == {"id": 7, "name": "pen"}
    assert shop.lines == ["POST /items", "GET /items/7", "GET /items/7"]


def test_thing_that_holds_a_list(shop):
    """A thing with a list in it is not an envelope: the caller's own user has its own link and those of users."""
    shop.data = {"me": {"id": "u1", "items": [{"id": 7}]}, "users": {"id": "u1"}}
    schemas = SCHEMAS | {"User": schema_of(id="string", items=many("Item"))}
    paths = {
        "GET /users/me": operation(ref("User"), operationId="read_me"),
        "GET /users/{user_id}": operation(ref("User"), operationId="read"),
        "DELETE /users/{user_id}": operation(operationId="delete"),
    }
    with client_for(paths, schemas, shop) as client:
        me = client.user.read_me()
        client.user.read(me)
        assert set(dir(heroics_py.links(me))) == {"read_me", "read", "delete"}
    assert shop.lines == ["GET /users/me", "GET /users/u1"]


def test_undescribed_responses(shop):
    """Where no response is described, a record reads by its name and changes nothing."""
    paths = {
        "POST /items": operation({}, body=ANY),
        "GET /items/{item_id}": operation({}),
        "DELETE /items/{item_id}": operation({}),
        "GET /me": operation({}, operationId="read"),
    }
    with client_for(paths, SCHEMAS, shop) as client:
        item = client.item.create(name="pen")
        heroics_py.refresh(item)
        assert refused(client.item.delete, item) == (
            "item.delete() got a Record for item_id, but the schema does not show for certain that its id is the "
            "item_id: pass the item_id itself, or connect with identities={'item': 'id'}"
        )
        assert dir(heroics_py.links(client.me.read())) == ["read"]
    with client_for(paths, SCHEMAS, shop, identities={"item": "id"}) as client:
        client.item.delete(client.item.create(name="pen"))
    assert shop.lines == ["POST /items", "GET /items/7", "GET /me", "POST /items", "DELETE /items/7"]


def test_names_in_metadata(shop):
    """Things that have their name in their metadata identify themselves, also in the envelope of a list."""
    pod = {"metadata": {"name": "web-1", "namespace": "default"}}
    shop.value = lambda method, path: {"items": [pod]} if method == "GET" and path.endswith("pods") else pod
    thing = schema_of(kind="string", metadata=schema_of(name="string", namespace="string"))
    schemas = {"Pod": thing, "Service": thing, "PodList": schema_of(metadata="object", items=many("Pod"))}
    base = "/namespaces/{namespace}"
    tagged = {"tags": ["core"]}
    paths = {
        f"GET {base}/pods": operation(ref("PodList"), operationId="list_pods", **tagged),
        f"GET {base}/pods/{{name}}": operation(ref("Pod"), operationId="read_pod", **tagged),
        f"DELETE {base}/pods/{{name}}": operation(operationId="delete_pod", **tagged),
        f"GET {base}/services/{{name}}": operation(ref("Service"), operationId="read_service", **tagged),
        f"DELETE {base}/services/{{name}}": operation(operationId="delete_service", **tagged),
    }
    with client_for(paths, schemas, shop) as client:
        (listed,) = client.core.list_pods("default")["items"]
        heroics_py.links(listed).delete_pod()
        assert heroics_py.refresh(listed) == pod
        client.core.delete_pod("default", listed)
        assert "this Record is a pod" in refused(client.core.delete_service, "default", listed)
    assert shop.lines[1:] == [
        "DELETE /namespaces/default/pods/web-1",
        "GET /namespaces/default/pods/web-1",
        "DELETE /namespaces/default/pods/web-1",
    ]


def test_pickled_client():
    """A pickled client keeps what identifies things."""
    client = pickle.loads(pickle.dumps(client_for(USERS, LOGIN, identities={"user": "login"})))
    assert client.user.delete.prepare(heroics_py.Record(login="ann")).url.endswith("/users/ann")
