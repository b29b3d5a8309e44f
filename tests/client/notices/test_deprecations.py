"""Warnings about what is deprecated: links, fields, and what the headers of responses announce."""

import threading
import warnings

import pytest

import heroics_py
from heroics_py import DeprecationNotice
from tests.helpers.answer_api import BASE, answer_api, document
from tests.helpers.canned import canned, connected

pytestmark = pytest.mark.usefixtures("driver")


def told(call):
    """Return the texts of the warnings of a call."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call()
    assert {each.category for each in caught} <= {DeprecationNotice}
    assert {each.filename for each in caught} <= {__file__}
    return [str(each.message) for each in caught]


def answering(status=200, schema=None, **headers):
    """Return a client whose responses have these headers."""
    client, _ = connected(lambda _: canned(status, b'{"id": "7"}', **headers), schema or document(), url=BASE)
    return client


def with_link(title="Info", kind="order", **keywords):
    """Return a schema in which a link has these keywords."""
    schema = document()
    for link in schema["definitions"][kind]["links"]:
        if link["title"] == title:
            link.update(keywords)
    return schema


# ---- headers


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        ({"Deprecation": "@1688169599"}, "order.info is deprecated since 2023-06-30"),
        ({"Deprecation": "@9999999999"}, "order.info will be deprecated from 2286-11-20 on"),
        ({"Deprecation": "true"}, "order.info is deprecated"),
        ({"Deprecation": "?1"}, "order.info is deprecated"),
        ({"Deprecation": "Sun, 11 Nov 2018 23:59:59 GMT"}, "order.info is deprecated since 2018-11-11"),
        ({"Deprecation": 'version="v1"'}, "order.info is deprecated"),
        (
            {"Deprecation": 'version="v1", date="Sun, 11 Nov 2018 23:59:59 GMT"'},
            "order.info is deprecated since 2018-11-11",
        ),
        ({"Sunset": "Sat, 31 Dec 2050 23:59:59 GMT"}, "order.info will stop working on 2050-12-31"),
        ({"Sunset": "Tue, 31 Dec 2019 23:59:59 GMT"}, "order.info was to stop working on 2019-12-31"),
        ({"Sunset": "2050-12-31"}, "order.info will stop working on 2050-12-31"),
        (
            {"Deprecation": "@1688169599", "Sunset": "Sat, 31 Dec 2050 23:59:59 GMT"},
            "order.info is deprecated since 2023-06-30 and will stop working on 2050-12-31",
        ),
        (
            {"Deprecation": "true", "Link": '</why>; rel="deprecation"; type="text/html"'},
            f"order.info is deprecated; see {BASE}/why",
        ),
        (
            {
                "Sunset": "Sat, 31 Dec 2050 23:59:59 GMT",
                "Link": '<https://docs.example/end>; rel=sunset, </v2>; rel="successor-version"',
            },
            f"order.info will stop working on 2050-12-31; see https://docs.example/end; its successor is {BASE}/v2",
        ),
    ],
)
def test_headers(headers, text):
    """Deprecation (RFC 9745 and its drafts) and Sunset (RFC 8594) warn, with the date and the link that tells more."""
    assert told(lambda: answering(**headers).order.info("7")) == [text]


@pytest.mark.parametrize(
    "headers",
    [
        {"Deprecation": "false"},
        {"Deprecation": "?0"},
        {"Deprecation": "rubbish"},
        {"Deprecation": "@"},
        {"Deprecation": "@999999999999999999"},
        {"Deprecation": ""},
        {"Sunset": "soon"},
        {"Sunset": "Sun, 31 Feb 2050 23:59:59 GMT"},
        {"Link": "</why>; rel=deprecation"},
    ],
)
def test_headers_without_a_meaning(headers):
    """Values of no known form, and links alone, announce nothing."""
    assert told(lambda: answering(**headers).order.info("7")) == []


def test_once_for_each_link():
    """Each link warns once for each client."""
    client = answering(Deprecation="true")
    assert len(told(lambda: [client.order.info(name) for name in "789"])) == 1
    assert told(lambda: client.order.update("7")) == ["order.update is deprecated"]
    assert told(lambda: client.with_options(timeout=9).order.info("7")) == []
    assert len(told(lambda: answering(Deprecation="true").order.info("7"))) == 1


def test_once_in_many_threads():
    """Threads of one client warn once together, at the line of the caller of gather."""
    client = answering(Deprecation="true")
    assert len(told(lambda: heroics_py.gather(client.order.info, [str(number) for number in range(20)]))) == 1


def test_on_errors():
    """An error warns too: what is gone was announced."""
    client = answering(410, Sunset="Tue, 31 Dec 2019 23:59:59 GMT")

    def call():
        with pytest.raises(heroics_py.Gone):
            client.order.info("7")

    assert told(call) == ["order.info was to stop working on 2019-12-31"]


def test_prepared_requests():
    """A request that is only prepared or looked at warns of nothing."""
    client = answering(schema=with_link(deprecated=True))

    def look():
        client.order.info.prepare("7")
        client.order.info.curl("7")
        repr(client.order.info)

    assert told(look) == []


def test_hostile_headers():
    """Secrets and control characters of a header are not shown."""
    link = "</x?access_token=abcdef0123456789abcdef>; rel=deprecation"
    (text,) = told(lambda: answering(Deprecation="true", Link=link).order.info("7"))
    assert "abcdef0123456789abcdef" not in text


def test_category():
    """The category is shown by default, everywhere, and is one of the API's warnings."""
    assert issubclass(DeprecationNotice, heroics_py.ApiWarning)
    assert not issubclass(DeprecationNotice, DeprecationWarning | PendingDeprecationWarning)


# ---- the schema


@pytest.mark.parametrize(
    ("keywords", "text"),
    [
        ({"deprecated": True}, "order.info is deprecated"),
        ({"deprecated": "use details"}, "order.info is deprecated; see use details"),
        ({"stability": "deprecated"}, "order.info is deprecated"),
        ({"stability": "deprecation"}, "order.info is deprecated"),
        (
            {"stability": "deprecation", "deprecated_at": "2015-01-01", "deactivate_on": "2050-10-01"},
            "order.info is deprecated since 2015-01-01 and will stop working on 2050-10-01",
        ),
        ({"deactivate_on": "2016-10-01"}, "order.info is deprecated and was to stop working on 2016-10-01"),
        ({"deactivate_on": "next year"}, "order.info is deprecated"),
    ],
)
def test_deprecated_links(keywords, text):
    """A link that the schema marks as deprecated warns once, when it is called."""
    client = answering(schema=with_link(**keywords))
    assert told(lambda: [client.order.info("7"), client.order.info("8")]) == [text]
    assert told(lambda: client.order.update("7")) == []


@pytest.mark.parametrize("keywords", [{"deprecated": False}, {"stability": "production"}, {"deprecated": {}}])
def test_other_links(keywords):
    """Other values of these keywords mean nothing."""
    assert told(lambda: answering(schema=with_link(**keywords)).order.info("7")) == []


def test_deprecated_resource():
    """The links of a deprecated resource are deprecated."""
    schema = document()
    schema["definitions"]["customer"] |= {"stability": "deprecation", "deactivate_on": "2016-10-01"}
    client = answering(schema=schema)
    assert told(lambda: client.customer.info("7")) == [
        "customer.info is deprecated and was to stop working on 2016-10-01"
    ]
    assert told(lambda: client.order.info("7")) == []


def test_schema_and_headers():
    """What the schema and the headers say is one warning."""
    client = answering(schema=with_link(deprecated=True), Deprecation="@1688169599", Link="</why>; rel=deprecation")
    assert told(lambda: client.order.info("7")) == [f"order.info is deprecated since 2023-06-30; see {BASE}/why"]


BODY = {
    "properties": {
        "note": {"type": "string", "deprecated": True},
        "state": {"$ref": "#/definitions/order/definitions/old"},
        "rows": {"items": {"properties": {"code": {"deprecated": True}, "n": {}}}},
        "name": {"type": "string"},
    }
}


@pytest.mark.parametrize(
    ("fields", "texts"),
    [
        ({"name": "x"}, []),
        ({"note": "x"}, ["order.update: the field 'note' is deprecated"]),
        ({"state": "x"}, ["order.update: the field 'state' is deprecated"]),
        ({"rows": [{"n": 1}, {"code": 1}]}, ["order.update: the field 'rows.code' is deprecated"]),
        (
            {"note": "x", "state": "y"},
            ["order.update: the field 'note' is deprecated", "order.update: the field 'state' is deprecated"],
        ),
    ],
)
def test_deprecated_fields(fields, texts):
    """A deprecated field warns once for each link, if it is sent."""
    schema = with_link("Update", schema=BODY)
    schema["definitions"]["order"]["definitions"]["old"] = {"type": "string", "deprecated": True}
    client = answering(schema=schema)
    assert told(lambda: [client.order.update("7", **fields), client.order.update("8", **fields)]) == texts
    assert told(lambda: client.order.update("7", fields)) == []


def test_deprecated_query():
    """A deprecated field of a query warns, if it is sent."""
    client = answering(schema=with_link(schema={"properties": {"old": {"deprecated": True}, "new": {}}}))
    assert told(lambda: client.order.info("7", new="x")) == []
    assert told(lambda: client.order.info("7", old="x")) == ["order.info: the field 'old' is deprecated"]


def test_hal_link():
    """A link of a response that is deprecated warns when it is followed."""
    client, _ = answer_api(
        {"/orders/7": {"_links": {"old": {"href": "/old", "deprecation": "https://docs.example/old"}}}}
    )
    links = heroics_py.links(client.order.info("7"))
    assert told(lambda: [links.old(), links.old()]) == ["order[...].old is deprecated; see https://docs.example/old"]


# ---- OpenAPI


def openapi(operation, **parameters):
    """Return an API with one operation."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/items": {
                "post": {
                    "operationId": "createItem",
                    "responses": {"200": {"description": ""}},
                    "parameters": [
                        {"name": name, "in": place, "schema": {"type": "string"}, "deprecated": True}
                        for name, place in parameters.items()
                    ],
                    "requestBody": {
                        "content": {
                            "application/json": {"schema": {"properties": {"old": {"deprecated": True}, "new": {}}}}
                        }
                    },
                    **operation,
                }
            }
        },
    }


def test_openapi():
    """Deprecated operations, parameters, headers and properties of OpenAPI warn when they are sent."""
    client = answering(schema=openapi({}, page="query", Old="header", sid="cookie"))
    assert told(lambda: client.item.create(new=1)) == []
    assert told(lambda: client.item.create(old=1, page="2", Old="x", sid="y")) == [
        "item.create: the cookie parameter 'sid' is deprecated",
        "item.create: the header parameter 'Old' is deprecated",
        "item.create: the query parameter 'page' is deprecated",
        "item.create: the field 'old' is deprecated",
    ]
    more = {"deprecated": True, "externalDocs": {"url": "https://docs.example/v2"}, "x-sunset": "2050-01-01"}
    client = answering(schema=openapi(more))
    assert told(client.item.create) == [
        "item.create is deprecated and will stop working on 2050-01-01; see https://docs.example/v2"
    ]


# ---- help


def test_help_of_a_link():
    """Docstring, repr and table of a link say that it is deprecated, since when and until when."""
    keywords = {"deprecated": True, "deprecated_at": "2015-01-01", "deactivate_on": "2050-10-01"}
    client = answering(schema=with_link(**keywords))
    words = "Deprecated since 2015-01-01 until 2050-10-01"
    assert f"{words}: the API may remove it." in client.order.info.__doc__
    assert words in client.order.info._repr_html_()
    assert words in client.order._repr_html_()
    assert "(deprecated)" in repr(client.order.info)
    assert "(deprecated)" in client.order.__doc__
    assert "eprecated" not in client.order.update.__doc__ + repr(client.order.update)


def test_help_of_a_field():
    """Docstring and table of a link say which fields are deprecated."""
    schema = with_link("Update", schema={"properties": {"note": {"type": "string", "deprecated": True}}})
    link = answering(schema=schema).order.update
    assert "note (string, optional, deprecated)" in link.__doc__
    assert "optional, deprecated" in link._repr_html_()


def test_memory_is_bounded():
    """A client remembers the last 10,000 things that it told."""
    from heroics_py.support.once import Once

    once = Once(100)
    threads = [threading.Thread(target=lambda: [once.is_first(number) for number in range(1000)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(once._done) == 100


def test_links_of_responses_leave_nothing():
    """A client remembers no inputs of the links that responses hold, whose number has no end."""
    client, _ = answer_api({"/orders/7": {"id": "7", "_links": {f"r{n}": {"href": f"/r/{n}"} for n in range(50)}}})
    found = heroics_py.links(client.order.info("7"))
    core = found.r1._core
    before = len(core.deprecations._inputs)
    for number in range(50):
        found[f"r{number}"]()
    assert len(core.deprecations._inputs) == before


def test_field_after_a_followed_link():
    """A deprecated field of a query is told of also after a link of a response had the same URL."""
    schema = with_link("List", schema={"properties": {"q": {"type": "string", "deprecated": True}}})
    links = {"all": {"href": "/orders"}}
    client, _ = connected(lambda _: {"id": "7", "_links": links}, schema, url=BASE)
    found = heroics_py.links(client.order.info("7"))
    assert told(found.all) == []
    assert told(lambda: client.order.list(q="a")) == ["order.list: the field 'q' is deprecated"]


def test_secrets_in_addresses():
    """Where to read more is told without the secrets in the address."""
    header = '<https://user:hunter2@docs.example/?token=hunter2>; rel="deprecation"'
    client = answering(Deprecation="true", Link=header)
    assert told(lambda: client.order.info("7")) == ["order.info is deprecated; see https://***@docs.example/?token=***"]
    old = {"href": "/old", "deprecation": "https://docs.example/?token=hunter2"}
    client, _ = answer_api({"/orders/7": {"id": "7", "_links": {"old": old}}})
    link = heroics_py.links(client.order.info("7")).old
    assert "hunter2" not in f"{link!r} {link.__doc__} {link._repr_html_()}"
