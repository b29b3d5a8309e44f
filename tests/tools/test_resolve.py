"""resolve_links: the links that a hyper-schema gives JSON data."""

import subprocess
import sys

import pytest

import heroics_py
from heroics_py import CallError, SchemaError, ValidationError, resolve_links

NEWEST = "https://json-schema.org/draft/2019-09/hyper-schema"
URL = "https://api.example/things/7"


def resolved(*links, data=None, url=URL, **schema):
    return resolve_links({} if data is None else data, {"$schema": NEWEST, "links": [*links], **schema}, url=url)


def test_description_is_available():
    """A link holds its description as it is in the schema."""
    description = {"rel": "about", "href": "/x", "title": "About", "x-icon": 3}
    (link,) = resolved(description)
    assert (link.description, link.pointer) == (description, "#/links/0")


def test_input_is_refused():
    """A link without hrefSchema takes no values, and one with it valid ones only."""
    (plain,) = resolved({"rel": "about", "href": "/x{?q}"})
    with pytest.raises(CallError, match="takes no values for its href"):
        plain.target({"q": "a"})
    (search,) = resolved({"rel": "search", "href": "/x{?q}", "hrefSchema": {"properties": {"q": {"type": "string"}}}})
    with pytest.raises(ValidationError, match="expected string"):
        search.target({"q": 7})


def test_missing_value_is_named():
    """The error for a variable that nobody has a value for names it."""
    link = {"rel": "search", "href": "/x/{id}", "templateRequired": ["id"], "hrefSchema": {}}
    with pytest.raises(CallError, match="id has no value"):
        resolved(link)[0].target()


def test_invalid_data():
    """Data that is invalid against its schema has no links, unless that is left unchecked."""
    schema = {"$schema": NEWEST, "type": "object", "links": [{"rel": "about", "href": "/x"}]}
    assert [len(resolve_links([], schema, url=URL, validate=each)) for each in (True, False)] == [0, 1]


def test_schema_in_document():
    """The schema of the data may be a part of a document."""
    schema = {"$schema": NEWEST, "$defs": {"thing": {"links": [{"rel": "self", "href": "/things/{id}"}]}}}
    (link,) = resolve_links({"id": 7}, schema, url=URL, at="#/$defs/thing")
    assert link.target_uri == URL


def test_reference_to_nothing():
    """A reference that points to nothing is an error."""
    with pytest.raises(SchemaError, match="points to nothing"):
        resolved(properties={"a": {"$ref": "#/$defs/gone"}}, data={"a": 1})


def test_endless_references():
    """References in a circle end, with and without validation."""
    schema = {"$schema": NEWEST, "links": [{"rel": "about", "href": "/x"}], "allOf": [{"$ref": "#"}]}
    with pytest.raises(SchemaError, match="circle"):
        resolve_links({}, schema, url=URL)
    assert [link.rel for link in resolve_links({}, schema, url=URL, validate=False)] == ["about"]


def test_newest_draft():
    """Links in a schema of 2020-12 are read as those of 2019-09."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "prefixItems": [{"links": [{"rel": ["first", "item"], "href": "/a"}]}],
        "items": {"links": [{"rel": "item", "href": "/b/{id}"}]},
    }
    links = resolve_links([{}, {"id": 1}], schema, url=URL)
    assert [(link.rel, link.target_uri) for link in links] == [
        ("first", "https://api.example/a"),
        ("item", "https://api.example/a"),
        ("item", "https://api.example/b/1"),
    ]


def test_data_is_a_record():
    """A record is data like any other."""
    record = heroics_py.Record({"owner": {"id": 3}})
    links = resolved(properties={"owner": {"links": [{"rel": "author", "href": "/people/{id}"}]}}, data=record)
    assert [link.target_uri for link in links] == ["https://api.example/people/3"]


def test_repr_shows_no_secret():
    """The repr of a link masks a secret in its target, and escapes characters that could steer a terminal."""
    (link,) = resolved({"rel": "tag:a\u202e", "href": "/x{?token}"}, data={"token": "hidden-value"})
    assert "hidden-value" not in repr(link)
    assert "\u202e" not in repr(link)


def test_import_loads_no_engine():
    """Importing the package loads nothing of the engine."""
    code = (
        "import sys, heroics_py; heroics_py.connect('heroku').app\n"
        "print(*(m.rpartition('.')[2] for m in sys.modules if '.linking.' in m))"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert {*output.split()} <= {"catalog", "scope_rules"}  # what a client and its scopes offer
