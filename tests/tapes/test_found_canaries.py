"""Secrets that tapes of another generator held, and what a tape is to play nevertheless."""

import gzip
import json
import re
from base64 import b64encode
from urllib.parse import quote

import pytest

from heroics_py.tapes.matching import answers
from heroics_py.tapes.scrubbing import Scrubber
from tests.helpers.recordings import FORM, answer, recording, scrubbed, sent

TOKEN = "tok-9f8e7d6c5b4a"
PACKED = quote(b64encode(gzip.compress(f"a very long state: {TOKEN}".encode(), mtime=0)).decode(), safe="")
LOGIN = {"grant_type": "authorization_code", "code": TOKEN}


def answered(body, media_type="application/json"):
    """Return what a tape holds of the body of a response."""
    (exchange,) = scrubbed((sent(), answer(body, media_type)))
    return exchange.response.body.content


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"recovery_codes": [TOKEN], "verificationCode": TOKEN, "totp": TOKEN}, 3),
        ({"Name": "API_TOKEN", "Value": TOKEN}, 1),
        ({"pin": 48151623, "gpio": {"pin": 7}}, 0),
        ({"hint": f"curl -u robot:{TOKEN} https://x.example"}, 1),
        ({"credentials": {"url": f"x://u:{TOKEN}@y"}, "note": f"not {TOKEN}"}, 1),
        ({"token": TOKEN, "url": f"https://x.example/?RelayState={PACKED}"}, 1),
        ({"url": f"https://x.example/cb?state=1&code={TOKEN}"}, 1),
        ({"password": TOKEN, "hex": TOKEN.encode().hex(":"), "spaced": TOKEN.encode().hex(" ").upper()}, 3),
    ],
)
def test_no_secret_is_left(body, expected):
    """One-time codes, named values, PINs, commands, logins and digits with separators are replaced."""
    text = json.dumps(answered(body))
    assert TOKEN not in text
    assert "48151623" not in text
    assert PACKED not in text
    assert text.count("~secret-1~") == expected


@pytest.mark.parametrize("shown", ["x9f2 k2m4 p7q8", "Ab1cd(ef&gh;ij9", "a1b2,c3d4,e5f6", "it's\\na9k<e4"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Invalid API key: {}.", "Invalid API key: *."),
        ("token={} is wrong", "token=* is wrong"),
        ("mysql://u:{}@db.example/x", "mysql://*@db.example/x"),
    ],
)
def test_nothing_of_a_secret_is_left_behind_a_name(shown, text, expected):
    """A name in a text shows where a secret begins; where it ends, another exchange knows."""
    for spelled in (shown, shown.encode().hex(" "), shown.replace("'", "'\\''")):  # the last as in a shell
        message = {"message": text.format(spelled), f"<Bearer {shown}>": 1}
        reply, _ = scrubbed((sent(), answer(message)), (sent("POST", body={"password": shown}), answer()))
        assert all(part not in json.dumps(reply.response.body.content) for part in re.findall(r"\w{3,}", shown))
        assert re.sub(r"(u:)?~secret-\d~", "*", reply.response.body.content["message"]) == expected


def test_a_request_with_a_secret_behind_a_name_is_found_again():
    """A request is compared with the one on the tape as both are without their secrets."""
    request = sent("POST", body={"password": "x9f2 k2m4 p7q8", "note": "password: x9f2 k2m4 p7q8, please"})
    (taped,) = scrubbed((request, answer()))
    assert answers(taped, Scrubber().request(request))


def test_the_name_of_a_variable_stays():
    """The key of a pair is the name of a field, not a secret."""
    pairs = [{"key": "API_TOKEN", "value": TOKEN}, {"key": "LOG_LEVEL", "value": "debug"}]
    assert answered(pairs) == [{**pairs[0], "value": "~secret-1~"}, pairs[1]]
    named = {"env": [{"name": "API_TOKEN", "value": TOKEN}], "headers": [["X-Api-Key", TOKEN]]}
    assert answered({"credentials": named})["credentials"] == answered(named)


def test_a_code_of_a_login():
    """The code that a login sends is a secret; another field of that name is not."""
    login, other = scrubbed(
        (sent("POST", body="&".join(map("=".join, LOGIN.items())), media_type=FORM), answer()),
        (sent("POST", body={"code": "not-found-3", "state": "CA"}), answer()),
    )
    assert login.request.body.content == {**LOGIN, "code": "~secret-1~"}
    assert other.request.body.content == {"code": "not-found-3", "state": "CA"}


@pytest.mark.parametrize("start", ["", "data: ", "\x1e"])
def test_a_secret_number_in_a_stream(start):
    """A secret number in a line of JSON becomes 0, also where it is repeated, so that the line can be read."""
    line = json.dumps({"api_key": 4815162342, "n": 5, "copies": [4815162342, 7], "text": "not 4815162342!"})
    text = answered(f"{start}{line}\n", "application/json-seq" if start == "\x1e" else "application/x-ndjson")
    expected = {"api_key": 0, "n": 5, "copies": [0, 7], "text": "not ~secret-1~!"}
    assert (text[: len(start)], json.loads(text[len(start) :])) == (start, expected)


def test_names_in_compressed_bodies():
    """A secret that only its name in a compressed body shows is replaced there, and elsewhere."""
    packed = gzip.compress(gzip.compress(json.dumps({"client_secret": TOKEN}).encode()))
    zipped, text = scrubbed((sent(), answer(packed, "application/gzip")), (sent(), answer({"note": TOKEN})))
    assert TOKEN.encode() not in gzip.decompress(gzip.decompress(zipped.response.body_bytes()))
    assert text.response.body.content == {"note": "~secret-1~"}


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"\0\xff" + TOKEN.encode() + b"\0", "image/png"),
        (gzip.compress(f"it was {TOKEN}".encode(), mtime=0), "application/gzip"),
        ({"log": b64encode(gzip.compress(f"it was {TOKEN}".encode(), mtime=0)).decode()}, "application/json"),
        (
            f'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\n\0{TOKEN}\r\n--b--',
            "multipart/form-data; boundary=b",
        ),
    ],
    ids=["bytes", "compressed", "compressed in JSON", "a part"],
)
def test_a_request_with_the_secret_of_another_one(body, media_type):
    """A request is played whose body holds a secret that only another exchange shows; another body is not."""
    request = sent("POST", body=body, media_type=media_type)
    _, taped = scrubbed((sent(), answer({"token": TOKEN})), (request, answer()))
    assert answers(taped, Scrubber().request(request))
    assert not answers(taped, Scrubber().request(request.replaced(body=request.body[:-1] + b"y")))


def test_a_secret_that_an_older_exchange_has():
    """What a tape holds already is searched for the secrets of what is added; its placeholders keep their numbers."""
    before = scrubbed((sent(), answer({"nick": "b0b-the-9th", "token": "t0k3n-from-before"})))
    old, new = Scrubber().exchanges([recording(sent("POST", body={"password": "b0b-the-9th"}))], before)
    assert old.response.body.content == {"nick": "~secret-2~", "token": "~secret-1~"}
    assert new.request.body.content == {"password": "~secret-2~"}
