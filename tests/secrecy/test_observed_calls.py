"""Hooks and spans hold no secrets: not of headers, cookies, queries, bodies, redirects or errors."""

import logging
from contextlib import suppress

import pytest
from canned import canned, connected
from scripted import Scripted, answer, saying

import heroics_py

pytestmark = pytest.mark.usefixtures("driver")

KEY = "k3y-of-the-account-0123456789"
SIGNATURE = "s1gnature-of-the-store-0123456789"
BODY = "body-s3cret-0123456789"


def document(url, place):
    """Return an OpenAPI document whose key is sent at ``place``."""
    scheme = (
        {"type": "apiKey", "in": place, "name": "account"} if place != "bearer" else {"type": "http", "scheme": place}
    )
    operation = {
        "operationId": "makeThing",
        "security": [{"key": []}],
        "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
        "responses": {"200": {"description": "fine"}},
    }
    return {
        "openapi": "3.0.3",
        "info": {"title": "Things", "version": "1"},
        "servers": [{"url": url}],
        "paths": {"/things": {"post": operation, "get": {**operation, "operationId": "getThing", "requestBody": {}}}},
        "components": {"securitySchemes": {"key": scheme}},
    }


class Seen(list):
    def hook(self, details):
        self.append(details)

    def text(self):
        """Return all that these values hold, and how they are shown."""
        return " ".join([f"{each!r} {each.__dict__}" for each in self])


def calls(seen, url, place, **options):
    """Send requests whose secrets are at ``place``, to a server that repeats them."""
    hooks = dict.fromkeys(("on_request", "on_response", "on_retry"), seen.hook)
    retries = heroics_py.Retry(backoff=0)
    client = heroics_py.connect(
        document(url, place), token=KEY, allowed_origins=[], retries=retries, **hooks, **options
    )
    with client:
        (resource,) = client
        links = getattr(client, resource)
        for name in dir(links):
            link = getattr(links, name)
            with suppress(heroics_py.HeroicsError):
                link({"password": BODY}) if link.method == "POST" else link()


def repeat(wire, request, number):
    """Fail, redirect to a signed URL, then respond with the secrets of the request in the headers."""
    line = request.partition(b"\r\n")[0].decode()
    if number % 3 == 1:
        return wire.say(answer(503, Location=f"/x?api_key={KEY}", Request_Id=KEY))
    if "/signed" not in line:
        location = f"/signed?X-Amz-Signature={SIGNATURE}&sig={SIGNATURE}&password={BODY}"
        return wire.say(answer(307, Location=location, Set_Cookie=f"session={KEY}"))
    return wire.say(answer(200, Request_Id=KEY, ETag=f'"{KEY}"'))


PLACES = ["query", "header", "cookie", "bearer"]


@pytest.mark.parametrize("place", PLACES)
def test_hooks_hold_no_secrets(place):
    """No value that a hook is called with holds a secret, wherever it was in the request or the response."""
    seen = Seen()
    with Scripted(repeat) as server:
        calls(seen, server.url, place)
        sent = b"".join(server.requests).decode()
    assert KEY in sent
    assert SIGNATURE in sent
    text = seen.text()
    assert len(seen) >= 4
    assert not [secret for secret in (KEY, SIGNATURE, BODY) if secret in text]


@pytest.mark.parametrize("place", PLACES)
def test_spans_hold_no_secrets(place):
    """No span holds a secret: not in its name, its attributes, its status or its events."""
    pytest.importorskip("opentelemetry.sdk.trace")
    from spans import recorded

    with Scripted(repeat) as server, recorded() as spans:
        calls(Seen(), server.url, place, telemetry=spans.provider)
    text = " ".join(span.to_json() for span in spans.ended)
    assert len(spans.ended) >= 4
    assert not [secret for secret in (KEY, SIGNATURE, BODY) if secret in text]


def test_userinfo_of_a_redirect():
    """The text of an error holds no password of the URL that a redirect leads to."""
    pytest.importorskip("opentelemetry.sdk.trace")
    from spans import recorded

    seen = Seen()
    with (
        recorded() as spans,
        Scripted(lambda wire, *_: wire.say(answer(307, Location=f"http://u:{KEY}@x.example/"))) as server,
    ):
        calls(seen, server.url, "header", telemetry=spans.provider)
    text = seen.text() + " ".join(span.to_json() for span in spans.ended)
    assert ("RedirectRefused" in text, KEY in text) == (True, False)


def test_hooks_steer_no_terminal():
    """What a server says reaches hooks escaped."""
    seen = Seen()
    client, _ = connected(lambda _: canned(Request_Id="a\x1b[31m"), on_response=seen.hook)
    client.app.info("example")
    assert [each.request_id for each in seen] == ["a\\x1b[31m"]


@pytest.mark.parametrize("place", PLACES)
def test_repeated_request_id(place):
    """An error does not show a key that the server repeats as its name for the request."""
    with (
        Scripted(lambda wire, *_: wire.say(answer(404, Request_Id=f"a-{KEY}"))) as server,
        heroics_py.connect(document(server.url, place), token=KEY, cache=None) as client,
        pytest.raises(heroics_py.NotFound) as caught,
    ):
        client.thing.list()
    assert ("request a-***" in str(caught.value), caught.value.request_id) == (True, "a-***")


@pytest.mark.parametrize("mark", [{"format": "password"}, {"writeOnly": True}, {"allOf": [{"format": "password"}]}])
def test_secret_field_of_a_query(caplog, mark):
    """A query field that its schema marks as secret is in no text about the call, whatever its name."""
    pin = {"name": "pin", "in": "query", "schema": {"type": "string", **mark}}
    link = {"operationId": "listPets", "tags": ["pet"], "parameters": [pin], "responses": {"200": {"description": ""}}}
    document = {"openapi": "3.0.3", "info": {"title": "pets", "version": "1"}, "paths": {"/pets": {"get": link}}}
    with (
        caplog.at_level(logging.DEBUG),
        Scripted(
            saying(answer(404, b'{"message": "no pets?pin=0042-hunter"}', Content_Type="application/json"))
        ) as server,
        heroics_py.connect(document, url=server.url) as client,
        pytest.raises(heroics_py.NotFound) as caught,
    ):
        client.pet.list(pin="0042-hunter")
    request = client.pet.list.prepare(pin="0042-hunter")
    assert request.url.endswith("?pin=0042-hunter")
    shown = [str(caught.value), repr(caught.value), repr(request), client.pet.list.curl(pin="0042-hunter"), caplog.text]
    assert [text for text in shown if "hunter" in text] == []


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
def test_secret_of_a_body_in_an_error(kind):
    """An error whose message repeats the password of a request's body masks it, whether that was JSON or a form."""
    schema = {"type": "object", "properties": {"password": {"type": "string"}, "name": {"type": "string"}}}
    body = {"content": {kind: {"schema": schema}}}
    link = {"operationId": "createPet", "tags": ["pet"], "requestBody": body, "responses": {"200": {"description": ""}}}
    document = {"openapi": "3.0.3", "info": {"title": "pets", "version": "1"}, "paths": {"/pets": {"post": link}}}
    refusal = answer(422, b'{"message": "no hunter-0042 for Felix"}', Content_Type="application/json")
    with (
        Scripted(saying(refusal)) as server,
        heroics_py.connect(document, url=server.url) as client,
        pytest.raises(heroics_py.UnprocessableEntity, match=r"no \*\*\* for Felix") as caught,
    ):
        client.pet.create(name="Felix", password="hunter-0042")
    assert "hunter" not in repr(caught.value)
