"""What a comparison says of scopes: ``client.app["example"].dyno.list()``."""

from tests.helpers.compared import told

DRAFT = "http://json-schema.org/draft-04/hyper-schema"


def resource(name, *links):
    fields = {"id": {"type": "string"}, "identity": {"$ref": f"#/definitions/{name}/definitions/id"}}
    found = [{"title": title, "method": "GET", "href": href, "rel": rel} for title, href, rel in links]
    return {"type": "object", "definitions": fields, "properties": {"id": fields["id"]}, "links": found}


def hosting(owner):
    """Return an API whose dynos are below a thing of one kind, by the name of its identity."""
    identity = f"{{(%23%2Fdefinitions%2F{owner}%2Fdefinitions%2Fidentity)}}"
    names = ("app", "team")
    dyno = resource("dyno", ("List", f"/owners/{identity}/dynos", "instances"))
    return {"$schema": DRAFT, "definitions": {**{name: resource(name) for name in names}, "dyno": dyno}}


def test_scope_of_another_thing():
    """A scope that does not offer a call any more breaks code that uses it; one that offers it too does not."""
    assert [each for each in told(hosting("app"), hosting("team")) if each[1].startswith("scope")] == [
        ("breaking", "scope-gone", "dyno.list", ""),
        ("harmless", "scope-new", "dyno.list", ""),
    ]
    assert told(hosting("app"), hosting("app")) == []
