"""The findings of `check`, and their severity."""

import json
from pathlib import Path

import pytest

import heroics_py
from heroics_py import check
from heroics_py.cli.commands import run
from heroics_py.lint import Finding

ODD = Path(__file__).parents[1] / "data" / "odd"

# The findings of each odd document, besides those that several have.
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


def thing(*links, root=None, **fields):
    """Return a document of one resource."""
    own = {"links": [{"rel": "self", "href": "https://odd.example"}]}
    return own | (root or {}) | {"properties": {}, "definitions": {"thing": {"links": [*links], **fields}}}


def kinds(schema):
    return {(each.severity, each.kind) for each in check(schema)}


@pytest.mark.parametrize("name", KINDS)
def test_odd_documents(name):
    """Each odd document has its finding."""
    assert {each.kind for each in check(ODD / name)} >= KINDS[name]


def test_odd_documents_are_complete():
    """The table has every odd document."""
    assert {path.name for path in ODD.iterdir()} == KINDS.keys()


@pytest.mark.parametrize("name", KINDS)
def test_errors_of_odd_documents(name):
    """Errors are what can't be used, and nothing else."""
    assert any(each.severity == "error" for each in check(ODD / name)) == (name in ERRORS)


@pytest.mark.parametrize("name", ["heroku", "heroku-platform-api-0.5.0", "bookshelf", "bookshelf.openapi"])
def test_bundled_schemas_have_only_notes(name):
    """The bundled schemas have no errors or warnings."""
    assert {each.severity for each in check(name)} <= {"note"}


def test_finding_attributes():
    """A finding says where it is, what is wrong, and what a client does about it."""
    found = next(each for each in check(ODD / "dangling.json") if each.pointer.endswith("thing/properties/size"))
    assert found == Finding(
        pointer="#/definitions/thing/properties/size",
        severity="warning",
        kind="dangling-reference",
        message="the reference '#/definitions/size' points to nothing",
        effect="answers are read all the same, without what it would say about them",
    )
    assert str(found) == (
        "warning: #/definitions/thing/properties/size: the reference '#/definitions/size' points to nothing; "
        "answers are read all the same, without what it would say about them"
    )


@pytest.mark.parametrize("schema", ["no-such-schema", "{", {}, {"links": 7}, "a: [", {"resources": {}}])
def test_unreadable_schema_is_one_error(schema):
    """An unreadable schema is one error."""
    (found,) = check(schema)
    assert (found.pointer, found.severity, found.kind, found.effect) == (
        "#",
        "error",
        "no-api",
        "no client can be made from it",
    )


def test_duplicate_titles():
    """Links of one title are reported with their names."""
    effects = {
        each.effect for each in check(ODD / "duplicate-titles.json", every=True) if each.kind == "duplicate-title"
    }
    assert {
        "it is client.thing.list, shared with 1 more: the arguments choose",
        "it is client.thing.info_by_app",
    } <= effects


@pytest.mark.parametrize(
    ("node", "expected"),
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
        ({"allOf": [{}, 7]}, ("error", "no-schema")),
        ({"items": None}, ("note", "null-schema")),
        ({"not": {"$ref": "#/gone"}}, ("error", "dangling-reference")),
        ({"additionalProperties": {"$ref": "http://127.0.0.1:9/x"}}, ("error", "dangling-reference")),
    ],
)
def test_faults_anywhere(node, expected):
    """The faults of a schema are found anywhere in a document; they are errors where a request needs the schema."""
    link = {"title": "Make", "rel": "create", "method": "POST", "href": "/x", "schema": node}
    severity, kind = expected
    elsewhere = "note" if severity == "error" else severity
    assert expected in kinds(thing(link))
    for document in (thing(properties={"deep": {"items": node}}), thing(definitions={"x": node})):
        assert (elsewhere, kind) in kinds(document)


LOST = {"$ref": "#/definitions/gone"}


@pytest.mark.parametrize(
    ("link", "severity"),
    [
        ({"schema": {"properties": {"a": LOST}}}, "error"),
        ({"schema": {"$ref": "#/definitions/shared"}}, "error"),
        ({"method": "GET", "schema": {"properties": {"a": {"items": LOST}}}}, "error"),
        ({"href": "/x/{(%23%2Fdefinitions%2Fshared)}"}, "warning"),
        ({"targetSchema": {"$ref": "#/definitions/shared"}}, "warning"),
        ({"targetSchema": {"type": "array", "items": {"allOf": [LOST]}}}, "warning"),
        ({"targetSchema": {"identity": {"anyOf": [LOST]}}}, "note"),
        ({"targetSchema": {"definitions": {"a": LOST}}}, "note"),
        ({}, "note"),
    ],
)
def test_lost_reference_counts_by_its_use(link, severity):
    """A lost reference is an error in a request, a warning in an answer, and a note where no link uses it."""
    make = {"title": "Make", "rel": "create", "method": "POST", "href": "/x"} | link
    document = thing(make)
    document["definitions"]["shared"] = {"properties": {"b": LOST}}
    found = {each.pointer: each for each in check(document) if each.kind == "dangling-reference"}
    worst = min((each.severity for each in found.values()), key=["error", "warning", "note"].index)
    assert worst == severity


@pytest.mark.parametrize(
    ("operation", "severity"),
    [
        ({"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}}, "error"),
        ({"parameters": [{"name": "q", "in": "query", "schema": {"$ref": "#/components/schemas/A"}}]}, "error"),
        ({"responses": {"200": {"$ref": "#/components/responses/A"}}}, "warning"),
        ({}, "note"),
    ],
)
def test_lost_reference_of_openapi_by_its_use(operation, severity):
    """In OpenAPI, too, what only responses use is not an error."""
    schema = {"$ref": "#/components/schemas/Gone"}
    response = {"description": "", "content": {"application/json": {"schema": schema}}}
    components = {"schemas": {"A": {"properties": {"b": schema}}}, "responses": {"A": response}}
    document = {"openapi": "3.1.0", "paths": {"/x": {"post": operation}}, "components": components}
    severities = {each.severity for each in check(document) if each.kind == "dangling-reference"}
    assert min(severities, key=["error", "warning", "note"].index) == severity


def test_required_parameter_of_swagger():
    """A parameter of Swagger 2 is required by true, which is not a finding."""
    one = {"name": "id", "in": "path", "required": True, "type": "integer"}
    get = {"parameters": [{"$ref": "#/parameters/n"}], "responses": {}}
    paths = {"/things/{id}": {"parameters": [one], "get": get}}
    more = {"n": {"name": "n", "in": "query", "required": True, "type": "string"}}
    document = {"swagger": "2.0", "host": "api.example", "paths": paths, "parameters": more}

    assert "odd-required" not in {kind for _, kind in kinds(document)}


def test_examples_are_not_schemas():
    """Examples, defaults and choices are not schemas."""
    data = {"$ref": "#/gone", "type": "strnig", "properties": 7}
    assert kinds(thing(properties={"a": {"example": data, "default": data, "enum": [data]}})) == kinds(
        thing(properties={"a": {}})
    )


def test_credential_in_example():
    """A credential in an example is reported, and not shown."""
    header = {"Authorization": "Bearer abc-secret", "X-Other": "y"}
    found = check(thing({"title": "Info", "rel": "self", "href": "/x", "http_header": header}))
    (finding,) = (each for each in found if each.kind == "credential")
    assert (finding.severity, finding.message) == ("warning", "http_header shows a credential, 'Authorization'")
    assert "abc-secret" not in str(found)


@pytest.mark.parametrize("word", ["title", "targetSchema", "ranges", "targetHints", "rel", "encType"])
def test_malformed_keyword_of_link(word):
    """A malformed keyword of a link is reported."""
    link = {"title": "Info", "rel": "self", "method": "GET", "href": "/x", word: 7}
    assert ("warning", "malformed-keyword") in kinds(thing(link))


@pytest.mark.parametrize(
    ("links", "pointer"), [([{"href": "/x"}, "oops"], "#/definitions/thing/links/1"), ({}, "#/definitions/thing/links")]
)
def test_value_in_place_of_link(links, pointer):
    """A value in place of a link is reported."""
    document = {"definitions": {"thing": {"links": links}, "other": {"links": [{"href": "/y"}]}}}
    assert [each.pointer for each in check(document) if each.kind == "no-link"] == [pointer]


def test_pointers_in_resources_and_actions():
    """Findings in a document of resources and actions have its own pointers."""
    app = {"attributes": {"id": {"type": "uuidd"}}, "actions": {"Info": {"path": 7}}}
    make = {"method": "POST", "path": "/x", "attributes": {"required": ["id"]}}
    document = {"resources": {"App": app | {"actions": {**app["actions"], "Make": make}}, "Class": {"actions": {}}}}
    assert [(each.pointer, each.kind) for each in check(document)] == [
        ("#/resources/App/actions/Info", "unusable-link"),
        ("#", "no-base-url"),
        ("#/resources/App/actions/Make/attributes/properties/id", "unknown-type"),
        ("#/resources/Class", "no-links"),
    ]


@pytest.mark.parametrize("href", ["/x", "{+url}", "{self}", "https://other.example/x", "mailto:{email}"])
def test_href_that_is_not_relative(href):
    """An href that begins with a slash, a scheme or a variable is not reported as a relative one."""
    assert ("note", "no-leading-slash") not in kinds(thing({"title": "A", "rel": "self", "href": href}))


def test_fragment_in_an_href_is_no_reference():
    """A fragment of RFC 6570 is not reported as a reference to nothing."""
    found = kinds(thing({"title": "A", "rel": "related", "href": "{+url}{#part}"}))
    assert ("warning", "unresolvable-parameter") not in found


def test_absolute_hrefs_need_no_base_url():
    """A schema whose hrefs are all absolute is not reported for its missing base URL."""
    link = {"title": "Info", "rel": "self", "href": "https://shop.example/x"}
    assert ("warning", "no-base-url") not in kinds({"definitions": {"a": {"links": [link]}}})
    links = [link | {"rel": "full"}, {"rel": "up", "href": "/y"}]
    assert ("warning", "no-base-url") in kinds({"definitions": {"a": {"links": links}}})


@pytest.mark.parametrize("keyword", ["links", "definitions", "id", "title"])
def test_harmless_keywords_next_to_a_reference(keyword):
    """What a reference does not replace may be next to it."""
    node = {"$ref": "#/definitions/other", keyword: {"links": [], "definitions": {}}.get(keyword, "x")}
    assert ("note", "beside-reference") not in kinds(thing(properties={"a": node}, root={}))


def test_openapi():
    """OpenAPI documents are checked too."""
    schemas = {"A": {"properties": {"b": {"$ref": "#/components/schemas/Gone"}, "c": {"pattern": "("}}}}
    document = {"openapi": "3.1.0", "paths": {"/{x": {"get": {}}}, "components": {"schemas": schemas}}
    assert kinds(document) >= {
        ("note", "dangling-reference"),
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
def test_dangling_references_of_openapi(operation, pointer):
    """Dangling references are found anywhere in an OpenAPI document."""
    found = check({"openapi": "3.1.0", "paths": {"/x": {"get": operation}}})
    assert [each.kind for each in found if each.pointer == pointer] == ["dangling-reference"]


def test_dangling_path_of_openapi():
    """A path that points to nothing is reported."""
    found = check({"openapi": "3.1.0", "paths": {"/x": {"$ref": "#/components/pathItems/Gone"}}})
    assert [each.kind for each in found if each.pointer == "#/paths/~1x"] == ["dangling-reference"]


def test_operation_next_to_a_reference():
    """An operation next to a $ref of its path is reported; it is not read."""
    item = {"$ref": "#/components/pathItems/A", "get": {}, "put": {}}
    document = {"openapi": "3.1.0", "paths": {"/x": item}, "components": {"pathItems": {"A": {"post": {}}}}}
    (found,) = [each for each in check(document) if each.kind == "replaced-operation"]
    assert (found.pointer, found.message) == ("#/paths/~1x", "the path '/x' has get and put next to a $ref")
    assert [link.method for link in heroics_py.read(document).links] == ["POST"]


def test_examples_of_openapi():
    """An example in an OpenAPI document is not a reference."""
    answers = {"200": {"content": {"application/json": {"example": {"$ref": "#/gone"}}}}}
    assert kinds({"openapi": "3.1.0", "paths": {"/x": {"get": {"responses": answers}}}}) == {("warning", "no-base-url")}


@pytest.mark.parametrize("components", [[], "x", None, 7, {"schemas": []}])
def test_malformed_components_of_openapi(components):
    """Malformed components are ignored."""
    assert kinds({"openapi": "3.0.0", "paths": {}, "components": components}) == {("warning", "no-base-url")}


def test_findings_are_unique():
    """Each finding is reported once."""
    found = check(ODD / "dangling.json")
    assert len(found) == len({(each.pointer, each.kind, each.message) for each in found})


# The command


def test_exit_code_of_command(capsys):
    """The command exits with 1 on errors alone."""
    assert [run(["check", str(ODD / name)]) for name in ("dangling.json", "foreign-patterns.json")] == [1, 0]
    assert "error    #/definitions/thing/links/1/schema/properties/size" in capsys.readouterr().out


def test_command_prints_json(capsys):
    """The command prints the findings as JSON."""
    assert run(["check", "--json", str(ODD / "dangling.json")]) == 1
    printed = json.loads(capsys.readouterr().out)
    assert printed == [each.as_dict() for each in check(ODD / "dangling.json")]


def test_command_prints_summary(capsys):
    """The command prints a summary at the end."""
    assert run(["check", "bookshelf"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("bookshelf: 0 errors, 0 warnings, ")


def test_command_escapes_its_output(capsys):
    """The command prints no control characters of a schema."""
    schema = json.dumps(thing({"title": "\x1b[31mRed", "rel": "\x1b]0;x\x07", "href": "/x"}))
    run(["check", schema])
    assert "\x1b" not in capsys.readouterr().out


def test_check_is_exported():
    """The package exports check."""
    assert heroics_py.check is check


def example_findings(**definition):
    """Return the findings about the values that the document shows for one definition."""
    document = {"definitions": {"item": {"definitions": {"it": definition}, "links": [{"href": "/items", "rel": "x"}]}}}
    return [(each.pointer, each.message) for each in check(document) if each.kind == "invalid-example"]


@pytest.mark.parametrize(
    ("definition", "place", "message"),
    [
        ({"type": "integer", "example": "5"}, "example", "expected integer, got '5' (string)"),
        ({"type": "string", "default": 5}, "default", "expected string, got 5 (integer)"),
        ({"type": "string", "examples": ["a", 5]}, "examples/1", "expected string, got 5 (integer)"),
        ({"type": "string", "enum": ["a", None]}, "enum/1", "expected string, got None (null)"),
        ({"pattern": "^v", "example": "1.2"}, "example", "'1.2' does not match ^v"),
    ],
)
def test_invalid_examples(definition, place, message):
    """A value that the document shows and that fails its own schema is a note."""
    ((pointer, found),) = example_findings(**definition)
    assert pointer == f"#/definitions/item/definitions/it/{place}"
    assert found.startswith(f"{place} fails its own schema: ")
    assert found.endswith(message)


def test_valid_examples():
    """Values that pass their schema are not a finding, nor are those without strict properties."""
    strict = {"type": "object", "strictProperties": True, "properties": {"a": {}, "b": {}}, "example": {"a": 1}}
    assert (example_findings(type="string", example="a", enum=["a"]), example_findings(**strict)) == ([], [])


def test_examples_for_one_direction():
    """An example of OpenAPI may leave out what is only sent, or only received."""
    fields = {"id": {"readOnly": True}, "secret": {"writeOnly": True}}
    required = {"type": "object", "properties": fields, "required": ["id", "secret"]}
    document = {
        "openapi": "3.0.3",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://shop.example"}],
        "paths": {},
        "components": {
            "schemas": {
                "sent": {**required, "example": {"secret": "s"}},
                "received": {**required, "example": {"id": 1}},
                "neither": {**required, "example": {}},
            }
        },
    }
    found = [each.pointer for each in check(document) if each.kind == "invalid-example"]
    assert found == ["#/components/schemas/neither/example"]


@pytest.mark.parametrize(("own", "kinds"), [("schemata/app", []), ("schemata/other", ["foreign-reference"])])
def test_reference_to_own_id_is_not_foreign(own, kinds):
    """A reference by the id of the document itself leads to no other file."""
    links = [{"href": "/apps", "schema": {"properties": {"id": {"$ref": "/schemata/app#/definitions/id"}}}}]
    schema = {"id": own, "links": links, "definitions": {"id": {"type": "string"}, "app": {"definitions": {"id": {}}}}}
    found = [each.kind for each in heroics_py.check(schema, every=True) if each.kind == "foreign-reference"]
    assert found == kinds
