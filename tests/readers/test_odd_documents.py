"""The oddities of real schema files, each in one small document."""

from pathlib import Path

import pytest

from heroics_py.errors import SchemaError
from heroics_py.model.alternatives import alternatives_of
from heroics_py.model.identifiers import resource_names
from heroics_py.model.link_names import call_names
from heroics_py.readers import read_api

ODD = Path(__file__).parents[1] / "data" / "odd"

# Every call of every document, and the links that it chooses from; a fault is marked with "!".
CALLS = {
    "attributes-called-links.json": {"thing.info": ["GET /things/{thing_definitions}"]},
    "body-is-reference.json": {"thing.create": ["POST /things"]},
    "body-without-type.json": {"thing.create": ["POST /things"]},
    "boolean-subschema.json": {"thing.create": ["POST /things"], "thing.anything": ["POST /anything"]},
    "broken-links.json": {
        "thing.info": ["GET /things/{thing_identity}"],
        "thing.open_brace": ["GET /things/{x !"],
        "thing.no_address": ["GET  !"],
        "thing.elsewhere": ["GET @evil.example/things !"],
    },
    "config-vars.json": {"config_var.info": ["GET /config-vars"], "config_var.update": ["PATCH /config-vars"]},
    "cycle.json": {"thing.info": ["GET /things/{thing_identity}"], "thing.create": ["POST /things"]},
    "dangling.json": {"thing.info": ["GET /things/{thing_identity}"], "thing.create": ["POST /things"]},
    "dialect-unknown.json": {"thing.info": ["GET /things/{thing_identity}"]},
    "documentary-keywords.json": {"thing.info": ["GET /things/{thing_identity}"], "thing.list": ["GET /things"]},
    "duplicate-titles.json": {
        "app": [],
        "thing.list": ["GET /things", "GET /apps/{app_identity}/things"],
        "thing.info": ["GET /things/{thing_identity}"],
        "thing.update": ["PATCH /things/{thing_identity}", "PATCH /things/{thing_identity}"],
        "thing.info_by_app": ["GET /apps/{app_identity}/thing"],
    },
    "embedded-relative-id.json": {
        "thing.info": ["GET /things/{thing_identity}"],
        "thing.part": ["GET /things/{thing_id}/part"],
    },
    "enctypes.json": {"thing.create": ["POST /things"], "thing.upload": ["PUT /things/{thing_identity}/file"]},
    "foreign-patterns.json": {"thing.create": ["POST /things"]},
    "get-with-schema.json": {"thing.search": ["GET /things"]},
    "get-without-target.json": {"thing.info": ["GET /things/{thing_identity}"]},
    "href-spellings.json": {
        "thing.encoded": ["GET /things/{thing_id}"],
        "thing.plain_text": ["GET /things/{thing_id}"],
        "thing.bare": ["GET /things/{thing_id}"],
        "thing.schemata": ["GET /things/{thing_id}"],
        "thing.named": ["GET /things/{id}"],
        "thing.reserved": ["GET /things/{+id}"],
        "thing.query": ["GET /things{?page,size}"],
        "thing.literal_query": ["GET /things?page={page}"],
    },
    "identities.json": {
        "any.info": ["GET /any/{any_identity}"],
        "plain.info": ["GET /plain/{plain_identity}"],
        "absent.info": ["GET /absent/{absent_id}"],
        "empty.info": ["GET /empty/{empty_identity}"],
        "one.info": ["GET /one/{one_identity}"],
        "nested.info": ["GET /nested/{nested_identity}"],
    },
    "inlined.json": {"thing.info": ["GET /things/{thing_id}"]},
    "instances-without-target.json": {"thing.list": ["GET /things"]},
    "listed-without-links.json": {"thing.info": ["GET /things/{thing_identity}"], "event": []},
    "method-case.json": {
        "thing.info": ["GET /things/{thing_identity}"],
        "thing.create": ["POST /things"],
        "thing.broken": ["GET /things !"],
    },
    "nested-links.json": {
        "thing.info": ["GET /things/{thing_identity}"],
        "part.info": ["GET /things/{thing_id}/parts/{thing_part_id}"],
    },
    "newer-keywords.json": {"thing.list": ["GET /things"], "thing.create": ["POST /things"]},
    "no-leading-slash.json": {"thing.info": ["GET things/{thing_identity}"], "thing.list": ["GET things"]},
    "no-method.json": {"thing.info": ["GET /things/{thing_identity}"], "thing.create": ["GET /things"]},
    "no-root-properties.json": {"thing.info": ["GET /things/{thing_identity}"]},
    "no-title.json": {
        "thing.info": ["GET /things/{thing_identity}"],
        "thing.list": ["GET /things"],
        "thing.create": ["POST /things"],
        "thing.delete": ["DELETE /things/{thing_identity}"],
        "thing.post_things_copies": ["POST /things/{thing_identity}/copies"],
    },
    "nullable-body.json": {"thing.create": ["POST /things"]},
    "odd-body-keys.json": {"thing.create": ["POST /things"]},
    "parameter-is-attribute.json": {"thing.by_color": ["GET /colors/{thing_color}/things"]},
    "parameter-is-reference.json": {"thing.info": ["GET /things/{thing_handle}"]},
    "plain-variables.json": {
        "thing.info": ["GET /things/{id}"],
        "thing.part": ["GET /things/{id}/parts/{part-number}"],
    },
    "properties-null.yaml": {"thing.info": ["GET /things/{thing_id}"], "thing.create": ["POST /things"]},
    "reference-lookups.json": {
        "thing.at_the_root": ["GET /things/{id}"],
        "thing.by_document": ["GET /things/{thing_identity}"],
        "thing.by_id": ["GET /things/{other_code}"],
        "thing.without_a_sharp": ["GET /things/{thing_id}"],
        "thing.whole_document": ["POST /things"],
        "odd": [],
    },
    "reference-with-siblings.json": {"thing.info": ["GET /things/{thing_identity}"], "thing.create": ["POST /things"]},
    "rel-missing.json": {
        "thing.info": ["GET /things/{thing_identity}"],
        "thing.get_things": ["GET /things"],
        "thing.delete_things": ["DELETE /things/{thing_identity}"],
    },
    "rels.json": {
        "thing.restart": ["DELETE /things/{thing_identity}"],
        "thing.all": ["GET /things"],
        "thing.stop": ["POST /things/{thing_identity}/actions/stop"],
        "thing.owner": ["GET /things/{thing_identity}/owner"],
    },
    "remote-reference.json": {"thing.info": ["GET /things/{thing_identity}"], "thing.create": ["POST /things"]},
    "repeated-reference.json": {"thing.compare": ["GET /things/{thing_identity}/with/{thing_identity_2}"]},
    "resource-names.json": {
        "config_var_2.info": ["GET /0"],
        "x2fa_token.info": ["GET /1"],
        "class_.info": ["GET /2"],
        "class__2.info": ["GET /3"],
        "close_.info": ["GET /4"],
        "config_var.info": ["GET /5"],
        "本.info": ["GET /6"],
        "unnamed.info": ["GET /7"],
    },
    "schemata-in-combined.json": {"thing.info": ["GET /things/{thing_identity}"], "thing.create": ["POST /things"]},
    "split": {
        "part.info": ["GET /things/{thing_identity}/parts/{part_identity}"],
        "thing.info": ["GET /things/{thing_identity}"],
    },
    "strict-properties.json": {"thing.info": ["GET /things/{thing_identity}"], "thing.create": ["POST /things"]},
    "titles-to-rewrite.json": {
        "thing.list_all_the_things": ["GET /things"],
        "thing.get_things_id": ["GET /things/{thing_identity}"],
        "thing.class_": ["POST /things"],
    },
    "titles-without-letters.json": {
        "thing.一覧": ["GET /things/{thing_identity}"],
        "thing.list": ["GET /things"],
        "thing.post_things_stop": ["POST /things/{thing_identity}/stop"],
    },
    "trailing-comma.json": {"thing.info": ["GET /things/{thing_identity}"]},
    "unknown-link-keywords.json": {"thing.info": ["GET /things/{thing_identity}"]},
    "unresolvable-parameter.json": {
        "thing.info": ["GET /things/{thing_identity}"],
        "thing.gone": ["GET /things/{gone_someid}"],
        "thing.elsewhere": ["GET /things/{schema_id}"],
    },
    "write-without-schema.json": {"thing.create": ["POST /things"], "thing.replace": ["PUT /things/{thing_identity}"]},
}


def api_of(name):
    return read_api(ODD / name)


def link_of(name, title="Create"):
    (link,) = (link for link in api_of(name).links if link.title == title)
    return link


def fields_of(name):
    schema = link_of(name).body.schema
    return schema.dereference().children("properties")


def fields_chosen(schema):
    return [alternative.field for alternative in alternatives_of(schema)]


def calls(api):
    found = {}
    for python, name in resource_names(api.resources).items():
        named = call_names(api.resources[name])
        found |= {} if named else {python: []}
        for call, links in named.items():
            found[f"{python}.{call}"] = [f"{link.method} {link.href}{' !' * bool(link.fault)}" for link in links]
    return found


@pytest.mark.parametrize("name", CALLS)
def test_odd_links_are_calls(name):
    """Every link of an odd document is a call."""
    assert calls(api_of(name)) == CALLS[name]


def test_every_odd_document_is_listed():
    """Every odd document is listed in this module."""
    assert sorted(path.name for path in ODD.iterdir()) == sorted(CALLS)


@pytest.mark.parametrize("name", sorted(CALLS))
def test_base_url_of_odd_documents(name):
    """The base URL of an odd document is its self link."""
    expected = "" if name == "attributes-called-links.json" else "https://odd.example"
    assert api_of(name).url == expected


def test_unknown_dialect_is_draft_4():
    """An unknown dialect is read as draft-04."""
    assert api_of("dialect-unknown.json").documents.dialect == "draft-04"


def test_reference_below_embedded_id():
    """A reference below an embedded id is resolved in the document first, then below the id."""
    part = link_of("embedded-relative-id.json", "Part")
    assert (part.target_schema.node, part.parameters[0].schema.pointer) == (
        {"$ref": "#/definitions/part"},
        "#/definitions/thing/definitions/id",
    )
    assert part.target_schema.dereference().pointer == "#/definitions/thing/definitions/part"


@pytest.mark.parametrize(
    ("field", "address"), [("name", "http://127.0.0.1:9/schema#/name"), ("other", "file:///etc/hosts")]
)
def test_remote_reference_is_rejected(field, address):
    """A reference to another host is rejected, not fetched."""
    with pytest.raises(SchemaError) as caught:
        fields_of("remote-reference.json")[field].dereference()
    assert str(caught.value) == (
        f"the reference {address!r} points to nothing: references to other hosts are never fetched "
        f"(at #/definitions/thing/links/1/schema/properties/{field})"
    )


def test_bodies_share_a_call():
    """Links that differ only in the body share a call."""
    (resource,) = (found for name, found in api_of("duplicate-titles.json").resources.items() if name == "thing")
    bodies = [list(link.body.schema.children("properties")) for link in call_names(resource)["update"]]
    assert bodies == [["name"], ["email"]]


@pytest.mark.parametrize("title", ["Encoded", "Plain text", "Bare", "Schemata", "Named", "Reserved"])
def test_parameter_spellings_are_equal(title):
    """Every spelling of a parameter has the same schema."""
    (parameter,) = link_of("href-spellings.json", title).parameters
    assert parameter.schema.dereference().pointer == "#/definitions/thing/definitions/id"


@pytest.mark.parametrize(
    ("title", "pointer"),
    [
        ("At the root", "#/definitions/id"),
        ("By document", "#/definitions/thing/definitions/identity"),
        ("By id", "#/definitions/odd/definitions/code"),
        ("Without a sharp", "#/definitions/thing/definitions/id"),
    ],
)
def test_reference_rules(title, pointer):
    """A reference is resolved by each rule in turn."""
    assert link_of("reference-lookups.json", title).parameters[0].schema.pointer == pointer


def test_document_is_definition():
    """A whole document is the definition of its name."""
    schema = link_of("reference-lookups.json", "Whole document").body.schema
    assert schema.dereference().pointer == "#/definitions/thing"


def test_forms_of_identity():
    """Each form of identity names its attributes."""
    found = {
        name: None if resource.identity is None else fields_chosen(resource.identity)
        for name, resource in api_of("identities.json").resources.items()
    }
    assert found == {
        "any": ["id", "name"],
        "plain": ["id"],
        "absent": None,
        "empty": None,
        "one": ["id", "name"],
        "nested": ["id", "name", "id", "name"],
    }


def test_ranges_without_comments():
    """The ``ranges`` of a list are read, comments among them are not."""
    info, listed = api_of("documentary-keywords.json").links
    assert (info.stability, listed.ranges, "Bearer" in repr(info)) == ("development", ("id",), False)


def test_resource_cycle_is_lazy():
    """A cycle through resources is followed only as far as it is used."""
    parent = fields_of("cycle.json")["parent"]
    for _ in range(50):
        parent = parent.dereference().children("properties")["parent"]
    assert parent.dereference().pointer == "#/definitions/thing"


def test_reference_cycle_is_an_error():
    """A cycle of references is an error that names it."""
    twin = api_of("cycle.json").resources["thing"].schema.children("properties")["twin"]
    with pytest.raises(SchemaError, match=r"references go round in a circle: .*/twin -> .*/other -> .*/twin"):
        twin.dereference()


def test_parameter_may_be_reference():
    """A parameter may itself be a reference."""
    (parameter,) = link_of("parameter-is-reference.json", "Info").parameters
    assert (parameter.name, fields_chosen(parameter.schema)) == ("thing_handle", ["id"])


def test_parameter_may_be_attribute():
    """A parameter may be an attribute, and has its description."""
    (parameter,) = link_of("parameter-is-attribute.json", "By color").parameters
    assert (fields_chosen(parameter.schema), parameter.description) == (["color"], "color of the thing")


def test_siblings_of_ref_are_ignored():
    """Keywords next to $ref are ignored."""
    assert fields_of("reference-with-siblings.json")["name"].dereference().node["type"] == ["string"]


def test_any_field_name():
    """A body may have fields with any name."""
    assert list(fields_of("odd-body-keys.json")) == ["in", "filter[ids]", "name", "x-y"]


def test_default_method_is_get():
    """A link without a method is a GET, and its schema is the query."""
    link = link_of("no-method.json")
    assert (link.method, list(link.query.children("properties")), link.body) == ("GET", ["name"], None)


@pytest.mark.parametrize("title", ["Create", "Replace"])
def test_body_without_schema(title):
    """A POST without a schema accepts any body."""
    body = link_of("write-without-schema.json", title).body
    assert (body.schema, body.media_type) == (None, "application/json")


def test_get_schema_is_query():
    """The schema of a GET is its query."""
    link = link_of("get-with-schema.json", "Search")
    assert (list(link.query.children("properties")), link.query.node["required"], link.body) == (
        ["name", "open"],
        ["name"],
        None,
    )


def test_body_may_be_reference():
    """A body may be a reference."""
    assert list(fields_of("body-is-reference.json")) == ["name"]


def test_strict_properties_are_rewritten():
    """StrictProperties is rewritten as draft-04 spells it."""
    node = link_of("strict-properties.json").body.schema.node
    assert ("required" in node, node["additionalProperties"]) == (False, False)


def test_boolean_schema():
    """A boolean schema accepts everything or nothing."""
    fields = fields_of("boolean-subschema.json")
    anything = link_of("boolean-subschema.json", "Anything").body.schema
    assert (fields["any"].node, fields["never"].node, anything.node) == ({}, {"not": {}}, {})


def test_attributes_named_like_keywords():
    """Attributes may be named links, properties and definitions."""
    thing = api_of("attributes-called-links.json").resources["thing"]
    assert list(thing.schema.children("properties")) == ["links", "properties", "definitions"]


def test_unresolved_parameter_takes_string():
    """A parameter that can't be resolved accepts any string."""
    titles = ["Gone", "Elsewhere"]
    found = [link_of("unresolvable-parameter.json", title).parameters[0] for title in titles]
    assert [(parameter.schema, parameter.required) for parameter in found] == [(None, True), (None, True)]


@pytest.mark.parametrize(
    ("title", "media_type"), [("Create", "application/x-www-form-urlencoded"), ("Upload", "multipart/form-data")]
)
def test_enc_type_of_body(title, media_type):
    """The media type of a body is the link's encType."""
    assert link_of("enctypes.json", title).body.media_type == media_type


def test_null_properties_are_empty():
    """Properties that are null are empty."""
    body = link_of("properties-null.yaml").body
    assert body.schema.children("properties") == {}


def test_dangling_reference_is_isolated():
    """A dangling reference is an error only where it is followed."""
    resource = api_of("dangling.json").resources["thing"]
    fields = resource.schema.children("properties")
    assert (fields["id"].dereference().node["type"], [link.fault for link in resource.links]) == (["string"], ["", ""])
    with pytest.raises(SchemaError) as caught:
        fields["size"].dereference()
    assert (str(caught.value), caught.value.pointer) == (
        "the reference '#/definitions/size' points to nothing (at #/definitions/thing/properties/size)",
        "#/definitions/thing/properties/size",
    )


def test_split_files_by_id_and_path():
    """Split files refer to each other by id and by path."""
    part = api_of("split").resources["part"]
    fields = {name: schema.dereference().pointer for name, schema in part.schema.children("properties").items()}
    assert fields == {"number": "part.yaml#/definitions/number", "thing": "thing.json#"}
