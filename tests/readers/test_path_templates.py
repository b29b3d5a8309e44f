"""Paths: their variables, queries and fragments."""

import pytest

import heroics_py
from heroics_py.readers import read_api
from heroics_py.readers.path_templates import PathVariable, split_path


def document(*paths, method="put", **operation):
    nodes = {path: {method: {"tags": ["File"], "responses": {"204": {}}, **operation}} for path in paths}
    return {
        "openapi": "3.1.1",
        "info": {"title": "Files", "version": "1"},
        "servers": [{"url": "https://api.example"}],
        "paths": nodes,
    }


def test_operations_that_differ_by_fragment():
    """Operations that differ by their fragment alone stay several links, each with a name of its own."""
    client = heroics_py.connect(document("/files/{id}", "/files/{id}#add_shared_link", "/files/{id}#updateSharedLink"))
    assert dir(client.file) == ["add_shared_link", "update", "update_shared_link"]
    assert {getattr(client.file, name).prepare("7").url for name in dir(client.file)} == {"https://api.example/files/7"}


def test_operation_id_names_a_fragment():
    """An operationId names the link, with or without a fragment."""
    (link,) = read_api(document("/files/{id}#lock", operationId="put_files_id#add_lock")).links
    assert (link.name, link.href) == ("add lock", "/files/{id}")


@pytest.mark.parametrize(
    ("expression", "declared", "name", "keeps_slashes"),
    [
        ("path", [], "path", False),
        ("path:path", [], "path", True),
        ("path:path", ["path:path"], "path:path", True),
        ("proxy+", ["proxy"], "proxy", True),
        ("proxy+", ["proxy+"], "proxy+", True),
        ("rest*", [], "rest", True),
        ("*rest", [], "rest", True),
        ("**rest", ["rest"], "rest", True),
        ("+rest", [], "rest", True),
        ("/rest", [], "rest", True),
        ("rest...", [], "rest", True),
        ("id:int", ["id"], "id", False),
        ("id:int", [], "id:int", False),
        ("a:b", ["a:b"], "a:b", False),
        ("file.name", ["file.name"], "file.name", False),
    ],
)
def test_variables(expression, declared, name, keeps_slashes):
    """A variable has the name that the document declares; marks of frameworks say that it keeps slashes."""
    template = split_path(f"/x/{{{expression}}}", declared)
    assert template.variables == (PathVariable(expression=expression, name=name, keeps_slashes=keeps_slashes),)


@pytest.mark.parametrize("path", ["/x/:id/parts", "/x/<id>/parts", "/x/<int:id>/parts"])
def test_variables_of_routers(path):
    """A declared path parameter is a variable in the spelling of a router, too."""
    assert split_path(path, ["id"]).path == "/x/{id}/parts"
    assert split_path(path).path == path


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("/x", ("/x", "", "")),
        ("/x#y", ("/x", "", "y")),
        ("/x?a=b#y", ("/x", "a=b", "y")),
        ("/x#y?a=b", ("/x", "", "y?a=b")),
        ("/x?", ("/x", "", "")),
        ("/x?&a=b&", ("/x", "a=b", "")),
        ("/x{?a,b}", ("/x", "", "")),
        ("/x{?a}#y", ("/x", "", "y")),
        ("/x?a=b{&c}", ("/x", "a=b", "")),
    ],
)
def test_parts(path, parts):
    """A path has a literal query and a fragment."""
    template = split_path(path)
    assert (template.path, template.query, template.fragment) == parts


@pytest.mark.parametrize("path", ["/x/{", "/x/}", "/x/{}", "/x/{a}/{b", "/x?a={", "/{a{b}}"])
def test_unbalanced_braces(path):
    """A path whose braces are not balanced costs its operation."""
    client = heroics_py.connect(document(path, operationId="act"))
    with pytest.raises(heroics_py.SchemaError, match="its braces are not balanced"):
        client.file.act("x")


def test_parameter_that_the_path_lacks():
    """A path parameter that the path does not name is ignored."""
    node = {"name": "other", "in": "path", "required": True, "schema": {"type": "string"}}
    client = heroics_py.connect(document("/files/{id}", operationId="act", parameters=[node]))
    assert client.file.act.prepare("7").url == "https://api.example/files/7"


@pytest.mark.parametrize(
    ("path", "name", "url"),
    [
        ("/files/{path:path}", "path", "https://api.example/files/a/b"),
        ("/files/{path*}", "path", "https://api.example/files/a/b"),
        ("/files/{a:b}", "a:b", "https://api.example/files/a%2Fb"),
        ("/files/{id}#lock", "id", "https://api.example/files/a%2Fb"),
        ("/files/{id}?acl", "id", "https://api.example/files/a%2Fb?acl"),
        ("/files/{id}{?page}", "id", "https://api.example/files/a%2Fb?page=2"),
    ],
)
def test_paths_of_swagger(path, name, url):
    """Swagger's paths are read as OpenAPI's are."""
    operation = {"tags": ["File"], "operationId": "act", "responses": {"204": {"description": ""}}}
    operation["parameters"] = [{"name": name, "in": "path", "required": True, "type": "string"}]
    info = {"title": "Files", "version": "1"}
    root = {"swagger": "2.0", "info": info, "host": "api.example", "schemes": ["https"]}
    act = heroics_py.connect({**root, "paths": {path: {"get": operation}}}).file.act
    assert act.prepare("a/b", **({"page": 2} if "page" in path else {})).url == url


@pytest.mark.parametrize("part", ["{?a}", "{a}", "a", "{", "?a={a}&"])
def test_long_path(part):
    """A path of a hostile length costs its operation, and no time."""
    client = heroics_py.connect(document("/" + part * 100_000, operationId="act"))
    with pytest.raises(heroics_py.SchemaError, match="characters: expected 10,000 at most"):
        client.file.act()


def test_help_for_a_catch_all():
    """Help says which parameter is the rest of the path."""
    client = heroics_py.connect(document("/files/{path:path}", operationId="act"))
    assert "path (anything, required, the rest of the path)" in client.file.act.__doc__
