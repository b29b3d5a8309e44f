"""No secret reaches a tape."""

from heroics_py.tapes.differences import differences
from heroics_py.tapes.scrubbing import Scrubber
from tests.helpers.recordings import answer, scrubbed, sent

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
