"""Folders with a combined document beside the files that it was combined from."""

import json

import pytest

import heroics_py
from heroics_py.readers import read_api

BASE = {"rel": "self", "href": "https://api.shop.example"}


def link(title, href, method="GET", **more):
    return {"title": title, "method": method, "href": href, "rel": title.lower(), **more}


def app_links(reference):
    return [link("List", "/apps"), link("Info", f"/apps/{{({reference})}}")]


def part(name, links):
    return {"id": f"schemata/{name}", "definitions": {"identity": {"type": "string"}}, "links": links}


def combined(**links):
    return {
        "links": [BASE],
        "definitions": {name: part(name, each) for name, each in links.items()},
        "properties": {name: {"$ref": f"#/definitions/{name}"} for name in links},
    }


COMBINED = combined(app=app_links("%23%2Fdefinitions%2Fapp%2Fdefinitions%2Fidentity"))
APP = part("app", app_links("%2Fschemata%2Fapp%23%2Fdefinitions%2Fidentity"))


def write(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))
    return folder


def titles(folder):
    return {name: [each.title for each in resource.links] for name, resource in read_api(folder).resources.items()}


def findings(folder, kind):
    return [str(each) for each in heroics_py.check(folder) if each.kind == kind]


@pytest.mark.parametrize("name", ["schema.json", "api.json", "zzz.json", "docs/all.json"])
def test_copy_is_no_resource(tmp_path, name):
    """A resource of a combined document that a file describes once more is one resource."""
    write(tmp_path, {name: COMBINED, "schemata/app.json": APP})
    assert titles(tmp_path) == {"app": ["List", "Info"]}


def test_copies_of_any_number(tmp_path):
    """Three documents that describe a resource make one resource."""
    files = {"schema.json": COMBINED, "old/schema.json": COMBINED, "schemata/app.json": APP, "app.json": APP}
    assert titles(write(tmp_path, files)) == {"app": ["List", "Info"]}


@pytest.mark.parametrize("where", ["schema.json", "schemata/app.json"])
def test_link_of_one_copy_stays(tmp_path, where):
    """A link that only one of two copies has is offered, whichever it is."""
    more = link("Restart", "/apps/restart", "POST")
    longer = {**APP, "links": [*APP["links"], more]} if where.startswith("schemata") else APP
    whole = combined(app=[*COMBINED["definitions"]["app"]["links"], more]) if longer is APP else COMBINED
    write(tmp_path, {"schema.json": whole, "schemata/app.json": longer})
    assert titles(tmp_path) == {"app": ["List", "Info", "Restart"]}


def test_repeated_link_of_one_document(tmp_path):
    """Two links with one title and path in a document stay two; the copies of both are dropped."""
    twice = [link("Update", "/apps/{id}", "PATCH", schema={"properties": {name: {}}}) for name in ("a", "b")]
    write(tmp_path, {"schema.json": combined(app=twice), "app.json": part("app", twice)})
    assert titles(tmp_path) == {"app": ["Update", "Update"]}


def test_other_title_is_no_copy(tmp_path):
    """A link with the path of another, but a title of its own, is offered too."""
    other = [*APP["links"], link("Rename", "/apps", "GET")]
    write(tmp_path, {"schema.json": COMBINED, "app.json": {**APP, "links": other}})
    assert titles(tmp_path) == {"app": ["List", "Info", "Rename"]}


def test_other_links_are_another_resource(tmp_path):
    """Files of one name without a link in common are two resources, named by their paths."""
    files = {f"{version}/app.json": part("app", [link("List", f"/{version}/apps")]) for version in ("v1", "v2")}
    assert titles(write(tmp_path, files)) == {"app": ["List"], "v2/app": ["List"]}


def test_names_from_paths(tmp_path):
    """A file whose name is taken is named by its path without its suffix, and with it if that is taken too."""
    names = ["a.json", "b/a.json", "b/a.yaml", "b/a.b/a.json"]
    for number, name in enumerate(names):
        write(tmp_path, {name: {"links": [link("List", f"/{number}")]}})
    assert list(read_api(tmp_path).resources) == ["a", "b/a.b/a", "b/a", "b/a-yaml"]
    client = heroics_py.connect(tmp_path, url="https://api.shop.example")
    assert dir(client) == ["a", "b_a", "b_a_b_a", "b_a_yaml", "close", "with_options"]


def test_copy_is_noted(tmp_path):
    """`check` notes the links of a copy, and warns of none."""
    write(tmp_path, {"schema.json": COMBINED, "schemata/app.json": APP})
    (note,) = findings(tmp_path, "repeated-link")
    assert note == (
        "note: schemata/app.json#/links: 2 links that schema.json has, too; a client offers each of them once, as that "
        "document describes it"
    )
    assert findings(tmp_path, "unread-link") == []


@pytest.mark.parametrize("more", [{}, {"title": "API"}, {"description": "the test server"}])
def test_second_base_url_is_no_lost_link(tmp_path, more):
    """A self link that names the base URL of another document is not a link that was lost."""
    other = {"links": [{**BASE, "href": "https://test.shop.example", **more}]}
    write(tmp_path, {"schema.json": COMBINED, "meta.json": other})
    assert findings(tmp_path, "unread-link") == []
