"""References: where each leads, and what is said of one that leads nowhere."""

import pickle
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from heroics_py.errors import SchemaError
from heroics_py.model.pointers import decode_percent, escape_key, parse_pointer
from heroics_py.model.schema import MAX_DEPTH, Documents, Schema


def root_of(document, **others):
    return Documents(roots={"": document, **others}).schema_at("#")


def resolved(document, reference, at="#", **others):
    return Documents(roots={"": document, **others}).schema_at(at).resolve(reference).pointer


def refusal(call):
    with pytest.raises(SchemaError) as caught:
        call()
    return str(caught.value)


@example("(%23%2Fdefinitions%2Fapp%2fid)")
@example("%2523%%23%2%33%C3%23%a4")
@given(st.text("%2523FfCc3a4#/é"))
def test_percent_encoding_is_taken_away_as_urllib_does(text):
    assert decode_percent(text) == unquote(text)


APP = {"definitions": {"app": {"definitions": {"id": {"type": "string"}, "list": [{"a": 1}]}}}}


@pytest.mark.parametrize(
    ("fragment", "tokens"),
    [
        ("", []),
        ("/", [""]),
        ("/a/b", ["a", "b"]),
        ("%2Fa%2Fb", ["a", "b"]),
        ("/a~1b/c~0d/e~01f", ["a/b", "c~d", "e~1f"]),
        ("/100%25", ["100%"]),
    ],
)
def test_a_pointer_is_split_into_its_keys(fragment, tokens):
    assert parse_pointer(fragment) == tokens


@pytest.mark.parametrize("key", ["a", "a/b", "a~b", "~1", "100%", "%2F", "a#b", "", " ", "é", "0"])
def test_a_key_that_is_escaped_is_the_same_key_when_it_is_read(key):
    assert parse_pointer(f"/{escape_key(key)}") == [key]


@pytest.mark.parametrize(
    ("reference", "pointer"),
    [
        ("#", "#"),
        ("#/definitions/app", "#/definitions/app"),
        ("#/definitions/app/", "#/definitions/app"),
        ("#%2Fdefinitions%2Fapp", "#/definitions/app"),
        ("#definitions/app", "#/definitions/app"),
        ("#/definitions/app/definitions/list/0/a", "#/definitions/app/definitions/list/0/a"),
        ("/definitions/app", "#/definitions/app"),
        ("definitions/app", "#/definitions/app"),
        ("app", "#/definitions/app"),
        ("app.json", "#/definitions/app"),
        ("/schemata/app", "#/definitions/app"),
        ("/schemata/app#", "#/definitions/app"),
        ("/schemata/app#/definitions/id", "#/definitions/app/definitions/id"),
        ("/schemata/other#/definitions/app", "#/definitions/app"),
    ],
)
def test_a_reference_is_followed_in_every_spelling_to_one_pointer(reference, pointer):
    assert resolved(APP, reference) == pointer


def test_a_reference_to_another_document_is_found_by_path_and_by_id():
    other = {"id": "schemata/other#", "x": {}}
    found = [
        resolved({}, f"{name}#/x", **{"other.json": other}) for name in ("other.json", "./other", "/schemata/other")
    ]
    assert found == ["other.json#/x"] * 3


def test_the_document_beside_goes_before_one_of_the_same_name_elsewhere():
    beside = {"a/id.json": {"x": {}}, "b/id.json": {"x": {}}, "b/thing.json": {}}
    assert resolved({}, "id.json#/x", at="b/thing.json#", **beside) == "b/id.json#/x"


def test_a_root_is_found_by_its_own_id():
    assert resolved({"id": "http://shop.example/schema#", "x": {}}, "http://shop.example/schema#/x") == "#/x"


def test_a_fragment_is_looked_up_in_the_document_then_below_the_nearest_id():
    inner = {"id": "inner", "x": {}, "y": {}, "anyOf": [{"id": "innermost", "y": {}, "at": {}}]}
    document = {"x": {}, "definitions": {"inner": inner}}
    at = "#/definitions/inner/anyOf/0/at"
    assert [resolved(document, reference, at=at) for reference in ("#/x", "#/y")] == [
        "#/x",
        "#/definitions/inner/anyOf/0/y",
    ]


def test_an_anchor_is_the_definition_that_bears_it_as_id():
    assert resolved({"definitions": {"a": {"id": "#other"}, "b": {"id": "#anchor"}}}, "#anchor") == "#/definitions/b"


@pytest.mark.parametrize(
    "reference",
    [
        "#/definitions/gone",
        "#anchor",
        "gone",
        "/schemata/gone#/x",
        "#/definitions/app/definitions/list/1",
        "#/definitions/app/definitions/list/" + "9" * 5_000,
        "#/definitions/app/definitions/list/-1",
        "#/definitions/app/definitions/id/type/0",
        "http://[::1/broken",
        "\ud800",
        "%",
        "",
    ],
)
def test_a_reference_that_leads_nowhere_says_so(reference):
    if reference == "":
        assert resolved(APP, reference) == "#"
        return
    assert "points to nothing" in refusal(lambda: resolved(APP, reference))


@pytest.mark.parametrize(
    "reference",
    [
        "http://127.0.0.1:9/x#/y",
        "file:///etc/hosts",
        "//evil.example/x",
        "urn:a:b",
        "http://127.0.0.1:9/app#/definitions/app",
    ],
)
def test_a_reference_to_another_place_is_never_fetched(reference):
    assert refusal(lambda: resolved(APP, reference)) == (
        f"the reference {reference!r} points to nothing; references to other hosts are never fetched (at #)"
    )


def test_a_place_that_is_not_there_is_named():
    assert refusal(lambda: Documents(roots={"": {}}).schema_at("#/gone")) == "the pointer points to nothing (at #/gone)"
    assert refusal(lambda: root_of({"a": []}).child("a", 0)) == "the pointer points to nothing (at #/a/0)"


def test_a_child_is_known_by_its_pointer():
    child = root_of({"properties": {"a/b": {"type": "string"}}}).child("properties", "a/b")
    assert (child.pointer, child.raw) == ("#/properties/a~1b", {"type": "string"})


@pytest.mark.parametrize("value", ["text", 7, ["a"]])
def test_what_is_no_schema_is_told_when_it_is_looked_at(value):
    schema = root_of({"a": value}).child("a")
    assert refusal(lambda: schema.node) == f"expected a schema (an object), got {type(value).__name__} (at #/a)"


@pytest.mark.parametrize(
    ("raw", "node"), [(None, {}), (True, {}), (False, {"not": {}}), ({"type": "x"}, {"type": "x"})]
)
def test_a_boolean_is_a_schema(raw, node):
    assert root_of({"a": raw}).child("a").node == node


@pytest.mark.parametrize("keyword", [None, [], "x", 7])
def test_keywords_of_a_wrong_form_hold_no_schemas(keyword):
    schema = root_of({"properties": keyword, "anyOf": keyword})
    assert (schema.children("properties"), schema.branches("anyOf")) == ({}, ())


def test_a_trail_is_every_place_that_references_pass():
    root = root_of({"a": {"$ref": "#/b"}, "b": {"$ref": "#/c"}, "c": {"type": "string"}})
    assert [place.pointer for place in root.child("a").reference_chain()] == ["#/a", "#/b", "#/c"]
    assert root.child("a").dereference() == root.child("c")


def test_references_that_go_round_are_an_error_that_names_them():
    root = root_of({"a": {"$ref": "#/%62"}, "b": {"$ref": "#/a"}})
    assert refusal(root.child("a").dereference) == "references go round in a circle: #/a -> #/b -> #/a (at #/a)"


def test_a_chain_of_references_has_an_end():
    root = root_of({f"a{n}": {"$ref": f"#/a{n + 1}"} for n in range(MAX_DEPTH * 3)})
    assert "references go round in a circle" in refusal(root.child("a0").dereference)


def identity(**definitions):
    return root_of({"definitions": definitions}).child("definitions", "identity")


def fields(schema):
    return [alternative.field for alternative in schema.alternatives()]


def test_alternatives_are_found_through_references_any_of_and_one_of():
    schema = identity(
        identity={"anyOf": [{"$ref": "#/definitions/id"}, {"oneOf": [{"$ref": "#/definitions/name"}]}]},
        id={"type": "string"},
        name={"$ref": "#/definitions/title"},
        title={"type": "string"},
    )
    assert fields(schema) == ["id", "name"]
    assert [alternative.schema.pointer for alternative in schema.alternatives()] == [
        "#/definitions/id",
        "#/definitions/title",
    ]


def test_an_empty_identity_offers_nothing_and_one_in_line_has_no_name():
    assert fields(identity(identity={})) == []
    assert fields(identity(identity={"anyOf": [{"type": "string"}]})) == [None]


def test_alternatives_that_go_round_are_an_error():
    schema = identity(
        identity={"anyOf": [{"$ref": "#/definitions/other"}]}, other={"oneOf": [{"$ref": "#/definitions/identity"}]}
    )
    assert "in a circle" in refusal(schema.alternatives)


def test_alternatives_that_double_at_each_step_are_looked_at_once():
    looks = []
    definitions = {f"s{n}": {"anyOf": [{"$ref": f"#/definitions/s{n + 1}"}] * 2} for n in range(15)}
    document = {"definitions": {**definitions, "s15": {"type": "string"}}}
    documents = Documents(roots={"": document}, normalize=lambda node: looks.append(1) or node)
    assert fields(documents.schema_at("#/definitions/s0")) == ["s15"]
    assert len(looks) < 200


def test_two_schemas_are_equal_where_they_stand_at_one_place_and_say_the_same():
    one, other = root_of({"a": {"x": 1}, "b": {"x": 1}}), root_of({"a": {"x": 2}, "b": {"x": 1}})
    assert [
        one.child("a") == other.child("a"),
        one.child("b") == other.child("b"),
        one.child("a") == one.child("b"),
    ] == [
        False,
        True,
        False,
    ]
    assert (one.child("a") == "#/a", {one.child("b"), other.child("b")}) == (False, {one.child("b")})


def test_a_schema_survives_pickling():
    schema = root_of(APP).resolve("#/definitions/app")
    copy = pickle.loads(pickle.dumps(schema))
    assert (copy, copy.documents, repr(copy)) == (schema, schema.documents, "Schema('#/definitions/app')")


def test_the_words_of_a_dialect_are_made_plain_where_a_schema_is_looked_at():
    documents = Documents(roots={"": {"a": {"typ": "x"}}}, normalize=lambda node: {"type": node["typ"]})
    assert Schema(documents, "#/a", {"typ": "x"}).node == {"type": "x"}
