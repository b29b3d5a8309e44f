"""Which fields of a thing a path parameter names."""

import pytest

from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Documents, Schema
from heroics_py.readers.identity_fields import identifying_fields

DOCUMENTS = Documents(roots={"": {}})


def fields_of(name, properties, nouns="item", kind="string"):
    """Return the fields of a parameter, and whether they are certain; the schema's properties are types."""
    schemas = {
        key: Schema(DOCUMENTS, f"#/{key}", {"type": each} if isinstance(each, str) else each)
        for key, each in (
            properties if isinstance(properties, dict) else dict.fromkeys(properties.split(), "string")
        ).items()
    }
    parameter = Parameter(name=name, schema=Schema(DOCUMENTS, "#/parameter", {"type": kind} if kind else {}))
    return identifying_fields(parameter, schemas, [tuple(noun.split("-")) for noun in nouns.split()])


CERTAIN = [
    ("id", "id name", "item", ("id",)),
    ("item_id", "id name", "item", ("id",)),
    ("itemId", "id name", "item", ("id",)),
    ("item-id", "id name", "item", ("id",)),
    ("itemid", "id name", "item", ("id",)),
    ("ItemID", "ID Name", "item", ("ID",)),
    ("item_id", "id item_id", "item", ("item_id",)),
    ("item_id", "itemId", "item", ("itemId",)),
    ("id", "item_id name", "item", ("item_id",)),
    ("id", "_id name", "item", ("_id",)),
    ("id", "_id id", "item", ("id",)),
    ("pet_id", "id name", "pet", ("id",)),
    ("petId", "id name", "pet", ("id",)),
    ("orderId", "id petId", "store order", ("id",)),
    ("app_id_or_name", "name id", "app", ("id", "name")),
    ("appIdOrName", "name id", "app", ("id", "name")),
    ("collaborator_email_or_id", "id user_name", "collaborator", ("id",)),
    ("slug", "id slug", "item", ("slug",)),
    ("team_slug", "id slug", "team", ("slug",)),
    ("username", "id username", "user", ("username",)),
    ("issue_number", "id number", "issue", ("number",)),
    ("pk", "id name", "item", ("id",)),
    ("pk", "pk id", "item", ("pk",)),
    ("item_pk", "id name", "item", ("id",)),
    ("uuid", "uuid id", "item", ("uuid",)),
    ("item_uuid", "uuid id", "item", ("uuid",)),
    ("Sid", "sid account_sid", "message", ("sid",)),
    ("AccountSid", "sid status", "account", ("sid",)),
    ("code", "id code", "voucher", ("code",)),
    ("name", "name", "pod", ("name",)),
    ("pod_name", "name", "pod", ("name",)),
    ("instance_id", "id", "db-instance", ("id",)),
    ("db_instance_id", "id", "instance", ("id",)),
    ("completion_id", "id object", "chat-completion completion", ("id",)),
]


@pytest.mark.parametrize(("name", "properties", "nouns", "expected"), CERTAIN)
def test_certain(name, properties, nouns, expected):
    """The name of a parameter says which field it takes."""
    assert fields_of(name, properties, nouns) == (expected, True)


UNCERTAIN = [
    ("customer", "id email", "customer", ("id",)),  # its bare name may mean an id
    ("wallet_id", "id name", "account", ("id",)),  # a wallet is not an account
    ("user_id", "id user_id", "order", ("user_id",)),  # an order has a user, but isn't one
    ("item_id", "id item_id", "order-item", ("item_id",)),  # the item of an order-item
    ("user_id", "user_id total", "order", ("user_id",)),
]


@pytest.mark.parametrize(("name", "properties", "nouns", "expected"), UNCERTAIN)
def test_uncertain(name, properties, nouns, expected):
    """A name that may mean something else is not certain."""
    assert fields_of(name, properties, nouns) == (expected, False)


NONE = [
    ("username", "id login name", "user"),  # a name is what people call the person
    ("org", "id login", "org"),  # called by its login, not by its id
    ("filename", "id name", "file"),
    ("hostname", "id name", "host"),
    ("sku", "id name", "item"),
    ("ref", "id name", "item"),
    ("uuid", "id name", "item"),
    ("id", "name", "item"),
    ("id", "user_id", "item"),
    ("branch", "name commit", "branch"),
    ("x_or_y", "id", "item"),
]


@pytest.mark.parametrize(("name", "properties", "nouns"), NONE)
def test_none(name, properties, nouns):
    """Where no field has the name, there is no identity."""
    assert fields_of(name, properties, nouns) == ((), False)


@pytest.mark.parametrize(
    ("name", "field", "kind", "expected"),
    [
        ("id", "integer", "integer", True),
        ("id", "integer", "string", True),
        ("id", "number", "integer", True),
        ("id", "integer", "", True),
        ("id", "string", "integer", False),
        ("id", "object", "string", False),
        ("id", "array", "string", False),
        ("id", "boolean", "string", False),
        ("item", "integer", "string", False),
        ("id", {"type": ["string", "null"]}, "string", True),
        ("id", {"anyOf": [{"type": "integer"}, {"type": "object"}]}, "string", False),
        ("item_uuid", {"type": "string", "format": "uuid"}, "string", True),
    ],
)
def test_types(name, field, kind, expected):
    """A field whose values no parameter takes identifies nothing."""
    assert bool(fields_of(name, {"id": field}, kind=kind)[0]) is expected


METADATA = {"metadata": {"type": "object", "properties": {"name": {"type": "string"}, "namespace": {"type": "string"}}}}


@pytest.mark.parametrize(
    ("name", "properties", "expected"),
    [
        ("name", METADATA, (("/metadata/name",), True)),
        ("pod", METADATA, (("/metadata/name",), False)),  # its bare name may mean a name
        ("uid", METADATA, ((), False)),
        ("name", METADATA | {"name": "string"}, (("name",), True)),
        ("id", METADATA | {"id": "string"}, (("id",), True)),
        ("name", METADATA | {"id": "string"}, ((), False)),
    ],
)
def test_metadata(name, properties, expected):
    """Things without an id may have their name in their metadata, as Kubernetes does."""
    assert fields_of(name, properties, "pod") == expected
