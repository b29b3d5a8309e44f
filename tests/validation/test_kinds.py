"""The field whose listed values tell alternatives apart."""

from heroics_py.model.schema import Documents
from heroics_py.validation.checker import Checker
from heroics_py.validation.kinds import excluded, kinds_of
from heroics_py.validation.self_contained import self_contained


def branch(*values, required=("kind",)):
    return {"required": list(required), "properties": {"kind": {"enum": list(values)}}}


def test_field_that_tells_apart():
    """A field whose lists have no value in common tells alternatives apart; const and allOf list values, too."""
    constant = {"allOf": [{"properties": {"kind": {"const": "c"}}}]}
    assert kinds_of([branch("a"), branch("b", required=()), constant, {"type": "null"}]) == {
        "field": "kind",
        "lists": [["a"], ["b"], ["c"], None],
        "required": [True, False, False, False],
    }
    assert kinds_of([branch("a", "b"), branch("b")]) == {}
    assert kinds_of([branch("a", "b"), branch("b")], "kind")["lists"] == [["a", "b"], ["b"]]


def test_excluded_alternatives():
    """A value excludes the alternatives that list others; without the field, those that require it."""
    raw = {"oneOf": [branch("a"), branch("b", required=()), {"type": "string"}]}
    node = self_contained(Documents(roots={"": raw}).schema_at("#"))
    assert excluded(node, "oneOf", {"kind": "a"}) == {1: "enum"}
    assert excluded(node, "oneOf", {"kind": 7}) == {0: "enum", 1: "enum"}
    assert excluded(node, "oneOf", {}) == {0: "required"}
    assert excluded(node, "oneOf", "text") == {}


def test_many_alternatives_take_few_steps():
    """Nested choices among many alternatives are checked within the steps for one value."""
    inner = {"oneOf": [{**branch(f"i{number}"), "type": "object"} for number in range(50)]}
    outer = [
        {"required": ["kind"], "properties": {"kind": {"const": f"o{n}"}, "parts": {"items": inner}}} for n in range(50)
    ]
    checker = Checker(Documents(roots={"": {"items": {"oneOf": outer}}}, dialect="2020-12").schema_at("#"))
    value = [{"kind": "o49", "parts": [{"kind": f"i{number}"} for number in range(50)]} for _ in range(50)]
    assert checker.problems(value) == ()
    assert [each.pointer for each in checker.problems([*value, {"kind": "o1", "parts": [{"kind": "x"}]}])] == [
        "/50/parts/0/kind"
    ]
