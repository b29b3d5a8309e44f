"""Clients whose document is mended by ``patch=``, in each dialect and each door."""

import copy
import json
import pickle
import warnings

import pytest

import heroics_py
from heroics_py.cli.commands import run
from heroics_py.readers import read_api

SHOP = {
    "openapi": "3.0.0",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": "https://shop.example"}],
    "paths": {"/things": {"get": {"operationId": "listThings", "responses": {"200": {"description": "ok"}}}}},
}
FIELD = {"name": "color", "in": "query", "schema": {"type": "string"}}
ADDED = {"paths": {"/things": {"get": {"parameters": [FIELD]}}}}
OVERLAY = """
overlay: 1.0.0
info: {title: What the shop forgot, version: 1.0.0}
actions:
- target: $.paths['/things'].get
  update: {parameters: [{name: color, in: query, schema: {type: string}}]}
"""
HYPER = {
    "definitions": {"app": {"links": [{"title": "List", "rel": "instances", "href": "/apps", "method": "GET"}]}},
    "links": [{"rel": "self", "href": "https://shop.example"}],
    "properties": {"app": {"$ref": "#/definitions/app"}},
}
NEW_LINK = {"title": "Stop", "rel": "stop", "href": "/stop", "method": "POST"}
SWAGGER = {
    "swagger": "2.0",
    "host": "shop.example",
    "schemes": ["https"],
    "info": {"title": "Shop", "version": "1"},
    "paths": {"/things": {"get": {"operationId": "listThings", "responses": {}}}},
}
DISCOVERY = {
    "kind": "discovery#restDescription",
    "rootUrl": "https://shop.example/",
    "resources": {"things": {"methods": {"list": {"id": "things.list", "path": "things", "httpMethod": "GET"}}}},
}
DIALECTS = {
    "openapi": (SHOP, ADDED, "thing", "list"),
    "hyper-schema": (HYPER, {"definitions": {"app": {"links": [NEW_LINK]}}}, "app", "stop"),
    "swagger": (
        SWAGGER,
        {"paths": {"/things": {"post": {"operationId": "createThing", "responses": {}}}}},
        "thing",
        "create",
    ),
    "discovery": (
        DISCOVERY,
        {"resources": {"things": {"methods": {"stop": {"id": "things.stop", "path": "stop", "httpMethod": "POST"}}}}},
        "things",
        "stop",
    ),
}


def test_document_of_each_dialect():
    """A patch mends a document of any dialect, and leaves the caller's dict as it is."""
    for document, patch, resource, link in DIALECTS.values():
        before = copy.deepcopy(document)
        client = heroics_py.connect(document, patch=patch)
        assert link in dir(getattr(client, resource))
        assert document == before


def test_patched_call(each_client):
    """Calls send what the mended document describes."""
    client = each_client.connect(SHOP, patch=ADDED)
    assert client.thing.list.prepare(color="red").url == "https://shop.example/things?color=red"


def test_overlay_from_file_and_text(tmp_path):
    """An overlay is a file or a text, in YAML or JSON, or a dict."""
    pytest.importorskip("jsonpath_rfc9535")
    path = tmp_path / "fix.yaml"
    path.write_text(OVERLAY)
    for patch in (OVERLAY, path, str(path), [str(path)], OVERLAY.encode()):
        assert "color" in str(heroics_py.connect(SHOP, patch=patch).thing.list)


def test_several_patches(tmp_path):
    """Several patches are applied in their order, each to what the one before left."""
    pytest.importorskip("jsonpatch")
    path = tmp_path / "first.json"
    path.write_text(json.dumps(ADDED))
    renamed = [{"op": "replace", "path": "/paths/~1things/get/parameters/0/name", "value": "size"}]
    client = heroics_py.connect(SHOP, patch=[path, renamed, {"info": {"title": "Fixed"}}])
    assert "size: str" in str(client.thing.list)
    assert heroics_py.read(SHOP, patch=[path, renamed, {"info": {"title": "Fixed"}}]).title == "Fixed"


def test_bundled_schema_is_read_again():
    """A patch of a bundled schema does not reach the next client of it."""
    fields = {"definitions": {"app": {"title": "Patched"}}}
    patched = heroics_py.read("heroku", patch=fields).documents.roots[""]
    unpatched = heroics_py.read("heroku").documents.roots[""]
    assert (patched["definitions"]["app"]["title"], unpatched["definitions"]["app"]["title"]) == (
        "Patched",
        "Heroku Platform API - App",
    )


def test_folder_is_patched(tmp_path):
    """In a folder of hyper-schemas, a patch names the file first."""
    for name in ("app", "dyno"):
        document = {"id": name, "links": [{"title": "List", "rel": "instances", "href": f"/{name}s", "method": "GET"}]}
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    patch = {"dyno.json": {"links": [NEW_LINK]}}
    client = heroics_py.connect(tmp_path, url="https://shop.example", patch=patch)
    assert (dir(client.app), dir(client.dyno)) == (["list"], ["stop"])


def test_references_to_files(tmp_path):
    """References of a patch lead to files beside the document, or to refs=, as those of the document do."""
    (tmp_path / "shop.json").write_text(json.dumps(SHOP))
    (tmp_path / "common.json").write_text(json.dumps({"color": FIELD}))
    patch = {
        "paths": {"/things": {"get": {"parameters": [{"$ref": "common.json#/color"}, {"$ref": "more.json#/size"}]}}}
    }
    more = {"more.json": {"size": {**FIELD, "name": "size"}}}
    client = heroics_py.connect(tmp_path / "shop.json", refs=more, patch=patch)
    assert "color: str" in str(client.thing.list)
    assert "size: str" in str(client.thing.list)


def test_schema_by_url():
    """A schema that is fetched is patched before it is read."""
    api = read_api("https://shop.example/openapi.json", lambda _: json.dumps(SHOP).encode(), patch=ADDED)
    assert [each.name for link in api.links for each in link.parameters] == ["color"]


def test_text_of_a_patch_is_escaped():
    """What a patch holds can't steer a terminal, in a warning or in a finding."""
    with pytest.warns(heroics_py.SchemaWarning) as caught:
        heroics_py.connect(SHOP, patch={"\x1b[31mred": None})
    shown = [str(caught[0].message), str(heroics_py.check(SHOP, patch={"\x1b[31mred": None})[0])]
    assert [text for text in shown if "\x1b" in text] == []


def test_pickle_of_patched_client():
    """A pickle of a client keeps the mended API."""
    client = heroics_py.connect(SHOP, patch=ADDED)
    assert str(pickle.loads(pickle.dumps(client)).thing.list) == str(client.thing.list)


def test_warning_of_what_is_not_found():
    """What a patch does not find is warned of, once for each part, at the line of the caller."""
    with pytest.warns(heroics_py.SchemaWarning, match="'/paths/~1thing' removes nothing") as caught:
        heroics_py.connect(SHOP, patch={"paths": {"/thing": None}})
    assert [each.filename for each in caught] == [__file__]


async def connected(document, patch):
    async with heroics_py.connect_async(document, patch=patch) as client:
        return str(client.thing.list)


def test_patch_of_async_functions():
    """The functions that are awaited take a patch, and warn as the others do."""
    import asyncio

    async def steps():
        assert "color" in await connected(SHOP, ADDED)
        with pytest.warns(heroics_py.SchemaWarning):
            await heroics_py.read_async(SHOP, patch={"x": None})
        return await heroics_py.check_async(SHOP, patch={"x": None})

    assert "unpatched" in [each.kind for each in asyncio.run(steps())]


def test_check_of_mended_document():
    """`check` reports the faults that are left after the patch, and what the patch does not find, without a warning."""
    broken = {**SHOP, "components": {"schemas": {"a": {"$ref": "#/components/schemas/nowhere"}}}}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        findings = heroics_py.check(broken, patch={"components": None, "x": None})
    assert [each.kind for each in heroics_py.check(broken)] == ["dangling-reference"]
    assert [(each.kind, each.severity) for each in findings] == [("unpatched", "warning")]


def test_sandbox_of_patched_document():
    """A sandbox answers as the mended document describes, and warns once."""
    create = {"operationId": "createThing", "responses": {"204": {"description": "created"}}}
    patch = {"paths": {"/things": {"post": create}}, "x": None}
    with (
        pytest.warns(heroics_py.SchemaWarning) as caught,
        heroics_py.sandbox(SHOP, patch=patch, socket=False) as client,
    ):
        assert client.thing.create.send().status == 204
    assert len(caught) == 1


def test_api_that_was_read_already():
    """An `Api` can't be patched any more, and says where a patch goes."""
    with pytest.raises(ValueError, match=r"read\(schema, patch=...\)"):
        heroics_py.connect(heroics_py.read(SHOP), patch=ADDED)


def test_patch_that_is_misspelled():
    """The error for an unknown argument suggests patch=."""
    with pytest.raises(TypeError, match="did you mean 'patch'"):
        heroics_py.connect(SHOP, pach={})


def test_patch_that_breaks_the_document():
    """A patch that leaves no API says so, as a document that describes none does."""
    with pytest.raises(heroics_py.SchemaError, match="describes no API"):
        heroics_py.connect(SHOP, patch={"openapi": None})


def test_command_that_checks(tmp_path, capsys):
    """The commands take files of patches, of which `check` lists what they do not find."""
    shop, patch = tmp_path / "shop.json", tmp_path / "fix.json"
    shop.write_text(json.dumps(SHOP))
    patch.write_text(json.dumps({"paths": {"/thing": None}}))
    assert run(["check", str(shop), "--patch", str(patch)]) == 0
    assert "fix.json: the null at '/paths/~1thing' removes nothing" in capsys.readouterr().out


def test_command_without_the_file(tmp_path, capsys):
    """A patch that can't be read ends a command with one line."""
    assert run(["check", "heroku", "--patch", str(tmp_path / "nowhere.json")]) == 1
    assert "nowhere.json" in capsys.readouterr().out + capsys.readouterr().err
