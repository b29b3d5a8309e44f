"""The properties that go one way only."""

from heroics_py.model.one_way import omitted_names, omitted_outside_choices
from heroics_py.model.schema import Documents


def schema(raw, omits="readOnly"):
    return Documents(roots={"": raw}, dialect="2020-12", omits=omits).schema_at("#")


RAW = {
    "properties": {"a": {"readOnly": True}, "b": {"writeOnly": True}, "c": {"$ref": "#/$defs/own"}, "d": {}},
    "allOf": [{"properties": {"e": {"anyOf": [{"readOnly": True}, {"type": "null"}]}}}],
    "oneOf": [{"properties": {"f": {"readOnly": True}}}, {"$ref": "#"}],
    "$defs": {"own": {"readOnly": True}},
}


def test_names_by_direction():
    """In requests the readOnly properties are omitted, in responses the writeOnly ones."""
    assert omitted_names(schema(RAW)) == {"a", "c", "e", "f"}
    assert omitted_outside_choices(schema(RAW)) == {"a", "c", "e"}
    assert omitted_names(schema(RAW, "writeOnly")) == {"b"}
    assert omitted_names(schema(RAW, "")) == frozenset()


def test_broken_parts_omit_nothing():
    """References to nothing and values in place of schemas omit nothing."""
    raw = {"properties": {"a": {"$ref": "#/nowhere"}, "b": 7}, "allOf": [{"$ref": "#/nowhere"}, 3]}
    assert omitted_names(schema(raw)) == frozenset()
