"""The properties that go one way only."""

from heroics_py.model.one_way import Omissions, omitted_names, omitted_outside_choices
from heroics_py.model.schema import Documents, Schema


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


def test_steps_of_a_chain(monkeypatch):
    """Each property is looked at once, however many schemas lead to the one that has it."""
    calls = []
    chain = Schema.reference_chain
    monkeypatch.setattr(Schema, "reference_chain", lambda self: calls.append(self.pointer) or chain(self))

    def steps_of(count):
        nodes = {
            f"d{number}": {"properties": {"a": {}}, "allOf": [{"$ref": f"#/$defs/d{number + 1}"}]}
            for number in range(count)
        }
        documents = schema({"$defs": {**nodes, f"d{count}": {}}}).documents
        omissions = Omissions()
        calls.clear()
        for number in range(count):
            omissions.names(documents.schema_at(f"#/$defs/d{number}"))
        return sum(pointer.endswith("/properties/a") for pointer in calls)

    assert (steps_of(10), steps_of(40)) == (10, 40)
