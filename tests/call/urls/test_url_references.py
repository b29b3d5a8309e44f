"""Hrefs that are one variable, and fragments."""

import inspect

import pytest
from wire_case import Listener

import heroics_py
from heroics_py import CallError, Record, SchemaError, ValidationError

API = "https://api.example"
SPELLINGS = ["{self}", "{+self}", "{(self)}", "{+(self)}", "{$}", "{($)}"]


def call(href="{self}", url=API, method="GET", options=None, properties=None, **root):
    links = [{"rel": "x", "title": "Do", "href": href, "method": method}]
    thing = {"properties": properties or {"self": {"type": "string"}}, "links": links}
    return heroics_py.connect({"definitions": {"thing": thing}, **root}, url=url, **(options or {})).thing.do


@pytest.mark.parametrize("href", SPELLINGS)
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("/apps/1", f"{API}/apps/1"),
        ("apps/1", f"{API}/apps/1"),
        ("/apps?page=2&q=a%20b c", f"{API}/apps?page=2&q=a%20b%20c"),
        ("?page=2", f"{API}/?page=2"),
        ("/apps/1#top", f"{API}/apps/1#top"),
        ("/äpps/a%2Fb%", f"{API}/%C3%A4pps/a%2Fb%25"),
        (f"{API}/apps/1?a=b", f"{API}/apps/1?a=b"),
        ("HTTPS://API.example:443/apps", "HTTPS://API.example:443/apps"),
        ("//api.example/apps", f"{API}/apps"),
        ("t1", f"{API}/t1"),
        (" /apps/1 ", f"{API}/apps/1"),
    ],
)
def test_value_is_the_address(href, value, expected):
    """The value of an href that is one variable is a path or a URL, with its query."""
    assert call(href).prepare(value).url == expected


@pytest.mark.parametrize(
    ("href", "value", "fields", "expected"),
    [
        ("{+url}{#part}", "/apps/1", {"part": "x y"}, "/apps/1#x%20y"),
        ("{+url}{#part}", "/apps/1#top", {}, "/apps/1#top"),
        ("{+url}{?page,size}", "/apps/1", {"page": 2, "size": 3}, "/apps/1?page=2&size=3"),
        ("{+url}{?page}", f"{API}/apps?a=b#top", {"page": 2}, "/apps?a=b&page=2#top"),
        ("{self}{?page}{#part}", "/apps/1", {"page": 2, "part": "p"}, "/apps/1?page=2#p"),
        ("{self}{?page}", "/apps/1", {}, "/apps/1"),
    ],
)
def test_query_and_fragment_after_the_variable(href, value, fields, expected):
    """A query and a fragment of the template are added to those of the value."""
    assert call(href).prepare(value, **fields).url == API + expected


@pytest.mark.parametrize("value", ["//evil.example/1", "https://evil.example/1", "https://api.example@evil.example/1"])
def test_other_hosts_before_a_query(value):
    """With a query after it, too, a value leads to no other host."""
    with pytest.raises((CallError, SchemaError)):
        call("{+url}{?page}").prepare(value, page=2)


def test_name_is_one_segment():
    """A value without a slash or a query is a name, which is percent-encoded."""
    assert call("{id}").prepare("a b&c").url == f"{API}/a%20b%26c"


def test_more_than_one_variable():
    """In any other href, a value stays one segment."""
    urls = [call(href).prepare("/apps/1").url for href in ("/{self}", "{self}/x", "{self:99}")]
    assert urls == [f"{API}/%2Fapps%2F1", f"{API}/%2Fapps%2F1/x", f"{API}/%2Fapps%2F1"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("/apps/1", "/v1/apps/1"),
        ("/v1/apps/1", "/v1/apps/1"),
        ("/v1", "/v1"),
        ("/v1x/apps", "/v1/v1x/apps"),
        ("apps/1", "/v1/apps/1"),
        ("?page=2", "/v1?page=2"),
        (f"{API}/v2/apps", "/v2/apps"),
    ],
)
def test_base_url_with_a_path(value, expected):
    """A path is below the base URL, whose own path is not doubled."""
    assert call(url=f"{API}/v1").prepare(value).url == API + expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("/apps/1", "/apps/1"), ("apps/1", "/v1/apps/1"), ("/v1/apps", "/v1/apps"), (f"{API}/v2", "/v2"), ("x", "/v1/x")],
)
def test_base_of_a_newer_draft(value, expected):
    """Where a document has a base, a value is resolved against it (RFC 3986, 5.2)."""
    newer = {"$schema": "https://json-schema.org/draft/2019-09/hyper-schema", "base": f"{API}/v1/"}
    assert call(url=None, **newer).prepare(value).url == API + expected


def test_base_with_variables():
    """The variables of a base are filled too; a URL replaces the whole of it."""
    newer = {"$schema": "https://json-schema.org/draft/2019-09/hyper-schema", "base": "/{tenant}/"}
    do = call(**newer)
    assert do.prepare(tenant="acme", self="apps/1").url == f"{API}/acme/apps/1"
    assert do.prepare(tenant="acme", self=f"{API}/other").url == f"{API}/other"


@pytest.mark.parametrize("href", ["{self}", "{+self}"])
@pytest.mark.parametrize(
    "value",
    [
        "//evil.example/x",
        "https://evil.example/x",
        "http://api.example/x",
        "https://api.example.evil.com/x",
        "https://api.example:8443/x",
        "https://api.example@evil.example/",
        "https://me:secret@api.example/",
        "/\\evil.example/x",
        "\\\\evil.example/x",
        "https://api.example\\.evil.com/",
        "https://api.exam\tple/x",
        "https:/evil.example/x",
        "https:///x",
        "@evil.example/x",
        ":80@evil.example/x",
        "ftp://api.example/x",
        "mailto:me@api.example",
        "urn:isbn:1",
        "javascript:alert(1)",
        "../x",
        "/apps/../x",
        "/apps/%2e%2E/x",
        "/apps\n/x",
        "/a\0",
        "/\ud800",
        " ",
        "",
    ],
)
def test_value_changes_no_host(href, value):
    """A value leads to no other host, scheme or path than it names."""
    with pytest.raises((CallError, SchemaError)) as caught:
        call(href).prepare(value)
    assert "secret" not in str(caught.value)


def test_other_origin_names_the_way_out():
    """Another origin is refused with the argument that allows it."""
    with pytest.raises(SchemaError, match=r"allowed_origins=\['https://files.example'\]"):
        call().prepare("https://files.example/x")
    allowed = call(options={"allowed_origins": ["https://files.example"]})
    assert allowed.prepare("https://files.example/x?y=1").url == "https://files.example/x?y=1"


@pytest.mark.parametrize("value", ["/", "//api.example", "?all=true", API])
@pytest.mark.parametrize("href", ["{self}", "{+self}"])
def test_change_of_the_whole_api(href, value):
    """A link that changes something takes no value without a path."""
    with pytest.raises(CallError, match="names no path"):
        call(href, method="DELETE").prepare(value)
    assert call(href).prepare(value).url.startswith(API)


def test_record_holds_the_address():
    """A record stands for the field of the variable's name, also where no schema describes it."""
    record = Record({"id": 7, "self": "/apps/7", "related": f"{API}/apps/8"})
    assert [call(href).prepare(record).url for href in ("{self}", "{related}")] == [f"{API}/apps/7", f"{API}/apps/8"]


def test_schema_of_the_address():
    """A value is checked by its schema."""
    do = call(properties={"self": {"type": "string", "pattern": "^/apps/"}})
    with pytest.raises(ValidationError):
        do.prepare("/users/1")


def test_fragment_is_an_optional_argument():
    """The variable of a fragment is the last argument, by position or keyword, or left out."""
    do = call("/t/{id}{#part}", properties={"id": {"type": "string"}})
    assert str(inspect.signature(do)) == "(id: str, part: str = ...)"
    assert "part (anything, optional, the fragment of the URL)" in do.__doc__
    assert [do.prepare("1", *more).url for more in ((), ("a b",))] == [f"{API}/t/1", f"{API}/t/1#a%20b"]
    with pytest.raises(CallError, match=r"is missing id \(string\)$"):
        do.prepare()


def test_fragment_beside_a_body():
    """A dict after the path is the body, with and without the fragment."""
    do = call("/t/{id}{#part}", method="POST")
    requests = [do.prepare("1", {"a": 1}), do.prepare("1", "x", {"a": 1})]
    assert [(each.url, each.body) for each in requests] == [(f"{API}/t/1", b'{"a":1}'), (f"{API}/t/1#x", b'{"a":1}')]


def test_fragment_comes_after_the_query():
    """Fields of the query come before a fragment of the href."""
    links = [{"rel": "x", "title": "Do", "href": "/t#top", "schema": {"properties": {"q": {}}}}]
    do = heroics_py.connect({"definitions": {"thing": {"links": links}}}, url=API).thing.do
    assert do.prepare(q="a").url == f"{API}/t?q=a#top"


def test_fragment_is_not_sent():
    """The fragment belongs to the address, and is never sent (RFC 9110, 7.1)."""
    with Listener() as listener:
        call("/t{#part}", url=listener.origin, options={"cache": None}).with_options(retries=0)(part="x")
        assert listener.requests.pop().line == "GET /t"


@pytest.mark.parametrize("value", [object(), {1}, ["a", object()], {"a": object()}, "\ud800", "a\0"])
def test_fragment_takes_texts(value):
    """A fragment takes what a URL can hold."""
    with pytest.raises(CallError, match="part"):
        call("/t{#part}").prepare(part=value)
