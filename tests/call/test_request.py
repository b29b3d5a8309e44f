"""Requests: what a bound call puts on the wire."""

import io
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import examples
from uritemplate import URITemplate
from urllib3.util import parse_url

import heroics_py
from heroics_py.call.urls.url import Template
from heroics_py.errors import CallError, Problem, SchemaError, ValidationError
from heroics_py.http.headers import Headers
from heroics_py.record import Record

BASE = "https://shop.example"


def shop(*links, url=BASE, **settings):
    """A client of an API with one resource, ``item``, of these links."""
    document = {"properties": {"item": {"links": list(links)}}}
    return heroics_py.connect(document, url=url, trust_environment=False, **settings).item


def link(href, method="GET", title="Do", **more):
    return {"href": href, "method": method, "title": title, **more}


def url(value, href="/items/{id}/parts", base=BASE):
    return shop(link(href), url=base).do.prepare(value).url


# --- paths -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "segment"),
    [
        ("a/b", "a%2Fb"),
        ("../x", "..%2Fx"),
        ("%2F", "%252F"),
        ("%2e%2e", "%252e%252e"),
        ("a?b#c", "a%3Fb%23c"),
        ("a b", "a%20b"),
        ("\r\nX: y", "%0D%0AX%3A%20y"),
        ("é", "%C3%A9"),
        ("😀", "%F0%9F%98%80"),
        ("@evil.example", "%40evil.example"),
        ("...", "..."),
        ("~", "~"),
        (True, "true"),
        (7, "7"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (datetime(2012, 1, 1, 12, tzinfo=UTC), "2012-01-01T12%3A00%3A00Z"),
    ],
)
def test_value_is_one_segment(value, segment):
    """Every value is one segment of the path."""
    assert url(value) == f"{BASE}/items/{segment}/parts"


@pytest.mark.parametrize("value", [None, "", ".", "..", b"x", float("nan"), "a\0", "\ud800"])
def test_values_that_change_the_path(value):
    """A value that would change the path is refused."""
    with pytest.raises(CallError, match=r"^item.do: id "):
        url(value)


@settings(max_examples=examples(200), deadline=None)
@given(value=st.text(min_size=1).filter(lambda text: text not in {".", ".."}))
def test_any_text_keeps_host_and_segments(value):
    """With any text, the URL keeps its host and its three segments."""
    try:
        made = parse_url(url(value))
    except CallError:
        return
    assert (made.host, made.path.count("/"), made.path[:7], made.path[-6:], made.query, made.fragment) == (
        "shop.example",
        3,
        "/items/",
        "/parts",
        None,
        None,
    )


@pytest.mark.parametrize(
    ("base", "href", "wanted"),
    [
        (BASE, "/items", f"{BASE}/items"),
        (f"{BASE}/", "/items", f"{BASE}/items"),
        (f"{BASE}/", "items", f"{BASE}/items"),
        (f"{BASE}/api/v1", "/items", f"{BASE}/api/v1/items"),
        (f"{BASE}/api/v1/", "/items", f"{BASE}/api/v1/items"),
        (f"{BASE}/api", "", f"{BASE}/api"),
        (f"{BASE}/api", "/", f"{BASE}/api/"),
        (BASE, "", f"{BASE}/"),
        (BASE, "/items/", f"{BASE}/items/"),
        (BASE, "/items?kind=a", f"{BASE}/items?kind=a"),
        (BASE, "/é items", f"{BASE}/%C3%A9%20items"),
        (BASE, f"{BASE}/items", f"{BASE}/items"),
        (BASE, "HTTPS://SHOP.example:443/items", "HTTPS://SHOP.example:443/items"),
        (BASE, "//shop.example/items", f"{BASE}/items"),
    ],
)
def test_base_url_prefix(base, href, wanted):
    """A path is appended to the base URL, with its prefix and without a double slash."""
    assert shop(link(href), url=base).do.prepare().url == wanted


@pytest.mark.parametrize(
    "href",
    [
        "https://evil.example/x",
        "http://shop.example/x",
        "https://shop.example:8443/x",
        "https://shop.example@evil.example/x",
        "HTTPS://evil.example/x",
        "//evil.example/x",
        "@evil.example/x",
        ":80@evil.example/",
        "/../x",
        "/a/./b",
        "/a/..",
        "/%2e%2e/x",
        "/a/.%2E/x",
        "https:///x",
    ],
)
def test_hrefs_to_other_hosts(href):
    """An href of the schema can't point to another host."""
    with pytest.raises(SchemaError):
        shop(link(href)).do.prepare()


def test_allowed_origin():
    """An origin in allowed_origins= can be reached."""
    item = shop(link("https://files.example/x"), allowed_origins=["https://files.example"])
    assert item.do.prepare().url == "https://files.example/x"


NAME = st.text("abcXYZ019_.%-", min_size=1, max_size=6).filter(lambda name: name[0] not in ".-")
LITERAL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="{}"), max_size=8)


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(st.tuples(LITERAL, NAME), min_size=1, max_size=4), LITERAL, st.data())
def test_paths_match_uritemplate(parts, end, data):
    """A path is filled as uritemplate fills it."""
    href = "".join(f"{literal}{{{name}}}" for literal, name in parts) + end
    template = Template(href)
    values = {name: data.draw(st.text(st.characters(exclude_categories=["Cs"]))) for _, name in parts}
    values = {name: values[name] for name in values if data.draw(st.integers(0, 9))}
    parsed = URITemplate(template.literal)
    assert (template.pieces is not None, template.variables) == (True, frozenset(parsed.variable_names))
    assert template.expand(values) == parsed.expand(values)


@pytest.mark.parametrize(
    "href", ["/a/{+b}", "/a{/b}", "/a/{b*}", "/a/{b,c}", "/a/{b:3}", "/a{?b}", "/a/{.b}", "/a/{&b}"]
)
@pytest.mark.parametrize("value", ["x/y z", ["x", "y"], {"x": "y"}])
def test_uritemplate_fills_the_rest(href, value):
    """Other templates are left to uritemplate."""
    template = Template(href)
    assert template.pieces is None
    assert template.expand({"b": value}) == URITemplate(href).expand({"b": value})


@pytest.mark.parametrize(
    "value",
    ["//evil.example/x", "https://evil.example/x", "@evil.example", "../x", "a/../b", "%2e%2e/x", "a/%2E%2e"],
)
def test_reserved_expansion_is_checked(value):
    """A reserved expansion can't point to another place either."""
    with pytest.raises((SchemaError, CallError)):
        url(value, href="{+id}")


def test_reserved_expansion():
    """A reserved expansion keeps its slashes."""
    assert url("a/b c", href="/files/{+id}") == f"{BASE}/files/a/b%20c"


# --- bodies ----------------------------------------------------------------------------------------------------------

ANY = {"type": "object", "additionalProperties": {}}


@pytest.mark.parametrize(
    ("kwargs", "body"), [({"a": "é"}, '{"a":"é"}'.encode()), ({"a": None, "b": [1]}, b'{"a":null,"b":[1]}')]
)
def test_body_is_json(kwargs, body):
    """A body is JSON, with its Content-Type."""
    request = shop(link("/items", "POST", schema=ANY)).do.prepare(**kwargs)
    assert (request.method, request.body, request.headers["Content-Type"]) == ("POST", body, "application/json")


def test_empty_body():
    """An empty body is sent as {}."""
    request = shop(link("/items", "POST", schema=ANY)).do.prepare({})
    assert (request.body, request.headers["Content-Type"]) == (b"{}", "application/json")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"])
def test_no_body(method):
    """Without a body there is no Content-Type."""
    request = shop(link("/items", method, schema=ANY)).do.prepare()
    assert (request.body, "Content-Type" in request.headers) == (None, False)


def test_delete_body():
    """The fields of a DELETE are its body."""
    request = shop(link("/items", "DELETE", schema=ANY)).do.prepare(force=True)
    assert (request.url, request.body) == (f"{BASE}/items", b'{"force":true}')


def test_form_body():
    """A form is sent with its media type."""
    form = "application/x-www-form-urlencoded"
    request = shop(link("/items", "POST", schema=ANY, encType=form)).do.prepare(a="x y", b=True)
    assert (request.body, request.headers["Content-Type"]) == (b"a=x+y&b=true", form)


def test_multipart_body():
    """A multipart body is sent with its boundary."""
    request = shop(link("/items", "POST", schema=ANY, encType="multipart/form-data")).do.prepare(a="x")
    boundary = request.headers["Content-Type"].partition("multipart/form-data; boundary=")[2]
    assert request.body.decode() == (
        f'--{boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--{boundary}--\r\n'
    )


# --- queries ---------------------------------------------------------------------------------------------------------

QUERY = {"properties": {"page": {"type": "integer"}, "tags": {"type": "array"}, "all": {"type": "boolean"}, "q": {}}}


def test_query_of_a_get():
    """The fields of a GET are its query."""
    request = shop(link("/items", schema=QUERY)).do.prepare(tags=["a", "b c"], all=True, page=2, q=None)
    assert (request.url, request.body) == (f"{BASE}/items?tags=a&tags=b%20c&all=true&page=2", None)


def test_query_in_the_href():
    """A query is appended to one in the href."""
    assert shop(link("/items?k=v", schema=QUERY)).do.prepare(page=2).url == f"{BASE}/items?k=v&page=2"


def test_query_validation():
    """A query is validated before it is encoded."""
    with pytest.raises(ValidationError, match=r"^item.do: page: expected integer, got '2'"):
        shop(link("/items", schema=QUERY)).do.prepare(page="2")


# --- validation ------------------------------------------------------------------------------------------------------

BODY = {"required": ["name"], "properties": {"name": {"type": "string"}, "size": {"type": "integer"}}}


def test_invalid_body():
    """An invalid body is not prepared, and its error has all problems."""
    with pytest.raises(ValidationError) as caught:
        shop(link("/items", "POST", schema=BODY)).do.prepare(size="x")
    assert caught.value == ValidationError(
        (
            Problem(pointer="/name", message="is required", expected="string", keyword="required"),
            Problem(pointer="/size", message="expected integer, got 'x' (string)", expected="integer", keyword="type"),
        ),
        link="item.do",
        can_be_sent=True,
    )


def test_missing_body():
    """A missing body is an error about its required fields."""
    with pytest.raises(
        ValidationError, match=r"^item.do: name: is required; with_options\(validate=False\) sends it all the same$"
    ):
        shop(link("/items", "POST", schema=BODY)).do.prepare()


def test_strict_properties():
    """StrictProperties allows no other fields in a request, and requires none."""
    with pytest.raises(ValidationError) as caught:
        shop(link("/items", "POST", schema={**BODY, "strictProperties": True})).do.prepare({"name": "x", "more": 1})
    assert [(problem.pointer, problem.keyword) for problem in caught.value.problems] == [
        ("/more", "additionalProperties")
    ]


def test_strict_properties_of_a_nested_object():
    """StrictProperties of a definition, which a response has in full, requires nothing in a request."""
    blob = {
        "strictProperties": True,
        "properties": {"url": {"type": "string"}, "version": {"type": ["string", "null"]}},
    }
    place = "#/properties/item/links/0/schema/definitions/blob"
    schema = {"definitions": {"blob": blob}, "properties": {"blob": {"$ref": place}}, "required": ["blob"]}
    create = shop(link("/items", "POST", schema=schema)).do
    assert create.prepare(blob={"url": "https://shop.example/a"}).body == b'{"blob":{"url":"https://shop.example/a"}}'


PARTS = {
    name: {"type": ["object"], "properties": {"id": {"type": "string"}}}
    for name in ("grant", "client", "refresh_token")
}
TOKEN = {"properties": {**PARTS, "name": {"type": "string"}}, "required": [*PARTS]}


def test_required_parts_without_required_fields():
    """A required object that requires no field may be missing beside another one: none of its fields is required."""
    create = shop(link("/tokens", "POST", schema=TOKEN)).do
    assert create.prepare(grant={"id": "g"}, client={"id": "c"}).body == b'{"grant":{"id":"g"},"client":{"id":"c"}}'


def test_one_required_part_has_to_be_there():
    """Of several required objects that require no field, at least one has to be there."""
    with pytest.raises(ValidationError) as caught:
        shop(link("/tokens", "POST", schema=TOKEN)).do.prepare(name="x")
    assert [problem.pointer for problem in caught.value.problems] == ["/grant", "/client", "/refresh_token"]


def test_required_texts_have_to_be_there():
    """A required text has to be there, beside any object."""
    schema = {**TOKEN, "required": ["grant", "client", "name"]}
    with pytest.raises(ValidationError, match="name: is required"):
        shop(link("/tokens", "POST", schema=schema)).do.prepare(grant={"id": "g"})


def test_validation_off():
    """Validation can be turned off for one link and for the client."""
    links = link("/items", "POST", schema=BODY)
    assert shop(links).do.with_options(validate=False).prepare({"size": "x"}).body == b'{"size":"x"}'
    assert shop(links, validate=False).do.prepare({"more": 1}).body == b'{"more":1}'


def test_unknown_keyword_without_validation():
    """An unknown keyword is refused even without validation."""
    with pytest.raises(CallError, match="no argument 'nmae'; did you mean 'name'"):
        shop(link("/items", "POST", schema=BODY), validate=False).do.prepare(nmae="x")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1}, object()])
def test_json_without_validation(value):
    """A value that JSON can't express is refused even without validation."""
    with pytest.raises(ValidationError, match=r"^item.do: a: "):
        shop(link("/items", "POST", schema=ANY), validate=False).do.prepare(a=value)


def test_circular_body():
    """A circular body is refused."""
    value = []
    value.append(value)
    with pytest.raises(ValidationError, match=r"^item.do: a.0: the value contains itself"):
        shop(link("/items", "POST", schema=ANY)).do.prepare(a=value)


def test_validator_is_built_once(monkeypatch):
    """A validator is built once for each link."""
    from heroics_py.validation import checker as validation

    built = []
    original = validation.Checker.__init__

    def building(self, schema, **options):
        built.append(schema.pointer)
        original(self, schema, **options)

    monkeypatch.setattr(validation.Checker, "__init__", building)
    item = shop(link("/items", "POST", schema=BODY), link("/other", "POST", "Other", schema=BODY))
    for _ in range(3):
        item.do.prepare(name="x")
        item.do.with_options(timeout=3).prepare(name="y")
        item.other.prepare(name="x")
    assert built == [
        "#/properties/item/links/0/schema",
        "#/properties/item/links/1/schema",
    ]


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None))
    | st.binary()
    | st.decimals()
    | st.datetimes()
    | st.uuids()
    | st.sets(st.integers())
    | st.builds(object),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.integers(), inner, max_size=3),
    max_leaves=10,
)
EVERY_KEYWORD = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": {},
    "properties": {
        "name": {"type": "string", "pattern": "^a", "minLength": 2, "format": "uuid"},
        "size": {"type": "integer", "multipleOf": 0.1, "minimum": 1},
        "tags": {"type": "array", "uniqueItems": True, "items": {"anyOf": [{"type": "string"}, {"$ref": "#"}]}},
        "kind": {"enum": ["a", 1, None]},
        "more": {"patternProperties": {"^a": {"not": {"type": "null"}}}, "additionalProperties": False},
    },
}
FIELDS = st.dictionaries(st.sampled_from([*EVERY_KEYWORD["properties"], "other"]), ANYTHING, max_size=4)
EVERYTHING = [link("/a/{id}", "POST", schema=EVERY_KEYWORD), link("/b", title="List", schema=EVERY_KEYWORD)]
CALLS = [shop(*EVERYTHING), shop(*EVERYTHING, validate=False)]


@settings(max_examples=examples(300), deadline=None)
@given(item=st.sampled_from(CALLS), identity=ANYTHING, fields=FIELDS, body=ANYTHING)
def test_any_arguments(item, identity, fields, body):
    """Any arguments give a request or an error of the library."""
    for called in (
        lambda: item.do.prepare(identity, **fields),
        lambda: item.do.prepare(identity, body),
        lambda: item.list.prepare(**fields),
    ):
        try:
            request = called()
        except (ValidationError, CallError, SchemaError):
            continue
        assert request.url.isascii()


# --- headers ---------------------------------------------------------------------------------------------------------


def test_user_agent_and_accept():
    """A request has a User-Agent and an Accept header."""
    headers = shop(link("/items")).do.prepare().headers
    assert headers == Headers({"User-Agent": f"heroics-py/{heroics_py.__version__}", "Accept": "application/json"})


def test_accept_of_the_schema():
    """The media type of the schema is in Accept."""
    assert shop(link("/items", mediaType="text/csv")).do.prepare().headers["Accept"] == "text/csv"


def test_headers_of_the_caller():
    """A header of the caller replaces ours, and None removes it."""
    item = shop(link("/items", mediaType="text/csv"), headers={"accept": "a/b", "User-Agent": None, "X-One": "1"})
    assert item.do.prepare().headers == {"accept": "a/b", "X-One": "1"}
    assert item.do.with_options(headers={"X-One": None, "X-Two": "2"}).prepare().headers == {
        "accept": "a/b",
        "X-Two": "2",
    }


@pytest.mark.parametrize(("etag", "sent"), [('"x"', '"x"'), ("x", '"x"'), ('"x", "y"', '"x", "y"'), ("*", "*")])
def test_if_match(etag, sent):
    """if_match is sent as an entity tag."""
    assert shop(link("/items")).do.with_options(if_match=etag).prepare().headers["If-Match"] == sent


@pytest.mark.parametrize("wrong", ["", 7, {"id": 1}])
def test_invalid_if_match(wrong):
    """if_match takes nothing else, and is refused where it is set."""
    with pytest.raises(ValueError, match=r"^if_match=.*: expected an ETag as text, or a Record that came with one$"):
        shop(link("/items")).do.with_options(if_match=wrong)


def test_if_match_without_etag():
    """A record that came without an ETag is refused by the call."""
    with pytest.raises(CallError, match=r"^if_match takes an ETag, or a Record that came with one; "):
        shop(link("/items")).do.with_options(if_match=Record(id=1)).prepare()


def test_range_header():
    """A range is sent from text or a Range."""
    item = shop(link("/items"))
    wanted = heroics_py.Range("name", max=10, descending=True)
    assert item.do.with_options(range=wanted).prepare().headers["Range"] == "name ..; max=10, order=desc"
    assert item.do.with_options(range="id ..").prepare().headers["Range"] == "id .."


# --- what a cache may keep -------------------------------------------------------------------------------------------


def test_maps_of_text_are_not_stored():
    """Responses that map names to text are not stored."""
    config = {"patternProperties": {"^": {"type": ["string", "null"]}}}
    item = shop(link("/config", targetSchema=config), link("/items", title="List", targetSchema={"type": "object"}))
    assert (item.do.prepare().storable, item.list.prepare().storable) == (False, True)


def test_secret_resources_are_not_stored():
    """Responses of resources in secret_resources= are not stored."""
    assert shop(link("/items"), secret_resources=["item"]).do.prepare().storable is False


def test_request_names_its_call():
    """A request names its call."""
    assert shop(link("/items")).do.prepare().call == "item.do"


@pytest.mark.parametrize("value", [["a", "b"], ("a",), {"a": "b"}, []])
def test_several_values_for_a_path(value):
    """Several values are refused as an identity in every form."""
    with pytest.raises(CallError):
        shop(link("/items/{id}")).do.prepare(id=value)
    with pytest.raises(CallError):
        shop(link("/items/{id}")).do.prepare(value)


FORM_API = {
    "links": [{"rel": "self", "href": "https://api.example"}],
    "definitions": {
        "photo": {
            "links": [
                {
                    "title": "Upload",
                    "href": "/photos",
                    "method": "POST",
                    "rel": "create",
                    "encType": "multipart/form-data",
                    "schema": {
                        "type": "object",
                        "required": ["file"],
                        "properties": {"title": {"type": "string"}, "file": {"type": "string", "format": "binary"}},
                    },
                }
            ]
        }
    },
}


def parts_of(request):
    from werkzeug.formparser import parse_form_data

    environ = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": request.headers["Content-Type"],
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.input": io.BytesIO(request.body),
    }
    _, fields, files = parse_form_data(environ)
    found = {name: (each.filename, each.read()) for name, each in files.items()}
    for each in files.values():
        each.close()
    return dict(fields), found


def test_bytes_in_multipart(tmp_path):
    """Bytes in a multipart form are sent as a file."""
    client = heroics_py.connect(FORM_API, token="t")
    request = client.photo.upload.prepare(title="Tür", file=b"\x00\xff\r\n--x")
    assert parts_of(request) == ({"title": "Tür"}, {"file": ("file", b"\x00\xff\r\n--x")})


def test_open_file_in_multipart(tmp_path):
    """An open file in a multipart form keeps its name."""
    (tmp_path / 'a "b".png').write_bytes(b"\x89PNG")
    client = heroics_py.connect(FORM_API, token="t")
    with open(tmp_path / 'a "b".png', "rb") as file:
        request = client.photo.upload.prepare({"file": file})
    assert parts_of(request) == ({}, {"file": ('a "b".png', b"\x89PNG")})


def test_validation_of_files():
    """A form with files is validated like any body."""
    client = heroics_py.connect(FORM_API, token="t")
    with pytest.raises(heroics_py.ValidationError, match="file: is required"):
        client.photo.upload.prepare(title="x")
    with pytest.raises(heroics_py.ValidationError, match="title: expected string"):
        client.photo.upload.prepare(title=7, file=b"x")


def test_bytes_in_json():
    """Bytes are refused in a JSON body."""
    client = heroics_py.connect("heroku", token="t")
    with pytest.raises(heroics_py.ValidationError, match="bytes"):
        client.app.create.prepare(name=b"x")
