"""Mutations of schemas with a known effect, in each place where a schema may be: hundreds of them in one comparison."""

import pytest

from tests.helpers.compared import effects_by_call, operation, shop


def text(**keywords):
    return {"type": "string", **keywords}


def whole(**keywords):
    return {"type": "integer", **keywords}


def number(**keywords):
    return {"type": "number", **keywords}


def array(items, **keywords):
    return {"type": "array", "items": items, **keywords}


def mapping(values):
    return {"type": "object", "additionalProperties": values}


def either(*schemas):
    return {"oneOf": [*schemas]}


TEXT = text()
LOW, HIGH = whole(maximum=3), whole(minimum=4)
SIZE = {"properties": {"size": whole()}}
THING = {"type": "object", "properties": {"id": TEXT, "size": {"type": "integer"}}, "required": ["id"]}
WITHOUT_SIZE = {**THING, "properties": {"id": TEXT}}
WITH_COLOR = {**THING, "properties": {**THING["properties"], "color": TEXT}}
MAP = {"type": "object", "properties": {"map": TEXT}, "required": ["map"]}
EU, BOTH = {"enum": ["eu"]}, {"enum": ["eu", "us"]}
NOTHING = ""

# before, after, the effect where it is sent, the effect where it is answered
MUTATIONS = {
    "another type": (TEXT, whole(), "breaking", "breaking"),
    "one more type": (TEXT, {"type": ["string", "integer"]}, "harmless", "breaking"),
    "null, too": (TEXT, {"type": ["string", "null"]}, "harmless", "breaking"),
    "null, in other words": ({"type": ["string", "null"]}, {"anyOf": [TEXT, {"type": "null"}]}, NOTHING, NOTHING),
    "null no more": ({"anyOf": [TEXT, {"type": "null"}]}, TEXT, "breaking", "harmless"),
    "integers no more": (whole(), number(), "harmless", "breaking"),
    "numbers no more": (number(), whole(), "breaking", "harmless"),
    "no type any more": (TEXT, {}, "harmless", "breaking"),
    "a type now": ({}, TEXT, "breaking", "harmless"),
    "a value more": (EU, BOTH, "harmless", "risky"),
    "a value less": (BOTH, EU, "breaking", "harmless"),
    "other values": ({"enum": ["EU", "US"]}, BOTH, "breaking", "breaking"),
    "values listed": (TEXT, text(enum=["eu"]), "breaking", "harmless"),
    "values not listed": (text(enum=["eu"]), TEXT, "harmless", "risky"),
    "values in another order": (BOTH, {"enum": ["us", "eu"]}, NOTHING, NOTHING),
    "values as constants": (BOTH, {"oneOf": [{"const": "eu"}, {"const": "us"}]}, NOTHING, NOTHING),
    "true is not 1": ({"enum": [1, 2]}, {"enum": [True, 2]}, "breaking", "breaking"),
    "shorter": (text(maxLength=9), text(maxLength=5), "breaking", "harmless"),
    "longer": (text(maxLength=5), text(maxLength=9), "harmless", "risky"),
    "no limit": (text(maxLength=5), TEXT, "harmless", "risky"),
    "a limit of nothing": (TEXT, text(minLength=0), NOTHING, NOTHING),
    "a bound excluded": (number(minimum=0), number(exclusiveMinimum=0), "breaking", "harmless"),
    "a bound of integers": (whole(minimum=1), whole(exclusiveMinimum=0), NOTHING, NOTHING),
    "multiples": (whole(multipleOf=2), whole(multipleOf=4), "breaking", "harmless"),
    "other multiples": (whole(multipleOf=4), whole(multipleOf=2), "harmless", "risky"),
    "a pattern": (TEXT, text(pattern="^a"), "breaking", "harmless"),
    "a tighter pattern": (text(pattern="^[a-z]+$"), text(pattern="^[a-f]+$"), "breaking", "risky"),
    "another pattern": (text(pattern="^a+$"), text(pattern="^aa*$"), "risky", "risky"),
    "a format": (TEXT, text(format="uuid"), "breaking", "harmless"),
    "another format": (text(format="date"), text(format="uuid"), "breaking", "risky"),
    "a synonym of a format": (text(format="url"), text(format="uri"), NOTHING, NOTHING),
    "how a number is stored": (whole(), whole(format="int64"), NOTHING, NOTHING),
    "a default": (whole(default=1), whole(default=2), "risky", NOTHING),
    "deprecated": (TEXT, text(deprecated=True), "risky", "risky"),
    "read-only": (TEXT, text(readOnly=True), "risky", "risky"),
    "a condition more": (TEXT, {**TEXT, "not": {"enum": ["us"]}}, "breaking", "harmless"),
    "another condition": ({"not": {"enum": ["us"]}}, {"not": {"enum": ["eu"]}}, "risky", "risky"),
    "a field less": (THING, WITHOUT_SIZE, "breaking", "breaking"),
    "a field more": (THING, WITH_COLOR, "harmless", "harmless"),
    "a required field more": (THING, {**WITH_COLOR, "required": ["id", "color"]}, "breaking", "harmless"),
    "a field is required": (THING, {**THING, "required": ["id", "size"]}, "breaking", "harmless"),
    "a field is optional": ({**THING, "required": ["id", "size"]}, THING, "harmless", "breaking"),
    "a field in allOf": (THING, {"allOf": [WITHOUT_SIZE, SIZE]}, NOTHING, NOTHING),
    "a list for one": (TEXT, array(TEXT), "breaking", "breaking"),
    "items of another type": (array(TEXT), array(whole()), "breaking", "breaking"),
    "distinct items": (array(TEXT), array(TEXT, uniqueItems=True), "breaking", "harmless"),
    "values of a map": (mapping(TEXT), mapping(whole()), "breaking", "breaking"),
    "a map no more": (mapping(TEXT), mapping(False), "breaking", "breaking"),
    "an alternative more": (THING, {"oneOf": [THING, TEXT]}, "harmless", "breaking"),
    "an alternative less": ({"oneOf": [THING, TEXT]}, THING, "breaking", "harmless"),
    "alternatives in another order": ({"oneOf": [THING, TEXT]}, {"oneOf": [TEXT, THING]}, NOTHING, NOTHING),
    "a change in an alternative": ({"oneOf": [THING, TEXT]}, {"oneOf": [WITHOUT_SIZE, TEXT]}, "breaking", "breaking"),
    "an alternative that overlaps": (either(TEXT, whole()), either(TEXT, whole(), number()), "breaking", "breaking"),
    "an alternative that may overlap": (either(TEXT, MAP), either(TEXT, MAP, THING), "risky", "risky"),
    "alternatives that overlap wider": (either(LOW, HIGH), either(whole(maximum=9), HIGH), "breaking", "risky"),
    "one alternative alone": ({"anyOf": [whole(), number()]}, either(whole(), number()), "breaking", NOTHING),
    "one of two that differ": ({"anyOf": [TEXT, whole()]}, either(TEXT, whole()), NOTHING, NOTHING),
    "alternatives that did overlap": (either(whole(), number()), either(number(), whole()), NOTHING, NOTHING),
    "a reference in place": ({"$ref": "#/components/schemas/Thing"}, THING, NOTHING, NOTHING),
    "a reference that leads nowhere": (TEXT, {"$ref": "#/components/schemas/Lost"}, "breaking", "risky"),
}

# how a schema is a part of the whole
PLACES = {
    "field": lambda each: {"type": "object", "properties": {"it": each}},
    "items": lambda each: {"type": "object", "properties": {"all": {"type": "array", "items": each}}},
    "deep": lambda each: {"type": "object", "properties": {"a": {"type": "object", "properties": {"b": each}}}},
    "part": lambda each: {"allOf": [{"type": "object", "properties": {"c": TEXT}}, {"properties": {"it": each}}]},
    "choice": lambda each: {"type": "object", "properties": {"it": {"anyOf": [each]}}},
}


@pytest.fixture(scope="module")
def effects():
    """Return the worst effect of the changes of each call: one call for each mutation, place and direction."""
    documents = ({}, {})
    for number, (before, after, *_) in enumerate(MUTATIONS.values()):
        for place, put in PLACES.items():
            for paths, each in zip(documents, (before, after), strict=True):
                name = f"{place}{number}"
                paths[f"/{name}/sent"] = {"put": operation(f"{name}_sent", sent=put(each))}
                paths[f"/{name}/answered"] = {"put": operation(f"{name}_answered", answered=put(each))}
    components = {"schemas": {"Thing": THING}}
    return effects_by_call(*(shop(paths, components=components) for paths in documents))


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_effect(mutation, effects):
    """A change of a schema has the same effect wherever the schema is, and another one for each direction."""
    *_, sent, answered = MUTATIONS[mutation]
    number = [*MUTATIONS].index(mutation)
    found = {
        place: (effects.get(f"{place}{number}.sent", NOTHING), effects.get(f"{place}{number}.answered", NOTHING))
        for place in PLACES
    }
    assert found == dict.fromkeys(PLACES, (sent, answered))


def test_count():
    """More than five hundred mutations are compared."""
    assert len(MUTATIONS) * len(PLACES) * 2 > 500
