"""Documents that are written differently and mean the same have no changes."""

import json
import random
from pathlib import Path

import pytest
import yaml

import heroics_py

SCHEMAS = Path(heroics_py.__file__).parent / "schemas"
DOCUMENTS = ("bookshelf.json", "bookshelf.2019-09.json", "bookshelf.openapi.yaml")
DATA = frozenset({"example", "examples", "default", "enum", "const"})


def document(name):
    text = (SCHEMAS / name).read_text(encoding="utf-8")
    return json.loads(text) if name.endswith(".json") else yaml.safe_load(text)


def rewritten(value, rewrite):
    """Return a document with each object of it rewritten, the innermost first."""
    if isinstance(value, dict):
        return rewrite({key: each if key in DATA else rewritten(each, rewrite) for key, each in value.items()})
    return [rewritten(each, rewrite) for each in value] if isinstance(value, list) else value


def shuffled(node):
    return dict(random.Random(7).sample([*node.items()], len(node)))


def is_schema(node):
    return isinstance(node.get("type"), str | list) and node.keys().isdisjoint({"in", "links", "$schema", "scheme"})


def split(node):
    """Move each second property into allOf, unless the schema is closed."""
    names = [*node["properties"]] if is_schema(node) and isinstance(node.get("properties"), dict) else []
    if len(names) < 2 or node.get("additionalProperties") is False or "strictProperties" in node:
        return node
    rest, part = ({name: node["properties"][name] for name in names[start::2]} for start in (0, 1))
    return {**node, "properties": rest, "allOf": [{"properties": part}]}


def chosen(node):
    """Put a schema without properties into an anyOf of one."""
    if not is_schema(node) or "properties" in node:
        return node
    notes = {key: node[key] for key in ("title", "description", "default", "readOnly", "definitions") if key in node}
    return {**notes, "anyOf": [{key: value for key, value in node.items() if key not in notes}]}


def reordered(node):
    """Turn the order of types, listed values and required fields, and write a list of one type as its name."""
    for key in ("enum", "required"):
        if isinstance(node.get(key), list):
            node = {**node, key: [*reversed(node[key])]}
    kinds = node.get("type")
    return {**node, "type": [*reversed(kinds)] if len(kinds) > 1 else kinds[0]} if isinstance(kinds, list) else node


def inlined(root):
    """Write what references lead to in their place, in the schemas of links and operations."""

    def target(node):
        keys = str(node.get("$ref", "")).removeprefix("#/").split("/")
        found = root
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
        is_simple = isinstance(found, dict) and found.keys().isdisjoint({"links", "anyOf", "in", "content"})
        return rewritten(found, target) if is_simple else node

    whole = {"paths": rewritten(root["paths"], target)} if "paths" in root else {}
    definitions = root.get("definitions", {})
    for name, each in definitions.items():
        links = rewritten(each["links"], target) if "links" in each else None
        whole.setdefault("definitions", {})[name] = {**each, "links": links} if links else each
    return {**root, **whole}


# References of one document lead to properties of its schemas, which can't be moved.
CASES = [
    (name, rewrite)
    for name in DOCUMENTS
    for rewrite in (shuffled, split, chosen, reordered, inlined)
    if rewrite is not split or name.endswith(".json")
]


@pytest.mark.parametrize(("name", "rewrite"), CASES)
def test_same_meaning(name, rewrite):
    """The order of keys, allOf, an anyOf of one, lists of types and references make no difference."""
    old = document(name)
    new = rewrite(old) if rewrite is inlined else rewritten(old, rewrite)
    assert new != old or rewrite is shuffled
    # A hyper-schema without references does not say what identifies a thing.
    changes = [each for each in heroics_py.diff(old, new) if not (rewrite is inlined and each.kind == "scope-gone")]
    assert changes == []


@pytest.mark.parametrize("name", ["heroku", "bookshelf.actions"])
def test_itself(name):
    """A schema compared with itself has no changes."""
    assert heroics_py.diff(name, name) == ()


def test_dialects():
    """The same API in two dialects differs in names alone."""
    assert heroics_py.diff("bookshelf.2019-09", "bookshelf") == ()
    kinds = {each.kind for each in heroics_py.diff("bookshelf", "bookshelf.openapi")}
    assert kinds == {"call-renamed"}


def nullable(version, **keywords):
    schema = {"type": "object", "properties": {"note": keywords}}
    content = {"application/json": {"schema": schema}}
    post = {"requestBody": {"content": content}, "responses": {"200": {"description": "ok", "content": content}}}
    paths = {"/notes": {"post": {"operationId": "createNote", **post}}}
    return {"openapi": version, "info": {"title": "Notes", "version": "1"}, "paths": paths}


def test_nullable():
    """Null is spelled differently in each dialect, and means the same."""
    spellings = [
        nullable("3.0.3", type="string", nullable=True),
        nullable("3.1.0", type=["string", "null"]),
        nullable("3.1.0", anyOf=[{"type": "string"}, {"type": "null"}]),
        nullable("3.1.0", oneOf=[{"enum": [None]}, {"type": "string"}]),
        nullable("3.0.3", allOf=[{"type": "string"}], nullable=True),
    ]
    assert [heroics_py.diff(spellings[0], each) for each in spellings] == [()] * len(spellings)
