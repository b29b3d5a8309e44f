"""Calls that are gone, renamed, taken over, moved or new."""

import pytest

import heroics_py
from heroics_py.changes.choosing import choice_changes
from heroics_py.changes.link_pair import LinkPair
from heroics_py.changes.reports.rows import rows_of
from heroics_py.changes.surface import Surface
from heroics_py.readers import read_api
from tests.helpers.compared import operation, shop


def told(old, new):
    """Return effect, kind, call and new call of each change."""
    return [(each.effect, each.kind, each.call, each.new_call) for each in heroics_py.diff(old, new)]


APPS = {"/apps": {"get": operation("listApps")}}


def test_gone_and_new():
    """A call that only one of the schemas has is gone, or new."""
    new = {"/stacks": {"get": operation("listStacks")}}
    assert told(shop(APPS), shop(new)) == [
        ("breaking", "call-gone", "app.list", ""),
        ("harmless", "call-new", "stack.list", "stack.list"),
    ]


def test_renamed():
    """A call with another spelling is found by its method and path, whatever the variables are called."""
    old = {"/keys/{id}": {"get": operation("getKey")}}
    new = {"/keys/{key}": {"get": operation("readKey")}}
    changes = [each for each in told(shop(old), shop(new)) if each[1] == "call-renamed"]
    assert changes == [("breaking", "call-renamed", "key.get", "key.read")]


@pytest.mark.parametrize(
    ("old", "new", "is_moved"),
    [
        ("/apps/{id}", "/apps/{id}.json", True),
        ("/apps/{id}", "/apps/{id}/", True),
        ("/apps/{id}?full=1", "/apps/{id}?full=2", True),
        ("/apps/{id}?page={page}", "/apps/{id}{?page}", False),
        ("/apps/{id}", "apps/{id}", False),
    ],
)
def test_path_that_is_spelled_otherwise(old, new, is_moved):
    """A path with another suffix, last slash or fixed query is another one, and the call is the same."""
    links = ({"rel": "self", "title": "Info", "href": href, "method": "GET"} for href in (old, new))
    documents = [{"definitions": {"app": {"links": [each]}}} for each in links]
    assert ([each.kind for each in heroics_py.diff(*documents)] == ["path-moved"]) == is_moved


def test_moved():
    """A call that goes to another path, or by another method, works as before."""
    path = {"/v2/apps": APPS["/apps"]}
    assert told(shop(APPS), shop(path)) == [("risky", "path-moved", "app.list", "app.list")]
    put, patch = ({"/apps/{id}": {method: operation("updateApp")}} for method in ("put", "patch"))
    assert told(shop(put), shop(patch)) == [("risky", "method-changed", "app.update", "app.update")]


def test_taken_over():
    """Two calls that exchange their names go elsewhere, although both names are there."""
    old = {"/apps": {"get": operation("listApps")}, "/archive": {"get": operation("searchApps")}}
    new = {"/apps": {"get": operation("searchApps")}, "/archive": {"get": operation("listApps")}}
    documents = [shop(each) for each in (old, new)]
    for document in documents:
        for path in document["paths"].values():
            path["get"]["tags"] = ["app"]
    assert {each[:2] for each in told(*documents)} == {("breaking", "call-taken-over")}


def account(*links):
    definitions = {"account": {"properties": {}, "definitions": {"id": {"type": "string"}}, "links": [*links]}}
    return {"$schema": "http://json-schema.org/draft-04/hyper-schema", "definitions": definitions}


def link(href, rel="self"):
    return {
        "title": "Info",
        "href": href,
        "method": "GET",
        "rel": rel,
        "targetSchema": {"$ref": "#/definitions/account"},
    }


BY_ID = link("/accounts/{(%23%2Fdefinitions%2Faccount%2Fdefinitions%2Fid)}")
BY_APP = link("/apps/{app}/account")


def test_shared_call():
    """A link that takes over a shared call is seen: the same arguments reach another URL."""
    before = account(BY_APP)
    after = account(BY_APP, BY_ID)
    changes = heroics_py.diff(before, after).breaking
    assert [(each.kind, each.call, each.new_call) for each in changes] == [
        ("call-taken-over", "account.info", "account.info_get_apps_account")
    ]


def test_refused_arguments():
    """Arguments that no link takes any more are told, should the rules for arguments say nothing of them."""
    documents = account(BY_ID), account(link("/apps/{app}/accounts/{owner}"))
    (old,), (new,) = (Surface(read_api(each)).calls["account.info"] for each in documents)
    assert [(each.effect, each.kind, each.message) for each in choice_changes(LinkPair(old, new), [old], [new])] == [
        ("breaking", "arguments-refused", "account.info(...) is refused now")
    ]


def test_shared_call_that_keeps_its_arguments():
    """A link that joins a shared call, and takes another number of arguments, changes nothing for the others."""
    assert told(account(BY_ID), account(BY_ID, link("/account"))) == [
        ("harmless", "call-new", "account.info", "account.info")
    ]


def test_base_url():
    """Another base URL is told once, and not for each call."""
    old, new = (shop(APPS, servers=[{"url": f"https://api.shop.example/v{number}"}]) for number in (1, 2))
    assert [(each.effect, each.kind, each.call) for each in heroics_py.diff(old, new)] == [
        ("risky", "server-changed", "")
    ]
    moved = shop({f"/v1{path}": item for path, item in APPS.items()}, servers=[{"url": "https://api.shop.example"}])
    assert [each.kind for each in heroics_py.diff(old, moved)] == ["server-changed"]


def test_fault():
    """A call that can't be used any more breaks, and costs that call alone."""
    broken = {"/apps": {"get": {**operation("listApps"), "parameters": [{"$ref": "#/components/parameters/Lost"}]}}}
    other = {"/stacks": {"get": operation("listStacks")}}
    assert told(shop({**APPS, **other}), shop({**broken, **other})) == [
        ("breaking", "call-unusable", "app.list", "app.list")
    ]


def test_one_cause():
    """What changed in a definition that several calls use is one row of a report, with each call."""

    def document(**fields):
        thing = {"type": "object", "properties": {"id": {"type": "string"}, **fields}}
        whole = {"$ref": "#/components/schemas/Thing"}
        paths = {
            f"/a{n}/b": {"put": operation(f"b{n}", sent=whole, answered={"properties": {"it": whole}})}
            for n in range(3)
        }
        return shop(paths, components={"schemas": {"Thing": thing}})

    changes = heroics_py.diff(document(size={"type": "integer"}), document())
    assert [(each.kind, each.where) for each in changes] == [
        *[("field-gone", "body size"), ("answer-field-gone", "answer it.size")] * 3
    ]
    assert [len(row.calls) for row in rows_of(changes)] == [3, 3]
