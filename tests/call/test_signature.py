"""Signatures: how links are spelled as calls, and where each argument goes."""

import inspect
from pathlib import Path
from typing import Literal

import pytest

from heroics_py.call.binding import bind
from heroics_py.call.identity import identity_words
from heroics_py.call.shape import UNSET, shape_of
from heroics_py.call.signature import signature_of
from heroics_py.errors import CallError, SchemaError
from heroics_py.model.identifiers import resource_names
from heroics_py.model.link_names import call_names
from heroics_py.readers import read_api
from heroics_py.record import Record

SCHEMAS = Path(__file__).parents[2] / "heroics_py" / "schemas"
HEROKU = read_api(SCHEMAS / "heroku-platform-api.json", None)

SHOP = read_api(
    {
        "$schema": "http://interagent.github.io/interagent-hyper-schema",
        "title": "Shop",
        "links": [{"href": "https://shop.example", "rel": "self"}],
        "properties": {"item": {"$ref": "#/definitions/item"}},
        "definitions": {
            "item": {
                "definitions": {
                    "id": {"type": "string", "format": "uuid"},
                    "number": {"type": "integer"},
                    "name": {"type": "string", "description": "what it is called"},
                    "size": {"enum": ["s", "m"], "type": "string", "default": "m"},
                    "identity": {
                        "anyOf": [
                            {"$ref": "#/definitions/item/definitions/name"},
                            {"$ref": "#/definitions/item/definitions/id"},
                            {"$ref": "#/definitions/item/definitions/number"},
                        ]
                    },
                },
                "links": [
                    {
                        "title": "Create",
                        "method": "POST",
                        "href": "/items",
                        "schema": {
                            "type": "object",
                            "required": ["name"],
                            "properties": {
                                "size": {"$ref": "#/definitions/item/definitions/size"},
                                "name": {"$ref": "#/definitions/item/definitions/name"},
                                "in": {"type": ["boolean", "null"]},
                                "filter[ids]": {"type": "array"},
                                "when": {},
                            },
                        },
                    },
                    {
                        "title": "Update",
                        "method": "PATCH",
                        "href": "/items/{(%23%2Fdefinitions%2Fitem%2Fdefinitions%2Fidentity)}",
                        "schema": {"properties": {"name": {}, "item_identity": {}, "body": {}, "fields": {}}},
                    },
                    {
                        "title": "List",
                        "method": "GET",
                        "href": "/items",
                        "schema": {"properties": {"page": {"type": "integer"}}},
                    },
                    {
                        "title": "Get",
                        "method": "GET",
                        "href": "/items/{(%23%2Fdefinitions%2Fitem%2Fdefinitions%2Fidentity)}",
                    },
                    {
                        "title": "Configure",
                        "method": "PATCH",
                        "href": "/items",
                        "schema": {"patternProperties": {"^[A-Z]": {}}},
                    },
                    {
                        "title": "Tag",
                        "method": "POST",
                        "href": "/items/{class}/tags/{id}",
                        "schema": {
                            "additionalProperties": {"type": "string"},
                            "properties": {"id": {"type": "string"}},
                        },
                    },
                    {"title": "Note", "method": "POST", "href": "/notes", "schema": {"type": "array"}},
                    {"title": "Broken", "method": "POST", "href": "/broken", "schema": {"$ref": "#/nowhere"}},
                ],
            }
        },
    },
    None,
)


def shapes(name, api=HEROKU, **given):
    resource, _, call = name.partition(".")
    own = resource_names(api.resources)[resource]
    return [shape_of(link, given) for link in call_names(api.resources[own])[call]]


def signed(name, api=HEROKU):
    return str(signature_of(shapes(name, api)))


def bound(name, /, *args, _api=HEROKU, **kwargs):
    """What a call fills: its path values in order, its body, what is beside it."""
    made = bind(name, shapes(name, _api), args, kwargs)
    link = made.shape.link
    parts = [f"{link.method} {link.href.partition('{')[0]}", [made.path[each.name] for each in link.path_parameters]]
    return (*parts, made.body) if made.body is not UNSET else tuple(parts)


def refused(name, /, *args, _api=HEROKU, **kwargs):
    with pytest.raises(CallError) as caught:
        bound(name, *args, _api=_api, **kwargs)
    return str(caught.value)


# --- signatures ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("app.list", "()"),
        ("app.info", "(app_identity: str)"),
        (
            "app.create",
            "(*body: dict | list, name: str = ..., region: str = ..., stack: str = ...)",
        ),
        ("app.delete", "(app_identity: str)"),
        ("dyno.create", None),
        ("config_var.update", "(app_identity: str, *body: dict | list, **fields)"),
        ("account.info", "(account_identity: str = ...)"),
        ("app_transfer.create", "(*body: dict | list, app: str, recipient: str, silent: bool = False)"),
    ],
)
def test_signature_of_a_heroku_link(name, told):
    """The signature of a Heroku link has its parameters and fields."""
    if told is None:
        told = (
            "(app_identity: str, *body: dict | list, command: str, attach: bool = ..., env: dict = ..., "
            "size: str = ...)"
        )
    assert signed(name) == told


def test_order_of_fields():
    """Required fields come before optional ones, with types, enums and defaults."""
    signature = signature_of(shapes("item.create", SHOP))
    assert [(each.name, each.kind.name, each.annotation, each.default) for each in signature.parameters.values()] == [
        ("body", "VAR_POSITIONAL", dict | list, inspect.Parameter.empty),
        ("name", "KEYWORD_ONLY", str, inspect.Parameter.empty),
        ("size", "KEYWORD_ONLY", Literal["s", "m"], "m"),
        ("in_", "KEYWORD_ONLY", bool | None, UNSET),
        ("when", "KEYWORD_ONLY", inspect.Parameter.empty, UNSET),
    ]


def test_types_of_an_href_parameter():
    """An href parameter has the types of all its alternatives."""
    assert signed("item.get", SHOP) == "(item_identity: str | int)"


def test_href_parameter_keeps_its_keyword():
    """If a field has the name of an href parameter, the keyword is the parameter's; the field's has a suffix."""
    assert signed("item.update", SHOP) == (
        "(item_identity: str | int, *body_: dict | list, name=..., item_identity_body=..., body=..., fields=...)"
    )


def test_open_fields():
    """A schema for additional properties allows any keyword."""
    assert signed("item.tag", SHOP) == "(class_: str, id: str, *body: dict | list, id_body: str = ..., **fields)"


def test_shared_optional_field():
    """A field that only one of several links requires is optional."""
    one, other = shapes("item.create", SHOP)[0], shapes("item.update", SHOP)[0]
    assert "name: str = ..." in str(signature_of([one, other]))


def test_broken_body_schema():
    """A broken body schema is an error when the link is called."""
    with pytest.raises(SchemaError, match="#/nowhere"):
        shapes("item.broken", SHOP)


@pytest.mark.parametrize("api", [HEROKU, read_api(SCHEMAS / "heroku-platform-api-0.5.0.json", None)])
def test_signatures_are_valid(api):
    """Every signature is valid Python."""
    for resource in api.resources.values():
        for links in call_names(resource).values():
            signature = signature_of([shape_of(link) for link in links])
            assert inspect.Signature(list(signature.parameters.values())) == signature
            for name in signature.parameters:
                assert name.isidentifier()


# --- binding ---------------------------------------------------------------------------------------------------------


def test_href_parameters():
    """Href parameters are positional or keyword arguments."""
    expected = ("GET /apps/", ["example"])
    assert bound("app.info", "example") == bound("app.info", app_identity="example") == expected


def test_href_keywords_and_positions():
    """Href keywords are filled first, and positions fill the others."""
    expected = ("GET /apps/", ["example", "web.1"])
    assert bound("dyno.info", "web.1", app_identity="example") == expected
    assert bound("dyno.info", "example", dyno_identity="web.1") == expected


def test_keywords_are_fields():
    """Keywords are fields of the body."""
    assert bound("app.create", name="x", region="eu") == ("POST /apps", [], {"name": "x", "region": "eu"})


@pytest.mark.parametrize("body", [{"name": "x"}, {}, [1], (1,)])
def test_positional_body(body):
    """One more positional argument is the body."""
    assert bound("app.create", body) == ("POST /apps", [], body)
    assert bound("app.update", "example", body) == ("PATCH /apps/", ["example"], body)


def test_exact_count_wins():
    """The link with the exact number of href parameters wins."""
    assert bound("account.info") == ("GET /account", [])
    assert bound("account.info", "~") == ("GET /users/", ["~"])
    assert bound("addon.info", "a") == ("GET /addons/", ["a"])
    assert bound("addon.info", "app", "a") == ("GET /apps/", ["app", "a"])


def test_links_choose_by_fields():
    """Links of one path are chosen by their fields."""
    made = bind(
        "account",
        [*shapes("account.update_account"), *shapes("account.change_email_account")],
        (),
        {"email": "a@b", "password": "p"},
    )
    assert made.shape.link.title == "Change Email"
    made = bind(
        "account",
        [*shapes("account.change_email_account"), *shapes("account.update_account")],
        (),
        {"allow_tracking": True, "password": "p"},
    )
    assert made.shape.link.title == "Update"


def test_none_is_a_value():
    """None is a value of a field."""
    assert bound("config_var.update", "example", FOO=None) == ("PATCH /apps/", ["example"], {"FOO": None})


def test_python_keywords():
    """A field named like a Python keyword gets an underscore, and is sent under its own name."""
    assert bound("item.create", _api=SHOP, name="x", in_=True) == ("POST /items", [], {"name": "x", "in": True})
    assert bound("item.tag", "a", _api=SHOP, id="b") == ("POST /items/", ["a", "b"])


def test_shared_keyword():
    """A keyword that both an href parameter and a field have is the parameter's."""
    assert bound("item.update", _api=SHOP, item_identity="a", name="b") == ("PATCH /items/", ["a"], {"name": "b"})


def test_query_of_a_get():
    """The fields of a GET are its query."""
    assert (
        bound("item.list", _api=SHOP, page=2)
        == bound("item.list", {"page": 2}, _api=SHOP)
        == (
            "GET /items",
            [],
            {"page": 2},
        )
    )


def test_open_keywords():
    """A keyword that the schema leaves open is a field."""
    assert bound("item.configure", _api=SHOP, FOO="x", other=1)[2] == {"FOO": "x", "other": 1}


def test_scope_fills_a_parameter():
    """A scope fills a parameter."""
    given = {shapes("dyno.info")[0].link.path_parameters[0].name: "example"}
    made = bind("dyno.info", shapes("dyno.info", **given), ("web.1",), {})
    assert list(made.path.values()) == ["example", "web.1"]


# --- records ---------------------------------------------------------------------------------------------------------

APP = Record(id="01234567-89ab-cdef-0123-456789abcdef", name="example")


def test_record_as_id():
    """A record is passed as its id."""
    assert bound("app.info", APP) == ("GET /apps/", [APP.id])


def test_record_as_name():
    """A record without an id is passed as its name."""
    assert bound("app.info", Record(name="example")) == ("GET /apps/", ["example"])


def test_record_as_named_field():
    """A record is passed as the field that the schema names, not simply its id."""
    app = Record(id="01234567-89ab-cdef-0123-456789abcdef", name="example", organization={"name": "acme"})
    assert bound("organization_app.info", app) == ("GET /organizations/apps/", ["example"])


def test_record_with_a_body():
    """A record next to a body is an identity."""
    assert bound("app.update", APP, {"name": "x"}) == ("PATCH /apps/", [APP.id], {"name": "x"})
    assert bound("app.update", app_identity=APP, name="x") == ("PATCH /apps/", [APP.id], {"name": "x"})


def test_record_is_never_a_body():
    """A record is never a body."""
    assert refused("app.create", APP) == (
        "app.create() takes 0 href arguments and a body, got 1; a Record is always an identity: pass dict(record) to "
        "send it as a body"
    )


def test_dict_is_never_an_identity():
    """A plain dict is never an identity."""
    assert refused("app.info", {"id": "x"}) == (
        "app.info() got a dict for app_identity (id or name): a plain dict or list is always a body, pass a "
        "Record or its identity"
    )


@pytest.mark.parametrize(
    "record", [Record(), Record(id=None), Record(id=""), Record(id=True, region="eu"), Record(id={})]
)
def test_record_without_the_field(record):
    """A record without the identifying field is refused."""
    fields = ", ".join(record) or "no fields"
    message = f"app.info() got a Record for app_identity that has no 'id' or 'name'; it has {fields}"
    assert refused("app.info", record) == message


def test_identity_words():
    """The words for an identity begin with the id."""
    words = {each.name: identity_words(each) for each in shapes("item.get", SHOP)[0].link.path_parameters}
    assert words == {"item_identity": "id or name or number"}


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "args", "kwargs", "message"),
    [
        ("app.create", (), {"nmae": "x"}, "app.create() has no argument 'nmae'; did you mean 'name'?"),
        ("app.info", (), {}, "app.info() is missing app_identity (id or name)"),
        (
            "app.info",
            (),
            {"app_identty": "x"},
            "app.info() has no argument 'app_identty'; did you mean 'app_identity'?",
        ),
        (
            "account.info",
            (),
            {"acount_identity": "x"},
            "account.info() has no argument 'acount_identity'; did you mean 'account_identity'?",
        ),
        ("dyno.info", ("a",), {}, "dyno.info() is missing dyno_identity (id or name)"),
        (
            "dyno.info",
            (Record(id="a"),),
            {},
            "dyno.info() is missing dyno_identity (id or name); the Record before it was taken for app_identity",
        ),
        ("dyno.info", (), {}, "dyno.info() is missing app_identity (id or name) and dyno_identity (id or name)"),
        ("app.info", ("a", "b"), {}, None),
        (
            "app.create",
            ("x",),
            {},
            (
                "app.create() takes 0 href arguments and a body, got 1; the body is a dict or a list; its fields are "
                "keywords: name=..."
            ),
        ),
        (
            "app.create",
            ({}, {}),
            {},
            "app.create() takes 0 href arguments and a body, got 2; the body is a dict or a list",
        ),
        (
            "app.create",
            ({"name": "x"},),
            {"region": "eu"},
            "app.create() got a body and the keywords 'region': pass one or the other",
        ),
        (
            "app.list",
            (),
            {"page": 2},
            (
                "app.list() has no argument 'page'; a list fetches its pages as you read it, and "
                "app.list.with_options(limit=...) ends it early"
            ),
        ),
        (
            "app.list",
            (),
            {"limit": 2},
            "app.list() has no argument 'limit'; set an option before the call: app.list.with_options(limit=...)",
        ),
        (
            "account.info",
            ("a", "b"),
            {},
            "account.info() takes 1 href argument, got 2; GET /users/{account_identity} takes no body",
        ),
    ],
)
def test_wrong_calls(name, args, kwargs, message):
    """The error of a wrong call says what would be right."""
    if message is None:
        link = shapes(name)[0].link
        message = f"app.info() takes 1 href argument, got 2; GET {link.href} takes no body"
    assert refused(name, *args, **kwargs) == message


def test_odd_field_names():
    """A field that is not an identifier goes through the body dict only."""
    assert refused("item.create", _api=SHOP, name="x", flter=1).endswith("(in a body dict: 'filter[ids]')")
    assert bound("item.create", {"name": "x", "filter[ids]": [1]}, _api=SHOP)[2] == {"name": "x", "filter[ids]": [1]}


def test_shared_field_names():
    """A field with the name of an href parameter goes through the body dict only."""
    assert bound("item.update", "a", {"item_identity": "b"}, _api=SHOP)[1:] == (["a"], {"item_identity": "b"})


def test_repeated_parameter():
    """A parameter with two values is refused."""
    assert refused("app.info", "a", app_identity="b").startswith("app.info() takes 0 more href arguments, got 1; ")


def test_id_comes_first():
    """The id comes before other fields in any order of the schema."""
    (parameter,) = shapes("account.info")[-1].link.path_parameters
    assert identity_words(parameter) == "id or email or '~'"
    assert bound("account.info", Record(email="a@b", id="1")) == ("GET /users/", ["1"])


def test_fields_without_a_keyword():
    """A field that has no keyword is marked as such."""
    dict_only = {
        name: [each.name for each in shapes(name, SHOP)[0].dict_only] for name in ("item.create", "item.update")
    }
    assert dict_only == {"item.create": ["filter[ids]"], "item.update": []}


def test_fields_that_share_a_keyword():
    """Of two fields with one keyword, the exact name gets it, and the other one a suffix."""
    schema = {"properties": {"in": {}, "in_": {}}}
    document = {"properties": {"item": {"links": [{"href": "/", "method": "POST", "title": "Do", "schema": schema}]}}}
    api = read_api(document, None)
    assert bound("item.do", _api=api, in_=1)[2] == {"in_": 1}
    assert bound("item.do", _api=api, in_body=1)[2] == {"in": 1}


@pytest.mark.parametrize(
    ("body", "title"),
    [({"email": "a@b", "password": "p"}, "Change Email"), ({"beta": True, "password": "p"}, "Update"), ({}, "Update")],
)
def test_links_choose_by_body_fields(body, title):
    """Links of one path are also chosen by the fields of a body dict."""
    for ways in (
        ("account.update_account", "account.change_email_account"),
        ("account.change_email_account", "account.update_account"),
    ):
        made = bind("account", [shape for way in ways for shape in shapes(way)], (body,), {})
        assert made.shape.link.title == title


def test_many_combinations():
    """The fields of a body with a million combinations are found at once."""
    parts = {f"a{number}": {"allOf": [{"$ref": f"#/a{number + 1}"}] * 2} for number in range(40)}
    links = [{"href": "/", "method": "POST", "title": "Do", "schema": {"$ref": "#/a0"}}]
    document = {**parts, "a40": {"properties": {"x": {}}, "required": ["x"]}, "properties": {"item": {"links": links}}}
    (shape,) = shapes("item.do", read_api(document, None))
    assert [(name, each.required) for name, each in shape.fields.items()] == [("x", True)]


@pytest.mark.parametrize(
    ("kwargs", "text"),
    [
        ({"email": "a@b", "size": 1}, "item.add() takes 'email' and 'size' in different calls, not in one"),
        ({"emial": "a@b"}, "item.add() has no argument 'emial'; did you mean 'email'?"),
    ],
)
def test_names_of_shared_links(kwargs, text):
    """An error of links that share a callable knows the names of all."""
    ways = [{"properties": {"size": {}}}, {"properties": {"email": {}}}]
    links = [{"href": "/", "method": "POST", "title": "Add", "schema": schema} for schema in ways]
    api = read_api({"properties": {"item": {"links": links}}}, None)
    with pytest.raises(CallError) as refusal:
        bound("item.add", _api=api, **kwargs)
    assert str(refusal.value) == text


@pytest.mark.parametrize(
    ("href", "spelled"),
    [
        ("/x/{a-b}/{a_b}", {"a_b_2": "a-b", "a_b": "a_b"}),
        ("/x/{a_b}/{a-b}", {"a_b": "a_b", "a_b_2": "a-b"}),
        ("/x/{a.b}/{a-b}/{a_b_2}", {"a_b": "a.b", "a_b_3": "a-b", "a_b_2": "a_b_2"}),
        ("/x/{a.b}/{a-b}/{a~b}", {"a_b": "a.b", "a_b_2": "a-b", "a_b_3": "a~b"}),
        ("/x/{1}/{x1}", {"x1_2": "1", "x1": "x1"}),
        ("/x/{class}/{class_}", {"class__2": "class", "class_": "class_"}),
        ("/x/{a-b}/{a-b}", {"a_b": "a-b"}),
    ],
)
def test_parameters_with_one_name(href, spelled):
    """Href parameters with the same name get different keywords."""
    api = read_api(
        {"title": "X", "definitions": {"x": {"links": [{"href": href, "rel": "self", "title": "Info"}]}}}, None
    )
    made = shape_of(api.links[0])
    assert [(keyword, each.name) for keyword, each in made.parameters.items()] == [*spelled.items()]
    given = {name: f"for {name}" for name in spelled.values()}
    assert bind("x.info", [made], [*given.values()], {}).path == given
