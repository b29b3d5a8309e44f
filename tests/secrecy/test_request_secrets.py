"""A credential that a server repeats, under any name: in no error, log, warning or store."""

import logging
import pickle
import traceback
from base64 import b64encode, urlsafe_b64encode

import pytest
from scripted import Scripted, answer

import heroics_py
from heroics_py.secrecy.names import MASK

pytestmark = pytest.mark.usefixtures("bare_environment", "driver")

SECRET = "Zq9sekritVALUE77"
SCHEMA = {
    "$schema": "http://json-schema.org/draft-04/hyper-schema",
    "definitions": {
        "thing": {
            "id": "thing",
            "properties": {"id": {"type": "string"}},
            "links": [
                {"title": "List", "rel": "instances", "method": "GET", "href": "/things"},
                {"title": "Info", "rel": "self", "method": "GET", "href": "/things/one"},
            ],
        }
    },
    "properties": {"thing": {"$ref": "#/definitions/thing"}},
}
CREDENTIALS = {
    "token": {"token": SECRET},
    "basic": {"auth": ("user", SECRET)},
    "token header": {"headers": {"Authorization": f"Token token={SECRET}"}},
    "quoted parameter": {"headers": {"Authorization": f'Custom id="a", key="{SECRET}"'}},
    "key header": {"headers": {"X-Api-Key": SECRET}},
    "cookie": {"headers": {"Cookie": f"sid={SECRET}"}},
}


def spelled(text):
    return "".join(f"%{byte:02x}" for byte in text.encode())


ANSWERS = {
    "a link that comes again": answer(200, b'[{"id": "a"}]', Link=f'</things?foo={SECRET}&page=2>; rel="next"'),
    "a link to elsewhere": answer(200, b"[]", Link=f'<http://evil.example/?x={SECRET}>; rel="next"'),
    "a link that is broken": answer(200, b"[]", Link=f'<http://[{SECRET}>; rel="next"'),
    "a range that is an address": answer(200, b"[]", Next_Range=f"http://evil.example/{SECRET}"),
    "a range that comes again": answer(206, b"[]", Next_Range=f"id {SECRET}.."),
    "a redirect": answer(302, b"", Location=f"http://evil.example/p?x={SECRET}"),
    "a redirect that is broken": answer(302, b"", Location=f"http://[{SECRET}"),
    "the message of an error": answer(403, b'{"message": "no access for %s"}' % SECRET.encode()),
    "a login page": answer(200, b"<title>Hello %s</title>" % SECRET.encode(), Content_Type="text/html"),
    "a warning": answer(200, b"[]", Warning=f'299 - "{SECRET} is old"'),
}


@pytest.mark.filterwarnings("always")
@pytest.mark.parametrize("how", CREDENTIALS)
@pytest.mark.parametrize("what", ANSWERS)
def test_no_text_shows_a_secret(how, what, caplog, recwarn):
    """A secret that the server repeats is in no error, pickle, traceback, warning or log."""
    caplog.set_level(logging.DEBUG)
    texts = []
    with Scripted(lambda wire, *_: wire.say(ANSWERS[what])) as server:
        client = heroics_py.connect(SCHEMA, url=server.url, retries=0, **CREDENTIALS[how])
        for call in (client.thing.list, client.thing.info):
            try:
                texts.append(repr(list(call() or [])))
            except heroics_py.HeroicsError as error:
                texts += [*traceback.format_exception(error), str(error), repr(error)]
                texts.append(repr(pickle.loads(pickle.dumps(error))))
        client.close()
    texts += [caplog.text, *(str(each.message) for each in recwarn)]
    assert [each for each in texts if SECRET in each] == []


@pytest.mark.parametrize("how", CREDENTIALS)
def test_no_file_holds_a_secret(how, tmp_path):
    """A secret in any header, in clear or percent-encoded, is in no cache file and in no repr."""
    said = answer(
        200, b"{}", ETag=f'"{SECRET}"', X_Echo=f"you are {SECRET}", X_Coded=spelled(SECRET), Cache_Control="max-age=60"
    )
    with Scripted(lambda wire, *_: wire.say(said)) as server:
        client = heroics_py.connect(SCHEMA, url=server.url, cache=tmp_path, **CREDENTIALS[how])
        response = client.thing.info.send()
        client.close()
    files = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
    assert response.headers["X-Echo"] == f"you are {SECRET}"
    for text in (SECRET, spelled(SECRET)):
        assert (text in repr(response), text.encode() in files) == (False, False)


@pytest.mark.parametrize("code", [b64encode, urlsafe_b64encode, lambda data: data.hex().encode()])
def test_digits_of_a_secret(code):
    """An error does not show a credential that the server repeats in base64 or in hexadecimal digits."""
    secret = "Zq9>?>sekritVALUE77"
    message = b'{"message": "unknown: %s"}' % code(f"u:{secret}".encode())
    with Scripted(lambda wire, *_: wire.say(answer(403, message))) as server:
        client = heroics_py.connect(SCHEMA, url=server.url, retries=0, token=secret)
        with pytest.raises(heroics_py.Forbidden) as caught:
            client.thing.info()
        client.close()
    assert MASK in str(caught.value)
    assert all(code(secret[at:].encode())[3:12].decode() not in str(caught.value) for at in range(3))
