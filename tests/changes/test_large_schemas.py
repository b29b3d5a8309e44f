"""Schemas that are recursive, broken, or made to keep a comparison busy."""

import heroics_py
from tests.helpers.compared import operation, shop

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}


def answer(schema, **components):
    return shop({"/a/b": {"put": operation("b", answered=schema)}}, components={"schemas": components})


def told(old, new):
    return [(each.effect, each.kind, each.where) for each in heroics_py.diff(old, new)]


def further(old, new):
    return heroics_py.diff(old, new)[0].further_paths


def test_recursive():
    """What changed below a recursive schema is told once, with the shortest path, and where all others begin."""

    def tree(value):
        node = {"$ref": "#/components/schemas/Node"}
        fields = {"value": value, "next": node, "all": {"type": "array", "items": node}}
        return answer(node, Node={"type": "object", "properties": fields})

    assert told(tree(TEXT), tree(WHOLE)) == [("breaking", "type-changed", "answer value")]
    assert further(tree(TEXT), tree(WHOLE)) == (("next", "*"), ("all", "*"))


def test_several_places():
    """What changed in a definition is told with each place of it, and if they are many, with where they begin."""

    def people(value, *names):
        person = {"type": "object", "properties": {"email": value}}
        fields = {name: {"$ref": "#/components/schemas/Person"} for name in names}
        staff = {"type": "array", "items": {"$ref": "#/components/schemas/Person"}}
        return answer({"type": "object", "properties": {**fields, "staff": staff}}, Person=person)

    assert further(people(TEXT, "owner"), people(WHOLE, "owner")) == (("staff", "[]", "email"),)
    (change,) = heroics_py.diff(people(TEXT, "owner"), people(WHOLE, "owner"))
    assert change.message == "'owner.email' of the answer is integer now, no longer string (also 'staff[].email')"
    some, many = ([f"f{n}" for n in range(count)] for count in (12, 40))
    assert further(people(TEXT, *some), people(WHOLE, *some)) == (*((each, "*") for each in some), ("staff", "*"))
    assert further(people(TEXT, *many), people(WHOLE, *many)) == (("*",),)


def test_choice_of_itself():
    """A choice that leads back to itself allows what its other alternatives do."""

    def choice(other):
        return answer({"$ref": "#/components/schemas/A"}, A={"anyOf": [{"$ref": "#/components/schemas/A"}, other]})

    assert told(choice(TEXT), choice(WHOLE)) == [("breaking", "type-changed", "answer")]


def test_seen_from_each_call():
    """A change below two schemas that lead to each other is told for the calls of both."""

    def pair(value):
        schemas = {
            "A": {"type": "object", "properties": {"b": {"$ref": "#/components/schemas/B"}, "value": value}},
            "B": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/A"}}},
        }
        paths = {f"/{n}/x": {"put": operation(n, answered={"$ref": f"#/components/schemas/{n}"})} for n in "AB"}
        return shop(paths, components={"schemas": schemas})

    changes = heroics_py.diff(pair(TEXT), pair(WHOLE))
    assert {each.where for each in changes} == {"answer value", "answer a.value"}


def objects(count, prefix):
    return [{"type": "object", "properties": {f"{prefix}{number}": TEXT}} for number in range(count)]


def test_too_many_alternatives():
    """Of alternatives that are too many to compare, a difference is risky, and never silent."""
    old, new = ({"allOf": [{"anyOf": objects(30, f"{name}{n}")} for n in range(3)]} for name in "ab")
    assert told(answer(old), answer(old)) == []
    assert told(answer(old), answer(new)) == [("risky", "not-comparable", "answer")]


def test_slow_patterns():
    """Regular expressions that take long to decide can't be compared."""
    slow, other = ({"type": "string", "pattern": pattern} for pattern in ("^(a+)+$", "^(a|aa)+$"))
    old, new = (shop({"/a/b": {"put": operation("b", sent=each)}}) for each in (slow, other))
    assert told(old, new) == [("risky", "not-comparable", "body")]


def test_broken_reference():
    """A reference that leads nowhere costs the schema that has it, and the others are compared."""
    old = answer({"type": "object", "properties": {"a": TEXT, "b": TEXT}})
    new = answer({"type": "object", "properties": {"a": {"$ref": "#/components/schemas/Lost"}, "b": WHOLE}})
    assert told(old, new) == [("breaking", "type-changed", "answer b"), ("risky", "not-comparable", "answer a")]
