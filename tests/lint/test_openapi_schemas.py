"""Findings for what OpenAPI adds to schemas: discriminators, nullable, and drafts."""

import pytest

import heroics_py


def findings(schemas, version="3.1.1", **document):
    """Return the kind, severity and effect of each finding for these schemas."""
    root = {
        "openapi": version,
        "info": {"title": "t", "version": "1"},
        "servers": [{"url": "https://api.example"}],
        "paths": {},
        "components": {"schemas": schemas},
        **document,
    }
    return [(each.pointer, each.severity, each.kind, each.effect) for each in heroics_py.check(root)]


def choice(keyword="oneOf", **discriminator):
    return {
        keyword: [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}],
        "discriminator": discriminator,
    }


def kind(*values):
    return {"properties": {"kind": {"enum": list(values)} if values else {"type": "string"}}}


AT = "#/components/schemas/X"


@pytest.mark.parametrize(
    ("schemas", "expected"),
    [
        ({"A": kind("a"), "B": kind("b"), "X": choice(propertyName="kind", mapping={"a": "A"})}, []),
        ({"A": kind(), "B": kind(), "X": choice("anyOf", propertyName="kind")}, []),
        ({"X": {"discriminator": {"propertyName": "kind"}}}, [(AT, "note", "discriminator", "it is ignored")]),
        ({"X": {"discriminator": {"propertyName": "kind"}}, "A": {"allOf": [{"$ref": AT}]}}, []),
    ],
)
def test_discriminators(schemas, expected):
    """A discriminator without effect is a finding."""
    assert findings(schemas) == expected


def test_overlapping_alternatives():
    """Alternatives that a discriminator names, but no listed value tells apart, are a finding."""
    ((_, severity, name, effect),) = findings({"A": kind(), "B": kind(), "X": choice(propertyName="kind")})
    assert (severity, name) == ("warning", "overlapping-alternatives")
    assert effect.startswith("a value that matches several is refused")


@pytest.mark.parametrize(
    ("version", "schema", "expected"),
    [
        ("3.0.4", {"type": "string", "nullable": True}, []),
        ("3.0.4", {"nullable": True, "description": "x"}, [("note", "nullable", "it is ignored")]),
        ("3.0.4", {"nullable": True, "allOf": [{}]}, [("note", "nullable", "null is accepted all the same")]),
        (
            "3.0.4",
            {"type": "string", "nullable": True, "enum": ["a"]},
            [("warning", "nullable-enum", "null is refused")],
        ),
        ("3.1.1", {"type": "string", "nullable": True}, [("note", "nullable", "null is accepted all the same")]),
    ],
)
def test_nullable(version, schema, expected):
    """A nullable that has no effect, or another than its author means, is a finding."""
    assert [each[1:] for each in findings({"X": schema}, version)] == expected


def test_unknown_dialects():
    """An unknown dialect, of the document or a schema, is a note."""
    unknown = "https://nobody.example/dialect"
    assert findings({"X": {"$schema": unknown}}, jsonSchemaDialect=unknown) == [
        ("#/jsonSchemaDialect", "note", "unknown-dialect", "they are read as 2020-12"),
        (AT, "note", "unknown-dialect", "it is read as 2020-12"),
    ]
    known = "https://json-schema.org/draft/2019-09/schema"
    assert findings({"X": {"$schema": known}}, jsonSchemaDialect=known) == []
