"""Everything below one thing of an API."""

import json
import pickle
import re
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

import heroics_py
from heroics_py.testing import server_of

SCHEMAS = Path(heroics_py.__file__).parent / "schemas"


@pytest.fixture
def heroku():
    with heroics_py.sandbox() as client:
        client.app.create(name="example")
        yield client


def last(client):
    sent = server_of(client).requests[-1]
    return f"{sent.method} {sent.path}"


def test_the_links_of_its_resource_take_the_identity_from_the_scope(heroku):
    app = heroku.app["example"]
    assert app.info().name == "example"
    assert app.update(maintenance=True).maintenance is True
    assert app.delete().name == "example"
    assert last(heroku) == "DELETE /apps/example"


def test_links_of_other_resources_take_it_wherever_it_stands_in_their_href(heroku):
    app = heroku.app["example"]
    app.dyno.create(command="sleep")
    assert [dyno.name for dyno in app.dyno.list()] == ["run.1"]
    assert app.config_var.update(FOO="bar") == {"FOO": "bar"}
    assert last(heroku) == "PATCH /apps/example/config-vars"


def test_scopes_nest(heroku):
    heroku.dyno.create("example", command="sleep")
    assert heroku.app["example"].dyno["run.1"].info().name == "run.1"
    assert last(heroku) == "GET /apps/example/dynos/run.1"


def test_a_record_stands_for_what_identifies_it(heroku):
    app = heroku.app.info("example")
    assert heroku.app[app].info() == app
    assert last(heroku) == f"GET /apps/{app.id}"


@pytest.mark.parametrize(
    "identity", [None, True, b"example", {"name": "example"}, ["example"], ("a", "b"), slice(1, 2)]
)
def test_what_can_be_no_identity_is_refused_at_once(heroku, identity):
    found = "None" if identity is None else type(identity).__name__
    with pytest.raises(heroics_py.CallError) as caught:
        heroku.app[identity]
    assert str(caught.value) == f"app[...] expects an identity, text or a Record; got {found}"


def test_a_record_without_a_name_shows_as_three_dots(heroku):
    assert repr(heroku.app[heroics_py.Record(colour="red")]).startswith("<app[...]: ")


def test_nothing_is_sent_for_a_scope_nor_for_a_look_at_it(heroku):
    count = len(server_of(heroku).requests)
    scope = heroku.app["no such app"]
    assert [bool(dir(scope)), bool(repr(scope)), bool(scope.__doc__), bool(list(scope))] == [True] * 4
    assert len(server_of(heroku).requests) == count


def test_dir_shows_just_what_has_the_identity_in_its_href(heroku):
    scope = heroku.app["example"]
    names = dir(scope)
    assert {"info", "update", "delete", "dyno", "config_var"} <= set(names)
    assert {"list", "create", "account", "region", "with_options", "close"} & set(names) == set()
    assert "list" in dir(scope.dyno)


def test_a_signature_no_longer_asks_for_what_the_scope_gives(heroku):
    assert list(heroku.app["example"].dyno.info.__signature__.parameters) == ["dyno_identity"]


@pytest.mark.parametrize("identity", [{"name": "example"}, ["example"], ("example",), slice(1, 2)])
def test_what_cannot_be_an_identity_is_refused(heroku, identity):
    with pytest.raises(heroics_py.CallError, match=r"app\[...\] expects an identity, text or a Record"):
        heroku.app[identity]


def test_a_resource_that_nothing_identifies_has_no_scopes(heroku):
    with pytest.raises(heroics_py.CallError, match="the schema does not say what identifies one"):
        heroku.rate_limit["x"]


def test_a_name_that_is_not_there_is_told_with_the_closest(heroku):
    with pytest.raises(AttributeError) as caught:
        heroku.app["example"].dynos  # noqa: B018 - the look is what fails
    assert str(caught.value) == "app['example'] has no 'dynos'; did you mean 'dyno'?"


def test_a_scope_that_is_pickled_is_the_same_scope(heroku):
    scope = heroku.app["example"].dyno["web.1"]
    assert repr(pickle.loads(pickle.dumps(scope))) == repr(scope)


def test_options_of_the_client_hold_in_its_scopes(heroku):
    heroku.with_options(headers={"X-Trace": "7"}).app["example"].info()
    assert server_of(heroku).requests[-1].headers["X-Trace"] == "7"


# ---- found from the references alone


def attributes_of(document, reference):
    """Return the places that a reference leads to in the end, through $ref, anyOf and oneOf, as the schema has them."""
    place, node = reference, document
    for key in reference.removeprefix("#").split("/")[1:]:
        node = node[key]
    choices = [*node.get("anyOf", []), *node.get("oneOf", [])]
    if not choices and "$ref" in node:
        return attributes_of(document, node["$ref"])
    found = [attributes_of(document, each["$ref"]) for each in choices if "$ref" in each]
    return set().union(*found) if choices else {place}


def expected_scope(document, resource):
    """Return the method and path of every link that belongs to the scope of a resource, by the subset rule."""
    own = attributes_of(document, f"#/definitions/{resource}/definitions/identity")
    found = set()
    for other in document["definitions"].values():
        for each in other.get("links", []):
            references = re.findall(r"\{\((.*?)\)\}", each["href"])
            if any(attributes_of(document, unquote(reference)) <= own for reference in references):
                found.add((each["method"], unquote(each["href"])))
    return found


@pytest.mark.parametrize("name", ["heroku-platform-api.json", "heroku-platform-api-0.5.0.json"])
def test_the_scope_of_every_resource_holds_just_the_links_that_refer_to_attributes_of_its_identity(name):
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


def test_links_that_refer_to_one_attribute_and_links_that_refer_to_the_whole_identity_belong_to_one_scope():
    scope = heroics_py.connect(PIPELINES, url="http://127.0.0.1:9", token="t").pipeline["x"]
    assert dir(scope) == ["delete", "info", "line"]


def test_a_parameter_that_only_has_the_same_name_or_may_be_something_else_too_is_no_part_of_a_scope():
    scope = heroics_py.connect(PIPELINES, url="http://127.0.0.1:9", token="t").pipeline["x"]
    assert dir(scope.line) == ["of_pipeline"]


def test_the_names_of_things_mean_nothing():
    text = (
        json.dumps(PIPELINES)
        .replace("pipeline", "thing")
        .replace("line", "pipeline")
        .replace('"identity"', '"identity"')
    )
    client = heroics_py.connect(json.loads(text), url="http://127.0.0.1:9", token="t")
    assert dir(client.thing["x"]) == ["delete", "info", "pipeline"]
