"""References by ids and anchors in every draft, over several documents, with jsonschema as the judge."""

from urllib.parse import urljoin

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import (
    Draft3Validator,
    Draft4Validator,
    Draft6Validator,
    Draft7Validator,
    Draft201909Validator,
    Draft202012Validator,
)
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import specification_with
from thoroughness import examples

from heroics_py.errors import SchemaError
from heroics_py.model.schema import Documents
from heroics_py.validation.checker import Checker

JUDGES = {
    "draft-03": (Draft3Validator, "http://json-schema.org/draft-03/schema#"),
    "draft-04": (Draft4Validator, "http://json-schema.org/draft-04/schema#"),
    "draft-06": (Draft6Validator, "http://json-schema.org/draft-06/schema#"),
    "draft-07": (Draft7Validator, "http://json-schema.org/draft-07/schema#"),
    "2019-09": (Draft201909Validator, "https://json-schema.org/draft/2019-09/schema"),
    "2020-12": (Draft202012Validator, "https://json-schema.org/draft/2020-12/schema"),
}
TYPES = ["integer", "string", "object", "boolean", "null", "array"]
SAMPLES = [1, "s", {}, True, None, []]
IDS = ["app", "schemata/app", "/schemata/app", "https://schemas.example/app", "../app.json#", "http://api.example/a/b"]
REFERENCES = [
    "#",
    "#/definitions/a",
    "#/definitions/b",
    "#/definitions/b/definitions/a",
    "#/definitions/a/definitions/b",
    "#x",
    "#y",
    *IDS,
    "app#x",
    "schemata/app#/definitions/a",
    "https://schemas.example/app#x",
    "https://schemas.example/schemata/app#/definitions/b",
    "other",
    "other#/definitions/a",
    "/other#x",
    "https://schemas.example/other#y",
]


def named(draft, anchor):
    """The keyword that gives a schema this name."""
    if draft in {"2019-09", "2020-12"}:
        return {"$anchor": anchor}
    return {"id" if draft in {"draft-03", "draft-04"} else "$id": f"#{anchor}"}


@st.composite
def schemas(draw, draft, depth):
    """A schema of one type, which may have an id or a name, and definitions."""
    word = "id" if draft in {"draft-03", "draft-04"} else "$id"
    schema = {"type": draw(st.sampled_from(TYPES))}
    kind = draw(st.sampled_from(["plain", "plain", "id", "name", "reference"]))
    if kind == "id":
        schema[word] = draw(st.sampled_from(IDS))
    elif kind == "name":
        schema |= named(draft, draw(st.sampled_from("xy")))
    elif kind == "reference":
        schema = {"$ref": draw(st.sampled_from(REFERENCES))}
    if depth and kind != "reference":
        names = draw(st.lists(st.sampled_from("ab"), unique=True))
        schema["definitions"] = {name: draw(schemas(draft, depth - 1)) for name in names}
    return schema


@st.composite
def documents(draw, draft, uri):
    """A document with an absolute id, and definitions that refer to each other."""
    word = "id" if draft in {"draft-03", "draft-04"} else "$id"
    definitions = {name: draw(schemas(draft, 2)) for name in "ab"}
    return {word: uri, "$schema": JUDGES[draft][1], "definitions": definitions}


def places(node, keys=()):
    """Each schema of a document by its keys."""
    yield keys, node
    for name, child in node.get("definitions", {}).items():
        yield from places(child, (*keys, "definitions", name))


def names_in(node, base="https://schemas.example/"):
    """Each id and name of a document, as an absolute URI."""
    own = node.get("id", node.get("$id", ""))
    if own and not own.startswith("#"):
        base = urljoin(base, own.removesuffix("#"))
        yield base
    if name := node.get("$anchor", own[1:] if own.startswith("#") else ""):
        yield f"{base}#{name}"
    for child in node.get("definitions", {}).values():
        yield from names_in(child, base)


def has_twins(*roots):
    """Whether two schemas have one id or name, between which the drafts don't decide."""
    names = [name for root in roots for name in names_in(root)]
    return len(names) != len(set(names))


@pytest.mark.parametrize("draft", JUDGES)
@settings(max_examples=examples(50), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_static_references(draft, data):
    """What jsonschema resolves, resolves to the same schema here, at every place of every document."""
    main = data.draw(documents(draft, "https://schemas.example/main"))
    other = data.draw(documents(draft, "https://schemas.example/other"))
    assume(not has_twins(main, other))
    kind, uri = JUDGES[draft]
    resource = specification_with(uri).create_resource
    registry = Registry().with_resources([(each.get("id", each.get("$id")), resource(each)) for each in (main, other)])
    ours = Documents(roots={"": {}, "main.json": main, "other.json": other}, dialect="draft-04", is_hyper=True)
    for keys, _ in places(main):
        pointer = "".join(f"/{key}" for key in keys)
        judge = kind({"$ref": f"https://schemas.example/main#{pointer}"}, registry=registry)
        try:
            expected = [judge.is_valid(value) for value in SAMPLES]
        except (Unresolvable, RecursionError):
            continue
        try:
            checker = Checker(ours.schema_at(f"main.json#{pointer}"))
        except SchemaError as error:
            assert "circle" in str(error)  # noqa: PT017 - the judge ends such a check by a failure that comes first
            continue
        assert [checker.problems(value) == () for value in SAMPLES] == expected
