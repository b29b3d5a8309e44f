"""What a comparison says of scopes: ``client.app["example"].dyno.list()``."""

from tests.helpers.compared import told

DRAFT = "http://json-schema.org/draft-04/hyper-schema"


def resource(name, *links):
    fields = {"id": {"type": "string"}, "identity": {"$ref": f"#/definitions/{name}/definitions/id"}}
    found = [{"title": title, "method": "GET", "href": href, "rel": rel} for title, href, rel in links]
    return {"type": "object", "definitions": fields, "properties": {"id": fields["id"]}, "links": found}


def identity(name):
    return f"{{(%23%2Fdefinitions%2F{name}%2Fdefinitions%2Fidentity)}}"


def hosting(owner):
    """Return an API whose dynos are below a thing of one kind."""
    owners = {name: resource(name, ("Info", f"/{name}s/{identity(name)}", "self")) for name in ("app", "team")}
    dyno = resource("dyno", ("List", f"/owners/{identity(owner)}/dynos", "instances"))
    return {"$schema": DRAFT, "definitions": {**owners, "dyno": dyno}}


def test_scope_of_another_thing():
    """A scope that does not offer a call any more breaks code that uses it; one that offers it too does not."""
    assert [each for each in told(hosting("app"), hosting("team")) if each[1].startswith("scope")] == [
        ("breaking", "scope-gone", "dyno.list", ""),
        ("harmless", "scope-new", "dyno.list", ""),
    ]
    assert told(hosting("app"), hosting("app")) == []
