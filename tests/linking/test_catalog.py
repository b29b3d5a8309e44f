"""The names of an API in Python, and the fields that identify its things."""

import heroics_py
from heroics_py.linking.catalog import Catalog


def document(identity):
    place = "#/definitions/book/definitions/"
    fields = {"slug": {"type": "string"}, "isbn": {"type": "string"}, "identity": identity(place)}
    properties = {name: {"$ref": f"{place}{name}"} for name in ("slug", "isbn")}
    links = [{"title": "List", "rel": "instances", "method": "GET", "href": "/books"}]
    return {"definitions": {"book": {"definitions": fields, "properties": properties, "links": links}}}


def test_identity_fields():
    """The fields that identify a thing come from the schema; id and name are the default."""
    cases = {
        "one": lambda place: {"$ref": f"{place}slug"},
        "either": lambda place: {"anyOf": [{"$ref": f"{place}slug"}, {"$ref": f"{place}isbn"}]},
        "broken": lambda place: {"$ref": f"{place}missing"},
    }
    apis = {name: heroics_py.read(document(case)) for name, case in cases.items()}
    fields = {name: Catalog(api).identity_fields(api.resources["book"].links[0]) for name, api in apis.items()}
    assert fields == {
        "one": ("slug",),
        "either": ("slug", "isbn"),
        "broken": ("id", "name"),
    }


def test_names():
    """Resources have a name in the schema and one in Python, and are found by either."""
    catalog = Catalog(heroics_py.read("heroku"))
    assert (catalog.names["config_var"], catalog.python_names["config-var"]) == ("config-var", "config_var")
    assert [catalog.resource_name(name) for name in ("app", "config_var", "config-var", "nothing")] == [
        "app",
        "config-var",
        None,
        None,
    ]
