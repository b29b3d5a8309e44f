"""OpenAPI documents that are split into several files (3.1.1, 4.6 and 4.8.23)."""

import copy
import os
import pickle

import pytest

import heroics_py
from heroics_py.errors import SchemaError
from heroics_py.readers import read_api

MAIN = """
openapi: 3.1.0
info: {title: Split, version: "1"}
servers: [{url: https://api.example.com/v1}]
paths:
  /things: {$ref: ./paths/things.yaml}
  /things/{id}: {$ref: 'paths/one%20thing.json#/item'}
components:
  schemas: {Id: {type: integer}}
  parameters: {Limit: {name: limit, in: query, schema: {type: integer}}}
"""
THINGS = """
get:
  operationId: listThings
  parameters: [{$ref: "../openapi.yaml#/components/parameters/Limit"}]
  responses: {200: {$ref: ../responses.yaml#/things}}
post:
  operationId: createThing
  requestBody: {$ref: "#/bodies/thing"}
  responses: {201: {description: created}}
bodies:
  thing: {content: {application/json: {schema: {$ref: ../schemas/Thing.yml}}}}
"""
ONE = """{"item": {"get": {"operationId": "getThing", "responses": {}, "parameters": [
  {"name": "id", "in": "path", "required": true, "schema": {"$ref": "../openapi.yaml#/components/schemas/Id"}}]}}}"""
THING = """
type: object
required: [name]
properties: {name: {type: string}, parent: {$ref: Thing.yml}, owner: {$ref: people/owner.json#/definitions/owner}}
"""
OWNER = '{"definitions": {"owner": {"type": "object", "properties": {"owns": {"$ref": "../Thing.yml"}}}}}'
RESPONSES = (
    "things: {description: ok, content: {application/json: {schema: {type: array, items: {$ref: schemas/Thing.yml}}}}}"
)
FILES = {
    "openapi.yaml": MAIN,
    "paths/things.yaml": THINGS,
    "paths/one thing.json": ONE,
    "schemas/Thing.yml": THING,
    "schemas/people/owner.json": OWNER,
    "responses.yaml": RESPONSES,
}


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path / "api", FILES)


def with_path(ref, **files):
    """Return the files of a document with one operation that refers to ``ref``."""
    main = f"openapi: 3.1.0\npaths:\n  /x:\n    get:\n      parameters: [{{$ref: '{ref}'}}]\n"
    return {"openapi.yaml": main, **files}


def fault_of(path, **options):
    return next(iter(read_api(path, **options).links)).fault


def test_file_and_folder_are_one_document(folder):
    """A file with references to files beside it, and its folder, are the same API."""
    for path in (folder, folder / "openapi.yaml", os.path.relpath(folder)):
        client = heroics_py.connect(path)
        assert dir(client.thing) == ["create", "get", "list"]
        assert client.thing.list.prepare(limit=3).url == "https://api.example.com/v1/things?limit=3"
        assert client.thing.get.prepare(7).url == "https://api.example.com/v1/things/7"


def test_schemas_of_other_files_are_checked(folder):
    """Schemas in other files are validated, also where the files refer to each other in circles."""
    create = heroics_py.connect(folder).thing.create
    body = {"name": "x", "owner": {"owns": {"name": "y"}}}
    assert create.prepare(body).body == b'{"name":"x","owner":{"owns":{"name":"y"}}}'
    with pytest.raises(heroics_py.ValidationError, match=r"owner\.owns\.name"):
        create.prepare({"name": "x", "owner": {"owns": {"name": 7}}})


def test_only_referenced_files_are_read(folder):
    """A file that no reference leads to may contain anything."""
    write(folder, {"draft.yaml": "a: [", "notes.json": "{"})
    assert heroics_py.connect(folder).thing.list.prepare().method == "GET"


def test_files_are_read_when_they_are_used(folder, monkeypatch):
    """The file of a schema is read when its resource is used."""
    api = read_api(folder)
    assert "schemas/Thing.yml" not in set(api.documents.roots)
    assert len(api.links) == 3
    assert "schemas/Thing.yml" in set(api.documents.roots)


def test_operation_may_be_a_file(tmp_path):
    """An operation may be a reference, which documents of many files use."""
    main = "openapi: 3.0.3\npaths:\n  /x: {get: {$ref: get_x.yaml}}\n"
    write(tmp_path, {"openapi.yaml": main, "get_x.yaml": "operationId: getStuff\ntags: [stuff]\nresponses: {}\n"})
    assert [(link.resource, link.fault) for link in read_api(tmp_path).links] == [("stuff", "")]


def test_list_may_be_a_part(tmp_path):
    """A part may be a list, which a fragment points into."""
    files = with_path("parts.json#/0", **{"parts.json": '[{"name": "q", "in": "query"}]'})
    link = next(iter(read_api(write(tmp_path, files)).links))
    assert [(each.name, link.fault) for each in link.parameters] == [("q", "")]


def test_main_document_below_the_folder(tmp_path):
    """A folder is searched for its main document, which may refer to files above it in the folder."""
    files = {
        "openapi/openapi.yaml": with_path("../common/q.yaml")["openapi.yaml"],
        "common/q.yaml": "{name: q, in: query}",
    }
    write(tmp_path, files)
    assert fault_of(tmp_path) == ""
    assert "outside of the folder" in fault_of(tmp_path / "openapi" / "openapi.yaml")
    assert "pass a folder that contains both" in fault_of(tmp_path / "openapi" / "openapi.yaml")


def test_several_main_documents_are_named(tmp_path):
    """A folder with several main documents is refused, and they are named."""
    write(tmp_path, dict.fromkeys(("v1/api.yaml", "v2/api.yaml"), "openapi: 3.1.0\npaths: {}\n"))
    with pytest.raises(SchemaError, match=r"contains 2 main documents: v1/api.yaml, v2/api.yaml; pass the path of one"):
        read_api(tmp_path)


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("gone.yaml", "there is no file 'gone.yaml'"),
        ("Part.yaml", "there is no file 'Part.yaml'; did you mean 'part.yaml'?"),
        ("part.yaml#/nope", "that document contains no '/nope'"),
        ("../part.yaml", "is outside of the folder"),
        ("..%2F..%2Fetc/passwd", "is outside of the folder"),
        ("/etc/passwd", "it is an absolute path"),
        ("file:///etc/passwd", "only relative references and URLs of http(s) are followed"),
        ("https://example.com/x.yaml", "pass allow_refs=['https://example.com']"),
        ("pipe.yaml", "expected a file, but it is not a regular one"),
        ("link.yaml", "is outside of the folder"),
        ("broken.yaml", "broken.yaml: it is not valid YAML"),
        ("number.yaml", "number.yaml contains a number: expected an object"),
        ("#/nope", "points to nothing"),
    ],
)
def test_reference_to_nothing_costs_its_operation(tmp_path, reference, reason):
    """A reference that can't be followed costs the operation, whose error tells the reason."""
    files = with_path(reference, **{"part.yaml": "{name: q, in: query}", "broken.yaml": "a: [", "number.yaml": "7"})
    folder = write(tmp_path / "api", files)
    (tmp_path / "secret.yaml").write_text("{name: secret, in: query}")
    os.mkfifo(folder / "pipe.yaml")
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    client = heroics_py.connect(folder / "openapi.yaml", url="https://api.example.com")
    for options in ({}, {"validate": False}):
        with pytest.raises(SchemaError) as caught:
            client.x.list.with_options(**options).prepare()
        assert reason in str(caught.value)


WITH_SCHEME = """openapi: 3.1.0
components: {securitySchemes: {lost: {$ref: gone.yaml}}}
paths:
  /x:
    post:
"""
BODIES = {
    "parameter": "parameters: [{name: q, in: query, schema: {$ref: gone.yaml}}]",
    "deep in the body": "requestBody: {content: {a/json: {schema: {properties: {a: {items: {$ref: gone.yaml}}}}}}}",
    "property named example": "requestBody: {content: {a/json: {schema: {properties: {example: {$ref: gone.yaml}}}}}}",
    "header of a part": "requestBody: {content: {a/form-data: {encoding: {a: {headers: {b: {$ref: gone.yaml}}}}}}}",
    "whole operation": "$ref: gone.yaml",
    "scheme": "security: [{lost: []}]",
}


@pytest.mark.parametrize("operation", BODIES.values(), ids=BODIES)
def test_unknown_request_is_never_sent(tmp_path, operation):
    """An operation is never sent if a part of its request is unknown, whatever the options."""
    main = f"{WITH_SCHEME}      {operation}\n"
    client = heroics_py.connect(write(tmp_path, {"openapi.yaml": main}), url="https://api.example.com")
    with pytest.raises(SchemaError, match=r"there is no file 'gone.yaml'"):
        client.x.create.with_options(validate=False).prepare()
    assert "unusable-link" in {each.kind for each in heroics_py.check(tmp_path)}


@pytest.mark.parametrize(
    "operation",
    [
        "responses: {200: {$ref: gone.yaml}}",
        "responses: {200: {description: ok, content: {application/json: {schema: {$ref: gone.yaml}}}}}",
        "requestBody: {content: {application/json: {examples: {a: {$ref: gone.yaml}}}}}",
        "security: [{lost: []}, {}]",
    ],
)
def test_unknown_response_is_read_all_the_same(tmp_path, operation):
    """A response, an example or one of several credentials that is unknown costs nothing; `check` names it."""
    main = f"{WITH_SCHEME}      {operation}\n"
    write(tmp_path, {"openapi.yaml": main})
    assert fault_of(tmp_path) == ""
    kinds = {(each.kind, "gone.yaml" in each.message) for each in heroics_py.check(tmp_path)}
    assert "examples" in operation or ("dangling-reference", True) in kinds


def test_check_names_file_and_pointer(folder):
    """`check` names the file and pointer of a reference that leads nowhere."""
    (folder / "responses.yaml").write_text("things: {$ref: gone.yaml}\n")
    places = [each.pointer for each in heroics_py.check(folder) if each.kind == "dangling-reference"]
    assert "responses.yaml#/things" in places


def test_copies_contain_all_documents(folder):
    """A pickle of a client contains every document, and needs no file."""
    client = heroics_py.connect(folder)
    copied, pickled = copy.deepcopy(client), pickle.dumps(client)
    for path in sorted(folder.rglob("*.*")):
        path.unlink()
    restored = pickle.loads(pickled)
    with pytest.raises(heroics_py.ValidationError):
        restored.thing.create.prepare({"name": "x", "owner": {"owns": {"name": 7}}})
    assert copied.thing.list.prepare().url == restored.thing.list.prepare().url


def test_refs_by_url_and_path(tmp_path):
    """Documents that the caller passes are used for their URLs and paths: dicts, texts, files and folders."""
    write(
        tmp_path,
        {
            "q.yaml": "{name: q, in: query}",
            "vendor/a/q.yaml": "{$ref: ../r.yaml}",
            "vendor/r.yaml": "{name: r, in: query}",
        },
    )
    parameter = {"name": "q", "in": "query"}
    for name, key, value in [
        ("https://example.com/q.yaml", "https://example.com/q.yaml", parameter),
        ("https://example.com/q.yaml#/", "https://example.com/q.yaml", {"": parameter}),
        ("https://example.com/q.yaml", "https://example.com/q.yaml", "name: q\nin: query\n"),
        ("https://example.com/q.yaml", "https://example.com/q.yaml", str(tmp_path / "q.yaml")),
        ("https://example.com/a/q.yaml", "https://example.com/", tmp_path / "vendor"),
        ("./common/q.json", "common/q.json", parameter),
        ("common/q.json", "./common/q.json", parameter),
    ]:
        main = {"openapi": "3.1.0", "paths": {"/x": {"get": {"parameters": [{"$ref": name}]}}}}
        link = next(iter(read_api(main, refs={key: value}).links))
        assert ([each.name for each in link.parameters], link.fault) in ((["q"], ""), (["r"], ""))


def test_dict_without_a_folder(tmp_path):
    """A relative reference of a dict says how to pass the document."""
    main = {"openapi": "3.1.0", "paths": {"/x": {"get": {"parameters": [{"$ref": "q.yaml"}]}}}}
    assert "pass its path, or this document as refs={'q.yaml': ...}" in fault_of(main)


def test_properties_may_be_those_of_another_file(tmp_path):
    """The properties of a schema may be a reference to those of another, which documents of many files use."""
    main = """
openapi: 3.0.3
paths:
  /x:
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {$ref: 'thing.yml#/properties'}}}}}
"""
    thing = "properties: {name: {type: string}, parent: {$ref: '#/properties/name'}}"
    write(tmp_path, {"openapi.yaml": main, "thing.yml": thing})
    create = heroics_py.connect(tmp_path, url="https://api.example.com").x.create
    assert create.prepare(name="a", parent="b").body == b'{"name":"a","parent":"b"}'
    with pytest.raises(heroics_py.ValidationError, match="parent: expected string"):
        create.prepare(parent=7)
    assert {each.severity for each in heroics_py.check(tmp_path)} <= {"warning", "note"}


SECTIONS = {
    "openapi.yaml": """
openapi: 3.0.3
info: {$ref: info.yaml}
servers: {$ref: info.yaml#/servers}
paths: {$ref: paths/_index.yaml}
components: {$ref: components.yaml}
""",
    "info.yaml": "title: Sections\nversion: '1'\nservers: [{url: https://api.example.com}]\n",
    "components.yaml": "schemas: {$ref: schemas/_index.yaml}\nparameters: {Q: {name: q, in: query}}\n",
    "schemas/_index.yaml": "Thing: {$ref: Thing.yaml}\n",
    "schemas/Thing.yaml": "type: object\nproperties: {name: {type: string}, parent: {$ref: _index.yaml#/Thing}}\n",
    "paths/_index.yaml": "/things: {$ref: things.yaml}\n",
    "paths/things.yaml": """
post:
  operationId: createThing
  parameters: {$ref: parameters.yaml}
  requestBody: {content: {application/json: {schema: {$ref: '../openapi.yaml#/components/schemas/Thing'}}}}
  responses: {$ref: responses.yaml}
""",
    "paths/parameters.yaml": "- $ref: ../openapi.yaml#/components/parameters/Q\n",
    "paths/responses.yaml": "201: {content: {application/json: {schema: {$ref: ../schemas/Thing.yaml}}}}\n",
}


def test_whole_sections_may_be_files(tmp_path):
    """Whole sections, lists of parameters and maps of responses may be references, as in documents of many files."""
    client = heroics_py.connect(write(tmp_path, SECTIONS))
    create = client.thing.create
    prepared = create.prepare({"name": "x", "parent": {"name": "y"}}, q="1")
    assert prepared.url == "https://api.example.com/things?q=1"
    assert prepared.body == b'{"name":"x","parent":{"name":"y"}}'
    with pytest.raises(heroics_py.ValidationError, match=r"parent.name: expected string"):
        create.prepare({"parent": {"name": 7}})
    assert create.target_schema["type"] == "object"
    assert [each.message for each in heroics_py.check(tmp_path) if each.severity == "error"] == []


@pytest.mark.parametrize("missing", ["paths/_index.yaml"])
def test_missing_paths_are_an_error(tmp_path, missing):
    """A document whose paths are a missing file is refused, with the file."""
    (write(tmp_path, SECTIONS) / missing).unlink()
    with pytest.raises(SchemaError, match=r"'paths/_index.yaml' points to nothing: there is no file"):
        read_api(tmp_path)


@pytest.mark.parametrize("missing", ["paths/parameters.yaml", "components.yaml", "schemas/_index.yaml"])
def test_missing_section_costs_its_operations(tmp_path, missing):
    """A missing section costs the operations that need it."""
    (write(tmp_path, SECTIONS) / missing).unlink()
    with pytest.raises(SchemaError, match=r"points to nothing"):
        heroics_py.connect(tmp_path).thing.create.with_options(validate=False).prepare({})


PARAMETERS = "components: {parameters: {Q: {name: q, in: query}}}\n"


def test_part_may_mean_the_main_document(tmp_path):
    """A pointer that a part doesn't contain means the main document, as tools that combine files take it."""
    files = {
        "openapi.yaml": "openapi: 3.1.0\npaths: {/x: {$ref: x.yaml}}\n" + PARAMETERS,
        "x.yaml": "get: {parameters: [{$ref: '#/components/parameters/Q'}, {$ref: '#/components/parameters/P'}]}\n",
    }
    link = next(iter(read_api(write(tmp_path, files)).links))
    assert [each.name for each in link.parameters] == ["q"]
    assert "'#/components/parameters/P' points to nothing" in link.fault


def test_file_name_with_a_number_sign(tmp_path):
    """A file name with a "#" is found, whether it is percent-encoded or not."""
    for name in ("a#b+json.yaml", "a%23b+json.yaml"):
        files = with_path(name, **{"a#b+json.yaml": "{name: q, in: query}"})
        link = next(iter(read_api(write(tmp_path, files)).links))
        assert ([each.name for each in link.parameters], link.fault) == (["q"], "")


def test_swagger_is_split_too(tmp_path):
    """A Swagger 2.0 document may be split in the same way."""
    main = "swagger: '2.0'\nhost: api.example.com\nschemes: [https]\npaths: {/things: {$ref: things.yaml}}\n"
    things = "get: {operationId: listThings, parameters: [{$ref: 'q.json#/q'}], responses: {}}\n"
    parameter = '{"q": {"name": "q", "in": "query", "type": "integer"}}'
    write(tmp_path, {"swagger.yaml": main, "things.yaml": things, "q.json": parameter})
    assert heroics_py.connect(tmp_path).thing.list.prepare(q=1).url == "https://api.example.com/things?q=1"


def test_own_url_of_a_document(tmp_path):
    """The URL that a document gives itself is its own, and the base of references without a file (3.2.0, 4.1.2.2)."""
    main = {
        "openapi": "3.2.0",
        "$self": "https://example.com/api/openapi.json",
        "components": {"parameters": {"Q": {"name": "q", "in": "query"}}},
        "paths": {"/x": {"get": {"parameters": [{"$ref": "parts.json#/r"}]}}},
    }
    parts = {"r": {"$ref": "openapi.json#/components/parameters/Q"}}
    link = next(iter(read_api(main, refs={"https://example.com/api/parts.json": parts}).links))
    assert ([each.name for each in link.parameters], link.fault) == (["q"], "")
    assert "pass its path" in fault_of(main)


def test_unknown_request_of_swagger_is_never_sent(tmp_path):
    """An operation of Swagger 2.0 is never sent if a part of its request is unknown."""
    main = """
swagger: '2.0'
paths:
  /x:
    get: {$ref: x.yaml}
    post: {parameters: [{name: b, in: body, schema: {properties: {a: {$ref: gone.yaml}}}}], responses: {}}
"""
    write(tmp_path, {"swagger.yaml": main, "x.yaml": "{tags: [x], parameters: [{name: q, in: query, type: string}]}"})
    client = heroics_py.connect(tmp_path, url="https://api.example.com")
    assert client.x.list.prepare(q="1").url == "https://api.example.com/x?q=1"
    with pytest.raises(SchemaError, match=r"there is no file 'gone.yaml'"):
        client.x.create.with_options(validate=False).prepare({})


def test_entries_next_to_the_reference_of_a_section():
    """Paths next to a $ref of the whole section are read too, and win over those of the same name behind it."""
    more = {"/a": {"get": {}}, "/b": {"get": {}}}
    document = {"openapi": "3.1.0", "paths": {"$ref": "#/x-more", "/b": {"put": {}}, "/c": {"get": {}}}, "x-more": more}
    assert sorted(f"{link.method} {link.href}" for link in heroics_py.read(document).links) == [
        "GET /a",
        "GET /c",
        "PUT /b",
    ]
