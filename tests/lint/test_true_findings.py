"""What the findings of hyper-schemas say about links, and that they say nothing of what is as it should be."""

import pytest

from heroics_py import check

URIS = {
    "draft-04": "http://json-schema.org/draft-04/hyper-schema#",
    "draft-06": "http://json-schema.org/draft-06/hyper-schema#",
    "draft-07": "http://json-schema.org/draft-07/hyper-schema#",
    "2019-09": "https://json-schema.org/draft/2019-09/hyper-schema",
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
}
NEWER = [draft for draft in URIS if draft != "draft-04"]
REFERENCE = "{(%23%2Fdefinitions%2Fthing%2Fdefinitions%2Fslug)}"


def found(*links, draft="draft-04", **thing):
    """Return the findings for a resource with these links, as a dict of kinds to effects."""
    links = [{"title": "Do", "rel": "self", "href": "https://api.example.com/x", **each} for each in links]
    document = {"$schema": URIS[draft], "definitions": {"thing": {"type": "object", **thing, "links": links}}}
    return {finding.kind: finding for finding in check(document)}


@pytest.mark.parametrize("draft", URIS)
@pytest.mark.parametrize("href", ["mailto:{name}", "tel:{name}", "urn:x:{name}"])
def test_links_that_are_never_sent(draft, href):
    """Nothing is said about the method, answer, fields and identity of a link that is not for the API."""
    link = {"rel": "author", "href": href, "schema": {"properties": {"a-b": {}}}}
    silent = {"no-method", "no-target", "unusual-rel", "get-with-schema", "untyped-body", "odd-fields", "no-identity"}
    assert not silent & found(link, draft=draft).keys()


def test_faulty_link_has_no_other_effect():
    """A link that can't be called is no GET, and has no answer."""
    assert not {"no-method", "no-target"} & found({"href": "/x/{"}).keys()


@pytest.mark.parametrize(
    ("draft", "keyword", "is_noted"),
    [("draft-04", "id", True), ("draft-04", "$id", False), *((draft, "id", False) for draft in NEWER)],
)
def test_embedded_id_counts_by_its_draft(draft, keyword, is_noted):
    """An embedded id is noted only in the drafts where references are relative to it."""
    thing = {keyword: "https://api.example.com/thing.json"}
    assert ("embedded-id" in found({}, draft=draft, **thing)) is is_noted


@pytest.mark.parametrize(
    ("own", "order"),
    [
        ("https://api.example.com/thing.json", "below the id, then in the document"),
        ("schemata/thing", "in the document, then below the id"),
    ],
)
def test_embedded_id_says_where_references_lead(own, order):
    """The finding says what references inside are relative to: the id, unless files were combined."""
    thing = {"properties": {"id": {"$ref": "#/definitions/thing/definitions/id"}}, "definitions": {"id": {}}}
    assert found({}, id=own, **thing)["embedded-id"].effect == f"references inside are looked up {order}"


def test_reference_after_a_variable():
    """A variable before a reference is not taken for the reference."""
    link = {"href": f"/x/{{plain}}/{REFERENCE}"}
    assert "unresolvable-parameter" not in found(link, definitions={"slug": {}})


def test_variables_of_one_attribute():
    """Two variables that mean the same attribute are not one reference twice."""
    kinds = found({"href": "/x/{id}/{thing_id}"}, properties={"id": {"type": "string"}})
    assert "repeated-reference" not in kinds


def test_href_that_is_a_variable():
    """A variable that is the whole href takes a path or URL."""
    assert found({"href": "{self}"})["plain-variable"].effect == "it takes a path or URL as a record holds it"


def test_identity_that_is_an_attribute():
    """An attribute that the identity refers to is as good as the identity."""
    slug = {"slug": {"type": "string"}}
    identity = {"identity": {"$ref": "#/definitions/thing/definitions/slug"}}
    assert "parameter-attribute" in found({"href": f"/x/{REFERENCE}"}, definitions=slug)
    assert "parameter-attribute" not in found({"href": f"/x/{REFERENCE}"}, definitions={**slug, **identity})


def test_variables_of_href_schema_are_no_attributes():
    """What hrefSchema describes comes from the caller, and is not an attribute."""
    link = {"href": "/x/{+url}{/a}", "hrefSchema": {"properties": {"url": {"type": "string"}, "a": {"minLength": 1}}}}
    assert "parameter-attribute" not in found(link, draft="draft-07")


def test_links_below_another_thing_have_no_identity():
    """A resource that is only listed below another one shows no identity in its hrefs."""
    other = {"definitions": {"identity": {}}, "links": [{"rel": "self", "href": "/o", "method": "GET"}]}
    link = {"rel": "instances", "href": "/o/{(%23%2Fdefinitions%2Fother%2Fdefinitions%2Fidentity)}/x"}
    document = {"definitions": {"thing": {"links": [link]}, "other": other}}
    assert "no-identity" not in {finding.kind for finding in check(document)}


@pytest.mark.parametrize(
    ("schema", "kind", "words"),
    [
        ({"properties": {"a": {}}}, "untyped-body", "they are keywords of the query"),
        ({"type": ["object", "null"]}, "nullable-body", "the query may be null"),
        ({"patternProperties": {"^x-": {}}}, "free-map", "a field of the query"),
        ({"$ref": "#/definitions/thing"}, "body-reference", "the query is a single reference"),
    ],
)
def test_query_is_not_called_a_body(schema, kind, words):
    """The schema of a GET describes its query."""
    finding = found({"method": "GET", "schema": schema})[kind]
    assert words in f"{finding.message}; {finding.effect}"


@pytest.mark.parametrize(("method", "is_odd"), [("POST", True), ("GET", False)])
def test_odd_fields_are_those_of_bodies(method, is_odd):
    """Queries take fields with any name as keywords; bodies take identifiers."""
    link = {"method": method, "schema": {"type": "object", "properties": {"page[size]": {}, "a-b": {}}}}
    assert ("odd-fields" in found(link)) is is_odd


def test_strict_properties_forbid_other_fields():
    """For a request, strictProperties forbids other fields and requires none; without properties it says nothing."""
    schema = {"type": "object", "strictProperties": True}
    link = {"method": "POST", "schema": {**schema, "properties": {"a": {}}}}
    effect = "a request may have no other fields; strictProperties makes none of them required"
    assert found(link)["strict-properties"].effect == effect
    assert "strict-properties" not in found({"method": "POST", "schema": schema})


def test_reference_with_fields_beside_it():
    """From 2019-09 on, a body with fields beside its reference is not a single reference."""
    link = {"submissionSchema": {"$ref": "#/definitions/thing", "properties": {"a": {}}}}
    assert "body-reference" not in found(link, draft="2019-09")


def test_required_next_to_a_reference():
    """A property with required: true is required next to a reference, too; other keywords are ignored there."""
    kinds = found({}, properties={"a": {"$ref": "#/definitions/thing", "required": True}})
    assert "beside-reference" not in kinds
    kinds = found({}, properties={"a": {"$ref": "#/definitions/thing", "required": ["b"]}})
    assert "beside-reference" in kinds


def test_strict_properties_next_to_a_reference():
    """What a draft ignores next to a reference is not said to count."""
    schema = {"$ref": "#/definitions/thing", "strictProperties": True, "properties": {}}
    assert "strict-properties" not in found({"method": "POST", "schema": schema})


@pytest.mark.parametrize(
    ("links", "effect"),
    [
        ({"href": "/x", "rel": "self"}, "it is one link"),
        ({"info": {"href": "/x"}, "other": {}}, "each value with an href is a link"),
    ],
)
def test_links_that_are_an_object(links, effect):
    """An object in place of a list of links is one link, or has links by name."""
    findings = check({"$schema": URIS["draft-04"], "links": links})
    assert [finding.effect for finding in findings if finding.kind == "links-object"] == [effect]


@pytest.mark.parametrize(
    ("method", "older", "unused"), [("GET", {}, True), ("PUT", {"schema": {}}, True), ("PUT", {}, False)]
)
def test_submission_schema_beside_a_method(method, older, unused):
    """A submissionSchema counts unless the method has no body, or schema describes it."""
    effect = found({"method": method, "submissionSchema": {"type": "object"}, **older})["mixed-drafts"].effect
    assert ("submissionSchema is not used" in effect) is unused


def test_put_with_a_submission_schema_is_json():
    """A PUT whose body submissionSchema describes is JSON unless a keyword says otherwise."""
    assert "media-type" not in found({"method": "PUT", "submissionSchema": {"type": "object"}})


@pytest.mark.parametrize(
    "schema",
    [
        {"items": [{}], "additionalItems": False},
        {"additionalProperties": True},
        {"contains": False},
        {"prefixItems": [False]},
        {"propertyNames": False},
    ],
)
def test_booleans_that_draft_04_has_or_ignores(schema):
    """A boolean is noted only where draft-04 expects a schema."""
    assert "boolean-schema" not in found({}, properties={"a": schema})
    assert "boolean-schema" in found({}, properties={"a": {"items": False}})


@pytest.mark.parametrize("draft", NEWER)
@pytest.mark.parametrize(("keyword", "value"), [("rel", {"a": 1}), ("title", 3)])
def test_malformed_keyword_of_newer_link(draft, keyword, value):
    """What is ignored in a link, and leaves it out for `resolve_links`, is found once."""
    kinds = found({keyword: value}, draft=draft)
    assert kinds["malformed-keyword"].effect == "it is ignored, and resolve_links leaves the link out"
    assert not {"no-rel", "invalid-keyword"} & kinds.keys()


@pytest.mark.parametrize(
    ("draft", "keyword", "is_known"),
    [
        ("draft-04", "media", True),
        ("draft-06", "media", True),
        ("draft-07", "media", False),
        ("draft-04", "base", False),
        ("draft-07", "base", True),
    ],
)
def test_keywords_of_schemas_by_draft(draft, keyword, is_known):
    """A keyword is invalid only in a draft that has it."""
    assert ("invalid-keyword" in found({}, draft=draft, **{keyword: 3})) is is_known


@pytest.mark.parametrize(
    ("href_schema", "is_found"), [(False, False), ({"properties": {"id": False}}, False), ({}, True)]
)
def test_self_with_href_schema(href_schema, is_found):
    """A self link is invalid only if a caller may pass values for its href."""
    kinds = found({"href": "/x/{id}", "hrefSchema": href_schema}, draft="2019-09")
    assert ("invalid-keyword" in kinds) is is_found


@pytest.mark.parametrize("main", ["draft-04", "2019-09"])
def test_links_are_checked_by_their_own_draft(main):
    """A part of another draft than its document has the rules of its own."""
    link = {"rel": [], "href": "/x", "title": "Do"}
    things = {draft: {"$schema": URIS[draft], "links": [link]} for draft in ("draft-04", "2019-09")}
    findings = check({"$schema": URIS[main], "definitions": things})
    places = [finding.pointer for finding in findings if finding.kind == "invalid-keyword"]
    assert places == ["#/definitions/2019-09/links/0"]


@pytest.mark.parametrize("schema", [{"properties": {"a": "text"}}, {"anyOf": [{}, 7]}, {"items": 3}])
def test_part_that_is_no_schema_is_ignored(schema):
    """A part that is not a schema is ignored by requests, and is not an error."""
    finding = found({"method": "POST", "schema": schema})["no-schema"]
    assert (finding.severity, finding.effect) == ("warning", "it is ignored; a reference to it raises SchemaError")


def test_checked_variable_without_a_schema():
    """A variable with text in place of a schema can't be passed, which is an error."""
    finding = found({"href": "/x/{+a}"}, properties={"a": "text"})["unresolvable-parameter"]
    assert (finding.severity, finding.effect) == ("error", "a call with it raises SchemaError")


def test_title_that_is_a_keyword():
    """A title that Python reserves is not said to have odd characters."""
    assert found({"title": "Import"})["rewritten-title"].message == "the title 'Import' is a Python keyword"


def test_example_in_an_href():
    """Hrefs take any text, so an example that fails its schema there changes nothing."""
    finding = found({"href": f"/x/{REFERENCE}"}, definitions={"slug": {"type": "string", "example": 3}})
    assert finding["invalid-example"].effect == "hrefs are filled with any text"


@pytest.mark.parametrize("draft", NEWER)
def test_newer_draft_has_only_notes(draft):
    """A document whose only oddity is to be of a newer draft has no error or warning."""
    links = [
        {"href": "https://api.example.com/a/{id}{#v}", "templatePointers": {"id": "/id"}, "templateRequired": ["id"],
         "submissionSchema": {"const": 1}, "targetSchema": {"$ref": "#/definitions/thing"}},
        {"rel": "next", "href": "{+id}{?page}", "hrefSchema": {"properties": {"page": True, "id": False}}},
        {"rel": "author", "href": "mailto:{id}@example.org"},
        {"rel": "up", "href": "..", "targetHints": {"allow": ["GET"]}, "anchor": "#", "anchorPointer": ""},
    ]  # fmt: skip
    thing = {
        "base": "https://api.example.com/",
        "properties": {"id": {"exclusiveMinimum": 0}, "t": True, "u": False, "p": {"prefixItems": [True]}},
        "definitions": {"part": {"$id": "https://api.example.com/part", "contains": True}},
    }
    assert {finding.severity for finding in check({"$schema": URIS[draft], **document(links, thing)})} <= {"note"}


def document(links, thing):
    """Return a document with one resource."""
    named = [{"title": f"Link {number}", "rel": "self", **link} for number, link in enumerate(links)]
    return {"base": "https://api.example.com/", "definitions": {"thing": {**thing, "links": named}}}
