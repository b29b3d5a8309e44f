"""Mutated copies of the bundled documents: no link is lost in silence."""

from copy import deepcopy
from pathlib import Path
from random import Random

import pytest

from heroics_py.errors import SchemaError
from heroics_py.lint import check
from heroics_py.model.link_names import call_names
from heroics_py.readers import read_api
from heroics_py.readers.document_text import parse

SCHEMAS = Path(__file__).parents[2] / "schemas"
MUTATIONS, TOGETHER = 500, 20
# What JSON Schema says of its keywords, apart from the reader that is tested.
MAPS = {"definitions", "$defs", "properties", "patternProperties", "dependencies", "dependentSchemas"}
DATA = {"example", "examples", "default", "enum", "const", "response_example", "templatePointers"}
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
VALUES = [None, True, False, 0, 1.5, "", "x", "#", [], {}, ["x"], {"x": {}}, [[]], [None]]


def link_pointers(node, pointer="#", *, is_map=False):
    """Yield where a document has links, by the words of the specification: an object with an href in ``links``."""
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from link_pointers(item, f"{pointer}/{index}")
    elif isinstance(node, dict):
        for key, value in node.items():
            place = f"{pointer}/{escaped(key)}"
            if key == "links" and not is_map:
                entries = enumerate(value) if isinstance(value, list) else ()
                yield from (
                    f"{place}/{index}"
                    for index, link in entries
                    if isinstance(link, dict) and isinstance(link.get("href"), str)
                )
            if is_map or key not in DATA:
                yield from link_pointers(value, place, is_map=not is_map and key in MAPS)


def places(node):
    """Return every place of a document: a container and a key or index of it."""
    found, pending = [], [node]
    while pending:
        container = pending.pop()
        keys = list(container) if isinstance(container, dict) else range(len(container))
        found += [(container, key) for key in keys]
        pending += [container[key] for key in keys if isinstance(container[key], dict | list)]
    return found


def mutate(found, random):
    """Delete, rename, retype, duplicate or move the value at one of some places."""
    container, key = random.choice(found)
    target, other = random.choice(found)
    if key not in (container if isinstance(container, dict) else range(len(container))):
        return  # an earlier mutation took it away
    kind = random.choice(("delete", "rename", "retype", "wrap", "duplicate", "move"))
    value = container[key]
    if kind == "delete":
        del container[key]
    elif kind == "rename" and isinstance(container, dict):
        container[random.choice((f"{key}2", key.upper(), f"x-{key}", "", "links", "definitions", "properties"))] = (
            container.pop(key)
        )
    elif kind == "wrap":
        container[key] = random.choice(([value], {"x": value}))
    elif kind in {"duplicate", "move"}:
        if kind == "move":
            del container[key]
        copy = deepcopy(value)
        if isinstance(target, list):
            target.append(copy)
        else:
            target[random.choice((other if isinstance(other, str) else "x", str(key)))] = copy
    else:
        container[key] = deepcopy(random.choice(VALUES))


def action_pointers(root):
    """Yield where a description of resources and actions has actions with a path."""
    resources = root.get("resources")
    for name, resource in resources.items() if isinstance(resources, dict) else ():
        actions = resource.get("actions") if isinstance(resource, dict) else None
        for title, action in actions.items() if isinstance(actions, dict) else ():
            if isinstance(action, dict) and isinstance(action.get("path"), str):
                yield f"#/resources/{escaped(name)}/actions/{escaped(title)}"


def operation_pointers(root):
    """Yield where a document of OpenAPI has operations, without references to some elsewhere."""
    paths = root.get("paths")
    for path, item in paths.items() if isinstance(paths, dict) else ():
        for method, operation in item.items() if isinstance(item, dict) else ():
            if method in METHODS and isinstance(operation, dict) and not isinstance(operation.get("$ref"), str):
                yield f"#/paths/{escaped(path)}/{method}"


def escaped(key):
    return key.replace("~", "~0").replace("/", "~1").replace("%", "%25")


def unread_links(root, pointers):
    """Return the links of a mutated document that are not calls, and those among them that nothing reports."""
    try:
        api = read_api(root)
    except SchemaError:
        return set(), set()  # the error is the reason
    calls = [link for each in api.resources.values() for links in call_names(each).values() for link in links]
    assert sorted(map(id, calls)) == sorted(map(id, api.links))
    read = {link.pointer for link in calls}
    unread = {each for each in pointers(root) if each not in read and not _names_base(root, each, api.url)}
    reported = {finding.pointer for finding in check(api, every=True)} if unread else set()
    return unread, {each for each in unread if not any(each.startswith(place) for place in reported if place != "#")}


def _names_base(root, pointer, url):
    index = pointer.removeprefix("#/links/")
    link = root["links"][int(index)] if index.isdecimal() else {}
    return bool(url) and link.get("href", "").rstrip("/") == url.rstrip("/") and "method" not in link


DOCUMENTS = {
    "bookshelf.json": link_pointers,
    "bookshelf.2019-09.json": link_pointers,
    "heroku-platform-api.json": link_pointers,
    "heroku-platform-api-0.5.0.json": link_pointers,
    "bookshelf.actions.json": action_pointers,
    "bookshelf.openapi.yaml": operation_pointers,
}


@pytest.mark.parametrize(("name", "pointers"), DOCUMENTS.items())
def test_no_mutation_loses_a_link(name, pointers):
    """After 500 mutations of a document, each link is a call, or refused with a reason, or reported by check."""
    document = parse((SCHEMAS / name).read_text(encoding="utf-8"), name).root
    count = unread_count = 0
    for seed in range(MUTATIONS // TOGETHER):
        random = Random(f"{name} {seed}")
        root = deepcopy(document)
        found = places(root)
        for _ in range(TOGETHER):
            mutate(found, random)
        unread, lost = unread_links(root, pointers)
        count += len([*pointers(root)])
        unread_count += len(unread)
        assert lost == set(), f"seed {seed}"
    assert unread_count < count / 10
