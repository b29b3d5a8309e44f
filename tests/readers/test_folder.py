"""A folder of schema files, some of which are faulty or none of the API's."""

import builtins
import json
import os

import pytest

import heroics_py
from heroics_py.errors import SchemaError
from heroics_py.readers import read_api

APP = {
    "id": "schemata/app",
    "definitions": {"id": {"type": "string"}},
    "links": [{"title": "Info", "rel": "self", "href": "/apps/{(%23%2Fdefinitions%2Fid)}"}],
}
DYNO = {
    "id": "schemata/dyno",
    "links": [{"title": "List", "href": "/apps/{(%2Fschemata%2Fapp%23%2Fdefinitions%2Fid)}/dynos"}],
}
OPENAPI = {"openapi": "3.0.0", "paths": {"/x": {"get": {"responses": {}}}}}
ACTIONS = {"resources": {"Thing": {"actions": {"Info": {"method": "GET", "path": "/things"}}}}}
DISCOVERY = {"kind": "discovery#restDescription", "resources": {}}


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, {"app.json": APP, "dyno.json": DYNO})
    return tmp_path


def write(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str | bytes) else json.dumps(content)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def links_of(folder):
    return {name: [link.href for link in each.links] for name, each in read_api(folder).resources.items()}


def left_out(folder):
    return [each.message for each in heroics_py.check(folder) if each.kind == "left-out"]


LINKS = {"app": ["/apps/{app_id}"], "dyno": ["/apps/{app_id}/dynos"]}
FAULTY = {
    "settings.json": ('{\n  // an editor\n  "tab": 2\n}', "settings.json is not valid JSON"),
    "jsconfig.json": ('{"a": 1} // at the end', "jsconfig.json is not valid JSON"),
    "block.json": ('/* a block */ {"a": 1}', "block.json"),
    "empty.json": ("", "empty.json is empty"),
    "blank.json": (" \r\n\t", "blank.json is empty"),
    "mark.json": (b"\xef\xbb\xbf", "mark.json is empty"),
    "empty.yaml": ("", "empty.yaml is empty"),
    "comment.yml": ("# nothing yet\n", "comment.yml contains nothing: expected an object"),
    "list.yaml": ("- a\n- b\n", "list.yaml contains a list: expected an object"),
    "list.json": ("[]", "list.json contains a list: expected an object"),
    "number.json": ("7", "number.json contains a number"),
    "text.json": ('"text"', "text.json contains a text"),
    "null.json": ("null", "null.json contains nothing"),
    "cut.json": ('{"links": [', "cut.json is not valid JSON"),
    "nan.json": ('{"a": NaN}', "nan.json is not valid JSON"),
    "lines.json": ('{"a": 1}\n{"b": 2}\n', "lines.json is not valid JSON"),
    "conflict.json": ("<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> main\n", "conflict.json"),
    "tabs.yaml": ("a:\n\t- b\n", "tabs.yaml: it is not valid YAML"),
    "two.yaml": ("a: 1\n---\nb: 2\n", "two.yaml: it is not valid YAML"),
    "tags.yaml": ("a: !!python/object/apply:os.getcwd []\n", "tags.yaml: it is not valid YAML"),
    "page.yml": ("<!doctype html><p>404", "page.yml: it is an HTML page"),
    "image.json": (b"\x89PNG\r\n\x1a\n\x00\xff", "image.json is not text"),
    "half.json": (b"\xff\xfe{", "half.json is not text"),
    "deep.json": ('{"a":' * 5_000 + "1" + "}" * 5_000, "deep.json"),
    "api.schema": ("CREATE TABLE app (id text);", "api.schema"),
    "below/deeper/broken.json": ("{", "below/deeper/broken.json is not valid JSON"),
}


@pytest.mark.parametrize("name", FAULTY)
def test_faulty_file_is_left_out(folder, name):
    """A folder with a file that can't be parsed still loads, and `check` names the file and the reason."""
    content, reason = FAULTY[name]
    write(folder, {name: content})
    assert links_of(folder) == LINKS
    (message,) = left_out(folder)
    assert reason in message


def test_all_faulty_files_are_named(folder):
    """Each of several faulty files is named."""
    write(folder, {name: content for name, (content, _) in FAULTY.items()})
    assert links_of(folder) == LINKS
    assert len(left_out(folder)) == len(FAULTY)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (OPENAPI, "other.json describes an API of its own: pass its path for a client of it"),
        ({"swagger": "2.0", "paths": {}}, "other.json describes an API of its own: pass its path"),
        (ACTIONS, "other.json is resources and actions: pass its path for a client of it"),
        (DISCOVERY, "other.json is Google Discovery: pass its path for a client of it"),
    ],
)
def test_other_dialect_is_left_out(folder, content, reason):
    """A document of another dialect beside hyper-schemas is left out."""
    write(folder, {"other.json": content})
    assert links_of(folder) == LINKS
    assert reason in left_out(folder)[0]


def test_several_other_documents_are_left_out(folder):
    """Several documents of another dialect beside hyper-schemas don't make the folder ambiguous."""
    write(folder, {"v1/openapi.json": OPENAPI, "v2/openapi.json": OPENAPI})
    assert links_of(folder) == LINKS
    assert [each.partition(" ")[0] for each in left_out(folder)] == ["v1/openapi.json", "v2/openapi.json"]


def test_parts_of_openapi_may_have_links(tmp_path):
    """An OpenAPI document whose own parts have links is still the main document of its folder."""
    links = {"type": "object", "links": [{"rel": "self", "href": "/x"}]}
    content = {"application/json": {"schema": {"$ref": "list.json"}}}
    main = {
        "openapi": "3.1.0",
        "paths": {"/x": {"get": {"responses": {"200": {"description": "", "content": content}}}}},
    }
    write(tmp_path, {"openapi.json": main, "list.json": {"items": {"$ref": "thing.json"}}, "thing.json": links})
    assert read_api(tmp_path).dialect == "OpenAPI 3"


def test_faulty_file_beside_openapi(tmp_path):
    """A faulty file costs an OpenAPI document nothing, even if it contains the word."""
    write(tmp_path, {"main.json": OPENAPI, "settings.json": '{"openapi": "3.0.0", // note\n}'})
    assert [link.href for link in read_api(tmp_path).links] == ["/x"]


def test_only_document_of_another_dialect(tmp_path):
    """The only document that can be read is the API, in any dialect."""
    write(tmp_path, {"thing.json": ACTIONS, "settings.json": "{ // a\n}"})
    assert read_api(tmp_path).dialect == "resources and actions"


def test_unrelated_files_are_noted(folder):
    """A file that says nothing about the API is noted by name; one that a reference leads to is not."""
    app = {**APP, "properties": {"owner": {"$ref": "common.json#/definitions/owner"}}}
    files = {
        "app.json": app,
        "common.json": {"definitions": {"owner": {"type": "string"}}},
        "package.json": {"name": "shop", "dependencies": {"swagger-ui": "5"}},
        "config.schema.json": {"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"},
    }
    write(folder, files)
    assert links_of(folder) == LINKS
    unused = [each.message for each in heroics_py.check(folder) if each.kind == "unused-file"]
    words = "describes no links, and no reference leads to it"
    assert unused == [f"config.schema.json {words}", f"package.json {words}"]


def test_parameter_uses_a_file(tmp_path):
    """A file that an href refers to is used."""
    write(tmp_path, {"ids.json": {"definitions": {"id": {"type": "string"}}}})
    write(tmp_path, {"app.json": {"links": [{"href": "/apps/{(%2Fids%23%2Fdefinitions%2Fid)}"}]}})
    assert [each for each in heroics_py.check(tmp_path) if each.kind == "unused-file"] == []


def test_id_of_two_files(folder):
    """Two files with one id are both read, and `check` tells which of them references mean."""
    write(folder, {"copy.json": {**APP, "links": [{"title": "Info", "href": "/copies"}]}})
    assert sorted(link.href for link in read_api(folder).links) == ["/apps/{app_id}", "/apps/{app_id}/dynos", "/copies"]
    (message,) = [each.message for each in heroics_py.check(folder) if each.kind == "duplicate-id"]
    assert message == "copy.json has the id 'schemata/app' of app.json"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("thing.yml", "links: [{title: List, href: /things}]"),
        ("thing.YAML", "links: [{title: List, href: /things}]"),
        ("thing.json", b"\xef\xbb\xbf" + b'{"links": [{"title": "List", "href": "/things"}]}'),
        ("thing.json", '{"links": [{"title": "List", "href": "/things"}]}'.encode("utf-16")),
        ("thing.schema.json", '{"links": [{"title": "List", "href": "/things"}]}'),
        ("thing.schema", '{"links": [{"title": "List", "href": "/things"}]}'),
        ("thing.jsonschema", '{"links": [{"title": "List", "href": "/things"}]}'),
        ("below/thing.json", '{"links": [{"title": "List", "href": "/things"},]}'),
    ],
)
def test_spellings_of_a_file(folder, name, content):
    """Any usual suffix and encoding is read, and the name of the file is that of the resource."""
    write(folder, {name: content})
    assert links_of(folder) == {**LINKS, "thing": ["/things"]}


def test_one_file_keeps_its_name(tmp_path):
    """A resource without an id keeps the name of its file, if the only other file is left out."""
    write(tmp_path, {"thing.json": {"links": [{"title": "List", "href": "/things"}]}, "broken.json": "{"})
    assert links_of(tmp_path) == {"thing": ["/things"]}


def test_large_file_is_left_out(folder, monkeypatch):
    """A file that is too large is left out, whatever its name, and the others are read."""
    monkeypatch.setattr("heroics_py.readers.folder.LARGEST", 1_000)
    write(folder, {"aaa.json": {"data": "x" * 1_000}})
    assert links_of(folder) == LINKS
    assert "can't read the schema 'aaa.json': it contains more than" in left_out(folder)[0]


def test_unreadable_file_is_left_out(folder, monkeypatch):
    """A file that can't be opened is left out, as is one that is removed after it was listed."""
    write(folder, {"closed.json": APP})
    real = os.open

    def refuse(path, *more, **options):
        if str(path).endswith("closed.json"):
            raise PermissionError(13, "Permission denied")
        return real(path, *more, **options)

    monkeypatch.setattr(os, "open", refuse)
    assert links_of(folder) == LINKS
    assert left_out(folder) == ["can't read the schema 'closed.json': Permission denied"]


def test_unreadable_folder_is_named(folder, monkeypatch):
    """A folder inside that can't be read is named."""
    write(folder, {"closed/x.json": APP})
    real = os.scandir

    def refuse(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert links_of(folder) == LINKS
    assert left_out(folder) == ["closed is a folder that can't be read: Permission denied"]


def test_links_in_a_circle_are_skipped(folder):
    """Symbolic links that lead to each other, or back to the folder, are skipped."""
    (folder / "a.json").symlink_to("b.json")
    (folder / "b.json").symlink_to("a.json")
    (folder / "again").symlink_to(".")
    assert links_of(folder) == LINKS
    assert [each.partition(" ")[0] for each in left_out(folder)] == ["a.json", "again", "b.json"]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"a.json": "{ // x", "b.yaml": ""}, ["a.json is not valid JSON", "b.yaml is empty"]),
        ({"package.json": {"name": "x"}}, ["package.json", "its keys are 'name'"]),
        ({"package.json": {"name": "x"}, "b.json": "{"}, ["package.json has the keys 'name'", "b.json is not valid"]),
        ({"openapi.json": '{"openapi": "3.0.0",', "part.json": {"type": "object"}}, ["openapi.json is not valid JSON"]),
    ],
)
def test_folder_without_an_api(tmp_path, files, words):
    """A folder in which nothing can be used is refused, and the files are named."""
    with pytest.raises(SchemaError) as caught:
        read_api(write(tmp_path, files))
    assert [word for word in words if word not in str(caught.value)] == []


def test_missing_library_is_a_warning(folder, monkeypatch):
    """A file that needs a library which is not installed is left out with a warning, since it may be a good one."""
    write(folder, {"thing.yaml": "links: [{href: /things}]", "other.yaml": "a: 1"})
    real = builtins.__import__

    def refuse(name, *more):
        if name == "heroics_py.readers.yaml_text":
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.warns(UserWarning, match=r"other.yaml: .*pip install 'heroics-py\[yaml\]' \(and 1 more files\)"):
        read_api(folder)


LINK = '"links": [{"href": "/plans", "title": "List"}]'
MENDED = {
    "a line comment": ("{\n  // the plans\n  %s // all\n}", "a comment"),
    "a block comment": ("/* plans\n */ {%s /* , */ }", "a comment"),
    "a first comment": ("// plans\n{%s}", "a comment"),
    "a trailing comma": ("{%s,}", "a trailing comma"),
    "a comment after a trailing comma": ("{%s, // all\n}", "a comment and a trailing comma"),
    "a line break": ('{"description": "one\ntwo", %s}', "a control character in a string"),
    "a tab": ('{"description": "one\ttwo", %s}', "a control character in a string"),
    "all": ('{"description": "one\rtwo", /**/ %s,}', "a comment and a trailing comma and a control character"),
}


@pytest.mark.parametrize("name", MENDED)
def test_mended_file_is_read(folder, name):
    """A schema file with comments, trailing commas or control characters is read, and `check` says so."""
    text, repair = MENDED[name]
    write(folder, {"plan.json": text % LINK})
    assert links_of(folder) == LINKS | {"plan": ["/plans"]}
    (message,) = [each.message for each in heroics_py.check(folder) if each.kind == "mended"]
    assert message.startswith(f"plan.json: {repair}")


def test_comment_signs_in_strings(folder):
    """What looks like a comment in a string is text."""
    link = '{"links": [{"href": "/a//b", "title": "One /* two */", "description": "c:\\\\"}], // end\n}'
    write(folder, {"plan.json": link})
    (plan,) = read_api(folder).resources["plan"].links
    assert (plan.href, plan.title, plan.description) == ("/a//b", "One /* two */", "c:\\")


def test_comments_are_mended_in_linear_time():
    """Openings of comments and strings without an end are scanned once."""
    for opening in ("/* ", '"a ', "// ", "/*/", ",[", ", "):
        with pytest.raises(SchemaError, match="not valid JSON"):
            read_api("{" + opening * 1_000_000)
