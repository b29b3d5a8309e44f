"""What the option ``validate`` makes of a value that fails its schema."""

import pickle

import pytest

import heroics_py
from heroics_py.errors import CallError, ValidationError, ValidationWarning

WAY_OUT = r"with_options\(validate=False\) sends it all the same$"
SIZE = {"type": "integer"}
BODY = {"type": "object", "properties": {"name": {"type": "string"}, "size": SIZE}, "required": ["name"]}
NEWER = "https://json-schema.org/draft/2019-09/hyper-schema"


def shop(link, **settings):
    """A client of an API whose one link is ``item.do``."""
    draft = NEWER if {"hrefSchema", "headerSchema"} & link.keys() else "http://json-schema.org/draft-04/hyper-schema"
    document = {"$schema": draft, "properties": {"item": {"links": [{"title": "Do", "rel": "do", **link}]}}}
    return heroics_py.connect(document, url="https://shop.example", trust_environment=False, **settings).item


# A value that fails its schema in each part of a request, and where it is sent.
PLACES = {
    "body": (
        {"href": "/items", "method": "POST", "schema": BODY},
        lambda do: do.prepare(name="a", size="x").body,
        b'{"name":"a","size":"x"}',
    ),
    "query": ({"href": "/items", "schema": BODY}, lambda do: do.prepare(name="a", size="x").url, "?name=a&size=x"),
    "path": (
        {"href": "/items/{size}", "hrefSchema": {"properties": {"size": SIZE}}},
        lambda do: do.prepare("x").url,
        "/items/x",
    ),
    "query of a template": (
        {"href": "/items{?size}", "hrefSchema": {"properties": {"size": SIZE}}},
        lambda do: do.prepare(size="x").url,
        "?size=x",
    ),
    "header": (
        {"href": "/items", "headerSchema": {"properties": {"X-Size": SIZE}}},
        lambda do: do.prepare(x_size="x").headers["X-Size"],
        "x",
    ),
    "a body that is missing": (
        {"href": "/items", "method": "POST", "schema": BODY},
        lambda do: do.prepare().body,
        None,
    ),
    "query that is missing": (
        {"href": "/items", "schema": BODY},
        lambda do: do.prepare().url,
        "/items",
    ),
}
PARTS = pytest.mark.parametrize(("link", "prepare", "expected"), PLACES.values(), ids=PLACES.keys())


@PARTS
def test_each_refusal_names_the_way_out(link, prepare, expected):
    """Whatever part of a request fails its schema, the error says how to send it all the same."""
    with pytest.raises(ValidationError, match=WAY_OUT):
        prepare(shop(link).do)


@PARTS
def test_the_way_out_sends(link, prepare, expected):
    """Without validation, each part of a request is sent as it is."""
    sent = prepare(shop(link).do.with_options(validate=False))
    assert sent == expected or sent.endswith(expected)


@PARTS
def test_warnings_instead_of_refusals(link, prepare, expected):
    """With ``validate="warn"``, each part of a request that fails its schema is a warning, and is sent."""
    with pytest.warns(ValidationWarning, match="sent all the same$") as caught:
        sent = prepare(shop(link, validate="warn").do)
    assert len(caught) == 1
    assert sent == expected or sent.endswith(expected)


def test_one_warning_has_all_problems():
    """One warning has all problems of the parameters and the body, as the error would."""
    link = {"href": "/items/{size}", "hrefSchema": {"properties": {"size": SIZE}}, "submissionSchema": BODY}
    with pytest.warns(ValidationWarning) as caught:
        shop(link, validate="warn").do.prepare("x", {"size": "y"})
    (warning,) = [each.message for each in caught]
    assert ([each.pointer for each in warning.problems], warning.link) == (["/size", "/name", "/size"], "item.do")


def test_a_warning_points_at_the_caller():
    """The warning points at the line of the call."""
    with pytest.warns(ValidationWarning) as caught:
        shop(PLACES["body"][0]).do.with_options(validate="warn").prepare(name=7)
    assert caught[0].filename == __file__


def test_nothing_to_warn_about():
    """A value that passes is sent without a warning."""
    assert shop(PLACES["body"][0], validate="warn").do.prepare(name="a").body == b'{"name":"a"}'


def test_what_json_cannot_represent():
    """What JSON can't represent is an error even if problems are warnings."""
    with pytest.raises(ValidationError, match=r"is not a JSON number; expected a finite number"):
        shop(PLACES["body"][0], validate="warn").do.prepare(name="a", size=float("nan"))


def test_unknown_keywords_are_refused():
    """A keyword that is not a field of the link is an error even if problems are warnings."""
    with pytest.raises(CallError, match="did you mean 'name'"):
        shop(PLACES["body"][0], validate="warn").do.prepare(nmae="a")


def test_a_warning_can_be_pickled():
    """A warning keeps its problems in a pickle."""
    with pytest.warns(ValidationWarning) as caught:
        shop(PLACES["body"][0], validate="warn").do.prepare(name=7)
    copy = pickle.loads(pickle.dumps(caught[0].message))
    assert (str(copy), copy.problems, copy.link) == (
        str(caught[0].message),
        caught[0].message.problems,
        "item.do",
    )


def test_values_of_an_iterator_are_warned_about():
    """The values of an iterator are checked when they are sent, and warned about one by one."""
    link = {"href": "/items", "method": "POST", "encType": "application/x-ndjson", "schema": BODY}
    body = shop(link, validate="warn").do.prepare(each for each in [{"name": "a"}, {"name": 7}]).body
    with pytest.warns(ValidationWarning, match=r"^item.do: 1.name: expected string, got 7"):
        assert b"".join(body) == b'{"name":"a"}\n{"name":7}\n'


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_schema_that_cannot_be_used_names_the_way_out(method):
    """A call whose schema has a dangling reference is refused; the error names the option that sends it."""
    fields = {"properties": {"user": {"$ref": "#/definitions/nothing"}}}
    schema = {"links": [{"title": "Search", "href": "/users", "method": method, "schema": fields}], "id": "user"}
    search = heroics_py.connect(schema, url="https://api.example").user.search
    with pytest.raises(heroics_py.SchemaError, match=r"points to nothing; with_options\(validate=False\) sends it"):
        search.prepare({"user": "x"})
    assert search.with_options(validate=False).prepare({"user": "x"}).method == method
