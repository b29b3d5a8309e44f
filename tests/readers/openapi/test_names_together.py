"""Names of the operations of one document together: what shares a call, and which further names find a link."""

import itertools

import pytest

import heroics_py
from heroics_py.errors import NoSuchAttribute

ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}


def operation(operation_id="", path="", tags=(), schema=None):
    content = {"content": {"application/json": {"schema": schema}}} if schema is not None else {}
    return {
        **({"operationId": operation_id} if operation_id else {}),
        **({"tags": list(tags)} if tags else {}),
        "parameters": [{**ID, "name": name} for name in path.split("{")[1:] for name in [name.partition("}")[0]]],
        "responses": {"200": {"description": "", **content}},
    }


def connected(*rows, tags=(), schema=None):
    """Return a client of operations: method, path, id."""
    paths = {}
    for method, path, operation_id in rows:
        paths.setdefault(path, {})[method.lower()] = operation(operation_id, path, tags, schema)
    document = {"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": paths}
    return heroics_py.connect(document, url="https://api.example", trust_environment=False)


FASTAPI = (
    ("GET", "/items/", "read_items_items__get"),
    ("POST", "/items/", "create_item_items__post"),
    ("GET", "/items/{item_id}", "read_item_items__item_id__get"),
    ("PUT", "/items/{item_id}", "update_item_items__item_id__put"),
    ("DELETE", "/items/{item_id}", "delete_item_items__item_id__delete"),
)
DRF = (
    ("GET", "/items/", "items_list"),
    ("POST", "/items/", "items_create"),
    ("GET", "/items/{id}/", "items_retrieve"),
    ("PUT", "/items/{id}/", "items_update"),
    ("PATCH", "/items/{id}/", "items_partial_update"),
    ("DELETE", "/items/{id}/", "items_destroy"),
)


def test_fastapi_resource():
    """An app of FastAPI without tags offers what its users type."""
    client = connected(*FASTAPI)
    assert dir(client.item) == ["create", "delete", "list", "read", "update"]
    assert client.item.read.prepare("7").url == "https://api.example/items/7"
    assert client.item.list.prepare().url == "https://api.example/items/"


@pytest.mark.parametrize("row", FASTAPI + DRF)
def test_raw_id_finds_link(row):
    """The id of an operation finds its link by index."""
    method, path, operation_id = row
    link = connected(*(FASTAPI if row in FASTAPI else DRF))["item", operation_id]
    assert (link.method, link.href) == (method, path)


@pytest.mark.parametrize("alias", ["info", "get", "retrieve"])
def test_reading_verbs_reach_each_other(alias):
    """Whatever verb a document uses, one thing is found as info, get, read and retrieve."""
    assert getattr(connected(*FASTAPI).item, alias).prepare("7").url == "https://api.example/items/7"


def test_drf_verbs_are_found_by_usual_names():
    """A destroy is found as delete; an update of its own is not the partial one."""
    client = connected(*DRF)
    assert client.item.delete.prepare("7").method == "DELETE"
    assert client.item.update.prepare("7").method == "PUT"
    assert client.item.info.prepare("7").method == "GET"


def test_alias_of_two_changes_means_neither():
    """A name that two links which change something could have finds neither."""
    client = connected(("DELETE", "/items/{id}", "items_remove"), ("DELETE", "/items/{id}/all", "items_destroy"))
    assert dir(client.item) == ["destroy", "remove"]
    with pytest.raises(NoSuchAttribute):
        _ = client.item.delete


def test_added_operation_changes_no_name():
    """A further operation leaves the names of others as they are."""
    before = dir(connected(*FASTAPI).item)
    added = dir(connected(*FASTAPI, ("GET", "/items/{item_id}/stats", "read_stats_items__item_id__stats_get")).item)
    assert sorted({*added} - {*before}) == ["read_stats"]


def test_order_of_operations_changes_no_name():
    """The order of operations in a document does not matter, if their names differ."""
    names = {tuple(dir(connected(*rows).item)) for rows in itertools.permutations(FASTAPI)}
    assert len(names) == 1


def test_less_cut_name_instead_of_number():
    """Where two ids are cut to one name, the less cut name finds both."""
    client = connected(
        ("GET", "/items/{id}", "get_item"),
        ("GET", "/archive/{id}", "get_archived_item_by_id"),
        ("GET", "/old/{id}", "find_item"),
        ("DELETE", "/items/{id}", "delete_item"),
        ("DELETE", "/items", "delete_items"),
        tags=["items"],
    )
    assert dir(client.item) == ["delete", "delete_items", "find", "get", "get_archived_by_id"]
    assert client.item.get_item.prepare("7").url == "https://api.example/items/7"


def test_owner_distinguishes_links():
    """Operations without ids are told apart by the owner of what they read."""
    client = connected(("GET", "/apps/{a}/events/{e}/logs", ""), ("GET", "/apps/{a}/jobs/{j}/logs", ""))
    assert dir(client.app) == ["list_job_logs", "list_logs"]
    assert client.app.list_event_logs.href == "/apps/{a}/events/{e}/logs"


def test_put_and_patch_have_calls_of_their_own():
    """PUT and PATCH of one path never share a call."""
    client = connected(
        ("PUT", "/items/{id}", "update_item_items__id__put"), ("PATCH", "/items/{id}", "update_item_items__id__patch")
    )
    assert [(name, getattr(client.item, name).method) for name in dir(client.item)] == [
        ("patch", "PATCH"),
        ("update", "PUT"),
    ]


@pytest.mark.parametrize(
    ("schema", "name"),
    [
        ({"type": "array", "items": {}}, "list"),
        ({"type": "object", "properties": {"data": {"type": "array"}}}, "list"),
        ({}, "list"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "get"),
        ({"$ref": "#/nowhere"}, "list"),
        (7, "list"),
    ],
)
def test_plural_reads_list(schema, name):
    """A plural is a list, unless the response is one object."""
    assert dir(connected(("GET", "/settings", "getSettings"), schema=schema).setting) == [name]


@pytest.mark.parametrize(("schema", "name"), [({"type": "array"}, "list"), ({"type": "object"}, "info"), ({}, "info")])
def test_singular_without_id(schema, name):
    """Without an id, a singular is one thing, unless the response is a list; both names find it."""
    client = connected(("GET", "/staff", ""), schema=schema)
    assert dir(client.staff) == [name]
    assert client.staff.list.prepare().url == "https://api.example/staff"


@pytest.mark.parametrize(
    "text", ["", "/", "{}", "a" * 5000, "get" * 900, "/{a}" * 400, "a_" * 3000, "{" * 900, "—", "\u0000"]
)
def test_any_text_has_a_name(text):
    """Whatever an id, a tag and a path contain, an operation has a name."""
    client = connected(("GET", f"/{text}", text), tags=[text] if text else ())
    (resource,) = set(dir(client)) - {"close", "with_options"}
    assert len(dir(getattr(client, resource))) == 1


@pytest.mark.parametrize("module", ["shop_api_", "shop.api.", "shop.api_"])
def test_module_in_front_of_ids(module):
    """The module of a program in front of every id is not part of a name; the whole id finds its link."""
    client = connected(
        ("GET", "/api/items/", f"{module}list_items"),
        ("POST", "/api/items/", f"{module}create_item"),
        ("GET", "/api/items/{id}", f"{module}get_item"),
        ("POST", "/api/items/{id}/image", f"{module}upload_image"),
        ("POST", "/api/login", f"{module}login"),
    )
    assert dir(client.item) == ["create", "get", "list", "upload_image"]
    assert client["item", f"{module}get_item"].href == client.item.get.href
    assert client.login.create.href == "/api/login"


@pytest.mark.parametrize(
    ("ids", "names"),
    [
        (("generate_report_pdf", "generate_report_csv"), ["generate_csv", "generate_pdf"]),
        (("get_report_pdf", "get_report_csv"), ["get_csv", "get_pdf"]),
    ],
)
def test_shared_words_are_no_module(ids, names):
    """Words that ids share stay if they say what the operations do."""
    client = connected(("POST", "/reports/pdf", ids[0]), ("POST", "/reports/csv", ids[1]))
    assert dir(client.report) == names
