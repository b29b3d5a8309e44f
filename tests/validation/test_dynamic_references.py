"""Ids, anchors and dynamic references (JSON Schema core 2020-12, 8), with jsonschema as the judge."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft201909Validator, Draft202012Validator
from referencing import Registry
from referencing.exceptions import Unresolvable
from thoroughness import examples

from heroics_py.errors import SchemaError
from heroics_py.model.schema import Documents
from heroics_py.validation.checker import Checker

JUDGES = {"2019-09": Draft201909Validator, "2020-12": Draft202012Validator}
RESOURCES = ["r0", "r1", "r2"]

SIMPLE = st.sampled_from(
    [{"type": "integer"}, {"type": "string"}, {"type": "object"}, {"minimum": 5}, {"required": ["a"]}, True, {}]
)


def references(draft):
    targets = [*RESOURCES, "#", "#x", "#y", *(f"{name}#x" for name in RESOURCES), "#/$defs/d0", "r1#/$defs/d0"]
    static = st.sampled_from(targets).map(lambda target: {"$ref": target})
    if draft == "2019-09":
        return static | st.just({"$recursiveRef": "#"})
    return static | st.sampled_from(["#x", "#y", "r1#x", "#", "#/$defs/d0"]).map(lambda target: {"$dynamicRef": target})


def anchored(draft, schemas, name):
    """Some of these schemas with this anchor, which each resource has at most once."""
    keywords = ["$anchor", "$dynamicAnchor"] if draft == "2020-12" else ["$anchor"]

    def with_anchor(parts):
        schema, keyword = parts
        return {**schema, keyword: name} if keyword else schema

    return st.tuples(schemas, st.sampled_from([None, *keywords])).map(with_anchor)


def parts_of(draft, anchor):
    """Schemas for parts of a value, which only refer below themselves, so that a check ends."""
    below = SIMPLE | references(draft)
    parts = st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(st.sampled_from("ab"), below, max_size=2),
            "additionalProperties": below,
            "items": below,
            "type": st.sampled_from(["object", "array", ["object", "integer", "array"]]),
            # In 2019-09, the judge overlooks what additionalProperties evaluates.
            **({"unevaluatedProperties": st.booleans()} if draft == "2020-12" else {}),
        },
    )
    whole = st.tuples(parts, references(draft) | st.just({})).map(lambda both: {**both[0], **both[1]})
    return anchored(draft, whole, anchor)


def resource(draft, name):
    flags = st.sampled_from([{}, {"$recursiveAnchor": True}]) if draft == "2019-09" else st.just({})
    named = st.fixed_dictionaries(
        {"$defs": st.fixed_dictionaries({"d0": parts_of(draft, "x"), "d1": parts_of(draft, "y")})}
    )
    whole = st.tuples(parts_of(draft, "root"), named, flags).map(lambda three: {**three[0], **three[1], **three[2]})
    return whole.map(lambda schema: {**schema, "$id": name})


def documents(draft):
    others = st.fixed_dictionaries({name: resource(draft, name) for name in RESOURCES[1:]})
    return st.tuples(resource(draft, "https://schemas.example/r0"), others).map(
        lambda both: {**both[0], "$defs": {**both[0]["$defs"], **both[1]}}
    )


VALUES = st.recursive(
    st.sampled_from([1, 7, "s", None]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=6,
)


@pytest.mark.parametrize("draft", JUDGES)
@settings(max_examples=examples(25), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_references_as_jsonschema_takes_them(draft, data):
    """Whatever ids, anchors and references a schema has, the same values are valid as for jsonschema."""
    raw, values = data.draw(documents(draft)), data.draw(st.lists(VALUES, min_size=1, max_size=4))
    judge = JUDGES[draft](raw, registry=Registry())
    try:
        checker = Checker(Documents(roots={"": raw}, dialect=draft).schema_at("#"))
    except SchemaError:
        # A reference to nothing, or a circle: the judge only finds it on the way of a value.
        assume(False)
    for value in values:
        try:
            expected = judge.is_valid(value)
        except (Unresolvable, RecursionError):
            continue
        assert (checker.problems(value) == ()) == expected, value


def test_recursion_by_dynamic_anchor():
    """A tree that is extended extends each of its nodes, too (core 2020-12, appendix C)."""
    tree = {
        "$id": "tree",
        "$dynamicAnchor": "node",
        "properties": {"children": {"items": {"$dynamicRef": "#node"}}},
    }
    raw = {"$dynamicAnchor": "node", "$ref": "tree", "required": ["name"], "$defs": {"tree": tree}}
    raw = {"$id": "https://schemas.example/named-tree", **raw}
    checker = Checker(Documents(roots={"": raw}, dialect="2020-12").schema_at("#"))
    problems = checker.problems({"name": "x", "children": [{"children": [{"name": "x"}]}]})
    assert [(each.pointer, each.keyword) for each in problems] == [("/children/0/name", "required")]


def test_recursion_by_recursive_anchor():
    """The same in 2019-09, where only the whole schema can be replaced (8.2.4.2)."""
    tree = {
        "$id": "tree",
        "$recursiveAnchor": True,
        "properties": {"children": {"items": {"$recursiveRef": "#"}}},
    }
    raw = {"$id": "https://schemas.example/named-tree", "$recursiveAnchor": True, "$ref": "tree"}
    raw |= {"required": ["name"], "$defs": {"tree": tree}}
    checker = Checker(Documents(roots={"": raw}, dialect="2019-09").schema_at("#"))
    problems = checker.problems({"name": "x", "children": [{"name": "x", "children": [{}]}]})
    assert [each.pointer for each in problems] == ["/children/0/children/0/name"]


def test_unresolvable_dynamic_reference():
    """A dynamic reference to nothing is an error that names it."""
    raw = {"properties": {"a": {"$dynamicRef": "#nowhere"}}}
    with pytest.raises(SchemaError, match="'#nowhere' points to nothing"):
        Checker(Documents(roots={"": raw}, dialect="2020-12").schema_at("#"))
