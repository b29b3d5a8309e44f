"""Reading: from whatever holds a schema to a frozen model, or to one error that says why not."""

import copy
import json
import pickle
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heroics_py.errors import SchemaError
from heroics_py.model.api import Link
from heroics_py.model.naming import call_names, identifier, resource_names
from heroics_py.readers import bundled, read_api

DATA = Path(__file__).parents[1] / "data"
SCHEMAS = Path(__file__).parents[2] / "schemas"
BOOKSHELF = json.loads((SCHEMAS / "bookshelf.json").read_text(encoding="utf-8"))


def small(**changes):
    """Return a document of one resource with one link."""
    link = {
        "title": "Info",
        "href": "/things/{(%23%2Fdefinitions%2Fthing%2Fdefinitions%2Fid)}",
        "rel": "self",
        **changes,
    }
    thing = {"definitions": {"id": {"type": "string"}}, "links": [link]}
    return {"definitions": {"thing": thing}, "properties": {"thing": {"$ref": "#/definitions/thing"}}}


def link_of(document):
    (link,) = read_api(document).links
    return link


def refusal(schema, fetch=None):
    with pytest.raises(SchemaError) as caught:
        read_api(schema, fetch)
    return str(caught.value)


# Where a document comes from


def test_a_bundled_schema_is_read_by_its_name():
    assert repr(read_api("heroku")) == "<Api 'Heroku Platform API': 62 resources, JSON Hyper-Schema>"


def test_the_bundled_names_are_the_files_and_heroku_for_short():
    bookshelves = ["bookshelf", "bookshelf.2019-09", "bookshelf.actions", "bookshelf.openapi"]
    assert bundled() == ["heroku", *bookshelves, "heroku-platform-api", "heroku-platform-api-0.5.0"]


def test_every_spelling_of_one_document_gives_equal_models():
    path = SCHEMAS / "bookshelf.json"
    text = path.read_text(encoding="utf-8")
    api = read_api("bookshelf")
    others = [path, str(path), text, text.encode(), "\ufeff" + text, text.encode("utf-16"), BOOKSHELF]
    assert [read_api(schema) == api for schema in others] == [True] * len(others)


def test_a_byte_order_mark_does_not_make_json_another_language():
    # YAML does not join the two halves of such an escape.
    assert link_of('\ufeff{"links": [{"href": "/x", "title": "\\ud83c\\udf89"}]}').title == "🎉"


def test_an_api_is_returned_as_it_is():
    api = read_api("bookshelf")
    assert read_api(api) is api


def test_a_url_is_brought_by_the_fetch_that_is_passed_in():
    asked = []
    api = read_api("https://bookshelf.example/schema", lambda url: asked.append(url) or json.dumps(BOOKSHELF).encode())
    assert (api == read_api("bookshelf"), api.source, asked) == (
        True,
        "https://bookshelf.example/schema",
        ["https://bookshelf.example/schema"],
    )


def test_what_is_secret_in_a_url_is_not_kept():
    url = "HTTPS://user:s3cret@bookshelf.example/schema?key=s3cret#s3cret"
    api = read_api(url, lambda _: json.dumps(BOOKSHELF).encode())
    assert api.source == "https://bookshelf.example/schema"
    assert "s3cret" not in refusal(url, lambda _: b"<html>") + refusal(url, lambda _: b"\xff") + refusal(url)


def test_a_url_without_a_fetch_is_refused():
    assert refusal("https://bookshelf.example/schema") == (
        "https://bookshelf.example/schema can't be fetched here: fetch it first and pass its text"
    )


def test_yaml_says_the_same_as_json(tmp_path):
    path = tmp_path / "api.yaml"
    path.write_text("links: [{title: Info, href: /x, rel: self}]\nid: schemata/thing\n")
    assert read_api(path) == read_api(
        {"links": [{"title": "Info", "href": "/x", "rel": "self"}], "id": "schemata/thing"}
    )


def test_a_yaml_key_is_the_text_that_stands_there():
    fields = link_of(
        "links:\n- href: /x\n  schema:\n    properties:\n      on: {}\n      404: {}\n      2020-01-01: {}\n"
    ).query
    assert list(fields.children("properties")) == ["on", "404", "2020-01-01"]


def test_a_yaml_timestamp_stays_text():
    assert link_of("links:\n- href: /x\n  schema:\n    example: 2020-01-01T12:00:00Z\n").query.raw == {
        "example": "2020-01-01T12:00:00Z"
    }


def test_a_yaml_merge_brings_keys_that_the_node_itself_may_say_otherwise():
    text = "base: &base {href: /x, title: Base}\nlinks:\n- <<: *base\n  title: Own\n"
    assert (link_of(text).title, link_of(text).href) == ("Own", "/x")


def test_a_trailing_comma_is_forgiven_and_a_comma_in_a_string_stays():
    assert link_of('{"links": [{"href": "/x", "title": "a,]", },],}').title == "a,]"


def test_a_folder_of_split_schemata_is_one_api(tmp_path):
    (tmp_path / "meta.json").write_text('{"title": "Shop", "links": [{"rel": "self", "href": "https://shop.example"}]}')
    app = (
        '{"id": "schemata/app", "definitions": {"id": {"type": "string"}}, "links": [{"href": "/a", "title": "List"}]}'
    )
    (tmp_path / "app.json").write_text(app)
    (tmp_path / "dyno.yml").write_text(
        "id: schemata/dyno\nlinks:\n- title: List\n  href: /a/{(%2Fschemata%2Fapp%23%2Fdefinitions%2Fid)}/d\n"
    )
    api = read_api(tmp_path)
    (dyno,) = api.resources["dyno"].links
    assert (api.title, api.url, list(api.resources)) == ("Shop", "https://shop.example", ["app", "dyno"])
    assert [(item.name, item.owner, item.schema.node) for item in dyno.parameters] == [
        ("app_id", "app", {"type": "string"})
    ]


def test_a_reference_by_relative_path_means_the_file_beside(tmp_path):
    for folder, kind in (("a", "string"), ("b", "integer")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "id.json").write_text(json.dumps({"type": kind}))
        (tmp_path / folder / f"thing_{folder}.json").write_text(
            '{"links": [{"href": "/", "schema": {"$ref": "id.json#"}}]}'
        )
    kinds = {link.resource: link.query.followed().node for link in read_api(tmp_path).links}
    assert kinds == {"thing_a": {"type": "string"}, "thing_b": {"type": "integer"}}


def test_a_folder_of_one_combined_file_is_that_file(tmp_path):
    (tmp_path / "schema.json").write_text(json.dumps(BOOKSHELF))
    assert list(read_api(tmp_path).resources) == ["author", "book", "loan"]


def test_a_file_of_a_folder_may_have_any_name(tmp_path):
    for name in ("a#b.json", "100%.json"):
        (tmp_path / name).write_text(
            '{"links": [{"title": "Go", "href": "/{(%23%2Fdefinitions%2Fid)}"}], "definitions": {"id": {}}}'
        )
    found = {
        name: link.parameters[0].schema.node
        for name, resource in read_api(tmp_path).resources.items()
        for link in resource.links
    }
    assert found == {"100%": {}, "a%23b": {}}


def test_hidden_files_of_a_folder_are_left_alone(tmp_path):
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "x.json").write_text("broken")
    (tmp_path / ".x.json").write_text("broken")
    (tmp_path / "shelf.json").write_text(json.dumps(BOOKSHELF))
    assert list(read_api(tmp_path).resources) == ["author", "book", "loan"]


# What is refused, and how


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ("nowhere", "no bundled schema 'nowhere': expected one of heroku, bookshelf,"),
        ("", "no bundled schema ''"),
        ("./nowhere.json", "can't read the schema './nowhere.json': No such file or directory"),
        ("a\0b.json", "can't read the schema 'a\\x00b.json'"),
        (7, "can't read a schema from int: expected a bundled name, a path, a URL, text or a dict"),
        (None, "can't read a schema from NoneType"),
        (
            "{}",
            "describes no API: expected OpenAPI 3, resources and actions, JSON Hyper-Schema",
        ),
        ({"asyncapi": "3.0.0", "channels": {}}, "its keys are 'asyncapi', 'channels'"),
        ({"swagger": "2.0", "paths": {}}, "convert Swagger 2.0 to OpenAPI 3 first"),
        ('{"links": [', "the text is not valid JSON: "),
        ('{"links": [], "x": NaN}', "the text is not valid JSON: JSON can't express NaN"),
        ("- 1\n- 2\n", "the text contains list: expected an object that describes an API"),
        ("\n", "the text contains NoneType"),
        ("a: [\n", "can't read the text: it is not valid YAML"),
        ("a: !!timestamp soon\nb: 1\n", "can't read the text: it is not valid YAML"),
        ("a: !!bool maybe\nb: 1\n", "can't read the text: it is not valid YAML"),
        ("a: !!python/object/apply:os.getcwd []\nb: 1\n", "could not determine a constructor"),
        ("a: !!binary aGk=\nlinks: []\n", "JSON can't express a value of type bytes"),
        ("a: .nan\nlinks: []\n", "JSON can't express nan"),
        (b"\xff\xff{}", "the text is not text: byte 0 is not valid UTF-8"),
        ({"links": {1, 2}}, "can't read the dict: JSON can't express a value of type set"),
        ({"links": [float("inf")]}, "can't read the dict: JSON can't express inf"),
    ],
)
def test_what_can_not_be_read_is_refused_with_the_reason(schema, told):
    assert told in refusal(schema)


def test_a_folder_without_schemas_is_refused(tmp_path):
    assert "contains no schema: expected files that end in .json, .yaml, .yml" in refusal(tmp_path)


def test_a_broken_file_of_a_folder_is_named(tmp_path):
    (tmp_path / "app.json").write_text("{")
    assert "app.json is not valid JSON" in refusal(tmp_path)


def nested(depth):
    document = {"links": []}
    for _ in range(depth):
        document = {"links": [], "below": document}
    return document


@pytest.mark.parametrize("depth", [300, 3_000])
def test_a_dict_that_is_nested_too_deeply_is_refused(depth):
    assert "nested" in refusal(nested(depth))


@pytest.mark.parametrize("text", ['{"a":' * 300 + "{}" + "}" * 300, '{"a":' * 100_000, "a: " + "[" * 3_000 + "\n"])
def test_text_that_is_nested_too_deeply_is_refused(text):
    assert "nested" in refusal(text)


def test_a_dict_that_holds_itself_is_refused():
    document = {"links": []}
    document["self"] = document
    assert "nested more than 200 levels deep" in refusal(document)


def test_yaml_whose_aliases_explode_is_refused():
    lines = ["a0: &a0 {x: y}"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    assert "contains more than 2,000,000 objects and lists, counting each alias" in refusal("\n".join(lines))


def test_yaml_whose_merges_would_explode_is_read_with_each_key_once():
    lines = ["a0: &a0 {href: /x}"]
    lines += [f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert link_of("\n".join([*lines, "links: [*a29]"])).href == "/x"


def test_yaml_that_merges_without_end_is_refused():
    keys = ", ".join(f"k{n}: 1" for n in range(1_000))
    merges = ", ".join(["*a"] * 1_000)
    assert "more than 500,000 keys are merged" in refusal(f"a: &a {{{keys}}}\nb:\n  <<: [{merges}]\n")


def test_broken_json_full_of_quotes_is_refused_at_once():
    assert "is not valid JSON" in refusal('{"a": "' + '\\"' * 300_000)


# The model


def test_both_heroku_schemas_are_read_whole_and_without_a_fault():
    apis = [read_api("heroku-platform-api-0.5.0"), read_api("heroku-platform-api")]
    assert [(len(api.resources), len(api.links), api.url) for api in apis] == [
        (57, 170, "https://api.heroku.com"),
        (62, 188, "https://api.heroku.com"),
    ]
    assert [link.pointer for api in apis for link in api.links if link.fault] == []


def test_every_href_parameter_of_the_heroku_schemas_leads_somewhere():
    apis = [read_api("heroku-platform-api-0.5.0"), read_api("heroku-platform-api")]
    parameters = [parameter for api in apis for link in api.links for parameter in link.parameters]
    assert [parameter for parameter in parameters if not parameter.owner or not parameter.schema.alternatives()] == []


def test_each_method_of_the_ruby_client_is_reachable_by_its_name_and_the_number_of_its_arguments():
    api = read_api("heroku")
    resources = {python: api.resources[name] for python, name in resource_names(api.resources).items()}
    reached = {
        (resource, call, link.method, len(link.path_parameters), link.pointer)
        for resource, found in resources.items()
        for call, links in call_names(found).items()
        for link in links
    }
    seen = {}
    for item in json.loads((DATA / "ruby-methods-0.6.0.json").read_text(encoding="utf-8")):
        place = seen.setdefault(item["definition"], iter(api.resources[item["definition"]].links))
        link = next(place)
        call = item["link"]
        if (item["definition"], item["title"], item["href"].count("{")) == ("pipeline-coupling", "Info", 1) and (
            item["href"].startswith("/apps/")
        ):
            call = "info_by_app"  # two links of this title take one argument each
        if item["definition"] == "account" and item["href"] == "/account" and item["method"] != "GET":
            call = f"{call}_account"  # what changes something shares its name with no other path
        expected = (identifier(item["definition"]), call, item["method"], len(item["parameters"]), link.pointer)
        assert (expected in reached, link.title) == (True, item["title"]), expected
    assert [next(place, None) for place in seen.values()] == [None] * 59
    assert len(reached) == 188


def test_two_readings_of_one_document_are_equal():
    assert read_api("heroku") == read_api("heroku")


def test_readings_of_documents_that_differ_are_not_equal():
    assert read_api(small()) != read_api(small(title="Look"))


def test_an_api_is_frozen():
    api = read_api(small())
    with pytest.raises(AttributeError):
        api.url = "https://elsewhere.example"
    with pytest.raises(TypeError):
        api.resources["thing"] = None


def test_what_happens_to_a_dict_after_it_was_read_changes_nothing():
    document = small()
    api = read_api(document)
    document["definitions"]["thing"]["links"][0]["href"] = "/elsewhere"
    assert api == read_api(small())


def test_an_api_survives_pickling_and_copying():
    api = read_api("heroku")
    assert [pickle.loads(pickle.dumps(api)) == api, copy.deepcopy(api) == api] == [True, True]


def test_a_resource_is_read_when_it_is_first_looked_at_and_kept():
    resources = read_api("heroku").resources
    before = list(resources._made)
    assert (before, resources["app"] is resources["app"], list(resources._made)) == ([], True, ["app"])


def test_every_detail_of_a_link_is_read():
    document = small(
        method="post",
        rel=" Create ",
        description="Makes one.",
        encType="Multipart/Form-Data",
        mediaType="text/plain",
        schema={"type": "object"},
        targetSchema={"type": "string"},
        ranges=["id", 7],
        stability="beta",
    )
    link = link_of(document)
    place = link.target_schema.documents
    parameter = link.parameters[0]
    assert (parameter.name, parameter.location, parameter.required, parameter.owner) == (
        "thing_id",
        "path",
        True,
        "thing",
    )
    assert link == Link(
        resource="thing",
        href="/things/{thing_id}",
        method="POST",
        rel="create",
        title="Info",
        description="Makes one.",
        parameters=link.parameters,
        body=link.body._replace(
            schema=place.at("#/definitions/thing/links/0/schema"), media_type="multipart/form-data"
        ),
        target_schema=place.at("#/definitions/thing/links/0/targetSchema"),
        media_type="text/plain",
        ranges=("id",),
        stability="beta",
        pointer="#/definitions/thing/links/0",
    )


@pytest.mark.parametrize(
    ("method", "query", "body"),
    [("GET", True, False), ("HEAD", True, False), ("POST", False, True), ("DELETE", False, True), ("PUT", False, True)],
)
def test_the_schema_of_a_link_is_its_query_or_its_body_by_its_method(method, query, body):
    link = link_of(small(method=method, schema={}))
    assert (link.query is not None, link.body is not None) == (query, body)


def test_the_base_url_is_the_first_absolute_self_link_of_the_root():
    hrefs = ["/schema", "https://{region}.example", "https://api.example/v1/", "https://other.example"]
    document = {**small(), "links": [{"rel": "self", "href": href} for href in hrefs]}
    assert read_api(document).url == "https://api.example/v1/"


def test_a_fault_costs_its_link_only():
    document = small(href=["/x"])
    document["definitions"]["thing"]["links"].append({"title": "Good", "href": "/good"})
    bad, good = read_api(document).links
    assert (bad.fault, good.fault, good.href) == (
        "invalid href: expected a string, got list",
        "",
        "/good",
    )


# The href


@pytest.mark.parametrize(
    ("href", "template", "names"),
    [
        ("/t/{(%23%2Fdefinitions%2Fthing%2Fdefinitions%2Fid)}", "/t/{thing_id}", ["thing_id"]),
        ("/t/{(#/definitions/thing/definitions/id)}", "/t/{thing_id}", ["thing_id"]),
        ("/t/{#/definitions/thing/definitions/id}", "/t/{thing_id}", ["thing_id"]),
        ("/t/{(%2Fschemata%2Fthing%23%2Fdefinitions%2Fid)}", "/t/{thing_id}", ["thing_id"]),
        ("/t/{(/definitions/thing/definitions/id)}", "/t/{thing_id}", ["thing_id"]),
        ("/t/{(%23%2Fdefinitions%2Fgone%2Fdefinitions%2FsomeId)}", "/t/{gone_someid}", ["gone_someid"]),
        ("/t/{(#/definitions/class)}/{(#/definitions/class)}", "/t/{class_}/{class__2}", ["class_", "class__2"]),
        ("/t/{id}", "/t/{id}", ["id"]),
        ("/t/{(id)}", "/t/{id}", ["id"]),
        ("/t/{()}/{($)}", "/t/{empty}/{self}", ["empty", "self"]),
        ("/t/{+path}", "/t/{+path}", ["path"]),
        ("/t/{a.b}/{name:3}/{list*}", "/t/{a.b}/{name:3}/{list*}", ["a.b", "name", "list"]),
        ("/t{?a,b}{&c}", "/t{?a,b}{&c}", ["a", "b", "c"]),
        ("/t?k={v}", "/t?k={v}", ["v"]),
        ("  t ", "t", []),
    ],
)
def test_each_spelling_of_a_variable_becomes_a_template_and_its_parameters(href, template, names):
    link = link_of(small(href=href))
    assert (link.href, [parameter.name for parameter in link.parameters], link.fault) == (template, names, "")


def test_what_is_asked_for_in_a_query_expression_is_optional():
    link = link_of(small(href="/t/{id}{?page}"))
    assert [(item.name, item.location, item.required) for item in link.parameters] == [
        ("id", "path", True),
        ("page", "query", False),
    ]


def test_a_parameter_that_leads_nowhere_is_a_required_string():
    (parameter,) = link_of(small(href="/t/{(%23%2Fdefinitions%2Fgone)}")).parameters
    assert (parameter.name, parameter.required, parameter.schema) == ("gone", True, None)


def test_a_plain_variable_is_the_attribute_of_its_name():
    document = small(href="/t/{id}")
    document["definitions"]["thing"]["definitions"]["id"]["description"] = "which one"
    (parameter,) = link_of(document).parameters
    assert (parameter.schema.pointer, parameter.owner, parameter.description) == (
        "#/definitions/thing/definitions/id",
        "thing",
        "which one",
    )


@pytest.mark.parametrize(
    ("href", "told"),
    [
        (None, "invalid href: expected a string, got NoneType"),
        ("/t/{x", "its braces are not balanced"),
        ("/t/x}", "its braces are not balanced"),
        ("/t/{}", "{} names no variable (RFC 6570, 2.3)"),
        ("/t/{a,,b}", "{a,,b} names no variable"),
        ("/t/{a b}", "{a b} names no variable"),
        ("/t/{a:b}", "{a:b} names no variable"),
        ("/t/{#section}", "{#section} names no variable"),
        ("@evil.example/x", "is not a URL: it begins with"),
        (":80@evil.example/x", "is not a URL: it begins with"),
        ("/t\r\nHost: evil.example", "contains a control character"),
        ("\\\\evil.example/x", "contains a control character, a lone surrogate or a backslash"),
        ("/t/\ud83d", "contains a control character, a lone surrogate or a backslash"),
        ("/t/{a\ud83d}", "names no variable"),
        ("/" + "x" * 9_000, "the href has 9,001 characters: expected 8,000 at most"),
    ],
)
def test_an_href_that_is_no_template_is_a_fault_that_says_why(href, told):
    link = link_of(small(href=href))
    assert (told in link.fault, link.parameters) == (True, ())


def test_an_href_full_of_openings_is_a_fault_at_once():
    assert "brace" in link_of(small(href="{(" * 3_000)).fault


@pytest.mark.parametrize("method", [["GET"], {}, 7, "GET /x", "G\r\nT"])
def test_a_method_that_is_no_word_is_a_fault(method):
    link = link_of(small(method=method))
    assert (link.method, "expected a word such as GET" in link.fault) == ("GET", bool(method))


# Which of the document's parts are resources


def names(document):
    return {name: [link.title for link in resource.links] for name, resource in read_api(document).resources.items()}


def test_the_attributes_of_a_single_resource_are_no_resources():
    document = {
        "id": "schemata/thing",
        "definitions": {"id": {"type": "string"}},
        "properties": {"id": {"$ref": "#/definitions/id"}, "links": {"type": "array"}, "definitions": {}},
        "links": [{"title": "List", "href": "/things"}],
    }
    assert names(document) == {"thing": ["List"]}


def test_a_resource_without_links_is_listed_all_the_same():
    document = small()
    document["definitions"]["event"] = {"type": "object"}
    document["properties"]["event"] = {"$ref": "#/definitions/event"}
    assert names(document) == {"thing": ["Info"], "event": []}


def test_links_nested_below_definitions_are_found():
    document = small()
    part = {"links": [{"title": "Turn", "href": "/turn"}]}
    document["definitions"]["thing"]["definitions"]["part"] = part
    assert names(document) == {"thing": ["Info"], "part": ["Turn"]}


def test_a_document_is_known_by_links_that_stand_deep_below_its_definitions():
    part = {"links": [{"title": "Turn", "href": "/turn"}]}
    assert names({"definitions": {"thing": {"definitions": {"part": part}}}}) == {"part": ["Turn"]}


def test_a_part_of_a_definition_without_a_link_is_no_resource():
    document = small()
    document["definitions"]["thing"]["definitions"]["owner"] = {"links": []}
    document["definitions"]["event"] = {"links": []}
    assert names(document) == {"thing": ["Info"], "event": []}


def test_a_nested_resource_whose_name_is_taken_goes_by_its_place():
    document = small()
    document["definitions"]["thing"]["definitions"]["thing"] = {"links": [{"title": "Turn", "href": "/turn"}]}
    assert names(document) == {"thing": ["Info"], "definitions/thing/definitions/thing": ["Turn"]}


def test_links_of_a_combined_root_that_do_more_than_name_it_are_kept():
    links = [{"rel": "self", "href": "/schema"}, {"rel": "search", "title": "Search", "href": "/search"}]
    document = {**small(), "id": "schemata/shop", "links": links}
    assert names(document) == {"thing": ["Info"], "shop": ["", "Search"]}


def test_a_resource_may_have_any_characters_in_its_name():
    document = small()
    odd = {"links": [{"title": "Go", "href": "/go"}], "definitions": {"identity": {"type": "string"}}}
    spelled = ["100%", "a%2Fb", "a/b", "a~b", "a#b", "", " ", "🎉", "本"]
    document["definitions"].update(dict.fromkeys(spelled, odd))
    resources = read_api(document).resources
    assert {name: resources[name].identity.raw for name in spelled} == {name: {"type": "string"} for name in spelled}


def test_required_true_of_draft_3_is_said_as_draft_4_says_it():
    fields = {"name": {"type": "string", "required": True}, "age": {"type": "integer", "required": False}}
    body = link_of(small(method="POST", schema={"properties": fields})).body
    assert (body.schema.node["required"], body.schema.child("properties", "name").node) == (
        ["name"],
        {"type": "string"},
    )


def test_draft_3_calls_the_fields_of_a_link_its_properties():
    link = {"rel": "create", "method": "POST", "href": "/x", "properties": {"name": {"required": True}}}
    body = link_of({"$schema": "http://json-schema.org/draft-03/hyper-schema", "links": [link]}).body
    assert (body.schema.node["required"], list(body.schema.children("properties"))) == (["name"], ["name"])


def test_strict_properties_allow_no_other_and_ask_for_all():
    node = link_of(small(schema={"strictProperties": True, "properties": {"a": {}, "b": {}}})).query.node
    assert (node["additionalProperties"], node["required"]) == (False, ["a", "b"])


def test_every_example_of_the_bookshelf_passes_its_own_schema():
    from heroics_py.validation.checker import validate

    api = read_api("bookshelf")
    schemas = [
        schema.followed()
        for resource in api.resources.values()
        for schema in [
            *resource.schema.children("definitions").values(),
            *resource.schema.children("properties").values(),
        ]
    ]
    examples = [(schema, schema.node["example"]) for schema in schemas if "example" in schema.node]
    assert len(examples) > 30
    assert [(schema.pointer, problems) for schema, value in examples if (problems := validate(schema, value))] == []


# Whatever stands in it, a document is an API or a SchemaError

SMALL_VALUES = st.sampled_from(
    [
        *(
            None,
            True,
            False,
            0,
            -1,
            1e300,
            "",
            "x",
            "#",
            "#/",
            "#/definitions",
            "{",
            "{(#)}",
            "//x",
            "http://[",
            "\ud800",
        ),
        *([], {}, [[]], [{}], {"$ref": "#"}, {"$ref": "#/definitions/thing"}, {"$ref": 7}, {"anyOf": [{"$ref": "#"}]}),
    ]
)
REFERENCES = st.text(alphabet="#/%~23 definitionsthingidlk:.[]0", max_size=40)


def places(value, found):
    """List every (container, key) of a document."""
    for key, below in list(value.items()) if isinstance(value, dict) else list(enumerate(value)):
        found.append((value, key))
        if isinstance(below, dict | list):
            places(below, found)
    return found


def twist(document, where, kind, value, reference):
    found = places(document, [])
    holder, key = found[where % len(found)]
    if kind == "drop":
        del holder[key]
    elif kind == "swap":
        holder[key] = copy.deepcopy(value)
    elif kind == "refer":
        holder[key] = {"$ref": reference}
    elif isinstance(holder[key], str):
        holder[key] += reference


def look(api):
    """Look at all that an API offers, following every reference."""
    resource_names(api.resources)
    for resource in api.resources.values():
        assert sum(map(len, call_names(resource).values())) == len(resource.links)
        for link in resource.links:
            bodies = [link.body.schema] if link.body else []
            schemas = [link.query, link.target_schema, resource.identity, *bodies, *(p.schema for p in link.parameters)]
            for schema in filter(None, schemas):
                for view in (schema.alternatives, schema.followed, lambda schema=schema: schema.node):
                    with suppress(SchemaError):
                        view()


TWISTS = st.lists(
    st.tuples(st.integers(0, 10_000), st.sampled_from(["drop", "swap", "refer", "append"]), SMALL_VALUES, REFERENCES),
    min_size=1,
    max_size=8,
)
FUZZ = settings(
    max_examples=200, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)


@FUZZ
@given(twists=TWISTS)
def test_a_mutated_document_is_an_api_or_a_schema_error(twists):
    document = copy.deepcopy(BOOKSHELF)
    for change in twists:
        if document:
            twist(document, *change)
    try:
        api = read_api(document)
    except SchemaError:
        return
    look(api)
    assert api == read_api(document) == pickle.loads(pickle.dumps(api))


@FUZZ
@given(text=st.text(max_size=60).map(lambda text: "{" + text) | st.text(max_size=60).map(lambda text: text + "\n"))
def test_any_text_is_an_api_or_a_schema_error(text):
    with suppress(SchemaError):
        look(read_api(text))


def test_a_folder_with_a_document_of_another_dialect_says_which_file_to_name(tmp_path):
    (tmp_path / "a.json").write_text('{"openapi": "3.1.0", "paths": {}}')
    (tmp_path / "b.json").write_text('{"links": []}')
    with pytest.raises(SchemaError, match=r"a\.json in it is OpenAPI 3.*pass the path of the file"):
        read_api(tmp_path)
