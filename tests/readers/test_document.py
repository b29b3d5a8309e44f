"""Loading a document: from each source, in each language, and what is rejected."""

import json
from pathlib import Path

import pytest
from small_schemas import link_of, refusal

from heroics_py.errors import SchemaError
from heroics_py.readers import bundled, read_api

SCHEMAS = Path(__file__).parents[2] / "schemas"
BOOKSHELF = json.loads((SCHEMAS / "bookshelf.json").read_text(encoding="utf-8"))


def test_bundled_schema():
    """A bundled schema is read by its name."""
    assert repr(read_api("heroku")) == "<Api 'Heroku Platform API': 63 resources, JSON Hyper-Schema>"


def test_bundled_names():
    """The bundled names are the files, and the short name heroku."""
    bookshelves = ["bookshelf", "bookshelf.2019-09", "bookshelf.actions", "bookshelf.openapi"]
    assert bundled() == ["heroku", "heroku@0.5.0", *bookshelves, "heroku-platform-api", "heroku-platform-api-0.5.0"]


def test_sources_give_equal_models():
    """A path, text, bytes and a dict of one document give equal models."""
    path = SCHEMAS / "bookshelf.json"
    text = path.read_text(encoding="utf-8")
    api = read_api("bookshelf")
    others = [path, str(path), text, text.encode(), "\ufeff" + text, text.encode("utf-16"), BOOKSHELF]
    assert [read_api(schema) == api for schema in others] == [True] * len(others)


def test_byte_order_mark_before_json():
    """JSON after a byte order mark is still parsed as JSON."""
    # As YAML, the two halves of this escape would stay apart.
    assert link_of('\ufeff{"links": [{"href": "/x", "title": "\\ud83c\\udf89"}]}').title == "🎉"


def test_api_is_returned_unchanged():
    """An Api is returned unchanged."""
    api = read_api("bookshelf")
    assert read_api(api) is api


def test_url_is_fetched():
    """A URL is fetched by the function that is passed in."""
    urls = []
    api = read_api("https://bookshelf.example/schema", lambda url: urls.append(url) or json.dumps(BOOKSHELF).encode())
    assert (api == read_api("bookshelf"), api.source, urls) == (
        True,
        "https://bookshelf.example/schema",
        ["https://bookshelf.example/schema"],
    )


def test_url_secrets_are_removed():
    """The secret parts of a URL are not stored."""
    url = "HTTPS://user:s3cret@bookshelf.example/schema?key=s3cret#s3cret"
    api = read_api(url, lambda _: json.dumps(BOOKSHELF).encode())
    assert api.source == "https://bookshelf.example/schema"
    assert "s3cret" not in refusal(url, lambda _: b"<html>") + refusal(url, lambda _: b"\xff") + refusal(url)


def test_url_without_fetch():
    """A URL without a fetch function is rejected."""
    assert refusal("https://bookshelf.example/schema") == (
        "https://bookshelf.example/schema can't be fetched here: fetch it first and pass its text"
    )


def test_yaml_equals_json(tmp_path):
    """YAML and JSON give equal models."""
    path = tmp_path / "api.yaml"
    path.write_text("links: [{title: Info, href: /x, rel: self}]\nid: schemata/thing\n")
    assert read_api(path) == read_api(
        {"links": [{"title": "Info", "href": "/x", "rel": "self"}], "id": "schemata/thing"}
    )


def test_yaml_keys_are_text():
    """YAML keys such as on and 404 are text."""
    fields = link_of(
        "links:\n- href: /x\n  schema:\n    properties:\n      on: {}\n      404: {}\n      2020-01-01: {}\n"
    ).query
    assert list(fields.children("properties")) == ["on", "404", "2020-01-01"]


def test_yaml_timestamp_is_text():
    """A YAML timestamp is text."""
    assert link_of("links:\n- href: /x\n  schema:\n    example: 2020-01-01T12:00:00Z\n").query.raw == {
        "example": "2020-01-01T12:00:00Z"
    }


def test_yaml_merge_is_overridden():
    """A node overrides the keys that it merges."""
    text = "base: &base {href: /x, title: Base}\nlinks:\n- <<: *base\n  title: Own\n"
    assert (link_of(text).title, link_of(text).href) == ("Own", "/x")


def test_trailing_comma_is_removed():
    """A trailing comma is ignored, a comma in a string is not."""
    assert link_of('{"links": [{"href": "/x", "title": "a,]", },],}').title == "a,]"


def test_folder_is_one_api(tmp_path):
    """A folder of split schemata is one API."""
    (tmp_path / "meta.json").write_text('{"title": "Shop", "links": [{"rel": "self", "href": "https://shop.example"}]}')
    app = (
        '{"id": "schemata/app", "definitions": {"id": {"type": "string"}}, "links": [{"href": "/a", "title": "List"}]}'
    )
    (tmp_path / "app.json").write_text(app)
    (tmp_path / "dyno.yml").write_text(
        "id: schemata/dyno\nlinks:\n- title: List\n  href: /a/{(%2Fschemata%2Fapp%23%2Fdefinitions%2Fid)}/d\n"
    )
    api = read_api(tmp_path)
    (dyno,) = api.resources["dyno"].links
    assert (api.title, api.url, list(api.resources)) == ("Shop", "https://shop.example", ["app", "dyno"])
    assert [(item.name, item.owner, item.schema.node) for item in dyno.parameters] == [
        ("app_id", "app", {"type": "string"})
    ]


def test_reference_by_relative_path(tmp_path):
    """A relative reference is resolved against the file that contains it."""
    for folder, kind in (("a", "string"), ("b", "integer")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "id.json").write_text(json.dumps({"type": kind}))
        (tmp_path / folder / f"thing_{folder}.json").write_text(
            '{"links": [{"href": "/", "schema": {"$ref": "id.json#"}}]}'
        )
    kinds = {link.resource: link.query.dereference().node for link in read_api(tmp_path).links}
    assert kinds == {"thing_a": {"type": "string"}, "thing_b": {"type": "integer"}}


def test_folder_of_one_file(tmp_path):
    """A folder with one file is that file."""
    (tmp_path / "schema.json").write_text(json.dumps(BOOKSHELF))
    assert list(read_api(tmp_path).resources) == ["author", "book", "loan"]


def test_any_file_name(tmp_path):
    """A file of a folder may have any name."""
    for name in ("a#b.json", "100%.json"):
        (tmp_path / name).write_text(
            '{"links": [{"title": "Go", "href": "/{(%23%2Fdefinitions%2Fid)}"}], "definitions": {"id": {}}}'
        )
    schemas = {
        name: link.parameters[0].schema.node
        for name, resource in read_api(tmp_path).resources.items()
        for link in resource.links
    }
    assert schemas == {"100%": {}, "a%23b": {}}


def test_hidden_files_are_skipped(tmp_path):
    """Hidden files of a folder are skipped."""
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "x.json").write_text("broken")
    (tmp_path / ".x.json").write_text("broken")
    (tmp_path / "shelf.json").write_text(json.dumps(BOOKSHELF))
    assert list(read_api(tmp_path).resources) == ["author", "book", "loan"]


def test_folder_of_other_dialect_names_file(tmp_path):
    """A folder with a document of a dialect that is never split names the file to pass."""
    actions = SCHEMAS / "bookshelf.actions.json"
    (tmp_path / "a.json").write_text(actions.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "b.json").write_text('{"links": []}')
    with pytest.raises(SchemaError, match=r"a\.json in it is .*pass the path of the file"):
        read_api(tmp_path)


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ("nowhere", "no bundled schema 'nowhere': expected one of heroku, heroku@0.5.0, bookshelf,"),
        ("", "no bundled schema ''"),
        ("./nowhere.json", "can't read the schema './nowhere.json': No such file or directory"),
        ("a\0b.json", "can't read the schema 'a\\x00b.json'"),
        (7, "can't read a schema from int: expected a bundled name, a path, a URL, text or a dict"),
        (None, "can't read a schema from NoneType"),
        (
            "{}",
            "expected OpenAPI 3, Swagger 2.0, Google Discovery, resources and actions, JSON Hyper-Schema",
        ),
        ({"asyncapi": "3.0.0", "channels": {}}, "has asyncapi: '3.0.0', which can't be read: expected OpenAPI, "),
        ({"openapi": "4.0.0", "paths": {}}, "has openapi: '4.0.0', which can't be read: expected 3.0, 3.1 or 3.2"),
        ({"openapi": "3.1.0", "webhooks": {}}, "has openapi: '3.1.0', but no paths with operations"),
        ({"swagger": "1.2", "apis": []}, "has swagger: '1.2', which can't be read: expected 2.0"),
        ('{"links": [', "the text is not valid JSON: "),
        ('{"links": [], "x": NaN}', "the text is not valid JSON: JSON can't express NaN"),
        ("- 1\n- 2\n", "the text contains a list: expected an object that describes an API"),
        ("\n", "the text contains nothing"),
        ("a: [\n", "can't read the text: it is not valid YAML"),
        ("a: !!int soon\nb: 1\n", "can't read the text: it is not valid YAML"),
        ("a: 1\n? [b]\n: 1\n", "can't read the text: it is not valid YAML: expected a key that is text"),
        ("a: !!bool maybe\nb: 1\n", "can't read the text: it is not valid YAML"),
        ("a: !!python/object/apply:os.getcwd []\nb: 1\n", "could not determine a constructor"),
        ("a: b: c\n", "it is not valid YAML: mapping values are not allowed in this context at line 1, column 5"),
        (
            "\n<!DOCTYPE html>\n<p>Docs</p>",
            "can't read the text: it is an HTML page: expected JSON or YAML; pass the URL",
        ),
        (b"\xff\xff{}", "the text is not text: byte 0 is not valid UTF-8"),
        ({"links": {1, 2}}, "can't read the dict: JSON can't express a value of type set"),
        ({"links": [float("inf")]}, "can't read the dict: JSON can't express inf"),
    ],
)
def test_unreadable_schema_reasons(schema, reason):
    """A schema that can't be read is rejected with the reason."""
    assert reason in refusal(schema)


def test_folder_without_schemas(tmp_path):
    """A folder without schemas is rejected."""
    assert "contains no schema: expected files that end in .json, .yaml, .yml" in refusal(tmp_path)


def test_invalid_file_is_named(tmp_path):
    """An invalid file of a folder is named."""
    (tmp_path / "app.json").write_text("{")
    assert "app.json is not valid JSON" in refusal(tmp_path)


def nested(depth):
    document = {"links": []}
    for _ in range(depth):
        document = {"links": [], "below": document}
    return document


@pytest.mark.parametrize("depth", [300, 3_000])
def test_deep_dict_is_rejected(depth):
    """A dict that is nested too deeply is rejected."""
    assert "nested" in refusal(nested(depth))


@pytest.mark.parametrize("text", ['{"a":' * 300 + "{}" + "}" * 300, '{"a":' * 100_000, "a: " + "[" * 3_000 + "\n"])
def test_deep_text_is_rejected(text):
    """Text that is nested too deeply is rejected."""
    assert "nested" in refusal(text)


def test_recursive_dict_is_rejected():
    """A dict that contains itself is rejected."""
    document = {"links": []}
    document["self"] = document
    assert "nested more than 200 levels deep" in refusal(document)


def test_exploding_aliases_are_rejected():
    """YAML with exploding aliases is rejected."""
    lines = ["a0: &a0 {x: y}"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    assert "contains more than 2,000,000 objects and lists, counting each alias" in refusal("\n".join(lines))


def test_repeated_merges_are_deduplicated():
    """Repeated YAML merges keep each key once."""
    lines = ["a0: &a0 {href: /x}"]
    lines += [f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert link_of("\n".join([*lines, "links: [*a29]"])).href == "/x"


def test_excessive_merges_are_rejected():
    """YAML that merges too many keys is rejected."""
    keys = ", ".join(f"k{n}: 1" for n in range(1_000))
    merges = ", ".join(["*a"] * 1_000)
    assert "more than 500,000 keys are merged" in refusal(f"a: &a {{{keys}}}\nb:\n  <<: [{merges}]\n")


def test_unclosed_quotes_are_rejected_fast():
    """Invalid JSON full of quotes is rejected quickly."""
    assert "is not valid JSON" in refusal('{"a": "' + '\\"' * 300_000)
