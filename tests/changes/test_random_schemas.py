"""The comparison of schemas, against values that follow one of them and not the other."""

import os
import random

import pytest

import heroics_py
from tests.helpers.random_schemas import api_of, edited, random_schema, random_values, refusals

# People that work run some; CI runs many.
SEEDS = range(400 if "CI" in os.environ else 20)


def objects(rng, schema):
    return [value for value in random_values(rng, schema, 30) if isinstance(value, dict)]


@pytest.mark.parametrize("seed", [pytest.param(each, id=str(each)) for each in SEEDS])
def test_what_a_value_shows_is_told(seed):
    """If a body that was accepted is refused, a change is breaking; if a response is new, one is at least risky."""
    rng = random.Random(seed)
    old = random_schema(rng)
    new = edited(rng, old)
    if refused := refusals(objects(rng, old), old, new):
        sent = heroics_py.diff(api_of(body=old), api_of(body=new))
        assert sent.breaking, refused[0]
    if unheard := refusals(objects(rng, new), new, old, answered=True):
        answered = heroics_py.diff(api_of(answer=old), api_of(answer=new))
        assert answered.breaking or answered.risky, unheard[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"type": "integer", "multipleOf": 2}, {"type": "integer", "multipleOf": 3}),
        (
            {"properties": {"a": {}, "b": {}}, "required": ["b"], "additionalProperties": False},
            {"properties": {"a": {}}, "required": ["b"], "additionalProperties": False},
        ),
    ],
    ids=["multiples of another number", "required, and refused as unknown"],
)
def test_neither_schema_includes_the_other(old, new):
    """Of two schemas that each refuse values of the other, bodies break, and responses are at least risky."""
    fields = [{"type": "object", "properties": {"it": each}} for each in (old, new)]
    before, after = (api_of(body=each) for each in fields)
    assert heroics_py.diff(before, after).breaking
    before, after = (api_of(answer=each) for each in fields)
    assert heroics_py.diff(before, after)[0].effect != "harmless"
