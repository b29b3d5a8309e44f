"""Whatever stands in a document of any dialect: a client, or a SchemaError, and `check` tells of all of them."""

import copy
import json
import warnings
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import heroics_py
from heroics_py.errors import HeroicsError, SchemaError
from heroics_py.lint import check
from heroics_py.model.identifiers import resource_names
from heroics_py.model.link_names import call_names
from heroics_py.readers import read_api
from heroics_py.readers.yaml_text import yaml_value

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "schemas"
DATA = ROOT / "tests" / "data"
ODD = DATA / "odd"


def legacy():
    """Return a part of the older description, small enough to be twisted often."""
    whole = json.loads((DATA / "heroku-legacy-resources.json").read_text(encoding="utf-8"))
    names = list(whole["resources"])[:4]
    return whole | {"overview": {}, "resources": {name: whole["resources"][name] for name in names}}


DOCUMENTS = {
    "2019-09": json.loads((SCHEMAS / "bookshelf.2019-09.json").read_text(encoding="utf-8")),
    "openapi": yaml_value((SCHEMAS / "bookshelf.openapi.yaml").read_text(encoding="utf-8")),
    "actions": json.loads((SCHEMAS / "bookshelf.actions.json").read_text(encoding="utf-8")),
    "legacy": legacy(),
    "heroku": yaml_value((DATA / "heroku-openapi.yaml").read_text(encoding="utf-8")),
}
VALUES = st.sampled_from(
    [
        *(
            None,
            True,
            False,
            0,
            -1,
            1e300,
            "",
            "x",
            "#",
            "#/",
            "{",
            "{(#)}",
            "{?a}",
            "//x",
            "http://[",
            "\ud800",
            "get",
        ),
        *([], {}, [[]], [{}], {"$ref": "#"}, {"$ref": 7}, {"$ref": "#/components"}, {"anyOf": [{"$ref": "#"}]}),
        *(["GET", 7], {"allow": ["GET", "PUT"]}, {"": {}}, {"a/b~c%": {"$ref": "#/a~1b"}}, {"in": "path", "name": "x"}),
    ]
)
REFERENCES = st.text(alphabet="#/%~01 componentsdefinitionspathsschemas{}[].", max_size=40)
TWISTS = st.lists(
    st.tuples(st.integers(0, 10_000), st.sampled_from(["drop", "swap", "refer", "append", "key"]), VALUES, REFERENCES),
    min_size=1,
    max_size=6,
)
FUZZ = settings(
    max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)


def places(document):
    found, pending = [], [document]
    while pending:
        value = pending.pop()
        for key, below in list(value.items()) if isinstance(value, dict) else list(enumerate(value)):
            found.append((value, key))
            if isinstance(below, dict | list):
                pending.append(below)
    return found


def twist(document, where, kind, value, text):
    found = places(document)
    if not found:
        return
    holder, key = found[where % len(found)]
    if kind == "drop":
        del holder[key]
    elif kind == "refer":
        holder[key] = {"$ref": text}
    elif kind == "key" and isinstance(holder, dict):
        holder[text] = holder.pop(key)
    elif kind == "append" and isinstance(holder[key], str):
        holder[key] += text
    else:
        holder[key] = copy.deepcopy(value)


class Nobody:
    def send(self, request):
        raise AssertionError(f"something was sent: {request}")

    def close(self):
        pass


def look(document):
    """Read a document, look at all that its client shows, and prepare every call without arguments."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check(document)
        try:
            api = read_api(document)
            client = heroics_py.connect(api, url="https://api.example", transport=Nobody())
        except SchemaError:
            return
        assert api == read_api(document)
        for name, own in resource_names(api.resources).items():
            resource = getattr(client, name)
            assert sum(map(len, call_names(api.resources[own]).values())) == len(api.resources[own].links)
            for call in dir(resource):
                bound = getattr(resource, call)
                with suppress(SchemaError):
                    assert bound.__doc__
                    repr(bound)
                with suppress(HeroicsError):
                    bound.prepare()


@pytest.mark.parametrize("name", DOCUMENTS)
@FUZZ
@given(twists=TWISTS)
def test_a_mutated_document_is_a_client_or_a_schema_error(name, twists):
    document = copy.deepcopy(DOCUMENTS[name])
    for change in twists:
        twist(document, *change)
    look(document)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000,
        '{"a":' * 10_000,
        "a: " + "[" * 10_000,
        "module.exports = " + "[" * 10_000,
        "".join(" " * depth + "a:\n" for depth in range(1000)),
        '{"links": [], "links": [{"href": "/x"}]}',
        "&a {links: [], b: *a}",
        "openapi: 3.1.0\npaths: &p\n  /x: {get: &g {tags: [*g]}}\n  /y: *p\n",
        "a: &a [x, x]\n"
        + "".join(
            f"b{n}: &b{n} [*{'a' if n == 0 else f'b{n - 1}'}, *{'a' if n == 0 else f'b{n - 1}'}]\n" for n in range(60)
        ),
    ],
)
def test_a_text_that_is_deep_or_explodes_is_refused_or_read_at_once(text):
    look(text)


def test_a_large_text_is_read():
    look({"links": [{"href": "/x", "rel": "x"}], "description": "x" * 50_000_000})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\n" * 10_000_000, "the text is YAML of more than 10,000,000 characters: convert it to JSON first"),
        ("[" * 50_000_000, "no bundled schema '"),
        ("./" + "x" * 50_000_000, "can't read the schema './"),
    ],
)
def test_a_large_text_that_can_not_be_read_is_refused_in_few_words(text, told):
    with pytest.raises(SchemaError) as caught:
        read_api(text)
    assert str(caught.value).startswith(told)
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize("place", ["item", "parameter", "body", "schema", "response", "scheme"])
def test_references_that_go_round_in_a_circle_cost_their_operation_alone(place):
    circle = {"$ref": "#/x/a"}
    operation = {
        "parameters": [circle] if place == "parameter" else [],
        "responses": {"200": circle} if place == "response" else {},
    }
    if place in {"body", "schema"}:
        content = {"application/json": {"schema": circle}}
        operation["requestBody"] = circle if place == "body" else {"content": content}
    document = {
        "openapi": "3.1.0",
        "paths": {"/a": circle if place == "item" else {"post": operation}, "/b": {"get": {}}},
        "components": {"securitySchemes": {"s": circle if place == "scheme" else {}}},
        "x": {"a": {"$ref": "#/x/b"}, "b": {"$ref": "#/x/a"}},
    }
    look(document)
    client = heroics_py.connect(document, url="https://api.example", transport=Nobody())
    assert client.b.list.prepare().url == "https://api.example/b"


# The oddities of real files, called


@pytest.mark.parametrize("name", sorted(path.name for path in ODD.iterdir()))
def test_every_link_of_an_odd_document_is_called_or_says_what_is_wrong_with_it(name):
    api = read_api(ODD / name)
    with warnings.catch_warnings(), heroics_py.sandbox(api, socket=False) as client:
        warnings.simplefilter("ignore")
        for python, own in resource_names(api.resources).items():
            for call, links in call_names(api.resources[own]).items():
                for link in links:
                    outcome = called(getattr(getattr(client, python), call), link)
                    assert outcome in ({"faulty"} if link.fault else {"answered", "refused"}), (call, outcome)


def called(bound, link):
    arguments = ["x"] * len(link.path_parameters)
    body = [{}] if link.body is not None else []
    try:
        bound.with_options(validate=False)(*arguments, *body)
    except heroics_py.ResponseError as error:
        # A sandbox whose schema leads nowhere says so with a 500.
        return "refused" if error.status in {404, 422} or error.id == "schema_error" else f"{error.status}"
    except SchemaError:
        return "faulty"
    return "answered"


# Names


NAMES = [
    "class",
    "import",
    "_x",
    "__class__",
    "with-options",
    "close",
    "本棚",
    "🎉",
    "",
    "A b",
    "a-b",
    "a_b",
    "1st",
    "ﬁ",
]


def named(names):
    links = [{"title": name, "rel": name, "method": "GET", "href": f"/l/{number}"} for number, name in enumerate(names)]
    things = {name: {"links": [*links]} for name in names}
    return {
        "definitions": things,
        "properties": {name: {"$ref": f"#/definitions/{number}"} for number, name in enumerate(names)},
    }


def test_resources_of_any_name_are_reachable_by_attribute_and_by_index():
    api = read_api(named(NAMES))
    client = heroics_py.connect(api, url="https://api.example", transport=Nobody())
    python = resource_names(api.resources)
    assert list(python.values()) == NAMES
    assert all(name.isidentifier() and hasattr(client, name) for name in python)
    assert [client[own] is getattr(client, name) for name, own in python.items()] == [True] * len(NAMES)


def test_links_of_any_name_are_reachable_each_by_a_name_of_its_own():
    client = heroics_py.connect(named(NAMES), url="https://api.example", transport=Nobody())
    for name in dir(client):
        if name not in {"close", "with_options"}:
            resource = getattr(client, name)
            assert sorted(getattr(resource, call).prepare().url for call in dir(resource)) == sorted(
                f"https://api.example/l/{number}" for number in range(len(NAMES))
            )


def test_names_are_the_same_from_run_to_run():
    assert list(resource_names(read_api(named(NAMES)).resources)) == [
        *("class_", "import_", "x", "class__2", "with_options_", "close_", "本棚", "unnamed", "unnamed_2", "a_b_2"),
        *("a_b_3", "a_b", "x1st", "fi"),
    ]
