"""What `check` says about the paths, parameters, servers and security of OpenAPI."""

import pytest

from heroics_py import check

OPERATION = {"tags": ["Things"], "operationId": "act", "responses": {"204": {}}}
HOME = [{"url": "https://api.example/v1"}]


def kinds(paths=None, version="3.2.0", **root):
    """Return the kinds of the findings that this module is about, with their messages."""
    document = {"openapi": version, "info": {"title": "Things", "version": "1"}, "servers": HOME, "paths": paths or {}}
    others = {"no-title", "no-links"}
    return {each.kind: each.message for each in check(document | root) if each.kind not in others}


def with_parameter(path="/things", **parameter):
    node = {"name": "p", "in": "query", "schema": {"type": "string"}, **parameter}
    return {path: {"get": {**OPERATION, "parameters": [node]}}}


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("server-variable", {"servers": [{"url": "https://{region}.example"}]}),
        ("relative-server", {"servers": [{"url": "/v1"}]}),
        ("other-server", {"paths": {"/x": {"get": {**OPERATION, "servers": [{"url": "https://up.example"}]}}}}),
        ("mutual-tls", {"components": {"securitySchemes": {"m": {"type": "mutualTLS"}}}}),
        ("scheme-type", {"components": {"securitySchemes": {"m": {"type": "magic"}}}}),
        ("unknown-scheme", {"security": [{"nowhere": []}]}),
        ("unknown-scheme", {"paths": {"/x": {"get": {**OPERATION, "security": [{"nowhere": []}]}}}}),
        ("path-fragment", {"paths": {"/x#lock": {"get": OPERATION}}}),
        ("path-field", {"paths": {"/x": {"gett": OPERATION}}}),
        ("path-field", {"paths": {"/x": {"GET": OPERATION}}}),
        ("additional-operation", {"paths": {"/x": {"additionalOperations": {"POST": OPERATION}}}}),
        ("unusable-link", {"paths": {"/x": {"additionalOperations": {"copy": OPERATION}}}}),
        ("parameter-place", {"paths": with_parameter(**{"in": "body"})}),
        ("parameter-style", {"paths": with_parameter(style="simple")}),
        ("parameter-style", {"paths": with_parameter("/x/{p}", **{"in": "path"}, style="form")}),
        ("client-header", {"paths": with_parameter(name="Authorization", **{"in": "header"})}),
        ("unused-parameter", {"paths": with_parameter("/x/{q}", **{"in": "path"})}),
    ],
)
def test_finding(kind, arguments):
    """Each oddity is a finding."""
    assert kind in kinds(**arguments)


def test_whole_query_next_to_query_parameters():
    """A parameter that is the whole query can't be next to query parameters (3.2.0, 4.12.1)."""
    node = {"name": "q", "in": "querystring", "content": {"text/plain": {}}}
    operation = {**OPERATION, "parameters": [node, {"name": "p", "in": "query", "schema": {}}]}
    assert "whole-query" in kinds({"/x": {"get": operation}})


@pytest.mark.parametrize(
    "paths",
    [
        with_parameter(),
        with_parameter(style="deepObject"),
        with_parameter("/x/{p:path}", **{"in": "path"}, style="label"),
        with_parameter(**{"in": "cookie"}, style="cookie"),
        {"/x": {"additionalOperations": {"COPY": OPERATION}, "query": {**OPERATION, "operationId": "search"}}},
    ],
)
def test_silence(paths):
    """What is right has no finding."""
    assert kinds(paths) == {}


def test_many_of_a_kind():
    """A kind that occurs often is one finding, with their number."""
    paths = {f"/x{number}#lock": {"get": {**OPERATION, "operationId": f"act{number}"}} for number in range(40)}
    assert kinds(paths)["path-fragment"] == (
        "the path '/x0#lock' has a fragment (and 39 more notes of the kind path-fragment)"
    )


@pytest.mark.parametrize("broken", [None, 7, [], "x", {"$ref": "#/nowhere"}])
def test_broken_parts(broken):
    """Broken parts of a document never break the check."""
    check(
        {
            "openapi": "3.2.0",
            "servers": broken,
            "security": broken,
            "components": {"securitySchemes": broken},
            "paths": {"/x": {"get": {"parameters": [broken], "security": [broken]}, "additionalOperations": broken}},
        }
    )
    kinds({"/x": broken}, components=broken)
