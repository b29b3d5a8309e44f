"""Mutated and odd documents of every dialect: each gives a client or a SchemaError, and `check` reports on it."""

import copy
import json
import pickle
import warnings
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from discovery_shop import shop
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from swagger_library import library
from thoroughness import examples

import heroics_py
from heroics_py.errors import HeroicsError, SchemaError
from heroics_py.lint import check
from heroics_py.model.alternatives import alternatives_of
from heroics_py.model.identifiers import resource_names
from heroics_py.model.link_names import call_names
from heroics_py.readers import read_api
from heroics_py.readers.yaml_text import parse_yaml

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "schemas"
DATA = ROOT / "tests" / "data"
ODD = DATA / "odd"


def legacy():
    """Return a part of the resources and actions, small enough to be mutated often."""
    whole = json.loads((DATA / "heroku-legacy-resources.json").read_text(encoding="utf-8"))
    names = list(whole["resources"])[:4]
    return whole | {"overview": {}, "resources": {name: whole["resources"][name] for name in names}}


BOOKSHELF = json.loads((SCHEMAS / "bookshelf.json").read_text(encoding="utf-8"))
DOCUMENTS = {
    "2019-09": json.loads((SCHEMAS / "bookshelf.2019-09.json").read_text(encoding="utf-8")),
    "openapi": parse_yaml((SCHEMAS / "bookshelf.openapi.yaml").read_text(encoding="utf-8"))[0],
    "actions": json.loads((SCHEMAS / "bookshelf.actions.json").read_text(encoding="utf-8")),
    "legacy": legacy(),
    "swagger": library(),
    "discovery": shop(),
    "heroku": parse_yaml((DATA / "heroku-openapi.yaml").read_text(encoding="utf-8"))[0],
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
            "#/definitions",
            "{",
            "{(#)}",
            "{?a}",
            "//x",
            "http://[",
            "\ud800",
            "get",
        ),
        *(
            [],
            {},
            [[]],
            [{}],
            {"$ref": "#"},
            {"$ref": 7},
            {"$ref": "#/components"},
            {"$ref": "#/definitions/thing"},
            {"anyOf": [{"$ref": "#"}]},
        ),
        *(["GET", 7], {"allow": ["GET", "PUT"]}, {"": {}}, {"a/b~c%": {"$ref": "#/a~1b"}}, {"in": "path", "name": "x"}),
    ]
)
REFERENCES = st.text(alphabet="#/%~01 componentsdefinitionspathsschemas{}[].", max_size=40)
MUTATIONS = st.lists(
    st.tuples(st.integers(0, 10_000), st.sampled_from(["drop", "swap", "refer", "append", "key"]), VALUES, REFERENCES),
    min_size=1,
    max_size=6,
)
FUZZ = settings(
    max_examples=examples(40),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
LONG_FUZZ = settings(FUZZ, max_examples=examples(200))


def places(document):
    entries, pending = [], [document]
    while pending:
        value = pending.pop()
        for key, below in list(value.items()) if isinstance(value, dict) else list(enumerate(value)):
            entries.append((value, key))
            if isinstance(below, dict | list):
                pending.append(below)
    return entries


def mutate(document, where, kind, value, text):
    entries = places(document)
    if not entries:
        return
    holder, key = entries[where % len(entries)]
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


class NoTransport:
    def send(self, request):
        raise AssertionError(f"unexpected request: {request}")

    def close(self):
        pass


def look(document):
    """Read a document, show every call of its client, and prepare each without arguments."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check(document)
        try:
            api = read_api(document)
            client = heroics_py.connect(api, url="https://api.example", transport=NoTransport())
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
@given(mutations=MUTATIONS)
def test_mutated_document_gives_client(name, mutations):
    """Any mutation of a document gives a client or a SchemaError."""
    document = copy.deepcopy(DOCUMENTS[name])
    for change in mutations:
        mutate(document, *change)
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
def test_deep_text_is_handled_fast(text):
    """A text that is nested deeply or expands without end is read or rejected quickly."""
    look(text)


def test_large_text_is_read():
    """A document of 50 million characters is read."""
    look({"links": [{"href": "/x", "rel": "x"}], "description": "x" * 50_000_000})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\n" * 10_000_000, "the text is YAML of more than 10,000,000 characters: convert it to JSON first"),
        ("[" * 50_000_000, "no bundled schema '"),
        ("./" + "x" * 50_000_000, "can't read the schema './"),
    ],
)
def test_large_text_error_is_short(text, message):
    """The error for a large text is short."""
    with pytest.raises(SchemaError) as caught:
        read_api(text)
    assert str(caught.value).startswith(message)
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize("place", ["item", "parameter", "body", "schema", "response", "scheme"])
def test_circular_reference_is_isolated(place):
    """A circular reference disables its own operation, and no other."""
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
    client = heroics_py.connect(document, url="https://api.example", transport=NoTransport())
    assert client.b.list.prepare().url == "https://api.example/b"


def look_at_model(api):
    """Read every link of an API, and follow every reference."""
    resource_names(api.resources)
    for resource in api.resources.values():
        assert sum(map(len, call_names(resource).values())) == len(resource.links)
        for link in resource.links:
            bodies = [link.body.schema] if link.body else []
            schemas = [link.query, link.target_schema, resource.identity, *bodies, *(p.schema for p in link.parameters)]
            for schema in filter(None, schemas):
                for view in (partial(alternatives_of, schema), schema.dereference, lambda schema=schema: schema.node):
                    with suppress(SchemaError):
                        view()


@LONG_FUZZ
@given(mutations=MUTATIONS)
def test_mutated_bookshelf_gives_api(mutations):
    """Any mutation of the bookshelf gives an Api or a SchemaError."""
    document = copy.deepcopy(BOOKSHELF)
    for change in mutations:
        mutate(document, *change)
    try:
        api = read_api(document)
    except SchemaError:
        return
    look_at_model(api)
    assert api == read_api(document) == pickle.loads(pickle.dumps(api))


@LONG_FUZZ
@given(text=st.text(max_size=60).map(lambda text: "{" + text) | st.text(max_size=60).map(lambda text: text + "\n"))
def test_any_text_gives_api_or_error(text):
    """Any text gives an Api or a SchemaError."""
    with suppress(SchemaError):
        look_at_model(read_api(text))


# Odd documents, called


@pytest.mark.parametrize("name", sorted(path.name for path in ODD.iterdir()))
def test_odd_links_run_or_explain(name):
    """Every link of an odd document can be called, or explains why it can't."""
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
        # The sandbox answers 500 for a reference that can't be resolved.
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


def test_any_resource_name_is_reachable():
    """A resource with any name is reachable as an attribute and as an item."""
    api = read_api(named(NAMES))
    client = heroics_py.connect(api, url="https://api.example", transport=NoTransport())
    python = resource_names(api.resources)
    assert list(python.values()) == NAMES
    assert all(name.isidentifier() and hasattr(client, name) for name in python)
    assert [client[own] is getattr(client, name) for name, own in python.items()] == [True] * len(NAMES)


def test_any_link_name_is_reachable():
    """Links with any name are reachable, each by its own name."""
    client = heroics_py.connect(named(NAMES), url="https://api.example", transport=NoTransport())
    for name in dir(client):
        if name not in {"close", "with_options"}:
            resource = getattr(client, name)
            assert sorted(getattr(resource, call).prepare().url for call in dir(resource)) == sorted(
                f"https://api.example/l/{number}" for number in range(len(NAMES))
            )


def test_names_are_stable():
    """Names are the same in every process."""
    assert list(resource_names(read_api(named(NAMES)).resources)) == [
        *("class_", "import_", "x", "class__2", "with_options_", "close_", "本棚", "unnamed", "unnamed_2", "a_b_2"),
        *("a_b_3", "a_b", "x1st", "fi"),
    ]
