"""Scopes: the links that have one thing of an API in their href."""

import json
import pickle
import re
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

import heroics_py
from heroics_py.call import shape
from heroics_py.linking import catalog
from heroics_py.testing import server_of

pytestmark = pytest.mark.usefixtures("driver")

SCHEMAS = Path(heroics_py.__file__).parent / "schemas"


@pytest.fixture
def heroku():
    with heroics_py.sandbox() as client:
        client.app.create(name="example")
        yield client


def last(client):
    sent = server_of(client).requests[-1]
    return f"{sent.method} {sent.path}"


def test_own_links(heroku):
    """The links of its resource get the identity from the scope."""
    app = heroku.app["example"]
    assert app.info().name == "example"
    assert app.update(maintenance=True).maintenance is True
    assert app.delete().name == "example"
    assert last(heroku) == "DELETE /apps/example"


def test_links_of_other_resources(heroku):
    """Links of other resources get the identity, wherever their href has it."""
    app = heroku.app["example"]
    app.dyno.create(command="sleep")
    assert [dyno.name for dyno in app.dyno.list()] == ["run.1"]
    assert app.config_var.update(FOO="bar") == {"FOO": "bar"}
    assert last(heroku) == "PATCH /apps/example/config-vars"


def test_scopes_nest(heroku):
    """A scope inside a scope fills in both identities."""
    heroku.dyno.create("example", command="sleep")
    assert heroku.app["example"].dyno["run.1"].info().name == "run.1"
    assert last(heroku) == "GET /apps/example/dynos/run.1"


def test_scope_of_a_record(heroku):
    """A record is an identity."""
    app = heroku.app.info("example")
    assert heroku.app[app].info() == app
    assert last(heroku) == f"GET /apps/{app.id}"


@pytest.mark.parametrize(
    "identity", [None, True, b"example", {"name": "example"}, ["example"], ("a", "b"), slice(1, 2)]
)
def test_invalid_identities(heroku, identity):
    """Values of other types are refused at once."""
    kind = "None" if identity is None else type(identity).__name__
    with pytest.raises(heroics_py.CallError) as caught:
        heroku.app[identity]
    assert str(caught.value).startswith(f"app[...] expects an identity, text or a Record; got {kind}")


def test_label_without_a_name(heroku):
    """A record without a name is shown as three dots."""
    assert repr(heroku.app[heroics_py.Record(colour="red")]).startswith("<app[...]: ")


def test_scopes_send_nothing(heroku):
    """Neither a scope nor a look at it sends a request."""
    count = len(server_of(heroku).requests)
    scope = heroku.app["no such app"]
    assert [bool(dir(scope)), bool(repr(scope)), bool(scope.__doc__), bool(list(scope))] == [True] * 4
    assert len(server_of(heroku).requests) == count


def test_dir_of_a_scope(heroku):
    """Tab offers only what has the identity in its href."""
    scope = heroku.app["example"]
    names = dir(scope)
    assert {"info", "update", "delete", "dyno", "config_var"} <= set(names)
    assert {"list", "create", "account", "region", "with_options", "close"} & set(names) == set()
    assert "list" in dir(scope.dyno)


def test_signature_in_a_scope(heroku):
    """A signature leaves out what the scope fills in."""
    assert list(heroku.app["example"].dyno.info.__signature__.parameters) == ["dyno_identity"]


def test_resource_without_identity(heroku):
    """A resource without an identity in the schema has no scopes."""
    with pytest.raises(heroics_py.CallError, match="the schema does not say what identifies one"):
        heroku.rate_limit["x"]


def test_unknown_name_in_a_scope(heroku):
    """The error for an unknown name suggests the closest ones."""
    with pytest.raises(AttributeError) as caught:
        heroku.app["example"].dynos  # noqa: B018 - the look is what fails
    assert str(caught.value) == "app['example'] has no 'dynos'; did you mean 'dyno'?"


def test_pickled_scope(heroku):
    """A pickled scope is the same scope."""
    scope = heroku.app["example"].dyno["web.1"]
    assert repr(pickle.loads(pickle.dumps(scope))) == repr(scope)


def test_options_in_a_scope(heroku):
    """The options of the client apply in its scopes."""
    heroku.with_options(headers={"X-Trace": "7"}).app["example"].info()
    assert server_of(heroku).requests[-1].headers["X-Trace"] == "7"


def attributes_of(document, reference):
    """Return the pointers that a reference resolves to, through $ref, anyOf and oneOf."""
    place, node = reference, document
    for key in reference.removeprefix("#").split("/")[1:]:
        node = node[key]
    choices = [*node.get("anyOf", []), *node.get("oneOf", [])]
    if not choices and "$ref" in node:
        return attributes_of(document, node["$ref"])
    targets = [attributes_of(document, each["$ref"]) for each in choices if "$ref" in each]
    return set().union(*targets) if choices else {place}


def expected_scope(document, resource):
    """Return the method and path of every link in the scope of a resource, by the subset rule."""
    own = attributes_of(document, f"#/definitions/{resource}/definitions/identity")
    links = set()
    for other in document["definitions"].values():
        for each in other.get("links", []):
            references = re.findall(r"\{\((.*?)\)\}", each["href"])
            if any(attributes_of(document, unquote(reference)) <= own for reference in references):
                links.add((each["method"], unquote(each["href"])))
    return links


@pytest.mark.parametrize("name", ["heroku-platform-api.json", "heroku-platform-api-0.5.0.json"])
def test_scopes_of_heroku(name):
    """Each scope offers exactly the links that refer to attributes of its identity."""
    document = json.loads((SCHEMAS / name).read_text())
    client = heroics_py.connect(document, url="http://127.0.0.1:9", token="t")
    compared = 0
    for resource, schema in document["definitions"].items():
        if "identity" not in schema.get("definitions", {}) or not schema["definitions"]["identity"]:
            continue
        shown = set()
        for pointer in {one.pointer for bound in client[resource]["x"] for one in bound._links}:
            node = document
            for key in pointer.removeprefix("#/").split("/"):
                node = node[int(key)] if isinstance(node, list) else node[key]
            shown.add((node["method"], unquote(node["href"])))
        assert (resource, shown) == (resource, expected_scope(document, resource))
        compared += bool(shown)
    assert compared > 30


def place(resource, attribute):
    return f"#/definitions/{resource}/definitions/{attribute}"


def hole(resource, attribute):
    return "{(" + quote(place(resource, attribute), safe="") + ")}"


def either(*places):
    return [{"$ref": each} for each in places]


def link(title, method, href):
    return {"title": title, "rel": "related", "method": method, "href": href}


TEXT = {"type": "string"}
PIPELINES = {
    "definitions": {
        "pipeline": {
            "definitions": {
                "id": TEXT,
                "name": TEXT,
                "identity": {"anyOf": either(place("pipeline", "id"), place("pipeline", "name"))},
            },
            "links": [
                link("Info", "GET", f"/pipelines/{hole('pipeline', 'identity')}"),
                link("Delete", "DELETE", f"/pipelines/{hole('pipeline', 'id')}"),
            ],
        },
        "line": {
            "definitions": {
                "id": TEXT,
                "identity": {"$ref": place("line", "id")},
                "either": {"oneOf": either(place("pipeline", "id"), place("line", "id"))},
            },
            "links": [
                link("Of pipeline", "GET", f"/p/{hole('pipeline', 'id')}/l/{hole('line', 'identity')}"),
                link("Named pipeline", "GET", "/l/{pipeline}"),
                link("Either", "GET", f"/e/{hole('line', 'either')}"),
            ],
        },
    }
}


def test_scope_by_one_attribute():
    """Links that refer to one attribute and links that refer to the whole identity share a scope."""
    scope = heroics_py.connect(PIPELINES, url="http://127.0.0.1:9", token="t").pipeline["x"]
    assert dir(scope) == ["delete", "info", "line"]


def test_scope_leaves_out_other_parameters():
    """A parameter that may be something else, or only has the same name, is left out."""
    scope = heroics_py.connect(PIPELINES, url="http://127.0.0.1:9", token="t").pipeline["x"]
    assert dir(scope.line) == ["of_pipeline"]


def test_scopes_ignore_names():
    """Swapping the names of the resources changes nothing."""
    text = (
        json.dumps(PIPELINES)
        .replace("pipeline", "thing")
        .replace("line", "pipeline")
        .replace('"identity"', '"identity"')
    )
    client = heroics_py.connect(json.loads(text), url="http://127.0.0.1:9", token="t")
    assert dir(client.thing["x"]) == ["delete", "info", "pipeline"]


def test_second_scope_works_nothing_out(heroku, monkeypatch):
    """What scopes of one kind of thing offer, and how their links are called, is worked out once."""
    worked_out = []

    def counting(function):
        return lambda *args: worked_out.append(args) or function(*args)

    monkeypatch.setattr(catalog, "is_offered", counting(catalog.is_offered))
    monkeypatch.setattr(shape, "shape_of", counting(shape.shape_of))
    heroku.app.create(name="second")
    assert list(heroku.app["example"].dyno.list()) == []
    before = len(worked_out)
    assert list(heroku.app["second"].dyno.list()) == []
    assert last(heroku) == "GET /apps/second/dynos"
    assert (before > 0, len(worked_out)) == (True, before)


def test_client_keeps_no_identity(heroku):
    """What a client keeps of its scopes holds none of their identities."""
    heroku.app["example"].info()
    kept = heroku._core.catalog
    assert kept.scoped_shapes
    assert "example" not in repr([each.preset for each in kept.scoped_shapes.values()])
