"""What `check` tells of a schema, and with what severity."""

import json
from pathlib import Path

import pytest

import heroics_py
from heroics_py import check
from heroics_py.cli.commands import run
from heroics_py.lint import Finding

ODD = Path(__file__).parents[1] / "data" / "odd"

# What is told of each odd document, beside what several of them share.
KINDS = {
    "attributes-called-links.json": {"no-base-url"},
    "body-is-reference.json": {"body-reference"},
    "body-without-type.json": {"untyped-body"},
    "boolean-subschema.json": {"boolean-schema"},
    "broken-links.json": {"unusable-link"},
    "config-vars.json": {"free-map"},
    "cycle.json": {"dangling-reference"},
    "dangling.json": {"dangling-reference"},
    "dialect-unknown.json": {"unknown-dialect"},
    "documentary-keywords.json": {"credential"},
    "duplicate-titles.json": {"duplicate-title"},
    "embedded-relative-id.json": {"embedded-id"},
    "enctypes.json": {"form-body"},
    "foreign-patterns.json": {"invalid-pattern"},
    "get-with-schema.json": {"get-with-schema"},
    "get-without-target.json": {"no-target"},
    "href-spellings.json": {"href-spelling", "plain-variable"},
    "identities.json": {"no-identity"},
    "inlined.json": {"inlined-resource"},
    "instances-without-target.json": {"no-target"},
    "listed-without-links.json": {"no-links"},
    "method-case.json": {"method-case", "unusable-link"},
    "nested-links.json": {"nested-resource"},
    "newer-keywords.json": {"mixed-drafts"},
    "no-leading-slash.json": {"no-leading-slash"},
    "no-method.json": {"no-method"},
    "no-root-properties.json": {"no-root-properties"},
    "no-title.json": {"no-title"},
    "nullable-body.json": {"nullable-body"},
    "odd-body-keys.json": {"odd-fields"},
    "parameter-is-attribute.json": {"parameter-attribute"},
    "parameter-is-reference.json": {"parameter-reference"},
    "plain-variables.json": {"plain-variable"},
    "properties-null.yaml": {"malformed-keyword"},
    "reference-lookups.json": {"foreign-reference"},
    "reference-with-siblings.json": {"beside-reference"},
    "rel-missing.json": {"no-rel"},
    "remote-reference.json": {"dangling-reference"},
    "rels.json": {"unusual-rel"},
    "repeated-reference.json": {"repeated-reference"},
    "resource-names.json": {"resource-name"},
    "schemata-in-combined.json": {"foreign-reference"},
    "split": {"href-spelling"},
    "strict-properties.json": {"strict-properties"},
    "titles-to-rewrite.json": {"rewritten-title"},
    "titles-without-letters.json": {"no-title"},
    "trailing-comma.json": {"mended"},
    "unknown-link-keywords.json": {"unknown-keyword"},
    "unresolvable-parameter.json": {"unresolvable-parameter"},
    "write-without-schema.json": {"no-body-schema"},
}
ERRORS = {
    *("broken-links.json", "cycle.json", "dangling.json", "method-case.json", "remote-reference.json"),
}


def thing(*links, root=None, **said):
    """Return a document of one resource."""
    own = {"links": [{"rel": "self", "href": "https://odd.example"}]}
    return own | (root or {}) | {"properties": {}, "definitions": {"thing": {"links": [*links], **said}}}


def kinds(schema):
    return {(each.severity, each.kind) for each in check(schema)}


@pytest.mark.parametrize("name", KINDS)
def test_the_oddity_of_each_document_is_told(name):
    assert {each.kind for each in check(ODD / name)} >= KINDS[name]


def test_every_odd_document_is_told_of():
    assert {path.name for path in ODD.iterdir()} == KINDS.keys()


@pytest.mark.parametrize("name", KINDS)
def test_an_error_is_what_can_not_be_used_and_nothing_else(name):
    assert any(each.severity == "error" for each in check(ODD / name)) == (name in ERRORS)


@pytest.mark.parametrize("name", ["heroku", "heroku-platform-api-0.5.0", "bookshelf", "bookshelf.openapi"])
def test_the_bundled_schemas_hold_notes_at_the_most(name):
    assert {each.severity for each in check(name)} <= {"note"}


def test_a_finding_says_where_what_and_what_becomes_of_it():
    found = next(each for each in check(ODD / "dangling.json") if each.pointer.endswith("/properties/size"))
    assert found == Finding(
        pointer="#/definitions/thing/properties/size",
        severity="error",
        kind="dangling-reference",
        message="the reference '#/definitions/size' points to nothing",
        effect="a link that uses it raises SchemaError",
    )
    assert str(found) == (
        "error: #/definitions/thing/properties/size: the reference '#/definitions/size' points to nothing; "
        "a link that uses it raises SchemaError"
    )


@pytest.mark.parametrize("schema", ["no-such-schema", "{", {}, {"links": 7}, "a: [", {"resources": {}}])
def test_a_schema_that_is_none_is_one_error(schema):
    (found,) = check(schema)
    assert (found.pointer, found.severity, found.kind, found.effect) == (
        "#",
        "error",
        "no-api",
        "no client can be made from it",
    )


def test_links_of_one_title_are_told_with_the_names_they_have():
    effects = {each.effect for each in check(ODD / "duplicate-titles.json") if each.kind == "duplicate-title"}
    assert {
        "it is client.thing.list, shared with 1 more: the arguments choose",
        "it is client.thing.info_by_app",
    } <= effects


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"type": "strnig"}, ("warning", "unknown-type")),
        ({"type": [7]}, ("warning", "unknown-type")),
        ({"pattern": "("}, ("warning", "invalid-pattern")),
        ({"patternProperties": {"(": {}}}, ("warning", "invalid-pattern")),
        ({"pattern": 7}, ("warning", "malformed-keyword")),
        ({"enum": "x"}, ("warning", "malformed-keyword")),
        ({"minLength": True}, ("warning", "malformed-keyword")),
        ({"format": "zip-code"}, ("note", "unknown-format")),
        ({"required": True}, ("note", "odd-required")),
        ({"properties": {"a": "string"}}, ("error", "no-schema")),
        ({"anyOf": [{}, 7]}, ("error", "no-schema")),
        ({"items": None}, ("note", "null-schema")),
        ({"not": {"$ref": "#/gone"}}, ("error", "dangling-reference")),
        ({"additionalProperties": {"$ref": "http://127.0.0.1:9/x"}}, ("error", "dangling-reference")),
    ],
)
def test_each_fault_of_a_schema_is_told_wherever_it_stands(said, expected):
    link = {"title": "Make", "rel": "create", "method": "POST", "href": "/x", "schema": said}
    for document in (thing(link), thing(properties={"deep": {"items": said}}), thing(definitions={"x": said})):
        assert expected in kinds(document)


def test_what_a_body_or_an_example_holds_is_no_schema():
    data = {"$ref": "#/gone", "type": "strnig", "properties": 7}
    assert kinds(thing(properties={"a": {"example": data, "default": data, "enum": [data]}})) == kinds(
        thing(properties={"a": {}})
    )


def test_a_credential_in_an_example_is_told_and_not_shown():
    header = {"Authorization": "Bearer abc-secret", "X-Other": "y"}
    found = check(thing({"title": "Info", "rel": "self", "href": "/x", "http_header": header}))
    (told,) = (each for each in found if each.kind == "credential")
    assert (told.severity, told.message) == ("warning", "http_header shows a credential, 'Authorization'")
    assert "abc-secret" not in str(found)


@pytest.mark.parametrize("word", ["title", "targetSchema", "ranges", "targetHints", "rel", "encType"])
def test_a_malformed_word_of_a_link_is_told(word):
    link = {"title": "Info", "rel": "self", "method": "GET", "href": "/x", word: 7}
    assert ("warning", "malformed-keyword") in kinds(thing(link))


@pytest.mark.parametrize(
    ("links", "pointer"), [([{"href": "/x"}, "oops"], "#/definitions/thing/links/1"), ({}, "#/definitions/thing/links")]
)
def test_what_stands_for_a_link_and_is_none_is_told(links, pointer):
    document = {"definitions": {"thing": {"links": links}, "other": {"links": [{"href": "/y"}]}}}
    assert [each.pointer for each in check(document) if each.kind == "no-link"] == [pointer]


def test_of_resources_and_actions_the_places_in_the_document_are_told():
    app = {"attributes": {"id": {"type": "uuidd"}}, "actions": {"Info": {"path": 7}}}
    make = {"method": "POST", "path": "/x", "attributes": {"required": ["id"]}}
    document = {"resources": {"App": app | {"actions": {**app["actions"], "Make": make}}, "Class": {"actions": {}}}}
    assert [(each.pointer, each.kind) for each in check(document)] == [
        ("#/resources/App/actions/Info", "unusable-link"),
        ("#", "no-base-url"),
        ("#/resources/App/actions/Make/attributes/properties/id", "unknown-type"),
        ("#/resources/Class", "no-links"),
    ]


def test_openapi_is_checked_too():
    schemas = {"A": {"properties": {"b": {"$ref": "#/components/schemas/Gone"}, "c": {"pattern": "("}}}}
    document = {"openapi": "3.1.0", "paths": {"/{x": {"get": {}}}, "components": {"schemas": schemas}}
    assert kinds(document) >= {
        ("error", "dangling-reference"),
        ("warning", "invalid-pattern"),
        ("error", "unusable-link"),
        ("warning", "no-base-url"),
    }


@pytest.mark.parametrize(
    ("operation", "pointer"),
    [
        ({"parameters": [{"$ref": "#/components/parameters/Gone"}]}, "#/paths/~1x/get/parameters/0"),
        ({"requestBody": {"$ref": "http://127.0.0.1:9/x"}}, "#/paths/~1x/get/requestBody"),
        ({"responses": {"404": {"$ref": "other.yaml#/x"}}}, "#/paths/~1x/get/responses/404"),
    ],
)
def test_a_reference_of_openapi_that_leads_nowhere_is_told_wherever_it_stands(operation, pointer):
    found = check({"openapi": "3.1.0", "paths": {"/x": {"get": operation}}})
    assert [each.kind for each in found if each.pointer == pointer] == ["dangling-reference"]


def test_a_path_of_openapi_that_stands_nowhere_is_told():
    found = check({"openapi": "3.1.0", "paths": {"/x": {"$ref": "#/components/pathItems/Gone"}}})
    assert [each.kind for each in found if each.pointer == "#/paths/~1x"] == ["dangling-reference"]


def test_what_an_example_of_openapi_shows_is_no_reference():
    answers = {"200": {"content": {"application/json": {"example": {"$ref": "#/gone"}}}}}
    assert kinds({"openapi": "3.1.0", "paths": {"/x": {"get": {"responses": answers}}}}) == {("warning", "no-base-url")}


@pytest.mark.parametrize("components", [[], "x", None, 7, {"schemas": []}])
def test_components_of_openapi_that_are_none_are_passed_by(components):
    assert kinds({"openapi": "3.0.0", "paths": {}, "components": components}) == {("warning", "no-base-url")}


def test_a_place_is_told_once():
    found = check(ODD / "dangling.json")
    assert len(found) == len({(each.pointer, each.kind, each.message) for each in found})


# The command


def test_the_command_ends_with_1_on_errors_alone(capsys):
    assert [run(["check", str(ODD / name)]) for name in ("dangling.json", "foreign-patterns.json")] == [1, 0]
    assert "error    #/definitions/thing/properties/size" in capsys.readouterr().out


def test_the_command_prints_json_that_says_the_same(capsys):
    assert run(["check", "--json", str(ODD / "dangling.json")]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told == [each.as_dict() for each in check(ODD / "dangling.json")]


def test_the_command_ends_with_a_summary(capsys):
    assert run(["check", "bookshelf"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("bookshelf: 0 errors, 0 warnings, ")


def test_the_command_prints_nothing_that_a_terminal_obeys(capsys):
    schema = json.dumps(thing({"title": "\x1b[31mRed", "rel": "\x1b]0;x\x07", "href": "/x"}))
    run(["check", schema])
    assert "\x1b" not in capsys.readouterr().out


def test_check_is_a_name_of_the_package():
    assert heroics_py.check is check
