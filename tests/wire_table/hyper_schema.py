"""Hrefs and queries of hyper-schemas, as they arrive (RFC 6570; JSON Hyper-Schema draft-04 and 2019-09)."""

from wire_case import WireCase

NEWER = {"$schema": "https://json-schema.org/draft/2019-09/hyper-schema"}
FIELDS = {"type": "object", "properties": {"filter": {"type": "object"}, "tags": {"type": "array"}, "page[size]": {}}}


def hyper(section, says, line, *args, link, root=(), **kwargs):
    """Return a case of one link of the resource "thing"."""
    links = [{"rel": "x", "title": "Act", **link}]
    document = {
        "openapi": None,
        "info": None,
        "servers": None,
        "paths": None,
        "$schema": "http://json-schema.org/draft-04/hyper-schema",
        "definitions": {"thing": {"links": links}},
        **dict(root),
    }
    return WireCase(
        section=section, says=says, line=line, args=args, kwargs=kwargs, document=document, connect={"url": "ORIGIN/v1"}
    )


CASES = [
    hyper("RFC 6570, 3.2.3", "mixed text", "GET /v1/t/a%2Fb%20c%25/%C3%A9", "a%2Fb c%/é", link={"href": "/t/{+p}"}),
    hyper("RFC 6570, 3.2.4", "a fragment is not sent", "GET /v1/t/7", "7", "top", link={"href": "/t/{id}{#part}"}),
    hyper("RFC 6570, 3.2.5", "labels", "GET /v1/t.a.b", link={"href": "/t{.p*}"}, p=["a", "b"]),
    hyper("RFC 6570, 3.2.6", "segments", "GET /v1/t/a/b%2Fc", link={"href": "/t{/p*}"}, p=["a", "b/c"]),
    hyper("RFC 6570, 3.2.7", "parameters of a path", "GET /v1/t;p=a;p=b", link={"href": "/t{;p*}"}, p=["a", "b"]),
    hyper("RFC 6570, 3.2.8", "a list with commas", "GET /v1/t?p=a,b", link={"href": "/t{?p}"}, p=["a", "b"]),
    hyper("RFC 6570, 3.2.9", "a query goes on", "GET /v1/t?k=v&p=a", link={"href": "/t?k=v{&p}"}, p="a"),
    hyper("RFC 6570, 2.4.1", "a prefix", "GET /v1/t/%C3%A9%C3%A0", "éàx", link={"href": "/t/{p:2}"}),
    hyper("RFC 3986, 4.1", "a path as the address", "GET /v1/t/7?a=b%20c", "/t/7?a=b c", link={"href": "{self}"}),
    hyper("RFC 3986, 4.1", "a path with that of the base", "DELETE /v1/t/7", "/v1/t/7",
          link={"href": "{+self}", "method": "DELETE"}),
    hyper("RFC 3986, 5.2", "a path at a base", "GET /t/7", "/t/7", link={"href": "{self}"},
          root={**NEWER, "base": "ORIGIN/v1/"}),
    hyper("draft-04, 6.2", "an object in a query", "GET /v1/t?filter%5Ba%5D%5Bb%5D=1&filter%5Bc%5D=true",
          link={"href": "/t", "schema": FIELDS}, filter={"a": {"b": 1}, "c": True, "d": None}),
    hyper("draft-04, 6.2", "a list in a query", "GET /v1/t?tags=a&tags=b", link={"href": "/t", "schema": FIELDS},
          tags=["a", "b"]),
    hyper("draft-04, 6.2", "a name with brackets", "GET /v1/t?page%5Bsize%5D=2", link={"href": "/t", "schema": FIELDS},
          page={"size": 2}),
    hyper("2019-09, 7.2", "an object in the input", "GET /v1/t?filter%5Ba%5D=1", root=NEWER,
          link={"href": "/t{?filter}", "hrefSchema": FIELDS}, filter={"a": 1}),
    hyper("2019-09, 7.2", "an exploded object", "GET /v1/t?a=1&b=2", root=NEWER,
          link={"href": "/t{?filter*}", "hrefSchema": FIELDS}, filter={"a": 1, "b": 2}),
]  # fmt: skip
