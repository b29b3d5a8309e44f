"""No secret reaches a tape."""

import gzip
from base64 import b64encode

import pytest

from heroics_py.tapes.differences import differences
from heroics_py.tapes.scrubbing import Scrubber
from tests.helpers.recordings import FORM, answer, scrubbed, sent

TOKEN = "tok-9f8e7d6c5b4a"


def test_a_token_is_one_placeholder():
    """A token is the same placeholder in the response that hands it out, in a request, and where it is repeated."""
    first, second = scrubbed(
        (sent(), answer({"note": f"it was {TOKEN}", "name": "a"})),
        (sent("POST", f"https://api.example/x?access_token={TOKEN}"), answer({"access_token": TOKEN})),
    )
    assert first.response.body.content == {"note": "it was ~secret-1~", "name": "a"}
    assert second.request.url == "https://api.example/x?access_token=~secret-1~"
    assert second.response.body.content == {"access_token": "~secret-1~"}


def test_a_short_secret_leaves_the_tape_whole():
    """A secret that is short, or a plain word, is replaced in its own place alone."""
    (exchange,) = scrubbed((sent(headers={"Authorization": "Bearer a"}), answer({"password": "a", "name": "banana"})))
    assert exchange.response.body.content == {"password": "~secret-1~", "name": "banana"}


def test_differences():
    """The differences of two requests are told one by one."""
    (taped,) = scrubbed(
        (sent("POST", "https://api.example/a?x=1&token=t0ps3cret", {"name": "a", "tags": [1, 2]}), None)
    )
    request = Scrubber().request(sent("POST", "https://api.example/b?x=2", {"name": "b", "tags": [1], "new": True}))
    assert differences(request, taped.request).splitlines() == [
        'the path is "/b", on the tape "/a"',
        'query x is "2", on the tape "1"',
        'body name is "b", on the tape "a"',
        "body tags has 1 items, on the tape 2",
        "body new is true, and missing on the tape",
    ]


PLACES = {
    "a header": sent(headers={"X-Shop": TOKEN}, secret_fields=frozenset({"X-Shop"})),
    "an unknown header": sent(headers={"X-Membership": TOKEN}),
    "a password": sent(headers={"Authorization": f"Basic {b64encode(f'me:{TOKEN}'.encode()).decode()}"}),
    "a query": sent(url=f"https://api.example/?sig={TOKEN}"),
    "a user": sent(url=f"https://me:{TOKEN}@api.example/"),
    "a path": sent(url=f"https://api.example/s/{TOKEN}", template="/s/{token}"),
    "a cookie": sent(headers={"Cookie": f"a=b; sid={TOKEN}"}),
    "a form": sent("POST", body=f"client_secret={TOKEN}", media_type=FORM),
    "a field": sent("POST", body={"deep": [{"newPassword": TOKEN}]}),
    "a pair": sent("POST", body={"env": [{"name": "API_KEY", "value": TOKEN}]}),
}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_secret_in_wide_characters(encoding):
    """A secret is replaced in binary data whose characters have two bytes."""
    data = b"\0\xff" + f"it was {TOKEN}".encode(encoding)
    (exchange,) = scrubbed((PLACES["an unknown header"], answer(data, "image/png")))
    assert exchange.response.body_bytes() == b"\0\xff" + "it was ".encode(encoding) + b"*" * (2 * len(TOKEN))


def test_a_secret_in_a_packed_piece():
    """A compressed piece within other data is covered as a whole if it holds a secret."""
    piece = gzip.compress(f"it was {TOKEN}".encode())
    (exchange,) = scrubbed((PLACES["an unknown header"], answer(b"\0\xff" + piece + b"end", "image/png")))
    assert exchange.response.body_bytes() == b"\0\xff" + b"*" * len(piece) + b"end"


def test_texts_without_a_link():
    """All texts of a response that no cache may store, without a link that says which of them, are secret."""
    (exchange,) = scrubbed((sent(storable=False), answer({"PLAIN": "blue-whale", "SIZE": 3})))
    assert exchange.response.body.content == {"PLAIN": "~secret-1~", "SIZE": 0}


def test_secrets_that_overlap():
    """Of two secrets that overlap in a text, nothing is left."""
    headers = {"Authorization": "Bearer first-9f8e7d6c", "X-Api-Key": "7d6c-second-5b4a"}
    (exchange,) = scrubbed((sent(headers=headers), answer({"note": "a first-9f8e7d6c-second-5b4a z"})))
    assert exchange.response.body.content == {"note": "a ~secret-1~ z"}


@pytest.mark.parametrize("place", PLACES)
def test_a_repeated_secret(place):
    """A secret of a request is replaced where a response repeats it: as it is, in base64, and in binary data."""
    packed = gzip.compress(f"it was {TOKEN}".encode())
    text, binary, zipped = scrubbed(
        (PLACES[place], answer({"note": f"not {TOKEN}!", "coded": b64encode(f"a:{TOKEN}".encode()).decode()})),
        (sent(), answer(b"\0\xff" + TOKEN.encode(), "image/png")),
        (sent(), answer(packed, "application/gzip")),
    )
    placeholder = text.response.body.content["coded"]
    assert text.response.body.content["note"] == f"not {placeholder}!"
    assert binary.response.body_bytes() == b"\0\xff" + b"*" * len(TOKEN)
    assert gzip.decompress(zipped.response.body_bytes()) == b"it was " + b"*" * len(TOKEN)


def test_fields_to_keep():
    """A field that only looks secret stays, if the caller says so; another one is secret, if the caller says so."""
    (exchange,) = scrubbed((sent(), answer({"key": "SHOP-1234", "nick": "n1ckn4me"})), scrub="Nick", keep="key")
    assert exchange.response.body.content == {"key": "SHOP-1234", "nick": "~secret-1~"}


def test_an_exchange_as_the_caller_edits_it():
    """A function of the caller returns what the tape holds, and the request that is compared with it."""

    def edit(exchange):
        return exchange.replaced(request=exchange.request.replaced(url="https://api.example/any"))

    (exchange,) = scrubbed((sent(), answer({"a": 1})), scrub=edit)
    assert exchange.request.url == "https://api.example/any" == Scrubber(edit).request(sent()).url


def test_a_secret_that_an_edit_brings_back():
    """What a function of the caller returns is searched for the secrets that are known."""

    def edit(exchange):
        return exchange.replaced(request=exchange.request.replaced(url=f"https://api.example/{TOKEN}"))

    (exchange,) = scrubbed((sent(headers={"Authorization": f"Bearer {TOKEN}"}), answer({"a": 1})), scrub=edit)
    assert exchange.request.url == "https://api.example/~secret-1~"


def test_a_word_that_a_request_uses():
    """A password that is a long word is replaced in texts, unless a request uses the word for something else."""
    body = {"name": "a", "password": "swordfishes"}
    response = answer({"error": "swordfishes is weak"})
    (first,) = scrubbed((sent("POST", body=body), response))
    (second,) = scrubbed((sent("POST", body={**body, "name": "swordfishes"}), response))
    assert first.response.body.content == {"error": "~secret-1~ is weak"}
    assert second.request.body.content == {"name": "swordfishes", "password": "~secret-1~"}
    assert second.response.body.content == {"error": "swordfishes is weak"}


def test_a_column_of_a_table():
    """What a column with a secret name holds is replaced in a table."""
    (exchange,) = scrubbed((sent(), answer(f'id,token,name\r\n1,{TOKEN},a\r\n2,"x,{TOKEN}",b\r\n', "text/csv")))
    assert exchange.response.body.content == 'id,token,name\r\n1,~secret-1~,a\r\n2,"~secret-2~",b\r\n'


def test_a_line_of_a_stream():
    """A line that is JSON, also in an event, is read as JSON: what is below a secret name is replaced."""
    lines = 'id: 1\ndata: {"id": 1, "tokens": [{"x": "n1ckn4me"}]}\n\n{"id": 2, "tokens": {"x": "n1ckn4me2"}}\n'
    (exchange,) = scrubbed((sent(), answer(lines, "text/event-stream")))
    assert exchange.response.body.content == lines.replace("n1ckn4me2", "~secret-2~").replace("n1ckn4me", "~secret-1~")
