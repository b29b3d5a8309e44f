"""What an operation of OpenAPI says about its responses and about access without credentials."""

import pytest

from heroics_py.readers import read_api


def link_of(operation, **root):
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {"/x": {"get": operation}},
        **root,
    }
    return read_api(document).links[0]


def test_replies_by_status():
    """Each response is found by its status, with a schema for each media type (OpenAPI 3.1.1, 4.8.16 and 4.8.17)."""
    error = {"description": "", "content": {"application/problem+json": {"schema": {"type": "object"}}}}
    responses = {
        "200": {"description": "", "content": {"application/json": {"schema": {"type": "array"}}, "text/csv": {}}},
        "204": {"description": ""},
        "4xx": {"$ref": "#/components/responses/Error"},
        "default": {"description": ""},
        "x-note": {},
    }
    replies = link_of({"responses": responses}, components={"responses": {"Error": error}}).replies
    assert list(replies) == ["200", "204", "4XX", "default"]
    assert {media_type: schema and schema.raw for media_type, schema in replies["200"].contents.items()} == {
        "application/json": {"type": "array"},
        "text/csv": None,
    }
    assert [len(replies[status].contents) for status in replies] == [2, 0, 1, 0]


def test_headers_of_reply():
    """The headers of a response are parameters; its Content-Type is ignored (OpenAPI 3.1.1, 4.8.17)."""
    headers = {"X-Total": {"required": True, "schema": {"type": "integer"}}, "content-type": {"schema": {}}}
    (header,) = link_of({"responses": {"200": {"description": "", "headers": headers}}}).replies["200"].headers
    assert (header.name, header.required, header.schema.raw) == ("X-Total", True, {"type": "integer"})


@pytest.mark.parametrize(
    ("root", "own", "anonymous"),
    [
        (None, None, True),
        ([{"key": []}], None, False),
        ([{"key": []}], [], True),
        ([{"key": []}], [{"key": []}, {}], True),
        ([], [{"key": []}], False),
    ],
)
def test_use_without_credentials(root, own, anonymous):
    """A link is anonymous if it requires no credentials, or offers that as a choice (OpenAPI 3.1.1, 4.8.30)."""
    operation = {"responses": {}} if own is None else {"responses": {}, "security": own}
    assert link_of(operation, **({} if root is None else {"security": root})).anonymous is anonymous
