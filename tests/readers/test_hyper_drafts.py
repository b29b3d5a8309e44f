"""The keywords that only some drafts of JSON Hyper-Schema have."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from heroics_py.errors import SchemaError, ValidationError
from heroics_py.model.link_names import call_names
from heroics_py.readers import read_api
from heroics_py.readers.base_urls import resolve_href
from heroics_py.validation.checker import validate

ROOT = Path(__file__).parents[2]
DRAFT_3 = "http://json-schema.org/draft-03/hyper-schema#"
DRAFT_4 = "http://json-schema.org/draft-04/hyper-schema#"
DRAFT_7 = "http://json-schema.org/draft-07/hyper-schema#"
NEWEST = "https://json-schema.org/draft/2019-09/hyper-schema"


def document(*links, dialect=NEWEST, base="https://api.example/v1/", **thing):
    """Return a document of one resource, a thing with an id and a name."""
    properties = {"id": {"type": "string"}, "name": {"type": "string"}}
    root = {"base": base} if base else {}
    return {
        "$schema": dialect,
        **root,
        "definitions": {"thing": {"type": "object", "properties": properties, "links": [*links], **thing}},
    }


def links_of(*links, **more):
    return read_api(document(*links, **more)).links


def request_of(link):
    return f"{link.method} {link.href}"


# Draft-03


@pytest.mark.parametrize(
    ("keywords", "good", "bad"),
    [
        ({"divisibleBy": 3}, 6, 7),
        ({"extends": {"type": "integer"}}, 6, "x"),
        ({"extends": [{"minimum": 3}, {"maximum": 5}]}, 4, 6),
        ({"disallow": "string"}, 6, "x"),
        ({"disallow": ["string", {"minimum": 5}]}, 4, "x"),
        ({"disallow": ["string", {"minimum": 5}]}, 4, 6),
        ({"type": ["string", {"minimum": 5}]}, 6, 4),
        ({"type": "any"}, 6, None),
        ({"dependencies": {"a": "b"}}, {"a": 1, "b": 2}, {"a": 1}),
        ({"properties": {"a": {"required": True}}}, {"a": 1}, {}),
    ],
)
def test_draft_3_keywords_are_rewritten(keywords, good, bad):
    """Each keyword of draft-03 is rewritten as draft-04 spells it."""
    api = read_api({"$schema": DRAFT_3, "links": [{"rel": "x", "method": "POST", "href": "/x", "schema": keywords}]})
    schema = api.links[0].body.schema
    assert validate(schema, good) == ()
    assert bad is None or validate(schema, bad) != ()


def test_draft_3_enctype():
    """Draft-03 spells the media type of a body ``enctype``."""
    link = {"rel": "x", "method": "POST", "href": "/x", "enctype": "multipart/form-data"}
    (link,) = read_api({"$schema": DRAFT_3, "links": [link]}).links
    assert link.body.media_type == "multipart/form-data"


# Draft-04: the nearest self link is the base


@pytest.mark.parametrize(
    ("own", "href", "expected"),
    [
        ("/things/{id}", "", "/things/{id}"),
        ("/things/{id}", "?part=1", "/things/{id}?part=1"),
        ("/things/{id}", "./parts", "/things/parts"),
        ("/things/{id}/", "./parts", "/things/{id}/parts"),
        ("/things/{id}/", "../other", "/things/other"),
        ("/things/{id}", "{?page}", "/things/{id}{?page}"),
        ("/things/{id}", "/parts", "/parts"),
        ("/things/{id}", "parts", "parts"),
        ("https://files.example/raw/", "parts", "https://files.example/raw/parts"),
        ("https://api.example/raw/", "parts", "/raw/parts"),
    ],
)
def test_draft_4_href_on_self_link(own, href, expected):
    """A draft-04 href that needs a resource is relative to the nearest self link."""
    links = [{"rel": "self", "href": own}, {"rel": "part", "href": href}]
    root = {"links": [{"rel": "self", "href": "https://api.example"}]}
    api = read_api(document(*links, dialect=DRAFT_4, base="") | root)
    assert api.resources["thing"].links[1].href == expected


@pytest.mark.parametrize(
    ("href", "expected", "names"),
    [
        ("/t/{(two words)}", "/t/{two%20words}", ["two words"]),
        ("/t/{(a%20b)}", "/t/{a%20b}", ["a b"]),
        ("/t/{(a))b)}", "/t/{a%29b}", ["a)b"]),
        ("/t/{()}", "/t/{empty}", ["empty"]),
        ("/t/{$}", "/t/{self}", ["self"]),
        ("/t/{($)}", "/t/{self}", ["self"]),
        ("/t/{+(two words)}", "/t/{+two%20words}", ["two words"]),
        ("/t{?(two words),(a,b)*,c}", "/t{?two%20words,a%2Cb*,c}", ["two words", "a,b", "c"]),
        ("/t/{(name):3}", "/t/{name:3}", ["name"]),
    ],
)
def test_name_in_parentheses(href, expected, names):
    """A name in parentheses may contain any character."""
    (link,) = links_of({"rel": "x", "href": href}, dialect=DRAFT_4, base="")
    assert (link.href, [each.name for each in link.parameters], link.fault) == (expected, names, "")


def test_any_variable_name_is_filled(talk):
    """A variable with any name can be filled."""
    link = {"rel": "x", "href": "/t/{(two words)}{?(a b)}"}
    client, _ = talk(document(link, dialect=DRAFT_4, base=""), url="https://api.example")
    assert client.thing.x.prepare("a/b").url == "https://api.example/t/a%2Fb"


# Newer drafts: bases, variables, methods


@pytest.mark.parametrize(
    ("base", "href", "expected"),
    [
        ("https://a.example", "things", "https://a.example/things"),
        ("https://a.example/v1", "things", "https://a.example/things"),
        ("https://a.example/v1/", "things", "https://a.example/v1/things"),
        ("https://a.example/v1/", "/things", "https://a.example/things"),
        ("https://a.example/v1/", "../v2/things", "https://a.example/v2/things"),
        ("https://a.example/v1/", "../../../x", "https://a.example/x"),
        ("https://a.example/v1/", "https://b.example/x", "https://b.example/x"),
        ("https://a.example/v1/", "//b.example/x", "https://b.example/x"),
        ("https://a.example/v1/{id}/", "parts", "https://a.example/v1/{id}/parts"),
        ("https://a.example/v1/{id}", "parts", "https://a.example/v1/parts"),
        ("https://a.example/v1/x?q=1", "{?page}", "https://a.example/v1/x{?page}"),
        ("https://a.example/v1/x{?q}", "y", "https://a.example/v1/y"),
        ("https://{region}.example/v1/", "{/id}", "https://{region}.example{/id}"),
        ("https://a.example/v1/", "", "https://a.example/v1/"),
        ("", "things", "things"),
        ("/api/", "things", "/api/things"),
    ],
)
def test_templates_resolve_like_references(base, href, expected):
    """A resolved template expands to the same URL as the resolved reference."""
    assert resolve_href(base, href) == expected


def test_bases_are_nested():
    """Each base is relative to the base that encloses it."""
    link = {"rel": "parts", "href": "parts"}
    thing = {"base": "things/{id}/", "properties": {"id": {"type": "string"}}, "links": [link]}
    (link,) = read_api(document() | {"definitions": {"thing": thing}}).links
    assert (request_of(link), [each.name for each in link.parameters]) == ("GET /things/{id}/parts", ["id"])


@pytest.mark.parametrize(
    ("href", "expected", "at_server"),
    [
        ("things", "/things", False),
        ("/things", "/things", True),
        ("/v1/things", "/things", False),
        ("https://api.example/v2/x", "/v2/x", True),
        ("https://b.example/x", "https://b.example/x", False),
    ],
)
def test_href_is_relative_to_base_url(href, expected, at_server):
    """An href is stored relative to the base URL, or to its server."""
    (link,) = links_of({"rel": "x", "href": href})
    assert (link.href, link.at_server) == (expected, at_server)


@pytest.mark.parametrize(
    ("keywords", "methods"),
    [
        ({}, ["GET"]),
        ({"submissionSchema": {}}, ["POST"]),
        ({"targetHints": {"allow": ["PATCH"]}}, ["PATCH"]),
        ({"targetHints": {"allow": ["delete", "GET", "HEAD", "OPTIONS"]}}, ["GET", "DELETE"]),
        ({"targetHints": {"allow": ["OPTIONS"]}}, ["OPTIONS"]),
        ({"targetHints": {"allow": "GET"}}, ["GET"]),
        ({"targetHints": {"allow": ["GET"]}, "method": "put"}, ["PUT"]),
        ({"rel": "collection", "submissionSchema": {}, "targetSchema": {"type": "array"}}, ["GET", "POST"]),
        ({"rel": "collection", "submissionSchema": {}}, ["GET", "POST"]),
        ({"rel": "self", "submissionSchema": {}}, ["GET", "POST"]),
        ({"rel": ["item", "x"], "submissionSchema": {}}, ["GET", "POST"]),
        ({"rel": "self", "targetHints": {"accept-post": ["text/csv"]}}, ["GET", "POST"]),
        ({"rel": "self", "targetHints": {"accept-patch": ["application/merge-patch+json"]}}, ["GET", "PATCH"]),
        ({"targetHints": {"allow": ["PUT"], "accept-patch": ["text/csv"]}}, ["PUT", "PATCH"]),
        ({"targetHints": {"Allow": "GET, DELETE, POST"}}, ["GET", "POST", "DELETE"]),
        ({"rel": "self", "submissionSchema": {}, "targetHints": {"allow": ["PUT", "GET"]}}, ["GET", "PUT"]),
    ],
)
def test_methods_of_a_link(keywords, methods):
    """The methods of a link are its ``method``, or those that ``targetHints`` allows."""
    assert [link.method for link in links_of({"rel": "x", "href": "/x"} | keywords)] == methods


def test_several_methods_are_several_calls():
    """A link that allows several methods has a call for each."""
    hints = {"allow": ["GET", "PUT", "PATCH", "DELETE"]}
    api = read_api(document({"rel": "self", "title": "Look", "href": "things/{id}", "targetHints": hints}))
    calls = {name: [request_of(link) for link in links] for name, links in call_names(api.resources["thing"]).items()}
    assert calls == {
        "look": ["GET /things/{id}"],
        "replace": ["PUT /things/{id}"],
        "update": ["PATCH /things/{id}"],
        "delete": ["DELETE /things/{id}"],
    }


def allowing(*methods, **keywords):
    return {"rel": "self", "targetHints": {"allow": [*methods]}} | keywords


def calls_of(raw, **keywords):
    api = read_api(document({"href": "things/{id}"} | raw, **keywords))
    return {name: [link.method for link in links] for name, links in call_names(api.resources["thing"]).items()}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"rel": "self", "submissionSchema": {}}, {"info": "GET", "submit": "POST"}),
        ({"rel": "self", "submissionSchema": {}, "title": "Rename it"}, {"info": "GET", "rename_it": "POST"}),
        ({"rel": "self", "submissionSchema": {}, "title": "Info"}, {"info": "GET", "submit": "POST"}),
        ({"rel": "self", "submissionSchema": {}, "title": "Show it"}, {"show_it": "GET", "submit": "POST"}),
        ({"rel": "item", "submissionSchema": {}}, {"info": "GET", "submit": "POST"}),
        ({"rel": "collection", "submissionSchema": {}}, {"list": "GET", "create": "POST"}),
        ({"rel": "collection", "submissionSchema": {}, "title": "Things"}, {"things": "GET", "create": "POST"}),
        ({"rel": "collection", "submissionSchema": {}, "title": "Add one"}, {"list": "GET", "add_one": "POST"}),
        ({"rel": "search", "submissionSchema": {}}, {"search": "GET", "submit": "POST"}),
        ({"rel": "create-form", "submissionSchema": {}}, {"create_form": "GET", "submit": "POST"}),
        ({"rel": "https://rel.example/buy", "submissionSchema": {}}, {"buy": "POST"}),
        ({"rel": "https://rel.example/info", "submissionSchema": {}}, {"submit": "POST"}),
        ({"rel": "buy", "submissionSchema": {}, "title": "List"}, {"buy": "POST"}),
        ({"rel": "self", "submissionSchema": {}, "targetHints": {"allow": ["PUT"]}}, {"update": "PUT"}),
        (allowing("GET", "PATCH", title="Look", submissionSchema={}), {"look": "GET", "update": "PATCH"}),
        (allowing("PUT", "PATCH", "GET"), {"info": "GET", "replace": "PUT", "update": "PATCH"}),
        (allowing("DELETE", "PUT", title="Change"), {"change": "PUT", "delete": "DELETE"}),
        (allowing("GET", "DELETE", title="Delete it"), {"info": "GET", "delete_it": "DELETE"}),
        (allowing("DELETE", title="List"), {"delete": "DELETE"}),
    ],
)
def test_names_of_methods(raw, expected):
    """Each method of a link has a name of its own, and only reading is called info or list."""
    assert calls_of(raw) == {name: [method] for name, method in expected.items()}


@pytest.mark.parametrize("method", ["POST", "put", "PATCH", "DELETE", "PURGE", "INFO", "list", "#"])
@pytest.mark.parametrize(
    "words",
    [{"rel": "self"}, {"rel": "instances"}, {"title": "Info"}, {"title": "LIST"}, {"rel": "info"}, {"rel": "x/list"}],
)
@pytest.mark.parametrize("dialect", [DRAFT_4, DRAFT_7])
def test_no_change_is_called_info_or_list(method, words, dialect):
    """A method that changes something is never called info or list, in any draft."""
    (call,) = calls_of({"method": method} | words, dialect=dialect)
    assert call not in {"info", "list"}


def test_displaced_change_is_not_called_info():
    """A POST to a path that ends with info is not called info either."""
    links = [{"rel": "create", "method": "POST", "href": href} for href in ("/things", "/things/{id}/info")]
    api = read_api(document(*links, dialect=DRAFT_4))
    assert list(call_names(api.resources["thing"])) == ["create", "create_info"]


def test_put_takes_the_submission_without_post():
    """A submission of a link that allows PUT and no POST is the body of the PUT."""
    raw = {"rel": "self", "href": "/x", "submissionSchema": {"title": "s"}, "targetSchema": {"title": "t"}}
    put, patch = links_of(raw | {"targetHints": {"allow": ["PUT"], "accept-patch": ["application/json-patch+json"]}})
    assert put.body.schema.raw == {"title": "s"}
    assert patch.body.media_type == "application/json-patch+json"


@pytest.mark.parametrize(
    ("media_type", "fields"),
    [("application/merge-patch+json", ["name"]), ("application/json", ["name"]), ("application/json-patch+json", None)],
)
def test_patch_media_type_decides_its_schema(media_type, fields):
    """A patch that is not a part of the target has no schema: its media type describes it."""
    target = {"properties": {"name": {}}, "required": ["name"]}
    hints = {"allow": ["POST", "PATCH"], "accept-patch": [media_type], "accept-post": ["text/csv"]}
    raw = {"rel": "self", "href": "/x", "targetHints": hints, "targetSchema": target, "submissionSchema": {}}
    post, patch = links_of(raw)
    assert (post.body.media_type, patch.body.media_type) == ("text/csv", media_type)
    assert (list(patch.body.schema.children("properties")) if patch.body.schema else None) == fields


def test_collection_lists_and_creates():
    """A collection that accepts submissions has a list and a create."""
    item = {"$ref": "#/definitions/thing"}
    link = {
        "rel": "collection",
        "href": "things",
        "submissionSchema": {"properties": {"name": {}}},
        "targetSchema": {"type": "array", "items": item},
    }
    listed, created = links_of(link)
    assert [listed.rel, created.rel] == ["instances", "create"]
    assert created.target_schema.raw == item
    assert list(created.body.schema.children("properties")) == ["name"]


def test_bodies_of_post_and_put():
    """POST sends the submission, PUT sends the target."""
    target, submission = {"title": "target"}, {"title": "submission"}
    keywords = {
        "rel": "x",
        "href": "/x",
        "targetSchema": target,
        "submissionSchema": submission,
        "submissionMediaType": "application/a+json",
        "targetMediaType": "application/b+json",
    }
    post, put = links_of(keywords | {"targetHints": {"allow": ["POST", "PUT"]}})
    assert (post.body.schema.raw, post.body.media_type) == (submission, "application/a+json")
    assert (put.body.schema.raw, put.body.media_type) == (target, "application/b+json")


def test_body_of_patch():
    """PATCH sends a part of the target, in the media type that the target accepts."""
    hints = {"allow": ["PATCH"], "accept-patch": ["application/merge-patch+json"]}
    target = {"properties": {"name": {}, "id": {}}, "required": ["id", "name"]}
    (link,) = links_of({"rel": "self", "href": "/x", "targetHints": hints, "targetSchema": target})
    assert link.body.media_type == "application/merge-patch+json"
    assert (list(link.body.schema.children("properties")), "required" in link.body.schema.node) == (
        ["name", "id"],
        False,
    )


@pytest.mark.parametrize("order", [["replace", "update"], ["update", "replace"]])
def test_patch_requires_no_field(talk, order):
    """PUT requires the required fields of the target, PATCH does not."""
    target = {"$ref": "#/definitions/thing"}
    keywords = {"rel": "self", "href": "/x", "targetHints": {"allow": ["GET", "PUT", "PATCH"]}, "targetSchema": target}
    client, _ = talk(document(keywords, required=["name"]))
    calls = {}
    for call in order:
        try:
            calls[call] = getattr(client.thing, call).prepare(id="x").method
        except ValidationError as error:
            calls[call] = error.problems[0].keyword
    assert calls == {"replace": "required", "update": "PATCH"}


def test_drafts_can_be_mixed():
    """A draft-04 link may also use keywords of newer drafts."""
    keywords = {"method": "POST", "submissionSchema": {"properties": {"name": {}}}, "rel": "create", "href": "/x"}
    (link,) = links_of(keywords, dialect=DRAFT_4)
    assert list(link.body.schema.children("properties")) == ["name"]


def test_href_schema_becomes_query():
    """The query variables that hrefSchema describes become the query of the link."""
    href_schema = {"properties": {"page": {"type": "integer"}, "id": {}}, "required": ["page", "id"]}
    raw = {"rel": "x", "href": "things/{id}{?page}", "hrefSchema": href_schema, "templateRequired": ["page"]}
    (link,) = links_of(raw)
    assert (link.href, [each.name for each in link.parameters]) == ("/things/{id}", ["id"])
    assert (list(link.query.children("properties")), link.query.node["required"]) == (["page"], ["page"])


def test_header_schema_gives_parameters():
    """The headers in headerSchema are parameters."""
    headers = {
        "properties": {"X-Part": {"type": "string", "description": "which"}, "Other": {}},
        "required": ["X-Part"],
    }
    (link,) = links_of({"rel": "x", "href": "/x", "headerSchema": headers})
    assert [(each.name, each.location, each.required, each.description) for each in link.parameters] == [
        ("X-Part", "header", True, "which"),
        ("Other", "header", False, ""),
    ]


def test_relations_are_aliases():
    """The first of several relations counts, the others are aliases."""
    (link,) = links_of({"rel": ["Item", "https://rel.example/part"], "href": "/x"})
    assert (link.rel, link.aliases) == ("self", ("https://rel.example/part",))


@pytest.mark.parametrize(
    ("keywords", "source"),
    [
        ({}, "thing"),
        ({"hrefSchema": False}, "data"),
        ({"hrefSchema": {"properties": {"id": False}}}, "data"),
        ({"hrefSchema": {"properties": {"id": {"type": "string"}}}}, "caller"),
        ({"hrefSchema": {"properties": {"other": {}}}}, "caller"),
        ({"hrefSchema": {"properties": {"other": {}}, "additionalProperties": False}}, "data"),
        ({"hrefSchema": True}, "caller"),
    ],
)
def test_href_schema_sets_source(keywords, source):
    """HrefSchema determines whether the caller or the data fills a variable."""
    (link,) = links_of({"rel": "self", "href": "things/{id}"} | keywords)
    assert link.parameters[0].source == source


def test_template_pointers():
    """TemplatePointers locate the value of a variable in the data."""
    keywords = {"rel": "owner", "href": "people/{owner}", "templatePointers": {"owner": "/owner/id"}}
    owner = {"properties": {"id": {"type": "integer", "description": "of the owner"}}}
    (link,) = links_of(keywords, properties={"owner": owner})
    (parameter,) = link.parameters
    assert (parameter.instance, parameter.schema.raw["type"], parameter.description) == (
        "/owner/id",
        "integer",
        "of the owner",
    )


@pytest.mark.parametrize(("pointer", "instance"), [("0/id", "/id"), ("1/id", ""), ("2#", ""), ("/id", "/id")])
def test_relative_template_pointer(pointer, instance):
    """A relative pointer starts at the data and can't leave it."""
    (link,) = links_of({"rel": "x", "href": "things/{which}", "templatePointers": {"which": pointer}})
    assert link.parameters[0].instance == instance


def test_links_in_any_subschema():
    """Links in any subschema are calls in the newer drafts."""
    item = {"links": [{"rel": "item", "href": "things/{id}"}], "properties": {"id": {}}}
    schema = {
        "$schema": NEWEST,
        "$id": "https://api.example/thing-list",
        "base": "https://api.example",
        "properties": {
            "elements": {"items": item},
            "meta": {"allOf": [{"links": [{"rel": "about", "href": "/about"}]}]},
        },
        "links": [{"rel": "self", "href": "things"}],
    }
    assert {name: [request_of(link) for link in each.links] for name, each in read_api(schema).resources.items()} == {
        "thing-list": ["GET /things"],
        "elements": ["GET /things/{id}"],
        "meta": ["GET /about"],
    }


def test_base_in_list():
    """A base below allOf or in a list of items holds for the links there, on top of the base around it."""
    branches = [
        {"base": f"{name}/", "links": [{"rel": "about", "title": name, "href": "x"}]} for name in ("one", "two")
    ]
    schema = {
        "$schema": NEWEST,
        "$id": "https://api.example/thing",
        "base": "https://api.example/v1/",
        "allOf": branches,
    }
    assert [request_of(link) for link in read_api(schema).links] == ["GET /one/x", "GET /two/x"]


def test_variable_defaults_to_property():
    """A variable without a pointer takes the property of its name."""
    (link,) = links_of({"rel": "self", "href": "things/{id}/{other}"})
    assert [each.instance for each in link.parameters] == ["/id", ""]


def test_template_required():
    """A query variable in templateRequired is required."""
    (link,) = links_of({"rel": "x", "href": "/x{?a,b}", "templateRequired": ["a"]})
    assert [(each.name, each.required) for each in link.parameters] == [("a", True), ("b", False)]


@pytest.mark.parametrize(
    ("keywords", "dialect"),
    [
        ("http://json-schema.org/draft-03/hyper-schema", "draft-03"),
        ("http://json-schema.org/draft-06/hyper-schema#", "draft-06"),
        (DRAFT_7, "draft-07"),
        (NEWEST, "2019-09"),
        ("http://interagent.github.io/interagent-hyper-schema", "draft-04"),
    ],
)
def test_schema_uri_sets_draft(keywords, dialect):
    """The draft is the one that $schema names."""
    assert read_api(document(dialect=keywords)).documents.dialect == dialect


def test_base_without_variables_is_url():
    """A base without variables is the base URL; one with variables is not."""
    bases = ["https://a.example", "https://a.example/v1/", "https://a.example/v1/schema", "https://{x}.example/"]
    assert [read_api(document(base=base)).url for base in bases] == [
        "https://a.example",
        "https://a.example/v1/",
        "https://a.example/v1/",
        "",
    ]


@pytest.mark.parametrize("word", ["base", "hrefSchema", "headerSchema", "targetHints", "templatePointers"])
@pytest.mark.parametrize("value", [None, 7, "x", [], ["x"], {"properties": 7}, {"allow": [7]}, {"id": 7}])
def test_invalid_keyword_is_isolated(word, value):
    """A keyword with an invalid value affects nothing else."""
    try:
        links = links_of({"rel": "self", "href": "things/{id}", word: value}, base="https://a.example")
    except SchemaError:
        pytest.fail("one word of one link took the whole document with it")
    assert [request_of(link) for link in links] == ["GET /things/{id}"]


def test_draft_from_files_of_folder(tmp_path):
    """The files of a folder name the draft if no main document does."""
    link = '{"rel": "item", "href": "/x", "targetHints": {"allow": ["PUT"]}, "targetSchema": {}}'
    for name in ("a", "b"):
        text = f'{{"$schema": "{NEWEST}", "id": "{name}", "links": [{link}]}}'
        (tmp_path / f"{name}.json").write_text(text, encoding="utf-8")
    api = read_api(tmp_path)
    assert (api.documents.dialect, [each.method for each in api.links]) == ("2019-09", ["PUT", "PUT"])


def test_unneeded_readers_are_not_loaded():
    """Reading a document loads only the reader of its dialect."""
    code = (
        "import sys, heroics_py; heroics_py.connect('heroku').app\n"
        "print([name for name in sys.modules if name in {'yaml', 'json5'} or name.startswith('heroics_py.readers.')])"
    )
    calls = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    unneeded = {
        "yaml",
        "json5",
        "openapi",
        "openapi_schemas",
        "resources_actions",
        "english",
        "yaml_text",
        "javascript_text",
    }
    assert {name.rpartition(".")[2] for name in ast.literal_eval(calls)} & unneeded == set()


def test_href_schema_required():
    """A required field of hrefSchema is required even if other variables are not described."""
    href_schema = {"properties": {"q": {"type": "string"}}, "required": ["q"]}
    (link,) = links_of({"rel": "search", "href": "things{?q,lang}", "hrefSchema": href_schema})
    assert [(each.name, each.required) for each in link.parameters] == [("q", True), ("lang", False)]


# Which draft a document is in


@pytest.mark.parametrize(
    ("uri", "dialect"),
    [
        ("https://json-schema.org/draft/2020-12/hyper-schema", "2020-12"),
        ("https://json-schema.org/draft/2020-12/hyper-schema#", "2020-12"),
        ("http://json-schema.org/draft/2020-12/schema", "2020-12"),
        ("https://json-schema.org/draft/next/hyper-schema", "2020-12"),
        ("https://json-schema.org/draft/2019-09/schema", "2019-09"),
        ("http://json-schema.org/draft/2019-09/hyper-schema#", "2019-09"),
        ("http://json-schema.org/draft-08/hyper-schema#", "2019-09"),
        ("https://json-schema.org/draft-07/schema", "draft-07"),
        ("http://json-schema.org/draft-06/hyper-schema", "draft-06"),
        ("http://json-schema.org/draft-05/hyper-schema#", "draft-04"),
        ("http://json-schema.org/draft-04/schema#", "draft-04"),
        ("http://interagent.github.io/interagent-hyper-schema", "draft-04"),
        ("http://json-schema.org/draft-02/hyper-schema#", "draft-03"),
        ("http://json-schema.org/draft-01/schema", "draft-03"),
        ("http://json-schema.org/hyper-schema", "draft-04"),
        ("http://json-schema.org/schema#", "draft-04"),
        ("https://schemas.example/meta", "draft-04"),
    ],
)
def test_draft_by_uri(uri, dialect):
    """Each URI of a meta-schema means a draft; without a version, the keywords decide."""
    assert read_api(document({"rel": "x", "href": "/x"}, dialect=uri)).documents.dialect == dialect


OLD = {"rel": "create", "method": "POST", "href": "/x", "schema": {}}


@pytest.mark.parametrize(
    ("keywords", "dialect"),
    [
        ({"links": [OLD]}, "draft-04"),
        ({"links": [{"rel": "self", "href": "/x"}]}, "draft-04"),
        ({"links": [{**OLD, "hrefSchema": {}}]}, "draft-04"),
        ({"links": [{**OLD, "schema": {"minimum": 5, "exclusiveMinimum": True}}]}, "draft-04"),
        ({"links": [OLD], "properties": {"const": {}, "if": {}, "$id": {"type": "string"}}}, "draft-04"),
        ({"links": [OLD], "properties": {"a": {"example": {"$id": "x", "const": 1}}}}, "draft-04"),
        ({"links": [{"rel": "self", "href": "/x", "submissionSchema": {}}]}, "2020-12"),
        ({"links": [{"rel": "self", "href": "/x{?a}", "hrefSchema": {}}]}, "2020-12"),
        ({"links": [{**OLD, "schema": {"exclusiveMinimum": 5}}]}, "2020-12"),
        ({"links": [OLD], "$defs": {}}, "2020-12"),
        ({"links": [OLD], "$id": "https://schemas.example/x"}, "2020-12"),
        ({"links": [OLD], "properties": {"a": {"prefixItems": [{}]}}}, "2020-12"),
        ({"links": [OLD], "properties": {"a": {"unevaluatedProperties": False}}}, "2020-12"),
        ({"links": [OLD], "properties": {"a": {"items": [{}], "const": []}}}, "2019-09"),
        ({"links": [OLD], "properties": {"a": {"$recursiveRef": "#"}}}, "2019-09"),
    ],
)
def test_draft_by_keywords(keywords, dialect):
    """A document without a $schema is draft-04, unless it has keywords that draft-04 lacks."""
    assert read_api({"definitions": {"thing": keywords}}).documents.dialect == dialect


def test_foreign_file_names_no_draft(tmp_path):
    """The $schema of a file without links doesn't decide the draft of the others."""
    link = '{"links": [{"rel": "item", "href": "/x", "targetHints": {"allow": ["PUT"]}}]}'
    (tmp_path / "thing.json").write_text(link.replace("{", f'{{"$schema": "{NEWEST}", ', 1), encoding="utf-8")
    (tmp_path / "other.json").write_text('{"links": [{"rel": "self", "href": "/y"}]}', encoding="utf-8")
    (tmp_path / "a.json").write_text(f'{{"$schema": "{DRAFT_4}", "type": "object"}}', encoding="utf-8")
    (tmp_path / "package.json").write_text('{"$schema": "https://json.schemastore.org/package"}', encoding="utf-8")
    assert read_api(tmp_path).documents.dialect == "2019-09"


NEXT = "https://json-schema.org/draft/2020-12/hyper-schema"


@pytest.mark.parametrize(
    ("keywords", "good", "bad"),
    [
        ({"exclusiveMinimum": 5}, 6, 5),
        ({"exclusiveMaximum": 5}, 4, 5),
        ({"prefixItems": [{"type": "string"}], "items": {"type": "integer"}}, ["a", 1], ["a", "b"]),
        ({"prefixItems": [{"type": "string"}], "items": False}, ["a"], ["a", "b"]),
        ({"contains": {"const": 1}, "minContains": 2}, [1, 1], [1]),
        ({"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False}, {"a": 1}, {"b": 1}),
        ({"allOf": [{"prefixItems": [{}]}], "unevaluatedItems": False}, [1], [1, 2]),
        ({"dependentRequired": {"a": ["b"]}}, {"a": 1, "b": 1}, {"a": 1}),
        ({"dependentSchemas": {"a": {"required": ["b"]}}}, {"a": 1, "b": 1}, {"a": 1}),
        ({"$ref": "#/$defs/n", "minimum": 3}, 3, 2),
        ({"$dynamicRef": "#node"}, "a", 1),
        ({"if": {"type": "string"}, "then": {"minLength": 2}}, "ab", "a"),
    ],
)
def test_keywords_of_2020(keywords, good, bad):
    """A body in 2020-12 is validated by its keywords."""
    link = {"rel": "x", "href": "/x", "submissionSchema": {"properties": {"a": keywords}}}
    definitions = {"n": {"type": "integer"}, "node": {"$dynamicAnchor": "node", "type": "string"}}
    (link,) = read_api({"$schema": NEXT, "$defs": {"thing": {"links": [link]}, **definitions}}).links
    assert (link.method, validate(link.body.schema, {"a": good})) == ("POST", ())
    assert validate(link.body.schema, {"a": bad}) != ()


def test_links_of_2020_are_those_of_2019():
    """Links in 2020-12 are read as in 2019-09."""
    hints = {"allow": ["GET", "PUT", "DELETE"]}
    link = {"rel": ["self", "item"], "href": "things/{id}", "targetHints": hints, "targetSchema": {}}
    both = [read_api(document(link, dialect=each)).links for each in (NEWEST, NEXT)]
    assert [[(each.method, each.href, each.rel) for each in links] for links in both][::-1] == [
        [(each.method, each.href, each.rel) for each in links] for links in both
    ]
    assert [request_of(each) for each in both[1]] == ["GET /things/{id}", "PUT /things/{id}", "DELETE /things/{id}"]
