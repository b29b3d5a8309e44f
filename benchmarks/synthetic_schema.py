"""A synthetic hyper-schema with the shape and size of a large real one, the same each time."""

import json
import random
from itertools import product
from pathlib import Path
from typing import Any

__all__ = ["APP_BODY", "TEAM_BODY", "hyper_schema", "write_schema"]

_RANDOM_SEED = 20_240_229
_KINDS = ("build", "cluster", "domain", "filter", "gateway", "invoice", "key", "log", "metric", "peer")
_PLACES = ("account", "archive", "billing", "edge", "pipeline", "private", "regional", "shared", "space", "vault")
_WORDS = (
    "the unique identifier of a thing that belongs to an owner and is changed by whoever may see it while "
    "its state is pending active or failed until the next release of this application in that region"
).split()
_FIELDS = (
    "address city color command count country created_at cursor email enabled expires_at first_name kind "
    "label last_name level locked_at message minimum name note number owner_id path plan position price "
    "protocol quantity rate reason released_at schedule scope size source state status summary target "
    "title token_kind total updated_at url version"
).split()
_TEAM = (
    "address_1 address_2 card_number city country cvv device_data expiration_month expiration_year first_name "
    "last_name nonce other postal_code state"
).split()
APP_BODY = {"name": "example", "region": "eu-west", "stack": "heroku-24", "feature_flags": ["name-of-a-flag"]}
TEAM_BODY = {"name": "example", **{field: f"{field} of a team" for field in _TEAM}}

_Node = dict[str, Any]


def hyper_schema(scale: int = 1) -> _Node:
    """Return a schema with 100 resources and 305 links (574 KB), or ``scale`` times as many."""
    source = random.Random(_RANDOM_SEED)  # noqa: S311 - the same schema each time, not a secret
    names = _names(100 * scale)
    resources = {name: _resource(name, names, source) for name in names}
    for number in range(305 * scale - sum(len(each["links"]) for each in resources.values())):
        name = names[5 + number % (len(names) - 5)]
        resources[name]["links"].append(_action(name, len(resources[name]["links"]), source))
    return {
        "$schema": "http://interagent.github.io/interagent-hyper-schema",
        "type": ["object"],
        "title": "A made-up platform",
        "description": _sentence(source, 14),
        "id": "http://api.example.com/schema#",
        "links": [{"href": "https://api.example.com", "rel": "self"}],
        "definitions": resources,
        "properties": {name: {"$ref": f"#/definitions/{name}"} for name in names},
    }


def write_schema(path: Path, scale: int = 1) -> Path:
    """Write the schema to ``path``, indented as published schemas are, and return the path."""
    path.write_text(json.dumps(hyper_schema(scale), indent=2), encoding="utf-8")
    return path


def _names(count: int) -> list[str]:
    fixed = ["app", "team", "region", "stack", "app-feature"]
    generated = [f"{place}-{kind}" for place, kind in product(_PLACES, _KINDS)]
    rounds = [name if not number else f"{name}-{number}" for number in range(count // 100 + 1) for name in generated]
    return (fixed + rounds)[:count]


def _resource(name: str, names: list[str], source: random.Random) -> _Node:
    fields = _TEAM if name == "team" else sorted([*source.sample(_FIELDS, source.randint(1, 9)), "name"])
    definitions = {field: _definition(field, source) for field in fields} | {
        "id": _definition("id", source, format="uuid", example="01234567-89ab-cdef-0123-456789abcdef"),
        "name": _definition("name", source, pattern="^[a-z][a-z0-9-]{1,28}[a-z0-9]$", example="example"),
        "identity": {"anyOf": [{"$ref": _of(name, "id")}, {"$ref": _of(name, "name")}]},
    }
    return {
        "description": _sentence(source, 16),
        "$schema": "http://json-schema.org/draft-04/hyper-schema",
        "stability": "production",
        "strictProperties": True,
        "title": f"A made-up platform - {name.replace('-', ' ').title()}",
        "type": ["object"],
        "definitions": definitions,
        "links": _links(name, source),
        "properties": {field: {"$ref": _of(name, field)} for field in [*fields, "id"]}
        | {other: _nested(other, source) for other in source.sample(names, 2)},
    }


def _links(name: str, source: random.Random) -> list[_Node]:
    one, many = f"/{name}s/{{({_quoted(_of(name, 'identity'))})}}", f"/{name}s"
    target = {"$ref": f"#/definitions/{name}"}
    info = _link("Info", "self", "GET", one, target, source)
    listing = _link("List", "instances", "GET", many, {"items": target, "type": ["array"]}, source)
    if name not in {"app", "team"}:
        return [info] if source.random() < 0.25 else [info, listing]
    create = _link("Create", "create", "POST", many, target, source) | {"schema": _creation(name)}
    update = _link("Update", "update", "PATCH", one, target, source) | {"schema": _creation(name, required=[])}
    delete = _link("Delete", "destroy", "DELETE", one, target, source)
    return [create, delete, info, listing | {"ranges": ["id", "name", "updated_at"]}, update]


def _creation(name: str, required: list[str] | None = None) -> _Node:
    if name == "team":
        properties: _Node = {field: {"$ref": _of("team", field)} for field in ["name", *_TEAM]}
        return {"properties": properties, "required": ["name"] if required is None else required, "type": ["object"]}
    properties = {
        "name": {"$ref": _of("app", "name")},
        "region": {"$ref": _of("region", "identity")},
        "stack": {"$ref": _of("stack", "identity")},
        "feature_flags": {"type": ["array"], "items": {"$ref": _of("app-feature", "name")}},
    }
    return {"properties": properties, "type": ["object"]}


def _action(name: str, number: int, source: random.Random) -> _Node:
    one = f"/{name}s/{{({_quoted(_of(name, 'identity'))})}}"
    target = {"$ref": f"#/definitions/{name}"}
    if number % 2:
        return _link(f"Action {number}", "update", "POST", f"{one}/actions/action-{number}", target, source)
    fields = {field: _definition(field, source) for field in source.sample(_FIELDS, 2)}
    schema = {"properties": {"name": {"$ref": _of(name, "name")}, **fields}, "type": ["object"]}
    return _link("Create", "create", "POST", f"/{name}s", target, source) | {"schema": schema}


def _link(title: str, rel: str, method: str, href: str, target: _Node, source: random.Random) -> _Node:  # noqa: PLR0913, PLR0917 - a link has that many parts
    about = {"title": title, "description": _sentence(source, 9), "href": href, "method": method, "rel": rel}
    return about | {"targetSchema": target}


def _nested(name: str, source: random.Random) -> _Node:
    return {
        "description": _sentence(source, 5),
        "properties": {"id": {"$ref": _of(name, "id")}, "name": {"$ref": _of(name, "name")}},
        "strictProperties": True,
        "type": ["object"],
    }


def _definition(field: str, source: random.Random, **more: str) -> _Node:
    kind = ["string"] if more or field in _TEAM else source.choice([["string"], ["string"], ["null", "string"]])
    about = {"description": _sentence(source, 8), "example": f"{field} of a thing", "readOnly": True, "type": kind}
    return about | more


def _sentence(source: random.Random, words: int) -> str:
    return " ".join(source.choices(_WORDS, k=source.randint(words - 3, words + 3)))


def _of(name: str, field: str) -> str:
    return f"#/definitions/{name}/definitions/{field}"


def _quoted(pointer: str) -> str:
    return pointer.replace("#", "%23").replace("/", "%2F")
