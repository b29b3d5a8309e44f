"""What documents say of a link beside its arguments and its answer."""

import pytest

import heroics_py
from tests.helpers.compared import operation, shop, told

JSON = {"application/json": {"schema": {"type": "object", "properties": {"id": {"type": "string"}}}}}
OTHER_JSON = {"application/json": {"schema": {"type": "object", "properties": {"name": {"type": "string"}}}}}


def apps(**fields):
    link = {"title": "List", "href": "/apps", "method": "GET", "rel": "instances", **fields}
    return {
        "$schema": "http://json-schema.org/draft-04/hyper-schema",
        "definitions": {"app": {"properties": {}, "links": [link]}},
    }


def answers(**contents):
    responses = {name[1:]: {"description": "it", "content": each} for name, each in contents.items()}
    return shop({"/books/{isbn}": {"get": {**operation("getBook"), "tags": ["Book"], "responses": responses}}})


def test_order_of_a_list():
    """A list whose usual order is another one may surprise."""
    (change,) = heroics_py.diff(apps(ranges=["id", "name"]), apps(ranges=["name", "id"]))
    assert (change.effect, change.message) == ("risky", "the list is ordered by name now, no longer by id")


def test_order_that_is_refused():
    """A list that can't be ordered by an attribute any more refuses a range of it, so it is breaking."""
    (change,) = heroics_py.diff(apps(ranges=["id", "name"]), apps(ranges=["id"]))
    assert (change.effect, change.message) == ("breaking", "the list can't be ordered by name any more")


def test_list_that_only_its_relation_tells():
    """A list that is described as an object may still be one by its relation: that is risky."""
    listed = {"type": "array", "items": {"type": "object"}}
    (change,) = heroics_py.diff(apps(targetSchema=listed), apps(targetSchema={"type": "object"}))
    assert change.effect == "risky"
    assert change.message == "the answer is not described as a list that pages itself any more"


def test_variable_that_only_data_fills():
    """A variable that callers may not fill any more, by a schema that allows nothing, is risky."""
    template = {"href": "/apps{?page}", "targetSchema": {}}
    old, new = ({**apps(**template, hrefSchema={"properties": {"page": each}})} for each in ({}, False))
    documents = [{**each, "$schema": "http://json-schema.org/draft-07/hyper-schema"} for each in (old, new)]
    assert told(*documents) == [("risky", "field-gone", "app.list", "query page")]


def test_stability():
    """A call that is a prototype now may surprise; one that is in production now does not."""
    documents = [apps(stability=each) for each in ("production", "prototype")]
    found = [each for pair in (documents, documents[::-1]) for each in heroics_py.diff(*pair)]
    assert [(each.effect, each.kind) for each in found] == [
        ("risky", "stability-changed"),
        ("harmless", "stability-changed"),
    ]


def test_operation_id():
    """A call with another name, at another path, is found by its operation id."""
    old = shop({"/keys/{id}": {"get": operation("getKey", tags=["Key"])}})
    new = shop({"/secrets/{id}/it": {"get": operation("getKey", tags=["Secret"])}})
    assert ("breaking", "call-renamed", "key.get", "") in told(old, new)


def test_answer_of_a_further_status():
    """A field that only the answer of another status loses is told, too."""
    assert told(answers(_200=JSON, _201=JSON), answers(_200=JSON, _201=OTHER_JSON)) == [
        ("breaking", "answer-field-gone", "book.get", "answer id"),
        ("harmless", "answer-field-new", "book.get", "answer name"),
    ]


def test_success_without_content():
    """A further success says whether the call then returns nothing."""
    (change,) = heroics_py.diff(answers(_200=JSON), answers(_200=JSON, _204={}))
    assert change.message == "the answer may have the status 204 now, and returns nothing then"


def test_mended_call():
    """A call that the old schema described wrongly can be used now."""
    broken = {"parameters": [{"$ref": "#/components/parameters/Lost"}]}
    old, new = (shop({"/apps": {"get": {**operation("listApps"), **more}}}) for more in (broken, {}))
    assert told(old, new) == [("harmless", "call-usable", "app.list", "")]


def alternative(kind, *names):
    return {"type": "object", "properties": {"kind": {"const": kind}, **{name: {"type": "string"} for name in names}}}


def test_alternatives_by_a_value():
    """Alternatives that a field tells apart are compared by its value, whatever else they share."""
    choices = [
        [alternative("a", *"pqr"), alternative("b", *"stu")],
        [alternative("a", *"stu"), alternative("b", *"pqr")],
    ]
    old, new = (shop({"/things": {"put": operation("putThing", answered={"oneOf": each})}}) for each in choices)
    assert {each.where for each in heroics_py.diff(old, new).breaking} == {f"answer {name}" for name in "pqrstu"}


def test_places_of_a_list():
    """A list that describes another number of items by their places can't be compared as a whole."""
    texts = [{"type": "string"}, {"type": "string"}]
    schemas = [{"type": "object", "properties": {"it": {"type": "array", "prefixItems": texts[:n]}}} for n in (1, 2)]
    old, new = (shop({"/things": {"put": operation("putThing", sent=each)}}) for each in schemas)
    assert told(old, new) == [("risky", "not-comparable", "thing.update", "body it")]


def pets(field, **mapping):
    schemas = {
        name: {"type": "object", "required": ["kind", "type"], "properties": {"kind": {}, "type": {}, name: {}}}
        for name in ("Cat", "Dog")
    }
    places = {value: f"#/components/schemas/{name}" for value, name in mapping.items()}
    pet = {
        "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in schemas],
        "discriminator": {"propertyName": field, "mapping": places},
    }
    content = {"content": {"application/json": {"schema": pet}}}
    answer = {"200": {"description": "", **content}}
    link = {"post": {"tags": ["pet"], "operationId": "createPet", "requestBody": content, "responses": answer}}
    info = {"title": "pets", "version": "1"}
    return {"openapi": "3.0.3", "info": info, "paths": {"/pets": link}, "components": {"schemas": schemas}}


@pytest.mark.parametrize(
    ("new", "text"),
    [
        (pets("kind", cat="Dog", dog="Dog"), "the body is Dog now where 'kind' is 'cat' (before: Cat)"),
        (pets("kind", dog="Dog"), "the body is of no known kind now where 'kind' is 'cat' (before: Cat)"),
        (pets("type", cat="Cat", dog="Dog"), "the body is told apart by 'type' now (before: 'kind')"),
    ],
)
def test_discriminator(new, text):
    """Another field or value that tells alternatives apart is risky, though no schema says that it counts."""
    changes = heroics_py.diff(pets("kind", cat="Cat", dog="Dog"), new)
    assert (changes.breaking, text in [each.message for each in changes.risky]) == ((), True)


def test_alternatives_at_once():
    """An answer that may follow two alternatives at once surprises code that expects one of them alone."""
    text = {"type": "string"}
    pets = [{"type": "object", "properties": {name: text, "id": text}} for name in ("bark", "meow")]
    kinds = [{**each, "required": ["kind"], "properties": {"kind": {"const": n}}} for n, each in enumerate(pets)]

    def answered(keyword, alternatives):
        return shop(
            {"/pets/{id}": {"get": operation("getPet", answered={"properties": {"pet": {keyword: alternatives}}})}}
        )

    assert told(answered("oneOf", pets), answered("anyOf", pets))[0][:2] == ("risky", "alternatives-changed")
    assert told(answered("anyOf", pets), answered("oneOf", pets)) == []
    assert told(answered("oneOf", kinds), answered("anyOf", kinds)) == []


def listed(**fields):
    return shop({"/books": {"get": {**operation("listBooks", tags=["Book"], **fields)}}})


def test_further_name():
    """A further name that does not find a call any more is risky, because the call itself stays."""
    (change,) = heroics_py.diff(listed(), listed(operationId="bookList"))
    assert (change.effect, change.kind, change.message) == (
        "risky",
        "alias-gone",
        "is not found as 'list_books' or 'listBooks' any more",
    )


def test_empty_text():
    """A parameter that took an empty text although its schema refuses it, and does not now, breaks calls."""

    def searched(**fields):
        query = {"in": "query", "name": "q", "schema": {"type": "string", "minLength": 1}, **fields}
        return listed(parameters=[query])

    assert told(searched(allowEmptyValue=True), searched()) == [("breaking", "limit-tightened", "book.list", "query q")]
    assert told(searched(), searched(allowEmptyValue=True)) == []


def test_limits_of_a_list():
    """An answer that is a list has limits of its own, beside those of its items."""
    lists = [{"type": "array", "items": {"type": "string"}, **more} for more in ({"minItems": 1}, {})]
    (change,) = heroics_py.diff(*(shop({"/books": {"get": operation("listBooks", answered=each)}}) for each in lists))
    assert (change.effect, change.message) == ("risky", "the answer is not limited to at least 1 item any more")
