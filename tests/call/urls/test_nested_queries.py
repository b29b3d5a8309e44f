"""Objects and lists in a query, and how the sandbox reads them."""

import inspect
from urllib.parse import unquote

import pytest

import heroics_py
from heroics_py import CallError, ValidationError
from heroics_py.http.headers import Headers
from heroics_py.readers import read_api
from heroics_py.server.handler import Core

OBJECT = {"type": "object"}
TEXT = {"type": "string"}
NEWER = {"$schema": "https://json-schema.org/draft/2019-09/hyper-schema"}


def listing(schema, href="/apps", **root):
    key = "hrefSchema" if "$schema" in root else "schema"
    link = {"rel": "instances", "title": "List", "href": href, "method": "GET", key: schema}
    document = {"definitions": {"app": {"links": [link]}}, **root}
    return heroics_py.connect(document, url="https://api.example").app.list


def query_of(call, *args, **kwargs):
    url = call.prepare(*args, **kwargs).url
    assert url.startswith("https://api.example/apps")
    return url.removeprefix("https://api.example/apps")


FIELDS = {"type": "object", "properties": {"filter": OBJECT, "tags": {"type": "array"}, "page": {"type": "integer"}}}


@pytest.mark.parametrize(
    ("fields", "query"),
    [
        ({"filter": {"x": "y"}}, "filter[x]=y"),
        ({"filter": {"x": {"y": 1}}}, "filter[x][y]=1"),
        ({"filter": {"a": 1, "b": True, "c": None, "d": 1.5}}, "filter[a]=1&filter[b]=true&filter[d]=1.5"),
        ({"filter": {"ids": [1, 2]}}, "filter[ids]=1&filter[ids]=2"),
        ({"filter": {"or": [{"a": 1}, {"b": [2, 3]}]}}, "filter[or][0][a]=1&filter[or][1][b]=2&filter[or][1][b]=3"),
        ({"filter": {"a": [[1, 2], [3]]}}, "filter[a][0]=1&filter[a][0]=2&filter[a][1]=3"),
        ({"filter": {"x[y]": 1}}, "filter[x[y]]=1"),
        ({"filter": {}, "tags": [], "page": 2}, "page=2"),
        ({"tags": ["a", "b"]}, "tags=a&tags=b"),
        ({"tags": [{"a": 1}]}, "tags[0][a]=1"),
        ({"filter": {"a": "x&y=z"}}, "filter[a]=x%26y%3Dz"),
    ],
)
@pytest.mark.parametrize("by", ["keyword", "dict"])
def test_objects_of_a_query(fields, query, by):
    """The keys of an object are in brackets, at any depth; a list repeats its name."""
    sent = query_of(listing(FIELDS), fields) if by == "dict" else query_of(listing(FIELDS), **fields)
    shown = sent.replace("%5B", "[").replace("%5D", "]")
    assert shown == f"?{query}"


def test_brackets_are_percent_encoded():
    """Brackets in a query are percent-encoded (RFC 3986, 3.4)."""
    assert query_of(listing(FIELDS), filter={"x": "y"}) == "?filter%5Bx%5D=y"


def test_null_is_left_out():
    """None leaves a field of a query out."""
    assert query_of(listing({"properties": {"page": {}, "all": {"type": "boolean"}}}), page=None, all=False) == (
        "?all=false"
    )


@pytest.mark.parametrize("root", [{}, NEWER])
def test_null_of_another_type_is_left_out(root):
    """None leaves a field out whatever its type is, and a required one is missing."""
    fields = {"properties": {"limit": {"type": "integer"}, "q": TEXT}, "required": ["q"]}
    call = listing(fields, "/apps{?q,limit}" if root else "/apps", **root)
    assert query_of(call, q="a", limit=None) == "?q=a"
    assert query_of(call, {"q": "a", "limit": None}) == "?q=a"
    with pytest.raises(ValidationError, match="q: is required"):
        call.prepare(q=None)


def test_objects_are_validated():
    """An object of a query is validated before it is spelled."""
    schema = {"properties": {"filter": {"properties": {"x": {"type": "integer"}}, "additionalProperties": False}}}
    for wrong in ({"x": "1"}, {"y": 1}):
        with pytest.raises(ValidationError):
            listing(schema | {"type": "object"}).prepare(filter=wrong)


NAMES = {"properties": {"filter[ids]": {}, "filter[by][name]": {}, "page[size]": {"type": "integer"}, "ids[]": {}}}


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        ({"filter_ids": [1, 2]}, "filter[ids]=1&filter[ids]=2"),
        ({"filter[ids]": 1, "page[size]": 2}, "filter[ids]=1&page[size]=2"),
        ({"filter": {"ids": 1}, "page": {"size": 2}}, "filter[ids]=1&page[size]=2"),
        ({"filter": {"by": {"name": "x"}, "ids": 1}}, "filter[by][name]=x&filter[ids]=1"),
        ({"page_size": 2}, "page[size]=2"),
        ({"ids": [1, 2]}, "ids[]=1&ids[]=2"),
        ({"ids[]": [1, 2]}, "ids[]=1&ids[]=2"),
    ],
)
def test_names_with_brackets(arguments, query):
    """A name with brackets is a keyword with ``_``, itself, or an object."""
    assert unquote(query_of(listing(NAMES), **arguments)) == f"?{query}"


def test_unknown_member_of_an_object():
    """An object is not an argument if one of its members is unknown."""
    with pytest.raises(CallError, match="no argument 'filter'"):
        listing(NAMES).prepare(filter={"ids": 1, "idz": 2})
    with pytest.raises(ValidationError):
        listing(NAMES).prepare(page={"size": "x"})


def test_names_with_brackets_of_openapi():
    """Parameters of OpenAPI with brackets take an object, too."""
    names = ["filter[ids]", "page[size]"]
    parameters = [{"name": name, "in": "query", "schema": {"type": "integer"}} for name in names]
    operation = {"tags": ["Apps"], "operationId": "list", "parameters": parameters, "responses": {"204": {}}}
    document = {"openapi": "3.1.1", "info": {"title": "", "version": ""}, "paths": {"/apps": {"get": operation}}}
    call = heroics_py.connect(document, url="https://api.example").app.list
    assert unquote(query_of(call, filter={"ids": 1}, page={"size": 2})) == "?filter[ids]=1&page[size]=2"


HREF_FIELDS = {"properties": {"filter": OBJECT, "tags": {"type": "array"}, "q": TEXT, "any": {}}}


@pytest.mark.parametrize(
    ("href", "arguments", "query"),
    [
        ("/apps{?filter}", {"filter": {"x": "y"}}, "?filter[x]=y"),
        ("/apps{?filter,q}", {"filter": {"x": {"y": 1}}, "q": "a"}, "?q=a&filter[x][y]=1"),
        ("/apps{?filter*}", {"filter": {"x": "y", "z": 1}}, "?x=y&z=1"),
        ("/apps{?filter*}", {"filter": {"x": {"y": 1}}}, "?x[y]=1"),
        ("/apps{?tags}", {"tags": ["a", "b,c"]}, "?tags=a,b%2Cc"),
        ("/apps{?tags*}", {"tags": ["a", "b"]}, "?tags=a&tags=b"),
        ("/apps{?any}", {"any": {"x": 1}}, "?any=x,1"),
        ("/apps{?q:2}{&any}", {"q": "abc", "any": 1}, "?q=ab&any=1"),
        ("/apps{?q,tags}", {}, ""),
        ("/apps{?q,tags}", {"q": "", "tags": []}, "?q="),
        ("/apps?k=v{&q}", {"q": "a"}, "?k=v&q=a"),
        ("/apps?k=v{&q}", {}, "?k=v"),
        ("/apps{?q}{#tags}", {"q": "a", "tags": ["b", "c"]}, "?q=a#b,c"),
    ],
)
def test_query_of_a_template(href, arguments, query):
    """A query that hrefSchema describes is spelled by its template; an object has its keys in brackets."""
    sent = query_of(listing(HREF_FIELDS, href, **NEWER), **arguments)
    assert sent.replace("%5B", "[").replace("%5D", "]") == query


def test_template_and_schema_of_a_query():
    """A field that both the template and the schema of a draft-04 link name is one argument."""
    call = listing(FIELDS, "/apps{?page,tags}")
    assert list(inspect.signature(call).parameters) == ["body", "filter", "tags", "page"]
    assert query_of(call, page=2, tags=["a", "b"]) == "?page=2&tags=a,b"


@pytest.mark.parametrize(
    ("href", "arguments"),
    [
        ("/apps{?filter}", {"filter": {"x": {"y": "1"}, "ids": ["a", "b"]}}),
        ("/apps{?filter*}", {"filter": {"x": "1"}}),
        ("/apps{?tags}", {"tags": ["a", "b,c"]}),
        ("/apps{?tags*,q}", {"tags": ["a", "b"], "q": "é&"}),
        ("/apps", {"filter": {"x": {"y": "1"}, "ids": ["a", "b"]}, "tags": ["a", "b"], "q": ""}),
    ],
)
def test_sandbox_reads_what_is_sent(href, arguments):
    """The sandbox reads a query as its link spells it, and validates it."""
    members = {"x": {}, "ids": {"type": "array", "items": TEXT}}
    fields = {
        "type": "object",
        "properties": {
            "filter": {"type": "object", "properties": members, "additionalProperties": False},
            "tags": {"type": "array", "items": TEXT},
            "q": TEXT,
        },
        "additionalProperties": False,
    }
    root = NEWER if "{" in href else {}
    link = {"rel": "instances", "title": "List", "href": href, "hrefSchema" if root else "schema": fields}
    document = {"definitions": {"app": {"links": [link]}}, **root}
    call = heroics_py.connect(document, url="https://api.example").app.list
    core = Core(read_api(document))
    query = call.prepare(**arguments).url.partition("?")[2]
    assert core._inputs.query(core.api.links[0], query) == arguments
    response = core.respond("GET", "/apps", query, Headers({"Authorization": "Bearer t"}), b"")
    assert response.status in {200, 206}
