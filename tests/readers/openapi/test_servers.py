"""Servers: where the operations of a document are (OpenAPI 3.1.1, 4.8.5)."""

from contextlib import suppress

import pytest

import heroics_py
from heroics_py import SchemaError
from heroics_py.readers.openapi.reader import READER
from heroics_py.readers.reader import LoadedSchema

SOURCE = "https://docs.example/shop/openapi.json"


def document(servers, operation=None, item=None, path="/things"):
    """Return a document whose operation and path item may have servers of their own."""
    get = {"tags": ["Things"], "operationId": "look", "responses": {"204": {}}}
    get |= {} if operation is None else {"servers": [{"url": operation}]}
    node = {"get": get} | ({} if item is None else {"servers": [{"url": item}]})
    root = {"openapi": "3.1.1", "info": {"title": "Shop", "version": "1"}, "paths": {path: node}}
    return root | ({} if servers is None else {"servers": [{"url": servers}] if isinstance(servers, str) else servers})


def url_of(root, *, source="", url=None, allowed=()):
    """Return the URL of the request."""
    api = READER.read(LoadedSchema(roots={"": root}, source=source))
    return heroics_py.connect(api, url=url, allowed_origins=allowed).thing.look.prepare().url


@pytest.mark.parametrize(
    ("servers", "operation", "expected"),
    [
        ("https://api.example/v1", None, "https://api.example/v1/things"),
        ("https://api.example/v1/", None, "https://api.example/v1/things"),
        ("/v1", None, "https://docs.example/v1/things"),
        ("v1", None, "https://docs.example/shop/v1/things"),
        ("./v1", None, "https://docs.example/shop/v1/things"),
        ("../v1", None, "https://docs.example/v1/things"),
        ("//api.example/v1", None, "https://api.example/v1/things"),
        ("/", None, "https://docs.example/things"),
        (None, None, "https://docs.example/things"),
        ("/v1", "/relative", "https://docs.example/relative/things"),
        ("/v1", "/v1/beta", "https://docs.example/v1/beta/things"),
        ("/v1", "beta", "https://docs.example/shop/beta/things"),
        ("/v1", "/", "https://docs.example/things"),
        ("https://docs.example/v1", "/relative", "https://docs.example/relative/things"),
        (None, "/relative", "https://docs.example/relative/things"),
    ],
)
def test_servers_of_a_fetched_document(servers, operation, expected):
    """Relative servers, also those of operations, are relative to the URL of the document."""
    assert url_of(document(servers, operation), source=SOURCE) == expected


@pytest.mark.parametrize(
    ("servers", "operation", "expected"),
    [
        ("https://api.example/v1", "/relative", "https://api.example/relative/things"),
        ("https://api.example/v1", "/", "https://api.example/things"),
        ("https://api.example/v1", "https://api.example/v2", "https://api.example/v2/things"),
        ("https://api.example/v1", "https://api.example/v1/beta", "https://api.example/v1/beta/things"),
        ("https://api.example", "https://api.example/v2", "https://api.example/v2/things"),
    ],
)
def test_servers_of_a_file(servers, operation, expected):
    """Without the URL of a document, a relative server is on the host of the first one."""
    assert url_of(document(servers, operation)) == expected


@pytest.mark.parametrize(
    ("servers", "operation", "source", "expected"),
    [
        ("https://api.example/v1", "/relative", "", "https://staging.example/relative/things"),
        ("https://api.example/v1", "https://api.example/v2", "", "https://staging.example/v2/things"),
        ("https://api.example/v1", None, "", "https://staging.example/base/things"),
        ("/v1", "/relative", "", "https://staging.example/relative/things"),
        ("/v1", "/relative", SOURCE, "https://staging.example/relative/things"),
        (None, "/relative", SOURCE, "https://staging.example/relative/things"),
    ],
)
def test_servers_below_another_base(servers, operation, source, expected):
    """With url=, an operation's server on the API's host is on that host instead."""
    assert url_of(document(servers, operation), source=source, url="https://staging.example/base") == expected


def test_operation_before_path_item():
    """The servers of an operation replace those of its path item, and those the document's (4.8.10, 4.8.9)."""
    root = "https://api.example/v1"
    assert url_of(document(root, item="/item")) == "https://api.example/item/things"
    assert url_of(document(root, "/operation", "/item")) == "https://api.example/operation/things"


def test_relative_server_on_another_host():
    """A relative server of an operation is on the document's host, which has to be allowed if the API is elsewhere."""
    root = document("https://api.example/v1", "/relative")
    with pytest.raises(SchemaError, match=r"the href leads to https://docs\.example"):
        url_of(root, source=SOURCE)
    allowed = url_of(root, source=SOURCE, allowed=["https://docs.example"])
    assert allowed == "https://docs.example/relative/things"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"v": {"default": "v2", "enum": ["v1", "v2"]}}, "https://api.example/v2"),
        ({"v": {"enum": ["v1", "v2"]}}, "https://api.example/v1"),
        ({"v": {"default": 8443}}, "https://api.example/8443"),
        ({"v": {"default": ""}}, "https://api.example/"),
        ({"v": {"default": None}}, "https://api.example/{v}"),
        ({"v": 7}, "https://api.example/{v}"),
    ],
)
def test_server_variables(variables, expected):
    """A variable has its default, else the first value of its enum, else it stays (4.8.6)."""
    servers = [{"url": "https://api.example/{v}", "variables": variables}]
    assert READER.read(LoadedSchema(roots={"": document(servers)})).url == expected


@pytest.mark.parametrize(
    ("server", "hint"),
    [
        ("/v1", "url='https://HOST/v1'"),
        ("v1/", "url='https://HOST/v1/'"),
        ("./v1", "url='https://HOST/v1'"),
        ("//api.example/v1", "url='https://api.example/v1'"),
        ("api.example.com/v1", "url='https://api.example.com/v1'"),
        ("api.example.com:8443", "url='https://api.example.com:8443'"),
    ],
)
def test_hint_for_a_relative_server(server, hint):
    """The error for a relative server in a file names the base URL with its path."""
    with pytest.raises(SchemaError) as caught:
        heroics_py.connect(document(server))
    assert str(caught.value) == (
        f"the schema's server {server!r} is relative, and the schema was not fetched from a URL: "
        f"pass the whole URL, connect(schema, {hint})"
    )


def test_hint_for_a_variable():
    """The error for a variable without a default names it."""
    with pytest.raises(
        SchemaError, match=r"'https://\{region\}\.example' has no default for \{region\}: pass the whole"
    ):
        heroics_py.connect(document("https://{region}.example"))
    assert heroics_py.connect(document("https://{region}.example"), url="https://eu.example").thing.look.prepare().url


def test_variable_of_an_operations_server():
    """A variable without a default costs the operation that has the server."""
    client = heroics_py.connect(document("https://api.example", "https://{region}.example"))
    with pytest.raises(SchemaError):
        client.thing.look.prepare()


@pytest.mark.parametrize(
    "servers",
    [[], "https://api.example", [7], {"url": "/x"}, [{"url": 7}], [{}], [{"url": "https://[", "variables": 7}]],
)
def test_malformed_servers(servers):
    """Malformed servers of an operation never break the document."""
    root = document("https://api.example/v1")
    root["paths"]["/things"]["get"]["servers"] = servers
    with suppress(SchemaError):
        assert heroics_py.connect(root).thing.look.prepare().url.startswith("https://api.example/")
