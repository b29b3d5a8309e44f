"""Links whose hrefs lead to no web server: e-mail addresses, phone numbers and the like."""

import pytest

import heroics_py
from heroics_py import CallError
from heroics_py.testing import sandbox

DRAFT_4 = "http://json-schema.org/draft-04/hyper-schema#"
NEWEST = "https://json-schema.org/draft/2019-09/hyper-schema"
HREFS = [
    ("mailto:{email}", "ann@x.example", "mailto:ann@x.example", "an e-mail address"),
    ("MailTo:{email}?subject=hello", "a+b@x.example", "MailTo:a+b@x.example?subject=hello", "an e-mail address"),
    ("tel:{phone}", "+49-30-1", "tel:+49-30-1", "a phone number"),
    ("sms:{phone}", "+49301", "sms:+49301", "a number for text messages"),
    ("geo:{place}", "48.2", "geo:48.2", "a geographic location"),
    ("urn:isbn:{isbn}", "0-395", "urn:isbn:0-395", "a name (URN)"),
    ("javascript:alert('{x}')", "a@b", "javascript:alert('a%40b')", "a script"),
    ("data:text/plain,{x}", "a+b", "data:text/plain,a%2Bb", "data written into the link"),
    ("ftp://files.example/{x}", "a b", "ftp://files.example/a%20b", "a file on an FTP server"),
    ("file:///home/{x}", "a", "file:///home/a", "a file of this computer"),
    ("wss://api.example/{x}", "a", "wss://api.example/a", "a WebSocket"),
    ("skype:{x}", "a", "skype:a", "an address with the scheme 'skype'"),
]


def document(href, dialect=DRAFT_4, **keywords):
    link = {"rel": "contact", "title": "Contact", "href": href} | keywords
    info = {"rel": "self", "title": "Info", "href": "/people/{id}", "targetSchema": {"$ref": "#/definitions/person"}}
    person = {"properties": {"id": {}, "email": {}, "phone": {}, "x": {}}, "links": [info, link]}
    base = [{"rel": "self", "href": "https://api.example/v1/"}]
    return {"$schema": dialect, "base": "https://api.example/v1/", "definitions": {"person": person}, "links": base}


@pytest.mark.parametrize("dialect", [DRAFT_4, NEWEST])
@pytest.mark.parametrize("case", HREFS)
def test_other_scheme_is_not_sent(talk, case, dialect):
    """A link with another scheme than http gives its filled address, and is never sent."""
    href, value, address, words = case
    client, transport = talk(document(href, dialect))
    assert client.person.contact.prepare(value).url == address
    for use in (client.person.contact, client.person.contact.send, client.person.contact.curl):
        with pytest.raises(CallError) as error:
            use(value)
        assert f"this link is {words}: {address}; it is not sent" in str(error.value)
    assert transport.requests == []


def test_links_says_what_it_is(talk):
    """The repr, the help and the table of a link say that it is not sent."""
    client, _ = talk(document("mailto:{email}"))
    link = client.person.contact
    shown = "mailto:{email} (an e-mail address, not sent)"
    assert repr(link) == f"<person.contact(email: str)  {shown}>"
    assert shown in link.__doc__
    assert "GET mailto" not in link.__doc__
    assert "client.person.contact.prepare(" in link.__doc__
    assert ").url" in link.__doc__
    assert shown in link._repr_html_()


def test_address_from_record(talk):
    """The links of a record contain its e-mail address, filled from its data."""
    client, _ = talk(document("mailto:{email}", NEWEST), (200, {}, {"id": "7", "email": "ann@x.example"}))
    person = heroics_py.links(client.person.info("7"))
    assert person.contact.prepare().url == "mailto:ann@x.example"


def test_example_of_the_specification(talk):
    """The e-mail link of JSON Hyper-Schema 2019-09, 10.3, gives the addresses that are printed there."""
    keywords = {
        "templateRequired": ["email"],
        "hrefSchema": {
            "required": ["title"],
            "properties": {"title": {"type": "string"}, "cc": {"type": "string", "format": "email"}, "email": False},
        },
    }
    schema = document("mailto:{email}?subject={title}{&cc}", NEWEST, **keywords)
    schema["definitions"]["person"]["properties"] |= {"title": {"type": "string"}, "cc": False}
    data = {"id": "7", "title": "The Awesome Thing", "email": "someone@example.com"}
    client, _ = talk(schema, (200, {}, data))
    contact = heroics_py.links(client.person.info("7")).contact
    assert contact.prepare().url == "mailto:someone@example.com?subject=The%20Awesome%20Thing"
    assert contact.prepare(title="your work").url == "mailto:someone@example.com?subject=your%20work"
    url = contact.prepare(title="your work", cc="other@elsewhere.org").url
    assert url == "mailto:someone@example.com?subject=your%20work&cc=other@elsewhere.org"


def test_recipients_are_not_injected(talk):
    """A value adds no second recipient and no further field to an e-mail address."""
    client, _ = talk(document("mailto:{email}"))
    address = client.person.contact.prepare("a@x.example,b@x.example?bcc=c@x.example").url
    assert address == "mailto:a@x.example%2Cb@x.example%3Fbcc%3Dc@x.example"


def test_sandbox_has_no_route_for_it():
    """The sandbox does not serve what is not sent."""
    with sandbox(document("mailto:{email}")) as client, pytest.raises(CallError, match="it is not sent"):
        client.person.contact("ann@x.example")


@pytest.mark.parametrize(
    "href", ["/people:batch", "people/{id}:check", "{id}:check", "http://api.example/v1/x", "?a:b"]
)
def test_colon_in_path_is_no_scheme(href):
    """A colon in a path or query begins no scheme."""
    assert [link.scheme for link in heroics_py.read(document(href)).links] == ["", ""]
