"""Keywords that OpenAPI adds to JSON Schema, or gives a meaning of its own, in the calls that they decide on."""

import jsonschema
import pytest

import heroics_py
from heroics_py import CallError, ValidationError

VERSIONS = pytest.mark.parametrize("version", ["3.0.4", "3.1.1"])


def ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def act(schema, schemas=None, version="3.1.1", **document):
    """Return the link of an operation whose body has this schema."""
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    operation = {"tags": ["Things"], "operationId": "act", "requestBody": body, "responses": {"204": {}}}
    root = {
        "openapi": version,
        "info": {"title": "Things", "version": "1"},
        "servers": [{"url": "https://things.example"}],
        "paths": {"/things": {"post": operation}},
        "components": {"schemas": schemas or {}},
        **document,
    }
    return heroics_py.connect(root, cache=None, prefetch=False).thing.act


def refusal(link, value):
    """Return the text of the error for a body, without its last sentence; empty if the body is sent."""
    try:
        link.prepare(value)
    except ValidationError as error:
        text, _, way_out = str(error).removeprefix("thing.act: ").rpartition("with_options(")
        assert way_out == "validate=False) sends it all the same"
        return text.rstrip("; \n")
    return ""


def animal(kind, **fields):
    return {"type": "object", "required": ["kind"], "properties": {"kind": kind, **fields}}


CAT = animal({"type": "string", "enum": ["cat"]}, meow={"type": "boolean"})
DOG = animal({"type": "string", "enum": ["dog"]}, bark={"type": "integer"})
ANIMALS = {"Cat": CAT, "Dog": DOG}
VAGUE = {
    "Cat": {"type": "object", "properties": {"kind": {"type": "string"}, "meow": {"type": "boolean"}}},
    "Dog": {"type": "object", "properties": {"kind": {"type": "string"}, "bark": {"type": "integer"}}},
}


def choice(keyword="oneOf", names=("Cat", "Dog"), **discriminator):
    return {keyword: [ref(name) for name in names], "discriminator": {"propertyName": "kind", **discriminator}}


# Discriminators (3.0.4, 4.7.25; 3.1.1, 4.8.25)


@VERSIONS
@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize(
    "mapping", [{}, {"mapping": {"cat": "Dog"}}, {"mapping": {"tom": "#/components/schemas/Cat", "x": "none.json"}}, 7]
)
def test_discriminator_changes_nothing(version, keyword, mapping):
    """A value is valid with a discriminator exactly if it is without."""
    discriminator = mapping if isinstance(mapping, dict) else {"mapping": mapping}
    for schemas in (ANIMALS, VAGUE):
        named = act(choice(keyword, **discriminator), schemas, version)
        plain = act({keyword: [ref("Cat"), ref("Dog")]}, schemas, version)
        for value in ({}, {"kind": "cat"}, {"kind": "Dog", "bark": "x"}, {"kind": "cow"}, {"meow": 1, "bark": 1}):
            assert bool(refusal(named, value)) == bool(refusal(plain, value)), (schemas, value)


@VERSIONS
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"kind": "cat"}, ""),
        ({"kind": "cat", "meow": 3}, "meow: expected boolean, got 3 (integer) (as Cat)"),
        ({"kind": "cow"}, "kind: expected one of 'cat', 'dog', got 'cow'"),
        ({}, "kind: is required"),
    ],
)
def test_discriminator_without_mapping(version, value, expected):
    """Without a mapping, the listed values of the field say whose problems are meant."""
    assert refusal(act(choice(), ANIMALS, version), value) == expected


@pytest.mark.parametrize("target", ["Dog", "#/components/schemas/Dog", "./schemas/Dog.yaml", "https://x.example/Dog"])
def test_mapping_chooses_problems(target):
    """A mapping names a schema by name, reference or URI; the problems of that one are reported."""
    link = act(choice("anyOf", mapping={"hund": target}), VAGUE)
    assert (
        refusal(link, {"kind": "hund", "bark": "x", "meow": 7}) == "bark: expected integer, got 'x' (string) (as Dog)"
    )
    assert refusal(link, {"kind": "Cat", "bark": "x", "meow": 7}) == "meow: expected boolean, got 7 (integer) (as Cat)"


def test_default_mapping_chooses_problems():
    """Without the field, the default mapping says whose problems are meant (3.2.0, 4.25.1)."""
    link = act(choice("anyOf", defaultMapping="Cat"), VAGUE, "3.2.0")
    assert refusal(link, {"bark": "x", "meow": 7}) == "meow: expected boolean, got 7 (integer) (as Cat)"


def test_several_alternatives_match():
    """A value that matches several alternatives of oneOf is told which."""
    assert refusal(act(choice(), VAGUE), {"kind": "Cat"}).startswith("matches both alternatives (Cat and Dog), ")
    three = {"oneOf": [{"title": name, "required": [name]} for name in "abc"]}
    assert refusal(act(three), {"a": 1, "c": 1}).startswith("matches 2 of the 3 alternatives (a and c), ")


def test_no_alternative_matches():
    """A value that matches no alternative is told why not, for each."""
    three = {"oneOf": [{"title": name, "type": "object", "required": [name]} for name in "abc"]}
    assert refusal(act(three), {"x": 1}) == (
        "matches none of the 3 alternatives: a (a: is required), b (b: is required) and c (c: is required)"
    )


BASE = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": {"type": "string"}},
    "discriminator": {"propertyName": "kind"},
}
FAMILY = {
    "Base": BASE,
    "Cat": {"allOf": [ref("Base"), {"required": ["meow"], "properties": {"meow": {"type": "boolean"}}}]},
    "Siamese": {"allOf": [ref("Cat")], "properties": {"blue": {"type": "string"}}},
}


@VERSIONS
def test_subtypes_offer_their_fields(version):
    """The fields of the schemas that extend a base are keywords, and the base alone validates (3.1.1, 4.8.25.1)."""
    link = act(ref("Base"), FAMILY, version)
    assert link.prepare(kind="Siamese", meow=True, blue="x").body == b'{"kind":"Siamese","meow":true,"blue":"x"}'
    assert link.prepare(kind="Cat", meow="not checked").body == b'{"kind":"Cat","meow":"not checked"}'
    assert refusal(link, {"meow": True}) == "kind: is required"
    with pytest.raises(CallError, match="did you mean 'meow'"):
        link.prepare(kind="Cat", meoww=True)


@pytest.mark.parametrize("keyword", ["additionalProperties", "unevaluatedProperties"])
def test_closed_base_takes_fields_of_subtypes(keyword):
    """A closed base takes the fields of what extends it, which could never be sent otherwise, and no others."""
    link = act(ref("Base"), {**FAMILY, "Base": {**BASE, keyword: False}})
    assert link.prepare(kind="Cat", meow=True).body == b'{"kind":"Cat","meow":true}'
    assert refusal(link, {"kind": "Cat", "purr": 1}).startswith("purr: is not a field of this object")


@VERSIONS
def test_base_that_lists_its_subtypes(version):
    """A base may list in oneOf the schemas that extend it by allOf."""
    base = {**BASE, "oneOf": [ref("Cat"), ref("Dog")]}
    base["properties"] = {"kind": {"type": "string"}, "friend": ref("Base")}
    dog = {"allOf": [ref("Base"), {"required": ["bark"], "properties": {"bark": {"type": "integer"}}}]}
    cat = {"allOf": [ref("Base"), {"properties": {"meow": {"type": "boolean"}}}]}
    for schema in (ref("Base"), ref("Cat")):
        link = act(schema, {"Base": base, "Cat": cat, "Dog": dog}, version)
        assert link.prepare(kind="Cat", meow=True, friend={"kind": "Cat"}).body.startswith(b'{"kind":"Cat"')
        assert refusal(link, {"kind": "Cat", "friend": {}}) == "friend.kind: is required"
        assert refusal(link, {"kind": "Cat", "meow": 7, "bark": "x"}).startswith("meow: expected boolean, got 7")


def chat():
    """Return the schemas of a chat: messages, parts and tools, each with a discriminator, a hundred times."""

    def variants(name, count, **fields):
        named = {
            f"{name}{number}": animal({"type": "string", "enum": [f"{name.lower()}{number}"]}, **fields)
            | {"required": ["kind", *fields]}
            for number in range(count)
        }
        return named, choice(names=tuple(named))

    parts, part = variants("Part", 30, text={"type": "string"})
    contents = {"oneOf": [{"type": "string"}, {"type": "array", "items": part}]}
    messages, message = variants("Message", 40, content=contents)
    tools, tool = variants("Tool", 30, call=part)
    whole = {
        "type": "object",
        "required": ["messages"],
        "properties": {"messages": {"type": "array", "items": message}, "tools": {"type": "array", "items": tool}},
    }
    return whole, {**parts, **messages, **tools}


def test_problem_within_many_discriminators():
    """In a hundred alternatives, only the chosen one's problem is reported, with its place."""
    whole, schemas = chat()
    link = act(whole, schemas)
    good = {"kind": "message7", "content": [{"kind": f"part{number}", "text": "x"} for number in range(30)]}
    tools = [{"kind": f"tool{number}", "call": {"kind": "part1", "text": "y"}} for number in range(30)]
    assert refusal(link, {"messages": [good] * 20, "tools": tools}) == ""
    bad = {"kind": "message3", "content": [{"kind": "part5"}]}
    assert refusal(link, {"messages": [good, bad]}) == "messages.1.content.0.text: is required (as Part5)"
    assert refusal(link, {"messages": [{"kind": "message3"}]}) == "messages.0.content: is required (as Message3)"


# readOnly and writeOnly (3.0.4, 4.7.24.2; 3.1.1, 4.8.24)

IDENTITY = {"type": "string", "readOnly": True}
NAMED = {"name": {"type": "string"}}


@VERSIONS
@pytest.mark.parametrize(
    ("schema", "schemas"),
    [
        ({"required": ["id", "name"], "properties": {"id": IDENTITY, **NAMED}}, {}),
        ({"required": ["id", "name"], "properties": {"id": ref("Id"), **NAMED}}, {"Id": IDENTITY}),
        ({"required": ["id", "name"], "properties": {"id": ref("A"), **NAMED}}, {"A": ref("Id"), "Id": IDENTITY}),
        (
            {"required": ["id", "name"], "properties": {"id": {"readOnly": True, "allOf": [ref("Id")]}, **NAMED}},
            {"Id": {"type": "string"}},
        ),
        (
            {"required": ["id", "name"], "properties": {"id": {"allOf": [ref("Id"), {"readOnly": True}]}, **NAMED}},
            {"Id": {"type": "string"}},
        ),
        (
            {"required": ["id", "name"], "properties": {"id": {"readOnly": True, **ref("Id")}, **NAMED}},
            {"Id": {"type": "string"}},
        ),
        ({"allOf": [{"required": ["id", "name"]}, {"properties": {"id": IDENTITY, **NAMED}}]}, {}),
        ({"allOf": [ref("Own"), {"required": ["id", "name"]}]}, {"Own": {"properties": {"id": IDENTITY, **NAMED}}}),
        ({"required": ["id", "name"], "allOf": [ref("Own")]}, {"Own": {"properties": {"id": IDENTITY, **NAMED}}}),
        (
            {"allOf": [ref("Must"), ref("Own")]},
            {"Must": {"required": ["id", "name"]}, "Own": {"allOf": [{"properties": {"id": IDENTITY, **NAMED}}]}},
        ),
        (
            {"properties": NAMED, "required": ["name"], "oneOf": [ref("Own")]},
            {"Own": {"required": ["id"], "properties": {"id": IDENTITY}}},
        ),
    ],
)
def test_read_only_is_not_required(version, schema, schemas):
    """A readOnly property is not required of a request, wherever it is declared; it may be sent."""
    link = act(schema, schemas, version)
    assert link.prepare(name="x").body == b'{"name":"x"}'
    assert link.prepare(name="x", id="a").body == b'{"name":"x","id":"a"}'
    assert refusal(link, {"id": "a"}) == "name: is required"
    assert refusal(link, {"name": "x", "id": 7}).startswith("id: expected string, got 7 (integer)")


@VERSIONS
def test_read_only_in_nested_objects(version):
    """A readOnly property is not required of an object inside the body either, only of those that declare it."""
    item = {"type": "object", "required": ["id", "sku"], "properties": {"id": IDENTITY, "sku": {"type": "string"}}}
    other = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    schema = {"properties": {"items": {"type": "array", "items": ref("Item")}, "other": ref("Other"), "id": IDENTITY}}
    link = act(schema, {"Item": item, "Other": other}, version)
    assert refusal(link, {"items": [{"sku": "x"}]}) == ""
    assert refusal(link, {"items": [{}]}) == "items.0.sku: is required"
    assert refusal(link, {"other": {}}) == "other.id: is required"


@VERSIONS
def test_read_only_of_another_alternative(version):
    """A property that is readOnly in one alternative stays required in the others."""
    cat = animal({"enum": ["cat"]}, id=IDENTITY) | {"required": ["kind", "id"]}
    dog = animal({"enum": ["dog"]}, id={"type": "string"}) | {"required": ["kind", "id"]}
    link = act({"oneOf": [ref("Cat"), ref("Dog")]}, {"Cat": cat, "Dog": dog}, version)
    assert refusal(link, {"kind": "cat"}) == ""
    assert refusal(link, {"kind": "dog"}) == "id: is required (as Dog)"


def test_read_only_keyword_is_optional():
    """The signature and the help show a readOnly field as optional."""
    own = {"Own": {"properties": {"id": IDENTITY, **NAMED}}}
    link = act({"required": ["id", "name"], "allOf": [ref("Own")]}, own)
    assert str(link.__signature__) == "(*body: dict | list, name: str, id: str = ...)"


def test_example_goes_one_way():
    """An example of a body has no readOnly property; an example of a response has no writeOnly one."""
    user = {
        "type": "object",
        "required": ["id", "pin"],
        "properties": {"id": IDENTITY, "pin": {"type": "string", "writeOnly": True}},
    }
    content = {"application/json": {"schema": ref("User")}}
    operation = {"tags": ["Users"], "operationId": "createUser", "requestBody": {"content": content}}
    root = {
        "openapi": "3.1.1",
        "info": {"title": "Users", "version": "1"},
        "servers": [{"url": "https://users.example"}],
        "paths": {"/users": {"post": {**operation, "responses": {"201": {"content": content}}}}},
        "components": {"schemas": {"User": user}},
    }
    (link,) = heroics_py.read(root).links
    from heroics_py.samples.checked_sample import sample
    from heroics_py.validation.checker import validate

    assert list(sample(link.body.schema)) == ["pin"]
    assert list(sample(link.target_schema)) == ["id"]
    assert validate(link.target_schema, {"id": "a"}) == ()
    assert [each.pointer for each in validate(link.target_schema, {"pin": "a"})] == ["/id"]


# nullable, and the siblings of a reference


@pytest.mark.parametrize(
    ("schema", "takes_null"),
    [
        ({"type": "string", "nullable": True}, True),
        ({"type": "string"}, False),
        ({"type": "string", "nullable": False}, False),
        ({"type": "string", "nullable": True, "enum": ["a", None]}, True),
        ({"type": "string", "nullable": True, "enum": ["a"]}, False),
        ({"nullable": True, "allOf": [ref("Text")]}, True),
    ],
)
def test_nullable(schema, takes_null):
    """``nullable`` adds null to a type; other keywords may still exclude it (3.0.4, 4.7.24.3)."""
    link = act({"properties": {"a": schema}}, {"Text": {"type": "string"}}, "3.0.4")
    assert (refusal(link, {"a": None}) == "") == takes_null


def test_null_by_type():
    """From 3.1 on, null is a type like any other."""
    link = act({"properties": {"a": {"type": ["string", "null"]}, "b": {"type": "string", "enum": ["x", None]}}})
    assert refusal(link, {"a": None}) == ""
    with pytest.warns(heroics_py.ValidationWarning, match="b: expected string, got None"):
        assert link.prepare({"b": None}).body == b'{"b":null}'  # the document lists it


def test_siblings_of_reference_by_version():
    """The siblings of a reference are ignored in 3.0 (4.7.23.2), and count from 3.1 on, at each reference."""
    schemas = {"Text": {"type": "string"}, "Short": {**ref("Text"), "maxLength": 2}}
    schema = {"properties": {"a": {**ref("Short"), "minLength": 2}}}
    older, newer = act(schema, schemas, "3.0.4"), act(schema, schemas, "3.1.1")
    assert (refusal(older, {"a": "x"}), refusal(older, {"a": "long"})) == ("", "")
    assert refusal(newer, {"a": "x"}) == "a: expected at least 2 characters, got 'x' (1 character)"
    assert refusal(newer, {"a": "long"}) == "a: expected at most 2 characters, got 'long' (4 characters)"


@VERSIONS
def test_annotations_next_to_keywords(version):
    """Examples, deprecation and other annotations do not decide what is valid."""
    annotations = {"example": 7, "deprecated": True, "externalDocs": {"url": "x"}, "xml": {"name": "x"}, "x-a": {}}
    link = act({"properties": {"a": {"type": "string", **annotations}}, "example": {"a": 7}}, None, version)
    assert refusal(link, {"a": "x"}) == ""


# Anchors, ids and drafts (JSON Schema core 2020-12, 8; OpenAPI 3.1.1, 4.8.24)


def test_references_by_anchor_and_id():
    """A reference may name an anchor, or a schema by its id; those inside it are relative to that id."""
    schemas = {
        "Size": {"$anchor": "size", "type": "integer"},
        "Pet": {
            "$id": "https://schemas.example/pet",
            "properties": {"tag": {"$ref": "#/$defs/tag"}, "age": {"$ref": "#age"}, "kin": {"$ref": "pet"}},
            "$defs": {"tag": {"type": "string"}, "age": {"$anchor": "age", "type": "integer"}},
        },
    }
    for pet in ("https://schemas.example/pet", "#/components/schemas/Pet"):
        link = act({"properties": {"size": {"$ref": "#size"}, "pet": {"$ref": pet}}}, schemas)
        assert refusal(link, {"size": 1, "pet": {"tag": "x", "age": 1, "kin": {"age": 2}}}) == ""
        for value in ({"size": "x"}, {"pet": {"tag": 1}}, {"pet": {"age": "x"}}, {"pet": {"kin": {"age": "x"}}}):
            assert "expected" in refusal(link, value), value


def test_generic_list_by_dynamic_reference():
    """A generic schema is completed by the dynamic anchor of the schema that refers to it."""
    schemas = {
        "List": {
            "$id": "list",
            "type": "object",
            "properties": {"items": {"type": "array", "items": {"$dynamicRef": "#item"}}},
            "$defs": {"any": {"$dynamicAnchor": "item"}},
        },
        "Numbers": {"$id": "numbers", "$ref": "list", "$defs": {"own": {"$dynamicAnchor": "item", "type": "integer"}}},
    }
    assert refusal(act(ref("List"), schemas), {"items": ["x"]}) == ""
    assert refusal(act(ref("Numbers"), schemas), {"items": [1, "x"]}) == "items.1: expected integer, got 'x' (string)"


@pytest.mark.parametrize(
    ("dialect", "whole_float_passes", "flag_is_a_bound"),
    [
        ("http://json-schema.org/draft-04/schema#", False, True),
        ("http://json-schema.org/draft-07/schema#", True, False),
        ("https://json-schema.org/draft/2019-09/schema", True, False),
        ("https://json-schema.org/draft/2020-12/schema", True, False),
        ("https://spec.openapis.org/oas/3.1/dialect/base", True, False),
        ("https://nobody.example/dialect", True, False),
    ],
)
def test_draft_of_document(dialect, whole_float_passes, flag_is_a_bound):
    """``jsonSchemaDialect`` chooses the draft; an unknown one is taken as 2020-12."""
    schema = {"properties": {"a": {"type": "integer"}, "b": {"minimum": 1, "exclusiveMinimum": True}}}
    link = act(schema, jsonSchemaDialect=dialect)
    assert (refusal(link, {"a": 1.0}) == "") == whole_float_passes
    assert (refusal(link, {"b": 1}) != "") == flag_is_a_bound


def test_draft_of_schema():
    """``$schema`` within a schema chooses its draft, also next to schemas of another."""
    older = {"$schema": "http://json-schema.org/draft-04/schema#", "minimum": 1, "exclusiveMinimum": True}
    schema = {"properties": {"old": ref("Older"), "new": {"exclusiveMinimum": 1}}}
    link = act(schema, {"Older": older})
    assert refusal(link, {"old": 2, "new": 2}) == ""
    assert refusal(link, {"old": 1}) == "old: expected more than 1, got 1"
    assert refusal(link, {"new": 1}) == "new: expected more than 1, got 1"


def test_judge_is_jsonschema():
    """A document's own $id, $anchor and $dynamicRef mean what jsonschema takes them for."""
    tree = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://schemas.example/strict-tree",
        "$dynamicAnchor": "node",
        "$ref": "tree",
        "unevaluatedProperties": False,
        "$defs": {
            "tree": {
                "$id": "tree",
                "$dynamicAnchor": "node",
                "type": "object",
                "properties": {"data": True, "children": {"type": "array", "items": {"$dynamicRef": "#node"}}},
            }
        },
    }
    judge, link = jsonschema.Draft202012Validator(tree), act(ref("Tree"), {"Tree": tree})
    for value in (
        {"children": [{"daat": 1}]},
        {"children": [{"data": 1}]},
        {"x": 1},
        {"children": [{"children": [1]}]},
    ):
        assert (refusal(link, value) == "") == judge.is_valid(value), value


def test_knot_of_circles_is_refused():
    """Schemas that extend each other in a million ways are refused, without working on all of them."""
    names = [f"C{number}" for number in range(8)]
    schemas = {name: {"oneOf": [{"allOf": [ref(other)]} for other in names]} for name in names}
    with pytest.raises(heroics_py.SchemaError, match="leads to more than 1000 schemas"):
        act(ref("C0"), schemas).prepare({"x": 1})
