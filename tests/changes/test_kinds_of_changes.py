"""Kinds of changes of one schema, parameter or operation, against labels that were written by hand."""

from functools import cache
from pathlib import Path

import pytest
import yaml

import heroics_py
from tests.helpers.compared import shop
from tests.helpers.labelled_changes import EFFECTS

KINDS = yaml.safe_load((Path(__file__).parents[1] / "data" / "changes" / "kinds.yaml").read_text(encoding="utf-8"))
TEXT = {"type": "string"}
ANSWER = {"200": {"description": "it"}}
DEFINITIONS = {
    "Person": {"properties": {"name": TEXT, "mail": TEXT}},
    "Buyer": {"properties": {"name": TEXT, "mail": TEXT}},
    "Company": {"properties": {"name": TEXT, "vat": TEXT}},
    "Tree": {"properties": {"leaf": {"type": "integer"}, "below": {"$ref": "#/components/schemas/Tree"}}},
    "OtherTree": {"properties": {"leaf": {"type": "integer"}, "below": {"$ref": "#/components/schemas/Bush"}}},
    "Bush": {"properties": {"leaf": TEXT, "below": {"$ref": "#/components/schemas/Bush"}}},
    **{
        name: {"properties": {"kind": TEXT, field: TEXT}, "required": ["kind", field]}
        for name, field in (("Cat", "mice"), ("Feline", "mice"), ("Dog", "bones"))
    },
}


def json_of(schema):
    return {"content": {"application/json": {"schema": {"type": "object", "properties": {"it": schema}}}}}


def with_parameter(name, fields):
    parameter = {"name": "it", "in": "query", **fields}
    path = f"/{name}/{{it}}" if parameter["in"] == "path" else f"/{name}"
    return path, {"get": {"parameters": [parameter], "responses": ANSWER}}


def document(column):
    """Return a document with an operation for each row: the old ones, or the new ones."""
    paths = {}
    for index, row in enumerate(KINDS["schemas"]):
        paths[f"/sent{index}"] = {"post": {"requestBody": json_of(row[column]), "responses": ANSWER}}
        paths[f"/answered{index}"] = {"get": {"responses": {"200": {"description": "it", **json_of(row[column])}}}}
    for index, row in enumerate(KINDS["parameters"]):
        path, item = with_parameter(f"parameter{index}", row[column])
        paths[path] = item
    for index, row in enumerate(KINDS["operations"]):
        responses = {str(status): each for status, each in row[column].get("responses", ANSWER).items()}
        paths[f"/operation{index}"] = {"post": {**row[column], "responses": responses}}
    for path, item in paths.items():
        for operation in item.values():
            operation |= {"operationId": f"do_{path.split('/')[1]}", "tags": ["it"]}
    return {**shop(paths), "openapi": "3.1.0", "components": {"schemas": DEFINITIONS}}


@cache
def worst_effects():
    """Return the worst effect on each call."""
    found = {}
    for each in sorted(heroics_py.diff(document(1), document(2)), key=lambda each: EFFECTS.index(each.effect)):
        found[each.call.rpartition("_")[2]] = each.effect
    return found


def rows():
    for index, (change, _, _, sent, answered) in enumerate(KINDS["schemas"]):
        yield pytest.param(f"sent{index}", sent, id=f"sent: {change}")
        yield pytest.param(f"answered{index}", answered, id=f"answered: {change}")
    for kind in ("parameter", "operation"):
        for index, (change, _, _, effect) in enumerate(KINDS[f"{kind}s"]):
            yield pytest.param(f"{kind}{index}", effect, id=f"{kind}: {change}")


@pytest.mark.parametrize(("call", "effect"), [*rows()])
def test_kind(call, effect):
    """A call feels the change of its row as the label says, whatever changes beside it."""
    assert worst_effects().get(call, "nothing") == effect
