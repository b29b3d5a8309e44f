"""What `check` says about parts of OpenAPI without an effect."""

import json

import pytest

from heroics_py import check
from heroics_py.cli.commands import run


def document(paths=None, **more):
    return {
        "openapi": "3.1.1",
        "info": {"title": "Things", "version": "1"},
        "servers": [{"url": "https://api.example"}],
        "paths": paths or {},
        **more,
    }


def kinds(paths=None, **more):
    return {(each.kind, each.severity) for each in check(document(paths, **more))}


OPERATION = {"operationId": "act", "responses": {"204": {"description": "Done"}}}


@pytest.mark.parametrize(
    ("paths", "finding"),
    [
        ({"/a": {"get": OPERATION}, "/b": {"get": OPERATION}}, ("duplicate-id", "warning")),
        ({"/a": {"get": {**OPERATION, "callbacks": {"x": {}}}}}, ("unread-callbacks", "note")),
        (
            {"/a": {"get": {"responses": {"200": {"description": "", "links": {"x": {}}}}}}},
            ("unread-links", "note"),
        ),
    ],
)
def test_operations(paths, finding):
    """What a client does otherwise than expected with an operation is reported."""
    assert finding in kinds(paths)


def test_webhooks():
    """Webhooks are not read, and check says so."""
    assert ("unread-webhooks", "note") in kinds(webhooks={"x": {"post": {}}})


def test_fields_of_those_names():
    """A field or a schema called links, xml or webhooks is not a keyword."""
    names = ("links", "xml", "webhooks", "callbacks", "encoding", "discriminator")
    fields = {"type": "object", "properties": {name: {"type": "object"} for name in names}}
    assert kinds(components={"schemas": {"Thing": fields}}) == set()


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"oneOf": [{"type": "object"}], "discriminator": {"propertyName": "kind"}}, "discriminator"),
        ({"oneOf": [{"$ref": "#/components/schemas/Cat"}], "discriminator": {}}, "discriminator"),
        (
            {
                "oneOf": [{"$ref": "#/components/schemas/Cat"}],
                "discriminator": {"propertyName": "kind", "mapping": {"dog": "Dog"}},
            },
            "discriminator-mapping",
        ),
    ],
)
def test_discriminators(schema, kind):
    """A discriminator without an effect is reported."""
    found = check(document(components={"schemas": {"Pet": schema, "Cat": {"type": "object"}}}))
    assert [each.pointer for each in found if each.kind == kind] == ["#/components/schemas/Pet"]


def test_a_good_discriminator():
    """A discriminator that selects alternatives is not reported."""
    pet = {
        "oneOf": [{"$ref": "#/components/schemas/Cat"}],
        "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}},
    }
    assert kinds(components={"schemas": {"Pet": pet, "Cat": {"type": "object"}}}) == set()


@pytest.mark.parametrize(
    ("media_type", "names"), [("application/json", {"encoding"}), ("multipart/form-data", {"encoding"})]
)
def test_encodings(media_type, names):
    """An encoding without an effect is reported."""
    content = {media_type: {"schema": {"properties": {"file": {}}}, "encoding": {"fil": {"contentType": "a/b"}}}}
    found = kinds({"/a": {"post": {**OPERATION, "requestBody": {"content": content}}}})
    assert names == {kind for kind, _ in found}


def test_many_notes_are_one():
    """Many notes of a kind are one, with their number; every= and --all show each."""
    schemas = {f"s{number}": {"type": "string", "format": "odd"} for number in range(40)}
    schema = document(components={"schemas": schemas})
    (note,) = check(schema)
    assert note.count == 40
    assert "39 more notes of the kind unknown-format" in str(note)
    assert len(check(schema, every=True)) == 40


def test_the_command_counts_all(tmp_path, capsys):
    """The summary of the command counts each note, and --all prints each."""
    path = tmp_path / "api.json"
    schemas = {f"s{number}": {"type": "string", "format": "odd"} for number in range(40)}
    path.write_text(json.dumps(document(components={"schemas": schemas})))
    run(["check", str(path)])
    brief = capsys.readouterr().out
    run(["check", str(path), "--all"])
    full = capsys.readouterr().out
    assert brief.endswith("0 errors, 0 warnings, 40 notes\n")
    assert full.endswith("0 errors, 0 warnings, 40 notes\n")
    assert len(full.splitlines()) > 100 > len(brief.splitlines())
