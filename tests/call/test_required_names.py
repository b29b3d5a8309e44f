"""Names that a schema requires without describing them are arguments."""

import inspect

import pytest

import heroics_py
from heroics_py import CallError, ValidationError

TEXT = {"type": "string"}
DESCRIBED = {"properties": {"a": TEXT}}


def call(schema, **link):
    link = {"rel": "create", "title": "Create", "href": "/apps", "method": "POST", "schema": schema, **link}
    return heroics_py.connect({"definitions": {"app": {"links": [link]}}}, url="https://api.example").app.create


@pytest.mark.parametrize(
    "schema",
    [
        {**DESCRIBED, "required": ["foo"]},
        {"required": ["foo"]},
        {"allOf": [{"required": ["foo"]}, DESCRIBED]},
        {**DESCRIBED, "allOf": [{"allOf": [{"required": ["foo"]}]}]},
        {**DESCRIBED, "required": ["foo"], "patternProperties": {"^f": {"type": "integer"}}},
        {**DESCRIBED, "required": ["foo"], "additionalProperties": {"type": "integer"}},
        {"$ref": "#/definitions/new"},
    ],
)
def test_required_name_is_a_keyword(schema):
    """A required name is a keyword of the call, its signature and its help, whether it is described or not."""
    link = {"rel": "create", "title": "Create", "href": "/apps", "method": "POST", "schema": schema}
    new = {**DESCRIBED, "required": ["foo"]}
    document = {"definitions": {"app": {"links": [link]}, "new": new}}
    create = heroics_py.connect(document, url="https://api.example").app.create
    assert create.prepare(foo=1).body == b'{"foo":1}'
    assert inspect.signature(create).parameters["foo"].kind is inspect.Parameter.KEYWORD_ONLY
    assert "foo (" in create.__doc__
    assert "required" in create.__doc__.partition("foo (")[2].partition("\n")[0]
    with pytest.raises(ValidationError, match="foo: is required"):
        create.prepare()


@pytest.mark.parametrize(
    "schema",
    [
        {"oneOf": [{"required": ["foo"]}, {"required": ["bar"]}]},
        {"anyOf": [{"properties": {"b": {}}, "required": ["foo"]}, {}]},
        {"dependencies": {"a": ["foo"]}},
        {"dependencies": {"foo": ["a"]}},
        {"dependencies": {"a": {"required": ["foo"]}}},
        {"dependencies": {"a": {"properties": {"foo": TEXT}}}},
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "dependentRequired": {"a": ["foo"]}},
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "dependentSchemas": {"a": {"required": ["foo"]}}},
        {"if": {"required": ["a"]}, "then": {"required": ["foo"]}},
        {"if": {"required": ["a"]}, "else": {"properties": {"foo": TEXT}}},
        {"if": {"properties": {"foo": TEXT}}, "then": {"required": ["a"]}},
    ],
)
def test_conditional_name_is_a_keyword(schema):
    """A name that is required under a condition is an optional keyword."""
    create = call({**DESCRIBED, **schema})
    assert create.prepare(foo="x", a="y").body == b'{"foo":"x","a":"y"}'
    assert inspect.signature(create).parameters["foo"].default is not inspect.Parameter.empty


def test_unknown_name_stays_an_error():
    """A name that is neither described nor required is unknown; the required one is suggested."""
    with pytest.raises(CallError, match="did you mean 'foo'"):
        call({**DESCRIBED, "required": ["foo"]}).prepare(fooo=1)
    with pytest.raises(CallError, match="no argument 'bar'"):
        call({**DESCRIBED, "required": ["foo"], "not": {"required": ["bar"]}}).prepare(bar=1)


def test_type_of_other_fields():
    """A required name has the type of the fields that the schema does not name."""
    create = call({**DESCRIBED, "required": ["foo"], "additionalProperties": {"type": "integer"}})
    assert inspect.signature(create).parameters["foo"].annotation is int


def test_schema_without_properties_stays_open():
    """A schema that describes no field takes any."""
    assert call({"required": ["foo"]}).prepare(foo=1, bar=2).body == b'{"foo":1,"bar":2}'


def test_required_names_of_openapi():
    """An inline schema of OpenAPI requires names, too; those that only responses have are left out."""
    secret = {"type": "string", "readOnly": True}
    schema = {"type": "object", "properties": {"id": secret, "a": TEXT}, "allOf": [{"required": ["id", "foo"]}]}
    body = {"content": {"application/json": {"schema": schema}}}
    operation = {"tags": ["Apps"], "operationId": "create", "requestBody": body, "responses": {"204": {}}}
    document = {"openapi": "3.1.1", "info": {"title": "", "version": ""}, "paths": {"/apps": {"post": operation}}}
    create = heroics_py.connect(document, url="https://api.example").app.create
    assert create.prepare(foo=1).body == b'{"foo":1}'
    assert "id" in inspect.signature(create).parameters


@pytest.mark.parametrize(
    "href_schema",
    [
        {"required": ["q"]},
        {"properties": {"page": {"type": "integer"}}, "required": ["q"]},
        {"allOf": [{"required": ["q"]}, {"properties": {"page": {"type": "integer"}}}]},
        {"allOf": [{"properties": {"q": TEXT}}], "required": ["q"]},
        {"$ref": "#/definitions/search"},
    ],
)
def test_required_names_of_an_href_schema(href_schema):
    """What hrefSchema requires is required, described or not, and in allOf and behind a reference as well."""
    link = {"rel": "search", "title": "Search", "href": "things{?q,page}", "hrefSchema": href_schema}
    document = {
        "$schema": "https://json-schema.org/draft/2019-09/hyper-schema",
        "base": "https://api.example/",
        "definitions": {"thing": {"links": [link]}, "search": {"required": ["q"], "properties": {"page": {}}}},
    }
    search = heroics_py.connect(document).thing.search
    assert search.prepare(q="x", page=2).url == "https://api.example/things?q=x&page=2"
    with pytest.raises((CallError, ValidationError), match="q"):
        search.prepare(page=2)


CARD = {"required": ["kind", "number"], "properties": {"kind": {"enum": ["card"]}, "number": TEXT}}
BANK = {"required": ["kind", "iban"], "properties": {"kind": {"enum": ["bank"]}, "iban": TEXT, "note": TEXT}}


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize("nested", [False, True])
def test_needs_of_alternatives(keyword, nested):
    """What all alternatives require is required; what some require says which, and takes the values of each."""
    choice = {keyword: [{"$ref": "#/definitions/card"}, {"$ref": "#/definitions/bank"}, {"type": "null"}]}
    link = {"rel": "create", "title": "Create", "href": "/pay", "method": "POST"}
    body = {"allOf": [choice], "properties": {"amount": TEXT}} if nested else choice
    document = {"definitions": {"pay": {"links": [{**link, "schema": body}]}, "card": CARD, "bank": BANK}}
    create = heroics_py.connect(document, url="https://api.example").pay.create
    needs = [line.strip() for line in create.__doc__.partition("Args:\n")[2].partition("\n\n")[0].splitlines()]
    assert [each for each in needs if not each.startswith("amount")] == [
        "kind ('card' or 'bank', required)",
        "number (string, required by card)",
        "iban (string, required by bank)",
        "note (string, optional)",
    ]
    assert inspect.signature(create).parameters["kind"].default is inspect.Parameter.empty
    assert create.prepare(kind="bank", iban="x").body == b'{"kind":"bank","iban":"x"}'


def test_needs_of_unnamed_alternatives():
    """Alternatives without a name are named by their titles, else by their numbers."""
    create = call({"oneOf": [{**CARD, "title": "By card"}, BANK]})
    assert [each for each in ("required by By card", "required by alternative 2") if each in create.__doc__] == [
        "required by By card",
        "required by alternative 2",
    ]
