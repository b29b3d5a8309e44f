"""References in hyper-schemas: ids and anchors of each draft, embedded resources, and files of a folder."""

import json

import pytest

import heroics_py
from heroics_py.errors import SchemaError, ValidationError
from heroics_py.readers import read_api

DRAFT_4 = "http://json-schema.org/draft-04/hyper-schema#"
DRAFT_6 = "http://json-schema.org/draft-06/hyper-schema#"
DRAFT_7 = "http://json-schema.org/draft-07/hyper-schema#"
DRAFT_2019 = "https://json-schema.org/draft/2019-09/hyper-schema"
DRAFT_2020 = "https://json-schema.org/draft/2020-12/hyper-schema"
DRAFTS = [DRAFT_4, DRAFT_6, DRAFT_7, DRAFT_2019, DRAFT_2020]
API = "https://api.example"


def word_of(dialect):
    return "id" if dialect == DRAFT_4 else "$id"


def create(reference):
    """A link whose body has one field, a number if the reference leads where it should."""
    schema = {"type": "object", "properties": {"size": {"$ref": reference}}}
    return {"rel": "create", "title": "Create", "method": "POST", "href": "/things", "schema": schema}


def takes_number(document, resource="thing"):
    """Whether the field of the link takes a number, and no text."""
    create_link = heroics_py.connect(document, url=API)[resource].create
    create_link.prepare(size=7)
    with pytest.raises(ValidationError):
        create_link.prepare(size="seven")
    return True


def with_target(dialect, reference, target, **root):
    definitions = {"thing": {"links": [create(reference)]}, **target}
    return {"$schema": dialect, "definitions": definitions, **root}


NUMBER = {"type": "integer"}


@pytest.mark.parametrize("dialect", DRAFTS)
@pytest.mark.parametrize(
    ("own", "reference"),
    [
        ("https://schemas.example/size", "https://schemas.example/size"),
        ("https://schemas.example/size", "https://schemas.example/size#"),
        ("http://api.example/schemata/size.json#", "http://api.example/schemata/size.json#"),
        ("http://api.example/schemata/size.json#", "http://api.example/schemata/size.json"),
        ("schemata/size", "schemata/size"),
        ("schemata/size", "/schemata/size#"),
        ("/schemata/size", "schemata/size"),
        ("urn:example:size", "urn:example:size"),
        ("size.json", "size.json"),
    ],
)
def test_embedded_resource_is_a_target(dialect, own, reference):
    """A schema with an id is a target by it, absolute or relative, in every draft."""
    target = {"other": {"properties": {"deep": {word_of(dialect): own, **NUMBER}}}}
    assert takes_number(with_target(dialect, reference, target))


@pytest.mark.parametrize("dialect", DRAFTS)
@pytest.mark.parametrize("base", ["https://schemas.example/v1/api", "/v1/api", "api"])
def test_relative_id_below_that_of_the_document(dialect, base):
    """A relative id is relative to that of the document, as is a reference."""
    target = {"size": {word_of(dialect): "parts/size", "definitions": {"n": NUMBER}}}
    root = {word_of(dialect): base}
    assert takes_number(with_target(dialect, "parts/size#/definitions/n", target, **root))


@pytest.mark.parametrize("dialect", DRAFTS)
def test_reference_within_embedded_resource(dialect):
    """A pointer inside an embedded resource starts at that resource."""
    thing = {word_of(dialect): f"{API}/thing", "links": [create("#/definitions/n")], "definitions": {"n": NUMBER}}
    document = {"$schema": dialect, "definitions": {"n": {"type": "string"}, "thing": thing}}
    assert takes_number(document)


@pytest.mark.parametrize("place", ["definitions", "properties", "items", "allOf", "schema", "nested", "unknown"])
@pytest.mark.parametrize("dialect", DRAFTS)
def test_anchor_anywhere(dialect, place):
    """A name is found at any place of the document."""
    name = {"$anchor": "size"} if dialect in {DRAFT_2019, DRAFT_2020} else {word_of(dialect): "#size"}
    schema = {**NUMBER, **name}
    target = {
        "definitions": {"other": schema},
        "properties": {"other": {"properties": {"size": schema}}},
        "items": {"other": {"items": {"items": schema}}},
        "allOf": {"other": {"allOf": [{}, {"anyOf": [schema]}]}},
        "schema": {"other": {"links": [{"rel": "x", "href": "/x", "method": "PUT", "schema": schema}]}},
        "nested": {"other": {"definitions": {"definitions": {"definitions": {"enum": schema}}}}},
        "unknown": {"other": {"x-parts": {"size": schema}}},
    }[place]
    assert takes_number(with_target(dialect, "#size", target))


@pytest.mark.parametrize(
    "spelling", [{"id": "#size"}, {"$id": "#size"}, {"$anchor": "size"}, {"$dynamicAnchor": "size"}]
)
@pytest.mark.parametrize("dialect", DRAFTS)
def test_anchor_of_another_draft(dialect, spelling):
    """A name in the spelling of another draft is found where nothing else has it."""
    assert takes_number(with_target(dialect, "#size", {"size": {**NUMBER, **spelling}}))


def test_examples_have_no_ids():
    """An id in an example, a default or an enum names nothing."""
    data = {"id": "https://schemas.example/size", "type": "string"}
    other = {"example": data, "default": data, "enum": [data], "properties": {"id": {"type": "string"}}}
    document = with_target(DRAFT_4, "https://schemas.example/size", {"other": other})
    with pytest.raises(SchemaError, match="points to nothing"):
        heroics_py.connect(document, url=API).thing.create.prepare(size=7)


def test_id_beside_reference_counts_from_2019():
    """An id next to a $ref changes nothing up to draft-07."""
    size = {"$id": "https://schemas.example/deep/x", "$ref": "n", "$defs": {}}
    targets = {"size": size, "near": {"$id": "n", **NUMBER}, "far": {"$id": "deep/n", "type": "string"}}
    root = {"$id": "https://schemas.example/api"}
    assert takes_number(with_target(DRAFT_7, "#/definitions/size", targets, **root))
    targets["near"], targets["far"] = {"$id": "n", "type": "string"}, {"$id": "deep/n", **NUMBER}
    assert takes_number(with_target(DRAFT_2019, "#/definitions/size", targets, **root))


# Combined files


def combined(reference, further="#/definitions/thing/definitions/n", own="schemata/thing", **thing):
    """A file as prmd combines it: parts keep relative ids, and references start at the document."""
    resource = {
        "id": own,
        "definitions": {"n": NUMBER, "other": {"$ref": further}, **thing},
        "links": [create(reference)],
    }
    return {"$schema": DRAFT_4, "definitions": {"n": {"type": "string"}, "thing": resource}}


@pytest.mark.parametrize(
    "reference",
    ["#/definitions/thing/definitions/n", "schemata/thing#/definitions/n", "/schemata/thing#/definitions/n"],
)
def test_combined_file(reference):
    """In a combined file, references below a relative id start at the document, as all its references do."""
    assert takes_number(combined(reference))


def test_combined_file_is_consistent():
    """Where both would lead somewhere, the other references decide what the file means."""
    assert takes_number(combined("#/definitions/n", further="#/definitions/n"))
    document = combined("#/definitions/n")
    assert heroics_py.connect(document, url=API).thing.create.prepare(size="text").body == b'{"size":"text"}'


def test_absolute_id_is_never_combined():
    """An absolute id is meant: a pointer below it starts there, and at the document where that leads to nothing."""
    assert takes_number(combined("#/definitions/n", own="https://schemas.example/thing"))
    whole = combined("#/definitions/thing/definitions/n", own="https://schemas.example/thing")
    assert takes_number(whole)


def test_href_below_a_relative_id():
    """A reference in an href follows the same rule as any other."""
    link = {"rel": "self", "title": "Info", "href": "/things/{(%23%2Fdefinitions%2Fthing%2Fdefinitions%2Fid)}"}
    thing = {"id": "schemata/thing", "definitions": {"id": {"type": "string", "description": "of a thing"}}}
    document = {"$schema": DRAFT_4, "definitions": {"thing": {**thing, "links": [link]}}}
    (parameter,) = next(iter(read_api(document).links)).parameters
    assert (parameter.name, parameter.description) == ("thing_id", "of a thing")


# Files of a folder


def write(folder, files):
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content))
    return folder


@pytest.mark.parametrize("dialect", DRAFTS)
@pytest.mark.parametrize(
    ("own", "reference"),
    [
        ("https://schemas.example/app", "https://schemas.example/app#/definitions/n"),
        ("https://schemas.example/app", "app#/definitions/n"),
        ("https://schemas.example/app", "/app#/definitions/n"),
        ("http://api.example/schemata/app.json#", "http://api.example/schemata/app.json#/definitions/n"),
        ("schemata/app", "/schemata/app#/definitions/n"),
        ("schemata/app", "app#/definitions/n"),
        ("", "part.json#/definitions/n"),
        ("", "https://schemas.example/part.json#/definitions/n"),
        ("https://schemas.example/app", "https://schemas.example/app#named"),
        ("https://schemas.example/app", "https://schemas.example/inner/size"),
        ("https://schemas.example/app", "inner/size"),
        ("", "part.json#named"),
    ],
)
def test_reference_to_another_file(tmp_path, dialect, own, reference):
    """Files of a folder refer to each other by id, path, name, and the ids inside."""
    word = word_of(dialect)
    name = {"$anchor": "named"} if dialect in {DRAFT_2019, DRAFT_2020} else {word: "#named"}
    inner = {word: "inner/size", **NUMBER}
    part = {"$schema": dialect, "definitions": {"n": NUMBER, "named": {**name, **NUMBER}, "inner": inner}}
    thing = {"$schema": dialect, "links": [create(reference)]}
    if own:
        part[word], thing[word] = own, "https://schemas.example/thing" if "://" in own else "schemata/thing"
    assert takes_number(write(tmp_path, {"thing.json": thing, "part.json": part}))


def test_each_file_has_its_draft(tmp_path):
    """Each file of a folder is read in the draft that it names."""
    old = {"type": "integer", "minimum": 5, "exclusiveMinimum": True}
    new = {"type": "integer", "exclusiveMinimum": 5}
    files = {
        "old.json": {"$schema": DRAFT_4, "links": [create("#/definitions/n")], "definitions": {"n": old}},
        "new.json": {"$schema": DRAFT_2020, "links": [create("#/$defs/n")], "$defs": {"n": new}},
        "both.json": {"$schema": DRAFT_4, "links": [create("new.json#/$defs/n")]},
    }
    client = heroics_py.connect(write(tmp_path, files), url=API)
    for resource in ("old", "new", "both"):
        assert client[resource].create.prepare(size=6).body == b'{"size":6}'
        with pytest.raises(ValidationError):
            client[resource].create.prepare(size=5)


def test_embedded_resource_has_its_draft():
    """An embedded resource is read in the draft that it names."""
    size = {"$schema": DRAFT_2020, "$id": "size", "exclusiveMinimum": 5, "type": "integer"}
    client = heroics_py.connect(with_target(DRAFT_4, "#/definitions/size", {"size": size}), url=API)
    with pytest.raises(ValidationError):
        client.thing.create.prepare(size=5)


def test_dangling_reference_costs_its_link():
    """A reference to nothing is an error of the link that needs it, when that is called."""
    links = [create("#gone"), {**create("https://gone.example/x"), "title": "Other"}, {"title": "List", "href": "/x"}]
    client = heroics_py.connect({"$schema": DRAFT_7, "definitions": {"thing": {"links": links}}}, url=API)
    assert client.thing.list.prepare().url == f"{API}/x"
    with pytest.raises(SchemaError, match=r"'#gone' points to nothing"):
        client.thing.create.prepare(size=7)
    with pytest.raises(SchemaError, match=r"references to other hosts are never fetched"):
        client.thing.other.prepare(size=7)


@pytest.mark.parametrize(
    ("dialect", "anchor", "reference"),
    [
        (DRAFT_2019, {"$recursiveAnchor": True}, {"$recursiveRef": "#"}),
        (DRAFT_2020, {"$dynamicAnchor": "node"}, {"$dynamicRef": "#node"}),
    ],
)
def test_dynamic_reference_in_a_body(dialect, anchor, reference):
    """A tree that is extended extends each of its nodes, in a body too."""
    tree = {"$id": f"{API}/tree", **anchor, "type": "object", "properties": {"children": {"items": reference}}}
    body = {"$id": f"{API}/named", **anchor, "$ref": "tree", "required": ["name"]}
    link = {"rel": "collection", "title": "Create", "href": "/trees", "submissionSchema": {"$ref": f"{API}/named"}}
    document = {"$schema": dialect, "$defs": {"tree": tree, "named": body, "thing": {"links": [link]}}}
    client = heroics_py.connect(document, url=API)
    assert client.thing.create.prepare({"name": "x", "children": [{"name": "y"}]}).method == "POST"
    with pytest.raises(ValidationError, match=r"name"):
        client.thing.create.prepare({"name": "x", "children": [{}]})


def test_reference_to_json_schema_itself():
    """A reference to a meta-schema takes a schema, and nothing is fetched for it."""
    client = heroics_py.connect(with_target(DRAFT_4, DRAFT_4, {}), url=API)
    assert client.thing.create.prepare(size={"type": "string"}).method == "POST"


@pytest.mark.parametrize("place", ["hrefSchema", "hrefSchema/allOf/0"])
def test_reference_in_place_of_href_fields_that_leads_nowhere(place):
    """A reference in place of the properties of an hrefSchema that leads nowhere costs its own link alone."""
    fields = {"properties": {"$ref": "#/gone"}}
    link = {"rel": "self", "href": "/things/{id}", "hrefSchema": {"allOf": [fields]} if "allOf" in place else fields}
    other = {"rel": "collection", "title": "List", "href": "/things"}
    document = {"$schema": DRAFT_2019, "definitions": {"thing": {"links": [link, other]}}}
    client = heroics_py.connect(document, url=API)
    assert client.thing.list.prepare().url == f"{API}/things"
    assert client.thing.info.prepare("x").url == f"{API}/things/x"
