"""The base URL of an API: from the caller, from the schema, or from where the schema came from."""

import pytest

import heroics_py
from heroics_py.client.schemas.base_url import base_url_of
from heroics_py.errors import SchemaError

pytestmark = pytest.mark.usefixtures("bare_environment", "driver")

KEY = "s3ntinel-0123"
SCHEMA = {
    "$schema": "http://json-schema.org/draft-04/hyper-schema",
    "definitions": {"thing": {"links": [{"title": "Info", "rel": "self", "method": "GET", "href": "/thing"}]}},
    "properties": {"thing": {"$ref": "#/definitions/thing"}},
}


@pytest.mark.parametrize("port", ["0x1", "99999", "65536", "-1"])
def test_invalid_ports(port):
    """A base URL with an invalid port is refused."""
    with pytest.raises(SchemaError, match="not a valid base URL: expected http"):
        heroics_py.connect("bookshelf", url=f"http://127.0.0.1:{port}/v1")


HTTP_BASES = ["http://api.example", "HTTP://api.example/v1", "http://127.0.0.1:5000", "http://schemas.example"]


@pytest.mark.parametrize("base", HTTP_BASES)
def test_https_schema_with_http_api(base):
    """A schema from https may not name a base URL of http, unless the caller passes it as url=."""
    api = heroics_py.read(SCHEMA).replaced(url=base, source="https://schemas.example/api.json")
    with pytest.raises(SchemaError, match="anyone can read credentials"):
        heroics_py.connect(api, token=KEY)
    assert heroics_py.connect(api, token=KEY, url=base).thing.info.prepare().url.endswith("/thing")


@pytest.mark.parametrize(
    ("base", "source", "expected"),
    [
        ("https://api.example", "https://schemas.example/x", "https://api.example"),
        ("//api.example/v1", "https://schemas.example/x", "https://api.example/v1"),
        ("/v1", "https://schemas.example/x", "https://schemas.example/v1"),
        ("http://api.example", "http://schemas.example/x", "http://api.example"),
        ("http://api.example", "./api.json", "http://api.example"),
    ],
)
def test_base_urls(base, source, expected):
    """The base URL of a schema is resolved against the URL of the schema; it may be on another host."""
    assert base_url_of(heroics_py.read(SCHEMA).replaced(url=base, source=source), None) == expected


QUERIES = [
    "http://h.example?key=s3ntinel-0123",
    "http://h.example/v1?key=s3ntinel-0123",
    "https://h.example/?s3ntinel-0123",
]


@pytest.mark.parametrize("url", QUERIES)
@pytest.mark.parametrize("named", ["url", "schema"])
def test_base_url_with_a_query(url, named):
    """A base URL with a query is refused, and the key in it not shown."""
    api = heroics_py.read(SCHEMA).replaced(url="" if named == "url" else url)
    with pytest.raises(SchemaError, match="holds a query") as caught:
        heroics_py.connect(api, url=url if named == "url" else None)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("hrefs", "url"),
    [
        (["https://shop.example/a", "https://shop.example/b/{id}"], "https://shop.example"),
        (["https://shop.example/a", "mailto:{email}"], "https://shop.example"),
        (["https://shop.example/a", "https://else.example/b"], None),
        (["https://shop.example/a", "/b"], None),
        (["https://{region}.shop.example/a"], None),
    ],
)
def test_origin_of_all_links(hrefs, url):
    """A schema without a base URL means the origin of its links, if they are all on one."""
    links = [{"title": f"Call {number}", "rel": "full", "href": href} for number, href in enumerate(hrefs)]
    document = {"definitions": {"thing": {"links": links}}}
    if url is None:
        with pytest.raises(SchemaError, match="has no base URL"):
            heroics_py.connect(document)
    else:
        assert heroics_py.connect(document).thing.call_0.prepare().url == hrefs[0]
