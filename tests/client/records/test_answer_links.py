"""Links that responses hold: HAL, JSON:API, and Link headers."""

import copy
import pickle

import pytest

import heroics_py
from heroics_py import links, refresh
from tests.helpers.answer_api import BASE, answer_api, document
from tests.helpers.canned import connected
from tests.helpers.scripted import Scripted, answer

pytestmark = pytest.mark.usefixtures("over_each_client")

HAL = {
    "id": "7",
    "_links": {
        "self": {"href": "/orders/7"},
        "customer": {"href": "/customers/9", "title": "Who ordered it"},
        "ea:find": {"href": "/orders{?id}", "templated": True},
        "curies": [{"name": "ea", "href": "https://docs.example/rels/{rel}", "templated": True}],
        "parts": [{"href": "/parts/1", "name": "first"}, {"href": "/parts/2", "name": "second"}],
        "update": {"href": "/history"},
        "class": {"href": "/class"},
        "https://rels.example/owner": {"href": "owner"},
    },
    "_embedded": {
        "customers": [{"id": "9", "_links": {"self": {"href": "/customers/9"}}}],
        "parts": [{"n": 1, "_links": {"self": {"href": "/parts/1"}, "maker": {"href": "/makers/4"}}}],
    },
}
JSON_API = {
    "data": {
        "type": "posts",
        "id": "1",
        "links": {"self": "/posts/1"},
        "relationships": {
            "author": {
                "links": {
                    "self": "/posts/1/relationships/author",
                    "related": {"href": "/posts/1/author", "meta": {"count": 1}},
                }
            },
            "tags": {"links": {"related": None}, "data": []},
        },
    },
    "included": [{"type": "people", "id": "9", "links": {"self": f"{BASE}/people/9"}}],
    "links": {"self": "/posts/1?include=author", "describedby": "/schema"},
}


def order_with(**fields):
    """Return an order whose response has these fields, and the requests that are sent."""
    client, transport = answer_api({"/orders/7": {"id": "7", **fields}})
    return client.order.info("7"), transport.sent


def linking(**targets):
    """Return the links of an order whose response has these links, and the requests."""
    order, sent = order_with(_links={rel: {"href": href} for rel, href in targets.items()})
    return links(order), sent


@pytest.fixture
def hal():
    client, transport = answer_api({"/orders/7": HAL})
    return client.order.info("7"), transport.sent


@pytest.fixture
def post():
    author = {"data": {"type": "people", "id": "9"}}
    client, transport = answer_api({"/orders/1": JSON_API, "/posts/1/author": author, "/people/9": author})
    return client.order.info("1"), transport.sent


# ---- HAL


def test_names(hal):
    """Links of a response are names beside those of the schema, which win; curies are not links."""
    order, _ = hal
    own = ["info", "update", "ship"]
    assert list(links(order).__dir__())[:3] == own
    assert set(dir(links(order))) - set(own) == {"self", "customer", "find", "parts", "update_", "class_", "owner"}


def test_nothing_is_sent_for_a_look(hal):
    """Names, repr, signature, docstring, table and completion send nothing."""
    order, sent = hal
    count = len(sent)
    scope = links(order)
    for name in dir(scope):
        link = getattr(scope, name)
        repr(link)
        assert name == "parts" or link.__doc__
    assert all("find" in text for text in (repr(scope), scope._repr_html_(), scope.__doc__))
    assert "ea:find" in scope._ipython_key_completions_()
    assert len(sent) == count


def test_follow_a_link(hal):
    """A link is followed by GET, at its address."""
    order, sent = hal
    assert links(order).owner() == {"path": "/orders/owner"}
    assert (sent[-1].method, sent[-1].url) == ("GET", f"{BASE}/orders/owner")


def test_template(hal):
    """The variables of a template are arguments."""
    order, sent = hal
    links(order).find(id=3)
    assert sent[-1].url == f"{BASE}/orders?id=3"
    with pytest.raises(heroics_py.CallError, match="'nmae'"):
        links(order).find(nmae=3)


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ({"href": "/orders{?id}"}, "/orders?id=3"),
        ({"href": "/orders{?id}", "templated": True}, "/orders?id=3"),
        ({"href": "{?id}", "templated": True}, "/orders/7?id=3"),
        ({"href": "lines/{id}", "templated": True}, "/orders/lines/3"),
        ({"href": "/orders/{id}/lines", "templated": True}, "/orders/3/lines"),
        ({"href": f"{BASE}/orders/{{id}}", "templated": True}, "/orders/3"),
        ({"href": "{+id}", "templated": True}, "/3"),
    ],
)
def test_templates(link, url):
    """A template is resolved against the URL of the response; braces make a template, too."""
    order, sent = order_with(_links={"find": link})
    links(order).find(id=3)
    assert sent[-1].url == f"{BASE}{url}"


def test_braces_of_a_url():
    """What the response says is not a template has no variables."""
    order, sent = order_with(_links={"odd": {"href": "/a{b}", "templated": False}})
    links(order).odd()
    assert sent[-1].url == f"{BASE}/a%7Bb%7D"


def test_index_by_relation(hal):
    """An index takes the relation as the response spells it, else a name of the schema."""
    order, _ = hal
    scope = links(order)
    assert scope["ea:find"].href == f"{BASE}/orders{{?id}}"
    assert (scope.update.method, scope["update"].method, scope.update_.method) == ("PATCH", "GET", "GET")
    assert scope["Info"].href == scope.info.href
    assert scope["ship"].method == "POST"


@pytest.mark.parametrize("name", ["custmer", "ea:fnd", 7])
def test_unknown_relation(hal, name):
    """An unknown relation is an error with the closest ones."""
    with pytest.raises(heroics_py.NoSuchName, match="has no link"):
        links(hal[0])[name]


def test_several_links_of_one_relation(hal):
    """A list of links is a list, by number and by name."""
    order, sent = hal
    parts = links(order).parts
    assert [link.href for link in parts] == [f"{BASE}/parts/1", f"{BASE}/parts/2"]
    parts["second"]()
    assert sent[-1].url == f"{BASE}/parts/2"
    with pytest.raises(heroics_py.CallError, match=r"has 2 links: call one of them, such as order\['7'\].parts\[0\]"):
        parts()
    with pytest.raises(heroics_py.NoSuchName, match="did you mean 'second'"):
        parts["secnd"]


def test_list_of_one_link():
    """A list of one link can be called as the link."""
    order, sent = order_with(_links={"part": [{"href": "/parts/1"}]})
    links(order).part()
    assert sent[-1].url == f"{BASE}/parts/1"
    assert len(links(order).part) == 1


def test_relation_is_described(hal):
    """A docstring says where the relation is described."""
    assert "https://docs.example/rels/find describes the relation" in links(hal[0]).find.__doc__
    assert "Who ordered it" in links(hal[0]).customer.__doc__


def test_schema_describes_the_target(hal):
    """If the schema has the address of a link, the record that it returns is of the schema's kind."""
    order, sent = hal
    customer = links(order).customer()
    assert links(customer).delete.prepare().url == f"{BASE}/customers/9"
    refresh(customer)
    assert sent[-1].url == f"{BASE}/customers/9"


def test_list_behind_a_link(hal, each_client):
    """A link to a list of the schema returns a Collection of its kind."""
    order, _ = hal
    found = links(order).find()
    assert isinstance(found, each_client.collection_type)
    assert links(found[0]).ship.prepare().url == f"{BASE}/orders/8/ship"


def test_embedded_records(hal):
    """An embedded record has its own links, and those of the schema at its own address."""
    order, sent = hal
    customer, part = order["_embedded"].customers[0], order["_embedded"].parts[0]
    assert links(customer).delete.prepare().url == f"{BASE}/customers/9"
    assert dir(links(part)) == ["maker", "self"]
    assert refresh(part) == {"path": "/parts/1"}
    assert links(part).maker() == {"path": "/makers/4"}
    assert sent[-1].url == f"{BASE}/makers/4"


def test_records_of_unknown_kind(hal):
    """A record that only a link of a response leads to has no links of the schema."""
    order, sent = hal
    part = links(order).parts[0]()
    with pytest.raises(heroics_py.CallError, match="the schema does not say which resource it describes"):
        links(part)
    assert refresh(part) == part
    assert sent[-1].url == f"{BASE}/parts/1"


def test_pickle_and_copy(hal):
    """Links of a record pickle and copy with those of the response."""
    scope = links(hal[0])
    for other in (pickle.loads(pickle.dumps(scope)), copy.deepcopy(scope), copy.copy(scope)):
        assert dir(other) == dir(scope)
        assert other.find.href == scope.find.href
        assert [link.href for link in pickle.loads(pickle.dumps(other.parts))] == [f"{BASE}/parts/1", f"{BASE}/parts/2"]


def test_items_of_a_list():
    """An item of a list has its own links, relative to the URL of the list."""
    client, transport = answer_api({"/orders": [{"id": "7", "_links": {"next": {"href": "?page=2"}}}]})
    links(client.order.list()[0]).next()
    assert transport.sent[-1].url == f"{BASE}/orders?page=2"


# ---- the answer is not trusted


@pytest.mark.parametrize(
    ("href", "text"),
    [
        ("https://evil.example/x", r"connect\(..., allowed_origins=\['https://evil.example'\]\)"),
        ("//evil.example/x", "allowed_origins"),
        ("http://api.example/x", r"allowed_origins=\['http://api.example'\]"),
        ("https://api.example:444/x", "allowed_origins"),
        ("https://api.example@evil.example/x", "credentials in it"),
        ("https://user:word@api.example/x", "credentials in it"),
        ("http://[", "not one of http or https"),
    ],
)
def test_other_addresses_are_refused(href, text):
    """Nothing is sent to another origin or scheme, and the error shows the way out."""
    scope, sent = linking(related=href)
    count = len(sent)
    with pytest.raises(heroics_py.SchemaError, match=text):
        scope.related()
    assert len(sent) == count


@pytest.mark.parametrize(
    ("href", "text"),
    [
        ("javascript:alert(1)", "this link is a script"),
        ("file:///etc/passwd", "this link is a file of this computer"),
        ("data:text/plain,x", "this link is data written into the link"),
        ("mailto:help@api.example", "this link is an e-mail address: mailto:help@api.example; it is not sent"),
        ("ftp://api.example/x", "this link is a file on an FTP server"),
    ],
)
def test_other_schemes_are_not_sent(href, text):
    """A link with another scheme than http and https says what it is, and is never sent."""
    scope, sent = linking(related=href)
    count = len(sent)
    with pytest.raises(heroics_py.CallError, match=text):
        scope.related()
    assert len(sent) == count


def test_allowed_origin():
    """An allowed origin gets the request, and none of the API's credentials."""
    related = {"_links": {"file": {"href": "https://files.example/7"}}}
    client, transport = answer_api({"/orders/7": related}, allowed_origins=["https://files.example"])
    links(client.order.info("7")).file()
    assert transport.sent[-1].url == "https://files.example/7"
    assert "Authorization" not in transport.sent[-1].headers


@pytest.mark.parametrize(
    ("link", "text"),
    [
        ({"rel": "remove", "href": "/orders/7", "method": "delete"}, "it is a DELETE, and a link in a response is"),
        (
            {"rel": "send", "href": "/orders/7/ship", "method": "POST"},
            r"followed by GET only; the schema's own call is order.ship\('7'\)",
        ),
        ({"rel": "send", "href": "/orders/7/ship"}, r"has no GET at its address; the schema's own call is order.ship"),
    ],
)
def test_changes_are_refused(link, text):
    """A link of a response never changes anything; the error names the call of the schema that does."""
    order, sent = order_with(links=[link])
    count = len(sent)
    with pytest.raises(heroics_py.SchemaError, match=text):
        links(order)[link["rel"]]()
    assert len(sent) == count


def test_broken_template():
    """A template with an error costs only its own link."""
    order, _ = order_with(_links={"bad": {"href": "/o{x", "templated": True}, "good": {"href": "/good"}})
    with pytest.raises(heroics_py.SchemaError, match="braces are not balanced"):
        links(order).bad()
    assert links(order).good() == {"path": "/good"}


def test_hostile_names():
    """Relations that would steer a terminal are escaped, and those without letters are reached by index."""
    order, _ = order_with(_links={"\x1b[31mred": {"href": "/red"}, "::": {"href": "/colons"}, "__x__": {"href": "/x"}})
    scope = links(order)
    for text in (repr(scope), scope.__doc__, repr(scope["\x1b[31mred"])):
        assert "\x1b" not in text
    assert scope["::"]() == {"path": "/colons"}
    assert not [name for name in dir(scope) if name.startswith("_")]


def test_secrets_in_addresses():
    """Secrets in the address of a link are not shown, and are sent."""
    order, sent = order_with(_links={"file": {"href": "/file?access_token=abc123def456", "title": "A file"}})
    scope = links(order)
    texts = [
        repr(scope),
        repr(scope.file),
        scope.file.__doc__,
        scope.file._repr_html_(),
        scope._repr_html_(),
        scope.__doc__,
    ]
    assert not [text for text in texts if "abc123" in text]
    scope.file()
    assert sent[-1].url == f"{BASE}/file?access_token=abc123def456"


def test_number_of_links_is_bounded():
    """Of a response with very many links, the first 200 are offered."""
    order, _ = order_with(_links={f"l{number}": {"href": f"/{number}"} for number in range(5000)})
    assert len([name for name in dir(links(order)) if name.startswith("l")]) == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"_links": "x"},
        {"_links": [1]},
        {"_links": {"x": 7, "y": {"href": 7}, "z": [[{"href": "/a"}]], "w": None}},
        {"links": {"github": "octocat"}},
        {"links": ["/a", {"rel": 7, "href": "/a"}, {"href": "/a"}]},
        {"relationships": {"a": {"links": 7}, "b": 7}},
    ],
)
def test_fields_that_are_no_links(fields):
    """Fields of these names without links in them are data."""
    order, _ = order_with(**fields)
    assert set(dir(links(order))) == {"info", "update", "ship"}


def test_read_only_and_secret_resources():
    """Responses of a secret resource are not cached, whichever link leads there; nor what may be one."""
    client, transport = answer_api(
        {"/orders/7": {"_links": {"customer": {"href": "/customers/9"}, "x": {"href": "/x"}}}},
        secret_resources=["customer"],
        read_only=True,
    )
    scope = links(client.order.info("7"))
    scope.customer()
    assert transport.sent[-1].storable is False
    scope.x()
    assert transport.sent[-1].options.cache_mode == "bypass"


def test_on_the_wire():
    """A followed link has the client's token and cache; a redirect's URL is what its links are relative to."""

    def step(wire, request, number):
        path = request.split()[1].decode()
        if path == "/v1/orders/7":
            wire.say(answer(302, b"", Location="/v2/shop/7"))
        elif path == "/v2/shop/7":
            wire.say(
                answer(body=b'{"id": "7", "_links": {"part": {"href": "parts"}}}', Content_Type="application/json")
            )
        elif b"If-None-Match" in request:
            wire.say(answer(304, b"", ETag='"1"'))
        else:
            wire.say(answer(body=b'{"n": 1}', Content_Type="application/json", ETag='"1"'))

    with Scripted(step) as server:
        client = heroics_py.connect(document(), url=f"{server.url}/v1", token="word", trust_environment=False)
        part = links(client.order.info("7")).part
        assert [part().n, part().n] == [1, 1]
        assert part.send().from_cache
        client.close()
    assert server.heads[2:] == ["GET /v2/shop/parts HTTP/1.1"] * 3
    assert server.header("Authorization") == "Bearer word"


# ---- JSON:API


def test_json_api_document(post):
    """A document has its own links, and those of its resource."""
    document, sent = post
    assert {"self", "author", "author_relationship", "describedby"} <= set(dir(links(document)))
    assert links(document)["self"].href == f"{BASE}/posts/1"
    assert links(document).author() == {"data": {"type": "people", "id": "9"}}
    assert sent[-1].url == f"{BASE}/posts/1/author"


def test_json_api_resource(post):
    """A resource in a document has its links and relationships."""
    document, _ = post
    assert dir(links(document.data)) == ["author", "author_relationship", "self"]
    assert links(document.data).author_relationship.href == f"{BASE}/posts/1/relationships/author"


def test_json_api_refresh(post):
    """A resource in a document is read again by its own link, without the document around it."""
    document, sent = post
    assert refresh(document.included[0]) == {"type": "people", "id": "9"}
    assert sent[-1].url == f"{BASE}/people/9"


# ---- Link headers


def test_link_header():
    """The links of a Link header are links of the record, relative to the URL of its response."""
    header = '</terms,x>; rel="terms-of-service license", <next>; rel=next; title="The next"'
    client, _ = answer_api({"/orders/7": {"id": "7"}}, header=header)
    scope = links(client.order.info("7"))
    assert scope.terms_of_service() == {"path": "/terms,x"}
    assert scope.license.href == scope.terms_of_service.href
    assert scope["next"].href == f"{BASE}/orders/next"
    assert scope["next"].title == "The next"


def test_link_header_about_something_else():
    """A link with the anchor of something else is not about the record."""
    header = f'</a>; rel=up; anchor="/other", </b>; rel=related; anchor="", </c>; rel=about; anchor="{BASE}/orders/7"'
    client, _ = answer_api({"/orders/7": {"id": "7"}}, header=header)
    assert {"up", "related", "about"} & set(dir(links(client.order.info("7")))) == {"related", "about"}


def test_link_header_of_a_list():
    """The Link header of a list is about the list, not about its items."""
    client, _ = answer_api({"/orders": [{"id": "7"}]}, header="</orders?page=1>; rel=first")
    assert "first" not in dir(links(client.order.list()[0]))


def test_body_before_header():
    """Of a relation in body and header, that of the body counts."""
    client, _ = answer_api({"/orders/7": {"_links": {"next": {"href": "/orders/8"}}}}, header="</orders/9>; rel=next")
    assert links(client.order.info("7"))["next"].href == f"{BASE}/orders/8"


# ---- plain fields


@pytest.mark.parametrize("name", ["self", "href", "url"])
def test_url_of_a_part(name):
    """A part of a record whose kind is unknown is read by the field with its own URL."""
    order, sent = order_with(customer={"name": "Ann", name: f"{BASE}/customers/9"})
    assert links(order.customer).delete.prepare().url == f"{BASE}/customers/9"
    refresh(order.customer)
    assert sent[-1].url == f"{BASE}/customers/9"


def test_url_of_something_else():
    """A URL at another address is data, not the part's own."""
    order, _ = order_with(hook={"url": "https://hooks.example/7"}, nick={"self": "me"})
    for part in (order.hook, order.nick):
        with pytest.raises(heroics_py.CallError, match="does not say which resource it describes"):
            links(part)


def test_invalid_href_in_the_schema():
    """A link of the schema that is not a URL does not keep the links of responses from being followed."""
    schema = document()
    schema["definitions"]["order"]["links"].append({"rel": "x", "title": "Broken", "href": "http://["})
    client, transport = connected(lambda _: {"id": "7", "_links": {"next": {"href": "/next"}}}, schema, url=BASE)
    links(client.order.info("7")).next()
    assert transport.sent[-1].url == f"{BASE}/next"


# ---- What a program types


def test_example_starts_at_the_record(hal):
    """The examples of a link in a response start with the links of the record, which is where the link is."""
    scope = links(hal[0])
    assert "    heroics_py.links(record).find(id=" in scope.find.__doc__
    assert "    heroics_py.links(record).parts[1]()" in scope.parts[1].__doc__
    assert "heroics_py.links(record).customer()" in scope.customer._repr_html_()
    assert "    client.order['7'].info()" in scope.info.__doc__


def test_relation_by_its_url(hal):
    """A relation with a prefix is found by the URL that the prefix shortens."""
    order, sent = hal
    links(order)["https://docs.example/rels/find"](id=3)
    assert sent[-1].url == f"{BASE}/orders?id=3"


def test_contains(hal):
    """A name, a relation and a link of the response are in the links of its record; other names are not."""
    scope = links(hal[0])
    assert "find" in scope
    assert "ea:find" in scope
    assert scope.find in scope
    assert "info" in scope
    assert "fnd" not in scope
