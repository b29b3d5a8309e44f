"""Validation alone: a kept checker against a kept validator over the whole document."""

import json

from jsonschema import Draft4Validator
from synthetic import APP_BODY, TEAM_BODY, hyper_schema
from timing import Plan, Row, alternate, row

import heroics_py
from heroics_py.validation.checker import Checker

__all__ = ["ROWS"]


def checks(plan: Plan) -> list[Row]:
    """The bodies of app.create (4 fields) and team.create (17 fields), both valid."""
    root = hyper_schema()
    api = heroics_py.read(root)
    found = []
    for resource, body in (("app", APP_BODY), ("team", TEAM_BODY)):
        [link] = [each for each in api.resources[resource].links if each.title == "Create"]
        ours = Checker(link.body.schema)
        schema = next(each["schema"] for each in root["definitions"][resource]["links"] if each["title"] == "Create")
        theirs = Draft4Validator(root).evolve(schema=schema)
        written_out = Draft4Validator(_written_out(schema, root))
        if ours.problems(body) or list(theirs.iter_errors(body)):
            raise RuntimeError(f"the body of {resource}.create is not valid")
        sides = {
            "ours": lambda ours=ours, body=body: ours.problems(body),
            "Draft4Validator": lambda theirs=theirs, body=body: list(theirs.iter_errors(body)),
            "the same, references written out": lambda kept=written_out, body=body: list(kept.iter_errors(body)),
        }
        more = {"peer": "Draft4Validator", "floor": "the same, references written out", "target": 0.45}
        found.append(row(f"validation of {resource}.create", "µs", alternate(plan, sides), **more))
    return found


def _written_out(node: object, root: dict[str, object]) -> object:
    """Return ``node`` with each reference replaced by what it leads to; the made-up schema has no circles here."""
    if isinstance(node, dict) and "$ref" in node:
        target: object = root
        for name in str(node["$ref"]).removeprefix("#/").split("/"):
            target = target[name]  # type: ignore[index]
        return _written_out(target, root)
    if isinstance(node, dict):
        return {name: _written_out(value, root) for name, value in node.items()}
    if isinstance(node, list):
        return [_written_out(each, root) for each in node]
    return json.loads(json.dumps(node))


ROWS = {"validation": checks}
