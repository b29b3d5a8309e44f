"""Reading a hyper-schema: its resources, its links, and the model."""

import copy
import pickle

import pytest
from small_schemas import link_of, small

from heroics_py.model.alternatives import alternatives_of
from heroics_py.model.api import Link
from heroics_py.readers import read_api


def test_heroku_schemas_have_no_fault():
    """Both Heroku schemas are read completely and without a fault."""
    apis = [read_api("heroku-platform-api-0.5.0"), read_api("heroku-platform-api")]
    assert [(len(api.resources), len(api.links), api.url) for api in apis] == [
        (58, 171, "https://api.heroku.com"),
        (63, 189, "https://api.heroku.com"),
    ]
    assert [link.pointer for api in apis for link in api.links if link.fault] == []


def test_heroku_parameters_resolve():
    """Every href parameter of the Heroku schemas has an owner and a schema."""
    apis = [read_api("heroku-platform-api-0.5.0"), read_api("heroku-platform-api")]
    parameters = [parameter for api in apis for link in api.links for parameter in link.parameters]
    assert [parameter for parameter in parameters if not parameter.owner or not alternatives_of(parameter.schema)] == []


def test_readings_are_equal():
    """Two readings of one document are equal."""
    assert read_api("heroku") == read_api("heroku")


def test_different_documents_are_unequal():
    """Readings of different documents are not equal."""
    assert read_api(small()) != read_api(small(title="Look"))


def test_api_is_frozen():
    """An Api can't be changed."""
    api = read_api(small())
    with pytest.raises(AttributeError):
        api.url = "https://elsewhere.example"
    with pytest.raises(TypeError):
        api.resources["thing"] = None


def test_later_changes_have_no_effect():
    """Changes to a dict after it was read have no effect."""
    document = small()
    api = read_api(document)
    document["definitions"]["thing"]["links"][0]["href"] = "/elsewhere"
    assert api == read_api(small())


def test_api_can_be_pickled_and_copied():
    """An Api can be pickled and copied."""
    api = read_api("heroku")
    assert [pickle.loads(pickle.dumps(api)) == api, copy.deepcopy(api) == api] == [True, True]


def test_resource_is_read_once():
    """A resource is read at its first use, and only once."""
    resources = read_api("heroku").resources
    before = list(resources._values)
    assert (before, resources["app"] is resources["app"], list(resources._values)) == ([], True, ["app"])


def test_fields_of_a_link():
    """Every field of a link is read."""
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
        name="create",
        description="Makes one.",
        parameters=link.parameters,
        body=link.body.replaced(
            schema=place.schema_at("#/definitions/thing/links/0/schema"), media_type="multipart/form-data"
        ),
        target_schema=place.schema_at("#/definitions/thing/links/0/targetSchema"),
        media_type="text/plain",
        ranges=("id",),
        stability="beta",
        pointer="#/definitions/thing/links/0",
    )


@pytest.mark.parametrize(
    ("method", "query", "body"),
    [("GET", True, False), ("HEAD", True, False), ("POST", False, True), ("DELETE", False, True), ("PUT", False, True)],
)
def test_schema_is_query_or_body(method, query, body):
    """The schema of a link is its query or its body, depending on the method."""
    link = link_of(small(method=method, schema={}))
    assert (link.query is not None, link.body is not None) == (query, body)


def test_base_url_is_first_self_link():
    """The base URL is the first absolute self link of the root."""
    hrefs = ["/schema", "https://{region}.example", "https://api.example/v1/", "https://other.example"]
    document = {**small(), "links": [{"rel": "self", "href": href} for href in hrefs]}
    assert read_api(document).url == "https://api.example/v1/"


def test_fault_is_isolated():
    """A fault disables its own link, and no other."""
    document = small(href=["/x"])
    document["definitions"]["thing"]["links"].append({"title": "Good", "href": "/good"})
    bad, good = read_api(document).links
    assert (bad.fault, good.fault, good.href) == (
        "invalid href: expected a string, got list",
        "",
        "/good",
    )


def test_bookshelf_examples_are_valid():
    """Every example of the bookshelf is valid."""
    from heroics_py.validation.checker import validate

    api = read_api("bookshelf")
    schemas = [
        schema.dereference()
        for resource in api.resources.values()
        for schema in [
            *resource.schema.children("definitions").values(),
            *resource.schema.children("properties").values(),
        ]
    ]
    examples = [(schema, schema.node["example"]) for schema in schemas if "example" in schema.node]
    assert len(examples) > 30
    assert [(schema.pointer, problems) for schema, value in examples if (problems := validate(schema, value))] == []


def names(document):
    return {name: [link.title for link in resource.links] for name, resource in read_api(document).resources.items()}


def test_attributes_are_no_resources():
    """The attributes of a single resource are not resources."""
    document = {
        "id": "schemata/thing",
        "definitions": {"id": {"type": "string"}},
        "properties": {"id": {"$ref": "#/definitions/id"}, "links": {"type": "array"}, "definitions": {}},
        "links": [{"title": "List", "href": "/things"}],
    }
    assert names(document) == {"thing": ["List"]}


def test_resource_without_links():
    """What a root lists without links is a resource too."""
    document = small()
    document["definitions"]["event"] = {"type": "object"}
    document["properties"]["event"] = {"$ref": "#/definitions/event"}
    assert names(document) == {"thing": ["Info"], "event": []}


def test_nested_links_are_found():
    """Links in nested definitions are found."""
    document = small()
    part = {"links": [{"title": "Turn", "href": "/turn"}]}
    document["definitions"]["thing"]["definitions"]["part"] = part
    assert names(document) == {"thing": ["Info"], "part": ["Turn"]}


def test_deep_links_identify_dialect():
    """Links deep in the definitions identify a hyper-schema."""
    part = {"links": [{"title": "Turn", "href": "/turn"}]}
    assert names({"definitions": {"thing": {"definitions": {"part": part}}}}) == {"part": ["Turn"]}


def test_part_without_link_is_no_resource():
    """A part of a definition without links is not a resource."""
    document = small()
    document["definitions"]["thing"]["definitions"]["owner"] = {"links": []}
    document["definitions"]["event"] = {"links": []}
    assert names(document) == {"thing": ["Info"], "event": []}


def test_taken_name_becomes_pointer():
    """A nested resource whose name is taken is named by its pointer."""
    document = small()
    document["definitions"]["thing"]["definitions"]["thing"] = {"links": [{"title": "Turn", "href": "/turn"}]}
    assert names(document) == {"thing": ["Info"], "definitions/thing/definitions/thing": ["Turn"]}


def test_links_of_combined_root():
    """The links of a combined root are a resource if they do more than name it."""
    links = [{"rel": "self", "href": "/schema"}, {"rel": "search", "title": "Search", "href": "/search"}]
    document = {**small(), "id": "schemata/shop", "links": links}
    assert names(document) == {"thing": ["Info"], "shop": ["", "Search"]}


def test_any_resource_name():
    """A resource name may contain any character."""
    document = small()
    odd = {"links": [{"title": "Go", "href": "/go"}], "definitions": {"identity": {"type": "string"}}}
    spelled = ["100%", "a%2Fb", "a/b", "a~b", "a#b", "", " ", "🎉", "本"]
    document["definitions"].update(dict.fromkeys(spelled, odd))
    resources = read_api(document).resources
    assert {name: resources[name].identity.raw for name in spelled} == {name: {"type": "string"} for name in spelled}


def test_draft_3_required_is_rewritten():
    """``required: true`` of draft-03 is rewritten as draft-04 spells it."""
    fields = {"name": {"type": "string", "required": True}, "age": {"type": "integer", "required": False}}
    body = link_of(small(method="POST", schema={"properties": fields})).body
    assert (body.schema.node["required"], body.schema.child("properties", "name").node) == (
        ["name"],
        {"type": "string"},
    )


def test_draft_3_properties_are_fields():
    """Draft-03 spells the fields of a link ``properties``."""
    link = {"rel": "create", "method": "POST", "href": "/x", "properties": {"name": {"required": True}}}
    body = link_of({"$schema": "http://json-schema.org/draft-03/hyper-schema", "links": [link]}).body
    assert (body.schema.node["required"], list(body.schema.children("properties"))) == (["name"], ["name"])


def test_strict_properties_of_a_request():
    """A request with StrictProperties accepts no other property, and may leave out any."""
    node = link_of(small(schema={"strictProperties": True, "properties": {"a": {}, "b": {}}})).query.node
    assert (node["additionalProperties"], "required" in node) == (False, False)


def test_strict_properties_of_a_response():
    """A response with StrictProperties has all properties and no other."""
    link = link_of(small(targetSchema={"strictProperties": True, "properties": {"a": {}, "b": {}}}))
    assert (link.target_schema.node["additionalProperties"], link.target_schema.node["required"]) == (False, ["a", "b"])


def test_strict_properties_of_a_submission():
    """A body in the keywords of newer drafts may leave out what StrictProperties names, too."""
    strict = {"strictProperties": True, "properties": {"a": {}, "b": {}}, "required": ["b"]}
    _, link = read_api(small(submissionSchema=strict)).links
    assert link.body.schema.node["required"] == ["b"]
