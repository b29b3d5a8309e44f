"""What an assistant reads about a link says the same as the signature of its call."""

import inspect

import pytest
from canned import connected
from plain_openapi import document, operation, ref, schema_of

from heroics_py.assistant.call_arguments import body_name
from heroics_py.assistant.calls import plan_call
from heroics_py.assistant.descriptions import describe_link, example_arguments
from heroics_py.assistant.directory import Directory, shapes_of


@pytest.mark.parametrize("schema", ["heroku", "bookshelf"])
def test_every_link(schema):
    """For every link of the bundled schemas, the arguments are those of the signature, and the example passes."""
    client, _ = connected(schema=schema, url="https://api.example")
    directory = Directory(client)
    for name in directory.names:
        link = directory.link(name)
        overview, *arguments = describe_link(link)
        named = {each["argument"]: each.get("need", "").startswith("required") for each in arguments}
        parameters = link.__signature__.parameters.values()
        kinds = {inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY}
        keywords = {each.name for each in parameters if each.kind in kinds}
        needed = {each.name for each in parameters if each.kind in kinds and each.default is inspect.Parameter.empty}
        is_open = any(each.kind is inspect.Parameter.VAR_KEYWORD for each in parameters)
        others = {"any other name"} if is_open else {body_name(shapes_of(link))} - keywords
        in_a_dict = {each.name for shape in shapes_of(link) for each in shape.dict_only}
        assert keywords | in_a_dict <= named.keys() <= keywords | in_a_dict | others, name
        assert needed <= {each for each, is_needed in named.items() if is_needed}, name
        if example := example_arguments(link):
            assert overview["example of arguments"].keys() == example.keys()
            plan_call(link, example)
            assert needed <= example.keys(), name


SHOP = document(
    {
        "POST /orders/{id}/lines": {
            **operation(ref("Order"), body=ref("Line")),
            "summary": "Add a line.",
            "description": "Adds a line\n\nto an order.",
            "deprecated": True,
        }
    },
    {
        "Line": {
            **schema_of(sku="string", address=ref("Address"), notes={"type": "array", "items": ref("Note")}),
            "required": ["sku"],
        },
        "Order": schema_of(id="string", total="number"),
        "Address": schema_of(street="string", zip="string"),
        "Note": schema_of(text="string"),
    },
)


def test_description():
    """A link says what it does, sends, takes and returns, with the fields of what it takes and returns."""
    client, _ = connected(schema=SHOP, url="https://api.example")
    directory = Directory(client)
    (name,) = directory.names
    overview, *arguments = describe_link(directory.link(name))
    assert overview.pop("example of arguments")["sku"]
    assert overview.pop("deprecated").startswith("Deprecated")
    assert overview == {
        "does": "Adds a line to an order.",
        "request": "POST /orders/{id}/lines",
        "returns": "an object",
        "answer has": ["id", "total"],
    }
    assert arguments == [
        {"argument": "id", "takes": "string", "need": "required"},
        {"argument": "sku", "takes": "string", "need": "required"},
        {"argument": "address", "takes": "object", "with": {"street": "string", "zip": "string"}, "need": "optional"},
        {"argument": "notes", "takes": "list of object", "with": {"text": "string"}, "need": "optional"},
    ]


def test_search(serve):
    """A search shows each link in a few words: what it does, its request, and what it needs."""
    assistant, transport = serve()
    reply = assistant.find("delete an app", 3)
    assert reply.source == "schema"
    assert reply.data[0] == {
        "link": "app.delete",
        "does": "Delete an existing app.",
        "request": "DELETE /apps/{app_identity}",
        "needs": ["app_identity"],
    }
    assert (len(reply.data), transport.sent) == (3, [])


def test_vain_search(serve):
    """A search that finds nothing says what to try."""
    reply = serve()[0].find("zzzqqq")
    assert (reply.data, reply.facts["fix"]) == ([], "No link fits: try other words, such as a noun.")


def test_long_description(serve):
    """A description with hundreds of arguments comes in parts."""
    fields = {f"field_{number}": {"type": "string", "description": "words " * 20} for number in range(200)}
    api = document({"POST /things": operation(body=schema_of(**fields))})
    assistant, _ = serve(schema=api, budget=3000)
    reply = assistant.describe("thing.create")
    parts = [reply]
    while "next" in parts[-1].facts:
        parts.append(assistant.next_page(parts[-1].facts["next"]))
    assert len(parts) > 5
    assert [each["argument"] for part in parts for each in part.data if "argument" in each] == list(fields)


def test_preview(serve):
    """With arguments, describe shows the request, without secrets, and sends nothing."""
    assistant, transport = serve(writes=["*"])
    reply = assistant.describe("config_var.update", {"app_identity": "example", "PASSWORD": "hunter2", "PLAIN": "x"})
    assert reply.facts["request"] == {
        "method": "PATCH",
        "url": "https://api.example/apps/example/config-vars",
        "body": {"PASSWORD": "***", "PLAIN": "x"},
    }
    assert (reply.facts["sent"], reply.facts["changes_something"], transport.sent) == (False, True, [])


def test_secrets_in_a_document(serve):
    """A secret that the document shows, by its name or its form, is masked in searches and descriptions."""
    login = schema_of(user="string", password={"type": "string", "example": "hunter2hunter2"})
    text = "Log in as https://admin:hunter2hunter2@api.example with ghp_hunter2hunter2hunter2hunter2."
    api = document({"POST /logins": {**operation(body={**login, "required": ["password"]}), "description": text}})
    assistant, _ = serve(schema=api)
    found, described = assistant.find("login"), assistant.describe("login.create")
    assert "hunter2" not in str(found) + str(described)
    assert described.data[0]["example of arguments"] == {"password": "***"}
