"""Responses checked against their schemas: the option check_answers."""

import copy
import json
import pickle
import warnings

import pytest

import heroics_py
from heroics_py import AnswerError, AnswerWarning
from tests.helpers.answer_api import BASE, answer_api, document
from tests.helpers.canned import canned, connected

pytestmark = pytest.mark.usefixtures("driver")

PARTS = {
    "tags": {"items": {"type": "string"}},
    "buyer": {"properties": {"password": {"type": "string"}, "name": {"type": "string"}}},
    "strict": {"strictProperties": True, "properties": {"a": {"type": ["string", "null"]}, "b": {}}},
}
BAD = {"id": 7, "tags": ["x", 1, 2], "buyer": {"password": 424242, "name": 1}}


@pytest.fixture
def orders():
    """A client whose order 7 has several problems, and whose orders are a list of them."""
    client, _ = answer_api({"/orders/7": BAD, "/orders": [{"id": 1}, {"id": 2}, {"id": "3"}]}, properties=PARTS)
    return client


def told(call):
    """Return the warnings of a call."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call()
    return caught


def problems_of(value, schema=None, **settings):
    """Return the pointers of the problems that an order with this value has."""
    client, _ = answer_api({"/orders/7": value}, properties=schema or PARTS, check_answers="raise", **settings)
    try:
        client.order.info("7")
    except AnswerError as error:
        return [each.pointer for each in error.problems]
    return []


def test_nothing_is_checked_by_default(orders):
    """Without the option, a response is returned as it is."""
    assert told(lambda: orders.order.info("7")) == []
    assert orders.order.info("7") == BAD


def test_raise(orders):
    """The error has all problems, the response and its data."""
    with pytest.raises(AnswerError) as caught:
        orders.with_options(check_answers="raise").order.info("7")
    error = caught.value
    assert {each.pointer for each in error.problems} == {"/id", "/tags/1", "/tags/2", "/buyer/name", "/buyer/password"}
    assert (error.link, error.response.status, error.response.data) == ("order.info", 200, BAD)
    assert str(error).startswith("order.info: the response does not follow its schema, 5 problems:\n  - id: expected")
    assert str(error).endswith("with_options(check_answers=None) returns the response all the same")
    assert isinstance(error, ValueError)


def test_raise_after_a_change(orders):
    """The error of a change says that the change was carried out."""
    with pytest.raises(AnswerError, match=r"the PATCH was carried out \(200\)"):
        orders.order.update.with_options(check_answers="raise")("7")


def test_warn_once_for_each_place(orders):
    """A warning comes once for each link and place, whichever item of a list it is about, at the caller's line."""
    client = orders.with_options(check_answers="warn")
    caught = told(lambda: client.order.info("7"))
    places = [each.message.problems[0].pointer for each in caught]
    assert sorted(places) == ["/buyer/name", "/buyer/password", "/id", "/tags/-"]
    assert {each.category for each in caught} == {AnswerWarning}
    assert {each.filename for each in caught} == {__file__}
    assert told(lambda: client.order.info("7")) == []
    (listed,) = told(client.order.list)
    assert str(listed.message) == (
        "order.list: the response does not follow its schema: -.id: expected string, got 1 (integer); "
        "check_answers=None does not check it"
    )


def test_secrets_are_not_shown(orders):
    """Neither a warning nor the text of an error has a secret of the response."""
    caught = told(lambda: orders.with_options(check_answers="warn").order.info("7"))
    with pytest.raises(AnswerError) as error:
        orders.with_options(check_answers="raise").order.info("7")
    texts = [str(each.message) for each in caught] + [str(error.value), repr(error.value), error.value._repr_html_()]
    assert not [text for text in texts if "424242" in text]


def test_strict_properties():
    """The keyword strictProperties is a promise about responses: all properties, and no others."""
    assert problems_of({"strict": {"a": None, "b": 1}}) == []
    assert problems_of({"strict": {"a": None}}) == ["/strict/b"]
    assert problems_of({"strict": {"a": "x", "b": 1, "c": 1}}) == ["/strict/c"]


@pytest.mark.parametrize(
    ("status", "body", "media_type"),
    [
        (204, b"", "application/json"),
        (200, b"", "application/json"),
        (200, b" \n", "application/json"),
        (200, b"text", "text/plain"),
        (200, b"\x00", "application/octet-stream"),
    ],
)
def test_responses_without_json(status, body, media_type):
    """Nothing is checked without JSON in the response."""
    client, _ = connected(
        lambda _: canned(status, body, Content_Type=media_type), document(), url=BASE, check_answers="raise"
    )
    client.order.info("7")


def test_errors_are_errors():
    """A response with an error status is its own error."""
    client, _ = connected(lambda _: canned(404, b'{"id": 7}'), document(), url=BASE, check_answers="raise")
    with pytest.raises(heroics_py.NotFound):
        client.order.info("7")


def test_null_is_a_value():
    """JSON's null is checked, as any other value."""
    schema = document()
    schema["definitions"]["order"]["type"] = "object"
    client, _ = connected(lambda _: canned(body=b"null"), schema, url=BASE, check_answers="raise")
    with pytest.raises(AnswerError, match="expected object, got None"):
        client.order.info("7")


def test_records_stay_records():
    """Checking a response leaves its records and their origins as they are."""
    client, _ = answer_api(
        {"/orders/7": {"id": "7", "buyer": {"id": "9"}}},
        properties={"buyer": {"$ref": "#/definitions/customer"}},
        check_answers="raise",
    )
    assert heroics_py.links(client.order.info("7").buyer).info.prepare().url == f"{BASE}/customers/9"


def test_later_pages(each_client):
    """Each page of a list is checked when it is fetched, and its warnings are about the caller's line."""
    pages = {None: ("[{}]", "a"), "a": ('[{"id": "1"}]', "b"), "b": ('[{"id": 2}]', "")}

    def respond(request):
        body, following = pages[request.headers.get("Range")]
        return canned(body=body.encode(), **({"Next_Range": following} if following else {}))

    client, _ = each_client.connected(respond, document(), url=BASE, check_answers="warn")
    found = client.order.list()
    (caught,) = told(lambda: list(found))
    assert caught.message.problems[0].pointer == "/-/id"
    failing = client.with_options(check_answers="raise").order.list()
    assert failing[1].id == "1"
    with pytest.raises(AnswerError, match=r"0\.id: expected string, got 2"):
        failing[2]


def test_prefetched_pages(monkeypatch):
    """A page that is fetched in the background warns at the line of the caller, too."""
    monkeypatch.setattr("heroics_py.call.lists.paging._WORTH_FETCHING_AHEAD", -1.0)
    pages = {None: '[{"id": "1"}]', "a": '[{"id": "2"}]', "b": '[{"id": 3}]'}
    following = {None: "a", "a": "b", "b": ""}

    def respond(request):
        place = request.headers.get("Range")
        return canned(body=pages[place].encode(), **({"Next_Range": following[place]} if following[place] else {}))

    client, _ = connected(respond, document(), url=BASE, check_answers="warn")

    def read():
        for _ in client.order.list():
            pass

    (caught,) = told(read)
    assert caught.filename == __file__


def test_gather_and_threads(orders):
    """Threads of one client warn once; gather warns at the line of its caller."""
    client = orders.with_options(check_answers="warn")
    caught = told(lambda: heroics_py.gather(client.order.info, ["7"] * 8))
    assert len(caught) == 4
    assert {each.filename for each in caught} == {__file__}


def test_cached_responses():
    """A cached response that has no problem is checked once, one with a problem each time."""
    with heroics_py.sandbox() as heroku:
        heroku.app.create(name="example")
        client = heroku.with_options(check_answers="raise")
        client.app.info("example")
        checks = client._core.answer_checks
        checks._check_of = lambda _: pytest.fail("checked again")
        assert client.app.info.send("example").from_cache


def test_sandbox_follows_its_schema():
    """The responses of a sandbox follow their schemas."""
    with heroics_py.sandbox() as heroku:
        client = heroku.with_options(check_answers="raise")
        client.app.create(name="example")
        client.app.list()
        client.app.update("example", maintenance=True)
        client.app.delete("example")


OPENAPI = {
    "openapi": "3.0.3",
    "info": {"title": "t", "version": "1"},
    "paths": {
        "/items/{id}": {
            "get": {
                "operationId": "getItem",
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {
                    "200": {
                        "description": "",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}},
                    },
                    "202": {"description": "", "content": {"application/json": {"schema": {"type": "array"}}}},
                    "203": {"description": ""},
                    "2XX": {"description": "", "content": {"application/*": {"schema": {"type": "string"}}}},
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Item": {
                "type": "object",
                "required": ["id", "password", "name"],
                "properties": {
                    "id": {"type": "integer", "readOnly": True},
                    "password": {"type": "string", "writeOnly": True},
                    "name": {"type": "string", "nullable": True},
                },
            }
        }
    },
}


@pytest.mark.parametrize(
    ("status", "value", "problems"),
    [
        (200, {"id": 1, "name": None}, []),
        (200, {"name": "x"}, ["/id"]),
        (200, {"id": 1, "name": "x", "password": "word"}, ["/password"]),
        (202, [], []),
        (202, {}, [""]),
        (203, 7, []),
        (201, "text", []),
        (201, 7, [""]),
    ],
)
def test_openapi_schema_of_the_status(status, value, problems):
    """A response of OpenAPI follows the schema of its status; what is writeOnly is neither required nor allowed."""
    client, _ = connected(
        lambda _: canned(status, json.dumps(value).encode()), OPENAPI, url=BASE, check_answers="raise"
    )
    if not problems:
        assert client.item.get("1") == value
        return
    with pytest.raises(AnswerError) as caught:
        client.item.get("1")
    assert [each.pointer for each in caught.value.problems] == problems
    assert "'word'" not in str(caught.value)


def test_required_and_write_only():
    """In a hyper-schema too, a required property that is writeOnly need not be in a response."""
    schema = {"x": {"properties": {"p": {"writeOnly": True}, "q": {}}, "required": ["p", "q"]}}
    assert problems_of({"x": {"q": 1}}, schema) == []
    assert problems_of({"x": {}}, schema) == ["/x/q"]


def test_many_problems():
    """A long list with a problem in each item is one warning, and one error with ten lines."""
    client, _ = answer_api({"/orders": [{"id": number} for number in range(3000)]})
    assert len(told(client.with_options(check_answers="warn").order.list)) == 1
    with pytest.raises(AnswerError) as caught:
        client.with_options(check_answers="raise").order.list()
    assert len(caught.value.problems) == 3000
    assert len(str(caught.value).splitlines()) == 13
    assert "and 2990 more" in str(caught.value)


def test_warnings_of_one_response_are_bounded():
    """Of a response with problems at very many places, the first 20 warn."""
    schema = {"map": {"additionalProperties": {"type": "string"}}}
    client, _ = answer_api(
        {"/orders/7": {"map": {f"k{number}": 1 for number in range(500)}}}, properties=schema, check_answers="warn"
    )
    assert len(told(lambda: client.order.info("7"))) == 20


def test_broken_schema():
    """A response whose schema can't be used is not checked, with one warning."""
    client, _ = answer_api({}, properties={"part": {"$ref": "#/nowhere"}}, check_answers="raise")
    (caught,) = told(lambda: [client.order.info("7"), client.order.info("8")])
    assert "it can't be checked: the reference '#/nowhere' points to nothing" in str(caught.message)


@pytest.mark.parametrize("value", ["yes", True, False, 1, "WARN"])
def test_invalid_option(value):
    """Any other value is an error that says what is expected."""
    for call in (
        lambda: heroics_py.connect(check_answers=value),
        lambda: heroics_py.connect().with_options(check_answers=value),
        lambda: heroics_py.connect().app.info.with_options(check_answers=value),
    ):
        with pytest.raises(ValueError, match=r'check_answers=.*: expected "warn" to warn of .*, "raise" to raise'):
            call()


def test_option_is_kept():
    """The option merges as others do, and stays in a pickle."""
    client = heroics_py.connect(check_answers="raise")
    assert pickle.loads(pickle.dumps(client))._options.check_answers == "raise"
    assert client.with_options(check_answers=None)._options.check_answers is None


def test_copies_of_a_warning():
    """A warning survives pickling and copying, with its problem."""
    warning = AnswerWarning((heroics_py.Problem(pointer="/-/id", message="is required"),), link="order.list")
    for other in (pickle.loads(pickle.dumps(warning)), copy.copy(warning)):
        assert (str(other), other.problems, other.link) == (str(warning), warning.problems, warning.link)


def test_followed_links():
    """A response behind a link of another response is checked against the schema of its address."""
    client, _ = answer_api(
        {"/orders/7": {"_links": {"customer": {"href": "/customers/9"}}}, "/customers/9": {"id": 9}},
        check_answers="raise",
    )
    with pytest.raises(AnswerError, match=r"order\[...\].customer: the response does not follow its schema: id"):
        heroics_py.links(client.order.info("7")).customer()


def test_hostile_texts():
    """Texts of a response that would steer a terminal are escaped."""
    client, _ = answer_api({"/orders/7": {"id": ["\x1b[31m"]}}, check_answers="warn")
    (caught,) = told(lambda: client.order.info("7"))
    assert "\x1b" not in str(caught.message)
