"""References: what each of them points to."""

import pytest

from heroics_py.errors import SchemaError
from heroics_py.model.schema import Documents


def root_of(document, **others):
    return Documents(roots={"": document, **others}).schema_at("#")


def resolved(document, reference, at="#", **others):
    return Documents(roots={"": document, **others}).schema_at(at).resolve(reference).pointer


def refusal(call):
    with pytest.raises(SchemaError) as caught:
        call()
    return str(caught.value)


APP = {"definitions": {"app": {"definitions": {"id": {"type": "string"}, "list": [{"a": 1}]}}}}


@pytest.mark.parametrize(
    ("reference", "pointer"),
    [
        ("#", "#"),
        ("#/definitions/app", "#/definitions/app"),
        ("#/definitions/app/", "#/definitions/app"),
        ("#%2Fdefinitions%2Fapp", "#/definitions/app"),
        ("#definitions/app", "#/definitions/app"),
        ("#/definitions/app/definitions/list/0/a", "#/definitions/app/definitions/list/0/a"),
        ("/definitions/app", "#/definitions/app"),
        ("definitions/app", "#/definitions/app"),
        ("app", "#/definitions/app"),
        ("app.json", "#/definitions/app"),
        ("/schemata/app", "#/definitions/app"),
        ("/schemata/app#", "#/definitions/app"),
        ("/schemata/app#/definitions/id", "#/definitions/app/definitions/id"),
        ("/schemata/other#/definitions/app", "#/definitions/app"),
    ],
)
def test_spellings_of_a_reference(reference, pointer):
    """All spellings of a reference resolve to one pointer."""
    assert resolved(APP, reference) == pointer


def test_reference_to_another_document():
    """A reference to another document is found by path and by id."""
    other = {"id": "schemata/other#", "x": {}}
    found = [
        resolved({}, f"{name}#/x", **{"other.json": other}) for name in ("other.json", "./other", "/schemata/other")
    ]
    assert found == ["other.json#/x"] * 3


def test_neighbour_comes_first():
    """A document in the same folder comes before one of the same name elsewhere."""
    documents = {"a/id.json": {"x": {}}, "b/id.json": {"x": {}}, "b/thing.json": {}}
    assert resolved({}, "id.json#/x", at="b/thing.json#", **documents) == "b/id.json#/x"


def test_root_is_found_by_id():
    """The main document is found by its id."""
    assert resolved({"id": "http://shop.example/schema#", "x": {}}, "http://shop.example/schema#/x") == "#/x"


def test_fragment_below_nearest_id():
    """A fragment is looked up in the document, then below the nearest id."""
    inner = {"id": "inner", "x": {}, "y": {}, "anyOf": [{"id": "innermost", "y": {}, "at": {}}]}
    document = {"x": {}, "definitions": {"inner": inner}}
    at = "#/definitions/inner/anyOf/0/at"
    assert [resolved(document, reference, at=at) for reference in ("#/x", "#/y")] == [
        "#/x",
        "#/definitions/inner/anyOf/0/y",
    ]


def test_anchor_is_an_id():
    """An anchor is the definition with that id."""
    assert resolved({"definitions": {"a": {"id": "#other"}, "b": {"id": "#anchor"}}}, "#anchor") == "#/definitions/b"


@pytest.mark.parametrize(
    "reference",
    [
        "#/definitions/gone",
        "#anchor",
        "gone",
        "/schemata/gone#/x",
        "#/definitions/app/definitions/list/1",
        "#/definitions/app/definitions/list/" + "9" * 5_000,
        "#/definitions/app/definitions/list/-1",
        "#/definitions/app/definitions/id/type/0",
        "http://[::1/broken",
        "\ud800",
        "%",
        "",
    ],
)
def test_dangling_reference(reference):
    """A reference that points to nothing is an error."""
    if reference == "":
        assert resolved(APP, reference) == "#"
        return
    assert "points to nothing" in refusal(lambda: resolved(APP, reference))


@pytest.mark.parametrize(
    "reference",
    [
        "http://127.0.0.1:9/x#/y",
        "file:///etc/hosts",
        "//evil.example/x",
        "urn:a:b",
        "http://127.0.0.1:9/app#/definitions/app",
    ],
)
def test_remote_reference_is_not_fetched(reference):
    """A reference to another host is an error, and never fetched."""
    assert refusal(lambda: resolved(APP, reference)) == (
        f"the reference {reference!r} points to nothing: references to other hosts are never fetched (at #)"
    )
