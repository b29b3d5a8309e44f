"""Validation alone: a reused checker against a reused validator for the whole document."""

import json

from jsonschema import Draft4Validator
from synthetic_schema import APP_BODY, TEAM_BODY, hyper_schema
from timing import Plan, Row, alternate, row

import heroics_py
from heroics_py.validation.checker import Checker

__all__ = ["ROWS"]


def checks(plan: Plan) -> list[Row]:
    """Measure the bodies of app.create (4 fields) and team.create (17 fields), both valid."""
    root = hyper_schema()
    api = heroics_py.read(root)
    rows = []
    for resource, body in (("app", APP_BODY), ("team", TEAM_BODY)):
        [link] = [each for each in api.resources[resource].links if each.title == "Create"]
        ours = Checker(link.body.schema)
        schema = next(each["schema"] for each in root["definitions"][resource]["links"] if each["title"] == "Create")
        peer = Draft4Validator(root).evolve(schema=schema)
        resolved = Draft4Validator(_resolve(schema, root))
        if ours.problems(body) or list(peer.iter_errors(body)):
            raise RuntimeError(f"the body of {resource}.create is not valid")
        sides = {
            "ours": lambda ours=ours, body=body: ours.problems(body),
            "Draft4Validator": lambda peer=peer, body=body: list(peer.iter_errors(body)),
            "the same, references written out": lambda resolved=resolved, body=body: list(resolved.iter_errors(body)),
        }
        more = {"peer": "Draft4Validator", "floor": "the same, references written out", "target": 0.45}
        rows.append(row(f"validation of {resource}.create", "µs", alternate(plan, sides), **more))
    return rows


def _resolve(node: object, root: dict[str, object]) -> object:
    """Return ``node`` with each reference replaced by its target; the synthetic schema has no cycles."""
    if isinstance(node, dict) and "$ref" in node:
        target: object = root
        for name in str(node["$ref"]).removeprefix("#/").split("/"):
            target = target[name]  # type: ignore[index]
        return _resolve(target, root)
    if isinstance(node, dict):
        return {name: _resolve(value, root) for name, value in node.items()}
    if isinstance(node, list):
        return [_resolve(each, root) for each in node]
    return json.loads(json.dumps(node))


ROWS = {"validation": checks}
