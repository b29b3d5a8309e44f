"""Documents in the manner of well-known APIs, used as their customers use them."""

import json
from pathlib import Path

import pytest
from wire_case import Listener

import heroics_py
from heroics_py import CallError, SchemaError, ValidationError

over_both = pytest.mark.usefixtures("driver")

DATA = Path(__file__).parents[1] / "data" / "openapi"


@pytest.fixture
def listener():
    with Listener() as listener:
        yield listener


def connect(name, listener, path="", **more):
    more = {"token": "t", **more}
    return heroics_py.connect(DATA / name, url=f"{listener.origin}{path}", cache=None, retries=0, **more)


def arrived(listener):
    return listener.requests.pop()


# A drive: uploads with attributes, fragments in paths, a server of its own for uploads.


@over_both
def test_an_upload_has_its_attributes(listener, tmp_path):
    """Attributes are a part of JSON, and the file a part with its name and type."""
    path = tmp_path / "photo.png"
    path.write_bytes(b"png")
    allowed = ["https://upload.drive.example"]
    with connect("drive.yaml", listener, allowed_origins=allowed) as drive, path.open("rb") as file:
        attributes = {"name": "photo.png", "parent": {"id": "0"}}
        request = drive.upload.post_files_content.prepare(attributes=attributes, file=file)
    assert request.url == "https://upload.drive.example/api/2.0/files/content"
    body = request.body.decode()
    assert 'name="attributes"' in body
    assert "Content-Type: application/json" in body
    assert '{"name":"photo.png","parent":{"id":"0"}}' in body
    assert 'name="file"; filename="photo.png"' in body
    assert "Content-Type: image/png" in body


@over_both
def test_another_server_needs_permission(listener):
    """An upload to another host names what allows it."""
    with connect("drive.yaml", listener) as drive, pytest.raises(SchemaError, match="allowed_origins"):
        drive.upload.post_files_content.prepare(attributes={"name": "x", "parent": {"id": "0"}}, file=b"x")


@over_both
def test_a_fragment_is_not_sent(listener):
    """The fragment of a path is not part of the request."""
    with connect("drive.yaml", listener) as drive:
        drive.shared_links_file.get_shared_link("7", fields="shared_link")
    assert arrived(listener).line == "GET /files/7?fields=shared_link"


@over_both
def test_read_only_fields_of_a_parent(listener):
    """What only the server sets is not required, also where allOf brings it."""
    with connect("drive.yaml", listener) as drive:
        drive.file.update("7", name="b.png", description="x")
    assert json.loads(arrived(listener).body) == {"name": "b.png", "description": "x"}


# Billing: forms with nested fields.


@over_both
def test_a_subscription_has_items(listener):
    """Items of a form are spelled with brackets."""
    with connect("billing.yaml", listener) as billing:
        billing.subscription.create(
            customer="cus_1", items=[{"price": "p_1", "quantity": 2}, {"price": "p_2"}], metadata={"k": "v"}
        )
    assert arrived(listener).body == (
        b"customer=cus_1&items%5B0%5D%5Bprice%5D=p_1&items%5B0%5D%5Bquantity%5D=2&items%5B1%5D%5Bprice%5D=p_2"
        b"&metadata%5Bk%5D=v"
    )


@over_both
def test_a_filter_is_a_deep_object(listener):
    """An object in the query is spelled with brackets, and so is a list."""
    with connect("billing.yaml", listener) as billing:
        billing.customer.list(created={"gt": 5}, expand=["data.x"])
    assert arrived(listener).line.startswith("GET /v1/customers?created%5Bgt%5D=5&expand%5B")


@over_both
def test_the_version_is_no_resource(listener):
    """Without tags, the first noun of the path is the resource."""
    with connect("billing.yaml", listener) as billing:
        names = {name for name in dir(billing) if name not in {"close", "with_options"}}
    assert names == {"customer", "subscription"}


# Access: grants with revoke.


@over_both
def test_a_grant_is_revoked(listener):
    """A record revokes and deletes itself; a record of another kind does not."""
    with heroics_py.sandbox(DATA / "access.yaml") as access:
        grant = access.grant.create(clientID="c", user_id="u1", scope=["read"])
        assert access.grant.revoke(grant) is None
        assert [each.id for each in access.grant.list()] == [grant.id]
        with pytest.raises(CallError, match="grant"):
            access.user.delete(grant)
        access.grant.delete(grant)
        assert list(access.grant.list()) == []


@over_both
def test_the_item_keeps_the_name(listener):
    """Deleting one and deleting all are different calls."""
    with connect("access.yaml", listener) as access:
        access.grant.delete("g1")
        assert arrived(listener).line == "DELETE /api/v2/grants/g1"
        with pytest.raises(CallError):
            access.grant.delete()


# A CMS with two credentials.


@over_both
def test_two_keys_are_sent_together(listener):
    """Both keys that an operation needs are sent, one in the query."""
    auth = {"apiKey": "key", "spaceKey": "space"}
    with connect("cms.yaml", listener, "/cms", token=None, auth=auth) as cms:
        cms.entry.create(title="Hello", locale=None, body=None)
    request = arrived(listener)
    assert request.line == "POST /cms/entries?space_key=space"
    assert request.headers["x-api-key"] == "key"
    assert json.loads(request.body) == {"title": "Hello", "locale": None, "body": None}


@over_both
def test_a_relative_server_says_how(listener):
    """A server relative to an unknown URL leads to the right base."""
    with pytest.raises(SchemaError, match=r"url='https://[^']*/cms'"):
        heroics_py.connect(DATA / "cms.yaml")


@over_both
def test_a_path_is_validated(listener):
    """An integer in a path is checked before anything is sent."""
    auth = {"apiKey": "key", "spaceKey": "space"}
    client = connect("cms.yaml", listener, "/cms", token=None, auth=auth)
    with client as cms, pytest.raises(ValidationError, match="id"):
        cms.entry.find_one("seven")
    assert listener.requests == []


# A chat completion: a hundred discriminators.


def chat():
    """Return a document whose messages and parts are chosen by a discriminator, a hundred in all."""
    schemas = {}
    for number in range(100):
        parts = [
            {
                "type": "object",
                "required": ["type", "value"],
                "properties": {"type": {"type": "string", "enum": [f"part{number}{kind}"]}, "value": {"type": kind}},
            }
            for kind in ("string", "integer")
        ]
        schemas |= {f"Part{number}String": parts[0], f"Part{number}Integer": parts[1]}
        schemas[f"Part{number}"] = {
            "oneOf": [{"$ref": f"#/components/schemas/Part{number}{kind}"} for kind in ("String", "Integer")],
            "discriminator": {"propertyName": "type"},
        }
    content = {"oneOf": [{"$ref": f"#/components/schemas/Part{number}"} for number in range(100)]}
    message = {
        "type": "object",
        "required": ["role", "content"],
        "properties": {"role": {"enum": ["user", "system"]}, "content": {"type": "array", "items": content}},
    }
    body = {
        "type": "object",
        "required": ["model", "messages"],
        "properties": {
            "model": {"anyOf": [{"type": "string"}, {"type": "string", "enum": ["small", "large"]}]},
            "messages": {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/Message"}},
        },
    }
    operation = {
        "tags": ["Chat"],
        "operationId": "createChatCompletion",
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {"204": {"description": "Done"}},
    }
    return {
        "openapi": "3.1.1",
        "info": {"title": "Chat", "version": "1"},
        "paths": {"/v1/chat/completions": {"post": operation}},
        "components": {"schemas": {**schemas, "Message": message}},
    }


def test_a_chat_is_validated(listener):
    """Values of a hundred discriminators pass by their schemas, and a wrong one names its place."""
    with heroics_py.connect(chat(), url=listener.origin, cache=None, retries=0) as client:
        create = client.chat.create_completion
        content = [{"type": f"part{number}integer", "value": number} for number in range(100)]
        create(model="small", messages=[{"role": "user", "content": content}])
        assert json.loads(arrived(listener).body)["messages"][0]["content"] == content
        content[7]["value"] = "seven"
        with pytest.raises(ValidationError) as caught:
            create(model="small", messages=[{"role": "user", "content": content}])
    assert [problem.pointer for problem in caught.value.problems] == ["/messages/0/content/7/value"]
    assert "expected integer, got 'seven' (string) (as Part7Integer)" in str(caught.value)
