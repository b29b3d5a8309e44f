"""What differs between the arguments, answers and credentials of a link."""

import pytest

import heroics_py
from tests.helpers.compared import operation, shop, told

TEXT = {"type": "string"}
FORM = {"application/x-www-form-urlencoded": {"schema": {"type": "object", "properties": {"id": TEXT}}}}
PLAIN = {"text/plain": {"schema": TEXT}}
JSON = {"application/json": {"schema": {"type": "object", "properties": {"id": TEXT}}}}


def parameter(name, place="query", **fields):
    return {"name": name, "in": place, "schema": TEXT, "required": place == "path", **fields}


def call(path="/books/{isbn}", *parameters, **fields):
    path_parameters = [parameter(each[1:-1], "path") for each in path.split("/") if each.startswith("{")]
    return shop(
        {
            path: {
                "get": {**operation("getBook", tags=["Book"]), "parameters": [*path_parameters, *parameters], **fields}
            }
        }
    )


def called(*parameters):
    return call("/books/{isbn}", *parameters)


def answers(**replies):
    """Return a call with replies by status: ``_200`` is the media types of a 200."""
    return call(responses={name[1:]: {"description": "it", "content": each} for name, each in replies.items()})


def headed(*names):
    """Return a call whose answer has header fields."""
    return call(responses={"200": {"description": "it", "headers": {each: {"schema": TEXT} for each in names}}})


def sent(content):
    """Return a call with a body of several media types."""
    return shop({"/books": {"post": {**operation("createBook", tags=["Book"]), "requestBody": {"content": content}}}})


def secured(*needs, **schemes):
    kinds = {"token": {"type": "http", "scheme": "bearer"}, "key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    document = call(security=[*needs])
    return {**document, "components": {"securitySchemes": kinds | schemes}}


GET = "book.get"

PAIRS = {
    "a new argument": (call("/books/{isbn}"), call("/shelves/{shelf}/books/{isbn}"), [
        ("breaking", "argument-new", GET, "argument shelf"), ("risky", "path-moved", GET, ""),
    ]),
    "an argument with another name": (call("/books/{isbn}"), call("/books/{id}"), [
        ("breaking", "argument-renamed", GET, "argument isbn"),
    ]),
    "arguments in another order": (call("/shelves/{x}/books/{y}"), call("/shelves/{y}/books/{x}"), [
        ("breaking", "arguments-reordered", GET, "argument x"),
        ("breaking", "arguments-reordered", GET, "argument y"),
    ]),
    "a query parameter less": (called(parameter("q")), called(), [("breaking", "field-gone", GET, "query q")]),
    "a query parameter more": (called(), called(parameter("q")), [("harmless", "field-new", GET, "query q")]),
    "a required header": (called(), called(parameter("X-Shop", "header", required=True)), [
        ("breaking", "field-required", GET, "header X-Shop"),
    ]),
    "a parameter in another place": (called(parameter("q")), called(parameter("q", "header")), [
        ("risky", "field-moved", GET, "query q"),
    ]),
    "a list that is spelled otherwise": (
        called(parameter("q", schema={"type": "array", "items": TEXT})),
        called(parameter("q", schema={"type": "array", "items": TEXT}, explode=False)),
        [("risky", "spelling-changed", GET, "query q")],
    ),
    "a value less for a parameter": (
        called(parameter("q", schema={"enum": ["a", "b"]})),
        called(parameter("q", schema={"enum": ["a"]})),
        [("breaking", "enum-value-gone", GET, "query q")],
    ),
    "an answer without a body": (answers(_200=JSON), answers(_204={}), [
        ("breaking", "answer-gone", GET, "answer"), ("risky", "success-new", GET, "answer"),
        ("harmless", "success-gone", GET, "answer"),
    ]),
    "another media type": (answers(_200=JSON), answers(_200={"text/csv": {"schema": TEXT}}), [
        ("breaking", "answer-kind-changed", GET, "answer"),
    ]),
    "a list for one thing": (
        answers(_200=JSON), answers(_200={"application/json": {"schema": {"type": "array", "items": TEXT}}}),
        [("breaking", "answer-kind-changed", GET, "answer")],
    ),
    "a further success": (answers(_200=JSON), answers(_200=JSON, _201=JSON), [
        ("risky", "success-new", GET, "answer"),
    ]),
    "an error less": (answers(_200=JSON, _404=JSON), answers(_200=JSON), [("risky", "error-gone", GET, "answer")]),
    "an error more": (answers(_200=JSON), answers(_200=JSON, _404=JSON), [
        ("harmless", "error-new", GET, "answer"),
    ]),
    "credentials where none were": (secured(), secured({"token": []}), [
        ("breaking", "credentials-needed", GET, ""),
    ]),
    "other credentials": (secured({"token": []}), secured({"key": []}), [
        ("breaking", "credentials-changed", GET, ""),
    ]),
    "credentials that are needed together": (secured({"token": []}), secured({"token": [], "key": []}), [
        ("breaking", "credentials-changed", GET, ""),
    ]),
    "a choice of credentials": (secured({"token": []}), secured({"token": []}, {"key": []}), [
        ("harmless", "credentials-changed", GET, ""),
    ]),
    "no credentials any more": (secured({"token": []}), secured({"token": []}, {}), [
        ("harmless", "credentials-unneeded", GET, ""),
    ]),
    "a further scope": (secured({"token": ["read"]}), secured({"token": ["read", "write"]}), [
        ("breaking", "scopes-needed", GET, ""),
    ]),
    "the first scope": (secured({"token": []}), secured({"token": ["read"]}), [("risky", "scopes-needed", GET, "")]),
    "a scope less": (secured({"token": ["read", "write"]}), secured({"token": ["read"]}), [
        ("harmless", "scopes-unneeded", GET, ""),
    ]),
    "a scope beside another choice": (
        secured({"token": ["read"]}), secured({"token": ["write"]}, {"token": ["read"]}),
        [("harmless", "scopes-unneeded", GET, "")],
    ),
    "a header less": (headed("X-Total", "Link"), headed("link"), [("risky", "header-gone", GET, "")]),
    "another preferred media type": (sent(FORM), sent(FORM | JSON), [
        ("risky", "media-type-changed", "book.create", "body"),
    ]),
    "text that is sent as JSON": (sent(PLAIN), sent(PLAIN | {"application/json": {"schema": TEXT}}), [
        ("risky", "media-type-changed", "book.create", "body"),
    ]),
    "text that is sent as text": (sent(PLAIN), sent(PLAIN | JSON), []),
    "a default where none was": (called(parameter("q")), called(parameter("q", schema={**TEXT, "default": "a"})), [
        ("risky", "default-changed", GET, "query q"),
    ]),
    "a deprecated call": (call(), call(deprecated=True), [("risky", "deprecated", GET, "")]),
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_pair(name):
    """Each difference is told once, with its effect and its place."""
    old, new, expected = PAIRS[name]
    assert told(old, new) == expected


def test_paging():
    """A list that continues in another way works as before, also in an envelope."""
    items = {"type": "array", "items": {"type": "object", "properties": {"id": TEXT}}}
    pages = [parameter("page", schema={"type": "integer"}), parameter("per_page", schema={"type": "integer"})]
    envelope = {"type": "object", "properties": {"data": items, "next_cursor": TEXT}}

    def books(schema, *parameters):
        return shop({"/books": {"get": {**operation("listBooks", answered=schema), "parameters": [*parameters]}}})

    changes = told(books(items, *pages), books(envelope, *pages, parameter("cursor")))
    assert changes == [
        ("risky", "paging-changed", "book.list", "answer"),
        ("harmless", "field-new", "book.list", "query cursor"),
    ]


def test_what_a_list_has_beside_its_items():
    """What a caller finds in the list's ``meta`` is a part of the answer."""

    def books(**beside):
        items = {"type": "array", "items": {"type": "object", "properties": {"id": TEXT}}}
        answered = {"type": "object", "properties": {"data": items, "next_cursor": TEXT, **beside}}
        query = {"parameters": [parameter("cursor"), parameter("limit")]}
        return shop({"/books": {"get": {**operation("listBooks", answered=answered), **query}}})

    assert told(books(note=TEXT), books(note={"type": "integer"}, color=TEXT)) == [
        ("breaking", "type-changed", "book.list", "answer note"),
        ("harmless", "answer-field-new", "book.list", "answer color"),
    ]


def test_keyword_that_means_something_else():
    """A field whose keyword another argument takes over has another one."""
    sent = {"type": "object", "properties": {"page": TEXT}}
    old = shop({"/notes": {"post": operation("createNote", sent=sent)}})
    new = shop({"/notes": {"post": {**operation("createNote", sent=sent), "parameters": [parameter("page")]}}})
    assert ("breaking", "argument-renamed", "note.create", "body page") in told(old, new)


def test_alternatives_that_are_gone():
    """Each alternative that the body does not take any more is told."""
    kinds = [{"title": each, "properties": {each: TEXT}, "required": [each]} for each in "abcd"]
    old, new = (
        shop({"/notes": {"post": operation("createNote", sent={"anyOf": each})}}) for each in (kinds, kinds[:2])
    )
    messages = [each.message for each in heroics_py.diff(old, new)]
    assert messages == ["the body takes no c any more", "the body takes no d any more"]


def test_condition_of_a_query():
    """A condition for a query as a whole is compared, too."""

    def books(**condition):
        search = {"href": "/books", "method": "GET", "rel": "instances", "title": "List"}
        query = {"type": "object", "properties": {"title": TEXT, "year": TEXT}, **condition}
        definitions = {"book": {"links": [{**search, "schema": query}]}}
        return {"$schema": "http://json-schema.org/draft-07/hyper-schema", "definitions": definitions}

    changes = told(books(), books(dependencies={"year": ["title"]}))
    assert changes == [("breaking", "limit-tightened", "book.list", "query")]


def test_link_that_is_not_sent_any_more():
    """A link that becomes an e-mail address breaks its callers, and the text says what it is."""
    old, new = (
        {"title": "Shop", "links": [{"title": "Report", "rel": "report", "href": href}]}
        for href in ("/reports", "mailto:a@example.com")
    )
    message = "no request is sent any more: mailto:a@example.com is an e-mail address"
    assert [(each.effect, each.message) for each in heroics_py.diff(old, new)] == [("breaking", message)]
    assert "call-usable" in [each.kind for each in heroics_py.diff(new, old)]


def google(*scopes):
    """Return a Discovery document with one method, for which a token needs one of ``scopes``."""
    method = {"path": "apps", "httpMethod": "GET", "scopes": [*scopes]}
    return {
        "kind": "discovery#restDescription",
        "rootUrl": "https://api.shop.example/",
        "auth": {"oauth2": {"scopes": {}}},
        "resources": {"apps": {"methods": {"list": method}}},
    }


def test_scopes_of_which_one_is_needed():
    """A token that had one of the scopes of a Google API needs one that is still among them."""
    (change,) = heroics_py.diff(google("read", "write"), google("write", "admin"))
    assert (change.effect, change.message) == ("breaking", "a token needs the scope write or admin now")
    assert [each.kind for each in heroics_py.diff(google("write"), google("read", "write"))] == ["scopes-unneeded"]
