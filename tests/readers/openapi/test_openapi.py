"""OpenAPI 3: the request that each of its keywords leads to."""

from pathlib import Path

import pytest
from ruled import ruled

import heroics_py
from heroics_py import CallError, PagingError, ValidationError
from heroics_py.cache.keys import cache_keys
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.model.security import Security
from heroics_py.readers import read_api
from heroics_py.transport.credentials.sources import credentials_for
from heroics_py.transport.rules.authorizing import Authorizing
from heroics_py.transport.rules.redirecting import redirect_request

HEROKU = Path(__file__).parents[2] / "data" / "heroku-openapi.yaml"


def document(*parameters, path="/things", method="get", version="3.1.0", item=None, **operation):
    """Return a document of one operation."""
    operation = {"tags": ["Things"], "operationId": "lookThing", "parameters": [*parameters], **operation}
    return {
        "openapi": version,
        "info": {"title": "Things"},
        "servers": [{"url": "https://api.example/v1"}],
        "paths": {path: {method: operation, **(item or {})}},
    }


def parameter(name, location, schema=None, **changes):
    return {"name": name, "in": location, "schema": schema or {}, **changes}


def sent(talk, *parameters, path="/things", **arguments):
    client, _ = talk(document(*parameters, path=path))
    return client.thing.look.prepare(**arguments)


@pytest.mark.parametrize(
    ("changes", "value", "query"),
    [
        ({}, ["a", "b,c"], "p=a&p=b%2Cc"),
        ({"explode": False}, ["a", "b,c"], "p=a,b%2Cc"),
        ({}, {"x": 1, "y": "z"}, "x=1&y=z"),
        ({"explode": False}, {"x": 1, "y": "z"}, "p=x,1,y,z"),
        ({"style": "spaceDelimited", "explode": False}, ["a", "b"], "p=a%20b"),
        ({"style": "pipeDelimited", "explode": False}, ["a", "b"], "p=a%7Cb"),
        ({"style": "pipeDelimited", "explode": True}, ["a", "b"], "p=a&p=b"),
        ({"style": "deepObject", "explode": True}, {"x": 1, "y": {"z": True}}, "p%5Bx%5D=1&p%5By%5D%5Bz%5D=true"),
        ({}, True, "p=true"),
        ({}, [], ""),
        ({"explode": False}, [], ""),
        ({}, None, ""),
        ({"schema": None, "content": {"application/json": {"schema": {}}}}, {"a": [1]}, "p=%7B%22a%22%3A%5B1%5D%7D"),
    ],
)
def test_query_styles(talk, changes, value, query):
    """A query parameter is encoded in its style."""
    described = {key: field for key, field in (parameter("p", "query") | changes).items() if field is not None}
    assert sent(talk, described, p=value).url.partition("?")[2] == query


@pytest.mark.parametrize(
    ("changes", "value", "path"),
    [
        ({}, ["a", "b/c"], "a,b%2Fc"),
        ({}, {"x": 1, "y": 2}, "x,1,y,2"),
        ({"explode": True}, {"x": 1, "y": 2}, "x=1,y=2"),
        ({"style": "label"}, ["a", "b"], ".a,b"),
        ({"style": "label", "explode": True}, ["a", "b"], ".a.b"),
        ({"style": "matrix"}, "a", ";p=a"),
        ({"style": "matrix"}, ["a", "b"], ";p=a,b"),
        ({"style": "matrix", "explode": True}, ["a", "b"], ";p=a;p=b"),
        ({"style": "matrix", "explode": True}, {"x": 1, "y": 2}, ";x=1;y=2"),
        ({"style": "label"}, {"R": 100, "G": 200}, ".R,100,G,200"),
    ],
)
def test_path_styles(talk, changes, value, path):
    """A path parameter is encoded in its style."""
    several = {"type": ["string", "array", "object"]}
    request = sent(talk, parameter("p", "path", several, **changes), path="/things/{p}", p=value)
    assert request.url == f"https://api.example/v1/things/{path}"


def test_list_by_position(talk):
    """A list may be passed by position for a parameter that accepts one."""
    client, _ = talk(document(parameter("p", "path", {"type": "array"}), path="/things/{p}"))
    assert client.thing.look.prepare(["a", "b"]).url == "https://api.example/v1/things/a,b"


@pytest.mark.parametrize("value", [[], {}, [""], [".."], {"x": None}])
def test_path_escape_is_rejected(talk, value):
    """A path parameter that would change the path is rejected."""
    with pytest.raises(CallError):
        sent(talk, parameter("p", "path"), path="/things/{p}", p=value)


@pytest.mark.parametrize(
    ("changes", "value", "text"),
    [
        ({}, ["a", "b"], "a,b"),
        ({}, {"x": 1}, "x,1"),
        ({"explode": True}, {"x": 1}, "x=1"),
        ({}, 7, "7"),
        ({}, "", ""),
    ],
)
def test_header_styles(talk, changes, value, text):
    """A header parameter is encoded in its style."""
    client, _ = talk(document(parameter("xp", "header", **changes)))
    assert client.thing.look.prepare(xp=value).headers["xp"] == text


def test_any_parameter_name_has_keyword(talk):
    """A parameter with any name has a keyword."""
    described = [parameter("X-Part", "header"), parameter("filter[x]", "query"), parameter("in", "query")]
    request = sent(talk, *described, x_part="a", filter_x="b", in_="c")
    assert (request.headers["X-Part"], request.url.partition("?")[2]) == ("a", "filter%5Bx%5D=b&in=c")


def test_taken_keyword_names_location(talk):
    """A parameter whose keyword is taken adds its location to it."""
    described = [parameter(name, place) for name, place in (("id", "path"), ("id", "query"), ("id", "header"))]
    request = sent(talk, *described, path="/things/{id}", id="a", id_query="b", id_header="c")
    assert (request.url, request.headers["id"]) == ("https://api.example/v1/things/a?id=b", "c")


@pytest.mark.parametrize("place", ["query", "header", "cookie"])
def test_required_parameter(talk, place):
    """A required parameter must be passed."""
    with pytest.raises(CallError, match=rf"thing\.look\(\) is missing 'p', a {place} parameter: which one"):
        sent(talk, parameter("p", place, required=True, description="which one"))


def test_parameters_are_validated(talk):
    """Parameters are validated before they are sent."""
    with pytest.raises(ValidationError) as caught:
        sent(talk, parameter("p", "query", {"type": "integer"}), p="x")
    assert [each.pointer for each in caught.value.problems] == ["/p"]


def test_line_break_in_header_is_rejected(talk):
    """A line break in a header parameter is rejected."""
    with pytest.raises(CallError, match="xp holds a line break"):
        sent(talk, parameter("xp", "header"), xp="a\r\nSet-Cookie: b=c")


def test_cookies_share_a_header(talk):
    """Cookie parameters share one header."""
    request = sent(talk, parameter("a", "cookie"), parameter("b", "cookie"), a="x y;z", b=[1, 2])
    assert request.headers["Cookie"] == "a=x%20y%3Bz; b=1; b=2"


def test_path_parameters_are_inherited():
    """Operations inherit the parameters of their path, and may override them."""
    item = {"parameters": [parameter("id", "path"), parameter("q", "query", description="of the path")]}
    own = parameter("q", "query", description="of the operation")
    (link,) = read_api(document(own, path="/things/{id}", item=item)).links
    assert [(each.name, each.description) for each in link.parameters] == [("id", ""), ("q", "of the operation")]


def test_own_headers_are_no_parameters():
    """Headers that the client sends itself are not parameters."""
    names = ["Accept", "content-type", "Authorization", "X-Own"]
    (link,) = read_api(document(*(parameter(name, "header") for name in names))).links
    assert [each.name for each in link.parameters] == ["X-Own"]


def test_references_stay_in_document():
    """References are followed within the document, never out of it."""
    there = {"$ref": "#/components/parameters/Q"}
    elsewhere = {"$ref": "http://127.0.0.1:9/x.yaml#/Q"}
    body = {"$ref": "#/components/requestBodies/B"}
    api = document(there, elsewhere, method="post", requestBody=body)
    schema = {"type": "object", "properties": {"name": {"type": "string"}}}
    content = {"text/plain": {}, "application/json": {"schema": {"$ref": "#/components/schemas/S"}}}
    api["components"] = {
        "parameters": {"Q": parameter("q", "query")},
        "requestBodies": {"B": {"required": True, "content": content}},
        "schemas": {"S": schema},
    }
    (link,) = read_api(api).links
    assert [each.name for each in link.parameters] == ["q"]
    assert (link.body.media_type, link.body.required, list(link.body.schema.dereference().children("properties"))) == (
        "application/json",
        True,
        ["name"],
    )


@pytest.mark.parametrize(
    ("servers", "url"),
    [
        ([], ""),
        ([{"url": "/"}], ""),
        ([{"url": "https://a.example/v1"}, {"url": "https://b.example"}], "https://a.example/v1"),
        ([{"url": "https://{x}.example/{v}", "variables": {"x": {"default": "eu"}}}], "https://eu.example/{v}"),
    ],
)
def test_base_url_is_first_server(servers, url):
    """The base URL is the first server, with its variables at their defaults, if they have one."""
    assert read_api(document() | {"servers": servers}).url == url


def test_operation_server():
    """An operation may have its own server."""
    api = document(servers=[{"url": "https://api.example/v2"}])
    (link,) = read_api(api).links
    assert (link.href, link.at_server) == ("/v2/things", True)


# Bodies


def test_combined_changesare_keywords(talk):
    """The fields of combined schemas are keywords."""
    parts = [{"properties": {"a": {"type": "integer"}}, "required": ["a"]}, {"properties": {"b": {"type": "string"}}}]
    content = {"application/json": {"schema": {"allOf": parts}}}
    client, _ = talk(document(method="post", requestBody={"content": content}))
    assert client.thing.look.prepare(a=1, b="x").body == b'{"a":1,"b":"x"}'
    with pytest.raises(ValidationError):
        client.thing.look.prepare(b="x")


def test_deprecated_operation(talk):
    """A deprecated operation says so in its docstring."""
    client, _ = talk(document(deprecated=True))
    assert "Deprecated: " in client.thing.look.__doc__


# Security


def secured(*schemes, **operation):
    named = {f"s{number}": scheme for number, scheme in enumerate(schemes)}
    api = document(**operation)
    return api | {"components": {"securitySchemes": named}, "security": [{name: []} for name in named]}


KEYS = {
    "header": {"type": "apiKey", "in": "header", "name": "X-Shop"},
    "query": {"type": "apiKey", "in": "query", "name": "shop"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "shop"},
}


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ({"type": "http", "scheme": "Bearer"}, Security(kind="bearer")),
        ({"type": "http", "scheme": "basic"}, Security(kind="basic")),
        ({"type": "oauth2", "flows": {}}, Security(kind="bearer")),
        ({"type": "openIdConnect"}, Security(kind="bearer")),
        (KEYS["header"], Security(kind="key", location="header", field="X-Shop")),
        (KEYS["query"], Security(kind="key", location="query", field="shop")),
    ],
)
def test_security_schemes_are_read(scheme, expected):
    """Each kind of security scheme is read."""
    assert read_api(secured(scheme)).security == (expected,)


class Recorder:
    def __init__(self):
        self.request = None

    def send(self, request):
        self.request = request
        return Response(status=200, headers=Headers(), url=request.url)

    def close(self):
        pass


def through(scheme, url="https://api.example/v1/x?a=1", headers=(), **given):
    """Return the request that is sent to a URL, and its response."""
    recorder = Recorder()
    base = "https://api.example"
    credentials = credentials_for(base, security=read_api(secured(scheme)).security, **given)
    response = ruled(Authorizing, recorder, base_url=base, credentials=credentials).send(
        Request(method="GET", url=url, headers=Headers(headers))
    )
    return recorder.request, response


def test_token_in_header():
    """A token is sent in the header that the scheme names."""
    request, _ = through(KEYS["header"], token="s3cret")
    assert dict(request.headers) == {"X-Shop": "s3cret"}
    assert "s3cret" not in repr(request)


def test_token_in_query_is_masked():
    """A token is sent in the query field that the scheme names, and is masked."""
    request, response = through(KEYS["query"], token="s3c&ret")
    assert request.url == "https://api.example/v1/x?a=1&shop=s3c%26ret"
    assert "s3c" not in repr(request) + repr(response)
    assert response.url == "https://api.example/v1/x?a=1"


def test_echoed_key_is_sent_once():
    """A key that the server repeats in a URL is not sent twice."""
    request, _ = through(KEYS["query"], url="https://api.example/x?shop=old&b=2", token="new")
    assert request.url == "https://api.example/x?b=2&shop=new"


def test_token_in_cookie():
    """A token is sent in the cookie that the scheme names."""
    request, _ = through(KEYS["cookie"], token="s3cret", headers={"Cookie": "a=b"})
    assert dict(request.headers) == {"Cookie": "a=b; shop=s3cret"}


@pytest.mark.parametrize("place", KEYS)
def test_key_stays_at_origin(place):
    """A key is never sent to another origin."""
    request, _ = through(KEYS[place], url="https://evil.example/x", token="s3cret")
    assert (request.url, dict(request.headers)) == ("https://evil.example/x", {})


def test_token_function_is_called_each_time():
    """A token function is called for each request."""
    tokens = iter(["one", "two"])
    scheme = KEYS["header"]
    recorder = Recorder()
    credentials = credentials_for(
        "https://a.example", security=read_api(secured(scheme)).security, token=lambda: next(tokens)
    )
    skin = ruled(Authorizing, recorder, base_url="https://a.example", credentials=credentials)
    keys = []
    for _ in range(2):
        skin.send(Request(method="GET", url="https://a.example/x"))
        keys.append(recorder.request.headers["X-Shop"])
    assert keys == ["one", "two"]


def test_user_and_password_are_basic():
    """A user and password are sent as Basic with any scheme."""
    request, _ = through(KEYS["header"], auth=("me", "pass"))
    assert request.headers["Authorization"].startswith("Basic ")


def test_bearer_token():
    """A token is sent as Bearer if the scheme requires it."""
    request, _ = through({"type": "http", "scheme": "bearer"}, token="s3cret")
    assert request.headers["Authorization"] == "Bearer s3cret"


def test_cache_key_includes_api_key():
    """Cached responses are separated by a key in any header."""
    first, second = (through(KEYS["header"], token=token)[0] for token in ("one", "two"))
    assert cache_keys(first, b"secret") != cache_keys(second, b"secret")


def test_redirected_key_is_masked():
    """A key that a redirect repeats is masked in the error."""
    api = secured(KEYS["query"])
    request = heroics_py.connect(api, transport=Recorder()).thing.look.prepare()
    gone = Response(status=302, headers=Headers({"Location": "https://evil.example/?shop=s3cret"}), url=request.url)
    with pytest.raises(heroics_py.RedirectRefused) as caught:
        redirect_request(request, gone)
    assert "s3cret" not in str(caught.value)


def test_operation_without_security():
    """An operation without security is called without credentials."""
    api = secured(KEYS["header"], security=[])
    (link,) = read_api(api).links
    recorder = Recorder()
    credentials = credentials_for("https://api.example", token="s3cret")
    request = Request(method="GET", url="https://api.example/x", anonymous=not link.secured)
    ruled(Authorizing, recorder, base_url="https://api.example", credentials=credentials).send(request)
    assert dict(recorder.request.headers) == {}


@pytest.mark.parametrize("place", KEYS)
def test_sandbox_checks_key(place):
    """The sandbox accepts a key where the scheme puts it, and rejects a wrong one."""
    content = {"application/json": {"schema": {"type": "object", "properties": {"id": {"type": "string"}}}}}
    api = secured(KEYS[place], responses={"200": {"description": "", "content": content}})
    with heroics_py.sandbox(api, token="right") as client:
        assert client.thing.look.send().status == 200
    with heroics_py.sandbox(api, token="right") as client:
        wrong = heroics_py.connect(api, url=client._core.base_url, token="wrong", trust_environment=False)
        with wrong, pytest.raises(heroics_py.Unauthorized):
            wrong.thing.look()


# Names and pages


def test_get_has_aliases():
    """A get is also called info, and by its operationId."""
    client = heroics_py.connect(HEROKU, transport=Recorder())
    calls = [client.app.get, client.app.info, client.app.getApp, client["app", "info"], client["app", "getApp"]]
    assert {call.href for call in calls} == {"/apps/{app_id_or_name}"}
    assert "info" not in dir(client.app)


LISTED = {"200": {"description": "", "content": {"application/json": {"schema": {"type": "array"}}}}}


def paged(talk, *links, **options):
    responses = [(200, {"Link": link} if link else {}, [number]) for number, link in enumerate(links)]
    client, transport = talk(document(responses=LISTED), *responses, **options)
    return client.thing.look, transport


@pytest.mark.parametrize(
    "link",
    [
        '<https://api.example/v1/things?page=2>; rel="next"',
        "</v1/things?page=2>;rel=next",
        '<?page=2>; title="a, b; c"; rel="prev Next"',
        '<?page=0>; rel="prev", <?page=2>; rel="next", <?page=9>; rel="last"',
        '<x>; anchor="#y"; rel="next", <?page=2>; rel=next',
    ],
)
def test_list_follows_next_link(each_talk, link):
    """A list follows the Link header to its next page."""
    look, transport = paged(each_talk, link, None)
    assert list(look()) == [0, 1]
    assert transport.requests[1].url == "https://api.example/v1/things?page=2"


@pytest.mark.parametrize("link", ["", '<?page=2>; rel="prev"', "?page=2; rel=next", '<?p>; anchor="#x"; rel="next"'])
def test_list_ends_without_next_link(each_talk, link):
    """A list without a Link header ends."""
    look, transport = paged(each_talk, link)
    assert (list(look()), len(transport.requests)) == ([0], 1)


@pytest.mark.parametrize(
    "target", ["https://evil.example/x", "http://api.example/v1/things", "//evil.example", "http://["]
)
def test_next_page_elsewhere_is_rejected(each_talk, target):
    """A next page at another place is rejected."""
    look, transport = paged(each_talk, f'<{target}>; rel="next"')
    with pytest.raises(PagingError, match=r"not at https://api\.example"):
        look()
    assert len(transport.requests) == 1


def test_circular_pages_are_rejected(each_talk):
    """Pages that link in a circle are rejected."""
    look, _ = paged(each_talk, *['<?page=2>; rel="next"'] * 3)
    with pytest.raises(PagingError, match=r"the link to https://api\.example/v1/things\?page=2 came again"):
        list(look())


def test_next_range_precedes_link(each_talk):
    """Next-Range takes precedence over Link."""
    responses = [(206, {"Next-Range": "id x..", "Link": '<?page=2>; rel="next"'}, [1]), (200, {}, [2])]
    client, transport = each_talk(document(responses=LISTED), *responses)
    assert list(client.thing.look()) == [1, 2]
    assert transport.requests[1].headers["Range"] == "id x.."


def test_unclosed_link_header_is_fast(each_talk):
    """A Link header full of opening brackets is read quickly."""
    look, _ = paged(each_talk, "<" * 50_000 + '>;a="' * 5000)
    assert list(look()) == [0]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("header", ("https://api.example/x", {"X-Shop": "s3cret"})),
        ("query", ("https://api.example/x?shop=s3cret", {})),
        ("cookie", ("https://api.example/x", {"Cookie": "shop=s3cret"})),
        ("bearer", ("https://api.example/x", {"Authorization": "Bearer s3cret"})),
    ],
)
def test_operation_security(place, expected):
    """An operation may have its own security."""
    first = "cookie" if place != "cookie" else "header"
    own = KEYS.get(place) or {"type": "http", "scheme": "bearer"}
    api = secured(KEYS[first], own, security=[{"s1": []}])
    recorder = Recorder()
    credentials = credentials_for("https://api.example", token="s3cret", security=read_api(api).security)
    (link,) = read_api(api).links
    own = tuple(tuple(each.as_tuple() for each in choice) for choice in link.security)
    request = Request(method="GET", url="https://api.example/x", security=own)
    ruled(Authorizing, recorder, base_url="https://api.example", credentials=credentials).send(request)
    assert (recorder.request.url, dict(recorder.request.headers)) == expected
    assert heroics_py.connect(api, transport=Recorder()).thing.look.prepare().security == own


@pytest.mark.parametrize("place", KEYS)
def test_sandbox_checks_operation_security(place):
    """The sandbox checks the security of the operation."""
    first = "cookie" if place != "cookie" else "header"
    content = {"application/json": {"schema": {"type": "object", "properties": {"id": {"type": "string"}}}}}
    responses = {"200": {"description": "", "content": content}}
    api = secured(KEYS[first], KEYS[place], security=[{"s1": []}], responses=responses)
    with heroics_py.sandbox(api, token="right") as client:
        assert client.thing.look.send().status == 200


@pytest.mark.parametrize(
    "operation",
    [
        {"parameters": [{"$ref": "#/components/parameters/Gone"}]},
        {"requestBody": {"$ref": "http://127.0.0.1:9/x"}},
    ],
)
def test_unresolved_operation_is_isolated(operation):
    """An operation with unresolved parameters or body has a fault, and no other has."""
    api = document(**operation)
    api["paths"]["/fine"] = {"get": {"tags": ["Things"], "operationId": "fine"}}
    client = heroics_py.connect(api, transport=Recorder())
    with pytest.raises(heroics_py.SchemaError, match=r"can't be called: the reference .* points to nothing"):
        client.thing.look.prepare()
    assert client.thing.fine.prepare().url == "https://api.example/v1/fine"


@pytest.mark.parametrize("media", ["*/*", "application/*"])
def test_media_type_range_is_json(media):
    """A body of any media type is sent as JSON."""
    api = document(method="post", requestBody={"content": {media: {"schema": {"type": "object"}}}})
    request = heroics_py.connect(api, transport=Recorder()).thing.look.prepare({"a": 1})
    assert (request.body, request.headers["Content-Type"]) == (b'{"a":1}', "application/json")


def test_deprecated_parameter():
    """A deprecated parameter says so in the help."""
    api = document(parameter("old", "query", deprecated=True, description="An old one."))
    assert "Deprecated. An old one." in heroics_py.connect(api, transport=Recorder()).thing.look.__doc__


def test_parameter_of_unknown_location():
    """A parameter with an unknown location is ignored."""
    api = document(parameter("a", "body"), parameter("b", "("), parameter("c", "query"))
    (link,) = read_api(api).links
    assert [each.name for each in link.parameters] == ["c"]
