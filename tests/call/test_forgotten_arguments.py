"""A forgotten argument reaches no other URL: it is a CallError, and nothing is sent."""

import itertools

import pytest

import heroics_py
from heroics_py.errors import CallError, HeroicsError, SchemaError
from heroics_py.record import Record

ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
JSON_BODY = {"content": {"application/json": {"schema": {"type": "object"}}}}


def operation(operation_id="", *, body=False, parameters=()):
    named = {"operationId": operation_id} if operation_id else {}
    asked = {"requestBody": JSON_BODY} if body else {}
    return {
        "tags": ["things"],
        "responses": {"204": {"description": ""}},
        **named,
        **asked,
        "parameters": [*parameters],
    }


def openapi(words):
    """Things with a link for one and one for all of each method; with or without words of their own."""
    one = {method: operation(f"{method}Thing" if words else "", body=method != "delete") for method in CHANGES}
    every = {method: operation(f"{method}Things" if words else "", body=method != "delete") for method in CHANGES}
    if words:
        one["put"]["operationId"], every["put"]["operationId"] = "replaceThing", "replaceThings"
        one["patch"]["operationId"], every["patch"]["operationId"] = "updateThing", "updateThings"
    else:
        del one["put"], every["put"]  # PUT and PATCH are both called update
    paths = {
        "/things": {"get": operation("listThings" if words else ""), "post": operation(body=True), **every},
        "/things/{id}": {"parameters": [ID], "get": operation("getThing" if words else ""), **one},
        "/things/{id}/interrupt": {"parameters": [ID], "post": operation()},
    }
    return {"openapi": "3.0.3", "info": {"title": "", "version": ""}, "paths": paths}


CHANGES = ("delete", "put", "patch")


def hyper(*links):
    ident = {
        "definitions": {
            "id": {"type": "string"},
            "identity": {"anyOf": [{"$ref": "#/definitions/thing/definitions/id"}]},
        }
    }
    return {
        "definitions": {"thing": {**ident, "links": list(links)}},
        "properties": {"thing": {"$ref": "#/definitions/thing"}},
    }


THING = "{(%23%2Fdefinitions%2Fthing%2Fdefinitions%2Fidentity)}"


def connected(document):
    return heroics_py.connect(document, url="https://api.example", trust_environment=False)


@pytest.fixture
def spoken():
    return connected(openapi(words=True))


@pytest.fixture
def silent():
    return connected(openapi(words=False))


def asked(request):
    return f"{request.method} {request.url.removeprefix('https://api.example')}"


def test_unsafe_links_have_their_own_call(spoken, silent):
    """The item's link has the plain name; the other goes by its operationId, else by what it is."""
    assert dir(spoken.thing) == sorted(
        [
            "list",
            "create",
            "get",
            "interrupt",
            "delete",
            "delete_things",
            "replace",
            "replace_things",
            "update",
            "update_things",
        ]
    )
    assert dir(silent.thing) == sorted(
        ["list", "create", "info", "interrupt", "delete", "delete_all", "update", "update_all"]
    )


@pytest.mark.parametrize(
    ("call", "args", "sent"),
    [
        ("delete", ("x",), "DELETE /things/x"),
        ("delete_things", (), "DELETE /things"),
        ("replace", ("x", {}), "PUT /things/x"),
        ("replace_things", ({},), "PUT /things"),
        ("update", ("x", {}), "PATCH /things/x"),
        ("update_things", ({},), "PATCH /things"),
        ("create", ({},), "POST /things"),
        ("interrupt", ("x",), "POST /things/x/interrupt"),
    ],
)
def test_each_of_them_sends_one_thing_alone(spoken, call, args, sent):
    """A callable has one method and one path."""
    assert asked(getattr(spoken.thing, call).prepare(*args)) == sent


NOTHING = [
    None,
    "",
    " ",
    ".",
    "..",
    " .. ",
    float("nan"),
    [],
    (),
    {},
    [None],
    [""],
    b"",
    b"x",
    object(),
    Record({}),
    Record({"id": None}),
    Record({"id": ""}),
]


@pytest.mark.parametrize("client", ["spoken", "silent"])
@pytest.mark.parametrize("call", ["delete", "update"])
@pytest.mark.parametrize("value", NOTHING, ids=lambda value: f"{type(value).__name__} {value!r:.20}")
def test_what_identifies_nothing_is_refused(client, call, value, request):
    """Neither as an argument, nor as a keyword, nor in a scope does it reach the collection."""
    thing = request.getfixturevalue(client).thing
    for way in (
        lambda: getattr(thing, call).prepare(value),
        lambda: getattr(thing, call).prepare(id=value),
        lambda: (
            getattr(thing, call).prepare(value, {"a": 1}) if call == "update" else getattr(thing, call).prepare(value)
        ),
        lambda: getattr(thing, call).prepare(id=value, **({"a": 1} if call == "update" else {})),
    ):
        with pytest.raises(CallError):
            way()


@pytest.mark.parametrize("call", ["delete", "update", "replace"])
def test_missing_identity(spoken, call):
    """What was left out is named, and the link that takes nothing is named too."""
    other = {"delete": "DELETE", "update": "PATCH", "replace": "PUT"}[call]
    with pytest.raises(CallError) as caught:
        getattr(spoken.thing, call)()
    assert str(caught.value) == f"thing.{call}() is missing id (string); thing.{call}_things() is {other} /things"


def test_create_is_never_a_part(spoken):
    """`create(id)` is refused: POST /things takes no identity."""
    with pytest.raises(CallError, match=r"^thing.create\(\) takes 0 href arguments and a body, got 1"):
        spoken.thing.create("x")


def test_none_with_open_fields():
    """A GET whose query is open does not take the identity of its neighbour for a field that is left out."""
    links = [
        {"title": "Info", "href": "/things", "rel": "self", "schema": {"additionalProperties": True}},
        {"title": "Info", "href": "/things/{id}", "rel": "self"},
    ]
    for order in itertools.permutations(links):
        info = connected({"properties": {"thing": {"links": list(order)}}}).thing.info
        with pytest.raises(CallError, match=r"^thing.info\(\) got None for 'id', a part of the path"):
            info.prepare(id=None)
        assert asked(info.prepare(id="x")) == "GET /things/x"
        assert asked(info.prepare(colour="red")) == "GET /things?colour=red"


def test_shared_titles_in_hyper_schemas():
    """Titles are not a reason to share."""
    client = connected(
        hyper(
            {"title": "Delete", "rel": "destroy", "method": "DELETE", "href": "/things"},
            {"title": "Delete", "rel": "destroy", "method": "DELETE", "href": f"/things/{THING}"},
            {"title": "Create", "rel": "create", "method": "POST", "href": "/things"},
            {"title": "Create", "rel": "create", "method": "POST", "href": f"/things/{THING}/stop"},
        )
    )
    assert dir(client.thing) == ["create", "delete", "delete_all", "stop"]
    assert asked(client["thing", "Delete"].prepare("x")) == "DELETE /things/x"


def test_scope_never_reaches_the_collection():
    """Inside of a scope of one thing only its own link is offered."""
    client = connected(
        hyper(
            {"title": "Delete", "rel": "destroy", "method": "DELETE", "href": "/things"},
            {"title": "Delete", "rel": "destroy", "method": "DELETE", "href": f"/things/{THING}"},
        )
    )
    assert dir(client.thing["x"]) == ["delete"]
    assert asked(client.thing["x"].delete.prepare()) == "DELETE /things/x"
    for value in (None, [], {}, b"", True):
        with pytest.raises(CallError):
            client.thing[value]
    for value in ("", " ", ".", "..", Record({"id": None}), Record({})):
        with pytest.raises(CallError):
            client.thing[value].delete.prepare()


def test_gather_with_nothing_reaches_nothing(spoken):
    """Each of the items is refused before anything is sent."""
    items = [None, "", (), {}, (None,), {"id": None}, {"id": ""}, Record({})]
    found = heroics_py.gather(spoken.thing.delete, items, errors="collect", progress=False)
    assert [type(each) for each in found] == [CallError] * len(items)


@pytest.mark.parametrize(
    "href", ["/things{/id}", "/things{/id*}", "/things/{id}", "/things/{+id}", "/things{;id}", "/things{.id}"]
)
@pytest.mark.parametrize("value", [None, "", " ", [], {}, [None], ["a", None], ["a", ""], {"a": None}])
def test_expressions_are_never_omitted(href, value):
    """RFC 6570 leaves out what is undefined; the path of a call holds all that its template names."""
    links = [{"title": "Delete", "method": "DELETE", "href": href, "hrefSchema": {"properties": {"id": {}}}}]
    client = connected({"properties": {"thing": {"links": links}}})
    for way in ((value,), ()):
        with pytest.raises(HeroicsError):
            client.thing.delete.prepare(*way)


@pytest.mark.parametrize("value", ["?", "#", "?a=b", "x#y", "x?y", "/", "//", "../x", "%2e%2e", "a/%2E./b"])
def test_reserved_values_keep_the_path(value):
    """`{+id}` takes slashes, and nothing that would point to another URL."""
    client = connected(
        {"properties": {"thing": {"links": [{"title": "Do", "method": "DELETE", "href": "/things/{+id}"}]}}}
    )
    with pytest.raises(CallError, match="would point to another URL"):
        client.thing.do.prepare(value)
    assert asked(client.thing.do.prepare("a/b")) == "DELETE /things/a/b"


@pytest.mark.parametrize("value", ["%2e%2e", "%2E", "a/../..", "?x", "#x", "%", "..%2f"])
def test_odd_characters_stay_one_segment(spoken, value):
    """Everything but letters, digits and -._~ is percent-encoded, the percent sign too."""
    assert spoken.thing.delete.prepare(value).url.removeprefix("https://api.example/things/").count("/") == 0
    assert "%2e" not in spoken.thing.delete.prepare(value).url.lower().replace("%252e", "")


def test_none_in_the_query_of_a_change():
    """A DELETE with `ids=None` would empty the collection: it is refused, and so is None for what is required."""
    ids = {"name": "ids", "in": "query", "schema": {"type": "string"}}
    needed = {"name": "confirm", "in": "header", "required": True, "schema": {"type": "string"}}
    paths = {"/things": {"delete": operation(parameters=[ids]), "get": operation(parameters=[ids])}}
    paths["/others"] = {"get": operation("others", parameters=[needed])}
    thing = connected({"openapi": "3.0.3", "info": {"title": "", "version": ""}, "paths": paths}).thing
    with pytest.raises(CallError, match=r"^thing.delete\(\) got None for 'ids', a query parameter"):
        thing.delete.prepare(ids=None)
    assert asked(thing.delete.prepare(ids="a")) == "DELETE /things?ids=a"
    assert asked(thing.list.prepare(ids=None)) == "GET /things"
    with pytest.raises(CallError, match=r"is missing 'confirm', a header parameter"):
        thing.others.prepare(confirm=None)


def test_unfilled_variable():
    """A link whose template names what no parameter gives can't be called, and is not sent without it."""
    from heroics_py.call.binding import Bound
    from heroics_py.call.request import build_request
    from heroics_py.call.shape import UNSET, shape_of
    from heroics_py.http.options import Options
    from heroics_py.model.api import Link

    client = connected(openapi(words=True))
    link = Link(resource="thing", href="/things/{id}", method="DELETE")
    bound = Bound(shape=shape_of(link), path={}, body=UNSET, parameters={})
    with pytest.raises(SchemaError, match=r"^thing.delete can't be called: the variable 'id' of /things/\{id\} has"):
        build_request("thing.delete", bound, client._core.request_context, Options())
