"""What a reference means by ids and anchors, and which draft a schema is in."""

import pytest

from heroics_py.errors import SchemaError
from heroics_py.model.drafts import draft_at, draft_of
from heroics_py.model.schema import Documents

ROOT = {
    "components": {
        "schemas": {
            "Pet": {
                "$id": "https://schemas.example/animals/pet",
                "$schema": "http://json-schema.org/draft-07/schema#",
                "$defs": {"tag": {"$anchor": "tag"}, "part": {"$id": "part", "$defs": {"x": {"$anchor": "tag"}}}},
            },
            "Tag": {"$anchor": "tag"},
            "Data": {"example": {"$anchor": "no", "$id": "https://schemas.example/no"}},
        }
    },
    "responses": {"default": {"content": {"application/json": {"schema": {"$anchor": "in-default"}}}}},
}
DOCUMENTS = Documents(roots={"": ROOT}, dialect="2020-12")
PET = "#/components/schemas/Pet"


@pytest.mark.parametrize(
    ("at", "reference", "target"),
    [
        ("#/components/schemas/Tag", "#tag", "#/components/schemas/Tag"),
        (f"{PET}/$defs/tag", "#tag", f"{PET}/$defs/tag"),
        (f"{PET}/$defs/tag", "#/$defs/tag", f"{PET}/$defs/tag"),
        (f"{PET}/$defs/tag", "part#tag", f"{PET}/$defs/part/$defs/x"),
        (f"{PET}/$defs/part", "pet", PET),
        ("#/components/schemas/Tag", "https://schemas.example/animals/part", f"{PET}/$defs/part"),
        ("#/components/schemas/Tag", "https://schemas.example/animals/pet#/$defs/tag", f"{PET}/$defs/tag"),
        ("#/components/schemas/Tag", "#in-default", "#/responses/default/content/application~1json/schema"),
        # The document's own pointers still work inside a schema with an id.
        (f"{PET}/$defs/tag", "#/components/schemas/Tag", "#/components/schemas/Tag"),
    ],
)
def test_targets(at, reference, target):
    """A reference is resolved in the resource that it is in (core 2020-12, 8.2)."""
    assert DOCUMENTS.schema_at(at).resolve(reference).pointer == target


@pytest.mark.parametrize("reference", ["#no", "https://schemas.example/no", "http://[", "part#nowhere"])
def test_reference_to_nothing(reference):
    """What is in an example is not a schema; a reference to it, or to nothing, is an error."""
    with pytest.raises(SchemaError, match="points to nothing"):
        DOCUMENTS.schema_at("#/components/schemas/Tag").resolve(reference)


def test_draft_of_each_schema():
    """The nearest $schema names the draft."""
    assert draft_at(DOCUMENTS.roots, f"{PET}/$defs/tag", "2020-12") == "draft-07"
    assert draft_at(DOCUMENTS.roots, "#/components/schemas/Tag", "2020-12") == "2020-12"


@pytest.mark.parametrize(
    ("uri", "draft"),
    [
        ("http://json-schema.org/draft-04/schema#", "draft-04"),
        ("http://json-schema.org/draft-07/hyper-schema#", "draft-07"),
        ("https://json-schema.org/draft/2019-09/schema", "2019-09"),
        ("https://json-schema.org/draft/2020-12/schema", "2020-12"),
        ("https://spec.openapis.org/oas/3.1/dialect/base", "2020-12"),
        ("https://spec.openapis.org/oas/3.2/dialect/2025-09-17", "2020-12"),
        ("http://json-schema.org/schema#", "2020-12"),
        ("https://nobody.example/2019-09", ""),
    ],
)
def test_drafts_by_uri(uri, draft):
    """The URI of a dialect names its draft."""
    assert draft_of(uri) == draft


def test_schema_of_schemas():
    """A reference to JSON Schema itself takes a schema; nothing is fetched for it."""
    target = DOCUMENTS.schema_at(PET).resolve("https://json-schema.org/draft/2020-12/schema")
    assert target.node["type"] == ["object", "boolean"]


def test_anchor_of_draft_7():
    """In draft-06 and draft-07, an id of a fragment alone is an anchor."""
    root = {"properties": {"a": {"$ref": "#size"}}, "$defs": {"s": {"$id": "#size"}}}
    documents = Documents(roots={"": root}, dialect="draft-07")
    assert documents.schema_at("#/properties/a").dereference().pointer == "#/$defs/s"
